package web

import (
	"bytes"
	"errors"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/internal/exchange"
	"assay/internal/tr"
	"assay/store"
	"assay/views"
)

func (s *Server) matrixRoutes(c *echo.Group) {
	c.GET("/matrix", s.showMatrix)
	c.GET("/matrix/cell", s.showCell)
	c.POST("/matrix/judge", s.judgeCell)
	c.GET("/matrix/column", s.showColumn)
	c.GET("/matrix/row", s.showRow)
	c.POST("/matrix/cover", s.coverCells)
	c.POST("/matrix/read", s.readColumn)
	c.GET("/matrix/matrix.csv", s.downloadMatrix)
	c.GET("/matrix/print", s.printMatrix)
}

// matrixQuery is the address of the matrix: all that its view depends on.
type matrixQuery struct {
	Event     assay.EventID `query:"event"`
	Tags      tagQuery
	Source    assay.SourceID  `query:"source"`
	From      string          `query:"from"`
	To        string          `query:"to"`
	Contested bool            `query:"contested"`
	Unrated   bool            `query:"unrated"`
	Sort      string          `query:"sort"`
	Rows      string          `query:"rows"`
	Order     string          `query:"order"`
	Group     string          `query:"group"`
	Folded    []string        `query:"fold"`
	Find      string          `query:"find"`
	Leaf      int             `query:"leaf"`
	Row       int             `query:"row"`
	Col       int             `query:"col"`
	Claim     assay.ClaimID   `query:"claim"`
	Article   assay.ArticleID `query:"article"`
}

func matrixFilter(c echo.Context) (assay.MatrixFilter, error) {
	var q matrixQuery
	err := (&echo.DefaultBinder{}).BindQueryParams(c, &q)
	return assay.MatrixFilter{
		Event: q.Event, Tags: q.Tags.filter(), Source: q.Source, From: q.From, To: q.To, Contested: q.Contested, Unrated: q.Unrated,
		Sort: q.Sort, Rows: q.Rows, Order: q.Order, Group: q.Group, Folded: q.Folded, Find: q.Find, Leaf: q.Leaf, Row: q.Row, Col: q.Col, Claim: q.Claim, Article: q.Article,
	}, err
}

func (s *Server) showMatrix(c echo.Context) error {
	f, err := matrixFilter(c)
	if err != nil {
		return err
	}
	data, err := caseOf(c).Matrix(c.Request().Context(), f)
	if err != nil {
		return err
	}
	frame, err := s.frame(c, "matrix", tell(c, "Matrix"))
	if err != nil {
		return err
	}
	if data.All == 0 {
		frame.Scope = "" // no key would do anything
	}
	if data.Narrowing != nil {
		frame.Scope = "rows"
	}
	view := s.view(c, data.Case)
	p := views.NewMatrix(c.Request().Context(), frame, s.caseRoot(c), view, f, data)
	if len(data.Proposed) > 0 {
		p.Suppose(c.Request().Context(), view.Supposing(data.Proposed))
	}
	return render(c, http.StatusOK, views.Matrix(p))
}

// wholeMatrix returns all that the filter of a request lets through, up to so
// many cells, 0 for any number.
func (s *Server) wholeMatrix(c echo.Context, most int) (p views.MatrixPage, err error) {
	ctx := c.Request().Context()
	f, err := matrixFilter(c)
	if err != nil {
		return p, err
	}
	data, err := caseOf(c).MatrixWhole(ctx, f, most)
	if err != nil {
		return p, err
	}
	frame, err := s.frame(c, "matrix", tell(c, "Matrix for print"))
	frame.Refresh, frame.Scope = "", "sheets" // paper does not change
	return views.NewMatrix(ctx, frame, s.caseRoot(c), s.view(c, data.Case), f, data), err
}

func (s *Server) printMatrix(c echo.Context) error {
	p, err := s.wholeMatrix(c, assay.MatrixPrinted)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.MatrixSheets(p))
}

// downloadMatrix sends the matrix as CSV: every cell that the filter lets
// through, in its order, and not only those of a window. It is in English, as
// all that goes to other programs.
func (s *Server) downloadMatrix(c echo.Context) error {
	english := tr.In(c.Request().Context(), tr.English)
	c.SetRequest(c.Request().WithContext(english))
	p, err := s.wholeMatrix(c, 0)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := exchange.WriteTable(&table, p.Records(english), exchange.CSVOptions{BOM: true}); err != nil {
		return err
	}
	path := caseOf(c).Path()
	c.Response().Header().Set("Content-Disposition", attachment(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+" matrix.csv"))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", table.Bytes())
}

// showColumn shows what can be done with a whole column.
func (s *Server) showColumn(c echo.Context) error {
	f, err := matrixFilter(c)
	if err != nil {
		return err
	}
	data, err := caseOf(c).MatrixColumn(c.Request().Context(), f, f.Article)
	if err != nil {
		return err
	}
	return s.showLine(c, views.NewLine(s.caseRoot(c), s.view(c, data.Case), data, f.Article, assay.ClaimID{}))
}

// showRow shows what can be done with a whole row.
func (s *Server) showRow(c echo.Context) error {
	f, err := matrixFilter(c)
	if err != nil {
		return err
	}
	data, err := caseOf(c).MatrixRow(c.Request().Context(), f, f.Claim)
	if err != nil {
		return err
	}
	return s.showLine(c, views.NewLine(s.caseRoot(c), s.view(c, data.Case), data, assay.ArticleID{}, f.Claim))
}

// showLine answers with the panel alone, or with a page for browsers without
// scripts.
func (s *Server) showLine(c echo.Context, l views.LineView) error {
	if wantsPart(c) {
		return render(c, http.StatusOK, views.Line(l))
	}
	frame, err := s.frame(c, "matrix", l.Kind(c.Request().Context()))
	if err != nil {
		return err
	}
	frame.Scope = "sheets"
	return render(c, http.StatusOK, views.LinePage(frame, l))
}

// coverForm says of several cells why they have no mention.
type coverForm struct {
	Claims   string         `form:"claims"` // ids, separated by spaces
	Articles string         `form:"articles"`
	Value    assay.Coverage `form:"value"`
}

// cells returns every claim with every article of the form.
func (f *coverForm) cells() ([]assay.CellKey, error) {
	var cells []assay.CellKey
	for claim := range strings.FieldsSeq(f.Claims) {
		for article := range strings.FieldsSeq(f.Articles) {
			var k assay.CellKey
			if err := errors.Join(k.Claim.UnmarshalText([]byte(claim)), k.Article.UnmarshalText([]byte(article))); err != nil {
				return nil, err
			}
			cells = append(cells, k)
		}
	}
	return cells, nil
}

func (s *Server) coverCells(c echo.Context) error {
	var form coverForm
	if err := bind(c, &form); err != nil {
		return err
	}
	cells, err := form.cells()
	if err != nil {
		return err
	}
	act, covered, err := caseOf(c).CoverCells(c.Request().Context(), cells, form.Value)
	if err != nil {
		return err
	}
	return s.done(c, act, views.CoveredSay(c.Request().Context(), form.Value, covered, len(cells)), s.caseRoot(c).Matrix())
}

// readColumn marks the article of a column as read.
func (s *Server) readColumn(c echo.Context) error {
	var form struct {
		Article assay.ArticleID `form:"article"`
	}
	if err := bind(c, &form); err != nil {
		return err
	}
	read := true
	act, err := caseOf(c).ChangeArticles(c.Request().Context(), []assay.ArticleID{form.Article}, store.ArticleChange{Read: &read})
	if err != nil {
		return err
	}
	return s.done(c, act, tell(c, "Marked as read."), s.caseRoot(c).Matrix())
}

// cell reads what is known of one cell.
func (s *Server) cell(c echo.Context, claim assay.ClaimID, article assay.ArticleID) (views.CellView, error) {
	v := views.CellView{Root: s.caseRoot(c), ReadOnly: caseOf(c).ReadOnly()}
	data, err := caseOf(c).MatrixCell(c.Request().Context(), claim, article)
	if err != nil {
		return v, err
	}
	v.View = s.view(c, data)
	if v.Claim = v.View.Claim(claim); v.Claim == nil {
		return v, assay.NotFound("claim")
	}
	if v.Article = v.View.Article(article); v.Article == nil {
		return v, assay.NotFound("article")
	}
	return v, nil
}

func (s *Server) showCell(c echo.Context) error {
	var at struct {
		Claim   assay.ClaimID   `query:"claim"`
		Article assay.ArticleID `query:"article"`
	}
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &at); err != nil {
		return err
	}
	v, err := s.cell(c, at.Claim, at.Article)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Cell(v))
}

// judgeCell judges what is in a cell, or that nothing is, and shows the cell
// again. What is judged so already is taken back. The reliability of an outlet
// shows in many places, so the page fetches itself again for it.
func (s *Server) judgeCell(c echo.Context) error {
	var form judgeForm
	var at struct {
		Claim   assay.ClaimID   `form:"claim"`
		Article assay.ArticleID `form:"article"`
	}
	if err := errors.Join(bind(c, &form), bind(c, &at)); err != nil {
		return err
	}
	act, say, err := form.apply(c)
	if err != nil {
		return err
	}
	back := s.caseRoot(c).MatrixView(assay.MatrixFilter{Claim: at.Claim, Article: at.Article})
	if !isHTMX(c) || form.Dimension == assay.DimReliability {
		return s.done(c, act, say, back)
	}
	s.changed(c, act)
	v, err := s.cell(c, at.Claim, at.Article)
	if err != nil {
		return err
	}
	announce(c, say, !act.IsZero(), false)
	return render(c, http.StatusOK, views.CellAnswer(v, views.SavedView{State: "saved", At: s.Now().Format("15:04")}))
}
