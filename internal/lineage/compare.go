package lineage

import (
	"cmp"
	"slices"

	"assay/internal/anchor"
)

// Comparison is what two articles have in common. Words are counted as [Text]
// says. What a house prints around its articles is in none of it, if it was
// taken out of the texts before.
type Comparison struct {
	Passages []Passage
	Runs     []Run

	Longest int // words of the longest part of a run that is outside of quotations in both
	Words   int // words in all such parts: of the text that has fewer of them
	Said    int // words in runs that are a quotation in one of them at least

	Cosine float64 // of all words of both, 0 to 1

	A, B Side
}

// Run is words that stand in both articles one after the other, at least
// [gramWords] of them, in the order of a. What both repeat over and over is none.
type Run struct {
	A, B  anchor.Span // code points of the two texts
	Words int
}

// Side is what a comparison says of one of the articles.
type Side struct {
	Words  int     // all of its words
	Own    int     // those outside of quotations
	Cover  float64 // the share of its own words that are in passages, 0 to 1; quotations are no such passages
	Quotes int     // words of the longest run that it quotes and the other says itself
}

// Compare says what two articles have in common. It is the same whichever comes
// first, but for A and B, which change places.
func Compare(a, b *Text) Comparison {
	p := newPair(a, b)
	c := Comparison{Passages: p.align(Close), A: Side{Words: length(p.a.words)}, B: Side{Words: length(p.b.words)}}
	c.Cosine = p.cosine(anchor.Span{End: len(p.a.sentences)}, anchor.Span{End: len(p.b.sentences)})
	p.count(&c)
	for _, r := range p.runs {
		c.Runs = append(c.Runs, Run{p.a.span(r.a, r.a+r.n), p.b.span(r.b, r.b+r.n), length(p.a.words[r.a : r.a+r.n])})
	}
	if p.swapped {
		c.A, c.B = c.B, c.A
		for i, r := range c.Runs {
			c.Runs[i].A, c.Runs[i].B = r.B, r.A
		}
	}
	slices.SortFunc(c.Runs, func(x, y Run) int {
		return cmp.Or(cmp.Compare(x.A.Start, y.A.Start), cmp.Compare(x.B.Start, y.B.Start), cmp.Compare(x.A.End, y.A.End))
	})
	c.A.Own, c.A.Cover = a.cover(c.Passages, func(q Passage) anchor.Span { return q.A })
	c.B.Own, c.B.Cover = b.cover(c.Passages, func(q Passage) anchor.Span { return q.B })
	return c
}

// count counts the words of the runs.
func (p *pair) count(c *Comparison) {
	own := [2][]bool{make([]bool, len(p.a.words)), make([]bool, len(p.b.words))}
	said := make([]bool, len(p.a.words))
	for _, r := range p.runs {
		run, quotesA, quotesB := 0, 0, 0 // half words, up to here
		for i := range r.n {
			a, b := p.a.words[r.a+i], p.b.words[r.b+i]
			along := func(n int, is bool) int {
				if is {
					return n + a.halves()
				}
				return 0
			}
			both := a.whose == 0 && b.whose == 0
			if both {
				own[0][r.a+i], own[1][r.b+i] = true, true
			} else {
				said[r.a+i] = true
			}
			run = along(run, both)
			quotesA = along(quotesA, a.whose&quoted != 0 && b.whose == 0)
			quotesB = along(quotesB, b.whose&quoted != 0 && a.whose == 0)
			c.Longest, c.A.Quotes, c.B.Quotes = max(c.Longest, run/2), max(c.A.Quotes, quotesA/2), max(c.B.Quotes, quotesB/2)
		}
	}
	c.Words = min(p.a.marked(own[0]), p.b.marked(own[1]))
	c.Said = p.a.marked(said)
}

// marked counts words.
func (t *Text) marked(is []bool) int {
	n := 0
	for i, w := range t.words {
		if is[i] {
			n += w.halves()
		}
	}
	return n / 2
}

// cover counts the own words of a text, and says which share of them is in
// passages.
func (t *Text) cover(passages []Passage, of func(Passage) anchor.Span) (own int, share float64) {
	var spans []anchor.Span
	for _, q := range passages {
		if q.Kind != Quotation {
			spans = append(spans, of(q))
		}
	}
	slices.SortFunc(spans, func(x, y anchor.Span) int { return x.Start - y.Start })
	in := 0
	for _, w := range t.words {
		for len(spans) > 0 && spans[0].End < int(w.end) {
			spans = spans[1:]
		}
		if w.whose != 0 {
			continue
		}
		own += w.halves()
		if len(spans) > 0 && spans[0].Start <= int(w.start) {
			in += w.halves()
		}
	}
	if own == 0 {
		return 0, 0
	}
	return own / 2, float64(in) / float64(own)
}
