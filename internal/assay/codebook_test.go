package assay

import "testing"

// TestTreeOfCircles: two analysts may have put two tags below each other.
func TestTreeOfCircles(t *testing.T) {
	id := func(n byte) (id TagID) { id[0] = n; return id }
	c := Codebook{Tags: []Tag{
		{ID: id(1), Name: "a", Parent: id(2)}, {ID: id(2), Name: "b", Parent: id(1)}, {ID: id(3), Name: "c", Parent: id(9)}, {ID: id(4), Name: "d", Parent: id(2)},
	}}
	got := ""
	for _, n := range c.Tree() {
		got += n.Name + string(rune('0'+n.Depth)) + " "
	}
	if want := "c0 a0 b1 d2 "; got != want {
		t.Errorf("the tree is %q, want %q", got, want)
	}
}
