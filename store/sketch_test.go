package store

import (
	"fmt"
	"reflect"
	"testing"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
	"assay/internal/oplog"
)

// TestSketchesKept: whatever analysts do, a matrix is the one that all of the case makes, and
// a sketch that was kept and brought up to date is what is read anew.
func TestSketchesKept(t *testing.T) {
	did := map[string]int{}
	for seed := range uint64(trials(8, 500)) {
		v := newVillage(t, seed, 2)
		for range 70 {
			v.step()
		}
		s := v.stores[0]
		whole, err := s.Case(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var filters []assay.MatrixFilter
		for range 4 {
			filters = append(filters, worldtest.MatrixFilter(v.R, whole))
		}
		for range 24 {
			did["renewed"] += renewed(t, s)
			sameMatrices(t, s, filters)
			if v.unite(0, 1); v.R.IntN(8) > 0 {
				did[judgeAnything(t, v, s)]++
			} else {
				v.step()
			}
			if t.Failed() {
				t.Fatalf("with seed %d", seed)
			}
		}
		sameMatrices(t, s, filters)
		v.close()
	}
	for _, what := range []string{"renewed", "stance", "credibility", "read", "coverage"} {
		if did[what] == 0 {
			t.Errorf("there was no %s", what)
		}
	}
}

// renewed counts the sketches that were kept and can be brought up to date with something.
func renewed(t *testing.T, s *Store) (n int) {
	err := s.view(t.Context(), func(x *tx) error {
		for _, k := range s.sketches.kept {
			var seq int64
			var at oplog.Hash
			if err := x.QueryRowContext(t.Context(), `SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`).Scan(&seq, into(&at)); err != nil {
				return err
			}
			now, err := s.sketches.renew(t.Context(), x, s.Me(), k, seq, at)
			if err != nil {
				return err
			}
			if now != nil && now.sketch != k.sketch {
				n++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// judgeAnything judges something that a matrix shows, as its acts do.
func judgeAnything(t *testing.T, v *village, s *Store) (what string) {
	c, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Mentions) == 0 || len(c.Articles) == 0 || len(c.Claims) == 0 {
		return "nothing"
	}
	m, a, x := c.Mentions[v.R.IntN(len(c.Mentions))].ID, c.Articles[v.R.IntN(len(c.Articles))].ID, c.Claims[v.R.IntN(len(c.Claims))].ID
	switch v.R.IntN(4) {
	case 0:
		what = "stance"
		_, err = s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimStance}, oplog.Encode(assay.Stances[v.R.IntN(len(assay.Stances))]), "")
	case 1:
		what = "credibility"
		_, err = s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m), Dimension: assay.DimCredibility}, oplog.Encode("3"), "")
	case 2:
		what = "read"
		read := v.R.IntN(2) == 0
		_, err = s.ChangeArticles(t.Context(), []assay.ArticleID{a}, ArticleChange{Read: &read})
	default:
		what = "coverage"
		_, _, err = s.CoverCells(t.Context(), []assay.CellKey{{Claim: x, Article: a}, {Claim: c.Claims[0].ID, Article: a}}, assay.OutOfScope)
	}
	if kind := assay.KindOf(err); err != nil && kind != assay.KindConflict && kind != assay.KindNotFound && kind != assay.KindInvalid {
		t.Fatalf("%s: %v", what, err)
	}
	return what
}

// sameMatrices fails unless some matrices are those that all of the case makes.
func sameMatrices(t *testing.T, s *Store, filters []assay.MatrixFilter) {
	t.Helper()
	whole, err := s.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	view := assay.NewView(whole, s.Me())
	plain := view.Sketch(nil)
	for _, f := range filters {
		got, err := s.MatrixWhole(t.Context(), f, 0)
		if err != nil {
			t.Fatal(err)
		}
		l := plain.Layout(f)
		want := f.Window(l.Rows, l.Groups, true)
		for _, of := range [][2]any{{got.RowGroups, want.RowGroups}, {got.Groups, want.Groups}, {got.Undated, l.Undated}, {got.All, len(plain.ClaimIDs())}} {
			if fmt.Sprintf("%+v", of[0]) != fmt.Sprintf("%+v", of[1]) {
				t.Fatalf("%+v shows\n%+v, want\n%+v", f, of[0], of[1])
			}
		}
		sameCells(t, view, assay.NewView(got.Case, s.Me()), got)
		err = s.view(t.Context(), func(x *tx) error {
			k, err := s.sketches.of(t.Context(), x, s.Me(), f)
			if err != nil {
				return err
			}
			claims, articles := want.Claims, want.Articles()
			if got, want := k.sketch.Overview(claims, articles), plain.Overview(claims, articles); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v is drawn as %+v, want %+v", f, got, want)
			}
			if got, want := k.sketch.Gaps(claims, articles), plain.Gaps(claims, articles); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v has the gaps %+v, want %+v", f, got, want)
			}
			e, err := x.extent(t.Context(), f)
			if err != nil {
				return err
			}
			fresh, err := x.sketch(t.Context(), s.Me(), e)
			if err == nil && !reflect.DeepEqual(k.sketch, fresh) {
				t.Errorf("%+v: what was kept is\n%+v, and read anew\n%+v", f, k.sketch, fresh)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sameCells fails unless a window says of its claims and cells what all of the case says.
func sameCells(t *testing.T, whole, window *assay.View, p assay.MatrixPage) {
	t.Helper()
	says := func(v *assay.View, claim assay.ClaimID) string {
		contest := v.ContestedClaim(claim)
		words := fmt.Sprintf("%+v %+v %+v %d", v.Corroboration(claim, assay.Supports), v.Corroboration(claim, assay.Contradicts), contest, len(v.ContestsOf(claim)))
		for _, article := range p.Articles() {
			c := v.Cell(v.Article(article), v.Claim(claim))
			words += fmt.Sprintf("\n%s %v %t %t %s", c.Word(), c.Grades, c.Proposed, c.Late, v.Facts(v.Article(article)).Title)
		}
		return words
	}
	for _, claim := range p.Claims {
		if got, want := says(window, claim), says(whole, claim); got != want {
			t.Errorf("the window says of a claim\n%s\nand the case\n%s", got, want)
		}
	}
}
