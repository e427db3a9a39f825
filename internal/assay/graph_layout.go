package assay

import (
	"cmp"
	"math"
	"slices"
)

// The layout is that of Sugiyama, in its usual steps: circles are opened, nodes
// put into columns, columns put in order so that few edges cross, and everything
// moved up or down so that edges run straight.

// place is a node in its column, or where an edge goes through one.
type place struct {
	node    int // of the part, -1 for an edge on its way
	column  int
	order   int
	middle  float64
	height  float64
	in, out []*reach // from the column before, to the column after
}

// reach is a piece of an edge from one column to the next.
type reach struct {
	from, to *place
	edge     int
	port     float64 // where it arrives, from the middle of what it arrives at
}

// layout is one part of a graph on its way.
type layout struct {
	nodes   []*GraphNode
	edges   []*builtEdge
	from    []int // of each edge, in the direction in which it is drawn
	to      []int
	columns [][]*place
	ways    [][]*place // of each edge, its places from the first column to the last
}

// layOut draws one part of a graph: nodes names its members among all.
func layOut(all []*GraphNode, edges []*builtEdge, at map[string]int, part []int) *Graph {
	l := &layout{}
	local := make(map[int]int, len(part))
	for i, n := range part {
		local[n] = i
		l.nodes = append(l.nodes, all[n])
	}
	for _, e := range edges {
		if from, ok := local[at[e.from]]; ok {
			l.edges = append(l.edges, e)
			l.from, l.to = append(l.from, from), append(l.to, local[at[e.to]])
		}
	}
	l.open()
	l.place(l.assign())
	l.untangle()
	l.straighten()
	return l.graph()
}

// open turns edges round that close a circle: those that are only proposed or
// said before those that are confirmed. What is turned is drawn against the
// stream.
func (l *layout) open() {
	leaving := make([][]int, len(l.nodes))
	arrives := make([]bool, len(l.nodes))
	for i, e := range l.edges {
		if e.rank() == 0 {
			leaving[l.from[i]] = append(leaving[l.from[i]], i)
			arrives[l.to[i]] = true
		}
	}
	state := make([]int, len(l.nodes)) // 1 on the way, 2 done
	var visit func(n int)
	visit = func(n int) {
		state[n] = 1
		for _, i := range leaving[n] {
			switch state[l.to[i]] {
			case 0:
				visit(l.to[i])
			case 1:
				l.edges[i].Closes = true
			}
		}
		state[n] = 2
	}
	for _, begins := range []bool{true, false} { // with what comes from nothing
		for n := range l.nodes {
			if state[n] == 0 && arrives[n] != begins {
				visit(n)
			}
		}
	}
	for i, e := range l.edges {
		if e.rank() > 0 {
			e.Closes = l.leads(leaving, l.to[i], l.from[i])
		}
		if e.rank() > 0 && !e.Closes {
			leaving[l.from[i]] = append(leaving[l.from[i]], i)
		}
	}
	for i, e := range l.edges {
		if e.Closes {
			l.from[i], l.to[i] = l.to[i], l.from[i]
		}
	}
}

// leads reports whether one comes from one node to another.
func (l *layout) leads(leaving [][]int, from, to int) bool {
	seen := make([]bool, len(l.nodes))
	var visit func(n int) bool
	visit = func(n int) bool {
		if n == to {
			return true
		}
		seen[n] = true
		return slices.ContainsFunc(leaving[n], func(i int) bool { return !l.edges[i].Closes && !seen[l.to[i]] && visit(l.to[i]) })
	}
	return visit(from)
}

// assign returns the column of each node: after all that it comes from, and
// what comes from nothing right before the first that has come from it.
func (l *layout) assign() []int {
	column := make([]int, len(l.nodes))
	left := make([]int, len(l.nodes))
	leaving := make([][]int, len(l.nodes))
	for i := range l.edges {
		left[l.to[i]]++
		leaving[l.from[i]] = append(leaving[l.from[i]], l.to[i])
	}
	begins := slices.Clone(left)
	var ready []int
	for n := range l.nodes {
		if left[n] == 0 {
			ready = append(ready, n)
		}
	}
	for len(ready) > 0 {
		n := ready[0]
		ready = ready[1:]
		for _, next := range leaving[n] {
			column[next] = max(column[next], column[n]+1)
			if left[next]--; left[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	for n := range l.nodes {
		if begins[n] == 0 && len(leaving[n]) > 0 {
			nearest := math.MaxInt
			for _, next := range leaving[n] {
				nearest = min(nearest, column[next])
			}
			column[n] = nearest - 1
		}
	}
	return column
}

// place puts every node and every edge on its way into columns, in the order in
// which one comes to them from the origins: a tree has no crossing then.
func (l *layout) place(column []int) {
	l.columns = make([][]*place, slices.Max(column)+1)
	places := make([]*place, len(l.nodes))
	l.ways = make([][]*place, len(l.edges))
	leaving := make([][]int, len(l.nodes))
	arriving := make([][]int, len(l.nodes))
	for i := range l.edges {
		leaving[l.from[i]] = append(leaving[l.from[i]], i)
		arriving[l.to[i]] = append(arriving[l.to[i]], i)
	}
	put := func(p *place) *place {
		p.order = len(l.columns[p.column])
		l.columns[p.column] = append(l.columns[p.column], p)
		return p
	}
	var visit func(n int)
	visit = func(n int) {
		if places[n] != nil {
			return
		}
		places[n] = put(&place{node: n, column: column[n], height: max(nodeLines, l.lines(arriving[n]))})
		for _, i := range leaving[n] {
			for c := column[n] + 1; c < column[l.to[i]]; c++ {
				l.ways[i] = append(l.ways[i], put(&place{node: -1, column: c, height: passLines}))
			}
			visit(l.to[i])
		}
		for _, i := range arriving[n] { // what else it comes from stands near
			visit(l.from[i])
		}
	}
	for n := range l.nodes {
		if len(arriving[n]) == 0 {
			visit(n)
		}
	}
	for n := range l.nodes {
		visit(n)
	}
	for i := range l.edges {
		way := slices.Concat([]*place{places[l.from[i]]}, l.ways[i], []*place{places[l.to[i]]})
		for k := 1; k < len(way); k++ {
			r := &reach{from: way[k-1], to: way[k], edge: i}
			r.from.out, r.to.in = append(r.from.out, r), append(r.to.in, r)
		}
		l.ways[i] = way
	}
}

// lines is how much room some edges take below each other.
func (l *layout) lines(edges []int) float64 {
	sum := 0.0
	for _, i := range edges {
		sum += l.edges[i].lines()
	}
	return sum
}

// untangle puts the columns into an order with few crossings: each by where its
// neighbours are on average, there and back again, and keeps the best.
func (l *layout) untangle() {
	best, fewest := l.orders(), l.crossings()
	for round := 0; round < 12 && fewest > 0; round++ {
		for k := range l.columns {
			forth := round%2 == 0
			c := l.columns[k]
			if !forth {
				c = l.columns[len(l.columns)-1-k]
			}
			l.sort(c, forth)
		}
		if len(l.nodes) <= graphMost { // with more it takes long, and helps little
			l.swap()
		}
		if n := l.crossings(); n < fewest {
			best, fewest = l.orders(), n
		}
	}
	for k, c := range l.columns {
		for i, p := range c {
			p.order = best[k][i]
		}
		slices.SortFunc(c, func(a, b *place) int { return cmp.Compare(a.order, b.order) })
	}
}

func (l *layout) orders() [][]int {
	list := make([][]int, len(l.columns))
	for k, c := range l.columns {
		list[k] = make([]int, len(c))
		for i, p := range c {
			list[k][i] = p.order
		}
	}
	return list
}

func (l *layout) sort(c []*place, forth bool) {
	weight := make(map[*place]float64, len(c))
	for _, p := range c {
		weight[p] = float64(p.order)
		sum, n := 0.0, 0
		for _, q := range p.neighbours(forth) {
			sum, n = sum+float64(q.order), n+1
		}
		if n > 0 {
			weight[p] = sum / float64(n)
		}
	}
	slices.SortStableFunc(c, func(a, b *place) int { return cmp.Compare(weight[a], weight[b]) })
	for i, p := range c {
		p.order = i
	}
}

func (p *place) neighbours(before bool) []*place {
	var list []*place
	if before {
		for _, r := range p.in {
			list = append(list, r.from)
		}
		return list
	}
	for _, r := range p.out {
		list = append(list, r.to)
	}
	return list
}

// swap changes neighbours in a column as long as that undoes crossings.
func (l *layout) swap() {
	for _, c := range l.columns {
		for again := true; again; {
			again = false
			for i := 1; i < len(c); i++ {
				if crossed(c[i-1], c[i]) > crossed(c[i], c[i-1]) {
					c[i-1], c[i] = c[i], c[i-1]
					c[i-1].order, c[i].order = i-1, i
					again = true
				}
			}
		}
	}
}

// crossed counts the crossings of the edges of a with those of b, if a stands
// above b.
func crossed(a, b *place) int {
	n := 0
	for _, before := range []bool{true, false} {
		for _, x := range a.neighbours(before) {
			for _, y := range b.neighbours(before) {
				if x.order > y.order {
					n++
				}
			}
		}
	}
	return n
}

// crossings counts those between all columns.
func (l *layout) crossings() int {
	total := 0
	for _, c := range l.columns {
		var ends []int
		most := 0
		for _, p := range c {
			var to []int
			for _, r := range p.out {
				to = append(to, r.to.order)
				most = max(most, r.to.order)
			}
			slices.Sort(to)
			ends = append(ends, to...)
		}
		total += inversions(ends, most)
	}
	return total
}

// inversions counts the pairs of a list that are in the wrong order.
func inversions(list []int, most int) int {
	tree := make([]int, most+2) // how many there were up to each, as sums of sums
	n := 0
	for seen, x := range list {
		upTo := 0
		for i := x + 1; i > 0; i -= i & -i {
			upTo += tree[i]
		}
		n += seen - upTo
		for i := x + 1; i < len(tree); i += i & -i {
			tree[i]++
		}
	}
	return n
}

// straighten moves everything up or down, in its order, to where its neighbours
// are.
func (l *layout) straighten() {
	for _, c := range l.columns {
		at := 0.0
		for _, p := range c {
			p.middle = at + p.height/2
			at += p.height + gapLines
		}
	}
	l.ports()
	for round := range 16 {
		for k := range l.columns {
			c := l.columns[k]
			if round%2 == 1 {
				c = l.columns[len(l.columns)-1-k]
			}
			l.settle(c, round%2 == 0, round%2 == 1, round >= 12)
		}
	}
	top := math.Inf(1)
	for _, c := range l.columns {
		for _, p := range c {
			top = min(top, p.middle-p.height/2)
		}
	}
	for _, c := range l.columns {
		for _, p := range c {
			p.middle = math.Round((p.middle-top)*8) / 8
		}
	}
}

// ports says where edges arrive at a node: one below the other, in the order of
// where they come from.
func (l *layout) ports() {
	for _, c := range l.columns {
		for _, p := range c {
			slices.SortStableFunc(p.in, func(a, b *reach) int { return cmp.Compare(a.from.order, b.from.order) })
			at := 0.0
			for _, r := range p.in {
				at -= l.edges[r.edge].lines() / 2
			}
			for _, r := range p.in {
				lines := l.edges[r.edge].lines()
				r.port = at + lines/2
				at += lines
			}
		}
	}
}

// settle moves the places of a column as near as they come to where they would
// like to be, keeping their order and distance: a regression on what grows, by
// pooling those that are in each other's way.
func (l *layout) settle(c []*place, before, after, both bool) {
	type pool struct{ sum, weight float64 }
	var pools []pool
	var sizes []int
	offset := make([]float64, len(c))
	for i, p := range c {
		if i > 0 {
			offset[i] = offset[i-1] + c[i-1].height/2 + gapLines + p.height/2
		}
		want, weight := p.wish(before || both, after || both)
		pools, sizes = append(pools, pool{(want - offset[i]) * weight, weight}), append(sizes, 1)
		for n := len(pools); n > 1 && pools[n-2].sum*pools[n-1].weight > pools[n-1].sum*pools[n-2].weight; n = len(pools) {
			pools[n-2].sum += pools[n-1].sum
			pools[n-2].weight += pools[n-1].weight
			sizes[n-2] += sizes[n-1]
			pools, sizes = pools[:n-1], sizes[:n-1]
		}
	}
	i := 0
	for k, pool := range pools {
		for range sizes[k] {
			c[i].middle = pool.sum/pool.weight + offset[i]
			i++
		}
	}
}

// wish returns where a place would like to be, and how much.
func (p *place) wish(before, after bool) (middle, weight float64) {
	add := func(at float64, other *place) {
		w := 1.0
		if p.node < 0 && other.node < 0 {
			w = 6 // a long edge runs straight
		} else if p.node < 0 || other.node < 0 {
			w = 2
		}
		middle, weight = middle+at*w, weight+w
	}
	if before {
		for _, r := range p.in {
			add(r.from.middle-r.port, r.from)
		}
	}
	if after {
		for _, r := range p.out {
			add(r.to.middle+r.port, r.to)
		}
	}
	if weight == 0 {
		return p.middle, .25
	}
	return middle / weight, weight
}

// graph returns the part as it is drawn, in the order in which one reads it: what
// something comes from, then that, then what has come from it.
func (l *layout) graph() *Graph {
	g := &Graph{Columns: len(l.columns)}
	places := make([]*place, len(l.nodes))
	for _, c := range l.columns {
		for _, p := range c {
			if p.node >= 0 {
				places[p.node] = p
			}
			g.Height = max(g.Height, p.middle+p.height/2)
		}
	}
	order := l.reading()
	renamed := make([]int, len(order))
	for i, n := range order {
		renamed[n] = i
		p := places[n]
		node := *l.nodes[n]
		node.Column, node.Height, node.Top = p.column, p.height, p.middle-p.height/2
		g.Nodes = append(g.Nodes, node)
	}
	for _, n := range order {
		for _, r := range places[n].in {
			e := l.edges[r.edge].GraphEdge
			e.From, e.To = renamed[l.from[r.edge]], renamed[n]
			for _, p := range l.ways[r.edge] {
				e.Way = append(e.Way, GraphPoint{p.column, p.middle})
			}
			e.Way[len(e.Way)-1].At += r.port
			if e.Closes {
				e.From, e.To = e.To, e.From
				slices.Reverse(e.Way)
			}
			g.Edges = append(g.Edges, e)
		}
	}
	slices.SortStableFunc(g.Edges, func(a, b GraphEdge) int { return cmp.Compare(a.To, b.To) })
	for i, e := range g.Edges {
		g.Nodes[e.To].In = append(g.Nodes[e.To].In, i)
		g.Nodes[e.From].Out = append(g.Nodes[e.From].Out, i)
	}
	return g
}

// reading returns the nodes in the order in which one reads them.
func (l *layout) reading() []int {
	var order []int
	seen := make([]bool, len(l.nodes))
	var visit func(p *place)
	visit = func(p *place) {
		for p.node < 0 { // on the way
			p = p.out[0].to
		}
		if seen[p.node] {
			return
		}
		for _, r := range p.in { // nothing is read before what it comes from
			q := r.from
			for q.node < 0 {
				q = q.in[0].from
			}
			if !seen[q.node] {
				return
			}
		}
		seen[p.node] = true
		order = append(order, p.node)
		next := slices.Clone(p.out)
		slices.SortStableFunc(next, func(a, b *reach) int { return cmp.Compare(a.to.middle, b.to.middle) })
		for _, r := range next {
			visit(r.to)
		}
	}
	for _, c := range l.columns {
		for _, p := range c {
			if p.node >= 0 {
				visit(p)
			}
		}
	}
	return order
}
