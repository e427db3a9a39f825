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
	if doc.Find("#type-in form[hx-morph-skip]").Length() != 1 {
		t.Error("a page that is drawn anew takes away why it was refused")
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

// TestLibraryWithoutText finds the articles of which there is no text yet, and those
// that lack a part of what the original says.
func TestLibraryWithoutText(t *testing.T) {
	p, s, root, _ := openQuay(t)
	titles := func(lacks string) string {
		t.Helper()
		var all []string
		for _, title := range page(t, p.get(root.Library(assay.LibraryFilter{Text: lacks})), http.StatusOK).Find("[data-item] .title").EachIter() {
			all = append(all, title.Text())
		}
		return strings.Join(all, ", ")
	}
	if n := page(t, p.get(root.Articles()), http.StatusOK).Find("#filter [name=text]").Length(); n != 0 || titles("none") != "" {
		t.Error("what lacks a text is asked for where nothing does")
	}
	gaps := map[string][]assay.Page{
		"scan": {{Label: "1", Gap: assay.GapPicture}, {Label: "2", Gap: assay.GapDamaged}}, "shapes": {{Label: "1", Gap: assay.GapLetters}},
		"partly": {{Label: "1"}, {Label: "2", Gap: assay.GapPicture}}, "damaged": {{Label: "1", Gap: assay.GapDamaged}}, "whole": {{Label: "1"}},
	}
	ids := map[string]assay.ArticleID{}
	for _, name := range []string{"scan", "shapes", "partly", "damaged", "whole"} {
		out, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte("%PDF-1.7 " + name), Name: name + ".pdf", MediaType: "application/pdf", Via: "file", Extractor: "pdf/1", CharsetSure: true,
			Title: name, Text: "The text of " + name, Pages: gaps[name],
		})
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = out.Article
	}
	if got := titles("none"); got != "shapes, scan" {
		t.Errorf("without a text: %q", got)
	}
	if got := titles("part"); got != "damaged, partly" {
		t.Errorf("with a part of one: %q", got)
	}
	doc := page(t, p.get(root.Articles()), http.StatusOK)
	if got := text(doc, "#a-"+ids["scan"].String()+" small"); !strings.Contains(got, "no text yet") || doc.Find("#filter [name=text] option").Length() != 3 {
		t.Errorf("the library says of a scan %q", got)
	}
	if got := text(doc, "#a-"+ids["whole"].String()+" small"); strings.Contains(got, "text") {
		t.Errorf("the library says of a whole text %q", got)
	}
	over, _ := page(t, p.get(root.ArticleDetails(ids["scan"])), http.StatusOK).Find("#type-in [name=over]").Attr("value")
	if res := p.post(root.Typed(ids["scan"]), url.Values{"over": {over}, "text": {"What it says"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	if got := titles("none"); got != "shapes" {
		t.Errorf("once one is typed in, there are without a text: %q", got)
	}
}
