package difference

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/search"
)

// shape is what a token is made of.
type shape uint8

const (
	sign   shape = iota // one character that is neither letter nor digit
	word                // letters and their marks
	digits              // digits of one number, with the signs between them
	han                 // one character of a script without spaces
)

// token is the smallest piece that is looked at.
type token struct {
	shape      shape
	start, end int    // code points
	from, to   int    // bytes
	text       string // as it stands
	fold       string // as it is compared
	spaced     bool   // there is white space before it
	line       bool   // and in it the end of a line
}

// tokens cuts a text.
func tokens(text string) []token {
	list := make([]token, 0, len(text)/5+1)
	spaced, line := true, true
	n := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			spaced, line = true, line || r == '\n'
			i, n = i+size, n+1
			continue
		}
		t := token{start: n, from: i, spaced: spaced, line: line}
		t.shape = shapeOf(r)
		i, n = i+size, n+1
		for i < len(text) && t.shape != sign && t.shape != han {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !joins(t.shape, r, text[i+size:]) {
				break
			}
			i, n = i+size, n+1
		}
		t.end, t.to, t.text = n, i, text[t.from:i]
		t.fold = t.text
		if t.shape == word || t.shape == han {
			t.fold = search.Fold(t.text)
		}
		list = append(list, t)
		spaced, line = false, false
	}
	return list
}

func shapeOf(r rune) shape {
	switch {
	case unicode.IsDigit(r):
		return digits
	case r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
		return han
	case unicode.IsLetter(r), unicode.IsMark(r):
		return word
	}
	return sign
}

// joins tells whether r goes on with a token before rest.
func joins(s shape, r rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case s == digits && isBlank(r): // 12 000 with a space that does not break
		return utf8.RuneCountInString(rest) >= 3 && !strings.ContainsFunc(string([]rune(rest[:min(len(rest), 12)])[:3]), func(r rune) bool { return !unicode.IsDigit(r) })
	case s == digits && isGroup(r):
		return unicode.IsDigit(next)
	case s == word && (r == '\'' || r == '’'):
		return shapeOf(next) == word
	}
	return shapeOf(r) == s || s == word && (unicode.IsMark(r) || r == '\u200c')
}

// isGroup tells whether r may stand between the digits of one number.
func isGroup(r rune) bool {
	return isBlank(r) || r == ',' || r == '.' || r == '٬' || r == '٫' || r == '，' || r == '\'' || r == '’'
}

// isBlank tells whether r is a space that may stand between the digits of a number.
func isBlank(r rune) bool { return r == '\u00a0' || r == '\u2009' || r == '\u202f' }

// digit is what a digit of any script stands for.
func digit(r rune) int {
	if r < utf8.RuneSelf {
		return int(r - '0')
	}
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return int(r-rune(run.Lo)) % 10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return int(r-rune(run.Lo)) % 10
		}
	}
	return 0
}

// capital tells whether t begins with a capital.
func (t token) capital() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}
