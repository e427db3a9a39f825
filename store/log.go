package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// tx is a transaction. In one that writes, all operations belong to one act of
// one analyst.
type tx struct {
	*sql.Tx
	author   oplog.Author
	act      oplog.ID
	recent   *recentTexts
	kept     *memory                     // what is remembered of other transactions, nil for nothing
	ends     *logEnd                     // where the log ends, once somebody has asked
	format   int                         // of the file
	ones     *assay.Merged               // the claims that stand for others, once somebody has asked and until forget
	heirs    map[assay.TagID]assay.TagID // likewise, the tags that stand for those that are gone
	forms    map[string]bool             // words that the index has, as far as this has seen
	wrote    int                         // operations
	unsorted bool                        // lists of entities may come in any order
	worth    bool                        // committing even if no operation was written: bytes have come that the case lacked
}

// view runs fn on one consistent snapshot of the case.
func (s *Store) view(ctx context.Context, fn func(*tx) error) error {
	err := s.look(ctx, fn)
	if halfWritten(err) && s.write != nil && !s.Moved() {
		// Another program was killed. Who may write takes back what it left.
		t, err := s.write.BeginTx(ctx, nil)
		if err != nil {
			return explain(err)
		}
		if err := t.Rollback(); err != nil {
			return explain(err)
		}
		return explain(s.look(ctx, fn)) // fn has seen nothing yet
	}
	return explain(err)
}

func (s *Store) look(ctx context.Context, fn func(*tx) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer t.Rollback()
	return fn(&tx{Tx: t, recent: &s.recent, kept: &s.kept, format: s.format})
}

// update runs fn as one act of the analyst and commits it unless fn fails. It
// returns the act, or the zero ID where fn changed nothing. When it returns
// without error, what was done survives a crash and a power cut.
func (s *Store) update(ctx context.Context, fn func(*tx) error) (assay.ActID, error) {
	s.waiting.Add(1)
	begun := sync.OnceFunc(func() { s.waiting.Add(-1) })
	defer begun()
	return s.updateAs(ctx, oplog.ID{}, func(t *tx) error {
		begun()
		return fn(t)
	})
}

func errReadOnly() error {
	return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("This case was opened to be read only. Close it and open it again to change it, or save a copy and work on that.")}
}

// updateAs is update for a part of an act that takes several transactions, or
// for a new act if it is zero.
func (s *Store) updateAs(ctx context.Context, act oplog.ID, fn func(*tx) error) (assay.ActID, error) {
	if s.write == nil {
		return assay.ActID{}, errReadOnly()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Moved() { // SQLite would notice, but not before it has taken the other file's journal for ours
		return assay.ActID{}, gone(nil)
	}
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return assay.ActID{}, explain(err)
	}
	defer sqlTx.Rollback()
	if act.IsZero() {
		act = oplog.NewID(s.author.Now())
	}
	t := &tx{Tx: sqlTx, author: s.author, act: act, recent: &s.recent, kept: &s.kept, format: s.format}
	if err := fn(t); err != nil {
		return assay.ActID{}, explain(err)
	}
	if t.wrote == 0 && !t.worth {
		return assay.ActID{}, nil
	}
	if t.wrote == 0 {
		t.act = oplog.ID{}
	} else if err := t.introduce(ctx, s.analyst()); err != nil {
		return assay.ActID{}, explain(err)
	}
	if err := t.Commit(); err != nil {
		return assay.ActID{}, explain(err)
	}
	s.author.Clock = t.author.Clock
	return assay.ActID(t.act), nil
}

// introduce writes the analyst's name into the case where it does not say so yet.
func (t *tx) introduce(ctx context.Context, name string) error {
	if name == "" {
		return nil
	}
	return t.edit(ctx, assay.KindActor, t.author.Actor, oplog.Fields{"name": oplog.Encode(name)})
}

// edit sets fields of an entity: the only way in which anything is written.
// Where the kind's ids are derived, id is computed from the key fields in f.
// What is as f says already is not written again.
func (t *tx) edit(ctx context.Context, k assay.Kind, id assay.EntityID, f oplog.Fields) error {
	if assay.Define(k).Derived() {
		id = assay.DeriveID(k, f)
	}
	ops, err := t.opsOf(ctx, k, id)
	if err != nil {
		return err
	}
	state := oplog.Project(ops)
	f = changes(k, &state, f)
	if len(f) == 0 {
		return nil
	}
	_, err = t.append(ctx, oplog.Edit{Kind: string(k), Entity: id, Fields: f}, ops, state.Heads)
	return err
}

// changes returns the part of f that is news. Key fields stay with it, and the
// fields of a position stay together.
func changes(k assay.Kind, s *oplog.State, f oplog.Fields) oplog.Fields {
	news := oplog.Fields{}
	for name, v := range f {
		shown := s.Value(name)
		same := string(shown) == string(v) || shown.IsNull() && v.IsNull()
		if !same || inConflict(s, name) {
			news[name] = v
		}
	}
	if len(news) == 0 && s.Exists {
		return nil
	}
	whole := slices.ContainsFunc(assay.AnchorFields, func(name string) bool { _, ok := news[name]; return ok })
	for name, v := range f {
		field := assay.Define(k).Field(name)
		if field == nil || field.Key || whole && slices.Contains(assay.AnchorFields, name) {
			news[name] = v
		}
	}
	return news
}

// inConflict reports whether analysts have set a field to different values, not knowing
// of each other.
func inConflict(s *oplog.State, field string) bool {
	return slices.ContainsFunc(s.Conflicts, func(c oplog.Conflict) bool { return c.Field == field })
}

// retract withdraws an entity.
func (t *tx) retract(ctx context.Context, k assay.Kind, id assay.EntityID, why string) error {
	f, err := t.keys(ctx, k, id)
	if err != nil {
		return err
	}
	f[oplog.Retracted], f[oplog.Retraction] = oplog.Encode(true), oplog.Encode(why)
	return t.edit(ctx, k, id, f)
}

// keys returns the key fields of an entity that is there.
func (t *tx) keys(ctx context.Context, k assay.Kind, id assay.EntityID) (oplog.Fields, error) {
	f := oplog.Fields{}
	if !assay.Define(k).Derived() {
		return f, nil
	}
	ops, err := t.opsOf(ctx, k, id)
	if err != nil {
		return nil, err
	}
	state := oplog.Project(ops)
	if !state.Exists {
		return nil, assay.NotFound(noun(k))
	}
	for _, field := range assay.Define(k).Fields {
		if field.Key {
			v := state.Value(field.Name)
			if v.IsNull() {
				v = oplog.Null
			}
			f[field.Name] = v
		}
	}
	return f, nil
}

func noun(k assay.Kind) assay.Noun { return assay.Noun(strings.ReplaceAll(string(k), "_", " ")) }

// append writes one operation and what follows from it: the state that it
// returns.
func (t *tx) append(ctx context.Context, e oplog.Edit, ops []*oplog.Op, heads []oplog.Hash) (oplog.State, error) {
	op := t.author.Sign(t.act, e, heads)
	if err := errors.Join(op.Verify(), assay.CheckOp(&op)); err != nil {
		return oplog.State{}, fmt.Errorf("write %s: %w", e.Kind, err)
	}
	if err := t.insert(ctx, &op, 0); err != nil {
		return oplog.State{}, err
	}
	was, state := oplog.Project(ops), oplog.Project(append(ops, &op))
	return state, t.project(ctx, &state, &was)
}

// insert puts one operation into the log; came is the merge that brought it.
func (t *tx) insert(ctx context.Context, op *oplog.Op, came int) error {
	b := t.bulk()
	if err := b.insert(ctx, op, came); err != nil {
		return err
	}
	return b.flush(ctx)
}

// insert is the same for one of many.
func (b *bulk) insert(ctx context.Context, op *oplog.Op, came int) error {
	prev := make([]byte, 0, len(op.Prev)*len(oplog.Hash{}))
	for _, p := range op.Prev {
		prev = append(prev, p[:]...)
	}
	var undoes []byte
	if !op.Undoes.IsZero() {
		undoes = op.Undoes[:]
	}
	b.wrote++
	b.forget(op)
	return b.add(ctx, logged, op.ID[:], op.Act[:], undoes, op.At, op.Actor[:], op.Kind, op.Entity[:], string(op.Body), prev, came)
}

// logged has an operation written into the log.
var logged = &form{head: `INSERT OR FAIL INTO op (id, act, undoes, at, actor, kind, entity, body, prev, came) VALUES `, row: `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`}

// forget drops what a transaction has read and an operation may change. What
// undoes something does not say what that was.
func (t *tx) forget(op *oplog.Op) {
	switch assay.Kind(op.Kind) {
	case assay.KindClaim:
		t.ones = nil
	case assay.KindMention: // a withdrawn claim is in sight while something mentions it
		t.ones = nil
	case assay.KindJudgement:
		if !op.Undoes.IsZero() || bytes.Contains(op.Body, []byte(`"`+assay.DimRank+`"`)) {
			t.ones = nil
		}
	case assay.KindTag:
		t.heirs = nil
	case assay.KindSame:
		t.ones, t.heirs = nil, nil
	default: // nothing that is kept follows from the others
	}
}

const opColumns = `id, act, undoes, at, actor, kind, entity, body, prev`

// opsOf returns the operations of one entity.
func (t *tx) opsOf(ctx context.Context, k assay.Kind, id assay.EntityID) ([]*oplog.Op, error) {
	return t.ops(ctx, `entity = ? AND kind = ? ORDER BY seq`, id[:], string(k))
}

// state returns what the operations of one entity add up to.
func (t *tx) state(ctx context.Context, k assay.Kind, id assay.EntityID) (oplog.State, error) {
	ops, err := t.opsOf(ctx, k, id)
	return oplog.Project(ops), err
}

func (t *tx) ops(ctx context.Context, where string, args ...any) ([]*oplog.Op, error) {
	return query(ctx, t, `SELECT `+opColumns+` FROM op WHERE `+where, args, func(rows *sql.Rows) (*oplog.Op, error) { return scanOp(rows) })
}

// scanOp reads an operation from opColumns. dest takes columns that stand before those.
func scanOp(rows *sql.Rows, dest ...any) (*oplog.Op, error) {
	var op oplog.Op
	var prev []byte
	dest = append(dest, into(&op.ID), into(&op.Act), into(&op.Undoes), &op.At, into(&op.Actor), &op.Kind, into(&op.Entity), &op.Body, &prev)
	if err := rows.Scan(dest...); err != nil {
		return nil, err
	}
	if len(prev)%len(oplog.Hash{}) != 0 {
		return nil, damaged("operation %.12s has predecessors of %d bytes", op.ID, len(prev))
	}
	for len(prev) > 0 {
		op.Prev = append(op.Prev, oplog.Hash(prev[:len(oplog.Hash{})]))
		prev = prev[len(oplog.Hash{}):]
	}
	return &op, nil
}
