package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"assay/internal/assay"
)

// Matrix returns a window of the matrix: which claims and articles are in it is
// decided on an outline of the case, and only what bears on those is read.
func (s *Store) Matrix(ctx context.Context, f assay.MatrixFilter) (p assay.MatrixPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		outline, err := t.outline(ctx, f)
		if err != nil {
			return err
		}
		v := assay.NewView(outline, s.Me())
		p = f.Window(v.MatrixClaims(f), v.MatrixColumns(f))
		p.All = len(outline.Claims)
		claims, err := query(ctx, t, withQuestions, []any{hexList(p.Claims)}, scanID[assay.Claim])
		if err != nil {
			return err
		}
		if p.Case, err = t.load(ctx, scope{claims: among(claims), articles: among(p.Articles())}); err != nil {
			return err
		}
		return t.loadQuestions(ctx, p.Case)
	})
	return p, err
}

// MatrixCell returns all that bears on one claim, and one article.
func (s *Store) MatrixCell(ctx context.Context, claim assay.ClaimID, article assay.ArticleID) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) error {
		c, err = t.load(ctx, scope{claims: among([]assay.ClaimID{claim}), articles: among([]assay.ArticleID{article})})
		return err
	})
	return c, err
}

// among returns ids as SQL that is put after "IN". They are written out, since
// there may be more of them than a statement takes arguments.
func among[K any](ids []assay.ID[K]) string {
	if len(ids) == 0 {
		return `(SELECT NULL WHERE 0)`
	}
	var b strings.Builder
	for i, id := range ids {
		fmt.Fprintf(&b, "%cx'%x'", "(,"[min(i, 1)], id[:])
	}
	b.WriteByte(')')
	return b.String()
}

// outline reads as much of a case as decides on the rows and columns of the
// matrix: of claims, articles and mentions what they are about, of judgements
// the derivations, and the stances and questions where the filter asks for them.
func (t *tx) outline(ctx context.Context, f assay.MatrixFilter) (*assay.Case, error) {
	c := &assay.Case{}
	stances := f.Disputes()
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.works(ctx); return },
		func() (err error) {
			c.Claims, err = t.claims(ctx, `gone = 0 OR id IN (SELECT claim FROM mention WHERE gone = 0)`)
			return
		},
		func() (err error) { c.Articles, err = t.outlineArticles(ctx); return },
		func() (err error) {
			if stances || f.Sort == "cited" || !f.Event.IsZero() {
				c.Mentions, err = t.outlineMentions(ctx)
			}
			return
		},
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, `('derivation')`)
			return
		},
		func() error {
			if !stances {
				return nil
			}
			list, err := t.outlineStances(ctx)
			if err != nil {
				return err
			}
			c.Judgements = append(c.Judgements, list...)
			return t.loadQuestions(ctx, c)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (t *tx) outlineArticles(ctx context.Context) ([]assay.Article, error) {
	articles, err := query(ctx, t, `
		SELECT a.id, a.host, a.text_origin, coalesce(a.published, x.published) FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE a.gone = 0 OR a.id IN (SELECT article FROM mention WHERE gone = 0) ORDER BY a.made, a.id`, nil, func(rows *sql.Rows) (a assay.Article, err error) {
		return a, rows.Scan(into(&a.ID), into(&a.Host), into(&a.TextOrigin), into(&a.Published))
	})
	if err != nil {
		return nil, err
	}
	at := make(map[assay.ArticleID]*assay.Article, len(articles))
	for i := range articles {
		at[articles[i].ID] = &articles[i]
	}
	rows, err := t.QueryContext(ctx, `SELECT article, event FROM article_event WHERE member = 1 AND gone = 0 ORDER BY made, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var article assay.ArticleID
		var event assay.EventID
		if err := rows.Scan(into(&article), into(&event)); err != nil {
			return nil, err
		}
		if a := at[article]; a != nil {
			a.Events = append(a.Events, event)
		}
	}
	return articles, rows.Err()
}

func (t *tx) outlineMentions(ctx context.Context) ([]assay.Mention, error) {
	return query(ctx, t, `SELECT id, article, claim, start FROM mention WHERE gone = 0 ORDER BY rowid`, nil, func(rows *sql.Rows) (m assay.Mention, err error) {
		return m, rows.Scan(into(&m.ID), into(&m.Article), into(&m.Claim), into(&m.Span.Start))
	})
}

// outlineJudgements reads what judgements of some dimensions say, in whatever
// order they lie in, since a view looks them up.
func (t *tx) outlineJudgements(ctx context.Context, dimensions string) ([]assay.Judgement, error) {
	return query(ctx, t, `
		SELECT id, target, other, dimension, scope, coder, value, changed FROM judgement
		WHERE gone = 0 AND value IS NOT NULL AND (dimension IN `+dimensions+` OR dimension = 'adjudication' AND scope IN `+dimensions+`) ORDER BY rowid`, nil,
		func(rows *sql.Rows) (j assay.Judgement, err error) {
			return j, rows.Scan(into(&j.ID), into(&j.Target), into(&j.Other), into(&j.Dimension), into(&j.Scope), into(&j.Coder), valueInto(&j.Value), &j.Changed)
		})
}

// outlineStances is outlineJudgements for the stances, with no more columns
// than it takes: there is one for every mention.
func (t *tx) outlineStances(ctx context.Context) ([]assay.Judgement, error) {
	return query(ctx, t, `
		SELECT id, target, dimension = 'adjudication', coder, value, changed FROM judgement
		WHERE gone = 0 AND value IS NOT NULL AND (dimension = 'stance' OR dimension = 'adjudication' AND scope = 'stance') ORDER BY rowid`, nil,
		func(rows *sql.Rows) (j assay.Judgement, err error) {
			var adjudicated bool
			err = rows.Scan(into(&j.ID), into(&j.Target), &adjudicated, into(&j.Coder), valueInto(&j.Value), &j.Changed)
			if j.Dimension = assay.DimStance; adjudicated {
				j.Dimension, j.Scope = assay.DimAdjudication, string(assay.DimStance)
			}
			return j, err
		})
}
