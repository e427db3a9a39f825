package views

import (
	"context"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// Differing is a number, date or name that a passage has otherwise than another
// that bears on the same claim. It says what stands where, and not which is right.
type Differing struct {
	Kind        string
	Here, There string // as printed
	Says        string // at length
	Faint       bool   // one only says it more exactly, or they may tell of different moments

	Spelt  string // of a name: what was decided on the two spellings, "accepted", "rejected" or ""
	Action string // where that is decided
}

// maxDiffering is how many differences one passage shows. Passages with more
// tell of different things.
const maxDiffering = 4

// differences compares a passage with another that it is shown beside.
func differences(ctx context.Context, root CaseRoot, v *assay.View, m, other *assay.Mention) []Differing {
	if m.ID == other.ID {
		return nil
	}
	where := ""
	if a := v.Article(other.Article); a != nil {
		where = ColumnName(ctx, v, a)
	}
	return differing(ctx, root, v, passageOf(v, m), passageOf(v, other), where)
}

// differing compares two passages. where is what the article of the other is
// called.
func differing(ctx context.Context, root CaseRoot, v *assay.View, here, there difference.Passage, where string) []Differing {
	var list []Differing
	for _, d := range difference.Between(here, there) {
		if len(list) == maxDiffering {
			break
		}
		x := Differing{Kind: string(d.Kind), Here: d.A.Words, There: d.B.Words, Faint: d.Finer || d.Unsure}
		if d.Kind == difference.Name {
			x.Here, x.There, x.Action = d.A.Value, d.B.Value, root.Names()
			x.Spelt, _ = v.SpeltAlike(x.Here, x.There)
		}
		switch {
		case x.Spelt == "accepted":
			x.Says = tr.Say(ctx, "%s here is spelt %s in %s", x.Here, x.There, where)
		case d.Finer:
			x.Says = tr.Say(ctx, "%s here, %s in %s: the same, more or less exactly", x.Here, x.There, where)
		case d.Unsure:
			x.Says = tr.Say(ctx, "%s here, %s in %s, perhaps of different moments", x.Here, x.There, where)
		default:
			x.Says = tr.Say(ctx, "%s here, %s in %s", x.Here, x.There, where)
		}
		list = append(list, x)
	}
	return list
}

func passageOf(v *assay.View, m *assay.Mention) difference.Passage {
	p := difference.Passage{Text: anchor.NewText(m.Quote)}
	p.Span.End = p.Text.Len()
	if a := v.Article(m.Article); a != nil {
		p.Language = v.Facts(a).Language
	}
	return p
}
