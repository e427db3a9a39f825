package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestGoBack names a state of the case, goes on, goes back to it as a browser without
// scripts does, and takes that back.
func TestGoBack(t *testing.T) {
	p, s, root, claim := openQuay(t)
	history := func() *goquery.Document { return page(t, p.get(root.History()), http.StatusOK) }
	if n := history().Find("#points").Length(); n != 0 {
		t.Error("there is a list of no restore points")
	}
	if res := p.post(root.Points(), url.Values{"name": {"Before <b>the</b> second reading"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(claim), Dimension: assay.DimCredibility}, oplog.Encode("3"), ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.TagTarget(t.Context(), "numbers", assay.EntityID(claim)); err != nil {
		t.Fatal(err)
	}
	doc := history()
	if got := text(doc, "#points .told"); !strings.HasPrefix(got, "Before <b>the</b> second reading") || !strings.Contains(got, "Ana") || !strings.Contains(got, "2 acts since") {
		t.Errorf("listed is %q", got)
	}

	doc = page(t, p.get(doc.Find("#points [data-back]").AttrOr("href", "")), http.StatusOK)
	for _, x := range []struct{ where, want string }{
		{"h1", "Go back to “Before <b>the</b> second reading”"},
		{"[aria-labelledby=back-what] dt", "Made since, and taken outChanged since, and as it was then"},
		{"[aria-labelledby=back-what] dd:nth-of-type(1)", "1 tag, 1 other"},
		{"[aria-labelledby=back-what] dd:nth-of-type(2)", "1 judgement"},
		{"[aria-labelledby=back-by] dt", "Ana"},
		{"[aria-labelledby=back-by] dd", "on 3 of them"},
	} {
		if got := text(doc, x.where); got != x.want {
			t.Errorf("%s says %q, want %q", x.where, got, x.want)
		}
	}
	form := url.Values{}
	for _, field := range doc.Find("form[action='" + root.GoBack() + "'] input").EachIter() {
		form.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	credibility := func() string {
		d, err := s.Claim(t.Context(), claim, 0)
		if err != nil {
			t.Fatal(err)
		}
		return assay.NewView(d.Case, s.Me()).Credibility(assay.EntityID(claim)).Word()
	}
	if res := p.post(root.GoBack(), form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != root.History() {
		t.Fatalf("going back: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	if got := credibility(); got != "2" {
		t.Errorf("the credibility is %s", got)
	}
	page(t, p.post(root.GoBack(), form), http.StatusConflict)
	doc = history()
	if got, want := text(doc, ".history li:first-child .told > p"), "Ana went back to an earlier state; the one before that is called Before going back to ‘Before <b>the</b> second reading’"; !strings.HasPrefix(got, want) {
		t.Errorf("told is %q", got)
	}
	if got := doc.Find("#points [data-item]").Length(); got != 2 {
		t.Errorf("%d restore points", got)
	}
	again := page(t, p.get(doc.Find("#points [data-item] [data-back]").Eq(1).AttrOr("href", "")), http.StatusOK)
	if got := text(again, ".empty"); !strings.HasPrefix(got, "Nothing would change") {
		t.Errorf("once back it says %q", got)
	}
	p.post(root.Undo(), nil)
	if got := credibility(); got != "3" {
		t.Errorf("once that is undone, the credibility is %s", got)
	}
}

// TestPointForms refuses what cannot be a restore point, renames one and removes it.
func TestPointForms(t *testing.T) {
	p, _, root, _ := openQuay(t)
	doc := page(t, p.post(root.Points(), url.Values{"name": {" "}}), http.StatusUnprocessableEntity)
	if got := text(doc, "#new-point .wrong"); got != "Say what the present state is called." {
		t.Errorf("a state without a name: %q", got)
	}
	p.post(root.Points(), url.Values{"name": {"One"}})
	form := page(t, p.get(root.History()), http.StatusOK).Find("#points form.new-claim")
	at, was := form.AttrOr("action", ""), form.Find("[name=was]").AttrOr("value", "")
	if res := p.post(at, url.Values{"name": {"Two"}, "was": {was}}); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	doc = page(t, p.post(at, url.Values{"name": {"Three"}, "was": {was}}), http.StatusConflict)
	if got := text(doc, "#points .wrong"); !strings.HasPrefix(got, "This was changed since you opened the page, to “Two”.") {
		t.Errorf("renamed twice at once: %q", got)
	}
	if got := doc.Find("#points [name=name]").AttrOr("value", ""); got != "Three" {
		t.Errorf("what was written is %q", got)
	}
	if got := text(doc, ".history li:first-child .told > p"); got != "Ana renamed the restore point One to Two" {
		t.Errorf("told is %q", got)
	}
	if res := p.post(at, url.Values{"do": {"remove"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatal(res.StatusCode)
	}
	doc = page(t, p.get(root.History()), http.StatusOK)
	if got := text(doc, ".history li:first-child .told > p"); doc.Find("#points").Length() != 0 || got != "Ana removed the restore point Two" {
		t.Errorf("told is %q", got)
	}
	page(t, p.post(at, url.Values{"do": {"remove"}}), http.StatusNotFound)
	page(t, p.get(root.GoBack()+"?point="+at[strings.LastIndex(at, "/")+1:]), http.StatusNotFound)
}
