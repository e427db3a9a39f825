package store

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// byRows is a copy that cannot list its operations by their ids.
type byRows struct{ Copy }

// torn is a copy whose index does not have what its log has.
type torn struct {
	Copy
	of   sorted
	tear func(first byte, l *rowList)
}

func (x torn) idsFrom(ctx context.Context, first byte) (rowList, error) {
	l, err := x.of.idsFrom(ctx, first)
	x.tear(first, &l)
	return l, err
}

func (x torn) span(ctx context.Context) (first, last int64, err error) { return x.of.span(ctx) }

// lose takes the first operation out of a list.
func (l *rowList) lose() {
	l.ids = l.ids[len(oplog.Hash{}):]
	_, l.rows, _ = strings.Cut(l.rows, ",")
}

// TestLackingIsAll lists by their ids what another copy has more, and by its rows: nothing
// that is in the log is left behind because it is not in its index.
func TestLackingIsAll(t *testing.T) {
	v := newVillage(t, 7, 2)
	defer v.close()
	for i := range 90 {
		if i == 30 {
			v.mergeFile(0, 1)
		}
		_, err := v.stores[1].update(t.Context(), func(t *tx) error { return perform(context.Background(), t, v.Replicas[1].Act()) })
		if err != nil {
			t.Fatal(err)
		}
		v.relearn(1)
	}
	other := strangerOf(t, v.stores[1])
	defer other.Close()
	lacking := func(from Copy) (rows []Row, shared int) {
		t.Helper()
		var m assay.Merge
		err := v.stores[0].view(t.Context(), func(t *tx) (err error) {
			rows, err = t.unlisted(context.Background(), from, &m)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows, m.Shared
	}
	want, shared := lacking(byRows{other})
	if len(want) < 10 || shared < 10 {
		t.Fatalf("%d operations more and %d in both are too few to tell", len(want), shared)
	}
	whole := func(from sorted) bool {
		t.Helper()
		var whole bool
		err := v.stores[0].view(t.Context(), func(t *tx) (err error) {
			_, _, whole, err = t.unlistedOf(context.Background(), from)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return whole
	}
	for name, x := range map[string]struct {
		tear  func(first byte, l *rowList)
		whole bool
	}{
		"whole": {func(byte, *rowList) {}, true},
		"one is missing": {func(first byte, l *rowList) {
			if n := len(l.ids); n > 0 && first > 100 && first < 120 {
				l.lose()
			}
		}, false},
		"all are missing": {func(_ byte, l *rowList) { *l = rowList{} }, false},
		"one stands there twice": {func(_ byte, l *rowList) {
			if len(l.ids) > 0 {
				l.ids, l.rows = append(l.ids[:len(oplog.Hash{}):len(oplog.Hash{})], l.ids...), "1,"+l.rows
			}
		}, false},
		"one is too short":          {func(_ byte, l *rowList) { l.ids = l.ids[:max(0, len(l.ids)-1)] }, false},
		"a row has no number":       {func(_ byte, l *rowList) { l.rows = strings.Replace(l.rows, "1", "x", 1) }, false},
		"there are rows without id": {func(_ byte, l *rowList) { l.rows += ",12" }, false},
	} {
		from := torn{other, other, x.tear}
		if got := whole(from); got != x.whole {
			t.Errorf("%s: it is said to be whole: %v", name, got)
		}
		if rows, n := lacking(from); !reflect.DeepEqual(ids(rows), ids(want)) || n != shared {
			t.Errorf("%s: %d operations more and %d in both, not %d and %d", name, len(rows), n, len(want), shared)
		}
	}
}

// ids are the ids of rows, and where they stand.
func ids(rows []Row) map[oplog.Hash]int64 {
	m := map[oplog.Hash]int64{}
	for _, r := range rows {
		m[r.ID] = r.Seq
	}
	return m
}
