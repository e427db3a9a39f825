package anchor

import (
	"strings"
	"unicode/utf8"
)

// Around returns what stands before and after s in its paragraph, so that s can
// be read in its context: the rest of the sentences that s begins and ends in,
// and one sentence more on either side. Both spans are adjacent to s, and empty
// where s begins or ends the paragraph. It panics if t has no such span.
func Around(t Text, s Span, edits Edits) (before, after Span) {
	t.Slice(s)
	before, after = Span{s.Start, s.Start}, Span{s.End, s.End}
	for _, block := range t.Blocks() {
		if block.Start <= s.Start && s.Start < block.End {
			before.Start = sentenceBefore(Sentences(t, block, edits), s.Start)
		}
		if block.Start < s.End && s.End <= block.End {
			after.End = sentenceAfter(Sentences(t, block, edits), s.End)
		}
	}
	return before, after
}

// sentenceBefore returns where the sentence before the one at p begins.
func sentenceBefore(sentences []Span, p int) int {
	start := p
	for i, s := range sentences {
		if s.Start > p {
			break
		}
		start = sentences[max(0, i-1)].Start
	}
	return start
}

// sentenceAfter returns where the sentence after the one that p is the end of,
// or lies in, ends.
func sentenceAfter(sentences []Span, p int) int {
	for i, s := range sentences {
		if p <= s.End {
			return sentences[min(len(sentences)-1, i+1)].End
		}
	}
	return p
}

// Whole shortens the context of a quotation to whole words, with an ellipsis
// where something was left out. Context that is not cut, or has no white space
// to cut at, stays as it is.
func Whole(prefix, suffix string) (before, after string) {
	before, after = prefix, suffix
	if utf8.RuneCountInString(prefix) == ContextLen {
		if i := strings.IndexFunc(prefix, isSpace); i >= 0 && strings.TrimFunc(prefix[i:], isSpace) != "" {
			before = "… " + strings.TrimLeftFunc(prefix[i:], isSpace)
		}
	}
	if utf8.RuneCountInString(suffix) == ContextLen {
		if i := strings.LastIndexFunc(suffix, isSpace); i >= 0 && strings.TrimFunc(suffix[:i], isSpace) != "" {
			after = strings.TrimRightFunc(suffix[:i], isSpace) + " …"
		}
	}
	return before, after
}
