package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// CheckEvidence reads every original and every text of the case and compares it with
// its hash. It reads them one by one, so that nobody who writes waits for longer
// than one takes; progress is told how many are done. It stops when ctx does.
func (s *Store) CheckEvidence(ctx context.Context, progress func(done, total int)) (out assay.Evidences, err error) {
	var hashes []oplog.Hash
	err = s.view(ctx, func(t *tx) error {
		if hashes, err = query(ctx, t, `SELECT hash FROM blob WHERE form <> 'purged' ORDER BY seq`, nil, scanHash); err != nil {
			return err
		}
		purged, err := query(ctx, t, `SELECT hash FROM blob WHERE form = 'purged' ORDER BY seq`, nil, scanHash)
		out.Purged = len(purged)
		if err != nil {
			return err
		}
		absent, err := query(ctx, t, `
			SELECT DISTINCT h FROM (SELECT original AS h FROM capture WHERE gone = 0 UNION SELECT content FROM "text" WHERE gone = 0) WHERE h NOT IN (SELECT hash FROM blob) ORDER BY h`, nil, scanHash)
		if err != nil {
			return err
		}
		for _, h := range absent {
			broken, err := t.brokenAt(ctx, h)
			if err != nil {
				return err
			}
			if out.Absent = append(out.Absent, broken); len(out.Absent) == brokenMost {
				break
			}
		}
		return nil
	})
	for i, h := range hashes {
		if err != nil {
			return out, err
		}
		progress(i, len(hashes))
		err = s.view(ctx, func(t *tx) error { return t.checkOne(ctx, h, &out) })
	}
	progress(len(hashes), len(hashes))
	return out, err
}

// brokenMost is how many things that are not whole are told.
const brokenMost = 500

func scanHash(rows *sql.Rows) (h oplog.Hash, err error) { return h, rows.Scan(into(&h)) }

// checkOne compares some bytes with their hash.
func (t *tx) checkOne(ctx context.Context, h oplog.Hash, out *assay.Evidences) error {
	data, err := t.blob(ctx, h)
	switch {
	case err == nil:
		out.Whole++
		out.Bytes += int64(len(data))
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case assay.KindOf(err) == assay.KindNotFound: // purged since the check began
		out.Purged++
		return nil
	case assay.KindOf(err) != assay.KindUnsupported:
		return err
	}
	out.Damaged++
	if len(out.Broken) >= brokenMost {
		return nil
	}
	broken, err := t.brokenAt(ctx, h)
	out.Broken = append(out.Broken, broken)
	return err
}

// brokenAt says which articles bytes belong to, and as what.
func (t *tx) brokenAt(ctx context.Context, h oplog.Hash) (b assay.Broken, err error) {
	b.Hash = h
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM capture WHERE original = ? AND gone = 0)`, h[:]).Scan(&b.Original)
	if err != nil {
		return b, err
	}
	b.Articles, err = query(ctx, t, `
		SELECT a.id FROM article a WHERE a.gone = 0 AND (a.id IN (SELECT article FROM capture WHERE original = ?1) OR a.id IN (SELECT article FROM "text" WHERE content = ?1)) ORDER BY a.made, a.id`,
		[]any{h[:]}, scanID[assay.Article])
	return b, err
}

// Titles returns what some articles are called, "" for those that have no title.
func (s *Store) Titles(ctx context.Context, ids []assay.ArticleID) (titles map[assay.ArticleID]string, err error) {
	titles = map[assay.ArticleID]string{}
	if len(ids) == 0 {
		return titles, nil
	}
	err = s.view(ctx, func(t *tx) error {
		rows, err := t.QueryContext(ctx, `SELECT a.id, coalesce(a.title, x.title, '') FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE a.id IN `+idList+` ORDER BY a.id`, hexList(ids))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id assay.ArticleID
			var title string
			if err := rows.Scan(into(&id), &title); err != nil {
				return err
			}
			titles[id] = title
		}
		return rows.Err()
	})
	return titles, err
}
