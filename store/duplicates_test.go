package store

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// brought is a case into which the copy of a colleague was merged.
type brought struct {
	*Store
	t     testing.TB
	named map[string]assay.ClaimID
	merge assay.ActID
}

// mergedCopy makes a case with the claims of both, gives a colleague a copy, in which they
// make theirs, and merges that once mine has more claims of its own.
func mergedCopy(t testing.TB, both, mine, theirs []string) *brought {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	b := &brought{t: t, named: map[string]assay.ClaimID{}}
	claim := func(s *Store, wordings []string) {
		t.Helper()
		_, err := s.write.ExecContext(ctx, `PRAGMA synchronous = OFF`)
		must(err)
		_, err = s.update(ctx, func(x *tx) error {
			for _, w := range wordings {
				id := oplog.NewID(x.author.Now())
				if err := x.edit(ctx, assay.KindClaim, id, oplog.Fields{"wording": oplog.Encode(w)}); err != nil {
					return err
				}
				b.named[w] = assay.ClaimID(id)
			}
			return nil
		})
		must(err)
	}
	var err error
	b.Store, err = Create(ctx, filepath.Join(dir, "mine.assay"), "Quay", Options{Actor: testActor, Name: "Ana"})
	must(err)
	t.Cleanup(func() { b.Close() })
	claim(b.Store, both)
	copied := filepath.Join(dir, "theirs.assay")
	must(b.SaveCopy(ctx, copied))
	ben, err := Open(ctx, copied, Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), Name: "Ben"})
	must(err)
	claim(ben, theirs)
	must(ben.Close())
	claim(b.Store, mine)
	from, err := openStranger(ctx, copied, dir)
	must(err)
	m, err := b.Merge(ctx, from)
	must(errors.Join(err, from.Close()))
	b.merge = m.Act
	return b
}

// pairs writes the pairs that are asked about, one to a line.
func (b *brought) pairs() string {
	b.t.Helper()
	p, err := b.Duplicates(b.t.Context(), b.merge, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	v := assay.NewView(p.Case, b.Me())
	var lines []string
	for _, x := range p.Pairs {
		lines = append(lines, fmt.Sprintf("%s = %s %.0f%%", v.Claim(x.Had).Wording, v.Claim(x.Came).Wording, 100*x.Likeness))
	}
	return strings.Join(lines, "\n")
}

// TestDuplicates: claims that came are asked about beside those of the case that look
// like them, the likeliest first, until it is decided; what is undone is asked again.
func TestDuplicates(t *testing.T) {
	ctx := t.Context()
	const (
		lorries = "Twelve lorries burned at the quay"
		cranes  = "Two cranes fell into the water"
		burned  = "Twelve lorries burned"
		fell    = "Two cranes fell into the harbour water"
		ships   = "The ships left before noon"
	)
	b := mergedCopy(t, []string{lorries}, []string{cranes, "Twelve lorries burned at the old quay"}, []string{burned, fell, ships, "The ships left before noon today"})
	const (
		one   = cranes + " = " + fell + " 83%"
		two   = lorries + " = " + burned + " 60%"
		three = "Twelve lorries burned at the old quay = " + burned + " 50%"
	)
	asked := func(want ...string) {
		t.Helper()
		if got := b.pairs(); got != strings.Join(want, "\n") {
			t.Errorf("asked are\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		}
	}
	did := func(_ assay.ActID, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	asked(one, two, three)
	did(b.DistinguishClaims(ctx, b.named[lorries], b.named[burned]))
	asked(one, three)
	act, _, err := b.MergeClaims(ctx, []assay.ClaimID{b.named[cranes], b.named[fell]}, b.named[cranes])
	did(act, err)
	asked(three)
	did(b.Undo(ctx))
	asked(one, three)
	did(b.Undo(ctx))
	asked(one, two, three)
	did(b.Undo(ctx)) // the merge of the cases
	p, err := b.Duplicates(ctx, b.merge, 0)
	if err != nil || !p.Undone || len(p.Pairs) > 0 {
		t.Errorf("after taking the merge back: %+v (%v)", p, err)
	}
}

// TestDuplicatesOfMerged: a claim that stands for others is asked about once, and not at
// all once one of the case is among those; what was said of it counts for whatever
// stands for it later.
func TestDuplicatesOfMerged(t *testing.T) {
	ctx := t.Context()
	b := mergedCopy(t, nil, []string{"Twelve lorries burned", "A ferry sank"}, []string{"Twelve lorries burned there", "Some dozen vehicles", "Twelve lorries burned down"})
	merge := func(wordings ...string) {
		t.Helper()
		var ids []assay.ClaimID
		for _, w := range wordings {
			ids = append(ids, b.named[w])
		}
		if _, _, err := b.MergeClaims(ctx, ids, ids[0]); err != nil {
			t.Fatal(err)
		}
	}
	merge("Twelve lorries burned there", "Some dozen vehicles")
	if _, err := b.DistinguishClaims(ctx, b.named["Twelve lorries burned"], b.named["Twelve lorries burned there"]); err != nil {
		t.Fatal(err)
	}
	if got, want := b.pairs(), "Twelve lorries burned = Twelve lorries burned down 75%"; got != want {
		t.Errorf("with one told apart: %s", got)
	}
	merge("A ferry sank", "Twelve lorries burned down")
	if got := b.pairs(); got != "" {
		t.Errorf("with one united with a claim of the case: %s", got)
	}
}

// variedWordings are n claims of ten words each, some common and most rare. Every other
// one is the same for every name but for two words.
func variedWordings(n int, name string) []string {
	list := make([]string, n)
	for i := range list {
		seed := uint64(i)
		if i%2 == 0 {
			seed = uint64(i*len(name)) + uint64(name[0])<<20
		}
		r := rand.New(rand.NewPCG(seed, 1))
		words := make([]string, 10)
		for k := range words {
			words[k] = fmt.Sprintf("w%d", int(4000*math.Pow(r.Float64(), 3)))
		}
		words[2], words[5] = fmt.Sprint(name, i), name
		list[i] = strings.Join(words, " ")
	}
	return list
}

// sameWordings are n claims that all look alike.
func sameWordings(n int, name string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("Ship %d lay at quay %d of the old town and %d lorries burned before noon %s", i*7%n, i*11%900, i*13%n, name)
	}
	return list
}

// TestDuplicatesBounded: of claims that are all alike some are asked about at a time.
func TestDuplicatesBounded(t *testing.T) {
	b := mergedCopy(t, nil, sameWordings(300, "a"), sameWordings(300, "b"))
	p, err := b.Duplicates(t.Context(), b.merge, 2)
	if err != nil || p.Leaf.Of != 1500 || len(p.Pairs) != assay.DuplicatesPageSize || p.Leaf.From != 40 {
		t.Errorf("page %+v with %d pairs (%v)", p.Leaf, len(p.Pairs), err)
	}
}

// BenchmarkDuplicates lists the first pairs after 10,000 claims came into a case that
// has as many: of which every other one looks like another, and which all look alike.
func BenchmarkDuplicates(b *testing.B) {
	for name, wordings := range map[string]func(n int, name string) []string{"varied": variedWordings, "same": sameWordings} {
		x := mergedCopy(b, nil, wordings(10_000, "today"), wordings(10_000, "yesterday"))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := x.Duplicates(b.Context(), x.merge, 0)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(p.Leaf.Of), "pairs")
			}
		})
	}
}
