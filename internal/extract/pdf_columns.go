package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is a line of a column.
type line struct {
	area
	from, to     float64 // the edges of its column
	text         string
	y, size      float64
	bold, rtl    bool
	first        float64 // width of its first word
	page, column int     // counted through the document, and through the page
	table        bool    // it is a row of a table
	running      bool    // it is repeated on other pages
	under        bool    // a picture is above it
	high         bool    // it is in the upper part of the page
}

// indented and missing return how far a line is from the edge at which lines
// begin, and from the one at which they end.
func (l *line) indented() float64 {
	if l.rtl {
		return l.to - l.x1
	}
	return l.x0 - l.from
}

func (l *line) missing() float64 {
	if l.rtl {
		return l.x0 - l.from
	}
	return l.to - l.x1
}

// columns finds the columns of a page and puts its lines in the order in which
// they are read.
type columns struct {
	rtl   bool // most of the page is written towards the left
	size  float64
	lines []line
	count int // columns
	page  int
}

// add adds the lines of a part of the page.
func (c *columns) add(pieces []*piece, depth int) {
	const deepest = 12
	if len(pieces) == 0 {
		return
	}
	band, ok := c.band(pieces)
	if !ok || depth > deepest {
		c.column(pieces)
		return
	}
	var above, in, below []*piece
	for _, p := range pieces {
		switch {
		case p.row < band.first:
			above = append(above, p)
		case p.row > band.last:
			below = append(below, p)
		default:
			in = append(in, p)
		}
	}
	c.add(above, depth+1)
	parts := c.split(in)
	switch {
	case len(parts) < 2:
		c.column(in)
	case inCells(parts):
		c.table(in)
	default:
		if c.rtl {
			slices.Reverse(parts)
		}
		for _, part := range parts {
			c.add(part, depth+1)
		}
	}
	c.add(below, depth+1)
}

// band is a run of rows that have white at the same place.
type band struct{ first, last int }

// gutter is white between columns.
type gutter struct{ from, to float64 }

// band finds the rows that most clearly stand in columns.
func (c *columns) band(pieces []*piece) (best band, found bool) {
	byRow := inRows(pieces)
	most, widest := 0, 0.0
	for _, g := range c.gutters(byRow) {
		for i := 0; i < len(byRow); {
			run, beside := g, 0
			start := i
			for ; i < len(byRow); i++ {
				side, narrowed := run.within(byRow[i])
				if side < 0 || narrowed.to-narrowed.from < 0.7*c.size {
					break
				}
				run = narrowed
				if side == 2 {
					beside++
				}
			}
			width := run.to - run.from
			enough := beside >= 3 || beside == 2 && i-start <= 4 && width > 2*c.size
			if enough && (beside > most || beside == most && width > widest) {
				first := c.start(byRow[start:i], run)
				most, widest, found = beside, width, true
				best = band{byRow[start+first][0].row, byRow[i-1][0].row}
			}
			if i == start {
				i++
			}
		}
	}
	return best, found
}

// start leaves out the first rows of a band if few stand alone on the side that
// is read last: they belong to what is above.
func (c *columns) start(rows [][]*piece, g gutter) int {
	const few = 3
	for i, row := range rows {
		if slices.ContainsFunc(row, func(p *piece) bool { return (p.x1 <= g.from+1) != c.rtl }) {
			if i > few {
				return 0
			}
			return i
		}
	}
	return 0
}

// within narrows a gutter to the white of a row. side is 2 if the row has text on
// both sides, 1 if it has on one, and -1 if it has text in the gutter.
func (g gutter) within(row []*piece) (side int, narrowed gutter) {
	middle := (g.from + g.to) / 2
	left, right := math.Inf(-1), math.Inf(1)
	for _, p := range row {
		switch {
		case p.x1 <= middle:
			left = max(left, p.x1)
		case p.x0 >= middle:
			right = min(right, p.x0)
		default:
			return -1, g
		}
	}
	side = 1
	if !math.IsInf(left, 0) && !math.IsInf(right, 0) {
		side = 2
	}
	return side, gutter{max(g.from, left), min(g.to, right)}
}

// gutters returns the white between pieces that is at many places, each once.
func (c *columns) gutters(byRow [][]*piece) []gutter {
	const most = 60
	grid := max(c.size/2, 1)
	counts := map[int]int{}
	white := map[int]gutter{}
	for _, row := range byRow {
		for i := 1; i < len(row); i++ {
			g := gutter{row[i-1].x1, row[i].x0}
			if g.to-g.from < 0.8*c.size {
				continue
			}
			// White that is wide has room for several narrow gutters: both its ends count.
			for _, at := range []float64{g.from + 0.4*c.size, g.to - 0.4*c.size} {
				key := int(at / grid)
				counts[key]++
				if _, ok := white[key]; !ok {
					white[key] = gutter{at - 0.4*c.size, at + 0.4*c.size}
				}
			}
		}
	}
	keys := make([]int, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b int) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	var all []gutter
	for _, key := range keys[:min(len(keys), most)] {
		all = append(all, white[key])
	}
	return all
}

// inRows returns pieces by the rows that they are in, from left to right.
func inRows(pieces []*piece) [][]*piece {
	pieces = slices.Clone(pieces)
	slices.SortStableFunc(pieces, func(a, b *piece) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.x0, b.x0)) })
	var all [][]*piece
	for i, p := range pieces {
		if i == 0 || pieces[i-1].row != p.row {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

// split parts pieces where there is white from top to bottom.
func (c *columns) split(pieces []*piece) (parts [][]*piece) {
	sorted := slices.Clone(pieces)
	slices.SortStableFunc(sorted, func(a, b *piece) int { return cmp.Compare(a.x0, b.x0) })
	end := math.Inf(-1)
	for _, p := range sorted {
		if len(parts) == 0 || p.x0-end > 0.7*c.size {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], p)
		end = max(end, p.x1)
	}
	return parts
}

// inCells reports whether columns are those of a table, which is read row by row:
// most have numbers or few words, and their rows are at the same height.
func inCells(parts [][]*piece) bool {
	cells, beside := 0, map[int]int{}
	for _, part := range parts {
		if ofCells(part) {
			cells++
		}
		seen := map[int]bool{}
		for _, p := range part {
			if !seen[p.row] {
				seen[p.row] = true
				beside[p.row]++
			}
		}
	}
	shared := 0
	for _, n := range beside {
		if n > 1 {
			shared++
		}
	}
	return 2*cells >= len(parts) && 2*shared >= len(beside)
}

// ofCells reports whether a column is made of cells.
func ofCells(part []*piece) bool {
	from, to := math.Inf(1), math.Inf(-1)
	for _, p := range part {
		from, to = min(from, p.x0), max(to, p.x1)
	}
	digits, all, words, filled := 0, 0, 0, 0.0
	for _, row := range inRows(part) {
		filled += (row[len(row)-1].x1 - row[0].x0) / (to - from)
		for _, p := range row {
			wide := 0
			for _, w := range strings.Fields(p.spelled(false)) {
				words++
				for _, r := range w {
					all++
					if unicode.IsDigit(r) {
						digits++
					}
					if wideText(string(r)) {
						wide++
					}
				}
			}
			words += wide / 2
		}
	}
	n := len(inRows(part))
	return 5*digits > 2*all || 2*words <= 7*n && filled < 0.72*float64(n)
}

// column adds pieces as the lines of one column.
func (c *columns) column(pieces []*piece) {
	c.count++
	from, to := math.Inf(1), math.Inf(-1)
	left, right := 0, 0
	for _, p := range pieces {
		from, to = min(from, p.x0), max(to, p.x1)
		left, right = left+p.left, right+p.right
	}
	for _, row := range inRows(pieces) {
		l := c.line(row, left > right)
		l.from, l.to = from, to
		if l.text != "" {
			c.lines = append(c.lines, l)
		}
	}
}

// line makes a line of the pieces of a row.
func (c *columns) line(row []*piece, rtl bool) line {
	whole := piece{area: row[0].area, bold: true}
	widest := row[0]
	var texts []string
	for _, p := range row {
		if p.x1-p.x0 > widest.x1-widest.x0 {
			widest = p
		}
		whole.bold = whole.bold && p.bold
		whole.x0, whole.x1 = min(whole.x0, p.x0), max(whole.x1, p.x1)
		if p.glyphs == nil {
			texts = append(texts, p.text)
			continue
		}
		if len(whole.glyphs) > 0 {
			whole.glyphs = append(whole.glyphs, glyph{text: " ", area: area{p.x0, p.y, p.x0, p.y}, y: p.y, size: p.size})
		}
		whole.glyphs = append(whole.glyphs, p.glyphs...)
	}
	l := line{area: whole.area, text: strings.Join(texts, " "), y: widest.y, size: widest.size, bold: whole.bold, rtl: rtl, page: c.page, column: c.count}
	if len(whole.glyphs) > 0 { // then all pieces have them
		l.text = spell(whole.glyphs, rtl)
	}
	if n := utf8.RuneCountInString(l.text); n > 0 {
		word, _, _ := strings.Cut(l.text, " ")
		if r, _ := utf8.DecodeRuneInString(word); wideText(string(r)) {
			word = string(r)
		}
		l.first = (l.x1 - l.x0) * float64(utf8.RuneCountInString(word)) / float64(n)
	}
	return l
}

// table adds pieces as the rows of a table.
func (c *columns) table(pieces []*piece) {
	c.count++
	for _, row := range inRows(pieces) {
		var cells []string
		for _, p := range row {
			cells = append(cells, p.spelled(c.rtl))
		}
		if c.rtl {
			slices.Reverse(cells)
		}
		l := c.line(row, c.rtl)
		l.text, l.table = strings.Join(cells, "\t"), true
		l.from, l.to = l.x0, l.x1
		c.lines = append(c.lines, l)
	}
}
