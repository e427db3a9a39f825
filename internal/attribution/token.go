package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/anchor"
)

// token is a word, or one character that is no part of a word.
type token struct {
	start, end int    // code points
	at, to     int    // bytes
	low        string // without capitals, with straight apostrophes
	word       bool
	capital    bool // begins with one
	spaced     bool // there is white space before it
	block      bool // it begins a block
	line       bool // it begins a line
	quoted     bool // it lies in a quotation
	cue        bool // it belongs to a phrase that a source follows
	head       bool // one that says who somebody is stands here or follows closely
	name       bool // a name that is known may begin here
	sentence   int
	paragraph  int
}

// cut makes tokens and sentences of the text.
func (a *Article) cut() {
	s := a.text.String()
	a.tokens = make([]token, 0, len(s)/5+8)
	n, lines := 0, 2
	spaced := true
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			if spaced = true; r == '\n' {
				lines++
			}
			i, n = i+size, n+1
			continue
		}
		t := token{start: n, at: i, spaced: spaced, block: lines > 1, line: lines > 0}
		t.word, t.capital = isLetter(r), unicode.IsUpper(r)
		i, n = i+size, n+1
		for t.word && i < len(s) && !isDense(r) {
			r, size := utf8.DecodeRuneInString(s[i:])
			if isDense(r) || !isLetter(r) && (!isApostrophe(r) || !inWord(s[i+size:])) {
				break
			}
			i, n = i+size, n+1
		}
		if !t.word && isApostrophe(r) && i < len(s) && s[i] == '\'' { // two for a quotation mark
			i, n = i+1, n+1
			t.end, t.to, t.low = n, i, "\""
			a.tokens = append(a.tokens, t)
			spaced, lines = false, 0
			continue
		}
		t.end, t.to = n, i
		if t.low = s[t.at:t.to]; t.word {
			t.low = lower(t.low)
		}
		a.tokens = append(a.tokens, t)
		spaced, lines = false, 0
	}
	a.tokens = a.cutSentences(a.tokens)
}

// cutSentences tells the tokens which sentence they are in, and returns those that
// are in one: what is outside is white space.
func (a *Article) cutSentences(all []token) []token {
	kept := all[:0]
	k := 0
	var lost token
	for paragraph, block := range a.text.Blocks() {
		for _, span := range anchor.Sentences(a.text, block, anchor.Edits{}) {
			from := len(kept)
			for ; k < len(all) && all[k].start < span.End; k++ {
				t := all[k]
				t.block, t.line, t.spaced = t.block || lost.block, t.line || lost.line, t.spaced || lost.spaced
				if t.start < span.Start {
					lost = token{block: t.block, line: t.line, spaced: true}
					continue
				}
				lost = token{}
				t.sentence, t.paragraph = len(a.sentences), paragraph
				kept = append(kept, t)
			}
			if len(kept) > from {
				a.sentences = append(a.sentences, part{from, len(kept)})
			}
		}
	}
	return kept
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// isDense tells whether r is a word by itself, in scripts without spaces.
func isDense(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// inWord tells whether an apostrophe before rest is a part of its word, and not
// the sign of a possessor, which is cut off, nor a quotation mark.
func inWord(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if !isLetter(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[size:])
	return r != 's' && r != 'S' || isLetter(next)
}

// lower returns a word as the tables have it.
func lower(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			s = strings.ReplaceAll(s, "’", "'")
			return strings.Map(plain, strings.ToLower(s))
		}
	}
	return strings.ToLower(s)
}

// plain leaves out the marks that are not written in most texts, and writes
// letters that are exchanged for one another in one way.
func plain(r rune) rune {
	switch {
	case 0x064b <= r && r <= 0x065f, r == 0x0640, r == 0x0670, 0x0591 <= r && r <= 0x05c7:
		return -1
	case r == 'أ', r == 'إ', r == 'آ':
		return 'ا'
	case r == 'ى':
		return 'ي'
	}
	return r
}

// trie finds phrases in tokens.
type trie[V any] struct {
	next  map[string]*trie[V]
	value *V
}

// split cuts a phrase as a text is cut.
func split(phrase string) []string {
	a := Article{text: anchor.NewText(phrase)}
	a.cut()
	list := make([]string, len(a.tokens))
	for i, t := range a.tokens {
		list[i] = t.low
	}
	return list
}

// capitals tells of each word and sign of a name whether it begins with a capital.
func capitals(name string) []bool {
	a := Article{text: anchor.NewText(name)}
	a.cut()
	list := make([]bool, len(a.tokens))
	for i, t := range a.tokens {
		list[i] = t.capital
	}
	return list
}

func (t *trie[V]) add(phrase string, v V) { t.addWords(split(phrase), v) }

// addWords keeps the value that a phrase has.
func (t *trie[V]) addWords(words []string, v V) {
	if len(words) == 0 {
		return
	}
	for _, w := range words {
		if t.next == nil {
			t.next = map[string]*trie[V]{}
		}
		if t.next[w] == nil {
			t.next[w] = &trie[V]{}
		}
		t = t.next[w]
	}
	if t.value == nil {
		t.value = &v
	}
}

// at returns the value of the longest phrase that begins at token i and ends
// before limit, and where it ends; nil if there is none.
func (t *trie[V]) at(tokens []token, i, limit int) (v *V, end int) {
	for ; i < limit; i++ {
		if t = t.next[tokens[i].low]; t == nil {
			break
		}
		if t.value != nil {
			v, end = t.value, i+1
		}
	}
	return v, end
}

// before returns the value of the longest phrase that ends before token i and
// does not begin before floor, and where it begins. The phrases of such a trie
// are added from their ends.
func (t *trie[V]) before(tokens []token, i, floor int) (v *V, start int) {
	for i--; i >= floor; i-- {
		if t = t.next[tokens[i].low]; t == nil {
			break
		}
		if t.value != nil {
			v, start = t.value, i
		}
	}
	return v, start
}
