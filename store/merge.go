package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
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
		_, m, err = t.foresee(ctx, from)
		return err
	})
	return m, err
}

// Merge unites the case with another copy of it. Nothing that either says is lost:
// what contradicts each other stays beside each other until somebody decides. It is
// one transaction and, once it is done, one act in the history. A case that brings
// nothing new leaves this one as it is.
func (s *Store) Merge(ctx context.Context, from Copy) (m *assay.Merge, err error) {
	act, err := s.update(ctx, func(t *tx) error {
		var g *guest
		if g, m, err = t.foresee(ctx, from); err != nil || m.New == 0 {
			return err
		}
		if err := g.settle(ctx); err != nil {
			return err
		}
		if !slices.ContainsFunc(g.taken, func(op *oplog.Op) bool {
			return op.Kind != string(assay.KindMerge) && op.Kind != string(assay.KindActor)
		}) {
			return nil // that the other was merged with this one is no news worth telling back
		}
		return t.edit(ctx, assay.KindMerge, oplog.NewID(t.author.Now()), oplog.Fields{
			"file": oplog.Encode(m.File), "hash": oplog.Encode(m.Hash.String()),
			"new": oplog.Encode(m.New), "refused": oplog.Encode(m.Refused),
		})
	})
	if err != nil {
		return nil, err
	}
	m.Act = act
	return m, nil
}

// foresee takes in what another copy has, without writing it, and says what it
// comes to.
func (t *tx) foresee(ctx context.Context, from Copy) (*guest, *assay.Merge, error) {
	var failed error
	g, err := t.receive(ctx, func(hash oplog.Hash) []byte {
		data, err := from.Blob(ctx, hash)
		failed = errors.Join(failed, err)
		return data
	})
	if err != nil {
		return nil, nil, err
	}
	m := &assay.Merge{File: from.About().Name, Hash: from.About().Hash, Made: map[assay.Kind]int{}, Changed: map[assay.Kind]int{}}
	ops, err := t.lacking(ctx, from, m)
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(ops, textsFirst)
	for i := range ops {
		if _, err := g.admit(ctx, &ops[i]); errors.Is(err, ErrRefused) {
			m.Refused++
		} else if err != nil {
			return nil, nil, fmt.Errorf("merge: %w", err)
		}
	}
	m.New = len(g.taken)
	t.credit(g, m)
	if err := g.weigh(ctx, m); err != nil {
		return nil, nil, err
	}
	return g, m, failed
}

// lacking returns the operations that another copy has and the case has not.
func (t *tx) lacking(ctx context.Context, from Copy, m *assay.Merge) (ops []oplog.Op, err error) {
	have, err := t.ids(ctx)
	if err != nil {
		return nil, err
	}
	var rows []int64
	for row, err := range from.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		if have[row.ID] {
			m.Shared++
		} else {
			rows = append(rows, row.Seq)
		}
	}
	for op, err := range from.Operations(ctx, rows) {
		switch {
		case errors.Is(err, ErrRefused):
			m.Refused++
		case err != nil:
			return nil, err
		default:
			ops = append(ops, op)
		}
	}
	return ops, nil
}

// ids returns the ids of all operations.
func (t *tx) ids(ctx context.Context) (map[oplog.Hash]bool, error) {
	var n int
	if err := t.QueryRowContext(ctx, `SELECT count(*) FROM op`).Scan(&n); err != nil {
		return nil, err
	}
	rows, err := t.QueryContext(ctx, `SELECT id FROM op`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := make(map[oplog.Hash]bool, n)
	for rows.Next() {
		var id sql.RawBytes
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		if len(id) == len(oplog.Hash{}) {
			ids[oplog.Hash(id)] = true
		}
	}
	return ids, rows.Err()
}

// credit says who made what is new, and when by their clocks.
func (t *tx) credit(g *guest, m *assay.Merge) {
	by := map[assay.ActorID]*assay.MergeBy{}
	horizon := t.author.Now().Add(oplog.Horizon)
	for _, op := range g.taken {
		who := by[assay.ActorID(op.Actor)]
		if who == nil {
			who = &assay.MergeBy{Actor: assay.ActorID(op.Actor), First: op.At}
			by[who.Actor] = who
		}
		who.Operations++
		who.First, who.Last = min(who.First, op.At), max(who.Last, op.At)
		if op.Actor == t.author.Actor {
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
	for hash, state := range g.bytes {
		if state == wanted && g.read(hash) == nil {
			m.Bare++
		}
	}
}

// weigh compares what the case says with what it would say.
func (g *guest) weigh(ctx context.Context, m *assay.Merge) error {
	entities := slices.SortedFunc(maps.Keys(g.news), func(a, b entity) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), bytes.Compare(a.id[:], b.id[:]))
	})
	for _, e := range entities {
		had, err := g.opsOf(ctx, e.kind, e.id)
		if err != nil {
			return err
		}
		before, after := oplog.Project(had), oplog.Project(slices.Concat(had, g.news[e]))
		g.states[e] = &after
		g.compare(&before, &after, m)
		if e.kind == assay.KindActor {
			for i := range m.By {
				if name := after.Value("name"); oplog.ID(m.By[i].Actor) == e.id && !name.IsNull() {
					m.By[i].Name = name.Text()
				}
			}
		}
	}
	return nil
}

// compare says what becomes of one entity.
func (g *guest) compare(before, after *oplog.State, m *assay.Merge) {
	k := assay.Kind(after.Kind)
	change := assay.MergeChange{Kind: k, Entity: after.Entity}
	switch {
	case !before.Visible() && after.Visible():
		m.Made[k]++
	case before.Visible() && !after.Visible():
		change.After = []oplog.Register{after.Fields[oplog.Retracted]}
		m.Withdrawn = append(m.Withdrawn, change)
		return
	case !sameShown(before, after):
		m.Changed[k]++
	}
	contested := map[string]bool{}
	for _, c := range after.Conflicts {
		contested[c.Field] = true
		if !slices.ContainsFunc(before.Conflicts, func(was oplog.Conflict) bool {
			return was.Field == c.Field && len(was.Values) == len(c.Values) && was.Values[0].Op == c.Values[0].Op
		}) {
			m.Conflicts = append(m.Conflicts, assay.MergeChange{Kind: k, Entity: after.Entity, Field: c.Field, Before: before.Value(c.Field), After: c.Values})
		}
	}
	for _, field := range slices.Sorted(maps.Keys(before.Fields)) {
		was, is := before.Fields[field], after.Fields[field]
		if was.Actor == g.author.Actor && is.Op != was.Op && !bytes.Equal(was.Value, is.Value) && !contested[field] {
			m.Superseded = append(m.Superseded, assay.MergeChange{Kind: k, Entity: after.Entity, Field: field, Before: was.Value, After: []oplog.Register{is}})
		}
	}
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

// unmerge takes the operations out of the file again that a merge has brought: the
// one thing that removes operations. None of them is the case's own; they are in the
// file that was merged, and in the backup from before. It returns what is no longer
// there, and fails with KindConflict if anybody has built on it since.
func (t *tx) unmerge(ctx context.Context, act assay.ActID) (vanished []entity, err error) {
	var seq, came int
	err = t.QueryRowContext(ctx, `SELECT seq FROM op WHERE act = ? AND actor = ? AND kind = 'merge' AND undoes IS NULL AND came = 0`, act[:], t.author.Actor[:]).Scan(&seq)
	if err == nil { // what it brought was written just before it
		err = t.QueryRowContext(ctx, `SELECT came FROM op WHERE seq < ? AND came > 0 ORDER BY seq DESC LIMIT 1`, seq).Scan(&came)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, assay.Conflict("What this merge brought is not told apart in this file. Go back to the backup from before it instead.")
	}
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
	t.wrote++
	t.number, t.ones, t.heirs = nil, nil, nil
	for e := range touched {
		state, err := t.state(ctx, e.kind, e.id)
		if err != nil {
			return nil, err
		}
		if state.Kind == "" {
			state.Kind, state.Entity = string(e.kind), e.id
		}
		if err := t.project(ctx, &state); err != nil {
			return nil, err
		}
		if !state.Visible() {
			vanished = append(vanished, e)
		}
	}
	_, err = t.ExecContext(ctx, `
		DELETE FROM blob WHERE form <> 'purged'
			AND hash NOT IN (SELECT content FROM "text" WHERE content IS NOT NULL) AND hash NOT IN (SELECT original FROM capture WHERE original IS NOT NULL)
			AND hash IN (SELECT unhex(value) FROM json_each(?))`, hexHashes(blobsOf(brought)))
	return vanished, err
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

// hexHashes is a list of hashes as json_each takes it.
func hexHashes(hashes []oplog.Hash) string {
	list := make([]string, len(hashes))
	for i, h := range hashes {
		list[i] = h.String()
	}
	return string(must(json.Marshal(list)))
}
