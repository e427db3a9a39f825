package views

import (
	"strings"
	"testing"

	"assay/internal/assay"
)

// TestDriftPage lays passages from hand to hand, compares each with the one that
// it is most like, and counts what was changed.
func TestDriftPage(t *testing.T) {
	herald := []assay.SourceID{{1}}
	v := tale([]teller{{assay.Supports, []assay.SourceID{{6}}, ""}, {assay.Supports, herald, ""}, {assay.Contradicts, herald, ""}, {assay.Supports, []assay.SourceID{{7}}, ""}}, func(c *assay.Case) {
		for i, quote := range []string{"All boats may stop in May, two people said", "Some boats will stop in May", "All boats may stop in May, two people said", "لن تتوقف العبارة"} {
			c.Mentions[i].Quote, c.Articles[i].Language = quote, []string{"en", "en", "en", "ar"}[i]
		}
		headline := c.Mentions[0]
		headline.ID, headline.Quote = assay.MentionID{50}, "No boats from May"
		headline.Span.End, c.Mentions[0].Span.Start = 1, 90
		c.Mentions = append(c.Mentions, headline)
		c.Attributions = append(c.Attributions, assay.Attribution{ID: assay.ID[assay.Attribution]{50}, Mention: headline.ID, Chain: []assay.Step{{Source: assay.SourceID{6}}}})
	})
	data := assay.ClaimPage{Claim: *v.Claim(assay.ClaimID{1})}
	for _, test := range []struct {
		name   string
		filter assay.DriftFilter
		hands  string // how many in each strand, and how many are left out
		says   string // of the copy that was changed
	}{
		{"all", assay.DriftFilter{}, "4+0 ", "scope “All” / “Some”; certainty “may” / “will”; attribution “said” dropped"},
		{"changed ones only", assay.DriftFilter{Changed: true}, "3+1 ", "scope “All” / “Some”; certainty “may” / “will”; attribution “said” dropped"},
		{"of another origin", assay.DriftFilter{Origin: assay.EntityID{7}}, "", ""},
	} {
		p := NewDrift(t.Context(), "/c/1", v, data, test.filter)
		hands, says := "", ""
		for _, s := range p.Strands {
			hands += string(rune('0'+len(s.Hands))) + "+" + string(rune('0'+s.Hidden)) + " "
			for _, h := range s.Hands {
				if h.Mention.ID != (assay.MentionID{2}) {
					continue
				}
				var list []string
				for _, x := range h.Shifts {
					list = append(list, x.Label+" "+x.Says)
				}
				says = strings.Join(list, "; ")
			}
		}
		if hands != test.hands || says != test.says || len(p.Alone) != 1 {
			t.Errorf("%s: %q, %q, %d alone; want %q, %q", test.name, hands, says, len(p.Alone), test.hands, test.says)
		}
	}
}
