package extract

import (
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
	found := h.URL
	if found == "" {
		found = d.URL
	}
	if assay.Domain(found) == "" {
		found = "" // no address of the web: nobody found an article there
	}
	return assay.Import{
		Original: data, Name: FileName(h.Name), FoundAt: found, MediaType: d.MediaType,
		Text: d.Text, Outline: d.outline(), Extractor: d.Extractor, Charset: d.Charset, CharsetSure: d.CharsetSure,
		Title: d.Title, Byline: d.Byline, Site: d.Site, URL: d.URL,
		Published: d.Published, PublishedBasis: bases[d.PublishedBasis], Language: d.Language,
	}, nil
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
