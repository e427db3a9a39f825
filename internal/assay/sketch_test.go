package assay_test

import (
	"fmt"
	"reflect"
	"testing"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
)

// TestSketches: a sketch lays the matrix out as the view does that it was made of, whatever
// is asked of it.
func TestSketches(t *testing.T) {
	did := map[string]int{}
	for seed := range trials(t) / 20 {
		w := worldtest.New(t, seed, 2)
		for range 60 {
			w.Step()
		}
		rep := w.Replicas[0]
		c := assay.Build(assay.Records(rep.Log))
		for i := range c.Articles {
			c.Articles[i].Published = []string{"", "2026", "2026-03", "2026-03-01", "2026-03-02T09:00", "2026-05-01"}[w.R.IntN(6)]
		}
		v := assay.NewView(c, assay.ActorID(rep.Author.Actor))
		k := v.Sketch(nil)
		for range 12 {
			f := worldtest.MatrixFilter(w.R, c)
			want, got := v.PlainLayout(f), k.Layout(f)
			if got.Overview == nil {
				got.Overview = k.Overview(assay.RowsOf(got.Rows), assay.ColumnsOf(got.Groups))
			}
			if difference := layoutDifference(got, want); difference != "" {
				t.Fatalf("in the world of seed %d, %+v: %s", seed, f, difference)
			}
			claims, articles := assay.RowsOf(want.Rows), assay.ColumnsOf(want.Groups)
			wanted, gaps := v.PlainGaps(claims, articles), k.Gaps(claims, articles)
			if !reflect.DeepEqual(gaps, wanted) {
				t.Fatalf("in the world of seed %d, the gaps are %+v, want %+v", seed, gaps, wanted)
			}
			count(did, want, wanted)
		}
	}
	for _, what := range []string{"rows", "columns", "groups", "stances", "unread", "open", "late", "apart"} {
		if did[what] == 0 {
			t.Errorf("there were no %s", what)
		}
	}
}

func layoutDifference(got, want *assay.MatrixLayout) string {
	for _, of := range []struct {
		what      string
		got, want any
	}{{"rows", got.Rows, want.Rows}, {"columns", got.Groups, want.Groups}, {"undated", got.Undated, want.Undated}, {"overview", got.Overview, want.Overview}} {
		if fmt.Sprintf("%+v", of.got) != fmt.Sprintf("%+v", of.want) {
			return fmt.Sprintf("the %s are\n%+v, want\n%+v", of.what, of.got, of.want)
		}
	}
	return ""
}

func count(did map[string]int, l *assay.MatrixLayout, g assay.Gaps) {
	did["rows"] += len(assay.RowsOf(l.Rows))
	did["columns"] += len(assay.ColumnsOf(l.Groups))
	did["groups"] += max(0, len(l.Rows)-1)
	did["stances"] += len(l.Overview.Stances)
	did["unread"] += len(l.Overview.NotRead)
	did["open"] += len(g.Open)
	did["late"] += len(g.Late)
	did["apart"] += len(g.Apart)
}
