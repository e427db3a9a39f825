package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
)

// How many things are put in order by how well they fit, and shown. Of a word that more
// have, none of them says much: there what is called so comes first, then the latest.
const (
	findRanked = 2000
	findNarrow = 5000 // things that a field lets through, up to which it goes before the words
)

// find finds the things of a page.
func (t *tx) find(ctx context.Context, x sought, p *assay.SearchPage) error {
	if x.wanted == "" {
		return t.findAny(ctx, x, p)
	}
	many, err := t.countUpTo(ctx, findRanked, `SELECT 1 FROM findable_words WHERE findable_words MATCH ?`, x.but(x.wanted))
	if err != nil {
		return err
	}
	if many <= findRanked {
		return t.findIn(ctx, x, p, []tier{{x.but(x.wanted), true}})
	}
	called := `{head} : (` + x.wanted + `)`
	few, err := t.countUpTo(ctx, findRanked, `SELECT 1 FROM findable_words WHERE findable_words MATCH ?`, x.but(called))
	if err != nil {
		return err
	}
	p.Latest = true
	return t.findIn(ctx, x, p, []tier{{x.but(called), few <= findRanked}, {`(` + x.but(x.wanted) + `) NOT (` + called + `)`, false}})
}

// but returns a question for words without what has any of those that are unwanted.
func (x *sought) but(words string) string {
	if x.unwanted == "" {
		return words
	}
	return `(` + words + `) NOT (` + x.unwanted + `)`
}

// countUpTo counts the rows of a statement, and stops after one more than most.
func (t *tx) countUpTo(ctx context.Context, most int, statement string, args ...any) (n int, err error) {
	err = t.QueryRowContext(ctx, `SELECT count(*) FROM (`+statement+` LIMIT ?)`, append(args, most+1)...).Scan(&n)
	return n, err
}

// findAny finds what no words are asked of, or what has none of some.
func (t *tx) findAny(ctx context.Context, x sought, p *assay.SearchPage) error {
	if x.unwanted != "" {
		x.where.add(`f.doc NOT IN (SELECT rowid FROM findable_words WHERE findable_words MATCH ?)`, x.unwanted)
	}
	statement := ` FROM findable f WHERE ` + x.where.String()
	n, err := t.countUpTo(ctx, findRanked, `SELECT 1`+statement, x.where.args...)
	if err != nil {
		return err
	}
	p.More = n > findRanked
	p.Leaf = assay.Turn(p.Question.Page, assay.SearchPageSize, min(n, findRanked))
	p.Found, err = query(ctx, t, `SELECT f.kind, f.entity`+statement+` ORDER BY f.doc LIMIT ? OFFSET ?`, append(x.where.args, p.Leaf.To-p.Leaf.From, p.Leaf.From), scanFound)
	return err
}

func scanFound(rows *sql.Rows) (x assay.Found, err error) { return x, rows.Scan(&x.Kind, into(&x.ID)) }

// tier is what comes before others: things with some words, in order of how well they fit,
// or the latest first.
type tier struct {
	match  string
	ranked bool
}

// findIn finds the things of a page in tiers.
func (t *tx) findIn(ctx context.Context, x sought, p *assay.SearchPage, tiers []tier) error {
	among, args, err := t.findAmong(ctx, x)
	if err != nil {
		return err
	}
	of := make([]int, len(tiers))
	total := 0
	for i, r := range tiers {
		if of[i], err = t.countUpTo(ctx, findRanked-total, `SELECT 1`+among, append([]any{r.match}, args...)...); err != nil {
			return err
		}
		if total += of[i]; total > findRanked {
			break
		}
	}
	p.More = total > findRanked
	p.Leaf = assay.Turn(p.Question.Page, assay.SearchPageSize, min(total, findRanked))
	first := 0 // of the tier
	for i, r := range tiers {
		from, to := max(p.Leaf.From, first), min(p.Leaf.To, first+of[i])
		if from < to {
			order := `w.rowid DESC`
			if r.ranked {
				order = `bm25(findable_words, 6.0, 1.0), w.rowid`
			}
			some, err := query(ctx, t, `SELECT f.kind, f.entity`+among+` ORDER BY `+order+` LIMIT ? OFFSET ?`, append(append([]any{r.match}, args...), to-from, from-first), scanFound)
			if err != nil {
				return err
			}
			p.Found = append(p.Found, some...)
		}
		first += of[i]
	}
	return nil
}

// findAmong returns how things with some words are found, from FROM on; the words are what
// it takes first. Where else is asked for little, that is found before the words.
func (t *tx) findAmong(ctx context.Context, x sought) (statement string, args []any, err error) {
	const from = ` FROM findable_words w CROSS JOIN findable f ON f.doc = w.rowid WHERE findable_words MATCH ? AND `
	if x.narrow {
		n, err := t.countUpTo(ctx, findNarrow, `SELECT 1 FROM findable f WHERE `+x.where.String(), x.where.args...)
		if err != nil {
			return "", nil, err
		}
		if n <= findNarrow {
			return from + `+w.rowid IN (SELECT f.doc FROM findable f WHERE ` + x.where.String() + `)`, x.where.args, nil
		}
	}
	return from + x.where.String(), x.where.args, nil
}
