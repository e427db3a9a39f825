package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/views"
)

func (s *Server) lineageRoutes(c *echo.Group) {
	c.GET("/lineage", s.showLineage)
	c.POST("/lineage", s.derive)
	c.GET("/lineage/add", s.askDerivation)
	c.GET("/lineage/unplug", s.showUnplug)
}

// lineageQuery is a filter as an address carries it.
type lineageQuery struct {
	Event   assay.EventID   `query:"event"`
	Article assay.ArticleID `query:"article"`
	Sure    bool            `query:"sure"`
	Bare    bool            `query:"bare"`
	All     bool            `query:"all"`
	Open    []string        `query:"open"`
	Page    int             `query:"page"`
	After   string          `query:"after"`
	Before  string          `query:"before"`
}

func (s *Server) showLineage(c echo.Context) error {
	var q lineageQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	f, from := assay.LineageFilter{Event: q.Event, Article: q.Article, Sure: q.Sure, Bare: q.Bare, All: q.All, Open: q.Open}, assay.LineagePlace{After: q.After, Before: q.Before}
	data, err := caseOf(c).Lineage(c.Request().Context(), f, from)
	if err != nil {
		return err
	}
	p := views.NewLineage(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, f, q.Page, from, s.Now().Location())
	quotes, err := caseOf(c).Quoted(c.Request().Context(), p.Shown())
	if err != nil {
		return err
	}
	p.Quote(quotes)
	if p.Frame, err = s.frame(c, "lineage", tell(c, "Lineage")); err != nil {
		return err
	}
	p.Frame.Scope = "lineage rows"
	if len(p.Rows) > 0 && !caseOf(c).ReadOnly() {
		p.Frame.Scope = "proposals lineage rows"
	}
	return render(c, http.StatusOK, views.Lineage(p))
}

// derive writes what the analyst says of where an article comes from. The form
// may be of a proposal, of what is confirmed, or that of a derivation by hand.
func (s *Server) derive(c echo.Context) error {
	var form views.DeriveForm
	if err := bind(c, &form); err != nil {
		return err
	}
	d, err := s.deriving(c, &form)
	if err != nil {
		return err
	}
	act, err := caseOf(c).Derive(c.Request().Context(), d)
	if _, ok := fieldErrors(c, err); ok {
		return s.deriveAgain(c, form, err)
	}
	if err != nil {
		return err
	}
	say := derivedSay(c, &form)
	if form.Of == "hand" {
		return s.doneAt(c, act, say, s.caseRoot(c).LineageOf(assay.LineageFilter{Article: form.Child}, 0))
	}
	return s.done(c, act, say, s.caseRoot(c).Lineage())
}

// deriving returns what a form says of where an article comes from. What speaks for
// it is kept with it where it is confirmed of two articles of the case.
func (s *Server) deriving(c echo.Context, form *views.DeriveForm) (assay.Deriving, error) {
	d := form.Deriving()
	if d.Status != "confirmed" || d.From.IsZero() {
		return d, nil
	}
	data, err := caseOf(c).Beside(c.Request().Context(), d.Child, assay.ArticleID(d.From))
	if kind := assay.KindOf(err); kind == assay.KindNotFound || kind == assay.KindInvalid { // a work outside the case, or what Derive refuses
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.Evidence = data.Evidence(d.Child)
	return d, nil
}

// derivedSay tells what was done by an answer on where an article comes from.
func derivedSay(c echo.Context, form *views.DeriveForm) string {
	switch {
	case form.Status == "confirmed":
		return tell(c, "Confirmed where it comes from.")
	case form.Status == "rejected":
		return tell(c, "It is said not to come from there.")
	case form.Of == "refused":
		return tell(c, "It is no longer rejected.")
	}
	return tell(c, "Taken back where it comes from.")
}

// deriveAgain shows a refused form again where it has one of its own. What is
// refused of a proposal is said above the page.
func (s *Server) deriveAgain(c echo.Context, form views.DeriveForm, why error) error {
	form.Errors, _ = fieldErrors(c, why)
	switch {
	case form.Of == "hand":
		p, err := s.derivationPage(c, form)
		if err != nil {
			return err
		}
		return showAgain(c, why, views.DeriveFields(p), views.AddDerivation(p))
	case form.Of == "confirmed" && isHTMX(c):
		if assay.KindOf(why) == assay.KindConflict {
			data, err := caseOf(c).Lineage(c.Request().Context(), assay.LineageFilter{Article: form.Child}, assay.LineagePlace{})
			if err != nil {
				return err
			}
			form.Was = views.DerivedNow(s.view(c, data.Case), form.Child, form.From)
		}
		return showAgain(c, why, views.DerivationFields(s.caseRoot(c), form), nil)
	}
	return why
}

// derivationPage returns the form that says where an article comes from.
func (s *Server) derivationPage(c echo.Context, form views.DeriveForm) (p views.AddDerivationPage, err error) {
	data, err := caseOf(c).Derivable(c.Request().Context(), form.Child, form.Words)
	if err != nil {
		return p, err
	}
	p = views.NewAddDerivation(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, form)
	p.Frame, err = s.frame(c, "lineage", tell(c, "Add a derivation"))
	p.Frame.Scope = "rows"
	return p, err
}

func (s *Server) askDerivation(c echo.Context) error {
	var q struct {
		Child assay.ArticleID `query:"child"`
		Words string          `query:"q"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	p, err := s.derivationPage(c, views.DeriveForm{Child: q.Child, Words: q.Words})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.AddDerivation(p))
}

// showUnplug shows what rests on what the address switches off.
func (s *Server) showUnplug(c echo.Context) error {
	var q struct {
		Sources  []string `query:"source"`
		Articles []string `query:"article"`
		Edges    []string `query:"edge"`
		Open     []string `query:"open"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Origins(c.Request().Context())
	if err != nil {
		return err
	}
	off := views.ParseUnplugged(q.Sources, q.Articles, q.Edges)
	p := views.NewUnplug(c.Request().Context(), s.caseRoot(c), s.view(c, data), off, q.Open)
	if p.Frame, err = s.frame(c, "lineage", tell(c, "Unplug")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.Unplug(p))
}
