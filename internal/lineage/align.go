package lineage

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"assay/internal/anchor"
)

// Kind is what two passages have in common.
type Kind string

// Kinds of passages.
const (
	Narrative Kind = "narrative" // the article's own words, one after the other
	Quotation Kind = "quotation" // mostly words of somebody whom both quote
	Rewrite   Kind = "rewrite"   // the same content, in other words or another order
)

// Passage is what stands in two texts alike. It is whole sentences of both, or
// begins and ends with words that are the same.
type Passage struct {
	A, B  anchor.Span // code points of the two texts
	Score float64     // the cosine of their words, 0 to 1
	Kind  Kind
}

// Grain is how closely two texts are compared: [Close] or [Wide].
type Grain struct {
	Cosine, Dice float64 // from which two sentences resemble each other
	Gap          int     // sentences between two that resemble others, for both to be of one passage
	Digest       int     // the same where one text sums up much of the other; 0 if that is not looked for
	Whole        float64 // the least cosine of a passage
	Least        int     // code points of a passage, in either text
}

// Align finds the passages of two texts that resemble each other, in the order
// of a. It is the same whichever text comes first.
//
// The method is that of Sanchez-Perez, Sidorov and Gelbukh (PAN 2014): sentences
// as vectors, weighted by how few sentences have a word; pairs of them that
// resemble each other are seeds; seeds that are near each other in both texts
// are a passage, unless its texts as a whole do not resemble each other.
func Align(a, b *Text, g Grain) []Passage {
	return newPair(a, b).align(g)
}

// pair is two texts that are being compared. Its first is the one that sorts
// first, so that nothing can depend on the order in which they were given.
type pair struct {
	a, b    *Text
	swapped bool
	runs    []run
	long    []run // those of more than shortRun words
	short   []run // the others

	ids    map[uint64]int32 // of the words, by their hashes
	weight []float64        // of the words: how few sentences have them
	wordsA []int32          // the ids of the words of a, in their order
	wordsB []int32
	timesA []float64 // for cosine, which leaves them as it finds them: all 0
	timesB []float64
	normsA []float64 // the lengths of the vectors of the sentences
	normsB []float64
}

func newPair(a, b *Text) *pair {
	p := &pair{a: a, b: b}
	if cmp.Or(strings.Compare(a.text.String(), b.text.String()), cmp.Compare(len(a.words), len(b.words))) > 0 {
		p.a, p.b, p.swapped = b, a, true
	}
	p.weigh()
	p.runs = shared(p.a, p.b)
	for _, r := range p.runs {
		if r.n > shortRun {
			p.long = append(p.long, r)
		} else {
			p.short = append(p.short, r)
		}
	}
	return p
}

// shortRun is how many words a run has at most that is only looked at near where it
// begins. Longer ones are few.
const shortRun = 64

// runsIn calls fn for the runs that may have words of a from one up to, not
// including, another.
func (p *pair) runsIn(from, to int, fn func(run)) {
	for _, r := range p.long {
		fn(r)
	}
	i, _ := slices.BinarySearchFunc(p.short, from-shortRun, func(r run, at int) int { return cmp.Compare(r.a, at) })
	for ; i < len(p.short) && p.short[i].a < to; i++ {
		fn(p.short[i])
	}
}

// weigh gives a word the logarithm of how few of all sentences have it.
func (p *pair) weigh() {
	p.ids = make(map[uint64]int32, len(p.a.terms)+len(p.b.terms))
	for _, terms := range [][]term{p.a.terms, p.b.terms} {
		for _, t := range terms {
			id, known := p.ids[t.hash]
			if !known {
				id = int32(len(p.weight))
				p.ids[t.hash] = id
				p.weight = append(p.weight, 0)
			}
			p.weight[id]++
		}
	}
	all := float64(len(p.a.sentences)+len(p.b.sentences)) + 1 // so that words of the only sentences weigh something
	for id, n := range p.weight {
		p.weight[id] = math.Log(all / n)
	}
	ids := func(words []word) []int32 {
		out := make([]int32, len(words))
		for i, w := range words {
			out[i] = p.ids[w.hash]
		}
		return out
	}
	p.wordsA, p.wordsB = ids(p.a.words), ids(p.b.words)
	p.timesA, p.timesB = make([]float64, len(p.weight)), make([]float64, len(p.weight))
	p.normsA, p.normsB = p.norms(p.a), p.norms(p.b)
}

// seed is a sentence of each text that resemble each other.
type seed struct{ a, b int }

func (p *pair) align(g Grain) []Passage {
	seeds := p.seeds(g)
	found := p.passages(seeds, g, gaps{g.Gap, g.Gap})
	if g.Digest > 0 {
		found = p.digest(seeds, g, found)
	}
	if p.swapped {
		for i := range found {
			found[i].A, found[i].B = found[i].B, found[i].A
		}
	}
	slices.SortFunc(found, func(x, y Passage) int {
		return cmp.Or(cmp.Compare(x.A.Start, y.A.Start), cmp.Compare(x.B.Start, y.B.Start))
	})
	return found
}

// gaps is how many sentences may lie between two seeds of a passage, in a and
// in b.
type gaps struct{ a, b int }

// digest returns the passages with wide gaps in one text, if they are much longer
// there than in the other, come from several places, and resemble each other
// about as much as those with narrow gaps do: the other sums it up. Otherwise it
// returns the latter.
func (p *pair) digest(seeds []seed, g Grain, narrow []Passage) []Passage {
	inA, inB := func(s seed) int { return s.a }, func(s seed) int { return s.b }
	for _, try := range []struct {
		gap gaps
		at  func(seed) int // in the text that may be summed up
	}{{gaps{g.Gap, g.Digest}, inB}, {gaps{g.Digest, g.Gap}, inA}} {
		if len(cut(seeds, 0, try.at)) < digestPlaces {
			continue
		}
		wide := p.passages(seeds, g, try.gap)
		short, long := 0, 0
		for _, q := range wide {
			short, long = short+q.A.Len(), long+q.B.Len()
		}
		if try.gap.a > try.gap.b {
			short, long = long, short
		}
		if short > 0 && long >= digestTimes*short && resemblance(wide) >= digestWhole*resemblance(narrow) {
			return wide
		}
	}
	return narrow
}

// resemblance is the mean score of passages, the longer ones counting for more.
// Where one text sums up the other it does not fall as more of the other is
// taken in, and where they only share a phrase it does.
func resemblance(all []Passage) float64 {
	sum, n := 0.0, 0
	for _, p := range all {
		sum += p.Score * float64(p.A.Len()+p.B.Len())
		n += p.A.Len() + p.B.Len()
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// passages returns what the seeds add up to, and what was taken over word for
// word even if there is no seed in it.
func (p *pair) passages(seeds []seed, g Grain, gap gaps) []Passage {
	var all []Passage
	for _, c := range p.clusters(seeds, g, gap) {
		all = append(all, Passage{A: p.a.stretch(c.a), B: p.b.stretch(c.b), Score: c.cosine, Kind: p.kind(c)})
	}
	hulls := make([]Passage, len(all)) // of what is the same word for word in each
	for _, r := range p.runs {
		if r.n < verbatim {
			continue
		}
		same := Passage{A: p.a.span(r.a, r.a+r.n), B: p.b.span(r.b, r.b+r.n), Score: 1, Kind: p.said(r)}
		inside := false
		for i := range hulls {
			if q := all[i]; q.A.Overlaps(same.A) && q.B.Overlaps(same.B) {
				hulls[i].A, hulls[i].B, inside = hull(hulls[i].A, same.A), hull(hulls[i].B, same.B), true
			}
		}
		if !inside {
			all = append(all, same)
		}
	}
	for i, h := range hulls {
		q := &all[i]
		if 2*h.A.Len() >= q.A.Len() || 2*h.B.Len() >= q.B.Len() {
			q.A, q.B = h.A, h.B // the rest is by chance
		} else if !h.A.Empty() {
			q.A, q.B = p.a.fit(q.A, h.A), p.b.fit(q.B, h.B)
		}
	}
	return apart(slices.DeleteFunc(all, func(q Passage) bool { return q.A.Len() < g.Least || q.B.Len() < g.Least }))
}

// hull returns what reaches from the first to the last of two spans, of which
// the first may be empty.
func hull(a, b anchor.Span) anchor.Span {
	if a.Empty() {
		return b
	}
	return anchor.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// fit makes a passage begin and end where words that are the same do, if these
// begin or end in its first or last sentence, or beyond.
func (t *Text) fit(passage, same anchor.Span) anchor.Span {
	if first := t.sentenceAt(passage.Start); same.Start < first.End {
		passage.Start = same.Start
	}
	if last := t.sentenceAt(passage.End - 1); same.End > last.Start {
		passage.End = same.End
	}
	return passage
}

// sentenceAt returns the sentence that has a place in it, or the next one.
func (t *Text) sentenceAt(p int) anchor.Span {
	i, _ := slices.BinarySearchFunc(t.sentences, p, func(s sentence, p int) int { return cmp.Compare(s.span.End, p+1) })
	return t.sentences[min(i, len(t.sentences)-1)].span
}

// stretch returns where sentences stand.
func (t *Text) stretch(s anchor.Span) anchor.Span {
	return anchor.Span{Start: t.sentences[s.Start].span.Start, End: t.sentences[s.End-1].span.End}
}

// apart leaves out what overlaps something that is longer.
func apart(all []Passage) []Passage {
	size := func(p Passage) float64 { return p.Score * float64(p.A.Len()+p.B.Len()) }
	slices.SortStableFunc(all, func(x, y Passage) int { return cmp.Compare(size(y), size(x)) })
	var kept []Passage
	for _, p := range all {
		if !slices.ContainsFunc(kept, func(k Passage) bool { return k.A.Overlaps(p.A) || k.B.Overlaps(p.B) }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// seeds returns the sentences that resemble each other, row by row.
func (p *pair) seeds(g Grain) []seed {
	// Where in the terms of b each term of a begins, sentence by sentence of a.
	type link struct{ at, end, times int32 }
	rows := make([][]link, len(p.a.sentences))
	j := 0
	for i := 0; i < len(p.a.terms); {
		h := p.a.terms[i].hash
		for j < len(p.b.terms) && p.b.terms[j].hash < h {
			j++
		}
		end := j
		for end < len(p.b.terms) && p.b.terms[end].hash == h {
			end++
		}
		from := i
		for i < len(p.a.terms) && p.a.terms[i].hash == h {
			i++
		}
		if (i-from)*(end-j) > everywhere {
			continue
		}
		for _, t := range p.a.terms[from:i] {
			if end > j {
				rows[t.sentence] = append(rows[t.sentence], link{int32(j), int32(end), t.times})
			}
		}
	}

	var seeds []seed
	dot, common := make([]float64, len(p.b.sentences)), make([]int, len(p.b.sentences))
	var touched []int
	for sa, row := range rows {
		for _, l := range row {
			w := p.weight[p.ids[p.b.terms[l.at].hash]]
			w *= w * float64(l.times)
			for _, t := range p.b.terms[l.at:l.end] {
				if common[t.sentence] == 0 {
					touched = append(touched, int(t.sentence))
				}
				common[t.sentence]++
				dot[t.sentence] += w * float64(t.times)
			}
		}
		slices.Sort(touched)
		for _, sb := range touched {
			cosine := dot[sb] / (p.normsA[sa] * p.normsB[sb])
			dice := 2 * float64(common[sb]) / float64(p.a.sentences[sa].distinct+p.b.sentences[sb].distinct)
			if cosine > g.Cosine && dice > g.Dice {
				seeds = append(seeds, seed{sa, sb})
			}
			dot[sb], common[sb] = 0, 0
		}
		touched = touched[:0]
	}
	return seeds
}

// norms returns the lengths of the sentences' vectors.
func (p *pair) norms(t *Text) []float64 {
	n := make([]float64, len(t.sentences))
	for _, x := range t.terms {
		w := p.weight[p.ids[x.hash]] * float64(x.times)
		n[x.sentence] += w * w
	}
	for i := range n {
		n[i] = math.Sqrt(n[i])
	}
	return n
}

// cluster is seeds that are near each other: sentences of either text.
type cluster struct {
	a, b   anchor.Span // sentences, not code points
	cosine float64
}

// clusters puts seeds together that have at most gap sentences between them in
// both texts. What does not resemble each other as a whole is tried again with
// less of a gap.
func (p *pair) clusters(seeds []seed, g Grain, gap gaps) []cluster {
	var out []cluster
	for _, of := range together(seeds, gap) {
		c := cluster{a: anchor.Span{Start: of[0].a, End: of[0].a + 1}, b: anchor.Span{Start: of[0].b, End: of[0].b + 1}}
		for _, s := range of {
			c.a = anchor.Span{Start: min(c.a.Start, s.a), End: max(c.a.End, s.a+1)}
			c.b = anchor.Span{Start: min(c.b.Start, s.b), End: max(c.b.End, s.b+1)}
		}
		c.cosine = p.cosine(c.a, c.b)
		switch {
		case c.cosine >= g.Whole:
			out = append(out, c)
		case gap != gaps{}:
			out = append(out, p.clusters(of, g, gaps{max(0, gap.a-1), max(0, gap.b-1)})...)
		}
	}
	return out
}

// together cuts seeds apart wherever there is a gap in one of the texts, until
// there is none any more. In which order does not matter: what is apart stays so.
func together(seeds []seed, gap gaps) [][]seed {
	var out [][]seed
	todo := [][]seed{seeds}
	for len(todo) > 0 {
		of := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if len(of) == 0 {
			continue
		}
		parts := cut(of, gap.a, func(s seed) int { return s.a })
		if len(parts) == 1 {
			parts = cut(of, gap.b, func(s seed) int { return s.b })
		}
		if len(parts) == 1 {
			out = append(out, of)
			continue
		}
		todo = append(todo, parts...)
	}
	return out
}

func cut(seeds []seed, gap int, at func(seed) int) [][]seed {
	seeds = slices.Clone(seeds)
	slices.SortStableFunc(seeds, func(x, y seed) int { return cmp.Compare(at(x), at(y)) })
	var parts [][]seed
	from := 0
	for i := 1; i <= len(seeds); i++ {
		if i == len(seeds) || at(seeds[i])-at(seeds[i-1]) > gap+1 {
			parts = append(parts, seeds[from:i])
			from = i
		}
	}
	return parts
}

// cosine compares sentences of one text with sentences of the other. It adds up
// in the order of the words: the last digits of a sum depend on it.
func (p *pair) cosine(a, b anchor.Span) float64 {
	wordsA, wordsB := p.a.within(a, p.wordsA), p.b.within(b, p.wordsB)
	for _, id := range wordsA {
		p.timesA[id]++
	}
	for _, id := range wordsB {
		p.timesB[id]++
	}
	dot, normA, normB := 0.0, 0.0, 0.0
	for _, id := range wordsA {
		w := p.weight[id] * p.weight[id] * p.timesA[id]
		dot += w * p.timesB[id]
		normA += w * p.timesA[id]
		p.timesA[id] = 0
	}
	for _, id := range wordsB {
		normB += p.weight[id] * p.weight[id] * p.timesB[id] * p.timesB[id]
		p.timesB[id] = 0
	}
	if dot == 0 {
		return 0
	}
	return min(1, dot/math.Sqrt(normA*normB))
}

// within returns the part of something about the words of t that is about
// sentences of it.
func (t *Text) within(s anchor.Span, of []int32) []int32 {
	if s.Empty() {
		return nil
	}
	return of[t.sentences[s.Start].from:t.sentences[s.End-1].to]
}

// kind tells what a passage has in common.
func (p *pair) kind(c cluster) Kind {
	fromA, toA := p.a.sentences[c.a.Start].from, p.a.sentences[c.a.End-1].to
	fromB, toB := p.b.sentences[c.b.Start].from, p.b.sentences[c.b.End-1].to
	own, said := 0, 0
	p.runsIn(fromA, toA, func(r run) {
		lo := max(r.a, fromA, fromB-r.b+r.a)
		hi := min(r.a+r.n, toA, toB-r.b+r.a)
		for i := lo; i < hi; i++ {
			if p.a.words[i].whose|p.b.words[i-r.a+r.b].whose != 0 {
				said++
			} else {
				own++
			}
		}
	})
	outside := func(words []word) int {
		n := 0
		for _, w := range words {
			if w.whose == 0 {
				n++
			}
		}
		return n
	}
	wordsA, wordsB := p.a.words[fromA:toA], p.b.words[fromB:toB]
	switch {
	case said > own, 2*outside(wordsA) < len(wordsA), 2*outside(wordsB) < len(wordsB):
		return Quotation
	case 2*own >= min(len(wordsA), len(wordsB)):
		return Narrative
	default:
		return Rewrite
	}
}

// said tells whether the words of a run are the articles' own.
func (p *pair) said(r run) Kind {
	n := 0
	for i := range r.n {
		if p.a.words[r.a+i].whose|p.b.words[r.b+i].whose != 0 {
			n++
		}
	}
	if 2*n > r.n {
		return Quotation
	}
	return Narrative
}

// run is words that stand in both texts one after the other.
type run struct{ a, b, n int }

// shared returns the longest runs of at least gramWords words that two texts
// share. What both repeat over and over begins none.
func shared(a, b *Text) []run {
	var starts []run
	j := 0
	for i := 0; i < len(a.grams); {
		h := a.grams[i].hash
		for j < len(b.grams) && b.grams[j].hash < h {
			j++
		}
		endA, endB := i, j
		for endA < len(a.grams) && a.grams[endA].hash == h {
			endA++
		}
		for endB < len(b.grams) && b.grams[endB].hash == h {
			endB++
		}
		if (endA-i)*(endB-j) <= repeated {
			for _, x := range a.grams[i:endA] {
				for _, y := range b.grams[j:endB] {
					starts = append(starts, run{int(x.at), int(y.at), gramWords})
				}
			}
		}
		i, j = endA, endB
	}
	slices.SortFunc(starts, func(x, y run) int {
		return cmp.Or(cmp.Compare(x.a-x.b, y.a-y.b), cmp.Compare(x.a, y.a))
	})
	var runs []run
	for _, r := range starts {
		if n := len(runs); n > 0 && runs[n-1].a-runs[n-1].b == r.a-r.b && r.a < runs[n-1].a+runs[n-1].n {
			continue // found already
		}
		for r.a > 0 && r.b > 0 && a.words[r.a-1].hash == b.words[r.b-1].hash {
			r.a, r.b, r.n = r.a-1, r.b-1, r.n+1
		}
		for r.a+r.n < len(a.words) && r.b+r.n < len(b.words) && a.words[r.a+r.n].hash == b.words[r.b+r.n].hash {
			r.n++
		}
		runs = append(runs, r)
	}
	slices.SortFunc(runs, func(x, y run) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return runs
}
