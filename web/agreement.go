package web

import (
	"context"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

func (s *Server) agreementRoutes(c *echo.Group) {
	c.GET("/compare", s.compareAnalysts)
	c.POST("/compare", s.adjudicate)
}

// compareAnalysts shows how far analysts agree.
func (s *Server) compareAnalysts(c echo.Context) error {
	var q struct {
		With      []assay.ActorID `query:"with"`
		Event     assay.EventID   `query:"event"`
		Claim     assay.ClaimID   `query:"claim"`
		Dimension assay.Dimension `query:"dimension"`
		Words     []string        `query:"word"`
		Decided   string          `query:"decided"`
		Page      int             `query:"page"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	f := assay.AgreementFilter{With: q.With, Event: q.Event, Claim: q.Claim, Dimension: q.Dimension, Words: q.Words, Decided: q.Decided != "", Page: q.Page}
	data, progress, err := s.agreement(c, f)
	if err != nil {
		return err
	}
	p := views.AgreementPage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data, Zone: s.Now().Location(), Asked: f, Progress: progress}
	if p.Frame, err = s.frame(c, "compare", tell(c, "Compare analysts")); err != nil {
		return err
	}
	p.Frame.Scope = "compare rows"
	return render(c, http.StatusOK, views.CompareAnalysts(p))
}

// How long a page waits for analysts of a large case to be compared: hardly at all, or
// until there is some progress to tell where it asks for nothing else.
const (
	compareGlance = 20 * time.Millisecond
	compareWait   = time.Second
)

// agreement returns how far analysts agree, and how much of a large case was compared for
// that, in per cent, while it is not known.
func (s *Server) agreement(c echo.Context, f assay.AgreementFilter) (data assay.AgreementPage, progress int, err error) {
	ctx, open, id := c.Request().Context(), caseOf(c), c.Param("case")
	data, err = open.Agreement(ctx, f)
	if err != nil || !data.Pending && !data.Behind {
		return data, 0, err
	}
	patience := compareGlance
	if c.QueryParam("wait") != "" {
		patience = compareWait
	}
	known, _ := s.compared.LoadOrStore(id, &atomic.Int64{})
	done := known.(*atomic.Int64)
	told := func(step, total int) { done.Store(int64(100 * step / max(total, 1))) }
	key := f
	key.Page = 0
	found, err := s.foresights.wait(ctx, foreseenOf{id, "compare"}, strconv.FormatInt(data.At, 10), string(oplog.Encode(key)), patience, func(ctx context.Context) (any, error) {
		return nil, open.Compare(ctx, f, told)
	})
	if err != nil || found == nil {
		return data, int(done.Load()), err
	}
	data, err = open.Agreement(ctx, f)
	return data, 0, err
}

// adjudicate takes the team's verdict on something, or takes it back.
func (s *Server) adjudicate(c echo.Context) error {
	var form views.AgreementForm
	if err := bind(c, &form); err != nil {
		return err
	}
	targets, seen, err := form.Verdict()
	if err != nil {
		return echo.ErrBadRequest
	}
	act, err := caseOf(c).Adjudicate(c.Request().Context(), store.Adjudication{
		Key: assay.JudgementKey{Other: form.Other, Dimension: form.Dimension, Scope: form.Scope}, Targets: targets,
		Word: form.Word, Reason: form.Reason, Seen: seen,
	})
	if err != nil {
		return err
	}
	say := tell(c, "Decided for the team.")
	if form.Word == "" {
		say = tell(c, "The verdict was taken back.")
	}
	return s.done(c, act, say, s.cameFrom(c))
}
