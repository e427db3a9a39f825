package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"assay/internal/assay"
)

// TestPast: the case as it was shows what it showed then, row for row, and finds what it
// found, whatever was done, undone and merged since.
func TestPast(t *testing.T) {
	for seed := range uint64(trials(4, 60)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, seed, 2)
			defer v.close()
			s := v.stores[0]
			type moment struct {
				act  assay.ActID
				rows string
			}
			var moments []moment
			for i := range 40 {
				if i == 20 {
					v.unite(0, 1)
				}
				v.step()
				var act assay.ActID
				if err := s.read.QueryRowContext(t.Context(), `SELECT act FROM op ORDER BY seq DESC LIMIT 1`).Scan(into(&act)); err != nil {
					continue // nothing was done yet
				}
				if len(moments) == 0 || moments[len(moments)-1].act != act {
					moments = append(moments, moment{act, rows(t, s)})
				}
			}
			for i := 0; i < len(moments); i += 1 + len(moments)/4 {
				from, when, err := s.Past(t.Context(), assay.Moment{Act: moments[i].act})
				if err != nil || when.At == 0 {
					t.Fatal(when, err)
				}
				then, err := ReceiveToRead(t.Context(), from, filepath.Join(t.TempDir(), "then.assay"), Options{Actor: testActor})
				if err != nil {
					t.Fatal(err)
				}
				if have := rows(t, then); have != moments[i].rows {
					t.Errorf("moment %d shows\n%s\nand not\n%s", i, have, moments[i].rows)
				}
				var left int
				if err := then.read.QueryRowContext(t.Context(), `SELECT count(*) FROM findable_stale`).Scan(&left); err != nil || left > 0 {
					t.Errorf("%d things cannot be found (%v)", left, err)
				}
				if _, err := then.Check(t.Context()); err != nil {
					t.Error(err)
				}
				if err := then.Close(); err != nil {
					t.Error(err)
				}
			}
			if _, _, err := s.Past(t.Context(), assay.Moment{Act: assay.ActID{1, 2, 3}}); assay.KindOf(err) != assay.KindNotFound {
				t.Errorf("a moment that never was: %v", err)
			}
		})
	}
}

// TestPastOfMerged: what a merge has brought was known here since that merge, whenever
// somebody wrote it.
func TestPastOfMerged(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	now := time.Date(2026, 11, 27, 11, 50, 0, 0, time.UTC)
	ana, err := Create(ctx, filepath.Join(dir, "ana.assay"), "Quay", Options{Actor: testActor, Name: "Ana", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer ana.Close()
	copied := filepath.Join(dir, "ben.assay")
	if err := ana.SaveCopy(ctx, copied); err != nil {
		t.Fatal(err)
	}
	ben, err := Open(ctx, copied, Options{Actor: actorOf("ben"), Name: "Ben", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer ben.Close()
	now = now.Add(6 * time.Minute)
	_, act, err := ben.AddClaim(ctx, "Twelve lorries burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(5 * time.Minute)
	from := strangerOf(t, ben)
	defer from.Close()
	if _, err := ana.Merge(ctx, from); err != nil {
		t.Fatal(err)
	}
	_, when, err := ana.Past(ctx, assay.Moment{Act: act})
	if err != nil || !when.At.Time().Equal(now) || when.Merged != from.About().Name {
		t.Errorf("the act of Ben shows the case as of %v, after the merge of %q (%v)", when.At.Time(), when.Merged, err)
	}
	_, own, err := ana.AddClaim(ctx, "Nobody was hurt", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	if _, when, err = ana.Past(ctx, assay.Moment{Act: own}); err != nil || when.Merged != "" {
		t.Errorf("an act of her own is said to have come with %q (%v)", when.Merged, err)
	}
}
