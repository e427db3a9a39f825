package web

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

// mergedDispute is a dispute with a second claim in other words, on which are a
// tag, a note, an event, a mention, a relation and an item of a report. It was
// merged into the first.
type mergedDispute struct {
	*dispute
	other, third assay.ClaimID
	tag, both    assay.TagID // of the other, and of both
	event        assay.EventID
	report       assay.ReportID
}

func newMergedDispute(t *testing.T) *mergedDispute {
	t.Helper()
	d := &mergedDispute{dispute: newDispute(t)}
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	d.other, _, err = d.store.AddClaim(ctx, "A dozen vehicles were lost", assay.EventID{})
	must(err)
	d.third, _, err = d.store.AddClaim(ctx, "No vehicle was lost", assay.EventID{})
	must(err)
	page, err := d.store.Article(ctx, d.articles[1])
	must(err)
	_, err = d.store.MarkMention(ctx, store.Mark{Article: d.articles[1], Text: page.Text.ID, Span: anchor.Span{Start: 5, End: 12}, Claim: d.other, Stance: assay.Supports})
	must(err)
	d.tag, _, err = d.store.TagTarget(ctx, "losses", assay.EntityID(d.other))
	must(err)
	for _, id := range []assay.ClaimID{d.claim, d.other} {
		d.both, _, err = d.store.TagTarget(ctx, "numbers", assay.EntityID(id))
		must(err)
	}
	_, _, err = d.store.AddNote(ctx, store.NewNote{Target: assay.EntityID(d.other), Text: "Ask the brigade."})
	must(err)
	_, err = d.store.ChangeClaim(ctx, d.other, store.ClaimChange{NewEvent: "Quay fire"})
	must(err)
	c, err := d.store.Case(ctx)
	must(err)
	d.event = c.Events[0].ID
	_, err = d.store.RelateClaims(ctx, d.other, "C3", assay.Contrary, "")
	must(err)
	d.report, _, err = d.store.AddReport(ctx, "What was lost", d.event)
	must(err)
	_, err = d.store.ChangeReport(ctx, d.report, store.ReportChange{Items: store.To(d.other.String())})
	must(err)
	_, _, err = d.store.MergeClaims(ctx, []assay.ClaimID{d.claim, d.other}, d.claim)
	must(err)
	return d
}

// texts are what the elements say that a selector finds on a page.
func (d *mergedDispute) texts(address, selector string) string {
	d.t.Helper()
	list := page(d.t.(*testing.T), d.get(address), 200).Find(selector).Map(func(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") })
	return strings.Join(list, " | ")
}

// found are the claims that a search finds.
func (d *mergedDispute) found(typed string) string {
	d.t.Helper()
	d.reindex()
	p, err := d.store.Search(d.t.Context(), assay.SearchQuestion{Typed: typed})
	if err != nil {
		d.t.Fatal(err)
	}
	var list []string
	for _, x := range p.Found {
		title := ""
		for _, piece := range x.Title {
			title += piece.Text
		}
		if x.Kind == assay.KindClaim {
			list = append(list, title)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " | ")
}

// table is the file at an address, the lines that have a word.
func (d *mergedDispute) table(address, word string) string {
	d.t.Helper()
	data, err := io.ReadAll(d.get(address).Body)
	if err != nil {
		d.t.Fatal(err)
	}
	lines := slices.DeleteFunc(strings.Split(string(data), "\r\n"), func(s string) bool { return !strings.Contains(s, word) })
	return strings.Join(lines, "\n")
}

// claims are the claims that an article is read to be about.
func (d *mergedDispute) claims(article assay.ArticleID) string {
	d.t.Helper()
	p, err := d.store.Article(d.t.Context(), article)
	if err != nil {
		d.t.Fatal(err)
	}
	v := assay.NewView(p.Case, d.store.Me())
	var list []string
	for i := range v.Case.Mentions {
		list = append(list, v.Claim(v.Case.Mentions[i].Claim).Wording)
	}
	return strings.Join(slices.Compact(list), " | ")
}

// TestMergedEverywhere: every room gives the same answer about claims that were
// merged, by whichever of them it is asked.
func TestMergedEverywhere(t *testing.T) {
	d := newMergedDispute(t)
	ctx := t.Context()
	const one, third = "Twelve burned", "No vehicle was lost"
	book, err := d.store.Codebook(ctx)
	if err != nil {
		t.Fatal(err)
	}
	composed, err := d.store.ComposeReport(ctx, d.report, "")
	if err != nil {
		t.Fatal(err)
	}
	view := assay.NewView(composed.Case, d.store.Me())
	report := views.NewReportPage(d.root, view, composed, nil)
	labels := func(list []views.ReportItem) string {
		var words []string
		for _, x := range list {
			words = append(words, x.Label)
		}
		return strings.Join(words, " | ")
	}
	reports, err := d.store.Reports(ctx)
	if err != nil {
		t.Fatal(err)
	}
	library, err := d.store.Library(ctx, assay.LibraryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ room, got, want string }{
		{"claims", d.texts(d.root.Claims(), "tbody .title"), one + " | " + third},
		{"claims with a tag of the other", d.texts(d.root.ClaimList(assay.ClaimFilter{Tags: assay.HasTag(d.tag)}), "tbody .title"), one},
		{"claims about the event of the other", d.texts(d.root.ClaimList(assay.ClaimFilter{Event: d.event}), "tbody .title"), one},
		{"claims with words of the other", d.texts(d.root.ClaimList(assay.ClaimFilter{Words: "twelve dozen"}), "tbody .title"), one},
		{"claim", d.texts(d.root.Claim(d.other), "h1"), one},
		{"claim, its notes", d.texts(d.root.Claim(d.other), ".note textarea"), d.texts(d.root.Claim(d.claim), ".note textarea")},
		{"matrix", d.texts(d.root.Matrix(), "tr[data-claim] .wording"), one + " | " + third},
		{"matrix with a tag of the other", d.texts(d.root.MatrixView(assay.MatrixFilter{Tags: assay.HasTag(d.tag)}), "tr[data-claim] .wording"), one},
		{"matrix, the cell of the other", d.texts(d.root.MatrixView(assay.MatrixFilter{Claim: d.other, Article: d.articles[0]}), "#inspect h2"), one},
		{"matrix, the row of the other", d.texts(d.root.MatrixRow(assay.MatrixFilter{}, d.other), "h2"), d.texts(d.root.MatrixRow(assay.MatrixFilter{}, d.claim), "h2")},
		{"reader", d.claims(d.articles[1]), one},
		{"mentions", fmt.Sprint(strings.Count(d.texts(d.root.MentionList(assay.MentionFilter{Claim: d.other}), "tbody tr"), one)), "3"},
		{"contested with a tag of the other", d.texts(d.root.Board(assay.ContestedFilter{Tags: assay.HasTag(d.tag)}), ".contests .title"), one},
		{"contested without it", d.texts(d.root.Board(assay.ContestedFilter{Tags: assay.TagFilter{Lacks: assay.NewTagSet(d.tag.String())}}), ".contests .title"), ""},
		{"contested about the event of the other", d.texts(d.root.Board(assay.ContestedFilter{Event: d.event}), ".contests .title"), one},
		{"search", d.found("in:claims burned"), one},
		{"search for words of the other", d.found("dozen"), one},
		{"search for words of both", d.found("twelve dozen"), one},
		{"search without words of the other", d.found("in:claims -dozen"), third},
		{"search by tag", d.found("in:claims tag:losses"), one},
		{"search by tag and words", d.found("twelve tag:losses"), one},
		{"search without a tag", d.found("in:claims -tag:losses"), third},
		{"search by event", d.found(`in:claims event:"Quay fire"`), one},
		{"search without an event", d.found(`in:claims -event:"Quay fire"`), third},
		{"search for what is contested", d.found("in:claims is:contested"), one},
		{"codebook", fmt.Sprint(book.Counts[d.tag].Claims, book.Counts[d.both].Claims), "1 1"},
		{"tag", d.texts(d.root.Tag(d.both), ".things li a"), one},
		{"tag of the other", d.texts(d.root.Tag(d.tag), ".things li a"), one},
		{"notes", d.texts(d.root.Notes(), ".notes-list a[href='"+d.root.Claim(d.claim)+"']"), one},
		{"reports", fmt.Sprint(reports.Claims), "2"},
		{"report", labels(report.Listed(ctx)), one},
		{"report, what it could list", labels(report.Offers(ctx, assay.KindClaim)), third},
		{"library", fmt.Sprint(library.Counts[d.articles[0]].Claims, library.Counts[d.articles[1]].Claims), "1 1"},
		{"history, of the note on the other", fmt.Sprint(strings.Contains(d.texts(d.root.HistoryOfEntity(assay.EntityID(d.claim)), ".history li"), "brigade")), "true"},
		{"history", d.texts(d.root.HistoryOfEntity(assay.EntityID(d.claim)), ".history li"), d.texts(d.root.HistoryOfEntity(assay.EntityID(d.other)), ".history li")},
		{"codebook as a table", strings.Join(strings.Split(d.table(d.root.CodebookTable(), "numbers"), ",")[5:11], " "), "0 1 0 0 0 0"},
		{"notes as a table", strings.Join(strings.Split(d.table(d.root.NotesTable(), "brigade"), ",")[:2], " "), "claim " + one},
		{"quotes as a table", fmt.Sprint(strings.Count(d.table(d.root.QuotesTable(), d.claim.String()), one), len(d.table(d.root.QuotesTable(), d.other.String()))), "3 0"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.room, test.got, test.want)
		}
	}
}
