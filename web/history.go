package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/views"
)

func (s *Server) historyRoutes(c *echo.Group) {
	c.GET("/history", s.showHistory)
}

func (s *Server) showHistory(c echo.Context) error {
	var q struct {
		By     assay.ActorID `query:"by"`
		Entity oplog.ID      `query:"about"`
		Before oplog.Clock   `query:"before"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	filter := assay.HistoryFilter{Actor: q.By, Entity: q.Entity, Before: q.Before}
	data, err := caseOf(c).History(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	if name := s.Config.Name(); name != "" { // it is written with the next act, and known now
		data.Actors = slices.DeleteFunc(data.Actors, func(a assay.Actor) bool { return a.ID == caseOf(c).Me() })
		data.Actors = append(data.Actors, assay.Actor{ID: caseOf(c).Me(), Name: name})
	}
	p := views.NewHistory(c.Request().Context(), s.caseRoot(c), &data, filter, s.Now().Location())
	if p.Frame, err = s.frame(c, "history", tell(c, "History")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.History(p))
}
