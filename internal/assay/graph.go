package assay

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
)

// LineageFilter says what of the lineage of a case is drawn.
type LineageFilter struct {
	Event   EventID   // articles about it, and what they come from
	Article ArticleID // what it comes from, and what comes from it
	Sure    bool      // nothing that is only proposed
	Bare    bool      // not whom the articles name
	All     bool      // the small groups that a large drawing leaves out, too
	Open    []string  // keys of the folds that are open
}

// Graph is who has what from whom, drawn in columns: what comes from something
// stands in a later column, unless they come from each other. Heights and
// places are counted in lines of small print.
//
// It is made of what is confirmed, of what is proposed and of what the mentions
// of the articles say of their origins, and is the same whatever the order of
// these is.
type Graph struct {
	Nodes   []GraphNode // in the order in which one reads them: origins before what has come from them
	Edges   []GraphEdge // by where they lead, in the order of the nodes
	Columns int
	Height  float64
	Alone   []ArticleID // articles of which nothing is known, in the order of their dates
	Left    int         // nodes in small groups that are not drawn
}

// NodeKind is what stands at a node.
type NodeKind string

// The kinds of nodes.
const (
	ArticleNode NodeKind = "article"
	WorkNode    NodeKind = "work"   // something outside the case
	SourceNode  NodeKind = "source" // somebody who is said to have said it
	FoldNode    NodeKind = "fold"   // several that are drawn as one
)

// GraphNode is an article, what articles come from, or several of these.
type GraphNode struct {
	Key     string // what it is called in addresses
	Kind    NodeKind
	Article ArticleID
	Work    WorkID
	Source  SourceID // of a source that the case has
	Name    string   // else how the texts name it
	Folded  []string // of a fold: the keys of what it stands for
	Under   string   // of a fold: the key of what all of them come from, or lead to
	Cited   bool     // of a fold: they are sources, and not copies

	In, Out []int // edges
	Column  int
	Top     float64
	Height  float64
}

// lines is how much room an edge takes where it arrives: more if there is more
// to be written on it.
func (e *GraphEdge) lines() float64 {
	if e.Confirmed != nil || e.Proposed != nil {
		return 2.35
	}
	return 1.6
}

// Middle is where the middle of a node is.
func (n *GraphNode) Middle() float64 { return n.Top + n.Height/2 }

// GraphEdge is that one thing comes from another: that this is confirmed or
// proposed, or else only that mentions say so.
type GraphEdge struct {
	From, To  int // nodes: To comes from From
	Confirmed *Derivation
	Proposed  *Proposed
	Said      int          // how many mentions say so
	Saying    MentionID    // the first of them
	Folded    int          // of an edge to or from a fold: how many edges it stands for
	Closes    bool         // a circle: it leads from a later column to an earlier one
	Way       []GraphPoint // from From to To
}

// GraphPoint is where an edge goes through a column.
type GraphPoint struct {
	Column int
	At     float64
}

// What is drawn. A drawing with more nodes is folded, then cut.
const (
	graphFolds = 60
	graphMost  = 160
	foldFrom   = 3 // as few are drawn one by one

	nodeLines, gapLines = 3.75, 1
	passLines           = 1.5 // between lines that pass a column
)

// Lineage draws who has what from whom.
func (v *View) Lineage(proposed []Proposed, f LineageFilter) *Graph {
	b := newGraphBuilder(v)
	b.confirmed()
	if !f.Sure {
		b.proposed(proposed)
	}
	if !f.Bare {
		b.said()
	}
	b.filter(f)
	if len(b.nodes) > graphFolds {
		b.fold(f.Open)
	}
	return b.graph(f)
}

// graphBuilder collects what is in a graph before it is laid out.
type graphBuilder struct {
	view  *View
	nodes map[string]*GraphNode
	edges []*builtEdge
	alone []ArticleID
}

// builtEdge is an edge whose ends are named by their keys.
type builtEdge struct {
	GraphEdge
	from, to string
}

func newGraphBuilder(v *View) *graphBuilder {
	return &graphBuilder{view: v, nodes: map[string]*GraphNode{}}
}

func (b *graphBuilder) article(id ArticleID) string {
	return b.add(GraphNode{Key: "a-" + id.String(), Kind: ArticleNode, Article: id})
}

func (b *graphBuilder) source(id SourceID, name string) string {
	if s := b.view.Source(id); s != nil {
		return b.add(GraphNode{Key: "s-" + s.ID.String(), Kind: SourceNode, Source: s.ID})
	}
	return b.add(GraphNode{Key: "n-" + FoldName(name), Kind: SourceNode, Name: name})
}

func (b *graphBuilder) add(n GraphNode) string {
	if b.nodes[n.Key] == nil {
		b.nodes[n.Key] = &n
	}
	return n.Key
}

func (b *graphBuilder) confirmed() {
	for _, d := range b.view.Derivations() {
		if b.view.articles[d.Child] == nil || d.Parent == d.Child || d.Parent.IsZero() && b.view.works[d.Work] == nil {
			continue
		}
		from := ""
		if d.Parent.IsZero() {
			from = b.add(GraphNode{Key: "w-" + d.Work.String(), Kind: WorkNode, Work: d.Work})
		} else {
			from = b.article(d.Parent)
		}
		b.edges = append(b.edges, &builtEdge{from: from, to: b.article(d.Child), GraphEdge: GraphEdge{Confirmed: &d}})
	}
}

func (b *graphBuilder) proposed(list []Proposed) {
	for i := range list {
		p := &list[i]
		if b.view.articles[p.Child] == nil || p.Parent == p.Child || !p.Parent.IsZero() && b.view.articles[p.Parent] == nil || !b.view.Undecided(p) {
			continue
		}
		from := ""
		if p.Parent.IsZero() {
			from = b.source(p.Source, p.Name)
		} else {
			from = b.article(p.Parent)
		}
		b.edges = append(b.edges, &builtEdge{from: from, to: b.article(p.Child), GraphEdge: GraphEdge{Proposed: p}})
	}
}

// said adds whom the articles name: for each mention the next stop of its trail,
// if that is there by what the text says and by no derivation. It is another
// article, or somebody of whom there is no text.
func (b *graphBuilder) said() {
	known := map[[2]string]*builtEdge{}
	for _, e := range b.edges {
		known[[2]string{e.from, e.to}] = e
	}
	for i := range b.view.Case.Mentions {
		trail := b.view.Trail(&b.view.Case.Mentions[i])
		if b.view.articles[trail[0].Article] == nil {
			continue
		}
		next := len(trail) - 1
		if k := slices.IndexFunc(trail[1:], func(l Leg) bool { return !l.Mention.IsZero() }); k >= 0 {
			next = k + 1
		}
		stop, from := trail[next], ""
		switch {
		case next == 0 || stop.Link == Derived:
			continue
		case b.view.articles[stop.Article] != nil && stop.Article != trail[0].Article:
			from = b.article(stop.Article)
		case b.view.sources[stop.Source] != nil && stop.Article.IsZero():
			from = b.source(stop.Source, "")
		default:
			continue
		}
		to := b.article(trail[0].Article)
		e := known[[2]string{from, to}]
		if e == nil {
			e = &builtEdge{from: from, to: to}
			known[[2]string{from, to}] = e
			b.edges = append(b.edges, e)
		}
		if e.Said++; e.Saying.IsZero() {
			e.Saying = trail[0].Mention
		}
	}
}

// filter leaves what a filter lets through, and counts articles that nothing is
// known of.
func (b *graphBuilder) filter(f LineageFilter) {
	up, down := map[string][]string{}, map[string][]string{}
	for _, e := range b.edges {
		up[e.to] = append(up[e.to], e.from)
		down[e.from] = append(down[e.from], e.to)
	}
	kept := [2]map[string]bool{{}, {}}
	var walk func(way map[string][]string, keep map[string]bool, at string)
	walk = func(way map[string][]string, keep map[string]bool, at string) {
		if !keep[at] {
			keep[at] = true
			for _, next := range way[at] {
				walk(way, keep, next)
			}
		}
	}
	articles := slices.Clone(b.view.Case.Articles)
	b.byDate(articles)
	for i := range articles {
		a := &articles[i]
		if !f.Article.IsZero() && a.ID != f.Article || !f.Event.IsZero() && !slices.Contains(a.Events, f.Event) {
			continue
		}
		key := "a-" + a.ID.String()
		if b.nodes[key] == nil {
			b.alone = append(b.alone, a.ID)
			continue
		}
		walk(up, kept[0], key)
		if f.Event.IsZero() {
			walk(down, kept[1], key)
		}
	}
	if f.Article.IsZero() && f.Event.IsZero() {
		return
	}
	keep := func(key string) bool { return kept[0][key] || kept[1][key] }
	b.edges = slices.DeleteFunc(b.edges, func(e *builtEdge) bool { return !keep(e.from) || !keep(e.to) })
	maps.DeleteFunc(b.nodes, func(key string, _ *GraphNode) bool { return !keep(key) })
}

// byDate puts articles in the order of their dates, undated ones last.
func (b *graphBuilder) byDate(articles []Article) {
	slices.SortFunc(articles, func(x, y Article) int {
		return cmp.Or(cmp.Compare(unknownLast(b.view.published(x.ID)), unknownLast(b.view.published(y.ID))), bytes.Compare(x.ID[:], y.ID[:]))
	})
}

// fold draws copies that come from one thing only as one, and sources that only
// one article names. Copies of copies follow, as long as the drawing is large;
// where it stays too large, so do copies that come from other things besides.
func (b *graphBuilder) fold(open []string) {
	for most := graphFolds; len(b.nodes) > most; {
		before := len(b.nodes)
		in, out := b.degrees()
		groups := map[string][]string{}
		for key, n := range b.nodes {
			leaf := !slices.ContainsFunc(out[key], func(e *builtEdge) bool { return b.nodes[e.to].Kind != FoldNode })
			switch {
			case n.Kind == ArticleNode && leaf && (len(in[key]) == 1 || most == graphMost && len(in[key]) > 0):
				first := slices.MinFunc(in[key], func(x, y *builtEdge) int {
					return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(x.from, y.from))
				})
				groups["f-"+first.from] = append(groups["f-"+first.from], key)
			case n.Kind == SourceNode && len(in[key]) == 0 && len(out[key]) == 1 && b.nodes[out[key][0].to].Kind == ArticleNode:
				groups["c-"+out[key][0].to] = append(groups["c-"+out[key][0].to], key)
			}
		}
		for fold, members := range groups {
			if len(members) >= foldFrom && !slices.Contains(open, fold) {
				b.gather(fold, members, out)
			}
		}
		if len(b.nodes) == before {
			if most == graphMost {
				break
			}
			most = graphMost
		}
	}
	in, out := b.degrees() // whom only folded copies name is folded with them
	maps.DeleteFunc(b.nodes, func(key string, _ *GraphNode) bool { return len(in[key])+len(out[key]) == 0 })
}

// gather puts a fold in the place of some nodes, and of the folds below them.
func (b *graphBuilder) gather(fold string, members []string, out map[string][]*builtEdge) {
	n := b.nodes[fold]
	if n == nil {
		n = &GraphNode{Key: fold, Kind: FoldNode, Under: fold[2:], Cited: strings.HasPrefix(fold, "c-")}
		b.nodes[fold] = n
	}
	gone := map[string]bool{}
	for _, key := range members {
		gone[key] = true
		n.Folded = append(n.Folded, key)
		for _, e := range out[key] {
			if below := b.nodes[e.to]; below != nil && below.Kind == FoldNode {
				gone[e.to] = true
				n.Folded = append(n.Folded, below.Folded...)
			}
		}
	}
	slices.Sort(n.Folded)
	to, from := fold, n.Under
	if n.Cited {
		to, from = from, to
	}
	e := &builtEdge{from: from, to: to}
	b.edges = slices.DeleteFunc(b.edges, func(x *builtEdge) bool {
		switch {
		case x.from == from && x.to == to: // there already
			e.Folded += x.Folded
			return true
		case gone[x.from] || gone[x.to]:
			e.Folded += max(1, x.Folded)
			return true
		}
		return false
	})
	b.edges = append(b.edges, e)
	for key := range gone {
		delete(b.nodes, key)
	}
}

func (b *graphBuilder) degrees() (in, out map[string][]*builtEdge) {
	in, out = map[string][]*builtEdge{}, map[string][]*builtEdge{}
	for _, e := range b.edges {
		in[e.to] = append(in[e.to], e)
		out[e.from] = append(out[e.from], e)
	}
	return in, out
}

// rank says how much an edge counts where edges contend: what is confirmed goes
// before what is only proposed or said.
func (e *builtEdge) rank() int {
	switch {
	case e.Confirmed != nil:
		return 0
	case e.Proposed != nil:
		return 1
	}
	return 2
}

// ordered returns the nodes in the order of their dates, what has none by its
// kind and name.
func (b *graphBuilder) ordered() []*GraphNode {
	list := make([]*GraphNode, 0, len(b.nodes))
	for _, n := range b.nodes {
		list = append(list, n)
	}
	date := func(n *GraphNode) string {
		switch n.Kind {
		case ArticleNode:
			return unknownLast(b.view.published(n.Article))
		case WorkNode:
			return unknownLast(b.view.works[n.Work].When)
		default:
			return unknownLast("")
		}
	}
	slices.SortFunc(list, func(x, y *GraphNode) int {
		return cmp.Or(cmp.Compare(date(x), date(y)), cmp.Compare(x.Key, y.Key))
	})
	return list
}

// graph lays out what has been collected.
func (b *graphBuilder) graph(f LineageFilter) *Graph {
	g := &Graph{Alone: b.alone}
	nodes := b.ordered()
	at := make(map[string]int, len(nodes))
	for i, n := range nodes {
		at[n.Key] = i
	}
	slices.SortStableFunc(b.edges, func(x, y *builtEdge) int {
		return cmp.Or(cmp.Compare(at[x.to], at[y.to]), cmp.Compare(x.rank(), y.rank()), cmp.Compare(at[x.from], at[y.from]))
	})
	for _, part := range parts(len(nodes), b.edges, at) {
		if !f.All && len(g.Nodes) > 0 && len(g.Nodes)+len(part) > graphMost {
			g.Left += len(part)
			continue
		}
		g.append(layOut(nodes, b.edges, at, part))
	}
	return g
}

// parts returns what hangs together, the largest first.
func parts(n int, edges []*builtEdge, at map[string]int) [][]int {
	root := make([]int, n)
	for i := range root {
		root[i] = i
	}
	find := func(x int) int {
		for root[x] != x {
			root[x] = root[root[x]]
			x = root[x]
		}
		return x
	}
	for _, e := range edges {
		x, y := find(at[e.from]), find(at[e.to])
		root[max(x, y)] = min(x, y)
	}
	var list [][]int
	place := map[int]int{}
	for i := range n {
		r := find(i)
		k, ok := place[r]
		if !ok {
			k = len(list)
			place[r] = k
			list = append(list, nil)
		}
		list[k] = append(list[k], i)
	}
	slices.SortStableFunc(list, func(x, y []int) int { return cmp.Compare(len(y), len(x)) })
	return list
}

// append puts a part below what is there.
func (g *Graph) append(part *Graph) {
	nodes, edges, top := len(g.Nodes), len(g.Edges), g.Height
	if nodes > 0 {
		top += 2 * gapLines
	}
	for _, n := range part.Nodes {
		n.Top += top
		for i := range n.In {
			n.In[i] += edges
		}
		for i := range n.Out {
			n.Out[i] += edges
		}
		g.Nodes = append(g.Nodes, n)
	}
	for _, e := range part.Edges {
		e.From, e.To = e.From+nodes, e.To+nodes
		for i := range e.Way {
			e.Way[i].At += top
		}
		g.Edges = append(g.Edges, e)
	}
	g.Columns, g.Height = max(g.Columns, part.Columns), top+part.Height
}
