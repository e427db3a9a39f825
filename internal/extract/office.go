package extract

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/language"

	"assay/internal/assay"
)

// office is a document that is a ZIP archive of files, most of them XML.
type office struct {
	files map[string]*zip.File // by their names in lower case, as Windows knows them
	left  *int64               // bytes that may still be unpacked
}

// maxUnpacked is how much the files of one document unpack to at most.
const maxUnpacked = 4 * MaxBytes

func openOffice(data []byte) (office, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return office{}, damaged(err)
	}
	left := int64(maxUnpacked)
	o := office{map[string]*zip.File{}, &left}
	for _, f := range archive.File {
		if name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")); o.files[name] == nil {
			o.files[name] = f
		}
	}
	return o, nil
}

// file returns a file of the archive, nil if there is none of the name.
func (o office) file(name string) ([]byte, error) {
	f := o.files[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	if *o.left <= 0 {
		return nil, assay.Invalid("file", "This file unpacks to far more than a document. Open it, copy the part that matters and paste it.")
	}
	if f.Flags&1 != 0 {
		return nil, locked()
	}
	data, err := unzipOne(f)
	*o.left -= int64(len(data))
	if err != nil && len(data) == 0 {
		*o.left -= MaxBytes // of which it may have been
		if errors.As(err, new(*assay.Error)) && assay.KindOf(err) == assay.KindInvalid && f.UncompressedSize64 <= MaxBytes {
			err = damaged(err)
		}
	}
	return data, err
}

// walk hands the elements of a file of the archive to a walker. A file that is
// not there has none.
func (o office) walk(name string, w xmlWalker) error {
	data, err := o.file(name)
	if err != nil || data == nil {
		return err
	}
	return walkXML(data, w)
}

// protected reports whether a document is encrypted, which shows in what takes
// the place of its files.
func (o office) protected() bool {
	manifest, err := o.file("META-INF/manifest.xml")
	return err == nil && bytes.Contains(manifest, []byte("encryption-data"))
}

// errDamaged is in an error that says that a file is not as its format wants it.
var errDamaged = errors.New("damaged")

func damaged(err error) error {
	err = errors.Join(errDamaged, err)
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This document is damaged. Open it in the program it was made with and save it anew, or copy the text and paste it."), Err: err}
}

func locked() error {
	return assay.Unsupported("This document is protected with a password. Open it, and save it without one, or copy the text and paste it.")
}

// xmlWalker is told of what is in a piece of XML. It may pass over an element with
// all that is in it, of which it is not told any more.
type xmlWalker interface {
	start(name string, e xml.StartElement) (enter bool)
	end(name string)
	text(s string)
}

// More elements or levels than these are in no document.
const (
	maxTokens = 10_000_000
	maxLevels = 5_000
)

var errMany = errors.New("far more elements than in a document")

// walkXML tells a walker of what is in a piece of XML. Entities are not known but
// for those of XML and HTML, each of which is one character, so that none can grow.
func walkXML(data []byte, w xmlWalker) error {
	if name, text, ok := utf16Marked(data); ok {
		data = []byte(text)
		if name == "" {
			return damaged(nil)
		}
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return in, nil // it is no more
		}
		return charset.NewReaderLabel(label, in)
	}
	depth, skip := 0, 0
	for range maxTokens {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return damaged(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxLevels {
				return damaged(errMany)
			}
			if skip > 0 || !w.start(spaces[token.Name.Space]+token.Name.Local, token) {
				skip++
			}
		case xml.EndElement:
			if depth--; skip > 0 {
				skip--
			} else {
				w.end(spaces[token.Name.Space] + token.Name.Local)
			}
		case xml.CharData:
			if skip == 0 {
				w.text(string(token))
			}
		}
	}
	return damaged(errMany)
}

// utf16Marked reads UTF-16 that says so. The name is "" if it is broken.
func utf16Marked(data []byte) (name, text string, ok bool) {
	for _, mark := range []struct{ bytes, name string }{{"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"}} {
		if rest, found := bytes.CutPrefix(data, []byte(mark.bytes)); found {
			text, name, _ = decodeAs(rest, mark.name)
			return name, text, true
		}
	}
	return "", "", false
}

// spaces are the prefixes that the elements of a namespace are known by here; in a
// file they may have any. Word has two sets of namespaces for the same elements.
var spaces = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:", "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
	"http://schemas.openxmlformats.org/drawingml/2006/main": "a:", "http://purl.oclc.org/ooxml/drawingml/main": "a:",
	"http://schemas.openxmlformats.org/presentationml/2006/main": "p:", "http://purl.oclc.org/ooxml/presentationml/main": "p:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math": "m:", "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":  "mc:",
	"http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
	"http://purl.org/dc/elements/1.1/":                             "dc:",
	"http://www.idpf.org/2007/opf":                                 "opf:",
	"urn:oasis:names:tc:opendocument:xmlns:container":              "container:",
	"http://www.w3.org/2001/04/xmlenc#":                            "enc:",
	"http://www.daisy.org/z3986/2005/ncx/":                         "ncx:",
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":             "office:",
	"urn:oasis:names:tc:opendocument:xmlns:meta:1.0":               "meta:",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":              "style:",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":               "text:",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":              "table:",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":            "draw:",
	"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0":     "svg:",
	"urn:oasis:names:tc:opendocument:xmlns:form:1.0":               "form:",
}

// xmlAttr returns an attribute of an element by its local name.
func xmlAttr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations are the files that a file of an office document has to do with.
type relations struct {
	dir string            // that their names are relative to
	ids map[string]string // by id
	all map[string]string // the first of each type, by the last word of it
}

// related returns what a file of the archive has to do with; "" is the archive
// itself.
func (o office) related(name string) (*relations, error) {
	dir, base := path.Split(name)
	r := &relations{dir: dir, ids: map[string]string{}, all: map[string]string{}}
	return r, o.walk(dir+"_rels/"+base+".rels", r)
}

func (r *relations) start(name string, e xml.StartElement) bool {
	if name == "rel:Relationship" && xmlAttr(e, "TargetMode") != "External" {
		target := xmlAttr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = r.dir + target
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		r.ids[xmlAttr(e, "Id")] = target
		if kind := path.Base(xmlAttr(e, "Type")); r.all[kind] == "" {
			r.all[kind] = target
		}
	}
	return true
}
func (*relations) end(string)  {}
func (*relations) text(string) {}

// composer puts the blocks of a document together as it is read from its beginning
// to its end.
type composer struct {
	flow  *flow
	notes [][]Block // by their numbers, from 1 on
	size  int       // of what was said, in bytes
	count int       // of blocks
}

// flow is a run of paragraphs: that of the document, or of a note, a text box or
// the cell of a table, which stands in another.
type flow struct {
	outer *flow
	done  []Block
	line  strings.Builder // the paragraph that is being written
	later []Block         // the text boxes that hang on it, which follow it
	grids []*grid         // the tables that are being read, the innermost last
	note  int             // the number of the note that it is
}

func newComposer() *composer { return &composer{flow: &flow{}} }

// The longest document that is read to its end, with all its white space; what an
// article may have is less.
const maxSaid = 4 * maxText

func (c *composer) over() bool { return c.size > maxSaid || c.count > maxBlocks }

// say adds to the paragraph.
func (c *composer) say(text string) {
	if c.size += len(text); !c.over() {
		c.flow.line.WriteString(text)
	}
}

// endParagraph ends the paragraph, which is as a block.
func (c *composer) endParagraph(as Block) {
	f := c.flow
	for _, p := range paragraphs(f.line.String()) {
		if as.Text = strings.Trim(p, " \t\n"); as.Text != "" {
			f.done = append(f.done, as)
			c.count++
		}
	}
	f.line.Reset()
	f.done = append(f.done, f.later...)
	f.later = nil
}

// open begins a flow in the present one, and close ends it.
func (c *composer) open() { c.flow = &flow{outer: c.flow} }

func (c *composer) close() []Block {
	c.endParagraph(Block{Kind: KindBody})
	for len(c.flow.grids) > 0 {
		c.endTable()
	}
	f := c.flow
	if f.outer == nil {
		return nil
	}
	c.flow = f.outer
	return f.done
}

// closeBox ends the flow of a text box.
func (c *composer) closeBox() {
	box := c.close()
	c.flow.later = append(c.flow.later, box...)
}

// point writes the number of a note that begins, or will be read, and returns it.
func (c *composer) point() int {
	c.notes = append(c.notes, nil)
	c.say(fmt.Sprintf("[%d]", len(c.notes)))
	return len(c.notes)
}

// openNote begins the flow of a note, and closeNote ends it.
func (c *composer) openNote(n int) {
	c.open()
	c.flow.note = n
}

func (c *composer) closeNote() {
	n := c.flow.note
	if note := c.close(); n > 0 { // else nothing points at it
		c.notes[n-1] = note
	}
}

// table begins a table, row a row of it, and cell a cell of that.
func (c *composer) table() { c.flow.grids = append(c.flow.grids, &grid{}) }

func (c *composer) row() {
	if n := len(c.flow.grids); n > 0 {
		g := c.flow.grids[n-1]
		g.rows = append(g.rows, nil)
	}
}

func (c *composer) closeCell() {
	cell := c.close()
	n := len(c.flow.grids)
	if n == 0 || len(c.flow.grids[n-1].rows) == 0 {
		c.flow.done = append(c.flow.done, cell...)
		return
	}
	g := c.flow.grids[n-1]
	g.rows[len(g.rows)-1] = append(g.rows[len(g.rows)-1], cell)
}

// endTable ends the innermost table.
func (c *composer) endTable() {
	f := c.flow
	n := len(f.grids)
	if n == 0 {
		return
	}
	if f.outer != nil && len(f.outer.grids) > 0 {
		f.outer.grids[len(f.outer.grids)-1].layout = true
	}
	f.done = append(f.done, f.grids[n-1].blocks()...)
	f.grids = f.grids[:n-1]
}

// blocks returns what was put together, the notes at the end. It fails if it is
// more than an article has.
func (c *composer) blocks() ([]Block, error) {
	for c.flow.outer != nil { // the file was cut
		if c.flow.note > 0 {
			c.closeNote()
		} else {
			c.closeBox()
		}
	}
	c.close()
	if c.over() {
		return nil, tooMuch()
	}
	all := c.flow.done
	for i, note := range c.notes {
		if len(note) > 0 {
			note[0].Text = fmt.Sprintf("[%d] %s", i+1, strings.TrimLeft(note[0].Text, " \t\u00a0"))
		}
		all = append(all, note...)
	}
	return all, nil
}

// grid is a table that is being read, by rows and cells.
type grid struct {
	rows   [][][]Block
	layout bool // it only lays out a page
}

// blocks returns the table as the one block that it is to a reader, or, where it
// only lays out a page, the blocks that are in it.
func (g *grid) blocks() []Block {
	if !g.data() {
		var all []Block
		for _, row := range g.rows {
			for _, cell := range row {
				all = append(all, cell...)
			}
		}
		return all
	}
	var lines []string
	for _, row := range g.rows {
		var cells []string
		for _, cell := range row {
			text := ""
			if len(cell) > 0 {
				text = strings.NewReplacer("\n", " ", "\t", " ").Replace(cell[0].Text)
			}
			cells = append(cells, text)
		}
		if line := strings.TrimRight(strings.Join(cells, "\t"), "\t"); !blank(line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []Block{{Kind: KindBody, Text: strings.Join(lines, "\n")}}
}

// data reports whether the table holds data: more than one row, one of them of
// more than one cell, and a short paragraph in each.
func (g *grid) data() bool {
	const longest = 400 // bytes of a cell
	wide := false
	for _, row := range g.rows {
		wide = wide || len(row) > 1
		for _, cell := range row {
			if len(cell) > 1 || len(cell) == 1 && len(cell[0].Text) > longest {
				return false
			}
		}
	}
	return wide && !g.layout && len(g.rows) > 1
}

// unlikelyTitle is what programs call a document that nobody has given a title.
var unlikelyTitle = pattern(`(?i)^(?:untitled|unbenannt|sans titre|sin título|document\d*|dokument\d*|microsoft word\b.*|(?:slide|folie) ?1|.*\.(?:docx?|odt|rtf|pdf|indd|qxd|pages|tmp))$`)

// titleOf returns a title that a document has for programs, if it can be one.
func titleOf(s string) string {
	if s = clean(s); unlikelyTitle().MatchString(s) {
		return ""
	}
	return s
}

// account is what programs call whoever uses them.
var account = pattern(`(?i)^(?:(?:\w+ )?user|owner|benutzer|utilisateur|usuario|пользователь|المستخدم|администратор|python-docx|apache poi|calibre\b.*|pandoc|microsoft.*)$`)

// authorOf returns an author that a document has for programs, if it can be one:
// most are the name of an account. Names in scripts without spaces have none.
func authorOf(s string) string {
	if s = personal(s, ""); account().MatchString(s) || len(strings.Fields(s)) < 2 && !wide(s) {
		return ""
	}
	return s
}

// headed completes what is known of a document by what it prints above and below
// its text, which goes before what it has for programs: title and author are often
// those of the document that it was made from.
func (d *Document) headed(title, author string) {
	shown := func(b Block) bool { return b.Kind == KindTitle }
	if i := slices.IndexFunc(d.Blocks, shown); i >= 0 {
		d.Title = clean(d.Blocks[i].Text)
		for j := range d.Blocks[i+1:] {
			if b := &d.Blocks[i+1+j]; b.Kind == KindTitle {
				b.Kind = KindHeading // of a part
			}
		}
	} else if i := d.firstHeading(title); i >= 0 {
		d.Blocks[i].Kind, d.Title = KindTitle, clean(d.Blocks[i].Text)
	}
	d.readHead()
	d.Title, d.Byline = cmp.Or(d.Title, title), cmp.Or(d.Byline, author)
}

// firstHeading returns the block above the text that says the title, else the
// first heading there, -1 if there is none.
func (d *Document) firstHeading(title string) int {
	first := -1
	for i, b := range d.Blocks[:min(len(d.Blocks), maxHead)] {
		switch {
		case title != "" && folded(b.Text) == folded(title):
			return i
		case d.Title != "" && !repeats(b.Text, d.Title) && !repeats(d.Title, b.Text):
		case first < 0 && b.Kind == KindHeading && !b.Boilerplate && utf8.RuneCountInString(b.Text) < 200:
			first = i
		case prose(b.Text):
			return first
		}
	}
	return first
}

// doubted returns the language that a document declares, "" if the text is plainly
// in another: what programs declare is often what they were set up in.
func (d *Document) doubted(declared string) string {
	tag, err := language.Parse(declared)
	if err != nil {
		return ""
	}
	var text strings.Builder
	for _, b := range d.Blocks {
		if text.Len() < languageSample {
			text.WriteString(b.Text + "\n")
		}
	}
	base, _ := tag.Base()
	if info, ok := detect(text.String()); ok && info.IsReliable() && info.Lang.Iso6391() != "" && info.Lang.Iso6391() != base.String() {
		return ""
	}
	return declared
}

// properties reads what a document says of itself for programs.
type properties struct {
	values map[string][]string // by the names of their elements
	open   []string
}

// value returns the first value that there is under one of the names.
func (p *properties) value(names ...string) string {
	for _, name := range names {
		for _, v := range p.values[name] {
			if v = clean(v); v != "" {
				return v
			}
		}
	}
	return ""
}

func (p *properties) start(name string, _ xml.StartElement) bool {
	if p.values == nil {
		p.values = map[string][]string{}
	}
	p.open = append(p.open, name)
	if len(p.values[name]) < 1000 {
		p.values[name] = append(p.values[name], "")
	}
	return true
}

func (p *properties) end(string) { p.open = p.open[:len(p.open)-1] }

func (p *properties) text(s string) {
	const longest = 1000
	if n := len(p.open); n > 0 && len(s) <= longest {
		if all := p.values[p.open[n-1]]; len(all) > 0 && len(all[len(all)-1]) <= longest {
			all[len(all)-1] += s
		}
	}
}

// styleBlock returns what paragraphs of a style are by the name that word
// processors give it, in any language of theirs; the kind is "" if it does not say.
func styleBlock(name string) Block {
	name = strings.ToLower(strings.ReplaceAll(name, "_20_", " "))
	name = strings.TrimRight(name, " 0123456789")
	switch name {
	case "title":
		return Block{Kind: KindTitle}
	case "subtitle", "heading":
		return Block{Kind: KindHeading}
	case "quote", "intense quote", "quotations", "quotation", "block text", "block quote", "blockquote":
		return Block{Kind: KindQuote}
	case "caption", "illustration", "image caption", "table caption", "figure caption":
		return Block{Kind: KindCaption}
	case "list", "list bullet", "list number":
		return Block{Kind: KindItem}
	case "toc", "toc heading", "table of figures", "contents", "contents heading":
		return Block{Kind: KindBody, Boilerplate: true, Why: mark("a table of contents")}
	}
	return Block{}
}
