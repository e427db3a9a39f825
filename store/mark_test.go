package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestMark: whatever is done, merged and taken back, two states of a file have the same
// mark only if they have the same operations and bytes.
func TestMark(t *testing.T) {
	undone := 0
	for seed := range uint64(trials(3, 500)) {
		v := newVillage(t, seed, 3)
		states := make([]map[string]string, len(v.stores))
		look := func(i int) {
			t.Helper()
			mark, err := v.stores[i].Mark(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ids := slices.SortedFunc(maps.Keys(v.idsOf(i)), func(a, b oplog.Hash) int { return strings.Compare(string(a[:]), string(b[:])) })
			blobs := listOf[string](t, v.stores[i], `SELECT hex(hash) || form FROM blob ORDER BY hash`)
			state := fmt.Sprint(ids, blobs)
			if states[i] == nil {
				states[i] = map[string]string{}
			}
			if was, ok := states[i][mark]; ok && was != state {
				t.Fatalf("seed %d: two states of a file have the mark %s", seed, mark)
			}
			for other, was := range states[i] {
				if was == state && other != mark {
					t.Fatalf("seed %d: nothing has changed, and the mark is another", seed)
				}
			}
			states[i][mark] = state
		}
		for i := range v.stores {
			v.mergeFile(i, 0)
			look(i)
		}
		for range 20 {
			who, _ := v.step()
			v.relearn(who)
			look(who)
			into, from := v.R.IntN(3), v.R.IntN(3)
			if into == from || v.R.IntN(2) > 0 {
				continue
			}
			m := v.mergeFile(into, from)
			look(into)
			if m.Act.IsZero() {
				continue
			}
			if _, err := v.stores[into].Undo(t.Context()); assay.KindOf(err) == assay.KindConflict {
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			undone++
			v.relearn(into)
			look(into)
		}
		v.close()
	}
	if undone == 0 {
		t.Error("no merge was taken back")
	}
}
