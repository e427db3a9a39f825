package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// Look is what the reader is to show of an article.
type Look struct {
	Article assay.ArticleID
	Focus   assay.MentionID // the mention that is looked at closely; zero for none

	// Changed limits the mentions to those of the paragraphs that any of these
	// spans, or the mention in focus, lies in. Nil is the whole text.
	Changed []anchor.Span
}

// Article returns what the reader shows of an article.
func (s *Store) Article(ctx context.Context, id assay.ArticleID) (assay.ArticlePage, error) {
	return s.Read(ctx, Look{Article: id})
}

// Read returns what the reader shows of an article, or of a part of it.
func (s *Store) Read(ctx context.Context, l Look) (p assay.ArticlePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p, err = t.reading(ctx, l); err != nil {
			return err
		}
		if !l.Focus.IsZero() {
			if p.Focus, err = t.passage(ctx, p.Article, l.Focus); err != nil {
				return err
			}
		}
		me := s.Me()
		err = t.QueryRowContext(ctx, `
			SELECT claim FROM mention WHERE gone = 0 AND id = (
				SELECT entity FROM op WHERE actor = ? AND kind = 'mention' ORDER BY at DESC, id LIMIT 1)`, me[:]).Scan(into(&p.Last))
		if err == sql.ErrNoRows { //nolint:errorlint // Row.Scan returns it as it is
			err = nil
		}
		return err
	})
	return p, err
}

// Passage returns a mention of an article with all that bears on its claim, nil
// if there is no such mention in the article.
func (s *Store) Passage(ctx context.Context, article assay.ArticleID, id assay.MentionID) (p *assay.Passage, err error) {
	err = s.view(ctx, func(t *tx) error {
		a, err := t.articleNow(ctx, article)
		if err != nil {
			return err
		}
		p, err = t.passage(ctx, a, id)
		return err
	})
	return p, err
}

// Quote returns what an article says at a span, and false if its text has no
// such span.
func (s *Store) Quote(ctx context.Context, article assay.ArticleID, span anchor.Span) (quote string, ok bool, err error) {
	err = s.view(ctx, func(t *tx) error {
		a, err := t.articleNow(ctx, article)
		if err != nil {
			return err
		}
		body, err := t.text(ctx, a.Text)
		quote, ok = body.Lookup(span)
		return err
	})
	return quote, ok, err
}

// articleNow returns an article that is in the case: not gone, or still needed
// by a mention.
func (t *tx) articleNow(ctx context.Context, id assay.ArticleID) (assay.Article, error) {
	articles, err := t.articles(ctx, `id = ?1 AND (gone = 0 OR EXISTS (SELECT 1 FROM mention WHERE gone = 0 AND article = ?1))`, id[:])
	if err != nil || len(articles) == 0 {
		return assay.Article{}, cmp.Or(err, error(assay.NotFound("article")))
	}
	return articles[0], nil
}

func (t *tx) passage(ctx context.Context, a assay.Article, id assay.MentionID) (*assay.Passage, error) {
	list, err := t.mentions(ctx, `id = ? AND article = ?`, id[:], a.ID[:])
	if err != nil || len(list) == 0 {
		return nil, err
	}
	m := list[0]
	p := &assay.Passage{Article: a, Mention: id}
	claims, err := t.withRelated(ctx, m.Claim)
	if err != nil {
		return nil, err
	}
	if p.Case, err = t.load(ctx, scope{claims, []assay.ArticleID{a.ID}}); err != nil {
		return nil, err
	}
	if p.Body, err = t.text(ctx, m.Text); err != nil && assay.KindOf(err) != assay.KindNotFound { // its bytes may have been purged
		return nil, err
	}
	p.Others, err = t.mentions(ctx, `article = ? AND "text" = ? AND start < ? AND "end" > ? AND id <> ?`, a.ID[:], m.Text[:], m.Span.End, m.Span.Start, id[:])
	if err == nil && len(assay.NewView(p.Case, assay.ActorID(t.author.Actor)).Chain(id)) == 0 {
		p.Used, err = t.usedChains(ctx, a.ID)
	}
	return p, err
}

// usedChains returns the chains that passages have, the most used first. It looks
// at those that were said last, which are what the analyst is at.
func (t *tx) usedChains(ctx context.Context, article assay.ArticleID) ([]assay.UsedChain, error) {
	return query(ctx, t, `
		SELECT a.chain, count(*), max(m.article = ?)
		FROM (SELECT mention, chain FROM attribution WHERE gone = 0 AND chain IS NOT NULL ORDER BY rowid DESC LIMIT 2000) a
		JOIN mention m ON m.id = a.mention AND m.gone = 0
		GROUP BY a.chain
		ORDER BY 2 DESC, 3 DESC, a.chain
		LIMIT 20`, []any{article[:]}, func(rows *sql.Rows) (c assay.UsedChain, err error) {
		return c, rows.Scan(listInto(&c.Steps), &c.Times, &c.Here)
	})
}

// reading reads an article, its text and those of its mentions that are looked
// at. There may be thousands, so of each no more is read than the page shows.
func (t *tx) reading(ctx context.Context, l Look) (p assay.ArticlePage, err error) {
	if p.Case, err = t.outlineArticle(ctx, l.Article); err != nil {
		return p, err
	}
	if err := t.open(ctx, l.Article, &p); err != nil {
		return p, err
	}
	part, err := t.looked(ctx, l, p.Body)
	if err != nil {
		return p, err
	}
	if err := t.readMentions(ctx, &p, part); err != nil {
		return p, err
	}
	if p.Markers, err = t.markers(ctx, &p); err != nil {
		return p, err
	}
	if p.Marked = len(p.Case.Mentions); part.Len() < p.Body.Len() {
		text := p.Text.ID
		err = t.QueryRowContext(ctx, `SELECT count(*) FROM mention WHERE gone = 0 AND article = ? AND "text" = ?`, l.Article[:], text[:]).Scan(&p.Marked)
	}
	return p, err
}

// markers returns the analysts who have marked the text, none where the case has but one.
func (t *tx) markers(ctx context.Context, p *assay.ArticlePage) ([]assay.ActorID, error) {
	if len(p.Case.Actors) < 2 {
		return nil, nil
	}
	article, text := p.Article.ID, p.Text.ID
	return query(ctx, t, `SELECT DISTINCT by FROM mention WHERE gone = 0 AND article = ? AND "text" = ? ORDER BY by`, []any{article[:], text[:]}, scanID[assay.Actor])
}

// outlineArticle reads an article and what stands at its head.
func (t *tx) outlineArticle(ctx context.Context, id assay.ArticleID) (*assay.Case, error) {
	a, err := t.articleNow(ctx, id)
	if err != nil {
		return nil, err
	}
	c := &assay.Case{Articles: []assay.Article{a}}
	steps := []func() error{
		func() (err error) { c.Texts, err = t.texts(ctx, `id = ?`, a.Text[:]); return },
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Events, err = t.events(ctx); return },
		func() (err error) { c.Tags, err = t.tags(ctx); return },
		func() (err error) { c.Taggings, err = t.taggings(ctx, `target = ?`, id[:]); return },
		func() (err error) { c.Numbers, err = t.numbers(ctx); return },
		func() (err error) {
			c.Judgements, err = t.judgements(ctx, `target IN (SELECT ? UNION ALL SELECT id FROM source)`, a.Text[:])
			return
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// looked returns the part of a text from the first to the last paragraph that
// is looked at.
func (t *tx) looked(ctx context.Context, l Look, body anchor.Text) (anchor.Span, error) {
	whole := anchor.Span{Start: 0, End: body.Len()}
	if l.Changed == nil {
		return whole, nil
	}
	spans := l.Changed
	if !l.Focus.IsZero() {
		m, err := t.mentions(ctx, `id = ?`, l.Focus[:])
		if err != nil {
			return whole, err
		}
		for i := range m {
			spans = append(spans[:len(spans):len(spans)], m[i].Span)
		}
	}
	var part anchor.Span
	for _, b := range body.Blocks() {
		if slices.ContainsFunc(spans, b.Overlaps) {
			if part.Empty() {
				part.Start = b.Start
			}
			part.End = b.End
		}
	}
	return part, nil
}

// readMentions adds the mentions in a part of the text, with their stances and
// grades, and what their claims are called.
func (t *tx) readMentions(ctx context.Context, p *assay.ArticlePage, part anchor.Span) error {
	c, article, text := p.Case, p.Article.ID, p.Text.ID
	most := 0 // of a part they are few
	if part.Len() == p.Body.Len() {
		// A guess that costs nothing, the index has it: room for all of thousands.
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM mention WHERE article = ?`, article[:]).Scan(&most); err != nil {
			return err
		}
	}
	c.Mentions, c.Claims, c.Judgements = make([]assay.Mention, 0, most), make([]assay.Claim, 0, most), slices.Grow(c.Judgements, most)
	claims := make(map[assay.ClaimID]bool, most)
	rows, err := t.QueryContext(ctx, `
		SELECT m.id, m.by, m.claim, m.start, m."end", c.wording, coalesce(c.gone, 0), j.id, j.coder, j.value, j.changed,
			CASE j.dimension WHEN 'stance' THEN 0 WHEN 'credibility' THEN 1 ELSE CASE j.scope WHEN 'stance' THEN 2 ELSE 3 END END
		FROM mention m
		LEFT JOIN claim c ON c.id = m.claim
		LEFT JOIN judgement j ON j.target = m.id AND j.gone = 0 AND j.value IS NOT NULL
			AND (+j.dimension IN ('stance', 'credibility') OR +j.dimension = 'adjudication' AND j.scope IN ('stance', 'credibility'))
		WHERE m.gone = 0 AND m.article = ?1 AND m."text" = ?2 AND m.start < ?4 AND m."end" > ?3
		ORDER BY m.rowid, j.id`, article[:], text[:], part.Start, part.End)
	if err != nil {
		return err
	}
	defer rows.Close()
	var row struct {
		m     assay.Mention
		claim string
		gone  bool // the claim
		j     assay.Judgement
		about int // a number, since a word for each of thousands takes its time
	}
	empty, m, j := row, &row.m, &row.j
	dest := []any{into(&m.ID), into(&m.By), into(&m.Claim), into(&m.Span.Start), into(&m.Span.End), into(&row.claim), &row.gone, into(&j.ID), into(&j.Coder), valueInto(&j.Value), into(&j.Changed), into(&row.about)}
	for rows.Next() {
		row = empty
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if n := len(c.Mentions); n == 0 || c.Mentions[n-1].ID != m.ID { // else it is another judgement on the same
			m.Article, m.Text = article, text
			c.Mentions = append(c.Mentions, *m)
		}
		if !claims[m.Claim] {
			claims[m.Claim] = true
			c.Claims = append(c.Claims, assay.Claim{Meta: assay.Meta{Gone: row.gone}, ID: m.Claim, Wording: row.claim})
		}
		if !j.ID.IsZero() {
			j.Target, j.Dimension, j.Scope = assay.EntityID(m.ID), aboutMentions[row.about].dimension, aboutMentions[row.about].scope
			c.Judgements = append(c.Judgements, *j)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return t.standingClaims(ctx, c)
}

// standingClaims adds the claims that stand for those of a case, as far as it
// lacks them.
func (t *tx) standingClaims(ctx context.Context, c *assay.Case) error {
	m, err := t.merged(ctx)
	if err != nil || len(m) == 0 {
		return err
	}
	var group []assay.ClaimID
	there := map[assay.ClaimID]bool{}
	for i := range c.Claims {
		group, there[c.Claims[i].ID] = append(group, c.Claims[i].ID), true
	}
	all, err := t.claims(ctx, inSight, hexList(m.With(group...)))
	if err != nil {
		return err
	}
	for _, x := range all {
		if !there[x.ID] {
			c.Claims = append(c.Claims, x)
		}
	}
	return t.ranks(ctx, c)
}

// aboutMentions is what the reader shows of judgements on mentions, as
// readMentions numbers it.
var aboutMentions = []struct {
	dimension assay.Dimension
	scope     string
}{{assay.DimStance, ""}, {assay.DimCredibility, ""}, {assay.DimAdjudication, string(assay.DimStance)}, {assay.DimAdjudication, string(assay.DimCredibility)}}
