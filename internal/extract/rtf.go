package extract

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

var _ = register(Format{
	Name: "rtf", Label: mark("Rich text"), Version: "1", Extensions: []string{".rtf"}, MediaTypes: []string{"application/rtf", "text/rtf"},
	Is: beginning("{\\rtf"), Apart: true, Parse: readRtf,
})

// readRtf reads rich text: what a reader of it sees, without pictures, what was
// deleted or hidden, and the code of fields.
func readRtf(data []byte, d Document, h Hint) (Document, error) {
	r := &rtf{data: data, ansi: charmap.Windows1252, fonts: map[int]encoding.Encoding{}, styles: map[int]Kind{}, info: map[string]string{}}
	r.stack = []rtfGroup{{uc: 1}}
	r.read()
	r.paragraph()
	d.Blocks = r.out.blocks
	for i, note := range r.notes {
		d.Blocks = append(d.Blocks, numbered(i+1, note)...)
	}
	d.URL = h.URL
	d.Title, d.Byline = titleOf(r.info["title"]), authorOf(r.info["author"])
	d.headed()
	return d, nil
}

// rtf reads rich text from its beginning to its end.
type rtf struct {
	data  []byte
	at    int
	ansi  encoding.Encoding
	fonts map[int]encoding.Encoding
	out   scribe
	bytes []byte   // of characters that are not decoded yet
	units []uint16 // of characters that were written as numbers

	styles map[int]Kind
	info   map[string]string
	notes  [][]Block
	kept   scribe // the text around the note that is being read
	row    []string
	rows   []string
	stack  []rtfGroup
	skip   int // characters that only stand for one that was given as a number
}

// rtfGroup is the state within a pair of braces.
type rtfGroup struct {
	into   string // "" the text; "skip"; "fonts", "styles"; else a property of the document
	font   int
	uc     int // characters that stand for one
	hidden bool
	first  bool // nothing of the group has been read
	star   bool // the group is to be skipped by whoever does not know it
	note   bool
	kind   Kind
	style  int
	table  bool
	item   bool
}

// deepest is how many groups can be in one another.
const deepest = 2000

func (r *rtf) top() *rtfGroup { return &r.stack[len(r.stack)-1] }

func (r *rtf) read() {
	for r.at < len(r.data) {
		c := r.data[r.at]
		r.at++
		switch c {
		case '{':
			r.push()
		case '}':
			r.pop()
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			r.char(c)
		}
	}
	r.decode()
}

func (r *rtf) push() {
	r.decode()
	g := *r.top()
	g.first, g.star, g.note = true, false, false
	if len(r.stack) >= deepest {
		g.into = "skip"
		r.stack[len(r.stack)-1].into = "skip" // nothing that is worth reading is so deep
		return
	}
	r.stack = append(r.stack, g)
}

func (r *rtf) pop() {
	r.decode()
	g := r.top()
	if g.note {
		r.out.end(KindBody)
		r.notes[len(r.notes)-1] = r.out.blocks
		r.kept.size += r.out.size
		r.out = r.kept
		r.kept = scribe{}
	}
	if len(r.stack) > 1 {
		r.stack = r.stack[:len(r.stack)-1]
	}
}

// char takes a byte of text.
func (r *rtf) char(c byte) {
	r.top().first = false
	if r.skip > 0 {
		r.skip--
		return
	}
	r.flushUnits()
	if g := r.top(); g.into != "skip" && !g.hidden && len(r.bytes) <= maxText {
		r.bytes = append(r.bytes, c)
	}
}

// flushUnits says the characters that were written as numbers.
func (r *rtf) flushUnits() {
	if len(r.units) > 0 {
		text := string(utf16.Decode(r.units))
		r.units = r.units[:0]
		r.say(text)
	}
}

// decode says the bytes that have been read, in the character set of their font.
func (r *rtf) decode() {
	r.flushUnits()
	if len(r.bytes) == 0 {
		return
	}
	set := r.fonts[r.top().font]
	if set == nil {
		set = r.ansi
	}
	text, err := set.NewDecoder().Bytes(r.bytes)
	if err != nil {
		text = []byte(strings.Repeat(string(utf8.RuneError), len(r.bytes)))
	}
	r.bytes = r.bytes[:0]
	r.say(string(text))
}

// say puts text where the group belongs.
func (r *rtf) say(text string) {
	switch g := r.top(); g.into {
	case "":
		if !g.hidden {
			r.out.say(text)
		}
	case "skip", "fonts":
	case "styles":
		if kind := styleKind(strings.TrimSuffix(strings.TrimSpace(text), ";")); kind != "" {
			r.styles[g.style] = kind
		}
	default:
		if len(r.info[g.into]) < 1000 {
			r.info[g.into] += text
		}
	}
}

// control reads what begins with a backslash.
func (r *rtf) control() {
	if r.at >= len(r.data) {
		return
	}
	c := r.data[r.at]
	if c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
		r.at++
		r.sign(c)
		return
	}
	start := r.at
	for r.at < len(r.data) && (r.data[r.at] >= 'a' && r.data[r.at] <= 'z' || r.data[r.at] >= 'A' && r.data[r.at] <= 'Z') {
		r.at++
	}
	word := string(r.data[start:min(r.at, start+32)])
	start = r.at
	if r.at < len(r.data) && r.data[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.data[start:min(r.at, start+12)]))
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	if word == "bin" && n > 0 {
		r.at = min(len(r.data), r.at+n)
		return
	}
	if word != "u" {
		r.decode()
	}
	r.word(word, n, err == nil)
	r.top().first = false
}

// sign reads a control of one character.
func (r *rtf) sign(c byte) {
	switch c {
	case '\\', '{', '}':
		r.char(c)
	case '*':
		r.top().star = true
		return
	case '~':
		r.plain("\u00a0")
	case '_':
		r.plain("\u2011")
	case '-': // a place where the word may be divided
	case '\r', '\n':
		r.decode()
		r.paragraph()
	case '\'':
		if r.at+2 <= len(r.data) {
			if b, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.char(byte(b))
			}
		}
	}
	r.top().first = false
}

// plain says text that was not written in the character set of the font.
func (r *rtf) plain(text string) {
	r.decode()
	if r.skip > 0 {
		r.skip--
		return
	}
	r.say(text)
}

// signs are controls that stand for characters.
var signs = map[string]string{
	"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
	"emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "ltrmark": "\u200e", "rtlmark": "\u200f", "zwj": "\u200d", "zwnj": "\u200c", "nestcell": "\t",
}

// destinations are groups whose text is no part of what is read, but for some
// properties of the document.
var destinations = map[string]string{
	"fonttbl": "fonts", "stylesheet": "styles", "colortbl": "skip", "pict": "skip", "object": "skip", "header": "skip", "headerl": "skip", "headerr": "skip",
	"headerf": "skip", "footer": "skip", "footerl": "skip", "footerr": "skip", "footerf": "skip", "fldinst": "skip", "info": "skip", "title": "title", "author": "author",
	"listtable": "skip", "listtext": "skip", "pntext": "skip", "annotation": "skip", "xe": "skip", "tc": "skip", "rxe": "skip", "bkmkstart": "skip", "bkmkend": "skip",
	"nonshppict": "skip", "themedata": "skip", "datastore": "skip", "ftnsep": "skip", "ftnsepc": "skip", "aftnsep": "skip", "upr": "skip", "template": "skip",
}

// word obeys a control word.
func (r *rtf) word(word string, n int, given bool) {
	g := r.top()
	if text, ok := signs[word]; ok {
		r.plain(text)
		return
	}
	if into, ok := destinations[word]; ok {
		if g.into != "skip" || (word == "title" || word == "author") && len(r.stack) < 5 {
			g.into = into
		}
		return
	}
	on := !given || n != 0
	switch word {
	case "ansicpg":
		if set := codePage(n); set != nil {
			r.ansi = set
		}
	case "mac":
		r.ansi = charmap.Macintosh
	case "f":
		g.font = n
	case "fcharset":
		if set := fontCharset(n); set != nil && g.into == "fonts" {
			r.fonts[g.font] = set
		}
	case "uc":
		g.uc = min(max(n, 0), 16)
	case "u":
		r.unicode(n)
	case "v", "deleted":
		g.hidden = on
	case "plain":
		g.hidden = false
	case "s":
		if g.style = n; g.into == "" {
			g.kind = r.styles[n]
		}
	case "outlinelevel":
		if g.into == "" && n < 9 && g.kind == "" {
			g.kind = KindHeading
		}
	case "ls":
		g.item = true
	case "pard":
		g.kind, g.table, g.item = "", false, false
	case "intbl":
		g.table = on
	case "par", "sect", "page":
		r.paragraph()
	case "cell":
		r.cell()
	case "row":
		r.endRow()
	case "footnote":
		r.note()
	default:
		if g.star && g.first && word != "shppict" && word != "shpinst" && word != "shptxt" {
			g.into = "skip"
		}
	}
}

// unicode reads a character that is written as a number, and passes over what
// stands for it.
func (r *rtf) unicode(n int) {
	if len(r.bytes) > 0 {
		r.decode()
	}
	if n < 0 {
		n += 1 << 16
	}
	g := r.top()
	if r.skip = g.uc; g.into != "skip" && !g.hidden && n >= 0 && n < 1<<16 {
		r.units = append(r.units, uint16(n))
	}
}

// paragraph ends one. In a table it is part of a cell.
func (r *rtf) paragraph() {
	g := r.top()
	if g.into != "" {
		return
	}
	if g.table {
		r.out.say("\n")
		return
	}
	r.endTable()
	kind := g.kind
	if kind == "" && g.item {
		kind = KindItem
	}
	if kind == "" {
		kind = KindBody
	}
	r.out.end(kind)
}

func (r *rtf) cell() {
	text := strings.Join(strings.Fields(strings.ReplaceAll(r.out.line.String(), "\t", " ")), " ")
	r.out.line.Reset()
	if len(r.row) < 1000 {
		r.row = append(r.row, text)
	}
}

func (r *rtf) endRow() {
	if line := strings.TrimRight(strings.Join(r.row, "\t"), "\t"); !blank(line) && len(r.rows) < maxBlocks {
		r.rows = append(r.rows, line)
	}
	r.row = nil
}

// endTable writes the table that has been read, if there is one, before what
// follows it.
func (r *rtf) endTable() {
	if len(r.rows) == 0 {
		return
	}
	after := r.out.line.String()
	r.out.line.Reset()
	r.out.say(strings.Join(r.rows, "\n"))
	r.rows = nil
	r.out.end(KindBody)
	r.out.say(after)
}

// note begins a note, which goes to the end.
func (r *rtf) note() {
	if g := r.top(); g.into != "" || g.hidden || r.inNote() || len(r.notes) > maxBlocks {
		g.into = "skip"
		return
	}
	r.notes = append(r.notes, nil)
	r.out.say("[" + strconv.Itoa(len(r.notes)) + "]")
	r.kept, r.out = r.out, scribe{size: r.out.size}
	g := r.top()
	g.note, g.kind, g.table, g.item = true, "", false, false
}

func (r *rtf) inNote() bool {
	for i := range r.stack {
		if r.stack[i].note {
			return true
		}
	}
	return false
}

// codePage returns a character set of Windows by its number.
func codePage(n int) encoding.Encoding {
	switch n {
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 866:
		return charmap.CodePage866
	case 874:
		return charmap.Windows874
	case 932:
		return japanese.ShiftJIS
	case 936:
		return simplifiedchinese.GBK
	case 949:
		return korean.EUCKR
	case 950:
		return traditionalchinese.Big5
	case 10000:
		return charmap.Macintosh
	}
	sets := []encoding.Encoding{
		charmap.Windows1250, charmap.Windows1251, charmap.Windows1252, charmap.Windows1253, charmap.Windows1254, charmap.Windows1255, charmap.Windows1256, charmap.Windows1257, charmap.Windows1258,
	}
	if n >= 1250 && n <= 1258 {
		return sets[n-1250]
	}
	return nil
}

// fontCharset returns the character set of a font by the number that Windows has
// for it, nil for that of the document.
func fontCharset(n int) encoding.Encoding {
	pages := map[int]int{
		77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 850,
	}
	if page, ok := pages[n]; ok {
		return codePage(page)
	}
	if n == 0 {
		return charmap.Windows1252
	}
	return nil
}
