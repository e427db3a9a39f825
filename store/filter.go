package store

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"assay/internal/assay"
	"assay/internal/search"
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

// and returns a filter that asks one thing more than this one, which stays as it is.
func (f *filter) and(condition string, args ...any) filter {
	more := filter{slices.Clone(f.where), slices.Clone(f.args)}
	more.add(condition, args...)
	return more
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

// holding asks that a column has a word anywhere in it, whatever its capitals and
// accents, in any script. It takes the word as search.Fold returns it.
func holding(column string) string { return `holds(` + column + `, ?)` }

// holds is the function of that name in SQL: whether a text, folded, has a word.
func holds(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	text, _ := args[0].(string) // NULL has nothing
	word, _ := args[1].(string)
	return text != "" && strings.Contains(search.Fold(text), word), nil
}

// foldedText is the function folded in SQL: a text as search.Fold returns it.
func foldedText(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	text, _ := args[0].(string)
	return search.Fold(text), nil
}

// among goes after a column, and takes what hexList makes.
const among = `IN (SELECT unhex(value) FROM json_each(?))`

// from selects the articles that are found at a source or written by it, or by one that
// was judged to be the same. It returns the statement with what it takes.
func (t *tx) from(ctx context.Context, id assay.SourceID) (articles string, args []any, err error) {
	sames, err := t.sames(ctx)
	if err != nil {
		return "", nil, err
	}
	list := hexList(assay.NewView(&assay.Case{Sames: sames}, assay.ActorID{}).OneWith(id))
	return `SELECT id FROM article WHERE host ` + among + ` UNION SELECT id FROM article WHERE text_origin ` + among, []any{list, list}, nil
}
