package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// maxSteps is how many operations of one act are described. A merge or an
// import of a whole case has thousands.
const maxSteps = 40

// maxReach is how far references are followed to name what an act is about:
// from a judgement to its mention, to the mention's article, to the text that
// has the article's title.
const maxReach = 3

// History returns one page of the history of the case.
func (s *Store) History(ctx context.Context, f assay.HistoryFilter) (p assay.HistoryPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if err := t.tellTo(ctx, s.Me(), &p); err != nil {
			return err
		}
		ids, next, err := t.acts(ctx, f)
		if err != nil {
			return err
		}
		p.Next = next
		for _, id := range ids {
			act, err := t.describe(ctx, id)
			if err != nil {
				return err
			}
			p.Acts = append(p.Acts, *act)
		}
		if p.Undo, p.Redo, err = t.nextUndo(ctx); err != nil {
			return err
		}
		if f.Before == 0 && f.Entity.IsZero() {
			if p.Points, err = t.points(ctx); err != nil {
				return err
			}
		}
		if p.Things, err = t.things(ctx, f.Entity, &p); err != nil {
			return err
		}
		p.Written, err = t.written(ctx, p.Things)
		return err
	})
	return p, err
}

// Told returns a page of the history with one act alone, as it was done.
func (s *Store) Told(ctx context.Context, id assay.ActID) (p assay.HistoryPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if err := t.tellTo(ctx, s.Me(), &p); err != nil {
			return err
		}
		act, err := t.describe(ctx, id)
		if err != nil || act == nil {
			return err
		}
		p.Acts = append(p.Acts, *act)
		if p.Things, err = t.things(ctx, assay.EntityID{}, &p); err != nil {
			return err
		}
		p.Written, err = t.written(ctx, p.Things)
		return err
	})
	return p, err
}

// tellTo reads what every account of acts needs to know, for one analyst.
func (t *tx) tellTo(ctx context.Context, me assay.ActorID, p *assay.HistoryPage) (err error) {
	p.Me, t.author.Actor = me, oplog.ID(me)
	if p.Actors, err = t.everybody(ctx); err != nil {
		return err
	}
	if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE `+restates+`)`).Scan(&p.Restated); err != nil {
		return err
	}
	p.Numbers, err = t.numbers(ctx)
	return err
}

// everybody returns all who have done anything, also those who have never said what
// they are called.
func (t *tx) everybody(ctx context.Context) ([]assay.Actor, error) {
	named, err := t.actors(ctx)
	if err != nil {
		return nil, err
	}
	// From one to the next in the index, for the log is long and they are few.
	nameless, err := query(ctx, t, `
		WITH RECURSIVE who (actor) AS (
			SELECT min(actor) FROM op
			UNION ALL SELECT (SELECT min(actor) FROM op WHERE actor > who.actor) FROM who WHERE actor IS NOT NULL)
		SELECT actor FROM who WHERE actor IS NOT NULL AND actor NOT IN (SELECT id FROM actor WHERE gone = 0)`, nil, func(rows *sql.Rows) (a assay.Actor, err error) {
		return a, rows.Scan(into(&a.ID))
	})
	return append(named, nameless...), err
}

// nextUndo describes the acts that Undo and Redo would be about.
func (t *tx) nextUndo(ctx context.Context) (undo, redo *assay.Act, err error) {
	latest, undone, err := t.stack(ctx)
	if err != nil {
		return nil, nil, err
	}
	if undo, err = t.describe(ctx, latest); err != nil {
		return nil, nil, err
	}
	redo, err = t.describe(ctx, undone.act)
	return undo, redo, err
}

// concerning selects the operations on an entity, which has several ids where
// claims were merged, and on what depends on it: the mentions of a claim or article, and what was said of those.
const concerning = ` AND entity IN (
	WITH it (id) AS (SELECT unhex(value) FROM json_each(%[1]s)), near (id) AS (
		SELECT id FROM it
		UNION SELECT id FROM mention WHERE claim IN it OR article IN it
		UNION SELECT id FROM "text" WHERE article IN it
		UNION SELECT id FROM version WHERE question IN it)
	SELECT id FROM near
	UNION SELECT id FROM judgement WHERE target IN near OR other IN it
	UNION SELECT id FROM attribution WHERE mention IN near
	UNION SELECT id FROM version_mention WHERE version IN near OR mention IN it
	UNION SELECT id FROM block WHERE "text" IN near
	UNION SELECT id FROM boundary WHERE "text" IN near
	UNION SELECT id FROM capture WHERE article IN it
	UNION SELECT id FROM article_event WHERE article IN it OR event IN it
	UNION SELECT id FROM alias WHERE source IN it
	UNION SELECT id FROM same WHERE a IN it OR b IN it
	UNION SELECT id FROM tagging WHERE target IN it OR tag IN it
	UNION SELECT id FROM note WHERE target IN it)`

// acts returns the acts of one page, the latest first, and the clock before
// which the next page begins. The place of an act is that of its last
// operation that the filter lets through, so that no act is on two pages.
func (t *tx) acts(ctx context.Context, f assay.HistoryFilter) (acts []assay.ActID, next oplog.Clock, err error) {
	var args []any
	param := func(v any) string {
		args = append(args, v)
		return "?" + strconv.Itoa(len(args))
	}
	where := `NOT (` + restates + `)`
	if !f.Actor.IsZero() {
		where += ` AND actor = ` + param(f.Actor[:])
	}
	if !f.Entity.IsZero() {
		group, err := t.with(ctx, assay.ClaimID(f.Entity))
		if err != nil {
			return nil, 0, err
		}
		where += fmt.Sprintf(concerning, param(hexList(group)))
	}
	if f.To > 0 {
		where += ` AND at >= ` + param(f.From) + ` AND at < ` + param(f.To)
	}
	page, seen := where, map[assay.ActID]bool{}
	shown := func(assay.ActID) (bool, error) { return false, nil }
	if f.Before > 0 {
		before := param(f.Before)
		page += ` AND at < ` + before
		if shown, err = t.shownBefore(ctx, f, ` AND at >= `+before+` AND `+where, args); err != nil {
			return nil, 0, err
		}
	}
	rows, err := t.QueryContext(ctx, `SELECT act, at FROM op WHERE `+page+` ORDER BY at DESC, id DESC`, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var last oplog.Clock
	for rows.Next() {
		var id assay.ActID
		var at oplog.Clock
		if err := rows.Scan(into(&id), &at); err != nil {
			return nil, 0, err
		}
		if seen[id] {
			continue
		}
		if seen[id], err = shown(id); err != nil {
			return nil, 0, err
		}
		if seen[id] {
			continue
		}
		if len(acts) >= assay.HistoryPageSize && at < last { // acts of one instant stay on one page
			return acts, last, rows.Err()
		}
		seen[id], last = true, at
		acts = append(acts, id)
	}
	return acts, 0, rows.Err()
}

// shownBefore returns what tells whether an act is on an earlier page, even if some of it is
// older. The acts on one entity are few, so they are read at once; of others each is looked
// at as it comes.
func (t *tx) shownBefore(ctx context.Context, f assay.HistoryFilter, where string, args []any) (func(assay.ActID) (bool, error), error) {
	if f.Entity.IsZero() {
		statement := `SELECT EXISTS (SELECT 1 FROM op WHERE act = ?` + strconv.Itoa(len(args)+1) + where + `)`
		return func(id assay.ActID) (shown bool, err error) {
			return shown, t.QueryRowContext(ctx, statement, append(slices.Clip(args), id[:])...).Scan(&shown)
		}, nil
	}
	list, err := query(ctx, t, `SELECT DISTINCT act FROM op WHERE 1`+where, args, scanID[oplog.Op])
	return func(id assay.ActID) (bool, error) { return slices.Contains(list, id), nil }, err
}

// describe reads an act with what it changed, nil if this file does not have it.
func (t *tx) describe(ctx context.Context, id assay.ActID) (*assay.Act, error) {
	if oplog.ID(id) == oplog.Restating { // nobody's act
		return nil, nil
	}
	ops, err := t.ops(ctx, `act = ? ORDER BY at, id LIMIT ?`, id[:], maxSteps)
	if err != nil || len(ops) == 0 {
		return nil, err
	}
	a := &assay.Act{ID: id, Actor: assay.ActorID(ops[0].Actor), At: ops[0].At, Undoes: assay.ActID(ops[0].Undoes)}
	if err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE act = ? AND came = `+given+`)`, id[:]).Scan(&a.Given); err != nil {
		return nil, err
	}
	if a.Undone, err = t.takenBack(ctx, a.Actor, id, map[assay.ActID]bool{}); err != nil {
		return nil, err
	}
	if !a.Undoes.IsZero() {
		return a, t.describeUndoing(ctx, a)
	}
	if err := t.QueryRowContext(ctx, `SELECT count(*) FROM op WHERE act = ?`, id[:]).Scan(&a.Left); err != nil {
		return nil, err
	}
	if a.Left -= len(ops); a.Left > 0 {
		err := t.QueryRowContext(ctx, `SELECT count(*) FROM op WHERE act = ? AND kind = 'article' AND prev = x''`, id[:]).Scan(&a.Articles)
		if err != nil {
			return nil, err
		}
	}
	about := make([]entity, len(ops))
	for i, op := range ops {
		about[i] = entity{assay.Kind(op.Kind), op.Entity}
	}
	all, err := t.opsAbout(ctx, about)
	if err != nil {
		return nil, err
	}
	for i, op := range ops {
		step, err := stepOf(op, all[about[i]])
		if err != nil {
			return nil, err
		}
		a.Steps = append(a.Steps, step)
		if step.Kind == assay.KindMerge {
			if _, _, err := t.broughtBy(ctx, a.Actor, id); assay.KindOf(err) == assay.KindConflict {
				a.Fixed = true
			} else if err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// describeUndoing finds the work that an undoing is about: what undoes an
// undoing does it again.
func (t *tx) describeUndoing(ctx context.Context, a *assay.Act) error {
	seen := map[assay.ActID]bool{} // a stranger's log may go in a circle
	for id := a.Undoes; !seen[id]; {
		seen[id] = true
		var undoes assay.ActID
		err := t.QueryRowContext(ctx, `SELECT undoes FROM op WHERE act = ? AND actor = ? ORDER BY at, id LIMIT 1`, id[:], a.Actor[:]).Scan(into(&undoes))
		if err == sql.ErrNoRows { //nolint:errorlint // Row.Scan returns it as it is
			return nil
		}
		if err != nil {
			return err
		}
		if undoes.IsZero() {
			a.Took, err = t.describe(ctx, id)
			return err
		}
		a.Again, id = !a.Again, undoes
	}
	return nil
}

// stepOf returns what one operation of an entity set, and what was shown before it.
func stepOf(op *oplog.Op, all []*oplog.Op) (step assay.Edit, err error) {
	step = assay.Edit{Kind: assay.Kind(op.Kind), Entity: op.Entity, Before: oplog.Fields{}}
	if step.Fields, err = oplog.DecodeBody(op.Body); err != nil {
		return step, err
	}
	past := oplog.Project(oplog.Known(all, op))
	step.New = !past.Exists
	for name := range step.Fields {
		if v := past.Value(name); v != nil {
			step.Before[name] = v
		}
	}
	for _, c := range past.Conflicts {
		if _, ok := step.Fields[c.Field]; ok {
			if step.Decided == nil {
				step.Decided = map[string][]oplog.Register{}
			}
			step.Decided[c.Field] = c.Values
		}
	}
	return step, nil
}

// takenBack reports whether an act no longer counts. Only its own analyst can
// take it back.
func (t *tx) takenBack(ctx context.Context, by assay.ActorID, id assay.ActID, seen map[assay.ActID]bool) (bool, error) {
	if seen[id] {
		return false, nil
	}
	seen[id] = true
	undoings, err := query(ctx, t, `SELECT DISTINCT act FROM op WHERE undoes = ? AND actor = ?`, []any{id[:], by[:]}, func(rows *sql.Rows) (assay.ActID, error) {
		return scanID[oplog.Op](rows)
	})
	if err != nil {
		return false, err
	}
	for _, u := range undoings {
		again, err := t.takenBack(ctx, by, u, seen)
		if err != nil || !again {
			return err == nil, err
		}
	}
	return false, nil
}

// things returns what the acts of a page are about, and what it takes to name
// that.
func (t *tx) things(ctx context.Context, about assay.EntityID, p *assay.HistoryPage) (map[assay.EntityID]assay.Record, error) {
	things := map[assay.EntityID]assay.Record{}
	reach := map[assay.EntityID]bool{}
	if !about.IsZero() {
		reach[about] = true
	}
	note := func(a *assay.Act) {
		for ; a != nil; a = a.Took {
			for i := range a.Steps {
				reach[a.Steps[i].Entity] = true
				for _, f := range []oplog.Fields{a.Steps[i].Fields, a.Steps[i].Before} {
					maps.Copy(reach, references(a.Steps[i].Kind, f))
				}
			}
		}
	}
	for i := range p.Acts {
		note(&p.Acts[i])
	}
	note(p.Undo)
	note(p.Redo)
	for range maxReach + 1 {
		maps.DeleteFunc(reach, func(id assay.EntityID, _ bool) bool { _, known := things[id]; return known })
		read, err := t.readThings(ctx, slices.Collect(maps.Keys(reach)))
		if err != nil {
			return nil, err
		}
		reach = map[assay.EntityID]bool{}
		for id, r := range read {
			things[id] = r
			maps.Copy(reach, references(r.Kind, r.Fields))
		}
	}
	hidePrivate(p, things)
	return things, nil
}

// hidePrivate takes the texts of other analysts' private notes out of a page.
func hidePrivate(p *assay.HistoryPage, things map[assay.EntityID]assay.Record) {
	view := assay.NewView(&assay.Case{Actors: p.Actors}, p.Me)
	hide := func(a *assay.Act) {
		for ; a != nil; a = a.Took {
			for i := range a.Steps {
				step := &a.Steps[i]
				if r := things[step.Entity]; r.Kind == assay.KindNote && r.Fields["private"].Flag() && !view.Mine(r.By) {
					step.Hidden = true
					delete(step.Fields, "text")
					delete(step.Before, "text")
					delete(r.Fields, "text")
				}
			}
		}
	}
	for i := range p.Acts {
		hide(&p.Acts[i])
	}
	hide(p.Undo)
	hide(p.Redo)
}

// references returns the entities that fields refer to.
func references(k assay.Kind, f oplog.Fields) map[assay.EntityID]bool {
	ids := map[assay.EntityID]bool{}
	for name, v := range f {
		if field := assay.Define(k).Field(name); field != nil && field.Shape == assay.ShapeID {
			ids[v.ID()] = true
		}
	}
	switch k {
	case assay.KindAttribution:
		for _, s := range assay.ParseList[assay.Step](f["chain"]) {
			ids[assay.EntityID(s.Source)] = true
		}
	case assay.KindJudgement:
		if root, ok := assay.ParseRoot(f["value"]); ok {
			ids[assay.EntityID(root.Source)], ids[assay.EntityID(root.Article)] = true, true
		}
	case assay.KindDecision:
		if child, _, ok := assay.RefusedDerivation(f["subject"].Text()); ok && f["suggestion"].Text() == assay.DerivationProposal {
			ids[assay.EntityID(child)] = true
		}
	default:
	}
	delete(ids, assay.EntityID{})
	return ids
}

// readThings returns entities as they are now, or as they were before their making was
// undone. One that this file does not have has no kind.
func (t *tx) readThings(ctx context.Context, ids []assay.EntityID) (map[assay.EntityID]assay.Record, error) {
	things := make(map[assay.EntityID]assay.Record, len(ids))
	of := map[assay.EntityID][]*oplog.Op{}
	for part := range slices.Chunk(ids, aboutAtOnce) {
		ops, err := t.ops(ctx, `entity IN (`+marks(aboutAtOnce)+`) ORDER BY at, id`, padded(part, func(id assay.EntityID) any { return id[:] })...)
		if err != nil {
			return nil, err
		}
		for _, op := range ops {
			id := op.Entity
			switch had := of[id]; {
			case len(had) > 0 && had[0].Kind < op.Kind: // a stranger's file may have several kinds under an id
			case len(had) > 0 && had[0].Kind > op.Kind:
				of[id] = []*oplog.Op{op}
			default:
				of[id] = append(had, op)
			}
		}
	}
	for _, id := range ids {
		r, err := thingOf(id, of[id])
		if err != nil {
			return nil, err
		}
		things[id] = r
	}
	return things, nil
}

// thingOf returns an entity of which all operations are known.
func thingOf(id assay.EntityID, ops []*oplog.Op) (assay.Record, error) {
	if len(ops) == 0 || assay.Define(assay.Kind(ops[0].Kind)) == nil {
		return assay.Record{ID: id}, nil
	}
	state := oplog.Project(ops)
	r := assay.NewRecord(&state)
	if state.Exists {
		return r, nil
	}
	r.Gone = true
	for _, op := range ops {
		f, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return r, err
		}
		maps.Copy(r.Fields, f)
	}
	return r, nil
}
