package agreement

// Span is a passage that a coder has marked, in code points; End is not in it.
type Span struct {
	Start, End int
}

// Tolerance is how exactly two passages have to be the same one.
type Tolerance string

// The tolerances.
const (
	Exact   Tolerance = "exact"   // they begin and end at the same characters
	Near    Tolerance = "near"    // neither end is further off than NearBy
	Overlap Tolerance = "overlap" // they share a character
)

// Tolerances are the tolerances, the strictest first.
var Tolerances = []Tolerance{Exact, Near, Overlap}

// NearBy is how many code points either end of a passage may be off: about a
// word, with its article or a quotation mark.
const NearBy = 15

// match reports whether two passages are one.
func (t Tolerance) match(a, b Span) bool {
	switch t {
	case Exact:
		return a == b
	case Near:
		return off(a.Start, b.Start) <= NearBy && off(a.End, b.End) <= NearBy
	case Overlap:
		return a.Start < b.End && b.Start < a.End
	}
	return false
}

func off(a, b int) int { return max(a-b, b-a) }

// Spans counts the passages of two coders, and those that are the same.
type Spans struct {
	First, Second int // that each has marked
	Matched       int // pairs of one of each; a passage is in one pair at most
}

// Add adds what two coders have marked in one place.
func (s *Spans) Add(first, second []Span, t Tolerance) {
	s.First += len(first)
	s.Second += len(second)
	s.Matched += pairs(first, second, t)
}

// F1 is the harmonic mean of the shares of either's passages that the other has,
// too. It needs no count of what neither has marked, of which there is none.
// (G. Hripcsak and A. S. Rothschild, Agreement, the F-measure, and reliability
// in information retrieval, JAMIA 12, 2005.)
func (s Spans) F1() Figure {
	switch {
	case s.First+s.Second == 0:
		return Figure{Why: NoneShared}
	case min(s.First, s.Second) < Fewest:
		return Figure{Why: TooFew}
	}
	return Figure{Value: 2 * float64(s.Matched) / float64(s.First+s.Second)}
}

// pairs is how many passages of the one can be paired with one each of the
// other: the most there are, whatever the order they come in (Kuhn's algorithm).
func pairs(first, second []Span, t Tolerance) (n int) {
	of := make([]int, len(second)) // by those of the second, which of the first each is paired with, from 1
	seen := make([]bool, len(second))
	var pair func(i int) bool
	pair = func(i int) bool {
		for j := range second {
			if seen[j] || !t.match(first[i], second[j]) {
				continue
			}
			seen[j] = true
			if of[j] == 0 || pair(of[j]-1) {
				of[j] = i + 1
				return true
			}
		}
		return false
	}
	for i := range first {
		clear(seen)
		if pair(i) {
			n++
		}
	}
	return n
}
