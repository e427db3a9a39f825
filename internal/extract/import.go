package extract

import (
	"cmp"
	"iter"
	"path"
	"strings"
	"unicode"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// Import extracts data and returns it on its way into a case. It fails as
// [Extract] does.
func Import(data []byte, h Hint) (assay.Import, error) {
	d, err := Extract(data, h)
	if err != nil {
		return assay.Import{}, err
	}
	return d.imported(data, h), nil
}

// Imports is [Import] for all articles in data. With an error there is nothing
// but the Part.
func Imports(data []byte, h Hint) iter.Seq2[assay.Import, error] {
	return func(yield func(assay.Import, error) bool) {
		for d, err := range Documents(data, h) {
			in := assay.Import{Part: d.Part}
			if err == nil {
				in = d.imported(data, h)
			}
			if !yield(in, err) {
				return
			}
		}
	}
}

func (d *Document) imported(data []byte, h Hint) assay.Import {
	found := h.URL
	if found == "" || d.Part != "" && d.URL != "" { // h speaks of all the bytes
		found = d.URL
	}
	if assay.Domain(found) == "" {
		found = "" // no address of the web: nobody found an article there
	}
	return assay.Import{
		Original: data, Name: FileName(h.Name), FoundAt: found, MediaType: d.MediaType, Part: d.Part, Taken: cmp.Or(d.Taken, h.Taken),
		Text: d.Text, Outline: d.outline(), Pages: d.pages(), Choice: d.choice, Extractor: d.Extractor, Charset: d.Charset, CharsetSure: d.CharsetSure,
		Title: d.Title, Byline: d.Byline, Site: d.Site, URL: d.URL,
		Published: d.Published, PublishedBasis: bases[d.PublishedBasis], Language: d.Language,
	}
}

// pages returns where pages of the original begin in the text.
func (d *Document) pages() []assay.Page {
	if len(d.Pages) == 0 {
		return nil
	}
	blocks := anchor.NewText(d.Text).Blocks()
	var pages []assay.Page
	for _, p := range d.Pages {
		pages = append(pages, assay.Page{Start: min(blocks[p.Block].Start+p.At, blocks[p.Block].End), Label: p.Label, Gap: p.Gap})
	}
	return pages
}

// bases says in the words of a case how a date was found.
var bases = map[string]string{BasisMetadata: "metadata", BasisPrinted: "printed", BasisURL: "inferred"}

// outline returns what the blocks are, but for those that are plain paragraphs.
func (d *Document) outline() []assay.Part {
	var parts []assay.Part
	for i, span := range anchor.NewText(d.Text).Blocks() {
		if kind := d.Blocks[i].Kind; kind != KindBody {
			parts = append(parts, assay.Part{Start: span.Start, End: span.End, Kind: string(kind)})
		}
	}
	return parts
}

// FileName returns the last part of a path of whatever system, without what no
// file name needs: it is kept in order to be shown. "" is no name.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1 // control characters, and those that turn the direction of writing
		}
		return r
	}, name)
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}
