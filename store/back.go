package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// comparedAtOnce is how many things are compared with what they were before whoever
// waits to write is let in.
const comparedAtOnce = 500

// ForeseeBack says what going back to a moment would change. It changes nothing, and
// holds nobody up. It fails with KindNotFound if there is no such moment.
func (s *Store) ForeseeBack(ctx context.Context, to assay.Moment) (*assay.Back, error) {
	w := &wayBack{Back: assay.Back{
		To: to, Out: map[assay.Kind]int{}, Again: map[assay.Kind]int{}, Earlier: map[assay.Kind]int{},
		By: map[assay.ActorID]int{}, Stays: map[assay.ActorID]map[assay.Kind]int{},
	}}
	err := s.view(ctx, func(t *tx) (err error) {
		if w.Actors, err = t.actors(ctx); err != nil {
			return err
		}
		return w.begin(ctx, t)
	})
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(w.since, comparedAtOnce) {
		err := s.view(ctx, func(t *tx) error {
			t.author.Actor = oplog.ID(s.Me())
			for _, e := range part {
				c, err := w.compare(ctx, t, e)
				if err != nil {
					return err
				}
				w.count(c)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return &w.Back, nil
}

// GoingBack is what an analyst has decided on who goes back to a moment.
type GoingBack struct {
	To   assay.Moment
	Seen oplog.Hash // as [assay.Back] has it: what they were shown is what is done
	Name string     // of the restore point that keeps the state before it
	Why  string     // what was made since is taken out
}

// GoBack lets everything that differs say again what it said at a moment. It is one act
// of the analyst, and one transaction: new operations that set the values of then, and
// withdraw what was made since. Nothing is taken out of the log, and what is somebody
// else's own stays. It begins with a restore point, so that one can come back even when
// others have built on it. It fails with KindConflict if the case has changed since the
// analyst looked, and does nothing if nothing differs.
func (s *Store) GoBack(ctx context.Context, g GoingBack) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		w := &wayBack{Back: assay.Back{To: g.To}, why: g.Why}
		if err := w.begin(ctx, t); err != nil {
			return err
		}
		if w.Seen != g.Seen {
			return assay.Conflict("The case has changed since you looked at what going back would change. Look at it again.")
		}
		for _, e := range w.since {
			c, err := w.compare(ctx, t, e)
			if err != nil {
				return err
			}
			if c.stays || len(c.set) == 0 {
				continue
			}
			if t.wrote == 0 {
				if err := t.namePoint(ctx, g.Name); err != nil {
					return err
				}
			}
			if _, err := t.append(ctx, oplog.Edit{Kind: string(e.kind), Entity: e.id, Fields: c.set}, c.ops, c.now.Heads); err != nil {
				return err
			}
		}
		return nil
	})
}

// wayBack is the way from how the case is to how it was.
type wayBack struct {
	assay.Back
	why   string
	end   int64       // the last row of the log that is looked at
	since []sinceThen // what may differ, in the order in which it was touched
}

// sinceThen is an entity with how many operations on it came after a moment.
type sinceThen struct {
	entity
	ops int
}

// begin finds out what the operations since the moment are about. Who somebody is, what
// was merged and purged, and what states are called is not part of how the case was.
func (w *wayBack) begin(ctx context.Context, t *tx) error {
	last, when, err := t.moment(ctx, w.To)
	if err != nil {
		return err
	}
	w.When = when
	if !w.To.Point.IsZero() {
		if err := t.QueryRowContext(ctx, `SELECT name FROM restore_point WHERE id = ?`, w.To.Point[:]).Scan(into(&w.Name)); err != nil {
			return err
		}
	}
	if err := t.QueryRowContext(ctx, `SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`).Scan(&w.end, into(&w.Seen)); err != nil {
		return err
	}
	w.since, err = query(ctx, t, `
		SELECT kind, entity, count(*) FROM op
		WHERE seq > ? AND kind NOT IN ('actor', 'merge', 'purge', 'restore_point')
		GROUP BY kind, entity ORDER BY min(seq)`, []any{last}, func(rows *sql.Rows) (e sinceThen, err error) {
		return e, rows.Scan(&e.kind, into(&e.id), &e.ops)
	})
	return err
}

// backward is one entity as it was and as it is.
type backward struct {
	sinceThen
	then, now oplog.State
	ops       []*oplog.Op  // all of them, in the order in which they came
	set       oplog.Fields // what lets it say again what it said; nil where that is what it says
	stays     bool         // it is not for the analyst to set
}

// compare finds out what becomes of an entity.
func (w *wayBack) compare(ctx context.Context, t *tx, e sinceThen) (c backward, err error) {
	c.sinceThen = e
	if c.ops, err = t.ops(ctx, `entity = ? AND kind = ? AND seq <= ? ORDER BY seq`, e.id[:], string(e.kind), w.end); err != nil || len(c.ops) < e.ops {
		return c, err // a merge was taken back meanwhile
	}
	c.then, c.now = oplog.Project(c.ops[:len(c.ops)-e.ops]), oplog.Project(c.ops)
	c.stays = lasting(&c) || somebodysOwn(t.author.Actor, &c)
	c.set = earlier(e.kind, &c.then, &c.now, w.why)
	return c, nil
}

// lasting reports whether an entity has come since and is not taken out: a text or original,
// which is evidence whatever becomes of its article, or the case itself.
func lasting(c *backward) bool {
	return (c.kind == assay.KindText || c.kind == assay.KindCapture || c.kind == assay.KindCase) && !c.then.Exists
}

// somebodysOwn reports whether only somebody else can change an entity: a judgement in
// their name, or a note that they have for themselves.
func somebodysOwn(me oplog.ID, c *backward) bool {
	for _, s := range []*oplog.State{&c.then, &c.now} {
		if coder := s.Value("coder"); !coder.IsNull() && coder.ID() != me || s.Value("private").Flag() && s.By != me {
			return true
		}
	}
	return false
}

// count adds an entity to what going back would change, or leave.
func (w *wayBack) count(c backward) {
	was, is := says(&c.then), says(&c.now)
	switch {
	case lasting(&c):
		if is && c.kind != assay.KindCase {
			w.Evidence++
		}
		return
	case len(c.set) == 0:
		return
	case c.stays:
		of := c.now.By
		if !c.now.Exists {
			of = c.then.By
		}
		who := assay.ActorID(of)
		if w.Stays[who] == nil {
			w.Stays[who] = map[assay.Kind]int{}
		}
		w.Stays[who][c.kind]++
		return
	case !was:
		w.Out[c.kind]++
	case !is:
		w.Again[c.kind]++
	default:
		w.Earlier[c.kind]++
	}
	for _, x := range c.now.Conflicts {
		if _, sets := c.set[x.Field]; sets {
			w.Settled++
		}
	}
	by := map[oplog.ID]bool{}
	for _, op := range c.ops[len(c.ops)-c.sinceThen.ops:] {
		if !by[op.Actor] {
			by[op.Actor] = true
			w.By[assay.ActorID(op.Actor)]++
		}
	}
}

// isThing reports whether a kind is of things, which are withdrawn if they are not to be
// there, and not of what is said of things, which is then said no more: of these there
// can only ever be one, and it must be possible to say it again.
func isThing(d *assay.Definition) bool {
	return !d.Derived() || d.Kind == assay.KindArticle || d.Kind == assay.KindText || d.Kind == assay.KindCapture
}

// says reports whether an entity says something: a member that is out does not, nor does
// a judgement or a decision that was taken back.
func says(s *oplog.State) bool {
	if !s.Visible() {
		return false
	}
	d := assay.Define(assay.Kind(s.Kind))
	if isThing(d) {
		return true
	}
	first := d.Fields[slices.IndexFunc(d.Fields, func(f assay.Field) bool { return !f.Key })]
	v := s.Value(first.Name)
	return v.Flag() || first.Shape != assay.ShapeFlag && !v.IsNull()
}

// earlier returns what must be set for an entity to show again what it showed then, nil
// if nothing must. Where analysts had not agreed then, and still have not, they are left
// alone; where they have come to disagree since, the value of then is to stand.
func earlier(k assay.Kind, then, now *oplog.State, why string) oplog.Fields {
	if !says(then) && !says(now) {
		return nil
	}
	d, f := assay.Define(k), oplog.Fields{}
	switch {
	case then.Visible():
		f = shownThen(d, then, now)
	case then.Exists || isThing(d):
		if then.Exists {
			why = then.Value(oplog.Retraction).Text()
		}
		f[oplog.Retracted], f[oplog.Retraction] = oplog.Encode(true), said(why)
	default:
		for _, field := range d.Fields {
			if f[field.Name] = oplog.Null; field.Shape == assay.ShapeFlag {
				f[field.Name] = oplog.Encode(false)
			}
		}
	}
	for _, field := range d.Fields {
		if !field.Key {
			continue
		}
		v := then.Value(field.Name)
		if !then.Exists {
			v = now.Value(field.Name)
		}
		if f[field.Name] = v; v.IsNull() {
			f[field.Name] = oplog.Null
		}
	}
	return changes(k, now, f)
}

// shownThen returns what an entity showed then, but for what is in conflict as it was.
func shownThen(d *assay.Definition, then, now *oplog.State) oplog.Fields {
	f := oplog.Fields{}
	moved := false
	for _, field := range d.Fields {
		v := then.Value(field.Name)
		place := d.Kind == assay.KindMention && slices.Contains(assay.AnchorFields, field.Name)
		switch {
		case v.IsNull() && (place || field.Name == "domain"): // which nobody can take back
			continue
		case v.IsNull():
			v = oplog.Null
		}
		f[field.Name] = v
		if asThen := same(then, now, field.Name); place {
			moved = moved || !asThen
		} else if asThen {
			delete(f, field.Name)
		}
	}
	for _, name := range assay.AnchorFields {
		if d.Kind == assay.KindMention && !moved {
			delete(f, name)
		}
	}
	if now.Gone || inConflict(now, oplog.Retracted) && !inConflict(then, oplog.Retracted) {
		f[oplog.Retracted], f[oplog.Retraction] = oplog.Encode(false), oplog.Null
	}
	return f
}

// same reports whether a field shows what it showed then, and is in conflict only if it
// was so then.
func same(then, now *oplog.State, field string) bool {
	a, b := then.Value(field), now.Value(field)
	return (bytes.Equal(a, b) || a.IsNull() && b.IsNull()) && (inConflict(then, field) || !inConflict(now, field))
}
