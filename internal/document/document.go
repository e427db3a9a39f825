// Package document is a written page that knows nothing of what it says:
// headings, paragraphs, quotes, lists and tables with links between them. It
// becomes a Word file or Markdown here, and HTML in the views.
package document

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// Document is a page to be read or printed.
type Document struct {
	Title    string
	Language string // BCP 47, of what is not said to be in another
	RTL      bool   // it is written from right to left
	Blocks   []Block
}

// Block is one of Heading, Paragraph, Quote, List and Table.
type Block interface{ block() }

// Heading begins a part.
type Heading struct {
	Level int    // from 1, the title, to 4
	ID    string // that links lead to; "" for none
	Text  Line
}

// Paragraph is some sentences.
type Paragraph struct {
	ID    string
	Text  Line
	Aside bool // a remark, set smaller
	Alert bool // the reader must not miss it
}

// Quote is somebody's words, and where they stand.
type Quote struct {
	ID       string
	Text     Line
	Language string // BCP 47, "" for unknown
	Source   Line
	Open     string // where the program shows the passage; only the program's own page has it
}

// List is some items.
type List struct {
	Ordered bool
	Items   []Line
}

// Table has as many cells in each row as it has heads. The first cell of a row
// is its head.
type Table struct {
	Caption string // never empty: it is what the table is called where it is not seen
	Heads   []Line
	Rows    [][]Line
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Quote) block()     {}
func (List) block()      {}
func (Table) block()     {}

// Line is text without a break.
type Line []Run

// Run is a piece of text of one kind.
type Run struct {
	Text   string
	Strong bool
	Mark   bool   // the words that a quote is about, among those around them
	Code   bool   // letter by letter, as hashes are
	Name   bool   // somebody else's words in a sentence of ours, which may run the other way
	To     string // the ID of what it leads to, "" for nothing
	URL    string // an address outside, "" for none
}

// Text is a line of plain words.
func Text(s string) Line { return Line{{Text: s}} }

// Name is a line of somebody else's words in a sentence of ours.
func Name(s string) Line { return Line{{Text: s, Name: true}} }

// isolated returns the words of a run for a format that has no other way to
// keep a name that runs from right to left from turning what is around it.
func (r *Run) isolated() string {
	if r.Name && strings.ContainsFunc(r.Text, leftward) {
		return "\u2068" + r.Text + "\u2069"
	}
	return r.Text
}

// String returns the words of a line.
func (l Line) String() string {
	var b strings.Builder
	for _, r := range l {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Strong is a line of words that stand out.
func Strong(s string) Line { return Line{{Text: s, Strong: true}} }

// Link is a line that leads to a place in the document.
func Link(s, to string) Line { return Line{{Text: s, To: to}} }

// Add appends lines to a line.
func (l Line) Add(more ...Line) Line {
	for _, m := range more {
		l = append(l, m...)
	}
	return l
}

// leftward reports whether a letter runs from right to left.
func leftward(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}
