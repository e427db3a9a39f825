package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/views"
)

func (s *Server) timelineRoutes(c *echo.Group) {
	c.GET("/timeline", s.showTimeline)
}

func (s *Server) showTimeline(c echo.Context) error {
	var q struct {
		Event assay.EventID `query:"event"`
		Page  int           `query:"page"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	f := assay.TimelineFilter(q)
	data, err := caseOf(c).Timeline(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := views.NewTimeline(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), f, data)
	if p.Frame, err = s.frame(c, "timeline", tell(c, "Timeline")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.Timeline(p))
}
