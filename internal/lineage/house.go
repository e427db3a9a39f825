package lineage

import "slices"

// Boilerplate finds what a house prints again and again around its articles:
// footers, appeals, credits. It is for the articles of one domain, and sees each
// once. The zero Boilerplate has seen none.
type Boilerplate struct {
	articles int
	grams    map[uint64]tally
}

// tally is how many articles have a run of words, up to houseArticles, and on
// which days.
type tally struct {
	articles uint8
	days     [houseDays]int32
	distinct uint8
}

// Add counts an article of the day, any number that differs from day to day.
// Beyond some thousands of articles no new runs of words are taken in: what a
// house prints always is known by then, and the memory is not without end.
func (b *Boilerplate) Add(t *Text, day int) {
	if b.grams == nil {
		b.grams = map[uint64]tally{}
	}
	b.articles++
	for i, g := range t.grams {
		if i > 0 && t.grams[i-1].hash == g.hash {
			continue
		}
		n, known := b.grams[g.hash]
		if !known && b.articles > houseMost {
			continue
		}
		n.articles = min(n.articles+1, houseArticles)
		if n.distinct < houseDays && !slices.Contains(n.days[:n.distinct], int32(day)) {
			n.days[n.distinct] = int32(day)
			n.distinct++
		}
		b.grams[g.hash] = n
	}
}

// House is what a house prints around its articles, by the hashes of runs of
// words. A nil House prints nothing.
type House map[uint64]struct{}

// House returns what has been found.
func (b *Boilerplate) House() House {
	h := House{}
	for g, n := range b.grams {
		if n.articles >= houseArticles && n.distinct >= houseDays {
			h[g] = struct{}{}
		}
	}
	return h
}

// Without returns the text as if the house had printed nothing around it.
func (t *Text) Without(h House) *Text {
	var drop []bool
	for _, g := range t.grams {
		if _, ok := h[g.hash]; !ok {
			continue
		}
		if drop == nil {
			drop = make([]bool, len(t.words))
		}
		for i := range gramWords {
			drop[int(g.at)+i] = true
		}
	}
	if drop == nil {
		return t
	}
	out := &Text{text: t.text, whole: t.whole, layout: t.layout}
	for i, w := range t.words {
		if !drop[i] {
			out.words = append(out.words, w)
		}
	}
	out.arrange()
	return out
}
