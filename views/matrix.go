package views

import (
	"context"
	"strings"

	"assay/internal/assay"
)

// MatrixPage is claims down and articles across, or a window of them.
type MatrixPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Filter assay.MatrixFilter
	Data   assay.MatrixPage
	Groups []MatrixGroup
	Rows   []MatrixRow
	Aside  CellView // what is known of the cell in focus; zero for none
}

// MatrixGroup is the head over some columns that belong together.
type MatrixGroup struct {
	Label   string
	Shared  bool // the articles go back to one origin
	Columns []MatrixColumn
}

// MatrixColumn is the head of a column.
type MatrixColumn struct {
	Article *assay.Article
	Outlet  string
	Title   string
	Letter  string
	Source  string // the id of the outlet, "" where it is not known
}

// MatrixRow is a claim and what each article does with it.
type MatrixRow struct {
	Claim        *assay.Claim
	Number       string
	Contest      assay.Contest // by itself
	Questions    int           // contested facts that it is in
	Tally        TallyView
	For, Against assay.Corroboration
	Cells        []CellFace
}

// CellFace is a cell of the table.
type CellFace struct {
	ID       string // of its element
	Href     string // of its passage, "" where there is none
	Mentions string // their ids
	Stances  []string
	Grades   []string
	Cover    string // why there is no mention
	Proposed bool   // perhaps it is out of scope
	Outlet   string
	Says     string // all of it in words
	Starts   bool   // the first of its group
	Here     bool   // in focus
}

// NewMatrix lays a window of the matrix out.
func NewMatrix(frame Frame, root CaseRoot, view *assay.View, f assay.MatrixFilter, data assay.MatrixPage) MatrixPage {
	p := MatrixPage{Frame: frame, Root: root, View: view, Filter: f, Data: data}
	for _, g := range data.Groups {
		p.Groups = append(p.Groups, p.group(g))
	}
	for _, id := range data.Claims {
		if c := view.Claim(id); c != nil {
			p.Rows = append(p.Rows, p.row(c))
		}
	}
	p.focus()
	return p
}

func (p *MatrixPage) group(g assay.ColumnGroup) MatrixGroup {
	v := MatrixGroup{Label: p.groupLabel(g), Shared: p.Filter.Group != "date" && p.Filter.Group != "source" && g.Source != assay.SourceID{} || !g.Work.IsZero() || !g.Article.IsZero()}
	for _, id := range g.Articles {
		if a := p.View.Article(id); a != nil {
			v.Columns = append(v.Columns, p.column(a))
		}
	}
	return v
}

func (p *MatrixPage) groupLabel(g assay.ColumnGroup) string {
	switch {
	case !g.Source.IsZero():
		return SourceNameOf(p.View, g.Source)
	case !g.Work.IsZero():
		return p.workName(g.Work)
	case !g.Article.IsZero():
		if a := p.View.Article(g.Article); a != nil {
			return ColumnName(p.View, a)
		}
		return "An article that is not shown"
	case g.Date != "":
		return Date(g.Date)
	case p.Filter.Group == "date":
		return "Date not known"
	case p.Filter.Group == "source":
		return "Outlet not known"
	}
	return "No shared origin known"
}

func (p *MatrixPage) workName(id assay.WorkID) string {
	for _, w := range p.View.Case.Works {
		if w.ID == id {
			return or(w.Title, SourceNameOf(p.View, w.Source))
		}
	}
	return "Something outside this case"
}

func (p *MatrixPage) column(a *assay.Article) MatrixColumn {
	c := MatrixColumn{Article: a, Outlet: ColumnName(p.View, a), Title: Title(p.View, a), Letter: Letter(p.View, a)}
	if s := Outlet(p.View, a); s != nil {
		c.Source = s.ID.String()
	}
	return c
}

func (p *MatrixPage) row(c *assay.Claim) MatrixRow {
	r := MatrixRow{
		Claim: c, Number: ClaimNumber(p.View.Case, c.ID), Contest: p.View.ContestedClaim(c.ID), Questions: len(p.View.ContestsOf(c.ID)),
		Tally: TallyOf(p.View, c.ID), For: p.View.Corroboration(c.ID, assay.Supports), Against: p.View.Corroboration(c.ID, assay.Contradicts),
	}
	for _, g := range p.Groups {
		for i, col := range g.Columns {
			face := NewCellFace(p.Root, p.View, c, col.Article)
			face.Starts = i == 0
			r.Cells = append(r.Cells, face)
		}
	}
	return r
}

// focus puts the focus on the cell that the address names, else on the first
// one of its claim or article.
func (p *MatrixPage) focus() {
	row, col := -1, -1
	for i := range p.Rows {
		if p.Rows[i].Claim.ID == p.Filter.Claim {
			row = i
		}
	}
	columns := p.Columns()
	for i := range columns {
		if columns[i].Article.ID == p.Filter.Article {
			col = i
		}
	}
	if row >= 0 && col >= 0 && p.Data.Focus != nil {
		view := assay.NewView(p.Data.Focus, p.View.Me)
		p.Aside = CellView{Root: p.Root, View: view, Claim: view.Claim(p.Filter.Claim), Article: view.Article(p.Filter.Article), ReadOnly: p.ReadOnly()}
	}
	if len(p.Rows) > 0 && len(columns) > 0 {
		p.Rows[max(row, 0)].Cells[max(col, 0)].Here = true
	}
}

// Columns returns the heads of all columns.
func (p *MatrixPage) Columns() []MatrixColumn {
	var columns []MatrixColumn
	for _, g := range p.Groups {
		columns = append(columns, g.Columns...)
	}
	return columns
}

// ReadOnly reports whether nothing can be changed here.
func (p *MatrixPage) ReadOnly() bool { return p.Frame.Saved.State == "read_only" }

// Dense reports whether there are so many columns that they are drawn narrow.
func (p *MatrixPage) Dense() bool { return len(p.Columns()) > 14 }

// Sub says how much the matrix holds.
func (p *MatrixPage) Sub() string {
	return Count(p.Data.Rows, "claim", "claims") + " in " + Count(p.Data.Cols, "article", "articles")
}

// Pagers are the ways to the windows beside this one: claims, then articles.
func (p *MatrixPage) Pagers() []MatrixPager {
	if !p.Data.Paged() {
		return nil
	}
	at := func(row, col int) string {
		f := p.Filter
		f.Row, f.Col = row, col
		return p.Root.MatrixView(f)
	}
	rows := MatrixPager{What: "Claims", From: p.Data.Row + 1, To: p.Data.Row + len(p.Data.Claims), Of: p.Data.Rows, Acts: [2]string{"page-up", "page-down"}}
	if p.Data.Row > 0 {
		rows.Previous = at(p.Data.Row-assay.MatrixRows, p.Data.Col)
	}
	if rows.To < rows.Of {
		rows.Next = at(p.Data.Row+assay.MatrixRows, p.Data.Col)
	}
	cols := MatrixPager{What: "Articles", From: p.Data.Col + 1, To: p.Data.Col + len(p.Data.Articles()), Of: p.Data.Cols, Acts: [2]string{"page-left", "page-right"}}
	if p.Data.Col > 0 {
		cols.Previous = at(p.Data.Row, p.Data.Col-assay.MatrixCols)
	}
	if cols.To < cols.Of {
		cols.Next = at(p.Data.Row, p.Data.Col+assay.MatrixCols)
	}
	return []MatrixPager{rows, cols}
}

// MatrixPager is where a window lies in one direction, and how to move it.
type MatrixPager struct {
	What         string
	From, To, Of int
	Previous     string // "" at the end
	Next         string
	Acts         [2]string // of the keys for both
}

// NewCellFace returns how one cell looks.
func NewCellFace(root CaseRoot, view *assay.View, claim *assay.Claim, article *assay.Article) CellFace {
	number := ClaimNumber(view.Case, claim.ID)
	cell := view.Cell(article, claim)
	f := CellFace{ID: cellID(number, article.ID), Cover: string(cell.Coverage), Proposed: cell.Proposed, Outlet: ColumnName(view, article)}
	var ids []string
	for _, m := range cell.Mentions {
		ids = append(ids, m.ID.String())
	}
	f.Mentions = strings.Join(ids, " ")
	if len(cell.Mentions) > 0 {
		f.Href = root.MentionInArticle(article.ID, cell.Mentions[0].ID)
	}
	for _, s := range cell.Stances {
		f.Stances = append(f.Stances, string(s))
	}
	for _, g := range cell.Grades {
		f.Grades = append(f.Grades, string(g))
	}
	what := coverWord(context.TODO(), f.Cover)
	if len(f.Stances) > 0 {
		what = strings.Join(f.Stances, " and ")
	}
	if len(f.Grades) > 0 {
		what += ", credibility " + strings.Join(f.Grades, ", ")
	}
	if f.Proposed {
		what += ", perhaps out of scope"
	}
	f.Says = number + ", " + f.Outlet + ": " + what
	return f
}

// cellID returns the id of the element of a cell.
func cellID(number string, article assay.ArticleID) string { return number + "-" + article.String() }

// Stance is the one that colours the cell, "" if there is none.
func (f *CellFace) Stance() string {
	if len(f.Stances) == 0 {
		return ""
	}
	return f.Stances[0]
}

// CellView is what is known of one cell, to be judged.
type CellView struct {
	Root     CaseRoot
	View     *assay.View
	Claim    *assay.Claim
	Article  *assay.Article
	ReadOnly bool
}

// Cell returns what the article does with the claim.
func (c *CellView) Cell() assay.Cell { return c.View.Cell(c.Article, c.Claim) }

// Number returns what the claim is called for short.
func (c *CellView) Number() string { return ClaimNumber(c.View.Case, c.Claim.ID) }

// Guard returns why a mention's grade is too high for what stands behind it.
func (c *CellView) Guard(m *assay.Mention) string {
	return c.View.Guard(c.Claim.ID, assay.Credibility(c.grade(m)))
}

func (c *CellView) grade(m *assay.Mention) string {
	return c.View.Credibility(assay.EntityID(m.ID)).Word()
}

func (c *CellView) coverage() assay.Verdict {
	return c.View.Judged(assay.JudgementKey{Target: assay.EntityID(c.Article.ID), Other: assay.EntityID(c.Claim.ID), Dimension: assay.DimCoverage})
}

// Said returns what this analyst has said of why there is no mention, or "".
func (c *CellView) Said() assay.Coverage {
	if d := c.coverage(); d.Mine {
		return assay.Coverage(d.Word())
	}
	return ""
}

// Why says how it is known that the article says nothing of the claim.
func (c *CellView) Why() string {
	if d := c.coverage(); !d.Value.IsNull() {
		who := AnalystName(c.View.Case.Actors, d.By)
		if d.Mine {
			who = "you"
		}
		return "Said by " + who + " on " + d.At.Time().Format("2 January 2006") + "."
	}
	switch c.Cell().Coverage {
	case assay.Silent:
		return "The article has been read since this claim was made, and nothing in it was marked."
	case assay.NotRead:
		if IsRead(c.View, c.Article.Text) {
			return "You read the article before this claim was made, so nobody has looked for it."
		}
		return "Nobody has said that they looked for it."
	case assay.OutOfScope:
	}
	return ""
}

// Disputed reports whether analysts differ on the stance of a mention.
func (c *CellView) Disputed(m *assay.Mention) bool {
	return c.View.Judged(assay.JudgementKey{Target: assay.EntityID(m.ID), Dimension: assay.DimStance}).Disputed
}

// Row returns the row of the claim without its cells.
func (c *CellView) Row() MatrixRow {
	p := MatrixPage{Root: c.Root, View: c.View}
	return p.row(c.Claim)
}

// ColumnName tells an article from the others of a matrix: by its outlet, or by
// its title where nobody knows that.
func ColumnName(v *assay.View, a *assay.Article) string {
	if Outlet(v, a) == nil && v.Facts(a).Site == "" {
		return "“" + Title(v, a) + "”"
	}
	return OutletName(v, a)
}
