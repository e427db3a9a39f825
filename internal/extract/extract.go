// Package extract turns the bytes of a file into the canonical text of an
// article and into proposals about it: title, byline, date, language, and
// which blocks look like site furniture.
//
// Everything here is a pure function of its arguments: no file, no network, no
// clock. The same bytes read by the same version of the same extractor give
// the same text for ever, which is why an extractor's name carries a version
// and why a change that alters any text must raise it.
//
// Nothing that is found is a fact. The analyst confirms or corrects it.
package extract

import (
	"fmt"
	"runtime/debug"
	"strings"

	"assay/internal/assay"
)

// MaxBytes is the size of the largest input that Extract looks at.
const MaxBytes = 50 << 20

// More text, blocks or elements than these are in no article, and would take
// longer to read than anyone waits. The text of a long novel is 3 MB.
const (
	maxText     = 4 << 20 // bytes
	maxBlocks   = 100_000
	maxLines    = 1_000_000
	maxElements = 1_000_000
)

// Kind says what a block is in the eyes of the format it came from.
type Kind string

// The kinds of blocks.
const (
	KindTitle   Kind = "title"
	KindHeading Kind = "heading"
	KindBody    Kind = "body"
	KindQuote   Kind = "quote"
	KindCaption Kind = "caption"
	KindItem    Kind = "item" // of a list
)

// Block is one paragraph of a document.
type Block struct {
	Kind        Kind
	Text        string
	Boilerplate bool   // looks like site furniture: a proposal, the block stays in the text
	Why         string // the reason for Boilerplate, to be shown to the analyst
}

// The ways in which a date of publication can have been found.
const (
	BasisMetadata = "metadata" // stated by the page for machines
	BasisPrinted  = "printed"  // stated by the text for readers
	BasisURL      = "url"      // part of the address
)

// Document is what an extractor found in some bytes. A field that is empty was
// not found.
type Document struct {
	Text   string  // canonical: the blocks, with one blank line between two
	Blocks []Block // their texts, joined by "\n\n", are Text

	Title, Byline, Site, URL string
	Language                 string // BCP 47
	Published                string // EDTF, date or date and time, with the offset that was printed
	PublishedBasis           string // how Published was found

	MediaType   string // as recognised, not as claimed
	Charset     string // that the bytes were read in
	CharsetSure bool   // false: guessed, or some bytes could not be read
	Extractor   string // name and version, as in "html/1"
}

// Hint is what is known about some bytes from elsewhere. All of it is
// optional, and only Charset and Extractor are obeyed.
type Hint struct {
	Name      string // of the file
	MediaType string // as a server or a file dialog claimed
	Charset   string // chosen by the analyst, who is right
	URL       string // that the bytes came from
	Extractor string // chosen by the analyst: the Name of a [Format], with or without a version
}

// Extract reads data. It fails with KindInvalid if there is nothing to read,
// too much of it, or a hint that it cannot obey, and with KindUnsupported if
// the format is one that Assay cannot read.
func Extract(data []byte, h Hint) (d Document, err error) {
	format := sniffBytes(data) // first, so that a large film is refused for what it is
	if format == "" {
		if len(data) > MaxBytes {
			return Document{}, assay.Invalid("file", "This file is larger than 50 MB. Open it, copy the article and paste it instead.")
		}
		if d.Charset, d.CharsetSure, d.Text, err = decode(data, h); err != nil {
			return Document{}, err
		}
		if binary(d.Text) {
			return Document{}, assay.Unsupported("This file holds no text that Assay can read. If it is a document, open it, copy the text and paste it.")
		}
		if strings.TrimSpace(d.Text) == "" {
			return Document{}, assay.Invalid("file", "This file is empty. Choose another one, or paste the text of the article.")
		}
		format = sniffText(d.Text, h)
	}
	f, _ := formatNamed(format)
	if f.Read != nil && h.Extractor != "" {
		var ok bool
		if f, ok = formatNamed(h.Extractor); !ok {
			return Document{}, assay.Invalid("extractor", "There is no extractor called %q. Choose one from the list.", h.Extractor)
		}
	}
	if f.Read == nil {
		return Document{}, &assay.Error{Kind: assay.KindUnsupported, Message: f.Refusal}
	}
	return read(f, d, h)
}

// read runs an extractor over decoded text. A library that panics on a
// stranger's file must not take the case down with it.
func read(f Format, d Document, h Hint) (_ Document, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &assay.Error{
				Kind:    assay.KindUnsupported,
				Field:   "file",
				Message: assay.Say("Assay cannot make sense of this file. Open it, copy the text and paste it."),
				Err:     fmt.Errorf("extractor %s panicked: %v\n%s", f.Name, cause, debug.Stack()),
			}
		}
	}()
	decoded := d.Text
	d.Text, d.MediaType, d.Extractor = "", f.MediaTypes[0], f.version()
	if d, err = f.Read(decoded, d, h); err != nil {
		return Document{}, err
	}
	if len(d.Blocks) > maxBlocks {
		return Document{}, tooMuch()
	}
	return finish(d)
}

func tooMuch() error {
	return assay.Invalid("file", "This file has far more paragraphs than an article. Open it, copy the part that matters and paste it.")
}

// finish makes the text from the blocks and looks at it as a whole.
func finish(d Document) (Document, error) {
	texts := make([]string, 0, len(d.Blocks))
	for _, b := range d.Blocks {
		texts = append(texts, b.Text)
	}
	text := strings.Join(texts, separator)
	if len(text) > maxText {
		return Document{}, assay.Invalid("file", "This file has far more text than an article. Open it, copy the part that matters and paste it.")
	}
	var err error
	if d.Text, err = canonical(text); err != nil {
		return Document{}, err
	}
	if d.Text == "" {
		return Document{}, assay.Invalid("file", "No text was found in this file. If it shows text when you open it, copy that and paste it.")
	}
	if texts = strings.Split(d.Text, separator); len(texts) != len(d.Blocks) {
		return Document{}, fmt.Errorf("extractor %s made %d blocks and the text has %d", d.Extractor, len(d.Blocks), len(texts))
	}
	for i := range d.Blocks {
		d.Blocks[i].Text = texts[i]
	}
	for _, p := range Boilerplate(texts) {
		d.Blocks[p.Index].Boilerplate, d.Blocks[p.Index].Why = true, p.Why
	}
	d.Language = pageLanguage(d.Language, d.Text)
	return d, nil
}
