package views

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"assay/internal/assay"
	"assay/internal/tr"
)

// NotesPage is one page of the notes of a case.
type NotesPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.NotesPage
	One   bool // only one was asked for
	Zone  *time.Location
	New   NoteForm // on the case
	Edit  assay.NoteID
	Form  NoteForm // that was refused, of Edit
}

// NoteForm is a note that is being written or changed.
type NoteForm struct {
	Text    string `form:"text"`
	Private bool   `form:"private"`

	Was    Was[NoteForm]     `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// NoteView is a note as a page shows it.
type NoteView struct {
	Root  CaseRoot
	Note  assay.Note
	By    string
	Zone  *time.Location // nil where the time is not shown
	Write string         // where it is changed
	Form  NoteForm
	Fixed bool // it cannot be changed
	Aside bool // it is in the reader, which answers with what has changed
}

// NoteFormOf returns what a note says as a form.
func NoteFormOf(n *assay.Note) NoteForm {
	f := NoteForm{Text: n.Text, Private: n.Private}
	f.Was = Shown(f)
	return f
}

// NewNotes lays a page of notes out.
func NewNotes(root CaseRoot, view *assay.View, data assay.NotesPage, zone *time.Location) NotesPage {
	return NotesPage{Root: root, View: view, Data: data, Zone: zone}
}

// NoteOf returns a note of the page.
func (p *NotesPage) NoteOf(ctx context.Context, n *assay.Note) NoteView {
	v := NoteView{
		Root: p.Root, Note: *n, By: AnalystName(ctx, p.View.Case.Actors, n.By), Zone: p.Zone, Write: p.Root.NoteAt(n.ID), Form: NoteFormOf(n), Fixed: !changeable(p.Frame),
	}
	if n.ID == p.Edit {
		v.Form = p.Form
	}
	return v
}

// Summary says how many notes there are, and how many of them are shown.
func (p *NotesPage) Summary(ctx context.Context) string {
	all := tr.Count(ctx, p.Data.All, "%s note", "%s notes")
	if p.Data.Leaf.Of == p.Data.All {
		return all
	}
	return tr.Say(ctx, "%s of %s", tr.Number(p.Data.Leaf.Of), all)
}

// Filtered reports whether the page leaves notes out on request.
func (p *NotesPage) Filtered() bool {
	f := p.Data.Filter
	f.Page = 0
	return f != assay.NoteFilter{}
}

// Pager says which part of the notes is on the page.
func (p *NotesPage) Pager(ctx context.Context) PagerView {
	f := p.Data.Filter
	return pager(tr.Say(ctx, "Notes"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.NoteList(f)
	})
}

// NotesOf returns the notes on something that the analyst may read, in order of
// writing.
func NotesOf(v *assay.View, target assay.EntityID) []assay.Note {
	var notes []assay.Note
	for i := range v.Case.Notes {
		if n := &v.Case.Notes[i]; n.Target == target && v.MayRead(n) {
			notes = append(notes, *n)
		}
	}
	return notes
}

// NoteCount is how many notes on something the analyst may read.
func NoteCount(v *assay.View, target assay.EntityID) int { return len(NotesOf(v, target)) }

// onWords are the kinds of things that notes are on, as a filter offers them.
func onWords(ctx context.Context, k assay.Kind) string {
	switch k {
	case assay.KindCase:
		return tr.Say(ctx, "the case")
	case assay.KindMention:
		return tr.Say(ctx, "mentions")
	case assay.KindClaim:
		return tr.Say(ctx, "claims")
	case assay.KindArticle:
		return tr.Say(ctx, "articles")
	case assay.KindQuestion:
		return tr.Say(ctx, "questions")
	case assay.KindVersion:
		return tr.Say(ctx, "versions")
	case assay.KindSource:
		return tr.Say(ctx, "sources")
	case assay.KindEvent:
		return tr.Say(ctx, "events")
	default:
		return tr.Say(ctx, "tags")
	}
}

// noteWriters are the analysts, those that share a name once each.
func noteWriters(actors []assay.Actor) []assay.Actor {
	list := slices.Clone(actors)
	slices.SortStableFunc(list, func(a, b assay.Actor) int { return compareFold(a.Name, b.Name) })
	return list
}

// swapping says what becomes of the form of a note once it was answered.
func (v *NoteView) swapping() templ.Attributes {
	if v.Aside {
		return templ.Attributes{"hx-swap": "none", "hx-sync": "#acts:queue all"}
	}
	return templ.Attributes{"hx-target": "#note-fields-" + v.Note.ID.String(), "hx-swap": "outerHTML"}
}

// note returns one of the notes of an editor.
func (v *NoteEditorView) note(ctx context.Context, n assay.Note) NoteView {
	return NoteView{
		Root: v.Root, Note: n, By: AnalystName(ctx, v.View.Case.Actors, n.By), Zone: v.Zone, Write: or(v.Write, v.Root.NoteAt(n.ID)), Form: NoteFormOf(&n), Fixed: v.Fixed,
		Aside: v.Write != "",
	}
}
