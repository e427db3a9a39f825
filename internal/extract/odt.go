package extract

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

var odtTypes = []string{"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template"}

var _ = register(Format{
	Name: "odt", Label: mark("OpenDocument text"), Version: "1", Extensions: []string{".odt", ".ott"}, MediaTypes: odtTypes,
	Of: "zip", Is: holding("mimetypeapplication/vnd.oasis.opendocument.text"), Apart: true, Parse: readOdt,
})

var _ = register(Format{
	Name: "fodt", Label: mark("OpenDocument text in one file of XML"), Version: "1", Extensions: []string{".fodt"}, MediaTypes: odtTypes,
	Of: "xml", Is: func(s *Sample) bool {
		return strings.Contains(s.Start, "urn:oasis:names:tc:opendocument:xmlns:office") && strings.Contains(s.Start, odtTypes[0])
	},
	Apart: true,
	Parse: func(data []byte, d Document, h Hint) (Document, error) {
		w := newOdt()
		if err := walkXML(data, w); err != nil {
			return d, err
		}
		return w.document(d, h), nil
	},
})

// readOdt reads a text document as it reads once all changes in it are accepted.
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
	return w.document(d, h), nil
}

// odt walks through an OpenDocument text.
type odt struct {
	kinds  map[string]Kind // of paragraph styles
	meta   properties
	stack  []*odtFlow
	notes  [][]Block
	skip   int
	inBody bool
	inMeta bool
	space  bool // what stands next to it in the source is one space to a reader
}

// odtFlow is a text of its own: the document, a note, a text box, a cell.
type odtFlow struct {
	scribe
	kind  Kind
	lists int
	grids []*grid
	later []Block
}

func newOdt() *odt { return &odt{kinds: map[string]Kind{}, stack: []*odtFlow{{}}} }

func (w *odt) top() *odtFlow { return w.stack[len(w.stack)-1] }

// document returns what has been read.
func (w *odt) document(d Document, h Hint) Document {
	d.Blocks = w.stack[0].blocks
	for i, note := range w.notes {
		d.Blocks = append(d.Blocks, numbered(i+1, note)...)
	}
	d.URL = h.URL
	d.Title, d.Language = titleOf(w.meta.values["title"]), w.meta.values["language"]
	if d.Byline = authorOf(w.meta.values["initial-creator"]); d.Byline == "" {
		d.Byline = authorOf(w.meta.values["creator"])
	}
	d.headed()
	return d
}

// unreadOdt are the elements whose text is no part of what is read.
var unreadOdt = map[string]bool{
	"tracked-changes": true, "annotation": true, "annotation-end": true, "ruby-text": true, "hidden-paragraph": true, "hidden-text": true,
	"sequence-decls": true, "forms": true, "note-citation": true, "title": true, "desc": true, "table-of-content": true, "alphabetical-index": true, "scripts": true,
}

func (w *odt) start(e xml.StartElement) {
	name := e.Name.Local
	switch {
	case w.skip > 0:
		w.skip++
		return
	case name == "meta" && e.Name.Space == "urn:oasis:names:tc:opendocument:xmlns:office:1.0":
		w.inMeta = true
		return
	case w.inMeta:
		w.meta.start(e)
		return
	case name == "style" && xmlAttr(e, "family") == "paragraph":
		w.style(e)
		return
	case name == "text" && e.Name.Space == "urn:oasis:names:tc:opendocument:xmlns:office:1.0":
		w.inBody = true
		return
	case !w.inBody:
		return
	case unreadOdt[name], name == "section" && xmlAttr(e, "display") == "none":
		w.skip++
		return
	}
	w.open(e)
}

// style notes what a style of paragraphs is for: a style that was made by hand
// hangs on one of the program's.
func (w *odt) style(e xml.StartElement) {
	name, parent := xmlAttr(e, "name"), xmlAttr(e, "parent-style-name")
	for _, n := range []string{name, xmlAttr(e, "display-name"), parent} {
		if kind := styleKind(n); kind != "" {
			w.kinds[name] = kind
			return
		}
	}
	w.kinds[name] = w.kinds[parent]
}

// open begins an element of the text.
func (w *odt) open(e xml.StartElement) {
	f := w.top()
	switch e.Name.Local {
	case "h", "p":
		w.flush()
		f.kind = w.kinds[xmlAttr(e, "style-name")]
		if f.kind == "" {
			f.kind = styleKind(xmlAttr(e, "style-name"))
		}
		if e.Name.Local == "h" {
			f.kind = KindHeading
		}
	case "list":
		f.lists++
	case "s":
		n, err := strconv.Atoi(xmlAttr(e, "c"))
		if err != nil {
			n = 1
		}
		f.say(strings.Repeat(" ", min(max(n, 1), 1000)))
		w.space = true
	case "tab":
		w.say("\t")
	case "line-break":
		w.say("\n")
	case "note-body":
		w.notes = append(w.notes, nil)
		w.say(fmt.Sprintf("[%d]", len(w.notes)))
		w.stack = append(w.stack, &odtFlow{})
	case "text-box", "table-cell":
		w.stack = append(w.stack, &odtFlow{})
	case "table":
		w.flush()
		f.grids = append(f.grids, &grid{})
	case "table-row":
		if n := len(f.grids); n > 0 {
			f.grids[n-1].rows = append(f.grids[n-1].rows, nil)
		}
	}
}

func (w *odt) end(e xml.EndElement) {
	switch {
	case w.skip > 0:
		w.skip--
		return
	case w.inMeta:
		w.meta.end(e)
		w.inMeta = e.Name.Local != "meta" || e.Name.Space != "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
		return
	case !w.inBody:
		return
	}
	switch e.Name.Local {
	case "h", "p":
		w.flush()
	case "list":
		w.top().lists--
	case "note-body":
		w.notes[len(w.notes)-1] = w.pop().blocks
	case "text-box":
		box := w.pop()
		w.top().later = append(w.top().later, box.blocks...)
	case "table-cell":
		cell := w.pop()
		if f := w.top(); len(f.grids) > 0 && len(f.grids[len(f.grids)-1].rows) > 0 {
			g := f.grids[len(f.grids)-1]
			g.rows[len(g.rows)-1] = append(g.rows[len(g.rows)-1], cell.blocks)
		}
	case "table":
		if f := w.top(); len(f.grids) > 0 {
			f.blocks = append(f.blocks, f.grids[len(f.grids)-1].blocks()...)
			f.grids = f.grids[:len(f.grids)-1]
		}
	}
}

func (w *odt) pop() *odtFlow {
	w.flush()
	f := w.top()
	if len(w.stack) > 1 {
		w.stack = w.stack[:len(w.stack)-1]
	}
	return f
}

// flush ends the paragraph.
func (w *odt) flush() {
	f := w.top()
	kind := f.kind
	if f.lists > 0 && (kind == "" || kind == KindBody) {
		kind = KindItem
	}
	if kind == "" {
		kind = KindBody
	}
	f.end(kind)
	f.blocks = append(f.blocks, f.later...)
	f.kind, f.later, w.space = "", nil, false
}

func (w *odt) text(s string) {
	switch {
	case w.skip > 0:
	case w.inMeta:
		w.meta.text(s)
	case w.inBody:
		w.words(s)
	}
}

// words says text with its white space as a reader sees it.
func (w *odt) words(s string) {
	for s != "" {
		word := strings.TrimLeft(s, " \t\r\n")
		if len(word) < len(s) && !w.space {
			w.top().say(" ")
			w.space = true
		}
		end := strings.IndexAny(word, " \t\r\n")
		if end < 0 {
			end = len(word)
		}
		if end > 0 {
			w.say(word[:end])
		}
		s = word[end:]
	}
}

func (w *odt) say(s string) {
	w.top().say(s)
	w.space = false
}
