package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// derived confirms by the form of the page that one article comes from another.
func derived(child, from assay.ArticleID) url.Values {
	return url.Values{"of": {"hand"}, "child": {child.String()}, "from": {from.String()}, "status": {"confirmed"}, "type": {"verbatim"}, "amount": {"wholly"}, "basis": {"the same words"}}
}

// TestLineage says by forms alone where articles come from.
func TestLineage(t *testing.T) {
	d := newDispute(t)
	wire, herald := d.articles[0], d.articles[1]
	if got, want := text(page(t, d.get(d.root.Lineage()), 200), ".empty h2"), "Nothing is known yet"; got != want {
		t.Errorf("of nothing it says %q, want %q", got, want)
	}
	if got := text(page(t, d.get(d.root.AddDerivation(assay.ArticleID{})), 200), "[data-item] .title"); !strings.Contains(got, "wire.example") && !strings.Contains(got, "Article without a title") {
		t.Errorf("it offers %q", got)
	}
	if res := d.post(d.root.Derive(), derived(herald, wire)); res.StatusCode != 303 {
		t.Fatalf("a derivation by hand is answered by %d", res.StatusCode)
	}
	doc := page(t, d.get(d.root.Lineage()), 200)
	if n := doc.Find("#graph .edge[data-status=confirmed]").Length(); n != 1 {
		t.Errorf("%d confirmed lines are drawn", n)
	}
	if got, want := strings.Join(strings.Fields(doc.Find(".lineage-row .comes-from > li > span").Text()), " "), "from wire.example: verbatim, wholly"; got != want {
		t.Errorf("the list says %q, want %q", got, want)
	}
	if got := text(page(t, d.get(d.root.ArticleDetails(herald)), 200), "[aria-labelledby=lineage-title]"); !strings.Contains(got, "verbatim, wholly") {
		t.Errorf("the details say %q", got)
	}

	t.Run("a circle is refused", func(t *testing.T) {
		said := text(page(t, d.post(d.root.Derive(), derived(wire, herald), htmx), 422), "[role=alert]")
		for _, want := range []string{"is already confirmed to come from this article", "Take that back first, or reject this."} {
			if !strings.Contains(said, want) {
				t.Errorf("it says %q, and not %q", said, want)
			}
		}
		if got := text(page(t, d.get(d.root.Lineage()), 200), ".notice"); strings.Contains(got, "circle") {
			t.Errorf("there is a circle: %s", got)
		}
	})
	t.Run("an article does not come from itself", func(t *testing.T) {
		if res := d.post(d.root.Derive(), derived(wire, wire), htmx); res.StatusCode != 422 {
			t.Errorf("it is answered by %d", res.StatusCode)
		}
	})
	t.Run("nobody is named", func(t *testing.T) {
		res := d.post(d.root.Derive(), url.Values{"of": {"hand"}, "child": {wire.String()}, "from": {""}, "status": {"confirmed"}}, htmx)
		if said := text(page(t, res, 422), "#derive-name-error"); !strings.Contains(said, "Say whose it is") {
			t.Errorf("it says %q", said)
		}
	})
	t.Run("from outside the case", func(t *testing.T) {
		form := url.Values{"of": {"hand"}, "child": {wire.String()}, "from": {""}, "name": {"Northbank Courier"}, "title": {"Quay burns"}, "when": {"2026-03"}, "status": {"confirmed"}, "type": {"excerpt"}}
		if res := d.post(d.root.Derive(), form); res.StatusCode != 303 {
			t.Fatalf("it is answered by %d", res.StatusCode)
		}
		if got := text(page(t, d.get(d.root.Lineage()), 200), "#graph [data-kind=work]"); !strings.Contains(got, "Northbank Courier") || !strings.Contains(got, "Quay burns") || !strings.Contains(got, "March 2026") {
			t.Errorf("it is drawn as %q", got)
		}
	})
	t.Run("what was changed meanwhile is not overwritten", func(t *testing.T) {
		k := assay.JudgementKey{Target: assay.EntityID(herald), Other: assay.EntityID(wire), Dimension: assay.DimDerivation}
		was := page(t, d.get(d.root.Lineage()), 200).Find(`.derive-fields:has([name=from][value="`+wire.String()+`"]) [name=was]`).AttrOr("value", "")
		if _, err := d.store.Judge(t.Context(), k, oplog.Encode(assay.DerivationValue{Status: "confirmed", Type: "excerpt"}), ""); err != nil {
			t.Fatal(err)
		}
		form := url.Values{"of": {"confirmed"}, "child": {herald.String()}, "from": {wire.String()}, "status": {"confirmed"}, "type": {"translation"}, "was": {was}}
		again := page(t, d.post(d.root.Derive(), form, htmx), 409)
		if said := text(again, "[role=alert]"); !strings.Contains(said, "was changed since you opened the page") {
			t.Fatalf("it says %q", said)
		}
		form.Set("was", again.Find("[name=was]").AttrOr("value", ""))
		if res := d.post(d.root.Derive(), form, htmx); res.StatusCode != 204 {
			t.Errorf("saving again is answered by %d", res.StatusCode)
		}
		form.Set("was", "")
		form.Set("status", "")
		if res := d.post(d.root.Derive(), form, htmx); res.StatusCode != 204 {
			t.Errorf("taking it back is answered by %d", res.StatusCode)
		}
		if got := text(page(t, d.get(d.root.ArticleDetails(herald)), 200), "[aria-labelledby=lineage-title]"); !strings.Contains(got, "Nobody has confirmed") {
			t.Errorf("the details say %q", got)
		}
	})
}

// alike imports two articles that share a passage, marks it in both for one claim,
// and puts the two into versions of a question.
func (d *dispute) alike() (articles [2]assay.ArticleID, claim assay.ClaimID, question assay.QuestionID) {
	d.t.Helper()
	const shared = "Flames tore through a cold store on the east quay early on Monday and destroyed twelve refrigerated lorries that had been parked in two rows beside its loading ramp, the harbour master wrote in the log of the port."
	var marks [2]assay.MentionID
	for i, more := range []string{"Ferries to the islands were turned back at noon.", "The owner of the store gave no answer to our letter."} {
		text := shared + "\n\n" + more
		in, err := d.store.ImportArticle(d.t.Context(), assay.Import{Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: fmt.Sprintf("https://paper%d.example", i), Text: text, Extractor: "text/1", Charset: "utf-8"})
		if err != nil {
			d.t.Fatal(err)
		}
		page, err := d.store.Article(d.t.Context(), in.Article)
		if err != nil {
			d.t.Fatal(err)
		}
		m, err := d.store.MarkMention(d.t.Context(), store.Mark{Article: in.Article, Text: page.Text.ID, Span: anchor.Span{End: 30}, Claim: claim, Wording: "A cold store burned", Stance: assay.Supports})
		if err != nil {
			d.t.Fatal(err)
		}
		articles[i], marks[i], claim = in.Article, m.Mention, m.Claim
	}
	question, _, err := d.store.AddQuestion(d.t.Context(), "Which store burned?", []store.NewVersion{{Label: "the cold one", Mentions: marks[:1]}, {Label: "another", Mentions: marks[1:]}})
	if err != nil {
		d.t.Fatal(err)
	}
	return articles, claim, question
}

// TestProposedTold: what is proposed is told wherever it would make a difference,
// and counts nowhere until it is confirmed.
func TestProposedTold(t *testing.T) {
	d := newDispute(t)
	articles, claim, question := d.alike()
	for left := 1; left > 0; {
		var err error
		if left, err = d.store.Relate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const number = "C2"
	places := []struct{ name, address, where, told string }{
		{"matrix", d.root.Matrix(), ".proposed", "claim shown here has fewer origins: " + number},
		{"contested", d.root.Contested(), "#question-" + question.String() + " .proposed", "drift within one origin"},
		{"question", d.root.Question(question), ".proposed", "drift within one origin"},
		{"claim", d.root.Claim(claim), ".proposed", "2 articles, at most 2 origins; if what is proposed is confirmed, at most 1 origin"},
		{"claims", d.root.Claims(), ".supposed", "2 articles, at most 2 origins; if what is proposed is confirmed, at most 1 origin"},
		{"report", d.root.Report(assay.ReportID{}), "#main", "1 derivation is proposed and not decided."},
	}
	for _, p := range places {
		if got := strings.Join(strings.Fields(page(t, d.get(p.address), 200).Find(p.where).Text()), " "); !strings.Contains(got, p.told) {
			t.Errorf("%s says %.300q, and not %q", p.name, got, p.told)
		}
	}
	if res := d.post(d.root.Derive(), derived(articles[1], articles[0])); res.StatusCode != 303 {
		t.Fatalf("confirming is answered by %d", res.StatusCode)
	}
	for _, p := range places {
		if got := page(t, d.get(p.address), 200).Find(p.where).Text(); strings.Contains(got, p.told) && p.name != "contested" && p.name != "question" || strings.Contains(got, "is proposed") {
			t.Errorf("once it is decided, %s says %.300q", p.name, got)
		}
	}
}

// TestEndlessBeside lays two texts beside each other that are too long to be
// compared whole: it is answered, and said.
func TestEndlessBeside(t *testing.T) {
	d := newDispute(t)
	var ids []assay.ArticleID
	for of := range 2 {
		var s strings.Builder
		for n := range 9000 {
			fmt.Fprintf(&s, "Crane %d of quay %d fell in the storm of that night. ", n, n%(of+2))
		}
		in, err := d.store.ImportArticle(t.Context(), assay.Import{Original: []byte(s.String()), Name: "a.txt", MediaType: "text/plain", Text: strings.TrimSpace(s.String()), Extractor: "text/1", Charset: "utf-8", Title: "Endless"})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, in.Article)
	}
	const told = "passages are looked for in its first 200,000 characters"
	if got := text(page(t, d.get(d.root.Beside(ids[0], ids[1])), 200), ".passages"); !strings.Contains(got, told) {
		t.Errorf("of what is compared it says %.300q", got)
	}
	short, _, _ := d.alike()
	if got := text(page(t, d.get(d.root.Beside(short[0], short[1])), 200), ".passages"); strings.Contains(got, told) {
		t.Errorf("of short texts it says %.300q", got)
	}
	if res := d.post(d.root.Derive(), derived(ids[1], ids[0])); res.StatusCode != 303 {
		t.Errorf("that the one comes from the other is answered by %d", res.StatusCode)
	}
}

// TestEvidenceKept: what speaks for a derivation is kept wherever it is confirmed,
// and stays when it is changed.
func TestEvidenceKept(t *testing.T) {
	d := newDispute(t)
	ids, _, _ := d.alike()
	kept := func() int {
		t.Helper()
		p, err := d.store.Beside(t.Context(), ids[1], ids[0])
		if err != nil {
			t.Fatal(err)
		}
		of := assay.NewView(p.Case, d.store.Me()).DerivationsOf(ids[1])
		if len(of) != 1 {
			t.Fatalf("it has %d derivations", len(of))
		}
		return len(of[0].Value.Evidence)
	}
	form := derived(ids[1], ids[0])
	if res := d.post(d.root.Derive(), form); res.StatusCode != 303 {
		t.Fatalf("it is answered by %d", res.StatusCode)
	}
	first := kept()
	if first < 2 {
		t.Errorf("%d passages are kept, of two texts", first)
	}
	form.Set("of", "confirmed")
	form.Set("amount", "partially")
	form.Set("was", page(t, d.get(d.root.Lineage()), 200).Find(`.derive-fields:has([name=from][value="`+ids[0].String()+`"]) [name=was]`).AttrOr("value", ""))
	if res := d.post(d.root.Derive(), form, htmx); res.StatusCode != 204 {
		t.Fatalf("a change is answered by %d", res.StatusCode)
	}
	if n := kept(); n != first {
		t.Errorf("%d passages are kept after a change of its amount, of %d", n, first)
	}
}

// TestUnplug shows what rests on what is switched off, and changes nothing.
func TestUnplug(t *testing.T) {
	d := newDispute(t)
	question, _ := d.ask()
	before, err := d.store.History(t.Context(), assay.HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	off := assay.Unplugged{Articles: d.articles[:1]}
	for _, test := range []struct{ selector, want string }{
		{".plugs", "Article wire.example"},
		{".loss", "1 claim has fewer origins behind it."},
		{".loss", "1 claim is supported by nothing any more."},
		{".losses tbody", "C1 Twelve burned"},
		{".losses tbody", "before: 1 article, 1 origin"},
		{".losses tbody", "contested no longer"},
		{"[aria-labelledby=facts-lost-title]", "No passage is left for: twelve"},
	} {
		if got := text(page(t, d.get(d.root.Unplug(off)), 200), test.selector); !strings.Contains(got, test.want) {
			t.Errorf("%s says %q, want %q", test.selector, got, test.want)
		}
	}
	if got := page(t, d.get(d.root.Unplug(off)), 200).Find("[aria-labelledby=facts-lost-title] a").AttrOr("href", ""); got != d.root.Question(question) {
		t.Errorf("the contested fact leads to %s", got)
	}
	for _, odd := range []string{"?source=x&article=y&edge=z", "?edge=.&open=nothing", "?article=" + assay.ArticleID{15: 9}.String()} {
		page(t, d.get(d.root.Lineage()+"/unplug"+odd), 200)
	}
	after, err := d.store.History(t.Context(), assay.HistoryFilter{})
	if err != nil || len(after.Acts) != len(before.Acts) {
		t.Errorf("%d acts became %d (%v)", len(before.Acts), len(after.Acts), err)
	}
}

// TestTimeline puts in order what has a date, and lists apart what has none.
func TestTimeline(t *testing.T) {
	d := newDispute(t)
	if got, want := text(page(t, d.get(d.root.Timeline()), 200), ".empty h2"), "Nothing has a date yet"; got != want {
		t.Errorf("of nothing it says %q, want %q", got, want)
	}
	if got := text(page(t, d.get(d.root.Timeline()), 200), "[aria-labelledby=undated-title]"); !strings.Contains(got, "2 articles, of which nobody has said when they came out.") || !strings.Contains(got, "C1 Twelve burned") {
		t.Errorf("without a date it says %q", got)
	}
	d.post(d.root.ChangeArticles(), url.Values{"was": {"{}"}, "article": {d.articles[0].String(), d.articles[1].String()}, "do": {"set"}, "what": {"published"}, "name": {"2026-03-02"}})
	d.post(d.root.ChangeClaims(), url.Values{"was": {"{}"}, "claim": {d.claim.String()}, "do": {"assign"}, "what": {"when"}, "name": {"2026-03-01/.."}})
	doc := page(t, d.get(d.root.Timeline()), 200)
	var rows []string
	doc.Find(".dated > li").Each(func(_ int, li *goquery.Selection) {
		rows = append(rows, li.AttrOr("data-kind", "")+": "+strings.TrimSpace(li.Find(".what > .title, summary").Text())+", "+strings.TrimSpace(li.Find(".when").Text()))
	})
	if got, want := strings.Join(rows, "; "), "claim: Twelve burned, from 1 March 2026 on; articles: 2 articles, 2 March 2026"; got != want {
		t.Errorf("the rows are %s, want %s", got, want)
	}
	if doc.Find(".date-bar .open").Length() != 1 {
		t.Error("the open end is not drawn")
	}
	page(t, d.get(d.root.TimelineOf(assay.TimelineFilter{Page: 1 << 40})), 200)
}
