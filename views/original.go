package views

import (
	"net/url"

	"assay/internal/assay"
)

// OriginalPage is the original of an article beside its text.
type OriginalPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.ArticleDetails
	Facts assay.Facts

	Sighted bool // the original is of a format that can be looked at
}

// Capture returns the bytes that the text was read from, nil if they are not known.
func (p *OriginalPage) Capture() *assay.Capture {
	for i := range p.Data.Captures {
		if p.Data.Captures[i].ID == p.Data.Text.Capture {
			return &p.Data.Captures[i]
		}
	}
	return nil
}

// Frames returns the address of the frame with what the original says, "" if it
// cannot be shown: its bytes are not in the case, or it is of another format.
func (p *OriginalPage) Frames() string {
	c := p.Capture()
	if c == nil || p.Data.Originals[c.ID].Purged || !p.Sighted {
		return ""
	}
	return with(p.Root.Sight(c.ID), url.Values{"charset": {p.Data.Text.Charset}})
}

// readBlock is a block of the text with what it is.
type readBlock struct{ Kind, Text string }

// blocks returns the blocks of the text.
func (p *OriginalPage) blocks() []readBlock {
	kinds := map[[2]int]string{}
	for _, part := range p.Data.Text.Outline {
		kinds[[2]int{part.Start, part.End}] = part.Kind
	}
	for _, b := range p.Data.Blocks {
		if b.Kind != "" {
			kinds[[2]int{b.Span.Start, b.Span.End}] = b.Kind
		}
	}
	var list []readBlock
	for _, span := range p.Data.Body.Blocks() {
		list = append(list, readBlock{kinds[[2]int{span.Start, span.End}], p.Data.Body.Slice(span)})
	}
	return list
}
