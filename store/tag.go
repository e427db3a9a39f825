package store

import (
	"context"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// taggable are the kinds of things that can have tags and notes.
var taggable = []assay.Kind{assay.KindMention, assay.KindClaim, assay.KindArticle, assay.KindSource, assay.KindQuestion, assay.KindVersion, assay.KindEvent}

// TagTarget puts the tag of that name on something, and makes the tag if it is
// new. Names are compared without regard to capitals.
func (s *Store) TagTarget(ctx context.Context, name string, target assay.EntityID) (id assay.TagID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.existsAs(ctx, taggable, target); err != nil {
			return err
		}
		if id, err = t.tagCalled(ctx, name); err != nil {
			return err
		}
		return t.tag(ctx, id, target, true)
	})
	return id, act, err
}

// tagCalled returns the tag of that name, and makes it if there is none.
func (t *tx) tagCalled(ctx context.Context, name string) (assay.TagID, error) {
	name, err := tidy("tag", name, "Write the tag.")
	if err != nil {
		return assay.TagID{}, err
	}
	tags, err := t.tags(ctx)
	if err != nil {
		return assay.TagID{}, err
	}
	for _, tag := range tags {
		if strings.EqualFold(tag.Name, name) {
			return tag.ID, nil
		}
	}
	id := assay.NewID[assay.Tag](t.author.Now())
	return id, t.edit(ctx, assay.KindTag, assay.EntityID(id), oplog.Fields{"name": oplog.Encode(name)})
}

// Untag takes a tag from something.
func (s *Store) Untag(ctx context.Context, id assay.TagID, target assay.EntityID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindTag, assay.EntityID(id)); err != nil {
			return err
		}
		return t.tag(ctx, id, target, false)
	})
}

func (t *tx) tag(ctx context.Context, id assay.TagID, target assay.EntityID, member bool) error {
	return t.edit(ctx, assay.KindTagging, assay.EntityID{}, oplog.Fields{"tag": oplog.Encode(id), "target": oplog.Encode(target), "member": oplog.Encode(member)})
}

// WriteNote adds a note to something (a zero id), or changes one that is there;
// an empty text withdraws it.
func (s *Store) WriteNote(ctx context.Context, id assay.NoteID, target assay.EntityID, text string) (assay.NoteID, assay.ActID, error) {
	text = strings.TrimSpace(text)
	if len(text) > 100_000 {
		return id, assay.ActID{}, assay.Invalid("text", "A note has room for 100,000 characters. Split it in two.")
	}
	act, err := s.update(ctx, func(t *tx) error {
		if id.IsZero() {
			if text == "" {
				return assay.Invalid("text", "Write the note.")
			}
			if err := t.existsAs(ctx, taggable, target); err != nil {
				return err
			}
			id = assay.NewID[assay.Note](t.author.Now())
			return t.edit(ctx, assay.KindNote, assay.EntityID(id), oplog.Fields{"target": oplog.Encode(target), "text": oplog.Encode(text)})
		}
		if err := t.exists(ctx, assay.KindNote, assay.EntityID(id)); err != nil {
			return err
		}
		if text == "" {
			return t.retract(ctx, assay.KindNote, assay.EntityID(id), "")
		}
		return t.edit(ctx, assay.KindNote, assay.EntityID(id), oplog.Fields{"text": oplog.Encode(text)})
	})
	return id, act, err
}

// AddEvent makes an event.
func (s *Store) AddEvent(ctx context.Context, name, when, where string) (id assay.EventID, act assay.ActID, err error) {
	when, err = assay.ParseDate("when", when)
	if err != nil {
		return id, act, err
	}
	act, err = s.update(ctx, func(t *tx) error {
		id, err = t.addEvent(ctx, name, when, where)
		return err
	})
	return id, act, err
}

func (t *tx) addEvent(ctx context.Context, name, when, where string) (assay.EventID, error) {
	id := assay.NewID[assay.Event](t.author.Now())
	name, err := tidy("name", name, "Say what happened, or what is planned, in a few words.")
	if err != nil {
		return id, err
	}
	return id, t.edit(ctx, assay.KindEvent, assay.EntityID(id), known(oplog.Fields{"name": oplog.Encode(name), "when": said(when), "where": said(strings.TrimSpace(where))}))
}

// eventCalled returns the event of that name, and makes it if there is none.
func (t *tx) eventCalled(ctx context.Context, name string) (assay.EventID, error) {
	events, err := t.events(ctx)
	if err != nil {
		return assay.EventID{}, err
	}
	for _, e := range events {
		if strings.EqualFold(e.Name, strings.TrimSpace(name)) {
			return e.ID, nil
		}
	}
	return t.addEvent(ctx, name, "", "")
}
