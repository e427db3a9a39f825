package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Undo takes back the analyst's latest act that has not been taken back, in
// whatever article and session it was. It returns the act that was undone, and
// fails with KindConflict, changing nothing, if there is none or somebody else
// has built on it since. That one stays the latest then; UndoAct passes it over.
func (s *Store) Undo(ctx context.Context) (undone assay.ActID, err error) {
	_, err = s.update(ctx, func(t *tx) error {
		undone, _, err = t.stack(ctx)
		if err != nil {
			return err
		}
		if undone.IsZero() {
			return assay.Conflict("There is nothing of yours left to undo.")
		}
		_, err = t.takeBack(ctx, undone, undone)
		if e, ok := errors.AsType[*assay.Error](err); ok && e.Kind == assay.KindConflict {
			return assay.Conflict("%s In the history you can undo another act of yours instead.", e.Message)
		}
		return err
	})
	return undone, err
}

// UndoAct takes back an act of the analyst, whatever they have done since, which
// stays. It fails with KindConflict, changing nothing, if it is not an act that
// they can undo, or anybody, they included, has built on it since.
func (s *Store) UndoAct(ctx context.Context, id assay.ActID) (assay.ActID, error) {
	_, err := s.update(ctx, func(t *tx) error {
		act, err := t.chronicle().act(ctx, id)
		if err != nil {
			return err
		}
		if act == nil || !act.Undoable(assay.ActorID(t.author.Actor)) {
			return assay.Conflict("This is not an act of yours that can be undone. Perhaps it was undone already; reload the page.")
		}
		vanished, err := t.takeBack(ctx, id, id)
		if err != nil {
			return err
		}
		return t.selfReliant(ctx, id, vanished)
	})
	return id, err
}

// Redo does again what was undone last, if nothing else has been done since. It
// fails with KindConflict, changing nothing, if there is nothing of the kind or
// somebody else has changed the same since.
func (s *Store) Redo(ctx context.Context) (redone assay.ActID, err error) {
	_, err = s.update(ctx, func(t *tx) error {
		_, undone, err := t.stack(ctx)
		if err != nil {
			return err
		}
		if undone.undoing.IsZero() {
			return assay.Conflict("There is nothing to redo.")
		}
		redone = undone.act
		_, err = t.takeBack(ctx, undone.undoing, redone)
		return err
	})
	return redone, err
}

// restates are the operations that say once more what others have done: no act, in SQL.
var restates = fmt.Sprintf(`act = x'%x'`, oplog.Restating[:])

// given is what came is of operations that were in this copy when it was made to be given
// away, in SQL. What belongs with them may not be here, so they are not undone here.
var given = strconv.Itoa(cameGiven)

// makesCase is the operation that made the case, which stays made, in SQL.
const makesCase = `kind = 'case' AND prev = x'' AND undoes IS NULL`

// undone is an act that has been taken back, and the act that did that.
type undone struct{ act, undoing assay.ActID }

// stack returns the act that Undo would take back and the one that Redo would
// bring back, by going back through what the analyst did. An act that a later
// one has taken back is passed over, so that the first ordinary act that is met
// is the latest that counts; an undoing that is met before it can be redone.
//
// An act is met where it began: an import goes on while the analyst works, and
// what they have done meanwhile, perhaps with what has come in, is later.
//
// What one is called is not part of what one did, and a case is not unmade.
//
// The plus signs keep SQLite from looking for an act among all that the analyst
// has done.
func (t *tx) stack(ctx context.Context) (undo assay.ActID, redo undone, err error) {
	done := `kind <> 'actor' AND NOT (` + makesCase + `) AND NOT (` + restates + `) AND came <> ` + given
	rows, err := t.QueryContext(ctx, `
		SELECT act, undoes, (SELECT undoes FROM op AS o WHERE o.act = op.undoes AND +o.actor = op.actor AND kind <> 'actor' ORDER BY o.at, o.id LIMIT 1)
		FROM op
		WHERE actor = ? AND `+done+` AND NOT EXISTS (SELECT 1 FROM op AS o WHERE o.act = op.act AND +o.actor = op.actor AND o.at < op.at AND `+done+`)
		ORDER BY at DESC, id`, t.author.Actor[:])
	if err != nil {
		return undo, redo, err
	}
	defer rows.Close()
	takenBack := map[assay.ActID]bool{}
	for rows.Next() {
		var act, undoes, before assay.ActID
		if err := rows.Scan(into(&act), into(&undoes), into(&before)); err != nil {
			return undo, redo, err
		}
		switch {
		case takenBack[act]:
		case undoes.IsZero():
			return act, redo, nil
		default:
			takenBack[undoes] = true
			if before.IsZero() && redo.undoing.IsZero() { // what undoes an undoing is a redoing
				redo = undone{undoes, act}
			}
		}
	}
	return undo, redo, rows.Err()
}

func (t *tx) changedBy(ctx context.Context, act assay.ActID) ([]entity, error) {
	return query(ctx, t, `
		SELECT kind, entity FROM op
		WHERE act = ? AND +actor = ? AND kind <> 'actor' AND NOT (`+makesCase+`)
		GROUP BY kind, entity
		ORDER BY min(at), min(id)`, []any{act[:], t.author.Actor[:]}, func(rows *sql.Rows) (e entity, err error) {
		return e, rows.Scan(&e.kind, into(&e.id))
	})
}

// takeBack writes the operations that undo an act of the analyst, one for each
// entity that it changed, and returns those that are no longer there. work is
// the act that thereby counts no longer, or counts again: the same one, or the
// one that it had undone.
func (t *tx) takeBack(ctx context.Context, act, work assay.ActID) (vanished []entity, err error) {
	entities, err := t.changedBy(ctx, act)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(entities, func(e entity) bool { return e.kind == assay.KindMerge }) {
		if act != work {
			return nil, assay.Conflict("A merge that was taken back is not done again from here. Merge the file once more.")
		}
		if vanished, err = t.unmerge(ctx, act); err != nil {
			return nil, err
		}
	}
	for _, e := range entities {
		gone, err := t.takeBackOn(ctx, act, work, e)
		if err != nil {
			return nil, err
		}
		if gone {
			vanished = append(vanished, e)
		}
	}
	return vanished, t.relied(ctx, work, vanished)
}

// takeBackOn undoes an act on one entity, and reports whether that is no longer
// there.
func (t *tx) takeBackOn(ctx context.Context, act, work assay.ActID, e entity) (gone bool, err error) {
	ops, err := t.opsOf(ctx, e.kind, e.id)
	if err != nil {
		return false, err
	}
	before := oplog.Project(ops)
	after, err := t.append(ctx, oplog.Edit{Kind: string(e.kind), Entity: e.id, Undoes: oplog.ID(act)}, ops, before.Heads)
	if err != nil {
		return false, err
	}
	counting := &before
	if act != work {
		counting = &after
	}
	if err := t.overtaken(ctx, counting, ops, work); err != nil {
		return false, err
	}
	if before.Visible() && !after.Visible() {
		return true, nil
	}
	return false, t.orphaned(ctx, &before, &after, ops)
}

// overtaken fails if what an act set, in a state in which the act counts, is
// not what is shown because somebody else has set it since.
func (t *tx) overtaken(ctx context.Context, counting *oplog.State, ops []*oplog.Op, work assay.ActID) error {
	if !slices.ContainsFunc(ops, func(op *oplog.Op) bool { return op.Actor != t.author.Actor }) {
		return nil
	}
	for _, op := range ops {
		if op.Act != oplog.ID(work) || op.Actor != t.author.Actor {
			continue
		}
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return err
		}
		for name, set := range fields {
			shown, ok := counting.Fields[name]
			if ok && shown.Actor != t.author.Actor && !bytes.Equal(shown.Value, set) && !inConflict(counting, name) {
				return assay.Conflict("%s has changed the same since, and their work stays. Nothing was changed; edit it by hand if it is wrong.", t.called(ctx, shown.Actor))
			}
		}
	}
	return nil
}

// orphaned fails if what is left of an entity is only what others have added
// to what the analyst made.
func (t *tx) orphaned(ctx context.Context, before, after *oplog.State, ops []*oplog.Op) error {
	if !before.Exists || !after.Exists || after.By == before.By || after.By == t.author.Actor { // what was not there comes back, or is theirs
		return nil
	}
	for _, op := range ops {
		if op.At == after.Made && op.Actor == after.By && len(op.Prev) > 0 {
			return t.builtOn(ctx, after.By)
		}
	}
	return nil
}

// relied fails if something that somebody else made since an act refers to what is no
// longer there. What they had made before did not keep the act from being done.
func (t *tx) relied(ctx context.Context, act assay.ActID, vanished []entity) error {
	var others bool
	err := t.QueryRowContext(ctx, `SELECT (SELECT min(actor) FROM op) <> ?1 OR (SELECT max(actor) FROM op) <> ?1`, t.author.Actor[:]).Scan(&others)
	if err != nil || !others {
		return err
	}
	since, err := t.begun(ctx, act)
	if err != nil {
		return err
	}
	by, err := t.referrer(ctx, vanished, since, t.author.Actor)
	if err == nil && !by.IsZero() {
		err = t.builtOn(ctx, by)
	}
	return err
}

// begun returns the row of the log with which the analyst began an act; 0 for what did not
// begin here, such as a merge: what it brought may have been built on before it came.
func (t *tx) begun(ctx context.Context, act assay.ActID) (seq int64, err error) {
	err = t.QueryRowContext(ctx, `SELECT CASE WHEN max(kind = 'merge' OR came <> 0) THEN 0 ELSE coalesce(min(seq), 0) END FROM op WHERE act = ? AND +actor = ?`, act[:], t.author.Actor[:]).Scan(&seq)
	return seq, err
}

// referrer returns who made something, later than a row of the log, that refers to one of
// some entities, the analyst who is passed over apart; zero if nobody did. It asks of all
// at once, since a whole import may be undone.
func (t *tx) referrer(ctx context.Context, to []entity, since int64, apart oplog.ID) (by oplog.ID, err error) {
	ids := map[assay.Kind][]assay.EntityID{}
	for _, e := range to {
		ids[e.kind] = append(ids[e.kind], e.id)
	}
	for i := range assay.Dictionary {
		d := &assay.Dictionary[i]
		counts := "by <> ?2 AND gone = 0"
		for _, name := range []string{"member", "value"} { // what was taken out or taken back relies on nothing
			if d.Field(name) != nil {
				counts += " AND coalesce(" + quoted(name) + ", 0) <> 0"
			}
		}
		counts += ` AND (SELECT min(seq) FROM op WHERE entity = ` + quoted(string(d.Kind)) + `.id AND kind = '` + string(d.Kind) + `') > ?3`
		for _, k := range slices.Sorted(maps.Keys(ids)) {
			for _, f := range d.Fields {
				refers, list := quoted(f.Name)+` IN `+idList, hexList(ids[k])
				switch {
				case d.Kind == assay.KindAttribution && f.Name == "chain" && k == assay.KindSource:
					refers, list = `EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(chain, value) > 0)`, string(oplog.Encode(ids[k]))
				case f.Shape != assay.ShapeID, len(f.Of) > 0 && !slices.Contains(f.Of, k):
					continue
				}
				err := t.QueryRowContext(ctx, `SELECT by FROM `+quoted(string(d.Kind))+` WHERE `+refers+` AND `+counts+` ORDER BY made, id LIMIT 1`, list, apart[:], since).Scan(into(&by))
				if !errors.Is(err, sql.ErrNoRows) {
					return by, err
				}
			}
		}
	}
	return by, nil
}

// selfReliant fails if what the analyst did later rests on what an act of theirs
// had made, which has just been taken back.
func (t *tx) selfReliant(ctx context.Context, act assay.ActID, vanished []entity) error {
	since, err := t.begun(ctx, act)
	if err != nil {
		return err
	}
	by, err := t.referrer(ctx, vanished, since, oplog.ID{})
	if err != nil {
		return err
	}
	if !by.IsZero() {
		return errRestsOn
	}
	entities, err := t.changedBy(ctx, act)
	if err != nil {
		return err
	}
	for _, e := range entities {
		ops, err := t.opsOf(ctx, e.kind, e.id)
		if err != nil {
			return err
		}
		first := slices.MinFunc(ops, func(a, b *oplog.Op) int { return oplog.ByTime(*a, *b) })
		if state := oplog.Project(ops); state.Exists && assay.ActID(first.Act) == act && !assay.Define(e.kind).Derived() {
			return errRestsOn // half of it would be left
		}
	}
	return nil
}

// errRestsOn refuses to undo what the analyst's own later work needs.
var errRestsOn = assay.Conflict("You have built on this since, so nothing was changed. Undo first what came after, or change this by hand.")

func (t *tx) builtOn(ctx context.Context, by oplog.ID) error {
	return assay.Conflict("%s has built on this since. Without it their work would hang in the air, so nothing was changed.", t.called(ctx, by))
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
