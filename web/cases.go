package web

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
	"assay/views"
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

// RescueCase makes a new case out of what can be read of the damaged one at path, and
// returns where it is.
type RescueCase func(ctx context.Context, path string) (rescued string, r assay.Received, err error)

// cases are the open cases, by the random ids that their addresses carry. mu is
// held for no longer than it takes to look something up: a case may lie on a
// drive that has gone to sleep, and must not stop the others.
type cases struct {
	open OpenCase
	away func(path string) *desktop.Away // how a case is worked on in a copy, nil if it is not

	keeping sync.Mutex // so that of two openings of one file the second finds the first

	mu      sync.Mutex
	byID    map[string]*store.Store
	reading map[string]assay.ArticleID // the article that was opened last in each case
	indexed map[string]bool            // the cases that are being indexed, and whether they have changed since
	left    leftPage
	past    map[string]views.PastView // the cases that show others as they were
	works   map[string]string         // where the work on cases that have lost their files is kept, "" until it is
}

// setPast notes that a case shows another as it was.
func (cs *cases) setPast(id string, p views.PastView) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.past == nil {
		cs.past = make(map[string]views.PastView)
	}
	cs.past[id] = p
}

// pastOf says of which moment a case is, nil if it is of now.
func (cs *cases) pastOf(id string) *views.PastView {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if p, ok := cs.past[id]; ok {
		return &p
	}
	return nil
}

// beginKeeping reports whether somebody is to keep the work on a case.
func (cs *cases) beginKeeping(id string) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.works == nil {
		cs.works = make(map[string]string)
	}
	_, begun := cs.works[id]
	cs.works[id] += ""
	return !begun
}

// kept notes where the work on a case is kept; "" lets somebody try again.
func (cs *cases) kept(id, path string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.works[id] = path; path == "" {
		delete(cs.works, id)
		delete(cs.past, id)
	}
}

// keptAt returns where the work on a case is kept, "" if it is not.
func (cs *cases) keptAt(id string) string {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.works[id]
}

// leftPage is the page of a case that was shown last.
type leftPage struct{ id, name, href string }

// leave notes which page of a case is shown.
func (cs *cases) leave(p leftPage) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.left = p
}

// lastLeft returns the page of a case that was shown last, zero if there is none
// or its case has been closed.
func (cs *cases) lastLeft() leftPage {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.byID[cs.left.id] == nil {
		return leftPage{}
	}
	return cs.left
}

// beginIndexing reports whether somebody is to index a case: whoever does that
// already goes on with what is new.
func (cs *cases) beginIndexing(id string) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.indexed == nil {
		cs.indexed = make(map[string]bool)
	}
	_, running := cs.indexed[id]
	cs.indexed[id] = running
	return !running
}

// goOnIndexing reports whether a case has changed since its indexing began; if
// not, that has ended.
func (cs *cases) goOnIndexing(id string) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.indexed[id] {
		cs.indexed[id] = false
		return true
	}
	delete(cs.indexed, id)
	return false
}

// read notes that an article of a case is being read.
func (cs *cases) read(id string, a assay.ArticleID) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.reading == nil {
		cs.reading = make(map[string]assay.ArticleID)
	}
	cs.reading[id] = a
}

// lastRead returns the article that was opened last in a case, zero if none was.
func (cs *cases) lastRead(id string) assay.ArticleID {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.reading[id]
}

// get returns the case with that id, nil if there is none.
func (cs *cases) get(id string) *store.Store {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.byID[id]
}

// all returns the open cases by their ids.
func (cs *cases) all() map[string]*store.Store {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return maps.Clone(cs.byID)
}

// at returns the id of the open case in file, by whatever path that was found.
// A case whose file has been moved away is in none any more: what is at its
// path now is opened beside it, and it can still be copied.
func (cs *cases) at(file os.FileInfo) (id string, ok bool) {
	if file == nil {
		return "", false
	}
	for id, c := range cs.all() {
		if c.At(file) {
			return id, true
		}
	}
	return "", false
}

// inCopy returns the id of the open case that is worked on in a copy of the file at path.
func (cs *cases) inCopy(path string) (id string, ok bool) {
	for id, c := range cs.all() {
		if c.Path() == path && cs.away(path) != nil && !c.Moved() {
			return id, true
		}
	}
	return "", false
}

// add opens the case at path, or finds it open, and says whether it was closed.
func (cs *cases) add(ctx context.Context, path string, how How) (id string, closed bool, err error) {
	if err := desktop.CheckPath(path); err != nil {
		return "", false, err
	}
	info, err := os.Stat(path)
	id, ok := cs.at(info)
	if !ok {
		id, ok = cs.inCopy(path)
	}
	if ok && how != Fresh {
		return id, false, nil
	}
	if a := cs.away(path); errors.Is(err, fs.ErrNotExist) && a != nil && a.There() && how != Fresh {
		err, info = nil, nil // its drive is away, and the work is here
	}
	switch {
	case err == nil && how == Fresh:
		return "", false, assay.Invalid("name", "There is already a file %q in this folder. Choose another name, or open that case.", filepath.Base(path))
	case err == nil && info != nil && !info.Mode().IsRegular():
		return "", false, &assay.Error{Kind: assay.KindUnsupported, Field: "path", Message: assay.Say("This is not a file. Choose a case, whose name ends with .assay.")}
	case errors.Is(err, fs.ErrNotExist) && how == Existing:
		return "", false, &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: assay.Say("There is no case at %s. It may have been moved, or its drive taken out.", path)}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", false, &assay.Error{Kind: assay.KindInvalid, Field: "path", Message: assay.Say("The file %s cannot be read. Check that you are allowed to open it.", path), Err: err}
	}
	s, err := cs.open(ctx, path)
	if err != nil {
		return "", false, err
	}
	return cs.keep(s)
}

// keep gives an open case an id, or closes it again if the same file was opened
// in the meantime; closed is false then.
func (cs *cases) keep(s *store.Store) (id string, closed bool, err error) {
	cs.keeping.Lock()
	defer cs.keeping.Unlock()
	if id, ok := cs.inCopy(s.Path()); ok {
		return id, false, s.Close()
	}
	file, err := os.Stat(s.Path())
	if err != nil && cs.away(s.Path()) == nil {
		return "", false, errors.Join(err, s.Close())
	}
	if id, ok := cs.at(file); ok {
		return id, false, s.Close()
	}
	id = randomHex(4)
	for cs.get(id) != nil {
		id = randomHex(4)
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.byID == nil {
		cs.byID = make(map[string]*store.Store)
	}
	cs.byID[id] = s
	return id, true, nil
}

// remove closes the case with that id.
func (cs *cases) remove(id string) error {
	cs.mu.Lock()
	c := cs.byID[id]
	delete(cs.byID, id)
	delete(cs.reading, id)
	delete(cs.works, id)
	cs.mu.Unlock()
	if c == nil {
		return nil
	}
	return c.Close()
}

// rename tells the open cases what the analyst is called from now on.
func (cs *cases) rename(name string) {
	for _, c := range cs.all() {
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
	id, closed, err := s.cases.add(ctx, path, how)
	if err != nil {
		return "", err
	}
	c := s.cases.get(id)
	if c == nil {
		return "", errNotOpen
	}
	info, err := c.Info(ctx)
	if err != nil && closed { // else others work on it
		err = errors.Join(err, s.cases.remove(id))
	}
	if err != nil {
		return "", err
	}
	if err := s.Config.Remember(c.Path(), info.Name, s.Now()); err != nil {
		s.Log.WarnContext(ctx, "cannot remember a case", "err", err) // it is open all the same
	}
	s.index(ctx, id, c)
	s.lookAround(ctx, id, c)
	return id, nil
}

// caseKey is where the case of a request is kept.
const caseKey = "case"

// errNotOpen is for a case that has been closed.
var errNotOpen = &assay.Error{Kind: assay.KindNotFound, Message: assay.Say("This case is no longer open. Open it again from the start page.")}

// withCase finds the case that an address is about.
func (s *Server) withCase(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		open := s.cases.get(c.Param("case"))
		if open == nil {
			return errNotOpen
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

// forgetReceived notes that the analyst knows how the case came in.
func (s *Server) forgetReceived(c echo.Context) error {
	caseOf(c).ForgetReceived()
	return s.see(c, s.caseRoot(c).Home())
}

// closeCase closes a case, and tells the tabs that still show it.
func (s *Server) closeCase(c echo.Context) error {
	s.imports.stop(c.Param("case"))
	if err := s.merges.put(c.Param("case"), nil); err != nil {
		return err
	}
	next := s.Root().Start()
	if p := s.cases.pastOf(c.Param("case")); p != nil {
		next = p.Back
	}
	if err := s.cases.remove(c.Param("case")); err != nil {
		return err
	}
	s.hub.publish(Changed{Case: c.Param("case")})
	return c.Redirect(http.StatusSeeOther, next)
}
