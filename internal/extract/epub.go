package extract

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"iter"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "epub", Label: mark("E-book"), Version: "2", Extensions: []string{".epub"}, MediaTypes: []string{"application/epub+zip"},
	Of: "zip", Is: func(s *Sample) bool { return typed("application/epub+zip")(s) || s.lists("META-INF/container.xml") }, Apart: true, Parts: readEpub,
	Damaged: assay.Say("This e-book is damaged. Get it once more from where it came from."),
})

// readEpub reads the chapters of an e-book, which are the articles of a magazine:
// each file of its spine that has text. A part is the name of that file.
func readEpub(data []byte, d Document, h Hint) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		book, err := openEpub(data)
		if err != nil {
			yield(d, err)
			return
		}
		some := false
		for _, name := range book.spine {
			if h.Part != "" && h.Part != name {
				continue
			}
			d := d
			d.URL, d.Part = h.URL, name
			chapter, err := book.chapter(name, d)
			if err == nil && len(chapter.Blocks) == 0 {
				continue
			}
			some = true
			if !yield(chapter, err) {
				return
			}
		}
		if !some && h.Part == "" {
			yield(d, assay.Invalid("file", "No text was found in this file. If it shows text when you open it, copy that and paste it."))
		}
	}
}

// epub is a book: the files of its chapters in the order of reading.
type epub struct {
	office
	meta   properties
	opf    string // the file that lists the others
	dir    string
	items  map[string]string // the files by the names that the spine has for them
	lists  map[string]bool   // those that only list the others
	spine  []string
	labels map[string]string // what a table of contents calls them
}

func openEpub(data []byte) (*epub, error) {
	o, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	b := &epub{office: o, items: map[string]string{}, lists: map[string]bool{}, labels: map[string]string{}}
	if err := o.walk("META-INF/container.xml", b); err != nil {
		return nil, err
	}
	b.dir = path.Dir(b.opf)
	if err := o.walk(b.opf, b); err != nil {
		return nil, err
	}
	if len(b.spine) == 0 {
		return nil, damaged(nil)
	}
	rights := &encrypted{files: map[string]bool{}}
	if err := o.walk("META-INF/encryption.xml", rights); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(b.spine, func(name string) bool { return rights.files[name] }) {
		return nil, assay.Unsupported("This e-book is protected against copying. Open it, and type in the passages that matter.")
	}
	b.contents()
	return b, nil
}

func (b *epub) start(_ string, e xml.StartElement) bool {
	name := e.Name.Local
	switch name {
	case "rootfile":
		b.opf = cmp.Or(b.opf, path.Clean(xmlAttr(e, "full-path")))
	case "item":
		b.item(e)
	case "itemref":
		if name := b.items[xmlAttr(e, "idref")]; name != "" && !b.lists[name] && len(b.spine) < maxBlocks {
			b.spine = append(b.spine, name)
			b.lists[name] = true // a book that names it twice has it once
		}
	case "date":
		if event := xmlAttr(e, "event"); event != "" && event != "publication" {
			return false // of the file
		}
	case "creator":
		if role := xmlAttr(e, "role"); role != "" && role != "aut" {
			return false
		}
	case "meta":
		name = xmlAttr(e, "property")
	}
	return b.meta.start(name, e)
}

// item notes a file of the book.
func (b *epub) item(e xml.StartElement) {
	name := b.resolve(b.dir, xmlAttr(e, "href"))
	switch kind := xmlAttr(e, "media-type"); {
	case strings.Contains(" "+xmlAttr(e, "properties")+" ", " nav "), kind == "application/x-dtbncx+xml":
		b.lists[name] = true
	case !strings.Contains(kind, "html"), name == "":
		return
	}
	b.items[xmlAttr(e, "id")] = name
}

// resolve returns the file that a reference in a folder is to.
func (b *epub) resolve(dir, reference string) string {
	reference, _, _ = strings.Cut(reference, "#")
	if unescaped, err := url.PathUnescape(reference); err == nil {
		reference = unescaped
	}
	if reference == "" {
		return ""
	}
	return strings.TrimPrefix(path.Join(dir, reference), "/")
}

func (b *epub) end(string)    { b.meta.end("") }
func (b *epub) text(s string) { b.meta.text(s) }

// contents reads what the tables of contents call the chapters. A book without
// one, or with one that is broken, can be read, too.
func (b *epub) contents() {
	for _, id := range slices.Sorted(maps.Keys(b.items)) {
		name := b.items[id]
		if !b.lists[name] || slices.Contains(b.spine, name) {
			continue
		}
		data, err := b.file(name)
		if err != nil || data == nil {
			continue
		}
		dir := path.Dir(name)
		if bytes.Contains(data, []byte("navMap")) {
			_ = walkXML(data, &ncx{book: b, dir: dir})
			continue
		}
		page, err := chapterPage(data)
		if err != nil {
			continue
		}
		for n := range page.Descendants() {
			if n.DataAtom == atom.A {
				b.name(dir, attr(n, "href"), inline(n))
			}
		}
	}
}

// name notes what a table of contents calls the file of a reference.
func (b *epub) name(dir, reference, label string) {
	if name := b.resolve(dir, reference); b.labels[name] == "" {
		b.labels[name] = clean(label)
	}
}

// ncx reads a table of contents of books before 2011.
type ncx struct {
	book   *epub
	dir    string
	label  strings.Builder
	inText bool
}

func (n *ncx) start(_ string, e xml.StartElement) bool {
	switch e.Name.Local {
	case "navLabel":
		n.label.Reset()
	case "text":
		n.inText = true
	case "content":
		n.book.name(n.dir, xmlAttr(e, "src"), n.label.String())
	}
	return true
}
func (n *ncx) end(string) { n.inText = false }
func (n *ncx) text(s string) {
	if n.inText {
		n.label.WriteString(s)
	}
}

// encrypted are the files of a book that are.
type encrypted struct{ files map[string]bool }

func (x *encrypted) start(_ string, e xml.StartElement) bool {
	if e.Name.Local == "CipherReference" {
		if name, err := url.PathUnescape(xmlAttr(e, "URI")); err == nil {
			x.files[path.Clean(name)] = true
		}
	}
	return true
}
func (*encrypted) end(string)  {}
func (*encrypted) text(string) {}

// closed is an element of XHTML that has nothing in it, which to a reader of HTML
// would go on.
var closed = pattern(`<([A-Za-z][\w:-]*)((?:\s[^<>]*)?)/>`)

// void are those that never have anything in them.
var void = set(`area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr`)

// chapterPage makes a tree of a page of a book.
func chapterPage(data []byte) (*html.Node, error) {
	_, _, text, err := decode(data, Hint{MediaType: "application/xhtml+xml"})
	if err != nil {
		return nil, err
	}
	if strings.Contains(text, "/>") {
		text = closed().ReplaceAllStringFunc(text, func(tag string) string {
			m := closed().FindStringSubmatch(tag)
			if void[strings.ToLower(m[1])] {
				return tag
			}
			return "<" + m[1] + m[2] + "></" + m[1] + ">"
		})
	}
	page, err := parse(text)
	if err != nil {
		return nil, err
	}
	for _, n := range slices.Collect(page.Descendants()) {
		if n.Parent != nil && (n.Data == "annotation" || n.Data == "annotation-xml" || attr(n, "role") == "doc-backlink") {
			n.Parent.RemoveChild(n) // the formula once more, the way back from a note
		}
	}
	return page, nil
}

// chapter reads a chapter. One without text, as a cover is, has no blocks.
func (b *epub) chapter(name string, d Document) (Document, error) {
	data, err := b.file(name)
	switch {
	case err != nil:
		return d, err
	case data == nil:
		return d, damaged(nil)
	}
	page, err := chapterPage(data)
	if err != nil {
		return d, err
	}
	labels := dyedPages(page)
	d.Blocks = asBlocks(passages(page, false))
	d.Blocks, d.Pages = undyed(d.Blocks, labels)
	label := b.labels[name]
	if d.firstHeading("") < 0 {
		d.Title = label
	}
	d.headed("", "")
	if repeats(d.Title, label) {
		d.Title = label // “3” is in full “3. The old quay”
	}
	d.Called = d.Title
	b.describe(&d, page)
	return d, nil
}

// dyedPages puts a character of private use where a page of the printed book
// begins, and returns the numbers of those pages. A text that has such characters
// has no pages.
func dyedPages(page *html.Node) (labels []string) {
	for _, n := range slices.Collect(page.Descendants()) {
		switch {
		case n.Type == html.TextNode && strings.ContainsFunc(n.Data, func(r rune) bool { return r >= firstDye }):
			return nil
		case has(n, "epub:type", "pagebreak") || attr(n, "role") == "doc-pagebreak":
			label := cmp.Or(attr(n, "title"), attr(n, "aria-label"), clean(inline(n)))
			if label == "" || len(label) > 20 || len(labels) > lastDye-firstDye {
				continue
			}
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
			n.AppendChild(&html.Node{Type: html.TextNode, Data: string(rune(firstDye + len(labels)))})
			labels = append(labels, label)
		}
	}
	return labels
}

// undyed takes the dye out of blocks again, and returns where it was.
func undyed(dyed []Block, labels []string) (blocks []Block, pages []Page) {
	if len(labels) == 0 {
		return dyed, nil
	}
	for _, b := range dyed {
		var text strings.Builder
		began, at, last := len(pages), 0, ' '
		for _, r := range b.Text {
			if r >= firstDye {
				pages = append(pages, Page{Block: len(blocks), At: at, Label: labels[int(r)-firstDye]})
				continue
			}
			if r == ' ' && last == ' ' && began < len(pages) {
				continue // one of those on both sides of the dye
			}
			text.WriteRune(r)
			at, last = at+1, r
		}
		if b.Text = strings.TrimRight(text.String(), " "); b.Text != "" && !blank(b.Text) {
			blocks = append(blocks, b)
		}
		for i := range pages[began:] {
			if p := &pages[began+i]; b.Text == "" {
				p.At = 0
			}
		}
	}
	for len(pages) > 0 && pages[len(pages)-1].Block >= len(blocks) {
		pages = pages[:len(pages)-1]
	}
	return blocks, pages
}

// describe fills in what the book says of itself where the chapter says nothing.
func (b *epub) describe(d *Document, page *html.Node) {
	if d.Byline == "" {
		var names []string
		for _, name := range b.meta.values["creator"] {
			if name = personal(name, ""); name != "" && !account().MatchString(name) && !slices.Contains(names, name) && len(names) < 20 {
				names = append(names, name)
			}
		}
		d.Byline = strings.Join(names, ", ")
	}
	d.Site = cmp.Or(d.Site, b.meta.value("belongs-to-collection", "title", "publisher"))
	d.Language = b.meta.value("language")
	if n := find(page, atom.Html); n != nil {
		d.Language = cmp.Or(attr(n, "xml:lang"), attr(n, "lang"), d.Language)
	}
	if date, _, _ := strings.Cut(parseDate(b.meta.value("date")), "T"); date != "" && d.Published == "" {
		d.Published, d.PublishedBasis = date, BasisMetadata // the hour is that of the file
	}
}
