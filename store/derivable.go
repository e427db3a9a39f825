package store

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// Derivable returns articles that one may come from, and that have some words in
// their title or the name of their outlet: what is proposed first, then what is
// about the same events and came out last before it. With a zero child it returns
// articles that may come from something, the latest first.
func (s *Store) Derivable(ctx context.Context, child assay.ArticleID, words string) (p assay.DerivablePage, err error) {
	err = s.view(ctx, func(t *tx) error {
		var where filter
		where.add(`a.gone = 0 AND a.id <> ?`, child[:])
		for word := range strings.FieldsSeq(search.Fold(words)) {
			where.add(`(`+holding(`coalesce(a.title, x.title)`)+` OR `+holding(`x.site`)+` OR EXISTS (SELECT 1 FROM source s WHERE s.id IN (a.host, a.text_origin) AND (`+holding(`s.name`)+` OR `+holding(`s.domain`)+`)))`,
				word, word, word, word)
		}
		var first []assay.ArticleID
		if !child.IsZero() {
			if err := t.exists(ctx, assay.KindArticle, assay.EntityID(child)); err != nil {
				return err
			}
			proposed, err := t.allProposed(ctx, []assay.ArticleID{child})
			if err != nil {
				return err
			}
			for i := range proposed {
				if !proposed[i].Parent.IsZero() && proposed[i].Child == child {
					first = append(first, proposed[i].Parent)
				}
			}
		}
		list := hexList(first)
		ids, err := query(ctx, t, `
			SELECT a.id FROM article a LEFT JOIN "text" x ON x.id = a."text"
			WHERE `+where.String()+`
			ORDER BY a.id `+among+` DESC,
				EXISTS (SELECT 1 FROM article_event e JOIN article_event o ON o.event = e.event WHERE e.article = a.id AND o.article = ? AND e.member = 1 AND o.member = 1 AND e.gone = 0 AND o.gone = 0) DESC,
				coalesce(a.published, x.published) <= (SELECT coalesce(c.published, y.published) FROM article c LEFT JOIN "text" y ON y.id = c."text" WHERE c.id = ?) DESC,
				coalesce(a.published, x.published) DESC, a.made DESC, a.id
			LIMIT ?`, slices.Concat(where.args, []any{list, child[:], child[:], assay.DerivableMost}), scanID[assay.Article])
		if err != nil {
			return err
		}
		p.Offers = ids
		if p.Case, err = t.parties(ctx); err != nil {
			return err
		}
		if p.Case.Articles, err = t.articles(ctx, `gone = 0 AND id IN `+idList, hexList(append(slices.Clone(ids), child))); err != nil {
			return err
		}
		if p.Case.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(p.Case))); err != nil {
			return err
		}
		p.Case.Judgements, err = t.judgements(ctx, `target = ? AND `+derivationOf, child[:])
		return err
	})
	return p, err
}

// Quoted returns the words by which articles say where they are from, one for each
// of some proposals, "" for one that is known otherwise.
func (s *Store) Quoted(ctx context.Context, list []assay.Proposed) (quotes []string, err error) {
	quotes = make([]string, len(list))
	err = s.view(ctx, func(t *tx) error {
		for i := range list {
			if len(list[i].Says) == 0 {
				continue
			}
			articles, err := t.articles(ctx, `id = ?1`, list[i].Child[:])
			if err != nil || len(articles) == 0 {
				return err
			}
			body, err := t.text(ctx, articles[0].Text)
			if err != nil {
				return err
			}
			quotes[i], _ = body.Lookup(list[i].Says[0])
		}
		return nil
	})
	return quotes, err
}

// derivedFrom reads what an article comes from, and how many come from it.
func (t *tx) derivedFrom(ctx context.Context, me assay.ActorID, d *assay.ArticleDetails) (err error) {
	all, err := t.allProposed(ctx, []assay.ArticleID{d.Article.ID})
	if err != nil {
		return err
	}
	if d.Lineage, err = t.deciding(ctx, me, all, d.Article.ID); err != nil {
		return err
	}
	if d.Lineage.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(d.Lineage))); err != nil {
		return err
	}
	if d.Copies, err = t.copies(ctx, me, d.Article.ID); err != nil {
		return err
	}
	d.Proposed = len(undecided(d.Lineage, me, all))
	return nil
}
