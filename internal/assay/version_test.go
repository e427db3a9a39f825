package assay_test

import (
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// TestVersions: a later version that says the same again in its own voice is no
// second origin, also where nobody knows whose it is; one whom it names is.
func TestVersions(t *testing.T) {
	article := func(n byte) assay.ArticleID { return assay.ArticleID{n} }
	claim := assay.ClaimID{1}
	c := &assay.Case{
		Articles: []assay.Article{{ID: article(1), Published: "2026-03-01"}, {ID: article(2), Published: "2026-03-02"}, {ID: article(3), Published: "2026-03-03"}},
		Claims:   []assay.Claim{{ID: claim}},
		Sources:  []assay.Source{{ID: assay.SourceID{9}, Name: "Port police", Kind: "organisation"}},
	}
	for n := byte(1); n <= 3; n++ {
		c.Mentions = append(c.Mentions, assay.Mention{ID: assay.MentionID{n}, Article: article(n), Claim: claim})
		c.Judgements = append(c.Judgements, assay.Judgement{ID: assay.JudgementID{n}, Target: assay.EntityID{n}, Dimension: assay.DimStance, Value: oplog.Encode(assay.Supports)})
	}
	update := func(n byte, child, parent assay.ArticleID) {
		c.Judgements = append(c.Judgements, assay.Judgement{
			ID: assay.JudgementID{10 + n}, Target: assay.EntityID(child), Other: assay.EntityID(parent), Dimension: assay.DimDerivation,
			Value: oplog.Encode(assay.DerivationValue{Status: "confirmed", Type: assay.Updates}),
		})
	}
	origins := func(want int) {
		t.Helper()
		if n := assay.NewView(c, assay.ActorID{}).Corroboration(claim, assay.Supports); n.AtMost != want || n.Articles != 3 {
			t.Errorf("%+v, want %d origins", n, want)
		}
	}
	origins(3)
	update(1, article(2), article(1))
	origins(2)
	update(2, article(3), article(1)) // of the same, beside the other
	origins(1)
	c.Attributions = []assay.Attribution{{ID: assay.ID[assay.Attribution]{1}, Mention: assay.MentionID{3}, Chain: []assay.Step{{Source: assay.SourceID{9}}}}}
	origins(2)
}
