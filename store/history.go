package store

import (
	"cmp"
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
		c := t.chronicle()
		if p.Acts, err = c.acts(ctx, ids...); err != nil {
			return err
		}
		if p.Undo, p.Redo, err = c.nextUndo(ctx); err != nil {
			return err
		}
		if f.Before == 0 && f.Entity.IsZero() {
			if p.Points, err = t.points(ctx); err != nil {
				return err
			}
		}
		if p.Things, err = c.things(ctx, f.Entity, &p); err != nil {
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
		c := t.chronicle()
		if p.Acts, err = c.acts(ctx, id); err != nil || len(p.Acts) == 0 {
			return err
		}
		if p.Things, err = c.things(ctx, assay.EntityID{}, &p); err != nil {
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
func (c *chronicle) nextUndo(ctx context.Context) (undo, redo *assay.Act, err error) {
	latest, undone, err := c.stack(ctx)
	if err != nil {
		return nil, nil, err
	}
	if undo, err = c.act(ctx, latest); err != nil {
		return nil, nil, err
	}
	redo, err = c.act(ctx, undone.act)
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

// chronicle tells acts. The operations of an entity are read once for all that is told.
type chronicle struct {
	*tx
	of   map[oplog.ID][]*oplog.Op // each entity's, in order of time
	rows map[int64]*oplog.Op      // all that was read, by its row
}

func (t *tx) chronicle() *chronicle {
	return &chronicle{tx: t, of: map[oplog.ID][]*oplog.Op{}, rows: map[int64]*oplog.Op{}}
}

// opRows is ops for what may be asked for again.
func (c *chronicle) opRows(ctx context.Context, where string, args ...any) ([]*oplog.Op, error) {
	return query(ctx, c.tx, `SELECT seq, `+opColumns+` FROM op WHERE `+where, args, func(rows *sql.Rows) (*oplog.Op, error) {
		var seq int64
		op, err := scanOp(rows, &seq)
		c.rows[seq] = op
		return op, err
	})
}

// act reads an act with what it changed, nil if this file does not have it.
func (c *chronicle) act(ctx context.Context, id assay.ActID) (*assay.Act, error) {
	acts, err := c.acts(ctx, id)
	if err != nil || len(acts) == 0 {
		return nil, err
	}
	return &acts[0], nil
}

// acts reads some acts with what they changed, without those that this file does not have.
func (c *chronicle) acts(ctx context.Context, ids ...assay.ActID) (acts []assay.Act, err error) {
	var steps [][]*oplog.Op
	var about []oplog.ID
	for _, id := range ids {
		if oplog.ID(id) == oplog.Restating { // nobody's act
			continue
		}
		ops, err := c.opRows(ctx, `act = ? ORDER BY at, id LIMIT ?`, id[:], maxSteps+1)
		if err != nil {
			return nil, err
		}
		if len(ops) == 0 {
			continue
		}
		steps = append(steps, ops)
		for _, op := range ops[:min(len(ops), maxSteps)] {
			if op.Undoes.IsZero() { // of an undoing is told what it undid
				about = append(about, op.Entity)
			}
		}
	}
	if err := c.read(ctx, about); err != nil {
		return nil, err
	}
	for _, ops := range steps {
		a, err := c.describe(ctx, ops)
		if err != nil {
			return nil, err
		}
		acts = append(acts, *a)
	}
	return acts, nil
}

// read reads the operations of some entities.
func (c *chronicle) read(ctx context.Context, entities []oplog.ID) error {
	var fresh []oplog.ID
	for _, id := range entities {
		if _, known := c.of[id]; !known {
			c.of[id] = nil
			fresh = append(fresh, id)
		}
	}
	var all, missing []int64
	for part := range slices.Chunk(fresh, aboutAtOnce) {
		rows, err := query(ctx, c.tx, `SELECT seq FROM op WHERE entity IN (`+marksOf(part)+`)`, padded(part, func(id oplog.ID) any { return id[:] }), func(rows *sql.Rows) (seq int64, err error) {
			return seq, rows.Scan(&seq)
		})
		if err != nil {
			return err
		}
		all = append(all, rows...)
	}
	for _, seq := range all {
		if c.rows[seq] == nil {
			missing = append(missing, seq)
		}
	}
	for part := range slices.Chunk(missing, aboutAtOnce) {
		if _, err := c.opRows(ctx, `seq IN (`+marksOf(part)+`)`, padded(part, func(seq int64) any { return seq })...); err != nil {
			return err
		}
	}
	for _, seq := range all {
		op := c.rows[seq]
		c.of[op.Entity] = append(c.of[op.Entity], op)
	}
	for _, id := range fresh {
		slices.SortFunc(c.of[id], func(a, b *oplog.Op) int { return cmp.Or(cmp.Compare(a.At, b.At), a.ID.Compare(b.ID)) })
	}
	return nil
}

// opsAs returns the operations of an entity that was read: a stranger's file may have several
// kinds under an id.
func (c *chronicle) opsAs(kind string, id oplog.ID) []*oplog.Op {
	all := c.of[id]
	other := func(op *oplog.Op) bool { return op.Kind != kind }
	if slices.ContainsFunc(all, other) {
		return slices.DeleteFunc(slices.Clone(all), other)
	}
	return all
}

// describe says what an act changed, of which there are the first operations, and one more
// than are shown where there are more.
func (c *chronicle) describe(ctx context.Context, ops []*oplog.Op) (*assay.Act, error) {
	id := ops[0].Act
	a := &assay.Act{ID: assay.ActID(id), Actor: assay.ActorID(ops[0].Actor), At: ops[0].At, Undoes: assay.ActID(ops[0].Undoes)}
	err := c.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE act = ? AND came = `+given+`)`, id[:]).Scan(&a.Given)
	if err != nil {
		return nil, err
	}
	if a.Undone, err = c.takenBack(ctx, a.Actor, a.ID, map[assay.ActID]bool{}); err != nil {
		return nil, err
	}
	if !a.Undoes.IsZero() {
		return a, c.describeUndoing(ctx, a)
	}
	if len(ops) > maxSteps {
		ops = ops[:maxSteps]
		if err := c.describeRest(ctx, a); err != nil {
			return nil, err
		}
	}
	for _, op := range ops {
		step, err := stepOf(op, c.opsAs(op.Kind, op.Entity))
		if err != nil {
			return nil, err
		}
		a.Steps = append(a.Steps, step)
		if step.Kind == assay.KindMerge {
			if _, _, err := c.broughtBy(ctx, a.Actor, a.ID); assay.KindOf(err) == assay.KindConflict {
				a.Fixed = true
			} else if err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// describeRest counts what an act did beside the steps that are shown.
func (c *chronicle) describeRest(ctx context.Context, a *assay.Act) error {
	err := c.QueryRowContext(ctx, `SELECT count(*) - ? FROM op WHERE act = ?`, maxSteps, a.ID[:]).Scan(&a.Left)
	if err != nil {
		return err
	}
	return c.QueryRowContext(ctx, `SELECT count(*) FROM op WHERE act = ? AND kind = 'article' AND prev = x''`, a.ID[:]).Scan(&a.Articles)
}

// describeUndoing finds the work that an undoing is about: what undoes an
// undoing does it again.
func (c *chronicle) describeUndoing(ctx context.Context, a *assay.Act) error {
	seen := map[assay.ActID]bool{} // a stranger's log may go in a circle
	for id := a.Undoes; !seen[id]; {
		seen[id] = true
		var undoes assay.ActID
		err := c.QueryRowContext(ctx, `SELECT undoes FROM op WHERE act = ? AND +actor = ? ORDER BY at, id LIMIT 1`, id[:], a.Actor[:]).Scan(into(&undoes))
		if err == sql.ErrNoRows { //nolint:errorlint // Row.Scan returns it as it is
			return nil
		}
		if err != nil {
			return err
		}
		if undoes.IsZero() {
			a.Took, err = c.act(ctx, id)
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
	undoings, err := query(ctx, t, `SELECT DISTINCT act FROM op WHERE undoes = ? AND +actor = ?`, []any{id[:], by[:]}, func(rows *sql.Rows) (assay.ActID, error) {
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
func (c *chronicle) things(ctx context.Context, about assay.EntityID, p *assay.HistoryPage) (map[assay.EntityID]assay.Record, error) {
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
					refer(reach, a.Steps[i].Kind, f)
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
		read, err := c.readThings(ctx, slices.Collect(maps.Keys(reach)))
		if err != nil {
			return nil, err
		}
		reach = map[assay.EntityID]bool{}
		for id, r := range read {
			things[id] = r
			refer(reach, r.Kind, r.Fields)
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

// refer adds the entities that fields refer to.
func refer(ids map[assay.EntityID]bool, k assay.Kind, f oplog.Fields) {
	if d := assay.Define(k); d != nil {
		for i := range d.Fields {
			if d.Fields[i].Shape == assay.ShapeID {
				ids[f[d.Fields[i].Name].ID()] = true
			}
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
}

// readThings returns entities as they are now, or as they were before their making was
// undone. One that this file does not have has no kind.
func (c *chronicle) readThings(ctx context.Context, ids []assay.EntityID) (map[assay.EntityID]assay.Record, error) {
	if err := c.read(ctx, ids); err != nil {
		return nil, err
	}
	things := make(map[assay.EntityID]assay.Record, len(ids))
	for _, id := range ids {
		kind := ""
		for i, op := range c.of[id] {
			if i == 0 || op.Kind < kind {
				kind = op.Kind
			}
		}
		r, err := thingOf(id, c.opsAs(kind, id))
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
