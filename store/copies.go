package store

import (
	"context"
	"database/sql"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Two articles are near copies of each other if what they share covers that much of
// the own words of either, or if they are thought versions of one. Of a group no more
// are told.
const (
	nearCopy   = .6
	copiesMost = 200
)

// isNear asks whether a proposal is one between near copies.
const isNear = `(p.parent IS NOT NULL AND (p.child_cover >= ?2 AND p.parent_cover >= ?2 OR p.type = '` + assay.Updates + `'))`

// nearCopies returns the articles that are near copies of one, or of one that is,
// itself among them, in order of making.
func (t *tx) nearCopies(ctx context.Context, id assay.ArticleID) ([]assay.ArticleID, error) {
	if !t.relates() {
		return []assay.ArticleID{id}, nil
	}
	return query(ctx, t, `
		WITH RECURSIVE near (id) AS (
			SELECT ?1
			UNION SELECT p.parent FROM near JOIN lineage_proposal p ON p.child = near.id WHERE `+isNear+`
			UNION SELECT p.child FROM near JOIN lineage_proposal p ON p.parent = near.id WHERE `+isNear+`
			LIMIT ?3
		) SELECT a.id FROM near JOIN article a ON a.id = near.id WHERE a.gone = 0 ORDER BY a.made, a.id`,
		[]any{id[:], nearCopy, copiesMost}, scanID[assay.Article])
}

// Copies returns an article with its near copies, and what is proposed among them.
func (s *Store) Copies(ctx context.Context, id assay.ArticleID) (p assay.CopiesPage, err error) {
	p.Article = id
	err = s.view(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindArticle, assay.EntityID(id)); err != nil {
			return err
		}
		if p.Near, err = t.nearCopies(ctx, id); err != nil {
			return err
		}
		if p.Case, err = t.load(ctx, scope{articles: p.Near}); err != nil {
			return err
		}
		behind, err := t.behind(ctx, s.Me(), p.Near)
		if err != nil {
			return err
		}
		p.Case.Judgements = behind.Judgements
		if !t.relates() {
			return nil
		}
		p.Proposed, err = t.alike(ctx, `p.child IN `+idList+` AND p.parent IN `+idList, hexList(p.Near))
		return err
	})
	return p, err
}

// SameAddress returns, of some articles, for each the earliest other one of the case
// that was found at the same address, if there is one.
func (s *Store) SameAddress(ctx context.Context, of []assay.ArticleID) (map[assay.ArticleID]assay.ArticleID, error) {
	found := map[assay.ArticleID]assay.ArticleID{}
	err := s.view(ctx, func(t *tx) error {
		own, err := t.addresses(ctx, hexList(of))
		if err != nil || len(own) == 0 {
			return err
		}
		wanted := map[assay.ArticleID]bool{}
		for _, x := range own {
			wanted[x.id] = true
		}
		similar, err := t.maybeAt(ctx, own)
		if err != nil {
			return err
		}
		all, err := t.addresses(ctx, hexList(similar))
		first := map[string]assay.ArticleID{}
		for _, x := range all {
			if earlier, ok := first[x.address]; !ok {
				first[x.address] = x.id
			} else if wanted[x.id] {
				found[x.id] = earlier
			}
		}
		return err
	})
	return found, err
}

// addressed is an article and its address, as assay.PlainAddress has it.
type addressed struct {
	id      assay.ArticleID
	address string
}

// addresses returns those of some articles that have an address, in order of making.
func (t *tx) addresses(ctx context.Context, list string) ([]addressed, error) {
	all, err := query(ctx, t, `
		SELECT a.id, coalesce(a.url, x.url, a.found_at, '') FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE a.gone = 0 AND a.id IN `+idList+` ORDER BY a.made, a.id`,
		[]any{list}, scanAddressed)
	return slices.DeleteFunc(all, func(x addressed) bool { return x.address == "" }), err
}

// maybeAt returns the articles one of whose addresses is one of some. No address is in
// an index, and to look at every one of a large case takes long: only those are read
// that begin and end so, or begin so and may have something behind their end.
func (t *tx) maybeAt(ctx context.Context, some []addressed) ([]assay.ArticleID, error) {
	var pages []string
	for _, x := range some {
		page, _, _ := strings.Cut(x.address, "?")
		page = strings.ToLower(page)
		pages = append(pages, page)
		if plain, err := url.PathUnescape(page); err == nil && plain != page {
			pages = append(pages, strings.ToLower(plain))
		}
	}
	size := 16 // characters of an end and a beginning
	for _, page := range pages {
		size = min(size, utf8.RuneCountInString(page))
	}
	var heads, tails []string
	for _, page := range pages {
		runes := []rune(page)
		heads = append(heads, string(runes[:size]), string([]rune("www." + page)[:size]))
		tails = append(tails, string(runes[len(runes)-size:]))
	}
	const at = `(lower(substr(rtrim(u, '/'), -?1)) IN (SELECT value FROM json_each(?2)) OR instr(u, '?') OR instr(u, '#'))
		AND lower(substr(u, instr(u, '://') + 3, ?1)) IN (SELECT value FROM json_each(?3))`
	args := []any{size, string(oplog.Encode(tails)), string(oplog.Encode(heads))}
	texts, err := query(ctx, t, `SELECT article, url AS u FROM "text" WHERE `+at+` ORDER BY rowid`, args, scanAddressed)
	if err != nil {
		return nil, err
	}
	list, err := query(ctx, t, `SELECT id, coalesce(url, found_at) AS u FROM article WHERE `+at+` ORDER BY rowid`, args, scanAddressed)
	var ids []assay.ArticleID
	for _, x := range append(list, texts...) {
		if slices.ContainsFunc(some, func(own addressed) bool { return own.address == x.address }) {
			ids = append(ids, x.id)
		}
	}
	return ids, err
}

func scanAddressed(rows *sql.Rows) (x addressed, err error) {
	err = rows.Scan(into(&x.id), &x.address)
	x.address = assay.PlainAddress(x.address)
	return x, err
}

// copiesOf returns how many near copies each of some articles has besides itself.
// Those of one group have the same, which is looked up once: a page of wire copies
// may be of one group.
func (t *tx) copiesOf(ctx context.Context, ids []assay.ArticleID) (map[assay.ArticleID]int, error) {
	counts := map[assay.ArticleID]int{}
	if !t.relates() {
		return counts, nil
	}
	groups := map[assay.ArticleID]int{} // what is known of articles of this page and others
	for _, id := range ids {
		n, known := groups[id]
		if !known {
			beside, err := t.nextCopies(ctx, id)
			if err != nil {
				return nil, err
			}
			if len(beside) == 0 {
				continue
			}
			if n, known = groups[firstIn(groups, beside)]; !known { // of a group of more than are told
				near, err := t.nearCopies(ctx, id)
				if err != nil {
					return nil, err
				}
				n = len(near) - 1
				for _, other := range near {
					groups[other] = n
				}
			}
			groups[id] = n
		}
		if n > 0 {
			counts[id] = n
		}
	}
	return counts, nil
}

// nextCopies returns the articles that one is a near copy of, and its own.
func (t *tx) nextCopies(ctx context.Context, id assay.ArticleID) ([]assay.ArticleID, error) {
	return query(ctx, t, `
		SELECT p.parent FROM lineage_proposal p WHERE p.child = ?1 AND `+isNear+`
		UNION SELECT p.child FROM lineage_proposal p WHERE p.parent = ?1 AND `+isNear+` ORDER BY 1`,
		[]any{id[:], nearCopy}, scanID[assay.Article])
}

// firstIn returns the first of some articles that something is known of, or zero.
func firstIn(known map[assay.ArticleID]int, ids []assay.ArticleID) (none assay.ArticleID) {
	for _, id := range ids {
		if _, ok := known[id]; ok {
			return id
		}
	}
	return none
}

// Editions returns the articles that one is said to be a later version of, and those
// that are said to be later versions of it, with what says so.
func (s *Store) Editions(ctx context.Context, id assay.ArticleID) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) (err error) {
		c, err = t.editions(ctx, []assay.ArticleID{id})
		return err
	})
	return c, err
}

// editions is Editions for some articles.
func (t *tx) editions(ctx context.Context, ids []assay.ArticleID) (*assay.Case, error) {
	c := &assay.Case{}
	var err error
	list := hexList(ids)
	if c.Judgements, err = t.judgements(ctx, `(target IN `+idList+` OR other IN `+idList+`) AND `+derivationOf, list, list); err != nil || len(c.Judgements) == 0 {
		return c, err
	}
	about := entities(ids)
	for i := range c.Judgements {
		about = append(about, c.Judgements[i].Target, c.Judgements[i].Other)
	}
	if c.Actors, err = t.actors(ctx); err != nil {
		return nil, err
	}
	if c.Articles, err = t.articles(ctx, `gone = 0 AND id IN `+idList, hexList(about)); err != nil {
		return nil, err
	}
	c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c)))
	return c, err
}
