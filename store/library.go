package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// librarySorts are the orders of assay.LibrarySorts but for "outlet", which goes by names.
// All of them are total, and each is that of an index.
var librarySorts = map[string]string{
	"imported":  `made DESC, article DESC`,
	"published": `published DESC, made DESC, article`,
	"title":     `words, article`,
	"mentions":  `mentions DESC, made, article`,
}

// Library returns one page of the library.
func (s *Store) Library(ctx context.Context, f assay.LibraryFilter) (p assay.LibraryPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		where, err := t.libraryWhere(ctx, f, s.Me())
		if err != nil {
			return err
		}
		if p.All, err = t.countArticles(ctx); err != nil {
			return err
		}
		if f.Sort == "outlet" {
			err = t.libraryByOutlet(ctx, &p, where, f.Page)
		} else {
			err = t.libraryPage(ctx, &p, where, f)
		}
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

// libraryPage finds the articles of a page.
func (t *tx) libraryPage(ctx context.Context, p *assay.LibraryPage, where filter, f assay.LibraryFilter) (err error) {
	sort, ok := librarySorts[f.Sort]
	if !ok {
		sort = librarySorts[assay.LibrarySorts[0]]
	}
	total := p.All
	if len(where.where) > 0 {
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM `+t.shelf()+` WHERE `+where.String(), where.args...).Scan(&total); err != nil {
			return err
		}
	}
	where.add(`1`)
	p.Leaf = assay.Turn(f.Page, assay.LibraryPageSize, total)
	p.Order, err = query(ctx, t, `SELECT article FROM `+t.shelf()+` WHERE `+where.String()+` ORDER BY `+sort+` LIMIT ? OFFSET ?`,
		append(where.args, assay.LibraryPageSize, p.Leaf.From), scanID[assay.Article])
	return err
}

// libraryByOutlet finds the articles of a page by the names of their outlets, those of
// none first: which outlets are on it follows from how many articles each has.
func (t *tx) libraryByOutlet(ctx context.Context, p *assay.LibraryPage, where filter, page int) error {
	type shelf struct {
		outlet assay.SourceID
		name   string
		n      int
	}
	where.add(`1`)
	shelves, err := query(ctx, t, `
		SELECT o.outlet, coalesce(s.name, ''), o.n FROM (SELECT outlet, count(*) AS n FROM `+t.shelf()+` WHERE `+where.String()+` GROUP BY outlet) o LEFT JOIN source s ON s.id = o.outlet
		ORDER BY 2 COLLATE NOCASE, 1`, where.args, func(rows *sql.Rows) (x shelf, err error) { return x, rows.Scan(into(&x.outlet), &x.name, &x.n) })
	if err != nil {
		return err
	}
	total := 0
	for _, x := range shelves {
		total += x.n
	}
	p.Leaf = assay.Turn(page, assay.LibraryPageSize, total)
	first := 0 // of the outlet
	for _, x := range shelves {
		from, to := max(p.Leaf.From, first), min(p.Leaf.To, first+x.n)
		if from < to {
			on := filter{append(slices.Clone(where.where), `outlet IS ?`), append(slices.Clone(where.args), orNull(x.outlet))}
			ids, err := query(ctx, t, `SELECT article FROM `+t.shelf()+` WHERE `+on.String()+` ORDER BY made, article LIMIT ? OFFSET ?`, append(on.args, to-from, from-first), scanID[assay.Article])
			if err != nil {
				return err
			}
			p.Order = append(p.Order, ids...)
		}
		first += x.n
	}
	return nil
}

func scanID[K any](rows *sql.Rows) (id assay.ID[K], err error) { return id, rows.Scan(into(&id)) }

func (t *tx) libraryWhere(ctx context.Context, f assay.LibraryFilter, me assay.ActorID) (where filter, err error) {
	for word := range strings.FieldsSeq(f.Words) {
		where.add(`instr(words, ?) > 0`, search.Fold(word))
	}
	if !f.Source.IsZero() {
		from, args, err := t.from(ctx, f.Source)
		if err != nil {
			return where, err
		}
		where.add(`article IN (`+from+`)`, args...)
	}
	if !f.Event.IsZero() {
		where.add(`article IN (SELECT article FROM article_event WHERE event = ? AND member = 1 AND gone = 0)`, f.Event[:])
	}
	if err := where.tags(ctx, t, `article`, f.Tags); err != nil {
		return where, err
	}
	if f.Language != "" {
		where.add(`language = ?`, f.Language)
	}
	switch f.Text {
	case "none":
		where.add(`gap = 2`)
	case "part":
		where.add(`gap = 1`)
	}
	if f.Read == "read" || f.Read == "unread" {
		mine, err := t.mine(ctx, me)
		if err != nil {
			return where, err
		}
		where.add(map[bool]string{true: `NOT `}[f.Read == "unread"]+isRead(`"text"`), mine)
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
	if err := t.libraryOffers(ctx, p); err != nil {
		return err
	}
	if err := t.fillArticles(ctx, p); err != nil {
		return err
	}
	if p.Near, err = t.copiesOf(ctx, p.Order); err != nil {
		return err
	}
	p.Editions, err = t.editions(ctx, p.Order)
	return err
}

// languages returns those of the articles: from one to the next in the index, for articles
// are many and these are few.
func (t *tx) languages(ctx context.Context) ([]string, error) {
	return query(ctx, t, `
		WITH RECURSIVE each (l) AS (
			SELECT min(language) FROM `+t.shelf()+` UNION ALL SELECT (SELECT min(language) FROM `+t.shelf()+` WHERE language > each.l) FROM each WHERE l IS NOT NULL)
		SELECT l FROM each WHERE l IS NOT NULL`, nil, func(rows *sql.Rows) (l string, err error) { return l, rows.Scan(&l) })
}

// libraryOffers reads what the library can be asked for.
func (t *tx) libraryOffers(ctx context.Context, p *assay.LibraryPage) (err error) {
	if p.Languages, err = t.languages(ctx); err != nil {
		return err
	}
	if p.Outlets, err = t.outletsOffered(ctx); err != nil {
		return err
	}
	return t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+t.shelf()+` WHERE gap > 0)`).Scan(&p.Gaps)
}

// outletsOffered are the sources that articles were found at or are by, by their names.
func (t *tx) outletsOffered(ctx context.Context) ([]assay.SourceID, error) {
	return rememberList(ctx, t, "outlets", func() ([]assay.SourceID, error) {
		return query(ctx, t, `
			SELECT id FROM source s WHERE gone = 0 AND (EXISTS (SELECT 1 FROM article WHERE host = s.id AND gone = 0) OR EXISTS (SELECT 1 FROM article WHERE text_origin = s.id AND gone = 0))
			ORDER BY name COLLATE NOCASE, id`, nil, scanID[assay.Source])
	})
}

// Choosable returns what is chosen from in filters and forms: the events, sources and tags
// of the case, and which of the sources articles have.
func (s *Store) Choosable(ctx context.Context) (c *assay.Case, hosts []assay.SourceID, err error) {
	err = s.view(ctx, func(t *tx) error {
		if c, err = t.frame(ctx); err != nil {
			return err
		}
		hosts, err = t.outletsOffered(ctx)
		return err
	})
	return c, hosts, err
}

// fillArticles reads the articles of a page, in its order, and what hangs on them.
func (t *tx) fillArticles(ctx context.Context, p *assay.LibraryPage) error {
	list := hexList(p.Order)
	articles, err := t.articles(ctx, `id IN `+idList, list)
	if err != nil {
		return err
	}
	at := make(map[assay.ArticleID]int, len(p.Order))
	for i, id := range p.Order {
		at[id] = i
	}
	slices.SortFunc(articles, func(a, b assay.Article) int { return at[a.ID] - at[b.ID] })
	p.Case.Articles = articles
	texts := hexList(current(p.Case))
	if p.Case.Texts, err = t.texts(ctx, `id IN `+idList, texts); err != nil {
		return err
	}
	judgements, err := t.judgements(ctx, `target IN `+idList, texts)
	if err != nil {
		return err
	}
	p.Case.Judgements = append(p.Case.Judgements, judgements...)
	if p.Case.Taggings, err = t.taggings(ctx, `target IN `+idList, list); err != nil {
		return err
	}
	return t.countMarks(ctx, p.Counts, list)
}

// countMarks counts the marked passages of articles, and the claims that these are of.
func (t *tx) countMarks(ctx context.Context, counts map[assay.ArticleID]assay.Counts, articles string) error {
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	rows, err := t.QueryContext(ctx, onesLead+`
		SELECT article, count(*), count(DISTINCT coalesce(l.one, claim)) FROM mention LEFT JOIN lead l ON l.id = claim
		WHERE gone = 0 AND article `+among+` GROUP BY article`, leads(m), articles)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id assay.ArticleID
		var n assay.Counts
		if err := rows.Scan(into(&id), &n.Mentions, &n.Claims); err != nil {
			return err
		}
		counts[id] = n
	}
	return rows.Err()
}
