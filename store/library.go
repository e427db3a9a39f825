package store

import (
	"context"
	"database/sql"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// librarySorts are the orders of assay.LibrarySorts. All of them are total.
var librarySorts = map[string]string{
	"imported":  `a.made DESC, a.id DESC`,
	"published": `coalesce(a.published, x.published, '') DESC, a.made DESC, a.id`,
	"title":     `coalesce(a.title, x.title, '') COLLATE NOCASE, a.id`,
	"outlet":    `coalesce((SELECT name FROM source WHERE id = coalesce(a.text_origin, a.host)), '') COLLATE NOCASE, a.made, a.id`,
	"mentions":  `(SELECT count(*) FROM mention WHERE article = a.id AND gone = 0) DESC, a.made, a.id`,
}

// Library returns one page of the library.
func (s *Store) Library(ctx context.Context, f assay.LibraryFilter) (p assay.LibraryPage, err error) {
	sort, ok := librarySorts[f.Sort]
	if !ok {
		sort = librarySorts[assay.LibrarySorts[0]]
	}
	err = s.view(ctx, func(t *tx) error {
		where, err := t.libraryWhere(ctx, f, s.Me())
		if err != nil {
			return err
		}
		from := ` FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE ` + where.String()
		var total int
		if err := t.QueryRowContext(ctx, `SELECT count(*)`+from, where.args...).Scan(&total); err != nil {
			return err
		}
		p.Leaf = assay.Turn(f.Page, assay.LibraryPageSize, total)
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM article WHERE gone = 0`).Scan(&p.All); err != nil {
			return err
		}
		p.Order, err = query(ctx, t, `SELECT a.id`+from+` ORDER BY `+sort+` LIMIT ? OFFSET ?`,
			append(where.args, assay.LibraryPageSize, p.Leaf.From), scanID[assay.Article])
		if err != nil {
			return err
		}
		if err := t.fillLibrary(ctx, &p); err != nil || f.Event.IsZero() {
			return err
		}
		return t.attach(ctx, p.Case, hexList([]assay.EventID{f.Event}))
	})
	return p, err
}

func scanID[K any](rows *sql.Rows) (id assay.ID[K], err error) { return id, rows.Scan(into(&id)) }

func (t *tx) libraryWhere(ctx context.Context, f assay.LibraryFilter, me assay.ActorID) (where filter, err error) {
	where.add(`a.gone = 0`)
	for word := range strings.FieldsSeq(f.Words) {
		folded := search.Fold(word)
		where.add(`(`+holding(`coalesce(a.title, x.title)`)+` OR `+holding(`coalesce(a.byline, x.byline)`)+`)`, folded, folded)
	}
	if !f.Source.IsZero() {
		from, args, err := t.from(ctx, f.Source)
		if err != nil {
			return where, err
		}
		where.add(from, args...)
	}
	if !f.Event.IsZero() {
		where.add(`a.id IN (SELECT article FROM article_event WHERE event = ? AND member = 1 AND gone = 0)`, f.Event[:])
	}
	if err := where.tags(ctx, t, `a.id`, f.Tags); err != nil {
		return where, err
	}
	if f.Language != "" {
		where.add(`coalesce(a.language, x.language) = ?`, f.Language)
	}
	switch f.Text {
	case "none":
		where.add(t.unreadText())
	case "part":
		where.add(t.gapsText() + ` AND NOT ` + t.unreadText())
	}
	if f.Read == "read" || f.Read == "unread" {
		mine, err := t.mine(ctx, me)
		if err != nil {
			return where, err
		}
		where.add(map[bool]string{true: `NOT `}[f.Read == "unread"]+isRead(`a."text"`), mine)
	}
	return where, nil
}

// gapsText asks whether a text x lacks anything of what its original says.
func (t *tx) gapsText() string {
	return `EXISTS (SELECT 1 FROM json_each(` + t.later("pages") + `) WHERE value ->> 'gap' IS NOT NULL)`
}

// unreadText asks of a text x what assay.Text.Unread says: there is no text yet.
func (t *tx) unreadText() string {
	const none = `'` + assay.GapPicture + `', '` + assay.GapLetters + `'`
	pages := `FROM json_each(` + t.later("pages") + `)`
	return `(EXISTS (SELECT 1 ` + pages + ` WHERE value ->> 'gap' IN (` + none + `))` +
		` AND NOT EXISTS (SELECT 1 ` + pages + ` WHERE coalesce(value ->> 'gap', '') NOT IN (` + none + `, '` + assay.GapDamaged + `')))`
}

// isRead asks whether the analyst, on whatever computer, said last of the text in
// a column that they have read it. It takes what mine returns.
func isRead(text string) string {
	return `(SELECT value ->> 'state' FROM judgement WHERE target = ` + text + ` AND dimension = 'read' AND coder ` + among + ` AND gone = 0 AND value IS NOT NULL ORDER BY changed DESC, id DESC LIMIT 1) IS 'read'`
}

func (t *tx) fillLibrary(ctx context.Context, p *assay.LibraryPage) (err error) {
	c := &assay.Case{}
	p.Case, p.Counts = c, map[assay.ArticleID]assay.Counts{}
	if c.Actors, err = t.actors(ctx); err != nil {
		return err
	}
	if c.Sources, err = t.sources(ctx); err != nil {
		return err
	}
	if c.Sames, err = t.sames(ctx); err != nil {
		return err
	}
	if c.Credits, err = t.creditsFor(ctx, p.Order); err != nil {
		return err
	}
	if c.Events, err = t.events(ctx); err != nil {
		return err
	}
	if c.Tags, err = t.tags(ctx); err != nil {
		return err
	}
	if c.Judgements, err = t.judgements(ctx, `target IN (SELECT id FROM source)`); err != nil {
		return err
	}
	p.Languages, err = query(ctx, t, `
		SELECT DISTINCT coalesce(a.language, x.language) AS l FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE a.gone = 0 AND l IS NOT NULL ORDER BY l`, nil,
		func(rows *sql.Rows) (l string, err error) { return l, rows.Scan(&l) })
	if err != nil {
		return err
	}
	p.Outlets, err = query(ctx, t, `
		SELECT id FROM source WHERE gone = 0 AND id IN (SELECT host FROM article WHERE gone = 0 UNION SELECT text_origin FROM article WHERE gone = 0) ORDER BY name COLLATE NOCASE, id`, nil,
		scanID[assay.Source])
	if err != nil {
		return err
	}
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM article a JOIN "text" x ON x.id = a."text" WHERE a.gone = 0 AND `+t.later("pages")+` LIKE '%"gap"%')`).Scan(&p.Gaps)
	if err != nil {
		return err
	}
	for _, id := range p.Order {
		if err := t.fillArticle(ctx, p, id); err != nil {
			return err
		}
	}
	if p.Near, err = t.copiesOf(ctx, p.Order); err != nil {
		return err
	}
	p.Editions, err = t.editions(ctx, p.Order)
	return err
}

func (t *tx) fillArticle(ctx context.Context, p *assay.LibraryPage, id assay.ArticleID) error {
	articles, err := t.articles(ctx, `id = ?1`, id[:])
	if err != nil {
		return err
	}
	text := articles[0].Text
	texts, err := t.texts(ctx, `id = ?`, text[:])
	if err != nil {
		return err
	}
	judgements, err := t.judgements(ctx, `target = ?`, text[:])
	if err != nil {
		return err
	}
	taggings, err := t.taggings(ctx, `target = ?`, id[:])
	if err != nil {
		return err
	}
	var n assay.Counts
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	err = t.QueryRowContext(ctx, onesLead+`
		SELECT (SELECT count(*) FROM mention WHERE article = ?2 AND gone = 0),
		       (SELECT count(DISTINCT coalesce(l.one, claim)) FROM mention LEFT JOIN lead l ON l.id = claim WHERE article = ?2 AND gone = 0)`, leads(m), id[:]).Scan(&n.Mentions, &n.Claims)
	p.Counts[id] = n
	p.Case.Articles = append(p.Case.Articles, articles...)
	p.Case.Texts = append(p.Case.Texts, texts...)
	p.Case.Judgements = append(p.Case.Judgements, judgements...)
	p.Case.Taggings = append(p.Case.Taggings, taggings...)
	return err
}
