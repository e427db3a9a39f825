// Package difference compares two passages that are said to tell the same:
// which numbers, dates and names they have otherwise. It says what stands where
// and what was read from it, never which of the two is right, nor that they
// exclude each other: one passage may be about another hour, or round.
//
// It is made of one table per language, in words.go; a language without one has
// its digits, its signs and its names compared. Relative words (yesterday, last
// month) depend on when a text was written and are not guessed.
package difference

import (
	"cmp"
	"slices"

	"assay/internal/anchor"
)

// Kind is what differs.
type Kind string

// The kinds.
const (
	Number Kind = "number"
	Date   Kind = "date"
	Name   Kind = "name"
)

// Passage is a stretch of a text.
type Passage struct {
	Text     anchor.Text
	Span     anchor.Span // in the text
	Language string      // a BCP 47 tag, "" if unknown
}

// Reading is what one side has.
type Reading struct {
	Span  anchor.Span // in the text of the passage
	Words string      // what stands there
	Value string      // what it was read as: "2000000 usd", "2031-09", the name
}

// Difference is a pair of readings that are not the same.
type Difference struct {
	Kind Kind
	// Finer tells that one side only says more exactly what the other says too:
	// the ninth of a month, and the month.
	Finer bool
	// Unsure tells that the passages may tell of different moments or things,
	// since several of their numbers differ and none agrees, or since the words
	// around two numbers are of two languages and cannot be compared.
	Unsure bool
	A, B   Reading
}

// Between returns what differs between two passages, in the order of a. Changing
// the sides changes the sides of the answer and nothing else but its order. What
// only one of the passages has is not a difference. It panics if a text does not
// have its span.
func Between(a, b Passage) []Difference {
	x, y := read(a), read(b)
	if x.text == y.text {
		return nil
	}
	found := slices.Concat(numbers(x, y), dates(x, y), names(x, y))
	slices.SortStableFunc(found, func(p, q Difference) int {
		return cmp.Or(cmp.Compare(p.A.Span.Start, q.A.Span.Start), cmp.Compare(p.B.Span.Start, q.B.Span.Start))
	})
	return found
}

// side is a passage that has been read.
type side struct {
	text    string
	at      int // where it begins in its text
	tokens  []token
	table   *table
	numbers []quantity
	dates   []day
}

func read(p Passage) *side {
	s := &side{text: p.Text.Slice(p.Span), at: p.Span.Start, table: tableOf(p.Language)}
	s.tokens = tokens(s.text)
	s.findDates()
	s.findNumbers()
	return s
}

// reading is what s has from one token up to another, which is not part of it.
func (s *side) reading(from, to int, value string) Reading {
	first, last := s.tokens[from], s.tokens[to-1]
	return Reading{
		Span:  anchor.Span{Start: s.at + first.start, End: s.at + last.end},
		Words: s.text[first.from:last.to],
		Value: value,
	}
}

// pairing is how well item i of one side goes with item j of the other.
type pairing struct {
	i, j  int
	score float64
}

// best returns pairs of which no item is in two, the greatest scores first.
// Between equals, those that are in the same place of their order come first,
// then the earlier ones, whichever side is the first.
func best(all []pairing) []pairing {
	slices.SortFunc(all, func(p, q pairing) int {
		return cmp.Or(
			cmp.Compare(q.score, p.score),
			cmp.Compare(abs(p.i-p.j), abs(q.i-q.j)),
			cmp.Compare(p.i+p.j, q.i+q.j),
			cmp.Compare(min(p.i, p.j), min(q.i, q.j)))
	})
	usedA, usedB := map[int]bool{}, map[int]bool{}
	var out []pairing
	for _, p := range all {
		if !usedA[p.i] && !usedB[p.j] {
			usedA[p.i], usedB[p.j] = true, true
			out = append(out, p)
		}
	}
	return out
}

func abs(n int) int { return max(n, -n) }
