package assay

import (
	"bytes"
	"cmp"
	"slices"
)

// DriftFilter says how the passages of a claim are laid along their ways.
type DriftFilter struct {
	Origin  EntityID // only what entered there; zero for all
	First   bool     // each passage is compared with the first of its strand, not with the one it has it from
	Changed bool     // only passages that have something otherwise
}

// Strand is the passages of a claim that go back to one origin, from there on.
type Strand struct {
	Origin Origin
	Hands  []Hand
}

// Hand is a passage on its way from hand to hand.
type Hand struct {
	Mention *Mention
	Before  *Mention // that it has it from; nil for the first
	// Supposed tells that Before is only the first known passage on the same
	// origin: nobody has established that this one has it from there.
	Supposed bool
	// Declared tells that the analyst says it entered here: Before is the passage
	// that it would have it from without their word.
	Declared bool
	Depth    int // 0 for those that have it from no other passage
}

// Strands lays the passages of a claim along their ways: those on one origin
// together, each after the one that it has it from. The strand with most
// passages is the first.
func (v *View) Strands(claim ClaimID) []Strand {
	at := map[EntityID]int{}
	var list []Strand
	members := map[EntityID][]*Mention{}
	for _, m := range v.MentionsOf(claim) {
		o := v.Root(m)
		if _, ok := at[o.Key()]; !ok {
			at[o.Key()] = len(list)
			list = append(list, Strand{Origin: o})
		} else if s := &list[at[o.Key()]]; s.Origin.OwnVoice && !o.OwnVoice {
			s.Origin = o
		}
		members[o.Key()] = append(members[o.Key()], m)
	}
	for i := range list {
		list[i].Hands = v.hands(members[list[i].Origin.Key()])
	}
	slices.SortStableFunc(list, func(a, b Strand) int { return cmp.Compare(len(b.Hands), len(a.Hands)) })
	return list
}

// hands orders the passages on one origin.
func (v *View) hands(members []*Mention) (hands []Hand) {
	members = slices.Clone(members)
	slices.SortFunc(members, func(a, b *Mention) int {
		return cmp.Or(cmp.Compare(unknownLast(v.published(a.Article)), unknownLast(v.published(b.Article))), bytes.Compare(a.Article[:], b.Article[:]),
			cmp.Compare(a.Span.Start, b.Span.Start), bytes.Compare(a.ID[:], b.ID[:]))
	})
	parent, children := map[MentionID]*Mention{}, map[MentionID][]*Mention{}
	declared := map[MentionID]*Mention{}
	for _, m := range members {
		if v.declaredItself(m) {
			declared[m.ID] = v.firstPassage(v.WorkedOut(m)[1:])
		}
		if p := v.before(m); p != nil && slices.Contains(members, p) {
			parent[m.ID] = p
			children[p.ID] = append(children[p.ID], m)
		}
	}
	placed := map[MentionID]bool{}
	var place func(h Hand)
	place = func(h Hand) {
		if placed[h.Mention.ID] {
			return
		}
		placed[h.Mention.ID] = true
		hands = append(hands, h)
		for _, child := range children[h.Mention.ID] {
			place(Hand{Mention: child, Before: h.Mention, Depth: h.Depth + 1})
		}
	}
	top := func(m *Mention) {
		if placed[m.ID] {
			return
		}
		h := Hand{Mention: m}
		if p := declared[m.ID]; p != nil {
			h.Before, h.Declared = p, true
		} else if len(hands) > 0 {
			h.Before, h.Supposed = hands[0].Mention, true
		}
		place(h)
	}
	for _, m := range members {
		if parent[m.ID] == nil {
			top(m)
		}
	}
	for _, m := range members { // those in a circle
		top(m)
	}
	return hands
}

// before returns the passage that a mention has it from, nil if it has it from
// none of the case. Of an article that the analyst names, it is its first passage
// on the claim.
func (v *View) before(m *Mention) *Mention {
	trail := v.Trail(m)[1:]
	if len(trail) > 0 && trail[0].Link == Declared {
		return v.declaredBefore(m)
	}
	return v.firstPassage(trail)
}

// firstPassage returns the first passage that a trail leads to, nil if it leads to none.
func (v *View) firstPassage(trail []Leg) *Mention {
	for _, l := range trail {
		if !l.Mention.IsZero() {
			return v.mentions[l.Mention]
		}
	}
	return nil
}

// declaredBefore returns the passage on the same claim of the article that the
// analyst says a mention entered with.
func (v *View) declaredBefore(m *Mention) (first *Mention) {
	r, ok := ParseRoot(v.Judged(about(m.ID, DimRoot)).Value)
	if !ok || r.Article.IsZero() || r.Article == m.Article {
		return nil
	}
	for _, x := range v.MentionsOf(m.Claim) {
		if x.Article == r.Article && (first == nil || x.Span.Start < first.Span.Start) {
			first = x
		}
	}
	return first
}

// declaredItself reports whether the analyst says that a mention entered with its
// own article.
func (v *View) declaredItself(m *Mention) bool {
	if _, ok := v.override(m); !ok {
		return false
	}
	a := v.articles[m.Article]
	return a != nil && v.isItself(m, v.Resolve(a.TextOrigin))
}
