package views

import (
	"testing"

	"assay/internal/assay"
)

func TestBytes(t *testing.T) {
	tests := []struct {
		size int64
		want string
	}{
		{0, "0 bytes"}, {1, "1 byte"}, {999, "999 bytes"}, {1000, "1 kB"}, {1250, "1.2 kB"}, {48_400, "48 kB"}, {5_000_000, "5 MB"}, {7_300_000_000, "7.3 GB"}, {7_300_000_000_000, "7300 GB"},
	}
	for _, test := range tests {
		if got := Bytes(t.Context(), test.size); got != test.want {
			t.Errorf("%d is %q, want %q", test.size, got, test.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for tag, want := range map[string]string{"en": "English", "pt-BR": "Brazilian Portuguese", "ko": "Korean", "": "", "a tongue": "a tongue"} {
		if got := Language(t.Context(), tag); got != want {
			t.Errorf("%q is %q, want %q", tag, got, want)
		}
	}
}

func TestImportReport(t *testing.T) {
	first, second := assay.ArticleID{1}, assay.ArticleID{2}
	tests := []struct {
		name  string
		files []ImportedFile
		says  string
		first assay.ArticleID
	}{
		{"nothing", nil, "No file was chosen.", assay.ArticleID{}},
		{"only refused ones", []ImportedFile{{Outcome: ImportRefused}, {Outcome: ImportRefused}}, "2 were refused.", assay.ArticleID{}},
		{"a new one is read before one that was here", []ImportedFile{{Outcome: ImportKnown, Article: first}, {Outcome: ImportAdded, Article: second}}, "1 article is new, 1 was here already.", second},
		{"one that is back", []ImportedFile{{Outcome: ImportRevived, Article: first}}, "1 is back.", first},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := ImportReport{Files: test.files}
			if r.Says(t.Context()) != test.says || r.First() != test.first {
				t.Errorf("it says %q and begins with %s, want %q and %s", r.Says(t.Context()), r.First(), test.says, test.first)
			}
		})
	}
}
