package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
)

// How a case is to be opened.
type How int

// The ways.
const (
	Existing How = iota // it must be there: a file that was moved is not made anew
	Fresh               // it must not be there
	Either              // as the command line does
)

// OpenCase opens the case at path, and makes it if there is no such file. It
// must not hold on to ctx.
type OpenCase func(ctx context.Context, path string) (*store.Store, error)

// cases are the open cases, by the random ids that their addresses carry.
type cases struct {
	open OpenCase

	opening sync.Mutex // held while a case is opened, so that none is opened twice

	mu   sync.Mutex
	byID map[string]*store.Store
}

// get returns the case with that id, nil if there is none.
func (cs *cases) get(id string) *store.Store {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.byID[id]
}

// at returns the id of the open case whose file is at path, however that path
// is spelt. A case whose file has been moved away is not at its path any more:
// what is there now is opened beside it, and it can still be copied.
func (cs *cases) at(path string) (id string, ok bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	info, err := os.Stat(path)
	for id, c := range cs.byID {
		if err == nil && c.At(info) {
			return id, true
		}
	}
	return "", false
}

// add opens the case at path, or finds it open.
func (cs *cases) add(ctx context.Context, path string, how How) (id string, err error) {
	if err := desktop.CheckPath(path); err != nil {
		return "", err
	}
	cs.opening.Lock()
	defer cs.opening.Unlock()
	if id, ok := cs.at(path); ok && how != Fresh {
		return id, nil
	}
	switch info, err := os.Stat(path); {
	case err == nil && how == Fresh:
		return "", assay.Invalid("name", "There is already a file %q in this folder. Choose another name, or open that case.", filepath.Base(path))
	case err == nil && !info.Mode().IsRegular():
		return "", &assay.Error{Kind: assay.KindUnsupported, Field: "path", Message: "This is not a file. Choose a case, whose name ends with .assay."}
	case errors.Is(err, fs.ErrNotExist) && how == Existing:
		return "", &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: "There is no case at " + path + ". It may have been moved, or its drive taken out."}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", &assay.Error{Kind: assay.KindInvalid, Field: "path", Message: "The file " + path + " cannot be read. Check that you are allowed to open it.", Err: err}
	}
	c, err := cs.open(ctx, path)
	if err != nil {
		return "", err
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.byID == nil {
		cs.byID = make(map[string]*store.Store)
	}
	id = randomHex(4)
	for cs.byID[id] != nil {
		id = randomHex(4)
	}
	cs.byID[id] = c
	return id, nil
}

// remove closes the case with that id.
func (cs *cases) remove(id string) error {
	cs.mu.Lock()
	c := cs.byID[id]
	delete(cs.byID, id)
	cs.mu.Unlock()
	if c == nil {
		return nil
	}
	return c.Close()
}

// rename tells the open cases what the analyst is called from now on.
func (cs *cases) rename(name string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, c := range cs.byID {
		c.SetName(name)
	}
}

func (cs *cases) closeAll() error {
	cs.mu.Lock()
	open := cs.byID
	cs.byID = nil
	cs.mu.Unlock()
	var errs []error
	for _, c := range open {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// openPath opens a case and remembers it for the start page.
func (s *Server) openPath(ctx context.Context, path string, how How) (id string, err error) {
	id, err = s.cases.add(ctx, path, how)
	if err != nil {
		return "", err
	}
	c := s.cases.get(id)
	info, err := c.Info(ctx)
	if err != nil {
		return "", errors.Join(err, s.cases.remove(id))
	}
	if err := s.Config.Remember(c.Path(), info.Name, s.Now()); err != nil {
		s.Log.WarnContext(ctx, "cannot remember a case", "err", err) // it is open all the same
	}
	return id, nil
}

// caseKey is where the case of a request is kept.
const caseKey = "case"

// withCase finds the case that an address is about.
func (s *Server) withCase(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		open := s.cases.get(c.Param("case"))
		if open == nil {
			return &assay.Error{Kind: assay.KindNotFound, Message: "This case is no longer open. Open it again from the start page."}
		}
		c.Set(caseKey, open)
		return next(c)
	}
}

// caseOf returns the case that an address below /c/ is about.
func caseOf(c echo.Context) *store.Store {
	open, _ := c.Get(caseKey).(*store.Store)
	return open
}

func (s *Server) closeCase(c echo.Context) error {
	if err := s.cases.remove(c.Param("case")); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, s.Root().Start())
}
