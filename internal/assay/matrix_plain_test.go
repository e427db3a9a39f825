package assay

import (
	"cmp"
	"slices"
	"strings"
)

// What is here lays a matrix out in the plain way: from a view of all of the case, for each
// filter anew. The law of sketches compares with it.

// PlainLayout is what Sketch.Layout returns.
func (v *View) PlainLayout(f MatrixFilter) *MatrixLayout {
	l := &MatrixLayout{}
	l.Groups, l.Undated = v.plainMatrixColumns(f)
	l.Rows = v.plainMatrixRows(f, v.plainMatrixClaims(f, ColumnsOf(l.Groups)))
	l.Overview = v.plainOverview(RowsOf(l.Rows), ColumnsOf(l.Groups))
	return l
}

// PlainGaps is what Sketch.Gaps returns.
func (v *View) PlainGaps(claims []ClaimID, articles []ArticleID) Gaps {
	return v.plainGaps(claims, articles)
}

// plainMatrixClaims returns the claims that a filter lets through, in its order,
// where articles are those that it shows. Of a claim it looks only at what it
// says, who made it when, its event and its tags, of a mention at claim,
// article, stance, version and credibility.
func (v *View) plainMatrixClaims(f MatrixFilter, articles []ArticleID) []ClaimID {
	type row struct {
		id      ClaimID
		dispute Dispute
		cited   int    // articles that mention it
		word    string // that it is put in order by
	}
	passes := v.plainClaimFilter(f, articles)
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

// plainClaimFilter returns whether a filter lets a claim through, but for whether it
// is contested.
func (v *View) plainClaimFilter(f MatrixFilter, articles []ArticleID) func(*Claim) bool {
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

// plainMatrixRows puts claims into groups, in the order in which each group begins.
// Those that have nothing of what is asked for come last.
func (v *View) plainMatrixRows(f MatrixFilter, claims []ClaimID) []RowGroup {
	of := v.plainRowGroup(f)
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

// plainRowGroup returns what says to which group a claim belongs, nil if claims are
// not grouped. The key of a claim that has nothing of what is asked for is "r".
func (v *View) plainRowGroup(f MatrixFilter) func(*Claim) RowGroup {
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

// plainMatrixColumns puts the articles that a filter lets through into groups. With
// an event these are the articles about it, those that mention a claim about
// it, and those of which nobody has said what they are about. undated are how
// many it leaves out since nobody knows when they came out.
func (v *View) plainMatrixColumns(f MatrixFilter) (groups []ColumnGroup, undated int) {
	var articles []*Article
	mentioning := v.plainMentioning(f.Event)
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
	v.plainArrange(articles, f.Order)
	groups = v.plainColumnGroups(f, articles)
	for i := range groups {
		g := &groups[i]
		g.Of = len(g.Articles)
		if g.Folded = g.Key != "" && f.folds(g.Key); g.Folded {
			g.Articles = nil
		}
	}
	return groups, undated
}

// plainArrange puts articles in order; equal ones in order of date, then of import.
func (v *View) plainArrange(articles []*Article, order string) {
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

func (v *View) plainColumnGroups(f MatrixFilter, articles []*Article) []ColumnGroup {
	switch f.Group {
	case "date":
		return plainGather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Date: day(v.published(a.ID))} })
	case "source":
		return plainGather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Source: v.outletOf(a)} })
	case "event":
		return plainGather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Events: a.Events} })
	case "none":
		g := ColumnGroup{}
		for _, a := range articles {
			g.Articles = append(g.Articles, a.ID)
		}
		return withRest(nil, g)
	}
	return v.plainByOrigin(articles)
}

// plainMentioning returns the articles that mention a claim about an event.
func (v *View) plainMentioning(event EventID) map[ArticleID]bool {
	articles := map[ArticleID]bool{}
	for i := range v.Case.Mentions {
		m := &v.Case.Mentions[i]
		if c := v.claims[m.Claim]; c != nil && c.Event == event {
			articles[m.Article] = true
		}
	}
	return articles
}

// plainGather groups articles that have the same of something, in the order in which
// each group begins. Those of which it is not known come last.
func plainGather(articles []*Article, of func(*Article) ColumnGroup) []ColumnGroup {
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

// plainByOrigin groups articles whose text goes back to one origin. One that is
// alone with its origin stands with those that share nothing: what is not known
// to be copied is not known to be independent either.
func (v *View) plainByOrigin(articles []*Article) []ColumnGroup {
	var groups []ColumnGroup
	rest := ColumnGroup{Key: "c-"}
	for _, g := range plainGather(articles, func(a *Article) ColumnGroup { return v.goesBackTo(a, map[ArticleID]bool{}) }) {
		if len(g.Articles) == 1 {
			rest.Articles = append(rest.Articles, g.Articles...)
		} else {
			groups = append(groups, g)
		}
	}
	return withRest(groups, rest)
}

// plainOverview returns what stands in the cells of some claims and articles: of
// mentions the first of their stances, and where nobody has looked.
func (v *View) plainOverview(claims []ClaimID, articles []ArticleID) *Overview {
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
	v.plainLook(claims, articles, func(c, a int) { looked[c/o.Down*o.Cols+a/o.Across] = true })
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

// plainLook calls found, by their places, for the articles that somebody has read
// and the claims that there were to look for when they did.
func (v *View) plainLook(claims []ClaimID, articles []ArticleID, found func(claim, article int)) {
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

// plainGaps returns the gaps in a part of the matrix.
func (v *View) plainGaps(claims []ClaimID, articles []ArticleID) (g Gaps) {
	for _, claim := range claims {
		for _, article := range articles {
			c, k := v.Cell(v.articles[article], v.claims[claim]), CellKey{claim, article}
			if c.Coverage == NotRead {
				g.Open = append(g.Open, k)
			}
			if c.Late {
				g.Late = append(g.Late, k)
			}
			if c.Proposed && v.Judged(JudgementKey{Target: EntityID(article), Other: EntityID(claim), Dimension: DimCoverage}).Value.IsNull() {
				g.Apart = append(g.Apart, k)
			}
		}
	}
	return g
}
