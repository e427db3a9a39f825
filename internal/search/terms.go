// Package search reads texts and questions as the index of a case does: as
// terms, so that capitals, accents, inflection, an Arabic article or the lack
// of spaces do not come between a word and whoever looks for it. It knows no
// database; the store keeps the terms and asks for them.
package search

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"

	"assay/internal/anchor"
)

// Term is what one place of a text is found by.
type Term struct {
	Word  string // as it is read, without accents and capitals
	Stem  string // as it is indexed: letters and digits of any script, nothing else
	Start int    // code points, in the text that was read
	End   int
}

// Terms returns the terms of a text in its order. In scripts that put no space
// between words a term is two neighbouring characters, and the last character
// of a run is one by itself, so that every character begins a term.
func Terms(text string) []Term {
	var r reader
	at := 0
	for tokens := words.FromString(text); tokens.Next(); {
		value := tokens.Value()
		if n, plain := plainly(value); plain {
			r.flush()
			r.add(value, at, at+n)
			at += n
			continue
		}
		token := []rune(value)
		r.token(token, at)
		at += len(token)
	}
	r.flush()
	return r.terms
}

// Index returns a text as it goes into the index: its terms with a space
// between them.
func Index(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i, t := range Terms(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Stem)
	}
	return b.String()
}

// reader gathers terms.
type reader struct {
	terms []Term
	run   []rune // of a script without spaces, not yet made into terms
	from  int    // where it begins
}

func (r *reader) token(token []rune, at int) {
	for i := 0; i < len(token); {
		j := i + 1
		for j < len(token) && unspaced(token[j]) == unspaced(token[i]) {
			j++
		}
		switch {
		case !unspaced(token[i]):
			r.flush()
			r.word(token[i:j], at+i)
		case len(r.run) > 0 && r.from+len(r.run) == at+i:
			r.run = append(r.run, token[i:j]...)
		default:
			r.flush()
			r.run, r.from = append(r.run, token[i:j]...), at+i
		}
		i = j
	}
}

// plainly returns how many code points a token has, and whether it is one word at most: of a
// script with spaces, and without signs that hold words together. Most are.
func plainly(token string) (n int, plain bool) {
	for _, r := range token {
		if unspacedFrom <= r || holdsTogether(r) {
			return 0, false
		}
		n++
	}
	return n, true
}

// add adds the term of a word, if there is any in it.
func (r *reader) add(token string, start, end int) {
	if w := read(token); w.word != "" {
		r.terms = append(r.terms, Term{Word: w.word, Stem: w.stem, Start: start, End: end})
	}
}

// word adds the terms of what stands between spaces: one, or several where
// signs hold words together that are words by themselves, as in addresses.
func (r *reader) word(token []rune, at int) {
	for _, part := range parts(token) {
		r.add(string(token[part.Start:part.End]), at+part.Start, at+part.End)
	}
}

func holdsTogether(r rune) bool { return r == '.' || r == ':' || r == '_' || r == '·' }

// parts cuts a token at the signs within it, but not numbers and abbreviations.
func parts(token []rune) []anchor.Span {
	list := []anchor.Span{{}}
	lone := true
	for i, r := range token {
		last := &list[len(list)-1]
		if holdsTogether(r) {
			lone = lone && last.End-last.Start <= 1
			list = append(list, anchor.Span{Start: i + 1, End: i + 1})
			continue
		}
		last.End = i + 1
	}
	if last := list[len(list)-1]; lone && last.End-last.Start <= 1 || unicode.IsDigit(token[0]) {
		return []anchor.Span{{Start: 0, End: len(token)}}
	}
	return list
}

// flush makes terms of the run.
func (r *reader) flush() {
	for i := range r.run {
		end := min(i+2, len(r.run))
		w := string(r.run[i:end])
		if slices.ContainsFunc(r.run[i:end], func(r rune) bool { return !oneSpelling(r) }) {
			w = fold(w)
		}
		r.terms = append(r.terms, Term{Word: w, Stem: w, Start: r.from + i, End: r.from + end})
	}
	r.run = r.run[:0]
}

func solid(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unspacedFrom is the first character of such scripts.
const unspacedFrom = 0x0e00

// unspaced reports whether r is of a script that is read here in pairs of
// characters: those without spaces, and Korean, whose particles stick to its words.
func unspaced(r rune) bool {
	return r >= unspacedFrom && solid(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold takes away what two spellings of the same word may differ in. What is
// left are letters, digits, and marks that are part of a letter.
func fold(token string) string { return strings.Trim(spell(token, false), "'") }

// Fold returns a text as it is compared with what somebody types: letters are as
// in a Term's Word, all signs and spaces stay. It is quick, since whoever filters
// a list folds all that is in it.
func Fold(text string) string {
	i := 0
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	if i == len(text) {
		return strings.ToLower(text)
	}
	spelt := spellings()
	b := make([]byte, 0, len(text)+len(text)/8)
	for _, r := range text {
		as := several
		switch {
		case int(r) < len(spelt):
			as = spelt[r]
		case oneSpelling(r):
			as = r
		case unicode.IsMark(r):
			as = joined
		}
		switch as {
		case dropped:
		case joined:
			return spell(text, true)
		case several:
			b = append(b, spell(string(r), true)...)
		default:
			b = utf8.AppendRune(b, as)
		}
	}
	return string(b)
}

// oneSpelling reports whether r is Japanese, Chinese or Korean that has one spelling.
func oneSpelling(r rune) bool {
	return 0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fa || 0x3400 <= r && r <= 0x9fff || 0xac00 <= r && r <= 0xd7a3
}

// What a character may be spelt as besides another character.
const (
	dropped rune = -1 - iota
	several
	joined // with what stands before it
)

// spellings are how the characters of most scripts are spelt, each by itself.
var spellings = sync.OnceValue(func() []rune {
	list := make([]rune, 0x2100)
	for i := range list {
		r := rune(i)
		as := []rune(spell(string(r), true))
		switch {
		case len(as) == 0:
			list[i] = dropped
		case unicode.IsMark(r), 0x1100 <= r && r <= 0x11ff: // parts of Korean syllables
			list[i] = joined
		case len(as) > 1:
			list[i] = several
		default:
			list[i] = as[0]
		}
	}
	return list
})

// spell writes the letters of a text in one way, and leaves out its signs unless
// they are asked for.
func spell(text string, signs bool) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case accent(r) || r == 'ـ':
			continue
		case strings.ContainsRune("أإآٱ", r):
			r = 'ا'
		case r == 'ى':
			r = 'ي'
		case r == 'ة':
			r = 'ه'
		case r == 'ß':
			b.WriteByte('s')
			r = 's'
		case r == 'ł' || r == 'Ł':
			r = 'l'
		case r == 'ø' || r == 'Ø':
			r = 'o'
		case unicode.IsLetter(r):
			r = unicode.ToLower(unicode.ToUpper(r)) // so that both Greek sigmas become one
		case unicode.IsMark(r), unicode.IsDigit(r):
		case r == '\'' || r == '’':
			r = '\'' // for the stemmer, which knows a genitive
		case !signs:
			continue // full stops of abbreviations and signs in numbers
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// accent reports whether r is a mark that writers leave out: accents of Latin,
// Greek and Cyrillic letters, and the vowels of Arabic and Hebrew.
func accent(r rune) bool {
	return 0x0300 <= r && r <= 0x036f || 0x0591 <= r && r <= 0x05c7 || 0x064b <= r && r <= 0x065f || r == 0x0670
}

// known is a word as it stands in a text, as it is read, "" if there is no letter or
// digit in it, and its stem.
type known struct{ token, word, stem string }

// recent are words that were read a short while ago, by a hash: texts have the same words
// over and over, and taking off accents and inflection takes most of the time that
// reading one does. It is a megabyte or two, and needs no lock.
var (
	recent     [1 << 14]atomic.Pointer[known]
	recentSeed = maphash.MakeSeed()
)

// recentLongest is how long a word is that is remembered, in bytes.
const recentLongest = 40

// read folds a word and takes the inflection off it.
func read(text string) known {
	if len(text) > recentLongest {
		return readAnew(text)
	}
	place := &recent[maphash.String(recentSeed, text)%uint64(len(recent))]
	if k := place.Load(); k != nil && k.token == text {
		return *k
	}
	k := readAnew(text)
	place.Store(&k)
	return k
}

// readAnew reads a word that is not remembered.
func readAnew(token string) known {
	w := fold(token)
	if !strings.ContainsFunc(w, solid) {
		return known{token: token}
	}
	return known{token, w, stem(w)}
}

// stem takes the inflection off a folded word.
func stem(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case first < utf8.RuneSelf && unicode.IsLetter(first):
		word = english.Stem(word, true)
	case unicode.Is(unicode.Arabic, first):
		word = unarticled(word)
	}
	return strings.ReplaceAll(word, "'", "")
}

// unarticled takes the article, and what is written together with it, off an
// Arabic word, if enough is left to be one.
func unarticled(word string) string {
	for _, prefix := range []string{"وال", "فال", "بال", "كال", "ال", "ولل", "لل"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok && len([]rune(rest)) >= 3 {
			return rest
		}
	}
	return word
}
