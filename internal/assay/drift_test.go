package assay

import (
	"fmt"
	"strings"
	"testing"
)

// TestStrands lays passages along their ways.
func TestStrands(t *testing.T) {
	c := newCast(t)
	wire := c.article("Wire", c.source("Northwire", "wire"), "2031-02-06")
	blog := c.article("Blog", SourceID{}, "")
	c.mention(c.herald, c.closing, Supports, c.people)
	c.mention(c.coast, c.closing, Supports, c.papers["Herald"])
	c.derives(wire, EntityID(c.coast), "unattributed_rewrite")
	c.mention(wire, c.closing, Contradicts)
	c.mention(c.post, c.closing, Supports, c.people) // from the same people, not from the Herald
	c.mention(c.ledger, c.closing, Qualifies, c.clerk)
	c.derives(blog, EntityID(c.ledger), "verbatim")
	c.derives(c.ledger, EntityID(blog), "verbatim")
	c.mention(blog, c.closing, Supports, c.clerk)
	v := c.view()
	var got []string
	for _, s := range v.Strands(c.closing) {
		got = append(got, originNames(v, []Origin{s.Origin}))
		for _, h := range s.Hands {
			line := strings.Repeat("  ", h.Depth+1) + v.Article(h.Mention.Article).Title
			if h.Before != nil {
				line += " after " + v.Article(h.Before.Article).Title
			}
			if h.Supposed {
				line += "?"
			}
			got = append(got, line)
		}
	}
	want := `two people
  Herald
    Coast after Herald
      Wire after Coast
  Post after Herald?
Harbour clerk Ode Falk
  Ledger
  Blog after Ledger?`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
}

// TestStrandsInCircles places every passage once, though each has it from the
// other.
func TestStrandsInCircles(t *testing.T) {
	c := newCast(t)
	c.derives(c.herald, EntityID(c.coast), "verbatim")
	c.derives(c.coast, EntityID(c.herald), "verbatim")
	c.mention(c.herald, c.closing, Supports)
	c.mention(c.coast, c.closing, Supports)
	n := 0
	for _, s := range c.view().Strands(c.closing) {
		n += len(s.Hands)
	}
	if n != 2 {
		t.Error(fmt.Sprint(n) + " of 2 passages are on their ways")
	}
}

// TestStrandsDeclared: what an analyst says entered with an article itself has it
// from nobody, and is compared with what it would have it from without their word;
// what is said to have entered with another article stands after its passage.
func TestStrandsDeclared(t *testing.T) {
	c := newCast(t)
	c.mention(c.herald, c.closing, Supports)
	copied := c.mention(c.coast, c.closing, Supports)
	c.derives(c.coast, EntityID(c.herald), "verbatim")
	told := c.mention(c.post, c.closing, Supports)
	c.judge(about(copied, DimRoot), RootValue{Article: c.coast})
	c.judge(about(told, DimRoot), RootValue{Article: c.coast})
	v := c.view()
	if trail := v.Trail(v.Mention(copied)); len(trail) != 1 {
		t.Errorf("it has it from itself: %+v", trail)
	}
	hands := map[MentionID]Hand{}
	for _, s := range v.Strands(c.closing) {
		for _, h := range s.Hands {
			hands[h.Mention.ID] = h
		}
	}
	if h := hands[copied]; h.Before == nil || h.Before.Article != c.herald || !h.Declared {
		t.Errorf("it is compared with %+v", h.Before)
	}
	if h := hands[told]; h.Before == nil || h.Before.ID != copied || h.Supposed || h.Depth != 1 {
		t.Errorf("after the article that is named stands %+v", h)
	}
	c.judge(about(copied, DimRoot), RootValue{Source: c.papers["Coast"]})
	if trail := c.view().Trail(v.Mention(copied)); len(trail) != 1 {
		t.Errorf("by its outlet it has it from itself: %+v", trail)
	}
}
