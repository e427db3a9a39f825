package assay

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Sketch is as much of a case as decides on what the matrix shows, in which order, and
// what it takes to draw it from afar. It holds what has been worked out of a View and not
// what that was worked out of, so that it is small and can be kept. It is never changed:
// what brings it up to date returns another one.
type Sketch struct {
	Tags []Tag

	rows []sketchedClaim   // in order of making
	cols []sketchedArticle // in order of import
	row  map[ClaimID]int
	col  map[ArticleID]int
	same map[EntityID]EntityID // representative of what was judged the same
	by   map[ActorID]int       // places of those who made claims
}

// sketchedClaim is what is known of a claim.
type sketchedClaim struct {
	id        ClaimID
	event     EventID
	kind      string
	wording   string // in small letters
	by        int
	made      int64 // milliseconds since 1970
	dispute   Dispute
	cited     int    // articles that mention it, those that are in no column too
	first     string // the date of the earliest of them, "" if none is known
	questions []QuestionID
	tags      []TagID // in the order of the codebook
	cells     []sketchedCell
}

// sketchedCell is a cell in which there is anything: the others are empty.
type sketchedCell struct {
	col     int32
	stance  uint8 // the first of its mentions by its place among Stances, from 1; 0 without a mention
	unrated bool  // one of them has no credibility
	covered bool  // somebody has said why there is none
}

// sketchedArticle is what is known of an article.
type sketchedArticle struct {
	id           ArticleID
	text         TextID
	events       []EventID
	host, writer SourceID // as they are resolved
	outlet       SourceID
	outletName   string // in small letters
	origin       ColumnGroup
	originName   string // in small letters
	published    string
	seen         []int64 // up to when the claims of whom, by their places, were known to those who have read it; nil for nobody
	read         bool    // the analyst of the view has
}

// Sketch returns the sketch of the claims of a case, and of those of its articles that
// may be columns, nil for all.
func (v *View) Sketch(columns []ArticleID) *Sketch {
	k := &Sketch{Tags: v.Case.Tags, row: map[ClaimID]int{}, col: map[ArticleID]int{}, same: v.same, by: map[ActorID]int{}}
	for i := range v.Case.Claims {
		if _, known := k.by[v.Case.Claims[i].By]; !known {
			k.by[v.Case.Claims[i].By] = len(k.by)
		}
	}
	may := setOf(columns)
	for i := range v.Case.Articles {
		a := &v.Case.Articles[i]
		if columns == nil || may[a.ID] {
			k.col[a.ID] = len(k.cols)
			k.cols = append(k.cols, v.sketchedArticle(k, a))
		}
	}
	tags, covered := v.tagsOfClaims(), v.coveredCells()
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		k.row[c.ID] = len(k.rows)
		r := v.sketchedClaim(k, c, covered[c.ID])
		r.tags = tags[EntityID(c.ID)]
		k.rows = append(k.rows, r)
	}
	return k
}

func setOf[K comparable](ids []K) map[K]bool {
	set := make(map[K]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// tagsOfClaims returns the tags of everything in the order of the codebook.
func (v *View) tagsOfClaims() map[EntityID][]TagID {
	place := make(map[TagID]int, len(v.Case.Tags))
	for i := range v.Case.Tags {
		place[v.Case.Tags[i].ID] = i
	}
	of := map[EntityID][]TagID{}
	for _, x := range v.Case.Taggings {
		if _, known := place[x.Tag]; known {
			of[x.Target] = append(of[x.Target], x.Tag)
		}
	}
	for _, tags := range of {
		slices.SortStableFunc(tags, func(a, b TagID) int { return cmp.Compare(place[a], place[b]) })
	}
	return of
}

// coveredCells returns the articles of which somebody has said why they do not mention a
// claim: whosever word it is, it is one of two, and both say that somebody has looked.
func (v *View) coveredCells() map[ClaimID][]ArticleID {
	covered := map[ClaimID][]ArticleID{}
	for i := range v.Case.Judgements {
		if c, ok := v.Case.Judgements[i].Covers(); ok {
			covered[c.Claim] = append(covered[c.Claim], c.Article)
		}
	}
	return covered
}

// Covers returns the cell of which a judgement says why there is no mention, if it does.
func (j *Judgement) Covers() (CellKey, bool) {
	on := j.Dimension == DimCoverage && j.Scope == "" || j.Dimension == DimAdjudication && j.Scope == string(DimCoverage)
	return CellKey{ClaimID(j.Other), ArticleID(j.Target)}, on
}

func (v *View) sketchedClaim(k *Sketch, c *Claim, covered []ArticleID) sketchedClaim {
	r := sketchedClaim{
		id: c.ID, event: c.Event, kind: c.Kind, wording: strings.ToLower(c.Wording), by: k.by[c.By], made: c.Made.Time().UnixMilli(),
		dispute: v.Dispute(c.ID), cited: v.cited(c.ID), first: v.firstSaid(c.ID),
	}
	for _, q := range v.ContestsOf(c.ID) {
		r.questions = append(r.questions, q.ID)
	}
	cells := map[int32]sketchedCell{}
	for _, m := range v.MentionsOf(c.ID) {
		col, ok := k.col[m.Article]
		if !ok {
			continue
		}
		x := cells[int32(col)]
		if s := uint8(slices.Index(Stances, v.Stance(m.ID)) + 1); x.stance == 0 || s < x.stance {
			x.stance = s
		}
		x.unrated = x.unrated || v.Credibility(EntityID(m.ID)).Word() == ""
		cells[int32(col)] = x
	}
	for _, a := range covered {
		if col, ok := k.col[a]; ok {
			x := cells[int32(col)]
			x.covered = true
			cells[int32(col)] = x
		}
	}
	r.cells = make([]sketchedCell, 0, len(cells))
	for _, col := range slices.Sorted(maps.Keys(cells)) {
		x := cells[col]
		x.col = col
		r.cells = append(r.cells, x)
	}
	return r
}

func (v *View) sketchedArticle(k *Sketch, a *Article) sketchedArticle {
	c := sketchedArticle{
		id: a.ID, text: a.Text, events: a.Events, host: v.Resolve(a.Host), writer: v.Resolve(a.TextOrigin), outlet: v.outletOf(a),
		origin: v.goesBackTo(a, map[ArticleID]bool{}), published: v.published(a.ID), read: v.ReadState(a.Text) == "read",
	}
	c.outletName, c.originName = strings.ToLower(v.nameOf(c.outlet)), strings.ToLower(v.nameOf(c.origin.Source))
	if w := v.works[c.origin.Work]; w != nil {
		c.originName = strings.ToLower(cmp.Or(w.Title, v.nameOf(w.Source)))
	}
	for i := range v.reads[a.Text] {
		r := &v.reads[a.Text][i]
		if r.State != "read" {
			continue
		}
		if c.seen == nil {
			c.seen = make([]int64, len(k.by))
		}
		for actor, place := range k.by {
			c.seen[place] = max(c.seen[place], r.Seen[actor])
		}
	}
	return c
}

// lookedFor reports whether somebody who has read an article knew a claim then.
func (a *sketchedArticle) lookedFor(c *sketchedClaim) bool {
	return a.seen != nil && c.made <= a.seen[c.by]
}

// Renew returns the sketch with what a view says of some of its claims and of some of
// its articles by now. The view has to have all that bears on those, and to tag nothing
// and cover nothing other than the sketch does. What the sketch lacks, it goes on to lack.
func (k *Sketch) Renew(v *View, claims []ClaimID, articles []ArticleID) *Sketch {
	n := *k
	n.rows, n.cols = slices.Clone(k.rows), slices.Clone(k.cols)
	for _, id := range articles {
		if i, ok := k.col[id]; ok && v.articles[id] != nil {
			n.cols[i] = v.sketchedArticle(k, v.articles[id])
		}
	}
	for _, id := range claims {
		i, ok := k.row[id]
		if !ok || v.claims[id] == nil {
			continue
		}
		var covered []ArticleID
		for _, x := range k.rows[i].cells {
			if x.covered {
				covered = append(covered, k.cols[x.col].id)
			}
		}
		n.rows[i] = v.sketchedClaim(k, v.claims[id], covered)
		n.rows[i].tags = k.rows[i].tags
	}
	return &n
}

// Cover returns the sketch with whether somebody has said of some cells why they have no
// mention.
func (k *Sketch) Cover(cells map[CellKey]bool) *Sketch {
	n := *k
	n.rows = slices.Clone(k.rows)
	cloned := map[int]bool{}
	for cell, covered := range cells {
		i, known := k.row[cell.Claim]
		col, shown := k.col[cell.Article]
		if !known || !shown {
			continue
		}
		if !cloned[i] {
			n.rows[i].cells, cloned[i] = slices.Clone(n.rows[i].cells), true
		}
		n.rows[i].cover(int32(col), covered)
	}
	return &n
}

func (c *sketchedClaim) cover(col int32, covered bool) {
	at, there := c.at(col)
	switch {
	case !there && covered:
		c.cells = slices.Insert(c.cells, at, sketchedCell{col: col, covered: true})
	case there && c.cells[at].stance == 0 && !covered:
		c.cells = slices.Delete(c.cells, at, at+1)
	case there:
		c.cells[at].covered = covered
	}
}

// at returns where the cell of a column is among those of a claim, or would be.
func (c *sketchedClaim) at(col int32) (int, bool) {
	return slices.BinarySearchFunc(c.cells, col, func(x sketchedCell, col int32) int { return cmp.Compare(x.col, col) })
}

// cell returns the cell of a column, an empty one if there is nothing in it.
func (c *sketchedClaim) cell(col int) sketchedCell {
	if at, there := c.at(int32(col)); there {
		return c.cells[at]
	}
	return sketchedCell{}
}

// ClaimIDs returns the claims of the sketch in order of making.
func (k *Sketch) ClaimIDs() []ClaimID {
	ids := make([]ClaimID, len(k.rows))
	for i := range k.rows {
		ids[i] = k.rows[i].id
	}
	return ids
}

// HasClaim and HasArticle report whether something can be a row or a column.
func (k *Sketch) HasClaim(id ClaimID) bool { _, ok := k.row[id]; return ok }

// HasArticle is described with HasClaim.
func (k *Sketch) HasArticle(id ArticleID) bool { _, ok := k.col[id]; return ok }

// WithText returns the articles of the sketch that have one of some texts.
func (k *Sketch) WithText(texts []TextID) (ids []ArticleID) {
	has := setOf(texts)
	for i := range k.cols {
		if has[k.cols[i].text] {
			ids = append(ids, k.cols[i].id)
		}
	}
	return ids
}

// Size returns about how many bytes an sketch takes.
func (k *Sketch) Size() int {
	const claim, article, cell = 450, 550, 8 // with their places in the maps and their words
	n := len(k.rows)*claim + len(k.cols)*article
	for i := range k.rows {
		n += len(k.rows[i].cells) * cell
	}
	for i := range k.cols {
		n += len(k.cols[i].seen) * cell
	}
	return n
}

// MatrixLayout is all that a filter lets through, in its order. It is never changed.
type MatrixLayout struct {
	Rows     []RowGroup
	Groups   []ColumnGroup
	Undated  int // articles left out since nobody knows when they came out
	Overview *Overview
}

// Layout lays the matrix out as a filter asks, whatever its window.
func (k *Sketch) Layout(f MatrixFilter) *MatrixLayout {
	l := &MatrixLayout{}
	l.Groups, l.Undated = k.columns(f)
	l.Rows = k.rowGroups(f, k.claims(f, ColumnsOf(l.Groups)))
	if p := f.Window(l.Rows, l.Groups, false); p.Paged() {
		l.Overview = k.Overview(RowsOf(l.Rows), ColumnsOf(l.Groups))
	}
	return l
}

// claims returns the claims that a filter lets through, in its order, where articles are
// those that it shows.
func (k *Sketch) claims(f MatrixFilter, articles []ArticleID) []int {
	passes := k.claimFilter(f, articles)
	var rows []int
	for i := range k.rows {
		if passes(&k.rows[i]) {
			rows = append(rows, i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { // in order of making where they are equal
		x, y := &k.rows[a], &k.rows[b]
		switch f.Sort {
		case "disputed":
			return x.dispute.Compare(y.dispute)
		case "cited":
			return cmp.Compare(y.cited, x.cited)
		case "wording":
			return cmp.Compare(unknownLast(x.wording), unknownLast(y.wording))
		case "first":
			return cmp.Compare(unknownLast(x.first), unknownLast(y.first))
		}
		return 0
	})
	return rows
}

// claimFilter returns whether a filter lets a claim through.
func (k *Sketch) claimFilter(f MatrixFilter, articles []ArticleID) func(*sketchedClaim) bool {
	passes := f.Tags.Test(k.Tags)
	shown := make([]bool, len(k.cols))
	for _, a := range articles {
		shown[k.col[a]] = true
	}
	unrated := func(x sketchedCell) bool { return x.unrated && shown[x.col] }
	return func(c *sketchedClaim) bool {
		return (f.Event.IsZero() || c.event == f.Event) &&
			(!f.Contested || c.dispute.Contested()) &&
			passes(c.tags) &&
			(!f.Unrated || slices.ContainsFunc(c.cells, unrated))
	}
}

// rowGroups puts claims into groups, in the order in which each group begins.
// Those that have nothing of what is asked for come last.
func (k *Sketch) rowGroups(f MatrixFilter, rows []int) []RowGroup {
	of := rowGroup(f)
	if of == nil {
		of = func(*sketchedClaim) RowGroup { return RowGroup{} }
	}
	var groups []RowGroup
	at := map[string]int{}
	rest := RowGroup{Key: "r-"}
	for _, row := range rows {
		c := &k.rows[row]
		g := of(c)
		if g.Key == "r" {
			rest.Claims = append(rest.Claims, c.id)
			continue
		}
		i, ok := at[g.Key]
		if !ok {
			i = len(groups)
			at[g.Key] = i
			groups = append(groups, g)
		}
		groups[i].Claims = append(groups[i].Claims, c.id)
	}
	if len(rest.Claims) > 0 {
		groups = append(groups, rest)
	}
	if len(groups) == 0 && rowGroup(f) == nil {
		groups = []RowGroup{{}}
	}
	for i := range groups {
		groups[i].Of = len(groups[i].Claims)
		if groups[i].Folded = groups[i].Key != "" && f.folds(groups[i].Key); groups[i].Folded {
			groups[i].Claims = nil
		}
	}
	return groups
}

// rowGroup returns what says to which group a claim belongs, nil if claims are
// not grouped. The key of a claim that has nothing of what is asked for is "r".
func rowGroup(f MatrixFilter) func(*sketchedClaim) RowGroup {
	switch f.Rows {
	case "event":
		return func(c *sketchedClaim) RowGroup { return RowGroup{Key: "r" + c.event.String(), Event: c.event} }
	case "kind":
		return func(c *sketchedClaim) RowGroup { return RowGroup{Key: "r" + c.kind, Kind: c.kind} }
	case "question":
		return func(c *sketchedClaim) RowGroup {
			return RowGroup{Key: "r" + joined(c.questions), Questions: c.questions}
		}
	case "tag":
		return func(c *sketchedClaim) RowGroup { return RowGroup{Key: "r" + joined(c.tags), Tags: c.tags} }
	}
	return nil
}

// columns puts the articles that a filter lets through into groups. With
// an event these are the articles about it, those that mention a claim about
// it, and those of which nobody has said what they are about. undated are how
// many it leaves out since nobody knows when they came out.
func (k *Sketch) columns(f MatrixFilter) (groups []ColumnGroup, undated int) {
	var articles []*sketchedArticle
	mentioning := k.mentioning(f.Event)
	one := f.Source
	if r, ok := k.same[EntityID(one)]; ok {
		one = SourceID(r)
	}
	for i := range k.cols {
		a := &k.cols[i]
		if !f.Event.IsZero() && len(a.events) > 0 && !slices.Contains(a.events, f.Event) && !mentioning[i] {
			continue
		}
		if !f.Source.IsZero() && a.host != one && a.writer != one {
			continue
		}
		switch date := day(a.published); {
		case (f.From != "" || f.To != "") && date == "":
			undated++
		case between(f.From, f.To, date):
			articles = append(articles, a)
		}
	}
	arrange(articles, f.Order)
	groups = columnGroups(f, articles)
	for i := range groups {
		g := &groups[i]
		g.Of = len(g.Articles)
		if g.Folded = g.Key != "" && f.folds(g.Key); g.Folded {
			g.Articles = nil
		}
	}
	return groups, undated
}

// mentioning returns which columns mention a claim about an event.
func (k *Sketch) mentioning(event EventID) []bool {
	of := make([]bool, len(k.cols))
	for i := range k.rows {
		if k.rows[i].event != event {
			continue
		}
		for _, x := range k.rows[i].cells {
			of[x.col] = of[x.col] || x.stance > 0
		}
	}
	return of
}

// arrange puts articles in order; equal ones in order of date, then of import.
func arrange(articles []*sketchedArticle, order string) {
	if order == "import" { // as they are
		return
	}
	slices.SortStableFunc(articles, func(a, b *sketchedArticle) int { // of equal dates the one that was imported first
		return cmp.Compare(unknownLast(a.published), unknownLast(b.published))
	})
	switch order {
	case "outlet":
		slices.SortStableFunc(articles, func(a, b *sketchedArticle) int {
			return cmp.Compare(unknownLast(a.outletName), unknownLast(b.outletName))
		})
	case "origin":
		slices.SortStableFunc(articles, func(a, b *sketchedArticle) int {
			return cmp.Compare(unknownLast(a.originName), unknownLast(b.originName))
		})
	}
}

func columnGroups(f MatrixFilter, articles []*sketchedArticle) []ColumnGroup {
	switch f.Group {
	case "date":
		return gather(articles, func(a *sketchedArticle) ColumnGroup { return ColumnGroup{Date: day(a.published)} })
	case "source":
		return gather(articles, func(a *sketchedArticle) ColumnGroup { return ColumnGroup{Source: a.outlet} })
	case "event":
		return gather(articles, func(a *sketchedArticle) ColumnGroup { return ColumnGroup{Events: a.events} })
	case "none":
		g := ColumnGroup{}
		for _, a := range articles {
			g.Articles = append(g.Articles, a.id)
		}
		return withRest(nil, g)
	}
	return byOrigin(articles)
}

// gather groups articles that have the same of something, in the order in which
// each group begins. Those of which it is not known come last.
func gather(articles []*sketchedArticle, of func(*sketchedArticle) ColumnGroup) []ColumnGroup {
	var groups []ColumnGroup
	at := map[string]int{}
	rest := ColumnGroup{Key: "c-"}
	for _, a := range articles {
		g := of(a)
		if g.Key = g.key(); g.Key == "c" {
			rest.Articles = append(rest.Articles, a.id)
			continue
		}
		i, ok := at[g.Key]
		if !ok {
			i = len(groups)
			at[g.Key] = i
			groups = append(groups, g)
		}
		groups[i].Articles = append(groups[i].Articles, a.id)
	}
	return withRest(groups, rest)
}

// byOrigin groups articles whose text goes back to one origin. One that is
// alone with its origin stands with those that share nothing: what is not known
// to be copied is not known to be independent either.
func byOrigin(articles []*sketchedArticle) []ColumnGroup {
	var groups []ColumnGroup
	rest := ColumnGroup{Key: "c-"}
	for _, g := range gather(articles, func(a *sketchedArticle) ColumnGroup { return a.origin }) {
		if len(g.Articles) == 1 {
			rest.Articles = append(rest.Articles, g.Articles...)
		} else {
			groups = append(groups, g)
		}
	}
	return withRest(groups, rest)
}

// Overview returns what stands in the cells of some claims and articles: of
// mentions the first of their stances, and where nobody has looked.
func (k *Sketch) Overview(claims []ClaimID, articles []ArticleID) *Overview {
	d := &Overview{Stances: map[Stance][]Run{}}
	d.Rows, d.Down = drawn(len(claims))
	d.Cols, d.Across = drawn(len(articles))
	rank := make([]uint8, d.Rows*d.Cols) // the stance of a cell by its place among Stances, from 1
	looked := make([]bool, d.Rows*d.Cols)
	shown := make([]int, len(k.cols)) // where a column is drawn, from 1
	for i, id := range articles {
		shown[k.col[id]] = 1 + i/d.Across
	}
	for i, id := range claims {
		c, line := &k.rows[k.row[id]], i/d.Down*d.Cols
		for _, x := range c.cells {
			if shown[x.col] == 0 {
				continue
			}
			at := line + shown[x.col] - 1
			looked[at] = true // somebody marked a passage there, or said why there is none
			if x.stance > 0 && (rank[at] == 0 || x.stance < rank[at]) {
				rank[at] = x.stance
			}
		}
	}
	k.look(d, claims, articles, looked)
	d.draw(rank, looked)
	return d
}

// look marks the cells of articles that somebody has read and claims that there were to
// look for when they did.
func (k *Sketch) look(d *Overview, claims []ClaimID, articles []ArticleID, looked []bool) {
	rows := make([]*sketchedClaim, len(claims)) // looked up once, and not for every article
	for i, id := range claims {
		rows[i] = &k.rows[k.row[id]]
	}
	for i, id := range articles {
		a := &k.cols[k.col[id]]
		if a.seen == nil {
			continue
		}
		for j, c := range rows {
			if a.lookedFor(c) {
				looked[j/d.Down*d.Cols+i/d.Across] = true
			}
		}
	}
}

// draw makes runs of what is in cells.
func (d *Overview) draw(rank []uint8, looked []bool) {
	for y := range d.Rows {
		runs(d.Cols, func(x int) int { return int(rank[y*d.Cols+x]) }, func(r, from, length int) {
			s := Stances[r-1]
			d.Stances[s] = append(d.Stances[s], Run{y, from, length})
		})
	}
	for x := range d.Cols {
		unread := func(y int) int {
			if looked[y*d.Cols+x] {
				return 0
			}
			return 1
		}
		runs(d.Rows, unread, func(_, from, length int) { d.NotRead = append(d.NotRead, Run{from, x, length}) })
	}
}

// Gaps returns the gaps in a part of the matrix. What the sketch lacks has none.
func (k *Sketch) Gaps(claims []ClaimID, articles []ArticleID) (g Gaps) {
	for _, claim := range claims {
		row, ok := k.row[claim]
		if !ok {
			continue
		}
		c := &k.rows[row]
		for _, article := range articles {
			col, ok := k.col[article]
			if !ok {
				continue
			}
			x, key, a := c.cell(col), CellKey{claim, article}, &k.cols[col]
			if x.stance > 0 || x.covered {
				continue
			}
			if !a.lookedFor(c) {
				g.Open = append(g.Open, key)
				if a.read {
					g.Late = append(g.Late, key)
				}
			}
			if apartFrom(a.events, c.event) {
				g.Apart = append(g.Apart, key)
			}
		}
	}
	return g
}
