package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/search"
	"assay/store"
	"assay/views"
)

func (s *Server) searchRoutes(c *echo.Group) {
	c.GET("/search", s.search)
	c.GET("/palette", s.offer)
}

// searchQuery is what somebody looks for, as an address carries it.
type searchQuery struct {
	Typed string `query:"q"`
	Page  int    `query:"page"`
	Scope string `query:"scope"` // of the page that the palette was opened on
}

func (s *Server) search(c echo.Context) error {
	var q searchQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	data, err := caseOf(c).Search(c.Request().Context(), assay.SearchQuestion{Typed: q.Typed, Page: q.Page})
	wrong, asked := fieldErrors(c, err)
	if err != nil && !asked {
		return err
	}
	if asked {
		data = assay.SearchPage{Question: assay.SearchQuestion{Typed: q.Typed}, Case: &assay.Case{}}
	}
	p := views.NewSearch(c.Request().Context(), s.caseRoot(c), s.view(c, data.Case), data)
	p.Wrong = wrong["q"]
	if p.Frame, err = s.frame(c, "search", tell(c, "Search")); err != nil {
		return err
	}
	p.Frame.Scope = "rows"
	status := http.StatusOK
	if asked {
		status = http.StatusUnprocessableEntity
	}
	return render(c, status, views.Search(p))
}

// maxOffers is how many lines the palette has.
const maxOffers = 12

// offer answers what is being typed into the palette: what can be done on the
// page, where to go, and what is called so.
func (s *Server) offer(c echo.Context) error {
	var q searchQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	root := s.caseRoot(c)
	p := views.PaletteView{Root: root, Typed: q.Typed, Offers: views.Commands(c.Request().Context(), q.Scope, q.Typed)}
	if strings.TrimSpace(q.Typed) != "" {
		data, err := caseOf(c).Search(c.Request().Context(), assay.SearchQuestion{Typed: q.Typed, Typing: true})
		// What cannot be asked for, or not of this file, is found by nobody; the
		// search room says why.
		if _, asked := fieldErrors(c, err); err != nil && !asked && assay.KindOf(err) != assay.KindUnsupported {
			return err
		}
		if data.Case != nil {
			found := views.NewSearch(c.Request().Context(), root, s.view(c, data.Case), data)
			things := found.Offers(c.Request().Context())
			p.Offers = append(p.Offers[:min(len(p.Offers), maxOffers/2)], things[:min(len(things), maxOffers)]...)
		}
		p.Offers = append(p.Offers, views.Offer{Label: tell(c, "Search for “%s”", q.Typed), Icon: "search", Href: root.Search(q.Typed, 0)})
	}
	p.Offers = p.Offers[:min(len(p.Offers), maxOffers+1)]
	return render(c, http.StatusOK, views.Offers(p))
}

// found returns where an article has what somebody looked for.
func found(body anchor.Text, typed string) []anchor.Span {
	if typed == "" {
		return nil
	}
	names := make([]string, len(assay.SearchFields))
	for i, f := range assay.SearchFields {
		names[i] = f.Name
	}
	return search.Parse(typed, names, false).Hits(body.String())
}

// How long indexing leaves a case alone: after a change, since others tend to
// follow, between two of its turns, and at most after a turn that failed. It is given
// up where that was not for another program, so many times in a row.
const (
	settling  = time.Second
	pause     = 30 * time.Millisecond
	pauseMost = 15 * time.Second
	failMost  = 5
)

// index reads what has changed in a case into its index of words, and then
// compares its articles, in the background, until nothing is left or the case is
// closed.
func (s *Server) index(ctx context.Context, id string, open *store.Store) {
	if open.ReadOnly() || !s.cases.beginIndexing(id) {
		return
	}
	ctx = context.WithoutCancel(ctx) // it outlasts the request
	relate := s.telling(id, open)
	go func() {
		for again := true; again; again = s.cases.goOnIndexing(id) {
			time.Sleep(settling)
			s.untilDone(ctx, func() bool { return s.cases.get(id) == open }, open.Index, relate)
		}
	}()
}

// untilDone goes on with jobs in the background until nothing is left of them or
// the case is closed. What is left of the first is done before each turn of the
// second: what is imported while articles are compared is found at once. Where
// another program writes it tries again, after longer and longer.
func (s *Server) untilDone(ctx context.Context, open func() bool, jobs ...func(context.Context) (left int, err error)) {
	failed := make([]int, len(jobs)) // in a row
	for i := 0; i < len(jobs) && open(); {
		left, err := jobs[i](ctx)
		switch {
		case err != nil && open():
			s.Log.WarnContext(ctx, "cannot index a case", "err", err)
			if failed[i]++; failed[i] >= failMost && assay.KindOf(err) != assay.KindBusy {
				jobs, failed = slices.Delete(jobs, i, i+1), slices.Delete(failed, i, i+1)
				continue
			}
		case left == 0:
			failed[i] = 0
			i++
			continue
		default:
			failed[i] = 0
		}
		time.Sleep(min(pause<<min(failed[i], failMost*2), pauseMost))
		i = 0
	}
}
