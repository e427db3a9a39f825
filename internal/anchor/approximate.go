package anchor

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// hit is a place in a folded text that nearly reads as a pattern.
type hit struct {
	span   Span
	errors int
}

const (
	maxHits   = 4096 // hits kept while a text is scanned
	maxStarts = 100  // hits whose beginning is worked out
)

// approximate returns where the text nearly reads as the folded quotation, and
// whether all of the text has been looked at.
func (f *Finder) approximate(quote Text, hint int) (matches []Match, complete bool) {
	if quote.n < minFuzzy {
		return nil, true
	}
	if quote.n > maxFuzzy {
		return f.approximateEnds(quote, hint)
	}
	hits, complete := f.hits(quote, f.folded.hint(hint))
	for _, h := range hits {
		matches = append(matches, Match{Span: f.tidy(h.span), Way: Approximate, Errors: h.errors, sought: quote.n})
	}
	return matches, complete
}

// approximateEnds finds a long quotation by its beginning and its end, as far
// apart as they should be give or take a third. Errors counts what differs in
// these two.
func (f *Finder) approximateEnds(quote Text, hint int) (matches []Match, complete bool) {
	const part = maxFuzzy / 2
	at := f.folded.hint(hint)
	heads, all := f.hits(NewText(quote.Slice(Span{0, part})), at)
	if at >= 0 {
		at += quote.n - part
	}
	tails, too := f.hits(NewText(quote.Slice(Span{quote.n - part, quote.n})), at)
	for _, head := range heads {
		best, found := hit{errors: maxFuzzy}, false
		for _, tail := range tails {
			n := tail.span.End - head.span.Start
			if errors := head.errors + tail.errors; 3*n >= 2*quote.n && 3*n <= 4*quote.n && errors < best.errors {
				best, found = hit{Span{head.span.Start, tail.span.End}, errors}, true
			}
		}
		if found {
			matches = append(matches, Match{Span: f.tidy(best.span), Way: Approximate, Errors: best.errors, sought: 2 * part})
		}
	}
	return matches, all && too
}

// tidy returns the passage of the text that a span of the folded text comes
// from, in whole characters and without white space at its ends.
func (f *Finder) tidy(s Span) Span {
	return Trim(f.t, Snap(f.t, f.folded.origin(s)))
}

// hits returns where the folded text reads as the pattern but for a third of
// its length, the nearest readings first; of overlapping ones only the better.
func (f *Finder) hits(quote Text, hint int) (hits []hit, complete bool) {
	limit := min(maxErrors, quote.n/3)
	slack := 1 + quote.n/10 // worse than the best by more than this cannot win by its context
	p := newPattern([]rune(quote.s))

	scope, complete := Span{0, f.folded.text.n}, true
	if reach := maxSteps / p.words; reach < scope.End {
		start := min(max(0, hint-reach/2), scope.End-reach)
		scope, complete = Span{start, start + reach}, false
	}
	last, _ := utf8.DecodeLastRuneInString(quote.s)
	sharp := false // the latest hit ends with the last letter of the quotation
	p.scan(f.folded.text.Slice(scope), false, func(n, errors int, r rune) bool {
		if errors > limit {
			return true
		}
		h := hit{Span{0, scope.Start + n}, errors}
		if i := len(hits) - 1; i >= 0 && h.span.End-hits[i].span.End <= quote.n/2 {
			if errors < hits[i].errors || errors == hits[i].errors && r == last && !sharp {
				hits[i], sharp = h, r == last
			}
		} else {
			hits, sharp = append(hits, h), r == last
		}
		limit = min(limit, errors+slack)
		return len(hits) < maxHits
	})
	complete = complete && len(hits) < maxHits

	hits = slices.DeleteFunc(hits, func(h hit) bool { return h.errors > limit })
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.errors, b.errors) })
	hits = hits[:min(len(hits), maxStarts)]
	backwards := []rune(quote.s)
	slices.Reverse(backwards)
	p = newPattern(backwards)
	for i := range hits {
		hits[i].span.Start = f.start(p, hits[i], backwards[len(backwards)-1])
	}
	return hits, complete
}

// start returns where a hit begins, of which only the end is known: it reads
// the text backwards from there.
func (f *Finder) start(backwards *pattern, h hit, first rune) int {
	window := []rune(f.folded.text.Slice(Span{max(0, h.span.End-backwards.n-h.errors), h.span.End}))
	slices.Reverse(window)
	start, best, sharp := h.span.End-1, maxErrors*4, false
	backwards.scan(string(window), true, func(n, errors int, r rune) bool {
		if errors < best || errors == best && r == first && !sharp {
			start, best, sharp = h.span.End-n, errors, r == first
		}
		return true
	})
	return start
}

// pattern looks for a string with errors by the bit-parallel method of Myers
// (1999) as Hyyrö (2003) carries it over several machine words: a column of the
// table of edit distances is kept as the differences between its rows, a bit
// each.
type pattern struct {
	n, words int
	latin    [256][]uint64 // for each character, where it stands in the pattern
	others   map[rune][]uint64
	none     []uint64
}

func newPattern(s []rune) *pattern {
	p := &pattern{n: len(s), words: (len(s) + 63) / 64, others: make(map[rune][]uint64)}
	p.none = make([]uint64, p.words)
	for i, r := range s {
		at := p.where(r)
		if &at[0] == &p.none[0] {
			at = make([]uint64, p.words)
			if r < 256 {
				p.latin[r] = at
			} else {
				p.others[r] = at
			}
		}
		at[i/64] |= 1 << (i % 64)
	}
	return p
}

// where returns the places of r in the pattern, as bits.
func (p *pattern) where(r rune) []uint64 {
	var at []uint64
	if r < 256 {
		at = p.latin[r]
	} else {
		at = p.others[r]
	}
	if at == nil {
		return p.none
	}
	return at
}

// scan reads s and tells yield after each character, which it passes, how many
// it has read and with how few errors the pattern ends there: beginning
// anywhere or, if anchored, at the start of s. It stops when yield says false.
func (p *pattern) scan(s string, anchored bool, yield func(n, errors int, r rune) bool) {
	up, down := make([]uint64, p.words), make([]uint64, p.words) // where a row is one more or less than the row above
	for w := range up {
		up[w] = ^uint64(0)
	}
	final := uint64(1) << ((p.n - 1) % 64)
	n, errors := 0, p.n
	for _, r := range s {
		n++
		carry := 0
		if anchored {
			carry = 1
		}
		for w, same := range p.where(r) {
			high := uint64(1) << 63
			if w == p.words-1 {
				high = final
			}
			u, d := up[w], down[w]
			diagonal := same | d
			if carry < 0 {
				same |= 1
			}
			level := ((same & u) + u) ^ u | same
			right, left := d|^(level|u), u&level // where a column is one more or less than the one before
			out := 0
			if right&high != 0 {
				out = 1
			} else if left&high != 0 {
				out = -1
			}
			right, left = right<<1, left<<1
			if carry > 0 {
				right |= 1
			} else if carry < 0 {
				left |= 1
			}
			up[w], down[w] = left|^(diagonal|right), right&diagonal
			carry = out
		}
		errors += carry
		if !yield(n, errors, r) {
			return
		}
	}
}
