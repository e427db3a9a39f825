package store

import (
	"context"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// taggable are the kinds of things that can have tags and notes.
var taggable = []assay.Kind{assay.KindMention, assay.KindClaim, assay.KindArticle, assay.KindSource, assay.KindQuestion, assay.KindVersion, assay.KindEvent}

// TagTarget puts the tag of that name on something, and makes the tag if it is
// new. Names are compared as assay.FoldName has them.
func (s *Store) TagTarget(ctx context.Context, name string, target assay.EntityID) (id assay.TagID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.existsAs(ctx, taggable, target); err != nil {
			return err
		}
		if id, err = t.tagCalled(ctx, name); err != nil {
			return err
		}
		return t.putOn(ctx, id, target)
	})
	return id, act, err
}

// putOn puts a tag on something that does not have it yet, under whichever name.
// A merged claim is the one that stands for all.
func (t *tx) putOn(ctx context.Context, id assay.TagID, target assay.EntityID) error {
	m, err := t.merged(ctx)
	if err != nil {
		return err
	}
	target = assay.EntityID(m.One(assay.ClaimID(target)))
	has, err := t.taggings(ctx, `target `+among, hexList(m.With(assay.ClaimID(target))))
	if err != nil || slices.ContainsFunc(has, func(g assay.Tagging) bool { return g.Tag == id }) {
		return err
	}
	return t.tag(ctx, id, target, true)
}

// tagCalled returns the tag of that name, or that is called so too, and makes it if there is none.
func (t *tx) tagCalled(ctx context.Context, name string) (assay.TagID, error) {
	name, err := tidy("tag", name, assay.Say("Write the tag."))
	if err != nil {
		return assay.TagID{}, err
	}
	tags, err := t.tags(ctx)
	if err != nil {
		return assay.TagID{}, err
	}
	if tag := assay.TagCalled(tags, name); tag != nil {
		return tag.ID, nil
	}
	id := assay.NewID[assay.Tag](t.author.Now())
	return id, t.edit(ctx, assay.KindTag, assay.EntityID(id), oplog.Fields{"name": oplog.Encode(name)})
}

// Untag takes a tag from something.
func (s *Store) Untag(ctx context.Context, id assay.TagID, target assay.EntityID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		if assay.TagCalled(tags, id.String()) == nil {
			return assay.NotFound(noun(assay.KindTag))
		}
		return t.untagAll(ctx, id, target)
	})
}

// untagAll takes a tag off something; off a claim and all that were merged with
// it, any of which may have it.
func (t *tx) untagAll(ctx context.Context, id assay.TagID, target assay.EntityID) error {
	group, err := t.with(ctx, assay.ClaimID(target))
	if err != nil {
		return err
	}
	for _, x := range group {
		if err := t.untag(ctx, id, assay.EntityID(x)); err != nil {
			return err
		}
	}
	return nil
}

// untag takes a tag off something that has it, under whichever name.
func (t *tx) untag(ctx context.Context, tag assay.TagID, target assay.EntityID) error {
	if t.heirs == nil {
		if _, err := t.tags(ctx); err != nil {
			return err
		}
	}
	ids := []assay.TagID{tag}
	for old, heir := range t.heirs {
		if heir == tag {
			ids = append(ids, old)
		}
	}
	has, err := query(ctx, t, `SELECT tag FROM tagging WHERE target = ? AND tag `+among+` AND member = 1 AND gone = 0 ORDER BY tag`, []any{target[:], hexList(ids)}, scanID[assay.Tag])
	if err != nil {
		return err
	}
	for _, id := range has {
		if err := t.tag(ctx, id, target, false); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) tag(ctx context.Context, id assay.TagID, target assay.EntityID, member bool) error {
	return t.edit(ctx, assay.KindTagging, assay.EntityID{}, oplog.Fields{"tag": oplog.Encode(id), "target": oplog.Encode(target), "member": oplog.Encode(member)})
}

func (t *tx) addEvent(ctx context.Context, name string) (assay.EventID, error) {
	id := assay.NewID[assay.Event](t.author.Now())
	name, err := tidy("name", name, assay.Say("Say what happened, or what is planned, in a few words."))
	if err != nil {
		return id, err
	}
	return id, t.edit(ctx, assay.KindEvent, assay.EntityID(id), oplog.Fields{"name": oplog.Encode(name)})
}

// eventCalled returns the event of that name, and makes it if there is none.
func (t *tx) eventCalled(ctx context.Context, name string) (assay.EventID, error) {
	events, err := t.events(ctx)
	if err != nil {
		return assay.EventID{}, err
	}
	folded := assay.FoldName(name)
	for _, e := range events {
		if assay.FoldName(e.Name) == folded {
			return e.ID, nil
		}
	}
	return t.addEvent(ctx, name)
}
