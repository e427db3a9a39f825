package anchor

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNotUTF8 is why [Canonical] refuses bytes that are not text.
var ErrNotUTF8 = errors.New("text is not valid UTF-8")

// Canonical returns s in the form in which texts are stored and counted:
//
//   - every line end that Unicode knows (CR LF, CR, NEL, VT, FF, U+2028) is LF,
//     and U+2029, which ends a paragraph, is a blank line;
//   - NUL and U+FEFF are gone: no file format of ours can carry the first,
//     and the second is only ever the trace of how a file was saved;
//   - blocks stand apart by exactly one blank line, and none stands at either
//     end. A line is blank if it has only white space, or the zero-width space
//     with which web pages hold empty paragraphs open.
//
// All other characters stay as found, composed or not, and so do single line
// ends and white space inside a block. The canonical form of a canonical text
// is that text. Bytes that are not UTF-8 are refused with [ErrNotUTF8].
func Canonical(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fmt.Errorf("%w, from byte %d on", ErrNotUTF8, invalidAt(s))
	}
	s = plainLines(s)

	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimFunc(line, isSpace) == "" {
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if blank {
				b.WriteByte('\n')
			}
		}
		b.WriteString(line)
		blank = false
	}
	return b.String(), nil
}

// plainLines returns s with LF for every line end and without NUL and U+FEFF.
func plainLines(s string) string {
	if !strings.ContainsAny(s, "\r\v\f\x00\u0085\u2028\u2029\ufeff") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	afterCR := false // so that a NUL between CR and LF does not make two lines of one
	for _, r := range s {
		switch r {
		case 0, '\ufeff':
			continue
		case '\n':
			if !afterCR {
				b.WriteByte('\n')
			}
		case '\r', '\v', '\f', '\u0085', '\u2028':
			b.WriteByte('\n')
		case '\u2029':
			b.WriteString("\n\n")
		default:
			b.WriteRune(r)
		}
		afterCR = r == '\r'
	}
	return b.String()
}

// invalidAt returns the first byte of s that is not UTF-8.
func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return i
		}
	}
	return len(s)
}

// isSpace tells whether r leaves no ink and separates: Unicode's White_Space
// and the zero-width space.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }
