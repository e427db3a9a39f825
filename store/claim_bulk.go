package store

import (
	"context"
	"errors"
	"maps"
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

	Seen map[assay.ClaimID]assay.SeenClaim // what was on the analyst's screen; one that is not in it is not compared
}

// ChangeClaims changes several claims as one act. One of which somebody has
// changed the same since the analyst looked stays as it is, as does one that is
// gone; the outcome says how many. It fails with KindInvalid, changing nothing,
// if a value makes no sense.
func (s *Store) ChangeClaims(ctx context.Context, ids []assay.ClaimID, c ClaimsChange) (act assay.ActID, out assay.ClaimsOutcome, err error) {
	var e draft
	plain := func(name string, v *string, value func(string) (oplog.Value, error)) error {
		if v == nil {
			return nil
		}
		return edited(&e, name, To(strings.TrimSpace(*v)), value)
	}
	if err := errors.Join(plain("kind", c.Kind, phrase), plain("when", c.When, dated("when"))); err != nil {
		return act, out, err
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
		seen, err := t.seenOnes(ctx, ids, c.Seen)
		if err != nil {
			return err
		}
		for _, x := range seen {
			before := t.wrote
			e.was = wasSeen(x, e.now)
			switch err := t.changeOne(ctx, x.id, e, tag, drop); {
			case assay.KindOf(err) == assay.KindNotFound:
				out.Gone++
			case assay.KindOf(err) == assay.KindConflict:
				out.Stale++
			case err != nil:
				return err
			case t.wrote > before:
				out.Changed++
			default:
				out.Same++
			}
		}
		return nil
	})
	return act, out, err
}

// seenOne is a claim, and what the analyst saw of it; nil if that is not known.
type seenOne struct {
	id   assay.ClaimID
	seen *assay.SeenClaim
}

// seenOnes returns the claims that stand for some, each once. One that others
// were merged into while the analyst looked was seen as itself.
func (t *tx) seenOnes(ctx context.Context, ids []assay.ClaimID, seen map[assay.ClaimID]assay.SeenClaim) ([]seenOne, error) {
	m, err := t.merged(ctx)
	if err != nil {
		return nil, err
	}
	var list []seenOne
	for _, id := range ids {
		one := m.One(id)
		if slices.ContainsFunc(list, func(x seenOne) bool { return x.id == one }) {
			continue
		}
		x := seenOne{id: one}
		for _, shown := range []assay.ClaimID{one, id} {
			if was, ok := seen[shown]; ok && x.seen == nil {
				x.seen = &was
			}
		}
		list = append(list, x)
	}
	return list, nil
}

// wasSeen returns what the analyst saw in the fields that are to be others.
func wasSeen(x seenOne, now oplog.Fields) oplog.Fields {
	if x.seen == nil {
		return nil
	}
	was := oplog.Fields{"kind": said(x.seen.Kind), "when": said(x.seen.When), "event": optional(x.seen.Event)}
	maps.DeleteFunc(was, func(name string, _ oplog.Value) bool { return now[name] == nil })
	return was
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
		if err := t.putOn(ctx, add, assay.EntityID(id)); err != nil {
			return err
		}
	}
	if drop.IsZero() {
		return nil
	}
	return t.untagAll(ctx, drop, assay.EntityID(id))
}

// RemoveClaims withdraws several claims with their mentions, as one act, and
// returns how many.
func (s *Store) RemoveClaims(ctx context.Context, ids []assay.ClaimID, why string) (act assay.ActID, removed int, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		ids = m.Ones(unique(ids))
		for _, id := range ids {
			if err := t.removeClaim(ctx, id, why); err != nil {
				return err
			}
		}
		removed = len(ids)
		return nil
	})
	return act, removed, err
}

// unique returns the members of a list, each once, in order.
func unique[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool {
		twice := seen[x]
		seen[x] = true
		return twice
	})
}
