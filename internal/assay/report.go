package assay

import "slices"

// Reportable reports whether a report can list something: an event, a claim or
// a question that is in the case and has not been withdrawn.
func (c *Case) Reportable(id EntityID) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool { return EntityID(e.ID) == id }) ||
		slices.ContainsFunc(c.Claims, func(x Claim) bool { return EntityID(x.ID) == id && !x.Gone }) ||
		slices.ContainsFunc(c.Questions, func(q Question) bool { return EntityID(q.ID) == id })
}
