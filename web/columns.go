package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/extract"
	"assay/internal/intake"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) askingRoutes(c *echo.Group) {
	c.GET("/articles/tables/:table", s.showTable)
	c.POST("/articles/tables/:table", s.importTable)
	c.GET("/articles/:article/table", s.showTable)
	c.POST("/articles/:article/table", s.importTable)
	c.GET("/articles/projects/:project", s.showProject)
	c.POST("/articles/projects/:project", s.importProject)
}

// askAbout keeps a file of which the analyst has to say something, and says in the
// report where: what the columns of a table are that is not plain, or what of a
// project of another program is to come in.
func (s *Server) askAbout(ctx context.Context, caseID string, file *views.ImportedFile, out store.Imported) {
	project := out.Err != nil && len(out.Found.Original) > 0 && intake.HoldsProject(out.Found.Original)
	if !project && (!extract.NeedsColumns(out.Err) || len(out.Found.Original) == 0) {
		return
	}
	id, err := s.waiting.keep(caseID, intake.File{
		Name: out.Found.Name, Via: out.Found.Via, Within: out.Found.Within, Hint: extract.Hint{Name: out.Found.Name, MediaType: out.Found.MediaType},
	}, out.Found.Original)
	if err != nil {
		s.Log.ErrorContext(ctx, "cannot keep a file", "err", err)
		return
	}
	file.Waits = true
	file.Ask, file.AskSays = s.Root().Case(caseID).Table(id), tr.Say(ctx, "Choose the columns")
	if project {
		file.Ask, file.AskSays = s.Root().Case(caseID).Project(id), tr.Say(ctx, "See what is in it")
	}
}

// tellTable adds to tables which columns of a table were taken.
func tellTable(root views.CaseRoot, tables []views.TakenTable, out *store.Imported) []views.TakenTable {
	columns, ok := extract.TakenColumns(out.Found)
	if !ok || out.Article.IsZero() {
		return tables
	}
	t := views.TakenTable{Name: extract.FileName(out.Name), Sheet: columns.Sheet, Columns: takenColumns(columns), Change: root.TableOf(out.Article)}
	if slices.ContainsFunc(tables, func(told views.TakenTable) bool {
		return told.Name == t.Name && told.Sheet == t.Sheet && slices.Equal(told.Columns, t.Columns)
	}) {
		return tables
	}
	return append(tables, t)
}

func takenColumns(c extract.Columns) (taken []views.TakenColumn) {
	for _, of := range c.Of {
		taken = append(taken, views.TakenColumn{Role: of.Role, Name: of.Name})
	}
	return taken
}

// importedTo returns where to go after an import: to what came of it or, if that
// was one file that is asked about, to the question.
func (s *Server) importedTo(c echo.Context, b *bringing) string {
	if r := b.report(); len(r.Files) == 1 && r.Files[0].Ask != "" && r.BrokeOff == "" {
		return r.Files[0].Ask
	}
	return s.caseRoot(c).Imported(b.id)
}

// tableForm says what the columns of a table are.
type tableForm struct {
	Sheet int      `form:"sheet" query:"sheet"`
	Head  string   `form:"head" query:"head"` // a number; "" for what is found
	Roles []string `form:"role"`              // one of each column, "" for none
	Dates string   `form:"dates"`
}

// columns returns what the form says as it is written.
func (f *tableForm) columns(several bool) extract.Columns {
	c := extract.Columns{Dates: f.Dates, Head: -1}
	if several {
		c.Sheet = f.Sheet
	}
	if n, err := strconv.Atoi(f.Head); err == nil && n >= 0 {
		c.Head = n
	}
	for i, role := range f.Roles {
		if slices.Contains(extract.Roles, role) {
			c.Of = append(c.Of, extract.Column{Role: role, Name: fmt.Sprintf("#%d", i+1)})
		}
	}
	return c
}

// askedTable is a table that an analyst is asked about.
type askedTable struct {
	file    intake.File
	data    []byte
	address string
	part    string // of the article that it was asked of, "" for none
	table   extract.Table
}

// tableAsked finds the table that the request is about.
func (s *Server) tableAsked(c echo.Context) (t askedTable, err error) {
	ctx, root := c.Request().Context(), s.caseRoot(c)
	if id := c.Param("table"); id != "" {
		t.address = root.Table(id)
		if t.file, err = s.waiting.get(c.Param("case"), id); err == nil {
			t.data, err = contentOf(t.file)
		}
		return t, err
	}
	id, err := param[assay.Article](c, "article")
	if err != nil {
		return t, err
	}
	capture, _, original, err := caseOf(c).OriginalOf(ctx, id)
	if err != nil {
		return t, err
	}
	t.address, t.part, t.data = root.TableOf(id), capture.Part, original
	t.file = intake.File{
		Name: capture.Name, Via: capture.Via, Within: capture.Within, Size: int64(len(original)), Open: intake.Bytes(original),
		Hint: extract.Hint{Name: capture.Name, MediaType: capture.MediaType},
	}
	return t, nil
}

func contentOf(f intake.File) ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.NewSectionReader(content, 0, f.Size))
}

func (s *Server) showTable(c echo.Context) error {
	var form tableForm
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &form); err != nil {
		return echo.ErrBadRequest
	}
	t, err := s.tableAsked(c)
	if err != nil {
		return err
	}
	return s.tablePage(c, http.StatusOK, t, form, nil)
}

// tablePage shows the first rows of a table, with what its columns are likely to
// be or what the form says.
func (s *Server) tablePage(c echo.Context, status int, t askedTable, form tableForm, errs map[string]string) (err error) {
	ctx := c.Request().Context()
	hint := t.file.Hint
	if form.Head != "" {
		hint.Columns = (&extract.Columns{Of: []extract.Column{{Role: extract.RoleText, Name: "#1"}}, Sheet: form.Sheet, Head: form.columns(true).Head}).String()
	}
	if t.table, err = s.Reader.Table(ctx, t.data, hint); err != nil {
		return err
	}
	f, err := s.frame(c, "library", tell(c, "Columns of a table"))
	if err != nil {
		return err
	}
	f.Scope, f.Refresh = "", "" // somebody is choosing
	return render(c, status, views.Columns(newColumnsPage(ctx, f, s.caseRoot(c), t, form, errs)))
}

func newColumnsPage(ctx context.Context, f views.Frame, root views.CaseRoot, t askedTable, form tableForm, errs map[string]string) views.ColumnsPage {
	at := form.Sheet - 1
	if form.Sheet < 1 || form.Sheet > len(t.table.Sheets) {
		at = slices.IndexFunc(t.table.Sheets, func(s extract.Sheet) bool { return s.Why == "" && s.Count > 0 })
		if at < 0 {
			at = slices.IndexFunc(t.table.Sheets, func(s extract.Sheet) bool { return s.Why != extract.WhyNoText && s.Count > 0 })
		}
		at = max(at, 0)
	}
	sheet := t.table.Sheets[at]
	p := views.ColumnsPage{
		Frame: f, Root: root, Action: t.address, Name: t.file.Name, Count: sheet.Count, Head: max(sheet.Proposed.Head, 0), Named: t.table.Named, Sheet: at + 1,
		Dates: sheet.Proposed.Dates, Open: sheet.Open, Errors: errs, Again: t.part != "", Roles: extract.Roles, Numbers: sheet.Numbers, Why: whyAsked(ctx, sheet),
	}
	if len(t.table.Sheets) > 1 {
		for i, other := range t.table.Sheets {
			p.Sheets = append(p.Sheets, views.SheetLink{Name: other.Name, Rows: other.Count, Href: t.address + "?sheet=" + strconv.Itoa(i+1), Here: i == at})
		}
	}
	for i, name := range sheet.Names {
		column := views.ColumnView{Name: name, Role: roleOf(sheet, i)}
		if form.Roles != nil {
			column.Role = ""
			if i < len(form.Roles) {
				column.Role = form.Roles[i]
			}
		}
		for _, cells := range sheet.Rows {
			column.Examples = append(column.Examples, cells[i])
		}
		p.Columns = append(p.Columns, column)
	}
	if form.Roles != nil {
		p.Dates = form.Dates
	}
	return p
}

// roleOf returns the role that column i of a sheet is likely to have.
func roleOf(sheet extract.Sheet, i int) string {
	for _, of := range sheet.Proposed.Of {
		if of.Name == sheet.Called[i] {
			return of.Role
		}
	}
	return ""
}

// whyAsked says why an analyst is asked about a sheet.
func whyAsked(ctx context.Context, sheet extract.Sheet) string {
	switch sheet.Why {
	case extract.WhyNoText:
		return tr.Say(ctx, "No column looks as if it held the text of articles. Say which one does, or export the table once more with the full text.")
	case extract.WhyText:
		return tr.Say(ctx, "It is not plain which column holds the text of the articles.")
	case extract.WhyDates:
		return tr.Say(ctx, "The dates can be read with the day or with the month first, as in “%s”.", sheet.Open)
	}
	return ""
}

// importTable brings in the articles of a table whose columns the analyst has
// named.
func (s *Server) importTable(c echo.Context) error {
	var form tableForm
	if err := bind(c, &form); err != nil {
		return err
	}
	t, err := s.tableAsked(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if t.table, err = s.Reader.Table(ctx, t.data, t.file.Hint); err != nil {
		return err
	}
	columns := form.columns(len(t.table.Sheets) > 1).String()
	if _, err := extract.ParseColumns(columns); err != nil {
		_, says := explain(ctx, err)
		return s.tablePage(c, http.StatusUnprocessableEntity, t, form, map[string]string{"role": says})
	}
	t.file.Hint.Columns = columns
	job := s.Begin(ctx, c.Param("case"), tell(c, "Bringing in articles"))
	defer job.End(errPanicked)
	report, asks, err := s.bringTable(c, t.file, job)
	job.End(err)
	if asks != "" {
		return s.tablePage(c, http.StatusUnprocessableEntity, t, form, map[string]string{"role": asks})
	}
	if err != nil && len(report.Files) == 0 {
		return err
	}
	if err != nil {
		report.BrokeOff = s.brokeOff(ctx, err)
	}
	return s.see(c, s.caseRoot(c).Imported(s.reported(c, report)))
}

// bringTable brings in the articles of a table. It returns what is asked for if
// the columns will not do.
func (s *Server) bringTable(c echo.Context, f intake.File, job *Job) (report views.ImportReport, asks string, err error) {
	ctx := c.Request().Context()
	one := func(yield func(intake.File, error) bool) { yield(f, nil) }
	err = caseOf(c).ImportArticles(ctx, s.Reader.Articles(ctx, iter.Seq2[intake.File, error](one)), func(out store.Imported) error {
		file, err := s.imported(ctx, out)
		if err != nil {
			return err
		}
		if extract.NeedsColumns(out.Err) {
			asks = file.Reason
		}
		report.Tables = tellTable(s.caseRoot(c), report.Tables, &out)
		report.Files = append(report.Files, file)
		job.Step(len(report.Files), 0)
		report.Act = cmp.Or(out.Act, report.Act)
		return nil
	})
	s.changed(c, report.Act)
	return report, asks, err
}
