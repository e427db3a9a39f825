package store

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// placeless asks, of an article that is called a, whether nobody has said what it is about.
const placeless = `NOT EXISTS (SELECT 1 FROM article_event e WHERE e.article = a.id AND e.member = 1 AND e.gone = 0)`

// unplaced returns the articles of which nobody has said what they are about, or somewhat
// more of them than a matrix has.
func (t *tx) unplaced(ctx context.Context) ([]assay.ArticleID, error) {
	from := `unplaced`
	if t.format < 6 {
		from = `(SELECT id AS article FROM article a WHERE ` + placeless + `)`
	}
	return query(ctx, t, `SELECT article FROM `+from+` LIMIT ?`, []any{assay.MatrixSide + 1}, scanID[assay.Article])
}

// displace notes of which article an entity may say what it is about, or that there is one.
func (b *bulk) displace(s, was *oplog.State) {
	switch assay.Kind(s.Kind) {
	case assay.KindArticle:
		if was == nil || was.Exists != s.Exists {
			b.placed = append(b.placed, assay.ArticleID(s.Entity))
		}
	case assay.KindArticleEvent:
		b.placed = append(b.placed, assay.ArticleID(s.Value("article").ID()))
	default: // the rest says nothing of that
	}
}

// place writes which of the articles that were noted nobody has said anything of, once the
// rows that say so are there.
func (b *bulk) place(ctx context.Context) error {
	for part := range slices.Chunk(b.placed, aboutAtOnce) {
		args := padded(part, func(id assay.ArticleID) any { return id[:] })
		if _, err := b.ExecContext(ctx, `DELETE FROM unplaced WHERE article IN (`+marksOf(part)+`)`, args...); err != nil {
			return err
		}
		if _, err := b.ExecContext(ctx, `INSERT INTO unplaced SELECT id FROM article a WHERE id IN (`+marksOf(part)+`) AND `+placeless, args...); err != nil {
			return err
		}
	}
	b.placed = b.placed[:0]
	return nil
}

// checkUnplaced fails unless the table has what follows from the other tables.
func (t *tx) checkUnplaced(ctx context.Context) error {
	if t.format < 6 {
		return nil
	}
	var n int
	err := t.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM unplaced WHERE article NOT IN (SELECT id FROM article a WHERE `+placeless+`)) +
		(SELECT count(*) FROM article a WHERE `+placeless+` AND id NOT IN (SELECT article FROM unplaced))`).Scan(&n)
	if err == nil && n > 0 {
		return outOfStep("the table unplaced is not what it should be in %d places", n)
	}
	return err
}
