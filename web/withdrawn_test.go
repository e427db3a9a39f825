package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

// newRemoved returns a dispute whose claim a colleague has removed, in a copy without the
// marks of the others, after marking it.
func newRemoved(t *testing.T) *mergedDispute {
	t.Helper()
	d := &mergedDispute{dispute: newDispute(t)}
	ctx := t.Context()
	d.mergedAfter(func(to string) error {
		_, err := d.store.Share(ctx, to, assay.Share{Names: true}, store.Sharing{})
		return err
	}, func(ben *store.Store) {
		page, err := ben.Article(ctx, d.articles[0])
		if err == nil {
			_, err = ben.MarkMention(ctx, store.Mark{Article: d.articles[0], Text: page.Text.ID, Span: anchor.Span{Start: 7, End: 14}, Claim: d.claim, Stance: assay.Mentions})
		}
		if err == nil {
			_, err = ben.RemoveClaim(ctx, d.claim, "said twice")
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	return d
}

// TestRemovedByAnother: what a colleague has removed, not having seen what hangs on it, is
// named where the merge is told of and brought back from there.
func TestRemovedByAnother(t *testing.T) {
	d := newRemoved(t)
	told := func() string { return d.texts(d.root.MergeForeseen(), "[aria-labelledby=merge-withdrawn] li") }
	for _, want := range []string{"claim C1 Twelve burned", "Removed by Ben", "“said twice”", "2 mentions of yours hang on it, which they had not seen.", "Bring it back"} {
		if got := told(); !strings.Contains(got, want) {
			t.Errorf("the merge does not say %q: %s", want, got)
		}
	}
	if n := page(t, d.get(d.root.MergeForeseen()), 200).Find("#merge-withdrawn ~ ol a[href='" + d.root.Claim(d.claim) + "']").Length(); n != 1 {
		t.Errorf("%d links lead to the claim", n)
	}
	notice := d.texts(d.root.Claim(d.claim), ".notice")
	for _, want := range []string{"Removed by Ben", "“said twice”", "2 mentions still hang on it, which whoever removed it had not seen.", "Bring it back"} {
		if !strings.Contains(notice, want) {
			t.Errorf("its page does not say %q: %s", want, notice)
		}
	}
	if n := page(t, d.get(d.root.History()), 200).Find(".history a[href='" + d.root.Claim(d.claim) + "']").Length(); n == 0 {
		t.Error("the history does not lead to the claim")
	}
	form := filled(page(t, d.get(d.root.Claim(d.claim)), 200).Find(".notice form"))
	if res := d.post(d.root.BringBack(), form, htmx); res.StatusCode >= 300 || !strings.Contains(res.Header.Get("HX-Trigger"), "Brought back.") {
		t.Fatalf("to bring it back is answered with %d", res.StatusCode)
	}
	if got := told(); !strings.Contains(got, "brought back") || strings.Contains(got, "Bring it back") {
		t.Errorf("brought back, the merge says %s", got)
	}
	if got := d.texts(d.root.Claim(d.claim), "h1, .notice form"); got != "Twelve burned" {
		t.Errorf("brought back, its page says %q", got)
	}
	if got := d.texts(d.root.History(), ".history li"); !strings.Contains(got, "brought back C1, with 1 mention") {
		t.Errorf("the history says %s", got)
	}
	if got := d.post(d.root.BringBack(), form, htmx).StatusCode; got != 409 {
		t.Errorf("once more it is answered with %d", got)
	}
	if got := d.post(d.root.BringBack(), url.Values{"kind": {"judgement"}, "entity": form["entity"]}, htmx).StatusCode; got != 404 {
		t.Errorf("what is no thing is answered with %d", got)
	}
	if _, err := d.store.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.texts(d.root.Claim(d.claim), "h1"); got != "Twelve burned (removed)" {
		t.Errorf("undone, its page says %q", got)
	}
}

// TestRemovedEverywhere: a claim that was removed and is still mentioned is in every room,
// which says that it was removed, and can be judged and changed. Once it is mentioned no
// more it is in none.
func TestRemovedEverywhere(t *testing.T) {
	d := newRemoved(t)
	ctx := t.Context()
	rooms := func(want string, n int) {
		t.Helper()
		reports, err := d.store.Reports(ctx)
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.store.Matrix(ctx, assay.MatrixFilter{})
		if err != nil {
			t.Fatal(err)
		}
		list, err := d.store.Claims(ctx, assay.ClaimFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct{ room, got, want string }{
			{"claims", d.texts(d.root.Claims(), "tbody .title"), want},
			{"claims with its words", d.texts(d.root.ClaimList(assay.ClaimFilter{Words: "twelve"}), "tbody .title"), want},
			{"claims with its number", d.texts(d.root.ClaimList(assay.ClaimFilter{Words: "c1"}), "tbody .title"), want},
			{"matrix", d.texts(d.root.Matrix(), "tr[data-claim] .wording"), want},
			{"report", strings.TrimPrefix(d.texts(d.root.Report(assay.ReportID{}), "#main h3, #main h4"), "C1 "), want},
			{"counts", fmt.Sprint(list.All, p.All, reports.Claims), fmt.Sprint(n, n, n)},
		} {
			if test.got != test.want {
				t.Errorf("%s: %q, want %q", test.room, test.got, test.want)
			}
		}
		if got := d.texts(d.root.Search("in:claims twelve", 0), ".found .facts"); (got != "") != (want != "") || (want != "") != strings.Contains(got, "removed") {
			t.Errorf("search: %q", got)
		}
	}
	rooms("Twelve burned (removed)", 1)
	if got := d.texts(d.root.MentionInArticle(d.articles[0], d.mentions[0]), "#inspect"); !strings.Contains(got, "Twelve burned (removed)") {
		t.Errorf("the reader says %s", got)
	}
	if got := d.texts(d.root.Article(d.articles[1]), "a.chip"); !strings.Contains(got, "Twelve burned removed") && !strings.Contains(got, "Twelve burnedremoved") {
		t.Errorf("the margin of the reader says %s", got)
	}
	if _, err := d.store.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(d.claim), Dimension: assay.DimCredibility}, oplog.Encode("2"), ""); err != nil {
		t.Errorf("to judge it: %v", err)
	}
	if _, err := d.store.ChangeClaim(ctx, d.claim, store.ClaimChange{Wording: store.To("A dozen burned, twelve")}); err != nil {
		t.Errorf("to change it: %v", err)
	}
	rooms("A dozen burned, twelve (removed)", 1)
	if _, err := d.store.RemoveClaim(ctx, d.claim, "so it is"); err != nil {
		t.Fatal(err)
	}
	rooms("", 0)
	if got := d.texts(d.root.Claim(d.claim), ".notice, .toolbar, .panes"); !strings.Contains(got, "No mention hangs on it") || strings.Contains(got, "Edit") || !strings.Contains(got, "Bring it back") {
		t.Errorf("its page says %s", got)
	}
}

// TestDecidedConflict: whoever decides a conflict for the value that was shown anyway is
// told to have decided it, with whose value stands and whose does not.
func TestDecidedConflict(t *testing.T) {
	for i, want := range []string{
		"decided a conflict about the wording of C1: Ten burned by Ben stands, and Nine burned by Ana does not",
		"decided a conflict about the wording of C1: Nine burned by Ana stands, and Ten burned by Ben does not",
	} {
		d := &mergedDispute{dispute: newDispute(t)}
		ctx := t.Context()
		reword := func(s *store.Store, words string) {
			t.Helper()
			if _, err := s.ChangeClaim(ctx, d.claim, store.ClaimChange{Wording: store.To(words)}); err != nil {
				t.Fatal(err)
			}
		}
		d.mergedAfter(func(to string) error {
			err := d.store.SaveCopy(ctx, to)
			reword(d.store, "Nine burned")
			return err
		}, func(ben *store.Store) { reword(ben, "Ten burned") })
		p, err := d.store.Conflicts(ctx, 0)
		if err != nil || len(p.List) != 1 {
			t.Fatalf("%+v, %v", p.List, err)
		}
		in := p.List[0]
		if _, err := d.store.Resolve(ctx, in.Kind, in.Entity, in.Field, in.After[i].Op); err != nil {
			t.Fatal(err)
		}
		want = strings.ReplaceAll(want, "Ana", views.AnalystName(ctx, p.Case.Actors, d.store.Me()))
		if got := d.texts(d.root.History(), ".history li .told"); !strings.Contains(got, want) {
			t.Errorf("the history does not say %q: %.300s", want, got)
		}
	}
}
