package views

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/tr"
)

// MergePage is some claims that are about to be made one.
type MergePage struct {
	Frame   Frame
	Root    CaseRoot
	View    *assay.View
	Plan    assay.MergePlan
	Claims  []ClaimRow // in the order in which they were chosen
	Words   string     // that claims to add are looked for by
	Nearest []Nearest  // to add
	Total   int        // claims in the case
}

// NewMergePage lays a merge out; ids are the claims in the order in which they
// were chosen.
func NewMergePage(ctx context.Context, root CaseRoot, view *assay.View, data assay.MergePage, ids []assay.ClaimID) MergePage {
	p := MergePage{Root: root, View: view, Plan: data.Plan}
	all := append([]assay.ClaimID{data.Plan.Keep}, data.Plan.Others...)
	slices.SortStableFunc(all, func(a, b assay.ClaimID) int { return slices.Index(ids, a) - slices.Index(ids, b) })
	for _, id := range all {
		if c := view.Claim(id); c != nil {
			p.Claims = append(p.Claims, NewClaimRow(ctx, view, c))
		}
	}
	return p
}

// ids returns the chosen claims but for one, zero for all of them.
func (p *MergePage) ids(without assay.ClaimID) []assay.ClaimID {
	var ids []assay.ClaimID
	for _, r := range p.Claims {
		if r.Claim.ID != without {
			ids = append(ids, r.Claim.ID)
		}
	}
	return ids
}

// with returns the address of the page with one claim more.
func (p *MergePage) with(id assay.ClaimID) string {
	return p.Root.MergeClaims(append(p.ids(assay.ClaimID{}), id), p.Plan.Keep, "")
}

func (p *MergePage) number(id assay.ClaimID) string { return ClaimNumber(p.View.Case, id) }

// TwinGroup is how many passages that are marked for two of the claims meet
// with the same fate.
type TwinGroup struct {
	Says  string
	Twins []assay.Twin
}

// Twins groups the passages that are marked for two of the claims.
func (p *MergePage) Twins(ctx context.Context) []TwinGroup {
	var list []TwinGroup
	for _, why := range []assay.TwinWhy{"", assay.TwinStance, assay.TwinJudged, assay.TwinOthers, assay.TwinVersions} {
		var twins []assay.Twin
		for _, twin := range p.Plan.Twins {
			if twin.Why == why {
				twins = append(twins, twin)
			}
		}
		if len(twins) > 0 {
			list = append(list, TwinGroup{twinsSay(ctx, why, len(twins)), twins})
		}
	}
	return list
}

// twinsSay says what becomes of n passages that are marked for two of the claims.
func twinsSay(ctx context.Context, why assay.TwinWhy, n int) string {
	switch why {
	case assay.TwinStance:
		return tr.Count(ctx, n, "%s passage is said to stand differently to two of them. It stays marked twice until you decide.", "%s passages are said to stand differently to two of them. They stay marked twice until you decide.")
	case assay.TwinJudged:
		return tr.Count(ctx, n, "%s passage is judged differently for two of them. It stays marked twice until you decide.", "%s passages are judged differently for two of them. They stay marked twice until you decide.")
	case assay.TwinOthers:
		return tr.Count(ctx, n, "%s passage was judged by another analyst for one of them. It stays marked twice, since their word cannot be moved.", "%s passages were judged by another analyst for one of them. They stay marked twice, since their word cannot be moved.")
	case assay.TwinVersions:
		return tr.Count(ctx, n, "%s passage is in two versions of one question. It stays marked twice until you decide.", "%s passages are in two versions of one question. They stay marked twice until you decide.")
	}
	return tr.Count(ctx, n, "%s passage is marked for two of them. It will be marked once, with its tags, notes and versions.", "%s passages are marked for two of them. Each will be marked once, with its tags, notes and versions.")
}

// stances says how a twin stands to its two claims.
func (p *MergePage) stances(ctx context.Context, t assay.Twin) string {
	a, b := p.View.Stance(t.Kept.ID), p.View.Stance(t.Dropped.ID)
	if a == b {
		return tr.Say(ctx, "%s both", tr.Word(ctx, string(a)))
	}
	return tr.Sense(ctx, "stance, claim, stance, claim", "%s %s, %s %s", tr.Word(ctx, string(a)), p.number(t.Kept.Claim), tr.Word(ctx, string(b)), p.number(t.Dropped.Claim))
}

// Differing says what the analyst says of several of the claims, and what will
// count.
func (p *MergePage) Differing(ctx context.Context) []string {
	var list []string
	for _, d := range p.Plan.Differ {
		var each []string
		for _, r := range p.Claims {
			if word, ok := d.Values[r.Claim.ID]; ok {
				each = append(each, tr.Say(ctx, "%s: %s", r.Number, tr.Word(ctx, word)))
			}
		}
		counts := tr.Say(ctx, "What you said last counts, and the others stay in the history.")
		if _, ok := d.Values[p.Plan.Keep]; ok {
			counts = tr.Say(ctx, "What you said of %s counts, and the others stay in the history.", p.number(p.Plan.Keep))
		}
		list = append(list, differs(ctx, d.Dimension, tr.List(ctx, each...))+" "+counts)
	}
	return list
}

// differs says that the analyst has judged some claims differently, each as said.
func differs(ctx context.Context, d assay.Dimension, each string) string {
	switch d {
	case assay.DimLikelihood:
		return tr.Say(ctx, "Your likelihood differs (%s).", each)
	case assay.DimConfidence:
		return tr.Say(ctx, "Your confidence differs (%s).", each)
	default:
		return tr.Say(ctx, "Your credibility differs (%s).", each)
	}
}

// question returns a question of the case.
func (p *MergePage) question(id assay.QuestionID) *assay.Question {
	for i := range p.View.Case.Questions {
		if q := &p.View.Case.Questions[i]; q.ID == id {
			return q
		}
	}
	return &assay.Question{}
}
