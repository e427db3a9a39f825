package store

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// TestPiecemeal reads cases a few rows at a time, while analysts go on working in them,
// undo and unite: what comes of it is the case as it is at the end.
func TestPiecemeal(t *testing.T) {
	read, moved := 0, 0
	for seed := range uint64(trials(12, 300)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, 7000+seed, 2)
			defer v.close()
			for range 20 {
				v.step()
			}
			s := v.stores[0]
			for range 6 {
				r := s.piecemeal()
				if err := r.begin(t.Context()); err != nil {
					t.Fatal(err)
				}
				for i := range r.pieces {
					for more, n := true, 0; more; n++ {
						var err error
						if more, err = r.next(t.Context(), i, 1+v.R.IntN(5)); err != nil {
							t.Fatal(err)
						}
						if v.R.IntN(8) == 0 {
							v.step()
						}
					}
				}
				err := r.end(t.Context())
				if errors.Is(err, errMoved) {
					moved++
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				read++
				want, err := s.Case(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(r.c, want) {
					t.Fatalf("read in pieces it is another case: %s", differenceOf(r.c, want))
				}
			}
		})
	}
	if read < 3*moved {
		t.Errorf("of %d readings %d had to begin again", read+moved, moved)
	}
}

// TestPiecemealRebuilt reads a case whose tables are made again meanwhile, in another order.
func TestPiecemealRebuilt(t *testing.T) {
	v := newVillage(t, 7, 2)
	defer v.close()
	for range 60 {
		v.step()
	}
	s := v.stores[0]
	r := s.piecemeal()
	if err := r.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range r.pieces {
		if _, err := r.next(t.Context(), i, 2); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.end(t.Context()); !errors.Is(err, errMoved) {
		t.Errorf("that the tables were made again was not noticed: %v", err)
	}
}
