package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

func (t *tx) addSource(ctx context.Context, name, kind string) (assay.SourceID, error) {
	id := assay.NewID[assay.Source](t.author.Now())
	name, err := tidy("name", name, assay.Say("Say what the source is called, or how it is described."))
	if err != nil {
		return id, err
	}
	if kind == "" {
		kind = "unknown"
	}
	f := oplog.Fields{"name": oplog.Encode(name), "kind": oplog.Encode(kind)}
	if err := checkInput(assay.KindSource, f); err != nil {
		return id, err
	}
	return id, t.edit(ctx, assay.KindSource, assay.EntityID(id), f)
}

// AddSource makes a source. One with a domain is the source of that domain,
// whoever makes it: if it is there already, nothing is changed, and AddSource
// returns its id with a KindConflict.
func (s *Store) AddSource(ctx context.Context, name, kind, domain string) (id assay.SourceID, act assay.ActID, err error) {
	if domain = strings.TrimSpace(domain); domain != "" {
		if !strings.Contains(domain, "://") {
			domain = "https://" + domain
		}
		if domain = assay.Domain(domain); domain == "" || !strings.Contains(domain, ".") {
			return id, act, assay.Invalid("domain", "Write the domain as in “herald.example”, without a path.")
		}
	}
	act, err = s.update(ctx, func(t *tx) error {
		if domain == "" {
			id, err = t.addSource(ctx, name, kind)
			return err
		}
		name, err := tidy("name", name, assay.Say("Say what the source is called, or how it is described."))
		if err != nil {
			return err
		}
		id = assay.SourceByDomain(domain)
		switch err := t.exists(ctx, assay.KindSource, assay.EntityID(id)); assay.KindOf(err) {
		case "":
			return &assay.Error{Kind: assay.KindConflict, Field: "domain", Message: assay.Say("There is a source of this domain already.")}
		case assay.KindNotFound:
		default:
			return err
		}
		f := oplog.Fields{"domain": oplog.Encode(domain), "name": oplog.Encode(name), "kind": said(kind), oplog.Retracted: oplog.Null}
		if err := checkInput(assay.KindSource, f); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindSource, assay.EntityID(id), f)
	})
	return id, act, err
}

// outletCalled returns the source that an analyst means by a name, alias or
// domain, an outlet where there are several, and makes an outlet if there is
// none; the zero id for "".
func (t *tx) outletCalled(ctx context.Context, name string) (id assay.SourceID, err error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return id, nil
	}
	sources, err := t.sources(ctx)
	if err != nil {
		return id, err
	}
	folded := assay.FoldName(name)
	called := func(s string) bool { return s != "" && assay.FoldName(s) == folded }
	for _, s := range sources {
		if !called(s.Name) && !called(s.Domain) && !slices.ContainsFunc(s.Aliases, called) {
			continue
		}
		if s.Kind == "outlet" || s.Kind == "wire" {
			return s.ID, nil
		}
		if id.IsZero() && s.Kind != "anonymous_group" {
			id = s.ID
		}
	}
	if !id.IsZero() {
		return id, nil
	}
	if domain := assay.Domain("https://" + name); strings.Contains(domain, ".") && strings.EqualFold(domain, strings.TrimPrefix(strings.ToLower(name), "www.")) {
		return t.outlet(ctx, domain, "")
	}
	return t.addSource(ctx, name, "outlet")
}

// SourceChange is what is to be changed about a source; nil fields stay.
type SourceChange struct {
	Name, Kind, Description *Edit[string]
	Parent                  *Edit[assay.SourceID]
	Count                   *Edit[int] // 0 for unknown
}

// ChangeSource changes a source. It fails with KindConflict if somebody has
// changed the same since the analyst looked.
func (s *Store) ChangeSource(ctx context.Context, id assay.SourceID, c SourceChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "name", c.Name, sentence("name", assay.Say("A source needs a name, or a description of who it is."))),
		edited(&e, "kind", c.Kind, phrase),
		edited(&e, "description", c.Description, phrase),
		edited(&e, "parent", c.Parent, reference),
		edited(&e, "count", c.Count, people),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		if c.Parent != nil {
			if err := t.noCircle(ctx, id, c.Parent.Now); err != nil {
				return err
			}
		}
		return t.change(ctx, assay.KindSource, assay.EntityID(id), e)
	})
}

// people is the value of a number of them.
func people(n int) (oplog.Value, error) {
	if n <= 0 {
		return oplog.Null, nil
	}
	return oplog.Encode(n), nil
}

// SetAlias says whether a source also goes by another name.
func (s *Store) SetAlias(ctx context.Context, id assay.SourceID, name string, member bool) (assay.ActID, error) {
	name, err := tidy("alias", name, assay.Say("Write the other name."))
	if err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindSource, assay.EntityID(id)); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindAlias, assay.EntityID{}, oplog.Fields{"source": oplog.Encode(id), "name": oplog.Encode(name), "member": oplog.Encode(member)})
	})
}

// noCircle fails if a source would become part of itself.
func (t *tx) noCircle(ctx context.Context, id, parent assay.SourceID) error {
	sources, err := t.sources(ctx)
	if err != nil {
		return err
	}
	parents := map[assay.SourceID]assay.SourceID{}
	for _, s := range sources {
		parents[s.ID] = s.Parent
	}
	for range len(sources) + 1 {
		if parent == id {
			return assay.Invalid("parent", "A source cannot belong to itself, not even by way of others.")
		}
		if parent.IsZero() {
			break
		}
		parent = parents[parent]
	}
	return nil
}

// RemoveSource withdraws a source that nothing refers to any more.
func (s *Store) RemoveSource(ctx context.Context, id assay.SourceID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindSource, assay.EntityID(id)); err != nil {
			return err
		}
		var used int
		err := t.QueryRowContext(ctx, `
			SELECT (SELECT count(*) FROM article WHERE gone = 0 AND (host = ?1 OR text_origin = ?1))
			     + (SELECT count(*) FROM attribution WHERE gone = 0 AND instr(chain, ?2))
			     + (SELECT count(*) FROM source WHERE gone = 0 AND parent = ?1)
			     + (SELECT count(*) FROM work WHERE gone = 0 AND source = ?1)`, id[:], id.String()).Scan(&used)
		if err != nil {
			return err
		}
		if used > 0 {
			return assay.Conflict("This source is still in use in %d places. Give those another source first, or say that this one is the same as another.", used)
		}
		return t.retract(ctx, assay.KindSource, assay.EntityID(id), "")
	})
}

// SetSame says whether two sources are one and the same: "same", "different",
// or "" to take it back.
func (s *Store) SetSame(ctx context.Context, a, b assay.SourceID, verdict string) (assay.ActID, error) {
	if a == b {
		return assay.ActID{}, assay.Invalid("same", "Choose another source to compare this one with.")
	}
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	f := oplog.Fields{"of": oplog.Encode("source"), "a": oplog.Encode(a), "b": oplog.Encode(b), "verdict": said(verdict)}
	if err := checkInput(assay.KindSame, f); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		for _, id := range []assay.SourceID{a, b} {
			if err := t.exists(ctx, assay.KindSource, assay.EntityID(id)); err != nil {
				return err
			}
		}
		return t.edit(ctx, assay.KindSame, assay.EntityID{}, f)
	})
}

// LookAlike returns the first of some names that is called much like another
// source of the case, and what that one is called; "" if none is.
func (s *Store) LookAlike(ctx context.Context, names []string) (name, other string, err error) {
	err = s.view(ctx, func(t *tx) error {
		c := &assay.Case{}
		if c.Sources, err = t.sources(ctx); err != nil {
			return err
		}
		if c.Sames, err = t.sames(ctx); err != nil {
			return err
		}
		v := assay.NewView(c, s.Me())
		for _, n := range names {
			if o := v.AlikeNamed(n); o != nil {
				name, other = strings.TrimSpace(n), o.Name
				break
			}
		}
		return nil
	})
	return name, other, err
}
