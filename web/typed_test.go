package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestTypeIn types in the text of a scan, is told of what somebody else has typed in
// meanwhile, and corrects it.
func TestTypeIn(t *testing.T) {
	p, s, root, _ := openQuay(t)
	out, err := s.ImportArticle(t.Context(), assay.Import{
		Original: []byte("%PDF-1.7 a picture"), Name: "notice.pdf", MediaType: "application/pdf", Via: "file", Extractor: "pdf/1", CharsetSure: true,
		Text: "[No text yet]", Pages: []assay.Page{{Label: "1", Gap: assay.GapPicture}, {Label: "2", Gap: assay.GapPicture}},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := out.Article
	if got := text(page(t, p.get(root.Article(id)), http.StatusOK), "#doc .notice"); got != "There is no text yet: the original is a scan, a picture of its pages. Type in its text" {
		t.Errorf("the reader says %q", got)
	}
	details := page(t, p.get(root.ArticleDetails(id)), http.StatusOK)
	first, _ := details.Find("#type-in [name=over]").Attr("value")
	if got := text(details, "#type-in textarea"); got != "" || first == "" {
		t.Errorf("to go on from %q over %q", got, first)
	}
	send := func(over, says string) *http.Response {
		return p.post(root.Typed(id), url.Values{"over": {over}, "text": {says}})
	}
	if res := send(first, " "); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nothing typed in: %d", res.StatusCode)
	}
	if res := send(first, "Notice to mariners\n\nThe mole is closed."); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != root.Article(id) {
		t.Fatalf("%d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	doc := page(t, send(first, "Notice\n\nThe mole is shut."), http.StatusConflict)
	if got := text(doc, "#type-in textarea"); got != "Notice The mole is shut." || !strings.Contains(text(doc, "#type-in"), "another text since you opened") {
		t.Errorf("refused with %q: %s", got, text(doc, "#type-in"))
	}
	second, _ := doc.Find("#type-in [name=over]").Attr("value")
	if res := send(second, "Notice to mariners\n\nThe mole is shut."); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("corrected: %d", res.StatusCode)
	}
	d, err := s.Details(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Body.String(); got != "Notice to mariners\n\nThe mole is shut." || d.Text.Extractor != assay.Typed || d.Text.Charset != "" || len(d.Captures) != 1 || len(d.Texts) != 3 {
		t.Errorf("it has %q by %s in %q, %d originals, %d texts", got, d.Text.Extractor, d.Text.Charset, len(d.Captures), len(d.Texts))
	}
	if got := text(page(t, p.get(root.How(id)), http.StatusOK), ".notice"); !strings.HasPrefix(got, "An analyst has typed in this text") {
		t.Errorf("how it was read: %q", got)
	}
	sight := page(t, p.get(root.SeeOriginal(id)), http.StatusOK)
	if n := sight.Find("iframe").Length(); n != 0 || !strings.Contains(text(sight, ".sight"), "does not show files of this format") {
		t.Errorf("the original in %d frames: %s", n, text(sight, ".sight"))
	}
	if got := text(page(t, p.get(root.ArticleDetails(id)), http.StatusOK), "#type-in textarea"); got != "Notice to mariners The mole is shut." {
		t.Errorf("to correct %q", got)
	}
}
