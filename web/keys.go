package web

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"assay/assets"
	"assay/internal/assay"
	"assay/internal/tr"
	"assay/views"
)

func (s *Server) showKeys(c echo.Context) error {
	return s.keys(c, http.StatusOK, views.KeysForm{})
}

func (s *Server) keys(c echo.Context, status int, form views.KeysForm) error {
	f := s.asideFrame(c, tell(c, "All keys"))
	f.Scope = "sheets"
	p, err := views.NewKeys(c.Request().Context(), f, s.Root(), form)
	if err != nil {
		return err
	}
	return render(c, status, views.Keys(p))
}

// changeKeys changes the keys that the form has others for than it was shown
// with. The answer is always a page: the scripts read the keys as they start.
func (s *Server) changeKeys(c echo.Context) error {
	values, err := c.FormParams()
	if err != nil {
		return err
	}
	reset := values.Get("reset")
	if reset == "all" {
		if err := s.Config.ResetKeys(); err != nil {
			return err
		}
		return s.see(c, s.Root().Keys())
	}
	var was map[string]string
	if err := json.Unmarshal([]byte(values.Get("was")), &was); err != nil {
		return assay.Invalid("was", "The form does not say what it was shown with. Reload the page.")
	}
	form := views.KeysForm{Typed: map[string]string{}}
	for id := range was {
		if values.Has(id) {
			form.Typed[id] = values.Get(id)
		}
	}
	if _, ok := form.Typed[reset]; ok {
		form.Typed[reset] = ""
	}
	var changes map[string]string
	if changes, form.Wrong = newKeys(c.Request().Context(), form.Typed, was, s.Config.OwnKeys()); len(form.Wrong) > 0 {
		return s.keys(c, http.StatusUnprocessableEntity, form)
	}
	if err := s.Config.SetKeys(changes); err != nil {
		return err
	}
	return s.see(c, s.Root().Keys())
}

// newKeys returns which keys are to be changed, "" for what they are at first, and
// why those that cannot be had cannot, all by the IDs of their bindings.
func newKeys(ctx context.Context, typed, was, own map[string]string) (changes, wrong map[string]string) {
	changes, wrong = map[string]string{}, map[string]string{}
	for _, scope := range assets.Keymap() {
		for _, b := range scope.Keys {
			text, ok := typed[b.ID]
			if !ok || text == was[b.ID] || b.Settable() == "" {
				continue
			}
			key, ok := b.ParseKey(text)
			switch {
			case text == "" || b.Has(key):
				changes[b.ID] = ""
			case ok:
				changes[b.ID] = key
			default:
				wrong[b.ID] = tr.Say(ctx, "“%s” cannot be a key of its own. Take a letter, a digit, a sign, Delete, Insert, F2, F4, F6, F8 or F9.", text)
			}
		}
	}
	own = maps.Clone(own)
	if own == nil {
		own = map[string]string{}
	}
	maps.Copy(own, changes)
	clashes := assets.Clashes(own)
	for _, id := range slices.Sorted(maps.Keys(clashes)) {
		clash := clashes[id]
		if _, ok := changes[id]; ok {
			wrong[id] = views.ClashWords(ctx, clash)
		} else if _, ok := changes[clash.Other.ID]; ok { // which has come in the way of what was there
			wrong[clash.Other.ID] = views.ClashWords(ctx, clash.Turned(id))
		}
	}
	return changes, wrong
}
