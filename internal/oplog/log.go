package oplog

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// Log is a set of operations held in memory. The zero Log is empty and ready.
// The case file keeps the same set in a table; a Log is what it is compared
// with, what two cases are united in, and what files of other programs are
// turned into first.
type Log struct {
	ops    map[Hash]*Op
	entity map[key][]*Op
	last   map[ID]Clock // of each actor
}

// Add puts op into the log. It reports whether it is new, and fails if op does
// not hold together. Adding an operation twice changes nothing.
func (l *Log) Add(op Op) (added bool, err error) {
	if _, ok := l.ops[op.ID]; ok {
		return false, nil
	}
	if err := op.Verify(); err != nil {
		return false, err
	}
	if l.ops == nil {
		l.ops, l.entity, l.last = map[Hash]*Op{}, map[key][]*Op{}, map[ID]Clock{}
	}
	l.ops[op.ID] = &op
	l.entity[op.key()] = append(l.entity[op.key()], &op)
	l.last[op.Actor] = max(l.last[op.Actor], op.At)
	return true, nil
}

// Union returns the log of all operations of a and b. It is the whole of
// merging two cases: commutative, associative, idempotent, and without loss.
func Union(a, b *Log) *Log {
	u := &Log{}
	for _, l := range []*Log{a, b} {
		for op := range l.All() {
			if _, err := u.Add(op); err != nil {
				panic(fmt.Sprintf("oplog: an operation of a log does not verify: %v", err))
			}
		}
	}
	return u
}

// Len returns the number of operations.
func (l *Log) Len() int { return len(l.ops) }

// All returns every operation in order of time, and of id where times are equal.
func (l *Log) All() iter.Seq[Op] {
	ops := slices.SortedFunc(maps.Values(l.ops), func(a, b *Op) int { return ByTime(*a, *b) })
	return func(yield func(Op) bool) {
		for _, op := range ops {
			if !yield(*op) {
				return
			}
		}
	}
}

// ByTime orders operations by time, and by id where times are equal.
func ByTime(a, b Op) int { return cmp.Or(cmp.Compare(a.At, b.At), a.ID.Compare(b.ID)) }

// State returns what the operations of one entity add up to.
func (l *Log) State(kind string, entity ID) State { return Project(l.entity[key{kind, entity}]) }

// States returns the state of every entity in the log, in order of kind and id.
func (l *Log) States() iter.Seq[State] {
	keys := slices.SortedFunc(maps.Keys(l.entity), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.entity[:], b.entity[:]))
	})
	return func(yield func(State) bool) {
		for _, k := range keys {
			if !yield(Project(l.entity[k])) {
				return
			}
		}
	}
}

// Last returns the latest time of the actor's operations, or 0.
func (l *Log) Last(actor ID) Clock { return l.last[actor] }

// Act returns the operations of an act, in order of time.
func (l *Log) Act(act ID) []Op {
	var ops []Op
	for _, op := range l.ops {
		if op.Act == act {
			ops = append(ops, *op)
		}
	}
	slices.SortFunc(ops, ByTime)
	return ops
}

// Edit is a change that an author wants to make to one entity.
type Edit struct {
	Kind   string
	Entity ID
	Fields Fields
	Undoes ID // instead of Fields
}

// Author writes operations. Its clock is later than all it has seen.
type Author struct {
	Actor ID
	Clock Clock
	Now   func() time.Time
}

// Write turns one act of the author into operations and adds them to the log.
func (a *Author) Write(l *Log, edits ...Edit) (act ID, err error) {
	for op := range l.All() {
		a.Clock = Observe(a.Clock, op.At, a.Now())
	}
	act = NewID(a.Now())
	for _, e := range edits {
		if _, err := l.Add(a.Sign(act, e, l.State(e.Kind, e.Entity).Heads)); err != nil {
			return act, err
		}
	}
	return act, nil
}

// Sign returns the operation that makes one edit as part of act, given the
// entity's heads. Where there are more heads than an operation can name, it
// names the first ones, and the others stay beside it.
func (a *Author) Sign(act ID, e Edit, heads []Hash) Op {
	a.Clock = Tick(a.Clock, a.Now())
	return Seal(Op{
		Act: act, Undoes: e.Undoes, At: a.Clock, Actor: a.Actor,
		Kind: e.Kind, Entity: e.Entity, Body: e.Fields.Body(), Prev: heads[:min(len(heads), MaxPrev)],
	})
}
