package web

import (
	"net/http"
	"net/url"
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
