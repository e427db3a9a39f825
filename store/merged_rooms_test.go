package store

import (
	"context"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestRelationAmongMerged: what was said between two claims that are one by now
// stays as it is, whatever is said of a third.
func TestRelationAmongMerged(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	q.did(q.RelateClaims(ctx, a, "C2", assay.Entails, "twelve is a dozen"))
	q.did(q.RelateClaims(ctx, b, "C3", assay.Contrary, "on the other"))
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	q.did(q.RelateClaims(ctx, a, "C3", "", ""))
	if got := q.told(a); strings.Contains(got, "contrary") {
		t.Errorf("taken back: %s", got)
	}
	q.did(q.SeparateClaim(ctx, b))
	if got := q.told(a); !strings.Contains(got, "entails a dozen lorries were lost") {
		t.Errorf("taken apart: %s", got)
	}
	_ = other
}

// TestTagsOfMerged: a tag that any of them has is taken off, split off and put
// on for all.
func TestTagsOfMerged(t *testing.T) {
	q, a, b, _ := quayside(t)
	ctx := t.Context()
	var tag assay.TagID
	for _, id := range []assay.ClaimID{a, b} {
		var act assay.ActID
		var err error
		tag, act, err = q.TagTarget(ctx, "numbers", assay.EntityID(id))
		q.did(act, err)
	}
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	with := func(tag string) (n int) {
		t.Helper()
		list, err := q.Claims(ctx, assay.ClaimFilter{Tags: assay.TagFilter{Has: assay.NewTagSet(tag)}})
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Order)
	}
	if _, act, err := q.TagTarget(ctx, "numbers", assay.EntityID(b)); err != nil || !act.IsZero() {
		t.Errorf("put on again by the other's id: %v (%v)", act, err)
	}
	for _, id := range []assay.ClaimID{a, b} {
		q.did(q.SplitTag(ctx, tag, "figures", []assay.EntityID{assay.EntityID(id)}))
		if n, m := with("numbers"), with("figures"); n != 0 || m != 1 {
			t.Errorf("split off: %d have it, %d the other", n, m)
		}
		q.did(q.Undo(ctx))
	}
	p, err := q.Tag(ctx, tag, 0)
	if err != nil || !slices.Equal(p.Things, []assay.EntityID{assay.EntityID(a)}) || p.Counts[tag].Claims != 1 {
		t.Errorf("the tag has %v, %+v (%v)", p.Things, p.Counts[tag], err)
	}
}

// TestReportOnMerged: a report is about the claim that stands for what it lists,
// and about the event of that one.
func TestReportOnMerged(t *testing.T) {
	q, a, b, other := quayside(t)
	ctx := t.Context()
	q.did(q.ChangeClaim(ctx, a, ClaimChange{NewEvent: "Harbour fire"}))
	q.did(q.ChangeClaim(ctx, b, ClaimChange{NewEvent: "Quay fire"}))
	listed, act, err := q.AddReport(ctx, "listed", assay.EventID{})
	q.did(act, err)
	raw := a.String() + " " + b.String() + " " + other.String()
	q.did(q.ChangeReport(ctx, listed, ReportChange{Items: To(raw)}))
	act, _, err = q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	c, err := q.Case(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 0} { // Harbour fire, Quay fire
		id, act, err := q.AddReport(ctx, "on an event", c.Events[i].ID)
		q.did(act, err)
		p, err := q.Report(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		o := assay.NewView(p.Case, q.Me()).Outline(&p)
		list, err := q.Claims(ctx, assay.ClaimFilter{Event: c.Events[i].ID})
		if err != nil || len(p.Claims) != want || len(o.Claims) != want || len(list.Order) != want {
			t.Errorf("%s: the report brings %d and tells %d, the room has %d (%v)", c.Events[i].Name, len(p.Claims), len(o.Claims), len(list.Order), err)
		}
	}
	p, err := q.Report(ctx, listed)
	if err != nil || !slices.Equal(p.Report.Items, []assay.EntityID{assay.EntityID(a), assay.EntityID(other)}) {
		t.Fatalf("it lists %v (%v)", p.Report.Items, err)
	}
	shown := a.String() + " " + other.String()
	q.did(q.ChangeReport(ctx, listed, ReportChange{Items: Changed(shown, other.String())}))
	if _, err := q.ChangeReport(ctx, listed, ReportChange{Items: Changed(shown, a.String())}); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("what was changed meanwhile: %v", err)
	}
	if p, err = q.Report(ctx, listed); err != nil || len(p.Report.Items) != 1 {
		t.Errorf("it lists %v (%v)", p.Report.Items, err)
	}
	if p, err = q.Report(ctx, assay.ReportID{}); err != nil || len(p.Report.Items) != 3 || len(p.Claims) != 2 {
		t.Errorf("the report on everything lists %d and is about %d (%v)", len(p.Report.Items), len(p.Claims), err)
	}
}

// TestSearchMerged: claims are found by all their wordings as long as they are
// merged, whoever rewords one of them.
func TestSearchMerged(t *testing.T) {
	q, a, b, _ := quayside(t)
	ctx := t.Context()
	finds := func(name, typed string, want ...assay.ClaimID) {
		t.Helper()
		q.reindex()
		p, err := q.Search(ctx, assay.SearchQuestion{Typed: "in:claims " + typed})
		if err != nil {
			t.Fatal(err)
		}
		var got []assay.ClaimID
		for _, x := range p.Found {
			got = append(got, assay.ClaimID(x.ID))
		}
		if !slices.Equal(got, want) || p.Leaf.Of != len(want) {
			t.Errorf("%s: %q finds %d of %d, want %d", name, typed, len(got), p.Leaf.Of, len(want))
		}
	}
	finds("before", "dozen", b)
	act, _, err := q.MergeClaims(ctx, []assay.ClaimID{a, b}, a)
	q.did(act, err)
	finds("merged", "dozen twelve", a)
	q.did(q.Judge(ctx, assay.JudgementKey{Target: assay.EntityID(b), Dimension: assay.DimRank}, oplog.Encode("preferred"), ""))
	finds("the other stands for both", "twelve", b)
	q.did(q.Undo(ctx))
	q.as("Ben", func(ctx context.Context, tx *tx) error {
		return tx.edit(ctx, assay.KindClaim, assay.EntityID(b), oplog.Fields{"wording": oplog.Encode("many vehicles were lost")})
	})
	finds("reworded", "vehicles", a)
	finds("reworded", "dozen")
	q.did(q.SeparateClaim(ctx, b))
	finds("taken apart", "vehicles", b)
	finds("taken apart", "twelve", a)
	q.did(q.Undo(ctx))
	finds("merged again", "vehicles twelve", a)
}

// TestSearchRemoved: a claim that somebody has removed is found for as long as something
// mentions it, and is said to be removed.
func TestSearchRemoved(t *testing.T) {
	q, _, _, _ := quayside(t)
	ctx := t.Context()
	rained := q.claim("it rained")
	m := q.mark("herald", "It rained", "it rained", assay.Supports)
	finds := func(name string, want, gone bool) {
		t.Helper()
		q.reindex()
		p, err := q.Search(ctx, assay.SearchQuestion{Typed: "in:claims rained"})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(p.Found) == 1; got != want {
			t.Fatalf("%s: it is found: %t", name, got)
		}
		if i := slices.IndexFunc(p.Case.Claims, func(c assay.Claim) bool { return c.ID == rained }); want && p.Case.Claims[i].Gone != gone {
			t.Errorf("%s: it is removed: %t", name, !gone)
		}
	}
	finds("as it was made", true, false)
	q.as("Ben", func(ctx context.Context, tx *tx) error {
		return tx.retract(ctx, assay.KindClaim, assay.EntityID(rained), "said nowhere")
	})
	finds("removed by somebody who has not seen the mention", true, true)
	act, _, err := q.RemoveMention(ctx, m)
	q.did(act, err)
	finds("without its mention", false, true)
	q.did(q.Undo(ctx))
	finds("mentioned again", true, true)
	q.did(q.BringBack(ctx, assay.KindClaim, assay.EntityID(rained)))
	finds("brought back", true, false)
}
