package extract

import (
	"slices"
	"strings"

	"assay/internal/assay"
)

// Format is one kind of file, whether Assay reads it or not.
type Format struct {
	Name       string   // as in "html"; what [Hint].Extractor and [Sniff] speak of
	Label      string   // for people
	Extensions []string // lower case, with the dot, the usual one first
	MediaTypes []string // the usual one first
	Version    string   // of our rules, for a format that is read

	// Read fills in d from the decoded text of a file. It is nil for a format
	// that Assay recognises in order to refuse it, and Refusal says why.
	Read    func(text string, d Document, h Hint) (Document, error)
	Refusal assay.Sentence
}

func (f Format) version() string { return f.Name + "/" + f.Version }

// Extractors returns every format that is recognised, those that can be read
// first. The ones that [Sniff] alone tells apart, "assay" and "assay-json",
// are whole cases and not articles.
func Extractors() []Format {
	return slices.Concat([]Format{htmlFormat(), fullFormat(), textFormat()}, refused())
}

// formatNamed finds a format by its name, with or without the version.
func formatNamed(name string) (Format, bool) {
	for _, f := range Extractors() {
		if name == f.Name || f.Read != nil && name == f.version() {
			return f, true
		}
	}
	return Format{}, false
}

// Sniff returns the name of the format of data, by what is in it and never by
// what it is called: "assay" for a case file, "assay-json" for a case in JSON,
// otherwise the Name of one of [Extractors]. Text in which nothing else is
// recognised is "text", and so is what cannot be read at all.
func Sniff(data []byte) string {
	if format := sniffBytes(data); format != "" {
		return format
	}
	_, _, text, err := decode(data, Hint{})
	if err != nil {
		return "text"
	}
	return sniffText(text, Hint{})
}

// hasPrefixFold is strings.HasPrefix without regard to the case of ASCII
// letters; prefix is lower case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.ToLower(s[:len(prefix)]) == prefix
}
