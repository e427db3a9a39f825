package store

import (
	"reflect"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestCompareInParts: whatever analysts do, compared in parts it is what it is when all
// is read at once.
func TestCompareInParts(t *testing.T) {
	shared := 0
	for seed := range uint64(trials(4, 500)) {
		v := newVillage(t, seed, 3)
		for i := range v.stores {
			v.mergeFile(i, 0)
			v.mergeFile(0, i)
		}
		for range 60 {
			v.step()
		}
		v.settleAll()
		s := v.stores[0]
		var whole *assay.Comparison
		err := s.view(t.Context(), func(t *tx) error {
			c, err := t.comparable(v.T.Context())
			whole = assay.NewComparison(c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		steps := 0
		parts, err := s.compareInParts(t.Context(), 1, 3, func(done, total int) {
			if steps++; done >= total {
				t.Errorf("step %d of %d", done, total)
			}
		})
		if err != nil || steps < 2 {
			t.Fatal(steps, err)
		}
		people := whole.People()
		for _, f := range []assay.AgreementFilter{{}, {Decided: true}, {With: people}, {Dimension: assay.Passages}, {With: people[:min(2, len(people))], Dimension: assay.DimCoverage, Decided: true}} {
			want, got := whole.Measure(f, 0), parts.Measure(f, 0)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, %+v: in parts\n%+v\nand whole\n%+v", seed, f, got, want)
			}
			shared += len(want.Rows) + len(want.Items)
		}
		v.close()
	}
	if shared == 0 {
		t.Error("nobody has judged the same")
	}
}

// TestCompareKept: what was found is kept for as long as it is true; verdicts of the team
// are added, and what else is done makes it one from before.
func TestCompareKept(t *testing.T) {
	q, claim, ana, _ := pair(t)
	if err := q.Compare(t.Context(), assay.AgreementFilter{}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	known := func() (c *assay.Comparison, fresh bool) {
		t.Helper()
		err := q.view(t.Context(), func(x *tx) (err error) {
			c, _, fresh, err = q.compared.known(t.Context(), x)
			return err
		})
		if err != nil || c == nil {
			t.Fatal(c, err)
		}
		return c, fresh
	}
	c, fresh := known()
	if !fresh || !c.Ready(assay.AgreementFilter{}) || !reflect.DeepEqual(c.Measure(assay.AgreementFilter{}, assay.AgreementPageSize), q.compare(assay.AgreementFilter{}).Agreement) {
		t.Error("it is not what a page says")
	}
	if again, fresh := known(); again != c || !fresh {
		t.Error("it is made again for nothing")
	}
	item := c.Measure(assay.AgreementFilter{}, 1).Items[0]
	targets := item.Targets()
	if _, err := q.Adjudicate(t.Context(), Adjudication{Key: item.Key, Targets: targets, Word: "supports", Reason: "It says so.", Seen: make([]string, len(targets))}); err != nil {
		t.Fatal(err)
	}
	decided, fresh := known()
	if got := decided.Measure(assay.AgreementFilter{}, 0).Rows[0].Open; !fresh || got != 2 {
		t.Errorf("after a verdict %d are open (as of now: %v)", got, fresh)
	}
	q.did(q.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(ana[0]), Dimension: assay.DimStance}, oplog.Encode(assay.Mentions), ""))
	before, fresh := known()
	if fresh || before != decided {
		t.Error("what has changed is not noticed")
	}
	if err := q.Compare(t.Context(), assay.AgreementFilter{Claim: claim}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if now, fresh := known(); !fresh || !reflect.DeepEqual(now.Measure(assay.AgreementFilter{}, 0).Rows, q.compare(assay.AgreementFilter{}).Rows) {
		t.Error("compared anew it is not what a page says")
	}
}
