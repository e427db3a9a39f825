package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

func (s *Server) noteRoutes(c *echo.Group) {
	c.GET("/notes", s.showNotes)
	c.POST("/notes", s.writeNote)
	c.GET("/notes/:note", s.showNote)
	c.POST("/notes/:note", s.changeNote)
}

// notesPage lays out what was read of the notes.
func (s *Server) notesPage(c echo.Context, data assay.NotesPage) (p views.NotesPage, err error) {
	p = views.NewNotes(s.caseRoot(c), s.view(c, data.Case), data, s.Now().Location())
	p.Frame, err = s.frame(c, "notes", "Notes")
	p.Frame.Scope = "notes rows"
	return p, err
}

func (s *Server) showNotes(c echo.Context) error {
	var q struct {
		Words string        `query:"q"`
		On    assay.Kind    `query:"on"`
		By    assay.ActorID `query:"by"`
		Who   string        `query:"who"`
		Page  int           `query:"page"`
		Tags  tagQuery
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Notes(c.Request().Context(), assay.NoteFilter{Words: q.Words, On: q.On, By: q.By, Who: q.Who, Tags: q.Tags.filter(), Page: q.Page})
	if err != nil {
		return err
	}
	p, err := s.notesPage(c, data)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Notes(p))
}

func (s *Server) showNote(c echo.Context) error {
	p, err := s.notePage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Notes(p))
}

// notePage reads one note.
func (s *Server) notePage(c echo.Context) (p views.NotesPage, err error) {
	id, err := param[assay.Note](c, "note")
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).Note(c.Request().Context(), id)
	if err != nil {
		return p, err
	}
	p, err = s.notesPage(c, data)
	p.One = true
	return p, err
}

// writeNote writes a note on something, and in the reader changes one too.
func (s *Server) writeNote(c echo.Context) error {
	var form struct {
		Note   assay.NoteID `form:"note"`
		Target oplog.ID     `form:"target"`
		views.NoteForm
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if !form.Note.IsZero() {
		act, err := applyNote(c, form.Note, form.NoteForm)
		if err != nil {
			return err
		}
		return s.answer(c, act, tell(c, "Note saved."))
	}
	_, act, err := caseOf(c).AddNote(c.Request().Context(), store.NewNote{Target: form.Target, Text: form.Text, Private: form.Private})
	if fields, ok := fieldErrors(c, err); ok && c.FormValue("from") == "room" {
		return s.refuseNewNote(c, form.NoteForm, fields, err)
	}
	if err != nil {
		return err
	}
	return s.answer(c, act, tell(c, "Note saved."))
}

// refuseNewNote shows the form of a new note again with what is wrong with it.
func (s *Server) refuseNewNote(c echo.Context, form views.NoteForm, fields map[string]string, why error) error {
	data, err := caseOf(c).Notes(c.Request().Context(), assay.NoteFilter{})
	if err != nil {
		return err
	}
	p, err := s.notesPage(c, data)
	if err != nil {
		return err
	}
	p.New, p.New.Errors = form, fields
	return showAgain(c, why, views.NewNote(p.Root, p.View.Case.Info.ID, p.New), views.Notes(p))
}

// applyNote changes a note as a form says, or removes it.
func applyNote(c echo.Context, id assay.NoteID, form views.NoteForm) (assay.ActID, error) {
	was, err := form.Was.Then()
	if err != nil {
		return assay.ActID{}, err
	}
	ctx := c.Request().Context()
	if c.FormValue("do") == "remove" {
		return caseOf(c).RemoveNote(ctx, id, was.Text)
	}
	return caseOf(c).ChangeNote(ctx, id, store.NoteChange{Text: store.Changed(was.Text, form.Text), Private: store.Changed(was.Private, form.Private)})
}

func (s *Server) changeNote(c echo.Context) error {
	id, err := param[assay.Note](c, "note")
	if err != nil {
		return err
	}
	var form views.NoteForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := applyNote(c, id, form)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.notePage(c)
		if pageErr != nil {
			return pageErr
		}
		n := &p.View.Case.Notes[0]
		p.Edit, p.Form = id, again(form, *form.Was.Form, views.NoteFormOf(n), err)
		p.Form.Errors = fields
		return showAgain(c, err, views.NoteFields(p.NoteOf(c.Request().Context(), n)), views.Notes(p))
	}
	if err != nil {
		return err
	}
	say := tell(c, "Note saved.")
	if c.FormValue("do") == "remove" {
		say = tell(c, "Note removed.")
	}
	return s.done(c, act, say, s.cameFrom(c))
}

// tagQuery is what an address asks of tags.
type tagQuery struct {
	Has   assay.TagSet `query:"tag"`
	Lacks assay.TagSet `query:"lacks"`
	Exact bool         `query:"exact"`
}

func (q tagQuery) filter() assay.TagFilter {
	return assay.TagFilter{Has: q.Has, Lacks: q.Lacks, Exact: q.Exact}
}
