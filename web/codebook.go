package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

func (s *Server) codebookRoutes(c *echo.Group) {
	c.GET("/codebook", s.showCodebook)
	c.POST("/codebook", s.makeTag)
	c.POST("/codebook/:tag", s.changeTag)
	c.POST("/codebook/:tag/merge", s.mergeTag)
	c.POST("/codebook/:tag/remove", s.withdrawTag)
}

func (s *Server) codebookPage(c echo.Context) (p views.CodebookPage, err error) {
	data, err := caseOf(c).Codebook(c.Request().Context())
	if err != nil {
		return p, err
	}
	p = views.NewCodebook(s.caseRoot(c), data)
	p.Frame, err = s.frame(c, "codebook", "Codebook")
	p.Frame.Scope = "codebook rows"
	return p, err
}

func (s *Server) showCodebook(c echo.Context) error {
	p, err := s.codebookPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Codebook(p))
}

func (s *Server) makeTag(c echo.Context) error {
	var form views.TagForm
	if err := bind(c, &form); err != nil {
		return err
	}
	_, act, err := caseOf(c).AddTag(c.Request().Context(), form.Name, form.Parent)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.codebookPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.New, p.New.Errors = form, fields
		if wrong := fields["tag"]; wrong != "" { // that is what the field is called where things are tagged
			p.New.Errors["name"] = wrong
		}
		return showAgain(c, err, views.NewTag(p), views.Codebook(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, "New tag “"+form.Name+"”.", s.caseRoot(c).Codebook())
}

func (s *Server) changeTag(c echo.Context) error {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return err
	}
	var form views.TagForm
	if err := bind(c, &form); err != nil {
		return err
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeTag(c.Request().Context(), id, store.TagChange{
		Name: store.Changed(was.Name, form.Name), Colour: store.Changed(was.Colour, form.Colour),
		Description: store.Changed(was.Description, form.Description), Parent: store.Changed(was.Parent, form.Parent),
	})
	if _, ok := fieldErrors(c, err); ok {
		return s.refuseTag(c, id, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, "Tag changed.", s.caseRoot(c).Codebook())
}

// refuseTag shows the form of a tag again with what is wrong with it.
func (s *Server) refuseTag(c echo.Context, id assay.TagID, form views.TagForm, why error) error {
	p, err := s.codebookPage(c)
	if err != nil {
		return err
	}
	for i := range p.Tree {
		if t := &p.Tree[i].Tag; t.ID == id {
			p.Form = again(form, *form.Was.Form, views.TagFormOf(t), why)
		}
	}
	p.Edit = id
	p.Form.Errors, _ = fieldErrors(c, why)
	return showAgain(c, why, views.TagFields(p, id, p.Form), views.Codebook(p))
}

func (s *Server) mergeTag(c echo.Context) error {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return err
	}
	var form struct {
		Into assay.TagID `form:"into"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, moved, err := caseOf(c).MergeTags(c.Request().Context(), id, form.Into)
	if err != nil {
		return err
	}
	return s.done(c, act, "Merged; "+views.Count(moved, "thing has", "things have")+" the other tag now.", s.caseRoot(c).Codebook())
}

func (s *Server) withdrawTag(c echo.Context) error {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveTag(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return s.done(c, act, "Tag removed.", s.caseRoot(c).Codebook())
}
