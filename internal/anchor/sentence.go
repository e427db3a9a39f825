package anchor

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Edits are an analyst's corrections to where sentences end, as positions in
// the text, each list ascending. A split begins a sentence at its position; a
// join removes the boundary whose gap it touches. Where both are, the split
// holds. A split inside a grapheme cluster counts for the end of the cluster.
// Positions outside a block, or where there is nothing to do, change nothing.
type Edits struct{ Splits, Joins []int }

// Sentences cuts a block into sentences. They lie in it in order, none is
// empty, none begins or ends inside a grapheme cluster, and all between them is
// white space. It panics if t has no such block.
//
// A line end is always a boundary. After a stop the rules, which know the usual
// abbreviations of English, German, French and Spanish and the stops of all
// scripts, prefer joining what should be apart to cutting what belongs
// together: a sentence that is too long can still be marked as a whole, and one
// key splits it.
func Sentences(t Text, block Span, edits Edits) []Span {
	s := splitter{text: t.Slice(block)}
	s.run()
	splits := window(edits.Splits, block.Start+1, block.End-1)
	for _, p := range splits {
		s.cuts = append(s.cuts, t.offset(p)-t.offset(block.Start))
	}
	if len(splits) > 0 {
		slices.Sort(s.cuts)
	}

	var sentences []Span
	whole := clusters{s: s.text}
	ascii := len(s.text) == block.Len()
	at, seen := block.Start, 0 // byte seen of the block is code point at of the text
	point := func(i int) int {
		if ascii {
			return block.Start + i
		}
		at += utf8.RuneCountInString(s.text[seen:i])
		seen = i
		return at
	}
	from := 0
	for _, cut := range append(s.cuts, len(s.text)) {
		if cut < from {
			continue // a cluster reached over it
		}
		cut = whole.from(cut)
		start := from
		for start < cut {
			r, size := utf8.DecodeRuneInString(s.text[start:])
			if !isSpace(r) || whole.from(start+size) != start+size {
				break
			}
			start += size
		}
		from = cut
		end := start + len(strings.TrimRightFunc(s.text[start:cut], isSpace))
		if end == start {
			continue
		}
		span := Span{Start: point(start)}
		span.End = point(whole.from(end))
		if n := len(sentences); n > 0 && joined(edits, Span{sentences[n-1].End, span.Start}) {
			sentences[n-1].End = span.End
			continue
		}
		sentences = append(sentences, span)
	}
	return sentences
}

// joined tells whether the analyst took away the boundary at gap.
func joined(edits Edits, gap Span) bool {
	return len(window(edits.Joins, gap.Start, gap.End)) > 0 && len(window(edits.Splits, gap.Start, gap.End)) == 0
}

// window returns the positions from lo up to and including hi.
func window(positions []int, lo, hi int) []int {
	i, _ := slices.BinarySearch(positions, lo)
	j, _ := slices.BinarySearch(positions, hi+1)
	return positions[i:max(i, j)]
}

// splitter walks once through a block and collects where sentences end. It
// works in bytes and only looks a bounded way back and ahead at each stop.
type splitter struct {
	text string
	cuts []int

	start   int  // where the sentence begins
	word    int  // where the run of characters without white space begins
	address bool // that run is a web or mail address
	quoted  bool // an odd number of straight double quotes stands before, on this line
}

// Limits of what a rule looks at, in bytes.
const (
	wordReach = 48
	lineReach = 120
)

func (p *splitter) run() {
	for i := 0; i < len(p.text); {
		switch b := p.text[i]; {
		case b == '.' || b == '!' || b == '?':
			i = p.stop(i)
		case b == ' ' || b == '\t':
			i++
			p.word, p.address = i, false
		case b == '\n':
			i++
			p.cut(i)
			p.quoted = false
		case b == '"':
			if !p.abbreviated(i + 1) {
				p.quoted = !p.quoted
			}
			i++
		case b == ':' && strings.HasPrefix(p.text[i:], "://"), b == '@' && i > p.word && isWordByte(p.text[i-1]):
			p.address = true
			i++
		case b < utf8.RuneSelf:
			i++
		default:
			i = p.wide(i)
		}
	}
}

// wide handles the character at i, which is not ASCII, and returns where to go
// on.
func (p *splitter) wide(i int) int {
	r, size := utf8.DecodeRuneInString(p.text[i:])
	switch {
	case isStop(r):
		return p.stop(i)
	case isBullet(r) && i == p.word:
		p.cut(i)
	case isSpace(r):
		p.word, p.address = i+size, false
	}
	return i + size
}

// cut ends the sentence at i.
func (p *splitter) cut(i int) {
	p.cuts = append(p.cuts, i)
	p.start, p.word, p.address = i, i, false
}

// stop handles the stops that begin at i, with the closing marks that belong
// to them, and returns where to go on.
func (p *splitter) stop(i int) int {
	k := stop{at: i, end: i}
	dots, others := 0, 0
	for k.end < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[k.end:])
		switch {
		case r == '.' || r == '．':
			dots++
		case r == '…':
			dots += 3
		case r == '!' || r == '?':
			others++
			k.strong = true
		case isStop(r):
			others++
		case r != '\ufe0f': // which only asks for a colourful exclamation mark
			size = 0
		}
		if size == 0 {
			break
		}
		k.end += size
	}
	k.period, k.ellipsis = dots == 1 && others == 0, dots > 1 && others == 0
	k.next = p.closers(k.end)
	k.closed = k.next > k.end
	if p.ends(k) {
		p.cut(k.next)
	}
	return k.next
}

// stop is a run of stops such as ".", "?!" or "…", or of those of other scripts.
type stop struct {
	at, end  int // the run
	next     int // what follows the closing marks after it
	closed   bool
	period   bool // one full stop
	ellipsis bool // several, or the character
	strong   bool // with an exclamation or question mark
}

// closers returns the end of the quotation marks, brackets and reference
// numbers that close at i.
func (p *splitter) closers(i int) int {
	for i < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		after, _ := utf8.DecodeRuneInString(p.text[i+size:])
		free := !isWordRune(after)
		switch r {
		case ')', ']', '}', '”', '」', '』', '】', '》', '〉', '）', '］', '｣', '〕', '›':
		case '\'', '’', '“', '‘', '«', '‹', '»':
			if !free {
				return i // an apostrophe, or it opens what follows
			}
		case '"':
			if !p.quoted && !free {
				return i
			}
			p.quoted = !p.quoted
		case '[':
			end := strings.IndexByte(p.text[i:min(len(p.text), i+6)], ']')
			if end < 2 || strings.Trim(p.text[i+1:i+end], "0123456789") != "" {
				return i
			}
			size = end + 1
		case ' ', '\u00a0', '\u202f', '\u2009': // in French, « Oui. », and where somebody was careless
			mark, width := utf8.DecodeRuneInString(p.text[i+size:])
			beyond, _ := utf8.DecodeRuneInString(p.text[i+size+width:])
			if isWordRune(beyond) || mark != '»' && mark != '”' && (mark != '"' || !p.quoted) {
				return i
			}
			if mark == '"' {
				p.quoted = false
			}
			size += width
		default:
			return i
		}
		i += size
	}
	return i
}

// ends tells whether a sentence ends with the stop k.
func (p *splitter) ends(k stop) bool {
	rest := p.text[k.next:]
	after, _ := utf8.DecodeRuneInString(rest)
	if rest == "" || after == '\n' {
		return false // it ends anyway
	}
	spaced := isSpace(after)
	next := strings.TrimLeftFunc(rest[:min(len(rest), lineReach)], func(r rune) bool { return isSpace(r) && r != '\n' })
	first, _ := utf8.DecodeRuneInString(next)
	if spaced && (next == "" || first == '\n' || isBullet(first)) {
		return true
	}
	switch {
	case k.period && spaced:
		return p.periodEnds(k, next)
	case k.period:
		return p.gluedPeriodEnds(k, next)
	case k.ellipsis:
		return p.ellipsisEnds(k, next, spaced)
	case k.strong:
		return p.exclamationEnds(k, next, spaced)
	default:
		return !p.goesOn(k, first, next)
	}
}

// goesOn tells whether a sentence of a script with stops of its own goes on
// after one, as "「…。」と" does in Japanese.
func (p *splitter) goesOn(k stop, first rune, next string) bool {
	if strings.ContainsRune("，、,；;：:،؛—–-", first) {
		return true
	}
	if !k.closed {
		return false
	}
	for _, particle := range particles {
		if strings.HasPrefix(next, particle) {
			return true
		}
	}
	return false
}

// periodEnds judges a full stop with white space after it.
func (p *splitter) periodEnds(k stop, next string) bool {
	word, opened := nextWord(next)
	first, _ := utf8.DecodeRuneInString(word)
	before := p.wordBefore(k.at)
	kind := kindOf(before)
	if p.address || p.abbreviated(k.at-len(before)) {
		kind = ordinary
	}
	switch {
	case word == "" && !opened && strings.ContainsRune(".…,;:", firstRune(next)):
		return false
	case unicode.IsLower(first):
		return kind == ordinary && !k.closed && namelike(word, next)
	case p.enumerates(k.at), k.closed && p.goesOn(k, first, next):
		return false
	}
	if kind != ordinary && strings.ContainsRune("—–-", firstRune(next)) {
		return false // "Harn, Pa. — The dam"
	}
	switch kind {
	case never:
		return false
	case number:
		return opened || !unicode.IsDigit(first) && !isRoman(word)
	case initial:
		return starters[word] && !surnames[word]
	case maybe:
		return starters[word]
	default:
		return !isNumeral(before) || !p.isOrdinal(k.at-len(before), before, word)
	}
}

// isOrdinal tells whether a number with a stop, which begins at i, is a German
// ordinal before word: "am 3. Oktober", "der 2. Versuch".
func (p *splitter) isOrdinal(i int, number, word string) bool {
	return germanDates[word] || len(number) <= 3 && beforeOrdinal[p.wordBeforeWord(i)] && !starters[word]
}

// gluedPeriodEnds judges a full stop with no white space after it. News pages
// lose it often: "on Saturday.Citing two people". Decimals, domains, files and
// "U.S.-led" must stay whole.
func (p *splitter) gluedPeriodEnds(k stop, next string) bool {
	if p.address {
		return false
	}
	first, size := utf8.DecodeRuneInString(next)
	if isOpening(first) { // as in: on Sept. 9.“We told them
		word, _ := nextWord(next)
		return upperFirst(word) && (k.closed || kindOf(p.wordBefore(k.at)) == ordinary || starters[word])
	}
	if !unicode.IsLetter(first) {
		return false
	}
	if k.closed {
		return !unicode.IsLower(first) && !p.goesOn(k, first, next)
	}
	word, _ := nextWord(next)
	before := p.wordBefore(k.at)
	last, _ := utf8.DecodeLastRuneInString(p.text[:k.at])
	if strings.EqualFold(before, "www") {
		p.address = true
		return false
	}
	if !unicode.IsUpper(first) {
		return unicode.IsLetter(last) && gluesCaseless(last, before, word)
	}
	second, _ := utf8.DecodeRuneInString(next[size:])
	after := next[len(word):]
	switch kind := kindOf(before); {
	case unicode.IsLower(second):
	case isNumeral(before):
		return false // "section 2.A"
	case kind == ordinary && (word == "A" || word == "I") && strings.HasPrefix(after, " "):
	case kind == ordinary && len(next) > 3 && second == '.' && next[3] == '.' && upperFirst(next[2:]): // "in March.U.S. forces"
	default:
		return false
	}
	switch kind := kindOf(before); {
	case kind == maybe:
		return starters[word]
	case kind != ordinary:
		return false
	case suffixes[strings.ToLower(word)], isMember(after), strings.ContainsAny(p.text[p.word:k.at][max(0, k.at-p.word-wordReach):], `/\_=#`):
		return false // a file, a machine, a piece of a program
	case isNumeral(before):
		return !p.enumerates(k.at) && !germanDates[word] && !monthNames[word]
	case unicode.IsLower(last):
		return utf8.RuneCountInString(before) >= 2
	case unicode.IsUpper(last):
		return starters[word] // "NATO.The"
	default:
		return !unicode.IsDigit(last) // "58%.It", but not "v2.Beta"
	}
}

// ellipsisEnds judges "…" and "...", which end sentences and stand in them.
func (p *splitter) ellipsisEnds(k stop, next string, spaced bool) bool {
	word, _ := nextWord(next)
	last, _ := utf8.DecodeLastRuneInString(p.text[:k.at])
	switch {
	case !upperFirst(word):
		return false
	case last == '[' || last == '(':
		return false // it stands for words left out
	case isSpace(last) || k.at == 0:
		return spaced && starters[word]
	case spaced:
		return true
	}
	first, size := utf8.DecodeRuneInString(next)
	second, _ := utf8.DecodeRuneInString(next[size:])
	return isOpening(first) || unicode.IsLower(second) && !p.address
}

// exclamationEnds judges "!", "?" and their company.
func (p *splitter) exclamationEnds(k stop, next string, spaced bool) bool {
	word, opened := nextWord(next)
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case word == "" && !opened && strings.ContainsRune(",;:.…،，、", firstRune(next)):
		return false
	case unicode.IsLower(first):
		return false
	case exclaimed[p.wordBefore(k.at)]:
		return starters[word]
	case spaced:
		return !k.closed || !attributed(next)
	case p.address || !unicode.IsLetter(first):
		return false
	case isOpening(firstRune(next)), k.closed:
		return !p.goesOn(k, first, next)
	case !unicode.IsUpper(first): // "是吗?他说"
		last, _ := utf8.DecodeLastRuneInString(p.text[:k.at])
		return !p.goesOn(k, first, next) && unicode.IsLetter(last) && !unicode.IsUpper(last) && !unicode.IsLower(last)
	}
	second, _ := utf8.DecodeRuneInString(word[utf8.RuneLen(first):])
	return unicode.IsLower(second) || len(word) == 1
}

// enumerates tells whether the sentence so far is nothing but the number of a
// list: "1.", "(b)", "IV.".
func (p *splitter) enumerates(i int) bool {
	if i-p.start > wordReach {
		return false
	}
	label := strings.TrimLeft(strings.TrimSpace(p.text[p.start:i]), "(")
	return utf8.RuneCountInString(label) == 1 && kindOf(label) == initial ||
		isNumeral(label) && len(label) <= 3 || isRoman(label)
}

// wordBefore returns the word that ends at i, with the stops and apostrophes
// inside it.
func (p *splitter) wordBefore(i int) string {
	from := i
	for from > p.word && i-from < wordReach {
		r, size := utf8.DecodeLastRuneInString(p.text[:from])
		if !isWordRune(r) && r != '.' && r != '\'' && r != '’' {
			break
		}
		from -= size
	}
	return strings.TrimLeft(p.text[from:i], ".'’")
}

// abbreviated tells whether the mark before i stands inside a Hebrew word, where
// it makes an abbreviation and quotes nothing.
func (p *splitter) abbreviated(i int) bool {
	if i < 2 || p.text[i-1] != '"' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(p.text[:i-1])
	after, _ := utf8.DecodeRuneInString(p.text[i:])
	return unicode.Is(unicode.Hebrew, before) && unicode.Is(unicode.Hebrew, after)
}

// wordBeforeWord returns the word before the white space that ends at i.
func (p *splitter) wordBeforeWord(i int) string {
	if i <= p.start {
		return ""
	}
	line := strings.TrimRightFunc(p.text[max(p.start, i-wordReach):i], isSpace)
	return strings.ToLower(line[strings.LastIndexFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })+1:])
}

// nextWord returns the first word of s after quotation marks, brackets and
// dashes, and whether there were any.
func nextWord(s string) (word string, opened bool) {
	trimmed := strings.TrimLeftFunc(s, func(r rune) bool {
		return isOpening(r) || isSpace(r) && r != '\n' || strings.ContainsRune("([¿¡—–-", r)
	})
	for i, r := range trimmed {
		if !isWordRune(r) {
			return trimmed[:i], len(trimmed) < len(s)
		}
	}
	return trimmed, len(trimmed) < len(s)
}

// attributed tells whether s begins by naming who said what was just quoted,
// as in “Why now?” Ms. Vale asked.
func attributed(s string) bool {
	if word, _ := nextWord(s); starters[word] && kindOf(word) != never {
		return false
	}
	words := 0
	for word := range strings.FieldsSeq(s) {
		if words++; words > 6 {
			return false
		}
		name := strings.TrimRight(word, ",.")
		if told[name] || told[strings.TrimRight(word, ".,:;")] {
			return words > 1
		}
		if name != word && kindOf(name) == ordinary {
			return false
		}
		if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) && words == 1 {
			return false
		}
	}
	return false
}

// namelike tells whether a word that begins with a small letter is one of the
// names that do: "eBay", "al-Hadi".
func namelike(word, next string) bool {
	for _, r := range word[1:] {
		if unicode.IsUpper(r) {
			return true
		}
		if !unicode.IsLower(r) {
			return false
		}
	}
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(next, func(r rune) bool { return !unicode.IsLetter(r) }), word+"-")
	return ok && len(word) <= 3 && upperFirst(rest)
}

// gluesCaseless tells whether a stop between two words of a script without
// capitals separates sentences although the space is missing.
func gluesCaseless(last rune, before, after string) bool {
	switch {
	case unicode.Is(unicode.Hangul, last):
		return strings.ContainsRune("다요죠까", last)
	case unicode.In(last, unicode.Arabic, unicode.Hebrew):
		return utf8.RuneCountInString(before) >= 3 && utf8.RuneCountInString(after) >= 2
	}
	return false
}

// isMember tells whether what follows a word makes it part of a name in a
// program or of a file: ".println", "(x)".
func isMember(after string) bool {
	if after == "" {
		return false
	}
	if after[0] == '(' || after[0] == '_' || after[0] == '\\' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(after[1:])
	return after[0] == '.' && unicode.IsLower(r)
}

var monthNames = setOf(`January February March April May June July August September October November December`)

// isStop tells whether r ends sentences in any script.
func isStop(r rune) bool { return r == '…' || unicode.Is(unicode.Sentence_Terminal, r) }

// isBullet tells whether r begins an item of a list wherever it stands.
func isBullet(r rune) bool { return strings.ContainsRune("•▪◦‣●■►▶", r) }

// isOpening tells whether r is a quotation mark that can open.
func isOpening(r rune) bool { return strings.ContainsRune("\"'“‘„‚«‹»「『《", r) }

// isWordRune tells whether words are made of r.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

func isWordByte(b byte) bool { return b >= utf8.RuneSelf || isWordRune(rune(b)) }

func isNumeral(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isRoman tells whether s is a small Roman number in capitals.
func isRoman(s string) bool { return s != "" && len(s) <= 5 && strings.Trim(s, "IVX") == "" }

// upperFirst tells whether s begins with a capital.
func upperFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// firstRune returns the first character of s, [utf8.RuneError] if there is none.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
