package assay

import "slices"

// ReportPage is what a report shows, and what is needed to put it together.
type ReportPage struct {
	Case      *Case  // everything that bears on what it is about
	Report    Report // of the zero id for the one on the whole case, which nobody has to make
	Captures  []Capture
	Contexts  map[MentionID]Context
	Claims    []ClaimID // that it lists or that its events bring, in order of making
	Undecided int       // derivations of its articles that are proposed and not decided
	LeftOut   int       // claims that it would have been too long with
	Offer     *Case     // events, claims and questions that it could list; nil where nobody asked
	More      bool      // there are more of them than are offered
}

// ReportsPage is what the list of reports shows.
type ReportsPage struct {
	Info    Info
	Actors  []Actor
	Reports []Report
	Events  []Event
	Claims  int // in the case
}

// MaxReported is how many claims one report may be about.
const MaxReported = 2000

// OfferSize is how many things of a kind a list offers to choose from at once: the others are
// found by their words.
const OfferSize = 100

// Outline is what a report is about, in order.
type Outline struct {
	Questions []*Question
	Claims    []*Claim
}

// Outline puts what a report lists in order. A claim or question stands where
// it is listed; an event brings, in order of making, the claims about it that
// the report does not list itself, and the contested facts that those are in.
func (v *View) Outline(p *ReportPage) Outline {
	var o Outline
	listed := map[EntityID]bool{}
	for _, id := range p.Report.Items {
		listed[id] = true
	}
	questions := index(v.Case.Questions, func(q *Question) EntityID { return EntityID(q.ID) })
	asked := map[QuestionID]bool{}
	for _, id := range p.Report.Items {
		if q := questions[id]; q != nil && !asked[q.ID] {
			asked[q.ID] = true
			o.Questions = append(o.Questions, q)
			continue
		}
		if c := v.Claim(ClaimID(id)); c != nil {
			if !slices.Contains(o.Claims, c) {
				o.Claims = append(o.Claims, c)
			}
			continue
		}
		for _, claim := range p.Claims {
			c := v.claims[claim]
			if c == nil || EntityID(c.Event) != id || listed[EntityID(claim)] || slices.Contains(o.Claims, c) {
				continue
			}
			o.Claims = append(o.Claims, c)
			for _, q := range v.ContestsOf(claim) {
				if !asked[q.ID] && !listed[EntityID(q.ID)] {
					asked[q.ID] = true
					o.Questions = append(o.Questions, q)
				}
			}
		}
	}
	return o
}

// Has reports whether a part is wanted in the report.
func (r *Report) Has(part string) bool { return !slices.Contains(r.LeaveOut, part) }

// Reportable reports whether a report can list something: an event, a claim or
// a question that is in the case.
func (c *Case) Reportable(id EntityID) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return EntityID(e.ID) == id }) ||
		slices.ContainsFunc(c.Claims, func(x Claim) bool { return EntityID(x.ID) == id }) ||
		slices.ContainsFunc(c.Questions, func(q Question) bool { return EntityID(q.ID) == id })
}
