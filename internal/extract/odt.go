package extract

import (
	"encoding/xml"
	"strconv"
	"strings"

	"assay/internal/assay"
)

var odtTypes = []string{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template"}

var _ = register(Format{
	Name: "odt", Label: mark("OpenDocument text"), Version: "2", Extensions: []string{".odt", ".ott"}, MediaTypes: odtTypes,
	Of: "zip", Is: typed("application/vnd.oasis.opendocument.text"), Apart: true, Parse: readOdt,
	Damaged: assay.Say("This OpenDocument text is damaged. Get it once more from where it came from, or open it in the program it was made with, which may mend it, and save it anew."),
})

var _ = register(Format{
	Name: "fodt", Label: mark("OpenDocument text in one file of XML"), Version: "2", Extensions: []string{".fodt"}, MediaTypes: odtTypes,
	Of: "xml", Is: func(s *Sample) bool {
		return strings.Contains(s.Start, "urn:oasis:names:tc:opendocument:xmlns:office") && strings.Contains(s.Start, odtTypes[0])
	},
	Apart: true,
	Parse: func(data []byte, d Document, h Hint) (Document, error) {
		w := newOdt()
		if err := walkXML(data, w); err != nil {
			return d, err
		}
		d.Charset = "" // it is no text that could be read in another one
		return w.document(d, h)
	},
})

// readOdt reads a text document as it reads once all changes in it are accepted.
// Notes stand at the end, by their numbers.
func readOdt(data []byte, d Document, h Hint) (Document, error) {
	o, err := openOffice(data)
	if err != nil {
		return d, err
	}
	if o.protected() {
		return d, locked()
	}
	w := newOdt()
	for _, name := range []string{"styles.xml", "meta.xml", "content.xml"} {
		if err := o.walk(name, w); err != nil {
			return d, err
		}
	}
	return w.document(d, h)
}

// odt walks through an OpenDocument text.
type odt struct {
	*composer
	odtPlace
	styles  map[string]*odtStyle // by family and name
	style   *odtStyle            // that is being read
	meta    properties
	inMeta  bool
	inBody  bool
	outside []odtPlace
	shapes  []bool // of the paragraphs in one another: whether they stand in a shape
	indexes int    // how deep the walk is in tables of contents
}

// odtPlace is where in a flow the walk is.
type odtPlace struct {
	is     Block
	lists  int
	inText bool // in a paragraph
	space  bool // what stands next to it in the source is one space to a reader
	spans  []bool
	hidden int // hidden spans, and whether the paragraph is
}

// odtStyle is what a style is for.
type odtStyle struct {
	Block
	parent string // with its family
	hidden *bool
}

func newOdt() *odt { return &odt{composer: newComposer(), styles: map[string]*odtStyle{}} }

// document returns what has been read.
func (w *odt) document(d Document, h Hint) (Document, error) {
	var err error
	if d.Blocks, err = w.blocks(); err != nil {
		return d, err
	}
	d.URL, d.Language = h.URL, d.doubted(w.meta.value("dc:language"))
	d.headed(titleOf(w.meta.value("dc:title")), authorOf(w.meta.value("meta:initial-creator", "dc:creator")))
	return d, nil
}

// unreadOdt are the elements whose text is no part of what is read.
var unreadOdt = map[string]bool{
	"text:tracked-changes": true, "office:annotation": true, "text:ruby-text": true, "text:sequence-decls": true, "text:variable-decls": true,
	"text:user-field-decls": true, "office:forms": true, "text:note-citation": true, "svg:title": true, "svg:desc": true, "office:scripts": true,
	"text:script": true, "office:binary-data": true, "draw:object": true, "draw:object-ole": true, "text:alphabetical-index-source": true,
	"text:table-of-content-source": true, "text:illustration-index-source": true, "text:table-index-source": true, "text:bibliography-source": true, "text:index-title-template": true,
}

func (w *odt) start(name string, e xml.StartElement) bool {
	switch {
	case name == "office:meta" && !w.inMeta && !w.inBody:
		w.inMeta = true
	case w.inMeta:
		return w.meta.start(name, e)
	case name == "office:text":
		w.inBody = true
	case w.inBody:
		return !unreadOdt[name] && w.element(name, e)
	case name == "style:style":
		w.newStyle(e)
	case name == "style:text-properties" && w.style != nil && xmlAttr(e, "display") != "":
		hidden := xmlAttr(e, "display") == "none"
		w.style.hidden = &hidden
	}
	return true
}

// newStyle notes a style: one that was made by hand hangs on one of the program's.
func (w *odt) newStyle(e xml.StartElement) {
	family := xmlAttr(e, "family") + " "
	w.style = &odtStyle{parent: family + xmlAttr(e, "parent-style-name")}
	if family == "paragraph " {
		w.style.Block = styleBlock(xmlAttr(e, "name"))
		if w.style.Kind == "" {
			w.style.Block = styleBlock(xmlAttr(e, "display-name"))
		}
	}
	w.styles[family+xmlAttr(e, "name")] = w.style
}

// named returns what paragraphs or spans of a style are, and whether they are
// hidden.
func (w *odt) named(family, name string) (b Block, hidden bool) {
	const longest = 30 // chain of styles that change one another
	decided := false
	name = family + " " + name
	for range longest {
		style := w.styles[name]
		if style == nil {
			if _, name, _ = strings.Cut(name, " "); b.Kind == "" { // of a template that is not there
				b = styleBlock(name)
			}
			break
		}
		if b.Kind == "" {
			b = style.Block
		}
		if !decided && style.hidden != nil {
			hidden, decided = *style.hidden, true
		}
		name = style.parent
	}
	return b, hidden
}

// element begins an element of the text.
func (w *odt) element(name string, e xml.StartElement) bool {
	switch name {
	case "text:section", "text:hidden-text", "text:hidden-paragraph":
		if xmlAttr(e, "display") == "none" || xmlAttr(e, "is-hidden") == "true" {
			if name == "text:hidden-paragraph" {
				w.hidden++
			}
			return false
		}
	case "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index":
		w.indexes++
	case "text:h", "text:p":
		w.beginParagraph(name, e)
	case "text:span":
		_, hidden := w.named("text", xmlAttr(e, "style-name"))
		if w.spans = append(w.spans, hidden); hidden {
			w.hidden++
		}
	case "text:list", "text:numbered-paragraph":
		w.lists++
	case "text:s":
		n, err := strconv.Atoi(xmlAttr(e, "c"))
		if err != nil {
			n = 1
		}
		w.see(strings.Repeat(" ", min(max(n, 1), 1000)))
		w.space = true
	case "text:tab":
		w.see("\t")
	case "text:line-break":
		w.see("\n")
	case "text:note-body":
		n := 0
		if w.hidden == 0 && !w.over() {
			n = w.point()
		}
		w.enter()
		w.openNote(n)
	case "draw:text-box", "table:table-cell", "table:covered-table-cell":
		w.enter()
		w.open()
	case "table:table":
		w.endParagraph(w.block())
		w.table()
	case "table:table-row":
		w.row()
	}
	return true
}

// beginParagraph begins one. Where it stands in another, it is of a shape that
// hangs on that.
func (w *odt) beginParagraph(name string, e xml.StartElement) {
	shape := w.inText
	if w.shapes = append(w.shapes, shape); shape {
		w.enter()
		w.open()
	}
	w.inText, w.space, w.hidden, w.spans = true, false, 0, nil
	var hidden bool
	w.is, hidden = w.named("paragraph", xmlAttr(e, "style-name"))
	switch {
	case w.indexes > 0:
		w.is = styleBlock("toc")
	case name == "text:h" && w.is.Kind != KindTitle:
		w.is = Block{Kind: KindHeading}
	}
	if hidden {
		w.hidden++
	}
}

func (w *odt) end(name string) {
	switch {
	case name == "office:meta" && w.inMeta && len(w.meta.open) == 0:
		w.inMeta = false
	case w.inMeta:
		w.meta.end(name)
	case name == "office:text":
		w.inBody = false
	case name == "style:style":
		w.style = nil
	case w.inBody:
		w.endElement(name)
	}
}

func (w *odt) endElement(name string) {
	switch name {
	case "text:table-of-content", "text:alphabetical-index", "text:illustration-index", "text:table-index", "text:object-index", "text:user-index":
		w.indexes--
	case "text:h", "text:p":
		w.endParagraph(w.block())
		w.inText = false
		n := len(w.shapes) - 1
		if w.shapes[n] {
			w.closeBox()
			w.leave()
		}
		w.shapes = w.shapes[:n]
	case "text:span":
		if n := len(w.spans); n > 0 {
			if w.spans[n-1] {
				w.hidden--
			}
			w.spans = w.spans[:n-1]
		}
	case "text:list", "text:numbered-paragraph":
		w.lists--
	case "text:note-body":
		w.closeNote()
		w.leave()
	case "draw:text-box":
		w.closeBox()
		w.leave()
	case "table:table-cell", "table:covered-table-cell":
		w.closeCell()
		w.leave()
	case "table:table":
		w.endTable()
	}
}

// enter begins a flow, and leave goes back to where that was.
func (w *odt) enter() {
	w.outside = append(w.outside, w.odtPlace)
	w.odtPlace = odtPlace{}
}

func (w *odt) leave() {
	n := len(w.outside)
	w.odtPlace, w.outside = w.outside[n-1], w.outside[:n-1]
}

// block returns what the paragraph is.
func (w *odt) block() Block {
	b := w.is
	switch {
	case b.Kind != "":
	case w.lists > 0:
		b.Kind = KindItem
	default:
		b.Kind = KindBody
	}
	return b
}

func (w *odt) text(s string) {
	switch {
	case w.inMeta:
		w.meta.text(s)
	case w.inText && w.hidden == 0:
		w.seeWords(s)
	}
}

// seeWords says text with its white space as a reader sees it.
func (w *odt) seeWords(s string) {
	for s != "" {
		word := strings.TrimLeft(s, " \t\r\n")
		if len(word) < len(s) && !w.space {
			w.see(" ")
			w.space = true
		}
		end := strings.IndexAny(word, " \t\r\n")
		if end < 0 {
			end = len(word)
		}
		if end > 0 {
			w.see(word[:end])
		}
		s = word[end:]
	}
}

func (w *odt) see(s string) {
	if w.inText && w.hidden == 0 {
		w.say(s)
		w.space = false
	}
}
