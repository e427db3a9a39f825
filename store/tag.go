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
	name, err := tidy("tag", name, assay.Say("Write the tag."))
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
		group, err := t.with(ctx, assay.ClaimID(target)) // the tag of a claim may be on one that was merged into it
		if err != nil {
			return err
		}
		for _, x := range group {
			if err := t.untag(ctx, id, assay.EntityID(x)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) tag(ctx context.Context, id assay.TagID, target assay.EntityID, member bool) error {
	return t.edit(ctx, assay.KindTagging, assay.EntityID{}, oplog.Fields{"tag": oplog.Encode(id), "target": oplog.Encode(target), "member": oplog.Encode(member)})
}

// maxNote is how long a note may be, in bytes.
const maxNote = 100_000

// AddNote adds a note to something.
func (s *Store) AddNote(ctx context.Context, target assay.EntityID, text string) (id assay.NoteID, act assay.ActID, err error) {
	v, err := memo(text)
	if err != nil {
		return id, act, err
	}
	if v.IsNull() {
		return id, act, assay.Invalid("text", "Write the note.")
	}
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.existsAs(ctx, taggable, target); err != nil {
			return err
		}
		id = assay.NewID[assay.Note](t.author.Now())
		return t.edit(ctx, assay.KindNote, assay.EntityID(id), oplog.Fields{"target": oplog.Encode(target), "text": v})
	})
	return id, act, err
}

// ChangeNote changes a note; an empty text withdraws it. It fails with
// KindConflict if somebody has changed it since the analyst looked.
func (s *Store) ChangeNote(ctx context.Context, id assay.NoteID, text Edit[string]) (assay.ActID, error) {
	var e draft
	if err := edited(&e, "text", &text, memo); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		if v, changed := e.now["text"]; !changed || !v.IsNull() {
			return t.change(ctx, assay.KindNote, assay.EntityID(id), e)
		}
		if err := t.asSeen(ctx, assay.KindNote, assay.EntityID(id), e); err != nil {
			return err
		}
		return t.retract(ctx, assay.KindNote, assay.EntityID(id), "")
	})
}

// memo is the value of a note's text.
func memo(text string) (oplog.Value, error) {
	if len(text) > maxNote {
		return nil, assay.Invalid("text", "This note is too long. Split it in two.")
	}
	return phrase(text)
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
	for _, e := range events {
		if strings.EqualFold(e.Name, strings.TrimSpace(name)) {
			return e.ID, nil
		}
	}
	return t.addEvent(ctx, name)
}
