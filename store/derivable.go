package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// Derivable returns articles that one may come from, and that have some words in
// their title or byline or the name of their outlet: what is proposed first, then what
// is about the same events and came out last before it. With a zero child it returns
// articles that may come from something, the latest first.
func (s *Store) Derivable(ctx context.Context, child assay.ArticleID, words string) (p assay.DerivablePage, err error) {
	err = s.view(ctx, func(t *tx) error {
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
		ids, err := t.derivable(ctx, child, first, words)
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

// derivable returns the articles that an article may come from, those first that are
// proposed: of the others no more is looked at than it takes to find enough.
func (t *tx) derivable(ctx context.Context, child assay.ArticleID, first []assay.ArticleID, words string) (ids []assay.ArticleID, err error) {
	where, err := t.derivableWhere(ctx, words)
	if err != nil {
		return nil, err
	}
	same, err := query(ctx, t, `
		SELECT DISTINCT o.article FROM article_event e JOIN article_event o ON o.event = e.event
		WHERE e.article = ? AND e.member = 1 AND o.member = 1 AND e.gone = 0 AND o.gone = 0`, []any{child[:]}, scanID[assay.Article])
	if err != nil {
		return nil, err
	}
	published := ""
	err = t.QueryRowContext(ctx, `SELECT coalesce(a.published, x.published, '') FROM article a LEFT JOIN "text" x ON x.id = a."text" WHERE a.id = ?`, child[:]).Scan(&published)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	where.add(`article <> ?`, child[:])
	near, elsewhere := where.and(`article `+among, hexList(each(first, same))), where.and(`article NOT `+among, hexList(each(first, same)))
	const latest = `published DESC, made DESC, article`
	places := []struct {
		where filter
		order string
		args  []any
	}{
		{near, `article ` + among + ` DESC, article ` + among + ` DESC, nullif(published, '') <= nullif(?, '') DESC, ` + latest, []any{hexList(first), hexList(same), published}},
		{elsewhere.and(`published > '' AND published <= ?`, published), latest, nil},
		{elsewhere.and(`published > ?`, published), latest, nil},
		{elsewhere.and(`published = ''`), latest, nil},
	}
	for _, p := range places {
		more, err := query(ctx, t, `SELECT article FROM `+t.shelf()+` WHERE `+p.where.String()+` ORDER BY `+p.order+` LIMIT ?`,
			slices.Concat(p.where.args, p.args, []any{assay.DerivableMost - len(ids)}), scanID[assay.Article])
		if err != nil {
			return nil, err
		}
		if ids = append(ids, more...); len(ids) == assay.DerivableMost {
			break
		}
	}
	return ids, nil
}

// derivableWhere asks that an article has some words in its title or byline, or in the name
// of its outlet: what its text calls that, where nobody knows it.
func (t *tx) derivableWhere(ctx context.Context, words string) (where filter, err error) {
	for word := range strings.FieldsSeq(search.Fold(words)) {
		sources, err := query(ctx, t, `SELECT id FROM source WHERE `+holding(`name`)+` OR `+holding(`domain`), []any{word, word}, scanID[assay.Source])
		if err != nil {
			return where, err
		}
		has, args := `instr(words, ?) > 0 OR outlet IS NULL AND EXISTS (SELECT 1 FROM "text" x WHERE x.id = shelf."text" AND `+holding(`x.site`)+`)`, []any{word, word}
		if len(sources) > 0 {
			has += ` OR EXISTS (SELECT 1 FROM article a WHERE a.id = shelf.article AND (a.host ` + among + ` OR a.text_origin ` + among + `))`
			args = append(args, hexList(sources), hexList(sources))
		}
		where.add(`(`+has+`)`, args...)
	}
	return where, nil
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
