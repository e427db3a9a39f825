package lineage

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/anchor"
	"assay/internal/search"
)

// Candidate is something that a passage may be about, with the texts that say
// the same: the wording of a claim and the passages known to bear on it, or one
// sentence.
type Candidate[K comparable] struct {
	Key   K
	Texts []string
}

// Ranked is a candidate with how much it has in common with a passage: 0 for
// nothing, 1 for the same words.
type Ranked[K comparable] struct {
	Key   K
	Score float64
}

// Rank orders candidates by what they have in common with a passage, the
// likeliest first; equals keep their order. Whoever asks the same candidates
// again makes a [Ranker] of them.
func Rank[K comparable](passage string, candidates []Candidate[K]) []Ranked[K] {
	return NewRanker(slices.Values(candidates)).Rank(passage)
}

// Ranker is candidates made ready for being asked. It is never changed and may
// be shared between goroutines.
//
// It compares words without their inflection, and runs of letters within them,
// so that spelling, compounds and what a language writes together with a word do
// not matter and none needs a dictionary. Both weigh the more the fewer texts
// have them; names and numbers weigh once more. What the likeliest texts have in
// common then counts for the others, too: those who tell of the same often share
// with one account the words that they do not share with another.
type Ranker[K comparable] struct {
	keys  []K
	units []unit
	words map[uint64][]posting
	runs  map[uint64][]int32 // units
	own   [][]weighed        // the words of each unit
	long  float64            // words of a unit, on average
}

// unit is a text of a candidate, or all of its texts if there are several.
type unit struct {
	of    int32 // candidate
	all   bool
	long  float32 // words
	tells float32 // the weight of its words, each once
	norm  float32 // of its words as a vector
	runs  float32 // of its runs of letters, as one
	marks float32 // the weight of its names and numbers
}

// posting is that a unit has a word, and how often.
type posting struct {
	unit  int32
	times uint16
	mark  bool // as a name or a number
}

// weighed is a word with how often it stands somewhere, or how much it tells.
type weighed struct {
	hash   uint64
	weight float32
	mark   bool
}

// NewRanker makes candidates ready for being asked.
func NewRanker[K comparable](candidates iter.Seq[Candidate[K]]) *Ranker[K] {
	r := &Ranker[K]{words: map[uint64][]posting{}, runs: map[uint64][]int32{}}
	var runs [][]uint64
	add := func(of int, text string, all bool) {
		read := takeApart(text)
		at := int32(len(r.units))
		r.units = append(r.units, unit{of: int32(of), all: all, long: float32(read.long)})
		r.own, runs = append(r.own, read.words), append(runs, read.runs)
		r.long += float64(read.long)
		for _, w := range read.words {
			r.words[w.hash] = append(r.words[w.hash], posting{at, uint16(min(w.weight, math.MaxUint16)), w.mark})
		}
		for _, h := range read.runs {
			r.runs[h] = append(r.runs[h], at)
		}
	}
	for c := range candidates {
		i := len(r.keys)
		r.keys = append(r.keys, c.Key)
		for _, text := range c.Texts {
			add(i, text, false)
		}
		if len(c.Texts) > 1 {
			add(i, strings.Join(c.Texts, "\n"), true)
		}
	}
	r.long = max(1, r.long/float64(max(1, len(r.units))))
	for i := range r.units {
		u, norm := &r.units[i], 0.0
		for k, w := range r.own[i] {
			tells := r.rarity(len(r.words[w.hash]))
			u.tells += float32(tells)
			if norm += tells * tells; w.mark {
				u.marks += float32(tells)
			}
			r.own[i][k].weight = float32(tells)
		}
		u.norm, u.runs = float32(math.Sqrt(norm)), float32(r.norm(runs[i]))
	}
	return r
}

// rarity is how much something tells that so many units have.
func (r *Ranker[K]) rarity(have int) float64 {
	n := float64(len(r.units))
	return math.Log(1 + (n-float64(have)+.5)/(float64(have)+.5))
}

// often is how much it counts that a word stands so many times in a text of so
// many words, as BM25 has it.
func (r *Ranker[K]) often(times, words float64) float64 {
	return times * (rankTimes + 1) / (times + rankTimes*(1-rankLength+rankLength*words/r.long))
}

// norm is the length of some runs of letters as a vector.
func (r *Ranker[K]) norm(runs []uint64) float64 {
	sum := 0.0
	for _, h := range runs {
		w := r.rarity(len(r.runs[h]))
		sum += w * w
	}
	return math.Sqrt(sum)
}

// Rank orders the candidates by what they have in common with a passage, the
// likeliest first; equals keep their order.
func (r *Ranker[K]) Rank(passage string) []Ranked[K] {
	scores := r.compare(takeApart(passage))
	r.feedBack(scores)
	best, whole := make([]float64, len(r.keys)), make([]float64, len(r.keys))
	for i, u := range r.units {
		if u.all {
			whole[u.of] = scores[i]
		} else {
			best[u.of] = max(best[u.of], scores[i])
		}
	}
	ranked := make([]Ranked[K], len(r.keys))
	for i, k := range r.keys {
		ranked[i] = Ranked[K]{k, best[i]}
	}
	for _, u := range r.units {
		if u.all {
			ranked[u.of].Score = (1-rankWhole)*best[u.of] + rankWhole*whole[u.of]
		}
	}
	slices.SortStableFunc(ranked, func(a, b Ranked[K]) int { return cmp.Compare(b.Score, a.Score) })
	return ranked
}

// compare scores the units by what they share with a passage.
func (r *Ranker[K]) compare(asked inPieces) []float64 {
	type inCommon struct{ times, words, runs, marks float64 }
	common := make([]inCommon, len(r.units))
	all, marks, itself := 0.0, 0.0, 0.0
	for _, w := range asked.words {
		have := r.words[w.hash]
		tells := r.rarity(len(have))
		itself += tells * r.often(float64(w.weight), float64(asked.long))
		if all += tells; w.mark {
			marks += tells
		}
		for _, p := range have {
			s := &common[p.unit]
			s.words += tells
			s.times += tells * r.often(float64(p.times), float64(r.units[p.unit].long))
			if w.mark && p.mark {
				s.marks += tells
			}
		}
	}
	norm := r.norm(asked.runs)
	for _, h := range asked.runs {
		have := r.runs[h]
		tells := r.rarity(len(have))
		for _, u := range have {
			common[u].runs += tells * tells
		}
	}
	scores := make([]float64, len(common))
	for i, s := range common {
		u := &r.units[i]
		is, w := &scores[i], &rankWeights
		*is += w.times * share(s.times, itself)
		*is += w.runs * share(s.runs, norm*float64(u.runs))
		*is += w.ofAsked * share(s.words, all)
		*is += w.ofUnit * share(s.words, float64(u.tells))
		*is += w.marks * share(2*s.marks, marks+float64(u.marks))
		*is /= w.times + w.runs + w.ofAsked + w.ofUnit + w.marks
	}
	return scores
}

// feedBack lets the words count that the likeliest units have.
func (r *Ranker[K]) feedBack(scores []float64) {
	var likeliest []int
	for i, s := range scores {
		if len(likeliest) == rankLikeliest && s <= scores[likeliest[rankLikeliest-1]] || s == 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(likeliest, s, func(k int, s float64) int {
			if scores[k] >= s {
				return -1
			}
			return 1
		})
		likeliest = slices.Insert(likeliest, at, i)
		likeliest = likeliest[:min(len(likeliest), rankLikeliest)]
	}
	at := map[uint64]int{}
	var told []weighed
	for _, i := range likeliest {
		for _, w := range r.own[i] {
			k, ok := at[w.hash]
			if !ok {
				k = len(told)
				at[w.hash], told = k, append(told, weighed{hash: w.hash})
			}
			told[k].weight += w.weight * float32(scores[i])
		}
	}
	slices.SortStableFunc(told, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
	told = told[:min(len(told), rankTold)]
	norm, like := 0.0, make([]float64, len(scores))
	for _, w := range told {
		norm += float64(w.weight) * float64(w.weight)
		have := r.words[w.hash]
		tells := r.rarity(len(have)) * float64(w.weight)
		for _, p := range have {
			like[p.unit] += tells
		}
	}
	norm = math.Sqrt(norm)
	for i := range scores {
		scores[i] = (scores[i] + rankFed*share(like[i], norm*float64(r.units[i].norm))) / (1 + rankFed)
	}
}

// share is a part of a whole, 0 of nothing.
func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return min(1, part/whole)
}

// Shared returns a function that says where a text has words, numbers and names of
// a passage that tell something: those that not every candidate has. They are why
// it was found.
func (r *Ranker[K]) Shared(passage string) func(text string) []anchor.Span {
	has, units := map[uint64]bool{}, float64(len(r.units))
	for _, w := range takeApart(passage).words {
		has[w.hash] = float64(len(r.words[w.hash])) <= max(rankCommon*units, min(units/2, rankFew))
	}
	return func(text string) []anchor.Span {
		var spans []anchor.Span
		for _, t := range search.Terms(text) {
			if !has[hash(t.Stem)] || short(t.Word) {
				continue
			}
			if last := len(spans) - 1; last >= 0 && t.Start <= spans[last].End+1 { // no more than a space between
				spans[last].End = max(spans[last].End, t.End)
			} else {
				spans = append(spans, anchor.Span{Start: t.Start, End: t.End})
			}
		}
		return spans
	}
}

// short reports whether a word is one of those of few letters that hold others
// together, as far as can be told without a dictionary.
func short(word string) bool {
	return len([]rune(word)) <= rankShort && !halves(word) && !strings.ContainsFunc(word, unicode.IsDigit)
}

// Likely reports whether a passage with a score is worth being suggested, beside
// the best one that there is.
func Likely(score, best float64) bool { return score >= rankFloor && score >= rankBeside*best }

// inPieces is a text taken apart for being ranked.
type inPieces struct {
	words []weighed // each once; the weight is how often
	runs  []uint64  // of letters, each once
	long  int       // words
}

// takeApart reads a text. A word is a mark if it is a number, or if it is written
// with a capital elsewhere than at the beginning. What is longer than any passage
// is read as far as [rankLongest].
func takeApart(text string) (a inPieces) {
	at, runs := map[uint64]int{}, map[uint64]bool{}
	signs := []rune(text)
	if len(signs) > rankLongest {
		signs = signs[:rankLongest]
		text = string(signs)
	}
	terms := search.Terms(text)
	a.long = len(terms)
	for n, t := range terms {
		h := hash(t.Stem)
		i, ok := at[h]
		if !ok {
			i = len(a.words)
			at[h], a.words = i, append(a.words, weighed{hash: h})
		}
		first, _ := utf8.DecodeRuneInString(t.Word)
		a.words[i].weight++
		a.words[i].mark = a.words[i].mark || unicode.IsDigit(first) || n > 0 && unicode.IsUpper(signs[t.Start])
		for _, run := range runsOf(t.Word) {
			if h := hash(run); !runs[h] {
				runs[h], a.runs = true, append(a.runs, h)
			}
		}
	}
	return a
}

// runsOf returns the runs of letters within a word, with its ends; one that is
// of a script without spaces is a run itself.
func runsOf(word string) []string {
	if halves(word) {
		return []string{word}
	}
	signs := []rune(" " + word + " ")
	if len(signs) <= rankRun {
		return []string{string(signs)}
	}
	list := make([]string, 0, len(signs)-rankRun+1)
	for i := 0; i+rankRun <= len(signs); i++ {
		list = append(list, string(signs[i:i+rankRun]))
	}
	return list
}
