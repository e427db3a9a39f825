package store

import (
	"context"
	"reflect"
	"testing"

	"assay/internal/assay"
)

// TestMemory: whatever analysts do, undo, merge and take back, what is remembered is what
// the tables say.
func TestMemory(t *testing.T) {
	served := 0
	for seed := range uint64(trials(24, 400)) {
		v := newVillage(t, seed, 3)
		for range 40 {
			i := v.R.IntN(len(v.stores))
			s := v.stores[i]
			served += sameAsRead(t, s, "before")
			who, what := v.step()
			if v.R.IntN(4) == 0 {
				who, what = i, "merge"
				if m := v.mergeFile(i, v.R.IntN(len(v.stores))); m != nil && v.R.IntN(2) == 0 {
					what = "merge, and its undoing"
					if _, err := s.Undo(t.Context()); err != nil {
						t.Logf("undo: %v", err) // somebody has built on it
					}
				}
				v.relearn(i)
			}
			if served += sameAsRead(t, v.stores[who], what); t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
		v.close()
	}
	if served == 0 {
		t.Error("nothing was ever remembered")
	}
}

// remembered are what reads each thing that is remembered.
var remembered = map[string]func(context.Context, *tx) (any, error){
	"actors":    func(ctx context.Context, x *tx) (any, error) { return x.actors(ctx) },
	"sources":   func(ctx context.Context, x *tx) (any, error) { return x.sources(ctx) },
	"sames":     func(ctx context.Context, x *tx) (any, error) { return x.sames(ctx) },
	"events":    func(ctx context.Context, x *tx) (any, error) { return x.events(ctx) },
	"works":     func(ctx context.Context, x *tx) (any, error) { return x.allWorks(ctx) },
	"tags":      func(ctx context.Context, x *tx) (any, error) { return x.tags(ctx) },
	"numbers":   func(ctx context.Context, x *tx) (any, error) { return x.numbers(ctx) },
	"questions": func(ctx context.Context, x *tx) (any, error) { return x.allQuestions(ctx) },
	"versions":  func(ctx context.Context, x *tx) (any, error) { return x.allVersions(ctx) },
	"variants":  func(ctx context.Context, x *tx) (any, error) { return x.variants(ctx) },
	"alike":     func(ctx context.Context, x *tx) (any, error) { return x.alikeClaims(ctx) },
	"articles":  func(ctx context.Context, x *tx) (any, error) { n, err := x.countArticles(ctx); return []int{n}, err },
	"outlets":   func(ctx context.Context, x *tx) (any, error) { return x.outletsOffered(ctx) },
	"wordings": func(ctx context.Context, x *tx) (any, error) {
		l, err := x.wordings(ctx)
		all := map[assay.ClaimID]worded{}
		for _, w := range l.list {
			all[w.id] = w
		}
		return all, err
	},
}

// fromMemory reads everything as pages do.
func fromMemory(t *testing.T, x *tx) map[string]any {
	t.Helper()
	all := map[string]any{}
	for name := range followsFrom {
		read := remembered[name] // each has one
		v, err := read(t.Context(), x)
		if err != nil {
			t.Fatal(name, err)
		}
		all[name] = v
	}
	return all
}

// sameAsRead fails unless a page sees everything as it is without a memory, and returns how
// much of it was remembered.
func sameAsRead(t *testing.T, s *Store, when string) (served int) {
	t.Helper()
	err := s.view(t.Context(), func(x *tx) error {
		end, err := x.end(t.Context())
		if err != nil {
			return err
		}
		for name := range followsFrom {
			if _, fresh := s.kept.get(name, end); fresh {
				served++
			}
		}
		have := fromMemory(t, x)
		x.kept = nil
		for name, want := range fromMemory(t, x) {
			if a, b := reflect.ValueOf(have[name]), reflect.ValueOf(want); a.Len() != b.Len() || a.Len() > 0 && !reflect.DeepEqual(have[name], want) {
				t.Errorf("after %s, %s are\n%v\nand read again\n%v", when, name, have[name], want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return served
}
