package anchor

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ContextLen is how many code points before and after a quotation are kept
// with it, so that it can be told from others that read the same.
const ContextLen = 32

// stride is the distance in code points between the positions that a Text
// remembers: small enough that walking to a place between two is cheap, large
// enough that the index of a text weighs an eighth of it at most.
const stride = 64

// Text is an immutable text that can be cut by code points quickly, wherever
// the cut is. The zero Text is empty.
type Text struct {
	s  string
	n  int   // code points
	at []int // byte offset of every stride-th code point; nil if each code point is a byte
}

// NewText indexes s, which should be canonical: see [Canonical]. It does not
// check, since it is called on every reading of a text that was checked when it
// was stored.
func NewText(s string) Text {
	t := Text{s: s, n: utf8.RuneCountInString(s)}
	if t.n == len(s) {
		return t
	}
	t.at = make([]int, 0, t.n/stride+1)
	n := 0
	for i := range s {
		if n%stride == 0 {
			t.at = append(t.at, i)
		}
		n++
	}
	return t
}

// String returns the whole text.
func (t Text) String() string { return t.s }

// Len returns the number of code points in t.
func (t Text) Len() int { return t.n }

// In tells whether t has the span s; an empty span inside t is in t.
func (t Text) In(s Span) bool { return 0 <= s.Start && s.Start <= s.End && s.End <= t.n }

// Slice returns the text at s. Like slicing in Go, it panics if t has no such
// span: one that came from outside goes through [Text.In] or [Text.Lookup]
// first.
func (t Text) Slice(s Span) string {
	if !t.In(s) {
		panic(fmt.Sprintf("anchor: span %v of a text of %d code points", s, t.n))
	}
	return t.s[t.offset(s.Start):t.offset(s.End)]
}

// Lookup returns the text at s, and false if t has no such span.
func (t Text) Lookup(s Span) (string, bool) {
	if !t.In(s) {
		return "", false
	}
	return t.Slice(s), true
}

// Context returns up to [ContextLen] code points on either side of s, fewer
// at the ends of t. It panics if t has no such span.
func (t Text) Context(s Span) (prefix, suffix string) {
	return t.Slice(Span{max(0, s.Start-ContextLen), s.Start}), t.Slice(Span{s.End, min(t.n, s.End+ContextLen)})
}

// Quote returns the quotation at s with its context: all that is needed to
// find it again. It panics if t has no such span.
func (t Text) Quote(s Span) Quote {
	prefix, suffix := t.Context(s)
	return Quote{Exact: t.Slice(s), Prefix: prefix, Suffix: suffix}
}

// Blocks returns the blocks of t, which are its paragraphs: what stands between
// blank lines. Joining them with "\n\n" gives t back. An empty text has none.
func (t Text) Blocks() []Span {
	if t.n == 0 {
		return nil
	}
	var blocks []Span
	start := 0
	for block := range strings.SplitSeq(t.s, "\n\n") {
		end := start + utf8.RuneCountInString(block)
		blocks = append(blocks, Span{start, end})
		start = end + len("\n\n")
	}
	return blocks
}

// offset returns where code point p begins in bytes, for 0 <= p <= t.n.
func (t Text) offset(p int) int {
	switch {
	case t.at == nil:
		return p
	case p == t.n:
		return len(t.s)
	}
	i := t.at[p/stride]
	for range p % stride {
		_, size := utf8.DecodeRuneInString(t.s[i:])
		i += size
	}
	return i
}

// point returns which code point begins at byte i: the inverse of offset.
func (t Text) point(i int) int {
	if t.at == nil {
		return i
	}
	k, exact := slices.BinarySearch(t.at, i)
	if !exact {
		k--
	}
	return k*stride + utf8.RuneCountInString(t.s[t.at[k]:i])
}
