package lineage

import (
	"slices"
	"strings"
	"unicode"

	"assay/internal/anchor"
	"assay/internal/search"
)

// attribute finds whose words those of the text are. Quotation marks that are
// not closed within quoteWords words mean nothing, since a forgotten one would
// turn the rest of the text inside out.
func (t *Text) attribute() {
	own := make([]bool, len(t.words)) // first persons
	for i := range t.words {
		own[i] = t.words[i].whose == spoken
		t.words[i].whose = 0
	}
	q := quotations{t: t}
	for _, block := range t.text.Blocks() {
		q.block(block)
	}
	at := 0
	for _, s := range slices.Concat(t.layout...) {
		from, said := at, false
		for at < len(t.words) && int(t.words[at].start) < s.End {
			said = said || own[at] && t.words[at].whose == 0
			at++
		}
		if said {
			t.say(from, at, spoken)
		}
	}
}

// say marks words as somebody's.
func (t *Text) say(from, to int, w whose) {
	for i := from; i < to; i++ {
		t.words[i].whose |= w
	}
}

// firstPersons are the words for "I" and "we" as [search.Term] has them, but for
// those that are common words of another language, as "je" and "nos" are. "US"
// would be taken for "us", so that is not one either.
var firstPersons = map[string]bool{
	"i": true, "i'm": true, "i've": true, "i'd": true, "i'll": true, "my": true, "me": true, "we": true, "we're": true, "we've": true, "we'll": true, "our": true,
	"wir": true, "unser": true, "unsere": true, "j'ai": true, "nous": true, "notre": true, "yo": true, "nosotros": true, "nuestro": true, "nuestra": true,
	"мы": true, "наш": true, "انا": true, "نحن": true, "אני": true, "אנחנו": true, "我们": true, "我們": true,
}

// firstPerson tells whether a term of the text is one of them. What is "and" in
// Polish is "I" only as a capital.
func firstPerson(t anchor.Text, w search.Term) bool {
	return firstPersons[w.Word] && (w.Word != "i" || t.Slice(anchor.Span{Start: w.Start, End: w.End}) == "I")
}

// closes gives the marks that end a quotation, by the one that begins it.
var closes = map[rune]string{
	'“': "”", '„': "“”", '‟': "”", '«': "»", '»': "«»", '”': "”", '‘': "’", '‚': "‘", '‹': "›", '「': "」", '『': "』", '〝': "〞〟", '"': `"`,
}

// quotations walks through a text and finds what stands between quotation marks.
type quotations struct {
	t    *Text
	word int // the first word that does not begin before the place where it is

	open  rune // the mark that began the quotation, 0 outside of one
	start int  // the first word in it
}

// block goes through a paragraph. A quotation that is open at its end goes on if
// the next one begins with a mark again, as is usual.
func (q *quotations) block(b anchor.Span) {
	runes := []rune(q.t.text.Slice(b))
	goesOn := q.open
	q.open = 0
	for i, r := range runes {
		for q.word < len(q.t.words) && int(q.t.words[q.word].start) < b.Start+i {
			q.word++
		}
		before, after := around(runes, i)
		switch {
		case q.open != 0 && strings.ContainsRune(closes[q.open], r) && ends(r, before, after):
			if q.word-q.start <= quoteWords {
				q.t.say(q.start, q.word, quoted)
			}
			q.open = 0
		case q.open == 0 && closes[r] != "" && begins(r, before, after):
			if r == goesOn && before == 0 && q.word-q.start <= quoteWords {
				q.t.say(q.start, q.word, quoted)
			}
			q.open, q.start = r, q.word
		case r == '(' && after == '@':
			q.t.say(max(0, q.word-postWords), q.word, spoken) // a post, and who wrote it
		}
		if !unicode.IsSpace(r) {
			goesOn = 0
		}
	}
	for q.word < len(q.t.words) && int(q.t.words[q.word].start) < b.End {
		q.word++
	}
}

// around returns the characters on either side of the one at i, 0 at the ends.
func around(runes []rune, i int) (before, after rune) {
	if i > 0 {
		before = runes[i-1]
	}
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	return before, after
}

// begins tells whether a mark can be the beginning of a quotation. What looks
// the same at both ends is told by the space before it, and what is also used
// within words by the letter.
func begins(r, before, after rune) bool {
	if r == '"' || r == '‘' || r == '‚' || r == '»' || r == '”' {
		return !solid(before) && after != 0 && !unicode.IsSpace(after) && !strings.ContainsRune(".,;:!?", before)
	}
	return true
}

// ends tells whether a mark can be the end of a quotation: within a word it is
// an apostrophe, or a Hebrew abbreviation.
func ends(r, before, after rune) bool {
	switch r {
	case '’':
		return !solid(after)
	case '"':
		return !unicode.IsSpace(before) && (!unicode.Is(unicode.Hebrew, before) || !unicode.Is(unicode.Hebrew, after))
	default:
		return true
	}
}

func solid(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
