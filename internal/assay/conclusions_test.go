package assay

import (
	"fmt"
	"strings"
)

// conclusions writes all that Assay concludes from a case, one line each, with
// names in place of ids where there are names: what golden cases pin.
func conclusions(v *View) string {
	var b strings.Builder
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		fmt.Fprintf(&b, "claim %s\n", c.Wording)
		for _, side := range []Stance{Supports, Contradicts} {
			if n := v.Corroboration(c.ID, side); n.Articles > 0 {
				fmt.Fprintf(&b, "  %s: %d articles, %d attributed, %d own voice, %d to %d origins: %s\n",
					side, n.Articles, n.AttributedOrigins, n.OwnVoiceOrigins, n.AtLeast, n.AtMost, originNames(v, n.Origins))
			}
		}
		if level := v.ContestedClaim(c.ID).Level; level != "" {
			fmt.Fprintf(&b, "  contested: %s\n", level)
		}
		if why, tooHigh := v.Guard(c.ID, Credibility(v.Credibility(EntityID(c.ID)).Word())); tooHigh {
			fmt.Fprintf(&b, "  guard: %s\n", why)
		}
		for j := range v.Case.Articles {
			a := &v.Case.Articles[j]
			cell := v.Cell(a, c)
			fmt.Fprintf(&b, "  %s: %s", a.Title, cell.Word())
			if len(cell.Grades) > 0 {
				fmt.Fprintf(&b, " %v", cell.Grades)
			}
			if cell.Proposed {
				b.WriteString(" (out of scope?)")
			}
			b.WriteByte('\n')
		}
	}
	for i := range v.Case.Claims {
		for _, other := range v.MergedInto(v.Case.Claims[i].ID) {
			fmt.Fprintf(&b, "%s is also worded %s\n", v.Case.Claims[i].Wording, other.Wording)
		}
		for _, r := range v.RelationsOf(v.Case.Claims[i].ID) {
			fmt.Fprintf(&b, "%s %s %s\n", v.Case.Claims[i].Wording, r.Relation, v.Claim(r.Other).Wording)
		}
	}
	for _, c := range v.Clashes() {
		fmt.Fprintf(&b, "%s or %s\n", v.Claim(c.A).Wording, v.Claim(c.B).Wording)
	}
	for i := range v.Case.Questions {
		q := &v.Case.Questions[i]
		c := v.ContestedQuestion(q)
		fmt.Fprintf(&b, "question %s: %s, counted %v\n", q.Wording, c.Level, c.Counted)
	}
	return b.String()
}

func originNames(v *View, origins []Origin) string {
	var names []string
	for _, o := range origins {
		name := "article " + o.Article.String()
		if s := v.sources[o.Source]; s != nil {
			name = s.Name
		} else if a := v.articles[o.Article]; a != nil {
			name = "the article " + a.Title
		}
		if o.OwnVoice {
			name += " (own voice)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
