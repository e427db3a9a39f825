package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// behind reads what some articles are confirmed to come from, by whatever way, with
// all that is said of where any of it comes from. It goes from article to article,
// so that it takes no longer where there are many others in the case.
func (t *tx) behind(ctx context.Context, me assay.ActorID, ids []assay.ArticleID) (*assay.Case, error) {
	c := &assay.Case{}
	var err error
	if c.Actors, err = t.actors(ctx); err != nil {
		return nil, err
	}
	seen := map[assay.ArticleID]bool{}
	for todo := unseen(seen, ids); len(todo) > 0; {
		step := &assay.Case{Actors: c.Actors}
		list := hexList(todo)
		if step.Articles, err = t.articles(ctx, `gone = 0 AND id IN `+idList, list); err != nil {
			return nil, err
		}
		if step.Judgements, err = t.judgements(ctx, `target IN `+idList+` AND `+derivationOf, list); err != nil {
			return nil, err
		}
		var next []assay.ArticleID
		for _, d := range assay.NewView(step, me).Derivations() {
			next = append(next, assay.ArticleID(d.From())) // or a work, of which nothing will be found
		}
		c.Articles, c.Judgements = append(c.Articles, step.Articles...), append(c.Judgements, step.Judgements...)
		todo = unseen(seen, next)
	}
	return c, nil
}

// unseen returns those of some articles that have not been seen, and has seen them.
func unseen(seen map[assay.ArticleID]bool, ids []assay.ArticleID) (list []assay.ArticleID) {
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

// deciding reads what it takes to tell which of some proposals are decided, or made
// needless by what is: what their articles, and some others, come from.
func (t *tx) deciding(ctx context.Context, me assay.ActorID, all []assay.Proposed, others ...assay.ArticleID) (*assay.Case, error) {
	c, err := t.behind(ctx, me, append(ends(all), others...))
	if err != nil {
		return nil, err
	}
	var from []assay.EntityID
	for i := range c.Judgements {
		from = append(from, c.Judgements[i].Other)
	}
	subjects := make([]string, len(all))
	for i := range all {
		subjects[i] = all[i].Subject()
	}
	steps := []func() error{
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.works(ctx, `id IN `+idList, hexList(from)); return },
		func() (err error) {
			c.Decisions, err = t.decisionsOn(ctx, `suggestion = ? AND subject IN (SELECT value FROM json_each(?))`, assay.DerivationProposal, string(oplog.Encode(subjects)))
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

// copies counts the articles that are confirmed to come from one. There may be
// thousands: those of which one analyst has spoken are counted where they are.
func (t *tx) copies(ctx context.Context, me assay.ActorID, id assay.ArticleID) (n int, err error) {
	said := `FROM judgement WHERE other = ?1 AND gone = 0 AND value IS NOT NULL AND ` + derivationOf + ` AND EXISTS (SELECT 1 FROM article WHERE id = target AND gone = 0)`
	several := 0
	err = t.QueryRowContext(ctx, `
		SELECT count(*) FILTER (WHERE said = 1 AND status = 'confirmed'), count(*) FILTER (WHERE said > 1)
		FROM (SELECT count(*) AS said, max(value ->> 'status') AS status `+said+` GROUP BY target)`, id[:]).Scan(&n, &several)
	if err != nil || several == 0 {
		return n, err
	}
	c := &assay.Case{}
	if c.Actors, err = t.actors(ctx); err != nil {
		return 0, err
	}
	c.Judgements, err = query(ctx, t, `
		SELECT target, dimension, scope, coder, json_object('status', value ->> 'status'), changed `+said+`
		AND target IN (SELECT target `+said+` GROUP BY target HAVING count(*) > 1) ORDER BY rowid`, []any{id[:]}, func(rows *sql.Rows) (j assay.Judgement, err error) {
		j.Other = assay.EntityID(id)
		return j, rows.Scan(into(&j.Target), into(&j.Dimension), into(&j.Scope), into(&j.Coder), valueInto(&j.Value), &j.Changed)
	})
	if err != nil {
		return 0, err
	}
	v, seen := assay.NewView(c, me), map[assay.ArticleID]bool{}
	for i := range c.Judgements {
		if child := assay.ArticleID(c.Judgements[i].Target); !seen[child] {
			seen[child] = true
			n += len(v.DerivationsOf(child))
		}
	}
	return n, nil
}
