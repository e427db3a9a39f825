package anchor

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fate is what became of a passage when its text was replaced by another.
type Fate string

// The fates.
const (
	Kept   Fate = "kept"   // the same words in the same place
	Unsure Fate = "unsure" // the best guess, for the analyst to confirm
	Gone   Fate = "gone"   // no place in the new text reads like it
)

// A passage that reads exactly as before counts as kept if half of its context is
// there too, and nearly all of that on one side; or, if its words are in either text
// only once, most of it: texts that have nothing to do with each other are alike to
// a third.
const (
	surely = 0.75 // score
	rarely = 0.85 // score, of words that are in either text once
	nearly = 0.85 // similarity
)

// Mover moves passages from one text of an article to another.
type Mover struct {
	from, to       Text
	prefix, suffix int // code points that both texts begin and end with
	finder         *Finder
	blocks         []Span           // of from; made with the places
	places         map[string]place // of blocks, by what they say; made when first needed
}

// place is where a block stands in both texts.
type place struct {
	from, to     Span
	inFrom, inTo int // how often
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
	case min(s.End+ContextLen, m.from.n) <= m.prefix && m.asWhole(s, s): // with what stands behind it: a block put in may begin with the same words
		return s, Kept
	case max(0, s.Start-ContextLen) >= m.from.n-m.suffix && m.asWhole(s, s.shifted(m.to.n-m.from.n)):
		return s.shifted(m.to.n - m.from.n), Kept
	}
	if there, ok := m.inBlock(s); ok {
		return there, Kept
	}
	matches, outcome := m.finder.Find(quote, m.hint(s.Start))
	if outcome == NotFound {
		return Span{}, Gone
	}
	best := matches[0]
	if outcome == Unique && best.Way == Exact && (best.Score >= rarely && m.once(quote.Exact) || best.Score >= surely && m.sameSide(s, best.Span)) && m.asWhole(s, best.Span) {
		return best.Span, Kept
	}
	return best.Span, Unsure
}

// inBlock returns where s stands in the other text if that has the whole block that
// it is in, and both have it once.
func (m *Mover) inBlock(s Span) (Span, bool) {
	m.know()
	i, found := slices.BinarySearchFunc(m.blocks, s.Start, func(b Span, at int) int { return cmp.Compare(b.Start, at) })
	if !found {
		i--
	}
	if i < 0 || s.End > m.blocks[i].End {
		return Span{}, false
	}
	p := m.places[m.from.Slice(m.blocks[i])]
	if p.inFrom != 1 || p.inTo != 1 {
		return Span{}, false
	}
	return s.shifted(p.to.Start - p.from.Start), true
}

// know finds where the blocks are.
func (m *Mover) know() {
	if m.places != nil {
		return
	}
	m.blocks, m.places = m.from.Blocks(), map[string]place{}
	for _, b := range m.blocks {
		p := m.places[m.from.Slice(b)]
		p.from, p.inFrom = b, p.inFrom+1
		m.places[m.from.Slice(b)] = p
	}
	for _, b := range m.to.Blocks() {
		p := m.places[m.to.Slice(b)]
		p.to, p.inTo = b, p.inTo+1
		m.places[m.to.Slice(b)] = p
	}
}

// once reports whether words are in both texts, and in neither twice.
func (m *Mover) once(words string) bool {
	return strings.Count(m.from.s, words) == 1 && strings.Count(m.to.s, words) == 1
}

// sameSide reports whether the same words stand before two passages of the two
// texts, or behind them, in their own blocks: those around may stay while another
// block takes the place of this one.
func (m *Mover) sameSide(a, b Span) bool {
	x, y := m.from.Quote(a), m.to.Quote(b)
	return sameContext(lastRunes(foldString(endOf(x.Prefix))), lastRunes(foldString(endOf(y.Prefix)))) ||
		sameContext(firstRunes(foldString(beginningOf(x.Suffix))), firstRunes(foldString(beginningOf(y.Suffix))))
}

// endOf and beginningOf return as much of a context as is in one block.
func endOf(s string) string {
	if i := strings.LastIndex(s, "\n\n"); i >= 0 {
		return s[i+2:]
	}
	return s
}

func beginningOf(s string) string {
	before, _, _ := strings.Cut(s, "\n\n")
	return before
}

func sameContext(a, b []rune) bool {
	return len(a) >= telling && similarity(a, b) >= nearly
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

// asWhole reports whether a passage does not begin or end inside a word of the other
// text, unless it did so in its own.
func (m *Mover) asWhole(s, there Span) bool { return !tears(m.to, there) || tears(m.from, s) }

func (s Span) shifted(by int) Span { return Span{s.Start + by, s.End + by} }

// tears tells whether s, which is not empty, begins or ends inside a word or a number.
func tears(t Text, s Span) bool {
	inside := func(p int) bool {
		if p == 0 || p == t.n {
			return false
		}
		pair := []rune(t.Slice(Span{p - 1, p + 1}))
		return isWordRune(pair[0]) && isWordRune(pair[1]) || inNumber(t, p) || inNumber(t, p-1)
	}
	return inside(s.Start) || inside(s.End)
}

// inNumber reports whether at p is the point of a number such as 4.5.
func inNumber(t Text, p int) bool {
	if p < 1 || p+2 > t.n {
		return false
	}
	at := []rune(t.Slice(Span{p - 1, p + 2}))
	return unicode.IsDigit(at[0]) && strings.ContainsRune(".,٫٬", at[1]) && unicode.IsDigit(at[2])
}
