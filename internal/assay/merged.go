package assay

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"assay/internal/oplog"
)

// Merged says of claims that were judged to be one and the same which of them
// stands for all: it leads from each of the others to that one. Nothing is
// rewritten when claims are merged. What bears on any of them bears on the one
// that stands for them, also what a colleague adds who has not heard of the
// merge yet; and where the judgement is taken back, each has its own again.
type Merged map[ClaimID]ClaimID

// One returns the claim that stands for id, itself where it was not merged.
func (m Merged) One(id ClaimID) ClaimID {
	if one, ok := m[id]; ok {
		return one
	}
	return id
}

// Ones returns the claims that stand for some, each once, in order.
func (m Merged) Ones(ids []ClaimID) []ClaimID {
	if len(m) == 0 {
		return ids
	}
	var ones []ClaimID
	for _, id := range ids {
		if id = m.One(id); !slices.Contains(ones, id) {
			ones = append(ones, id)
		}
	}
	return ones
}

// With returns some claims with all that were merged with them, each once, in
// order of their ids.
func (m Merged) With(ids ...ClaimID) []ClaimID {
	if len(m) == 0 {
		return ids
	}
	all := map[ClaimID]bool{}
	for _, id := range ids {
		all[id], all[m.One(id)] = true, true
	}
	for id, one := range m {
		if all[one] {
			all[id] = true
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b ClaimID) int { return bytes.Compare(a[:], b[:]) })
}

// Merged returns which claims stand for others. Of several the one stands for
// all that somebody has chosen last, else the first by its id; one that was
// withdrawn only where all were. Whoever has seen the same operations finds the
// same claim, whatever the order they came in.
func (c *Case) Merged() Merged {
	groups := map[ClaimID][]ClaimID{} // by any member, all members
	for i := range c.Sames {
		s := &c.Sames[i]
		a, b := ClaimID(s.A), ClaimID(s.B)
		if s.Of != KindClaim || s.Verdict != "same" || slices.Contains(groups[a], b) {
			continue
		}
		group := slices.Concat(groups[a], groups[b])
		for _, id := range []ClaimID{a, b} {
			if !slices.Contains(group, id) {
				group = append(group, id)
			}
		}
		for _, id := range group {
			groups[id] = group
		}
	}
	if len(groups) == 0 {
		return nil
	}
	better := c.standing()
	m := Merged{}
	for id, group := range groups {
		if one := slices.MinFunc(group, better); one != id {
			m[id] = one
		}
	}
	return m
}

// standing compares claims by which of them rather stands for both.
func (c *Case) standing() func(a, b ClaimID) int {
	presence := map[ClaimID]int{} // the more the better
	for i := range c.Claims {
		presence[c.Claims[i].ID] = 1
		if !c.Claims[i].Gone {
			presence[c.Claims[i].ID] = 2
		}
	}
	chosen := map[ClaimID]oplog.Clock{}
	for i := range c.Judgements {
		j := &c.Judgements[i]
		if id := ClaimID(j.Target); j.Dimension == DimRank && presence[id] > 0 && j.Value.Text() == "preferred" {
			chosen[id] = max(chosen[id], j.Changed)
		}
	}
	return func(a, b ClaimID) int {
		return cmp.Or(cmp.Compare(presence[b], presence[a]), cmp.Compare(chosen[b], chosen[a]), bytes.Compare(a[:], b[:]))
	}
}

// united returns the case with all that bears on merged claims bearing on the
// ones that stand for them. It leaves c as it is, and returns it where no
// claims were merged.
func (c *Case) united(m Merged) *Case {
	if len(m) == 0 {
		return c
	}
	u := *c
	u.Claims = slices.DeleteFunc(slices.Clone(c.Claims), func(x Claim) bool { return m.One(x.ID) != x.ID })
	u.Mentions = slices.Clone(c.Mentions)
	for i := range u.Mentions {
		u.Mentions[i].Claim = m.One(u.Mentions[i].Claim)
	}
	u.Judgements = m.judgements(c.Judgements)
	u.Taggings = slices.Clone(c.Taggings)
	type tagged struct {
		tag    TagID
		target EntityID
	}
	seen := map[tagged]bool{}
	u.Taggings = slices.DeleteFunc(u.Taggings, func(x Tagging) bool {
		key := tagged{x.Tag, EntityID(m.One(ClaimID(x.Target)))}
		twice := seen[key]
		seen[key] = true
		return twice
	})
	for i := range u.Taggings {
		u.Taggings[i].Target = EntityID(m.One(ClaimID(u.Taggings[i].Target)))
	}
	u.Numbers = maps.Clone(c.Numbers)
	for id, one := range m {
		if n := u.Numbers[one]; n > 0 {
			u.Numbers[id] = n
		}
	}
	u.Notes = slices.Clone(c.Notes)
	for i := range u.Notes {
		u.Notes[i].Target = EntityID(m.One(ClaimID(u.Notes[i].Target)))
	}
	return &u
}

// judgements returns judgements as being on the claims that stand for others.
// Where an analyst has judged several of those, what they say of the one that
// stands counts, else what they said last.
func (m Merged) judgements(list []Judgement) []Judgement {
	type own struct {
		key   JudgementKey
		coder ActorID
	}
	at := map[own]int{}
	direct := map[own]bool{}
	out := make([]Judgement, 0, len(list))
	for i := range list {
		j, ok := m.judgement(list[i])
		if !ok {
			continue
		}
		k, moved := own{j.Key(), j.Coder}, j.Target != list[i].Target || j.Other != list[i].Other
		was, twice := at[k]
		switch {
		case !twice:
			at[k] = len(out)
			out = append(out, j)
		case !moved, !direct[k] && later(&out[was], &j) == &j:
			out[was] = j
		}
		direct[k] = direct[k] || !moved
	}
	return out
}

// judgement returns a judgement as being on the claims that stand for others,
// and false for one that relates a claim to itself.
func (m Merged) judgement(j Judgement) (Judgement, bool) {
	if j.Dimension == DimRank {
		return j, true // it says which of them stands
	}
	j.Target, j.Other = EntityID(m.One(ClaimID(j.Target))), EntityID(m.One(ClaimID(j.Other)))
	if j.Dimension != DimRelation && (j.Dimension != DimAdjudication || j.Scope != string(DimRelation)) {
		return j, true
	}
	if bytes.Compare(j.Target[:], j.Other[:]) > 0 {
		j.Target, j.Other = j.Other, j.Target
		j.Value = oplog.Encode(Relation(j.Value.Text()).Mirror())
	}
	return j, j.Target != j.Other
}
