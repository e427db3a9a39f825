package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/views"
)

// startPage returns the start page as it is before anything is refused.
func (s *Server) startPage(c echo.Context) views.StartPage {
	p := views.StartPage{
		Shell:  s.shell(c),
		Notice: s.Notice,
		New:    views.NewCaseForm{Folder: s.Config.Folder()},
		Name:   views.NameForm{Name: s.Config.Name(), Saved: s.Config.Name()},
	}
	for _, r := range s.Config.Recent() {
		p.Recent = append(p.Recent, views.RecentCase{Name: r.Name, Path: r.Path, Opened: r.Opened.In(s.Now().Location()), Missing: r.Missing})
	}
	return p
}

func (s *Server) showStart(c echo.Context) error {
	p := s.startPage(c)
	p.New.Name = c.QueryParam("name")
	if folder := c.QueryParam("folder"); folder != "" {
		p.New.Folder = folder
	}
	return render(c, http.StatusOK, views.Start(p))
}

func (s *Server) createCase(c echo.Context) error {
	var form views.NewCaseForm
	if err := bind(c, &form); err != nil {
		return err
	}
	path, err := desktop.NewCase(form.Folder, form.Name)
	if err == nil {
		var id string
		if id, err = s.openPath(c.Request().Context(), path, Fresh); err == nil {
			return s.see(c, s.Root().Case(id).Home())
		}
	}
	p := s.startPage(c)
	p.New = form
	return s.refuseStart(c, err, &p, &p.New.Errors)
}

func (s *Server) openCase(c echo.Context) error {
	var form struct {
		Path string `form:"path"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	id, err := s.openPath(c.Request().Context(), form.Path, Existing)
	if err == nil {
		return s.see(c, s.Root().Case(id).Home())
	}
	p := s.startPage(c)
	return s.refuseStart(c, err, &p, &p.Errors)
}

// dropCase copies an uploaded case into the analyst's folder and opens the
// copy. The upload goes straight to that folder: it may be too large for
// memory, and must not rest anywhere else.
func (s *Server) dropCase(c echo.Context) error {
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return echo.ErrBadRequest
	}
	part, err := parts.NextPart()
	if errors.Is(err, io.EOF) || err == nil && part.FormName() != "file" {
		return echo.ErrBadRequest
	}
	if err != nil {
		return err
	}
	path, err := desktop.Adopt(part, s.Config.Folder(), part.FileName())
	if err == nil {
		var id string
		if id, err = s.openPath(c.Request().Context(), path, Existing); err == nil {
			return s.see(c, s.Root().Case(id).Home())
		}
		err = errors.Join(err, os.Remove(path)) // it was no case: leave nothing behind
	}
	p := s.startPage(c)
	return s.refuseStart(c, err, &p, &p.Errors)
}

// refuseStart shows the start page again with what err says about one of its
// forms.
func (s *Server) refuseStart(c echo.Context, err error, p *views.StartPage, errs *map[string]string) error {
	fields, ok := fieldErrors(err)
	if !ok {
		return err
	}
	*errs = fields
	return render(c, http.StatusUnprocessableEntity, views.Start(*p))
}

func (s *Server) forgetCase(c echo.Context) error {
	var form struct {
		Path string `form:"path"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if err := s.Config.Forget(form.Path); err != nil {
		return err
	}
	return s.see(c, s.Root().Start())
}

func (s *Server) nameAnalyst(c echo.Context) error {
	var form views.NameForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if err := s.Config.SetName(form.Name); err != nil {
		p := s.startPage(c)
		p.Name.Name = form.Name
		return s.refuseStart(c, err, &p, &p.Name.Errors)
	}
	s.cases.rename(s.Config.Name())
	if next := c.FormValue("next"); strings.HasPrefix(next, string(s.Root())+"/") {
		return s.see(c, next)
	}
	return s.see(c, s.Root().Start())
}

// changeSettings changes the settings that the form has. A page that asked
// through htmx shows them itself: see theme.js.
func (s *Server) changeSettings(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	changed := make(map[string]string)
	for name, values := range form {
		if err := s.Config.Set(desktop.Setting(name), values[len(values)-1]); err != nil {
			return err
		}
		changed[name] = values[len(values)-1]
	}
	if !isHTMX(c) {
		return s.see(c, s.Root().Start())
	}
	trigger, err := json.Marshal(map[string]any{"assay:look": changed})
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Trigger", string(trigger))
	return c.NoContent(http.StatusNoContent)
}

// browse shows one folder of this computer.
func (s *Server) browse(c echo.Context) error {
	p := views.ChooserPage{Shell: s.shell(c), Purpose: views.ForOpen, Name: c.QueryParam("name"), Path: c.QueryParam("folder")}
	if c.QueryParam("for") == string(views.ForNew) {
		p.Purpose = views.ForNew
	}
	for _, place := range desktop.Places() {
		p.Places = append(p.Places, views.PlaceLink(place))
	}
	if p.Path == "" {
		p.Path = s.Config.Folder()
		if _, err := os.Stat(p.Path); err != nil && len(p.Places) > 0 {
			p.Path = p.Places[0].Path // the folder for cases is made with the first of them
		}
	}
	status := http.StatusOK
	f, err := desktop.ReadFolder(p.Path)
	if e, ok := errors.AsType[*assay.Error](err); ok {
		status, p.Problem = statuses[e.Kind], e.Message
	} else if err != nil {
		return err
	}
	p.Parent, p.Folders, p.Cases, p.Left = f.Parent, f.Folders, f.Cases, f.Hidden+f.More
	if isHTMX(c) {
		return render(c, http.StatusOK, views.Chooser(p)) // with its problem, if any: there is a way on
	}
	return render(c, status, views.Choose(p))
}

func (s *Server) quit(c echo.Context) error {
	if err := render(c, http.StatusOK, views.Farewell()); err != nil {
		return err
	}
	s.life.end()
	return nil
}

// bind fills form from the body of a request, and from nothing else of it.
func bind(c echo.Context, form any) error {
	return (&echo.DefaultBinder{}).BindBody(c, form)
}

// see sends the browser to another page after a change.
func (s *Server) see(c echo.Context, address string) error {
	if isHTMX(c) {
		c.Response().Header().Set("HX-Redirect", address)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, address)
}
