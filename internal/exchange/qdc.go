package exchange

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"assay/internal/assay"
)

// qdcNamespace is that of a codebook of REFI-QDA 1.0. A whole project has a
// codebook of the same shape in it, in its own namespace.
const (
	qdcNamespace = "urn:QDA-XML:codebook:1.0"
	qdeNamespace = "urn:QDA-XML:project:1.0"
)

// WriteQDC writes the tags of a case as a codebook of REFI-QDA (.qdc). The
// format has no place for other names, nor for a case without a tag.
func WriteQDC(w io.Writer, s assay.Snapshot) error {
	book := assay.Codebook{Tags: s.Case.Tags}
	tree := book.Tree()
	if len(tree) == 0 {
		return assay.Invalid("format", "This case has no tags, and a codebook must have one. Make a tag first.")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(xml.Header)
	fmt.Fprintf(out, "<CodeBook xmlns=%q xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"%s http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd\" origin=\"Assay\">\n<Codes>\n", qdcNamespace, qdcNamespace)
	for i, t := range tree {
		fmt.Fprintf(out, "<Code guid=\"%s\" name=\"%s\" isCodable=\"true\"", strings.ToUpper(t.ID.String()), escaped(or(t.Name, "(without a name)")))
		if colour := hex(t.Colour); colour != "" {
			fmt.Fprintf(out, " color=%q", colour)
		}
		out.WriteString(">")
		if t.Description != "" {
			fmt.Fprintf(out, "<Description>%s</Description>", escaped(t.Description))
		}
		next := 0
		if i+1 < len(tree) {
			next = tree[i+1].Depth
		}
		for range t.Depth - next + 1 {
			out.WriteString("</Code>")
		}
		out.WriteString("\n")
	}
	out.WriteString("</Codes>\n</CodeBook>\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write codebook: %w", err)
	}
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// escaped writes a text into XML, without the characters that no XML may have.
func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil { // a builder takes all
		panic(err)
	}
	return b.String()
}

// ReadQDC reads a codebook of REFI-QDA. It takes more than the schema allows,
// since other programs write more, and says what it leaves out. It fails with
// KindInvalid on what is no codebook.
func ReadQDC(r io.Reader) (assay.TagPlan, error) {
	q := &qdcReader{codes: newCodes(), d: xml.NewDecoder(io.LimitReader(r, maxCodebook+1))}
	q.d.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the text is in %s", charset) // and not in UTF-8, as it must be
	}
	for {
		token, err := q.d.Token()
		switch {
		case q.d.InputOffset() > maxCodebook:
			return assay.TagPlan{}, assay.Invalid("file", "This codebook is larger than %d MB. Is it the right file?", maxCodebook>>20)
		case errors.Is(err, io.EOF) && q.seen:
			return q.done()
		case err != nil:
			return assay.TagPlan{}, &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This is not a codebook that Assay can read. It must be XML in UTF-8, as REFI-QDA has it."), Err: err}
		}
		if err := q.take(token); err != nil {
			return assay.TagPlan{}, err
		}
	}
}

// qdcReader is a codebook on its way in, read token by token so that nothing in
// it is larger than its parts.
type qdcReader struct {
	*codes
	d    *xml.Decoder
	seen bool          // a CodeBook has begun
	open []*qdcElement // that have begun
}

type qdcElement struct {
	name string
	at   int             // of a code: its place in the plan, -1 if it has none
	text strings.Builder // of a description
}

func (q *qdcReader) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.Directive:
		if strings.Contains(strings.ToUpper(string(token)), "ENTITY") {
			return assay.Invalid("file", "This file defines entities, which no codebook does. It was not read.")
		}
	case xml.StartElement:
		return q.begin(token)
	case xml.CharData:
		if n := len(q.open); n > 0 && q.open[n-1].name == "Description" && q.open[n-1].text.Len() <= maxMeaning {
			q.open[n-1].text.Write(token)
		}
	case xml.EndElement:
		q.end()
	}
	return nil
}

func (q *qdcReader) begin(e xml.StartElement) error {
	if len(q.open) >= maxNesting {
		return assay.Invalid("file", "The tags of this codebook are more than %d levels deep. It was not read.", maxNesting)
	}
	element := &qdcElement{name: e.Name.Local, at: -1}
	switch e.Name.Local {
	case "CodeBook":
		q.seen = true
		if e.Name.Space != qdcNamespace && e.Name.Space != qdeNamespace && e.Name.Space != "" {
			return assay.Invalid("file", "This is not a codebook of REFI-QDA: it says that it is “%s”.", short(e.Name.Space, 100))
		}
	case "Code":
		if !q.seen {
			return assay.Invalid("file", "This is not a codebook of REFI-QDA.")
		}
		var err error
		if element.at, err = q.add(q.code(e)); err != nil {
			return err
		}
	case "Set":
		q.lose(assay.Say("The set “%s” of tags.", short(attribute(e, "name"), 100)))
	case "NoteRef":
		q.lose(assay.Say("Links from tags to notes of the project."))
	default:
	}
	q.open = append(q.open, element)
	return nil
}

// code reads the attributes of a code.
func (q *qdcReader) code(e xml.StartElement) assay.PlannedTag {
	t := assay.PlannedTag{Name: attribute(e, "name"), Colour: q.ink(attribute(e, "color")), Above: q.above()}
	if can := strings.ToLower(attribute(e, "isCodable")); can == "false" || can == "0" {
		q.lose(assay.Say("That “%s” and the like only group others and are not to be put on anything.", short(t.Name, 100)))
	}
	return t
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// above returns the place of the code that the next one is below; -1 for none.
func (q *qdcReader) above() int {
	for i := len(q.open) - 1; i >= 0; i-- {
		if q.open[i].name == "Code" {
			return q.open[i].at
		}
	}
	return -1
}

func (q *qdcReader) end() {
	element := q.open[len(q.open)-1]
	q.open = q.open[:len(q.open)-1]
	if n := len(q.open); element.name == "Description" && n > 0 && q.open[n-1].name == "Code" {
		q.describe(q.open[n-1].at, element.text.String())
	}
}
