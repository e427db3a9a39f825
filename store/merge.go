package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// ForeseeMerge says what merging another copy of the case would bring. It changes
// nothing, and holds nobody up.
func (s *Store) ForeseeMerge(ctx context.Context, from Copy) (m *assay.Merge, err error) {
	err = s.view(ctx, func(t *tx) error {
		t.author = oplog.Author{Actor: s.author.Actor, Now: s.author.Now}
		var ops []oplog.Op
		var g *guest
		m = &assay.Merge{}
		var asOf int
		if ops, asOf, err = t.lacking(ctx, from, m); err != nil {
			return err
		}
		if g, err = t.admitFrom(ctx, from, ops, asOf, m); err != nil {
			return err
		}
		err = g.weigh(ctx, func(before, after *oplog.State) error {
			g.compare(before, after, m)
			return nil
		})
		return cmp.Or(err, g.name(ctx, m))
	})
	return m, err
}

// Merge unites the case with another copy of it. Nothing that either says is lost:
// what contradicts each other stays beside each other until somebody decides. It is
// one transaction and, once it is done, one act in the history. A case that brings
// nothing new leaves this one as it is, and one whose only news is that it was merged
// itself, what somebody is called, or the bytes of what is known by its hash, is not told
// of: Act is zero then.
func (s *Store) Merge(ctx context.Context, from Copy) (m *assay.Merge, err error) {
	var ops []oplog.Op
	var asOf int
	var about assay.Merge
	err = s.view(ctx, func(t *tx) (err error) { // which holds up nobody
		ops, asOf, err = t.lacking(ctx, from, &about)
		return err
	})
	if err != nil {
		return nil, err
	}
	told := false
	act, err := s.update(ctx, func(t *tx) error {
		m = &about
		g, err := t.admitFrom(ctx, from, ops, asOf, m)
		if err != nil || !m.Brings() {
			return err
		}
		if t.worth = m.Filled > 0; m.New == 0 {
			return g.writeBytes(ctx)
		}
		err = g.settle(ctx, func(before, after *oplog.State) { g.compare(before, after, m) })
		if err = cmp.Or(err, g.name(ctx, m)); err != nil {
			return err
		}
		if told = slices.ContainsFunc(g.taken, g.isNews); !told {
			return nil
		}
		return t.edit(ctx, assay.KindMerge, oplog.NewID(t.author.Now()), oplog.Fields{
			"file": oplog.Encode(m.File), "hash": oplog.Encode(m.Hash.String()),
			"new": oplog.Encode(m.New), "refused": oplog.Encode(m.Refused),
		})
	})
	if err != nil {
		return nil, err
	}
	if told {
		m.Act = act
	}
	return m, nil
}

// AllIn reports whether another copy has every operation of the case as it was written,
// and the bytes of every text and original. All of it is read for that.
func (s *Store) AllIn(ctx context.Context, other Copy) (all bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		missing, err := t.ids(ctx)
		if err != nil {
			return err
		}
		rows, err := collect(other.Rows(ctx))
		if err != nil {
			return err
		}
		seqs := make([]int64, len(rows))
		for i, row := range rows {
			seqs[i] = row.Seq
		}
		for op, err := range other.Operations(ctx, seqs) {
			if err != nil && !errors.Is(err, ErrRefused) {
				return err
			}
			delete(missing, op.ID)
		}
		if len(missing) > 0 {
			return nil
		}
		all, err = t.bytesIn(ctx, other)
		return err
	})
	return all, err
}

// Lacks reports whether another copy has bytes of texts or originals that are not in the
// case, which was made from a copy without them.
func (s *Store) Lacks(ctx context.Context, other Copy) (lacks bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		absent, err := t.absent(ctx)
		for _, hash := range absent {
			data, blobErr := other.Blob(ctx, hash)
			if err = errors.Join(err, blobErr); err != nil || data != nil {
				lacks = data != nil
				break
			}
		}
		return err
	})
	return lacks, err
}

// bytesIn reports whether another copy has all bytes that the case has.
func (t *tx) bytesIn(ctx context.Context, other Copy) (bool, error) {
	hashes, err := query(ctx, t, `SELECT hash FROM blob WHERE form <> 'purged'`, nil, scanHash)
	if err != nil {
		return false, err
	}
	for _, hash := range hashes {
		if data, err := other.Blob(ctx, hash); err != nil || data == nil {
			return false, err
		}
	}
	return true, nil
}

// isNews reports whether an operation is worth being told of: that two copies were
// merged would else go back and forth between them without end.
func (g *guest) isNews(op *oplog.Op) bool {
	return op.Kind != string(assay.KindMerge) && op.Kind != string(assay.KindActor) && !g.silent[op.ID]
}

// hear finds out what of the new operations only says once more what the case says:
// what a copy without history begins with, if it comes back.
func (g *guest) hear(ctx context.Context, m *assay.Merge) error {
	g.silent = map[oplog.Hash]bool{}
	var restated []entity
	for e, news := range g.news {
		if slices.ContainsFunc(news, (*oplog.Op).Restates) {
			restated = append(restated, e)
		}
	}
	for part := range slices.Chunk(restated, aboutAtOnce) {
		of, err := g.opsAbout(ctx, part)
		if err != nil {
			return err
		}
		for _, e := range part {
			g.hush(of[e], g.news[e], m)
		}
	}
	return nil
}

// hush finds them among the new operations on one entity.
func (g *guest) hush(had, news []*oplog.Op, m *assay.Merge) {
	counting := map[oplog.Hash]bool{}
	for _, op := range oplog.Counting(slices.Concat(had, news)) {
		counting[op.ID] = true
	}
	for _, op := range news {
		if op.Restates() && !counting[op.ID] {
			g.silent[op.ID] = true
			m.New--
			m.Shared++
		}
	}
}

// admitFrom takes operations of another copy in, without writing them, and adds to m
// how many and whose they are. The case lacked them when its log ended at asOf.
func (t *tx) admitFrom(ctx context.Context, from Copy, ops []oplog.Op, asOf int, m *assay.Merge) (*guest, error) {
	var failed error
	g, err := t.receive(ctx, func(hash oplog.Hash) []byte {
		data, err := from.Blob(ctx, hash)
		failed = errors.Join(failed, err)
		return data
	})
	if err != nil {
		return nil, err
	}
	g.strange, g.sound = g.came == asOf+1, true
	m.File, m.Hash, m.Made, m.Changed = from.About().Name, from.About().Hash, map[assay.Kind]int{}, map[assay.Kind]int{}
	slices.SortFunc(ops, textsFirst)
	err = g.admitAll(ctx, refs(ops), func(_ *oplog.Op, known bool, err error) error {
		switch {
		case errors.Is(err, ErrRefused):
			m.Refused++
		case err != nil:
			return fmt.Errorf("merge: %w", err)
		case known: // it has come meanwhile
			m.Shared++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.New = len(g.taken)
	if err := g.hear(ctx, m); err != nil {
		return nil, err
	}
	g.credit(m)
	return g, errors.Join(g.countOriginals(ctx, m), failed)
}

// credit says who made what is new, and when by their clocks.
func (g *guest) credit(m *assay.Merge) {
	by := map[assay.ActorID]*assay.MergeBy{}
	horizon := g.author.Now().Add(oplog.Horizon)
	for _, op := range g.taken {
		if g.silent[op.ID] {
			continue
		}
		who := by[assay.ActorID(op.Actor)]
		if who == nil {
			who = &assay.MergeBy{Actor: assay.ActorID(op.Actor), First: op.At}
			by[who.Actor] = who
		}
		who.Operations++
		who.First, who.Last = min(who.First, op.At), max(who.Last, op.At)
		if op.Actor == g.author.Actor {
			m.Mine++
		}
		if op.At.Time().After(horizon) {
			m.Ahead++
		}
	}
	for who := range maps.Values(by) {
		m.By = append(m.By, *who)
	}
	slices.SortFunc(m.By, func(a, b assay.MergeBy) int {
		return cmp.Or(cmp.Compare(b.Operations, a.Operations), bytes.Compare(a.Actor[:], b.Actor[:]))
	})
}

// countOriginals says how many originals come with their bytes, and how many without. Those
// of which the case has the hash alone, since it was made from a copy without them, come
// too.
func (g *guest) countOriginals(ctx context.Context, m *assay.Merge) error {
	absent, err := g.absent(ctx)
	for _, hash := range absent {
		if g.bytes[hash] == present || g.read(hash) != nil {
			g.bytes[hash] = present
			m.Originals, m.Filled = m.Originals+1, m.Filled+1
			delete(g.originals, hash)
		}
	}
	for hash := range g.originals {
		if g.bytes[hash] == present || g.read(hash) != nil {
			m.Originals++
		} else {
			m.Bare++
		}
	}
	return err
}

// name says what those are called who made what is new: by what is new, or by what the
// case has of them from before.
func (g *guest) name(ctx context.Context, m *assay.Merge) error {
	for i := range m.By {
		who := entity{assay.KindActor, oplog.ID(m.By[i].Actor)}
		had, err := g.opsOf(ctx, who.kind, who.id)
		if err != nil {
			return err
		}
		state := oplog.Project(slices.Concat(had, g.news[who]))
		if name := state.Value("name"); !name.IsNull() {
			m.By[i].Name = name.Text()
		}
	}
	return nil
}

// compare says what becomes of one entity.
func (g *guest) compare(before, after *oplog.State, m *assay.Merge) {
	k := assay.Kind(after.Kind)
	change := assay.MergeChange{Kind: k, Entity: after.Entity, On: about(after)}
	switch {
	case !before.Visible() && after.Visible():
		m.Made[k]++
	case before.Visible() && !after.Visible():
		change.After, change.Why = []oplog.Register{after.Fields[oplog.Retracted]}, after.Value(oplog.Retraction).Text()
		m.Withdrawn = append(m.Withdrawn, change)
		return
	case before.Visible() && !sameShown(before, after):
		m.Changed[k]++
	}
	contested := map[string]bool{}
	for _, c := range after.Conflicts {
		contested[c.Field] = true
		if !slices.ContainsFunc(before.Conflicts, func(was oplog.Conflict) bool {
			return was.Field == c.Field && len(was.Values) == len(c.Values) && was.Values[0].Op == c.Values[0].Op
		}) {
			change.Field, change.Before, change.After = c.Field, before.Value(c.Field), c.Values
			m.Conflicts = append(m.Conflicts, change)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(before.Fields)) {
		was, is := before.Fields[field], after.Fields[field]
		if was.Actor == g.author.Actor && is.Op != was.Op && !bytes.Equal(was.Value, is.Value) && !contested[field] {
			change.Field, change.Before, change.After = field, was.Value, []oplog.Register{is}
			m.Superseded = append(m.Superseded, change)
		}
	}
}

// about returns the thing that an entity is, or that it says something of.
func about(s *oplog.State) assay.EntityID {
	for _, field := range []string{"target", "mention", "question", "article", "source", "a"} {
		if v := s.Value(field); !v.IsNull() && s.Kind != string(assay.KindMention) {
			return v.ID()
		}
	}
	return s.Entity
}

// sameShown reports whether two states of an entity show the same.
func sameShown(a, b *oplog.State) bool {
	if len(a.Fields) != len(b.Fields) || a.Gone != b.Gone || a.Exists != b.Exists {
		return false
	}
	for name, r := range a.Fields {
		if !bytes.Equal(r.Value, b.Fields[name].Value) {
			return false
		}
	}
	return true
}

// broughtBy returns where in the log an act of an analyst tells of a merge, and the number by which
// what that has brought is known.
func (t *tx) broughtBy(ctx context.Context, by assay.ActorID, act assay.ActID) (seq, came int, err error) {
	err = t.QueryRowContext(ctx, `SELECT seq FROM op WHERE act = ? AND +actor = ? AND kind = 'merge' AND undoes IS NULL AND came = 0`, act[:], by[:]).Scan(&seq)
	if err == nil { // what it brought was written just before it
		err = t.QueryRowContext(ctx, `SELECT came FROM op WHERE seq < ? AND came > 0 ORDER BY seq DESC LIMIT 1`, seq).Scan(&came)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = assay.Conflict("What this merge brought cannot be told apart in this file, which was made anew since. The backup from before the merge is the case without it.")
	}
	return seq, came, err
}

// unmerge takes the operations out of the file again that a merge has brought: the
// one thing that removes operations. None of them is the case's own; they are in the
// file that was merged, and in the backup from before. It returns what is no longer
// there, and fails with KindConflict if anybody has built on it since.
func (t *tx) unmerge(ctx context.Context, act assay.ActID) (vanished []entity, err error) {
	seq, came, err := t.broughtBy(ctx, assay.ActorID(t.author.Actor), act)
	if err != nil {
		return nil, err
	}
	brought, err := t.ops(ctx, `came = ? ORDER BY seq`, came)
	if err != nil {
		return nil, err
	}
	touched, is := map[entity]bool{}, map[oplog.Hash]bool{}
	for _, op := range brought {
		touched[entity{assay.Kind(op.Kind), op.Entity}], is[op.ID] = true, true
	}
	later, err := t.ops(ctx, `seq > ? ORDER BY seq`, seq)
	if err != nil {
		return nil, err
	}
	if err := t.standsAlone(ctx, later, is); err != nil {
		return nil, err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM op WHERE came = ?`, came); err != nil {
		return nil, err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM lineage_claims`); err != nil { // what they said cannot be followed any more
		return nil, err
	}
	t.wrote++
	t.ones, t.heirs = nil, nil
	err = t.projectAll(ctx, slices.Collect(maps.Keys(touched)), func(s *oplog.State) {
		if !s.Visible() {
			vanished = append(vanished, entity{assay.Kind(s.Kind), s.Entity})
		}
	})
	if err != nil {
		return nil, err
	}
	return vanished, t.dropBlobs(ctx, blobsOf(brought))
}

// dropBlobs removes those of some bytes that no operation is about any more: also one
// that was undone may be done again.
func (t *tx) dropBlobs(ctx context.Context, hashes []oplog.Hash) error {
	if len(hashes) == 0 {
		return nil
	}
	left, err := t.ops(ctx, `kind IN ('text', 'capture') AND undoes IS NULL`)
	if err != nil {
		return err
	}
	needed := map[oplog.Hash]bool{}
	for _, h := range blobsOf(left) {
		needed[h] = true
	}
	for _, h := range hashes {
		if needed[h] {
			continue
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM blob WHERE hash = ? AND form <> 'purged'`, h[:]); err != nil {
			return err
		}
	}
	return nil
}

// standsAlone fails unless what was written later counts without some operations, or
// counts no more. What takes back something older would no longer know of it.
func (t *tx) standsAlone(ctx context.Context, later []*oplog.Op, without map[oplog.Hash]bool) error {
	acts := map[oplog.ID]bool{}
	for _, op := range later {
		acts[op.Act] = true
	}
	for _, op := range later {
		if !slices.ContainsFunc(op.Prev, func(p oplog.Hash) bool { return without[p] }) || acts[op.Undoes] {
			continue
		}
		back, err := t.takenBack(ctx, assay.ActorID(op.Actor), assay.ActID(op.Act), map[assay.ActID]bool{})
		if err != nil {
			return err
		}
		if !back {
			return t.builtOn(ctx, op.Actor)
		}
	}
	return nil
}

// blobsOf returns the hashes of what operations are about.
func blobsOf(ops []*oplog.Op) (hashes []oplog.Hash) {
	for _, op := range ops {
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			continue
		}
		for _, name := range []string{"content", "original"} {
			if v := fields[name]; !v.IsNull() && (op.Kind == string(assay.KindText) || op.Kind == string(assay.KindCapture)) {
				hashes = append(hashes, v.Hash())
			}
		}
	}
	return hashes
}
