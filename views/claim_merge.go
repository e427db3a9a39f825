package views

import (
	"context"
	"slices"

	"assay/internal/assay"
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
func (p *MergePage) Twins() []TwinGroup {
	groups := []struct {
		why       assay.TwinWhy
		one, many string
	}{
		{"", "passage is marked for two of them. It will be marked once, with its tags, notes and versions.", "passages are marked for two of them. Each will be marked once, with its tags, notes and versions."},
		{assay.TwinStance, "passage is said to stand differently to two of them. It stays marked twice until you decide.", "passages are said to stand differently to two of them. They stay marked twice until you decide."},
		{assay.TwinJudged, "passage is judged differently for two of them. It stays marked twice until you decide.", "passages are judged differently for two of them. They stay marked twice until you decide."},
		{assay.TwinOthers, "passage was judged by another analyst for one of them. It stays marked twice, since their word cannot be moved.", "passages were judged by another analyst for one of them. They stay marked twice, since their word cannot be moved."},
		{assay.TwinVersions, "passage is in two versions of one question. It stays marked twice until you decide.", "passages are in two versions of one question. They stay marked twice until you decide."},
	}
	var list []TwinGroup
	for _, g := range groups {
		var twins []assay.Twin
		for _, twin := range p.Plan.Twins {
			if twin.Why == g.why {
				twins = append(twins, twin)
			}
		}
		if len(twins) > 0 {
			list = append(list, TwinGroup{Count(len(twins), g.one, g.many), twins})
		}
	}
	return list
}

// stances says how a twin stands to its two claims.
func (p *MergePage) stances(t assay.Twin) string {
	a, b := p.View.Stance(t.Kept.ID), p.View.Stance(t.Dropped.ID)
	if a == b {
		return string(a) + " both"
	}
	return string(a) + " " + p.number(t.Kept.Claim) + ", " + string(b) + " " + p.number(t.Dropped.Claim)
}

// Differing says what the analyst says of several of the claims, and what will
// count.
func (p *MergePage) Differing() []string {
	var list []string
	for _, d := range p.Plan.Differ {
		var each []string
		for _, r := range p.Claims {
			if word, ok := d.Values[r.Claim.ID]; ok {
				each = append(each, r.Number+": "+Words(word))
			}
		}
		counts := "What you said last counts, and the others stay in the history."
		if _, ok := d.Values[p.Plan.Keep]; ok {
			counts = "What you said of " + p.number(p.Plan.Keep) + " counts, and the others stay in the history."
		}
		list = append(list, "Your "+Words(string(d.Dimension))+" differs ("+commas(each)+"). "+counts)
	}
	return list
}

func commas(words []string) string {
	s := ""
	for i, w := range words {
		if i > 0 {
			s += ", "
		}
		s += w
	}
	return s
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
