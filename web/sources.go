package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

func (s *Server) sourceRoutes(c *echo.Group) {
	c.GET("/sources", s.showSources)
	c.POST("/sources", s.addSource)
	c.GET("/sources/new", s.newSource)
	c.GET("/sources/:source", s.showSource)
	c.POST("/sources/:source", s.changeSource)
	c.POST("/sources/:source/reliability", s.rateSource)
	c.POST("/sources/:source/aliases", s.changeAliases)
	c.POST("/sources/:source/same", s.sameSource)
	c.POST("/sources/:source/remove", s.removeSource)
}

func (s *Server) showSources(c echo.Context) error {
	var q struct {
		Words   string `query:"q"`
		Kind    string `query:"kind"`
		Unrated bool   `query:"unrated"`
		Page    int    `query:"page"`
		Tags    tagQuery
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	f := assay.SourceFilter{Words: q.Words, Kind: q.Kind, Unrated: q.Unrated, Tags: q.Tags.filter(), Page: q.Page}
	data, err := caseOf(c).Sources(c.Request().Context(), f)
	if err != nil {
		return err
	}
	frame, err := s.frame(c, "sources", tell(c, "Sources"))
	if err != nil {
		return err
	}
	frame.Scope = "sources rows"
	return render(c, http.StatusOK, views.Sources(views.NewSources(c.Request().Context(), frame, s.caseRoot(c), s.view(c, data.Case), f, data, s.Now().Location())))
}

func (s *Server) newSource(c echo.Context) error {
	return s.askSource(c, http.StatusOK, views.SourceForm{Kind: "outlet"})
}

// askSource shows the form for a new source.
func (s *Server) askSource(c echo.Context, status int, form views.SourceForm) error {
	if wantsPart(c) {
		return render(c, status, views.NewSourceForm(s.caseRoot(c), form))
	}
	frame, err := s.frame(c, "sources", tell(c, "New source"))
	if err != nil {
		return err
	}
	return render(c, status, views.NewSource(views.NewSourcePage{Frame: frame, Root: s.caseRoot(c), Form: form}))
}

func (s *Server) addSource(c echo.Context) error {
	var form views.SourceForm
	if err := bind(c, &form); err != nil {
		return err
	}
	id, act, err := caseOf(c).AddSource(c.Request().Context(), form.Name, form.Kind, form.Domain)
	if fields, ok := fieldErrors(c, err); ok {
		form.Errors, form.Known = fields, id
		return s.askSource(c, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Source(id))
}

// sourcePage reads what is known of a source.
func (s *Server) sourcePage(c echo.Context) (p views.SourcePage, err error) {
	id, err := param[assay.Source](c, "source")
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).Source(c.Request().Context(), id)
	if err != nil {
		return p, err
	}
	p = views.SourcePage{Root: s.caseRoot(c), View: s.view(c, data.Case), Data: data, Form: views.FormOf(&data.Source), Zone: s.Now().Location()}
	p.Rate = p.OwnRating()
	p.Frame, err = s.frame(c, "sources", views.SourceName(c.Request().Context(), &data.Source))
	p.Frame.Scope = "rows"
	return p, err
}

func (s *Server) showSource(c echo.Context) error {
	p, err := s.sourcePage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Source(p))
}

func (s *Server) changeSource(c echo.Context) error {
	id, err := param[assay.Source](c, "source")
	if err != nil {
		return err
	}
	var form views.SourceForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := s.applySource(c, id, &form)
	if _, ok := fieldErrors(c, err); ok {
		return s.refuseSource(c, form, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Saved."), s.caseRoot(c).Source(id))
}

// applySource changes a source as a form says. The form asks how many people
// only of groups; what it did not ask stays as it is.
func (s *Server) applySource(c echo.Context, id assay.SourceID, form *views.SourceForm) (assay.ActID, error) {
	was, err := form.Was.Then()
	if err != nil {
		return assay.ActID{}, err
	}
	change := store.SourceChange{
		Name: store.Changed(was.Name, form.Name), Kind: store.Changed(was.Kind, form.Kind),
		Description: store.Changed(was.Description, form.Description), Parent: store.Changed(was.Parent, form.Parent),
	}
	if c.Request().PostForm.Has("count") {
		now, err := people(form.Count)
		if err != nil {
			return assay.ActID{}, err
		}
		then, err := people(was.Count)
		if err != nil {
			return assay.ActID{}, err
		}
		change.Count = store.Changed(then, now)
	}
	return caseOf(c).ChangeSource(c.Request().Context(), id, change)
}

// refuseSource shows the form of a source again with what is wrong with it.
func (s *Server) refuseSource(c echo.Context, form views.SourceForm, why error) error {
	p, err := s.sourcePage(c)
	if err != nil {
		return err
	}
	p.Form = again(form, *form.Was.Form, p.Form, why)
	p.Form.Errors, _ = fieldErrors(c, why)
	return showAgain(c, why, views.SourceFormView(p, p.Form), views.Source(p))
}

// people reads how many people a group is, 0 where that is not known.
func people(written string) (int, error) {
	if strings.TrimSpace(written) == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(written))
	if err != nil || n < 1 {
		return 0, assay.Invalid("count", "Write the number of people in digits, as in 2, or leave it empty while it is not known.")
	}
	return n, nil
}

// rateSource takes a reliability with its reason, or takes the analyst's back.
func (s *Server) rateSource(c echo.Context) error {
	p, err := s.sourcePage(c)
	if err != nil {
		return err
	}
	p.Rate = views.RateForm{}
	if err := bind(c, &p.Rate); err != nil {
		return err
	}
	value, say := oplog.Encode(p.Rate.Letter), tell(c, "Reliability %s: %s.", p.Rate.Letter, views.ReliabilityWord(c.Request().Context(), p.Rate.Letter))
	switch {
	case c.FormValue("withdraw") != "":
		value, say, p.Rate.Reason = oplog.Null, tell(c, "Your rating is taken back."), ""
	case p.Rate.Letter == "":
		p.Rate.Errors = map[string]string{"value": tell(c, "Choose a letter first.")}
		return s.refuseRating(c, p)
	}
	k := assay.JudgementKey{Target: assay.EntityID(p.Data.Source.ID), Dimension: assay.DimReliability, Scope: p.Rate.Topic}
	act, err := caseOf(c).Judge(c.Request().Context(), k, value, p.Rate.Reason)
	if err != nil {
		return err
	}
	return s.done(c, act, say, p.Root.Source(p.Data.Source.ID))
}

func (s *Server) refuseRating(c echo.Context, p views.SourcePage) error {
	if isHTMX(c) {
		return render(c, http.StatusUnprocessableEntity, views.RateFormView(p, p.Rate))
	}
	return render(c, http.StatusUnprocessableEntity, views.Source(p))
}

func (s *Server) changeAliases(c echo.Context) error {
	id, err := param[assay.Source](c, "source")
	if err != nil {
		return err
	}
	name, member, say := c.FormValue("add"), true, tell(c, "Name added.")
	if drop := c.FormValue("drop"); drop != "" {
		name, member, say = drop, false, tell(c, "Name taken off.")
	}
	act, err := caseOf(c).SetAlias(c.Request().Context(), id, name, member)
	if err != nil {
		return err
	}
	return s.done(c, act, say, s.caseRoot(c).Source(id))
}

func (s *Server) sameSource(c echo.Context) error {
	id, err := param[assay.Source](c, "source")
	if err != nil {
		return err
	}
	var form struct {
		Other   assay.SourceID `form:"other"`
		Verdict string         `form:"verdict"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).SetSame(c.Request().Context(), id, form.Other, form.Verdict)
	if err != nil {
		return err
	}
	say := map[string]string{"same": tell(c, "They count as one from now on."), "different": tell(c, "They count as two from now on."), "": tell(c, "Decision taken back.")}[form.Verdict]
	return s.done(c, act, say, s.caseRoot(c).Source(id))
}

func (s *Server) removeSource(c echo.Context) error {
	id, err := param[assay.Source](c, "source")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveSource(c.Request().Context(), id)
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Sources())
}
