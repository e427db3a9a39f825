package views

import (
	"context"
	"slices"
	"time"

	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// CopiesPage is an article with its near copies.
type CopiesPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.CopiesPage
	Zone  *time.Location
}

// CopyRow is a near copy of the article that the page is about.
type CopyRow struct {
	Article *assay.Article
	Self    bool
	Outlet  string
	When    string
	Brought string         // when it was brought in
	Shared  string         // how much the two have in common, "" where they were not compared with each other
	Updates []EditionLink  // what it is a later version of
	Offer   []*UpdateOffer // that it may be a later version of one of the others
}

// EditionLink leads to another version of an article.
type EditionLink struct {
	Title   string
	Href    string
	Changes string // the address of what is otherwise
}

// UpdateOffer is a proposal that one article is a later version of another.
type UpdateOffer struct {
	Child, Parent assay.ArticleID
	Title         string // of the parent
	Sure          bool   // it is known which is the later one
	Amount        string
	Was           Was[assay.DerivationValue]
}

// Rows returns the near copies, the article of the page first.
func (p *CopiesPage) Rows(ctx context.Context) []CopyRow {
	var rows []CopyRow
	for _, id := range p.Data.Near {
		a := p.View.Article(id)
		if a == nil {
			continue
		}
		r := CopyRow{
			Article: a, Self: id == p.Data.Article, Outlet: ColumnName(ctx, p.View, a), When: Published(ctx, p.View.Facts(a)),
			Brought: tr.Moment(ctx, a.Made.Time().In(p.Zone)), Shared: p.shared(ctx, id), Updates: EditionLinks(ctx, p.Root, p.View, id),
		}
		for i := range p.Data.Proposed {
			if x := &p.Data.Proposed[i]; x.Child == id && x.Type == assay.Updates && p.View.Undecided(x) {
				r.Offer = append(r.Offer, p.offer(ctx, x))
			}
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b CopyRow) int {
		return map[bool]int{true: 0, false: 1}[a.Self] - map[bool]int{true: 0, false: 1}[b.Self]
	})
	return rows
}

func (p *CopiesPage) offer(ctx context.Context, x *assay.Proposed) *UpdateOffer {
	o := &UpdateOffer{Child: x.Child, Parent: x.Parent, Sure: x.Ground != "", Amount: x.Amount, Was: DerivedNow(p.View, x.Child, assay.EntityID(x.Parent))}
	if a := p.View.Article(x.Parent); a != nil {
		o.Title = Title(ctx, p.View, a)
	}
	return o
}

// shared says how much an article and the one of the page have in common.
func (p *CopiesPage) shared(ctx context.Context, id assay.ArticleID) string {
	for i := range p.Data.Proposed {
		x := &p.Data.Proposed[i]
		if x.Child == id && x.Parent == p.Data.Article || x.Parent == id && x.Child == p.Data.Article {
			mine, theirs := x.ParentCover, x.ChildCover
			if x.Parent == id {
				mine, theirs = theirs, mine
			}
			return tr.Say(ctx, "In both, word for word or nearly: %s %% of this one, %s %% of that one", percent(mine), percent(theirs))
		}
	}
	return ""
}

// EditionLinks returns the articles that one is confirmed to be a later version of.
func EditionLinks(ctx context.Context, root CaseRoot, view *assay.View, id assay.ArticleID) (links []EditionLink) {
	for _, earlier := range view.Earlier(id) {
		if a := view.Article(earlier); a != nil {
			links = append(links, EditionLink{Title: Title(ctx, view, a), Href: root.Article(earlier), Changes: root.Changes(id, earlier)})
		}
	}
	return links
}

// LaterLinks returns the articles that are confirmed to be later versions of one.
func LaterLinks(ctx context.Context, root CaseRoot, view *assay.View, id assay.ArticleID) (links []EditionLink) {
	for _, later := range view.Later(id) {
		if a := view.Article(later); a != nil {
			links = append(links, EditionLink{Title: Title(ctx, view, a), Href: root.Article(later), Changes: root.Changes(later, id)})
		}
	}
	return links
}

// ChangesPage is what an article has otherwise than another version of it.
type ChangesPage struct {
	Frame           Frame
	Root            CaseRoot
	Earlier, Later  assay.ArticlePage
	EarlierV, View  *assay.View
	Changes         []difference.Change
	All             bool // the paragraphs that are the same show, too
	Dropped, Added  int  // paragraphs
	Reworded, Alike int
}

// Compare finds and counts what is otherwise.
func (p *ChangesPage) Compare() {
	p.Changes = difference.Revision(p.Earlier.Body, p.Later.Body)
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case c.Op == difference.Dropped:
			p.Dropped++
		case c.Op == difference.Added:
			p.Added++
		case c.Same():
			p.Alike++
		default:
			p.Reworded++
		}
	}
}

// Says sums up what is otherwise.
func (p *ChangesPage) Says(ctx context.Context) string {
	if p.Dropped+p.Added+p.Reworded == 0 {
		return tr.Say(ctx, "The two read the same.")
	}
	return tr.Sense(ctx, "a list as a sentence", "%s.", tr.List(ctx,
		tr.Say(ctx, "paragraphs reworded: %s", Number(p.Reworded)), tr.Say(ctx, "put in: %s", Number(p.Added)),
		tr.Say(ctx, "taken out: %s", Number(p.Dropped)), tr.Say(ctx, "the same: %s", Number(p.Alike))))
}

// Shown returns the changes that show.
func (p *ChangesPage) Shown() []*difference.Change {
	if !p.All {
		return nearby(p.Changes)
	}
	shown := make([]*difference.Change, len(p.Changes))
	for i := range p.Changes {
		shown[i] = &p.Changes[i]
	}
	return shown
}
