package assay

import (
	"cmp"
	"slices"

	"assay/internal/anchor"
)

// PageSpan is the pages of an original that a passage is on, as they are printed
// there. Both are "" if the original has no pages, or the passage is before them.
type PageSpan struct {
	First, Last string
}

// String returns the numbers alone, as in "12" or "12–13".
func (p PageSpan) String() string {
	if p.First == p.Last {
		return p.First
	}
	return p.First + "–" + p.Last
}

// PageOf returns the pages that a passage of the text is on. A page that only
// begins where the passage ends is not one of them.
func (t *Text) PageOf(span anchor.Span) PageSpan {
	on := func(at int) string {
		i, _ := slices.BinarySearchFunc(t.Pages, at, func(p Page, at int) int { return cmp.Compare(p.Start, at+1) })
		if i == 0 {
			return ""
		}
		return t.Pages[i-1].Label
	}
	last := on(max(span.Start, span.End-1))
	return PageSpan{cmp.Or(on(span.Start), last), last}
}

// PageOf returns the pages that a mention is on, in the text that it is of.
func (v *View) PageOf(m *Mention) PageSpan {
	if t := v.texts[m.Text]; t != nil {
		return t.PageOf(m.Span)
	}
	return PageSpan{}
}
