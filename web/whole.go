package web

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/store"
	"assay/views"
)

func (s *Server) wholeRoutes(c *echo.Group) {
	c.GET("/evidence", s.showWhole)
	c.GET("/evidence/check", func(c echo.Context) error { return s.see(c, s.caseRoot(c).Whole()) }) // reloaded after a refusal
	c.POST("/evidence/check", s.checkWhole)
	c.POST("/evidence/stop", s.stopWhole)
}

// wholes are the checks of evidence of this run, the last of each case. The zero
// value is ready for use.
type wholes struct {
	mu   sync.Mutex
	last map[string]*wholeCheck // by case
}

// wholeCheck is a check that runs, or has run.
type wholeCheck struct {
	stop context.CancelFunc

	mu sync.Mutex
	at views.WholeState
}

func (w *wholeCheck) set(change func(*views.WholeState)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.at)
}

func (w *wholeCheck) state() views.WholeState {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// get returns the last check of a case, nil if there was none.
func (w *wholes) get(caseID string) *wholeCheck {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last[caseID]
}

// begin returns a new check of a case, nil if one is running.
func (w *wholes) begin(caseID string, stop context.CancelFunc) *wholeCheck {
	w.mu.Lock()
	defer w.mu.Unlock()
	if last := w.last[caseID]; last != nil && last.state().Running {
		return nil
	}
	if w.last == nil {
		w.last = map[string]*wholeCheck{}
	}
	check := &wholeCheck{stop: stop, at: views.WholeState{Running: true}}
	w.last[caseID] = check
	return check
}

func (s *Server) showWhole(c echo.Context) error {
	p := views.WholePage{Root: s.caseRoot(c)}
	if check := s.wholes.get(c.Param("case")); check != nil {
		p.State = check.state()
	}
	var err error
	if p.Titles, err = caseOf(c).Titles(c.Request().Context(), p.State.Found.Articles()); err != nil {
		return err
	}
	if p.Frame, err = s.frame(c, "whole", tell(c, "Check evidence")); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Whole(p))
}

// checkWhole begins to check all originals and texts of the case. It goes on while
// the analyst does something else.
func (s *Server) checkWhole(c echo.Context) error {
	ctx, stop := context.WithCancel(context.WithoutCancel(c.Request().Context()))
	check := s.wholes.begin(c.Param("case"), stop)
	if check == nil {
		stop()
		return s.see(c, s.caseRoot(c).Whole())
	}
	job := s.Begin(ctx, c.Param("case"), tell(c, "Checking evidence"))
	open := caseOf(c)
	go func() {
		defer stop()
		defer job.End(errPanicked)
		s.runWhole(ctx, open, check, job)
	}()
	return s.see(c, s.caseRoot(c).Whole())
}

// runWhole checks, and says how far it has come.
func (s *Server) runWhole(ctx context.Context, open *store.Store, check *wholeCheck, job *Job) {
	found, err := open.CheckEvidence(ctx, func(done, total int) {
		job.Step(done, total)
		check.set(func(w *views.WholeState) { w.Done, w.Total = done, total })
	})
	stopped := errors.Is(err, context.Canceled)
	problem := ""
	if err != nil && !stopped {
		if _, problem = explain(ctx, err); assay.KindOf(err) == assay.KindInternal {
			s.Log.ErrorContext(ctx, "cannot check the evidence", "err", err)
		}
	}
	check.set(func(w *views.WholeState) {
		w.Running, w.Stopped, w.Problem, w.Found, w.Ended = false, stopped, problem, found, s.Now().In(time.Local)
	})
	if stopped {
		err = nil
	}
	job.End(err)
}

// stopWhole stops the check.
func (s *Server) stopWhole(c echo.Context) error {
	if check := s.wholes.get(c.Param("case")); check != nil {
		check.stop()
	}
	return s.see(c, s.caseRoot(c).Whole())
}
