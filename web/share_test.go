package web

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/store"
)

// TestShared: after a copy was made, the page says what is in that copy and what stayed
// behind, whatever the form was before.
func TestShared(t *testing.T) {
	p := start(t, testPort)
	root := strings.TrimSuffix(p.post(p.Root().OpenCase(), url.Values{"path": {p.make("Quay.assay")}}).Header.Get("Location"), "/")
	if got := text(page(t, p.get(root+"/share"), http.StatusOK), "#leaving"); !strings.Contains(got, "There is nothing in it yet") || strings.Contains(got, "Articles0") {
		t.Errorf("of an empty case leaves %q", got)
	}
	p.post(root+"/claims", url.Values{"wording": {"The pump was new"}})
	if got := text(page(t, p.get(root+"/share?wait=true"), http.StatusOK), "#leaving"); strings.Contains(got, "nothing in it yet") || !strings.Contains(got, "Claims1") {
		t.Errorf("of a case with a claim leaves %q", got)
	}
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

// TestMergeOriginals: a case that was shared without originals gets their bytes with a merge
// that brings nothing else, and is told how many.
func TestMergeOriginals(t *testing.T) {
	p := start(t, testPort)
	whole := p.make("Quay.assay")
	id, err := p.openPath(t.Context(), whole, Existing)
	if err != nil {
		t.Fatal(err)
	}
	const words, original = "Nine cranes fell.", "<p>Nine cranes fell.</p>"
	s := p.Server.cases.get(id)
	in, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte(original), Name: "a.html", MediaType: "text/html", FoundAt: "https://wire.example", Text: words, Extractor: "text/1", Charset: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(p.folder, "bare.assay")
	if _, err := s.Share(t.Context(), bare, assay.Share{Names: true, Marks: true, PrivateNotes: true, History: true}, store.Sharing{}); err != nil {
		t.Fatal(err)
	}
	other, err := p.openPath(t.Context(), bare, Existing)
	if err != nil {
		t.Fatal(err)
	}
	root := p.Root().Case(other)
	told := func() string { return text(page(t, p.get(root.MergeForeseen()), http.StatusOK), "main") }
	p.post(root.MergeCase(), url.Values{"path": {whole}})
	for _, want := range []string{"What merging would bring", "has bytes that this case has not got", "1 original with its bytes"} {
		if got := told(); !strings.Contains(got, want) {
			t.Errorf("it is not foreseen that %q: %s", want, got)
		}
	}
	p.post(root.MergeForeseen(), nil)
	if got := told(); !strings.Contains(got, "1 original with its bytes") || strings.Contains(got, "Undo takes") {
		t.Errorf("once merged: %s", got)
	}
	if _, _, data, err := p.Server.cases.get(other).OriginalOf(t.Context(), in.Article); err != nil || string(data) != original {
		t.Errorf("the original is %q (%v)", data, err)
	}
	p.post(root.MergeCase(), url.Values{"path": {whole}})
	if got := told(); !strings.Contains(got, "nothing that this case lacks") {
		t.Errorf("once more: %s", got)
	}
}
