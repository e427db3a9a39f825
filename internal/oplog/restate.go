package oplog

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// Restating is the act of the operations that say once more what others have said:
// those of a copy without its history. No analyst has done it, so nobody undoes it.
//
// Where there is nothing that a restatement has seen, it stands for all of it. Where
// all is there, it says nothing: brought back to where its history is, it neither
// contradicts what was done there meanwhile nor brings back to life what was deleted or
// undone there.
var Restating = Derive("restating")

// Restates reports whether op says once more what others have said.
func (op *Op) Restates() bool { return op.Act == Restating }

// Restate returns the one operation that says of an entity what its operations add up
// to, put as fields. It is by who made the entity, and as old. It is the same whoever
// restates, as long as nothing was added.
//
// It has seen all of the operations, and all that those name and that are not among
// them, so that it can be told apart from what was said before and after. Where that is
// more than an operation can name, it names the heads and what is latest.
func Restate(ops []*Op, s *State, fields Fields) Op {
	known := slices.Clone(s.Heads)
	for _, op := range slices.SortedFunc(slices.Values(ops), func(a, b *Op) int { return ByTime(*b, *a) }) {
		known = append(known, op.ID)
	}
	named := map[Hash]bool{}
	for _, op := range ops {
		for _, p := range op.Prev {
			named[p] = true
		}
	}
	known = append(known, slices.SortedFunc(maps.Keys(named), Hash.Compare)...)
	seen := map[Hash]bool{}
	known = slices.DeleteFunc(known, func(h Hash) bool {
		twice := seen[h]
		seen[h] = true
		return twice
	})
	return Seal(Op{
		Act: Restating, At: s.Made, Actor: s.By, Kind: s.Kind, Entity: s.Entity,
		Body: fields.Body(), Prev: known[:min(len(known), MaxPrev)],
	})
}

// restatements returns, for each node that restates, those whose restatement it has
// seen although it does not name them: all that they had seen it has seen as well, and
// more. So a copy without history that is younger comes after an older one.
func restatements(nodes []node) map[int][]int {
	var which []int
	for i := range nodes {
		if nodes[i].Restates() {
			which = append(which, i)
		}
	}
	if len(which) < 2 {
		return nil
	}
	older := map[int][]int{}
	for _, i := range which {
		for _, j := range which {
			if less(nodes[j].Prev, nodes[i].Prev) {
				older[i] = append(older[i], j)
			}
		}
	}
	return older
}

// less reports whether all of a, which is in order, is in b, and b has more.
func less(a, b []Hash) bool {
	if len(a) >= len(b) {
		return false
	}
	for _, h := range a {
		i, is := slices.BinarySearchFunc(b, h, Hash.Compare)
		if !is {
			return false
		}
		b = b[i+1:]
	}
	return true
}

// hush silences the nodes that restate nothing but what all that they have seen adds up
// to. One that says anything otherwise counts like any other, with all that it says: of
// a position, one half must not be of one place and one half of another.
func hush(nodes []node) {
	for i := range nodes {
		n := &nodes[i]
		if !n.Restates() || len(n.parents) == 0 {
			continue
		}
		past := slices.Clone(nodes[:i]) // those before it have been hushed
		for j := range past {
			past[j].dead = !n.seen.has(j)
		}
		bury(past)
		n.silent = true
		for field, v := range n.fields {
			if is := shown(past, field); !bytes.Equal(is, v) && (!is.IsNull() || !v.IsNull()) {
				n.silent = false
				break
			}
		}
	}
}

// shown returns what nodes add up to in one field.
func shown(nodes []node, field string) Value {
	var setters []int
	for i := range nodes {
		if _, sets := nodes[i].fields[field]; sets && nodes[i].counts() {
			setters = append(setters, i)
		}
	}
	latest := maximal(nodes, setters)
	if len(latest) == 0 {
		return nil
	}
	i := slices.MaxFunc(latest, func(i, j int) int {
		return cmp.Or(cmp.Compare(nodes[i].At, nodes[j].At), nodes[i].ID.Compare(nodes[j].ID))
	})
	return nodes[i].fields[field]
}
