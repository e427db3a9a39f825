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
}

// TagCounts says how many things of each kind have a tag.
type TagCounts struct{ Mentions, Claims, Articles, Others int }

// All returns how many things have the tag.
func (n TagCounts) All() int { return n.Mentions + n.Claims + n.Articles + n.Others }

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
