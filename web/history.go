package web

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) historyRoutes(c *echo.Group) {
	c.GET("/history", s.showHistory)
	c.POST("/history/past", s.showPast)
	c.POST("/history/points", s.namePoint)
	c.POST("/history/points/:point", s.changePoint)
	c.GET("/history/back", s.showBack)
	c.POST("/history/back", s.goBack)
}

func (s *Server) showHistory(c echo.Context) error {
	p, err := s.historyPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.History(p))
}

func (s *Server) historyPage(c echo.Context) (p views.HistoryPage, err error) {
	var q struct {
		By     assay.ActorID `query:"by"`
		Entity oplog.ID      `query:"about"`
		Before oplog.Clock   `query:"before"`
		On     string        `query:"on"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return p, err
	}
	filter := assay.HistoryFilter{Actor: q.By, Entity: q.Entity, Before: q.Before}
	if day, err := time.ParseInLocation(time.DateOnly, q.On, s.Now().Location()); err == nil {
		filter.Day, filter.From, filter.To = q.On, oplog.Tick(0, day), oplog.Tick(0, day.AddDate(0, 0, 1))
	}
	data, err := caseOf(c).History(c.Request().Context(), filter)
	if err != nil {
		return p, err
	}
	data.Actors = s.withMe(c, data.Actors)
	p = views.NewHistory(c.Request().Context(), s.caseRoot(c), &data, filter, s.Now().Location())
	p.Frame, err = s.frame(c, "history", tell(c, "History"))
	p.Frame.Scope = "history rows"
	return p, err
}

// withMe returns the analysts of a case with what the one of this program is called: it
// is written with their next act, and known now.
func (s *Server) withMe(c echo.Context, actors []assay.Actor) []assay.Actor {
	name := s.Config.Name()
	if name == "" {
		return actors
	}
	actors = slices.DeleteFunc(actors, func(a assay.Actor) bool { return a.ID == caseOf(c).Me() })
	return append(actors, assay.Actor{ID: caseOf(c).Me(), Name: name})
}

// showPast opens the case as it was in a moment, to be read.
func (s *Server) showPast(c echo.Context) error {
	var form assay.Moment
	if err := bind(c, &form); err != nil {
		return err
	}
	then, when, err := s.asItWas(c, form)
	if err != nil {
		return err
	}
	id, _, err := s.cases.keep(then)
	if err != nil {
		return err
	}
	s.cases.setPast(id, views.PastView{When: tr.Moment(c.Request().Context(), when.At.Time().In(s.Now().Location())), Merged: when.Merged, Back: s.caseRoot(c).History(), Close: s.Root().Case(id).Close()})
	return s.see(c, s.Root().Case(id).Home())
}

// asItWas makes a case that is only read, and gone once it is closed, of what the case of
// a request was in a moment, and returns when that was.
func (s *Server) asItWas(c echo.Context, to assay.Moment) (then *store.Store, when assay.When, err error) {
	ctx, open := c.Request().Context(), caseOf(c)
	from, when, err := open.Past(ctx, to)
	if err != nil {
		return nil, when, err
	}
	stem, ext := strings.TrimSuffix(filepath.Base(open.Path()), filepath.Ext(open.Path())), filepath.Ext(open.Path())
	if r := []rune(stem); len(r) > 40 { // what is added must fit as well
		stem = string(r[:40])
	}
	name := tell(c, "%s (as it was on %s)", stem, when.At.Time().In(s.Now().Location()).Format("2006-01-02 15.04")) + ext
	dir, err := os.MkdirTemp("", "assay-past-")
	if err != nil {
		return nil, when, err
	}
	then, err = store.ReceiveToRead(ctx, from, filepath.Join(dir, name), store.Options{Actor: open.Me(), Now: s.Now, Closed: func() { _ = os.RemoveAll(dir) }})
	if err != nil {
		return nil, when, errors.Join(err, os.RemoveAll(dir))
	}
	then.ForgetReceived() // it came from here
	return then, when, nil
}
