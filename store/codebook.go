package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Codebook returns every tag with how much has it.
func (s *Store) Codebook(ctx context.Context) (p assay.Codebook, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p, err = t.codebook(ctx); err != nil {
			return err
		}
		p.Below = map[assay.TagID]assay.TagCounts{}
		for id, tags := range p.Under() {
			if p.Below[id], err = t.countTagged(ctx, tags); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// counted is how much has a tag.
type counted struct {
	tag assay.TagID
	n   assay.TagCounts
}

func scanCounted(rows *sql.Rows) (x counted, err error) {
	return x, rows.Scan(into(&x.tag), &x.n.Mentions, &x.n.Claims, &x.n.Articles, &x.n.Questions, &x.n.Sources, &x.n.Others)
}

// counting counts what has a tag by kind: each thing once, whichever of the
// tags that became one it has, and merged claims as one. It goes with onesLead.
const counting = `
	count(DISTINCT m.id), count(DISTINCT coalesce(l.one, c.id)), count(DISTINCT a.id), count(DISTINCT q.id), count(DISTINCT s.id), count(DISTINCT coalesce(v.id, e.id))
	FROM tagging g
		LEFT JOIN mention m ON m.id = g.target AND m.gone = 0
		LEFT JOIN claim c ON c.id = g.target AND c.gone = 0
		LEFT JOIN lead l ON l.id = c.id
		LEFT JOIN article a ON a.id = g.target AND a.gone = 0
		LEFT JOIN question q ON q.id = g.target AND q.gone = 0
		LEFT JOIN source s ON s.id = g.target AND s.gone = 0
		LEFT JOIN version v ON v.id = g.target AND v.gone = 0
		LEFT JOIN event e ON e.id = g.target AND e.gone = 0
	WHERE g.member = 1 AND g.gone = 0`

func (t *tx) codebook(ctx context.Context) (p assay.Codebook, err error) {
	if p.Tags, err = t.tags(ctx); err != nil {
		return p, err
	}
	m, err := t.merged(ctx)
	if err != nil {
		return p, err
	}
	list, err := query(ctx, t, onesLead+`SELECT g.tag, `+counting+` GROUP BY g.tag ORDER BY g.tag`, []any{leads(m)}, scanCounted)
	if err != nil {
		return p, err
	}
	p.Counts = make(map[assay.TagID]assay.TagCounts, len(list))
	for _, x := range list {
		p.Counts[x.tag] = x.n
	}
	for i := range p.Tags {
		if tag := &p.Tags[i]; len(tag.Retired) > 0 {
			if p.Counts[tag.ID], err = t.countTagged(ctx, append(tag.Retired, tag.ID)); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// countTagged returns how much has any of some tags.
func (t *tx) countTagged(ctx context.Context, tags []assay.TagID) (n assay.TagCounts, err error) {
	m, err := t.merged(ctx)
	if err != nil {
		return n, err
	}
	list, err := query(ctx, t, onesLead+`SELECT NULL, `+counting+` AND g.tag `+among, []any{leads(m), hexList(tags)}, scanCounted)
	if err != nil {
		return n, err
	}
	return list[0].n, nil
}

// Tag returns a tag with one page of what has it. It fails with KindNotFound.
func (s *Store) Tag(ctx context.Context, id assay.TagID, page int) (p assay.TagPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		if p.Codebook, err = t.codebook(ctx); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Tags, func(x assay.Tag) bool { return x.ID == id })
		if at < 0 {
			return assay.NotFound(noun(assay.KindTag))
		}
		p.Tag = p.Tags[at]
		all, err := t.having(ctx, &p.Tag)
		if err != nil {
			return err
		}
		p.Leaf = assay.Turn(page, assay.TagPageSize, len(all))
		p.Things = all[p.Leaf.From:p.Leaf.To]
		if p.Case, err = t.loadThings(ctx, p.Things); err != nil {
			return err
		}
		return t.attach(ctx, p.Case, hexList(append(slices.Clone(p.Tag.Retired), id)))
	})
	return p, err
}

// having returns what has a tag, in order of tagging: what is there and can
// have tags. Of merged claims it is the one that stands for all.
func (t *tx) having(ctx context.Context, tag *assay.Tag) ([]assay.EntityID, error) {
	const there = ` AND EXISTS (SELECT 1 FROM mention WHERE id = target AND gone = 0 UNION ALL SELECT 1 FROM claim WHERE id = target AND gone = 0
		UNION ALL SELECT 1 FROM article WHERE id = target AND gone = 0 UNION ALL SELECT 1 FROM question WHERE id = target AND gone = 0
		UNION ALL SELECT 1 FROM source WHERE id = target AND gone = 0 UNION ALL SELECT 1 FROM version WHERE id = target AND gone = 0
		UNION ALL SELECT 1 FROM event WHERE id = target AND gone = 0)`
	taggings, err := t.taggings(ctx, `tag `+among+there, hexList(append(slices.Clone(tag.Retired), tag.ID)))
	if err != nil {
		return nil, err
	}
	m, err := t.merged(ctx)
	ids := make([]assay.EntityID, len(taggings))
	for i := range taggings {
		ids[i] = assay.EntityID(m.One(assay.ClaimID(taggings[i].Target)))
	}
	return unique(ids), err
}

// loadThings reads some things of any kind, with what it takes to say what each
// is and where: of a mention its article and claim, of a version its question.
func (t *tx) loadThings(ctx context.Context, ids []assay.EntityID) (*assay.Case, error) {
	c, err := t.frame(ctx)
	if err != nil {
		return nil, err
	}
	list := hexList(ids)
	steps := []func() error{
		func() (err error) { c.Mentions, err = t.mentions(ctx, `id `+among, list); return },
		func() (err error) {
			claims := make([]assay.ClaimID, 0, len(ids)+len(c.Mentions))
			for _, id := range ids {
				claims = append(claims, assay.ClaimID(id))
			}
			for i := range c.Mentions {
				claims = append(claims, c.Mentions[i].Claim)
			}
			group, err := t.with(ctx, claims...)
			if err != nil {
				return err
			}
			c.Claims, err = t.claims(ctx, inSight, hexList(group))
			return err
		},
		func() (err error) {
			articles := slices.Clone(ids)
			for i := range c.Mentions {
				articles = append(articles, assay.EntityID(c.Mentions[i].Article))
			}
			c.Articles, err = t.articles(ctx, `id IN `+idList, hexList(articles))
			return
		},
		func() (err error) { c.Texts, err = t.texts(ctx, `id IN `+idList, hexList(current(c))); return },
		func() (err error) { c.Versions, err = t.versions(ctx, `id IN `+idList, list); return },
		func() (err error) {
			questions := slices.Clone(ids)
			for i := range c.Versions {
				questions = append(questions, assay.EntityID(c.Versions[i].Question))
			}
			c.Questions, err = t.questions(ctx, `id IN `+idList, hexList(questions))
			return
		},
		func() error { return t.ranks(ctx, c) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
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
	tags = slices.DeleteFunc(tags, func(x assay.Tag) bool { return x.ID == id })
	switch tag := assay.TagCalled(tags, name); {
	case tag == nil:
		return nil
	case assay.FoldName(tag.Name) == assay.FoldName(name):
		return assay.Invalid("name", "There is a tag “%s” already. Choose another name, or merge the two.", tag.Name)
	default:
		return assay.Invalid("name", "The tag “%s” is called that too. Choose another name, or take that one from it first.", tag.Name)
	}
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

// MergeTags withdraws a tag in favour of another: what has it has the other from
// then on, also where a colleague puts it on something without knowing, and its
// name becomes another name of that one. The tags below it move there. It
// returns how many things had it.
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
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		having, err := t.having(ctx, assay.TagCalled(tags, from.String()))
		if err != nil {
			return err
		}
		moved = len(having)
		if err := t.sameTag(ctx, from, to, "same"); err != nil {
			return err
		}
		if err := t.touchTag(ctx, to); err != nil {
			return err
		}
		return t.withdrawTag(ctx, from, to, "merged into another tag")
	})
	return act, moved, err
}

// sameTag says whether two tags are one: "same", or "" to take it back.
func (t *tx) sameTag(ctx context.Context, a, b assay.TagID, verdict string) error {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return t.edit(ctx, assay.KindSame, assay.EntityID{}, oplog.Fields{
		"of": oplog.Encode(assay.KindTag), "a": oplog.Encode(a), "b": oplog.Encode(b), "verdict": said(verdict),
	})
}

// touchTag says of a tag what it says already, for whoever withdraws it at the
// same time: two analysts who merge two tags into each other would else be left
// with neither.
func (t *tx) touchTag(ctx context.Context, id assay.TagID) error {
	ops, err := t.opsOf(ctx, assay.KindTag, assay.EntityID(id))
	if err != nil {
		return err
	}
	state := oplog.Project(ops)
	name := state.Value("name")
	if name.IsNull() {
		name = oplog.Null
	}
	_, err = t.append(ctx, oplog.Edit{Kind: string(assay.KindTag), Entity: assay.EntityID(id), Fields: oplog.Fields{"name": name}}, ops, state.Heads)
	return err
}

// AddTagName gives a tag another name, by which it is found. That is a tag which
// was merged into it as soon as it was made.
func (s *Store) AddTagName(ctx context.Context, id assay.TagID, name string) (assay.ActID, error) {
	name, err := tidy("alias", name, assay.Say("Write the other name."))
	if err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindTag, assay.EntityID(id)); err != nil {
			return err
		}
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		if tag := assay.TagCalled(tags, name); tag != nil && tag.ID != id {
			return assay.Invalid("alias", "There is a tag “%s” that is called that. Merge it into this one instead.", tag.Name)
		} else if tag != nil {
			return assay.Invalid("alias", "The tag is called that already.")
		}
		return t.nameTag(ctx, id, name)
	})
}

func (t *tx) nameTag(ctx context.Context, id assay.TagID, name string) error {
	other := assay.NewID[assay.Tag](t.author.Now())
	if err := t.edit(ctx, assay.KindTag, assay.EntityID(other), oplog.Fields{"name": oplog.Encode(name), oplog.Retracted: oplog.Encode(true)}); err != nil {
		return err
	}
	return t.sameTag(ctx, id, other, "same")
}

// RemoveTagName takes another name from a tag. What has the tag under that name
// keeps it.
func (s *Store) RemoveTagName(ctx context.Context, id assay.TagID, name string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		tag := assay.TagCalled(tags, id.String())
		if tag == nil {
			return assay.NotFound(noun(assay.KindTag))
		}
		for _, old := range tag.Retired {
			state, err := t.state(ctx, assay.KindTag, assay.EntityID(old))
			if err != nil {
				return err
			}
			if assay.FoldName(state.Value("name").Text()) != assay.FoldName(name) {
				continue
			}
			if err := t.dropName(ctx, tag, old); err != nil {
				return err
			}
		}
		return nil
	})
}

// dropName parts a tag from one that was merged into it, and puts it itself on
// what has the other.
func (t *tx) dropName(ctx context.Context, tag *assay.Tag, old assay.TagID) error {
	targets, err := query(ctx, t, `SELECT target FROM tagging WHERE tag = ? AND member = 1 AND gone = 0 ORDER BY made, id`, []any{old[:]}, scanID[any])
	if err != nil {
		return err
	}
	for _, target := range targets {
		if err := t.tag(ctx, tag.ID, assay.EntityID(target), true); err != nil {
			return err
		}
	}
	// The two may be one by way of others, which then stay with the tag.
	sames, err := t.sames(ctx)
	if err != nil {
		return err
	}
	for _, same := range sames {
		a, b := assay.TagID(same.A), assay.TagID(same.B)
		if same.Of != assay.KindTag || same.Verdict != "same" || a != old && b != old {
			continue
		}
		if err := t.sameTag(ctx, a, b, ""); err != nil {
			return err
		}
		if a == old {
			a = b
		}
		if a != tag.ID {
			if err := t.sameTag(ctx, a, tag.ID, "same"); err != nil {
				return err
			}
		}
	}
	return nil
}

// SplitTag gives some of the things that have a tag another instead: the one of
// that name, which is made beside it if there is none. It fails with KindInvalid
// if no thing is named, and with KindConflict if one has the tag no longer.
func (s *Store) SplitTag(ctx context.Context, id assay.TagID, name string, things []assay.EntityID) (act assay.ActID, err error) {
	if len(things) == 0 {
		return act, assay.Invalid("thing", "Choose what gets the other tag.")
	}
	return s.update(ctx, func(t *tx) error {
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		from := assay.TagCalled(tags, id.String())
		if from == nil {
			return assay.NotFound(noun(assay.KindTag))
		}
		have, err := t.having(ctx, from)
		if err != nil {
			return err
		}
		to, err := t.beside(ctx, from, name, assay.TagCalled(tags, name))
		if err != nil {
			return err
		}
		m, err := t.merged(ctx)
		if err != nil {
			return err
		}
		for _, target := range things {
			if !slices.Contains(have, assay.EntityID(m.One(assay.ClaimID(target)))) {
				e := assay.Conflict("Something that you chose has this tag no longer. It is not in the list any more; split again.")
				e.Field = "thing"
				return e
			}
			if err := t.untagAll(ctx, from.ID, target); err != nil {
				return err
			}
			if err := t.putOn(ctx, to, target); err != nil {
				return err
			}
		}
		return nil
	})
}

// beside returns the tag that a split makes: the one that is there, or a new one
// with the same parent and colour as the one that is split.
func (t *tx) beside(ctx context.Context, from *assay.Tag, name string, there *assay.Tag) (assay.TagID, error) {
	switch {
	case there != nil && there.ID == from.ID:
		return from.ID, assay.Invalid("name", "That is this tag itself. Name another one.")
	case there != nil:
		return there.ID, nil
	}
	name, err := tidy("name", name, assay.Say("Name the other tag: a new one, or one that there is."))
	if err != nil {
		return from.ID, err
	}
	id := assay.NewID[assay.Tag](t.author.Now())
	return id, t.edit(ctx, assay.KindTag, assay.EntityID(id), oplog.Fields{"name": oplog.Encode(name), "parent": optional(from.Parent), "colour": said(from.Colour)})
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
	tags, err := t.tags(ctx)
	if err != nil {
		return err
	}
	if err := t.retract(ctx, assay.KindTag, assay.EntityID(id), why); err != nil {
		return err
	}
	for i := range tags {
		if tags[i].Parent != id {
			continue
		}
		if err := t.edit(ctx, assay.KindTag, assay.EntityID(tags[i].ID), oplog.Fields{"parent": optional(heir)}); err != nil {
			return err
		}
	}
	return nil
}
