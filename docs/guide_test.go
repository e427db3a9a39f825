package docs

import (
	"flag"
	"os"
	"strings"
	"testing"

	"assay/assets"
)

var update = flag.Bool("update", false, "write what is generated into the guide")

// TestKeysInGuide: the guide lists the key map, all of it and nothing else. Run
// go test ./docs -update after a change of the key map.
func TestKeysInGuide(t *testing.T) {
	text, err := os.ReadFile("guide.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "<!-- keys -->\n")
	have, after, ok := strings.Cut(rest, "<!-- /keys -->")
	if !ok {
		t.Fatal("the guide has no place for the keys")
	}
	var want strings.Builder
	for _, s := range assets.Keymap() {
		want.WriteString("\n### " + s.Title + "\n\n| Key | |\n|---|---|\n")
		for _, b := range s.Keys {
			want.WriteString("| " + keys(b) + " | " + b.Does + " |\n")
		}
	}
	want.WriteString("\n")
	if *update {
		if err := os.WriteFile("guide.md", []byte(before+"<!-- keys -->\n"+want.String()+"<!-- /keys -->"+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have != want.String() {
		t.Errorf("the guide has other keys than the key map; go test ./docs -update writes these:\n%s", want.String())
	}
}

// keys writes the keys of a binding as a table of the guide has them.
func keys(b assets.Binding) string {
	if b.Shown != "" && len(b.Keys) > 2 {
		return kbd(b.Shown)
	}
	var all []string
	for _, k := range b.Keys {
		all = append(all, kbd(k))
	}
	return strings.Join(all, " or ")
}

func kbd(key string) string {
	var presses []string
	for _, k := range strings.Fields(key) {
		if k == "|" {
			k = "\\|"
		}
		presses = append(presses, "<kbd>"+k+"</kbd>")
	}
	return strings.Join(presses, " ")
}
