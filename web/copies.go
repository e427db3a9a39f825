package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/views"
)

func (s *Server) copyRoutes(c *echo.Group) {
	c.GET("/articles/:article/copies", s.showCopies)
	c.GET("/articles/:article/changes/:other", s.showChanges)
}

// showCopies shows the near copies of an article.
func (s *Server) showCopies(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	data, err := caseOf(c).Copies(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.CopiesPage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data, Zone: s.Now().Location()}
	if p.Frame, err = s.frame(c, "library", tell(c, "Near copies")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.Copies(p))
}

// showChanges shows what an article has otherwise than another version of it.
func (s *Server) showChanges(c echo.Context) error {
	later, earlier, err := pair(c)
	if err != nil {
		return err
	}
	ctx, open := c.Request().Context(), caseOf(c)
	p := views.ChangesPage{Root: s.caseRoot(c), All: c.QueryParam("all") == "true"}
	if p.Later, err = open.Article(ctx, later); err != nil {
		return err
	}
	if p.Earlier, err = open.Article(ctx, earlier); err != nil {
		return err
	}
	p.View, p.EarlierV = s.view(c, p.Later.Case), s.view(c, p.Earlier.Case)
	p.Compare()
	p.Frame, err = s.frame(c, "reader", tell(c, "What has changed"))
	if p.Frame.Scope = "changes"; err != nil {
		return err
	}
	return render(c, http.StatusOK, views.ChangesOf(p))
}
