package assay

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"assay/internal/oplog"
)

// SourceFilter says which sources a list shows. The zero filter shows all.
type SourceFilter struct {
	Words   string // in the name, an alias or the domain
	Kind    string // one of SourceKinds
	Unrated bool   // only those that have no reliability, not even their publisher's
	Tags    TagFilter
	Page    int // from 0
}

// SourcePageSize is how many sources one page of the list shows, and how many
// mentions and articles the page of one source.
const SourcePageSize = 100

// SourceCounts is what a case has from one source.
type SourceCounts struct {
	Hosted   int // articles found there
	Written  int // articles that it wrote
	Mentions int // that rest on it: their content entered there
}

// SourcesPage is one page of the list of sources.
type SourcesPage struct {
	Case   *Case // all sources, with what is known of them
	Order  []SourceID
	Counts map[SourceID]SourceCounts
	Leaf   Leaf // of the sources that the filter lets through
	All    int  // sources in the case
}

// SourcePage is what is known of one source.
type SourcePage struct {
	Case     *Case // the source, its articles, and all that bears on the claims that rest on it
	Source   Source
	Counts   SourceCounts
	Articles []ArticleID // found there or written by it, the first SourcePageSize
	Mentions []MentionID // that rest on it, the first SourcePageSize
	Ratings  []Rating    // the latest first
}

// Rating is one reliability that an analyst gave a source, at the time. It
// stays on record when another follows.
type Rating struct {
	Scope   string // the topic, "" for its record in general
	Letter  string // "" where an earlier one was taken back
	Reason  string
	By      ActorID
	At      oplog.Clock
	Undone  bool // it never counted, by a later undo
	Current bool // the analyst's word on the topic as it stands
}

// Sources returns the sources that a filter lets through, in order of their
// names. Of several that were judged the same there is only the one that stands
// for them.
func (v *View) Sources(f SourceFilter) []*Source {
	names := map[SourceID][]string{}
	for i := range v.Case.Sources {
		s := &v.Case.Sources[i]
		id := v.Resolve(s.ID)
		names[id] = append(append(names[id], s.Name, s.Domain), s.Aliases...)
	}
	words := strings.Fields(strings.ToLower(f.Words))
	passes := f.Tags.Test(v.Case.Tags)
	tags := map[SourceID][]TagID{}
	for _, g := range v.Case.Taggings {
		id := v.Resolve(SourceID(g.Target))
		tags[id] = append(tags[id], g.Tag)
	}
	var list []*Source
	for i := range v.Case.Sources {
		s := &v.Case.Sources[i]
		if v.Resolve(s.ID) != s.ID || f.Kind != "" && s.Kind != f.Kind || !passes(tags[s.ID]) {
			continue
		}
		text := strings.ToLower(strings.Join(names[s.ID], " "))
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			continue
		}
		if d, _ := v.Reliability(s.ID, ""); f.Unrated && !d.Value.IsNull() {
			continue
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *Source) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return list
}

// SourceCounts are those of every source that stands for itself or for several, out of
// what is counted of each by itself.
func (v *View) SourceCounts(each map[SourceID]SourceCounts) map[SourceID]SourceCounts {
	counts := map[SourceID]SourceCounts{}
	for id, n := range each {
		if id.IsZero() {
			continue
		}
		id = v.Resolve(id)
		c := counts[id]
		counts[id] = SourceCounts{c.Hosted + n.Hosted, c.Written + n.Written, c.Mentions + n.Mentions}
	}
	return counts
}

// Resting returns the mentions whose content entered by a source, in the order of
// the case.
func (v *View) Resting(s SourceID) []MentionID {
	s = v.Resolve(s)
	var ids []MentionID
	for i := range v.Case.Mentions {
		if m := &v.Case.Mentions[i]; v.Root(m).Source == s {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// Lookalikes returns the sources that might be the same as s and of which
// nobody has decided yet whether they are.
func (v *View) Lookalikes(s *Source) []*Source {
	var list []*Source
	for i := range v.Case.Sources {
		o := &v.Case.Sources[i]
		if v.Resolve(o.ID) == v.Resolve(s.ID) || !LookAlike(s, o) {
			continue
		}
		if _, decided := v.different[pair(v.representative(EntityID(s.ID)), v.representative(EntityID(o.ID)))]; !decided {
			list = append(list, o)
		}
	}
	return list
}

// AlikeNamed returns a source that looks like the one of that name, and of which
// nobody has decided yet whether they are the same; nil for none.
func (v *View) AlikeNamed(name string) *Source {
	for i := range v.Case.Sources {
		if s := &v.Case.Sources[i]; FoldName(s.Name) == FoldName(name) && s.Kind != "anonymous_group" {
			if list := v.Lookalikes(s); len(list) > 0 {
				return list[0]
			}
		}
	}
	return nil
}

// SameAs returns the other sources that were judged to be s.
func (v *View) SameAs(s SourceID) []*Source {
	var list []*Source
	for i := range v.Case.Sources {
		if o := &v.Case.Sources[i]; o.ID != s && v.Resolve(o.ID) == v.Resolve(s) {
			list = append(list, o)
		}
	}
	return list
}

// OneWith returns the ids of a source and of all that were judged to be it, in
// order.
func (v *View) OneWith(s SourceID) []SourceID {
	ids := []SourceID{s}
	for id, representative := range v.same {
		if representative == EntityID(v.Resolve(s)) && id != EntityID(s) {
			ids = append(ids, SourceID(id))
		}
	}
	slices.SortFunc(ids, func(a, b SourceID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// Topics returns the topics for which anybody has rated a source, in order;
// "", its record in general, is always the first.
func (v *View) Topics(s SourceID) []string {
	topics := []string{""}
	for i := range v.Case.Judgements {
		j := &v.Case.Judgements[i]
		if j.Dimension == DimReliability && v.Resolve(SourceID(j.Target)) == v.Resolve(s) {
			topics = append(topics, j.Scope)
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}
