package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/internal/extract"
	"assay/store"
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

// TestRereadKeepsChoice corrects the character set of a page of which an analyst has
// brought a paragraph in, and reads it in another way.
func TestRereadKeepsChoice(t *testing.T) {
	p, s, root, _ := openQuay(t)
	story := strings.Repeat("<p>Twelve lorries burned at the quay on Monday night, and the harbour master said that nobody was hurt. Caf\xc3\xa9 guests saw it all from the pier.</p>", 4)
	original := []byte("<html><head><title>Fire</title></head><body><nav><a href='/a'>Home</a> <a href='/b'>Sport</a></nav><article><h1>Fire at the quay</h1>" + story + "</article><footer><p>Printed by the Quay Post, Pier 3.</p></footer></body></html>")
	read := func(choice string) assay.Import {
		in, err := p.Reader.Read(t.Context(), original, extract.Hint{Name: "fire.html", URL: "https://quaypost.example/fire", Charset: "windows-1252", Choice: choice})
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	out, err := s.ImportArticle(t.Context(), read(""))
	if err != nil {
		t.Fatal(err)
	}
	id := out.Article
	no, _ := page(t, p.get(root.How(id)), http.StatusOK).Find("[name=put]").Last().Attr("value")
	if _, err := s.ReplaceText(t.Context(), id, read(no)); err != nil {
		t.Fatal(err)
	}
	has := func() (string, bool) {
		d, err := s.Details(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return d.Text.Choice, strings.Contains(d.Body.String(), "Pier 3")
	}
	if choice, in := has(); choice != no || !in || no == "" {
		t.Fatalf("block %q is brought in by %q: %t", no, choice, in)
	}
	doc := page(t, p.get(root.How(id)+"?charset=utf-8"), http.StatusOK)
	if got, _ := doc.Find("#how-other form[method=post] [name=choice]").Attr("value"); got != no || doc.Find("#how-dropped").Length() > 0 {
		t.Errorf("another character set has the choice %q: %s", got, text(doc, "#how-dropped"))
	}
	doc = page(t, p.get(root.How(id)+"?extractor=text"), http.StatusOK)
	if got := text(doc, "#how-dropped"); !strings.Contains(got, "Pier 3") && doc.Find("#how-other form[method=post]").Length() > 0 {
		t.Errorf("another extractor drops %q", got)
	}
	if got := text(page(t, p.get(root.How(id)+"?extractor=html/full"), http.StatusOK), "#how-dropped"); strings.Contains(got, "Pier 3") {
		t.Errorf("of an extractor that takes all, it is said that %q goes out again", got)
	}

	// The details form names what would go out again, and leaves it in until that is seen.
	doc = page(t, p.post(root.Reread(id), url.Values{"charset": {"utf-8"}, "extractor": {"text"}}), http.StatusUnprocessableEntity)
	if got := text(doc, "#reread-drop"); !strings.Contains(got, "Printed by the Quay Post, Pier 3.") || doc.Find("#reread [name=extractor] [value=text][selected]").Length() != 1 {
		t.Errorf("the details form says %q", got)
	}
	way, _ := doc.Find("#reread button[name=drop]").Attr("value")
	page(t, p.post(root.Reread(id), url.Values{"charset": {"windows-1252"}, "extractor": {"text"}, "drop": {way}}), http.StatusUnprocessableEntity) // of another way it was not seen
	if choice, in := has(); choice != no || !in {
		t.Errorf("told of what would go out, the choice is %q, in the text %t", choice, in)
	}
	if res := p.post(root.Reread(id), url.Values{"charset": {"utf-8"}, "extractor": {"text"}, "drop": {way}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("once it was seen: %d", res.StatusCode)
	}
	if choice, _ := has(); choice != "" {
		t.Errorf("the text has the choice %q", choice)
	}
	if _, err := s.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if res := p.post(root.Reread(id), url.Values{"charset": {"utf-8"}, "extractor": {"html"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d", res.StatusCode)
	}
	if choice, in := has(); choice != no || !in {
		t.Errorf("after the details form the choice is %q, in the text %t", choice, in)
	}
}

// TestJSONKeepsGuesses: a case that comes back out of Assay JSON lists the same mentions
// to look at, and no longer those that were confirmed.
func TestJSONKeepsGuesses(t *testing.T) {
	const (
		badly = "The harbour was closed.\n\nNobody was hÃ¼rt in the fire by the quay, the master said.\n\nTwÃ¶ cranes fell by the mole."
		well  = "The harbour was closed.\n\nNobody was hurt in the fire by the quay, the master said.\n\nTwo cranes fell by the mole."
	)
	_, s, _, _ := openQuay(t)
	out, err := s.ImportArticle(t.Context(), assay.Import{Original: []byte(badly), Name: "a.txt", Text: badly, Extractor: "text/1", Charset: "windows-1252"})
	if err != nil {
		t.Fatal(err)
	}
	id := out.Article
	p, err := s.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var marks []assay.MentionID
	for _, words := range []string{"hÃ¼rt in the fire by the quay", "TwÃ¶ cranes fell"} {
		found, _ := anchor.Find(p.Body, anchor.Quote{Exact: words}, anchor.NoHint)
		m, err := s.MarkMention(t.Context(), store.Mark{Article: id, Text: p.Text.ID, Span: found[0].Span, Stance: assay.Supports})
		if err != nil {
			t.Fatal(err)
		}
		marks = append(marks, m.Mention)
	}
	if _, err := s.ReplaceText(t.Context(), id, assay.Import{Original: []byte(badly), Text: well, Extractor: "text/1", Charset: "utf-8"}); err != nil {
		t.Fatal(err)
	}
	unsettled := func(s *store.Store) string {
		t.Helper()
		d, err := s.Details(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(d.Unsettled)
	}
	back := func() string {
		t.Helper()
		snapshot, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := exchange.WriteJSON(&file, snapshot, exchange.JSONOptions{}); err != nil {
			t.Fatal(err)
		}
		other, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "back.assay"), "", store.Options{Actor: assay.ActorID{7}})
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		plan, err := exchange.ReadJSON(&file, other.Me(), exchange.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.ImportJSON(t.Context(), plan); err != nil {
			t.Fatal(err)
		}
		return unsettled(other)
	}
	was := unsettled(s)
	if got := back(); got != was || strings.Count(was, "unsure") != 2 {
		t.Errorf("to look at is %s, and was %s", got, was)
	}
	d, err := s.Details(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(d.Case.Mentions, func(m assay.Mention) bool { return m.ID == marks[0] })
	if _, err := s.ConfirmMove(t.Context(), marks[0], d.Case.Mentions[i].Place()); err != nil {
		t.Fatal(err)
	}
	was = unsettled(s)
	if got := back(); got != was || strings.Count(was, "unsure") != 1 {
		t.Errorf("once one is confirmed, to look at is %s, and was %s", got, was)
	}
}
