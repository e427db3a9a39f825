package oplog

import (
	"bytes"
	"cmp"
	"maps"
	"math/bits"
	"slices"
)

// The fields that every kind of entity has. An entity is deleted by setting
// Retracted; nothing is ever taken out of the log.
const (
	Retracted  = "retracted"  // true: withdrawn
	Retraction = "retraction" // why
)

// Register is a field's value and the operation that it comes from.
type Register struct {
	Value Value
	Op    Hash
	Act   ID
	Actor ID
	At    Clock
}

// Conflict is a field that was set to different values by authors who did not
// know of each other. Values[0] is the one that is shown.
type Conflict struct {
	Field  string
	Values []Register
}

// State is what the operations of one entity add up to.
type State struct {
	Kind   string
	Entity ID

	Exists    bool                // some operation on it has not been undone
	Gone      bool                // withdrawn, by somebody who knew all that others had put in
	Fields    map[string]Register // what is shown; a field that is not set is not in it
	Conflicts []Conflict          // in order of their fields
	Heads     []Hash              // operations that no other follows, in order of their bytes

	By      ID    // who made it
	Made    Clock // when
	Changed Clock // when it last changed
	Changer ID    // by whom
}

// Visible reports whether the entity is part of the case as it is shown.
func (s *State) Visible() bool { return s.Exists && !s.Gone }

// Value returns the value of a field, or nil if it is not set.
func (s *State) Value(field string) Value { return s.Fields[field].Value }

// node is an operation on its way to a State.
type node struct {
	*Op
	fields  Fields
	parents []int
	seen    set  // all operations that the author knew of
	dead    bool // undone
	silent  bool // restates what others say, and nothing else
}

// counts reports whether a node says something of the entity.
func (n *node) counts() bool { return !n.dead && !n.silent && n.Undoes.IsZero() }

// Project returns the state of one entity. All ops must be of that entity;
// their order does not matter, and a predecessor that is not among them is as
// if it had never been named.
func Project(ops []*Op) State {
	if len(ops) == 0 {
		return State{}
	}
	nodes := order(ops)
	hush(nodes)
	bury(nodes)

	s := State{Kind: nodes[0].Kind, Entity: nodes[0].Entity, Fields: map[string]Register{}}
	setters := map[string][]int{}
	followed := newSet(len(nodes))
	for i := range nodes {
		n := &nodes[i]
		for _, p := range n.parents {
			followed.add(p)
		}
		if !n.counts() {
			continue
		}
		for field := range n.fields {
			setters[field] = append(setters[field], i)
		}
		if !s.Exists || earlier(n.Op, s.Made, s.By) {
			s.Made, s.By = n.At, n.Actor
		}
		if !s.Exists || later(n.Op, s.Changed, s.Changer) {
			s.Changed, s.Changer = n.At, n.Actor
		}
		s.Exists = true
	}
	for i := range nodes {
		if !followed.has(i) {
			s.Heads = append(s.Heads, nodes[i].ID)
		}
	}
	slices.SortFunc(s.Heads, Hash.Compare)

	for _, field := range slices.Sorted(maps.Keys(setters)) {
		s.settle(nodes, field, maximal(nodes, setters[field]))
	}
	return s
}

// Two authors may have written in the same instant: then the one with the
// smaller id made the entity, and the one with the larger changed it last.
func earlier(op *Op, at Clock, by ID) bool { return compareTime(op, at, by) < 0 }
func later(op *Op, at Clock, by ID) bool   { return compareTime(op, at, by) > 0 }

func compareTime(op *Op, at Clock, by ID) int {
	return cmp.Or(cmp.Compare(op.At, at), bytes.Compare(op.Actor[:], by[:]))
}

// order returns ops so that each comes after all that its author had seen.
// A hash cannot name its own future, so there are no cycles.
func order(ops []*Op) []node {
	index := make(map[Hash]int, len(ops))
	unsorted := make([]node, 0, len(ops))
	for _, op := range ops {
		if _, twice := index[op.ID]; twice {
			continue
		}
		index[op.ID] = len(unsorted)
		unsorted = append(unsorted, node{Op: op})
	}
	nodes, place := make([]node, 0, len(unsorted)), make([]int, len(unsorted))
	for i := range place {
		place[i] = -1
	}
	older := restatements(unsorted)
	var visit func(i int)
	visit = func(i int) {
		if place[i] >= 0 {
			return
		}
		n := &unsorted[i]
		for _, p := range n.Prev {
			if at, ok := index[p]; ok {
				visit(at)
				n.parents = append(n.parents, place[at])
			}
		}
		for _, at := range older[i] {
			visit(at)
			n.parents = append(n.parents, place[at])
		}
		n.seen = newSet(len(unsorted))
		for _, p := range n.parents {
			n.seen.add(p)
			n.seen.union(nodes[p].seen)
		}
		if n.fields = n.verified; n.fields == nil {
			n.fields, _ = parseBody(n.Body) // verified when it came in; a broken body sets nothing
		}
		place[i] = len(nodes)
		nodes = append(nodes, *n)
	}
	for i := range unsorted {
		visit(i)
	}
	return nodes
}

// bury marks the operations that have been undone. An undoing counts against
// operations of the same author that it has seen, unless it is undone itself;
// since it comes after what it undoes, one pass from the end settles all.
func bury(nodes []node) {
	for i := len(nodes) - 1; i >= 0; i-- {
		u := &nodes[i]
		if u.Undoes.IsZero() || u.dead {
			continue
		}
		for j := range nodes[:i] {
			n := &nodes[j]
			if n.Act == u.Undoes && n.Actor == u.Actor && u.seen.has(j) {
				n.dead = true
			}
		}
	}
}

// maximal returns those of the nodes, which come in their order, that none of the
// others has seen.
func maximal(nodes []node, which []int) (latest []int) {
	seen := newSet(len(nodes))
	for _, i := range slices.Backward(which) { // what has seen one comes after it
		if !seen.has(i) {
			latest = append(latest, i)
			seen.union(nodes[i].seen)
		}
	}
	slices.Reverse(latest)
	return latest
}

// settle decides one field from the operations that nobody has overruled.
func (s *State) settle(nodes []node, field string, latest []int) {
	registers := make([]Register, len(latest))
	for k, i := range latest {
		n := &nodes[i]
		registers[k] = Register{n.fields[field], n.ID, n.Act, n.Actor, n.At}
	}
	slices.SortFunc(registers, func(a, b Register) int {
		return cmp.Or(cmp.Compare(b.At, a.At), b.Op.Compare(a.Op))
	})
	shown := registers[0]
	if !shown.Value.IsNull() {
		s.Fields[field] = shown
	}
	contested := slices.ContainsFunc(registers, func(r Register) bool { return !bytes.Equal(r.Value, shown.Value) })
	if field == Retracted && string(shown.Value) == "true" {
		if s.Gone = knowingly(nodes, latest); !s.Gone {
			contested = true // somebody put work into it at the same time: keep it in sight
		}
	}
	if contested {
		s.Conflicts = append(s.Conflicts, Conflict{field, registers})
	}
}

// knowingly reports whether one of the retractions had seen everything that
// others put into the entity, or at least came before it.
func knowingly(nodes []node, retractions []int) bool {
	return slices.ContainsFunc(retractions, func(r int) bool {
		if string(nodes[r].fields[Retracted]) != "true" {
			return false
		}
		for i := range nodes {
			n := &nodes[i]
			concurrent := i != r && !nodes[r].seen.has(i) && !n.seen.has(r)
			if concurrent && !n.dead && !n.silent && n.setsContent() {
				return false
			}
		}
		return true
	})
}

func (n *node) setsContent() bool {
	for field := range n.fields {
		if field != Retracted && field != Retraction {
			return true
		}
	}
	return false
}

// set is a set of small whole numbers.
type set []uint64

func newSet(n int) set       { return make(set, (n+bits.UintSize-1)/64) }
func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s set) union(other set) {
	for i, w := range other {
		s[i] |= w
	}
}

// Known returns those of an entity's operations that the author of op had seen
// when writing it.
func Known(ops []*Op, op *Op) []*Op {
	index := make(map[Hash]*Op, len(ops))
	for _, o := range ops {
		index[o.ID] = o
	}
	seen := map[Hash]bool{}
	var known []*Op
	var visit func(o *Op)
	visit = func(o *Op) {
		for _, p := range o.Prev {
			if before := index[p]; before != nil && !seen[p] {
				seen[p] = true
				known = append(known, before)
				visit(before)
			}
		}
	}
	visit(op)
	return known
}

// Counting returns those of an entity's operations that have not been undone, and
// undo nothing, in order of time.
func Counting(ops []*Op) []*Op {
	nodes := order(ops)
	hush(nodes)
	bury(nodes)
	var counting []*Op
	for i := range nodes {
		if nodes[i].counts() {
			counting = append(counting, nodes[i].Op)
		}
	}
	slices.SortFunc(counting, func(a, b *Op) int { return cmp.Or(cmp.Compare(a.At, b.At), a.ID.Compare(b.ID)) })
	return counting
}
