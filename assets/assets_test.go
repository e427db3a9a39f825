package assets

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestEntries(t *testing.T) {
	const meta = `{"outputs": {
		"dist/app-AAAA1111.js": {"entryPoint": "js/app.js", "inputs": {"js/app.js": {}, "js/keys.js": {}}},
		"dist/app-BBBB2222.css": {"entryPoint": "css/app.css", "inputs": {"css/app.css": {}}},
		"dist/icons-CCCC3333.svg": {"inputs": {"img/icons.svg": {}}},
		"dist/inter-DDDD4444.woff2": {"inputs": {"node_modules/inter/files/inter.woff2": {}}}}}`
	want := map[string]string{
		"app.js":    "app-AAAA1111.js",
		"app.css":   "app-BBBB2222.css",
		"icons.svg": "icons-CCCC3333.svg",
	}

	got, err := entries([]byte(meta))
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("entries are %v, want %v", got, want)
	}
	if _, err := entries([]byte("{")); err == nil {
		t.Error("half a metafile is read without complaint")
	}
}

// TestBundle checks what build.sh made, or that its lack is reported.
func TestBundle(t *testing.T) {
	if _, err := fs.Stat(Files(), "meta.json"); err != nil {
		if err := Check(); err == nil || !strings.Contains(err.Error(), "make build") {
			t.Errorf("without a bundle Check says %v, want what to do", err)
		}
		if got, want := Href("app.css"), "/assets/app.css"; got != want {
			t.Errorf("without a bundle app.css is at %s, want %s", got, want)
		}
		return
	}
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	for _, name := range required {
		href := Href(name)
		if href == Prefix+name {
			t.Errorf("%s has no hash", href)
		}
		if _, err := fs.Stat(Files(), strings.TrimPrefix(href, Prefix)); err != nil {
			t.Error(err)
		}
	}
}

// TestKeymap checks the rules that the scripts rely on.
func TestKeymap(t *testing.T) {
	var scopes []string
	for _, s := range Keymap() {
		if s.Scope == "" || s.Title == "" || slices.Contains(scopes, s.Scope) {
			t.Errorf("scope %q with title %q needs both, once", s.Scope, s.Title)
		}
		scopes = append(scopes, s.Scope)

		taken := make(map[string]string)
		for _, b := range s.Keys {
			if len(b.Keys) == 0 || b.Act == "" || b.Does == "" {
				t.Errorf("%s: %+v lacks a key, an act or what it does", s.Scope, b)
			}
			for _, key := range b.Keys {
				if other, ok := taken[key]; ok {
					t.Errorf("%s: %s is both %s and %s", s.Scope, key, other, b.Act)
				}
				taken[key] = b.Act
			}
		}
		for key := range taken {
			prefix, _, sequence := strings.Cut(key, " ")
			if _, ok := taken[prefix]; sequence && ok {
				t.Errorf("%s: %s starts a sequence and acts at once", s.Scope, prefix)
			}
		}
	}
	if !slices.Contains(scopes, "everywhere") {
		t.Error("no scope is everywhere")
	}
}
