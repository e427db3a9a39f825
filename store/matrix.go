package store

import (
	"context"
	"database/sql"

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
		if p.Case, err = t.window(ctx, scope{claims, p.Articles()}); err != nil || f.Claim.IsZero() || f.Article.IsZero() {
			return err
		}
		p.Focus, err = t.loadClaims(ctx, []assay.ClaimID{f.Claim}, f.Article)
		return err
	})
	return p, err
}

// window reads a scope as the matrix shows it: of a mention no more than where
// it is, of a judgement what it says.
func (t *tx) window(ctx context.Context, s scope) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	claims := hexList(s.claims)
	steps := []func() error{
		func() (err error) { c.Claims, err = t.claims(ctx, `id IN `+idList, claims); return },
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `claim IN `+idList, claims); return },
		func() (err error) { c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(s.needed(c))); return },
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
		func() (err error) {
			c.Attributions, err = t.attributions(ctx, `mention IN (`+mentioning+`)`, claims)
			return
		},
		func() (err error) {
			for _, of := range judgedOn(c, claims) {
				list, err := t.outlineJudgements(ctx, of.where, of.args...)
				if err != nil {
					return err
				}
				c.Judgements = append(c.Judgements, list...)
			}
			return nil
		},
		func() error { return t.loadQuestions(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	c.Sweep()
	return c, nil
}

// MatrixCell returns all that bears on one claim, and one article.
func (s *Store) MatrixCell(ctx context.Context, claim assay.ClaimID, article assay.ArticleID) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) error {
		c, err = t.load(ctx, scope{[]assay.ClaimID{claim}, []assay.ArticleID{article}})
		return err
	})
	return c, err
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
			if !stances && (f.Sort == "cited" || !f.Event.IsZero()) {
				c.Mentions, err = t.outlineMentions(ctx, `1`)
			}
			return
		},
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, dimensions(`('derivation')`))
			return
		},
		func() error {
			if !stances {
				return nil
			}
			if err := t.outlineStances(ctx, c); err != nil {
				return err
			}
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

func (t *tx) outlineMentions(ctx context.Context, where string, args ...any) ([]assay.Mention, error) {
	return query(ctx, t, `SELECT id, article, claim, start FROM mention WHERE gone = 0 AND `+where+` ORDER BY rowid`, args, func(rows *sql.Rows) (m assay.Mention, err error) {
		return m, rows.Scan(into(&m.ID), into(&m.Article), into(&m.Claim), into(&m.Span.Start))
	})
}

// outlineJudgements reads what judgements say, in whatever order they lie in,
// since a view looks them up.
func (t *tx) outlineJudgements(ctx context.Context, where string, args ...any) ([]assay.Judgement, error) {
	return query(ctx, t, `
		SELECT id, target, other, dimension, scope, coder, value, changed FROM judgement
		WHERE gone = 0 AND value IS NOT NULL AND `+where+` ORDER BY rowid`, args, func(rows *sql.Rows) (j assay.Judgement, err error) {
		return j, rows.Scan(into(&j.ID), into(&j.Target), into(&j.Other), into(&j.Dimension), into(&j.Scope), into(&j.Coder), valueInto(&j.Value), &j.Changed)
	})
}

// dimensions asks for judgements of some dimensions, and the team's on those.
func dimensions(list string) string {
	return `(dimension IN ` + list + ` OR dimension = 'adjudication' AND scope IN ` + list + `)`
}

// outlineStances reads all mentions with their stances in one go, and no more
// columns than it takes: there may be many.
func (t *tx) outlineStances(ctx context.Context, c *assay.Case) error {
	rows, err := t.QueryContext(ctx, `
		SELECT m.id, m.article, m.claim, m.start, j.id, j.dimension = 'adjudication', j.coder, j.value, j.changed
		FROM mention m LEFT JOIN judgement j ON j.target = m.id AND j.gone = 0 AND j.value IS NOT NULL
			AND (+j.dimension = 'stance' OR +j.dimension = 'adjudication' AND j.scope = 'stance')
		WHERE m.gone = 0 ORDER BY m.rowid`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var row struct {
		m           assay.Mention
		j           assay.Judgement
		adjudicated bool
	}
	empty := row
	for rows.Next() {
		row = empty
		m, j := &row.m, &row.j
		err := rows.Scan(into(&m.ID), into(&m.Article), into(&m.Claim), into(&m.Span.Start), into(&j.ID), into(&row.adjudicated), into(&j.Coder), valueInto(&j.Value), into(&j.Changed))
		if err != nil {
			return err
		}
		if n := len(c.Mentions); n == 0 || c.Mentions[n-1].ID != m.ID { // else it is another judgement on the same
			c.Mentions = append(roomier(c.Mentions), *m)
		}
		if j.ID.IsZero() {
			continue
		}
		if j.Target, j.Dimension = assay.EntityID(m.ID), assay.DimStance; row.adjudicated {
			j.Dimension, j.Scope = assay.DimAdjudication, string(assay.DimStance)
		}
		c.Judgements = append(roomier(c.Judgements), *j)
	}
	return rows.Err()
}
