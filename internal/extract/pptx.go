package extract

import (
	"encoding/xml"
	"strconv"
	"strings"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "pptx", Label: mark("PowerPoint"), Version: "1",
	Extensions: []string{".pptx", ".pptm", ".ppsx", ".potx"}, MediaTypes: []string{"application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	Of: "zip", Is: holding("ppt/presentation.xml"), Apart: true, Parse: readPptx,
	Damaged: assay.Say("This presentation is damaged. Get it once more from where it came from, or open it in the program it was made with, which may mend it, and save it anew."),
})

// readPptx reads what the slides of a presentation show, each as a page: without
// those that are hidden, notes of the speaker, and what stands on every slide.
func readPptx(data []byte, d Document, h Hint) (Document, error) {
	o, err := openOffice(data)
	if err != nil {
		return d, err
	}
	top, err := o.related("")
	if err != nil {
		return d, err
	}
	show := &pptxShow{}
	const main = "ppt/presentation.xml"
	if err := o.walk(main, show); err != nil {
		return d, err
	}
	about, err := o.related(main)
	if err != nil {
		return d, err
	}
	w := &pptx{composer: newComposer()}
	for i, id := range show.slides {
		began := len(w.flow.done)
		w.slide()
		if err := o.walk(about.ids[id], w); err != nil {
			return d, err
		}
		w.order(began)
		if len(w.flow.done) > began {
			d.Pages = append(d.Pages, Page{Block: began, Label: strconv.Itoa(i + 1)})
		}
	}
	if d.Blocks, err = w.blocks(); err != nil {
		return d, err
	}
	p := &properties{}
	if err := o.walk(top.all["core-properties"], p); err != nil {
		return d, err
	}
	d.URL, d.Language = h.URL, d.doubted(p.value("dc:language"))
	d.headed(titleOf(p.value("dc:title")), authorOf(p.value("dc:creator")))
	return d, nil
}

// pptxShow are the slides of a presentation in their order.
type pptxShow struct{ slides []string }

func (s *pptxShow) start(name string, e xml.StartElement) bool {
	if name == "p:sldId" && len(s.slides) < maxBlocks {
		for _, a := range e.Attr {
			if a.Name.Local == "id" && a.Name.Space != "" { // it has another id, without a namespace
				s.slides = append(s.slides, a.Value)
			}
		}
	}
	return true
}
func (*pptxShow) end(string)  {}
func (*pptxShow) text(string) {}

// pptx walks through a slide.
type pptx struct {
	*composer
	title        bool // in the shape that has the title of the slide
	running      bool // in one that every slide has
	titles       []Block
	began        int // of the shape
	alternatives []bool
	inText       bool
}

// slide begins one.
func (w *pptx) slide() {
	w.title, w.running, w.titles, w.alternatives, w.inText = false, false, nil, nil, false
}

// order puts the title of a slide before the rest of it, wherever it is drawn.
func (w *pptx) order(began int) {
	w.endParagraph(Block{Kind: KindBody})
	if len(w.titles) > 0 {
		w.flow.done = append(w.flow.done[:began:began], append(w.titles, w.flow.done[began:]...)...)
	}
}

func (w *pptx) start(name string, e xml.StartElement) bool {
	switch name {
	case "p:sld":
		return !off(xmlAttr(e, "show"))
	case "mc:AlternateContent":
		w.alternatives = append(w.alternatives, false)
	case "mc:Choice", "mc:Fallback":
		if n := len(w.alternatives); n > 0 {
			read := w.alternatives[n-1]
			w.alternatives[n-1] = true
			return !read
		}
	case "p:sp":
		w.title, w.running, w.began = false, false, len(w.flow.done)
	case "p:ph":
		kind := xmlAttr(e, "type")
		w.title = kind == "title" || kind == "ctrTitle"
		w.running = kind == "ftr" || kind == "hdr" || kind == "dt" || kind == "sldNum"
	case "p:txBody":
		return !w.running
	case "a:t":
		w.inText = true
	case "a:br":
		w.say("\n")
	case "a:tab":
		return false
	case "a:fld":
		kind := xmlAttr(e, "type")
		return kind != "slidenum" && !strings.HasPrefix(kind, "datetime")
	case "a:tbl":
		w.table()
	case "a:tr":
		w.row()
	case "a:tc":
		w.open()
	}
	return name != "p:timing" && name != "p:transition"
}

func (w *pptx) end(name string) {
	switch name {
	case "mc:AlternateContent":
		w.alternatives = w.alternatives[:len(w.alternatives)-1]
	case "p:sp":
		if w.title && w.began < len(w.flow.done) {
			w.titles = append(w.titles, w.flow.done[w.began:]...)
			w.flow.done = w.flow.done[:w.began]
		}
		w.title = false
	case "a:t":
		w.inText = false
	case "a:p":
		is := Block{Kind: KindBody}
		if w.title {
			is.Kind = KindHeading
		}
		w.endParagraph(is)
	case "a:tbl":
		w.endTable()
	case "a:tc":
		w.closeCell()
	}
}

func (w *pptx) text(s string) {
	if w.inText {
		w.say(s)
	}
}
