package assay_test

import (
	"slices"
	"testing"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
	"assay/internal/oplog"
)

// TestMergedLosesNothing: whatever claims are said to be one, by whom and in
// which order, every mention is that of one claim, which is in sight; and two
// claims that are related are so from both sides.
func TestMergedLosesNothing(t *testing.T) {
	worlds(t, 3, 30, func(t *testing.T, _ uint64, w *worldtest.World) {
		all := oplog.Union(oplog.Union(w.Replicas[0].Log, w.Replicas[1].Log), w.Replicas[2].Log)
		c := assay.Build(assay.Records(all))
		v := assay.NewView(c, assay.ActorID(w.Replicas[0].Author.Actor))
		there := map[assay.ClaimID]bool{}
		for _, x := range c.Claims {
			there[x.ID] = true
			if one := v.Claim(x.ID); one == nil || v.One(one.ID) != one.ID {
				t.Errorf("%v stands for the claim %v", one, x.ID)
			}
		}
		shown := map[assay.MentionID]int{}
		for _, x := range v.Case.Claims {
			for _, m := range v.MentionsOf(x.ID) {
				shown[m.ID]++
			}
			for _, r := range v.RelationsOf(x.ID) {
				if !slices.ContainsFunc(v.RelationsOf(r.Other), func(back assay.ClaimRelation) bool { return back.Other == x.ID && back.Relation == r.Relation.Mirror() }) {
					t.Errorf("%s from one side only", r.Relation)
				}
			}
		}
		for _, m := range c.Mentions {
			if there[m.Claim] && shown[m.ID] != 1 {
				t.Errorf("a mention is shown %d times", shown[m.ID])
			}
		}
		for _, n := range v.Case.Notes {
			if there[assay.ClaimID(n.Target)] && v.One(assay.ClaimID(n.Target)) != assay.ClaimID(n.Target) {
				t.Error("a note is on a claim that another stands for")
			}
		}
	})
}

// TestMerged: which of several claims stands for all.
func TestMerged(t *testing.T) {
	id := func(n byte) assay.ClaimID { return assay.ClaimID{15: n} }
	same := func(a, b byte) assay.Same {
		return assay.Same{Of: assay.KindClaim, A: assay.EntityID(id(a)), B: assay.EntityID(id(b)), Verdict: "same"}
	}
	preferred := func(n byte, at oplog.Clock) assay.Judgement {
		return assay.Judgement{Meta: assay.Meta{Changed: at}, Target: assay.EntityID(id(n)), Dimension: assay.DimRank, Value: oplog.Encode("preferred")}
	}
	claims := []assay.Claim{{ID: id(1)}, {ID: id(2)}, {ID: id(3)}}
	gone := []assay.Claim{{ID: id(1), Meta: assay.Meta{Gone: true}}, {ID: id(2)}, {ID: id(3)}}
	for _, test := range []struct {
		name string
		c    assay.Case
		want assay.ClaimID // for the third
	}{
		{"nothing said", assay.Case{Claims: claims}, id(3)},
		{"the first by its id", assay.Case{Claims: claims, Sames: []assay.Same{same(2, 3), same(1, 2)}}, id(1)},
		{"in another order", assay.Case{Claims: claims, Sames: []assay.Same{same(1, 2), same(2, 3)}}, id(1)},
		{"the one that was chosen last", assay.Case{Claims: claims, Sames: []assay.Same{same(1, 3), same(2, 3)}, Judgements: []assay.Judgement{preferred(3, 1), preferred(2, 2)}}, id(2)},
		{"not one that was withdrawn", assay.Case{Claims: gone, Sames: []assay.Same{same(1, 3), same(1, 2)}, Judgements: []assay.Judgement{preferred(1, 1)}}, id(2)},
		{"where none is in sight", assay.Case{Sames: []assay.Same{same(2, 3)}}, id(2)},
	} {
		if got := test.c.Merged().One(id(3)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
