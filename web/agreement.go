package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
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
	data, err := caseOf(c).Agreement(c.Request().Context(), assay.AgreementFilter{
		With: q.With, Event: q.Event, Claim: q.Claim, Dimension: q.Dimension, Words: q.Words, Decided: q.Decided != "", Page: q.Page,
	})
	if err != nil {
		return err
	}
	p := views.AgreementPage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data, Zone: s.Now().Location()}
	if p.Frame, err = s.frame(c, "compare", tell(c, "Compare analysts")); err != nil {
		return err
	}
	p.Frame.Scope = "compare rows"
	return render(c, http.StatusOK, views.CompareAnalysts(p))
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
