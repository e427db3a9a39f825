package web

import (
	"io/fs"
	"net/http"
	"path"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"assay/assets"
	"assay/internal/desktop"
	"assay/internal/tr"
	"assay/views"
)

// seenKey is where the number of the last event before a request is kept.
const seenKey = "seen"

// render writes component as the whole response. It renders to a buffer first,
// so that an error in a view is still an error page.
func render(c echo.Context, status int, component templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := component.Render(c.Request().Context(), buf); err != nil {
		return err
	}
	return c.HTMLBlob(status, buf.Bytes())
}

// isHTMX reports whether htmx has sent the request.
func isHTMX(c echo.Context) bool { return c.Request().Header.Get("HX-Request") == "true" }

// refreshes reports whether a page fetches itself again.
func refreshes(c echo.Context) bool {
	return isHTMX(c) && c.Request().Method == http.MethodGet && c.Request().Header.Get("HX-Target") == "main#main"
}

// wantsPart reports whether a part of the page is asked for rather than the page.
func wantsPart(c echo.Context) bool { return isHTMX(c) && !refreshes(c) }

// worded lets pages speak the analyst's language, spell grades out as the analyst
// has them, and have the analyst's keys.
func (s *Server) worded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		ctx := views.WithScale(r.Context(), views.Scale(s.Config.Setting(desktop.Wording)))
		ctx = views.WithKeymap(ctx, assets.KeymapWith(s.Config.OwnKeys()))
		c.SetRequest(r.WithContext(tr.In(ctx, tr.Language(s.Config.Setting(desktop.Language)))))
		return next(c)
	}
}

// tell says a text in the language of the request.
func tell(c echo.Context, text string, args ...any) string {
	return tr.Say(c.Request().Context(), text, args...)
}

// tellCount says a number of things in the language of the request.
func tellCount(c echo.Context, n int, one, many string, args ...any) string {
	return tr.Count(c.Request().Context(), n, one, many, args...)
}

// shell returns what every page needs.
func (s *Server) shell(c echo.Context) views.Shell {
	seen, _ := c.Get(seenKey).(uint64)
	shell := views.Shell{Root: s.Root(), Every: s.Silence / 7, Seen: seen, Look: make(map[string]string)}
	for _, name := range desktop.Settings() {
		shell.Look[string(name)] = s.Config.Setting(name)
	}
	shell.Worker = assets.Href("life-worker.js")
	return shell
}

// asset serves what the browser loads. The name changes with the content, so a
// browser may keep it for as long as it knows this session.
func (s *Server) asset(c echo.Context) error {
	name := c.Param("*")
	if !fs.ValidPath(name) {
		return echo.ErrNotFound
	}
	if info, err := fs.Stat(s.Files, name); err != nil || !info.Mode().IsRegular() {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	if path.Ext(name) == ".js" {
		c.Response().Header().Set("Content-Type", "text/javascript; charset=utf-8") // whatever this computer's registry says
	}
	http.ServeFileFS(c.Response(), c.Request(), s.Files, name)
	return nil
}
