package extract

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/internal/assay"
)

// FuzzExtract checks that no bytes make Extract fail in a way that the analyst
// cannot be told, that the text is canonical and is its blocks, and that the
// same bytes give the same document.
func FuzzExtract(f *testing.F) {
	inputs, err := filepath.Glob("testdata/*.html")
	if err != nil || len(inputs) == 0 {
		f.Fatalf("no seeds (%v)", err)
	}
	for _, input := range inputs {
		f.Add(load(f, input), "")
	}
	f.Add([]byte("One\r\n\r\nTwo\u2029Three\x00"), "text")
	f.Add([]byte("1\xcdl>\n"), "") // as likely to be in one character set as in another
	f.Add([]byte("<table><tr><td>a<td>b<tr><td>c<pre>\n\n d</table><p>\u00a0<br>x"), "html/full")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "html")
	f.Fuzz(func(t *testing.T, data []byte, extractor string) {
		d, err := Extract(data, Hint{Extractor: extractor})
		if err != nil {
			if kind := assay.KindOf(err); kind != assay.KindInvalid && kind != assay.KindUnsupported {
				t.Fatalf("error of kind %q: %v", kind, err)
			}
			if strings.Contains(err.Error(), "panicked") {
				t.Fatal(err)
			}
			return
		}
		if !utf8.ValidString(d.Text) {
			t.Error("the text is not valid")
		}
		if again, err := canonical(d.Text); err != nil || again != d.Text {
			t.Errorf("the text is not canonical: %q", d.Text)
		}
		texts := make([]string, 0, len(d.Blocks))
		for _, b := range d.Blocks {
			texts = append(texts, b.Text)
		}
		if joined := strings.Join(texts, separator); joined != d.Text {
			t.Errorf("the blocks are %q and the text %q", joined, d.Text)
		}
		if again, err := Extract(data, Hint{Extractor: extractor}); err != nil || legible(again) != legible(d) {
			t.Errorf("once more gives:\n%s(%v)\nafter:\n%s", legible(again), err, legible(d))
		}
	})
}

// BenchmarkExtract reads all of testdata once an operation.
func BenchmarkExtract(b *testing.B) {
	for _, kind := range []string{"html", "txt"} {
		inputs, err := filepath.Glob("testdata/*." + kind)
		if err != nil || len(inputs) == 0 {
			b.Fatalf("no inputs (%v)", err)
		}
		var all [][]byte
		for _, input := range inputs {
			all = append(all, load(b, input))
		}
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				for _, data := range all {
					if _, err := Extract(data, Hint{}); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*len(all))/b.Elapsed().Seconds(), "files/s")
		})
	}
}

// BenchmarkLongLine reads the longest line there can be.
func BenchmarkLongLine(b *testing.B) {
	data := []byte(strings.Repeat("Der Hafen von Nordhaven brannte. ", MaxBytes/33))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Extract(data, Hint{}); err != nil {
			b.Fatal(err)
		}
	}
}
