package extract

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "docx", Label: mark("Word"), Version: "2",
	Extensions: []string{".docx", ".docm", ".dotx", ".dotm"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	Of: "zip", Is: holding("word/document.xml", "word/document2.xml"), Apart: true, Parse: readDocx,
	Damaged: assay.Say("This Word file is damaged. Get it once more from where it came from, or open it in the program it was made with, which may mend it, and save it anew."),
})

// readDocx reads a Word document as it reads once all changes in it are accepted:
// with what was put in and without what was taken out, hidden, or is the code of a
// field. Headers and footers stay out. Notes stand at the end, by their numbers.
func readDocx(data []byte, d Document, h Hint) (Document, error) {
	o, err := openOffice(data)
	if err != nil {
		return d, err
	}
	top, err := o.related("")
	if err != nil {
		return d, err
	}
	body := top.all["officeDocument"]
	if body == "" || o.files[strings.ToLower(body)] == nil {
		body = "word/document.xml"
	}
	about, err := o.related(body)
	if err != nil {
		return d, err
	}
	styles := &docxStyles{all: map[string]*docxStyle{}}
	if err := o.walk(cmp.Or(about.all["styles"], "word/styles.xml"), styles); err != nil {
		return d, err
	}
	w := newDocx(styles)
	if err := o.walk(body, w); err != nil {
		return d, err
	}
	if w.coded > 0 { // a field that never ends has no code: else the rest would be one
		w = newDocx(styles)
		w.plain = true
		if err := o.walk(body, w); err != nil {
			return d, err
		}
	}
	for _, kind := range []string{"footnotes", "endnotes"} {
		if err := o.walk(cmp.Or(about.all[kind], "word/"+kind+".xml"), w); err != nil {
			return d, err
		}
	}
	if d.Blocks, err = w.blocks(); err != nil {
		return d, err
	}
	p := &properties{}
	if err := o.walk(cmp.Or(top.all["core-properties"], "docProps/core.xml"), p); err != nil {
		return d, err
	}
	d.URL, d.Language = h.URL, d.doubted(p.value("dc:language"))
	d.headed(titleOf(p.value("dc:title")), authorOf(p.value("dc:creator")))
	return d, nil
}

// docxStyle is what a style of paragraphs or characters is for.
type docxStyle struct {
	Block         // its kind, "" if it says nothing of it
	base   string // the style that it changes
	hidden *bool
}

// docxStyles are the styles of a document by their ids.
type docxStyles struct {
	all map[string]*docxStyle
	now *docxStyle
}

func (s *docxStyles) start(name string, e xml.StartElement) bool {
	if name == "w:style" {
		s.now = &docxStyle{}
		s.all[xmlAttr(e, "styleId")] = s.now
		return true
	}
	if s.now == nil {
		return name != "w:docDefaults"
	}
	switch value := xmlAttr(e, "val"); name {
	case "w:name":
		s.now.Block = styleBlock(value)
	case "w:basedOn":
		s.now.base = value
	case "w:outlineLvl":
		if level, err := strconv.Atoi(value); err == nil && level < 9 && s.now.Kind == "" {
			s.now.Kind = KindHeading
		}
	case "w:vanish":
		hidden := !off(value)
		s.now.hidden = &hidden
	case "w:tblStylePr":
		return false
	}
	return true
}

func (s *docxStyles) end(name string) {
	if name == "w:style" {
		s.now = nil
	}
}
func (*docxStyles) text(string) {}

// block returns what paragraphs of a style are, with the kind "" if it does not
// say, and whether they are hidden.
func (s *docxStyles) block(id string) (b Block, hidden bool) {
	const longest = 30 // chain of styles that change one another
	decided := false
	for range longest {
		style := s.all[id]
		if style == nil {
			break
		}
		if b.Kind == "" && !b.Boilerplate {
			b = style.Block
		}
		if !decided && style.hidden != nil {
			hidden, decided = *style.hidden, true
		}
		id = style.base
	}
	return b, hidden
}

// off reports whether the value of a switch is that it is off.
func off(value string) bool { return value == "0" || value == "false" || value == "off" }

// docx walks through the text of a Word document.
type docx struct {
	*composer
	docxPlace
	styles       *docxStyles
	plain        bool // takes no text for the code of a field
	outside      []docxPlace
	alternatives []bool         // in ways to say one thing, of which one was read
	fields       []bool         // that begin and do not end yet: in their code
	coded        int            // those in their code
	pointed      map[string]int // the numbers of notes, by kind and id
	words        strings.Builder
}

// docxPlace is where in a flow the walk is.
type docxPlace struct {
	is     Block // the paragraph
	item   bool
	joined bool // with the next: its end was taken out, or it is a large first letter
	gone   bool // the paragraph is hidden
	props  bool // in the properties of the paragraph
	hidden bool // the run
	font   string
	inText bool
	keep   bool // white space at its edges counts
}

func newDocx(styles *docxStyles) *docx {
	return &docx{composer: newComposer(), styles: styles, pointed: map[string]int{}}
}

// enter begins a flow, and leave goes back to where that was.
func (w *docx) enter() {
	w.outside = append(w.outside, w.docxPlace)
	w.docxPlace = docxPlace{}
}

func (w *docx) leave() {
	n := len(w.outside)
	w.docxPlace, w.outside = w.outside[n-1], w.outside[:n-1]
}

// leftOut are the elements whose text no reader of the document sees, and those
// that say what something was before it was changed.
var leftOut = map[string]bool{
	"w:del": true, "w:moveFrom": true, "w:instrText": true, "w:delText": true, "w:delInstrText": true, "w:rt": true, "w:sectPr": true,
	"w:annotationRef": true, "w:pPrChange": true, "w:rPrChange": true, "w:tblPr": true, "w:tblGrid": true, "w:tcPr": true, "w:sdtPr": true, "w:sdtEndPr": true,
	"w:fldData": true, "w:tabs": true, "w:ffData": true, "w:comment": true, "w:rubyPr": true, "m:ctrlPr": true,
}

func (w *docx) start(name string, e xml.StartElement) bool {
	if w.props {
		return w.property(name, e)
	}
	switch name {
	case "mc:AlternateContent":
		w.alternatives = append(w.alternatives, false)
	case "mc:Choice", "mc:Fallback":
		if n := len(w.alternatives); n > 0 {
			read := w.alternatives[n-1]
			w.alternatives[n-1] = true
			return !read
		}
	case "w:p":
		w.docxPlace = docxPlace{}
	case "w:pPr":
		w.props = true
	case "w:tbl":
		w.endParagraph(w.block())
		w.table()
	case "w:tr":
		w.row()
	case "w:tc", "w:txbxContent":
		w.enter()
		w.open()
	case "w:footnote", "w:endnote":
		w.enter()
		w.fields, w.coded = nil, 0
		w.openNote(w.pointed[name+" "+xmlAttr(e, "id")])
	default:
		return !leftOut[name] && w.run(name, e)
	}
	return !leftOut[name]
}

// property notes a property of the paragraph.
func (w *docx) property(name string, e xml.StartElement) bool {
	value := xmlAttr(e, "val")
	switch name {
	case "w:pStyle":
		w.is, w.gone = w.styles.block(value)
	case "w:outlineLvl":
		if level, err := strconv.Atoi(value); err == nil && level < 9 && w.is.Kind == "" {
			w.is.Kind = KindHeading
		}
	case "w:numId":
		w.item = value != "0"
	case "w:framePr":
		w.joined = xmlAttr(e, "dropCap") == "drop" || xmlAttr(e, "dropCap") == "margin"
	case "w:del", "w:moveFrom": // of the mark that ends it
		w.joined = true
	}
	return name == "w:rPr" || name == "w:numPr"
}

// run reads what is in a run.
func (w *docx) run(name string, e xml.StartElement) bool {
	value := xmlAttr(e, "val")
	switch name {
	case "w:r", "m:r":
		w.hidden, w.font = w.gone, ""
	case "w:rStyle":
		if _, hidden := w.styles.block(value); hidden {
			w.hidden = true
		}
	case "w:vanish":
		w.hidden = !off(value)
	case "w:rFonts":
		w.font = xmlAttr(e, "ascii")
	case "w:t", "m:t":
		w.inText, w.keep = true, name == "m:t" || xmlAttr(e, "space") == "preserve"
	case "w:tab", "w:ptab":
		w.see("\t")
	case "w:br", "w:cr":
		w.see("\n")
	case "w:noBreakHyphen":
		w.see("\u2011")
	case "w:sym":
		if code, err := strconv.ParseUint(xmlAttr(e, "char"), 16, 32); err == nil {
			w.see(symbolIn(xmlAttr(e, "font"), rune(code)))
		}
	case "w:fldChar":
		w.field(xmlAttr(e, "fldCharType"))
	case "w:footnoteReference", "w:endnoteReference":
		key := strings.TrimSuffix(name, "Reference") + " " + xmlAttr(e, "id")
		if w.seen() && w.pointed[key] == 0 && !w.over() {
			w.pointed[key] = w.point()
		}
	}
	return true
}

// field follows a field, whose code is not for readers: of what stands between
// its beginning and its result nothing is.
func (w *docx) field(kind string) {
	n := len(w.fields)
	switch {
	case w.plain:
	case kind == "begin":
		w.fields = append(w.fields, true)
		w.coded++
	case n > 0 && kind == "separate" && w.fields[n-1]:
		w.fields[n-1] = false
		w.coded--
	case n > 0 && kind == "end":
		if w.fields[n-1] {
			w.coded--
		}
		w.fields = w.fields[:n-1]
	}
}

func (w *docx) end(name string) {
	switch name {
	case "mc:AlternateContent":
		w.alternatives = w.alternatives[:len(w.alternatives)-1]
	case "w:pPr":
		w.props = false
	case "w:t", "m:t":
		w.inText = false
		text := w.words.String()
		w.words.Reset()
		if text = strings.Map(oneLine, text); !w.keep {
			text = strings.Trim(text, " ")
		}
		w.see(symbolsIn(w.font, text))
	case "w:r", "m:r":
		w.hidden, w.font = w.gone, ""
	case "w:p":
		if !w.joined {
			w.endParagraph(w.block())
		}
	case "w:tbl":
		w.endTable()
	case "w:tc":
		w.closeCell()
		w.leave()
	case "w:txbxContent":
		w.closeBox()
		w.leave()
	case "w:footnote", "w:endnote":
		w.closeNote()
		w.leave()
	}
}

func (w *docx) text(s string) {
	if w.inText {
		w.words.WriteString(s)
	}
}

// seen reports whether a reader sees what is in the run.
func (w *docx) seen() bool { return !w.hidden && w.coded == 0 }

func (w *docx) see(text string) {
	if w.seen() {
		w.say(text)
	}
}

// block returns what the paragraph is.
func (w *docx) block() Block {
	b := w.is
	switch {
	case b.Kind != "":
	case w.item:
		b.Kind = KindItem
	default:
		b.Kind = KindBody
	}
	return b
}

// oneLine makes spaces of what ends lines in a file but not on paper.
func oneLine(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}
