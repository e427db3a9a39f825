package extract

import (
	"bytes"
	"encoding/xml"
	"iter"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"assay/internal/assay"
)

var _ = register(Format{
	Name: "epub", Label: mark("E-book"), Version: "1", Extensions: []string{".epub"}, MediaTypes: []string{"application/epub+zip"},
	Of: "zip", Is: holding("mimetypeapplication/epub+zip"), Apart: true, Parts: readEpub,
})

// readEpub reads the chapters of an e-book, which are the articles of a magazine.
// A part is the name of its file.
func readEpub(data []byte, d Document, h Hint) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		book, err := openEpub(data)
		if err != nil {
			yield(d, err)
			return
		}
		d.Site, d.Byline, d.Language = titleOf(book.values["title"]), personal(book.values["creator"], ""), book.values["language"]
		if date := published.FindString(strings.TrimSpace(book.values["date"])); date != "" {
			d.Published, d.PublishedBasis = date, BasisMetadata
		}
		d.URL = h.URL
		some := false
		for _, name := range book.spine {
			chapter, err := book.chapter(name, d)
			if err == nil && len(chapter.Blocks) == 0 {
				continue
			}
			some = true
			if !yield(chapter, err) {
				return
			}
		}
		if !some {
			yield(d, assay.Invalid("file", "No text was found in this file. If it shows text when you open it, copy that and paste it."))
		}
	}
}

// published is the beginning of a date of publication that is one in EDTF.
var published = regexp.MustCompile(`^[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?`)

// epub is a book: the files of its chapters in the order of reading.
type epub struct {
	office
	properties
	spine []string
	found struct{ opf string }
	items map[string]string // the files by the names that the spine has for them
	nav   map[string]bool   // those that are only lists of the others
	dir   string
}

func openEpub(data []byte) (*epub, error) {
	o, err := openOffice(data)
	if err != nil {
		return nil, err
	}
	b := &epub{office: o, items: map[string]string{}, nav: map[string]bool{}}
	if rights, err := o.file("META-INF/rights.xml"); err == nil && rights != nil {
		return nil, locked()
	}
	if err := o.walk("META-INF/container.xml", b); err != nil {
		return nil, err
	}
	b.dir = path.Dir(b.found.opf)
	if err := o.walk(b.found.opf, b); err != nil {
		return nil, err
	}
	if len(b.spine) == 0 {
		return nil, damaged(nil)
	}
	return b, nil
}

func (b *epub) start(e xml.StartElement) {
	b.properties.start(e)
	switch e.Name.Local {
	case "rootfile":
		b.found.opf = xmlAttr(e, "full-path")
	case "item":
		if name, err := url.PathUnescape(xmlAttr(e, "href")); err == nil && strings.Contains(xmlAttr(e, "media-type"), "html") {
			b.items[xmlAttr(e, "id")] = path.Join(b.dir, name)
			b.nav[path.Join(b.dir, name)] = strings.Contains(" "+xmlAttr(e, "properties")+" ", " nav ")
		}
	case "itemref":
		if name := b.items[xmlAttr(e, "idref")]; name != "" && !b.nav[name] && xmlAttr(e, "linear") != "no" && len(b.spine) < maxLines {
			b.spine = append(b.spine, name)
			b.nav[name] = true // a book that names it twice has it once
		}
	}
}

// chapter reads a chapter. One without text worth reading, as a cover, has no
// blocks.
func (b *epub) chapter(name string, d Document) (Document, error) {
	d.Part = name
	data, err := b.file(name)
	if err != nil || data == nil {
		return d, err
	}
	_, _, text, err := decode(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), Hint{MediaType: "application/xhtml+xml"})
	if err != nil {
		return d, err
	}
	page, err := parse(text)
	if err != nil {
		return d, err
	}
	all := passages(page, false)
	const fewest = 200 // characters: less is a cover or a title page
	size := 0
	for _, p := range all {
		size += utf8.RuneCountInString(p.text)
	}
	if size < fewest {
		return d, nil
	}
	d.Blocks = asBlocks(all)
	d.headed()
	if d.Title == "" {
		d.Title = strings.TrimSuffix(path.Base(name), path.Ext(name))
	}
	d.Called = d.Title
	return d, nil
}
