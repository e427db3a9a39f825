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
		absent, err := t.absent(ctx)
		if err != nil {
			return err
		}
		out.Absent, err = t.brokenAt(ctx, absent[:min(len(absent), brokenMost)])
		return err
	})
	var damaged []oplog.Hash
	for i, h := range hashes {
		if err != nil {
			return out, err
		}
		progress(i, len(hashes))
		whole := out.Damaged
		err = s.view(ctx, func(t *tx) error { return t.checkOne(ctx, h, &out) })
		if out.Damaged > whole && len(damaged) < brokenMost {
			damaged = append(damaged, h)
		}
	}
	if err == nil {
		err = s.view(ctx, func(t *tx) error { out.Broken, err = t.brokenAt(ctx, damaged); return err })
	}
	progress(len(hashes), len(hashes))
	return out, err
}

// absent returns the hashes of texts and originals whose bytes are not there, and were not
// purged.
func (t *tx) absent(ctx context.Context) ([]oplog.Hash, error) {
	return query(ctx, t, `
		SELECT DISTINCT h FROM (SELECT original AS h FROM capture WHERE gone = 0 UNION SELECT content FROM "text" WHERE gone = 0) WHERE h NOT IN (SELECT hash FROM blob) ORDER BY h`, nil, scanHash)
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
	return nil
}

// brokenAt says which articles some bytes belong to, and as what. It looks for all at
// once, since there is no index of which texts have what bytes.
func (t *tx) brokenAt(ctx context.Context, hashes []oplog.Hash) ([]assay.Broken, error) {
	list, at := make([]assay.Broken, len(hashes)), map[oplog.Hash]*assay.Broken{}
	names := make([]string, len(hashes))
	for i, h := range hashes {
		list[i].Hash, at[h], names[i] = h, &list[i], h.String()
	}
	if len(hashes) == 0 {
		return nil, nil
	}
	rows, err := t.QueryContext(ctx, `
		WITH had (hash, article, original) AS (
			SELECT original, article, gone = 0 FROM capture WHERE original IN `+idList+`
			UNION ALL SELECT content, article, 0 FROM "text" WHERE content IN `+idList+`
		) SELECT hash, id, max(original) FROM had LEFT JOIN article ON id = article AND gone = 0 GROUP BY hash, id ORDER BY hash, made, id`,
		string(oplog.Encode(names)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var hash oplog.Hash
		var article assay.ArticleID
		var original bool
		if err := rows.Scan(into(&hash), into(&article), &original); err != nil {
			return nil, err
		}
		b := at[hash]
		b.Original = b.Original || original
		if !article.IsZero() {
			b.Articles = append(b.Articles, article)
		}
	}
	return list, rows.Err()
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
