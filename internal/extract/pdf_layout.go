package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/assay"
)

// pdfText makes the blocks of a document of its pages.
type pdfText struct {
	pages            []rowPage
	sizes            map[float64]int
	letters, strange int  // characters, and those of which nothing is known but their shape
	hyphens          bool // there are some that show wherever they stand

	size    float64 // of most of the text
	lines   []line
	leading map[float64]float64 // by the size of text, from line to line
	words   map[string]bool     // of the text, in lower case
	soft    bool                // hyphens at the ends of lines are told from others
	begun   int                 // pages
	starts  []int               // the pages that begin in the text
}

// rowPage is a page in rows.
type rowPage struct {
	label    string
	rows     [][]*piece
	turned   [][][]*piece // what does not stand as most of the page does
	pictures []area
	rtl      bool

	glyphs, drawn int
	covered       float64
	gap           string
}

// take takes the next page. Of a page whose text is written towards the right
// only its words are kept.
func (c *pdfText) take(s *pdfPage) {
	if c.sizes == nil {
		c.sizes = map[float64]int{}
	}
	c.letters += len(s.glyphs)
	c.strange += s.strange
	for i := range s.glyphs {
		g := &s.glyphs[i]
		c.sizes[tenth(g.size)]++
		c.hyphens = c.hyphens || g.text == "-" || g.text == "\u2010"
	}
	left, right := balance(s.glyphs)
	s.carry()
	s.stack()
	p := rowPage{label: s.label, pictures: s.pictures, rtl: left > right, glyphs: len(s.glyphs), drawn: s.drawn, covered: s.covered, gap: s.gap}
	if 2*s.strange > p.glyphs {
		p.gap = assay.GapLetters
	}
	for i, glyphs := range s.turns() {
		if i == 0 {
			p.rows = rows(glyphs)
		} else {
			p.turned = append(p.turned, rows(glyphs))
		}
	}
	c.pages = append(c.pages, p)
}

// compose makes the blocks of a document of the pages that were taken.
func (c *pdfText) compose(d *Document) {
	c.size = max(most(c.sizes), 1)
	c.read()
	c.miss()
	c.measure()
	c.know()
	paras := c.join(c.paragraphs())
	c.entitle(paras)
	for _, p := range paras {
		c.write(d, p)
	}
	c.tell(d)
}

// A page is a picture if it has at most so many words and pictures cover so much
// of it, or if it has none and is drawn of so many things.
const (
	stampWords   = 20
	pictureCover = .5
	drawnThings  = 60
)

// miss says of pages that they are pictures: scans have a stamp at most.
func (c *pdfText) miss() {
	said := make([]int, len(c.pages))
	for i := range c.lines {
		said[c.lines[i].page] += wordsIn(c.lines[i].text)
	}
	for i := range c.pages {
		p := &c.pages[i]
		drawn := p.glyphs == 0 && (p.drawn > drawnThings || c.letters == 0 && p.drawn > 0)
		if p.gap == "" && (drawn || p.covered > pictureCover && said[i] <= stampWords) {
			p.gap = assay.GapPicture
		}
	}
}

// textless returns why there is no text in any page but a stamp or the like, ""
// if there is.
func (c *pdfText) textless() (gap string) {
	for i := range c.pages {
		switch p := &c.pages[i]; {
		case p.gap == assay.GapLetters || p.gap == assay.GapPicture && gap == "":
			gap = p.gap
		case p.gap == assay.GapPicture:
		case p.gap != assay.GapDamaged && p.glyphs > 0:
			return ""
		}
	}
	return gap
}

// tell says of the pages what is not in the text of them. One without text begins
// where the next one does.
func (c *pdfText) tell(d *Document) {
	begun := d.Pages
	d.Pages = nil
	for i := range c.pages {
		p := &c.pages[i]
		if len(c.starts) > 0 && c.starts[0] == i {
			begun[0].Gap = p.gap
			d.Pages = append(d.Pages, begun[0])
			begun, c.starts = begun[1:], c.starts[1:]
			continue
		}
		if p.gap == "" {
			continue
		}
		page := Page{Label: p.label, Gap: p.gap}
		if len(begun) > 0 {
			page.Block, page.At = begun[0].Block, begun[0].At
		} else if page.Block = len(d.Blocks) - 1; page.Block >= 0 {
			page.At = utf8.RuneCountInString(d.Blocks[page.Block].Text)
		}
		d.Pages = append(d.Pages, page)
	}
}

// wordsIn counts the words of a line.
func wordsIn(line string) int {
	n := len(strings.Fields(line))
	if wide(line) {
		n += utf8.RuneCountInString(line) / 2
	}
	return n
}

// read makes lines of the rows of all pages, in the order in which they are read.
func (c *pdfText) read() {
	running := c.repeated()
	for i := range c.pages {
		p := &c.pages[i]
		top, bottom := running[i][0], len(p.rows)-running[i][1]
		cols := columns{rtl: p.rtl, size: c.size, page: i}
		cols.repeated(p.rows[:top])
		first := len(cols.lines)
		cols.add(slices.Concat(p.rows[top:bottom]...), 0)
		cols.place(cols.lines[first:], p.pictures)
		for _, t := range p.turned {
			cols.add(slices.Concat(t...), 0)
		}
		cols.repeated(p.rows[bottom:])
		c.lines = append(c.lines, cols.lines...)
		*p = rowPage{label: p.label, glyphs: p.glyphs, drawn: p.drawn, covered: p.covered, gap: p.gap}
	}
}

// repeated adds rows that are on other pages, too.
func (c *columns) repeated(rows [][]*piece) {
	for _, row := range rows {
		first := len(c.lines)
		c.column(row)
		for i := first; i < len(c.lines); i++ {
			c.lines[i].running = true
		}
	}
}

// place says of the lines of a page whether they are in the upper half of its
// text, and whether a picture is right above them.
func (c *columns) place(lines []line, pictures []area) {
	top, bottom := math.Inf(-1), math.Inf(1)
	for i := range lines {
		top, bottom = max(top, lines[i].y), min(bottom, lines[i].y)
	}
	for i := range lines {
		l := &lines[i]
		l.high = l.y >= (top+bottom)/2
		l.under = slices.ContainsFunc(pictures, func(p area) bool {
			above := p.y0 - (l.y + l.size)
			return above > -l.size && above < 1.5*l.size && l.x0 < p.x1 && l.x1 > p.x0
		})
	}
}

// edge is how many rows at the top and at the bottom of a page may be repeated.
const edge = 4

// place of a row, and what it says but for numbers.
type edgeRow struct {
	text string
	y    int
}

// edgeRow returns what a row of a page has in common with that of another one.
func (p *rowPage) edgeRow(row int) edgeRow {
	var texts []string
	for _, piece := range p.rows[row] {
		texts = append(texts, piece.spelled(p.rtl))
	}
	text := strings.Join(texts, " ")
	if text == p.label {
		text = "#"
	}
	return edgeRow{sameText(text), int(math.Round(p.rows[row][0].y / 6))}
}

// repeated returns how many rows at the top and at the bottom of each page are
// the same on others, but for numbers, at the same height.
func (c *pdfText) repeated() [][2]int {
	counts := map[edgeRow]int{}
	edges := make([][2][]edgeRow, len(c.pages))
	for i := range c.pages {
		p, seen := &c.pages[i], map[edgeRow]bool{}
		for k := range min(edge, len(p.rows)) {
			top, bottom := p.edgeRow(k), p.edgeRow(len(p.rows)-1-k)
			edges[i][0], edges[i][1] = append(edges[i][0], top), append(edges[i][1], bottom)
			seen[top], seen[bottom] = true, true
		}
		for row := range seen {
			counts[row]++
		}
	}
	out := make([][2]int, len(c.pages))
	for i := range c.pages {
		for side, list := range edges[i] {
			for _, row := range list {
				n := counts[row] + max(counts[edgeRow{row.text, row.y - 1}], counts[edgeRow{row.text, row.y + 1}])
				if row.text != "#" && (n < 2 || n < 3 && len(c.pages) > 6) || out[i][0]+out[i][1] >= len(c.pages[i].rows) {
					break
				}
				out[i][side]++
			}
		}
	}
	return out
}

var numerals = pattern(`\p{Nd}+`)

// sameText returns what a text has in common with another that differs from it by
// numbers alone.
func sameText(s string) string { return numerals().ReplaceAllString(strings.ToLower(s), "#") }

// measure finds out how far apart the lines of each size are.
func (c *pdfText) measure() {
	counts := map[float64]map[float64]int{}
	for i := 1; i < len(c.lines); i++ {
		a, b := &c.lines[i-1], &c.lines[i]
		if a.page != b.page || a.column != b.column || tenth(a.size) != tenth(b.size) || b.y >= a.y {
			continue
		}
		size := tenth(a.size)
		if counts[size] == nil {
			counts[size] = map[float64]int{}
		}
		counts[size][math.Round(2*(a.y-b.y))/2]++
	}
	c.leading = map[float64]float64{}
	for size, distances := range counts {
		c.leading[size] = usual(distances)
	}
}

// usual returns the distance that is most often, the smaller of two.
func usual(counts map[float64]int) (value float64) {
	times := 0
	for v, n := range counts {
		if n > times || n == times && v < value {
			value, times = v, n
		}
	}
	return value
}

// know leaves out the hyphens that only show at the end of a line, and learns the
// words of the text, but for those that are cut there. It makes plain bullets of
// what cannot be known but can be nothing else.
func (c *pdfText) know() {
	c.words = map[string]bool{}
	for i := range c.lines {
		l := &c.lines[i]
		if !c.hyphens {
			l.text = strings.ReplaceAll(l.text, "\u00ad", "-") // it is what the text has for hyphens
		} else if end := strings.TrimSuffix(l.text, "\u00ad"); strings.Contains(end, "\u00ad") {
			l.text = strings.ReplaceAll(end, "\u00ad", "") + l.text[len(end):]
		}
		if rest, ok := strings.CutPrefix(l.text, "\ufffd "); ok {
			l.text = "• " + rest // a shape that is no letter, before a text
		}
		c.soft = c.soft || strings.HasSuffix(l.text, "\u2010") || strings.HasSuffix(l.text, "\u00ad")
		words := strings.Fields(strings.ToLower(l.text))
		for k, w := range words {
			if k < len(words)-1 {
				c.words[strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })] = true
			}
		}
	}
	c.lines = slices.DeleteFunc(c.lines, func(l line) bool { return blank(l.text) })
}

// para is a paragraph.
type para struct {
	lines []line
	kind  Kind
}

func (p *para) first() *line { return &p.lines[0] }
func (p *para) last() *line  { return &p.lines[len(p.lines)-1] }

// narrow gives lines that are set in, as a quotation is, the edge that they end
// at: that of their column is too far away.
func (c *pdfText) narrow() {
	for i := 0; i < len(c.lines); {
		end := i + 1
		for end < len(c.lines) && c.next(end-1) != nil && math.Abs(c.lines[end].indented()-c.lines[i].indented()) < 0.3*c.size && tenth(c.lines[end].size) == tenth(c.lines[i].size) {
			end++
		}
		if run := c.lines[i:end]; len(run) > 1 && run[0].indented() > run[0].size {
			narrow(run)
		}
		i = end
	}
}

// narrow does so for lines that are set in by as much.
func narrow(run []line) {
	least := math.Inf(1)
	for i := range run {
		least = min(least, run[i].missing())
	}
	width := run[0].to - run[0].from - run[0].indented() - least
	for i := range run[:len(run)-1] {
		if run[i].missing()-least > 0.2*width {
			return // lines of different lengths, as of a poem
		}
	}
	for i := range run {
		if run[i].rtl {
			run[i].from += least
		} else {
			run[i].to -= least
		}
	}
}

// paragraphs parts the lines of each column into paragraphs.
func (c *pdfText) paragraphs() (all []*para) {
	c.narrow()
	var p *para
	for i := range c.lines {
		l := &c.lines[i]
		if p == nil || c.begins(p, l, c.next(i)) {
			p = &para{kind: KindBody}
			all = append(all, p)
		}
		p.lines = append(p.lines, *l)
	}
	for i, p := range all {
		p.kind = c.kind(p, all, i)
	}
	return all
}

// next returns the line after another in its column, nil for none.
func (c *pdfText) next(i int) *line {
	if i+1 == len(c.lines) || c.lines[i+1].column != c.lines[i].column || c.lines[i+1].page != c.lines[i].page {
		return nil
	}
	return &c.lines[i+1]
}

// begins reports whether a paragraph begins with a line. next is the line after
// it.
func (c *pdfText) begins(p *para, l, next *line) bool {
	last := p.last()
	switch {
	case last.page != l.page || last.column != l.column || last.running != l.running || l.running:
		return true
	case last.table || l.table:
		return last.table != l.table
	case math.Abs(last.size-l.size) > 0.08*max(last.size, l.size):
		return true
	case last.bold != l.bold && (!c.full(last, l) || !lower(l.text) || ended(last.text)):
		return true
	case last.y-l.y > 1.18*cmp.Or(c.leading[tenth(l.size)], 1.5*l.size) || l.y >= last.y:
		return true
	case marker(l.text) && (!countedItem(l.text) || ended(last.text) || !c.full(last, l)):
		return true
	}
	return c.indents(p, l, next) || !c.full(last, l)
}

// indents reports whether a line is set in or out, as the first of a paragraph.
func (c *pdfText) indents(p *para, l, next *line) bool {
	first, last, em := p.first(), p.last(), l.size
	if marker(first.text) || last.centred() && l.centred() {
		return false
	}
	in := l.indented() - last.indented()
	switch {
	case in > 0.8*em:
		hanging := len(p.lines) == 1 && next != nil && math.Abs(next.indented()-l.indented()) < 0.3*em && !ended(last.text)
		return !hanging
	case in < -0.8*em:
		return len(p.lines) > 1 && first.indented() < last.indented()-0.8*em
	}
	return false
}

// centred reports whether a line stands in the middle of its column.
func (l *line) centred() bool {
	return l.indented() > l.size && math.Abs(l.indented()-l.missing()) < l.size
}

// full reports whether the first word of the next line had no room on a line.
// Nothing is known of headlines.
func (c *pdfText) full(l, next *line) bool {
	if l.size > 1.15*c.size || l.centred() {
		return true
	}
	return l.missing() < next.first+l.size || l.missing() < 0.1*(l.to-l.from)
}

// kind returns what a paragraph is, by its looks.
func (c *pdfText) kind(p *para, all []*para, i int) Kind {
	text, l := p.first().text, p.first()
	length := 0
	for k := range p.lines {
		length += utf8.RuneCountInString(p.lines[k].text)
	}
	last, _ := utf8.DecodeLastRuneInString(p.last().text)
	open := !strings.ContainsRune(".,;:…،؛。、", last)
	switch {
	case l.running || l.table:
	case l.size < 0.95*c.size && length < 600 && (l.under || captioned().MatchString(text)):
		return KindCaption
	case l.size >= 1.12*c.size && length < 300 && (open || l.size > 1.3*c.size):
		return KindHeading
	case l.bold && l.size >= 0.97*c.size && length < 160 && open && !marker(text) && len(all) > 1 && len(p.lines) < 4:
		return KindHeading
	case marker(text) && (!countedItem(text) || inList(all, i)):
		return KindItem
	}
	return KindBody
}

// inList reports whether a paragraph before or after another has a number, too.
func inList(all []*para, i int) bool {
	return i > 0 && countedItem(all[i-1].first().text) || i+1 < len(all) && countedItem(all[i+1].first().text)
}

var (
	captioned = pattern(`^(?i:fig(?:ure|\.)|abb(?:ildung|\.)|photo|foto|bild|table|tab(?:elle|leau|la)?\.?|figura|imagen)\b[^.]{0,12}[.:|]|^(?:图|圖|図|表|写真)\s*\d|^(?:شكل|صورة|جدول|איור|תמונה)`)
	dots      = pattern(`^[\x{fffd}•‣◦▪▫■□●○◆◇►▶➤✓*·–—−-](?:\s|$)`)
	counted   = pattern(`^(?:\(?(?:\p{Nd}{1,3}|\pL|[ivxIVX]{2,5})[.)])(?:\s|$)`)
)

// marker reports whether a text begins as an item of a list does.
func marker(s string) bool { return dots().MatchString(s) || counted().MatchString(s) }

func countedItem(s string) bool { return counted().MatchString(s) }

// bullet reports whether a text is but the mark of an item of a list.
func bullet(s string) bool {
	return len(s) < 12 && marker(s) && len(strings.Fields(s)) == 1
}

func lower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// ended reports whether a text ends as a sentence does.
func ended(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)]）」』")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:…؟。！？：", r)
}

// join makes one paragraph of what goes on in the next column or on the next
// page, or behind a picture. What stands between is put before it or, if it is of
// another page, after it.
func (c *pdfText) join(all []*para) (out []*para) {
	for i := 0; i < len(all); i++ {
		p := all[i]
		var before, after []*para
		for p.kind == KindBody && !p.first().running && !p.first().table {
			next := c.continued(p, all, i)
			if next < 0 {
				break
			}
			for _, between := range all[i+1 : next] {
				if between.first().page == p.first().page {
					before = append(before, between)
				} else {
					after = append(after, between)
				}
			}
			p.lines = append(p.lines, all[next].lines...)
			i = next
		}
		out = append(append(append(out, before...), p), after...)
	}
	return out
}

// continued returns where a paragraph goes on, -1 for nowhere.
func (c *pdfText) continued(p *para, all []*para, i int) int {
	const furthest = 16
	for k := i + 1; k < min(len(all), i+furthest); k++ {
		q := all[k]
		aside := q.first().running || q.kind == KindCaption || q.first().size < 0.95*p.first().size && q.kind != KindHeading
		if !aside {
			if q.kind != KindBody || q.first().table || !c.goesOn(p, q) {
				return -1
			}
			return k
		}
		if !q.first().running && p.first().page != p.last().page && q.first().page == p.last().page {
			return -1 // it would be said to be of another page than it is of
		}
	}
	return -1
}

// goesOn reports whether the last line of p goes on with the first of q.
func (c *pdfText) goesOn(p, q *para) bool {
	last, first := p.last(), q.first()
	if math.Abs(last.size-first.size) > 0.05*last.size || last.bold != first.bold || last.rtl != first.rtl && !neutral(first.text) || marker(first.text) {
		return false
	}
	here := last.page == first.page && last.column == first.column
	if here || first.page > last.page+1 || ended(last.text) && first.indented() < 0.3*first.size && !c.full(last, first) {
		return here && !ended(last.text) && lower(first.text) && c.full(last, first)
	}
	return c.full(last, first) && first.indented() < 0.6*first.size || !ended(last.text) && lower(first.text) && first.indented() < 0.6*first.size
}

func neutral(s string) bool {
	return strings.IndexFunc(s, unicode.IsLetter) < 0
}

// entitle finds the title: the largest text near the top of the first page, but
// not the name of a paper.
func (c *pdfText) entitle(all []*para) {
	var best *para
	words := func(p *para) int {
		n := 0
		for i := range p.lines {
			n += wordsIn(p.lines[i].text)
		}
		return n
	}
	for _, fewest := range []int{4, 2} {
		for _, p := range all {
			l := p.first()
			if p.kind == KindHeading && l.high && l.page == c.lines[0].page && l.size >= 1.2*c.size && words(p) >= fewest && (best == nil || l.size > best.first().size) {
				best = p
			}
		}
		if best != nil {
			best.kind = KindTitle
			return
		}
	}
}

// write adds a paragraph to the document.
func (c *pdfText) write(d *Document, p *para) {
	if len(d.Blocks) > maxBlocks {
		return
	}
	var text []byte
	runes := 0
	for i := range p.lines {
		l := &p.lines[i]
		if i > 0 {
			glue, cut := "\n", 0
			if !l.table {
				glue, cut = c.between(p.lines[i-1].text, l.text)
			}
			if cut > 0 {
				text = text[:len(text)-cut]
				runes--
			}
			text = append(text, glue...)
			runes += len(glue)
		}
		if l.page+1 > c.begun {
			c.begun = l.page + 1
			d.Pages = append(d.Pages, Page{Block: len(d.Blocks), At: runes, Label: c.pages[l.page].label})
			c.starts = append(c.starts, l.page)
		}
		text = append(text, l.text...)
		runes += utf8.RuneCountInString(l.text)
	}
	d.Blocks = append(d.Blocks, Block{Kind: p.kind, Text: string(text)})
}

// between returns what stands between two lines of a paragraph, and how much is
// to be cut off the end of the first: a hyphen that is there only because the line
// ends.
func (c *pdfText) between(before, after string) (glue string, cut int) {
	last, size := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	inner, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	switch {
	case last == '\u00ad':
		return "", size
	case (last == '-' || last == '\u2010') && unicode.IsLetter(inner):
		return c.hyphen(before, after, last, size)
	case (last == '-' || last == '—' || last == '\u2011') && !unicode.IsSpace(inner):
		return "", 0
	case spaceless(last) && spaceless(next):
		return "", 0
	case last == '/' && strings.Contains(before[strings.LastIndexByte(before, ' ')+1:], "://"):
		return "", 0
	}
	return " ", 0
}

// hyphen is between, for a line that ends with a hyphen.
func (c *pdfText) hyphen(before, after string, last rune, size int) (glue string, cut int) {
	word, _, _ := strings.Cut(strings.ToLower(after), " ")
	word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	start := strings.ToLower(before[strings.LastIndexByte(before, ' ')+1 : len(before)-size])
	start = strings.TrimLeftFunc(start, func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case conjunctions[word]:
		return " ", 0 // as in “Nord- und Ostsee”
	case !lower(after):
		return "", 0
	case c.words[start+word]:
		return "", size
	case c.words[start+"-"+word] || last == '-' && c.soft:
		return "", 0
	}
	return "", size
}

var conjunctions = set("and|or|und|oder|bzw|sowie|et|ou")

// spaceless reports whether a character is of a script that has no space between
// words.
func spaceless(r rune) bool {
	return wideText(string(r)) || unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
