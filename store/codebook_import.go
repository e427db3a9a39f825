package store

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// PlanTags says what a codebook would change, and changes nothing: which of its
// tags are new, and which know more than the case.
func (s *Store) PlanTags(ctx context.Context, p *assay.TagPlan) error {
	if err := p.Check(); err != nil {
		return err
	}
	return s.view(ctx, func(t *tx) error {
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		in := newTagImport(tags)
		for i := range p.Tags {
			edits := in.edits(&p.Tags[i])
			switch {
			case edits.tag.IsZero():
				p.Tags[i].New = true
				p.Added++
				in.called[strings.ToLower(p.Tags[i].Name)] = assay.NewID[assay.Tag](s.author.Now())
			case edits.empty():
				p.Known++
			default:
				p.Completed++
			}
		}
		return nil
	})
}

// ImportTags brings the tags of a codebook in as one act. A tag that is called
// like one of the case is that one: it gets the meaning, colour and other names
// that it lacks, and nothing of it is overwritten. It returns how many tags were
// made.
func (s *Store) ImportTags(ctx context.Context, p assay.TagPlan) (act assay.ActID, made int, err error) {
	if err := p.Check(); err != nil {
		return act, 0, err
	}
	act, err = s.update(ctx, func(t *tx) error {
		tags, err := t.tags(ctx)
		if err != nil {
			return err
		}
		in := newTagImport(tags)
		placed := make([]assay.TagID, len(p.Tags))
		for i := range p.Tags {
			edits := in.edits(&p.Tags[i])
			if placed[i] = edits.tag; placed[i].IsZero() {
				placed[i] = assay.NewID[assay.Tag](t.author.Now())
				made++
				if above := p.Tags[i].Above; above >= 0 {
					edits.fields["parent"] = oplog.Encode(placed[above])
				}
				name, err := tidy("file", p.Tags[i].Name, assay.Say("The codebook has a tag without a name."))
				if err != nil {
					return err
				}
				edits.fields["name"] = oplog.Encode(name)
				in.called[strings.ToLower(name)] = placed[i]
			}
			if err := t.takeTag(ctx, placed[i], edits); err != nil {
				return err
			}
			for _, name := range edits.aliases {
				in.called[strings.ToLower(name)] = placed[i]
			}
		}
		return nil
	})
	return act, made, err
}

func (t *tx) takeTag(ctx context.Context, id assay.TagID, e tagEdits) error {
	if err := checkInput(assay.KindTag, e.fields); err != nil {
		return err
	}
	if len(e.fields) > 0 {
		if err := t.edit(ctx, assay.KindTag, assay.EntityID(id), e.fields); err != nil {
			return err
		}
	}
	for _, name := range e.aliases {
		if err := t.nameTag(ctx, id, name); err != nil {
			return err
		}
	}
	return nil
}

// tagImport knows what the tags of a case are called, those too that came with
// the import.
type tagImport struct {
	tags   map[assay.TagID]*assay.Tag
	called map[string]assay.TagID // in lower case
}

func newTagImport(tags []assay.Tag) *tagImport {
	in := &tagImport{map[assay.TagID]*assay.Tag{}, map[string]assay.TagID{}}
	for i := range tags { // what a tag is called goes before what another is called too
		for _, name := range tags[i].Aliases {
			in.called[strings.ToLower(name)] = tags[i].ID
		}
	}
	for i := range slices.Backward(tags) {
		in.tags[tags[i].ID] = &tags[i]
		in.called[strings.ToLower(tags[i].Name)] = tags[i].ID
	}
	return in
}

// tagEdits is what a planned tag adds to one of the case; the zero tag for a new
// one.
type tagEdits struct {
	tag     assay.TagID
	fields  oplog.Fields
	aliases []string
}

func (e *tagEdits) empty() bool { return len(e.fields) == 0 && len(e.aliases) == 0 }

func (in *tagImport) edits(p *assay.PlannedTag) tagEdits {
	e := tagEdits{tag: in.called[strings.ToLower(squeezed(p.Name))], fields: oplog.Fields{}}
	there := in.tags[e.tag]
	if there == nil {
		there = &assay.Tag{}
	}
	if there.Description == "" && strings.TrimSpace(p.Description) != "" {
		e.fields["description"] = said(strings.TrimSpace(p.Description))
	}
	if there.Colour == "" && slices.Contains(assay.TagColours, p.Colour) {
		e.fields["colour"] = oplog.Encode(p.Colour)
	}
	for _, name := range p.Aliases {
		name = squeezed(name)
		if _, taken := in.called[strings.ToLower(name)]; name == "" || taken || strings.EqualFold(name, squeezed(p.Name)) || slices.Contains(e.aliases, name) {
			continue
		}
		e.aliases = append(e.aliases, name)
	}
	return e
}
