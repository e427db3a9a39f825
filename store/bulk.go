package store

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// form is a statement that does the same to any number of rows: what stands before
// them, the marks of one, and what follows.
type form struct{ head, row, tail string }

// bulkSizes are how many rows a statement may have. They are few, so that a
// connection can keep all of its statements.
var bulkSizes = []int{128, 32, 8, 1}

// bulkWaiting is how many rows wait before they are written.
const bulkWaiting = 1024

func (f *form) text(rows int) string {
	var b strings.Builder
	b.WriteString(f.head)
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.row)
	}
	b.WriteString(f.tail)
	return b.String()
}

// bulk gathers rows and writes many with one statement: handing a statement to SQLite
// costs more than what most of them do. Rows of one form are written in their order,
// and the forms in the order in which they were first used. Nothing is sure to be in
// the file before flush.
type bulk struct {
	*tx
	forms   []*form
	rows    map[*form][][]any
	waiting int
	placed  []assay.ArticleID // that may be without an event by now, or no longer be
	moved   map[oplog.ID]bool // articles that are to be put on the shelf again
	marked  map[oplog.ID]bool // articles of which the mentions are to be counted there again
	merges  *bool             // some claims are one with others; nil as long as nobody has asked
	touched touched
}

func (t *tx) bulk() *bulk {
	return &bulk{tx: t, rows: map[*form][][]any{}, moved: map[oplog.ID]bool{}, marked: map[oplog.ID]bool{}}
}

// add has a row written.
func (b *bulk) add(ctx context.Context, f *form, row ...any) error {
	if b.rows[f] == nil && !slices.Contains(b.forms, f) {
		b.forms = append(b.forms, f)
	}
	b.rows[f] = append(b.rows[f], row)
	if b.waiting++; b.waiting < bulkWaiting {
		return nil
	}
	return b.writeRows(ctx)
}

// flush writes all that waits.
func (b *bulk) flush(ctx context.Context) error {
	if err := b.writeRows(ctx); err != nil {
		return err
	}
	if err := b.refill(ctx); err != nil {
		return err
	}
	return b.place(ctx)
}

// writeRows writes the rows that wait, and what is counted of them.
func (b *bulk) writeRows(ctx context.Context) error {
	return b.tallying(ctx, func() error { return b.writeForms(ctx) })
}

func (b *bulk) writeForms(ctx context.Context) error {
	for _, f := range b.forms {
		if err := b.write(ctx, f, b.rows[f]); err != nil {
			return err
		}
		clear(b.rows[f])
		b.rows[f] = b.rows[f][:0]
	}
	b.waiting = 0
	return nil
}

func (b *bulk) write(ctx context.Context, f *form, rows [][]any) error {
	for _, size := range bulkSizes {
		text := ""
		for len(rows) >= size {
			if text == "" {
				text = f.text(size)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			// A statement that can be interrupted is watched by a goroutine of its own.
			if _, err := b.ExecContext(context.WithoutCancel(ctx), text, slices.Concat(rows[:size]...)...); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

// aboutAtOnce is how many entities or operations a statement asks for at the most.
const aboutAtOnce = 100

// atOnce is how many a statement asks for n of them: one, which is what nearly every act
// is about, or aboutAtOnce, so that there are few statements.
func atOnce(n int) int {
	if n == 1 {
		return 1
	}
	return aboutAtOnce
}

// marksOf are the question marks for what padded returns.
func marksOf[T any](part []T) string { return marks(atOnce(len(part))) }

// marks are n question marks.
func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }

// padded returns what a statement for aboutAtOnce things is to be given for fewer of
// them, of which there must be one: the last again and again. For one alone it is that.
func padded[T any](part []T, arg func(T) any) []any {
	args := make([]any, atOnce(len(part)))
	for i := range args {
		args[i] = arg(part[min(i, len(part)-1)])
	}
	return args
}

// opsAbout returns the operations of some entities, each entity's in the order in
// which they came.
func (t *tx) opsAbout(ctx context.Context, entities []entity) (map[entity][]*oplog.Op, error) {
	of := make(map[entity][]*oplog.Op, len(entities))
	for _, e := range entities {
		of[e] = nil
	}
	for part := range slices.Chunk(entities, aboutAtOnce) {
		ops, err := t.ops(ctx, `entity IN (`+marksOf(part)+`) ORDER BY seq`, padded(part, func(e entity) any { return e.id[:] })...)
		if err != nil {
			return nil, err
		}
		for _, op := range ops {
			e := entity{assay.Kind(op.Kind), op.Entity}
			if had, asked := of[e]; asked {
				of[e] = append(had, op)
			}
		}
	}
	return of, nil
}

// known returns those of some operations that the log has.
func (t *tx) known(ctx context.Context, ops []*oplog.Op) (map[oplog.Hash]bool, error) {
	known := map[oplog.Hash]bool{}
	for part := range slices.Chunk(ops, aboutAtOnce) {
		list, err := query(ctx, t, `SELECT id FROM op WHERE id IN (`+marksOf(part)+`)`, padded(part, func(op *oplog.Op) any { return op.ID[:] }), scanHash)
		if err != nil {
			return nil, err
		}
		for _, id := range list {
			known[id] = true
		}
	}
	return known, nil
}
