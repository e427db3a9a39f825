package extract

import (
	"fmt"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
)

func TestImport(t *testing.T) {
	const page = `<html lang="en"><head><title>Ferry late 🚢 again</title><meta property="article:published_time" content="2026-03-01T08:00:00+01:00">` +
		`<link rel="canonical" href="https://quay.example/ferry"></head><body><article><h1>Ferry late 🚢 again</h1>` +
		`<p>The 🚢 ferry from Northbank was late for the third time in a week, the harbour office said on Sunday morning.</p>` +
		`<h2>What the crew says</h2><blockquote><p>“Nobody told us that the bridge was closed,” a deckhand said at the quay.</p></blockquote></article></body></html>`
	tests := []struct {
		name  string
		data  string
		hint  Hint
		found string // where, as the case keeps it
		file  string
		basis string
		parts string // what is no plain paragraph
	}{
		{
			"a page says where it is from", page,
			Hint{Name: "ferry.html"},
			"https://quay.example/ferry", "ferry.html", "metadata",
			"title: Ferry late 🚢 again|heading: What the crew says|quote: “Nobody told us that the bridge was closed,” a deckhand said at the quay.",
		},
		{"the analyst knows better", page, Hint{URL: "https://copies.example/1"}, "https://copies.example/1", "", "metadata", "title: Ferry late 🚢 again|heading: What the crew says|quote: “Nobody told us that the bridge was closed,” a deckhand said at the quay."},
		{"an address of no web", "One line of text.", Hint{URL: "javascript:alert(1)"}, "", "", "", ""},
		{"a path of Windows", "One line of text.", Hint{Name: `C:\Users\ana\note.txt`}, "", "note.txt", "", ""},
		{"a path that climbs", "One line of text.", Hint{Name: "../../etc/passwd"}, "", "passwd", "", ""},
		{"nothing but a climb", "One line of text.", Hint{Name: "a/.."}, "", "", "", ""},
		{"a name that turns around", "One line of text.", Hint{Name: "a\u202etxt.exe\x00\n"}, "", "atxt.exe", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in, err := Import([]byte(test.data), test.hint)
			if err != nil {
				t.Fatal(err)
			}
			text := anchor.NewText(in.Text)
			var parts []string
			for _, p := range in.Outline {
				parts = append(parts, fmt.Sprintf("%s: %s", p.Kind, text.Slice(anchor.Span{Start: p.Start, End: p.End})))
			}
			if got := strings.Join(parts, "|"); got != test.parts {
				t.Errorf("parts %q, want %q", got, test.parts)
			}
			if in.FoundAt != test.found || in.Name != test.file || in.PublishedBasis != test.basis {
				t.Errorf("found at %q in %q, dated by %q; want %q, %q, %q", in.FoundAt, in.Name, in.PublishedBasis, test.found, test.file, test.basis)
			}
			if string(in.Original) != test.data {
				t.Error("the original is not what was read")
			}
		})
	}
}

// TestImportSpeaksTheDictionary checks that what is found is in the words that a
// case may hold.
func TestImportSpeaksTheDictionary(t *testing.T) {
	for _, k := range []Kind{KindTitle, KindHeading, KindBody, KindQuote, KindCaption, KindItem} {
		if !strings.Contains(" "+strings.Join(assay.BlockKinds, " ")+" ", " "+string(k)+" ") {
			t.Errorf("a case has no block kind %q", k)
		}
	}
	for _, b := range []string{BasisMetadata, BasisPrinted, BasisURL} {
		if !strings.Contains(strings.Join(assay.DateBases, " "), bases[b]) || bases[b] == "" {
			t.Errorf("a case has no date basis for %q", b)
		}
	}
}

// TestCharsets checks that each character set on offer is one, and goes by the
// name that a document read in it has.
func TestCharsets(t *testing.T) {
	for _, c := range Charsets() {
		if _, name, ok := decodeAs([]byte("text"), c.Name); !ok || name != c.Name || c.Label == "" {
			t.Errorf("%q (%s) is known as %q (%t)", c.Name, c.Label, name, ok)
		}
	}
}
