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
	Case       *Case     // of the claims of the window and its articles what the table shows
	Focus      *Case     // all that bears on the claim of the cell in focus, and its article; nil if there is none
	Overview   *Overview // of all that the filter lets through; nil where the window shows all of it
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
}

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

// MatrixClaims returns the claims that a filter lets through, in its order,
// where articles are those that it shows. Of a claim it looks only at what it
// says, who made it when, its event and its tags, of a mention at claim,
// article, stance, version and credibility.
func (v *View) MatrixClaims(f MatrixFilter, articles []ArticleID) []ClaimID {
	type row struct {
		id      ClaimID
		dispute Dispute
		cited   int    // articles that mention it
		word    string // that it is put in order by
	}
	passes := v.claimFilter(f, articles)
	var rows []row
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		if !passes(c) {
			continue
		}
		r := row{id: c.ID}
		switch {
		case f.Disputes():
			r.dispute = v.Dispute(c.ID)
		case f.Sort == "cited":
			r.cited = v.cited(c.ID)
		}
		switch f.Sort {
		case "wording":
			r.word = strings.ToLower(c.Wording)
		case "first":
			r.word = v.firstSaid(c.ID)
		}
		if !f.Contested || r.dispute.Contested() {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { // in order of making where they are equal
		switch f.Sort {
		case "disputed":
			return a.dispute.Compare(b.dispute)
		case "cited":
			return cmp.Compare(b.cited, a.cited)
		case "wording", "first":
			return cmp.Compare(unknownLast(a.word), unknownLast(b.word))
		}
		return 0
	})
	ids := make([]ClaimID, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

// claimFilter returns whether a filter lets a claim through, but for whether it
// is contested.
func (v *View) claimFilter(f MatrixFilter, articles []ArticleID) func(*Claim) bool {
	passes, tags := f.Tags.Test(v.Case.Tags), map[EntityID][]TagID{}
	for _, x := range v.Case.Taggings {
		tags[x.Target] = append(tags[x.Target], x.Tag)
	}
	shown := make(map[ArticleID]bool, len(articles))
	for _, a := range articles {
		shown[a] = true
	}
	unrated := func(m *Mention) bool { return shown[m.Article] && v.Credibility(EntityID(m.ID)).Word() == "" }
	return func(c *Claim) bool {
		return (f.Event.IsZero() || c.Event == f.Event) &&
			passes(tags[EntityID(c.ID)]) &&
			(!f.Unrated || slices.ContainsFunc(v.MentionsOf(c.ID), unrated))
	}
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

// MatrixRows puts claims into groups, in the order in which each group begins.
// Those that have nothing of what is asked for come last.
func (v *View) MatrixRows(f MatrixFilter, claims []ClaimID) []RowGroup {
	of := v.rowGroup(f)
	if of == nil {
		return []RowGroup{{Claims: claims, Of: len(claims)}}
	}
	var groups []RowGroup
	at := map[string]int{}
	rest := RowGroup{Key: "r-"}
	for _, id := range claims {
		g := of(v.claims[id])
		if g.Key == "r" {
			rest.Claims = append(rest.Claims, id)
			continue
		}
		i, ok := at[g.Key]
		if !ok {
			i = len(groups)
			at[g.Key] = i
			groups = append(groups, g)
		}
		groups[i].Claims = append(groups[i].Claims, id)
	}
	if len(rest.Claims) > 0 {
		groups = append(groups, rest)
	}
	for i := range groups {
		groups[i].Of = len(groups[i].Claims)
		if groups[i].Folded = f.folds(groups[i].Key); groups[i].Folded {
			groups[i].Claims = nil
		}
	}
	return groups
}

// rowGroup returns what says to which group a claim belongs, nil if claims are
// not grouped. The key of a claim that has nothing of what is asked for is "r".
func (v *View) rowGroup(f MatrixFilter) func(*Claim) RowGroup {
	switch f.Rows {
	case "event":
		return func(c *Claim) RowGroup { return RowGroup{Key: "r" + c.Event.String(), Event: c.Event} }
	case "kind":
		return func(c *Claim) RowGroup { return RowGroup{Key: "r" + c.Kind, Kind: c.Kind} }
	case "question":
		return func(c *Claim) RowGroup {
			g := RowGroup{}
			for _, q := range v.ContestsOf(c.ID) {
				g.Questions = append(g.Questions, q.ID)
			}
			g.Key = "r" + joined(g.Questions)
			return g
		}
	case "tag":
		of := map[EntityID][]TagID{}
		for i := range v.Case.Tags { // in the order of the codebook, so that the same tags are one group
			for _, x := range v.Case.Taggings {
				if x.Tag == v.Case.Tags[i].ID {
					of[x.Target] = append(of[x.Target], x.Tag)
				}
			}
		}
		return func(c *Claim) RowGroup {
			tags := of[EntityID(c.ID)]
			return RowGroup{Key: "r" + joined(tags), Tags: tags}
		}
	}
	return nil
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

// MatrixColumns puts the articles that a filter lets through into groups. With
// an event these are the articles about it, those that mention a claim about
// it, and those of which nobody has said what they are about. undated are how
// many it leaves out since nobody knows when they came out.
func (v *View) MatrixColumns(f MatrixFilter) (groups []ColumnGroup, undated int) {
	var articles []*Article
	mentioning := v.mentioning(f.Event)
	for i := range v.Case.Articles {
		a := &v.Case.Articles[i]
		if !f.Event.IsZero() && len(a.Events) > 0 && !slices.Contains(a.Events, f.Event) && !mentioning[a.ID] {
			continue
		}
		if one := v.Resolve(f.Source); !f.Source.IsZero() && v.Resolve(a.Host) != one && v.Resolve(a.TextOrigin) != one {
			continue
		}
		switch date := day(v.published(a.ID)); {
		case (f.From != "" || f.To != "") && date == "":
			undated++
		case between(f.From, f.To, date):
			articles = append(articles, a)
		}
	}
	v.arrange(articles, f.Order)
	groups = v.columnGroups(f, articles)
	for i := range groups {
		g := &groups[i]
		g.Of = len(g.Articles)
		if g.Folded = g.Key != "" && f.folds(g.Key); g.Folded {
			g.Articles = nil
		}
	}
	return groups, undated
}

// between reports whether a date lies in a range of days, either end of which
// may be open. Of a date that is a month or a year some day has to.
func between(from, to, date string) bool {
	return (from == "" || date+"~" >= from) && (to == "" || date <= to+"~")
}

// arrange puts articles in order; equal ones in order of date, then of import.
func (v *View) arrange(articles []*Article, order string) {
	if order == "import" { // as they are
		return
	}
	slices.SortStableFunc(articles, func(a, b *Article) int { // of equal dates the one that was imported first
		return cmp.Compare(unknownLast(v.published(a.ID)), unknownLast(v.published(b.ID)))
	})
	if order != "outlet" && order != "origin" {
		return
	}
	name := map[ArticleID]string{}
	for _, a := range articles {
		if order == "outlet" {
			name[a.ID] = strings.ToLower(v.nameOf(v.outletOf(a)))
			continue
		}
		g := v.goesBackTo(a, map[ArticleID]bool{})
		name[a.ID] = strings.ToLower(v.nameOf(g.Source))
		if w := v.works[g.Work]; w != nil {
			name[a.ID] = strings.ToLower(cmp.Or(w.Title, v.nameOf(w.Source)))
		}
	}
	slices.SortStableFunc(articles, func(a, b *Article) int { return cmp.Compare(unknownLast(name[a.ID]), unknownLast(name[b.ID])) })
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

func (v *View) columnGroups(f MatrixFilter, articles []*Article) []ColumnGroup {
	switch f.Group {
	case "date":
		return gather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Date: day(v.published(a.ID))} })
	case "source":
		return gather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Source: v.outletOf(a)} })
	case "event":
		return gather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Events: a.Events} })
	case "none":
		g := ColumnGroup{}
		for _, a := range articles {
			g.Articles = append(g.Articles, a.ID)
		}
		return withRest(nil, g)
	}
	return v.byOrigin(articles)
}

// mentioning returns the articles that mention a claim about an event.
func (v *View) mentioning(event EventID) map[ArticleID]bool {
	articles := map[ArticleID]bool{}
	for i := range v.Case.Mentions {
		m := &v.Case.Mentions[i]
		if c := v.claims[m.Claim]; c != nil && c.Event == event {
			articles[m.Article] = true
		}
	}
	return articles
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

// gather groups articles that have the same of something, in the order in which
// each group begins. Those of which it is not known come last.
func gather(articles []*Article, of func(*Article) ColumnGroup) []ColumnGroup {
	var groups []ColumnGroup
	at := map[string]int{}
	rest := ColumnGroup{Key: "c-"}
	for _, a := range articles {
		g := of(a)
		if g.Key = g.key(); g.Key == "c" {
			rest.Articles = append(rest.Articles, a.ID)
			continue
		}
		i, ok := at[g.Key]
		if !ok {
			i = len(groups)
			at[g.Key] = i
			groups = append(groups, g)
		}
		groups[i].Articles = append(groups[i].Articles, a.ID)
	}
	return withRest(groups, rest)
}

func withRest(groups []ColumnGroup, rest ColumnGroup) []ColumnGroup {
	if len(rest.Articles) > 0 {
		groups = append(groups, rest)
	}
	return groups
}

// byOrigin groups articles whose text goes back to one origin. One that is
// alone with its origin stands with those that share nothing: what is not known
// to be copied is not known to be independent either.
func (v *View) byOrigin(articles []*Article) []ColumnGroup {
	var groups []ColumnGroup
	rest := ColumnGroup{Key: "c-"}
	for _, g := range gather(articles, func(a *Article) ColumnGroup { return v.goesBackTo(a, map[ArticleID]bool{}) }) {
		if len(g.Articles) == 1 {
			rest.Articles = append(rest.Articles, g.Articles...)
		} else {
			groups = append(groups, g)
		}
	}
	return withRest(groups, rest)
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

// Overview returns what stands in the cells of some claims and articles: of
// mentions the first of their stances, and where nobody has looked.
func (v *View) Overview(claims []ClaimID, articles []ArticleID) *Overview {
	o := &Overview{Stances: map[Stance][]Run{}}
	o.Rows, o.Down = drawn(len(claims))
	o.Cols, o.Across = drawn(len(articles))
	rank := make([]uint8, o.Rows*o.Cols) // the stance of a cell by its place among Stances, from 1
	looked := make([]bool, o.Rows*o.Cols)
	col := make(map[ArticleID]int, len(articles))
	for i, id := range articles {
		col[id] = i / o.Across
	}
	row := make(map[ClaimID]int, len(claims))
	for i, id := range claims {
		row[id] = i / o.Down
		for _, m := range v.MentionsOf(id) {
			x, ok := col[m.Article]
			if !ok {
				continue
			}
			at := row[id]*o.Cols + x
			looked[at] = true
			if r := uint8(slices.Index(Stances, v.Stance(m.ID)) + 1); rank[at] == 0 || r < rank[at] {
				rank[at] = r
			}
		}
	}
	v.look(claims, articles, func(c, a int) { looked[c/o.Down*o.Cols+a/o.Across] = true })
	for i := range v.Case.Judgements {
		j := &v.Case.Judgements[i]
		if j.Dimension != DimCoverage && (j.Dimension != DimAdjudication || j.Scope != string(DimCoverage)) {
			continue
		}
		x, shown := col[ArticleID(j.Target)]
		if y, ok := row[ClaimID(j.Other)]; ok && shown {
			looked[y*o.Cols+x] = true // whosever word it is, it is one of two, and both say so
		}
	}
	for y := range o.Rows {
		runs(o.Cols, func(x int) int { return int(rank[y*o.Cols+x]) }, func(r, from, length int) {
			s := Stances[r-1]
			o.Stances[s] = append(o.Stances[s], Run{y, from, length})
		})
	}
	for x := range o.Cols {
		unread := func(y int) int {
			if looked[y*o.Cols+x] {
				return 0
			}
			return 1
		}
		runs(o.Rows, unread, func(_, from, length int) { o.NotRead = append(o.NotRead, Run{from, x, length}) })
	}
	return o
}

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

// look calls found, by their places, for the articles that somebody has read
// and the claims that there were to look for when they did.
func (v *View) look(claims []ClaimID, articles []ArticleID, found func(claim, article int)) {
	made := make([]*Claim, len(claims)) // looked up once, and not for every article
	for i, id := range claims {
		made[i] = v.claims[id]
	}
	for i, id := range articles {
		reads := v.reads[v.articles[id].Text]
		if len(reads) == 0 {
			continue
		}
		for j, c := range made {
			if lookedFor(reads, c) {
				found(j, i)
			}
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

// MatrixLine is what can be done with a whole column or row of the matrix.
type MatrixLine struct {
	Case     *Case // the article, or the claim and the articles that it names, and all claims by their wordings
	Filter   MatrixFilter
	Claims   []ClaimID   // that the filter lets through, or the one
	Articles []ArticleID // likewise
	Gaps     Gaps
	Unmarked int // claims of the whole case that would count as silent, were the article marked as read
}

// Gaps returns the gaps in a part of the matrix.
func (v *View) Gaps(claims []ClaimID, articles []ArticleID) (g Gaps) {
	for _, claim := range claims {
		for _, article := range articles {
			c, k := v.Cell(v.articles[article], v.claims[claim]), CellKey{claim, article}
			if c.Coverage == NotRead {
				g.Open = append(g.Open, k)
			}
			if c.Late {
				g.Late = append(g.Late, k)
			}
			if c.Proposed && !v.covered(article, claim) {
				g.Apart = append(g.Apart, k)
			}
		}
	}
	return g
}
