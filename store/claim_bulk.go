package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// ClaimsChange is what is to be changed about several claims at once; what is
// nil or "" stays.
type ClaimsChange struct {
	Kind, When *string // "" takes it back
	Event      *string // a name, of an event that is made if it is not there; "" takes it back
	AddTag     string  // a name, of a tag that is made if it is not there
	DropTag    string  // likewise, of a tag that is there
}

// ChangeClaims changes several claims as one act, and returns how many of them
// are others now. It fails with KindInvalid, changing nothing, if a value makes
// no sense, and with KindNotFound if one of the claims is not there.
func (s *Store) ChangeClaims(ctx context.Context, ids []assay.ClaimID, c ClaimsChange) (act assay.ActID, changed int, err error) {
	var e draft
	plain := func(name string, v *string, value func(string) (oplog.Value, error)) error {
		if v == nil {
			return nil
		}
		return edited(&e, name, To(strings.TrimSpace(*v)), value)
	}
	if err := errors.Join(plain("kind", c.Kind, phrase), plain("when", c.When, dated("when"))); err != nil {
		return act, 0, err
	}
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.eventNamed(ctx, &e, c.Event); err != nil {
			return err
		}
		tag, err := t.tagNamed(ctx, c.AddTag)
		if err != nil {
			return err
		}
		drop, err := t.tagKnown(ctx, c.DropTag)
		if err != nil {
			return err
		}
		var ones []assay.ClaimID
		for _, id := range ids {
			if id, err = t.one(ctx, id); err != nil {
				return err
			}
			if slices.Contains(ones, id) {
				continue
			}
			ones = append(ones, id)
			before := t.wrote
			if err := t.changeOne(ctx, id, e, tag, drop); err != nil {
				return err
			}
			if t.wrote > before {
				changed++
			}
		}
		return nil
	})
	return act, changed, err
}

// eventNamed adds an event to a draft by its name.
func (t *tx) eventNamed(ctx context.Context, e *draft, name *string) error {
	if name == nil {
		return nil
	}
	var event assay.EventID
	if strings.TrimSpace(*name) != "" {
		var err error
		if event, err = t.eventCalled(ctx, *name); err != nil {
			return err
		}
	}
	return edited(e, "event", To(event), reference)
}

// tagNamed returns the tag of a name, and makes it if there is none; no name is
// no tag.
func (t *tx) tagNamed(ctx context.Context, name string) (assay.TagID, error) {
	if strings.TrimSpace(name) == "" {
		return assay.TagID{}, nil
	}
	return t.tagCalled(ctx, name)
}

// tagKnown returns the tag of a name; no name is no tag. It fails with
// KindInvalid if there is none of that name.
func (t *tx) tagKnown(ctx context.Context, name string) (assay.TagID, error) {
	name = squeezed(name)
	if name == "" {
		return assay.TagID{}, nil
	}
	tags, err := t.tags(ctx)
	if err != nil {
		return assay.TagID{}, err
	}
	if tag := assay.TagCalled(tags, name); tag != nil {
		return tag.ID, nil
	}
	return assay.TagID{}, assay.Invalid("name", "There is no tag “%s”. Choose one from the list.", name)
}

// changeOne changes a claim, puts one tag on it and takes another off.
func (t *tx) changeOne(ctx context.Context, id assay.ClaimID, e draft, add, drop assay.TagID) error {
	if err := t.change(ctx, assay.KindClaim, assay.EntityID(id), e); err != nil {
		return err
	}
	if !add.IsZero() {
		if err := t.tag(ctx, add, assay.EntityID(id), true); err != nil {
			return err
		}
	}
	if drop.IsZero() {
		return nil
	}
	group, err := t.with(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range group {
		if err := t.untag(ctx, drop, assay.EntityID(x)); err != nil {
			return err
		}
	}
	return nil
}

// RemoveClaims withdraws several claims with their mentions, as one act.
func (s *Store) RemoveClaims(ctx context.Context, ids []assay.ClaimID, why string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		for _, id := range ids {
			if err := t.removeClaim(ctx, id, why); err != nil {
				return err
			}
		}
		return nil
	})
}
