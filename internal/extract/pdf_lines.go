package extract

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// direction is what a character says of the direction of writing.
type direction int

const (
	weak    direction = iota // space and marks
	toLeft                   // Arabic, Hebrew and the like
	toRight                  // most others
	digit
	inDigits  // what stands between digits
	plusMinus // or between some, only
	byDigits  // or on an end of a number
)

// directionOf returns what the first character of a glyph says.
func directionOf(s string) direction {
	r, _ := utf8.DecodeRuneInString(s)
	p, _ := bidi.LookupRune(r)
	return directions[p.Class()]
}

var directions = map[bidi.Class]direction{
	bidi.R: toLeft, bidi.AL: toLeft, bidi.L: toRight, bidi.EN: digit, bidi.AN: digit, bidi.CS: inDigits, bidi.ES: plusMinus, bidi.ET: byDigits,
}

// balance says how many glyphs are written towards the left, and how many
// towards the right.
func balance(glyphs []glyph) (left, right int) {
	for i := range glyphs {
		if d := directionOf(glyphs[i].text); d == toLeft {
			left++
		} else if d == toRight {
			right++
		}
	}
	return left, right
}

// arabic reports whether there are letters of Arabic or its kin in a line.
func arabic(glyphs []glyph) bool {
	return slices.ContainsFunc(glyphs, func(g glyph) bool {
		r, _ := utf8.DecodeRuneInString(g.text)
		p, _ := bidi.LookupRune(r)
		return p.Class() == bidi.AL
	})
}

// cluster is a glyph of a line with the accents on it, or a space.
type cluster struct {
	text  string
	where direction
}

// spell returns the text of a line, whose glyphs are ordered from left to right,
// in the order in which it is read. rtl is how most of the text around it is
// written.
func spell(glyphs []glyph, rtl bool) string {
	left, right := balance(glyphs)
	switch {
	case left == 0 && right > 0:
		rtl = false
	case left > 0 && 10*left >= 7*(left+right):
		rtl = true
	}
	all := clusters(glyphs, left > 0)
	if left > 0 || rtl {
		facing(all)
		if arabic(glyphs) {
			for i := range all { // numbers are plainer there
				if all[i].where == plusMinus || all[i].where == byDigits {
					all[i].where = weak
				}
			}
		}
		turnRuns(all, rtl)
	}
	var out strings.Builder
	for _, c := range all {
		out.WriteString(c.text)
	}
	return strings.Join(strings.Fields(letterForms(out.String())), " ")
}

// clusters puts accents on their letters and spaces between words.
func clusters(glyphs []glyph, rtl bool) []cluster {
	all := make([]cluster, 0, len(glyphs)+len(glyphs)/4)
	at := make([]*glyph, 0, cap(all)) // of each in all, nil for a space
	y, size := 0.0, 0.0               // of the largest
	for i := range glyphs {
		if g := &glyphs[i]; g.size > size {
			y, size = g.y, g.size
		}
	}
	var last *glyph
	var marks []*glyph
	for i := range glyphs {
		g := &glyphs[i]
		r, _ := utf8.DecodeRuneInString(g.text)
		switch {
		case unicode.IsSpace(r):
			all, at = append(all, cluster{text: " "}), append(at, nil)
			continue
		case accent(r):
			marks = append(marks, g)
			continue
		}
		if last != nil && at[len(at)-1] != nil && apart(last, g, rtl) {
			all, at = append(all, cluster{text: " "}), append(at, nil)
		}
		all, at = append(all, cluster{raised(g, y, size), directionOf(g.text)}), append(at, g)
		last = g
	}
	for _, m := range marks {
		if i := under(m, at); i >= 0 {
			all[i].text += m.text
		}
	}
	return all
}

// apart reports whether there is a space between two glyphs, the left one first.
func apart(a, b *glyph, rtl bool) bool {
	gap := (b.x0 - a.x1) / min(a.size, b.size)
	switch {
	case wideText(a.text) && wideText(b.text):
		return gap > 0.8
	case wideText(a.text) || wideText(b.text):
		return gap > 0.45
	case rtl:
		return gap > 0.19
	case b.order > a.order && b.order-a.order <= 3 && math.Abs(a.y-b.y) < 0.1*a.size: // as they were drawn
		return b.gap || gap > 0.45
	}
	return gap > 0.19
}

// raised returns the text of a glyph, a small digit above the line as what it
// is.
func raised(g *glyph, y, size float64) string {
	if g.size > 0.85*size || g.y < y+0.15*size || len(g.text) != 1 || g.text < "0" || g.text > "9" {
		return g.text
	}
	return superscripts[g.text[0]-'0']
}

var superscripts = [...]string{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}

// under returns which glyph of a line an accent stands on, -1 for none. A space
// is nil.
func under(mark *glyph, all []*glyph) int {
	const near = 4
	middle := (mark.x0 + mark.x1) / 2
	after := sort.Search(len(all), func(i int) bool {
		for ; i < len(all); i++ {
			if all[i] != nil {
				return all[i].x0 > middle
			}
		}
		return true
	})
	best, nearest := -1, 0.0
	for i := max(0, after-near); i < min(len(all), after+near); i++ {
		g := all[i]
		if g == nil {
			continue
		}
		if off := max(g.x0-middle, middle-g.x1, 0); best < 0 || off < nearest {
			best, nearest = i, off
		}
	}
	return best
}

// turnRuns brings what stands from left to right into the order in which it is
// read. It undoes what the Unicode Bidirectional Algorithm does to one line, as
// far as that can be known.
func turnRuns(all []cluster, rtl bool) {
	if !rtl {
		for i := 0; i < len(all); {
			end := leftwards(all, i)
			turnRuns(all[i:end], true)
			i = max(end, i+1)
		}
		return
	}
	along := make([]bool, len(all)) // of what is read from left to right
	for i := 0; i < len(all); {
		end := rightwards(all, i)
		for k := i; k < end; k++ {
			along[k] = true
		}
		i = max(end, i+1)
	}
	for i := range all {
		if mirrored, ok := mirror[all[i].text]; ok && !along[i] {
			all[i].text = mirrored
		}
	}
	slices.Reverse(all)
	slices.Reverse(along)
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && along[end] {
			end++
		}
		slices.Reverse(all[i:end])
		i = max(end, i+1)
	}
}

// rightwards returns where what is read from left to right ends, in a line that
// is read towards the left; i if nothing of the sort begins there.
func rightwards(all []cluster, i int) int {
	if all[i].where == byDigits {
		if n := numberIn(all, i); n > i {
			return wordsFrom(all, n, false)
		}
		return i
	}
	if all[i].where == digit {
		return wordsFrom(all, numberIn(all, i), false)
	}
	if all[i].where == toRight {
		return wordsFrom(all, i+1, true)
	}
	return i
}

// wordsFrom goes on from a word or a number that ends at end.
func wordsFrom(all []cluster, end int, word bool) int {
	for end < len(all) {
		next := end
		for next < len(all) && all[next].where != toRight && all[next].where != toLeft && all[next].where != digit {
			next++
		}
		if next == len(all) || all[next].where == toLeft || !word && (next > end || all[next].where == digit) {
			return end
		}
		word = word || all[next].where == toRight
		if end = next + 1; all[next].where == digit {
			end = numberIn(all, next)
		}
	}
	return end
}

// numberIn returns the end of the number that begins at i, with what stands on
// its ends; i for none.
func numberIn(all []cluster, i int) int {
	start := i
	for i < len(all) && all[i].where == byDigits {
		i++
	}
	if i == len(all) || all[i].where != digit {
		return start
	}
	for i < len(all) && (all[i].where == digit || (all[i].where == inDigits || all[i].where == plusMinus) && i+1 < len(all) && all[i+1].where == digit && all[i-1].where == digit) {
		i++
	}
	for i < len(all) && all[i].where == byDigits {
		i++
	}
	return i
}

// leftwards returns where what is read from right to left ends, in a line that is
// read towards the right; i if nothing of the sort begins there.
func leftwards(all []cluster, i int) int {
	if all[i].where != toLeft {
		return i
	}
	end := i + 1
	for k := end; k < len(all) && all[k].where != toRight; k++ {
		if all[k].where == toLeft {
			end = k + 1
		}
	}
	return end
}

// mirror has the characters that look the other way round where text is written
// towards the left.
var mirror = map[string]string{
	"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«", "‹": "›", "›": "‹", "<": ">", ">": "<",
}

var opening = map[string]bool{"(": true, "[": true, "{": true, "«": true, "‹": true, "<": true}

// facing finds out how brackets look on the page, which is as often said the
// wrong way round: what they touch is between them.
func facing(all []cluster) {
	said := func(i int) bool {
		return i >= 0 && i < len(all) && (all[i].where == toLeft || all[i].where == toRight || all[i].where == digit)
	}
	space := func(i int) bool { return i < 0 || i >= len(all) || all[i].text == " " }
	for i := range all {
		other, ok := mirror[all[i].text]
		if curly := all[i].text == "“"; curly && said(i+1) && space(i-1) != space(i+1) || curly && said(i+1) && !said(i-1) {
			all[i].text = "”" // what is on its right is read first: it closes
		}
		if !ok {
			continue
		}
		open := opening[all[i].text]
		switch {
		case said(i+1) != said(i-1):
			open = said(i + 1)
		case space(i+1) != space(i-1):
			open = !space(i + 1)
		}
		if open != opening[all[i].text] {
			all[i].text = other
		}
	}
}
