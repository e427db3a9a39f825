package assay

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// TagColours are the colours that a tag can have. Each is a hue that pages draw
// by day and by night; none means anything without the tag's name.
var TagColours = []string{"red", "orange", "yellow", "green", "teal", "blue", "violet", "grey"}

// Codebook is every tag of a case, with how much has it.
type Codebook struct {
	Tags   []Tag
	Counts map[TagID]TagCounts
	Below  map[TagID]TagCounts // of tags with others below them: what has the tag or one of those, each once
}

// TagCounts says how many things of each kind have a tag.
type TagCounts struct{ Mentions, Claims, Articles, Questions, Sources, Others int }

// All returns how many things have the tag.
func (n TagCounts) All() int {
	return n.Mentions + n.Claims + n.Articles + n.Questions + n.Sources + n.Others
}

// TagPageSize is how many of the things that have a tag its page lists at once.
const TagPageSize = 100

// TagPage is what the page of a tag shows.
type TagPage struct {
	Codebook
	Case   *Case // the things on the page, with what their names are made of
	Tag    Tag
	Things []EntityID // one page of those that have it itself, in order of tagging
	Leaf   Leaf
}

// TagNode is a tag at its place in the tree.
type TagNode struct {
	Tag
	Depth int // 0 at the top
}

// Tree returns the tags in the order of the tree, each below its parent, and
// those with the same parent by name. A tag whose parent is gone, or that two
// analysts have put below each other, is at the top.
func (c *Codebook) Tree() []TagNode {
	known := map[TagID]bool{}
	for _, t := range c.Tags {
		known[t.ID] = true
	}
	below := map[TagID][]Tag{}
	for _, t := range c.Tags {
		parent := t.Parent
		if !known[parent] {
			parent = TagID{}
		}
		below[parent] = append(below[parent], t)
	}
	var tree []TagNode
	placed := map[TagID]bool{}
	var grow func(list []Tag, depth int)
	grow = func(list []Tag, depth int) {
		slices.SortFunc(list, func(a, b Tag) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), bytes.Compare(a.ID[:], b.ID[:]))
		})
		for _, t := range list {
			if placed[t.ID] {
				continue
			}
			placed[t.ID] = true
			tree = append(tree, TagNode{t, depth})
			grow(below[t.ID], depth+1)
		}
	}
	grow(below[TagID{}], 0)
	grow(slices.Clone(c.Tags), 0) // what is left goes round in a circle
	return tree
}

// Under returns, for every tag that has others below it, its id and theirs, with
// those that became any of them.
func (c *Codebook) Under() map[TagID][]TagID {
	under := map[TagID][]TagID{}
	var path []TagNode
	for _, t := range c.Tree() {
		path = append(path[:t.Depth], t)
		for _, above := range path[:t.Depth] {
			if len(under[above.ID]) == 0 {
				under[above.ID] = append(slices.Clone(above.Retired), above.ID)
			}
			under[above.ID] = append(append(under[above.ID], t.Retired...), t.ID)
		}
	}
	return under
}

// TagSet is some tags, each by its id or by what somebody typed as its name, in
// the order in which they were chosen. It can be compared, and so can what has
// one.
type TagSet string

// NewTagSet returns the set of some ids or names; what is said twice is in it
// once.
func NewTagSet(words ...string) TagSet {
	var list []string
	for _, w := range words {
		if w = strings.Join(strings.Fields(w), " "); w != "" && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return TagSet(strings.Join(list, "\n"))
}

// Words returns the members as they were said.
func (s TagSet) Words() []string {
	if s == "" {
		return nil
	}
	return strings.Split(string(s), "\n")
}

// UnmarshalParams reads the members out of an address.
func (s *TagSet) UnmarshalParams(params []string) error {
	*s = NewTagSet(params...)
	return nil
}

// TagFilter says which tags things have, and which they lack. The zero filter
// lets all through.
type TagFilter struct {
	Has   TagSet // all of these
	Lacks TagSet // none of these
	Exact bool   // a tag does not count as one that it is below
}

// HasTag asks for one tag.
func HasTag(id TagID) TagFilter { return TagFilter{Has: NewTagSet(id.String())} }

// Any reports whether the filter asks for anything.
func (f TagFilter) Any() bool { return f.Has != "" || f.Lacks != "" }

// Test returns what tells whether a thing with some of the tags passes.
func (f TagFilter) Test(tags []Tag) func(has []TagID) bool {
	meant := func(s TagSet) [][]TagID {
		var list [][]TagID
		for _, word := range s.Words() {
			list = append(list, TagsMeant(tags, word, f.Exact))
		}
		return list
	}
	wanted, unwanted := meant(f.Has), meant(f.Lacks)
	return func(has []TagID) bool {
		among := func(some []TagID) bool {
			return slices.ContainsFunc(has, func(t TagID) bool { return slices.Contains(some, t) })
		}
		return !slices.ContainsFunc(wanted, func(some []TagID) bool { return !among(some) }) && !slices.ContainsFunc(unwanted, among)
	}
}

// TagCalled returns the tag that is meant by an id, a name or another name, or
// nil. Names are compared as FoldName has them; what a tag
// is called goes before what another one is called too.
func TagCalled(tags []Tag, word string) *Tag {
	word = strings.TrimSpace(word)
	var id TagID
	if id.UnmarshalText([]byte(word)) == nil && !id.IsZero() {
		if i := slices.IndexFunc(tags, func(t Tag) bool { return t.ID == id }); i >= 0 {
			return &tags[i]
		}
	}
	folded := FoldName(word)
	called := func(name string) bool { return name != "" && FoldName(name) == folded }
	if i := slices.IndexFunc(tags, func(t Tag) bool { return called(t.Name) }); i >= 0 {
		return &tags[i]
	}
	if i := slices.IndexFunc(tags, func(t Tag) bool { return slices.ContainsFunc(t.Aliases, called) }); i >= 0 {
		return &tags[i]
	}
	return nil
}

// TagsBelow returns a tag and all that are below it, at whatever depth.
func TagsBelow(tags []Tag, id TagID) []TagID {
	below := map[TagID][]TagID{}
	for i := range tags {
		below[tags[i].Parent] = append(below[tags[i].Parent], tags[i].ID)
	}
	list, seen := []TagID{id}, map[TagID]bool{id: true}
	for i := 0; i < len(list); i++ { // it grows
		for _, child := range below[list[i]] {
			if !seen[child] {
				seen[child] = true
				list = append(list, child)
			}
		}
	}
	return list
}

// TagsMeant returns the tags that count as one that was asked for by an id or
// name: itself, those that were merged into it and, unless exact, those below
// it with theirs. There are none for a name that no tag has.
func TagsMeant(tags []Tag, word string, exact bool) []TagID {
	t := TagCalled(tags, word)
	if t == nil {
		return nil
	}
	list := []TagID{t.ID}
	if !exact {
		list = TagsBelow(tags, t.ID)
	}
	for i := range tags {
		if len(tags[i].Retired) > 0 && slices.Contains(list, tags[i].ID) {
			list = append(list, tags[i].Retired...)
		}
	}
	return list
}

// Heirs returns which tag stands for each of those that are gone: of those that
// were judged the same the one that was made first. What has a tag that was
// merged into another has the other, whoever put it on and whenever. All lists
// are in order of making.
func Heirs(tags, retired []Tag, sames []Same) map[TagID]TagID {
	if len(retired) == 0 {
		return nil
	}
	next := map[TagID][]TagID{}
	for i := range sames {
		if s := &sames[i]; s.Of == KindTag && s.Verdict == "same" {
			a, b := TagID(s.A), TagID(s.B)
			next[a], next[b] = append(next[a], b), append(next[b], a)
		}
	}
	heirs, seen := map[TagID]TagID{}, map[TagID]bool{}
	for i := range tags {
		list := []TagID{tags[i].ID}
		for j := 0; j < len(list); j++ { // it grows
			if seen[list[j]] {
				continue
			}
			seen[list[j]] = true
			heirs[list[j]] = tags[i].ID
			list = append(list, next[list[j]]...)
		}
	}
	for i := range tags {
		delete(heirs, tags[i].ID)
	}
	return heirs
}

// Inherit gives tags the names of those that they stand for, and the tags that
// were below those.
func Inherit(tags, retired []Tag, heirs map[TagID]TagID) {
	at := make(map[TagID]int, len(tags))
	for i := range tags {
		at[tags[i].ID] = i
		if heir, ok := heirs[tags[i].Parent]; ok && heir != tags[i].ID {
			tags[i].Parent = heir
		}
	}
	for _, old := range retired {
		i, ok := at[heirs[old.ID]]
		if !ok {
			continue
		}
		t := &tags[i]
		t.Retired = append(t.Retired, old.ID)
		folded := FoldName(old.Name)
		called := func(name string) bool { return FoldName(name) == folded }
		if old.Name != "" && !called(t.Name) && !slices.ContainsFunc(t.Aliases, called) {
			t.Aliases = append(t.Aliases, old.Name)
		}
	}
}

// Handed returns taggings as they stand: with the tags that stand for those
// that are gone, each on a thing once. They are in order of making.
func Handed(taggings []Tagging, heirs map[TagID]TagID) []Tagging {
	if len(heirs) == 0 {
		return taggings
	}
	type key struct {
		tag    TagID
		target EntityID
	}
	seen, kept := make(map[key]bool, len(taggings)), taggings[:0]
	for _, g := range taggings {
		if heir, ok := heirs[g.Tag]; ok {
			g.Tag = heir
		}
		if k := (key{g.Tag, g.Target}); !seen[k] {
			seen[k] = true
			kept = append(kept, g)
		}
	}
	return kept
}

// HandOn puts the notes on tags that are gone on those that stand for them.
func HandOn(notes []Note, heirs map[TagID]TagID) {
	for i := range notes {
		if heir, ok := heirs[TagID(notes[i].Target)]; ok {
			notes[i].Target = EntityID(heir)
		}
	}
}
