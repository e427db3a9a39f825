package assay

import (
	"cmp"
	"slices"
	"strings"
)

// MatrixFilter says which part of the matrix is shown, and in which order. The
// zero filter shows all claims in order of making, by articles of one origin.
type MatrixFilter struct {
	Event     EventID // only claims about it, and articles that may be
	Contested bool    // only claims that are contested, by themselves or through a contested fact
	Sort      string  // one of MatrixSorts
	Group     string  // one of MatrixGroups
	Row, Col  int     // the first claim and article of the window, from 0; of use only where the matrix is too large to be shown whole

	// The cell in focus. Neither has to be in the window.
	Claim   ClaimID
	Article ArticleID
}

// Disputes reports whether the filter asks how far accounts of the claims differ.
func (f MatrixFilter) Disputes() bool { return f.Contested || f.Sort == "disputed" }

// The orders of the claims and the ways to group the articles; the first of
// each is the usual one.
var (
	MatrixSorts  = []string{"made", "disputed", "cited"}
	MatrixGroups = []string{"origin", "date", "source"}
)

// A matrix of more than MatrixWhole cells is shown in windows of MatrixRows by
// MatrixCols: beyond that, a browser takes longer to lay a table out than an
// analyst to turn a page.
const (
	MatrixWhole = 4000
	MatrixRows  = 60
	MatrixCols  = 40
)

// ColumnGroup is articles that stand together in the matrix, and what they have
// in common. One in which nothing is set holds articles that share nothing.
type ColumnGroup struct {
	Source   SourceID  // who wrote them, or the article that they all go back to
	Work     WorkID    // what outside the case they all go back to
	Article  ArticleID // the article that they all go back to, where nobody knows who wrote it
	Date     string    // EDTF, the day they came out
	Articles []ArticleID
}

// MatrixPage is a window of the matrix.
type MatrixPage struct {
	Case       *Case // of the claims of the window and its articles what the table shows
	Focus      *Case // all that bears on the claim of the cell in focus, and its article; nil if there is none
	Claims     []ClaimID
	Groups     []ColumnGroup
	Row, Col   int // the first claim and article of the window
	Rows, Cols int // claims and articles that the filter lets through
	All        int // claims of the case
}

// Paged reports whether there is more than the window.
func (p *MatrixPage) Paged() bool { return max(p.Rows, 1)*max(p.Cols, 1) > MatrixWhole }

// Articles returns the articles of the window in order.
func (p *MatrixPage) Articles() []ArticleID {
	var ids []ArticleID
	for _, g := range p.Groups {
		ids = append(ids, g.Articles...)
	}
	return ids
}

// MatrixClaims returns the claims that a filter lets through, in its order. Of
// a claim it looks only at who made it when and at its event, of a mention at
// claim, article, stance and version.
func (v *View) MatrixClaims(f MatrixFilter) []ClaimID {
	type row struct {
		id      ClaimID
		dispute Dispute
		cited   int // articles that mention it
	}
	var rows []row
	for i := range v.Case.Claims {
		c := &v.Case.Claims[i]
		if !f.Event.IsZero() && c.Event != f.Event {
			continue
		}
		r := row{id: c.ID}
		if f.Disputes() {
			r.dispute = v.Dispute(c.ID)
		}
		if f.Sort == "cited" {
			r.cited = v.cited(c.ID)
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
		}
		return 0
	})
	ids := make([]ClaimID, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

// cited counts the articles that mention a claim.
func (v *View) cited(claim ClaimID) int {
	articles := map[ArticleID]bool{}
	for _, m := range v.byClaim[claim] {
		articles[m.Article] = true
	}
	return len(articles)
}

// MatrixColumns puts the articles that a filter lets through into groups. With
// an event these are the articles about it, those that mention a claim about
// it, and those of which nobody has said what they are about.
func (v *View) MatrixColumns(f MatrixFilter) []ColumnGroup {
	var articles []*Article
	mentioning := v.mentioning(f.Event)
	for i := range v.Case.Articles {
		a := &v.Case.Articles[i]
		if f.Event.IsZero() || len(a.Events) == 0 || slices.Contains(a.Events, f.Event) || mentioning[a.ID] {
			articles = append(articles, a)
		}
	}
	slices.SortStableFunc(articles, func(a, b *Article) int { // of equal dates the one that was imported first
		return cmp.Compare(unknownLast(v.published(a.ID)), unknownLast(v.published(b.ID)))
	})
	switch f.Group {
	case "date":
		return gather(articles, func(a *Article) ColumnGroup { return ColumnGroup{Date: day(v.published(a.ID))} })
	case "source":
		return gather(articles, func(a *Article) ColumnGroup {
			if a.TextOrigin.IsZero() {
				return ColumnGroup{Source: v.Resolve(a.Host)}
			}
			return ColumnGroup{Source: v.Resolve(a.TextOrigin)}
		})
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

// gather groups articles that have the same of something, in the order in which
// each group begins. Those of which it is not known come last.
func gather(articles []*Article, of func(*Article) ColumnGroup) []ColumnGroup {
	type key struct {
		source  SourceID
		work    WorkID
		article ArticleID
		date    string
	}
	var groups []ColumnGroup
	at := map[key]int{}
	var rest ColumnGroup
	for _, a := range articles {
		g := of(a)
		k := key{g.Source, g.Work, g.Article, g.Date}
		if k == (key{}) {
			rest.Articles = append(rest.Articles, a.ID)
			continue
		}
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
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
	var rest ColumnGroup
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
// page takes.
func (f MatrixFilter) Window(claims []ClaimID, groups []ColumnGroup) MatrixPage {
	p := MatrixPage{Claims: claims, Groups: groups, Rows: len(claims)}
	for _, g := range groups {
		p.Cols += len(g.Articles)
	}
	if !p.Paged() {
		return p
	}
	p.Row, p.Col = begin(f.Row, MatrixRows, p.Rows), begin(f.Col, MatrixCols, p.Cols)
	p.Claims = claims[p.Row:min(p.Row+MatrixRows, p.Rows)]
	p.Groups = nil
	at, to := 0, min(p.Col+MatrixCols, p.Cols)
	for _, g := range groups {
		from, end := max(p.Col-at, 0), min(to-at, len(g.Articles))
		at += len(g.Articles)
		if from < end {
			g.Articles = g.Articles[from:end]
			p.Groups = append(p.Groups, g)
		}
	}
	return p
}

// begin returns where the leaf that holds a place begins.
func begin(place, size, of int) int { return Turn(place/size, size, of).From }
