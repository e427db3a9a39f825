package store

import (
	"context"
	"database/sql"
	"errors"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// sameTexts are the articles of each text. There is no index of that in the file, and to
// look through all texts takes time, in which nobody waits to write: what was there
// before is looked up beforehand. The zero value knows nothing.
type sameTexts struct {
	upTo int64        // the last of the texts that are known
	last assay.TextID // and which one that is: another, if the tables have been made again
	of   map[oplog.Hash][]assay.ArticleID
}

// catchUp looks up the texts that have come since the last time: all, or those that
// are the same as one.
func (w *sameTexts) catchUp(ctx context.Context, s *Store, same *oplog.Hash) error {
	for more := true; more; {
		var err error
		if more, err = w.some(ctx, s, same); err != nil {
			return err
		}
	}
	return nil
}

// sameAtOnce is how many texts are looked at in one go: a reader holds up a commit.
const sameAtOnce = 5000

// some looks up some of the texts, and reports whether there may be others.
func (w *sameTexts) some(ctx context.Context, s *Store, same *oplog.Hash) (more bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		var upTo int64
		var last, was assay.TextID
		err := t.QueryRowContext(ctx, `
			SELECT (SELECT id FROM "text" WHERE rowid = ?)`, w.upTo).Scan(into(&was))
		if err != nil {
			return err
		}
		if was != w.last || w.of == nil {
			w.upTo, w.of = 0, map[oplog.Hash][]assay.ArticleID{}
		}
		err = t.QueryRowContext(ctx, `SELECT rowid, id FROM (SELECT rowid, id FROM "text" WHERE rowid > ? ORDER BY rowid LIMIT ?) ORDER BY rowid DESC LIMIT 1`, w.upTo, sameAtOnce).Scan(&upTo, into(&last))
		if errors.Is(err, sql.ErrNoRows) {
			more = false
			return nil
		}
		if err != nil {
			return err
		}
		more = true
		where, args := ``, []any{w.upTo, upTo}
		if same != nil {
			where, args = ` AND content = ?`, append(args, same[:])
		}
		rows, err := t.QueryContext(ctx, `SELECT content, article FROM "text" WHERE rowid > ? AND rowid <= ?`+where+` ORDER BY rowid`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var content oplog.Hash
			var article assay.ArticleID
			if err := rows.Scan(into(&content), into(&article)); err != nil {
				return err
			}
			w.of[content] = append(w.of[content], article)
		}
		w.upTo, w.last = upTo, last
		return rows.Err()
	})
	return more, err
}

// twinsOf returns the articles that have a text, those among them that have come since
// it was looked up.
func (t *tx) twinsOf(ctx context.Context, w *sameTexts, content oplog.Hash) ([]assay.ArticleID, error) {
	late, err := query(ctx, t, `SELECT article FROM "text" WHERE rowid > ? AND content = ? ORDER BY rowid`, []any{w.upTo, content[:]},
		func(rows *sql.Rows) (id assay.ArticleID, err error) { return id, rows.Scan(into(&id)) })
	return append(late, w.of[content]...), err
}
