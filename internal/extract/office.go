package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"assay/internal/assay"
)

// office is a document that is a ZIP archive of XML files.
type office struct{ *zip.Reader }

func openOffice(data []byte) (office, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return office{}, damaged(err)
	}
	return office{archive}, nil
}

// file returns a file of the archive, nil if there is none of the name.
func (o office) file(name string) ([]byte, error) {
	for _, f := range o.File {
		if f.Name == name {
			return unzipOne(f)
		}
	}
	return nil, nil
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

func damaged(err error) error {
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This document is damaged. Open it in the program it was made with and save it anew, or copy the text and paste it."), Err: err}
}

func locked() error {
	return assay.Unsupported("This document is protected with a password. Open it, and save it without one, or copy the text and paste it.")
}

// xmlWalker is told of what is in a piece of XML.
type xmlWalker interface {
	start(xml.StartElement)
	end(xml.EndElement)
	text(string)
}

// More elements or levels than these are in no document.
const (
	maxTokens = 10_000_000
	maxLevels = 5_000
)

var errMany = errors.New("far more elements than in a document")

// walkXML tells a walker of what is in a piece of XML. Entities other than those
// of XML itself are not known, so that none can grow.
func walkXML(data []byte, w xmlWalker) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
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
			w.start(token)
		case xml.EndElement:
			depth--
			w.end(token)
		case xml.CharData:
			w.text(string(token))
		}
	}
	return damaged(errMany)
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

// scribe writes down the blocks of a document as they are read.
type scribe struct {
	blocks []Block
	line   strings.Builder
	size   int
}

// say adds to the block that is being written. What is more than an article has
// is not kept: finish says so.
func (s *scribe) say(text string) {
	if s.size <= maxText {
		s.size += len(text)
		s.line.WriteString(text)
	}
}

// end ends the block.
func (s *scribe) end(kind Kind) {
	for _, p := range paragraphs(s.line.String()) {
		if p = strings.Trim(p, " \t"); len(s.blocks) <= maxBlocks && p != "" {
			s.blocks = append(s.blocks, Block{Kind: kind, Text: p})
		}
	}
	s.size++
	s.line.Reset()
}

// grid is a table that is being read, by rows and cells.
type grid struct{ rows [][][]Block }

// blocks returns the table as the one block that it is to a reader, or, where it
// only lays out a page, the blocks that are in it.
func (g *grid) blocks() []Block {
	const longest = 400 // bytes of a cell
	var all []Block
	lines, layout := []string{}, len(g.rows) < 2
	for _, row := range g.rows {
		cells := []string{}
		for _, cell := range row {
			texts := []string{}
			for _, b := range cell {
				texts = append(texts, strings.ReplaceAll(b.Text, "\n", " "))
			}
			all = append(all, cell...)
			text := strings.ReplaceAll(strings.Join(texts, " "), "\t", " ")
			layout = layout || len(text) > longest
			cells = append(cells, text)
		}
		if line := strings.TrimRight(strings.Join(cells, "\t"), "\t"); !blank(line) {
			lines = append(lines, line)
		}
	}
	if layout || len(lines) == 0 {
		return all
	}
	return []Block{{Kind: KindBody, Text: strings.Join(lines, "\n")}}
}

// unlikelyTitle is what programs call a document that nobody has given a title.
var unlikelyTitle = regexp.MustCompile(`(?i)^(?:untitled|unbenannt|sans titre|sin título|document\d*|dokument\d*|microsoft word\b.*|(?:slide|folie) ?1|.*\.(?:docx?|odt|rtf|pdf|indd|qxd|pages|tmp))$`)

// titleOf returns a title that a document has for programs, if it can be one.
func titleOf(s string) string {
	if s = clean(s); unlikelyTitle.MatchString(s) {
		return ""
	}
	return s
}

// authorOf returns an author that a document has for programs, if it can be one:
// most are the name of an account.
func authorOf(s string) string {
	if s = personal(s, ""); len(strings.Fields(s)) < 2 {
		return ""
	}
	return s
}

// properties reads what a document says of itself for programs.
type properties struct {
	values map[string]string
	name   string
}

func (p *properties) start(e xml.StartElement) { p.name = e.Name.Local }
func (p *properties) end(xml.EndElement)       { p.name = "" }
func (p *properties) text(s string) {
	if p.values == nil {
		p.values = map[string]string{}
	}
	if len(p.values[p.name]) < 1000 {
		p.values[p.name] += s
	}
}
