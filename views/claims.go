package views

import (
	"slices"

	"assay/internal/assay"
)

// ClaimsPage is one page of the list of claims.
type ClaimsPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.ClaimsPage
	Rows  []ClaimRow
	New   NewClaimForm
}

// NewClaimForm is a claim that is being made.
type NewClaimForm struct {
	Wording string        `form:"wording"`
	Event   assay.EventID `form:"event"`
	Errors  map[string]string
}

// ClaimRow is one claim of a list.
type ClaimRow struct {
	Claim        *assay.Claim
	Number       string
	Tally        TallyView
	For, Against assay.Corroboration
	Contest      assay.Contest
	Questions    []*assay.Question // contested ones that it is in
	Credibility  assay.Verdict
	Guard        string
	Event        string
	Tags         []assay.Tag
}

// NewClaims lays a page of the list of claims out.
func NewClaims(root CaseRoot, view *assay.View, data assay.ClaimsPage) ClaimsPage {
	p := ClaimsPage{Root: root, View: view, Data: data}
	for _, id := range data.Order {
		if c := view.Claim(id); c != nil {
			p.Rows = append(p.Rows, NewClaimRow(view, c))
		}
	}
	return p
}

// NewClaimRow says of a claim what a list shows.
func NewClaimRow(view *assay.View, c *assay.Claim) ClaimRow {
	r := ClaimRow{
		Claim: c, Number: ClaimNumber(view.Case, c.ID), Tally: TallyOf(view, c.ID),
		For: view.Corroboration(c.ID, assay.Supports), Against: view.Corroboration(c.ID, assay.Contradicts),
		Contest: view.ContestedClaim(c.ID), Questions: view.ContestsOf(c.ID), Credibility: view.Credibility(assay.EntityID(c.ID)),
		Event: EventName(view.Case, c.Event), Tags: TagsOf(view.Case, assay.EntityID(c.ID)),
	}
	r.Guard = view.Guard(c.ID, assay.Credibility(r.Credibility.Word()))
	return r
}

// Scale is how many origins fill a side of the balances of the page.
func (p *ClaimsPage) Scale() int {
	n := 3
	for i := range p.Rows {
		n = max(n, p.Rows[i].For.AtMost, p.Rows[i].Against.AtMost)
	}
	return n
}

// Summary says how many claims there are, and how many of them are shown.
func (p *ClaimsPage) Summary() string {
	all := Count(p.Data.All, "claim", "claims")
	if p.Data.Leaf.Of == p.Data.All {
		return all
	}
	return Number(p.Data.Leaf.Of) + " of " + all
}

// Filtered reports whether the page leaves claims out on request.
func (p *ClaimsPage) Filtered() bool {
	f := p.Data.Filter
	f.Sort, f.Page = "", 0
	return f != assay.ClaimFilter{}
}

// Pager says which part of the list is on the page.
func (p *ClaimsPage) Pager() PagerView {
	f := p.Data.Filter
	return pager("Claims", p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.ClaimList(f)
	})
}

// Outlets returns the sources that articles are found at or written by, as far
// as their kind tells, those that were judged the same once.
func Outlets(view *assay.View) []*assay.Source {
	var list []*assay.Source
	for i := range view.Case.Sources {
		s := &view.Case.Sources[i]
		if s.Domain == "" && s.Kind != "outlet" && s.Kind != "wire" {
			continue
		}
		if one := view.Source(s.ID); one != nil && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b *assay.Source) int { return compareFold(SourceName(a), SourceName(b)) })
	return list
}

// EventName returns what an event is called, "" for none.
func EventName(c *assay.Case, id assay.EventID) string {
	for i := range c.Events {
		if c.Events[i].ID == id {
			return or(c.Events[i].Name, "Event without a name")
		}
	}
	return ""
}

// Wording returns the wording of a claim, or that it has none.
func Wording(c *assay.Claim) string { return or(c.Wording, "Claim without a wording") }

// LevelWord says between whom accounts differ.
func LevelWord(l assay.Level) string {
	return map[assay.Level]string{
		assay.BetweenOrigins:    "dispute between origins",
		assay.WithinOneOrigin:   "drift within one origin",
		assay.BothLevels:        "dispute and drift",
		assay.SelfContradiction: "one article says both",
	}[l]
}

// levelTag shows a level. A dispute stands out; drift is a matter of copying.
func levelTag(l assay.Level) TagView {
	if l == assay.WithinOneOrigin {
		return TagView{Label: LevelWord(l), Icon: "branch"}
	}
	return TagView{Label: LevelWord(l), Icon: "flag", Tone: "warn"}
}

// claimSortWords are the orders of the list in words.
var claimSortWords = map[string]string{
	"made": "oldest first", "latest": "latest first", "cited": "most cited", "disputed": "most disputed", "wording": "by wording",
}

// changeable reports whether the case on the page can be changed.
func changeable(f Frame) bool { return f.Saved.State != "read_only" }
