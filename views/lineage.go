package views

import (
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// Lineage returns the address of the room that shows what comes from what.
func (r CaseRoot) Lineage() string { return string(r) + "/lineage" }

// LineageOf returns the address of that room as a filter shows it, with a page
// of the proposals.
func (r CaseRoot) LineageOf(f assay.LineageFilter, page int) string {
	q := lineageQuery(f)
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	return with(r.Lineage(), q)
}

// LineageFrom returns the address of that room of a large case as a filter shows it, with
// the proposals from a place on.
func (r CaseRoot) LineageFrom(f assay.LineageFilter, from assay.LineagePlace) string {
	q := lineageQuery(f)
	if from.After != "" {
		q.Set("after", from.After)
	}
	if from.Before != "" {
		q.Set("before", from.Before)
	}
	return with(r.Lineage(), q)
}

func lineageQuery(f assay.LineageFilter) url.Values {
	q := url.Values{}
	if !f.Event.IsZero() {
		q.Set("event", f.Event.String())
	}
	if !f.Article.IsZero() {
		q.Set("article", f.Article.String())
	}
	if f.Sure {
		q.Set("sure", "true")
	}
	if f.Bare {
		q.Set("bare", "true")
	}
	if f.All {
		q.Set("all", "true")
	}
	if len(f.Open) > 0 {
		q["open"] = f.Open
	}
	return q
}

// Derive is where it is posted where an article comes from.
func (r CaseRoot) Derive() string { return r.Lineage() }

// AddDerivation returns the address of the form that says where an article comes
// from, zero for one that is still to be chosen.
func (r CaseRoot) AddDerivation(child assay.ArticleID) string {
	if child.IsZero() {
		return r.Lineage() + "/add"
	}
	return r.Lineage() + "/add?child=" + child.String()
}

// Unplug returns the address of the page that shows what rests on what is
// switched off, with some folds of its drawing open.
func (r CaseRoot) Unplug(u assay.Unplugged, open ...string) string {
	q := url.Values{}
	for _, id := range u.Sources {
		q.Add("source", id.String())
	}
	for _, id := range u.Articles {
		q.Add("article", id.String())
	}
	for _, d := range u.Derivations {
		q.Add("edge", DerivesText(d))
	}
	if len(open) > 0 {
		q["open"] = open
	}
	return with(r.Lineage()+"/unplug", q)
}

// Beside returns the address of two articles beside each other.
func (r CaseRoot) Beside(a, b assay.ArticleID) string { return r.Article(a) + "/beside/" + b.String() }

// proposalsPage is how many proposals one page has.
const proposalsPage = 20

// LineagePage is the room that shows what comes from what.
type LineagePage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Data     *assay.LineagePage
	Filter   assay.LineageFilter
	Page     int
	From     assay.LineagePlace // of a large case, in the place of Page
	Graph    *assay.Graph
	Drawing  Drawing
	Rows     []ProposalRow // of the page
	Proposed int           // all that the filter lets through
	Refused  []*RefusedRow // that the filter lets through
}

// NewLineage lays the room out.
func NewLineage(ctx context.Context, root CaseRoot, view *assay.View, data *assay.LineagePage, f assay.LineageFilter, page int, from assay.LineagePlace, zone *time.Location) LineagePage {
	p := LineagePage{Root: root, View: view, Data: data, Filter: f, Page: page, From: from, Graph: view.Lineage(data.Proposed, f)}
	d := drawer{ctx: ctx, root: root, view: view, graph: p.Graph, about: f.Article, open: func(key string) string {
		f := f
		f.Open = append(slices.Clone(f.Open), key)
		return p.here(f) + "#graph"
	}}
	p.Drawing = d.draw()
	var all []int
	for i := range data.Proposed {
		if p.lets(&data.Proposed[i]) {
			all = append(all, i)
		}
	}
	p.Proposed = len(all)
	if data.Part != nil { // which has no more than the page
		page = 0
	}
	p.Page = min(max(page, 0), max(0, (len(all)-1)/proposalsPage))
	for _, i := range all[min(p.Page*proposalsPage, len(all)):min((p.Page+1)*proposalsPage, len(all))] {
		p.Rows = append(p.Rows, newProposalRow(ctx, root, view, data, i))
	}
	for i := range data.Refused {
		x := &data.Refused[i]
		if r := newRefusedRow(ctx, root, view, x, zone); r != nil && p.about(x.Child, assay.ArticleID(x.From)) {
			p.Refused = append(p.Refused, r)
		}
	}
	return p
}

// lets reports whether the filter lets a proposal through.
func (p *LineagePage) lets(x *assay.Proposed) bool {
	return (x.Parent.IsZero() || p.View.Article(x.Parent) != nil) && p.about(x.Child, x.Parent)
}

// about reports whether the filter lets through what is said of where an article
// comes from.
func (p *LineagePage) about(child, parent assay.ArticleID) bool {
	a, f := p.View.Article(child), p.Filter
	return a != nil && (f.Event.IsZero() || slices.Contains(a.Events, f.Event)) && (f.Article.IsZero() || child == f.Article || parent == f.Article)
}

// Filtered reports whether the page leaves anything out on request.
func (p *LineagePage) Filtered() bool {
	return !p.Filter.Event.IsZero() || !p.Filter.Article.IsZero() || p.Filter.Sure || p.Filter.Bare
}

// here is the address of the page as another filter shows it.
func (p *LineagePage) here(f assay.LineageFilter) string {
	if p.Data.Part != nil {
		return p.Root.LineageFrom(f, p.From)
	}
	return p.Root.LineageOf(f, p.Page)
}

// Counted reports whether all proposals that the filter lets through are on the page, or
// counted.
func (p *LineagePage) Counted() bool {
	none := assay.LineagePlace{}
	return p.Data.Part == nil || p.From == none && p.Data.Part.After == none
}

// Partly says what of a large case is not on the page.
func (p *LineagePage) Partly(ctx context.Context) (says []string) {
	part := p.Data.Part
	if part == nil {
		return nil
	}
	if part.Latest > 0 {
		says = append(says, tr.Say(ctx, "The case is large. What is drawn are the proposals on this page, and what was confirmed or rejected last. Choose an event, or an article, to see what is around it."))
	}
	if part.Cut {
		says = append(says, tr.Say(ctx, "There is more than can be drawn at once. Some of it is left out."))
	}
	if part.Unnamed && !p.Filter.Bare {
		says = append(says, tr.Say(ctx, "Whom the articles name is left out, since too many passages are marked in them."))
	}
	return says
}

// Summary says how many articles come from how many places. Of a large case that is not
// counted.
func (p *LineagePage) Summary(ctx context.Context) string {
	if p.Data.Part != nil {
		return tr.Say(ctx, "A part of a large case")
	}
	derived, origins := map[assay.ArticleID]bool{}, map[assay.EntityID]bool{}
	for _, d := range p.View.Derivations() {
		derived[d.Child] = true
		origins[d.From()] = true
	}
	says := tr.Count(ctx, len(p.View.Case.Articles), "%s article", "%s articles")
	if len(derived) > 0 {
		says = tr.List(ctx, says, tr.Count(ctx, len(derived), "%s confirmed to come from another text", "%s confirmed to come from other texts"))
	}
	if n := len(p.Data.Proposed) + p.Data.More; n > 0 {
		says = tr.List(ctx, says, tr.Count(ctx, n, "%s proposal to decide", "%s proposals to decide"))
	}
	return says
}

// Circles are the confirmed derivations that close a circle.
func (p *LineagePage) Circles() []GraphLine {
	var list []GraphLine
	for _, b := range p.Drawing.Boxes {
		for _, l := range b.Lines {
			if l.Edge.Closes && l.Edge.Confirmed != nil {
				list = append(list, l)
			}
		}
	}
	return list
}

// Pager is which part of the proposals is on the page.
func (p *LineagePage) Pager(ctx context.Context) PagerView {
	if part := p.Data.Part; part != nil {
		at := func(place assay.LineagePlace) string {
			if place == (assay.LineagePlace{}) {
				return ""
			}
			return p.Root.LineageFrom(p.Filter, place) + "#proposals-title"
		}
		v := PagerView{What: tr.Say(ctx, "Proposals"), Previous: at(part.Before), Next: at(part.After)}
		if len(p.Rows) == 0 { // all of these were decided meanwhile
			v.Previous = p.Root.LineageOf(p.Filter, 0) + "#proposals-title"
		}
		return v
	}
	leaf := assay.Leaf{Number: p.Page, From: p.Page * proposalsPage, To: p.Page*proposalsPage + len(p.Rows), Of: p.Proposed}
	return pager(tr.Say(ctx, "Proposals"), leaf, func(page int) string { return p.Root.LineageOf(p.Filter, page) + "#proposals-title" })
}

// Paged reports whether there are more proposals than those on the page.
func (p *LineagePage) Paged() bool { return p.Proposed > len(p.Rows) || !p.Counted() }

// Nothing reports whether there is nothing to draw.
func (p *LineagePage) Nothing() bool { return len(p.Graph.Nodes) == 0 }

// AloneShown are the articles that nothing is known of, as many as are named, and
// how many more there are.
func (p *LineagePage) AloneShown() (list []*assay.Article, more int) {
	if part := p.Data.Part; part != nil && (part.Latest > 0 || part.Cut) {
		return nil, 0 // there are many more of which nothing was read
	}
	const most = 30
	for _, id := range p.Graph.Alone[:min(most, len(p.Graph.Alone))] {
		list = append(list, p.View.Article(id))
	}
	return list, len(p.Graph.Alone) - len(list)
}

// ProposalRow is a proposal on which nobody has decided.
type ProposalRow struct {
	ID     string
	P      *assay.Proposed
	Child  string // what it is called
	From   string
	Title  string // of what it comes from, "" for something outside the case
	Outlet string // of the child
	Why    []string
	Quote  string // where the child says so
	Lang   string // of the child
	Href   string
	Form   DeriveForm
}

func newProposalRow(ctx context.Context, root CaseRoot, view *assay.View, data *assay.LineagePage, i int) ProposalRow {
	x := &data.Proposed[i]
	child := view.Article(x.Child)
	r := ProposalRow{P: x, Child: Title(ctx, view, child), Outlet: OutletName(ctx, view, child), Lang: view.Facts(child).Language, Href: ProposedHref(root, x), Why: ProposalWhy(ctx, view, x)}
	r.ID = x.Child.String() + "-" + assay.FoldName(x.Name)
	if parent := view.Article(x.Parent); parent != nil {
		r.ID = x.Child.String() + "-" + x.Parent.String()
		r.From, r.Title = OutletName(ctx, view, parent), Title(ctx, view, parent)
	} else {
		r.From = proposedName(ctx, view, x)
	}
	r.ID = strings.Join(strings.Fields(r.ID), "-")
	r.Form = FormOfProposal(x)
	r.Form.Basis = strings.Join(r.Why, " ")
	return r
}

// proposedName is what something outside the case is called.
func proposedName(ctx context.Context, view *assay.View, x *assay.Proposed) string {
	if s := view.Source(x.Source); s != nil {
		return SourceName(ctx, s)
	}
	return x.Name
}

// Percent writes a share, never as all or nothing where it is not.
func percent(share float64) string {
	n := int(math.Round(share * 100))
	if share > 0 && n == 0 {
		n = 1
	}
	if share < 1 && n == 100 {
		n = 99
	}
	return strconv.Itoa(n)
}

// ProposalWhy says in words what speaks for a proposal.
func ProposalWhy(ctx context.Context, view *assay.View, x *assay.Proposed) []string {
	var why []string
	if x.Words > 0 && x.ChildCover > 0 {
		if n := len(x.Passages); n > 0 {
			why = append(why, tr.Count(ctx, n, "Shares %s passage, %s %% of its text.", "Shares %s passages, %s %% of its text.", percent(x.ChildCover)))
		} else {
			why = append(why, tr.Count(ctx, x.Words, "Shares %s word, %s %% of its text.", "Shares %s words, %s %% of its text.", percent(x.ChildCover)))
		}
	}
	switch x.Rule {
	case assay.RuleRewritten:
		why = append(why, tr.Say(ctx, "Says much the same, sentence by sentence."))
	case assay.RuleQuoting:
		why = append(why, tr.Say(ctx, "Quotes at length what the other says itself."))
	case assay.RuleCredited:
		why = append(why, tr.Say(ctx, "Names %s as its source.", proposedOrigin(ctx, view, x)))
	case assay.RuleSameClaims:
		why = append(why, tr.Say(ctx, "Makes the same claims in the same order."))
	case assay.RuleSameSlips:
		why = append(why, tr.Say(ctx, "Shares what is wrong or rare, and said by nobody else."))
	case assay.RuleCopied:
	}
	switch {
	case x.Ground == assay.GroundCredit && x.Rule != assay.RuleCredited:
		why = append(why, tr.Say(ctx, "Names %s as its source.", proposedOrigin(ctx, view, x)))
	case x.Ground == assay.GroundQuotes && x.Rule != assay.RuleQuoting:
		why = append(why, tr.Say(ctx, "Quotes what the other says itself."))
	case x.Ground == assay.GroundTime:
		why = append(why, tr.Say(ctx, "Appeared later."))
	case x.Ground == "" && !x.Parent.IsZero():
		why = append(why, tr.Say(ctx, "Which of the two was first is not known."))
	}
	return why
}

// proposedOrigin names who a proposal says it comes from.
func proposedOrigin(ctx context.Context, view *assay.View, x *assay.Proposed) string {
	if parent := view.Article(x.Parent); parent != nil {
		return or(x.Name, OutletName(ctx, view, parent))
	}
	return proposedName(ctx, view, x)
}

// DeriveForm is what an analyst says of where an article comes from.
type DeriveForm struct {
	Child  assay.ArticleID `form:"child"`
	From   assay.EntityID  `form:"from"`   // an article or a work; zero for what follows
	Source assay.SourceID  `form:"source"` // whose it is, if the case has that source
	Name   string          `form:"name"`
	Title  string          `form:"title"`
	When   string          `form:"when"`
	URL    string          `form:"url"`

	Status string `form:"status"` // "confirmed", "rejected", "" takes back
	Type   string `form:"type"`
	Amount string `form:"amount"`
	Basis  string `form:"basis"`
	Reason string `form:"reason"`

	Of     string                     `form:"of"` // what form it is: "confirmed", "hand", or "" of a proposal
	Was    Was[assay.DerivationValue] `form:"was"`
	Errors map[string]string          `form:"-"`
	Words  string                     `form:"q"` // what an article was looked for by
}

// FormOfProposal returns the form that confirms a proposal.
func FormOfProposal(x *assay.Proposed) DeriveForm {
	f := DeriveForm{Child: x.Child, From: assay.EntityID(x.Parent), Source: x.Source, Name: x.Name, Type: x.Type, Amount: x.Amount, Was: Shown(assay.DerivationValue{})}
	if !x.Parent.IsZero() {
		f.Source, f.Name = assay.SourceID{}, ""
	}
	return f
}

// FormOfDerivation returns the form that changes what is confirmed.
func FormOfDerivation(d *assay.Derivation) DeriveForm {
	return DeriveForm{
		Of: "confirmed", Child: d.Child, From: d.From(), Status: "confirmed", Type: d.Value.Type, Amount: d.Value.Amount, Basis: d.Value.Basis, Reason: d.Verdict.Reason, Was: Shown(d.Value),
	}
}

// AddDerivationPage asks where an article comes from.
type AddDerivationPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Form   DeriveForm
	Child  *assay.Article   // nil while it is to be chosen
	Offers []*assay.Article // that it may come from, or that may be the child
}

// Choosing says what is being looked for.
func (p *AddDerivationPage) Choosing(ctx context.Context) string {
	if p.Child == nil {
		return tr.Say(ctx, "Which article comes from somewhere?")
	}
	return tr.Say(ctx, "The article that it comes from")
}

// withAll is the filter that draws small groups, too.
func (p *LineagePage) withAll() assay.LineageFilter {
	f := p.Filter
	f.All = true
	return f
}

// itemTitle is what a node is called in the list.
func itemTitle(b *GraphBox) string {
	if b.Node.Kind == assay.ArticleNode || b.Node.Kind == assay.WorkNode {
		return b.Title
	}
	return b.Name
}

// words are what is said of an edge.
func (l *GraphLine) words() []string {
	return slices.DeleteFunc([]string{l.Type, l.Note}, func(s string) bool { return s == "" })
}

// names tells a proposal from the others.
func (r *ProposalRow) names(ctx context.Context) string {
	return tr.Say(ctx, "“%s” comes from %s", r.Child, r.From)
}

// tags are how an article is proposed to come from something.
func (r *ProposalRow) tags(ctx context.Context) []string {
	var list []string
	for _, w := range []string{r.P.Type, r.P.Amount} {
		if w != "" {
			list = append(list, tr.Word(ctx, w))
		}
	}
	return list
}

// Deriving returns what the form asks for.
func (f *DeriveForm) Deriving() assay.Deriving {
	return assay.Deriving{
		Child: f.Child, From: f.From, Outside: assay.Outside{Source: f.Source, Name: f.Name, Title: f.Title, When: f.When, URL: f.URL},
		Status: f.Status, Type: f.Type, Amount: f.Amount, Basis: f.Basis, Reason: f.Reason, Was: f.Was.Form,
	}
}

// DerivedNow returns what is said of a derivation as what was on the screen.
func DerivedNow(view *assay.View, child assay.ArticleID, from assay.EntityID) Was[assay.DerivationValue] {
	for _, d := range view.DerivationsOf(child) {
		if d.From() == from {
			return Shown(d.Value)
		}
	}
	return Shown(assay.DerivationValue{})
}

// NewAddDerivation lays the form out.
func NewAddDerivation(ctx context.Context, root CaseRoot, view *assay.View, data assay.DerivablePage, form DeriveForm) AddDerivationPage {
	p := AddDerivationPage{Root: root, View: view, Form: form, Child: view.Article(form.Child)}
	for _, id := range data.Offers {
		if a := view.Article(id); a != nil {
			p.Offers = append(p.Offers, a)
		}
	}
	return p
}

// Shown returns the proposals of the page.
func (p *LineagePage) Shown() []assay.Proposed {
	list := make([]assay.Proposed, len(p.Rows))
	for i := range p.Rows {
		list[i] = *p.Rows[i].P
	}
	return list
}

// Quote puts to each proposal of the page the words that say where it is from.
func (p *LineagePage) Quote(words []string) {
	for i := range p.Rows {
		p.Rows[i].Quote = words[i]
	}
}

// DerivedRow is something that an article is confirmed to come from.
type DerivedRow struct {
	From, Title string
	Says        []string // how, and how much
	Href        string
}

// derivedRows returns what an article comes from, and how many come from it.
func derivedRows(ctx context.Context, root CaseRoot, view *assay.View, id assay.ArticleID) (rows []DerivedRow, copies int) {
	for _, d := range view.Derivations() {
		if d.Parent == id {
			copies++
		}
		if d.Child != id {
			continue
		}
		r := DerivedRow{Href: root.Article(id)}
		if a := view.Article(d.Parent); a != nil {
			r.From, r.Title, r.Href = OutletName(ctx, view, a), Title(ctx, view, a), root.Beside(id, d.Parent)
		} else if w := workOf(view, d.Work); w != nil {
			r.From, r.Title, r.Href = SourceNameOf(ctx, view, w.Source), w.Title, derivedHref(root, id, d.Value.Evidence)
		}
		for _, w := range []string{d.Value.Type, d.Value.Amount} {
			if w != "" {
				r.Says = append(r.Says, tr.Word(ctx, w))
			}
		}
		rows = append(rows, r)
	}
	return rows, copies
}
