package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
	"assay/views"
)

// namePoint gives the present state of the case a name.
func (s *Server) namePoint(c echo.Context) error {
	var form views.PointForm
	if err := bind(c, &form); err != nil {
		return err
	}
	act, err := caseOf(c).NamePoint(c.Request().Context(), form.Name)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.historyPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.New, p.New.Errors = form, fields
		return showAgain(c, err, views.NamePoint(p), views.History(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "The present state has a name: “%s”.", form.Name), s.caseRoot(c).History())
}

// changePoint gives a restore point another name, or removes it.
func (s *Server) changePoint(c echo.Context) error {
	id, err := param[assay.RestorePoint](c, "point")
	if err != nil {
		return err
	}
	var form views.PointForm
	if err := bind(c, &form); err != nil {
		return err
	}
	if c.FormValue("do") == "remove" {
		act, err := caseOf(c).RemovePoint(c.Request().Context(), id)
		if err != nil {
			return err
		}
		return s.done(c, act, tell(c, "The restore point was removed. The case stays as it is."), s.caseRoot(c).History())
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	act, err := caseOf(c).RenamePoint(c.Request().Context(), id, store.Changed(was.Name, form.Name))
	if fields, ok := fieldErrors(c, err); ok {
		return s.refusePoint(c, id, form, fields, err)
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "The restore point has another name."), s.caseRoot(c).History())
}

// refusePoint shows the form of a restore point again with what is wrong with it.
func (s *Server) refusePoint(c echo.Context, id assay.RestorePointID, form views.PointForm, fields map[string]string, why error) error {
	p, err := s.historyPage(c)
	if err != nil {
		return err
	}
	for i := range p.Points {
		x := &p.Points[i]
		if x.Point.ID == id {
			form.Was, form.Errors = x.Form.Was, fields
			x.Form = form
			return showAgain(c, why, views.RenamePoint(p.Root, *x), views.History(p))
		}
	}
	return why
}

// showBack shows what going back to a moment would change.
func (s *Server) showBack(c echo.Context) error {
	var to assay.Moment
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &to); err != nil {
		return err
	}
	p, err := s.backPage(c, to)
	if err != nil {
		return err
	}
	if p.Frame, err = s.frame(c, "history", tell(c, "Go back to %s", p.To(c.Request().Context()))); err != nil {
		return err
	}
	p.Frame.Scope, p.Frame.Refresh = "back", "" // what is decided on is what was shown
	return render(c, http.StatusOK, views.Back(p))
}

func (s *Server) backPage(c echo.Context, to assay.Moment) (p views.BackPage, err error) {
	p = views.BackPage{Root: s.caseRoot(c), Zone: s.Now().Location()}
	if p.Plan, err = caseOf(c).ForeseeBack(c.Request().Context(), to); err != nil {
		return p, err
	}
	p.Plan.Actors = s.withMe(c, p.Plan.Actors)
	return p, nil
}

// goBack lets the case say again what it said in a moment.
func (s *Server) goBack(c echo.Context) error {
	var form struct {
		assay.Moment
		Seen string `form:"seen"`
		Name string `form:"name"` // of the moment, as the analyst was shown it
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	seen, err := oplog.ParseHash(form.Seen)
	if err != nil {
		return echo.ErrBadRequest
	}
	act, err := caseOf(c).GoBack(context.WithoutCancel(c.Request().Context()), store.GoingBack{
		To: form.Moment, Seen: seen, Name: tell(c, "Before going back to %s", form.Name), Why: tell(c, "Went back to %s", form.Name),
	})
	if err != nil {
		return err
	}
	return s.doneAt(c, act, tell(c, "The case says again what it said then."), s.caseRoot(c).History())
}
