package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// History returns one page of the history of the case.
func (s *Store) History(ctx context.Context, f assay.HistoryFilter) (p assay.HistoryPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p.Actors, err = t.actors(ctx); err != nil {
			return err
		}
		acts, err := t.acts(ctx, f)
		if err != nil {
			return err
		}
		if p.More = len(acts) > assay.HistoryPageSize; p.More {
			acts = acts[:assay.HistoryPageSize]
		}
		for _, id := range acts {
			act, err := t.describe(ctx, id)
			if err != nil {
				return err
			}
			p.Acts = append(p.Acts, act)
		}
		return nil
	})
	return p, err
}

func (t *tx) acts(ctx context.Context, f assay.HistoryFilter) ([]assay.ActID, error) {
	where, args := `1`, []any{}
	if f.Before > 0 {
		where, args = where+` AND at < ?`, append(args, f.Before)
	}
	if !f.Actor.IsZero() {
		where, args = where+` AND actor = ?`, append(args, f.Actor[:])
	}
	if !f.Entity.IsZero() {
		where, args = where+` AND entity = ?`, append(args, f.Entity[:])
	}
	rows, err := t.QueryContext(ctx, `SELECT act FROM op WHERE `+where+` ORDER BY at DESC, id DESC`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var acts []assay.ActID
	seen := map[assay.ActID]bool{}
	for rows.Next() && len(acts) <= assay.HistoryPageSize {
		id, err := scanID[oplog.Op](rows)
		if err != nil {
			return nil, err
		}
		if !seen[id] {
			seen[id] = true
			acts = append(acts, id)
		}
	}
	return acts, rows.Err()
}

// describe reads an act with what it changed.
func (t *tx) describe(ctx context.Context, id assay.ActID) (a assay.Act, err error) {
	ops, err := t.ops(ctx, `act = ? ORDER BY at, id`, id[:])
	if err != nil {
		return a, err
	}
	a = assay.Act{ID: id, Actor: assay.ActorID(ops[0].Actor), At: ops[0].At, Undoes: assay.ActID(ops[0].Undoes)}
	if a.Undone, err = t.takenBack(ctx, id); err != nil {
		return a, err
	}
	for _, op := range ops {
		all, err := t.opsOf(ctx, assay.Kind(op.Kind), op.Entity)
		if err != nil {
			return a, err
		}
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return a, err
		}
		step := assay.Edit{Kind: assay.Kind(op.Kind), Entity: op.Entity, Fields: fields, Before: oplog.Fields{}, Now: oplog.Fields{}}
		past := oplog.Project(oplog.Known(all, op))
		for name := range fields {
			if v := past.Value(name); v != nil {
				step.Before[name] = v
			}
		}
		now := oplog.Project(all)
		for name, r := range now.Fields {
			step.Now[name] = r.Value
		}
		if len(now.Fields) == 0 { // undone: name it by what it was
			for name, v := range fields {
				step.Now[name] = v
			}
		}
		a.Steps = append(a.Steps, step)
	}
	return a, nil
}

// takenBack reports whether an act no longer counts.
func (t *tx) takenBack(ctx context.Context, id assay.ActID) (bool, error) {
	undoings, err := query(ctx, t, `SELECT DISTINCT act FROM op WHERE undoes = ?`, []any{id[:]}, func(rows *sql.Rows) (assay.ActID, error) { return scanID[oplog.Op](rows) })
	if err != nil {
		return false, err
	}
	for _, u := range undoings {
		again, err := t.takenBack(ctx, u)
		if err != nil || !again {
			return err == nil, err
		}
	}
	return false, nil
}
