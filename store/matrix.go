package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Matrix returns a window of the matrix: which claims and articles are in it is
// decided on a sketch of the case, and only what bears on those is read.
func (s *Store) Matrix(ctx context.Context, f assay.MatrixFilter) (p assay.MatrixPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if _, p, err = s.cutOut(ctx, t, f, false); err != nil {
			return err
		}
		if p.Limits.Wide {
			return t.narrowing(ctx, f, &p)
		}
		if err := t.fillMatrix(ctx, &p); err != nil {
			return err
		}
		if p.Proposed, err = t.proposed(ctx, s.Me(), p.Case); err != nil || f.Claim.IsZero() || f.Article.IsZero() {
			return err
		}
		p.Focus, err = t.loadClaims(ctx, []assay.ClaimID{f.Claim}, f.Article)
		return err
	})
	return p, err
}

// MatrixWhole returns all that a filter lets through, and no cell in focus. It
// fails with KindInvalid where that is more than so many cells, unless most is 0, and
// where it is so much that no matrix of it is laid out.
func (s *Store) MatrixWhole(ctx context.Context, f assay.MatrixFilter, most int) (p assay.MatrixPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if _, p, err = s.cutOut(ctx, t, f, true); err != nil {
			return err
		}
		if p.Limits.Wide {
			return assay.Invalid("", "This is too much for a matrix. Let fewer claims or articles through the filter.")
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
func (s *Store) cutOut(ctx context.Context, t *tx, f assay.MatrixFilter, whole bool) (*keptSketch, assay.MatrixPage, error) {
	k, err := s.sketches.of(ctx, t, s.Me(), f)
	if err != nil {
		return nil, assay.MatrixPage{}, err
	}
	if k.limits.Wide {
		return k, assay.MatrixPage{All: k.all, Limits: k.limits}, nil
	}
	l := s.sketches.layout(k, f)
	p := f.Window(l.Rows, l.Groups, whole)
	if !whole {
		p.Overview = l.Overview
	}
	p.All, p.Undated, p.Limits = k.all, l.Undated, k.limits
	return k, p, nil
}

// fillMatrix reads what bears on the claims of a page.
func (t *tx) fillMatrix(ctx context.Context, p *assay.MatrixPage) error {
	claims, err := t.asked(ctx, p.Claims)
	if err != nil {
		return err
	}
	columns := p.Articles()
	for _, g := range p.Groups {
		if !g.Article.IsZero() { // which its head names
			columns = append(columns, g.Article)
		}
	}
	p.Case, err = t.window(ctx, scope{claims, columns})
	return err
}

// MatrixColumn returns what can be done with a column of the matrix, of the
// claims that a filter lets through. It fails with KindNotFound.
func (s *Store) MatrixColumn(ctx context.Context, f assay.MatrixFilter, id assay.ArticleID) (l assay.MatrixLine, err error) {
	if f.Claim, f.Article = (assay.ClaimID{}), id; id.IsZero() {
		return l, assay.NotFound("article")
	}
	return s.matrixLine(ctx, f, func(t *tx, p *assay.MatrixPage, l *assay.MatrixLine) error {
		l.Claims, l.Articles = p.Claims, []assay.ArticleID{id}
		l.Unmarked, l.More, err = t.unmarked(ctx, s.Me(), id)
		return err
	})
}

// MatrixRow returns what can be done with a row of the matrix, of the articles
// that a filter lets through. It fails with KindNotFound.
func (s *Store) MatrixRow(ctx context.Context, f assay.MatrixFilter, id assay.ClaimID) (l assay.MatrixLine, err error) {
	if f.Claim, f.Article = id, (assay.ArticleID{}); id.IsZero() {
		return l, assay.NotFound("claim")
	}
	return s.matrixLine(ctx, f, func(t *tx, p *assay.MatrixPage, l *assay.MatrixLine) error {
		m, err := t.merged(ctx)
		l.Claims, l.Articles = []assay.ClaimID{m.One(id)}, p.Articles()
		return err
	})
}

// matrixLine reads the gaps of the line of a claim or article off the sketch, and with
// them what it takes to name them.
func (s *Store) matrixLine(ctx context.Context, f assay.MatrixFilter, choose func(*tx, *assay.MatrixPage, *assay.MatrixLine) error) (l assay.MatrixLine, err error) {
	l.Filter = f
	f.Folded = nil // what is folded is let through all the same
	err = s.view(ctx, func(t *tx) error {
		if err := t.inMatrix(ctx, f.Claim, f.Article); err != nil {
			return err
		}
		kept, p, err := s.cutOut(ctx, t, f, true)
		if err != nil {
			return err
		}
		if err := choose(t, &p, &l); err != nil {
			return err
		}
		k, err := s.having(ctx, t, kept.sketch, l.Claims, l.Articles)
		if err != nil {
			return err
		}
		l.Gaps = k.Gaps(l.Claims, l.Articles)
		l.Case, err = t.named(ctx, l.Gaps, f.Claim, f.Article)
		return err
	})
	return l, err
}

// inMatrix fails with KindNotFound unless a claim and an article are in the case, each of
// them unless it is zero.
func (t *tx) inMatrix(ctx context.Context, claim assay.ClaimID, article assay.ArticleID) error {
	var found int
	if !claim.IsZero() {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		one := m.One(claim)
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM claim WHERE id = ? AND `+there("claim"), one[:]).Scan(&found); err != nil || found == 0 {
			return cmp.Or[error](err, assay.NotFound("claim"))
		}
	}
	if !article.IsZero() {
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM article a WHERE a.id = ? AND `+columned, article[:]).Scan(&found); err != nil || found == 0 {
			return cmp.Or[error](err, assay.NotFound("article"))
		}
	}
	return nil
}

// named reads what it takes to name the gaps that are named, and a claim and an article.
func (t *tx) named(ctx context.Context, g assay.Gaps, claim assay.ClaimID, article assay.ArticleID) (*assay.Case, error) {
	claims, articles := g.Named()
	if !claim.IsZero() {
		claims = append(claims, claim)
	}
	if !article.IsZero() {
		articles = append(articles, article)
	}
	c, err := t.load(ctx, scope{nil, articles})
	if err != nil {
		return nil, err
	}
	if claims, err = t.with(ctx, claims...); err != nil {
		return nil, err
	}
	c.Claims, err = t.claims(ctx, inSight, hexList(claims))
	return c, err
}

// unmarkedOf is how many of the latest claims are looked at for what counts as silent once
// an article is marked as read.
const unmarkedOf = 5000

// unmarked counts the claims of the case that would count as silent, were an article marked
// as read, and says whether there may be more.
func (t *tx) unmarked(ctx context.Context, me assay.ActorID, id assay.ArticleID) (n int, more bool, err error) {
	c := &assay.Case{}
	if c.Claims, err = t.latestClaims(ctx, unmarkedOf+1); err != nil {
		return 0, false, err
	}
	more = len(c.Claims) > unmarkedOf
	c.Claims = c.Claims[:min(len(c.Claims), unmarkedOf)]
	article := hexList([]assay.ArticleID{id})
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Articles, err = t.outlineArticlesOf(ctx, article); return },
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `article = ?`, id[:]); return },
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, `(target = ?1 AND `+dimensions(`('coverage')`)+` OR target IN (SELECT unhex(value) FROM json_each(?2)) AND dimension = 'read')`, id[:], hexList(current(c)))
			return
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return 0, false, err
		}
	}
	k := assay.NewView(c, me).Sketch(nil)
	return len(k.Gaps(k.ClaimIDs(), []assay.ArticleID{id}).Open), more, nil
}

// latestClaims returns the claims that were made last, those that another one stands for
// left out.
func (t *tx) latestClaims(ctx context.Context, most int) ([]assay.Claim, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	return query(ctx, t, `SELECT id, by, made FROM claim WHERE `+there("claim")+` AND id NOT `+among+` ORDER BY made DESC, id DESC LIMIT ?`, []any{aside(m), most}, func(rows *sql.Rows) (c assay.Claim, err error) {
		return c, rows.Scan(into(&c.ID), into(&c.By), &c.Made)
	})
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
// it is, of a judgement what it says. Of articles that only mention its claims it reads who
// wrote them when, and what they come from: that decides on origins.
func (t *tx) window(ctx context.Context, s scope) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	claims, columns := hexList(s.claims), hexList(s.articles)
	steps := []func() error{
		func() (err error) { c.Claims, err = t.claims(ctx, `id IN `+idList, claims); return },
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `claim IN `+idList, claims); return },
		func() (err error) { c.Articles, err = t.articles(ctx, `id IN `+idList, columns); return },
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
		func() (err error) {
			c.Attributions, err = t.attributions(ctx, `mention IN (`+mentioning+`)`, claims)
			return
		},
		func() error {
			read := hexList(current(c))
			others, err := t.outlineArticlesOf(ctx, hexList(s.others(c)))
			if err != nil {
				return err
			}
			c.Articles = append(c.Articles, others...)
			for _, of := range judgedInWindow(c, claims, columns, read) {
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

// others returns the articles that mention the claims of a scope and are not in it, once its
// mentions have been read.
func (s *scope) others(c *assay.Case) (ids []assay.ArticleID) {
	seen := map[assay.ArticleID]bool{}
	for _, id := range s.articles {
		seen[id] = true
	}
	for i := range c.Mentions {
		if id := c.Mentions[i].Article; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// judgedInWindow asks for the judgements that a window of the matrix shows or that decide on
// origins: on the mentions of its claims, on those, on sources and versions; on all articles
// what they come from; and on its columns and their texts all, but of silences only those on
// its claims: there may be one for each claim of the case.
func judgedInWindow(c *assay.Case, claims, columns, texts string) []condition {
	articles := make([]assay.ArticleID, len(c.Articles))
	for i := range c.Articles {
		articles[i] = c.Articles[i].ID
	}
	silence := dimensions(`('coverage')`)
	return []condition{
		{`target IN (` + mentioning + `)`, []any{claims}},
		{`target IN ` + idList, []any{claims}},
		{`target IN ` + idList, []any{texts}},
		{`target IN ` + idList + ` AND ` + dimensions(`('derivation')`), []any{hexList(articles)}},
		{`target IN ` + idList + ` AND dimension <> 'derivation' AND NOT (dimension = 'adjudication' AND scope = 'derivation') AND NOT ` + silence, []any{columns}},
		{`other IN ` + idList + ` AND ` + silence + ` AND target IN (SELECT unhex(value) FROM json_each(?2))`, []any{claims, columns}},
		{`target IN (SELECT id FROM source UNION ALL SELECT id FROM version)`, nil},
	}
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

// columned asks, of an article that is called a, whether it is in the matrix: it is not
// withdrawn, or still mentions something.
const columned = `(a.gone = 0 OR EXISTS (SELECT 1 FROM mention m WHERE m.article = a.id AND m.gone = 0))`

func (t *tx) outlineArticles(ctx context.Context) ([]assay.Article, error) {
	return t.outlineArticlesOf(ctx, ``)
}

// outlineArticlesOf is the same for some articles, named as after among, or for all.
func (t *tx) outlineArticlesOf(ctx context.Context, some string) ([]assay.Article, error) {
	var args []any
	ofArticle, ofMember := ``, ``
	if some != `` {
		args, ofArticle, ofMember = []any{some}, ` AND a.id `+among, ` AND article `+among
	}
	articles, err := query(ctx, t, `
		SELECT a.id, a."text", a.host, a.text_origin, coalesce(a.published, x.published) FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE `+columned+ofArticle+` ORDER BY a.made, a.id`, args, func(rows *sql.Rows) (a assay.Article, err error) {
		return a, rows.Scan(into(&a.ID), into(&a.Text), into(&a.Host), into(&a.TextOrigin), into(&a.Published))
	})
	if err != nil {
		return nil, err
	}
	at := make(map[assay.ArticleID]*assay.Article, len(articles))
	for i := range articles {
		at[articles[i].ID] = &articles[i]
	}
	rows, err := t.QueryContext(ctx, `SELECT article, event FROM article_event WHERE member = 1 AND gone = 0`+ofMember+` ORDER BY made, id`, args...)
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
