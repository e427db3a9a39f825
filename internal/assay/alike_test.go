package assay_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestMayBeLike: what looks alike may.
func TestMayBeLike(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("twelve lorries cranes burned fell down at the harbour of Quell on Monday, said police nobody was hurt ship water company minister")
	wording := func() string {
		list := make([]string, 1+r.IntN(12))
		for i := range list {
			list[i] = words[r.IntN(len(words))]
		}
		return strings.Join(list, " ")
	}
	alike, not := 0, 0
	for range 20_000 {
		a, b := assay.Wording{Claim: assay.Claim{ID: assay.ClaimID{1}, Wording: wording()}}, assay.Wording{Claim: assay.Claim{ID: assay.ClaimID{2}, Wording: wording()}}
		may := assay.LookOf(a.Claim.Wording).MayBeLike(assay.LookOf(b.Claim.Wording))
		is := len(assay.NewView(&assay.Case{}, assay.ActorID{}).LooksLike(a.Claim.ID, []assay.Wording{a, b})) > 0
		switch {
		case is && !may:
			t.Fatalf("%q looks like %q, and may not", a.Claim.Wording, b.Claim.Wording)
		case is:
			alike++
		case !may:
			not++
		}
	}
	if alike < 100 || not < 100 {
		t.Errorf("%d look alike, and %d cannot", alike, not)
	}
}
