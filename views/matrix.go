package views

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
)

// MatrixPage is claims down and articles across, or a window of them.
type MatrixPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Filter assay.MatrixFilter
	Data   assay.MatrixPage
	Groups []MatrixGroup // that have columns
	Folded []MatrixFold  // groups of columns that are folded
	Bands  []MatrixBand
	Rows   []MatrixRow // of all bands
	Aside  CellView    // what is known of the cell in focus; zero for none

	Supposed string // which claims would have fewer origins if what is proposed were confirmed, "" for none
}

// supposedMost is how many claims are named that would stand on fewer origins.
const supposedMost = 10

// Suppose notes which of the claims that are shown would stand on fewer origins if
// what is proposed were confirmed.
func (p *MatrixPage) Suppose(ctx context.Context, supposed *assay.View) {
	var fewer []string
	for i := range p.Rows {
		r := &p.Rows[i]
		if supposed.Corroboration(r.Claim.ID, assay.Supports).AtMost < r.For.AtMost || supposed.Corroboration(r.Claim.ID, assay.Contradicts).AtMost < r.Against.AtMost {
			fewer = append(fewer, r.Number)
		}
	}
	if n := len(fewer); n > 0 {
		if more := n - supposedMost; more > 0 {
			fewer = append(fewer[:supposedMost], tr.Count(ctx, more, "and %s more", "and %s more"))
		}
		p.Supposed = tr.Count(ctx, n, "If what is proposed is confirmed, %[1]s claim shown here has fewer origins: %[2]s.", "If what is proposed is confirmed, %[1]s claims shown here have fewer origins: %[2]s.", tr.List(ctx, fewer...))
	}
}

// MatrixGroup is the head over some columns that belong together.
type MatrixGroup struct {
	Label   string
	Shared  bool // the articles go back to one origin
	Columns []MatrixColumn
	Fold    string // the address of the page without them; "" where columns are not grouped
}

// MatrixFold is a group of which no more than the head is shown.
type MatrixFold struct {
	Label  string
	Count  int
	Unfold string // the address of the page with it
}

// MatrixBand is rows that belong together, under a head unless they are all.
type MatrixBand struct {
	Label  string
	Head   bool
	Of     int // claims, those on other windows too
	Folded bool
	Toggle string // the address of the page that folds or unfolds it
	At     int    // of its head among the rows of the table, from 1
	Rows   []MatrixRow
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
	Late     bool   // the claim was made after the article was read
	Outlet   string
	Says     string // all of it in words
	What     string // what is in it, without where it is
	Starts   bool   // the first of its group
	Here     bool   // in focus
}

// rowGroupWords and the tables after it are the ways in which the matrix is
// grouped and ordered, in words.
var (
	rowGroupWords = map[string]string{
		"none": tr.Mark("not grouped"), "event": tr.Mark("by event"), "tag": tr.Mark("by tag"), "question": tr.Mark("by contested fact"), "kind": tr.Mark("by kind"),
	}
	rowOrderWords = map[string]string{
		"made": tr.Mark("in order of making"), "disputed": tr.Mark("most disputed first"), "cited": tr.Mark("most cited first"), "wording": tr.Mark("by wording"), "first": tr.Mark("first said first"),
	}
	columnGroupWords = map[string]string{
		"origin": tr.Mark("by origin"), "source": tr.Mark("by outlet"), "event": tr.Mark("by event"), "date": tr.Mark("by day"), "none": tr.Mark("not grouped"),
	}
	columnOrderWords = map[string]string{"date": tr.Mark("by date"), "outlet": tr.Mark("by outlet"), "origin": tr.Mark("by origin"), "import": tr.Mark("by import")}
)

// NewMatrix lays a window of the matrix out.
func NewMatrix(ctx context.Context, frame Frame, root CaseRoot, view *assay.View, f assay.MatrixFilter, data assay.MatrixPage) MatrixPage {
	p := MatrixPage{Frame: frame, Root: root, View: view, Filter: f, Data: data}
	for _, g := range data.Groups {
		if g.Folded {
			p.Folded = append(p.Folded, MatrixFold{p.groupLabel(ctx, g), g.Of, p.toggle(g.Key)})
		} else {
			p.Groups = append(p.Groups, p.group(ctx, g))
		}
	}
	for _, g := range data.RowGroups {
		b := p.band(ctx, g)
		p.Bands = append(p.Bands, b)
		p.Rows = append(p.Rows, b.Rows...)
	}
	p.focus()
	return p
}

// toggle returns the address of the page with a group folded, or unfolded.
func (p *MatrixPage) toggle(key string) string {
	f := p.Filter
	f.Folded = slices.Clone(f.Folded)
	if i := slices.Index(f.Folded, key); i >= 0 {
		f.Folded = slices.Delete(f.Folded, i, i+1)
	} else {
		f.Folded = append(f.Folded, key)
	}
	return p.Root.MatrixView(f)
}

func (p *MatrixPage) band(ctx context.Context, g assay.RowGroup) MatrixBand {
	b := MatrixBand{Label: p.bandLabel(ctx, g), Head: g.Key != "", Of: g.Of, Folded: g.Folded, Toggle: p.toggle(g.Key), At: g.At + 3}
	for _, id := range g.Claims {
		if c := p.View.Claim(id); c != nil {
			b.Rows = append(b.Rows, p.row(ctx, c))
		}
	}
	return b
}

// First returns the place of the first row of a band among the rows of the
// table, from 1.
func (b *MatrixBand) First() int {
	if b.Head {
		return b.At + 1
	}
	return b.At
}

func (p *MatrixPage) bandLabel(ctx context.Context, g assay.RowGroup) string {
	var names []string
	for _, id := range g.Tags {
		for _, t := range p.View.Case.Tags {
			if t.ID == id {
				names = append(names, t.Name)
			}
		}
	}
	for _, id := range g.Questions {
		for i := range p.View.Case.Questions {
			if q := &p.View.Case.Questions[i]; q.ID == id {
				names = append(names, or(q.Wording, tr.Say(ctx, "Question without a wording")))
			}
		}
	}
	switch {
	case len(names) > 0:
		return strings.Join(names, " · ")
	case !g.Event.IsZero():
		return EventName(ctx, p.View.Case, g.Event)
	case g.Kind != "":
		return Capital(tr.Word(ctx, g.Kind))
	}
	return tr.Marked(ctx, noRowGroup[p.Filter.Rows])
}

// noRowGroup is where claims are that belong to no group.
var noRowGroup = map[string]string{
	"event": tr.Mark("No event"), "tag": tr.Mark("No tag"), "question": tr.Mark("In no contested fact"), "kind": tr.Mark("Kind not stated"),
}

func (p *MatrixPage) group(ctx context.Context, g assay.ColumnGroup) MatrixGroup {
	v := MatrixGroup{Label: p.groupLabel(ctx, g), Shared: p.byOrigin() && (!g.Source.IsZero() || !g.Work.IsZero() || !g.Article.IsZero())}
	if g.Key != "" {
		v.Fold = p.toggle(g.Key)
	}
	for _, id := range g.Articles {
		if a := p.View.Article(id); a != nil {
			v.Columns = append(v.Columns, p.column(ctx, a))
		}
	}
	return v
}

// byOrigin reports whether the columns are grouped by what they go back to,
// which is also what an unknown word in the address comes to.
func (p *MatrixPage) byOrigin() bool {
	return p.Filter.Group == "origin" || !slices.Contains(assay.MatrixGroups, p.Filter.Group)
}

func (p *MatrixPage) groupLabel(ctx context.Context, g assay.ColumnGroup) string {
	switch {
	case !g.Source.IsZero():
		return SourceNameOf(ctx, p.View, g.Source)
	case !g.Work.IsZero():
		return or(workName(ctx, p.View, g.Work), tr.Say(ctx, "Something outside this case"))
	case !g.Article.IsZero():
		if a := p.View.Article(g.Article); a != nil {
			return ColumnName(ctx, p.View, a)
		}
		return tr.Say(ctx, "An article that is not shown")
	case g.Date != "":
		return tr.Date(ctx, g.Date)
	case len(g.Events) > 0:
		names := make([]string, len(g.Events))
		for i, id := range g.Events {
			names[i] = EventName(ctx, p.View.Case, id)
		}
		return strings.Join(names, " · ")
	}
	if p.byOrigin() {
		return tr.Say(ctx, "No shared origin known")
	}
	return tr.Marked(ctx, noColumnGroup[p.Filter.Group])
}

// noColumnGroup is where articles are that belong to no group.
var noColumnGroup = map[string]string{
	"date": tr.Mark("Date not known"), "source": tr.Mark("Outlet not known"), "event": tr.Mark("Event not known"), "none": tr.Mark("All articles"),
}

func (p *MatrixPage) column(ctx context.Context, a *assay.Article) MatrixColumn {
	c := MatrixColumn{Article: a, Outlet: ColumnName(ctx, p.View, a), Title: Title(ctx, p.View, a), Letter: Letter(p.View, a)}
	if s := Outlet(p.View, a); s != nil {
		c.Source = s.ID.String()
	}
	return c
}

func (p *MatrixPage) row(ctx context.Context, c *assay.Claim) MatrixRow {
	r := MatrixRow{
		Claim: c, Number: ClaimNumber(p.View.Case, c.ID), Contest: p.View.ContestedClaim(c.ID), Questions: len(p.View.ContestsOf(c.ID)),
		Tally: TallyOf(p.View, c.ID), For: p.View.Corroboration(c.ID, assay.Supports), Against: p.View.Corroboration(c.ID, assay.Contradicts),
	}
	for _, g := range p.Groups {
		for i, col := range g.Columns {
			face := NewCellFace(ctx, p.Root, p.View, c, col.Article)
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
		if p.Rows[i].Claim.ID == p.View.One(p.Filter.Claim) {
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
		p.Rows[max(row, 0)].Cells[max(col, 0)].Here = true // the bands have the same cells
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
func (p *MatrixPage) Sub(ctx context.Context) string {
	claims := tr.Count(ctx, p.Data.Passed, "%s claim", "%s claims")
	if p.Data.Passed != p.Data.All {
		claims = tr.Count(ctx, p.Data.All, "%[2]s of %[1]s claim", "%[2]s of %[1]s claims", Number(p.Data.Passed))
	}
	s := tr.Sense(ctx, "how many claims, in how many articles", "%s %s", claims, tr.Count(ctx, p.Data.Across, "in %s article", "in %s articles"))
	if n := p.Data.Undated; n > 0 {
		return tr.Say(ctx, "%s; %s", s, tr.Count(ctx, n, "%s article without a date left out", "%s articles without a date left out"))
	}
	return s
}

// Limits says what the matrix of a case that is too large as a whole leaves out.
func (p *MatrixPage) Limits(ctx context.Context) []string {
	var limits []string
	says := func(so bool, words string) {
		if so {
			limits = append(limits, words)
		}
	}
	l := p.Data.Limits
	says(l.Mentioning, tr.Say(ctx, "The case has too many articles for a matrix of all: only those are shown that mention one of these claims. With an event chosen, you see as well which are silent."))
	says(l.Mentioned, tr.Say(ctx, "The case has too many claims for a matrix of all: only those are shown that one of these articles mentions."))
	says(l.Unplaced, tr.Count(ctx, assay.MatrixUnplaced, "Of more than %s article nobody has said what it is about: none of those is shown, unless it mentions one of these claims.",
		"Of more than %s articles nobody has said what they are about: none of those is shown, unless it mentions one of these claims."))
	return limits
}

// TooMuch says why there is no matrix, and what to do.
func (p *MatrixPage) TooMuch(ctx context.Context) string {
	much := tr.Say(ctx, "A matrix takes up to %s passages, and up to %s claims and articles each.", Number(assay.MatrixMentions), Number(assay.MatrixSide))
	if p.Filter.Event.IsZero() && p.Filter.Source.IsZero() && p.Filter.Tags.Has == "" {
		return tr.Say(ctx, "%s Choose an event, to set its claims against its articles; or a tag of the claims or the outlet of the articles.", much)
	}
	return tr.Say(ctx, "%s What you have chosen has more. Choose something smaller.", much)
}

// WithEvent returns the filter of the page with an event instead of the one that it has.
func (p *MatrixPage) WithEvent(event assay.EventID) assay.MatrixFilter {
	f := p.EventsLike()
	f.Event, f.Find = event, ""
	return f
}

// WithTag returns the filter of the page with a tag of the claims.
func (p *MatrixPage) WithTag(tag assay.TagID) assay.MatrixFilter {
	f := p.EventsLike()
	f.Tags, f.Find = assay.HasTag(tag), ""
	return f
}

// EventsLike returns the filter of the page as the search for events keeps it.
func (p *MatrixPage) EventsLike() assay.MatrixFilter {
	f := unwindowed(p.Filter)
	f.Find, f.Leaf = "", 0
	return f
}

// EventsPart returns the address of a part of the list of events.
func (p *MatrixPage) EventsPart(leaf int) string {
	f := p.Filter
	f.Leaf = leaf
	return p.Root.MatrixView(f)
}

// counted writes how many claims or articles an event has, as far as they were counted.
func counted(n int) string {
	if n > assay.EventCounted {
		return Number(assay.EventCounted) + "+"
	}
	return Number(n)
}

// Narrowed counts the filters that are set and are not among those that are
// always in sight.
func (p *MatrixPage) Narrowed() (n int) {
	f := &p.Filter
	for _, set := range []bool{!f.Event.IsZero(), !f.Source.IsZero(), f.From != "", f.To != "", f.Unrated} {
		if set {
			n++
		}
	}
	return n
}

// Filtered reports whether the page leaves anything out on request.
func (p *MatrixPage) Filtered() bool {
	return p.Narrowed() > 0 || p.Filter.Tags.Any() || p.Filter.Contested || len(p.Filter.Folded) > 0
}

// Folds returns which of the groups of the page are folded.
func (p *MatrixPage) Folds() []string {
	var keys []string
	for _, g := range p.Data.Groups {
		if g.Folded {
			keys = append(keys, g.Key)
		}
	}
	for _, g := range p.Data.RowGroups {
		if g.Folded {
			keys = append(keys, g.Key)
		}
	}
	return keys
}

// RowCount returns how many rows the whole table has, with the heads.
func (p *MatrixPage) RowCount() int { return p.Data.Rows + p.Data.Heads + 2 }

// Pagers are the ways to the windows beside this one: claims, then articles.
func (p *MatrixPage) Pagers(ctx context.Context) []MatrixPager {
	if !p.Data.Paged() {
		return nil
	}
	at := func(row, col int) string {
		f := p.Filter
		f.Row, f.Col = row, col
		return p.Root.MatrixView(f)
	}
	to := p.Data.Row + len(p.Data.Claims)
	rows := MatrixPager{
		Says: tr.Say(ctx, "Pages of claims"), Where: tr.Say(ctx, "Claims %s–%s of %s", Number(p.Data.Row+1), Number(to), Number(p.Data.Rows)),
		Back: tr.Say(ctx, "Previous claims"), On: tr.Say(ctx, "Next claims"), Acts: [2]string{"page-up", "page-down"},
	}
	if p.Data.Row > 0 {
		rows.Previous = at(p.Data.Row-assay.MatrixRows, p.Data.Col)
	}
	if to < p.Data.Rows {
		rows.Next = at(p.Data.Row+assay.MatrixRows, p.Data.Col)
	}
	to = p.Data.Col + len(p.Data.Articles())
	cols := MatrixPager{
		Says: tr.Say(ctx, "Pages of articles"), Where: tr.Say(ctx, "Articles %s–%s of %s", Number(p.Data.Col+1), Number(to), Number(p.Data.Cols)),
		Back: tr.Say(ctx, "Previous articles"), On: tr.Say(ctx, "Next articles"), Acts: [2]string{"page-left", "page-right"},
	}
	if p.Data.Col > 0 {
		cols.Previous = at(p.Data.Row, p.Data.Col-assay.MatrixCols)
	}
	if to < p.Data.Cols {
		cols.Next = at(p.Data.Row, p.Data.Col+assay.MatrixCols)
	}
	return []MatrixPager{rows, cols}
}

// MatrixPager is where a window lies in one direction, and how to move it.
type MatrixPager struct {
	Says     string // what it is
	Where    string // which part is shown
	Previous string // "" at the end
	Back     string // what leads there
	Next     string
	On       string
	Acts     [2]string // of the keys for both
}

// NewCellFace returns how one cell looks.
func NewCellFace(ctx context.Context, root CaseRoot, view *assay.View, claim *assay.Claim, article *assay.Article) CellFace {
	number := ClaimNumber(view.Case, claim.ID)
	cell := view.Cell(article, claim)
	f := CellFace{ID: cellID(number, article.ID), Cover: string(cell.Coverage), Proposed: cell.Proposed, Late: cell.Late, Outlet: ColumnName(ctx, view, article)}
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
	f.What = f.what(ctx)
	f.Says = tr.Say(ctx, "%s, %s: %s", number, f.Outlet, f.What)
	return f
}

// what says in words what is in a cell.
func (f *CellFace) what(ctx context.Context) string {
	what := coverWord(ctx, f.Cover)
	if f.Late { // it is not read for a reason of its own
		what = tr.Say(ctx, "not looked for: made after you read the article")
	}
	for i, s := range f.Stances {
		if word := tr.Word(ctx, s); i == 0 {
			what = word
		} else {
			what = tr.Say(ctx, "%s and %s", what, word)
		}
	}
	if len(f.Grades) > 0 {
		what = tr.Say(ctx, "%s, credibility %s", what, tr.List(ctx, f.Grades...))
	}
	if f.Proposed {
		what = tr.Say(ctx, "%s, perhaps out of scope", what)
	}
	return what
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
func (c *CellView) Guard(ctx context.Context, m *assay.Mention) string {
	return GuardSays(ctx, c.View, c.Claim.ID, c.grade(m))
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
func (c *CellView) Why(ctx context.Context) string {
	if d := c.coverage(); !d.Value.IsNull() {
		day := tr.Day(ctx, d.At.Time())
		if d.Mine {
			return tr.Say(ctx, "Said by you on %s.", day)
		}
		return tr.Say(ctx, "Said by %s on %s.", AnalystName(ctx, c.View.Case.Actors, d.By), day)
	}
	switch c.Cell().Coverage {
	case assay.Silent:
		return tr.Say(ctx, "The article has been read since this claim was made, and nothing in it was marked.")
	case assay.NotRead:
		if c.Cell().Late {
			return "" // said louder
		}
		return tr.Say(ctx, "Nobody has said that they looked for it.")
	case assay.OutOfScope:
	}
	return ""
}

// Row returns the row of the claim without its cells.
func (c *CellView) Row(ctx context.Context) MatrixRow {
	p := MatrixPage{Root: c.Root, View: c.View}
	return p.row(ctx, c.Claim)
}

// ColumnName tells an article from the others of a matrix: by its outlet, or by
// its title where nobody knows that.
func ColumnName(ctx context.Context, v *assay.View, a *assay.Article) string {
	if Outlet(v, a) == nil && v.Facts(a).Site == "" {
		return tr.Say(ctx, "“%s”", Title(ctx, v, a))
	}
	return OutletName(ctx, v, a)
}

// OverviewView draws every cell of a matrix from afar, one unit of the drawing
// for each.
type OverviewView struct {
	Width, Height int
	NotRead       string         // the path of the cells that nobody has looked at
	Paths         []OverviewPath // of the stances
	Window        OverviewBlock  // what the table shows
	Blocks        []OverviewBlock
	Says          string
}

// OverviewPath is all cells of one stance.
type OverviewPath struct{ Stance, D string }

// OverviewBlock is a part of the drawing that leads to a window.
type OverviewBlock struct {
	X, Y, Width, Height string
	Href, Says          string
	Here                bool
}

// overviewBlocks is how many links the drawing has in one direction at most;
// where there are more windows, a link leads to the first of some.
const overviewBlocks = 10

// Overview returns the drawing of the whole, nil where the page shows all.
func (p *MatrixPage) Overview(ctx context.Context) *OverviewView {
	o := p.Data.Overview
	if o == nil {
		return nil
	}
	v := &OverviewView{Width: o.Cols, Height: o.Rows, Says: tr.Say(ctx, "All %s by all %s", tr.Count(ctx, p.Data.Rows, "%s claim", "%s claims"), tr.Count(ctx, p.Data.Cols, "%s article", "%s articles"))}
	v.NotRead = runsPath(o.NotRead, 'v')
	for i := len(Stances) - 1; i >= 0; i-- { // what takes a position lies on top
		if d := runsPath(o.Stances[assay.Stances[i]], 'h'); d != "" {
			v.Paths = append(v.Paths, OverviewPath{Stances[i], d})
		}
	}
	v.Window = block(o, p.Data.Row, p.Data.Col, len(p.Data.Claims), len(p.Data.Articles()))
	down, across := stride(p.Data.Rows, assay.MatrixRows), stride(p.Data.Cols, assay.MatrixCols)
	for row := 0; row < p.Data.Rows; row += down {
		for col := 0; col < p.Data.Cols; col += across {
			b := block(o, row, col, min(down, p.Data.Rows-row), min(across, p.Data.Cols-col))
			b.Says = tr.Say(ctx, "Claims %s, articles %s", span(row, down, p.Data.Rows), span(col, across, p.Data.Cols))
			b.Here = p.Data.Row >= row && p.Data.Row < row+down && p.Data.Col >= col && p.Data.Col < col+across
			f := p.Filter
			f.Row, f.Col = row, col
			b.Href = p.Root.MatrixView(f)
			v.Blocks = append(v.Blocks, b)
		}
	}
	return v
}

// stride returns how many cells one link leads over: whole windows.
func stride(cells, window int) int {
	windows := (cells + window - 1) / window
	return window * max(1, (windows+overviewBlocks-1)/overviewBlocks)
}

func span(from, size, of int) string {
	return Number(from+1) + "–" + Number(min(from+size, of))
}

// block returns where some cells are in the drawing.
func block(o *assay.Overview, row, col, rows, cols int) OverviewBlock {
	units := func(cells, each int) string {
		return strconv.FormatFloat(float64(cells)/float64(max(each, 1)), 'f', -1, 64)
	}
	return OverviewBlock{X: units(col, o.Across), Y: units(row, o.Down), Width: units(cols, o.Across), Height: units(rows, o.Down)}
}

// runsPath writes runs of cells as a path that is stroked one unit wide, each
// move relative to where the last line ended: that is half as long.
func runsPath(runs []assay.Run, along byte) string {
	var d []byte
	x, y := 0, 0 // in half units, as the middle of a line is
	for _, r := range runs {
		toX, toY := 2*r.Col, 2*r.Row+1
		if along == 'v' {
			toX, toY = 2*r.Col+1, 2*r.Row
		}
		d = append(d, 'm')
		d = half(d, toX-x)
		if toY >= y {
			d = append(d, ' ')
		}
		d = half(d, toY-y)
		d = append(d, along)
		d = strconv.AppendInt(d, int64(r.Length), 10)
		if x, y = toX+2*r.Length, toY; along == 'v' {
			x, y = toX, toY+2*r.Length
		}
	}
	return string(d)
}

// half writes half of a number, as short as a path takes it.
func half(d []byte, n int) []byte {
	if n < 0 {
		d, n = append(d, '-'), -n
	}
	if n/2 > 0 || n%2 == 0 {
		d = strconv.AppendInt(d, int64(n/2), 10)
	}
	if n%2 == 1 {
		d = append(d, '.', '5')
	}
	return d
}

// Cleared returns the filter of the page without what it leaves out.
func (p *MatrixPage) Cleared() assay.MatrixFilter {
	f := p.Filter
	return assay.MatrixFilter{Sort: f.Sort, Rows: f.Rows, Order: f.Order, Group: f.Group, Claim: f.Claim, Article: f.Article}
}

// Unfolded returns the filter of the page with every group unfolded.
func (p *MatrixPage) Unfolded() assay.MatrixFilter {
	f := p.Filter
	f.Folded = nil
	return f
}

// Missing says what the filter leaves nothing of.
func (p *MatrixPage) Missing(ctx context.Context) string {
	if p.Data.Passed == 0 {
		return tr.Say(ctx, "No claim fits")
	}
	return tr.Say(ctx, "No article fits")
}

// LineView is a whole column or row, to be judged at once.
type LineView struct {
	Root    CaseRoot
	View    *assay.View
	Data    assay.MatrixLine
	Article *assay.Article // of a column, else nil
	Claim   *assay.Claim   // of a row, else nil
}

// NewLine shows a column or row.
func NewLine(root CaseRoot, view *assay.View, data assay.MatrixLine, article assay.ArticleID, claim assay.ClaimID) LineView {
	return LineView{Root: root, View: view, Data: data, Article: view.Article(article), Claim: view.Claim(claim)}
}

// Kind says which of both it is.
func (l *LineView) Kind(ctx context.Context) string {
	if l.Article != nil {
		return tr.Say(ctx, "This column")
	}
	return tr.Say(ctx, "This row")
}

// Title returns what the column or row is of.
func (l *LineView) Title(ctx context.Context) string {
	if l.Article != nil {
		return Title(ctx, l.View, l.Article)
	}
	return ClaimNumber(l.View.Case, l.Claim.ID) + " " + Wording(ctx, l.Claim)
}

// Open returns the address of that.
func (l *LineView) Open() string {
	if l.Article != nil {
		return l.Root.Article(l.Article.ID)
	}
	return l.Root.Claim(l.Claim.ID)
}

// Read reports whether the analyst has read the article of a column.
func (l *LineView) Read() bool { return IsRead(l.View, l.Article.Text) }

// WillBeSilent says what follows from marking the article as read.
func (l *LineView) WillBeSilent(ctx context.Context) string {
	n := l.Data.Unmarked
	if n == 0 && !l.Data.More {
		return tr.Say(ctx, "You have not marked this article as read. Every claim has a passage here, or somebody has said why not.")
	}
	if l.Data.More {
		return tr.Count(ctx, n, "If you mark it as read, at least %s claim of the case that has no passage here will count as silent.",
			"If you mark it as read, at least %s claims of the case that have no passage here will count as silent.")
	}
	return tr.Count(ctx, n, "If you mark it as read, %s claim of the case that has no passage here will count as silent.",
		"If you mark it as read, %s claims of the case that have no passage here will count as silent.")
}

// which asks for the names of what the column or row goes across.
func (l *LineView) which(ctx context.Context) string {
	if l.Article != nil {
		return tr.Say(ctx, "Which claims")
	}
	return tr.Say(ctx, "Which articles")
}

// LineAct is something to say of several cells of a column or row.
type LineAct struct {
	Says     string
	Label    string
	Word     assay.Coverage
	Claims   []assay.ClaimID
	Articles []assay.ArticleID
	Names    []string
	More     int // cells that are not named
}

// Acts are what can be said of the cells without a mention.
func (l *LineView) Acts(ctx context.Context) []LineAct {
	var acts []LineAct
	add := func(cells []assay.CellKey, word assay.Coverage, label string, says string) {
		if len(cells) > 0 {
			acts = append(acts, l.act(ctx, cells, word, label, says))
		}
	}
	late, open, apart := l.Data.Gaps.Late, l.Data.Gaps.Open, l.Data.Gaps.Apart
	outOfScope := tr.Say(ctx, "They are out of scope")
	if len(apart) == 1 {
		outOfScope = tr.Say(ctx, "It is out of scope")
	}
	if l.Article != nil {
		add(late, assay.Silent, tr.Say(ctx, "I have looked: it is silent"), tr.Count(ctx, len(late),
			"%s claim was made after you read this article, so nobody has looked for it.",
			"%s claims were made after you read this article, so nobody has looked for them."))
		if len(open) > len(late) {
			add(open, assay.Silent, tr.Say(ctx, "The rest is silent"), tr.Count(ctx, len(open),
				"%s claim that is shown and not looked for yet would count as silent here, without the article being marked as read.",
				"%s claims that are shown and not looked for yet would count as silent here, without the article being marked as read."))
		}
		add(apart, assay.OutOfScope, outOfScope, tr.Count(ctx, len(apart),
			"%s empty place is of a claim about another event than the article.", "%s empty places are of claims about another event than the article."))
		return acts
	}
	silent := tr.Say(ctx, "I have looked: they are silent")
	if len(late) == 1 {
		silent = tr.Say(ctx, "I have looked: it is silent")
	}
	add(late, assay.Silent, silent, tr.Count(ctx, len(late),
		"%s article was read by you before this claim was made, so nobody has looked there.", "%s articles were read by you before this claim was made, so nobody has looked there."))
	add(apart, assay.OutOfScope, outOfScope, tr.Count(ctx, len(apart),
		"%s article without a passage is about another event than the claim.", "%s articles without a passage are about another event than the claim."))
	return acts
}

func (l *LineView) act(ctx context.Context, cells []assay.CellKey, word assay.Coverage, label, says string) LineAct {
	a := LineAct{Says: says, Label: label, Word: word, More: max(0, len(cells)-assay.MatrixNamed)}
	for i, c := range cells {
		if l.Article != nil {
			a.Claims, a.Articles = append(a.Claims, c.Claim), []assay.ArticleID{c.Article}
		} else {
			a.Claims, a.Articles = []assay.ClaimID{c.Claim}, append(a.Articles, c.Article)
		}
		if i < assay.MatrixNamed {
			a.Names = append(a.Names, l.name(ctx, c))
		}
	}
	return a
}

func (l *LineView) name(ctx context.Context, c assay.CellKey) string {
	if l.Article != nil {
		return ClaimNumber(l.View.Case, c.Claim) + " " + Wording(ctx, l.View.Claim(c.Claim))
	}
	a := l.View.Article(c.Article)
	return OutletName(ctx, l.View, a) + ": " + Title(ctx, l.View, a)
}

func idsOf[K any](ids []assay.ID[K]) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return strings.Join(words, " ")
}

// filterValues are the fields of a filter with their values, in order, without
// those of the window and the cell in focus.
func filterValues(f assay.MatrixFilter) (fields [][2]string) {
	q := matrixQuery(unwindowed(f))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, value := range q[name] {
			fields = append(fields, [2]string{name, value})
		}
	}
	return fields
}

// sheetColumns is how many articles stand on one sheet of paper.
const sheetColumns = 16

// MatrixSheet is as many articles of the matrix as a sheet of paper takes.
type MatrixSheet struct {
	Says    string // which articles
	From    int    // the first of them, from 0
	Columns []SheetColumn
	Grouped bool
	Groups  []SheetGroup
}

// SheetColumn is the head of a column on paper.
type SheetColumn struct {
	MatrixColumn
	Number int // in the list of articles, from 1
	Starts bool
}

// SheetGroup is the head over columns that belong together.
type SheetGroup struct {
	Label string
	Span  int
}

// Sheets cuts the matrix into what fits on paper.
func (p *MatrixPage) Sheets(ctx context.Context) []MatrixSheet {
	var sheets []MatrixSheet
	of := len(p.Columns())
	n := 0
	for _, g := range p.Groups {
		for i, c := range g.Columns {
			if n%sheetColumns == 0 {
				sheets = append(sheets, MatrixSheet{Says: tr.Say(ctx, "Articles %s–%s of %s", Number(n+1), Number(min(n+sheetColumns, of)), Number(of)), From: n, Grouped: g.Fold != ""})
			}
			s := &sheets[len(sheets)-1]
			if i == 0 || len(s.Columns) == 0 {
				s.Groups = append(s.Groups, SheetGroup{Label: g.Label})
			}
			s.Groups[len(s.Groups)-1].Span++
			n++
			s.Columns = append(s.Columns, SheetColumn{c, n, i == 0})
		}
	}
	return sheets
}

// bandHead is the head of rows on paper.
func bandHead(ctx context.Context, b MatrixBand) string {
	if b.Folded {
		return tr.Count(ctx, b.Of, "%[2]s: %[1]s claim, folded", "%[2]s: %[1]s claims, folded", b.Label)
	}
	return b.Label
}

// coverSigns are signs for paper of why there is no mention.
var coverSigns = map[string]string{"silent": "–", "out_of_scope": "∕", "not_read": "·"}

// lateSign is that of a cell that was not looked at since its claim was made.
const lateSign = "◷"

func coverSign(f CellFace) string {
	if f.Late {
		return lateSign
	}
	return coverSigns[f.Cover]
}

// Described says in words what the filter of the page asks for.
func (p *MatrixPage) Described(ctx context.Context) string {
	f, v := p.Filter, p.View
	var parts []string
	asks := func(set bool, words string) {
		if set {
			parts = append(parts, words)
		}
	}
	asks(f.Contested, tr.Say(ctx, "contested claims only"))
	asks(f.Unrated, tr.Say(ctx, "claims with a passage not rated yet"))
	asks(!f.Event.IsZero(), tr.Say(ctx, "event: %s", EventName(ctx, v.Case, f.Event)))
	tags := TagFilterView{Tags: v.Case.Tags, Filter: f.Tags}
	asks(f.Tags.Any(), tags.Summary(ctx))
	asks(!f.Source.IsZero(), tr.Say(ctx, "articles of %s", SourceNameOf(ctx, v, f.Source)))
	asks(f.From != "", tr.Say(ctx, "published from %s", tr.Date(ctx, f.From)))
	asks(f.To != "", tr.Say(ctx, "published up to %s", tr.Date(ctx, f.To)))
	asks(len(p.Folds()) > 0, tr.Say(ctx, "folded groups left out"))
	if len(parts) == 0 {
		return ""
	}
	all := parts[0]
	for _, part := range parts[1:] {
		all = tr.Say(ctx, "%s; %s", all, part)
	}
	return Capital(all) + "."
}

// Records returns the matrix as the rows of a table of words: a head, the group
// of each article where they are grouped, and a row for each claim. It is for
// other programs, and has one form whatever the language of the pages.
func (p *MatrixPage) Records(english context.Context) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		head, groups, grouped := strings.Split("group,number,claim,contested,origins for,origins against", ","), []string{"", "", "", "", "", ""}, false
		for _, g := range p.Groups {
			for _, c := range g.Columns {
				head = append(head, c.Outlet+" ("+or(p.View.Facts(c.Article).Published, tr.Say(english, "no date"))+"): "+c.Title)
				groups, grouped = append(groups, g.Label), grouped || g.Fold != ""
			}
		}
		if !yield(head) || grouped && !yield(groups) {
			return
		}
		for _, b := range p.Bands {
			for _, r := range b.Rows {
				if !yield(p.record(english, b, r)) {
					return
				}
			}
		}
	}
}

func (p *MatrixPage) record(english context.Context, b MatrixBand, r MatrixRow) []string {
	contested := ""
	switch {
	case r.Contest.Settled:
		contested = tr.Marked(english, settledWords.short)
	case r.Contest.Contested:
		contested = LevelWords(english, r.Contest).label
	case r.Questions > 0:
		contested = tr.Say(english, "in a contested fact")
	}
	row := []string{b.Label, r.Number, Wording(english, r.Claim), contested, atMost(r.For), atMost(r.Against)}
	for _, f := range r.Cells {
		row = append(row, f.What)
	}
	return row
}

// CoveredSay says what came of explaining several cells at once.
func CoveredSay(ctx context.Context, word assay.Coverage, covered, of int) string {
	s := tr.Count(ctx, covered, "%s place counts as %s.", "%s places count as %s.", coverWord(ctx, string(word)))
	if left := of - covered; left > 0 {
		s += " " + tr.Count(ctx, left, "%s was left out: it has a passage or an answer by now.", "%s were left out: they have a passage or an answer by now.")
	}
	return s
}
