package web

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync"

	"github.com/labstack/echo/v4"

	"assay/internal/desktop"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) awayRoutes(c *echo.Group) {
	c.GET("/drive", s.showAway)
	c.POST("/drive", s.tryAway)
}

// homecoming knows of which cases somebody looks at the drive: one that has gone to sleep
// may take long to answer, and must not stop the others. The zero value is ready for use.
type homecoming struct {
	mu   sync.Mutex
	busy map[string]bool // by case
}

func (h *homecoming) begin(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[id] {
		return false
	}
	if h.busy == nil {
		h.busy = map[string]bool{}
	}
	h.busy[id] = true
	return true
}

func (h *homecoming) end(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.busy, id)
}

// bringHome writes cases that are worked on in copies back to their drives, where
// something waits for it, and looks whether somebody else has written there.
func (s *Server) bringHome(ctx context.Context) {
	for id, open := range s.cases.all() {
		a := s.Config.AwayCase(open.Path())
		if a == nil || open.ReadOnly() || open.Moved() || !s.homecoming.begin(id) {
			continue
		}
		go func() {
			defer s.homecoming.end(id)
			s.bringOneHome(ctx, id, open, a)
		}()
	}
}

func (s *Server) bringOneHome(ctx context.Context, id string, open *store.Store, a *desktop.Away) {
	before := a.Status()
	mark, err := open.Mark(ctx)
	switch {
	case err != nil: // it was closed, which has brought it home
		return
	case a.Due(mark, s.Now()):
		err = a.WriteBack(ctx, open, s.Now())
	default:
		err = a.Look(s.Now())
	}
	after := a.Status()
	news := before.Problem.String() != after.Problem.String()
	if err != nil && news {
		s.Log.WarnContext(ctx, "a case cannot be written to its drive", "err", errors.Unwrap(err))
	}
	if news {
		s.Publish(Changed{Case: id}) // every page says so
	} else if before.Waits != after.Waits || !before.Written.Equal(after.Written) {
		s.Publish(Drive{Case: id})
	}
}

// away returns what the pages of a case say of its drive, nil if it is not worked on in
// a copy.
func (s *Server) away(c echo.Context) *views.AwayView {
	open, root := caseOf(c), s.caseRoot(c)
	a := s.Config.AwayCase(open.Path())
	if a == nil || open.ReadOnly() {
		return nil
	}
	at := a.Status()
	return &views.AwayView{
		Path: at.Home, Name: filepath.Base(at.Home), Written: at.Written, Zone: s.Now().Location(), Waits: at.Waits, Changed: at.Changed, Gone: at.Gone,
		Problem: tr.Said(c.Request().Context(), at.Problem), Href: root.Drive(), Merge: root.MergeCase(),
	}
}

func (s *Server) showAway(c echo.Context) error {
	v := s.away(c)
	if v == nil {
		return c.NoContent(http.StatusNoContent)
	}
	return render(c, http.StatusOK, views.Away(v))
}

// tryAway writes a case to its drive now; again says that it is to be put there where it
// is no longer.
func (s *Server) tryAway(c echo.Context) error {
	var form struct {
		Again bool `form:"again"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	open := caseOf(c)
	if a := s.Config.AwayCase(open.Path()); a != nil && !open.ReadOnly() {
		if form.Again {
			if err := a.Again(); err != nil {
				return err
			}
		}
		_ = a.WriteBack(c.Request().Context(), open, s.Now()) // the page says what came of it
	}
	s.Publish(Changed{Case: c.Param("case")})
	return s.see(c, s.cameFrom(c))
}
