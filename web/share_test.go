package web

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// TestShared: after a copy was made, the page says what is in that copy and what stayed
// behind, whatever the form was before.
func TestShared(t *testing.T) {
	p := start(t, testPort)
	root := strings.TrimSuffix(p.post(p.Root().OpenCase(), url.Values{"path": {p.make("Quay.assay")}}).Header.Get("Location"), "/")
	p.post(root+"/claims", url.Values{"wording": {"The pump was new"}})
	to := p.post(root+"/share", url.Values{"name": {"for Ben"}, "folder": {p.folder}, "names": {"true"}}).Header.Get("Location")
	doc := page(t, p.get(to), http.StatusOK)
	for _, want := range []string{"A checked copy is at", "Claims1", "Stays behindthe history"} {
		if got := text(doc, "#shared"); !strings.Contains(got, want) {
			t.Errorf("it does not say %q: %s", want, got)
		}
	}
	if doc.Find("[name=history][type=checkbox][checked]").Length() != 0 || doc.Find("[name=names][type=checkbox][checked]").Length() != 1 {
		t.Error("what was chosen for the copy is not what is chosen now")
	}
	if got := text(page(t, p.get(root+"/share?shared=elsewhere.assay"), http.StatusOK), "#shared"); got != "" {
		t.Errorf("of a copy that was not made: %s", got)
	}
}

// TestSharedWithoutHistory: the history of a copy without it says so, and blames no filter.
func TestSharedWithoutHistory(t *testing.T) {
	p := start(t, testPort)
	root := strings.TrimSuffix(p.post(p.Root().OpenCase(), url.Values{"path": {p.make("Quay.assay")}}).Header.Get("Location"), "/")
	p.post(root+"/claims", url.Values{"wording": {"The pump was new"}})
	if page(t, p.get(root+"/history"), http.StatusOK).Find("#restated").Length() != 0 {
		t.Error("the history of the case itself is said to be missing")
	}
	p.post(root+"/share", url.Values{"name": {"for Ben"}, "folder": {p.folder}})
	copied := strings.TrimSuffix(p.post(p.Root().OpenCase(), url.Values{"path": {filepath.Join(p.folder, "for Ben.assay")}}).Header.Get("Location"), "/")
	doc := page(t, p.get(copied+"/history"), http.StatusOK)
	if doc.Find("#restated").Length() != 1 || strings.Contains(text(doc, "main"), "this filter") {
		t.Errorf("the history of the copy: %s", text(doc, "main"))
	}
	if got := text(page(t, p.get(copied+"/history?on=2020-01-01"), http.StatusOK), "main"); !strings.Contains(got, "this filter") {
		t.Errorf("on a day without anything: %s", got)
	}
}
