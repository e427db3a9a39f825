package web

import (
	"strings"
	"testing"
)

// TestWaysLike: an original is offered to be read again only in the ways that can
// read it.
func TestWaysLike(t *testing.T) {
	for name, want := range map[string]string{
		"mhtml/full": "mhtml mhtml/full", "mhtml": "mhtml mhtml/full", "eml": "eml", "html": "html html/full markdown text", "text": "html html/full markdown text",
	} {
		var got []string
		for _, f := range waysLike(name) {
			got = append(got, f.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}
