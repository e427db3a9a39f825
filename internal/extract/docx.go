package extract

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

var _ = register(Format{
	Name: "docx", Label: mark("Word"), Version: "1",
	Extensions: []string{".docx", ".docm", ".dotx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	Of: "zip", Is: holding("word/document.xml"), Apart: true, Parse: readDocx,
})

// readDocx reads a Word document as it reads once all changes in it are accepted:
// with what was put in and without what was taken out, hidden, or is the code of a
// field. Headers and footers stay out. Notes stand at the end, by their numbers.
func readDocx(data []byte, d Document, h Hint) (Document, error) {
	o, err := openOffice(data)
	if err != nil {
		return d, err
	}
	styles := &docxStyles{kinds: map[string]Kind{}}
	if err := o.walk("word/styles.xml", styles); err != nil {
		return d, err
	}
	w := &docx{styles: styles.kinds, notes: map[string]int{}, noted: map[int][]Block{}}
	w.push()
	if err := o.walk("word/document.xml", w); err != nil {
		return d, err
	}
	w.flush()
	d.Blocks = w.top().blocks
	for _, kind := range []string{"footnote", "endnote"} {
		if err := o.walk("word/"+kind+"s.xml", w); err != nil {
			return d, err
		}
	}
	for n := range len(w.notes) {
		d.Blocks = append(d.Blocks, w.noted[n+1]...)
	}
	p := &properties{}
	if err := o.walk("docProps/core.xml", p); err != nil {
		return d, err
	}
	d.URL = h.URL
	d.Title, d.Byline, d.Language = titleOf(p.values["title"]), authorOf(p.values["creator"]), p.values["language"]
	d.headed()
	return d, nil
}

// headed completes what is known of a document that has no more than its blocks
// and some properties. A title of it that no reader sees yields to one that is
// printed.
func (d *Document) headed() {
	for i := range d.Blocks {
		if d.Blocks[i].Kind == KindTitle {
			d.Title = clean(d.Blocks[i].Text)
			break
		}
	}
	for i := 0; i < min(len(d.Blocks), maxHead); i++ { // or a first heading, where nothing is called a title
		if b := &d.Blocks[i]; b.Kind == KindTitle {
			break
		} else if b.Kind == KindHeading && utf8.RuneCountInString(b.Text) < 200 {
			b.Kind, d.Title = KindTitle, clean(b.Text)
			break
		} else if prose(b.Text) {
			break
		}
	}
	d.readHead()
}

// docxStyles finds out what the styles of a document are for.
type docxStyles struct {
	kinds map[string]Kind
	id    string
}

func (s *docxStyles) start(e xml.StartElement) {
	switch e.Name.Local {
	case "style":
		s.id = xmlAttr(e, "styleId")
	case "name":
		if kind := styleKind(xmlAttr(e, "val")); kind != "" {
			s.kinds[s.id] = kind
		}
	case "basedOn":
		if s.kinds[s.id] == "" {
			s.kinds[s.id] = s.kinds[xmlAttr(e, "val")]
		}
	case "outlineLvl":
		if level, err := strconv.Atoi(xmlAttr(e, "val")); err == nil && level < 9 && s.kinds[s.id] == "" {
			s.kinds[s.id] = KindHeading
		}
	}
}
func (*docxStyles) end(xml.EndElement) {}
func (*docxStyles) text(string)        {}

// styleKind returns what a style is for by the name that word processors give
// it, "" if it does not say.
func styleKind(name string) Kind {
	name = strings.ToLower(strings.ReplaceAll(name, "_20_", " "))
	for _, known := range []struct {
		prefix string
		kind   Kind
	}{
		{"heading", KindHeading},
		{"subtitle", KindHeading},
		{"title", KindTitle},
		{"quot", KindQuote},
		{"intense quote", KindQuote},
		{"block text", KindQuote},
		{"caption", KindCaption},
		{"illustration", KindCaption},
		{"list", KindItem},
	} {
		if strings.HasPrefix(name, known.prefix) {
			return known.kind
		}
	}
	return ""
}

// docx walks through the text of a Word document.
type docx struct {
	styles map[string]Kind
	stack  []*docxFlow
	notes  map[string]int // by kind and id, in the order in which they are pointed at
	noted  map[int][]Block
	skip   int  // how deep the walk is in what is left out
	inText bool // in an element whose characters are text
	hidden bool // of the run
	inRun  bool
}

// docxFlow is a text of its own: the document, a text box, a note, a cell.
type docxFlow struct {
	scribe
	kind   Kind // of the paragraph
	item   bool
	tables []*grid
	later  []Block // boxes that hang on the paragraph
	note   int     // the number of the note that it is, 0 for none
}

func (w *docx) push()          { w.stack = append(w.stack, &docxFlow{}) }
func (w *docx) top() *docxFlow { return w.stack[len(w.stack)-1] }
func (w *docx) pop() (f *docxFlow) {
	w.flush()
	f = w.top()
	if len(w.stack) > 1 {
		w.stack = w.stack[:len(w.stack)-1]
	}
	return f
}

// flush ends the paragraph.
func (w *docx) flush() {
	f := w.top()
	kind := f.kind
	if kind == "" {
		kind = KindBody
		if f.item {
			kind = KindItem
		}
	}
	f.end(kind)
	f.blocks = append(f.blocks, f.later...)
	f.kind, f.item, f.later = "", false, nil
}

// leftOut are the elements whose text no reader of the document sees, or sees
// elsewhere: of two ways to say something the first is read.
var leftOut = map[string]bool{
	"del": true, "moveFrom": true, "instrText": true, "delText": true, "Fallback": true, "delInstrText": true, "rt": true, "sectPr": true, "annotationRef": true,
}

func (w *docx) start(e xml.StartElement) {
	name := e.Name.Local
	if w.skip > 0 || leftOut[name] && e.Name.Space != "http://schemas.openxmlformats.org/drawingml/2006/main" {
		w.skip++
		return
	}
	f := w.top()
	switch name {
	case "p":
		w.flush()
	case "pStyle":
		f.kind = w.styles[xmlAttr(e, "val")]
	case "outlineLvl":
		if level, err := strconv.Atoi(xmlAttr(e, "val")); err == nil && level < 9 && f.kind == "" {
			f.kind = KindHeading
		}
	case "numPr":
		f.item = true
	case "r":
		w.hidden, w.inRun = false, true
	case "vanish", "webHidden":
		w.hidden = w.inRun && name == "vanish" && !no(xmlAttr(e, "val"))
	case "t":
		w.inText = true
	case "tab", "ptab":
		w.say("\t")
	case "br", "cr":
		w.say("\n")
	case "noBreakHyphen":
		w.say("\u2011")
	case "sym":
		w.say(symbol(xmlAttr(e, "char")))
	case "footnoteReference", "endnoteReference":
		w.point(strings.TrimSuffix(name, "Reference"), xmlAttr(e, "id"))
	case "footnote", "endnote":
		w.push()
		w.top().note = w.notes[name+" "+xmlAttr(e, "id")]
	case "txbxContent", "tc":
		w.push()
	case "tbl":
		w.flush()
		f.tables = append(f.tables, &grid{})
	case "tr":
		if g := f.grid(); g != nil {
			g.rows = append(g.rows, nil)
		}
	}
}

// grid returns the table that the flow is in, nil if it is in none.
func (f *docxFlow) grid() *grid {
	if len(f.tables) == 0 {
		return nil
	}
	return f.tables[len(f.tables)-1]
}

func (w *docx) end(e xml.EndElement) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch e.Name.Local {
	case "t":
		w.inText = false
	case "r":
		w.hidden, w.inRun = false, false
	case "p":
		w.flush()
	case "txbxContent":
		box := w.pop()
		w.top().later = append(w.top().later, box.blocks...)
	case "tc":
		cell := w.pop()
		if g := w.top().grid(); g != nil && len(g.rows) > 0 {
			g.rows[len(g.rows)-1] = append(g.rows[len(g.rows)-1], cell.blocks)
		} else {
			w.top().blocks = append(w.top().blocks, cell.blocks...)
		}
	case "tbl":
		if f := w.top(); len(f.tables) > 0 {
			f.blocks = append(f.blocks, f.grid().blocks()...)
			f.tables = f.tables[:len(f.tables)-1]
		}
	case "footnote", "endnote":
		if note := w.pop(); note.note > 0 { // else nothing points at it
			w.noted[note.note] = numbered(note.note, note.blocks)
		}
	}
}

func (w *docx) text(s string) {
	if w.inText && w.skip == 0 {
		w.say(s)
	}
}

func (w *docx) say(s string) {
	if !w.hidden {
		w.top().say(s)
	}
}

// point writes the number of a note where the text points at it.
func (w *docx) point(kind, id string) {
	key := kind + " " + id
	if w.notes[key] == 0 && len(w.notes) < maxBlocks {
		w.notes[key] = len(w.notes) + 1
	}
	w.say(fmt.Sprintf("[%d]", w.notes[key]))
}

// numbered returns the blocks of a note with its number before them.
func numbered(n int, blocks []Block) []Block {
	for i := range blocks {
		if i == 0 {
			blocks[i].Text = fmt.Sprintf("[%d] %s", n, blocks[i].Text)
		}
	}
	return blocks
}

// no reports whether a switch is off.
func no(value string) bool { return value == "0" || value == "false" || value == "off" }

// symbol returns a character of a symbol font as far as it has a place in Unicode.
func symbol(hex string) string {
	code, err := strconv.ParseUint(hex, 16, 32)
	switch {
	case err != nil:
		return ""
	case code >= 0xf000 && code <= 0xf0ff: // of a font of its own: only those that all such fonts share can be known
		if code == 0xf0b7 || code == 0xf0a7 || code == 0xf06c {
			return "•"
		}
		return string(utf8.RuneError)
	}
	return string(rune(code))
}
