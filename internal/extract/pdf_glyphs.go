package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What follows is arithmetic on characters that have a place on a page, and
// knows nothing of PDF.

// area is a rectangle. Up is more.
type area struct{ x0, y0, x1, y1 float64 }

var everywhere = area{-1e9, -1e9, 1e9, 1e9}

// size is how large an area is, 0 for none.
func (a area) size() float64 { return max(a.x1-a.x0, 0) * max(a.y1-a.y0, 0) }

// within returns what of an area is in another.
func (a area) within(b area) area {
	return area{max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1)}
}

// sound reports whether the numbers of an area can be reckoned with.
func (a area) sound() bool {
	for _, v := range [...]float64{a.x0, a.y0, a.x1, a.y1} {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

// holds reports whether the middle of another area is in a.
func (a area) holds(b area) bool {
	x, y := (b.x0+b.x1)/2, (b.y0+b.y1)/2
	return x >= a.x0 && x <= a.x1 && y >= a.y0 && y <= a.y1
}

// turn is how text is turned.
type turn int

const (
	upright turn = iota
	upwards
	downwards
	upsideDown
)

// glyph is a character, or a ligature, with its place.
type glyph struct {
	area
	text  string
	y     float64 // of the line that it stands on
	size  float64
	bold  bool
	gap   bool // there was a space before it
	order int  // in which it was drawn
	turn  turn
	from  point // on the page, where its shape begins
}

type point struct{ x, y float64 }

// pdfPage is a page.
type pdfPage struct {
	label    string
	glyphs   []glyph
	pictures []area
	strange  int     // characters of which nothing is known but their shape
	drawn    int     // things on it that are no text
	covered  float64 // how much of it pictures cover, 1 for all
	gap      string  // as [Page] has it
}

// stand gives a turned glyph the place that it has when the page is turned so
// that its lines go from left to right.
func (g *glyph) stand() {
	g.area, g.y = g.turn.apply(g.area, g.from.x, g.from.y)
}

func (t turn) apply(a area, x, y float64) (area, float64) {
	switch t {
	case upright:
	case upwards:
		return area{a.y0, -a.x1, a.y1, -a.x0}, -x
	case downwards:
		return area{-a.y1, a.x0, -a.y0, a.x1}, x
	case upsideDown:
		return area{-a.x1, -a.y1, -a.x0, -a.y0}, -y
	}
	return a, y
}

// joins adds a character to another one of a few before it if both are one shape:
// a ligature, or a letter with an accent.
func (s *pdfPage) joins(g glyph) bool {
	const near = 4
	for i := len(s.glyphs) - 1; i >= max(0, len(s.glyphs)-near); i-- {
		o := &s.glyphs[i]
		if o.from != g.from || o.turn != g.turn || o.text == " " || g.text == " " {
			continue
		}
		o.text = inShape(o.text, g.text, g.x0 < o.x0)
		o.x0, o.y0, o.x1, o.y1 = min(o.x0, g.x0), min(o.y0, g.y0), max(o.x1, g.x1), max(o.y1, g.y1)
		return true
	}
	return false
}

// inShape adds a character to those of a shape before it, or after it if it is on
// their left. Those of Arabic stand in their order from right to left; but if an
// accent would come first, they are the other way round.
func inShape(text, next string, left bool) string {
	if (directionOf(next) == toLeft || directionOf(text) == toLeft) == left && !accents(text) || accents(next) {
		return text + next
	}
	return next + text
}

// carry puts accents that are shapes of their own on the line of the letter that
// they stand on.
func (s *pdfPage) carry() {
	const near = 3
	for i := range s.glyphs {
		g := &s.glyphs[i]
		if !accents(g.text) {
			continue
		}
		var best *glyph
		nearest := 0.0
		for k := max(0, i-near); k < min(len(s.glyphs), i+near+1); k++ {
			o := &s.glyphs[k]
			if k == i || o.turn != g.turn || o.text == " " || accents(o.text) || math.Abs(o.y-g.y) > 2*o.size {
				continue
			}
			middle := (g.x0 + g.x1) / 2
			if off := max(o.x0-middle, middle-o.x1, 0); best == nil || off < nearest {
				best, nearest = o, off
			}
		}
		if best != nil {
			g.y, g.size = best.y, best.size
		}
	}
}

func accents(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return accent(r)
}

// stack turns text whose characters are upright and stand below one another, as
// in Chinese and Japanese, so that it is read like other text.
func (s *pdfPage) stack() {
	down, along := 0, 0
	for i := 1; i < len(s.glyphs); i++ {
		a, b := &s.glyphs[i-1], &s.glyphs[i]
		if a.turn != upright || b.turn != upright || !wideText(a.text) || !wideText(b.text) {
			continue
		}
		dx, dy := b.x0-a.x0, a.y-b.y
		switch {
		case math.Abs(dx) < 0.3*a.size && dy > 0.5*a.size && dy < 2*a.size:
			down++
		case math.Abs(dy) < 0.3*a.size && dx > 0.5*a.size && dx < 2*a.size:
			along++
		}
	}
	if down <= along {
		return
	}
	for i := range s.glyphs {
		g := &s.glyphs[i]
		if g.turn != upright && g.turn != downwards {
			continue
		}
		if g.turn == upright {
			g.area, g.y = area{-g.y1, g.x0, -g.y0, g.x1}, (g.x0+g.x1)/2-g.size/2
			g.turn = downwards
		} else { // as their letters lie on their side
			g.y = (g.y0+g.y1)/2 - g.size/2
		}
	}
	for i, p := range s.pictures {
		s.pictures[i], _ = downwards.apply(p, 0, 0)
	}
}

// turns returns the glyphs by how they are turned, the most of them first.
func (s *pdfPage) turns() (all [][]glyph) {
	by := map[turn][]glyph{}
	for _, g := range s.glyphs {
		by[g.turn] = append(by[g.turn], g)
	}
	for _, t := range []turn{upright, downwards, upwards, upsideDown} {
		if len(by[t]) > 0 {
			all = append(all, by[t])
		}
	}
	slices.SortStableFunc(all, func(a, b []glyph) int { return cmp.Compare(len(b), len(a)) })
	return all
}

// piece is a run of glyphs on one line with no more than a space between two.
type piece struct {
	area
	glyphs []glyph // from left to right; nil if the text says it all
	text   string
	left   int // glyphs that are written towards the left
	right  int
	y      float64
	size   float64
	bold   bool
	row    int
}

// core is where the letters of text are.
func core(y, size float64) (low, high float64) { return y, y + 0.7*size }

// rows puts glyphs into lines across the page, from top to bottom, each cut
// where there is more than a space.
func rows(glyphs []glyph) [][]*piece {
	glyphs = slices.Clone(glyphs)
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	type row struct {
		y, size float64 // of the largest glyph
		glyphs  []glyph
	}
	var all []*row
	for _, g := range glyphs {
		var best *row
		most := 0.0
		for i := len(all) - 1; i >= max(0, len(all)-8); i-- {
			r := all[i]
			if ratio := g.size / r.size; ratio < 0.45 || ratio > 2.2 {
				continue
			}
			low, high := core(r.y, r.size)
			from, to := core(g.y, g.size)
			if share := (min(high, to) - max(low, from)) / min(high-low, to-from); share > 0.25 && share > most {
				best, most = r, share
			}
		}
		if best == nil {
			best = &row{y: g.y, size: g.size}
			all = append(all, best)
		} else if g.size > best.size {
			best.y, best.size = g.y, g.size
		}
		best.glyphs = append(best.glyphs, g)
	}
	slices.SortStableFunc(all, func(a, b *row) int { return cmp.Compare(b.y, a.y) })
	var out [][]*piece
	for _, r := range all {
		if pieces := cutRow(r.glyphs); len(pieces) > 0 {
			out = append(out, pieces)
		}
	}
	out = initials(out)
	for i, row := range out {
		for _, p := range row {
			p.row = i
		}
		spellRow(row)
	}
	return out
}

// spellRow spells the words of a row as far as the rest of the page cannot
// matter to it.
func spellRow(row []*piece) {
	left := 0
	for _, p := range row {
		p.left, p.right = balance(p.glyphs)
		left += p.left
	}
	if left > 0 {
		return
	}
	for _, p := range row {
		p.text, p.glyphs = spell(p.glyphs, false), nil
	}
}

// spelled returns the text of a piece on a page of which most is written towards
// the left, or not.
func (p *piece) spelled(rtl bool) string {
	if p.glyphs == nil {
		return p.text
	}
	return spell(p.glyphs, rtl)
}

// wordsApart is the width of white, in ems, that words of one line do not have
// between them.
const wordsApart = 0.9

// cutRow cuts the glyphs of a line where there is more than a space.
func cutRow(glyphs []glyph) (all []*piece) {
	slices.SortStableFunc(glyphs, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(a.x0, b.x0), cmp.Compare(a.order, b.order))
	})
	var p *piece
	for _, g := range glyphs {
		if g.text == " " && (p == nil || p.x1 < g.x0-g.size/4) {
			continue // that stands before a word
		}
		apart := wordsApart
		if p != nil && bullet(p.plain()) {
			apart = 3
		}
		if p == nil || g.x0-p.x1 > apart*min(g.size, p.last().size) {
			p = &piece{area: g.area, y: g.y, size: g.size, bold: true}
			all = append(all, p)
		}
		p.add(g)
	}
	for i, p := range all {
		for len(p.glyphs) > 0 && p.last().text == " " {
			p.glyphs = p.glyphs[:len(p.glyphs)-1]
		}
		if len(p.glyphs) == 0 {
			all[i] = nil
			continue
		}
		p.measure()
	}
	return slices.DeleteFunc(all, func(p *piece) bool { return p == nil })
}

func (p *piece) last() *glyph { return &p.glyphs[len(p.glyphs)-1] }

func (p *piece) add(g glyph) {
	p.glyphs = append(p.glyphs, g)
	p.x0, p.x1, p.y0, p.y1 = min(p.x0, g.x0), max(p.x1, g.x1), min(p.y0, g.y0), max(p.y1, g.y1)
}

// measure finds the size of most of the glyphs, the line that those stand on,
// and the width.
func (p *piece) measure() {
	sizes := map[float64]int{}
	heavy := 0
	p.x0, p.x1 = p.glyphs[0].x0, p.glyphs[0].x1
	for i := range p.glyphs {
		g := &p.glyphs[i]
		sizes[tenth(g.size)]++
		p.x0, p.x1 = min(p.x0, g.x0), max(p.x1, g.x1)
		if g.bold || g.text == " " {
			heavy++
		}
	}
	p.size, p.bold = most(sizes), heavy == len(p.glyphs)
	heights := map[float64]int{}
	for i := range p.glyphs {
		if g := &p.glyphs[i]; tenth(g.size) == p.size && g.text != " " {
			heights[tenth(g.y)]++
		}
	}
	p.y = most(heights)
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// most returns the value that is counted most often, the larger of two.
func most(counts map[float64]int) (value float64) {
	times := 0
	for v, n := range counts {
		if n > times || n == times && v > value {
			value, times = v, n
		}
	}
	return value
}

// plain returns the first letters of a piece as they stand, as far as it takes
// to see whether they are a bullet.
func (p *piece) plain() string {
	var s strings.Builder
	for i := range p.glyphs {
		if s.Len() > 16 {
			break
		}
		s.WriteString(p.glyphs[i].text)
	}
	return s.String()
}

// initials joins a letter that is several lines high with the word that it
// begins.
func initials(all [][]*piece) [][]*piece {
	const most = 50 // that are tried on a page
	tried := 0
	for i, row := range all {
		for j, p := range row {
			if len(p.glyphs) > 2 || tried == most || !letters(p.plain()) {
				continue
			}
			tried++
			if first := firstBeside(all[:i], p); first != nil {
				for k := range p.glyphs { // the lines beside it begin where the first one does
					p.glyphs[k].area, p.glyphs[k].y, p.glyphs[k].size = area{first.x0, first.y0, first.x0, first.y1}, first.y, first.size
				}
				first.glyphs[0].gap = false
				first.glyphs = slices.Concat(p.glyphs, first.glyphs)
				all[i] = slices.Delete(slices.Clone(row), j, j+1)
				break
			}
		}
	}
	return slices.DeleteFunc(all, func(row []*piece) bool { return len(row) == 0 })
}

// firstBeside returns the uppermost piece that begins close behind a large one.
func firstBeside(above [][]*piece, large *piece) *piece {
	for _, row := range above {
		for _, p := range row {
			if large.size > 2*p.size && p.y > large.y && p.y < large.y+large.size && p.x0 >= large.x1-p.size/2 && p.x0 < large.x1+1.5*p.size {
				return p
			}
		}
	}
	return nil
}

func letters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return s != ""
}

// wideText reports whether a glyph is of a script whose words have no space
// between them and whose letters are as wide as high.
func wideText(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60 || r == 0x30fc
}

// accent reports whether a character stands on another.
func accent(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

func private(r rune) bool { return unicode.Is(unicode.Co, r) }

// letterForms writes the letters that a shape of letters stands for: a ligature,
// or a letter as it is written at the end of a word. All else stays as it is.
func letterForms(s string) string {
	if strings.IndexFunc(s, shaped) < 0 {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if shaped(r) {
			out.WriteString(strings.TrimSpace(norm.NFKC.String(string(r)))) // an accent alone has a space under it
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func shaped(r rune) bool {
	return r >= 0xfb00 && r <= 0xfdcf || r == 0xfdf2 || r >= 0xfe70 && r <= 0xfefc
}
