package assets

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// of returns a binding of a key map.
func of(t *testing.T, scopes []Scope, id string) Binding {
	t.Helper()
	for _, s := range scopes {
		for _, b := range s.Keys {
			if b.ID == id {
				return b
			}
		}
	}
	t.Fatalf("there is no binding %s", id)
	return Binding{}
}

// TestKeymapIsPlain: no two bindings have one name, and those that can be changed
// are in nobody's way as they are at first.
func TestKeymapIsPlain(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Keymap() {
		for _, with := range s.With {
			if !slices.ContainsFunc(Keymap(), func(s Scope) bool { return s.Scope == with }) {
				t.Errorf("%s: there is no scope %s", s.Scope, with)
			}
		}
		for _, b := range s.Keys {
			if seen[b.ID] {
				t.Errorf("two bindings are called %s", b.ID)
			}
			seen[b.ID] = true
			if key := b.Settable(); key != "" {
				if c, ok := clash(Keymap(), s, b, key); ok {
					t.Errorf("%s: %s is also the key of %s", b.ID, c.Key, c.Other.ID)
				}
			}
		}
	}
}

// TestKeymapWithPages: scopes that a page has together say so.
func TestKeymapWithPages(t *testing.T) {
	files, err := filepath.Glob("../web/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("the handlers are not there", err)
	}
	given := regexp.MustCompile(`Scope\s*=\s*"(\w+) (\w+)"`)
	seen := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range given.FindAllStringSubmatch(string(content), -1) {
			seen++
			at := slices.IndexFunc(Keymap(), func(s Scope) bool { return s.Scope == m[1] })
			if at < 0 || !slices.Contains(Keymap()[at].With, m[2]) {
				t.Errorf("%s has the keys of %s and %s on one page; the key map does not say so", file, m[1], m[2])
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d pages have keys of two scopes", seen)
	}
}

func TestKeymapWith(t *testing.T) {
	tests := []struct {
		name  string
		own   map[string]string
		id    string
		want  string // its keys
		clash string // the binding in the way, "" for none
	}{
		{"nothing", nil, "reader/claim", "c", ""},
		{"another key", map[string]string{"reader/claim": "W"}, "reader/claim", "W", ""},
		{"a named key", map[string]string{"reader/claim": "F8"}, "reader/claim", "F8", ""},
		{"the same key", map[string]string{"reader/claim": "c"}, "reader/claim", "c", ""},
		{"a taken key", map[string]string{"reader/claim": "w"}, "reader/claim", "c", "reader/who"},
		{"a taken key of every page", map[string]string{"reader/claim": "z"}, "reader/claim", "c", "everywhere/undo"},
		{"what begins a sequence", map[string]string{"reader/claim": "g"}, "reader/claim", "c", "everywhere/go/library"},
		{"a key of some page, for every page", map[string]string{"everywhere/undo": "c"}, "everywhere/undo", "z", "reader/claim"},
		{"a key of another page", map[string]string{"library/import": "w"}, "library/import", "w", ""},
		{"a key of the list on the page", map[string]string{"library/import": "j"}, "library/import", "i", "list/next"},
		{"a key of the page around a list", map[string]string{"list/mark": "i"}, "list/mark", "x", "library/import"},
		{"a key of the page around a mode", map[string]string{"selecting/select": "s"}, "selecting/select", "v", "reader/stance/supports"},
		{"two that change places", map[string]string{"reader/claim": "a", "reader/attach": "c"}, "reader/attach", "c", ""},
		{"the place of one that has moved", map[string]string{"reader/claim": "w", "reader/who": "W"}, "reader/claim", "w", ""},
		{"the last key of a sequence", map[string]string{"everywhere/go/library": "b"}, "everywhere/go/library", "g b", ""},
		{"a taken sequence", map[string]string{"everywhere/go/library": "c"}, "everywhere/go/library", "g l", "everywhere/go/claims"},
		{"beside an arrow", map[string]string{"matrix/down": "n"}, "matrix/down", "ArrowDown n", ""},
		{"Enter", map[string]string{"reader/claim": "Enter"}, "reader/claim", "c", ""},
		{"a chord", map[string]string{"reader/claim": "Ctrl+c"}, "reader/claim", "c", ""},
		{"instead of the palette", map[string]string{"everywhere/palette": "p"}, "everywhere/palette", "Ctrl+k", ""},
		{"instead of grades", map[string]string{"reader/credibility": "p"}, "reader/credibility", "1 2 3 4 5 6", ""},
		{"of a later version", map[string]string{"moon/land": "p"}, "reader/claim", "c", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(of(t, KeymapWith(test.own), test.id).Keys, " "); got != test.want {
				t.Errorf("%s has %q, want %q", test.id, got, test.want)
			}
			clashes := Clashes(test.own)
			if got := clashes[test.id].Other.ID; got != test.clash || test.clash == "" && len(clashes) > 0 {
				t.Errorf("%s is in the way of %v, want %q", got, slices.Collect(maps.Keys(clashes)), test.clash)
			}
		})
	}
	if got := of(t, Keymap(), "reader/claim"); got.Keys[0] != "c" || got.First != "" {
		t.Errorf("the key map itself has changed: %+v", got)
	}
	// What is in the way of one may have been put there by another.
	if got := of(t, KeymapWith(map[string]string{"reader/claim": "x", "reader/attach": "c"}), "reader/attach"); got.Keys[0] != "a" {
		t.Errorf("attach has %v while c is where it was", got.Keys)
	}
}

func TestParseKey(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"w", "w"},
		{" w ", "w"},
		{"W", "W"},
		{"Shift+w", "W"},
		{"shift", ""},
		{"⇧ W", "W"},
		{"⇧w", "W"},
		{"Shift W", "W"},
		{"?", "?"},
		{"+", "+"},
		{"7", "7"},
		{"del", "Delete"},
		{"DELETE", "Delete"},
		{"f8", "F8"},
		{"", ""},
		{"g w", ""},
		{"Ctrl+w", ""},
		{"Alt+w", ""},
		{"Enter", ""},
		{"Tab", ""},
		{"Space", ""},
		{"ArrowUp", ""},
		{"F5", ""},
		{"ü", ""},
		{"ن", ""},
	}
	for _, test := range tests {
		if got, ok := of(t, Keymap(), "reader/claim").ParseKey(test.typed); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%q is read as %q, %v, want %q", test.typed, got, ok, test.want)
		}
	}
	if got, ok := of(t, Keymap(), "everywhere/go/library").ParseKey("g b"); got != "b" || !ok {
		t.Errorf("a sequence is read as %q, %v", got, ok)
	}
}
