package assay

import (
	"os"
	"slices"
	"testing"

	"assay/internal/oplog"
)

// trials is how many worlds each law is tried on.
func trials(t *testing.T) uint64 {
	if os.Getenv("ASSAY_SOAK") != "" {
		return 50_000
	}
	if testing.Short() {
		return 200
	}
	return 2_000
}

// worlds calls law with many worlds in which something has happened.
func worlds(t *testing.T, analysts, steps int, law func(t *testing.T, seed uint64, w *world)) {
	t.Parallel()
	for seed := range trials(t) {
		w := newWorld(t, seed, analysts)
		for range steps {
			w.step()
		}
		law(t, seed, w)
		if t.Failed() {
			t.Fatalf("in the world of seed %d", seed)
		}
	}
}

// TestUnion: uniting is commutative, associative and idempotent, loses nothing
// and adds nothing, whatever the clocks said (P1, P2, P3, P5, P6).
func TestUnion(t *testing.T) {
	worlds(t, 3, 24, func(t *testing.T, _ uint64, w *world) {
		a, b, c := w.replicas[0].log, w.replicas[1].log, w.replicas[2].log
		ab := oplog.Union(a, b)
		want := dump(ab)
		if dump(oplog.Union(b, a)) != want {
			t.Error("A∪B is not B∪A")
		}
		if dump(oplog.Union(oplog.Union(a, b), c)) != dump(oplog.Union(a, oplog.Union(b, c))) {
			t.Error("(A∪B)∪C is not A∪(B∪C)")
		}
		if dump(oplog.Union(a, a)) != dump(a) || dump(oplog.Union(ab, b)) != want {
			t.Error("uniting twice is not uniting once")
		}
		ids := map[oplog.Hash]bool{}
		for _, l := range []*oplog.Log{a, b} {
			for op := range l.All() {
				ids[op.ID] = true
			}
		}
		for op := range ab.All() {
			if !ids[op.ID] {
				t.Error("an operation came from nowhere")
			}
		}
		if ab.Len() != len(ids) {
			t.Errorf("%d operations of %d", ab.Len(), len(ids))
		}
	})
}

// TestReplay: the state follows from the set of operations, not from the order
// in which they came (P4), and so does the case that is built from it.
func TestReplay(t *testing.T) {
	worlds(t, 2, 20, func(t *testing.T, _ uint64, w *world) {
		all := oplog.Union(w.replicas[0].log, w.replicas[1].log)
		ops := slices.Collect(all.All())
		w.r.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
		var replayed oplog.Log
		for _, op := range ops {
			if _, err := replayed.Add(op); err != nil {
				t.Fatal(err)
			}
		}
		if dump(&replayed) != dump(all) {
			t.Error("replaying in another order shows something else")
		}
		records := slices.Collect(Records(all))
		one := Build(slices.Values(records))
		w.r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		two := Build(slices.Values(records))
		me := ActorID(w.replicas[0].author.Actor)
		if conclusions(NewView(one, me)) != conclusions(NewView(two, me)) {
			t.Error("the same case leads to two conclusions")
		}
	})
}

// TestNothingLost: every value that anybody ever set is shown, or named in the
// ancestry of one that is, or in conflict with it, or was undone by its author
// (P7). Analysts' judgements never conflict (P8).
func TestNothingLost(t *testing.T) {
	worlds(t, 3, 24, func(t *testing.T, _ uint64, w *world) {
		all := oplog.Union(oplog.Union(w.replicas[0].log, w.replicas[1].log), w.replicas[2].log)
		ancestry := ancestry(all)
		undone := undone(all, ancestry)
		for op := range all.All() {
			if undone[op.ID] || !op.Undoes.IsZero() {
				continue
			}
			fields, err := oplog.DecodeBody(op.Body)
			if err != nil {
				t.Fatal(err)
			}
			s := all.State(op.Kind, op.Entity)
			for name, v := range fields {
				if !accounted(&op, name, v, &s, all, ancestry, undone) {
					t.Errorf("%s.%s = %s is neither shown nor superseded nor in conflict", op.Kind, name, v)
				}
			}
		}
		for s := range all.States() {
			if k := Kind(s.Kind); k != KindJudgement && k != KindAttribution && k != KindDecision {
				continue
			}
			for _, c := range s.Conflicts {
				if c.Values[0].Actor != c.Values[len(c.Values)-1].Actor {
					t.Errorf("two analysts conflict over %s.%s", s.Kind, c.Field)
				}
			}
		}
	})
}

func accounted(op *oplog.Op, name string, v oplog.Value, s *oplog.State, l *oplog.Log, ancestry map[oplog.Hash]map[oplog.Hash]bool, undone map[oplog.Hash]bool) bool {
	if shown := s.Value(name); sameBytes(shown, v) || shown.IsNull() && v.IsNull() {
		return true
	}
	for _, c := range s.Conflicts {
		if c.Field == name && slices.ContainsFunc(c.Values, func(r oplog.Register) bool { return sameBytes(r.Value, v) }) {
			return true
		}
	}
	for other := range l.All() {
		if ancestry[other.ID][op.ID] && !undone[other.ID] {
			if f, _ := oplog.DecodeBody(other.Body); f[name] != nil {
				return true
			}
		}
	}
	return false
}

// ancestry computes what each operation had seen, in the plainest way there is.
func ancestry(l *oplog.Log) map[oplog.Hash]map[oplog.Hash]bool {
	ops := map[oplog.Hash]oplog.Op{}
	for op := range l.All() {
		ops[op.ID] = op
	}
	seen := map[oplog.Hash]map[oplog.Hash]bool{}
	var visit func(oplog.Hash) map[oplog.Hash]bool
	visit = func(id oplog.Hash) map[oplog.Hash]bool {
		if s, ok := seen[id]; ok {
			return s
		}
		s := map[oplog.Hash]bool{}
		for _, p := range ops[id].Prev {
			s[p] = true
			for q := range visit(p) {
				s[q] = true
			}
		}
		seen[id] = s
		return s
	}
	for id := range ops {
		visit(id)
	}
	return seen
}

// undone finds what was undone by following each undoing, and the undoing of
// that, by itself.
func undone(l *oplog.Log, ancestry map[oplog.Hash]map[oplog.Hash]bool) map[oplog.Hash]bool {
	dead := map[oplog.Hash]bool{}
	var isDead func(op oplog.Op) bool
	isDead = func(op oplog.Op) bool {
		for u := range l.All() {
			if u.Kind == op.Kind && u.Entity == op.Entity && u.Undoes == op.Act && u.Actor == op.Actor && ancestry[u.ID][op.ID] && !isDead(u) {
				return true
			}
		}
		return false
	}
	for op := range l.All() {
		dead[op.ID] = isDead(op)
	}
	return dead
}

// TestDeleteBesideEdit: what somebody edits while another deletes it stays (P9).
func TestDeleteBesideEdit(t *testing.T) {
	worlds(t, 2, 12, func(t *testing.T, _ uint64, w *world) {
		a, b := w.replicas[0], w.replicas[1]
		a.log = oplog.Union(a.log, b.log)
		b.log = a.log
		for s := range a.log.States() {
			if s.Kind != string(KindClaim) || !s.Visible() {
				continue
			}
			b.log = oplog.Union(a.log, &oplog.Log{})
			a.write([]oplog.Edit{{Kind: s.Kind, Entity: s.Entity, Fields: oplog.Fields{oplog.Retracted: oplog.Encode(true)}}})
			if now := a.log.State(s.Kind, s.Entity); now.Visible() {
				t.Error("a deleted claim is still there")
			}
			b.write([]oplog.Edit{{Kind: s.Kind, Entity: s.Entity, Fields: oplog.Fields{"wording": oplog.Encode("Ten cranes fell")}}})
			if both := oplog.Union(a.log, b.log).State(s.Kind, s.Entity); both.Gone {
				t.Error("an edited claim is gone because somebody deleted it at the same time")
			}
			return
		}
	})
}

// TestUndo: undoing an act shows what was shown before it, in every entity of
// it, and redoing shows what was shown after it (P14).
func TestUndo(t *testing.T) {
	worlds(t, 2, 16, func(t *testing.T, _ uint64, w *world) {
		rep := w.replicas[0]
		before := dump(rep.log)
		rep.work()
		after := dump(rep.log)
		rep.takeBack(&rep.undo, &rep.redo)
		if dump(rep.log) != before {
			t.Error("undoing does not show what was there before")
		}
		rep.takeBack(&rep.redo, &rep.undo)
		if dump(rep.log) != after {
			t.Error("redoing does not show what was there after")
		}
	})
}
