package web

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
	"assay/views"
)

// siblings knows the other copies of the open cases that lie beside them. Each is read
// by a process of its own, in the background, and again only when it has changed.
type siblings struct {
	mu      sync.Mutex
	looking map[string]bool                            // cases around which somebody looks
	found   map[string]map[desktop.Sibling]siblingNews // by case
	offered map[string][]desktop.Sibling               // by case: those that have any news, the latest first
}

// siblingNews is what a copy has that the case lacks.
type siblingNews struct {
	operations int
	by         []string // names of those who wrote them, "" for somebody who has none
}

// begin reports whether somebody is to look around a case, and what is known of it.
func (ss *siblings) begin(id string) (known map[desktop.Sibling]siblingNews, ok bool) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.looking[id] {
		return nil, false
	}
	if ss.looking == nil {
		ss.looking, ss.found, ss.offered = map[string]bool{}, map[string]map[desktop.Sibling]siblingNews{}, map[string][]desktop.Sibling{}
	}
	ss.looking[id] = true
	return ss.found[id], true
}

// end keeps what was found, and reports whether that changes what is offered.
func (ss *siblings) end(id string, found map[desktop.Sibling]siblingNews, offered []desktop.Sibling) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	changed := !slices.Equal(ss.offered[id], offered)
	ss.found[id], ss.offered[id] = found, offered
	delete(ss.looking, id)
	return changed
}

// forget lets the copies around a case be read again: it has been merged, or closed.
func (ss *siblings) forget(id string) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	delete(ss.found, id)
}

// of returns the copies to tell of, and how many operations each has that the case lacks.
func (ss *siblings) of(id string) (list []views.SiblingView) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for _, o := range ss.offered[id] {
		news := ss.found[id][o]
		list = append(list, views.SiblingView{Path: o.Path, Name: filepath.Base(o.Path), New: news.operations, By: news.by})
	}
	return list
}

// lookAround looks for other copies beside a case, without waiting, and tells its pages
// if there is something new to say.
func (s *Server) lookAround(ctx context.Context, id string, open *store.Store) {
	if open.ReadOnly() || open.Moved() {
		return
	}
	known, ok := s.siblings.begin(id)
	if !ok {
		return
	}
	ctx = context.WithoutCancel(ctx) // it outlasts the request
	go func() {
		found := map[desktop.Sibling]siblingNews{}
		var offered []desktop.Sibling
		for _, file := range desktop.Siblings(open.Path()) {
			news, seen := known[file]
			if !seen {
				news = s.lacking(ctx, open, file.Path)
			}
			if found[file] = news; news.operations > 0 && !s.Config.LeftSibling(file) {
				offered = append(offered, file)
			}
		}
		if s.siblings.end(id, found, offered) {
			s.Publish(Changed{Case: id})
		}
	}()
}

// lacking returns what another copy has that the case lacks, nothing if it is no copy of
// it or cannot be read.
func (s *Server) lacking(ctx context.Context, open *store.Store, path string) (news siblingNews) {
	ctx, cancel := context.WithTimeout(ctx, siblingPatience)
	defer cancel()
	plan, from, err := s.openMerge(ctx, open, views.CaseMergeForm{Path: path})
	if err != nil {
		return news
	}
	if err := from.Close(); err != nil || plan.Shared == 0 {
		return news
	}
	news.operations = plan.New
	for _, by := range plan.By {
		news.by = append(news.by, by.Name)
	}
	return news
}

// siblingPatience is how long reading one of them may take.
const siblingPatience = 2 * time.Minute

// leaveSibling notes that the analyst wants to hear no more of a copy as it is.
func (s *Server) leaveSibling(c echo.Context) error {
	var form struct {
		Path string `form:"path"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	for _, file := range desktop.Siblings(caseOf(c).Path()) {
		if file.Path == form.Path {
			if err := s.Config.LeaveSibling(file); err != nil {
				return err
			}
		}
	}
	s.lookAround(c.Request().Context(), c.Param("case"), caseOf(c))
	return s.done(c, assay.ActID{}, tell(c, "You will hear of this copy again when it has changed."), s.caseRoot(c).Home())
}

// watch keeps the work of cases whose files were moved, replaced or deleted under our
// hands, until the server ends.
func (s *Server) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery):
		}
		s.keepAll(ctx)
		s.bringHome(ctx)
	}
}

// keepAll saves copies of the cases that have lost their files.
func (s *Server) keepAll(ctx context.Context) {
	for id, open := range s.cases.all() {
		if open.Moved() {
			s.keepWork(ctx, id, open)
		}
	}
}

// watchEvery is how often somebody looks whether the files are where they were.
const watchEvery = 5 * time.Second

// keepWork saves a copy of a case that has lost its file, once, and tells its pages.
func (s *Server) keepWork(ctx context.Context, id string, open *store.Store) {
	if !s.cases.beginKeeping(id) {
		return
	}
	path, err := desktop.SaveWork(open.Path(), s.Config.Folder(), s.Now(), func(to string) error { return open.SaveCopy(ctx, to) })
	if err == nil {
		_ = s.Config.Own(path, false) // it was made here; where that cannot be noted it is checked as any other
	} else {
		s.Log.WarnContext(ctx, "cannot keep the work on a case whose file is gone", "err", err)
	}
	s.cases.kept(id, path)
	s.Publish(Changed{Case: id})
}

// lost says what has become of a case whose file is gone, nil while that is at its place.
func (s *Server) lost(c echo.Context) *views.LostFile {
	open := caseOf(c)
	if open == nil || !open.Moved() {
		return nil
	}
	return &views.LostFile{Path: open.Path(), Kept: s.cases.keptAt(c.Param("case")), Again: s.caseRoot(c).Again()}
}

// goOn closes a case that has lost its file, and opens what is at its place now, or
// else the copy that was kept of it.
func (s *Server) goOn(c echo.Context) error {
	open, id, ctx := caseOf(c), c.Param("case"), c.Request().Context()
	if !open.Moved() {
		return s.see(c, s.caseRoot(c).Home())
	}
	s.keepWork(ctx, id, open)
	path := s.cases.keptAt(id)
	if path == "" {
		return assay.Conflict("Your work could not be kept: the disk may be full, or you may not write to the folder. Save a copy somewhere else first.")
	}
	if _, err := os.Stat(open.Path()); err == nil {
		path = open.Path()
	}
	next, err := s.openPath(ctx, path, Existing)
	if err != nil {
		return err
	}
	s.imports.stop(id)
	if err := s.merges.put(id, nil); err != nil {
		return err
	}
	if err := s.cases.remove(id); err != nil {
		return err
	}
	s.hub.publish(Changed{Case: id})
	return s.see(c, s.Root().Case(next).Home())
}
