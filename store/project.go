package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// metaColumns stand at the head of every table that shows a kind of entity.
const metaColumns = `id, by, made, changer, changed, gone, retracted, retraction`

// show, replace and remove are the statements that write the row of an entity that has
// none, write that of any, and take it out, for each kind.
//
// What fails halfway is undone with all of its transaction. So it may fail as it likes:
// else SQLite would write down what each page was before the statement.
var show, replace, remove = func() (show, replace, remove map[assay.Kind]*form) {
	show, replace, remove = map[assay.Kind]*form{}, map[assay.Kind]*form{}, map[assay.Kind]*form{}
	for _, d := range assay.Dictionary {
		columns, marks, table := metaColumns, "?, ?, ?, ?, ?, ?, ?, ?", quoted(string(d.Kind))
		for _, f := range d.Fields {
			columns += ", " + quoted(f.Name)
			marks += ", ?"
		}
		show[d.Kind] = &form{head: fmt.Sprintf(`INSERT OR FAIL INTO %s (%s) VALUES `, table, columns), row: `(` + marks + `)`}
		replace[d.Kind] = &form{head: fmt.Sprintf(`INSERT OR REPLACE INTO %s (%s) VALUES `, table, columns), row: `(` + marks + `)`}
		remove[d.Kind] = &form{head: `DELETE FROM ` + table + ` WHERE id IN (`, row: `?`, tail: `)`}
	}
	return show, replace, remove
}()

// What says which fields of an entity are in conflict.
var (
	calm    = &form{head: `DELETE FROM conflict WHERE (kind, entity) IN (VALUES `, row: `(?, ?)`, tail: `)`}
	dispute = &form{head: `INSERT INTO conflict (kind, entity, field, n) VALUES `, row: `(?, ?, ?, ?)`}
)

func quoted(name string) string { return `"` + name + `"` }

// since is the schema with which a kind got its table, where that is not the first.
var since = map[assay.Kind]int{assay.KindReport: 3}

// sinceField is the same for the columns that a table got later; no two of them
// have the same name.
var sinceField = map[string]int{"via": 5, "part": 5, "within": 5, "taken": 5, "pages": 5, "choice": 5}

// later names a column, NULL in a file that is older than it.
func (t *tx) later(name string) string {
	if t.format < sinceField[name] {
		return "NULL"
	}
	return quoted(name)
}

// shows reports whether the file has a table for a kind. An older one that is only
// read stays as it is, and lacks what came later.
func (t *tx) shows(k assay.Kind) bool { return t.format >= since[k] }

// project writes the row that shows an entity, and whether it is in conflict. was is what
// the tables show of it.
func (t *tx) project(ctx context.Context, s, was *oplog.State) error {
	b := t.bulk()
	if err := b.project(ctx, s, was); err != nil {
		return err
	}
	return b.flush(ctx)
}

// project is the same for one of many entities, each of which comes once. was is what the
// tables show of it, nil if that is not known.
func (b *bulk) project(ctx context.Context, s, was *oplog.State) error {
	k := assay.Kind(s.Kind)
	if assay.Define(k) == nil { // a file may say anything; what names a table must be ours
		return damaged("an operation is of the unknown kind %.32q", s.Kind)
	}
	if err := b.outdate(ctx, s); err != nil {
		return err
	}
	if err := b.unrelate(ctx, s); err != nil {
		return err
	}
	b.displace(s, was)
	if err := b.restock(ctx, s, was); err != nil {
		return err
	}
	if !s.Exists {
		b.touch(s, was)
		if err := b.add(ctx, remove[k], s.Entity[:]); err != nil {
			return err
		}
		return b.projectConflicts(ctx, s, was)
	}
	args := []any{s.Entity[:], s.By[:], s.Made, s.Changer[:], s.Changed, s.Gone, nil, nil}
	for i, name := range []string{oplog.Retracted, oplog.Retraction} {
		if v := s.Value(name); v != nil {
			args[6+i] = column(assay.Define(k).Field(name), v)
		}
	}
	for i := range assay.Define(k).Fields {
		f := &assay.Define(k).Fields[i]
		args = append(args, column(f, s.Value(f.Name)))
	}
	row := replace[k]
	if was != nil && !was.Exists {
		row = show[k]
	}
	b.touch(s, was)
	if err := b.add(ctx, row, args...); err != nil {
		return fmt.Errorf("show %s: %w", k, err)
	}
	return b.projectConflicts(ctx, s, was)
}

// column returns a field's value as its column holds it.
func column(f *assay.Field, v oplog.Value) any {
	if v.IsNull() {
		return nil
	}
	switch f.Shape {
	case assay.ShapeFlag:
		return v.Flag()
	case assay.ShapeNumber:
		return v.Number()
	case assay.ShapeID:
		id := v.ID()
		return id[:]
	case assay.ShapeHash:
		h := v.Hash()
		return h[:]
	case assay.ShapeJSON:
		return string(v)
	case assay.ShapeText, assay.ShapeWord:
	}
	return v.Text()
}

func (b *bulk) projectConflicts(ctx context.Context, s, was *oplog.State) error {
	if was == nil || len(was.Conflicts) > 0 {
		if err := b.add(ctx, calm, s.Kind, s.Entity[:]); err != nil {
			return err
		}
	}
	for _, c := range s.Conflicts {
		if err := b.add(ctx, dispute, s.Kind, s.Entity[:], c.Field, len(c.Values)); err != nil {
			return err
		}
	}
	return nil
}

// projectAll writes the rows of some entities out of the log.
func (t *tx) projectAll(ctx context.Context, entities []entity, each func(*oplog.State)) error {
	b := t.bulk()
	for part := range slices.Chunk(entities, aboutAtOnce) {
		of, err := t.opsAbout(ctx, part)
		if err != nil {
			return err
		}
		for _, e := range part {
			state := oplog.Project(of[e])
			state.Kind, state.Entity = string(e.kind), e.id
			if err := b.project(ctx, &state, nil); err != nil {
				return err
			}
			each(&state)
		}
	}
	return b.flush(ctx)
}

// Rebuild makes every table that shows the case again from the log, if the log
// is whole. It is how damaged tables are repaired, and what proves that there
// is nothing in them that does not follow from the log.
func (s *Store) Rebuild(ctx context.Context) error {
	if s.write == nil {
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("This case was opened to be read only and cannot be rebuilt.")}
	}
	s.relating.Lock() // what is being compared is taken out, too
	defer s.relating.Unlock()
	s.forgetKin()
	sqlTx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer sqlTx.Rollback()
	t := &tx{Tx: sqlTx, format: s.format}
	if _, err := t.checkLog(ctx); err != nil {
		return explain(err)
	}
	for _, d := range assay.Dictionary {
		if _, err := t.ExecContext(ctx, `DELETE FROM `+quoted(string(d.Kind))); err != nil {
			return explain(err)
		}
	}
	for _, derived := range []string{`conflict`, `claim_tally`} {
		if _, err := t.ExecContext(ctx, `DELETE FROM `+derived); err != nil {
			return explain(err)
		}
	}
	if err := t.clearIndex(ctx); err != nil {
		return explain(err)
	}
	if err := t.clearLineage(ctx); err != nil {
		return explain(err)
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM shelf`); err != nil {
		return explain(err)
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM unplaced`); err != nil {
		return explain(err)
	}
	all, err := query(ctx, t, `SELECT DISTINCT kind, entity FROM op ORDER BY entity, kind`, nil, func(rows *sql.Rows) (e entity, err error) {
		return e, rows.Scan(&e.kind, into(&e.id))
	})
	if err != nil {
		return explain(err)
	}
	if err := t.projectAll(ctx, all, func(*oplog.State) {}); err != nil {
		return explain(err)
	}
	return explain(t.Commit())
}

// conflicts returns how many values each field in conflict has.
func (t *tx) conflicts(ctx context.Context) (map[string]int, error) {
	type contested struct {
		field string
		n     int
	}
	list, err := query(ctx, t, `SELECT kind, entity, field, n FROM conflict`, nil, func(rows *sql.Rows) (c contested, err error) {
		var kind, field string
		var id oplog.ID
		err = rows.Scan(&kind, into(&id), &field, &c.n)
		c.field = kind + " " + id.String() + " " + field
		return c, err
	})
	m := make(map[string]int, len(list))
	for _, c := range list {
		m[c.field] = c.n
	}
	return m, err
}

// records returns every row of every kind as the log would state it, in order
// of kind and id.
func (t *tx) records(ctx context.Context) ([]assay.Record, error) {
	var all []assay.Record
	for i := range assay.Dictionary {
		d := &assay.Dictionary[i]
		if !t.shows(d.Kind) {
			continue
		}
		columns := []string{}
		for _, f := range d.Fields {
			columns = append(columns, t.later(f.Name))
		}
		list, err := query(ctx, t, `SELECT `+metaColumns+`, `+strings.Join(columns, ", ")+` FROM `+quoted(string(d.Kind))+` ORDER BY id`, nil,
			func(rows *sql.Rows) (assay.Record, error) { return scanRecord(rows, d) })
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", d.Kind, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

func scanRecord(rows *sql.Rows, d *assay.Definition) (assay.Record, error) {
	r := assay.Record{Kind: d.Kind, Fields: oplog.Fields{}}
	fields := append([]assay.Field{*d.Field(oplog.Retracted), *d.Field(oplog.Retraction)}, d.Fields...)
	raw := make([]any, len(fields))
	dest := []any{into(&r.ID), into(&r.By), &r.Made, into(&r.Changer), &r.Changed, &r.Gone}
	for i := range raw {
		dest = append(dest, &raw[i])
	}
	if err := rows.Scan(dest...); err != nil {
		return r, err
	}
	for i, f := range fields {
		if raw[i] != nil {
			r.Fields[f.Name] = value(&f, raw[i])
		}
	}
	return r, nil
}

// value is the inverse of column.
func value(f *assay.Field, raw any) oplog.Value {
	switch v := raw.(type) {
	case int64:
		if f.Shape == assay.ShapeFlag {
			return oplog.Encode(v != 0)
		}
		return oplog.Encode(v)
	case []byte:
		if f.Shape == assay.ShapeHash {
			return oplog.Encode(oplog.Hash(v).String())
		}
		return oplog.Encode(oplog.ID(v))
	case string:
		if f.Shape == assay.ShapeJSON {
			return oplog.Value(v)
		}
		return oplog.Encode(v)
	}
	return nil
}
