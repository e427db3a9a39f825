package assay

import (
	"testing"

	"assay/internal/oplog"
)

// TestSettled: a claim on which accounts differ is settled once every contested
// fact that it is in is.
func TestSettled(t *testing.T) {
	claim := ClaimID{1}
	for _, test := range []struct {
		name     string
		statuses []string
		want     bool
	}{
		{"in none", nil, false},
		{"in an open one", []string{"open"}, false},
		{"in one that cannot be settled", []string{"cannot_be_settled"}, false},
		{"in a settled one", []string{"settled"}, true},
		{"in two, one open", []string{"settled", ""}, false},
		{"in two settled ones", []string{"settled", "settled"}, true},
	} {
		c := &Case{
			Claims:   []Claim{{ID: claim}},
			Articles: []Article{{ID: ArticleID{1}}, {ID: ArticleID{2}}},
			Mentions: []Mention{{ID: MentionID{1}, Claim: claim, Article: ArticleID{1}}, {ID: MentionID{2}, Claim: claim, Article: ArticleID{2}}},
			Judgements: []Judgement{
				{Target: EntityID{1}, Dimension: DimStance, Value: oplog.Encode(Supports)}, {Target: EntityID{2}, Dimension: DimStance, Value: oplog.Encode(Contradicts)},
			},
		}
		for i, status := range test.statuses {
			q := QuestionID{byte(i + 1)}
			c.Questions = append(c.Questions, Question{ID: q, Status: status})
			for side := range 2 {
				c.Versions = append(c.Versions, Version{ID: VersionID{byte(2*i + side + 1)}, Question: q, Mentions: []MentionID{{byte(side + 1)}}})
			}
		}
		if got := NewView(c, ActorID{9}).ContestedClaim(claim); got.Settled != test.want || !got.Contested {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}
