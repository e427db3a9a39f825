package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads each file of testdata. What comes out must never change
// while the version of the extractor stays the same.
func TestGolden(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	prints, err := filepath.Glob("testdata/pdf/*.pdf")
	if err != nil {
		t.Fatal(err)
	}
	prints = slices.DeleteFunc(prints, func(name string) bool {
		return slices.Contains([]string{"locked.pdf", "scan.pdf"}, filepath.Base(name))
	})
	written, err := filepath.Glob("testdata/office/ferry*")
	if err != nil {
		t.Fatal(err)
	}
	written = slices.DeleteFunc(written, func(path string) bool { return strings.HasSuffix(path, ".golden") })
	saved, err := filepath.Glob("testdata/*.mhtml")
	if err != nil {
		t.Fatal(err)
	}
	inputs := slices.Concat(pages, texts, written, saved, prints)
	if len(inputs) < 24 {
		t.Fatalf("found only %d inputs", len(inputs))
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			golden, got := input+".golden", ""
			for d, err := range Documents(load(t, input), Hint{Name: filepath.Base(input)}) {
				if err != nil {
					t.Fatal(err)
				}
				got += legible(d)
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(load(t, golden)); got != want {
				t.Errorf("%s now reads:\n%s", input, got)
			}
		})
	}
}

// legible writes a document so that a person can check it. What cannot be seen
// is written as Go would.
func legible(d Document) string {
	var out strings.Builder
	sure := map[bool]string{true: "sure", false: "guessed"}[d.CharsetSure]
	if d.Part != "" {
		fmt.Fprintf(&out, "part: %s\n", d.Part)
	}
	for _, line := range [][2]string{
		{"title", d.Title},
		{"byline", d.Byline},
		{"site", d.Site},
		{"url", d.URL},
		{"language", d.Language},
		{"published", strings.TrimSpace(d.Published + " " + d.PublishedBasis)},
		{"read as", d.MediaType + ", " + d.Charset + " (" + sure + "), by " + d.Extractor},
	} {
		fmt.Fprintln(&out, strings.TrimSpace(line[0]+": "+line[1]))
	}
	for _, b := range d.Blocks {
		why := ""
		if b.Boilerplate {
			why = ", not article text: " + b.Why
		}
		text := strings.NewReplacer("\u00a0", `\u00a0`, "\u00ad", `\u00ad`, "\t", `\t`, "\n", "\n  ").Replace(b.Text)
		fmt.Fprintf(&out, "\n[%s%s]\n  %s\n", b.Kind, why, text)
	}
	for _, p := range d.Pages {
		fmt.Fprintf(&out, "\n[page %s begins in block %d at %d]\n", p.Label, p.Block, p.At)
	}
	return out.String()
}

func load(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
