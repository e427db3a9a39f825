package assay_test

import (
	"fmt"
	"testing"

	"assay/internal/assay"
)

// TestUndecidedMany: what was refused is no longer asked, and that is found without
// going through all that was refused.
func TestUndecidedMany(t *testing.T) {
	refused := assay.Proposed{Child: assay.ArticleID{1}, Name: "Quell Wire"}
	asked := assay.Proposed{Child: assay.ArticleID{1}, Name: "Storm Gazette"}
	c := &assay.Case{}
	for n := range 1000 {
		p := assay.Proposed{Child: assay.ArticleID{2, byte(n >> 8), byte(n)}, Name: fmt.Sprint("Agency ", n)}
		c.Decisions = append(c.Decisions, assay.Decision{Suggestion: assay.DerivationProposal, Subject: p.Subject(), Verdict: "rejected"})
	}
	c.Decisions = append(c.Decisions, assay.Decision{Suggestion: assay.DerivationProposal, Subject: refused.Subject(), Verdict: "rejected"})
	v := assay.NewView(c, assay.ActorID{})
	if v.Undecided(&refused) || !v.Undecided(&asked) {
		t.Error("what was refused is asked again, or what was not is not asked")
	}
	if n := testing.AllocsPerRun(10, func() { v.Undecided(&asked) }); n > 50 {
		t.Errorf("it takes %.0f allocations to find what nobody has decided", n)
	}
}
