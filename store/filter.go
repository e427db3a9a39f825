package store

import (
	"context"
	"strings"

	"assay/internal/assay"
)

// filter is what a list asks of its rows, in SQL.
type filter struct {
	where []string
	args  []any
}

// add asks one thing more. The arguments are those of the marks in it.
func (f *filter) add(condition string, args ...any) {
	f.where = append(f.where, condition)
	f.args = append(f.args, args...)
}

// String returns the condition for WHERE.
func (f *filter) String() string { return strings.Join(f.where, ` AND `) }

// tagged are the things with one of some tags, named as after among.
const tagged = `SELECT target FROM tagging WHERE tag ` + among + ` AND member = 1 AND gone = 0`

// tags asks that the thing in a column has tags and lacks others. A tag that
// there is not is had by nothing.
func (f *filter) tags(ctx context.Context, t *tx, column string, asked assay.TagFilter) error {
	if !asked.Any() {
		return nil
	}
	all, err := t.tags(ctx)
	if err != nil {
		return err
	}
	for _, word := range asked.Has.Words() {
		f.add(column+` IN (`+tagged+`)`, hexList(assay.TagsMeant(all, word, asked.Exact)))
	}
	for _, word := range asked.Lacks.Words() {
		f.add(column+` NOT IN (`+tagged+`)`, hexList(assay.TagsMeant(all, word, asked.Exact)))
	}
	return nil
}

// like returns the pattern that finds a word anywhere, for LIKE with \ to escape.
func like(word string) string {
	return `%` + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + `%`
}

// among goes after a column, and takes what hexList makes.
const among = `IN (SELECT unhex(value) FROM json_each(?))`

// from returns the condition, with what it takes, that an article, of which a
// is the name, is found at a source or written by it, or by one that was judged to be the same.
func (t *tx) from(ctx context.Context, id assay.SourceID) (condition string, args []any, err error) {
	sames, err := t.sames(ctx)
	if err != nil {
		return "", nil, err
	}
	list := hexList(assay.NewView(&assay.Case{Sames: sames}, assay.ActorID{}).OneWith(id))
	return `(a.host ` + among + ` OR a.text_origin ` + among + `)`, []any{list, list}, nil
}
