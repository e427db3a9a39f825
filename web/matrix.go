package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"assay/internal/assay"
	"assay/views"
)

func (s *Server) matrixRoutes(c *echo.Group) {
	c.GET("/matrix", s.showMatrix)
	c.GET("/matrix/cell", s.showCell)
	c.POST("/matrix/judge", s.judgeCell)
}

// matrixQuery is the address of the matrix: all that its view depends on.
type matrixQuery struct {
	Event     assay.EventID   `query:"event"`
	Contested bool            `query:"contested"`
	Sort      string          `query:"sort"`
	Group     string          `query:"group"`
	Row       int             `query:"row"`
	Col       int             `query:"col"`
	Claim     assay.ClaimID   `query:"claim"`
	Article   assay.ArticleID `query:"article"`
}

func (s *Server) showMatrix(c echo.Context) error {
	var q matrixQuery
	if err := (&echo.DefaultBinder{}).BindQueryParams(c, &q); err != nil {
		return err
	}
	f := assay.MatrixFilter(q)
	data, err := caseOf(c).Matrix(c.Request().Context(), f)
	if err != nil {
		return err
	}
	frame, err := s.frame(c, "matrix", "Matrix")
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Matrix(views.NewMatrix(frame, s.caseRoot(c), s.view(c, data.Case), f, data)))
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
