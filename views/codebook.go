package views

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// CodebookPage is the tags of a case.
type CodebookPage struct {
	Frame  Frame
	Root   CaseRoot
	Data   assay.Codebook
	Words  string // of the name or meaning
	New    TagForm
	Import ImportTagsForm
	Tree   []assay.TagNode
	Rows   []TagRow // of the tree, those on the page
	Leaf   assay.Leaf
}

// TagRow is a tag of the codebook.
type TagRow struct {
	assay.TagNode
	Path string // what it is below, where the rows above do not show it
}

// Others are the other names of the tag.
func (r *TagRow) Others() string { return strings.Join(r.Aliases, ", ") }

// TagForm is a tag that is being made or changed.
type TagForm struct {
	Name        string      `form:"name"`
	Colour      string      `form:"colour"`
	Description string      `form:"description"`
	Parent      assay.TagID `form:"parent"`

	Was    Was[TagForm]      `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// SplitForm says what is to have another tag instead.
type SplitForm struct {
	Name   string           `form:"name"`
	Things []assay.EntityID `form:"thing"`
	Errors map[string]string
}

// Has reports whether a thing was chosen.
func (f *SplitForm) Has(id assay.EntityID) bool { return slices.Contains(f.Things, id) }

// NameTagForm gives a tag another name, or takes one from it.
type NameTagForm struct {
	Add    string `form:"add"`
	Drop   string `form:"drop"`
	Errors map[string]string
}

// codebookPageSize is how many tags one page of the codebook shows.
const codebookPageSize = 250

// NewCodebook lays the tags of a case out: those that have all the words, or one
// page of all.
func NewCodebook(root CaseRoot, data assay.Codebook, words string, page int) CodebookPage {
	p := CodebookPage{Root: root, Data: data, Words: strings.TrimSpace(words), Tree: data.Tree()}
	var rows []TagRow
	path := []string{}
	for _, t := range p.Tree {
		path = append(path[:min(t.Depth, len(path))], or(t.Name, "…"))
		if answers(&t.Tag, p.Words) {
			rows = append(rows, TagRow{t, strings.Join(path[:len(path)-1], " › ")})
		}
	}
	p.Leaf = assay.Turn(page, codebookPageSize, len(rows))
	p.Rows = rows[p.Leaf.From:p.Leaf.To]
	if p.Words == "" { // every row is below its parent, but for the first of a page
		for i := range p.Rows {
			if i > 0 || page == 0 {
				p.Rows[i].Path = ""
			}
		}
	}
	return p
}

// CountWords says how much has a tag, by kind, without what is none.
func CountWords(ctx context.Context, n assay.TagCounts) string {
	var list []string
	for _, of := range []struct {
		n    int
		said string
	}{
		{n.Mentions, tr.Count(ctx, n.Mentions, "%s mention", "%s mentions")},
		{n.Claims, tr.Count(ctx, n.Claims, "%s claim", "%s claims")},
		{n.Articles, tr.Count(ctx, n.Articles, "%s article", "%s articles")},
		{n.Questions, tr.Count(ctx, n.Questions, "%s question", "%s questions")},
		{n.Sources, tr.Count(ctx, n.Sources, "%s source", "%s sources")},
		{n.Others, tr.Count(ctx, n.Others, "%s other", "%s others")},
	} {
		if of.n > 0 {
			list = append(list, of.said)
		}
	}
	return tr.List(ctx, list...)
}

// answers reports whether a tag has all the words.
func answers(t *assay.Tag, words string) bool {
	text := strings.ToLower(strings.Join(append([]string{t.Name, t.Description}, t.Aliases...), "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// TagFormOf returns what a tag says as a form.
func TagFormOf(t *assay.Tag) TagForm {
	f := TagForm{Name: t.Name, Colour: t.Colour, Description: t.Description, Parent: t.Parent}
	f.Was = Shown(f)
	return f
}

// Summary says how many tags there are, and how many of them are shown.
func (p *CodebookPage) Summary(ctx context.Context) string {
	all := tr.Count(ctx, len(p.Data.Tags), "%s tag", "%s tags")
	if p.Words == "" {
		return all
	}
	return tr.Say(ctx, "%s of %s", tr.Number(p.Leaf.Of), all)
}

// Pager says which part of the codebook is on the page.
func (p *CodebookPage) Pager(ctx context.Context) PagerView {
	return pager(tr.Say(ctx, "Tags"), p.Leaf, func(page int) string { return p.Root.CodebookPart(p.Words, page) })
}

// TagPage is one tag with what has it.
type TagPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.TagPage
	Zone  *time.Location
	Form  TagForm
	Split SplitForm
	Name  NameTagForm
	Tree  []assay.TagNode
}

// NewTagPage lays a tag out.
func NewTagPage(root CaseRoot, view *assay.View, data assay.TagPage, zone *time.Location) TagPage {
	return TagPage{Root: root, View: view, Data: data, Zone: zone, Form: TagFormOf(&data.Tag), Tree: data.Tree()}
}

// Path are the tags that the tag is below, the topmost first.
func (p *TagPage) Path() []assay.Tag {
	var path []assay.Tag
	for _, t := range p.Tree {
		path = append(path[:min(t.Depth, len(path))], t.Tag)
		if t.ID == p.Data.Tag.ID {
			return path[:len(path)-1]
		}
	}
	return nil
}

// Others are the tags but this one, in the order of the tree.
func (p *TagPage) Others() []assay.TagNode {
	return slices.DeleteFunc(slices.Clone(p.Tree), func(t assay.TagNode) bool { return t.ID == p.Data.Tag.ID })
}

// Below are the tags right below this one.
func (p *TagPage) Below() []assay.TagNode {
	return slices.DeleteFunc(slices.Clone(p.Tree), func(t assay.TagNode) bool { return t.Parent != p.Data.Tag.ID })
}

// Pager says which part of what has the tag is on the page.
func (p *TagPage) Pager(ctx context.Context) PagerView {
	return pager(tr.Say(ctx, "Things with the tag"), p.Data.Leaf, func(page int) string { return p.Root.TagPart(p.Data.Tag.ID, page) })
}

// indent begins the name of a tag in a list of choices.
func indent(depth int) string { return strings.Repeat("– ", depth) }

// ImportTagsForm is a codebook of another program on its way in.
type ImportTagsForm struct {
	File   string
	Plan   *assay.TagPlan // what it would change, once it has been read
	Errors map[string]string
}

// shownTags is how many of the tags that would come are named.
const shownTags = 60

// Summary says in short what would come.
func (f *ImportTagsForm) Summary(ctx context.Context) string {
	says := tr.Count(ctx, f.Plan.Added, "%s new tag", "%s new tags")
	if f.Plan.Completed > 0 {
		says = tr.Say(ctx, "%s, %s", says, tr.Count(ctx, f.Plan.Completed, "more on %s tag", "more on %s tags"))
	}
	if n := f.Plan.Known; n > 0 {
		says = tr.Say(ctx, "%s, %s", says, tr.Count(ctx, n, "%s that the case has already", "%s that the case has already"))
	}
	return says
}

// Changes reports whether anything would come.
func (f *ImportTagsForm) Changes() bool { return f.Plan.Added+f.Plan.Completed > 0 }

// New are the tags that would come, the first of them.
func (f *ImportTagsForm) New() []assay.PlannedTag {
	var list []assay.PlannedTag
	for _, t := range f.Plan.Tags {
		if t.New && len(list) < shownTags {
			list = append(list, t)
		}
	}
	return list
}

// More is how many tags would come besides those that are named.
func (f *ImportTagsForm) More() int { return f.Plan.Added - len(f.New()) }

// Text returns what was read, as it is sent back to be carried out.
func (f *ImportTagsForm) Text() string {
	text, err := json.Marshal(f.Plan.Tags)
	if err != nil { // strings and numbers
		panic(err)
	}
	return string(text)
}
