package views

import "assay/internal/assay"

// CodebookPage is the tags of a case.
type CodebookPage struct {
	Frame Frame
	Root  CaseRoot
	Data  assay.Codebook
	New   TagForm
	Edit  assay.TagID // the tag whose form was refused, zero for none
	Form  TagForm     // that was refused
	Tree  []assay.TagNode
}

// TagForm is a tag that is being made or changed.
type TagForm struct {
	Name        string      `form:"name"`
	Colour      string      `form:"colour"`
	Description string      `form:"description"`
	Parent      assay.TagID `form:"parent"`

	Was    Was[TagForm]      `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// NewCodebook lays the tags of a case out.
func NewCodebook(root CaseRoot, data assay.Codebook) CodebookPage {
	return CodebookPage{Root: root, Data: data, Tree: data.Tree()}
}

// FormOf returns what a tag says as a form, or the form that was refused.
func (p *CodebookPage) FormOf(t *assay.Tag) TagForm {
	if t.ID == p.Edit {
		return p.Form
	}
	return TagFormOf(t)
}

// TagFormOf returns what a tag says as a form.
func TagFormOf(t *assay.Tag) TagForm {
	f := TagForm{Name: t.Name, Colour: t.Colour, Description: t.Description, Parent: t.Parent}
	f.Was = Shown(f)
	return f
}

// Summary says how many tags there are.
func (p *CodebookPage) Summary() string { return Count(len(p.Data.Tags), "tag", "tags") }

// Others are the tags but one, in the order of the tree.
func (p *CodebookPage) Others(id assay.TagID) []assay.TagNode {
	var list []assay.TagNode
	for _, t := range p.Tree {
		if t.ID != id {
			list = append(list, t)
		}
	}
	return list
}

// indent begins the name of a tag in a list of choices.
func indent(depth int) string {
	s := ""
	for range depth {
		s += "– "
	}
	return s
}
