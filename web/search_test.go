package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"assay/internal/assay"
)

func TestSearchRoom(t *testing.T) {
	m := startMarked(t)
	tests := []struct {
		name, typed string
		status      int
		says        string
	}{
		{"nothing yet", "", http.StatusOK, "What can be asked for"},
		{"a claim and its article", "lorries", http.StatusOK, "things found"},
		{"nothing of the kind", "submarine", http.StatusOK, "Nothing has these words"},
		{"markup in the question", `<b>"`, http.StatusOK, "1 thing found"},
		{"a field that means nothing", "in:drawers", http.StatusUnprocessableEntity, "After “in:” stands"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := page(t, m.get(m.root.Search(test.typed, 0)), test.status)
			if got := text(doc, "main"); !strings.Contains(got, test.says) {
				t.Errorf("it does not say %q: %s", test.says, got)
			}
			if got := doc.Find("#search-q").AttrOr("value", ""); got != test.typed {
				t.Errorf("the field says %q, want %q", got, test.typed)
			}
		})
	}
	doc := page(t, m.get(m.root.Search("lorries", 1<<40)), http.StatusOK)
	if doc.Find(".found > li").Length() == 0 {
		t.Error("a page that there is not shows nothing")
	}
	hit := doc.Find(".found a[href*='/articles/']").AttrOr("href", "")
	if got := page(t, m.get(hit), http.StatusOK).Find("#doc").AttrOr("data-hits", ""); got == "" {
		t.Errorf("the article at %s does not say where the words are", hit)
	}
}

func TestPalette(t *testing.T) {
	m := startMarked(t)
	offers := func(scope, typed string) string {
		return text(page(t, m.get(m.root.Palette()+"?"+url.Values{"scope": {scope}, "q": {typed}}.Encode(), htmx), http.StatusOK), "[role=option]")
	}
	if got := offers("reader", ""); !strings.Contains(got, "Next sentence") || strings.Contains(got, "Search for") {
		t.Errorf("before anything is typed it offers %q", got)
	}
	if got := offers("reader", "lorr"); !strings.Contains(got, "claim, C1") || !strings.Contains(got, "Search for “lorr”") {
		t.Errorf("for lorr it offers %q", got)
	}
	if got := offers("library", "mat"); !strings.Contains(got, "Go to the matrix") {
		t.Errorf("for mat it offers %q", got)
	}
	if got := offers("matrix", "new claim from"); strings.Contains(got, "New claim from the sentence") {
		t.Errorf("the matrix offers what only the reader does: %q", got)
	}
}

// TestUntilDone: what is done in the background is tried again while another program
// writes, is given up where it fails for good, and the first job goes first.
func TestUntilDone(t *testing.T) {
	busy, broken := &assay.Error{Kind: assay.KindBusy}, errors.New("broken")
	tests := []struct {
		name          string
		first, second []error // of the turns; what has none left is done
		want          string
	}{
		{"one after the other", []error{nil, nil}, []error{nil, nil}, "1 1 1 2 1 2 1 2"},
		{"another program writes", []error{busy, busy, busy, busy, busy, busy, busy, nil}, nil, "1 1 1 1 1 1 1 1 1 2"},
		{"another program writes again", nil, []error{busy, nil}, "1 2 1 2 1 2"},
		{"the second never works", nil, []error{broken, broken, broken, broken, broken, nil}, "1 2 1 2 1 2 1 2 1 2"},
		{"the first never works", []error{broken, broken, broken, broken, broken}, nil, "1 1 1 1 1 2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var did []string
				job := func(name string, turns []error) func(context.Context) (int, error) {
					return func(context.Context) (int, error) {
						did = append(did, name)
						if len(turns) == 0 {
							return 0, nil
						}
						err := turns[0]
						turns = turns[1:]
						return 1, err
					}
				}
				s := &Server{Options: Options{Log: slog.New(slog.DiscardHandler)}}
				s.untilDone(t.Context(), func() bool { return true }, job("1", test.first), job("2", test.second))
				if got := strings.Join(did, " "); got != test.want {
					t.Errorf("it did %s, want %s", got, test.want)
				}
			})
		})
	}
}
