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
	"errors"
	"fmt"
	"iter"
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

	Part      string // of the bytes that the article is, "" for all of them
	Called    string // what a person reads for Part, "" for Part itself
	Taken     string // EDTF: when the bytes were taken from the web, as they say
	Pages     []Page
	MediaType string // as recognised, not as claimed

	Charset     string // that the bytes were read in, "" if they are no text
	CharsetSure bool   // false: guessed, or some bytes could not be read
	Extractor   string // name and version, as in "html/1"

	unread bool           // the text is only what we say in place of one
	left   []omitted      // of the original, in order; see [Explain]
	put    map[int]bool   // the blocks of the text that an analyst has put into it
	choice string         // by which that was done
	opens  bool           // Title is the first words of the text, for want of another
	found  func() []Found // where the fields above were found, and what else; nil for a format that cannot say
}

// Page is where a page of the original begins.
type Page struct {
	Block int    // in which of the blocks
	At    int    // code point in the text of that
	Label string // as printed, else counted: "12", "iv"
	Gap   string // what is not in the text of it: one of assay.PageGaps, "" for nothing that is known
}

// Hint is what is known about some bytes from elsewhere. All of it is
// optional, and only Charset, Extractor, Part, Columns and Choice are obeyed.
type Hint struct {
	Name      string // of the file
	MediaType string // as a server or a file dialog claimed
	Charset   string // chosen by the analyst, who is right
	URL       string // that the bytes came from
	Extractor string // chosen by the analyst: the Name of a [Format], with or without a version
	Part      string // of the bytes, as [Document] has it
	Taken     string // EDTF: when the bytes were taken from the web, as the archive says that they were in
	Columns   string // of a table, chosen by the analyst, as [Columns] are written

	// Choice are blocks that an analyst wants in the text though the extractor
	// leaves them out, as in "3 7-9": counted from 1 over all blocks of the
	// original, those that are in the text and those that are not, in the order in
	// which [Explain] returns them. The same bytes, character set, version of the
	// extractor and choice give the same text for ever.
	Choice string
}

// Extract reads the one article in data, or the one that h asks for. It fails
// with KindInvalid if there is nothing to read, too much of it, or a hint that
// it cannot obey, and with KindUnsupported if the format is one that Assay
// cannot read.
func Extract(data []byte, h Hint) (Document, error) {
	var found Document
	n := 0
	for d, err := range Documents(data, h) {
		if err != nil && h.Part != "" && d.Part != h.Part {
			continue // of another
		}
		if err != nil {
			return Document{}, err
		}
		if d.Part == h.Part {
			return d, nil
		}
		found, n = d, n+1
	}
	switch {
	case n == 1 && h.Part == "":
		return found, nil
	case n > 1 && h.Part == "":
		return Document{}, assay.Invalid("file", "There are several articles in this file. Import it whole.")
	}
	return Document{}, assay.Invalid("part", "This file has no part that is called “%s”.", h.Part)
}

// Documents reads the articles in data: one, in most formats. It fails as
// [Extract] does. An error of one article, which has its Part, does not end the
// others.
func Documents(data []byte, h Hint) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		f, text, d, err := formatOf(data, h)
		if err != nil {
			yield(Document{}, err)
			return
		}
		d.MediaType, d.Extractor = f.MediaTypes[0], f.version()
		for d, err := range f.documents(data, text, d, h) {
			if err == nil {
				d, err = d.choose(h.Choice)
			}
			if err == nil {
				d, err = finish(d)
			}
			if err != nil {
				d = Document{Part: d.Part}
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// formatOf returns the format that data is to be read as, and its text, if it
// is read as text, with a document that has the character set.
func formatOf(data []byte, h Hint) (f *Format, text string, d Document, err error) {
	s := &Sample{Data: data, Hint: h}
	if f = s.caseOf(""); f == nil || f.Reads() { // a large film is refused for what it is
		if len(data) > MaxBytes {
			return nil, "", d, tooLarge()
		}
	}
	if f, d, err = recognise(s, d); err != nil {
		return nil, "", d, err
	}
	if !f.Reads() {
		return nil, "", d, &assay.Error{Kind: assay.KindUnsupported, Message: f.Refusal}
	}
	isText := d.Charset != ""
	d.CharsetSure = d.CharsetSure || !isText
	if isText && f.Read != nil && binary(s.Text) { // others may have bytes in their text
		return nil, "", d, assay.Unsupported("This file holds no text that Assay can read. If it is a document, open it, copy the text and paste it.")
	}
	if f.Name == root && h.Extractor == "" && spoiltPicture(s) {
		return nil, "", d, assay.Unsupported("This is called a picture or begins like one, and is none that can be shown: it is damaged. If it is a text, give it a name that ends in .txt and import it once more.")
	}
	if isText && strings.TrimSpace(s.Text) == "" {
		return nil, "", d, assay.Invalid("file", "This file is empty. Choose another one, or paste the text of the article.")
	}
	if h.Extractor != "" {
		if f, err = chosen(h.Extractor, f, isText); err != nil {
			return nil, "", d, err
		}
	}
	return f, s.Text, d, nil
}

// chosen returns the format of a name, if it can read what is recognised as f.
func chosen(name string, f *Format, isText bool) (*Format, error) {
	as := formatNamed(name)
	if as == nil || !as.Articles() {
		return nil, assay.Invalid("extractor", "There is no extractor called %q. Choose one from the list.", name)
	}
	if as != f && as.Of != f.Of && as.Of != f.Name && (!isText || as.Read == nil) {
		return nil, assay.Invalid("extractor", "The extractor “%s” cannot read this file. Choose another one from the list.", name)
	}
	return as, nil
}

// documents reads the articles in a file of the format.
func (f *Format) documents(data []byte, text string, d Document, h Hint) iter.Seq2[Document, error] {
	return guarded(f.Name, func(yield func(Document, error) bool) {
		switch {
		case f.Read != nil:
			yield(f.Read(text, d, h))
		case f.Parse != nil:
			d, err := f.Parse(data, d, h)
			yield(d, f.told(err))
		case f.Parts != nil:
			f.Parts(data, d, h)(func(d Document, err error) bool { return yield(d, f.told(err)) })
		case f.table != nil:
			t, err := f.table(data, text)
			if err != nil {
				yield(Document{}, f.told(err))
				return
			}
			t.documents(d, h)(func(d Document, err error) bool { return yield(d, f.told(err)) })
		default:
			yield(d, assay.Invalid("file", "This file holds other files. Import it whole."))
		}
	})
}

// told says of a file that is damaged what it is, as far as the format has words for it.
func (f *Format) told(err error) error {
	if e, ok := errors.AsType[*assay.Error](err); ok && errors.Is(err, errDamaged) && f.Damaged.String() != "" {
		return &assay.Error{Kind: e.Kind, Field: e.Field, Message: f.Damaged, Err: e.Err}
	}
	return err
}

// guarded makes an error of a panic in all: a library that fails on a stranger's
// file must not take the case down with it. A panic of whoever takes what all
// gives is none of the file.
func guarded[T any](format string, all iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		yielding := false
		defer func() {
			if yielding {
				return
			}
			if cause := recover(); cause != nil {
				var none T
				yield(none, &assay.Error{
					Kind:    assay.KindUnsupported,
					Field:   "file",
					Message: assay.Say("Assay cannot make sense of this file. Open it, copy the text and paste it."),
					Err:     fmt.Errorf("extractor %s panicked: %v\n%s", format, cause, debug.Stack()),
				})
			}
		}()
		all(func(v T, err error) bool {
			yielding = true
			more := yield(v, err)
			yielding = false
			return more
		})
	}
}

func tooLarge() error {
	return assay.Invalid("file", "This file is larger than 50 MB. Open it, copy the article and paste it instead.")
}

func tooMuch() error {
	return assay.Invalid("file", "This file has far more paragraphs than an article. Open it, copy the part that matters and paste it.")
}

// finish makes the text from the blocks and looks at it as a whole.
func finish(d Document) (Document, error) {
	if len(d.Blocks) > maxBlocks {
		return d, tooMuch()
	}
	texts := make([]string, 0, len(d.Blocks))
	for _, b := range d.Blocks {
		texts = append(texts, b.Text)
	}
	text := strings.Join(texts, separator)
	if len(text) > maxText {
		return d, assay.Invalid("file", "This file has far more text than an article. Open it, copy the part that matters and paste it.")
	}
	var err error
	if d.Text, err = canonical(text); err != nil {
		return d, err
	}
	if d.Text == "" {
		return d, assay.Invalid("file", "No text was found in this file. If it shows text when you open it, copy that and paste it.")
	}
	if texts = strings.Split(d.Text, separator); len(texts) != len(d.Blocks) {
		return d, fmt.Errorf("extractor %s made %d blocks and the text has %d", d.Extractor, len(d.Blocks), len(texts))
	}
	for i := range d.Blocks {
		d.Blocks[i].Text = texts[i]
	}
	for _, p := range Furniture(texts, d.Pages) {
		d.Blocks[p.Index].Boilerplate, d.Blocks[p.Index].Why = true, p.Why
	}
	if !d.unread {
		d.Language = pageLanguage(d.Language, d.Text)
	}
	return d, nil
}
