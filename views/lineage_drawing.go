package views

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
)

// The measures of a drawing, in pixels.
const (
	boxWidth  = 186
	boxApart  = 162 // from one column to the next
	bend      = 36  // of that, where edges leave their line
	labelGap  = 4
	printLine = 17 // a line of a [assay.Graph]
	headSize  = 8
)

// Drawing is a graph as it is drawn and, for who does not see it, as a list.
type Drawing struct {
	Width, Height string
	Boxes         []GraphBox // in the order in which one reads them
	List          []GraphItem
	Toggles       bool // what is pressed is switched off, or on again
	ReadOnly      bool
}

// GraphBox is a node.
type GraphBox struct {
	Node          *assay.GraphNode
	Key           string // for ids
	X, Y, W, H    string
	Name          string // who it is of
	Title         string
	Date          string
	Letter        string
	Href          string
	Says          string // all of it in words
	Does          string // what pressing it does, if not going there
	Off           bool   // it is switched off
	Here          bool   // the drawing is about it
	Field, Value  string // what switches it off, "" for what cannot be
	Lines         []GraphLine
	Lang          string
	Outside       bool
	Count         int // of a fold
	FoldsArticles bool
}

// GraphLine is an edge, beside the node that comes from something.
type GraphLine struct {
	Edge   *assay.GraphEdge
	Status string // "confirmed", "proposed", "said" or "folded"
	Path   string
	Head   string // the arrow
	TextX  string
	Above  string // where its words stand
	Below  string
	Type   string
	Note   string
	From   string // the name of what it comes from
	To     string // and what that is that comes from it
	Href   string
	Says   string
	Value  string // what switches it off, "" for what cannot be
	Off    bool
}

// GraphItem is a node in the list, with what has come from it.
type GraphItem struct {
	Box   *GraphBox
	Items []GraphItem
}

// drawer draws a graph.
type drawer struct {
	ctx    context.Context
	root   CaseRoot
	view   *assay.View
	graph  *assay.Graph
	width  float64
	off    assay.Unplugged
	toggle func(field, value string) string // the address with something switched off, or on; nil if nothing can be
	open   func(key string) string          // the address with a fold open
	about  assay.ArticleID
}

func (d *drawer) draw() Drawing {
	g := d.graph
	d.width = float64(g.Columns)*(boxWidth+boxApart) - boxApart
	out := Drawing{Width: pixels(d.width + 4), Height: pixels(g.Height*printLine + 4), Toggles: d.toggle != nil}
	for i := range g.Nodes {
		out.Boxes = append(out.Boxes, d.box(&g.Nodes[i]))
	}
	for i := range g.Nodes {
		for _, e := range g.Nodes[i].In {
			out.Boxes[i].Lines = append(out.Boxes[i].Lines, d.line(&g.Edges[e], out.Boxes))
		}
	}
	out.List = d.list(out.Boxes)
	return out
}

func pixels(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

// column returns where a column begins: origins stand where lines begin.
func (d *drawer) column(c int) float64 {
	x := float64(c) * (boxWidth + boxApart)
	if d.leftward() {
		x = d.width - boxWidth - x
	}
	return x + 2
}

func (d *drawer) leftward() bool { return tr.Of(d.ctx).Dir() == "rtl" }

func (d *drawer) box(n *assay.GraphNode) GraphBox {
	b := GraphBox{Node: n, Key: n.Key, X: pixels(d.column(n.Column)), Y: pixels(n.Top*printLine + 2), W: pixels(boxWidth), H: pixels(n.Height * printLine)}
	switch n.Kind {
	case assay.ArticleNode:
		a := d.view.Article(n.Article)
		f := d.view.Facts(a)
		b.Name, b.Title, b.Letter, b.Lang = OutletName(d.ctx, d.view, a), Title(d.ctx, d.view, a), Letter(d.view, a), f.Language
		b.Date = tr.Say(d.ctx, "Date not known")
		if f.Published != "" {
			b.Date = dayOnly(d.ctx, f.Published)
		}
		b.Href, b.Field, b.Value, b.Here = d.root.Article(n.Article), "article", n.Article.String(), n.Article == d.about
		b.Off = slices.Contains(d.off.Articles, n.Article)
	case assay.WorkNode:
		w := workOf(d.view, n.Work)
		b.Outside = true
		b.Name, b.Title, b.Date = SourceNameOf(d.ctx, d.view, w.Source), or(w.Title, tr.Say(d.ctx, "a report that is not in this case")), dayOnly(d.ctx, w.When)
		if s := d.view.Source(w.Source); s != nil {
			rated, _ := d.view.Reliability(s.ID, "")
			b.Letter, b.Href, b.Field, b.Value = rated.Word(), d.root.Source(s.ID), "source", s.ID.String()
			b.Off = d.sourceOff(s.ID)
		}
	case assay.SourceNode:
		b.Name, b.Title = n.Name, tr.Say(d.ctx, "named by a text, not in this case")
		if s := d.view.Source(n.Source); s != nil {
			rated, _ := d.view.Reliability(s.ID, "")
			b.Name, b.Title, b.Letter, b.Href = SourceName(d.ctx, s), KindOf(d.ctx, s), rated.Word(), d.root.Source(s.ID)
			b.Field, b.Value, b.Off = "source", s.ID.String(), d.sourceOff(s.ID)
		}
	case assay.FoldNode:
		b.Count, b.FoldsArticles = len(n.Folded), !n.Cited
		b.Name = tr.Count(d.ctx, b.Count, "+ %s copy", "+ %s copies")
		if n.Cited {
			b.Name = tr.Count(d.ctx, b.Count, "+ %s source", "+ %s sources")
		}
		b.Title = tr.Say(d.ctx, "Show them one by one")
		b.Href = d.open(n.Key)
	}
	if d.toggle != nil && n.Kind != assay.FoldNode {
		b.Href = ""
		if b.Value != "" {
			b.Href = d.toggle(b.Field, b.Value)
		}
	}
	b.Says, b.Does = d.says(&b), d.does(&b)
	return b
}

// dayOnly writes a date without its time of day.
func dayOnly(ctx context.Context, edtf string) string {
	day, _, _ := strings.Cut(edtf, "T")
	return tr.Date(ctx, day)
}

func (d *drawer) sourceOff(id assay.SourceID) bool {
	return slices.ContainsFunc(d.off.Sources, func(s assay.SourceID) bool { return d.view.Resolve(s) == d.view.Resolve(id) })
}

// says is what stands in a box, read out.
func (d *drawer) says(b *GraphBox) string {
	says := tr.List(d.ctx, slices.DeleteFunc([]string{b.Name, b.Title, b.Date}, func(s string) bool { return s == "" })...)
	if b.Letter != "" {
		says = tr.Say(d.ctx, "%s, reliability %s", says, b.Letter)
	}
	return says
}

// does says what pressing a box does.
func (d *drawer) does(b *GraphBox) string {
	switch {
	case d.toggle == nil || b.Value == "":
		return ""
	case b.Off:
		return tr.Say(d.ctx, "Switch on again:")
	}
	return tr.Say(d.ctx, "Switch off:")
}

// workOf returns something outside the case, or nil.
func workOf(view *assay.View, id assay.WorkID) *assay.Work {
	for i := range view.Case.Works {
		if w := &view.Case.Works[i]; w.ID == id {
			return w
		}
	}
	return nil
}

func (d *drawer) line(e *assay.GraphEdge, boxes []GraphBox) GraphLine {
	from, to := &boxes[e.From], &boxes[e.To]
	l := GraphLine{Edge: e, From: from.Name, To: boxLabel(d.ctx, to)}
	d.trace(&l)
	l.Status, l.Type, l.Note = DerivationWords(d.ctx, e)
	l.Href = d.evidence(e)
	says := tr.Say(d.ctx, "%s comes from %s", or(to.Title, to.Name), from.Name)
	if e.Folded == 0 {
		says = tr.Say(d.ctx, "%s comes from %s: %s", boxLabel(d.ctx, to), boxLabel(d.ctx, from), tr.List(d.ctx, slices.DeleteFunc([]string{l.Type, l.Note}, func(s string) bool { return s == "" })...))
	} else {
		l.Href = to.Href
		if from.Node.Kind == assay.FoldNode {
			l.Href = from.Href
		}
	}
	l.Says = says
	if e.Confirmed != nil {
		key := assay.Derives{Child: e.Confirmed.Child, From: e.Confirmed.From()}
		l.Value = DerivesText(key)
		l.Off = slices.Contains(d.off.Derivations, key)
	}
	if d.toggle == nil {
		return l
	}
	l.Href = ""
	if l.Value != "" {
		l.Href = d.toggle("edge", l.Value)
		if l.Off {
			l.Says = tr.Say(d.ctx, "Switch on again: %s", says)
		} else {
			l.Says = tr.Say(d.ctx, "Switch off: %s", says)
		}
	}
	return l
}

// boxLabel tells a node from others in a sentence.
func boxLabel(ctx context.Context, b *GraphBox) string {
	if b.Node.Kind == assay.ArticleNode || b.Node.Kind == assay.WorkNode {
		return tr.Say(ctx, "%s, “%s”", b.Name, b.Title)
	}
	return b.Name
}

// DerivesText writes a derivation by its ends, as addresses have it.
func DerivesText(d assay.Derives) string { return d.Child.String() + "." + d.From.String() }

// ParseDerives reads what DerivesText wrote.
func ParseDerives(text string) (d assay.Derives, ok bool) {
	child, from, ok := strings.Cut(text, ".")
	ok = ok && d.Child.UnmarshalText([]byte(child)) == nil && d.From.UnmarshalText([]byte(from)) == nil
	return d, ok
}

// DerivationWords says how an edge is known, and what of: its status, its type in
// words, and what else there is to say.
func DerivationWords(ctx context.Context, e *assay.GraphEdge) (status, kind, note string) {
	switch {
	case e.Confirmed != nil:
		status, kind = "confirmed", tr.Say(ctx, "comes from it")
		if e.Confirmed.Value.Type != "" {
			kind = tr.Word(ctx, e.Confirmed.Value.Type)
		}
		if e.Confirmed.Value.Amount != "" {
			note = tr.Word(ctx, e.Confirmed.Value.Amount)
		}
	case e.Proposed != nil:
		status, kind, note = "proposed", tr.Say(ctx, "comes from it?"), tr.Say(ctx, "proposed")
		if e.Proposed.Type != "" {
			kind = tr.Say(ctx, "%s?", tr.Word(ctx, e.Proposed.Type))
		}
		if e.Proposed.Amount != "" {
			note = tr.Sense(ctx, "amount of a proposal", "proposed, %s", tr.Word(ctx, e.Proposed.Amount))
		}
	case e.Folded > 0:
		return "folded", "", ""
	default:
		status, kind = "said", tr.Count(ctx, e.Said, "named, %s passage", "named, %s passages")
	}
	if e.Closes && e.Confirmed != nil {
		note = tr.Say(ctx, "in a circle")
	}
	return status, kind, note
}

// evidence returns the page that shows what an edge rests on.
func (d *drawer) evidence(e *assay.GraphEdge) string {
	switch {
	case e.Confirmed != nil && !e.Confirmed.Parent.IsZero():
		return d.root.Beside(e.Confirmed.Child, e.Confirmed.Parent)
	case e.Confirmed != nil:
		return derivedHref(d.root, e.Confirmed.Child, e.Confirmed.Value.Evidence)
	case e.Proposed != nil:
		return ProposedHref(d.root, e.Proposed)
	case !e.Saying.IsZero():
		return d.root.MentionInArticle(d.view.Mention(e.Saying).Article, e.Saying)
	}
	return ""
}

// derivedHref leads to the passage of an article that shows where it is from.
func derivedHref(root CaseRoot, child assay.ArticleID, evidence []assay.Evidence) string {
	for _, e := range evidence {
		if e.Quote != "" {
			return root.ArticleFound(child, e.Quote, e.Start)
		}
	}
	return root.Article(child)
}

// ProposedHref leads to what speaks for a proposal: the two articles beside each
// other, or the place of the one that says where it is from.
func ProposedHref(root CaseRoot, p *assay.Proposed) string {
	switch {
	case !p.Parent.IsZero():
		return root.Beside(p.Child, p.Parent)
	case len(p.Says) > 0:
		return root.ArticleFound(p.Child, p.Name, p.Says[0].Start)
	}
	return root.Article(p.Child)
}

// trace draws an edge: it leaves its line right after a column, and arrives on a
// straight one on which its words stand.
func (d *drawer) trace(l *GraphLine) {
	way := l.Edge.Way
	if l.Edge.Closes { // drawn from the earlier column, with its arrow there
		way = slices.Clone(way)
		slices.Reverse(way)
	}
	on := 1.0
	start := func(c int) float64 { return d.column(c) }
	end := func(c int) float64 { return d.column(c) + boxWidth }
	if d.leftward() {
		on = -1
		start, end = end, start
	}
	y := func(p assay.GraphPoint) float64 { return p.At*printLine + 2 }
	var path strings.Builder
	x, at := end(way[0].Column), y(way[0])
	fmt.Fprintf(&path, "M%s %s", pixels(x), pixels(at))
	for i, p := range way[1:] {
		to := y(p)
		fmt.Fprintf(&path, "C%s %s %s %s %s %s", pixels(x+on*bend*.6), pixels(at), pixels(x+on*bend*.4), pixels(to), pixels(x+on*bend), pixels(to))
		x, at = start(p.Column), to
		if i < len(way)-2 { // through the column
			x = end(p.Column)
		}
		fmt.Fprintf(&path, "H%s", pixels(x))
	}
	l.TextX = pixels(x - on*(boxApart-bend-labelGap/2))
	l.Above, l.Below = pixels(at-5), pixels(at+14)
	l.Path = path.String()
	if l.Edge.Closes {
		x, at, on = end(way[0].Column), y(way[0]), -on
	}
	l.Head = fmt.Sprintf("M%s %sl%s -4v8z", pixels(x), pixels(at), pixels(-on*headSize))
}

// list puts what has come from something under it. What has come from several
// stands under the first of them, and says what else it comes from.
func (d *drawer) list(boxes []GraphBox) []GraphItem {
	children := make([][]int, len(boxes))
	var roots []int
	for i := range d.graph.Nodes {
		above := -1
		for _, k := range d.graph.Nodes[i].In {
			if e := &d.graph.Edges[k]; !e.Closes && (above < 0 || e.Confirmed != nil && d.graph.Edges[above].Confirmed == nil) {
				above = k
			}
		}
		if above < 0 {
			roots = append(roots, i)
		} else {
			children[d.graph.Edges[above].From] = append(children[d.graph.Edges[above].From], i)
		}
	}
	var items func(list []int) []GraphItem
	items = func(list []int) (out []GraphItem) {
		for _, i := range list {
			out = append(out, GraphItem{Box: &boxes[i], Items: items(children[i])})
		}
		return out
	}
	return items(roots)
}
