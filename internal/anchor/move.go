package anchor

import "unicode/utf8"

// Fate is what became of a passage when its text was replaced by another.
type Fate string

// The fates.
const (
	Kept   Fate = "kept"   // the same words in the same place
	Unsure Fate = "unsure" // the best guess, for the analyst to confirm
	Gone   Fate = "gone"   // no place in the new text reads like it
)

// surely is the score from which a passage that reads exactly as before counts
// as kept: half of its context has to be there too.
const surely = 0.75

// Mover moves passages from one text of an article to another.
type Mover struct {
	from, to       Text
	prefix, suffix int // code points that both texts begin and end with
	finder         *Finder
}

// NewMover returns a Mover between two texts.
func NewMover(from, to Text) *Mover {
	m := &Mover{from: from, to: to, finder: NewFinder(to)}
	a, b := from.s, to.s
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeRuneInString(a[n:])
		if s, _ := utf8.DecodeRuneInString(b[n:]); r != s {
			break
		}
		n += size
		m.prefix++
	}
	a, b = a[n:], b[n:]
	for a != "" && b != "" {
		r, size := utf8.DecodeLastRuneInString(a)
		if s, _ := utf8.DecodeLastRuneInString(b); r != s {
			break
		}
		a, b = a[:len(a)-size], b[:len(b)-size]
		m.suffix++
	}
	return m
}

// Move finds where the passage at s stands in the other text. The span that it
// returns is empty if the passage is gone. It panics if there is no such span.
func (m *Mover) Move(s Span) (Span, Fate) {
	quote := m.from.Quote(s)
	switch {
	case s.Empty():
		return Span{}, Gone
	case s.End < m.prefix, m.from.n == m.to.n && m.prefix == m.to.n:
		return s, Kept
	case s.Start > m.from.n-m.suffix:
		by := m.to.n - m.from.n
		return Span{s.Start + by, s.End + by}, Kept
	}
	matches, outcome := m.finder.Find(quote, m.hint(s.Start))
	if outcome == NotFound {
		return Span{}, Gone
	}
	best := matches[0]
	if outcome == Unique && best.Way == Exact && best.Score >= surely && (!tears(m.to, best.Span) || tears(m.from, s)) {
		return best.Span, Kept
	}
	return best.Span, Unsure
}

// hint returns where position p should be by what has been put in and taken
// out between the parts that both texts share.
func (m *Mover) hint(p int) int {
	before, after := m.from.n-m.prefix-m.suffix, m.to.n-m.prefix-m.suffix
	switch {
	case p <= m.prefix:
		return p
	case p >= m.from.n-m.suffix:
		return p + m.to.n - m.from.n
	}
	return m.prefix + int(float64(p-m.prefix)/float64(before)*float64(after))
}

// tears tells whether s, which is not empty, begins or ends inside a word.
func tears(t Text, s Span) bool {
	inside := func(p int) bool {
		if p == 0 || p == t.n {
			return false
		}
		pair := []rune(t.Slice(Span{p - 1, p + 1}))
		return isWordRune(pair[0]) && isWordRune(pair[1])
	}
	return inside(s.Start) || inside(s.End)
}
