package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/exchange"
	"assay/internal/sealed"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

// plainFrame returns what stands around a page that is of no case.
func (s *Server) plainFrame(c echo.Context, title string) views.Frame {
	shell := s.shell(c)
	return views.Frame{
		Title: title, Shell: shell, Look: views.LookOf(shell.Look),
		HomeHref: s.Root().Start(), ThemeHref: s.Root().Settings(), SettingsHref: s.Root().Settings(), KeysHref: s.Root().Keys(), StepsHref: s.Root().Sample(),
	}
}

// asideFrame is plainFrame for a page that is gone to from a case, and leads back.
func (s *Server) asideFrame(c echo.Context, title string) views.Frame {
	f, left := s.plainFrame(c, title), s.cases.lastLeft()
	f.BackTo, f.BackHref = left.name, left.href
	return f
}

// startPage returns the start page as it is before anything is refused.
func (s *Server) startPage(c echo.Context) views.StartPage {
	p := views.StartPage{
		Frame:  s.plainFrame(c, tell(c, "Cases")),
		Notice: s.Notice,
		New:    views.NewCaseForm{Folder: s.Config.Folder()},
		Name:   views.NameForm{Name: s.Config.Name(), Saved: s.Config.Name()},
		Sample: s.Config.Sample() != "",
	}
	p.Frame.Scope = "rows"
	open := map[string]views.CaseRoot{}
	for id, c := range s.cases.all() {
		open[c.Path()] = s.Root().Case(id)
	}
	for _, home := range s.Config.LeftAway() {
		if open[home] == "" {
			p.Left = append(p.Left, home)
		}
	}
	for _, r := range s.Config.Recent() {
		r.Missing = r.Missing && !slices.Contains(p.Left, r.Path) && open[r.Path] == ""
		p.Recent = append(p.Recent, views.RecentCase{Name: r.Name, Path: r.Path, Opened: r.Opened.In(s.Now().Location()), Missing: r.Missing, Open: open[r.Path]})
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
	err := s.nameWith(form.Analyst)
	var path string
	if err == nil {
		path, err = desktop.NewCase(form.Folder, form.Name)
	}
	if err == nil {
		var id string
		newcomer := !s.Config.Steps().Begun && len(s.Config.Recent()) == 0
		if id, err = s.openPath(c.Request().Context(), path, Fresh); err == nil && newcomer {
			err = s.Config.BeginSteps(s.cases.get(id).Path())
		}
		if err == nil {
			return s.see(c, s.Root().Case(id).Home())
		}
	}
	p := s.startPage(c)
	p.New = form
	return s.refuseStart(c, err, &p, &p.New.Errors)
}

// nameWith notes the analyst's name where a form asks for it besides; "" is no
// answer. It fails with KindInvalid on analyst.
func (s *Server) nameWith(name string) error {
	if strings.TrimSpace(name) == "" {
		return nil
	}
	err := s.Config.SetName(name)
	if e, ok := errors.AsType[*assay.Error](err); ok {
		e.Field = "analyst"
	}
	s.cases.rename(s.Config.Name())
	return err
}

func (s *Server) openCase(c echo.Context) error {
	var form struct {
		Path string `form:"path"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if sealed.Is(form.Path) {
		return s.see(c, s.Root().Unseal(form.Path))
	}
	id, err := s.openPath(c.Request().Context(), form.Path, Existing)
	if err == nil {
		return s.see(c, s.Root().Case(id).Home())
	}
	p := s.startPage(c)
	if errors.Is(err, store.ErrBroken) && s.Rescue != nil {
		p.Rescue, err = form.Path, atField(err, "path")
	}
	return s.refuseStart(c, err, &p, &p.Errors)
}

// rescueCase makes a new case out of what can be read of a damaged one, and opens it.
func (s *Server) rescueCase(c echo.Context) error {
	var form struct {
		Path string `form:"path"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	err := desktop.CheckPath(form.Path)
	var id string
	if err == nil && s.Rescue != nil {
		var rescued string
		if rescued, _, err = s.Rescue(c.Request().Context(), form.Path); err == nil {
			id, err = s.openPath(c.Request().Context(), rescued, Existing)
		}
	}
	if err == nil && id != "" {
		return s.see(c, s.Root().Case(id).Home())
	}
	p := s.startPage(c)
	return s.refuseStart(c, atField(err, "path"), &p, &p.Errors)
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
	var next string
	if strings.EqualFold(filepath.Ext(part.FileName()), ".json") {
		next, err = s.caseFromJSON(c.Request().Context(), part, part.FileName())
	} else {
		next, err = s.adoptCase(c.Request().Context(), part, part.FileName())
	}
	if err == nil {
		return s.see(c, next)
	}
	if e, ok := errors.AsType[*assay.Error](err); ok && errors.Is(err, store.ErrBroken) { // it was not kept
		err = &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("%s What can still be read of it can be rescued: find it on this computer and open it where it is.", e.Message), Err: err}
	}
	p := s.startPage(c)
	return s.refuseStart(c, err, &p, &p.Errors)
}

// adoptCase opens a copy of a case file, and returns where it begins, or where its
// passphrase is asked for.
func (s *Server) adoptCase(ctx context.Context, r io.Reader, name string) (next string, err error) {
	path, err := desktop.Adopt(r, s.Config.Folder(), name)
	if err != nil {
		return "", err
	}
	if sealed.Is(path) {
		return s.Root().Unseal(path), nil
	}
	id, err := s.openPath(ctx, path, Existing)
	if err != nil {
		return "", errors.Join(err, os.Remove(path)) // it was no case: leave nothing behind
	}
	return s.Root().Case(id).Home(), nil
}

// caseFromJSON makes a new case out of one in Assay JSON, and returns where it begins.
func (s *Server) caseFromJSON(ctx context.Context, r io.Reader, name string) (next string, err error) {
	name = name[strings.LastIndexAny(name, `/\`)+1:] // browsers may send a path
	path, err := desktop.NewCase(s.Config.Folder(), strings.TrimSuffix(name, filepath.Ext(name)))
	if err != nil {
		return "", atFile(err)
	}
	id, err := s.openPath(ctx, path, Fresh)
	if err != nil {
		return "", atFile(err)
	}
	open := s.cases.get(id)
	plan, err := exchange.ReadJSON(r, open.Me(), exchange.Limits{})
	if err == nil {
		_, err = open.ImportJSON(ctx, plan)
	}
	if err != nil {
		return "", errors.Join(atFile(err), s.cases.remove(id), s.Config.Forget(path), os.Remove(path))
	}
	return s.Root().Case(id).Home(), nil
}

// atFile makes an error that was written for the analyst one about the file
// that they chose.
func atFile(err error) error { return atField(err, "file") }

// atField makes an error that was written for the analyst one about a field.
func atField(err error, field string) error {
	e, ok := errors.AsType[*assay.Error](err)
	if !ok || e.Kind == assay.KindInternal {
		return err
	}
	return &assay.Error{Kind: assay.KindInvalid, Field: field, Message: e.Message, Err: err}
}

// refuseStart shows the start page again with what err says about one of its
// forms.
func (s *Server) refuseStart(c echo.Context, err error, p *views.StartPage, errs *map[string]string) error {
	fields, ok := fieldErrors(c, err)
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

// asksName reports whether the analyst is to be asked for a name in a case: before
// anything is written in it, or, in the sample, which is only tried, once something was.
func (s *Server) asksName(open *store.Store) bool {
	return s.Config.Name() == "" && !s.Config.Nameless() && !open.ReadOnly() && (s.worked.Load() || open.Path() != s.Config.Sample())
}

func (s *Server) nameAnalyst(c echo.Context) error {
	var form views.NameForm
	if err := bind(c, &form); err != nil {
		return err
	}
	var err error
	if form.Later {
		err = s.Config.StayNameless()
	} else {
		err = s.Config.SetName(form.Name)
	}
	if err == nil {
		s.cases.rename(s.Config.Name())
		return s.named(c, form)
	}
	fields, ok := fieldErrors(c, err)
	if !ok {
		return err
	}
	form.Errors, form.Saved = fields, s.Config.Name()
	if isHTMX(c) {
		return render(c, http.StatusUnprocessableEntity, views.AskName(s.Root(), form))
	}
	if form.Next == s.Root().Settings() {
		return render(c, http.StatusUnprocessableEntity, views.Settings(s.settings(c, form)))
	}
	p := s.startPage(c)
	p.New.Analyst, p.New.Errors = form.Name, map[string]string{"analyst": fields["name"]}
	return render(c, http.StatusUnprocessableEntity, views.Start(p))
}

// named goes on after the analyst was asked for a name: on the page that asked, which
// stays as it is but for the question, or on the next.
func (s *Server) named(c echo.Context, form views.NameForm) error {
	switch {
	case isHTMX(c): // an empty answer takes the place of the question
		say := tell(c, "Your work is signed %s.", s.Config.Name())
		if form.Later {
			say = tell(c, "Your work is not signed. You can say what you are called in the settings.")
		}
		announce(c, say, false, !form.Later)
		return c.HTML(http.StatusOK, "")
	case strings.HasPrefix(form.Next, string(s.Root())+"/"):
		return s.see(c, form.Next)
	}
	return s.see(c, s.Root().Start())
}

// browse shows one folder of this computer.
func (s *Server) browse(c echo.Context) error {
	purpose, name := views.ForOpen, c.QueryParam("name")
	if c.QueryParam("for") == string(views.ForNew) {
		purpose = views.ForNew
	}
	p := views.ChooserPage{
		Frame: s.plainFrame(c, purpose.Title(c.Request().Context())), Purpose: purpose, Back: s.Root().Start(),
		At: func(folder string) string { return s.Root().Browse(purpose, folder, name) },
	}
	p.Frame.Scope = "rows"
	return s.choose(c, p, func(folder string) string { return s.Root().StartIn(folder, name) })
}

// choose shows the folder that the request names, or the one that cases are
// kept in. use says where a folder is taken to.
func (s *Server) choose(c echo.Context, p views.ChooserPage, use func(folder string) string) error {
	for _, place := range desktop.Places() {
		p.Places = append(p.Places, views.PlaceLink(place))
	}
	if p.Path = c.QueryParam("folder"); p.Path == "" {
		p.Path = s.Config.Folder()
		if _, err := os.Stat(p.Path); err != nil && len(p.Places) > 0 {
			p.Path = p.Places[0].Path // the folder for cases is made with the first of them
		}
	}
	p.Use = use(p.Path)
	status := http.StatusOK
	read := desktop.ReadFolder
	if p.Purpose == views.ForImport {
		read = desktop.ReadFiles
	}
	f, err := read(p.Path)
	if e, ok := errors.AsType[*assay.Error](err); ok {
		status, p.Problem = statuses[e.Kind], tr.Said(c.Request().Context(), e.Message)
	} else if err != nil {
		return err
	}
	p.Parent, p.Folders, p.Cases, p.Files, p.Left = f.Parent, f.Folders, f.Cases, f.Files, f.Hidden+f.More
	if wantsPart(c) {
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
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	all := []url.Values{values}
	if parts := c.Request().MultipartForm; parts != nil {
		all = append(all, parts.Value)
	}
	for _, values := range all {
		for _, list := range values {
			for i := range list { // browsers send every line break as two characters
				list[i] = strings.ReplaceAll(list[i], "\r\n", "\n")
			}
		}
	}
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
