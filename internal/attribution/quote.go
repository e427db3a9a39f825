package attribution

import (
	"cmp"
	"slices"
	"strings"
)

// quote is a quotation with its marks.
type quote struct {
	part
	open bool // its end is that of its paragraph, since there is no closing mark
}

// What closes a quotation that a mark has opened. Some marks do both in
// different languages; which it is here is decided where they stand.
var closers = map[string]string{
	"“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "‚": "‘’", "\"": "\"", "'": "'",
	"「": "」", "『": "』", "《": "》", "〈": "〉", "〝": "〞〟", "＂": "＂",
}

// findQuotes pairs the quotation marks of the article.
func (a *Article) findQuotes() {
	for i := 0; i < len(a.tokens); {
		t := a.tokens[i]
		if closers[t.low] == "" || t.word || !a.opens(i) {
			i++
			continue
		}
		end, open := a.closeOf(i)
		if end < 0 {
			i++
			continue
		}
		for k := i; k < end; k++ {
			a.tokens[k].quoted = true
		}
		a.quotes = append(a.quotes, quote{part{i, end}, open})
		i = end
	}
}

// opens tells whether the mark at i can open: it stands at the front of a word,
// and not behind one.
func (a *Article) opens(i int) bool {
	t := a.tokens[i]
	if i+1 == len(a.tokens) || a.tokens[i+1].spaced && t.low != "«" {
		return false
	}
	switch t.low {
	case "“", "„", "‟", "«", "‹", "‚", "「", "『", "《", "〈", "〝":
		return true
	case "'", "‘", "’":
		return t.spaced && t.low != "’" && (a.tokens[i+1].low[0] < '0' || a.tokens[i+1].low[0] > '9')
	}
	// Before a full stop, a blank is missing.
	return t.spaced || strings.ContainsAny(a.tokens[i-1].low, "([—–-:…،,.")
}

// closeOf returns the end of the quotation that begins at i, -1 if it has none.
func (a *Article) closeOf(i int) (end int, open bool) {
	mark := a.tokens[i].low
	closing := closers[mark]
	paragraphs, depth := 0, 0
	last := -1 // where the last paragraph ended that the quotation opened
	for k := i + 1; k < len(a.tokens) && k < i+maxQuote; k++ {
		t := a.tokens[k]
		if t.block {
			// A quotation that goes on is opened again and was not closed.
			if t.low != mark || paragraphs == maxParagraphs {
				return unended(k, last)
			}
			last = k
			paragraphs++
			continue
		}
		if t.word {
			continue
		}
		single := mark == "‘" || mark == "'"
		switch {
		case strings.Contains(closing, t.low) && (!single || !a.insideWord(k)) && (mark != "\"" || !t.spaced || !a.opens(k)):
			if depth == 0 {
				return k + 1, false
			}
			depth--
		case t.low == mark && mark != "\"" && mark != "'" && a.opens(k):
			depth++
		}
	}
	return unended(-1, last)
}

// unended is the end of a quotation that is not closed: that of the last
// paragraph before the one which it would have to go on in, if it ran over
// several.
func unended(stop, last int) (int, bool) {
	if last >= 0 && stop > last {
		return stop, true
	}
	return -1, false
}

// insideWord tells whether the apostrophe at k belongs to a word.
func (a *Article) insideWord(k int) bool {
	return k+1 < len(a.tokens) && !a.tokens[k+1].spaced && a.tokens[k+1].word && !a.tokens[k].spaced
}

// quotesIn are the quotations that a part of the text has a part in.
func (a *Article) quotesIn(p part) []quote {
	from, _ := slices.BinarySearchFunc(a.quotes, p.from, func(q quote, at int) int { return cmp.Compare(q.to, at+1) })
	to := from
	for to < len(a.quotes) && a.quotes[to].from < p.to {
		to++
	}
	return a.quotes[from:to]
}

// quoteAt returns the quotation that has token i.
func (a *Article) quoteAt(i int) (quote, bool) {
	if list := a.quotesIn(part{i, i + 1}); len(list) > 0 {
		return list[0], true
	}
	return quote{}, false
}
