package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/views"
)

// showDrift shows what became of a claim from hand to hand.
func (s *Server) showDrift(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var q struct {
		Origin  assay.EntityID `query:"origin"`
		Against string         `query:"against"`
		Changed bool           `query:"changed"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Claim(c.Request().Context(), id, 0)
	if err != nil {
		return err
	}
	p := views.NewDrift(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, assay.DriftFilter{Origin: q.Origin, First: q.Against == "first", Changed: q.Changed})
	p.Frame, err = s.frame(c, "claims", tell(c, "From hand to hand: %s", views.Wording(c.Request().Context(), &data.Claim)))
	if err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.Drift(p))
}
