package web

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/sealed"
	"assay/store"
	"assay/views"
)

func (s *Server) shareRoutes(c *echo.Group) {
	c.GET("/share", s.showShare)
	c.POST("/share", s.share)
}

// shares are the copies of cases that were made last to be given away, by case. The zero
// value is ready for use.
type shares struct{ made sync.Map }

func (ss *shares) put(caseID string, made *views.SharedCopy) { ss.made.Store(caseID, made) }

// get returns the last copy of a case if it is the one at path, else nil.
func (ss *shares) get(caseID, path string) *views.SharedCopy {
	made, _ := ss.made.Load(caseID)
	if last, ok := made.(*views.SharedCopy); ok && last.Path == path {
		return last
	}
	return nil
}

// showShare shows what would leave in a copy, as it was chosen.
func (s *Server) showShare(c echo.Context) error {
	path := caseOf(c).Path()
	form := views.ShareForm{
		Originals: assay.ShareAll.Originals, PrivateNotes: assay.ShareAll.PrivateNotes, Names: assay.ShareAll.Names, Marks: assay.ShareAll.Marks, History: assay.ShareAll.History,
		Folder: filepath.Dir(path), Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + " " + s.Now().Format("2006-01-02"),
	}
	if made := s.shares.get(c.Param("case"), c.QueryParam("shared")); made != nil {
		f := made.Form
		form.Originals, form.PrivateNotes, form.Names, form.Marks, form.History = f.Originals, f.PrivateNotes, f.Names, f.Marks, f.History
	}
	if c.QueryParam("chosen") != "" { // what is not named is not wanted
		on := func(name string) bool { return c.QueryParam(name) == "true" }
		form.Originals, form.PrivateNotes, form.Names, form.Marks, form.History = on("originals"), on("private"), on("names"), on("marks"), on("history")
	}
	return s.sharePage(c, http.StatusOK, form)
}

// How long a page waits for what would leave: hardly at all where there is something to
// choose, and longer where it asks for nothing else.
const (
	shareGlance = 300 * time.Millisecond
	shareWait   = 20 * time.Second
)

func (s *Server) sharePage(c echo.Context, status int, form views.ShareForm) (err error) {
	p := views.SharePage{Root: s.caseRoot(c), Case: c.Param("case"), Form: form, Shared: s.shares.get(c.Param("case"), c.QueryParam("shared"))}
	patience := shareGlance
	if c.QueryParam("wait") != "" {
		patience = shareWait
	}
	if p.Leaving, err = s.foresights.look(c.Request().Context(), c.Param("case"), caseOf(c), form.Share(), patience); err != nil {
		return err
	}
	if p.Frame, err = s.frame(c, "share", tell(c, "Share a copy")); err != nil {
		return err
	}
	p.Frame.Scope, p.Frame.Refresh = "share", "" // somebody is choosing
	return render(c, status, views.Share(p))
}

// share makes the copy.
func (s *Server) share(c echo.Context) error {
	var form views.ShareForm
	if err := bind(c, &form); err != nil {
		return err
	}
	path, err := sharePath(form)
	var leaving *assay.Leaving
	if err == nil {
		told := func(done, total int) { s.Publish(Taking{Case: c.Param("case"), Done: done, Total: total}) }
		leaving, err = caseOf(c).Share(c.Request().Context(), path, form.Share(), store.Sharing{Passphrase: form.Passphrase, Told: told})
	}
	if err == nil {
		form.Passphrase, form.Again = "", ""
		s.shares.put(c.Param("case"), &views.SharedCopy{Path: path, Form: form, Leaving: leaving})
		return s.see(c, s.caseRoot(c).Shared(path))
	}
	fields, ok := fieldErrors(c, err)
	if !ok {
		return err
	}
	if message := fields["path"]; message != "" { // the store knows one path, the form has two parts of it
		fields["folder"] = message
	}
	form.Errors = fields
	return s.sharePage(c, http.StatusUnprocessableEntity, form)
}

// sharePath says where the copy goes, if nothing is there yet.
func sharePath(form views.ShareForm) (string, error) {
	if form.Passphrase != form.Again {
		return "", assay.Invalid("again", "The two passphrases are not the same. Type both again.")
	}
	path, err := desktop.NewCase(form.Folder, form.Name)
	if err == nil && form.Passphrase != "" {
		path += sealed.Ext
	}
	return path, err
}

// showUnseal asks for the passphrase of a file.
func (s *Server) showUnseal(c echo.Context) error {
	file := c.QueryParam("file")
	if !sealed.Is(file) {
		return s.see(c, s.Root().Start())
	}
	return s.unsealPage(c, http.StatusOK, views.UnsealForm{File: file, Path: filepath.Join(filepath.Dir(file), sealed.Plain(filepath.Base(file)))})
}

func (s *Server) unsealPage(c echo.Context, status int, form views.UnsealForm) error {
	p := views.UnsealPage{Frame: s.plainFrame(c, tell(c, "A case under a passphrase")), Form: form}
	return render(c, status, views.Unseal(p))
}

// unseal opens a file under a passphrase, as a new file, and that as any that was sent.
func (s *Server) unseal(c echo.Context) error {
	var form views.UnsealForm
	if err := bind(c, &form); err != nil {
		return err
	}
	form.Path = strings.TrimSpace(form.Path)
	id, err := s.openSealed(c.Request().Context(), form)
	if err == nil {
		return s.see(c, s.Root().Case(id).Home())
	}
	_, message := explain(c.Request().Context(), err)
	field := "file"
	switch e, ok := errors.AsType[*assay.Error](err); {
	case !ok || e.Kind == assay.KindInternal:
		return err
	case e.Field == "path" || e.Field == "passphrase":
		field = e.Field
	}
	form.Errors = map[string]string{field: message}
	return s.unsealPage(c, http.StatusUnprocessableEntity, form)
}

func (s *Server) openSealed(ctx context.Context, form views.UnsealForm) (id string, err error) {
	if err := desktop.CheckPath(form.Path); err != nil {
		return "", atField(err, "path")
	}
	from, err := s.sentCase(ctx, form.File, form.Passphrase)
	if err != nil {
		return "", err
	}
	_, err = store.Receive(ctx, from, form.Path, store.Options{Now: s.Now})
	if err = errors.Join(err, from.Close()); err == nil {
		err = s.Config.Own(form.Path, false) // it was made here
	}
	if err != nil {
		return "", err
	}
	return s.openPath(ctx, form.Path, Existing)
}
