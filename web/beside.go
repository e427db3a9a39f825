package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/lineage"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) besideRoutes(c *echo.Group) {
	c.POST("/articles/beside", s.goBeside)
	c.GET("/articles/:article/beside", s.chooseBeside)
	c.GET("/articles/:article/beside/:other", s.showBeside)
	c.POST("/articles/:article/beside/:other/derive", s.deriveBeside)
	c.POST("/articles/:article/beside/:other/carry", s.carry)
}

// pair reads the two articles out of the address.
func pair(c echo.Context) (a, b assay.ArticleID, err error) {
	if a, err = param[assay.Article](c, "article"); err != nil {
		return a, b, err
	}
	b, err = param[assay.Article](c, "other")
	return a, b, err
}

// besidePage reads the two articles of the address.
func (s *Server) besidePage(c echo.Context) (p views.BesidePage, err error) {
	a, b, err := pair(c)
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).Beside(c.Request().Context(), a, b)
	if err != nil {
		return p, err
	}
	p = views.NewBeside(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data, s.Now().Location(), lineage.Counterpart)
	p.Frame, err = s.frame(c, "reader", tell(c, "Two articles beside each other"))
	p.Frame.Scope = "beside"
	return p, err
}

func (s *Server) showBeside(c echo.Context) error {
	p, err := s.besidePage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Beside(p))
}

// goBeside leads to the page of the two articles that are selected.
func (s *Server) goBeside(c echo.Context) error {
	var form struct {
		Articles []assay.ArticleID `form:"article"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	if len(form.Articles) != 2 {
		return assay.Invalid("article", "Select two articles to lay them beside each other.")
	}
	return s.see(c, s.caseRoot(c).Beside(form.Articles[0], form.Articles[1]))
}

// chooseBeside asks which article is to be laid beside one.
func (s *Server) chooseBeside(c echo.Context) error {
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return err
	}
	words := c.QueryParam("q")
	data, err := caseOf(c).Derivable(c.Request().Context(), id, words)
	if err != nil {
		return err
	}
	view := s.view(c, data.Case)
	p := views.BesideChoice{Root: s.caseRoot(c), View: view, Article: view.Article(id), Words: words}
	for _, offer := range data.Offers {
		if a := view.Article(offer); a != nil {
			p.Offers = append(p.Offers, a)
		}
	}
	if p.Frame, err = s.frame(c, "reader", tell(c, "Which article beside it?")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	return render(c, http.StatusOK, views.ChooseBeside(p))
}

// deriveForm is what is said of where one of two articles comes from.
type deriveForm struct {
	Way    string                           `form:"way"` // which from which: the two, the one that comes from the other first
	Status string                           `form:"status"`
	Type   string                           `form:"type"`
	Amount string                           `form:"amount"`
	Basis  string                           `form:"basis"`
	Reason string                           `form:"reason"`
	Was    views.Was[assay.DerivationValue] `form:"was"`
}

// form returns what the page shows again if it is refused.
func (f *deriveForm) form(a, b assay.ArticleID) (views.DeriveForm, error) {
	d := views.DeriveForm{Child: a, From: assay.EntityID(b), Status: f.Status, Type: f.Type, Amount: f.Amount, Basis: f.Basis, Reason: f.Reason, Was: f.Was}
	switch f.Way {
	case a.String() + " " + b.String():
	case b.String() + " " + a.String():
		d.Child, d.From = b, assay.EntityID(a)
	default:
		return d, assay.Invalid("other", "Say which of the two comes from the other.")
	}
	return d, nil
}

// deriveBeside writes where one of two articles comes from. What the two share is
// kept with it as evidence.
func (s *Server) deriveBeside(c echo.Context) error {
	a, b, err := pair(c)
	if err != nil {
		return err
	}
	var in deriveForm
	if err := bind(c, &in); err != nil {
		return err
	}
	form, err := in.form(a, b)
	if err != nil {
		return err
	}
	d, err := s.derivingBeside(c, form, a, b)
	if err != nil {
		return err
	}
	act, err := caseOf(c).Derive(c.Request().Context(), d)
	if _, ok := fieldErrors(c, err); ok {
		return s.deriveBesideAgain(c, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, derivedSay(c, &views.DeriveForm{Status: d.Status}), s.caseRoot(c).Beside(a, b))
}

// derivingBeside returns what a form says, with what the two articles share if it
// confirms it.
func (s *Server) derivingBeside(c echo.Context, form views.DeriveForm, a, b assay.ArticleID) (assay.Deriving, error) {
	data, err := caseOf(c).Beside(c.Request().Context(), a, b)
	if err != nil {
		return assay.Deriving{}, err
	}
	d := form.Deriving()
	if d.Status == "confirmed" {
		d.Evidence = data.Evidence(form.Child)
	}
	return d, nil
}

// deriveBesideAgain shows the form that was refused.
func (s *Server) deriveBesideAgain(c echo.Context, form views.DeriveForm, why error) error {
	p, err := s.besidePage(c)
	if err != nil {
		return err
	}
	form.Errors, _ = fieldErrors(c, why)
	if assay.KindOf(why) == assay.KindConflict {
		form.Was = views.DerivedNow(p.View, form.Child, form.From)
	}
	p.Form = &form
	return showAgain(c, why, views.BesideForm(p), views.Beside(p))
}

// carry makes a mention in one article as there is one in the other.
func (s *Server) carry(c echo.Context) error {
	a, b, err := pair(c)
	if err != nil {
		return err
	}
	var form struct {
		To     assay.ArticleID `form:"to"`
		Text   assay.TextID    `form:"text"`
		Start  int             `form:"start"`
		End    int             `form:"end"`
		Seen   string          `form:"seen"`
		Claim  assay.ClaimID   `form:"claim"`
		Stance assay.Stance    `form:"stance"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	out, err := caseOf(c).MarkMention(c.Request().Context(), store.Mark{
		Article: form.To, Text: form.Text, Span: anchor.Span{Start: form.Start, End: form.End}, Seen: form.Seen, Claim: form.Claim, Stance: form.Stance,
	})
	if err != nil {
		return err
	}
	return s.done(c, out.Act, tell(c, "Marked there: %s.", tr.Word(c.Request().Context(), string(form.Stance))), s.caseRoot(c).Beside(a, b))
}
