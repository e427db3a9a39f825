package web

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/store"
	"assay/views"
)

func (s *Server) reportRoutes(c *echo.Group) {
	c.GET("/reports", s.showReports)
	c.POST("/reports", s.beginReport)
	c.GET("/reports/:report", s.showReport)
	c.POST("/reports/:report", s.changeReport)
	c.POST("/reports/:report/items", s.changeItems)
	c.POST("/reports/:report/remove", s.removeReport)
	c.GET("/reports/:report/file", s.downloadReport)
}

func (s *Server) reportsPage(c echo.Context) (p views.ReportsPage, err error) {
	p.Root = s.caseRoot(c)
	if p.Data, err = caseOf(c).Reports(c.Request().Context()); err != nil {
		return p, err
	}
	p.Frame, err = s.frame(c, "report", tell(c, "Report"))
	p.Frame.Scope = "reports rows"
	return p, err
}

func (s *Server) showReports(c echo.Context) error {
	p, err := s.reportsPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Reports(p))
}

func (s *Server) beginReport(c echo.Context) error {
	var form views.NewReportForm
	if err := bind(c, &form); err != nil {
		return err
	}
	id, act, err := caseOf(c).AddReport(c.Request().Context(), form.Title, form.Event)
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.reportsPage(c)
		if pageErr != nil {
			return pageErr
		}
		p.New, p.New.Errors = form, fields
		return showAgain(c, err, views.NewReport(p), views.Reports(p))
	}
	if err != nil {
		return err
	}
	s.changed(c, act)
	return s.see(c, s.caseRoot(c).Report(id))
}

// reportID returns the id in the address, zero for the report on everything.
func reportID(c echo.Context) (assay.ReportID, error) {
	if c.Param("report") == "all" {
		return assay.ReportID{}, nil
	}
	return param[assay.Report](c, "report")
}

// reportPage returns a report as it reads, with what it could list besides.
func (s *Server) reportPage(c echo.Context, id assay.ReportID, words string) (p views.ReportPage, err error) {
	ctx := c.Request().Context()
	data, err := caseOf(c).ComposeReport(ctx, id, words)
	if err != nil {
		return p, err
	}
	view := s.view(c, data.Case)
	p = views.NewReportPage(s.caseRoot(c), view, data, views.Written(ctx, s.caseRoot(c), view, &data, s.Now()))
	p.Words = words
	p.Frame, err = s.frame(c, "report", p.Document.Title)
	p.Frame.Scope = "report rows"
	return p, err
}

func (s *Server) showReport(c echo.Context) error {
	id, err := reportID(c)
	if err != nil {
		return err
	}
	p, err := s.reportPage(c, id, c.QueryParam("words"))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Report(p))
}

func (s *Server) changeReport(c echo.Context) error {
	id, err := param[assay.Report](c, "report")
	if err != nil {
		return err
	}
	var form views.ReportForm
	if err := bind(c, &form); err != nil {
		return err
	}
	form.Settle()
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	act, err := caseOf(c).ChangeReport(c.Request().Context(), id, store.ReportChange{
		Title: store.Changed(was.Title, form.Title), Summary: store.Changed(was.Summary, form.Summary), LeaveOut: store.Changed(was.LeaveOut, form.LeaveOut),
	})
	if fields, ok := fieldErrors(c, err); ok {
		p, pageErr := s.reportPage(c, id, "")
		if pageErr != nil {
			return pageErr
		}
		p.Form = again(form, was, views.ReportFormOf(&p.Data.Report), err)
		p.Form.Errors = fields
		return showAgain(c, err, views.ReportFields(p), views.Report(p))
	}
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Report changed."), s.caseRoot(c).Report(id))
}

// changeItems adds to what a report lists, takes from it, or orders it.
func (s *Server) changeItems(c echo.Context) error {
	id, err := param[assay.Report](c, "report")
	if err != nil {
		return err
	}
	var form views.ReportItems
	if err := bind(c, &form); err != nil {
		return err
	}
	was, err := form.Was.Then()
	if err != nil {
		return err
	}
	data, err := caseOf(c).Report(c.Request().Context(), id)
	if err != nil {
		return err
	}
	p := views.NewReportPage(s.caseRoot(c), s.view(c, data.Case), data, nil)
	act, err := caseOf(c).ChangeReport(c.Request().Context(), id, store.ReportChange{Items: store.Changed(was.Items, form.Done(p.Brought))})
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "The report lists something else now."), s.caseRoot(c).Report(id))
}

func (s *Server) removeReport(c echo.Context) error {
	id, err := param[assay.Report](c, "report")
	if err != nil {
		return err
	}
	act, err := caseOf(c).RemoveReport(c.Request().Context(), id)
	if err != nil {
		return err
	}
	s.changed(c, act)
	announce(c, tell(c, "Report removed."), true, false)
	return s.see(c, s.caseRoot(c).Reports())
}

// downloadReport sends a report as a file.
func (s *Server) downloadReport(c echo.Context) error {
	id, err := reportID(c)
	if err != nil {
		return err
	}
	form, ok := reportForms[c.QueryParam("format")]
	if !ok {
		return assay.Unsupported("A report can be had as html, docx and md, and as nothing else.")
	}
	ctx := c.Request().Context()
	data, err := caseOf(c).Report(ctx, id)
	if err != nil {
		return err
	}
	d := views.Written(ctx, "", s.view(c, data.Case), &data, s.Now())
	name := strings.Map(fileRune, d.Title) + "." + c.QueryParam("format")
	return s.send(c, name, form.mediaType, func(w io.Writer) error { return form.write(c, w, d, s.Now()) })
}

// fileRune keeps out of the name of a file what some system does not take.
func fileRune(r rune) rune {
	if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
		return '-'
	}
	return r
}

// reportForm is one kind of file that a report can be had as.
type reportForm struct {
	mediaType string
	write     func(c echo.Context, w io.Writer, d *document.Document, at time.Time) error
}

var reportForms = map[string]reportForm{
	"html": {"text/html; charset=utf-8", func(c echo.Context, w io.Writer, d *document.Document, _ time.Time) error {
		return views.DocumentFile(d).Render(c.Request().Context(), w)
	}},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", func(_ echo.Context, w io.Writer, d *document.Document, at time.Time) error {
		return document.WriteDOCX(w, d, at)
	}},
	"md": {"text/markdown; charset=utf-8", func(_ echo.Context, w io.Writer, d *document.Document, _ time.Time) error {
		return document.WriteMarkdown(w, d)
	}},
}
