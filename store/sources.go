package store

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Sources returns one page of the list of sources. What rests on them is
// decided on an outline of the whole case: a mention's content may have entered
// anywhere.
func (s *Store) Sources(ctx context.Context, f assay.SourceFilter) (p assay.SourcesPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p.Case, err = t.provenance(ctx); err != nil {
			return err
		}
		if p.Case.Tags, err = t.tags(ctx); err != nil {
			return err
		}
		if p.Case.Taggings, err = t.taggings(ctx, `target IN (SELECT id FROM source)`); err != nil {
			return err
		}
		v := assay.NewView(p.Case, s.Me())
		list := v.Sources(f)
		p.Leaf = assay.Turn(f.Page, assay.SourcePageSize, len(list))
		p.All, p.Counts = len(v.Sources(assay.SourceFilter{})), v.SourceCounts()
		for _, x := range list[p.Leaf.From:p.Leaf.To] {
			p.Order = append(p.Order, x.ID)
		}
		return nil
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
		outline, err := t.provenance(ctx)
		if err != nil {
			return err
		}
		v := assay.NewView(outline, s.Me())
		p.Counts = v.SourceCounts()[v.Resolve(id)]
		p.Mentions = first(v.Resting(id))
		var claims []assay.ClaimID
		for _, m := range p.Mentions {
			claims = append(claims, v.Mention(m).Claim)
		}
		for _, a := range outline.Articles {
			if v.Resolve(a.Host) == v.Resolve(id) || v.Resolve(a.TextOrigin) == v.Resolve(id) {
				p.Articles = append(p.Articles, a.ID)
			}
		}
		p.Articles = first(p.Articles)
		if claims, err = t.with(ctx, claims...); err != nil {
			return err
		}
		if p.Case, err = t.load(ctx, scope{claims, p.Articles}); err != nil {
			return err
		}
		of := v.OneWith(id)
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

func first[T any](list []T) []T { return list[:min(len(list), assay.SourcePageSize)] }

// provenance reads as much of a case as decides on where the content of its
// mentions entered, and what is known of the sources.
func (t *tx) provenance(ctx context.Context) (*assay.Case, error) {
	c := &assay.Case{}
	steps := []func() error{
		func() (err error) { c.Actors, err = t.actors(ctx); return },
		func() (err error) { c.Sources, err = t.sources(ctx); return },
		func() (err error) { c.Sames, err = t.sames(ctx); return },
		func() (err error) { c.Works, err = t.allWorks(ctx); return },
		func() (err error) { c.Articles, err = t.outlineArticles(ctx); return },
		func() (err error) { c.Mentions, err = t.outlineMentions(ctx, `1`); return },
		func() (err error) { c.Attributions, err = t.attributions(ctx, `1`); return },
		func() (err error) {
			c.Judgements, err = t.outlineJudgements(ctx, dimensions(`('derivation', 'stance', 'root', 'reliability')`))
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
