package assay

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/internal/oplog"
)

// inWords writes a graph down: its columns from top to bottom, then its edges.
func inWords(v *View, g *Graph) string {
	name := func(n *GraphNode) string {
		switch n.Kind {
		case ArticleNode:
			return v.articles[n.Article].Title
		case WorkNode:
			return "[" + v.works[n.Work].Title + "]"
		case FoldNode:
			return fmt.Sprintf("+%d", len(n.Folded))
		case SourceNode:
		}
		if s := v.Source(n.Source); s != nil {
			return "(" + s.Name + ")"
		}
		return "(" + n.Name + "?)"
	}
	var b strings.Builder
	for c := range g.Columns {
		var in []*GraphNode
		for i := range g.Nodes {
			if g.Nodes[i].Column == c {
				in = append(in, &g.Nodes[i])
			}
		}
		slices.SortFunc(in, func(a, b *GraphNode) int { return int(a.Top*8) - int(b.Top*8) })
		var names []string
		for _, n := range in {
			names = append(names, name(n))
		}
		fmt.Fprintf(&b, "%s\n", strings.Join(names, " | "))
	}
	for _, e := range g.Edges {
		how := "said"
		switch {
		case e.Confirmed != nil:
			how = "confirmed"
		case e.Proposed != nil:
			how = "proposed"
		case e.Folded > 0:
			how = "folded"
		}
		if e.Closes {
			how += ", closes a circle"
		}
		fmt.Fprintf(&b, "%s → %s: %s\n", name(&g.Nodes[e.From]), name(&g.Nodes[e.To]), how)
	}
	return strings.TrimSpace(b.String())
}

func TestGraph(t *testing.T) {
	tests := []struct {
		name string
		set  func(p *pen) []Proposed
		want string
	}{
		{"nothing is known", func(p *pen) []Proposed {
			p.article("Herald", SourceID{}, "")
			return nil
		}, ""},
		{"a report, who it rests on, and two copies", func(p *pen) []Proposed {
			herald := p.source("Herald", "outlet")
			h, c, i := p.article("Herald", herald, "2026-02-02"), p.article("Coast", SourceID{}, "2026-02-03"), p.article("Island", SourceID{}, "2026-02-04")
			p.derives(c, EntityID(h), "verbatim")
			x := p.claim("It burned", EventID{})
			p.mention(h, x, Supports, p.source("two workers", "anonymous_group"))
			p.mention(c, x, Supports)
			p.mention(i, x, Supports, herald)
			return nil
		}, `
(two workers)
Herald
Coast | Island
(two workers) → Herald: said
Herald → Coast: confirmed
Herald → Island: said`},
		{"an outside work, and what is only proposed", func(p *pen) []Proposed {
			h, c := p.article("Herald", SourceID{}, "2026-02-02"), p.article("Coast", SourceID{}, "2026-02-03")
			work := p.id()
			p.set(KindWork, work, oplog.Fields{"source": oplog.Encode(p.source("Northwire", "wire")), "title": oplog.Encode("Wire of Tuesday")})
			p.derives(h, work, "verbatim")
			return []Proposed{{Child: c, Parent: h}, {Child: c, Name: "The Lantern"}}
		}, `
[Wire of Tuesday]
(The Lantern?) | Herald
Coast
[Wire of Tuesday] → Herald: confirmed
(The Lantern?) → Coast: proposed
Herald → Coast: proposed`},
		{"what has been decided is proposed no longer", func(p *pen) []Proposed {
			h, c := p.article("Herald", SourceID{}, "2026-02-02"), p.article("Coast", SourceID{}, "2026-02-03")
			p.derives(c, EntityID(h), "verbatim")
			return []Proposed{{Child: h, Parent: c}}
		}, `
Herald
Coast
Herald → Coast: confirmed`},
		{"a circle", func(p *pen) []Proposed {
			a, b, c := p.article("First", SourceID{}, "2026-02-02"), p.article("Other", SourceID{}, "2026-02-03"), p.article("Third one", SourceID{}, "2026-02-04")
			p.derives(b, EntityID(a), "verbatim")
			p.derives(c, EntityID(b), "verbatim")
			p.derives(a, EntityID(c), "verbatim")
			return nil
		}, `
First
Other
Third one
Third one → First: confirmed, closes a circle
First → Other: confirmed
Other → Third one: confirmed`},
		{"a proposal gives way where circles are opened", func(p *pen) []Proposed {
			a, b, c := p.article("First", SourceID{}, "2026-02-02"), p.article("Other", SourceID{}, "2026-02-03"), p.article("Third one", SourceID{}, "2026-02-04")
			p.derives(b, EntityID(c), "verbatim")
			p.derives(a, EntityID(b), "verbatim")
			return []Proposed{{Child: c, Parent: a}}
		}, `
Third one
Other
First
First → Third one: proposed, closes a circle
Third one → Other: confirmed
Other → First: confirmed`},
		{"two ways without crossing", func(p *pen) []Proposed {
			a, b := p.article("First", SourceID{}, "2026-02-01"), p.article("Second", SourceID{}, "2026-02-02")
			var copies []ArticleID
			for i, n := range []string{"Aaaa", "Bbbbb", "Cccccc", "Ddddddd"} {
				copies = append(copies, p.article(n, SourceID{}, fmt.Sprintf("2026-02-%02d", 3+i)))
			}
			for i, x := range copies {
				p.derives(x, EntityID([]ArticleID{b, a}[i%2]), "verbatim")
			}
			return nil
		}, `
First | Second
Bbbbb | Ddddddd | Aaaa | Cccccc
First → Bbbbb: confirmed
First → Ddddddd: confirmed
Second → Aaaa: confirmed
Second → Cccccc: confirmed`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPen(t, "Ana", &oplog.Log{})
			proposed := test.set(p)
			v := p.view()
			g := v.Lineage(proposed, LineageFilter{})
			if got, want := inWords(v, g), strings.TrimSpace(test.want); got != want {
				t.Errorf("drawn\n%s\n\nwant\n%s", got, want)
			}
			laidClear(t, g)
		})
	}
}

// laidClear checks that no node lies on another, and that edges lead from what they
// come from to what has come from it.
func laidClear(t *testing.T, g *Graph) {
	t.Helper()
	for i := range g.Nodes {
		for k := range i {
			a, b := &g.Nodes[i], &g.Nodes[k]
			if a.Column == b.Column && a.Top < b.Top+b.Height && b.Top < a.Top+a.Height {
				t.Errorf("%s lies on %s", a.Key, b.Key)
			}
		}
	}
	for _, e := range g.Edges {
		first, last := e.Way[0], e.Way[len(e.Way)-1]
		if first.Column != g.Nodes[e.From].Column || last.Column != g.Nodes[e.To].Column || e.Closes != (first.Column > last.Column) {
			t.Errorf("an edge from column %d to %d, drawn from %d to %d", g.Nodes[e.From].Column, g.Nodes[e.To].Column, first.Column, last.Column)
		}
	}
}

// TestGraphFilter shows one article's part of the lineage, and one event's.
func TestGraphFilter(t *testing.T) {
	p := newPen(t, "Ana", &oplog.Log{})
	event := p.event("Fire")
	a, b, c, d := p.article("First", SourceID{}, "2026-02-01"), p.article("Second", SourceID{}, "2026-02-02"), p.article("Third one", SourceID{}, "2026-02-03"), p.article("Fourth on", SourceID{}, "2026-02-04")
	alone := p.article("Quite alone", SourceID{}, "2026-02-04")
	p.derives(b, EntityID(a), "verbatim")
	p.derives(c, EntityID(b), "verbatim")
	p.derives(d, EntityID(a), "verbatim")
	p.set(KindArticleEvent, EntityID{}, oplog.Fields{"article": oplog.Encode(c), "event": oplog.Encode(event), "member": oplog.Encode(true)})
	v := p.view()
	names := func(f LineageFilter) string {
		var list []string
		g := v.Lineage(nil, f)
		for _, n := range g.Nodes {
			list = append(list, v.articles[n.Article].Title)
		}
		for _, id := range g.Alone {
			list = append(list, "alone: "+v.articles[id].Title)
		}
		return strings.Join(list, ", ")
	}
	for _, test := range []struct {
		f    LineageFilter
		want string
	}{
		{LineageFilter{}, "First, Second, Third one, Fourth on, alone: Quite alone"},
		{LineageFilter{Article: b}, "First, Second, Third one"},
		{LineageFilter{Article: d}, "First, Fourth on"},
		{LineageFilter{Event: event}, "First, Second, Third one"},
		{LineageFilter{Article: alone}, "alone: Quite alone"},
	} {
		if got := names(test.f); got != test.want {
			t.Errorf("%+v shows %s, want %s", test.f, got, test.want)
		}
	}
}

// grown is a case of one report with many copies, and copies of these.
func grown(copies int) (*Case, []ArticleID) {
	c := &Case{}
	var ids []ArticleID
	for i := range copies + 1 {
		id := ArticleID(oplog.Derive("test", oplog.Encode("article"), oplog.Encode(i)))
		ids = append(ids, id)
		c.Articles = append(c.Articles, Article{ID: id, Title: fmt.Sprint(i), Published: fmt.Sprintf("2026-02-%02d", 1+i%28)})
		if i > 0 {
			parent := ids[0]
			if i > 10 && i%5 != 0 {
				parent = ids[1+i%10]
			}
			c.Judgements = append(c.Judgements, Judgement{
				ID: JudgementID(oplog.Derive("test", oplog.Encode("judgement"), oplog.Encode(i))), Target: EntityID(id), Other: EntityID(parent), Dimension: DimDerivation,
				Value: oplog.Encode(DerivationValue{Status: "confirmed", Type: "verbatim"}),
			})
		}
	}
	return c, ids
}

// TestGraphFolds draws many copies as a few nodes that can be opened.
func TestGraphFolds(t *testing.T) {
	c, _ := grown(300)
	v := NewView(c, ActorID{})
	g := v.Lineage(nil, LineageFilter{})
	folded := 0
	var fold *GraphNode
	for i := range g.Nodes {
		if n := &g.Nodes[i]; n.Kind == FoldNode {
			folded += len(n.Folded)
			fold = n
		}
	}
	if len(g.Nodes) > graphFolds || fold == nil {
		t.Fatalf("%d nodes for 301 articles", len(g.Nodes))
	}
	articles := 0
	for i := range g.Nodes {
		if g.Nodes[i].Kind == ArticleNode {
			articles++
		}
	}
	if articles+folded != 301 {
		t.Errorf("%d articles and %d folded ones", articles, folded)
	}
	open := v.Lineage(nil, LineageFilter{Open: []string{fold.Key}})
	if slices.ContainsFunc(open.Nodes, func(n GraphNode) bool { return n.Key == fold.Key }) || len(open.Nodes) <= len(g.Nodes) {
		t.Errorf("opening %s leaves %d nodes of %d", fold.Key, len(open.Nodes), len(g.Nodes))
	}
	laidClear(t, g)
	laidClear(t, open)
}

// TestGraphOrder draws the same whatever the order of what it is made of.
func TestGraphOrder(t *testing.T) {
	c, ids := grown(120)
	rng := rand.New(rand.NewPCG(1, 2))
	var proposed []Proposed
	for i := 1; i < 40; i++ {
		proposed = append(proposed, Proposed{Child: ids[i], Parent: ids[40+i], Rule: RuleCopied})
	}
	want := ""
	for range 5 {
		v := NewView(c, ActorID{})
		if got := fmt.Sprintf("%+v", strip(v.Lineage(proposed, LineageFilter{}))); want == "" {
			want = got
		} else if got != want {
			t.Fatalf("drawn in two ways:\n%s\n%s", got, want)
		}
		rng.Shuffle(len(proposed), func(i, k int) { proposed[i], proposed[k] = proposed[k], proposed[i] })
		rng.Shuffle(len(c.Judgements), func(i, k int) { c.Judgements[i], c.Judgements[k] = c.Judgements[k], c.Judgements[i] })
	}
}

// strip leaves what can be compared in words.
func strip(g *Graph) Graph {
	s := *g
	s.Edges = slices.Clone(s.Edges)
	for i := range s.Edges {
		s.Edges[i].Confirmed, s.Edges[i].Proposed = nil, nil
	}
	return s
}

func BenchmarkGraph(b *testing.B) {
	for _, n := range []int{60, 200, 2000} {
		c, ids := grown(n)
		var proposed []Proposed
		for i := 1; i < n/3; i++ {
			proposed = append(proposed, Proposed{Child: ids[i], Parent: ids[n/3+i], Rule: RuleCopied})
		}
		v := NewView(c, ActorID{})
		for _, all := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d articles, all %v", n, all), func(b *testing.B) {
				for b.Loop() {
					v.Lineage(proposed, LineageFilter{All: all})
				}
			})
		}
	}
}
