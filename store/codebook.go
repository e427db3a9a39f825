package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Codebook returns every tag with how much has it.
func (s *Store) Codebook(ctx context.Context) (p assay.Codebook, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p.Tags, err = t.tags(ctx); err != nil {
			return err
		}
		p.Counts = map[assay.TagID]assay.TagCounts{}
		rows, err := t.QueryContext(ctx, `
			SELECT g.tag,
				count(m.id), count(c.id), count(a.id),
				sum(m.id IS NULL AND c.id IS NULL AND a.id IS NULL)
			FROM tagging g
				LEFT JOIN mention m ON m.id = g.target AND m.gone = 0
				LEFT JOIN claim c ON c.id = g.target AND c.gone = 0
				LEFT JOIN article a ON a.id = g.target AND a.gone = 0
			WHERE g.member = 1 AND g.gone = 0 AND (m.id IS NOT NULL OR c.id IS NOT NULL OR a.id IS NOT NULL
				OR g.target IN (SELECT id FROM source WHERE gone = 0 UNION SELECT id FROM question WHERE gone = 0 UNION SELECT id FROM version WHERE gone = 0 UNION SELECT id FROM event WHERE gone = 0))
			GROUP BY g.tag`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id assay.TagID
			var n assay.TagCounts
			if err := rows.Scan(into(&id), &n.Mentions, &n.Claims, &n.Articles, &n.Others); err != nil {
				return err
			}
			p.Counts[id] = n
		}
		return rows.Err()
	})
	return p, err
}

// AddTag makes a tag below another, or at the top of the tree for the zero id.
// It fails with KindInvalid if there is one of that name.
func (s *Store) AddTag(ctx context.Context, name string, parent assay.TagID) (id assay.TagID, act assay.ActID, err error) {
	act, err = s.update(ctx, func(t *tx) error {
		if err := t.unusedName(ctx, name, assay.TagID{}); err != nil {
			return err
		}
		if id, err = t.tagCalled(ctx, name); err != nil || parent.IsZero() {
			return err
		}
		return t.edit(ctx, assay.KindTag, assay.EntityID(id), oplog.Fields{"parent": oplog.Encode(parent)})
	})
	return id, act, err
}

// TagChange is what is to be changed about a tag; nil fields stay.
type TagChange struct {
	Name, Colour, Description *Edit[string]
	Parent                    *Edit[assay.TagID] // zero for the top of the tree
}

// ChangeTag changes a tag; what has it keeps it. It fails with KindInvalid if
// the name is another tag's or the tag would be below itself, and with
// KindConflict if somebody has changed the same since the analyst looked.
func (s *Store) ChangeTag(ctx context.Context, id assay.TagID, c TagChange) (assay.ActID, error) {
	var e draft
	if err := errors.Join(
		edited(&e, "name", c.Name, sentence("name", assay.Say("A tag needs a name."))),
		edited(&e, "colour", c.Colour, colour),
		edited(&e, "description", c.Description, phrase),
		edited(&e, "parent", c.Parent, reference),
	); err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		if name, ok := e.now["name"]; ok {
			if err := t.unusedName(ctx, name.Text(), id); err != nil {
				return err
			}
		}
		if parent, ok := e.now["parent"]; ok {
			if err := t.notBelow(ctx, id, assay.TagID(parent.ID())); err != nil {
				return err
			}
		}
		return t.change(ctx, assay.KindTag, assay.EntityID(id), e)
	})
}

// colour is the value of a tag's colour.
func colour(s string) (oplog.Value, error) {
	if s != "" && !slices.Contains(assay.TagColours, s) {
		return nil, assay.Invalid("colour", "That is not one of the colours. Choose one from the list.")
	}
	return said(s), nil
}

// unusedName fails if another tag than id has a name, whatever its capitals.
func (t *tx) unusedName(ctx context.Context, name string, id assay.TagID) error {
	tags, err := t.tags(ctx)
	if err != nil {
		return err
	}
	for _, tag := range tags {
		if tag.ID != id && strings.EqualFold(tag.Name, strings.TrimSpace(name)) {
			return assay.Invalid("name", "There is a tag “%s” already. Choose another name, or merge the two.", tag.Name)
		}
	}
	return nil
}

// notBelow fails if a tag would be below itself with that parent.
func (t *tx) notBelow(ctx context.Context, id, parent assay.TagID) error {
	tags, err := t.tags(ctx)
	if err != nil {
		return err
	}
	parents := map[assay.TagID]assay.TagID{}
	for _, tag := range tags {
		parents[tag.ID] = tag.Parent
	}
	for range len(tags) + 1 {
		switch {
		case parent == id:
			return assay.Invalid("parent", "A tag cannot be below itself, not even by way of others.")
		case parent.IsZero():
			return nil
		}
		parent = parents[parent]
	}
	return nil
}

// MergeTags gives all that has a tag another instead, moves the tags below it
// there, and withdraws it. It returns how many things got the other.
func (s *Store) MergeTags(ctx context.Context, from, to assay.TagID) (act assay.ActID, moved int, err error) {
	if from == to {
		return act, 0, assay.Invalid("into", "Choose another tag to merge this one into.")
	}
	act, err = s.update(ctx, func(t *tx) error {
		for _, id := range []assay.TagID{from, to} {
			if err := t.exists(ctx, assay.KindTag, assay.EntityID(id)); err != nil {
				return err
			}
		}
		if err := t.notBelow(ctx, from, to); err != nil {
			return assay.Invalid("into", "That tag is below this one. Merge it into this one instead, or move it first.")
		}
		taggings, err := t.taggings(ctx, `tag = ?`, from[:])
		if err != nil {
			return err
		}
		for _, g := range taggings {
			if err := t.tag(ctx, to, g.Target, true); err != nil {
				return err
			}
		}
		moved = len(taggings)
		return t.withdrawTag(ctx, from, to, "merged into another tag")
	})
	return act, moved, err
}

// RemoveTag withdraws a tag; what has it has it no longer. The tags below it
// move up to where it was.
func (s *Store) RemoveTag(ctx context.Context, id assay.TagID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		var parent assay.TagID
		err := t.QueryRowContext(ctx, `SELECT parent FROM tag WHERE id = ? AND gone = 0`, id[:]).Scan(into(&parent))
		if errors.Is(err, sql.ErrNoRows) {
			return assay.NotFound(noun(assay.KindTag))
		}
		if err != nil {
			return err
		}
		return t.withdrawTag(ctx, id, parent, "")
	})
}

// withdrawTag withdraws a tag, and puts those below it below another.
func (t *tx) withdrawTag(ctx context.Context, id, heir assay.TagID, why string) error {
	below, err := query(ctx, t, `SELECT id FROM tag WHERE parent = ? AND gone = 0 ORDER BY made, id`, []any{id[:]}, scanID[assay.Tag])
	if err != nil {
		return err
	}
	for _, child := range below {
		if err := t.edit(ctx, assay.KindTag, assay.EntityID(child), oplog.Fields{"parent": optional(heir)}); err != nil {
			return err
		}
	}
	return t.retract(ctx, assay.KindTag, assay.EntityID(id), why)
}
