package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestRereadUnseen reads an original again from pages that show a text which is not
// there any more.
func TestRereadUnseen(t *testing.T) {
	p, s, root, _ := openQuay(t)
	out, err := s.ImportArticle(t.Context(), assay.Import{
		Original: []byte("Zw\xc3\xb6lf Fahrzeuge brannten.\n\nNiemand wurde verletzt."), Name: "brand.txt", MediaType: "text/plain", Via: "file", Extractor: "text/1", Charset: "utf-8",
		Text: "Zwölf Fahrzeuge brannten.\n\nNiemand wurde verletzt.",
	})
	if err != nil {
		t.Fatal(err)
	}
	id := out.Article
	first, _ := page(t, p.get(root.ArticleDetails(id)), http.StatusOK).Find("#reread [name=over]").Attr("value")
	if how, _ := page(t, p.get(root.How(id)+"?charset=windows-1252"), http.StatusOK).Find("#how-other [name=over]").Attr("value"); how != first || first == "" {
		t.Errorf("the pages are over %q and %q", first, how)
	}
	send := func(over, charset, from string) *http.Response {
		return p.post(root.Reread(id), url.Values{"over": {over}, "charset": {charset}, "extractor": {"text"}, "from": {from}})
	}
	if res := send(first, "windows-1252", ""); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	if got := text(page(t, send(first, "utf-8", "how"), http.StatusConflict), "main"); !strings.Contains(got, "replaced since you opened it") {
		t.Errorf("from how it was read: %s", got)
	}
	doc := page(t, send(first, "utf-8", ""), http.StatusConflict)
	if got := text(doc, "#reread"); !strings.Contains(got, "another text since you opened") {
		t.Errorf("refused with %s", got)
	}
	if d, err := s.Details(t.Context(), id); err != nil || d.Text.Charset != "windows-1252" {
		t.Errorf("it is in %q (%v)", d.Text.Charset, err)
	}
	second, _ := doc.Find("#reread [name=over]").Attr("value")
	if res := send(second, "utf-8", ""); res.StatusCode != http.StatusSeeOther || second == first {
		t.Errorf("over %q: %d", second, res.StatusCode)
	}
}
