package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
)

// Origins returns the case with all that origins, grades and contests follow from,
// and nothing else: no tags and notes, and not what has been read. Of mentions and
// judgements there may be tens of thousands: of these no more is read than what is
// concluded from, and not what they quote or why they were made.
func (s *Store) Origins(ctx context.Context) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) error {
		if c, err = t.frame(ctx); err != nil {
			return err
		}
		steps := []func() error{
			func() (err error) { c.Claims, err = t.claims(ctx, `1`); return },
			func() (err error) { c.Articles, err = t.articles(ctx, `1`); return },
			func() (err error) { c.Texts, err = t.factTexts(ctx, hexList(current(c))); return },
			func() (err error) { c.Mentions, err = t.originMentions(ctx, `1`); return },
			func() (err error) { c.Attributions, err = t.originAttributions(ctx, `1`); return },
			func() (err error) {
				c.Judgements, err = t.outlineJudgements(ctx, dimensions(`('stance', 'voice', 'root', 'derivation', 'independent', 'credibility', 'reliability', 'rank')`))
				return
			},
			func() (err error) { c.Questions, err = t.allQuestions(ctx); return },
			func() (err error) { c.Versions, err = t.allVersions(ctx); return },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	inOrder(c) // while nobody waits
	c.Sweep()
	return c, nil
}

// inOrder puts what was read in whatever order it lies in into that of making. Of
// judgements none matters: a view looks them up.
func inOrder(c *assay.Case) {
	part := assay.Case{Mentions: c.Mentions, Attributions: c.Attributions}
	part.Sort()
}

// factTexts reads of some texts, named as after among, what is known of their
// articles from them.
func (t *tx) factTexts(ctx context.Context, texts string) ([]assay.Text, error) {
	return query(ctx, t, `
		SELECT id, made, article, title, byline, site, url, published, published_basis, language FROM "text"
		WHERE gone = 0 AND id `+among+` ORDER BY made, id`, []any{texts}, func(rows *sql.Rows) (x assay.Text, err error) {
		return x, rows.Scan(into(&x.ID), &x.Made, into(&x.Article), into(&x.Title), into(&x.Byline), into(&x.Site), into(&x.URL), into(&x.Published), into(&x.PublishedBasis), into(&x.Language))
	})
}

// originMentions reads which article mentions which claim, and where, in whatever
// order they lie in: whoever needs another sorts them once nobody waits for the file.
func (t *tx) originMentions(ctx context.Context, where string, args ...any) ([]assay.Mention, error) {
	return query(ctx, t, `SELECT id, made, article, claim, start FROM mention WHERE gone = 0 AND `+where+` ORDER BY rowid`, args, func(rows *sql.Rows) (m assay.Mention, err error) {
		return m, rows.Scan(into(&m.ID), &m.Made, into(&m.Article), into(&m.Claim), into(&m.Span.Start))
	})
}

// originAttributions reads who is said to say what, in whatever order it lies in.
func (t *tx) originAttributions(ctx context.Context, where string, args ...any) ([]assay.Attribution, error) {
	return query(ctx, t, `SELECT id, made, changed, mention, coder, chain FROM attribution WHERE gone = 0 AND `+where+` ORDER BY rowid`, args, func(rows *sql.Rows) (a assay.Attribution, err error) {
		return a, rows.Scan(into(&a.ID), &a.Made, &a.Changed, into(&a.Mention), into(&a.Coder), listInto(&a.Chain))
	})
}
