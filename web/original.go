package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/views"
)

func (s *Server) originalRoutes(c *echo.Group) {
	c.GET("/articles/:article/original", s.seeOriginal)
	c.GET("/captures/:capture", s.downloadOriginal)
	c.GET("/captures/:capture/sight", s.showSight)
}

// seeOriginal shows the original of an article beside its text.
func (s *Server) seeOriginal(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	data, err := caseOf(c).Details(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.OriginalPage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data}
	p.Facts = p.View.Facts(&data.Article)
	if c := p.Capture(); c != nil {
		p.Sighted = extract.Sighted(c.MediaType)
	}
	p.Frame, err = s.frame(c, "reader", tell(c, "The original of %s", views.Title(c.Request().Context(), p.View, &data.Article)))
	if p.Frame.Scope = "original"; err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Original(p))
}

// sightPolicy lets a stranger's page load nothing, run nothing and lead nowhere. It
// is what is left of it after all that could has been taken out.
const sightPolicy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"

// showSight shows what an original says. It has no other address than that of a
// frame in a page of ours, and no link in it to leave by.
func (s *Server) showSight(c echo.Context) error {
	id, err := param[assay.Capture](c, "capture")
	if err != nil {
		return err
	}
	capture, data, err := caseOf(c).Original(c.Request().Context(), id)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", sightPolicy)
	h.Set("Referrer-Policy", "no-referrer")
	sight, err := s.Reader.Sight(c.Request().Context(), data, extract.Hint{Name: capture.Name, MediaType: capture.MediaType, Charset: c.QueryParam("charset")})
	if err != nil {
		_, says := explain(c.Request().Context(), err)
		return c.String(http.StatusOK, says)
	}
	if !sight.HTML {
		return c.String(http.StatusOK, sight.Content)
	}
	return c.HTML(http.StatusOK, sight.Content)
}

// downloadOriginal sends the bytes that an article came from. They are a
// stranger's: the browser is to save them and never to show them.
func (s *Server) downloadOriginal(c echo.Context) error {
	id, err := param[assay.Capture](c, "capture")
	if err != nil {
		return err
	}
	capture, data, err := caseOf(c).Original(c.Request().Context(), id)
	if err != nil {
		return err
	}
	name := extract.FileName(capture.Name) // of a case from elsewhere it may be anything
	if name == "" {
		name = "pasted.txt"
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", attachment(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Blob(http.StatusOK, echo.MIMEOctetStream, data)
}
