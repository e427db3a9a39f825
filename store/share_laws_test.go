package store

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"testing/cryptotest"

	"assay/internal/assay"
	"assay/internal/assay/worldtest"
	"assay/internal/oplog"
)

// opsOfLog sorts a log by what its operations are about.
func opsOfLog(log *oplog.Log) map[entity][]*oplog.Op {
	of := map[entity][]*oplog.Op{}
	for op := range log.All() {
		e := entity{assay.Kind(op.Kind), op.Entity}
		of[e] = append(of[e], &op)
	}
	return of
}

// flattened is the log of a copy without history.
func flattened(t *testing.T, log *oplog.Log) *oplog.Log {
	t.Helper()
	want := assay.ShareAll
	want.History, want.PrivateNotes = false, true
	p := newPacker(&tx{}, want, slices.Collect(pointers(log)))
	var kept assay.ShareKept
	p.choose(&kept)
	p.follow()
	flat := &oplog.Log{}
	for _, e := range p.order {
		if p.out[e.id] {
			continue
		}
		op, err := p.restate(e)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := flat.Add(*op); err != nil {
			t.Fatal(err)
		}
		was, is := *p.states[e], oplog.Project([]*oplog.Op{op})
		if !was.Gone {
			delete(was.Fields, oplog.Retracted)
			delete(was.Fields, oplog.Retraction)
		}
		if !sameShown(&was, &is) || was.By != is.By || was.Made != is.Made || len(is.Conflicts) > 0 {
			t.Errorf("%s %s is restated as\n%+v\nand was\n%+v", e.kind, e.id, is, was)
		}
	}
	return flat
}

func pointers(log *oplog.Log) func(func(*oplog.Op) bool) {
	return func(yield func(*oplog.Op) bool) {
		for op := range log.All() {
			if !yield(&op) {
				return
			}
		}
	}
}

// sameState reports whether two states are the same but for who wrote the operations
// that nobody follows, which restatements are among.
func sameState(a, b oplog.State) bool {
	a.Heads, b.Heads = nil, nil
	return reflect.DeepEqual(a, b)
}

// soak is how often a law is tried that needs no files.
func soak(few, many int) int {
	if testing.Short() && os.Getenv("ASSAY_SOAK") == "" {
		return few
	}
	return many
}

// TestRestating tries the laws of copies without history: brought back to where the
// history is, a copy that nobody has worked on changes nothing, whatever was done there
// meanwhile; what was worked on in neither, or in one alone, is as it is there; nothing
// that was deleted in one comes to life unless it was edited in the other; and a later
// copy supersedes an earlier one.
func TestRestating(t *testing.T) {
	deleted, edited, again := 0, 0, 0
	for seed := range uint64(soak(200, 2000)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, seed)
			w := worldtest.New(t, seed, 3)
			for range 30 {
				w.Step()
			}
			ana, cleo, ben := w.Replicas[0], w.Replicas[1], w.Replicas[2]
			flat := flattened(t, ana.Log)
			unchanged(t, ana.Log, flat)
			ben.Start(oplog.Union(flat, &oplog.Log{}))
			for range 12 {
				switch w.R.IntN(3) {
				case 0:
					ana.Log = oplog.Union(ana.Log, cleo.Log)
					cleo.Alone()
				case 1:
					ana.Alone()
				default:
					ben.Alone()
				}
			}
			unchanged(t, ana.Log, flat)
			both := opsOfLog(oplog.Union(ana.Log, ben.Log))
			here, there := opsOfLog(ana.Log), opsOfLog(ben.Log)
			for e, ops := range both {
				a, b, u := oplog.Project(here[e]), oplog.Project(there[e]), oplog.Project(ops)
				worked := slices.ContainsFunc(there[e], func(op *oplog.Op) bool { return !op.Restates() })
				if !worked && !sameState(a, u) {
					t.Errorf("nobody has worked on %s %s in the copy, and it is\n%+v\nand was\n%+v", e.kind, e.id, u, a)
				}
				if len(here[e]) > 0 && !a.Visible() {
					deleted++
					if u.Visible() && !worked {
						t.Errorf("%s %s has come to life", e.kind, e.id)
					}
				}
				if worked && len(here[e]) > 0 {
					edited++
				}
				if len(there[e]) > 0 && !b.Visible() && u.Visible() && len(slices.DeleteFunc(slices.Clone(here[e]), func(op *oplog.Op) bool {
					return slices.ContainsFunc(there[e], func(r *oplog.Op) bool { return slices.Contains(r.Prev, op.ID) })
				})) == 0 {
					t.Errorf("%s %s was deleted in the copy and is there, although nobody has worked on it", e.kind, e.id)
				}
				slices.Reverse(ops)
				if !reflect.DeepEqual(u, oplog.Project(ops)) {
					t.Errorf("%s %s is something else in another order", e.kind, e.id)
				}
			}
			unchanged(t, oplog.Union(ana.Log, ben.Log), flattened(t, ben.Log)) // which has been copied on
			for e, ops := range opsOfLog(oplog.Union(flat, flattened(t, ana.Log))) {
				s := oplog.Project(ops)
				if len(ops) > 1 {
					again++
				}
				if len(s.Conflicts) > 0 {
					t.Errorf("a later copy contradicts an earlier one in %s %s: %+v", e.kind, e.id, s.Conflicts)
				}
			}
		})
	}
	if deleted == 0 || edited == 0 || again == 0 {
		t.Errorf("%d deleted, %d edited, %d copied again", deleted, edited, again)
	}
}

// unchanged fails unless uniting a case with a copy without its history changes nothing.
func unchanged(t *testing.T, log, flat *oplog.Log) {
	t.Helper()
	was := opsOfLog(log)
	for e, ops := range opsOfLog(oplog.Union(log, flat)) {
		if a, u := oplog.Project(was[e]), oplog.Project(ops); !sameState(a, u) {
			t.Errorf("%s %s is\n%+v\nand was\n%+v", e.kind, e.id, u, a)
		}
	}
}

// TestRestatedOtherwise: a restatement that says anything but what it restates is an edit
// like any other, and so one that lies is seen.
func TestRestatedOtherwise(t *testing.T) {
	log := &oplog.Log{}
	author := oplog.Author{Actor: oplog.ID(testActor), Now: testClock()}
	id := oplog.NewID(author.Now())
	wording := func(s string) oplog.Fields { return oplog.Fields{"wording": oplog.Encode(s)} }
	if _, err := author.Write(log, oplog.Edit{Kind: "claim", Entity: id, Fields: wording("Nine cranes fell")}); err != nil {
		t.Fatal(err)
	}
	s := log.State("claim", id)
	for says, want := range map[string]int{"Nine cranes fell": 0, "Ten cranes fell": 1} {
		lie := oplog.Restate(opsOfLog(log)[entity{"claim", id}], &s, wording(says))
		united := &oplog.Log{}
		if _, err := united.Add(lie); err != nil {
			t.Fatal(err)
		}
		other := oplog.Author{Actor: oplog.ID{9}, Now: testClock()}
		edited := oplog.Union(log, &oplog.Log{})
		if _, err := other.Write(edited, oplog.Edit{Kind: "claim", Entity: id, Fields: wording("No crane fell")}); err != nil {
			t.Fatal(err)
		}
		is := oplog.Union(edited, united).State("claim", id)
		if len(is.Conflicts) != want || !bytes.Contains(is.Value("wording"), []byte("No crane")) {
			t.Errorf("%s: %+v", says, is)
		}
	}
}
