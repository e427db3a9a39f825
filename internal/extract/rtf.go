package extract

import (
	"bytes"
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
	"golang.org/x/text/encoding/unicode"
)

var _ = register(Format{
	Name: "rtf", Label: mark("Rich text"), Version: "2", Extensions: []string{".rtf"}, MediaTypes: []string{"application/rtf", "text/rtf"},
	Is: beginning("{\\rtf", "\xef\xbb\xbf{\\rtf"), Apart: true, Parse: readRtf,
})

// readRtf reads rich text: what a reader of it sees, without pictures, what was
// deleted or hidden, and the code of fields. Notes stand at the end, by their
// numbers.
func readRtf(data []byte, d Document, h Hint) (Document, error) {
	r := &rtf{
		composer: newComposer(), data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), ansi: charmap.Windows1252,
		fonts: map[int]*rtfFont{}, styles: map[int]*Block{}, info: map[rtfPlace]string{}, tables: map[*flow]*rtfTable{},
	}
	r.groups = []rtfGroup{{uc: 1}}
	if err := r.read(); err != nil {
		return d, err
	}
	var err error
	if d.Blocks, err = r.blocks(); err != nil {
		return d, err
	}
	d.URL = h.URL
	d.headed(titleOf(r.info[inTitle]), authorOf(r.info[inAuthor]))
	return d, nil
}

// rtf reads rich text from its beginning to its end.
type rtf struct {
	*composer
	data   []byte
	at     int
	ansi   encoding.Encoding
	font   int // that text has before it says otherwise
	fonts  map[int]*rtfFont
	styles map[int]*Block
	info   map[rtfPlace]string
	tables map[*flow]*rtfTable // those that are being read
	groups []rtfGroup

	bytes []byte   // of characters that are not decoded yet
	units []uint16 // of characters that were written as numbers
	skip  int      // characters to come that only stand for one that was given as a number
	item  bool     // the paragraph has the number or the bullet of one in a list
}

// rtfPlace is where the text of a group belongs.
type rtfPlace int

const (
	inBody rtfPlace = iota
	inNothing
	inHollow // the text belongs nowhere, but that of some groups in it does
	inFonts
	inStyles
	inTitle
	inAuthor
)

// rtfGroup is the state within a pair of braces.
type rtfGroup struct {
	rtfParagraph
	into    rtfPlace
	outer   rtfPlace // of the place that is hollow
	font    int
	uc      int // characters that stand for one that is given as a number
	hidden  bool
	deleted bool
	opened  rune // the flow that ends with the group: 'n'ote, 'b'ox
	star    bool // whoever does not know the next word skips the group
}

// rtfParagraph are the properties of a paragraph.
type rtfParagraph struct {
	style   int // also the number of that in the list of styles
	outline bool
	table   bool
	list    bool
}

// rtfFont is a font by what its bytes mean.
type rtfFont struct {
	set  encoding.Encoding // nil for that of the document
	name string
	own  bool // its characters are its own
}

// rtfTable is a table of which a row has begun.
type rtfTable struct {
	row   bool // between the definition of a row and its end
	ended bool // the last row has
	cell  []Block
	all   grid
}

// deepest is how many groups can be in one another.
const deepest = 2000

func (r *rtf) top() *rtfGroup { return &r.groups[len(r.groups)-1] }

func (r *rtf) read() error {
	for r.at < len(r.data) {
		c := r.data[r.at]
		r.at++
		switch c {
		case '{':
			if len(r.groups) >= deepest {
				return damaged(errMany)
			}
			r.decode()
			r.skip = 0
			g := *r.top()
			g.opened, g.star = 0, false
			r.groups = append(r.groups, g)
		case '}':
			if r.endGroup(); len(r.groups) == 1 {
				r.at = len(r.data) // what follows the document is not in it
			}
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			r.char(c)
		}
	}
	for len(r.groups) > 1 { // a file that was cut
		r.endGroup()
	}
	r.decode()
	r.endTable()
	r.endParagraph(r.block())
	return nil
}

func (r *rtf) endGroup() {
	r.decode()
	r.skip = 0
	if len(r.groups) == 1 {
		return
	}
	if r.top().opened != 0 {
		r.endTable()
		r.endParagraph(r.block())
	}
	switch r.top().opened {
	case 'n':
		r.closeNote()
	case 'b':
		r.closeBox()
	}
	r.groups = r.groups[:len(r.groups)-1]
}

// char takes a byte of text.
func (r *rtf) char(c byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	r.sayUnits()
	if g := r.top(); g.into != inNothing && g.into != inHollow && !g.hidden && !g.deleted {
		r.bytes = append(r.bytes, c)
	}
}

// sayUnits says the characters that were written as numbers.
func (r *rtf) sayUnits() {
	if len(r.units) == 0 {
		return
	}
	text := string(utf16.Decode(r.units))
	r.units = r.units[:0]
	if f := r.fonts[r.top().font]; f != nil {
		text = symbolsIn(f.name, text)
	}
	r.put(text)
}

// decode says the bytes that have been read, in the character set of their font.
func (r *rtf) decode() {
	r.sayUnits()
	if len(r.bytes) == 0 {
		return
	}
	set, font := r.ansi, r.fonts[r.top().font]
	if font != nil && r.top().into == inBody {
		if font.set != nil {
			set = font.set
		}
		if font.own && symbolic(font.name) {
			text := make([]string, 0, len(r.bytes))
			for _, c := range r.bytes {
				text = append(text, symbolIn(font.name, rune(c)))
			}
			r.bytes = r.bytes[:0]
			r.put(strings.Join(text, ""))
			return
		}
	}
	text, err := set.NewDecoder().Bytes(r.bytes)
	if err != nil {
		text = []byte(strings.Repeat(string(utf8.RuneError), len(r.bytes)))
	}
	r.bytes = r.bytes[:0]
	r.put(string(text))
}

// put puts text where the group says that it belongs.
func (r *rtf) put(text string) {
	const longest = 1000 // bytes of a name
	switch g := r.top(); g.into {
	case inBody:
		if !g.hidden && !g.deleted {
			r.say(text)
		}
	case inNothing, inHollow:
	case inFonts:
		if f := r.fonts[g.font]; f != nil && len(f.name) < longest {
			name, _, _ := strings.Cut(f.name+text, ";")
			f.name = strings.TrimSpace(name)
		}
	case inStyles:
		if name, _, _ := strings.Cut(text, ";"); r.styles[g.style] == nil {
			is := styleBlock(strings.TrimSpace(name))
			if is.Kind == "" && g.outline {
				is.Kind = KindHeading
			}
			r.styles[g.style] = &is
		}
	default:
		if len(r.info[g.into]) < longest {
			r.info[g.into] += text
		}
	}
}

// control reads what begins with a backslash.
func (r *rtf) control() {
	if r.at >= len(r.data) {
		return
	}
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
	if c := r.data[r.at]; !letter(c) {
		r.at++
		r.sign(c)
		return
	}
	start := r.at
	for r.at < len(r.data) && letter(r.data[r.at]) {
		r.at++
	}
	word := string(r.data[start:min(r.at, start+32)])
	start = r.at
	if r.at+1 < len(r.data) && r.data[r.at] == '-' && r.data[r.at+1] >= '0' && r.data[r.at+1] <= '9' {
		r.at++
	}
	for r.at < len(r.data) && r.data[r.at] >= '0' && r.data[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.data[start:min(r.at, start+12)]))
	if r.at < len(r.data) && r.data[r.at] == ' ' {
		r.at++
	}
	if word == "bin" {
		r.at = min(len(r.data), r.at+max(n, 0))
		return
	}
	if word != "u" && word != "uc" { // one may stand between two halves of a character
		r.decode()
	}
	if text, ok := signs[word]; ok {
		r.plain(text)
		return
	}
	if word != "u" {
		r.skip = 0 // what stands for a character is no more than characters
	}
	r.word(word, n, err == nil)
	r.top().star = false
}

// sign reads a control of one character.
func (r *rtf) sign(c byte) {
	switch c {
	case '\\', '{', '}':
		r.char(c)
	case '*':
		r.top().star = true
	case '~':
		r.plain("\u00a0")
	case '_':
		r.plain("\u2011")
	case '-': // a place where the word may be divided
		r.plain("")
	case '\r', '\n':
		r.decode()
		r.endLine()
	case '\'':
		if r.at+2 <= len(r.data) {
			if b, err := strconv.ParseUint(string(r.data[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.char(byte(b))
			}
		}
	}
}

// plain says text that was not written in the character set of the font.
func (r *rtf) plain(text string) {
	r.decode()
	if r.skip > 0 {
		r.skip--
		return
	}
	r.put(text)
}

// signs are controls that stand for characters.
var signs = map[string]string{
	"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
	"emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "ltrmark": "\u200e", "rtlmark": "\u200f", "zwj": "\u200d", "zwnj": "\u200c",
	"softline": "\n", "lbr": "\n", "column": "\n", "softcol": "\n",
}

// destinations are the groups whose text belongs elsewhere. Any other that has a
// star belongs nowhere.
var destinations = map[string]rtfPlace{
	"fonttbl": inFonts, "stylesheet": inStyles, "info": inHollow, "title": inTitle, "author": inAuthor,
	"object": inHollow, "shpinst": inHollow, "do": inHollow, "upr": inHollow,
	"colortbl": inNothing, "pict": inNothing, "header": inNothing, "headerl": inNothing, "headerr": inNothing, "headerf": inNothing,
	"footer": inNothing, "footerl": inNothing, "footerr": inNothing, "footerf": inNothing, "fldinst": inNothing, "listtable": inNothing,
	"listtext": inNothing, "pntext": inNothing, "pntxta": inNothing, "pntxtb": inNothing, "annotation": inNothing, "xe": inNothing, "tc": inNothing, "tcn": inNothing, "rxe": inNothing, "txe": inNothing,
	"nonshppict": inNothing, "ftnsep": inNothing, "ftnsepc": inNothing, "ftncn": inNothing, "aftnsep": inNothing, "aftnsepc": inNothing, "aftncn": inNothing,
	"template": inNothing, "shprslt": inNothing, "sp": inNothing, "objdata": inNothing, "objclass": inNothing, "objname": inNothing, "nonesttables": inNothing,
	"operator": inNothing, "subject": inNothing, "category": inNothing, "manager": inNothing, "company": inNothing, "keywords": inNothing, "doccomm": inNothing,
	"comment": inNothing, "hlinkbase": inNothing, "filetbl": inNothing, "revtbl": inNothing, "panose": inNothing, "falt": inNothing, "fontemb": inNothing, "keycode": inNothing,
	"bkmkstart": inNothing, "bkmkend": inNothing, "atnid": inNothing, "atnauthor": inNothing, "mmathPr": inNothing, "private": inNothing,
}

// word obeys a control word.
func (r *rtf) word(word string, n int, given bool) {
	g := r.top()
	if into, ok := destinations[word]; ok {
		r.item = r.item || g.into == inBody && (word == "listtext" || word == "pntext")
		switch {
		case g.into == inNothing, into >= inTitle && g.into != inHollow:
		case into == inHollow:
			g.outer, g.into = g.into, inHollow
		default:
			g.into = into
		}
		return
	}
	switch word {
	case "shptxt", "dptxbxtext":
		if g.into == inHollow {
			r.openIn('b')
		}
		return
	case "result", "ud":
		if g.into == inHollow {
			g.into = g.outer
		}
		return
	case "footnote":
		if g.into == inBody {
			r.openIn('n')
		}
		return
	}
	if g.star {
		g.into = inNothing
		return
	}
	if !r.character(word, n, !given || n != 0) && g.into == inBody {
		r.layout(word, n, !given || n != 0)
	}
}

// character obeys what changes how characters are read, and reports whether the
// word does.
func (r *rtf) character(word string, n int, on bool) bool {
	g := r.top()
	switch word {
	case "ansicpg":
		if set := codePage(n); set != nil {
			r.ansi = set
		}
	case "mac":
		r.ansi = charmap.Macintosh
	case "pc":
		r.ansi = charmap.CodePage437
	case "pca":
		r.ansi = charmap.CodePage850
	case "deff":
		r.font, g.font = n, n
	case "f":
		if g.font = n; g.into == inFonts && r.fonts[n] == nil {
			r.fonts[n] = &rtfFont{}
		}
	case "fcharset":
		if f := r.fonts[g.font]; f != nil && g.into == inFonts {
			f.set, f.own = fontCharset(n), n == 2
		}
	case "cpg":
		if f := r.fonts[g.font]; f != nil && g.into == inFonts {
			f.set = codePage(n)
		}
	case "uc":
		g.uc = min(max(n, 0), 16)
	case "u":
		r.unicode(n)
	case "v":
		g.hidden = on
	case "deleted", "mvf":
		g.deleted = on
	case "plain":
		g.hidden, g.deleted, g.font = false, false, r.font
	case "s":
		g.style = n
	case "outlinelevel":
		g.outline = n >= 0 && n < 9
	default:
		return false
	}
	return true
}

// layout obeys what makes paragraphs and tables.
func (r *rtf) layout(word string, n int, on bool) {
	g := r.top()
	switch word {
	case "pard":
		g.rtfParagraph = rtfParagraph{}
	case "ls":
		g.list = n > 0
	case "intbl":
		g.table = on
	case "trowd":
		r.tableHere().row = true
	case "par", "sect", "page", "nestcell", "nestrow":
		r.endLine()
	case "cell":
		r.cell()
	case "row":
		r.endRow()
	}
}

// openIn begins a flow of its own, which ends with the group.
func (r *rtf) openIn(kind rune) {
	g := r.top()
	switch {
	case g.hidden || g.deleted || g.opened != 0:
		g.into = inNothing
		return
	case kind == 'n':
		n := 0
		if !r.over() {
			n = r.point()
		}
		r.openNote(n)
	default:
		r.open()
	}
	g.opened, g.into, g.rtfParagraph = kind, inBody, rtfParagraph{}
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
	r.skip = g.uc
	if g.into == inNothing || g.into == inHollow || g.hidden || g.deleted || n < 0 {
		return
	}
	if n > 0xffff {
		r.units = utf16.AppendRune(r.units, rune(min(n, utf8.MaxRune+1)))
		return
	}
	r.units = append(r.units, uint16(n))
}

// block returns what the paragraph is.
func (r *rtf) block() Block {
	g := r.top()
	var b Block
	if s := r.styles[g.style]; s != nil {
		b = *s
	}
	switch {
	case b.Kind != "":
	case g.outline:
		b.Kind = KindHeading
	case g.list || r.item:
		b.Kind = KindItem
	default:
		b.Kind = KindBody
	}
	r.item = false
	return b
}

// endLine ends a paragraph, unless its end was deleted. In a table it is part of a
// cell.
func (r *rtf) endLine() {
	g := r.top()
	if g.into != inBody || g.deleted {
		return
	}
	t := r.tables[r.flow]
	if !g.table && (t == nil || !t.row) {
		r.endTable()
		r.endParagraph(r.block())
		return
	}
	r.intoCell()
}

// tableHere returns the table that is being read in the flow.
func (r *rtf) tableHere() *rtfTable {
	t := r.tables[r.flow]
	if t == nil {
		t = &rtfTable{}
		r.tables[r.flow] = t
	}
	return t
}

// intoCell ends a paragraph of a cell.
func (r *rtf) intoCell() {
	n := len(r.flow.done)
	r.endParagraph(r.block())
	t := r.tableHere()
	t.cell = append(t.cell, r.flow.done[n:]...)
	r.flow.done = r.flow.done[:n]
}

func (r *rtf) cell() {
	r.intoCell()
	t := r.tableHere()
	if len(t.all.rows) == 0 || t.ended {
		t.all.rows, t.ended = append(t.all.rows, nil), false
	}
	last := len(t.all.rows) - 1
	t.all.rows[last] = append(t.all.rows[last], t.cell)
	t.cell = nil
}

func (r *rtf) endRow() {
	t := r.tableHere()
	t.row, t.ended = false, true
}

// endTable ends the table that is being read in the flow, if there is one.
func (r *rtf) endTable() {
	t := r.tables[r.flow]
	if t == nil {
		return
	}
	delete(r.tables, r.flow)
	r.flow.done = append(append(r.flow.done, t.all.blocks()...), t.cell...)
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
	case 54936:
		return simplifiedchinese.GB18030
	case 65001:
		return unicode.UTF8
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
		0: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
	}
	return codePage(pages[n])
}
