package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/store"
	"assay/views"
)

func (s *Server) codebookRoutes(c *echo.Group) {
	c.GET("/codebook", s.showCodebook)
	c.POST("/codebook", s.makeTag)
	c.GET("/codebook/import", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Codebook()) }) // reloaded after a look
	c.POST("/codebook/import", s.importTags)
	c.GET("/codebook/:tag", s.showTag)
	c.POST("/codebook/:tag", s.changeTag)
	c.POST("/codebook/:tag/names", s.nameTag)
	c.POST("/codebook/:tag/split", s.splitTag)
	c.POST("/codebook/:tag/merge", s.mergeTag)
	c.POST("/codebook/:tag/remove", s.withdrawTag)
}

func (s *Server) codebookPage(c echo.Context) (p views.CodebookPage, err error) {
	var q struct {
		Words string `query:"q"`
		Page  int    `query:"page"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return p, err
	}
	data, err := caseOf(c).Codebook(c.Request().Context())
	if err != nil {
		return p, err
	}
	p = views.NewCodebook(s.caseRoot(c), data, q.Words, q.Page)
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
	return s.done(c, act, tell(c, "New tag “%s”.", form.Name), s.caseRoot(c).Codebook())
}

// tagPage reads a tag and what has it.
func (s *Server) tagPage(c echo.Context) (p views.TagPage, err error) {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return p, err
	}
	var q struct {
		Page int `query:"page"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return p, err
	}
	data, err := caseOf(c).Tag(c.Request().Context(), id, q.Page)
	if err != nil {
		return p, err
	}
	p = views.NewTagPage(s.caseRoot(c), s.view(c, data.Case), data, s.Now().Location())
	p.Frame, err = s.frame(c, "codebook", data.Tag.Name)
	p.Frame.Scope = "tag list"
	return p, err
}

func (s *Server) showTag(c echo.Context) error {
	p, err := s.tagPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.TagRoom(p))
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
		return s.refuseTag(c, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Tag changed."), s.caseRoot(c).Tag(id))
}

// refuseTag shows the form of a tag again with what is wrong with it.
func (s *Server) refuseTag(c echo.Context, form views.TagForm, why error) error {
	p, err := s.tagPage(c)
	if err != nil {
		return err
	}
	p.Form = again(form, *form.Was.Form, views.TagFormOf(&p.Data.Tag), why)
	p.Form.Errors, _ = fieldErrors(c, why)
	return showAgain(c, why, views.TagFields(p, p.Form), views.TagRoom(p))
}

// nameTag gives a tag another name, or takes one from it.
func (s *Server) nameTag(c echo.Context) error {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return err
	}
	var form views.NameTagForm
	if err := bind(c, &form); err != nil {
		return err
	}
	ctx, back := c.Request().Context(), s.caseRoot(c).Tag(id)
	if form.Drop != "" {
		act, err := caseOf(c).RemoveTagName(ctx, id, form.Drop)
		if err != nil {
			return err
		}
		return s.done(c, act, tell(c, "Name taken off."), back)
	}
	act, err := caseOf(c).AddTagName(ctx, id, form.Add)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.tagPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.Name, p.Name.Errors = form, fields
		return showAgain(c, err, views.NameTag(p.Root, id, p.Name), views.TagRoom(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "The tag is found as “%s” too.", form.Add), back)
}

// splitTag gives some of what has a tag another one.
func (s *Server) splitTag(c echo.Context) error {
	id, err := param[assay.Tag](c, "tag")
	if err != nil {
		return err
	}
	var form views.SplitForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).SplitTag(c.Request().Context(), id, form.Name, form.Things)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.tagPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.Split, p.Split.Errors = form, fields
		return showAgain(c, err, views.SplitTag(p), views.TagRoom(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tellCount(c, len(form.Things), "%s thing has the tag “%s” instead.", "%s things have the tag “%s” instead.", strings.TrimSpace(form.Name)), s.caseRoot(c).Tag(id))
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
	act, _, err := caseOf(c).MergeTags(c.Request().Context(), id, form.Into)
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Tag(form.Into))
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
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Codebook())
}

// importTags shows what a codebook of another program would change or, sent back
// what was shown, changes it.
func (s *Server) importTags(c echo.Context) error {
	if plan := c.FormValue("plan"); plan != "" {
		return s.takeTags(c, plan)
	}
	form := views.ImportTagsForm{}
	plan, err := readCodebook(c, &form)
	if err == nil {
		err = caseOf(c).PlanTags(c.Request().Context(), &plan)
	}
	fields, refused := fieldErrors(c, err)
	if err != nil && !refused {
		return err
	}
	p, pageErr := s.codebookPage(c)
	if pageErr != nil {
		return pageErr
	}
	p.Import, p.Import.Errors = form, fields
	if refused {
		status, _ := explain(c.Request().Context(), err)
		return render(c, status, views.Codebook(p))
	}
	p.Import.Plan = &plan
	return render(c, http.StatusOK, views.Codebook(p))
}

// readCodebook reads the file that was sent, by what it is called or, if that
// does not tell, by how it begins.
func readCodebook(c echo.Context, form *views.ImportTagsForm) (plan assay.TagPlan, err error) {
	header, err := c.FormFile("file")
	if err != nil {
		return plan, assay.Invalid("file", "Choose a file.")
	}
	form.File = filepath.Base(header.Filename)
	file, err := header.Open()
	if err != nil {
		return plan, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var begins [512]byte
	n, err := io.ReadFull(file, begins[:])
	if err != nil && n == 0 {
		return plan, assay.Invalid("file", "This file is empty.")
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return plan, err
	}
	if strings.HasPrefix(strings.TrimLeft(string(begins[:n]), "\ufeff \t\r\n"), "<") {
		return exchange.ReadQDC(file)
	}
	return exchange.ReadCodebook(file)
}

func (s *Server) takeTags(c echo.Context, text string) error {
	var plan assay.TagPlan
	if err := json.Unmarshal([]byte(text), &plan.Tags); err != nil {
		return assay.Invalid("", "The form is not complete. Choose the file again.")
	}
	act, _, err := caseOf(c).ImportTags(c.Request().Context(), plan)
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Codebook())
}
