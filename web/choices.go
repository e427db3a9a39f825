package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/search"
	"assay/views"
)

// choiceQuery asks a list for what it offers.
type choiceQuery struct {
	Of     string `query:"of"`
	ID     string `query:"id"` // of the list, "" for what a field proposes
	Words  string `query:"words"`
	Chosen string `query:"chosen"`
}

// showChoices offers what of a kind of thing has some words in its name.
func (s *Server) showChoices(c echo.Context) error {
	var q choiceQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, hosts, err := caseOf(c).Choosable(c.Request().Context())
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	offered := views.Find(ctx, s.view(c, data), hosts, q.Of, q.Chosen, search.Naming(q.Words))
	offered.Words = strings.TrimSpace(q.Words)
	if q.ID == "" {
		return render(c, http.StatusOK, views.OfferedNames(offered))
	}
	trigger(c, map[string]any{"assay:found": map[string]any{"list": q.ID, "says": offered.Says(ctx)}})
	return render(c, http.StatusOK, views.OfferedGroup(q.ID, offered))
}
