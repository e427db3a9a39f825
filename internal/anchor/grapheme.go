package anchor

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// reach is how far Snap and Trim look for the ends of a grapheme cluster, in
// code points. Real clusters have a dozen at most; the limit keeps a text of
// nothing but combining marks from costing its length at every mark.
const reach = 1024

// Snap widens s to whole grapheme clusters, so that no flag, family, accented
// letter or Hangul syllable is cut in two. It panics if t has no such span. An
// empty span stays as it is.
func Snap(t Text, s Span) Span {
	if s.Empty() {
		return s
	}
	return Span{cluster(t, s.Start).Start, cluster(t, s.End-1).End}
}

// Trim drops white space from both ends of s, but not where it carries a
// combining mark. A span of white space comes back empty. It panics if t has no
// such span.
func Trim(t Text, s Span) Span {
	text := t.Slice(s)
	for !s.Empty() {
		r, size := utf8.DecodeRuneInString(text)
		if !isSpace(r) || !isBoundary(t, s.Start+1) {
			break
		}
		text = text[size:]
		s.Start++
	}
	for !s.Empty() {
		r, size := utf8.DecodeLastRuneInString(text)
		if !isSpace(r) || !isBoundary(t, s.End-1) {
			break
		}
		text = text[:len(text)-size]
		s.End--
	}
	return s
}

// isBoundary tells whether no grapheme cluster of t reaches over p.
func isBoundary(t Text, p int) bool {
	return t.at == nil || p == t.n || cluster(t, p).Start == p
}

// cluster returns the grapheme cluster of t that holds code point p < t.n.
// Canonical text has no CR, so in ASCII each character is one.
func cluster(t Text, p int) Span {
	if t.at == nil {
		return Span{p, p + 1}
	}
	from, first := t.offset(p), p // walk back to a place that is surely a boundary
	for first > 0 && p-first < reach {
		after, _ := utf8.DecodeRuneInString(t.s[from:])
		before, size := utf8.DecodeLastRuneInString(t.s[:from])
		if plain(before) && plain(after) {
			break
		}
		from -= size
		first--
	}
	to := t.offset(min(t.n, p+1+reach))
	for g := graphemes.FromString(t.s[from:to]); g.Next(); {
		next := first + utf8.RuneCountInString(g.Value())
		if next > p {
			return Span{first, next}
		}
		first = next
	}
	return Span{p, p + 1}
}

// plain tells whether r is one of the characters that join nothing before or
// after them, which spares a walk through the clusters: what is below the first
// combining mark, punctuation, and Chinese.
func plain(r rune) bool {
	return r < 0x300 && r != '\r' || 0x2010 <= r && r <= 0x2027 || 0x3001 <= r && r <= 0x3029 || 0x4e00 <= r && r <= 0x9fff
}

// clusters answers where in s, by bytes, grapheme clusters begin.
type clusters struct {
	s      string
	starts []uint64 // a bit for each byte, set when first asked for
}

// from returns the first beginning of a cluster at or after byte i, len(s) if
// there is none.
func (c *clusters) from(i int) int {
	if i == 0 || i == len(c.s) {
		return i
	}
	if c.s[i] < utf8.RuneSelf && c.s[i-1] < utf8.RuneSelf && c.s[i-1] != '\r' {
		return i
	}
	before, _ := utf8.DecodeLastRuneInString(c.s[:i])
	after, _ := utf8.DecodeRuneInString(c.s[i:])
	if plain(before) && plain(after) {
		return i
	}
	if c.starts == nil {
		c.starts = make([]uint64, len(c.s)/64+1)
		for g := graphemes.FromString(c.s); g.Next(); {
			c.starts[g.Start()/64] |= 1 << (g.Start() % 64)
		}
	}
	for i < len(c.s) && c.starts[i/64]&(1<<(i%64)) == 0 {
		i++
	}
	return i
}
