package assay

import (
	"cmp"
	"slices"
	"strings"
)

// MatrixFilter says which part of the matrix is shown, and in which order. The
// zero filter shows all claims in order of making, by articles of one origin.
type MatrixFilter struct {
	Event     EventID   // only claims about it, and articles that may be
	Tags      TagFilter // of the claims
	Source    SourceID  // only articles that are found at it or written by it
	From, To  string    // EDTF: only articles that came out then; those without a date are left out
	Contested bool      // only claims that are contested, by themselves or through a contested fact
	Unrated   bool      // only claims with a mention in these articles that has no credibility
	Sort      string    // the order of the claims, one of MatrixSorts
	Rows      string    // how the claims are grouped, one of MatrixRowGroups
	Order     string    // the order of the articles, one of MatrixOrders
	Group     string    // how the articles are grouped, one of MatrixGroups
	Folded    []string  // the keys of groups of which no more than the head is shown
	Find      string    // what the events are called that are offered where the matrix is too large
	Leaf      int       // which leaf of them, from 0
	Row, Col  int       // the first claim and article of the window, from 0; of use only where the matrix is too large to be shown whole

	// The cell in focus. Neither has to be in the window.
	Claim   ClaimID
	Article ArticleID
}

// Disputes reports whether the filter asks how far accounts of the claims differ.
func (f MatrixFilter) Disputes() bool { return f.Contested || f.Sort == "disputed" }

// folds reports whether a group is folded.
func (f MatrixFilter) folds(key string) bool { return slices.Contains(f.Folded, key) }

// The orders of claims and articles and the ways to group them; the first of
// each is the usual one.
var (
	MatrixSorts     = []string{"made", "disputed", "cited", "wording", "first"}
	MatrixRowGroups = []string{"none", "event", "tag", "question", "kind"}
	MatrixOrders    = []string{"date", "outlet", "origin", "import"}
	MatrixGroups    = []string{"origin", "source", "event", "date", "none"}
)

// A matrix of more than MatrixWhole cells is shown in windows of MatrixRows by
// MatrixCols: beyond that, a browser takes longer to lay a table out than an
// analyst to turn a page. One of more than MatrixPrinted is not printed whole.
const (
	MatrixWhole   = 4000
	MatrixRows    = 50
	MatrixCols    = 40
	MatrixPrinted = 60000
)

// A matrix of more than MatrixMentions mentions, or MatrixSide claims or articles, is not
// laid out at all: nobody can look through it. What narrows it is offered instead. Where
// there are more than MatrixUnplaced articles of which nobody has said what they are about,
// a case that is too large itself sets none of them against the claims about an event.
const (
	MatrixMentions = 50_000
	MatrixSide     = 10_000
	MatrixUnplaced = 1_000
)

// MatrixNamed is how many cells are named that something is said of at once.
const MatrixNamed = 12

// MatrixLimits is what the matrix of a case that is too large as a whole leaves out.
type MatrixLimits struct {
	Wide       bool // there is nothing else to it: even what the filter lets through is too much
	Mentioning bool // only articles that mention one of the claims are shown
	Mentioned  bool // only claims that one of the articles mentions are shown
	Unplaced   bool // articles of which nobody has said what they are about are left out
}

// RowGroup is claims that stand together in the matrix, and what they have in
// common. A claim with several tags, or in several contested facts, stands with
// those that have the same ones: no claim is in the matrix twice. A group in
// which nothing is set holds claims that have none.
type RowGroup struct {
	Key       string // in an address; "" where the claims are not grouped
	Event     EventID
	Tags      []TagID
	Questions []QuestionID
	Kind      string
	Claims    []ClaimID // none if it is folded
	Of        int       // claims in it, those outside the window and those that are folded too
	At        int       // the place of its head among the rows of the table, from 0, as far as it is in the window
	Folded    bool
}

// ColumnGroup is articles that stand together in the matrix, and what they have
// in common. One in which nothing is set holds articles that share nothing.
type ColumnGroup struct {
	Key      string    // in an address; "" where the articles are not grouped
	Source   SourceID  // who wrote them, or the article that they all go back to
	Work     WorkID    // what outside the case they all go back to
	Article  ArticleID // the article that they all go back to, where nobody knows who wrote it
	Date     string    // EDTF, the day they came out
	Events   []EventID // that they are about
	Articles []ArticleID
	Of       int // articles in it, those outside the window and those that are folded too
	Folded   bool
}

// MatrixPage is a window of the matrix.
type MatrixPage struct {
	Case       *Case      // of the claims of the window and its articles what the table shows
	Focus      *Case      // all that bears on the claim of the cell in focus, and its article; nil if there is none
	Overview   *Overview  // of all that the filter lets through; nil where the window shows all of it
	Proposed   []Proposed // and not decided of the articles that mention its claims
	Claims     []ClaimID
	RowGroups  []RowGroup // of the claims of the window, and folded ones beside them
	Groups     []ColumnGroup
	Row, Col   int // the first claim and article of the window
	Rows, Cols int // claims and articles that are shown on some window
	Passed     int // claims that the filter lets through, the folded ones too
	Across     int // articles that it lets through, the folded ones too
	Undated    int // articles left out since nobody knows their date
	Heads      int // of groups of claims, on all windows
	All        int // claims of the case
	Limits     MatrixLimits
	Narrowing  *MatrixNarrowing // what narrows a matrix that is too wide, else nil
}

// MatrixNarrowing is what there is to narrow a matrix by.
type MatrixNarrowing struct {
	Events []EventSize // one leaf of those that fit, the latest first
	Leaf   Leaf
}

// EventSize is how much there is about an event. Of more than EventCounted nobody counts
// how many there are.
type EventSize struct {
	Event            EventID
	Claims, Articles int
}

// EventCounted is up to how many claims or articles of an event are counted for a list,
// and EventsShown how many events it has to a leaf.
const (
	EventCounted = 200
	EventsShown  = 40
)

// Paged reports whether there is more than the window.
func (p *MatrixPage) Paged() bool { return max(p.Rows, 1)*max(p.Cols, 1) > MatrixWhole }

// Articles returns the articles of the window in order.
func (p *MatrixPage) Articles() []ArticleID { return ColumnsOf(p.Groups) }

// RowsOf returns the claims of some groups in order.
func RowsOf(groups []RowGroup) (ids []ClaimID) {
	for _, g := range groups {
		ids = append(ids, g.Claims...)
	}
	return ids
}

// ColumnsOf returns the articles of some groups in order.
func ColumnsOf(groups []ColumnGroup) (ids []ArticleID) {
	for _, g := range groups {
		ids = append(ids, g.Articles...)
	}
	return ids
}

// firstSaid returns the date of the earliest article that mentions a claim, ""
// if none is known.
func (v *View) firstSaid(claim ClaimID) (first string) {
	for _, m := range v.MentionsOf(claim) {
		if date := v.published(m.Article); date != "" && (first == "" || date < first) {
			first = date
		}
	}
	return first
}

// joined writes ids as part of an address.
func joined[K any](ids []ID[K]) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return strings.Join(words, ".")
}

// cited counts the articles that mention a claim.
func (v *View) cited(claim ClaimID) int {
	articles := map[ArticleID]bool{}
	for _, m := range v.MentionsOf(claim) {
		articles[m.Article] = true
	}
	return len(articles)
}

// between reports whether a date lies in a range of days, either end of which
// may be open. Of a date that is a month or a year some day has to.
func between(from, to, date string) bool {
	return (from == "" || date+"~" >= from) && (to == "" || date <= to+"~")
}

func (v *View) outletOf(a *Article) SourceID {
	if a.TextOrigin.IsZero() {
		return v.Resolve(a.Host)
	}
	return v.Resolve(a.TextOrigin)
}

func (v *View) nameOf(id SourceID) string {
	if s := v.Source(id); s != nil {
		return cmp.Or(s.Name, s.Domain)
	}
	return ""
}

// unknownLast orders what has no date after what has one.
func unknownLast(edtf string) string {
	if edtf == "" {
		return "~"
	}
	return edtf
}

// day returns the day of a date, or what is known of it.
func day(edtf string) string {
	d, _, _ := strings.Cut(edtf, "T")
	return d
}

// key returns what a group of articles is called in an address, "c" where they
// have nothing in common.
func (g *ColumnGroup) key() string {
	k := "c" + g.Source.String() + g.Work.String() + g.Article.String() + g.Date
	if len(g.Events) > 0 {
		k += joined(g.Events)
	}
	return k
}

func withRest(groups []ColumnGroup, rest ColumnGroup) []ColumnGroup {
	if len(rest.Articles) > 0 {
		groups = append(groups, rest)
	}
	return groups
}

// goesBackTo returns where the text of an article as a whole comes from, by its
// confirmed derivations: an outside work, else who wrote the article at the end
// of the trail. It is not the origin of what the article says: a copy may add
// facts of its own, so that is asked for each claim, of [View.Root].
func (v *View) goesBackTo(a *Article, seen map[ArticleID]bool) ColumnGroup {
	seen[a.ID] = true
	for _, e := range v.derivations[a.ID] {
		if from := v.articles[e.article]; from != nil && !seen[from.ID] {
			return v.goesBackTo(from, seen)
		}
		if v.works[e.work] != nil {
			return ColumnGroup{Work: e.work}
		}
	}
	if a.TextOrigin.IsZero() {
		return ColumnGroup{Article: a.ID}
	}
	return ColumnGroup{Source: v.Resolve(a.TextOrigin)}
}

// Window cuts out of the matrix what a filter shows of it: all, or as much as a
// page takes, unless the whole is asked for.
func (f MatrixFilter) Window(rows []RowGroup, groups []ColumnGroup, whole bool) MatrixPage {
	p := MatrixPage{}
	rows = slices.Clone(rows) // the layout that they are of may be shown to others, too
	for i := range rows {
		rows[i].At = p.Rows + i // a head stands before each group
		p.Rows += len(rows[i].Claims)
		p.Passed += rows[i].Of
		if rows[i].Key != "" {
			p.Heads++
		}
	}
	for _, g := range groups {
		p.Cols += len(g.Articles)
		p.Across += g.Of
	}
	toRow, toCol := p.Rows, p.Cols
	if p.Paged() && !whole {
		p.Row, p.Col = begin(f.Row, MatrixRows, p.Rows), begin(f.Col, MatrixCols, p.Cols)
		toRow, toCol = min(p.Row+MatrixRows, p.Rows), min(p.Col+MatrixCols, p.Cols)
	}
	at := 0
	for _, g := range rows {
		from, to := cut(at, len(g.Claims), p.Row, toRow)
		beside := g.Folded && at >= p.Row && (at < toRow || at == p.Rows)
		at += len(g.Claims)
		if from < to || beside {
			g.Claims, g.At = g.Claims[from:to], g.At+from
			p.RowGroups = append(p.RowGroups, g)
			p.Claims = append(p.Claims, g.Claims...)
		}
	}
	at = 0
	for _, g := range groups {
		from, to := cut(at, len(g.Articles), p.Col, toCol)
		at += len(g.Articles)
		if from < to || g.Folded {
			g.Articles = g.Articles[from:to]
			p.Groups = append(p.Groups, g)
		}
	}
	return p
}

// cut returns which part of a group that begins at a place lies in a window.
func cut(at, size, begin, end int) (from, to int) {
	from, to = max(begin-at, 0), min(end-at, size)
	return min(from, size), max(to, min(from, size))
}

// begin returns where the leaf that holds a place begins.
func begin(place, size, of int) int { return Turn(place/size, size, of).From }

// Overview is every cell of a matrix, as runs of what is in them. Of a very
// large one several cells beside each other are drawn as one, which has the
// first of their stances, and is looked at where one of them is.
type Overview struct {
	Rows, Cols   int              // as drawn
	Down, Across int              // cells that are drawn as one
	Stances      map[Stance][]Run // along a claim
	NotRead      []Run            // along an article: nobody has looked
}

// Run is cells beside each other that have the same in them.
type Run struct{ Row, Col, Length int }

// OverviewCells is how many cells an overview draws in one direction at most.
// It is more than there are pixels.
const OverviewCells = 1000

// drawn returns as how many an overview draws some cells, and how many of them
// are one.
func drawn(cells int) (units, each int) {
	each = max(1, (cells+OverviewCells-1)/OverviewCells)
	return (cells + each - 1) / each, each
}

// runs calls found for each stretch of a line that has the same in it, and
// something.
func runs(length int, at func(int) int, found func(what, from, length int)) {
	for i := 0; i < length; {
		from, what := i, at(i)
		for i++; i < length && at(i) == what; i++ {
		}
		if what > 0 {
			found(what, from, i-from)
		}
	}
}

// CellKey names one cell.
type CellKey struct {
	Claim   ClaimID
	Article ArticleID
}

// Gaps are the cells of some claims and articles in which there is no mention
// and of which nobody has said why.
type Gaps struct {
	Open  []CellKey // nobody has looked
	Late  []CellKey // of those: the claim was made after the analyst had read the article
	Apart []CellKey // perhaps out of scope: article and claim share no event
}

// Named returns the claims and articles of the gaps that are named one by one.
func (g Gaps) Named() (claims []ClaimID, articles []ArticleID) {
	for _, cells := range [][]CellKey{g.Open, g.Late, g.Apart} {
		for _, k := range cells[:min(len(cells), MatrixNamed)] {
			claims, articles = append(claims, k.Claim), append(articles, k.Article)
		}
	}
	return claims, articles
}

// MatrixLine is what can be done with a whole column or row of the matrix.
type MatrixLine struct {
	Case     *Case // the article, or the claim, and the claims and articles that are named
	Filter   MatrixFilter
	Claims   []ClaimID   // that the filter lets through, or the one
	Articles []ArticleID // likewise
	Gaps     Gaps
	Unmarked int  // claims of the whole case that would count as silent, were the article marked as read
	More     bool // there are more of those: no more than so many of the latest were looked at
}
