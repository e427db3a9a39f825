package extract

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"assay/internal/assay"
)

var (
	mhtmlExtensions = []string{".mhtml", ".mht"}
	mhtmlTypes      = []string{"multipart/related", "application/x-mimearchive"}
)

var _ = register(Format{
	Name: "mhtml", Label: mark("Page saved as one file: the article"), Version: "1", Extensions: mhtmlExtensions, MediaTypes: mhtmlTypes,
	Of: "eml", Is: func(s *Sample) bool {
		head := strings.ToLower(s.Start)
		named := strings.Contains(head, "multipart/related") && s.called(&Format{Extensions: mhtmlExtensions})
		return named || strings.Contains(head, "\nsnapshot-content-location:") || strings.HasPrefix(head, "from: <saved by ") || strings.Contains(head, "\nx-maf")
	},
	Apart: true,
	Parse: func(data []byte, d Document, h Hint) (Document, error) { return readSaved(data, d, h, readArticle) },
})

var _ = register(Format{
	Name: "mhtml/full", Label: mark("Page saved as one file: all that it shows"), Version: "1", Extensions: mhtmlExtensions, MediaTypes: mhtmlTypes,
	Of: "mhtml", Apart: true,
	Parse: func(data []byte, d Document, h Hint) (Document, error) { return readSaved(data, d, h, readFull) },
})

// readSaved reads a page that a browser has saved with all that it shows.
func readSaved(data []byte, d Document, h Hint, read func(string, Document, Hint) (Document, error)) (Document, error) {
	root, err := parseMIME(data)
	if err != nil {
		return Document{}, err
	}
	page, address := savedPage(root)
	if page == nil {
		return Document{}, assay.Invalid("file", "There is no page in this file. Save the page once more, as HTML.")
	}
	var text string
	if d.Charset, d.CharsetSure, text, err = decodePart(page, h); err != nil {
		return Document{}, err
	}
	h.URL = cmp.Or(h.URL, address)
	extractor := d.Extractor
	if d, err = read(text, d, h); err != nil {
		return Document{}, err
	}
	d.Extractor, d.URL = extractor, cmp.Or(address, d.URL)
	d.Taken = mailDate(root.Header.Get("Date"))
	if d.Title == "" {
		d.Title = decodeWords(root.Header.Get("Subject"), page.Charset)
	}
	return d, nil
}

// savedPage returns the part of a saved page that the others belong to, and where
// it was on the web. The first part is it unless another one has the address that
// was saved.
func savedPage(root *enmime.Part) (page *enmime.Part, address string) {
	address = webAddress(root.Header.Get("Snapshot-Content-Location"))
	for _, p := range append([]*enmime.Part{root, rootOf(root)}, children(root)...) {
		if p == nil || mediaType(p) != "text/html" && mediaType(p) != "application/xhtml+xml" {
			continue
		}
		located := webAddress(p.Header.Get("Content-Location"))
		if page == nil {
			page = p
		}
		if address != "" && located == address {
			return p, address
		}
	}
	if page != nil && address == "" {
		address = webAddress(cmp.Or(page.Header.Get("Content-Location"), root.Header.Get("Content-Location")))
	}
	return page, address
}

// webAddress returns an address of the web, which may be folded and encoded as
// header fields are, and "" for any other.
func webAddress(s string) string {
	s = strings.ReplaceAll(strings.Trim(decodeWords(s, "utf-8"), "<> "), " ", "")
	if u, err := url.Parse(s); err != nil || !web(u) {
		return ""
	}
	return s
}
