package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

// becomes waits for something that is done in the background.
func becomes(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("never came true: %s", what)
}

// TestSiblings: a conflict copy that a sync client has put beside a case is offered, as
// long as it has something that the case lacks, and unless the analyst leaves it.
func TestSiblings(t *testing.T) {
	p, s, root, _ := openQuay(t)
	told := func() string {
		return text(page(t, p.get(root.Library(assay.LibraryFilter{})), http.StatusOK), "[data-sibling]")
	}
	stem := strings.TrimSuffix(s.Path(), ".assay")
	other := stem + " (Ben's conflicted copy 2026-11-23).assay"
	for _, path := range []string{other, filepath.Join(filepath.Dir(s.Path()), "Something else.assay")} {
		if err := s.SaveCopy(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(stem+" 2.assay", []byte("no case"), 0o600); err != nil {
		t.Fatal(err)
	}
	work := func(wording string) {
		t.Helper()
		ben, err := store.Open(t.Context(), other, store.Options{Actor: assay.ActorID{7}, Name: "Ben"})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := ben.AddClaim(t.Context(), wording, assay.EventID{}); err != nil {
			t.Fatal(err)
		}
		if err := ben.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(); got != "" {
		t.Errorf("a copy that has nothing else is offered: %q", got)
	}
	work("A crane fell")
	becomes(t, "the copy is offered", func() bool { return strings.Contains(told(), "conflicted copy") })
	if got := told(); !strings.Contains(got, "It has 2 operations that are not here. By Ben.") || strings.Contains(got, "Something else") { // Ben's name, too
		t.Errorf("the library says %q", got)
	}

	if res := p.post(root.LeaveSibling(), url.Values{"path": {other}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("leaving it: %d", res.StatusCode)
	}
	becomes(t, "it is left", func() bool { return told() == "" })
	work("Two cranes fell")
	becomes(t, "it is offered again", func() bool { return strings.Contains(told(), "3 operations") })

	if res := p.post(root.MergeCase(), url.Values{"path": {other}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("looking at it: %d", res.StatusCode)
	}
	if res := p.post(root.MergeForeseen(), nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("merging it: %d", res.StatusCode)
	}
	becomes(t, "nothing is left to merge", func() bool { return told() == "" })
}

// TestLostFile: when the file of a case is replaced or deleted under our hands, all of it
// is kept, what is there now is opened, and the work that it lacks is offered.
func TestLostFile(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(t *testing.T, p *program, s *store.Store)
		at   string // the place where it goes on, "" for the copy that was kept
	}{
		{"replaced", func(t *testing.T, p *program, s *store.Store) {
			copied := filepath.Join(p.folder, "on its way")
			if err := s.SaveCopy(t.Context(), copied); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(copied, s.Path()); err != nil {
				t.Fatal(err)
			}
		}, "Quay 🚒.assay"},
		{"deleted", func(t *testing.T, _ *program, s *store.Store) {
			if _, _, err := s.AddClaim(t.Context(), "A crane fell", assay.EventID{}); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(s.Path()); err != nil {
				t.Fatal(err)
			}
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, s, root, _ := openQuay(t)
			test.do(t, p, s)
			doc := page(t, p.get(root.Claims()), http.StatusOK)
			if got := text(doc, "footer #saved"); got != "Its file is gone" || doc.Find("#lost").Length() != 1 {
				t.Errorf("before anything is written the page says %q", got)
			}
			refused := p.post(root.Undo(), nil, htmx)
			doc = page(t, refused, http.StatusForbidden)
			if got := text(doc, "#lost"); refused.Header.Get("HX-Retarget") != "#lost-here" || doc.Find(".notice").Length() != 1 || !strings.Contains(got, "not saved") || strings.Contains(got, "Save a copy") {
				t.Errorf("what was not saved is told at %q as %q", refused.Header.Get("HX-Retarget"), got)
			}
			p.keepAll(t.Context())
			p.keepAll(t.Context()) // once is enough
			kept, err := filepath.Glob(filepath.Join(p.folder, "Quay 🚒 (my work, *).assay"))
			if err != nil || len(kept) != 1 {
				t.Fatalf("kept are %v (%v)", kept, err)
			}
			if got := text(page(t, p.get(root.Claims()), http.StatusOK), "#lost"); !strings.Contains(got, kept[0]) {
				t.Errorf("the page says %q", got)
			}
			res := p.post(root.Again(), nil)
			if res.StatusCode != http.StatusSeeOther {
				t.Fatalf("going on: %d", res.StatusCode)
			}
			next := views.CaseRoot(strings.TrimSuffix(res.Header.Get("Location"), "/"))
			now := p.cases[len(p.cases)-1]
			want := filepath.Join(p.folder, test.at)
			if test.at == "" {
				want = kept[0]
			}
			if now.Path() != want {
				t.Errorf("it goes on with %s, want %s", now.Path(), want)
			}
			library := func() string {
				return text(page(t, p.get(next.Library(assay.LibraryFilter{})), http.StatusOK), "main")
			}
			if test.at != "" {
				becomes(t, "the work is offered", func() bool { return strings.Contains(library(), "(my work, ") })
				p.post(next.MergeCase(), url.Values{"path": {kept[0]}})
				if got := text(page(t, p.get(next.MergeForeseen()), http.StatusOK), "main"); !strings.Contains(got, "What merging would bring") || strings.Contains(got, "somebody has used your name") {
					t.Errorf("merging one's own work says %q", got)
				}
			} else if c, err := now.Case(t.Context()); err != nil || len(c.Claims) != 2 {
				t.Errorf("the copy has not got all claims (%v)", err)
			}
			if res := p.get(root.Claims()); res.StatusCode != http.StatusNotFound {
				t.Errorf("the case that lost its file is still open: %d", res.StatusCode)
			}
		})
	}
}
