package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// hasShelf reports whether the file has the table that the library is read from. Of an
// older one that is only read, the same is read from what it follows from.
func (t *tx) hasShelf() bool { return t.format >= 6 }

// shelf is what the library is read from, to go after FROM.
func (t *tx) shelf() string {
	if t.hasShelf() {
		return `shelf`
	}
	return `(` + t.shelved() + `) AS shelf`
}

// shelved says what is on the shelf, of articles that are there.
func (t *tx) shelved() string {
	return `
		SELECT a.id AS article, a.made AS made, coalesce(a.published, x.published, '') AS published,
			folded(coalesce(a.title, x.title, '')) || char(10) || folded(coalesce(a.byline, x.byline, '')) AS words,
			coalesce(a.language, x.language) AS language, a.text_origin AS origin, coalesce(a.text_origin, a.host) AS outlet, a."text" AS "text",
			CASE WHEN ` + t.unreadText() + ` THEN 2 WHEN ` + t.gapsText() + ` THEN 1 ELSE 0 END AS gap,
			` + mentionsIn("a.id") + ` AS mentions
		FROM article a LEFT JOIN "text" x ON x.id = a."text" AND x.article = a.id
		WHERE a.gone = 0`
}

// restock has articles put on the shelf again once the rows that wait are written: those
// that an entity is about, or was.
func (b *bulk) restock(ctx context.Context, s, was *oplog.State) error {
	if !b.hasShelf() {
		return nil
	}
	switch assay.Kind(s.Kind) {
	case assay.KindArticle:
		b.moved[s.Entity] = true
	case assay.KindText:
		b.moved[s.Value("article").ID()] = true
	case assay.KindMention:
		return b.recount(ctx, s, was)
	default: // the rest is not on it
	}
	return nil
}

// recount has the mentions of the article counted that one is in, and of that where it was.
func (b *bulk) recount(ctx context.Context, s, was *oplog.State) error {
	var before oplog.ID
	switch {
	case was == nil:
		err := b.QueryRowContext(ctx, `SELECT article FROM mention WHERE id = ?`, s.Entity[:]).Scan(into(&before))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	case sameSight(s, was):
		return nil
	default:
		before = was.Value("article").ID()
	}
	for _, id := range []oplog.ID{before, s.Value("article").ID()} {
		if !id.IsZero() {
			b.marked[id] = true
		}
	}
	return nil
}

// refill puts on the shelf what was moved, and counts the mentions of what was marked.
func (b *bulk) refill(ctx context.Context) error {
	maps.DeleteFunc(b.marked, func(id oplog.ID, _ bool) bool { return b.moved[id] })
	for part := range slices.Chunk(inFile(b.marked), aboutAtOnce) {
		args := padded(part, func(id oplog.ID) any { return id[:] })
		if _, err := b.ExecContext(ctx, `UPDATE shelf SET mentions = `+mentionsIn("shelf.article")+` WHERE article IN (`+marksOf(part)+`)`, args...); err != nil {
			return err
		}
	}
	clear(b.marked)
	for part := range slices.Chunk(inFile(b.moved), aboutAtOnce) {
		args := padded(part, func(id oplog.ID) any { return id[:] })
		if _, err := b.ExecContext(ctx, `DELETE FROM shelf WHERE article IN (`+marksOf(part)+`)`, args...); err != nil {
			return err
		}
		if _, err := b.ExecContext(ctx, `INSERT INTO shelf `+b.shelved()+` AND a.id IN (`+marksOf(part)+`)`, args...); err != nil {
			return err
		}
	}
	clear(b.moved)
	return nil
}

// inFile returns ids in the order in which their rows lie in the file.
func inFile(set map[oplog.ID]bool) []oplog.ID {
	return slices.SortedFunc(maps.Keys(set), func(x, y oplog.ID) int { return bytes.Compare(x[:], y[:]) })
}

// mentionsIn counts the mentions in an article.
func mentionsIn(article string) string {
	return `(SELECT count(*) FROM mention WHERE article = ` + article + ` AND gone = 0)`
}

// refillAll makes the shelf anew.
func (t *tx) refillAll(ctx context.Context) error {
	if !t.hasShelf() {
		return nil
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM shelf`); err != nil {
		return err
	}
	_, err := t.ExecContext(ctx, `INSERT INTO shelf `+t.shelved())
	return err
}

// checkShelf fails unless the shelf has what follows from the other tables.
func (t *tx) checkShelf(ctx context.Context) error {
	if !t.hasShelf() {
		return nil
	}
	var n int
	const columns = `article, made, published, words, language, origin, outlet, "text", gap, mentions`
	ours, theirs := `SELECT `+columns+` FROM shelf`, `SELECT `+columns+` FROM (`+t.shelved()+`)`
	err := t.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM (`+ours+` EXCEPT `+theirs+`)) + (SELECT count(*) FROM (`+theirs+` EXCEPT `+ours+`))`).Scan(&n)
	if err == nil && n > 0 {
		return outOfStep("the table shelf is not what it should be in %d places", n)
	}
	return err
}
