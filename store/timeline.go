package store

import (
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// dayOfArticle is what is alike of the dates of articles that came out on one day:
// the day, of a date with a time of day, else the date.
const dayOfArticle = `CASE WHEN substr(coalesce(a.published, x.published), 11, 1) = 'T' THEN substr(coalesce(a.published, x.published), 1, 10) ELSE coalesce(a.published, x.published) END`

// dayArticles are the articles of a case with the texts that they have; ?1 is an
// event, or NULL for any.
const dayArticles = `
	FROM article a LEFT JOIN "text" x ON x.id = a."text"
	WHERE a.gone = 0 AND (?1 IS NULL OR a.id IN (SELECT article FROM article_event WHERE event = ?1 AND member = 1 AND gone = 0))`

// Timeline returns a page of what the case dates: events, claims, and the articles
// of each day.
func (s *Store) Timeline(ctx context.Context, f assay.TimelineFilter) (p assay.TimelinePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		dated, err := t.dated(ctx, f.Event, &p)
		if err != nil {
			return err
		}
		p.Leaf = assay.Turn(f.Page, assay.TimelineSize, len(dated))
		p.Dated = dated[p.Leaf.From:p.Leaf.To]
		if err := t.ofDays(ctx, f.Event, p.Dated); err != nil {
			return err
		}
		p.Case, err = t.timelineCase(ctx, &p)
		return err
	})
	return p, err
}

// dated returns all that has a date, in order, and counts it and what has none.
func (t *tx) dated(ctx context.Context, event assay.EventID, p *assay.TimelinePage) ([]assay.Dated, error) {
	var of any
	if !event.IsZero() {
		of = event[:]
	}
	events, err := query(ctx, t, `SELECT id, "when" FROM event WHERE gone = 0 AND "when" IS NOT NULL AND (?1 IS NULL OR id = ?1) ORDER BY made, id`, []any{of},
		func(rows *sql.Rows) (d assay.Dated, err error) { return d, rows.Scan(into(&d.Event), into(&d.When)) })
	if err != nil {
		return nil, err
	}
	claims, err := t.datedClaims(ctx, of, p)
	if err != nil {
		return nil, err
	}
	days, err := query(ctx, t, `SELECT coalesce(`+dayOfArticle+`, '') AS day, count(*) `+dayArticles+` GROUP BY day ORDER BY day`, []any{of},
		func(rows *sql.Rows) (d assay.Dated, err error) { return d, rows.Scan(&d.Day, &d.Count) })
	if err != nil {
		return nil, err
	}
	all := slices.Concat(events, claims)
	for _, d := range days {
		if d.When = d.Day; d.Day == "" {
			p.NoDate += d.Count
		} else {
			all = append(all, d)
		}
	}
	list := all[:0]
	for _, d := range all {
		var ok bool
		if d.Period, ok = assay.ParsePeriod(d.When); !ok {
			p.NoDate += d.Count // a date that nobody can read, of another program
			continue
		}
		switch {
		case !d.Event.IsZero():
			p.Events++
		case !d.Claim.IsZero():
			p.Claims++
		default:
			p.Articles += d.Count
		}
		list = append(list, d)
	}
	assay.SortDated(list)
	return list, nil
}

// datedClaims returns the claims that have a date, and names some that something is
// said of and that have none.
func (t *tx) datedClaims(ctx context.Context, event any, p *assay.TimelinePage) ([]assay.Dated, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	all, err := query(ctx, t, `SELECT id, "when" FROM claim WHERE gone = 0 AND (?1 IS NULL OR event = ?1) ORDER BY made, id`, []any{event},
		func(rows *sql.Rows) (d assay.Dated, err error) { return d, rows.Scan(into(&d.Claim), into(&d.When)) })
	if err != nil {
		return nil, err
	}
	var list []assay.Dated
	for _, d := range all {
		switch {
		case m.One(d.Claim) != d.Claim: // another stands for it
		case d.When != "":
			list = append(list, d)
		case len(p.Undated) < assay.UndatedMost:
			p.Undated = append(p.Undated, d.Claim)
		default:
			p.More++
		}
	}
	return list, nil
}

// ofDays names the first articles of each day of a page. One that is alone has its
// time of day.
func (t *tx) ofDays(ctx context.Context, event assay.EventID, page []assay.Dated) error {
	at := map[string]int{}
	var days []string
	for i, d := range page {
		if d.Day != "" {
			at[d.Day] = i
			days = append(days, d.Day)
		}
	}
	if len(days) == 0 {
		return nil
	}
	var of any
	if !event.IsZero() {
		of = event[:]
	}
	type dayArticle struct {
		day, published string
		id             assay.ArticleID
	}
	articles, err := query(ctx, t, `
		SELECT day, published, id FROM (
			SELECT `+dayOfArticle+` AS day, coalesce(a.published, x.published) AS published, a.id AS id,
				row_number() OVER (PARTITION BY `+dayOfArticle+` ORDER BY coalesce(a.published, x.published), a.made, a.id) AS n `+dayArticles+`
				AND `+dayOfArticle+` IN (SELECT value FROM json_each(?2)))
		WHERE n <= ?3 ORDER BY day, n`, []any{of, string(oplog.Encode(days)), assay.OfDayMost},
		func(rows *sql.Rows) (a dayArticle, err error) { return a, rows.Scan(&a.day, &a.published, into(&a.id)) })
	if err != nil {
		return err
	}
	for _, a := range articles {
		d := &page[at[a.day]]
		d.Articles = append(d.Articles, a.id)
		if period, ok := assay.ParsePeriod(a.published); ok && d.Count == 1 {
			d.When, d.Period = a.published, period
		}
	}
	return nil
}

// timelineCase reads what a page of the timeline names.
func (t *tx) timelineCase(ctx context.Context, p *assay.TimelinePage) (*assay.Case, error) {
	claims, articles := slices.Clone(p.Undated), []assay.ArticleID{}
	for _, d := range p.Dated {
		if !d.Claim.IsZero() {
			claims = append(claims, d.Claim)
		}
		articles = append(articles, d.Articles...)
	}
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	if c.Claims, err = t.claims(ctx, `id IN `+idList, hexList(claims)); err != nil {
		return nil, err
	}
	if c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(articles)); err != nil {
		return nil, err
	}
	c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c)))
	return c, err
}
