package web

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/desktop"
	"assay/internal/tr"
	"assay/views"
)

func (s *Server) showSettings(c echo.Context) error {
	name := views.NameForm{Name: s.Config.Name(), Saved: s.Config.Name(), Next: s.Root().Settings()}
	return render(c, http.StatusOK, views.Settings(s.settings(c, name)))
}

func (s *Server) settings(c echo.Context, name views.NameForm) views.SettingsPage {
	f := s.asideFrame(c, tell(c, "Settings"))
	f.Refresh = s.Root().Settings()
	return views.NewSettings(c.Request().Context(), f, f.Shell.Look, name, s.Config.Dir())
}

// changeSettings changes the settings that the form has. A page that asked
// through htmx shows them itself: see theme.js.
func (s *Server) changeSettings(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	changed := make(map[string]string)
	for name, values := range form {
		if err := s.Config.Set(desktop.Setting(name), values[len(values)-1]); err != nil {
			return err
		}
		changed[name] = values[len(values)-1]
	}
	if !isHTMX(c) || tr.Language(s.Config.Setting(desktop.Language)) != tr.Of(c.Request().Context()) {
		return s.see(c, s.Root().Settings()) // another language is another page
	}
	events := map[string]any{"assay:look": changed}
	if len(changed) > 1 { // the form, not the button of the theme
		events["assay:saved"] = map[string]any{"say": tell(c, "Settings kept."), "undo": false}
		events["assay:refresh"] = true
	}
	trigger, err := json.Marshal(events)
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Trigger", ascii(trigger))
	return c.NoContent(http.StatusNoContent)
}
