package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf16"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/tr"
	"assay/views"
)

// caseRoutes is the table of contents of a case.
func (s *Server) caseRoutes(c *echo.Group) {
	c.GET("/", s.enterCase)
	c.POST("/close", s.closeCase)
	c.POST("/received", s.forgetReceived)
	c.POST("/siblings/leave", s.leaveSibling)
	c.POST("/again", s.goOn)
	c.POST("/undo", s.undo)
	c.POST("/redo", s.redo)
	c.POST("/steps", s.changeSteps)
	s.libraryRoutes(c)
	s.readerRoutes(c)
	s.besideRoutes(c)
	s.judgementRoutes(c)
	s.claimRoutes(c)
	s.mentionRoutes(c)
	s.contestedRoutes(c)
	s.historyRoutes(c)
	s.matrixRoutes(c)
	s.sourceRoutes(c)
	s.exportRoutes(c)
	s.codebookRoutes(c)
	s.noteRoutes(c)
	s.searchRoutes(c)
	s.reportRoutes(c)
	s.lineageRoutes(c)
	s.timelineRoutes(c)
	s.mergeRoutes(c)
	s.shareRoutes(c)
	s.agreementRoutes(c)
	s.awayRoutes(c)
}

// enterCase leads to the room that a case begins with.
func (s *Server) enterCase(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, s.caseRoot(c).Library(assay.LibraryFilter{}))
}

// caseRoot returns where the addresses of the request's case begin.
func (s *Server) caseRoot(c echo.Context) views.CaseRoot { return s.Root().Case(c.Param("case")) }

// frame returns what stands around a page of a case. room is the name of the
// room in the key map.
func (s *Server) frame(c echo.Context, room, title string) (views.Frame, error) {
	open, root := caseOf(c), s.caseRoot(c)
	info, err := open.Info(c.Request().Context())
	if err != nil {
		return views.Frame{}, err
	}
	shell := s.shell(c)
	f := views.Frame{
		Title: title, Shell: shell, Look: views.LookOf(shell.Look), HomeHref: s.Root().Start(), Case: info.Name, CaseHref: root.Home(),
		Scope: room, Refresh: c.Request().URL.RequestURI(), ThemeHref: s.Root().Settings(), SettingsHref: s.Root().Settings(), KeysHref: s.Root().Keys(),
		StepsHref: root.Steps(), UndoHref: root.Undo(), RedoHref: root.Redo(), SearchHref: root.Search("", 0), PaletteHref: root.Palette(),
		Saved: views.SavedView{State: "saved", At: s.Now().Format("15:04")},
	}
	if c.Request().Method != http.MethodGet {
		f.Refresh = "" // the page shows what was refused, and has no address to be fetched from
	} else {
		s.cases.leave(leftPage{c.Param("case"), info.Name, f.Refresh})
	}
	if s.asksName(open) {
		f.AskName = &views.NameForm{Next: f.Refresh}
	}
	f.Importing = s.importing(c)
	f.Past = s.cases.pastOf(c.Param("case"))
	f.Lost = s.lost(c)
	f.Away = s.away(c)
	if open.ReadOnly() {
		f.Saved.State, f.UndoHref, f.RedoHref, f.StepsHref = "read_only", "", "", ""
	}
	if f.Lost != nil {
		f.Saved.State = "lost"
	}
	f.Rooms, f.More = rooms(c.Request().Context(), root, room, s.cases.lastRead(c.Param("case")))
	return f, nil
}

// rooms are the places of a case, of which the analyst is in one, and those that
// are a step further away. reading is the article that was opened last, zero for
// none.
func rooms(ctx context.Context, root views.CaseRoot, here string, reading assay.ArticleID) (list, more []views.Room) {
	list = []views.Room{{Name: "library", Label: tr.Say(ctx, "Library"), Href: root.Articles()}}
	if !reading.IsZero() {
		list = append(list, views.Room{Name: "reader", Label: tr.Say(ctx, "Reader"), Href: root.Article(reading)})
	}
	list = append(list, []views.Room{
		{Name: "claims", Label: tr.Say(ctx, "Claims"), Href: root.Claims()},
		{Name: "matrix", Label: tr.Say(ctx, "Matrix"), Href: root.Matrix()},
		{Name: "contested", Label: tr.Say(ctx, "Contested"), Href: root.Contested()},
		{Name: "lineage", Label: tr.Say(ctx, "Lineage"), Href: root.Lineage()},
		{Name: "sources", Label: tr.Say(ctx, "Sources"), Href: root.Sources()},
		{Name: "codebook", Label: tr.Say(ctx, "Codebook"), Href: root.Codebook()},
		{Name: "notes", Label: tr.Say(ctx, "Notes"), Href: root.Notes()},
		{Name: "report", Label: tr.Say(ctx, "Report"), Href: root.Reports()},
		{Name: "history", Label: tr.Say(ctx, "History"), Href: root.History()},
	}...)
	more = []views.Room{
		{Name: "timeline", Label: tr.Say(ctx, "Timeline"), Href: root.Timeline()},
		{Name: "compare", Label: tr.Say(ctx, "Compare analysts"), Href: root.Compare(assay.AgreementFilter{})},
		{Name: "export", Label: tr.Say(ctx, "Export"), Href: root.Export()},
		{Name: "share", Label: tr.Say(ctx, "Share a copy"), Href: root.Share()},
		{Name: "merge", Label: tr.Say(ctx, "Merge"), Href: root.MergeCase()},
		{Name: "conflicts", Label: tr.Say(ctx, "In conflict"), Href: root.Conflicts()},
		{Name: "whole", Label: tr.Say(ctx, "Check evidence"), Href: root.Whole()},
	}
	for _, rooms := range [][]views.Room{list, more} {
		for i := range rooms {
			rooms[i].Here = rooms[i].Name == here
		}
	}
	return list, more
}

// view returns a case as the analyst of this program sees it.
func (s *Server) view(c echo.Context, data *assay.Case) *assay.View {
	return assay.NewView(data, caseOf(c).Me())
}

// done answers a request that has changed the case and shows nothing of it:
// the page is told what to say and fetches itself again. back is where a
// browser without scripts goes.
func (s *Server) done(c echo.Context, act assay.ActID, say, back string) error {
	s.changed(c, act)
	if !isHTMX(c) {
		return c.Redirect(http.StatusSeeOther, back)
	}
	announce(c, say, !act.IsZero(), true)
	return c.NoContent(http.StatusNoContent)
}

// doneAt is done for an act after which the browser goes to another page, which
// says what was done.
func (s *Server) doneAt(c echo.Context, act assay.ActID, say, address string) error {
	s.changed(c, act)
	trigger(c, map[string]any{"assay:saved": map[string]any{"say": say, "undo": !act.IsZero(), "leave": true}})
	return s.see(c, address)
}

// cameFrom returns the page of the case that a form was sent from, for what can
// be done on many pages. A browser that does not say goes to the first page of
// the case.
func (s *Server) cameFrom(c echo.Context) string {
	u, err := url.Parse(c.Request().Referer())
	if err != nil || u.Host != c.Request().Host || !strings.HasPrefix(u.Path, string(s.caseRoot(c))+"/") {
		return s.caseRoot(c).Home()
	}
	return u.RequestURI()
}

// announce puts what the page is to say into the answer. refresh makes it
// fetch itself again.
func announce(c echo.Context, say string, undo, refresh bool) {
	events := map[string]any{"assay:saved": map[string]any{"say": say, "undo": undo}}
	if refresh {
		events["assay:refresh"] = true
	}
	trigger(c, events)
}

// trigger puts events for the page into the answer.
func trigger(c echo.Context, events map[string]any) {
	text, err := json.Marshal(events)
	if err != nil { // strings and flags
		panic(err)
	}
	c.Response().Header().Set("HX-Trigger", ascii(text))
}

// ascii writes JSON with every character above ASCII escaped: a header carries
// nothing else safely.
func ascii(text []byte) string {
	out := make([]byte, 0, len(text))
	for _, r := range string(text) {
		if r < 0x80 {
			out = append(out, byte(r))
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			out = fmt.Appendf(out, `\u%04x`, u)
		}
	}
	return string(out)
}

// changed tells the other tabs that the case is not what they show.
func (s *Server) changed(c echo.Context, act assay.ActID) {
	if act.IsZero() {
		return
	}
	s.worked.Store(true)
	s.Config.AwayCase(caseOf(c).Path()).Worked()
	s.hub.publish(Changed{Case: c.Param("case"), Tab: c.Request().Header.Get("Assay-Tab")})
	s.index(c.Request().Context(), c.Param("case"), caseOf(c))
}

// undo takes back an act, which is the latest unless the form names one.
func (s *Server) undo(c echo.Context) error {
	var form struct {
		Act assay.ActID `form:"act"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	undo := caseOf(c).Undo
	if !form.Act.IsZero() {
		undo = func(ctx context.Context) (assay.ActID, error) { return caseOf(c).UndoAct(ctx, form.Act) }
	}
	act, err := undo(c.Request().Context())
	if err != nil {
		return err
	}
	s.changed(c, act)
	if !isHTMX(c) {
		return c.Redirect(http.StatusSeeOther, s.caseRoot(c).History())
	}
	data, err := caseOf(c).Told(c.Request().Context(), act)
	if err != nil {
		return err
	}
	announce(c, tell(c, "Undone: %s. %s does it again.", views.Told(c.Request().Context(), s.caseRoot(c), &data), views.KeyName(c.Request().Context(), "everywhere/redo")), false, true)
	return c.NoContent(http.StatusNoContent)
}

func (s *Server) redo(c echo.Context) error {
	act, err := caseOf(c).Redo(c.Request().Context())
	if err != nil {
		return err
	}
	data, err := caseOf(c).Told(c.Request().Context(), act)
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Done again: %s.", views.Told(c.Request().Context(), s.caseRoot(c), &data)), s.caseRoot(c).History())
}

// param reads an id out of the address.
func param[K any](c echo.Context, name string) (id assay.ID[K], err error) {
	if id.UnmarshalText([]byte(c.Param(name))) != nil || id.IsZero() {
		return id, assay.NotFound("page")
	}
	return id, nil
}
