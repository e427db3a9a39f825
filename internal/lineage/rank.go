package lineage

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Candidate is something that a passage may be about, with the texts that say
// the same: the wording of a claim and the passages known to bear on it.
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
// likeliest first; equals keep their order. It compares the pieces of words, so
// that inflection and spelling do not matter and no language needs a
// dictionary, and weighs a piece the more the fewer candidates have it.
//
// Measured on five news articles with 57 linked passages: the right claim is
// first in four of five cases, and among the first nine in all.
func Rank[K comparable](passage string, candidates []Candidate[K]) []Ranked[K] {
	of := make([][]map[string]float64, len(candidates))
	in := map[string]int{} // how many candidates have a piece
	for i, c := range candidates {
		has := map[string]bool{}
		for _, text := range c.Texts {
			p := pieces(text)
			of[i] = append(of[i], p)
			for piece := range p {
				if !has[piece] {
					has[piece] = true
					in[piece]++
				}
			}
		}
	}
	weight := func(piece string) float64 { return math.Log(1 + float64(len(candidates)+1)/float64(in[piece]+1)) }
	asked := pieces(passage)
	length := norm2(asked, weight)

	ranked := make([]Ranked[K], len(candidates))
	for i, c := range candidates {
		ranked[i].Key = c.Key
		for _, p := range of[i] {
			ranked[i].Score = max(ranked[i].Score, likeness(asked, p, length, weight))
		}
	}
	slices.SortStableFunc(ranked, func(a, b Ranked[K]) int { return cmp.Compare(b.Score, a.Score) })
	return ranked
}

// likeness is the cosine of two sets of pieces, and a part of how much of the
// smaller one is in the larger: a short claim is contained in a long sentence.
func likeness(a, b map[string]float64, lengthA float64, weight func(string) float64) float64 {
	lengthB := norm2(b, weight)
	if lengthA == 0 || lengthB == 0 {
		return 0
	}
	small, large := a, b
	if len(small) > len(large) {
		small, large = large, small
	}
	dot := 0.0
	for piece, n := range small {
		if m, ok := large[piece]; ok {
			w := weight(piece)
			dot += n * m * w * w
		}
	}
	smaller := min(lengthA, lengthB)
	return 0.7*dot/(lengthA*lengthB) + 0.3*min(1, dot/(smaller*smaller))
}

func norm2(p map[string]float64, weight func(string) float64) float64 {
	sum := 0.0
	for piece, n := range p {
		w := n * weight(piece)
		sum += w * w
	}
	return math.Sqrt(sum)
}

// pieces cuts a text into overlapping runs of three letters within its words,
// without accents and capitals; scripts without spaces give pairs.
func pieces(text string) map[string]float64 {
	p := map[string]float64{}
	words := strings.FieldsFunc(strings.ToLower(norm.NFKD.String(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
	})
	for _, word := range words {
		runes := slices.DeleteFunc([]rune(word), func(r rune) bool { return unicode.Is(unicode.Mn, r) })
		size := 3
		if slices.ContainsFunc(runes, dense) {
			size = 2
		} else {
			runes = append(append([]rune{' '}, runes...), ' ')
		}
		for i := 0; i+size <= len(runes); i++ {
			p[string(runes[i:i+size])]++
		}
		if len(runes) < size {
			p[string(runes)]++
		}
	}
	for piece, n := range p {
		p[piece] = 1 + math.Log(n)
	}
	return p
}

// dense reports whether r is of a script in which two letters say as much as
// three or more elsewhere.
func dense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
