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
				edits.tag = assay.NewID[assay.Tag](s.author.Now())
			case edits.empty():
				p.Known++
			default:
				p.Completed++
			}
			in.know(p.Tags[i].Name, edits)
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
	act, err = s.update(ctx, func(t *tx) (err error) {
		made, err = t.takeTags(ctx, p)
		return err
	})
	return act, made, err
}

// takeTags brings in the tags of a plan, and returns how many were made.
func (t *tx) takeTags(ctx context.Context, p assay.TagPlan) (made int, err error) {
	tags, err := t.tags(ctx)
	if err != nil {
		return 0, err
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
				return made, err
			}
			edits.fields["name"] = oplog.Encode(name)
		}
		edits.tag = placed[i]
		if err := t.takeTag(ctx, edits); err != nil {
			return made, err
		}
		in.know(p.Tags[i].Name, edits)
	}
	return made, nil
}

func (t *tx) takeTag(ctx context.Context, e tagEdits) error {
	if err := checkInput(assay.KindTag, e.fields); err != nil {
		return err
	}
	if len(e.fields) > 0 {
		if err := t.edit(ctx, assay.KindTag, assay.EntityID(e.tag), e.fields); err != nil {
			return err
		}
	}
	for _, name := range e.aliases {
		if err := t.nameTag(ctx, e.tag, name); err != nil {
			return err
		}
	}
	return nil
}

// tagImport knows what the tags of a case are called, those too that came with
// the import.
type tagImport struct {
	tags   map[assay.TagID]*assay.Tag
	called map[string]assay.TagID // by their names as assay.FoldName has them
}

func newTagImport(tags []assay.Tag) *tagImport {
	in := &tagImport{map[assay.TagID]*assay.Tag{}, map[string]assay.TagID{}}
	for i := range tags { // what a tag is called goes before what another is called too
		for _, name := range tags[i].Aliases {
			in.called[assay.FoldName(name)] = tags[i].ID
		}
	}
	for i := range slices.Backward(tags) {
		in.tags[tags[i].ID] = &tags[i]
		in.called[assay.FoldName(tags[i].Name)] = tags[i].ID
	}
	return in
}

// know takes note of what a tag of the import is called and has.
func (in *tagImport) know(name string, e tagEdits) {
	for _, called := range append([]string{name}, e.aliases...) {
		in.called[assay.FoldName(called)] = e.tag
	}
	if in.tags[e.tag] == nil {
		in.tags[e.tag] = &assay.Tag{}
	}
	if meaning, ok := e.fields["description"]; ok {
		in.tags[e.tag].Description = meaning.Text()
	}
	if colour, ok := e.fields["colour"]; ok {
		in.tags[e.tag].Colour = colour.Text()
	}
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
	e := tagEdits{tag: in.called[assay.FoldName(p.Name)], fields: oplog.Fields{}}
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
	said := map[string]bool{assay.FoldName(p.Name): true}
	for _, name := range p.Aliases {
		folded := assay.FoldName(name)
		if _, taken := in.called[folded]; folded == "" || taken || said[folded] {
			continue
		}
		said[folded] = true
		e.aliases = append(e.aliases, squeezed(name))
	}
	return e
}
