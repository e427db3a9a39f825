package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Undo takes back the analyst's latest act that has not been taken back, in
// whatever article and session it was. It returns the act that was undone, and
// fails with KindConflict, changing nothing, if there is none or somebody else
// has built on it since.
func (s *Store) Undo(ctx context.Context) (undone assay.ActID, err error) {
	_, err = s.update(ctx, func(t *tx) error {
		undone, _, err = t.stack(ctx)
		if err != nil {
			return err
		}
		if undone.IsZero() {
			return assay.Conflict("There is nothing of yours left to undo.")
		}
		return t.undo(ctx, undone)
	})
	return undone, err
}

// Redo does again what was undone last, if nothing else has been done since.
func (s *Store) Redo(ctx context.Context) (redone assay.ActID, err error) {
	_, err = s.update(ctx, func(t *tx) error {
		var undoing assay.ActID
		_, undoing, err = t.stack(ctx)
		if err != nil {
			return err
		}
		if undoing.IsZero() {
			return assay.Conflict("There is nothing to redo.")
		}
		ops, err := t.ops(ctx, `act = ? ORDER BY at, id`, undoing[:])
		if err != nil {
			return err
		}
		redone = assay.ActID(ops[0].Undoes)
		return t.undo(ctx, undoing)
	})
	return redone, err
}

// stack returns the act that Undo would take back and the undoing that Redo
// would, by going back through the analyst's acts. An act that a later one of
// theirs has taken back is passed over; the first undoing met before any other
// act can be redone.
func (t *tx) stack(ctx context.Context) (undo, redo assay.ActID, err error) {
	rows, err := t.QueryContext(ctx, `
		SELECT act, undoes FROM op WHERE actor = ? ORDER BY at DESC`, t.author.Actor[:])
	if err != nil {
		return undo, redo, err
	}
	defer rows.Close()
	takenBack := map[assay.ActID]bool{}
	undoings := map[assay.ActID]bool{}
	var last assay.ActID
	fresh := true // nothing but undoing and redoing so far
	for rows.Next() {
		var act, undoes assay.ActID
		if err := rows.Scan(into(&act), into(&undoes)); err != nil {
			return undo, redo, err
		}
		if act == last {
			continue
		}
		last = act
		switch {
		case takenBack[act]:
			if !undoes.IsZero() {
				undoings[act] = true
			}
		case undoes.IsZero():
			return act, redo, rows.Err()
		default:
			takenBack[undoes] = true
			if fresh && redo.IsZero() && !t.isUndoing(ctx, undoes) {
				redo = act
			}
		}
	}
	return undo, redo, rows.Err()
}

// isUndoing reports whether an act itself takes something back.
func (t *tx) isUndoing(ctx context.Context, act assay.ActID) bool {
	var n int
	err := t.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM op WHERE act = ? AND undoes IS NOT NULL LIMIT 1)`, act[:]).Scan(&n)
	return err == nil && n > 0
}

// undo writes the operations that take an act back, one for each entity of it.
func (t *tx) undo(ctx context.Context, act assay.ActID) error {
	ops, err := t.ops(ctx, `act = ? ORDER BY at, id`, act[:])
	if err != nil {
		return err
	}
	type key struct {
		kind   string
		entity assay.EntityID
	}
	done := map[key]bool{}
	for _, op := range ops {
		k := key{op.Kind, op.Entity}
		if done[k] || op.Kind == string(assay.KindActor) {
			continue // what one is called is not part of what one did
		}
		done[k] = true
		if err := t.undoOn(ctx, act, assay.Kind(op.Kind), op.Entity); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) undoOn(ctx context.Context, act assay.ActID, k assay.Kind, id assay.EntityID) error {
	ops, err := t.opsOf(ctx, k, id)
	if err != nil {
		return err
	}
	before := oplog.Project(ops)
	if err := t.overtaken(ctx, &before, ops, act); err != nil {
		return err
	}
	if err := t.append(ctx, oplog.Edit{Kind: string(k), Entity: id, Undoes: oplog.ID(act)}, ops, before.Heads); err != nil {
		return err
	}
	ops, err = t.opsOf(ctx, k, id)
	if err != nil {
		return err
	}
	if after := oplog.Project(ops); before.Visible() && !after.Visible() {
		return t.relied(ctx, k, id)
	}
	return nil
}

// overtaken fails if somebody else has since set a field that the act set.
func (t *tx) overtaken(ctx context.Context, s *oplog.State, ops []*oplog.Op, act assay.ActID) error {
	for _, op := range ops {
		if op.Act != oplog.ID(act) {
			continue
		}
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return err
		}
		for name := range fields {
			r, ok := s.Fields[name]
			inConflict := slices.ContainsFunc(s.Conflicts, func(c oplog.Conflict) bool { return c.Field == name })
			if ok && r.Actor != t.author.Actor && r.At > op.At && !inConflict {
				return assay.Conflict("%s has changed this since. Undoing would take back their work, so nothing was changed.", t.called(ctx, r.Actor))
			}
		}
	}
	return nil
}

// relied fails if something that somebody else made refers to an entity that
// would no longer be there.
func (t *tx) relied(ctx context.Context, k assay.Kind, id assay.EntityID) error {
	for _, d := range assay.Dictionary {
		for _, f := range d.Fields {
			if f.Shape != assay.ShapeID || !slices.Contains(f.Of, k) {
				continue
			}
			var by oplog.ID
			err := t.QueryRowContext(ctx, fmt.Sprintf(`SELECT by FROM %s WHERE %s = ? AND by <> ? AND gone = 0 LIMIT 1`, quoted(string(d.Kind)), quoted(f.Name)),
				id[:], t.author.Actor[:]).Scan(into(&by))
			if err == nil {
				return assay.Conflict("%s has built on this since. Undoing would leave their work hanging, so nothing was changed.", t.called(ctx, by))
			}
			if err != sql.ErrNoRows { //nolint:errorlint // QueryRow returns it as it is
				return err
			}
		}
	}
	return nil
}

// called returns what an analyst is called, for a message.
func (t *tx) called(ctx context.Context, id oplog.ID) string {
	var name string
	_ = t.QueryRowContext(ctx, `SELECT name FROM actor WHERE id = ?`, id[:]).Scan(into(&name))
	if name == "" {
		return "Another analyst"
	}
	return name
}
