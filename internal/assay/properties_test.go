package assay_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
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
func worlds(t *testing.T, analysts, steps int, law func(t *testing.T, seed uint64, w *worldtest.World)) {
	t.Parallel()
	for seed := range trials(t) {
		w := worldtest.New(t, seed, analysts)
		for range steps {
			w.Step()
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
	worlds(t, 3, 24, func(t *testing.T, _ uint64, w *worldtest.World) {
		a, b, c := w.Replicas[0].Log, w.Replicas[1].Log, w.Replicas[2].Log
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
	worlds(t, 2, 20, func(t *testing.T, _ uint64, w *worldtest.World) {
		all := oplog.Union(w.Replicas[0].Log, w.Replicas[1].Log)
		ops := slices.Collect(all.All())
		w.R.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
		var replayed oplog.Log
		for _, op := range ops {
			if _, err := replayed.Add(op); err != nil {
				t.Fatal(err)
			}
		}
		if dump(&replayed) != dump(all) {
			t.Error("replaying in another order shows something else")
		}
		records := slices.Collect(assay.Records(all))
		one := assay.Build(slices.Values(records))
		w.R.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		two := assay.Build(slices.Values(records))
		me := assay.ActorID(w.Replicas[0].Author.Actor)
		if assay.Conclusions(assay.NewView(one, me)) != assay.Conclusions(assay.NewView(two, me)) {
			t.Error("the same case leads to two conclusions")
		}
	})
}

// TestNothingLost: every value that anybody ever set is shown, or named in the
// ancestry of one that is, or in conflict with it, or was undone by its author
// (P7). Analysts' judgements never conflict (P8).
func TestNothingLost(t *testing.T) {
	worlds(t, 3, 24, func(t *testing.T, _ uint64, w *worldtest.World) {
		all := oplog.Union(oplog.Union(w.Replicas[0].Log, w.Replicas[1].Log), w.Replicas[2].Log)
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
			if k := assay.Kind(s.Kind); k != assay.KindJudgement && k != assay.KindAttribution && k != assay.KindDecision {
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
	if shown := s.Value(name); bytes.Equal(shown, v) || shown.IsNull() && v.IsNull() {
		return true
	}
	for _, c := range s.Conflicts {
		if c.Field == name && slices.ContainsFunc(c.Values, func(r oplog.Register) bool { return bytes.Equal(r.Value, v) }) {
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
	worlds(t, 2, 12, func(t *testing.T, _ uint64, w *worldtest.World) {
		a, b := w.Replicas[0], w.Replicas[1]
		a.Log = oplog.Union(a.Log, b.Log)
		b.Log = a.Log
		for s := range a.Log.States() {
			if s.Kind != string(assay.KindClaim) || !s.Visible() {
				continue
			}
			b.Log = oplog.Union(a.Log, &oplog.Log{})
			a.Write([]oplog.Edit{{Kind: s.Kind, Entity: s.Entity, Fields: oplog.Fields{oplog.Retracted: oplog.Encode(true)}}})
			if now := a.Log.State(s.Kind, s.Entity); now.Visible() {
				t.Error("a deleted claim is still there")
			}
			b.Write([]oplog.Edit{{Kind: s.Kind, Entity: s.Entity, Fields: oplog.Fields{"wording": oplog.Encode("Ten cranes fell")}}})
			if both := oplog.Union(a.Log, b.Log).State(s.Kind, s.Entity); both.Gone {
				t.Error("an edited claim is gone because somebody deleted it at the same time")
			}
			return
		}
	})
}

// TestUndo: undoing an act shows what was shown before it, in every entity of
// it, and redoing shows what was shown after it (P14).
func TestUndo(t *testing.T) {
	worlds(t, 2, 16, func(t *testing.T, _ uint64, w *worldtest.World) {
		rep := w.Replicas[0]
		before := dump(rep.Log)
		rep.Work()
		after := dump(rep.Log)
		rep.Undo()
		if dump(rep.Log) != before {
			t.Error("undoing does not show what was there before")
		}
		rep.Redo()
		if dump(rep.Log) != after {
			t.Error("redoing does not show what was there after")
		}
	})
}

// dump writes all that a log shows, so that two can be compared. What it leaves
// out is not shown: the heads, and with them how it came about.
func dump(l *oplog.Log) string {
	var b strings.Builder
	for s := range l.States() {
		b.WriteString(line(&s))
	}
	return b.String()
}

func line(s *oplog.State) string {
	if !s.Exists {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s gone=%v by %s %d %d\n", s.Kind, s.Entity, s.Gone, s.By, s.Made, s.Changed)
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		r := s.Fields[name]
		fmt.Fprintf(&b, "  %s=%s from %s\n", name, r.Value, r.Op)
	}
	for _, c := range s.Conflicts {
		fmt.Fprintf(&b, "  conflict %s:", c.Field)
		for _, r := range c.Values {
			fmt.Fprintf(&b, " %s(%s)", r.Value, r.Op)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
