package store

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestBehind says at random, as several analysts and as the team, where articles
// come from, and compares what is read of that with what follows from the whole
// case.
func TestBehind(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			n, ctx := openNewsroom(t), t.Context()
			var ids []assay.ArticleID
			for i := range 8 {
				n.print(paper{fmt.Sprint("a", i), "", "", fmt.Sprintf("Crane %d fell.", i)})
				ids = append(ids, n.ids[fmt.Sprint("a", i)])
			}
			for range 40 {
				k := assay.JudgementKey{Target: assay.EntityID(ids[r.IntN(8)]), Other: assay.EntityID(ids[r.IntN(8)]), Dimension: assay.DimDerivation}
				if k.Target == k.Other {
					continue
				}
				n.author.Actor = oplog.Derive("actor", oplog.Encode(r.IntN(3)))
				if r.IntN(6) == 0 {
					k.Dimension, k.Scope = assay.DimAdjudication, string(assay.DimDerivation)
				}
				value := oplog.Encode(assay.DerivationValue{Status: []string{"confirmed", "confirmed", "rejected"}[r.IntN(3)], Type: "verbatim"})
				if _, err := n.update(ctx, func(t *tx) error { return t.judge(ctx, k, value, "") }); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := n.RemoveArticles(ctx, ids[7:], "twice"); err != nil {
				t.Fatal(err)
			}
			c, err := n.Case(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for analyst := range 4 { // the last has said nothing
				n.author.Actor = oplog.Derive("actor", oplog.Encode(analyst))
				compareBehind(t, n.Store, assay.NewView(c, n.Me()), ids[:7])
			}
		})
	}
}

// compareBehind compares what is read of articles with what a whole case says.
func compareBehind(t *testing.T, s *Store, whole *assay.View, ids []assay.ArticleID) {
	t.Helper()
	ctx := t.Context()
	copies := map[assay.ArticleID]int{}
	for _, d := range whole.Derivations() {
		copies[d.Parent]++
	}
	for _, a := range ids {
		var part *assay.View
		var n int
		err := s.view(ctx, func(t *tx) error {
			c, err := t.behind(ctx, s.Me(), []assay.ArticleID{a})
			if err != nil {
				return err
			}
			part = assay.NewView(c, s.Me())
			n, err = t.copies(ctx, s.Me(), a)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n != copies[a] {
			t.Errorf("%d copies, and the case has %d", n, copies[a])
		}
		for _, b := range ids {
			if got, want := part.ComesFrom(a, b), whole.ComesFrom(a, b); got != want {
				t.Errorf("%s comes from %s: %v, and in the case %v", a, b, got, want)
			}
			d := assay.Deriving{Child: b, From: assay.EntityID(a), Status: "confirmed"}
			_, err := s.update(ctx, func(t *tx) error {
				if err := t.derive(ctx, &d); err != nil {
					return err
				}
				return errTried
			})
			if refused := assay.KindOf(err) == assay.KindInvalid; refused != (a == b || whole.ComesFrom(a, b)) {
				t.Errorf("that %s comes from %s: %v", b, a, err)
			}
		}
	}
}

// errTried takes back what was only tried.
var errTried = fmt.Errorf("it was only tried")
