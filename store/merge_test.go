package store

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// strangerOf opens the file of a case as one that somebody has sent.
func strangerOf(t *testing.T, s *Store) *Stranger {
	t.Helper()
	from, err := openStranger(t.Context(), s.Path(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// mergeFile merges the file of one analyst into that of another, as foreseen.
func (v *village) mergeFile(into, from int) *assay.Merge {
	v.T.Helper()
	s := v.stores[into]
	before := rows(v.T, s)
	other := strangerOf(v.T, v.stores[from])
	foreseen, err := s.ForeseeMerge(v.T.Context(), other)
	if err != nil {
		v.T.Fatal(err)
	}
	if rows(v.T, s) != before {
		v.T.Error("to foresee a merge has changed the case")
	}
	m, err := s.Merge(v.T.Context(), other)
	if err != nil {
		v.T.Fatal(err)
	}
	if err := other.Close(); err != nil {
		v.T.Error(err)
	}
	act := m.Act
	m.Act = assay.ActID{}
	if !reflect.DeepEqual(foreseen, m) {
		v.T.Errorf("foreseen was %+v, and it is %+v", foreseen, m)
	}
	m.Act = act
	v.learn(into)
	return m
}

// TestMergeFiles tries the laws of merging on files: nothing is lost or invented, who
// merges what into what and in which order is all the same, a merge that brings
// nothing changes nothing, and one that is taken back leaves the case as it was.
func TestMergeFiles(t *testing.T) {
	undone := 0
	for seed := range uint64(trials(16, 2000)) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newVillage(t, seed, 3)
			defer v.close()
			for i := range v.stores { // they work on copies of one case
				v.mergeFile(i, 0)
				v.mergeFile(0, i)
			}
			for range 30 {
				who, _ := v.step()
				v.relearn(who) // a merge may have been taken back
				into, from := v.R.IntN(3), v.R.IntN(3)
				if into == from || v.R.IntN(3) > 0 {
					continue
				}
				before, log := rows(t, v.stores[into]), maps.Clone(v.idsOf(into))
				other := v.idsOf(from)
				m := v.mergeFile(into, from)
				lawful(t, v.stores[into], v.Replicas[into].Log)
				for id := range other {
					log[id] = true
				}
				have := v.idsOf(into)
				for id := range log {
					if !have[id] {
						t.Fatalf("operation %v is lost", id)
					}
				}
				if m.Act.IsZero() || v.R.IntN(2) == 0 {
					continue
				}
				if _, err := v.stores[into].Undo(t.Context()); assay.KindOf(err) == assay.KindConflict && len(have) == len(log) {
					continue // something else, on which others have built
				} else if err != nil {
					t.Fatal(err)
				}
				v.relearn(into)
				lawful(t, v.stores[into], v.Replicas[into].Log)
				if len(have) > len(log) { // the merge is told of in the history, and that was what came last
					undone++
					if after := rows(t, v.stores[into]); after != before {
						t.Fatalf("taken back, the merge has left\n%s\nof\n%s", after, before)
					}
				}
			}
			v.settleAll()
			for i, s := range v.stores[1:] {
				if rows(t, s) != rows(t, v.stores[0]) {
					t.Errorf("the files of analysts 0 and %d show other cases", i+1)
				}
			}
			again := v.mergeFile(1, 0)
			if again.New != 0 || !again.Act.IsZero() {
				t.Errorf("merged once more, %+v", again)
			}
		})
	}
	if undone == 0 {
		t.Error("no merge was taken back")
	}
}

// relearn tells the world what the file of an analyst says by now, and no more.
func (v *village) relearn(i int) {
	v.Replicas[i].Log = &oplog.Log{}
	v.learn(i)
}

func (v *village) idsOf(i int) map[oplog.Hash]bool {
	log, err := v.stores[i].Log(v.T.Context())
	if err != nil {
		v.T.Fatal(err)
	}
	ids := map[oplog.Hash]bool{}
	for _, op := range log {
		ids[op.ID] = true
	}
	return ids
}

// settleAll lets everybody merge what everybody else has, until there is nothing new.
func (v *village) settleAll() {
	for range 6 {
		news := 0
		for into := range v.stores {
			for from := range v.stores {
				if into != from {
					news += v.mergeFile(into, from).New
				}
			}
		}
		if news == 0 {
			return
		}
	}
	v.T.Error("merging does not come to an end")
}

// TestMergeTells: who merges is told what of theirs others have changed, what is in
// conflict, what was withdrawn, and what comes in their own name.
func TestMergeTells(t *testing.T) {
	ctx := t.Context()
	me := assay.ActorID(oplog.Derive("actor", oplog.Encode("me")))
	open := func(path, name string, actor assay.ActorID) *Store {
		s, err := Open(ctx, path, Options{Actor: actor, Name: name})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	dir := t.TempDir()
	mine, err := Create(ctx, filepath.Join(dir, "mine.assay"), "Quay", Options{Actor: me, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mine.Close() })
	kept, _, err := mine.AddClaim(ctx, "Nine cranes fell", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	gone, _, err := mine.AddClaim(ctx, "The quay burned", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	both, _, err := mine.AddClaim(ctx, "Two ships sank", assay.EventID{})
	if err != nil {
		t.Fatal(err)
	}
	theirs := filepath.Join(dir, "theirs.assay")
	if err := mine.SaveCopy(ctx, theirs); err != nil {
		t.Fatal(err)
	}
	ben := open(theirs, "Ben", assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))))
	reword := func(s *Store, id assay.ClaimID, wording string) {
		t.Helper()
		if _, err := s.update(ctx, func(t *tx) error {
			return t.edit(ctx, assay.KindClaim, oplog.ID(id), oplog.Fields{"wording": oplog.Encode(wording)})
		}); err != nil {
			t.Fatal(err)
		}
	}
	reword(ben, kept, "Ten cranes fell")
	reword(ben, both, "Three ships sank")
	reword(mine, both, "Four ships sank")
	if _, err := ben.update(ctx, func(t *tx) error { return t.retract(ctx, assay.KindClaim, oplog.ID(gone), "said nowhere") }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ben.AddClaim(ctx, "A crane stood", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	if err := ben.Close(); err != nil {
		t.Fatal(err)
	}
	also := open(theirs, "Ana", me) // my other computer
	if _, _, err := also.AddClaim(ctx, "Nobody was hurt", assay.EventID{}); err != nil {
		t.Fatal(err)
	}

	from := strangerOf(t, also)
	m, err := mine.Merge(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	if err := from.Close(); err != nil {
		t.Error(err)
	}
	if m.Made[assay.KindClaim] != 2 || m.Changed[assay.KindClaim] < 1 || m.Mine == 0 || m.Shared == 0 || m.Refused != 0 || m.Ahead != 0 {
		t.Errorf("%+v", m)
	}
	if len(m.Superseded) != 1 || m.Superseded[0].Entity != oplog.ID(kept) || m.Superseded[0].Before.Text() != "Nine cranes fell" || m.Superseded[0].After[0].Value.Text() != "Ten cranes fell" {
		t.Errorf("superseded: %+v", m.Superseded)
	}
	if len(m.Conflicts) != 1 || m.Conflicts[0].Entity != oplog.ID(both) || len(m.Conflicts[0].After) != 2 {
		t.Errorf("in conflict: %+v", m.Conflicts)
	}
	if len(m.Withdrawn) != 1 || m.Withdrawn[0].Entity != oplog.ID(gone) {
		t.Errorf("withdrawn: %+v", m.Withdrawn)
	}
	if len(m.By) != 2 || m.By[0].Name != "Ben" || m.By[1].Name != "Ana" { // the case has known one of them, the other is new
		t.Errorf("by: %+v", m.By)
	}

	// What is in conflict is decided for one of the values, once.
	p, err := mine.Conflicts(ctx, 0)
	if err != nil || p.Of != 1 || len(p.List) != 1 || len(p.List[0].After) != 2 {
		t.Fatalf("%+v, %v", p.List, err)
	}
	in := p.List[0]
	if _, err := mine.Resolve(ctx, in.Kind, in.Entity, in.Field, in.After[1].Op); err != nil {
		t.Fatal(err)
	}
	if page, err := mine.Claim(ctx, both, 0); err != nil || !slices.ContainsFunc(page.Case.Claims, func(c assay.Claim) bool { return c.ID == both && c.Wording == in.After[1].Value.Text() }) {
		t.Errorf("it was not decided for %q: %v", in.After[1].Value.Text(), err)
	}
	if p, err := mine.Conflicts(ctx, 0); err != nil || p.Of != 0 {
		t.Errorf("decided, and still %d are in conflict: %v", p.Of, err)
	}
	if _, err := mine.Resolve(ctx, in.Kind, in.Entity, in.Field, in.After[0].Op); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("decided once more: %v", err)
	}

	// Once somebody has built on it, it is not taken back.
	if _, err := mine.UndoAct(ctx, m.Act); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("taken back although it was decided upon: %v", err)
	}
	if _, err := mine.Undo(ctx); err != nil { // what was decided
		t.Fatal(err)
	}
	if _, err := mine.Undo(ctx); err != nil { // the merge
		t.Fatal(err)
	}
	if _, err := mine.Check(ctx); err != nil {
		t.Error(err)
	}
	if c, err := mine.Case(ctx); err != nil || len(c.Claims) != 3 || slices.ContainsFunc(c.Claims, func(c assay.Claim) bool { return c.ID == both && c.Wording != "Four ships sank" }) {
		t.Errorf("taken back, there are %+v (%v)", c.Claims, err)
	}
	if _, err := mine.Redo(ctx); assay.KindOf(err) != assay.KindConflict {
		t.Errorf("done again out of nothing: %v", err)
	}
	if _, err := mine.Check(ctx); err != nil {
		t.Error(err)
	}
}

// anaAndBen opens a case of Ana's, and the copy of it that Ben works on, in a folder.
func anaAndBen(t *testing.T, dir string) (ana, ben *Store) {
	t.Helper()
	ctx := t.Context()
	var err error
	if ana, err = Create(ctx, filepath.Join(dir, "ana.assay"), "Quay", Options{Actor: testActor, Name: "Ana"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ana.Close() })
	copied := filepath.Join(dir, "ben.assay")
	if err := ana.SaveCopy(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if ben, err = Open(ctx, copied, Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), Name: "Ben"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ben.Close() })
	return ana, ben
}

// TestMergeFixed: a merge can be undone, but not in a file that was made anew since: it
// does not tell what the merge brought. Nobody is offered what would be refused.
func TestMergeFixed(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	ana, ben := anaAndBen(t, dir)
	if _, _, err := ben.AddClaim(ctx, "Nine cranes fell", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	from := strangerOf(t, ben)
	defer from.Close()
	m, err := ana.Merge(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	anew := filepath.Join(dir, "anew.assay")
	merged := strangerOf(t, ana)
	defer merged.Close()
	if _, err := Receive(ctx, merged, anew, Options{Actor: testActor}); err != nil {
		t.Fatal(err)
	}
	again, err := Open(ctx, anew, Options{Actor: testActor, Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for _, test := range []struct {
		in   *Store
		want bool
	}{{again, false}, {ana, true}} {
		p, err := test.in.History(ctx, assay.HistoryFilter{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(p.Acts, func(a assay.Act) bool { return a.ID == m.Act })
		if i < 0 || p.Acts[i].Undoable(testActor) != test.want || p.Acts[i].Fixed == test.want {
			t.Errorf("%s: the merge is undoable: %t, want %t", filepath.Base(test.in.Path()), !test.want, test.want)
		}
		if _, err := test.in.UndoAct(ctx, m.Act); test.want != (err == nil) {
			t.Errorf("%s: undoing the merge: %v", filepath.Base(test.in.Path()), err)
		}
	}
}

// TestUnmergeBytes: what a merge brought goes with its bytes, but not those of what
// somebody here has undone and may do again.
func TestUnmergeBytes(t *testing.T) {
	ctx := t.Context()
	ana, ben := anaAndBen(t, t.TempDir())
	article := func(s *Store, text string) assay.ArticleID {
		t.Helper()
		out, err := s.ImportArticle(ctx, assay.Import{Original: []byte(text), Name: "a.txt", Text: text, Extractor: "text/1", Charset: "utf-8"})
		if err != nil {
			t.Fatal(err)
		}
		return out.Article
	}
	const shared, alone = "The quay burned on Friday.", "The ferry was late on Sunday."
	id := article(ana, shared)
	if _, err := ana.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	article(ben, shared)
	article(ben, alone)
	from := strangerOf(t, ben)
	defer from.Close()
	if _, err := ana.Merge(ctx, from); err != nil {
		t.Fatal(err)
	}
	if _, err := ana.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	err := ana.view(ctx, func(t *tx) error {
		if there, err := t.holds(ctx, oplog.Hash(sha256.Sum256([]byte(alone)))); err != nil || there {
			return fmt.Errorf("the bytes of what was taken back are there: %t, %w", there, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = ana.view(ctx, func(t *tx) error {
		if there, err := t.holds(ctx, oplog.Hash(sha256.Sum256([]byte(shared)))); err != nil || !there {
			return fmt.Errorf("the bytes of what was undone are there: %t, %w", there, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	article(ana, shared)
	if _, _, data, err := ana.OriginalOf(ctx, id); err != nil || string(data) != shared {
		t.Errorf("the article of one's own has the bytes %q (%v)", data, err)
	}
	if _, err := ana.Check(ctx); err != nil {
		t.Error(err)
	}
}
