package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Sources returns one page of the list of sources.
func (s *Store) Sources(ctx context.Context, f assay.SourceFilter) (p assay.SourcesPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		rest, err := t.provenance(ctx, s.Me())
		if err != nil {
			return err
		}
		p.Case = rest.view.Case
		if p.Case.Tags, err = t.tags(ctx); err != nil {
			return err
		}
		if p.Case.Taggings, err = t.taggings(ctx, `target IN (SELECT id FROM source)`); err != nil {
			return err
		}
		v := assay.NewView(p.Case, s.Me())
		list := v.Sources(f)
		p.Leaf = assay.Turn(f.Page, assay.SourcePageSize, len(list))
		p.All = len(v.Sources(assay.SourceFilter{}))
		for _, x := range list[p.Leaf.From:p.Leaf.To] {
			p.Order = append(p.Order, x.ID)
		}
		p.Counts, err = t.sourceCounts(ctx, rest)
		return err
	})
	return p, err
}

// Source returns what is known of one source. It fails with KindNotFound if it
// is not there.
func (s *Store) Source(ctx context.Context, id assay.SourceID) (p assay.SourcePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindSource, assay.EntityID(id)); err != nil {
			return err
		}
		rest, err := t.provenance(ctx, s.Me())
		if err != nil {
			return err
		}
		counts, err := t.sourceCounts(ctx, rest)
		if err != nil {
			return err
		}
		of := rest.view.OneWith(id)
		p.Counts = counts[rest.view.Resolve(id)]
		if p.Articles, err = t.articlesFrom(ctx, of); err != nil {
			return err
		}
		var claims []assay.ClaimID
		if p.Mentions, claims, err = t.resting(ctx, rest, id, of); err != nil {
			return err
		}
		if claims, err = t.with(ctx, claims...); err != nil {
			return err
		}
		if p.Case, err = t.load(ctx, scope{claims, p.Articles}); err != nil {
			return err
		}
		if err := t.attach(ctx, p.Case, hexList(of)); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Case.Sources, func(x assay.Source) bool { return x.ID == id })
		p.Source = p.Case.Sources[at]
		p.Ratings, err = t.ratings(ctx, of)
		return err
	})
	return p, err
}

// provenance is what decides on where the content of mentions entered. Most of them
// speak for their articles, which can be counted; it has those claims of which any
// mention does not, with all that their trails can lead to.
type provenance struct {
	view   *assay.View // of the outline of those claims
	claims string      // as after among
}

// elsewhere are the claims with a mention of which somebody says that its content
// entered elsewhere, or that is in an article of which this is said, or that was
// withdrawn.
var elsewhere = `
	SELECT claim FROM mention WHERE gone = 0 AND id IN (SELECT mention FROM attribution WHERE gone = 0)
	UNION SELECT claim FROM mention WHERE gone = 0 AND id IN (SELECT target FROM judgement WHERE gone = 0 AND ` + rarely(`('root')`) + `)
	UNION SELECT claim FROM mention WHERE gone = 0 AND article IN (SELECT target FROM judgement WHERE gone = 0 AND ` + rarely(`('derivation')`) + `)
	UNION SELECT claim FROM mention WHERE gone = 0 AND article IN (SELECT id FROM article WHERE gone <> 0)`

// rarely is dimensions for such as are judged of few things.
func rarely(list string) string {
	return `dimension NOT IN ('stance', 'credibility', 'certainty', 'voice', 'speech', 'read', 'coverage') AND (dimension IN ` + list + ` OR dimension = 'adjudication' AND scope IN ` + list + `)`
}

func (t *tx) provenance(ctx context.Context, me assay.ActorID) (p provenance, err error) {
	ids, err := query(ctx, t, elsewhere, nil, scanID[assay.Claim])
	if err != nil {
		return p, err
	}
	if ids, err = t.with(ctx, ids...); err != nil {
		return p, err
	}
	c := &assay.Case{}
	p.claims = hexList(ids)
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.allWorks(ctx); return },
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `claim `+among, p.claims); return },
		func() (err error) {
			c.Judgements, err = t.rareJudgements(ctx, `('derivation', 'root', 'reliability')`)
			return
		},
		func() (err error) { c.Articles, err = t.outlets(ctx, c); return },
		func() (err error) { c.Attributions, err = t.attributions(ctx, `1`); return },
		func() (err error) {
			stances, err := t.outlineJudgements(ctx, dimensions(`('stance')`)+` AND target IN (SELECT id FROM mention WHERE gone = 0 AND claim `+among+`)`, p.claims)
			c.Judgements = append(c.Judgements, stances...)
			return err
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return p, err
		}
	}
	p.view = assay.NewView(c, me)
	return p, nil
}

// outlets reads the articles that the trails of a case lead through: who has each, who
// wrote it, and when it appeared.
func (t *tx) outlets(ctx context.Context, c *assay.Case) ([]assay.Article, error) {
	in := scope{}
	for i := range c.Judgements {
		if r, ok := assay.ParseRoot(c.Judgements[i].Value); ok && !r.Article.IsZero() {
			in.articles = append(in.articles, r.Article)
		}
	}
	return query(ctx, t, `
		SELECT a.id, a.made, a.gone, a.host, a.text_origin, coalesce(a.published, x.published) FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE a.id `+among, []any{hexList(in.needed(c))}, func(rows *sql.Rows) (a assay.Article, err error) {
		return a, rows.Scan(into(&a.ID), &a.Made, &a.Gone, into(&a.Host), into(&a.TextOrigin), into(&a.Published))
	})
}

// sourceCounts counts what the case has from every source.
func (t *tx) sourceCounts(ctx context.Context, p provenance) (map[assay.SourceID]assay.SourceCounts, error) {
	type count struct {
		source assay.SourceID
		n      assay.SourceCounts
	}
	list, err := query(ctx, t, `
		SELECT host, count(*), 0, 0 FROM article WHERE gone = 0 AND host IS NOT NULL GROUP BY host
		UNION ALL SELECT origin, 0, count(*), sum(mentions) FROM `+t.shelf()+` WHERE origin IS NOT NULL GROUP BY origin`, nil, func(rows *sql.Rows) (c count, err error) {
		return c, rows.Scan(into(&c.source), &c.n.Hosted, &c.n.Written, &c.n.Mentions)
	})
	if err != nil {
		return nil, err
	}
	each := map[assay.SourceID]assay.SourceCounts{}
	add := func(id assay.SourceID, hosted, written, mentions int) {
		n := each[id]
		each[id] = assay.SourceCounts{Hosted: n.Hosted + hosted, Written: n.Written + written, Mentions: n.Mentions + mentions}
	}
	for _, c := range list {
		add(c.source, c.n.Hosted, c.n.Written, c.n.Mentions)
	}
	seen := map[assay.ArticleID]bool{}
	for i := range p.view.Case.Mentions {
		m := &p.view.Case.Mentions[i]
		switch a := p.view.Article(m.Article); {
		case a == nil:
		case !a.Gone:
			add(a.TextOrigin, 0, 0, -1)
		case !seen[a.ID]: // withdrawn, and in the case as long as it is mentioned
			seen[a.ID] = true
			add(a.Host, 1, 0, 0)
			add(a.TextOrigin, 0, 1, 0)
		}
		add(p.view.Root(m).Source, 0, 0, 1)
	}
	return p.view.SourceCounts(each), nil
}

// articlesFrom returns the first articles that were found at some sources, which were
// judged the same, or were written by them.
func (t *tx) articlesFrom(ctx context.Context, of []assay.SourceID) (ids []assay.ArticleID, err error) {
	all := map[assay.ArticleID]oplog.Clock{}
	for _, id := range of {
		for _, column := range []string{"host", "text_origin"} {
			list, err := query(ctx, t, `
				SELECT * FROM (SELECT id, made FROM article WHERE `+column+` = ?1 AND gone = 0 ORDER BY made, id LIMIT ?2)
				UNION ALL SELECT id, made FROM article a WHERE `+column+` = ?1 AND gone <> 0 AND EXISTS (SELECT 1 FROM mention WHERE article = a.id AND gone = 0)`,
				[]any{id[:], assay.SourcePageSize}, func(rows *sql.Rows) (a assay.Article, err error) { return a, rows.Scan(into(&a.ID), &a.Made) })
			if err != nil {
				return nil, err
			}
			for i := range list {
				all[list[i].ID] = list[i].Made
			}
		}
	}
	ids = slices.SortedFunc(maps.Keys(all), func(a, b assay.ArticleID) int {
		return cmp.Or(cmp.Compare(all[a], all[b]), bytes.Compare(a[:], b[:]))
	})
	return first(ids), nil
}

func first[T any](list []T) []T { return list[:min(len(list), assay.SourcePageSize)] }

// resting returns the first mentions whose content entered by a source, in the order of
// their articles, and their claims.
func (t *tx) resting(ctx context.Context, p provenance, id assay.SourceID, of []assay.SourceID) (mentions []assay.MentionID, claims []assay.ClaimID, err error) {
	type resting struct {
		m    assay.Mention
		made oplog.Clock // of the article
	}
	var all []resting
	for _, m := range p.view.Resting(id) {
		x := resting{m: *p.view.Mention(m)}
		if a := p.view.Article(x.m.Article); a != nil {
			x.made = a.Made
		}
		all = append(all, x)
	}
	for _, id := range of {
		own, err := query(ctx, t, `
			SELECT m.id, m.article, m.claim, m.start, a.made FROM article a CROSS JOIN mention m ON m.article = a.id AND m.gone = 0
			WHERE a.text_origin = ? AND a.gone = 0 AND m.claim NOT `+among+` ORDER BY a.made, a.id LIMIT ?`, []any{id[:], p.claims, assay.SourcePageSize},
			func(rows *sql.Rows) (x resting, err error) {
				return x, rows.Scan(into(&x.m.ID), into(&x.m.Article), into(&x.m.Claim), into(&x.m.Span.Start), &x.made)
			})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, own...)
	}
	slices.SortFunc(all, func(a, b resting) int {
		return cmp.Or(cmp.Compare(a.made, b.made), bytes.Compare(a.m.Article[:], b.m.Article[:]), cmp.Compare(a.m.Span.Start, b.m.Span.Start), bytes.Compare(a.m.ID[:], b.m.ID[:]))
	})
	for _, x := range first(all) {
		mentions, claims = append(mentions, x.m.ID), append(claims, x.m.Claim)
	}
	return mentions, claims, nil
}

// ratings reads every reliability that some sources, which were judged the
// same, were ever given out of the log, the latest first.
func (t *tx) ratings(ctx context.Context, of []assay.SourceID) ([]assay.Rating, error) {
	ops, err := t.ops(ctx, `kind = 'judgement' AND entity IN (SELECT id FROM judgement WHERE target IN `+idList+` AND dimension = 'reliability') ORDER BY at, id`, hexList(of))
	if err != nil {
		return nil, err
	}
	var list []assay.Rating
	before := map[assay.EntityID]assay.Rating{} // what each analyst said last of a topic
	current := map[assay.EntityID]int{}
	for _, op := range ops {
		if !op.Undoes.IsZero() {
			continue // it shows in what it undid
		}
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			return nil, err
		}
		r := before[op.Entity]
		r.Scope, r.By, r.At = fields["scope"].Text(), assay.ActorID(op.Actor), op.At
		if v, ok := fields["value"]; ok {
			r.Letter = v.Text()
		}
		if v, ok := fields["reason"]; ok {
			r.Reason = v.Text()
		}
		if r.Undone, err = t.takenBack(ctx, assay.ActorID(op.Actor), assay.ActID(op.Act), map[assay.ActID]bool{}); err != nil {
			return nil, err
		}
		list = append(list, r)
		if !r.Undone {
			before[op.Entity], current[op.Entity] = r, len(list)-1
		}
	}
	for _, i := range current {
		list[i].Current = list[i].Letter != ""
	}
	slices.Reverse(list)
	return list, nil
}
