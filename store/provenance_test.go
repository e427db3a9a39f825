package store

import (
	"maps"
	"slices"
	"testing"

	"assay/internal/assay"
)

// TestProvenance: what sources have, counted where that is enough, is what it is when every
// article is looked at and every mention followed.
func TestProvenance(t *testing.T) {
	followed := 0
	for seed := range uint64(trials(40, 600)) {
		v := newVillage(t, seed, 2)
		for range 30 {
			who, _ := v.step()
			s := v.stores[who]
			c, err := s.Case(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := plainCounts(assay.NewView(c, s.Me()))
			p, err := s.Sources(t.Context(), assay.SourceFilter{})
			if err != nil {
				t.Fatal(err)
			}
			have := maps.Clone(p.Counts)
			maps.DeleteFunc(have, func(_ assay.SourceID, n assay.SourceCounts) bool { return n == assay.SourceCounts{} })
			if !maps.Equal(have, want) {
				t.Fatalf("seed %d: counted are\n%v\nand should be\n%v", seed, have, want)
			}
			followed += len(c.Attributions)
			restingAsFollowed(t, s, c)
		}
		v.close()
	}
	if followed == 0 {
		t.Error("no mention has entered anywhere else")
	}
}

// plainCounts looks at every article, and follows every mention.
func plainCounts(v *assay.View) map[assay.SourceID]assay.SourceCounts {
	counts := map[assay.SourceID]assay.SourceCounts{}
	add := func(id assay.SourceID, n assay.SourceCounts) {
		if id = v.Resolve(id); !id.IsZero() {
			c := counts[id]
			counts[id] = assay.SourceCounts{Hosted: c.Hosted + n.Hosted, Written: c.Written + n.Written, Mentions: c.Mentions + n.Mentions}
		}
	}
	for i := range v.Case.Articles {
		a := &v.Case.Articles[i]
		add(a.Host, assay.SourceCounts{Hosted: 1})
		add(a.TextOrigin, assay.SourceCounts{Written: 1})
	}
	for i := range v.Case.Mentions {
		add(v.Root(&v.Case.Mentions[i]).Source, assay.SourceCounts{Mentions: 1})
	}
	return counts
}

// restingAsFollowed fails unless the pages of all sources have the mentions that rest on
// them, of which there are few here.
func restingAsFollowed(t *testing.T, s *Store, c *assay.Case) {
	t.Helper()
	v := assay.NewView(c, s.Me())
	for i := range c.Sources {
		p, err := s.Source(t.Context(), c.Sources[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		want := map[assay.MentionID]bool{}
		for _, m := range v.Resting(c.Sources[i].ID) {
			want[m] = true
		}
		have := map[assay.MentionID]bool{}
		for _, m := range p.Mentions {
			have[m] = true
		}
		if !maps.Equal(have, want) {
			t.Errorf("resting on %s are %v, and should be %v", c.Sources[i].Name, slices.Collect(maps.Keys(have)), slices.Collect(maps.Keys(want)))
		}
	}
}
