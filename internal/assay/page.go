package assay

import (
	"cmp"
	"slices"

	"assay/internal/anchor"
)

// Why the text of a page of an original is not, or not all, in a text.
const (
	GapPicture = "picture" // it is a picture, without text or with hardly any
	GapLetters = "letters" // it does not say which letters its shapes stand for
	GapDamaged = "damaged" // it cannot be read
	GapCut     = "cut"     // it has too much, and only its beginning is there
)

// Typed is the extractor of a text that an analyst has typed in.
const Typed = "typed/1"

// Unread reports whether there is no text yet of what the original says: all its
// pages are pictures, or do not say which letters their shapes stand for.
func (t *Text) Unread() bool {
	none := false
	for _, p := range t.Pages {
		if p.Gap != GapPicture && p.Gap != GapLetters && p.Gap != GapDamaged {
			return false
		}
		none = none || p.Gap != GapDamaged
	}
	return none
}

// PageGap is pages in a row of which the same is missing in a text.
type PageGap struct {
	PageSpan
	Gap string // one of PageGaps
	Of  int    // how many
}

// Gaps returns which pages of the original are not, or not all, in the text.
func (t *Text) Gaps() (gaps []PageGap) { return GapsOf(t.Pages) }

// GapsOf is [Text.Gaps] for pages that are no text of a case yet.
func GapsOf(pages []Page) (gaps []PageGap) {
	for i, p := range pages {
		switch n := len(gaps); {
		case p.Gap == "":
		case i > 0 && pages[i-1].Gap == p.Gap:
			gaps[n-1].Last = p.Label
			gaps[n-1].Of++
		default:
			gaps = append(gaps, PageGap{PageSpan{p.Label, p.Label}, p.Gap, 1})
		}
	}
	return gaps
}

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
