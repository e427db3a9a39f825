package anchor

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// folded is a text without what other programs change when they copy from
// it: the kind and amount of white space, capitals, the shape of quotation
// marks and dashes, and characters that are not seen.
type folded struct {
	text   Text
	shifts []shift
}

// shift says that from code point at of a folded text on, up to the next
// shift, code points correspond one to one to those of the text from origin on.
type shift struct{ at, origin int }

func fold(t Text) *folded {
	var b strings.Builder
	b.Grow(len(t.s))
	f := &folded{shifts: []shift{{0, 0}}}
	n := 0
	foldRunes(t.s, func(r rune, origin int) {
		if last := f.shifts[len(f.shifts)-1]; last.origin+n-last.at != origin {
			f.shifts = append(f.shifts, shift{n, origin})
		}
		b.WriteRune(r)
		n++
	})
	f.text = NewText(b.String())
	return f
}

func foldString(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	foldRunes(s, func(r rune, _ int) { b.WriteRune(r) })
	return b.String()
}

// foldRunes calls emit with each character of the folded s and the position
// in s of the character that it comes from.
func foldRunes(s string, emit func(r rune, origin int)) {
	n := -1
	last := rune(0)
	for _, r := range s {
		n++
		switch {
		case 'a' <= r && r <= 'z':
		case isUnseen(r):
			continue
		case isSpace(r):
			if last == ' ' {
				continue
			}
			r = ' '
		case r < utf8.RuneSelf:
			r = unicode.ToLower(r)
			if r == '`' {
				r = '\''
			}
		case r == '…':
			emit('.', n)
			emit('.', n)
			r = '.'
		case strings.ContainsRune("“”„‟«»″〝〞", r):
			r = '"'
		case strings.ContainsRune("‘’‚‛‹›′ʼ´", r):
			r = '\''
		case unicode.Is(unicode.Pd, r) || r == '−':
			r = '-'
		default:
			r = unicode.ToLower(unicode.ToUpper(r)) // so that both Greek sigmas become one
		}
		emit(r, n)
		last = r
	}
}

// isUnseen tells whether r has neither ink nor width.
func isUnseen(r rune) bool {
	return r == '\u00ad' || '\u200b' <= r && r <= '\u200f' || '\u202a' <= r && r <= '\u202e' || '\u2060' <= r && r <= '\u2069' || r == '\ufeff'
}

// origin returns the span of the text that a span of the folded text, which
// is not empty, comes from.
func (f *folded) origin(s Span) Span {
	return Span{f.originOf(s.Start), f.originOf(s.End-1) + 1}
}

func (f *folded) originOf(p int) int {
	i, found := slices.BinarySearchFunc(f.shifts, p, func(s shift, p int) int { return s.at - p })
	if !found {
		i--
	}
	return f.shifts[i].origin + p - f.shifts[i].at
}

// hint returns what became of position p of the text, or NoHint.
func (f *folded) hint(p int) int {
	if p < 0 {
		return NoHint
	}
	i, _ := slices.BinarySearchFunc(f.shifts, p+1, func(s shift, p int) int { return s.origin - p })
	i-- // the last shift that begins at or before p
	at := f.shifts[i].at + p - f.shifts[i].origin
	if i+1 < len(f.shifts) {
		at = min(at, f.shifts[i+1].at)
	}
	return min(at, f.text.n)
}
