package lineage

import (
	"strings"

	"assay/internal/anchor"
)

// Counterpart returns what in a part of a text goes with some words of another
// one: the same words if they stand there, else the sentence that is most like
// them.
func Counterpart(words string, body anchor.Text, within anchor.Span) anchor.Span {
	if before, _, ok := strings.Cut(body.Slice(within), words); ok && words != "" {
		start := within.Start + anchor.NewText(before).Len()
		return anchor.Span{Start: start, End: start + anchor.NewText(words).Len()}
	}
	var sentences []Candidate[anchor.Span]
	for _, block := range body.Blocks() {
		if !block.Overlaps(within) {
			continue
		}
		for _, s := range anchor.Sentences(body, block, anchor.Edits{}) {
			if s.Overlaps(within) {
				sentences = append(sentences, Candidate[anchor.Span]{Key: s, Texts: []string{body.Slice(s)}})
			}
		}
	}
	if len(sentences) == 0 {
		return within
	}
	return Rank(words, sentences)[0].Key
}
