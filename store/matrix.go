package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Matrix returns a window of the matrix: which claims and articles are in it is
// decided on an outline of the case, and only what bears on those is read.
func (s *Store) Matrix(ctx context.Context, f assay.MatrixFilter) (p assay.MatrixPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if _, p, err = s.cutOut(ctx, t, f, false); err != nil {
			return err
		}
		if err := t.fillMatrix(ctx, &p); err != nil || f.Claim.IsZero() || f.Article.IsZero() {
			return err
		}
		p.Focus, err = t.loadClaims(ctx, []assay.ClaimID{f.Claim}, f.Article)
		return err
	})
	return p, err
}

// MatrixWhole returns all that a filter lets through, and no cell in focus. It
// fails with KindInvalid where that is more than so many cells, unless most is 0.
func (s *Store) MatrixWhole(ctx context.Context, f assay.MatrixFilter, most int) (p assay.MatrixPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if _, p, err = s.cutOut(ctx, t, f, true); err != nil {
			return err
		}
		if cells := p.Rows * p.Cols; most > 0 && cells > most {
			return assay.Invalid("", "This would be %d cells, and no more than %d can be printed. Let fewer claims or articles through the filter, or save it as CSV.", cells, most)
		}
		return t.fillMatrix(ctx, &p)
	})
	return p, err
}

// cutOut finds what a filter lets through, and cuts the window out of it unless
// the whole is asked for.
func (s *Store) cutOut(ctx context.Context, t *tx, f assay.MatrixFilter, whole bool) (*assay.View, assay.MatrixPage, error) {
	outline, err := s.outlineFor(ctx, t, f)
	if err != nil {
		return nil, assay.MatrixPage{}, err
	}
	v := assay.NewView(outline, s.Me())
	groups, undated := v.MatrixColumns(f)
	rows := v.MatrixRows(f, v.MatrixClaims(f, assay.ColumnsOf(groups)))
	p := f.Window(rows, groups, whole)
	if p.Paged() && !whole {
		p.Overview = v.Overview(assay.RowsOf(rows), assay.ColumnsOf(groups))
	}
	p.All, p.Undated = len(v.Case.Claims), undated
	return v, p, nil
}

// fillMatrix reads what bears on the claims of a page.
func (t *tx) fillMatrix(ctx context.Context, p *assay.MatrixPage) error {
	claims, err := t.asked(ctx, p.Claims)
	if err != nil {
		return err
	}
	p.Case, err = t.window(ctx, scope{claims, p.Articles()})
	return err
}

// MatrixColumn returns what can be done with a column of the matrix, of the
// claims that a filter lets through. It fails with KindNotFound.
func (s *Store) MatrixColumn(ctx context.Context, f assay.MatrixFilter, id assay.ArticleID) (l assay.MatrixLine, err error) {
	return s.matrixLine(ctx, f, func(v *assay.View, p *assay.MatrixPage, l *assay.MatrixLine) error {
		if v.Article(id) == nil {
			return assay.NotFound("article")
		}
		l.Claims, l.Articles = p.Claims, []assay.ArticleID{id}
		var all []assay.ClaimID
		for i := range v.Case.Claims {
			all = append(all, v.Case.Claims[i].ID)
		}
		l.Unmarked = len(v.Gaps(all, l.Articles).Open)
		return nil
	})
}

// MatrixRow returns what can be done with a row of the matrix, of the articles
// that a filter lets through. It fails with KindNotFound.
func (s *Store) MatrixRow(ctx context.Context, f assay.MatrixFilter, id assay.ClaimID) (l assay.MatrixLine, err error) {
	return s.matrixLine(ctx, f, func(v *assay.View, p *assay.MatrixPage, l *assay.MatrixLine) error {
		if v.Claim(id) == nil {
			return assay.NotFound("claim")
		}
		l.Claims, l.Articles = []assay.ClaimID{v.One(id)}, p.Articles()
		return nil
	})
}

// matrixLine reads the gaps of a line off the outline, and with them what it
// takes to name them.
func (s *Store) matrixLine(ctx context.Context, f assay.MatrixFilter, choose func(*assay.View, *assay.MatrixPage, *assay.MatrixLine) error) (l assay.MatrixLine, err error) {
	l.Filter = f
	f.Folded = nil // what is folded is let through all the same
	err = s.view(ctx, func(t *tx) error {
		v, p, err := s.cutOut(ctx, t, f, true)
		if err != nil {
			return err
		}
		if err := choose(v, &p, &l); err != nil {
			return err
		}
		l.Gaps = v.Gaps(l.Claims, l.Articles)
		if l.Case, err = t.load(ctx, scope{nil, l.Articles}); err != nil {
			return err
		}
		l.Case.Claims = v.Case.Claims
		return nil
	})
	return l, err
}

// CoverCells says of cells without a mention why there is none, in one act. It
// leaves out those that have a mention by now, or of which the analyst has said
// something already, and returns how many are left.
func (s *Store) CoverCells(ctx context.Context, cells []assay.CellKey, word assay.Coverage) (act assay.ActID, covered int, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		told, err := t.told(ctx, m, cells)
		if err != nil {
			return err
		}
		there := map[assay.EntityID]bool{} // asked once for all the cells of a line
		for _, c := range cells {
			c.Claim = m.One(c.Claim)
			if told[c] {
				continue
			}
			k := assay.JudgementKey{Target: assay.EntityID(c.Article), Other: assay.EntityID(c.Claim), Dimension: assay.DimCoverage}
			if !there[k.Target] || !there[k.Other] {
				if err := t.judgeable(ctx, k); err != nil {
					return err
				}
			}
			if err := t.say(ctx, k, oplog.Encode(word), ""); err != nil {
				return err
			}
			there[k.Target], there[k.Other], told[c] = true, true, true
			covered++
		}
		return nil
	})
	return act, covered, err
}

// told returns those of some cells, by the claims that stand in them, that have a
// mention or of which the analyst has said something.
func (t *tx) told(ctx context.Context, m assay.Merged, cells []assay.CellKey) (map[assay.CellKey]bool, error) {
	told := map[assay.CellKey]bool{}
	articles := map[assay.ArticleID]bool{}
	group := map[assay.ClaimID][]assay.ClaimID{}
	var claims []assay.ClaimID
	var own []assay.EntityID
	for _, c := range cells {
		articles[c.Article] = true
		if _, known := group[c.Claim]; !known {
			group[c.Claim] = m.With(c.Claim)
			claims = append(claims, group[c.Claim]...)
		}
		for _, id := range group[c.Claim] {
			k := assay.JudgementKey{Target: assay.EntityID(c.Article), Other: assay.EntityID(id), Dimension: assay.DimCoverage}
			own = append(own, assay.DeriveID(assay.KindJudgement, k.Fields(assay.ActorID(t.author.Actor))))
		}
	}
	for statement, args := range map[string][]any{
		`SELECT DISTINCT claim, article FROM mention WHERE gone = 0 AND claim ` + among + ` AND article ` + among: {hexList(claims), hexList(slices.Collect(maps.Keys(articles)))},
		`SELECT other, target FROM judgement WHERE gone = 0 AND value IS NOT NULL AND id ` + among:                {hexList(own)},
	} {
		found, err := query(ctx, t, statement, args, func(rows *sql.Rows) (c assay.CellKey, err error) {
			return c, rows.Scan(into(&c.Claim), into(&c.Article))
		})
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			c.Claim = m.One(c.Claim)
			told[c] = true
		}
	}
	return told, nil
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
		claims, err := t.with(ctx, claim)
		if err != nil {
			return err
		}
		c, err = t.load(ctx, scope{claims, []assay.ArticleID{article}})
		return err
	})
	return c, err
}

// outlineFor returns the outline of the case with what else a filter asks about.
func (s *Store) outlineFor(ctx context.Context, t *tx, f assay.MatrixFilter) (*assay.Case, error) {
	shared, err := s.outlines.get(ctx, t)
	if err != nil {
		return nil, err
	}
	c := *shared // others read it too
	c.Judgements = slices.Clip(c.Judgements)
	if f.Unrated {
		grades, err := t.outlineJudgements(ctx, dimensions(`('credibility')`))
		if err != nil {
			return nil, err
		}
		c.Judgements = append(c.Judgements, grades...)
	}
	if f.Tags.Any() || f.Rows == "tag" {
		if c.Taggings, err = t.taggings(ctx, `target IN (SELECT id FROM claim)`); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

// recentOutline is the outline that was read last: whoever turns the pages of a
// matrix asks for the same one. It is never changed.
type recentOutline struct {
	mu sync.Mutex
	at oplog.Hash // the last operation that it takes into account
	c  *assay.Case
}

// recentMentions is up to how many mentions an outline is kept.
const recentMentions = 50_000

func (r *recentOutline) get(ctx context.Context, t *tx) (*assay.Case, error) {
	var at oplog.Hash
	if err := t.QueryRowContext(ctx, `SELECT id FROM op ORDER BY seq DESC LIMIT 1`).Scan(into(&at)); err != nil {
		return nil, err
	}
	r.mu.Lock()
	c, known := r.c, r.at == at
	r.mu.Unlock()
	if c != nil && known {
		return c, nil
	}
	c, err := t.outline(ctx)
	if err != nil {
		return nil, err
	}
	if len(c.Mentions) <= recentMentions && len(c.Articles) <= recentMentions {
		r.mu.Lock()
		r.c, r.at = c, at
		r.mu.Unlock()
	}
	return c, nil
}

// outline reads as much of a case as decides on the rows and columns of the
// matrix, and what it takes to draw it from afar: of articles and mentions what
// they are about, of judgements the derivations, stances, readings and silences.
func (t *tx) outline(ctx context.Context) (*assay.Case, error) {
	c := &assay.Case{}
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.allWorks(ctx); return },
		func() (err error) { c.Tags, err = t.tags(ctx); return },
		func() (err error) {
			c.Claims, err = t.claims(ctx, there("claim"))
			return
		},
		func() (err error) { c.Articles, err = t.outlineArticles(ctx); return },
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, dimensions(`('derivation', 'read', 'coverage', 'stance', 'rank')`))
			return
		},
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `1`); return },
		func() error { return t.loadQuestions(ctx, c) },
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
		SELECT a.id, a."text", a.host, a.text_origin, coalesce(a.published, x.published) FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE a.gone = 0 OR a.id IN (SELECT article FROM mention WHERE gone = 0) ORDER BY a.made, a.id`, nil, func(rows *sql.Rows) (a assay.Article, err error) {
		return a, rows.Scan(into(&a.ID), into(&a.Text), into(&a.Host), into(&a.TextOrigin), into(&a.Published))
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
	return query(ctx, t, outlineOf+where+` ORDER BY rowid`, args, scanOutline)
}

// rareJudgements does the same for dimensions that few things are judged on.
func (t *tx) rareJudgements(ctx context.Context, list string) ([]assay.Judgement, error) {
	return query(ctx, t, outlineOf+rarely(list)+` ORDER BY +rowid`, nil, scanOutline) // not along all rows for their order
}

const outlineOf = `SELECT id, target, other, dimension, scope, coder, value, changed FROM judgement WHERE gone = 0 AND value IS NOT NULL AND `

func scanOutline(rows *sql.Rows) (j assay.Judgement, err error) {
	return j, rows.Scan(into(&j.ID), into(&j.Target), into(&j.Other), into(&j.Dimension), into(&j.Scope), into(&j.Coder), valueInto(&j.Value), &j.Changed)
}

// dimensions asks for judgements of some dimensions, and the team's on those.
func dimensions(list string) string {
	return `(dimension IN ` + list + ` OR dimension = 'adjudication' AND scope IN ` + list + `)`
}
