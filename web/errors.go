package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/tr"
	"assay/views"
)

// statuses maps kinds of errors to HTTP. It is the only place that does.
var statuses = map[assay.ErrorKind]int{
	assay.KindInternal:    http.StatusInternalServerError,
	assay.KindInvalid:     http.StatusUnprocessableEntity,
	assay.KindNotFound:    http.StatusNotFound,
	assay.KindConflict:    http.StatusConflict,
	assay.KindUnsupported: http.StatusUnsupportedMediaType,
	assay.KindReadOnly:    http.StatusForbidden,
	assay.KindBusy:        http.StatusLocked,
}

// sentences are for what echo and net/http find wrong with a request.
var sentences = map[int]assay.Sentence{
	http.StatusBadRequest:            assay.Say("This request could not be understood. Reload the page and try again."),
	http.StatusNotFound:              assay.Say("There is no such page. It may have been removed, or its case closed."),
	http.StatusMethodNotAllowed:      assay.Say("This page cannot be used like that. Reload it and try again."),
	http.StatusRequestEntityTooLarge: assay.Say("This is more than Assay takes at once. Send less, or smaller files."),
}

// fail answers a request whose handler returned err. Only errors written for
// the analyst are shown; the rest go to the log.
func (s *Server) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	if c.Response().Committed || ctx.Err() != nil {
		return
	}
	if away, ok := errors.AsType[turnedAway](err); ok {
		err = render(c, int(away), views.Refused(tr.Said(ctx, refusals[away]))) // a sentence, and nothing that tells of us
		if err != nil {
			s.Log.ErrorContext(ctx, "cannot show a refusal", "err", err)
		}
		return
	}
	status, message := explain(ctx, err)
	if status >= 500 {
		attrs := []any{"method", known(c.Request().Method), "route", c.Path(), "err", err}
		if p, ok := errors.AsType[*panicked](err); ok {
			attrs = append(attrs, "stack", p.stack)
		}
		s.Log.ErrorContext(ctx, "request failed", attrs...)
	}
	if s.lost(c) != nil && status == statuses[assay.KindReadOnly] {
		err = s.showLost(c, status)
	} else {
		err = s.showProblem(c, status, message)
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "cannot show a problem", "route", c.Path(), "err", err)
	}
}

// explain returns the status that stands for err and what the analyst is told.
func explain(ctx context.Context, err error) (status int, message string) {
	if e, ok := errors.AsType[*assay.Error](err); ok {
		return statuses[e.Kind], tr.Said(ctx, e.Message)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, tr.Said(ctx, sentences[http.StatusRequestEntityTooLarge])
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok && e.Code < 500 {
		message, ok := sentences[e.Code]
		if !ok {
			message = sentences[http.StatusBadRequest]
		}
		return e.Code, tr.Said(ctx, message)
	}
	return http.StatusInternalServerError, tr.Say(ctx, "Something went wrong, and nothing was changed. The details are in the log.")
}

// showProblem sends a message: as a page of its own, or into the page that
// asked for a part of itself. A page that fetches itself again, and is about
// something that is no more, gives way to the message.
func (s *Server) showProblem(c echo.Context, status int, message string) error {
	to := c.Response().Header()
	gone := status == http.StatusNotFound && refreshes(c)
	switch {
	case gone:
		to.Set("HX-Retarget", "#main")
	case isHTMX(c):
		to.Set("HX-Retarget", "#problem")
		to.Set("HX-Reswap", "innerHTML")
		to.Set("HX-Reselect", ".notice") // not what the request would have picked
		return render(c, status, views.Problem(message, false))
	}
	return render(c, status, views.ProblemPage(s.problemFrame(c, status), message))
}

// showLost answers a change that was not saved since the file of the case is gone: in the
// one notice that says so, and where the work is.
func (s *Server) showLost(c echo.Context, status int) error {
	if !isHTMX(c) {
		return render(c, status, views.ProblemPage(s.problemFrame(c, status), tell(c, "What you have just done was not saved.")))
	}
	l := s.lost(c)
	l.Unsaved = true
	to := c.Response().Header()
	to.Set("HX-Retarget", "#lost-here")
	to.Set("HX-Reswap", "innerHTML")
	to.Set("HX-Reselect", ".notice")
	return render(c, status, views.Lost(l))
}

// problemFrame returns what stands around a problem: that of the case, where
// there is one that can still be read.
func (s *Server) problemFrame(c echo.Context, status int) views.Frame {
	if caseOf(c) != nil {
		if f, err := s.frame(c, "", tell(c, "Problem")); err == nil {
			if status != http.StatusNotFound { // what was taken back may be done again
				f.Refresh = ""
			}
			return f
		}
	}
	return s.plainFrame(c, tell(c, "Problem"))
}

// fieldErrors returns what err says about the fields of a form, and whether it
// says anything about them: if not, err is for [Server.fail].
func fieldErrors(c echo.Context, err error) (map[string]string, bool) {
	said := map[string]string{}
	for _, err := range each(err) {
		e, ok := errors.AsType[*assay.Error](err)
		if !ok || e.Field == "" || e.Kind != assay.KindInvalid && e.Kind != assay.KindConflict {
			return nil, false
		}
		said[e.Field] = tr.Said(c.Request().Context(), e.Message)
	}
	return said, len(said) > 0
}

// each returns the errors that err joins, or err alone.
func each(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // what is joined, not what is wrapped
		return joined.Unwrap()
	}
	return []error{err}
}
