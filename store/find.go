package store

import (
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// How many things are put in order by how well they fit, and shown. Of words that more
// have, none of them says much: there what is called so comes first, then the latest.
var (
	findRanked = 1000
	findSlow   = 300  // where each of them takes long to find
	findNarrow = 5000 // things that a field lets through, up to which they are found before the words
)

// How many pages of the index may be gone through for one word or phrase.
var (
	findBroad    = 100  // for all the words that begin somehow
	findBroadest = 1200 // for those in what things are called, of which less is read
	findHeavy    = 800  // for the words of a phrase
)

// find finds the things of a page.
func (t *tx) find(ctx context.Context, x sought, p *assay.SearchPage) (err error) {
	if err := t.narrow(ctx, &x); err != nil {
		return err
	}
	x.most = findRanked
	if x.slow || x.each && !x.few {
		x.most = findSlow
	}
	var docs []int64
	switch {
	case x.few && len(x.docs) == 0: // nothing has the words either
	case x.wanted == "":
		docs, err = t.withoutWords(ctx, x)
	default:
		docs, p.Latest, err = t.withWords(ctx, x)
	}
	if err != nil {
		return err
	}
	p.Short, p.More = x.short, len(docs) > x.most
	p.Leaf = assay.Turn(p.Question.Page, assay.SearchPageSize, min(len(docs), x.most))
	p.Found, err = query(ctx, t, `SELECT f.kind, f.entity FROM json_each(?) d CROSS JOIN findable f ON f.doc = d.value ORDER BY d.key`,
		[]any{numbers(docs[p.Leaf.From:p.Leaf.To])}, func(rows *sql.Rows) (x assay.Found, err error) { return x, rows.Scan(&x.Kind, into(&x.ID)) })
	return err
}

// withWords returns the things that have the words, up to one more than are shown: in order
// of how well they fit or, if there are more, what is called so and then the latest.
func (t *tx) withWords(ctx context.Context, x sought) (docs []int64, latest bool, err error) {
	called := `{head} : (` + x.wanted + `)`
	if docs, err = t.latest(ctx, x, called); err != nil || len(docs) > x.most {
		return docs, true, err
	}
	all, err := t.latest(ctx, x, x.wanted)
	if err != nil {
		return nil, false, err
	}
	if len(all) <= x.most && !x.slow {
		docs, err = t.ranked(ctx, x, x.wanted, all)
		return docs, false, err
	}
	if !x.slow {
		if docs, err = t.ranked(ctx, x, called, docs); err != nil {
			return nil, false, err
		}
	}
	first := make(map[int64]bool, len(docs))
	for _, doc := range docs {
		first[doc] = true
	}
	return append(docs, slices.DeleteFunc(all, func(doc int64) bool { return first[doc] })...), true, nil
}

// latest returns the things that have some words, up to one more than are shown, the latest
// first. It goes through the index backwards, and ends where it has enough.
func (t *tx) latest(ctx context.Context, x sought, words string) ([]int64, error) {
	const latest = ` ORDER BY w.rowid DESC LIMIT ?`
	if x.few {
		return query(ctx, t, `SELECT w.rowid FROM findable_words w WHERE findable_words MATCH ? AND +w.rowid IN (SELECT value FROM json_each(?))`+latest,
			[]any{x.but(words), numbers(x.docs), x.most + 1}, scanDoc)
	}
	args := append([]any{x.but(words)}, x.where.args...)
	return query(ctx, t, `SELECT w.rowid FROM findable_words w CROSS JOIN findable f ON f.doc = w.rowid WHERE findable_words MATCH ? AND `+x.where.String()+latest,
		append(args, x.most+1), scanDoc)
}

// ranked puts things that have some words in order of how well they fit.
func (t *tx) ranked(ctx context.Context, x sought, words string, docs []int64) ([]int64, error) {
	if len(docs) < 2 {
		return docs, nil
	}
	return query(ctx, t, `
		SELECT rowid FROM findable_words WHERE findable_words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))
		ORDER BY bm25(findable_words, 6.0, 1.0), rowid`, []any{x.but(words), numbers(docs)}, scanDoc)
}

// but returns a question for words without what has any of those that are unwanted.
func (x *sought) but(words string) string {
	if x.unwanted == "" {
		return words
	}
	return `(` + words + `) NOT (` + x.unwanted + `)`
}

// narrow has what a field lets through, if that is little, be found first: whatever else is
// asked is then asked of nothing but that.
func (t *tx) narrow(ctx context.Context, x *sought) (err error) {
	for _, f := range x.fields {
		if f.all == "" {
			continue
		}
		var n int
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM (`+f.all+` LIMIT ?)`, append(slices.Clone(f.args), findNarrow+1)...).Scan(&n); err != nil {
			return err
		}
		if n > findNarrow {
			continue
		}
		x.few = true
		x.docs, err = query(ctx, t, `
			WITH few (kind, id) AS (`+f.all+`)
			SELECT DISTINCT f.doc FROM few CROSS JOIN findable f ON f.kind = few.kind AND f.entity = few.id WHERE `+x.where.String()+` ORDER BY f.doc`,
			append(slices.Clone(f.args), x.where.args...), scanDoc)
		return err
	}
	return nil
}

// withoutWords returns what there is besides what has unwanted words, up to one more than
// are shown, the earliest first. What has them is looked up no further than that takes.
func (t *tx) withoutWords(ctx context.Context, x sought) ([]int64, error) {
	if x.few {
		x.where = filter{}
		x.where.add(`f.doc IN (SELECT value FROM json_each(?))`, numbers(x.docs))
	}
	if x.unwanted == "" {
		return t.earliest(ctx, x, x.where)
	}
	var last int
	if err := t.QueryRowContext(ctx, `SELECT coalesce(max(doc), 0) FROM findable`).Scan(&last); err != nil {
		return nil, err
	}
	for upTo := 4 * x.most; ; upTo *= 4 {
		docs, err := t.earliest(ctx, x, x.where.and(`f.doc <= ? AND f.doc NOT IN (SELECT rowid FROM findable_words WHERE findable_words MATCH ? AND rowid <= ?)`, upTo, x.unwanted, upTo))
		if err != nil || len(docs) > x.most || upTo >= last {
			return docs, err
		}
	}
}

func (t *tx) earliest(ctx context.Context, x sought, where filter) ([]int64, error) {
	return query(ctx, t, `SELECT f.doc FROM findable f WHERE `+where.String()+` ORDER BY f.doc LIMIT ?`, append(slices.Clone(where.args), x.most+1), scanDoc)
}

// pages returns about how many pages of the index are gone through for the terms from one
// up to another: how long that takes. Each part of the index has its terms in order, and
// says at which page some of them begin.
func (t *tx) pages(ctx context.Context, from, to string) (n int, err error) {
	err = t.QueryRowContext(ctx, `
		WITH RECURSIVE part (id) AS (
			SELECT min(segid) FROM findable_words_idx UNION ALL SELECT (SELECT min(segid) FROM findable_words_idx WHERE segid > part.id) FROM part WHERE id IS NOT NULL)
		SELECT coalesce(sum(
			(SELECT pgno / 2 FROM findable_words_idx WHERE segid = part.id AND term >= ?2 ORDER BY term LIMIT 1) -
			(SELECT pgno / 2 FROM findable_words_idx WHERE segid = part.id AND term <= ?1 ORDER BY term DESC LIMIT 1)), 0) FROM part`,
		[]byte("0"+from), []byte("0"+to)).Scan(&n)
	return n, err
}

func scanDoc(rows *sql.Rows) (doc int64, err error) { return doc, rows.Scan(&doc) }

// numbers writes a list for json_each.
func numbers(docs []int64) string {
	if docs == nil {
		return `[]`
	}
	return string(oplog.Encode(docs))
}
