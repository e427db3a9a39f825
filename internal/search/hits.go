package search

import (
	"cmp"
	"slices"
	"strings"

	"assay/internal/anchor"
)

// Hits returns where a text has what a query wants, in order and without
// overlaps.
func (q Query) Hits(text string) []anchor.Span { return q.HitsIn(Terms(text)) }

// HitsIn is Hits of a text that was read already.
func (q Query) HitsIn(terms []Term) []anchor.Span {
	var hits []anchor.Span
	for _, p := range q.Wanted {
		for i := range terms {
			if end, ok := p.at(terms[i:]); ok {
				hits = append(hits, anchor.Span{Start: terms[i].Start, End: end})
			}
		}
	}
	slices.SortFunc(hits, func(a, b anchor.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	merged := hits[:0]
	for _, h := range hits {
		if n := len(merged); n > 0 && h.Start < merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, h.End)
		} else {
			merged = append(merged, h)
		}
	}
	return merged
}

// at reports whether a phrase stands at the head of terms, and where it ends.
func (p Phrase) at(terms []Term) (end int, ok bool) {
	if len(terms) < len(p.Terms) {
		return 0, false
	}
	for i, want := range p.Terms {
		have := terms[i]
		goesOn := p.Prefix && i == len(p.Terms)-1 && strings.HasPrefix(have.Word, want.Word)
		if have.Stem != want.Stem && !goesOn {
			return 0, false
		}
		end = have.End
		if goesOn && single(p.Terms) {
			end = have.Start + 1
		}
	}
	return end, true
}
