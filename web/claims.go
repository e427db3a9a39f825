package web

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

func (s *Server) claimRoutes(c *echo.Group) {
	c.GET("/claims", s.showClaims)
	c.POST("/claims", s.addClaim)
	c.GET("/claims/:claim", s.showClaim)
	c.POST("/claims/:claim", s.changeClaim)
	c.POST("/claims/:claim/remove", s.removeClaim)
	c.POST("/claims/:claim/independent", s.markIndependent)
	c.POST("/claims/change", s.changeClaims)
	c.GET("/claims/:claim/drift", s.showDrift)
	c.GET("/claims/merge", s.showMerge)
	c.POST("/claims/merge", s.mergeClaims)
	c.POST("/claims/:claim/split", s.splitClaim)
	c.POST("/claims/:claim/separate", s.separateClaim)
	c.POST("/claims/:claim/different", s.distinguishClaim)
	c.POST("/claims/:claim/relations", s.relateClaim)
}

// claimQuery is a filter as an address carries it.
type claimQuery struct {
	Words     string         `query:"q"`
	Contested bool           `query:"contested"`
	Event     assay.EventID  `query:"event"`
	Source    assay.SourceID `query:"source"`
	Sort      string         `query:"sort"`
	Page      int            `query:"page"`
	Tags      tagQuery

	Kind        string `query:"kind"`
	Unrated     bool   `query:"unrated"`
	Unmentioned bool   `query:"unmentioned"`
	Alike       bool   `query:"alike"`
}

func (q claimQuery) filter() assay.ClaimFilter {
	return assay.ClaimFilter{
		Words: q.Words, Contested: q.Contested, Event: q.Event, Tags: q.Tags.filter(), Source: q.Source, Sort: q.Sort, Page: q.Page,
		Kind: q.Kind, Unrated: q.Unrated, Unmentioned: q.Unmentioned, Alike: q.Alike,
	}
}

func (s *Server) claimsPage(c echo.Context, f assay.ClaimFilter) (p views.ClaimsPage, err error) {
	data, err := caseOf(c).Claims(c.Request().Context(), f)
	if err != nil {
		return p, err
	}
	view := s.view(c, data.Case)
	supposed, err := supposing(c, view)
	if err != nil {
		return p, err
	}
	p = views.NewClaims(c.Request().Context(), s.caseRoot(c), view, supposed, data)
	p.Frame, err = s.frame(c, "claims", tell(c, "Claims"))
	p.Frame.Scope = "claims list"
	return p, err
}

func (s *Server) showClaims(c echo.Context) error {
	var q claimQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	p, err := s.claimsPage(c, q.filter())
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Claims(p))
}

func (s *Server) addClaim(c echo.Context) error {
	var form views.NewClaimForm
	if err := bind(c, &form); err != nil {
		return err
	}
	id, act, err := caseOf(c).AddClaim(c.Request().Context(), form.Wording, form.Event)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.claimsPage(c, assay.ClaimFilter{})
		if pageErr != nil {
			return pageErr
		}
		p.New, p.New.Errors = form, fields
		return showAgain(c, err, views.NewClaim(p.Root, p.Data.Case, p.New), views.Claims(p))
	}
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Claim(id))
}

// showAgain shows a form again with what is wrong with it: alone where it was
// posted from the page, else in the page.
func showAgain(c echo.Context, why error, form, page templ.Component) error {
	if isHTMX(c) {
		page = form
	}
	status, _ := explain(c.Request().Context(), why)
	return render(c, status, page)
}

func (s *Server) claimPage(c echo.Context) (p views.ClaimPage, err error) {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return p, err
	}
	var part views.ClaimPart
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &part); err != nil {
		return p, err
	}
	if !part.Stance.Valid() {
		part.Stance = ""
	}
	data, err := caseOf(c).Claim(c.Request().Context(), id, part.Without)
	if err != nil {
		return p, err
	}
	view := s.view(c, data.Case)
	supposed, err := supposing(c, view)
	if err != nil {
		return p, err
	}
	p = views.NewClaimPage(c.Request().Context(), s.caseRoot(c), view, data, part, s.Now().Location())
	p.Supposed = views.SupposedOrigins(c.Request().Context(), view, supposed, data.Claim.ID)
	p.Frame, err = s.frame(c, "claims", views.Wording(c.Request().Context(), &data.Claim))
	p.Frame.Scope = "claim rows"
	return p, err
}

// supposing returns a view as it were if what is proposed for the articles that
// mention its claims were confirmed, or the view itself if nothing is.
func supposing(c echo.Context, v *assay.View) (*assay.View, error) {
	var articles []assay.ArticleID
	seen := map[assay.ArticleID]bool{}
	for i := range v.Case.Mentions {
		if a := v.Case.Mentions[i].Article; !seen[a] {
			seen[a] = true
			articles = append(articles, a)
		}
	}
	proposed, err := caseOf(c).ProposedFor(c.Request().Context(), articles)
	if err != nil || len(proposed) == 0 {
		return v, err
	}
	return v.Supposing(proposed), nil
}

func (s *Server) showClaim(c echo.Context) error {
	p, err := s.claimPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Claim(p))
}

func (s *Server) changeClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form views.ClaimForm
	if err := bind(c, &form); err != nil {
		return err
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeClaim(c.Request().Context(), id, store.ClaimChange{
		Wording: store.Changed(was.Wording, form.Wording), Kind: store.Changed(was.Kind, form.Kind),
		When: store.Changed(was.When, form.When), Event: store.Changed(was.Event, form.Event), NewEvent: form.NewEvent,
	})
	if _, ok := fieldErrors(c, err); ok {
		return s.refuseClaim(c, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Claim changed."), s.caseRoot(c).Claim(id))
}

// refuseClaim shows the form of a claim again with what is wrong with it.
func (s *Server) refuseClaim(c echo.Context, form views.ClaimForm, why error) error {
	p, err := s.claimPage(c)
	if err != nil {
		return err
	}
	p.Form = again(form, *form.Was.Form, p.Form, why)
	p.Form.Errors, _ = fieldErrors(c, why)
	return showAgain(c, why, views.ClaimFields(p.Root, p.Data.Case, p.Data.Claim.ID, p.Form), views.Claim(p))
}

// again returns a refused form as it is shown again: as it was sent, or, where
// the case has moved on since, with what the analyst did not change as it is now.
func again[T any](form, was, now T, why error) T {
	if assay.KindOf(why) == assay.KindConflict {
		return views.Rebase(form, was, now)
	}
	return form
}

// removeClaim withdraws a claim and leaves its page, which is gone with it.
func (s *Server) removeClaim(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveClaim(c.Request().Context(), id, "")
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Claims())
}

func (s *Server) markIndependent(c echo.Context) error {
	id, err := param[assay.Claim](c, "claim")
	if err != nil {
		return err
	}
	var form struct {
		A           oplog.ID `form:"a"`
		B           oplog.ID `form:"b"`
		Independent bool     `form:"independent"`
		Reason      string   `form:"reason"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).MarkIndependent(c.Request().Context(), form.A, form.B, form.Independent, form.Reason)
	if err != nil {
		return err
	}
	say := tell(c, "The two origins count as independent.")
	if !form.Independent {
		say = tell(c, "Independence taken back.")
	}
	return s.done(c, act, say, s.caseRoot(c).Claim(id))
}
