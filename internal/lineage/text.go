package lineage

import (
	"slices"
	"unicode"

	"assay/internal/anchor"
	"assay/internal/search"
)

// Text is an article made ready for being compared: its words as the index of
// a case reads them, so that capitals, accents, vowel points and inflection do
// not come between two that are the same; its sentences; and whose words they
// are. It is never changed and may be shared between goroutines.
//
// A word is what [search.Terms] calls a term. In scripts that put no space
// between words, and in Korean, that is two neighbouring characters, and each
// counts for half a word wherever words are counted.
type Text struct {
	text      anchor.Text     // what was read of it
	whole     bool            // that is all
	layout    [][]anchor.Span // all sentences, by paragraph
	words     []word
	sentences []sentence
	terms     []term // by hash, then sentence
	grams     []gram // by hash, then position
}

// word is one word of a text.
type word struct {
	hash       uint64
	start, end int32 // code points
	whose      whose
	half       bool // of a script without spaces
}

// whose tells who says a word, where it is not the article itself.
type whose uint8

const (
	quoted whose = 1 << iota // it stands between quotation marks
	spoken                   // it stands outside of them and is somebody's own words even so: "I", "we", a post on a network
)

// sentence is a stretch of words, and where it stands in the text.
type sentence struct {
	from, to int // words
	span     anchor.Span
	distinct int // words that differ
}

// term is how often a sentence has a word.
type term struct {
	hash     uint64
	sentence int32
	times    int32
}

// gram is gramWords words in a row.
type gram struct {
	hash uint64
	at   int32 // the first of them
}

// Read makes an article ready for being compared: all of it, or as much of its
// beginning as is ever compared.
func Read(t anchor.Text) *Text {
	out := &Text{text: t, whole: t.Len() <= longest}
	if !out.whole {
		t = anchor.NewText(t.Slice(anchor.Snap(t, anchor.Span{End: longest})))
		out.text = t
	}
	for _, block := range t.Blocks() {
		out.layout = append(out.layout, anchor.Sentences(t, block, anchor.Edits{}))
	}
	for _, w := range search.Terms(t.String()) {
		next := word{hash: hash(w.Stem), start: int32(w.Start), end: int32(w.End), half: halves(w.Word)}
		if firstPerson(t, w) {
			next.whose = spoken
		}
		out.words = append(out.words, next)
	}
	out.attribute()
	out.arrange()
	return out
}

// Text returns the text itself, as far as it is compared.
func (t *Text) Text() anchor.Text { return t.text }

// Whole reports whether that is all of it.
func (t *Text) Whole() bool { return t.whole }

// arrange works out all that follows from the words. Sentences of less than
// three words go with the next one of their paragraph, or else the one before:
// alone, they resemble too much.
func (t *Text) arrange() {
	t.sentences, t.terms = nil, nil
	at := 0
	for _, block := range t.layout {
		first := len(t.sentences)
		open := false // the last sentence still lacks words
		for _, span := range block {
			from := at
			for at < len(t.words) && int(t.words[at].start) < span.End {
				at++
			}
			if at == from {
				continue
			}
			if last := len(t.sentences) - 1; open || last >= first && at-from < shortest {
				t.sentences[last].to, t.sentences[last].span.End = at, span.End
			} else {
				t.sentences = append(t.sentences, sentence{from: from, to: at, span: span})
			}
			last := t.sentences[len(t.sentences)-1]
			open = last.to-last.from < shortest
		}
	}
	t.index()
	t.grams = grams(t.words)
	slices.SortFunc(t.grams, compareGrams)
}

// index gathers the terms of the sentences.
func (t *Text) index() {
	var of []uint64
	for i := range t.sentences {
		s := &t.sentences[i]
		of = of[:0]
		for _, w := range t.words[s.from:s.to] {
			of = append(of, w.hash)
		}
		slices.Sort(of)
		for k := 0; k < len(of); {
			n := k + 1
			for n < len(of) && of[n] == of[k] {
				n++
			}
			t.terms = append(t.terms, term{of[k], int32(i), int32(n - k)})
			s.distinct++
			k = n
		}
	}
	slices.SortFunc(t.terms, func(a, b term) int {
		switch {
		case a.hash != b.hash:
			return order(a.hash, b.hash)
		default:
			return int(a.sentence) - int(b.sentence)
		}
	})
}

// grams returns the runs of gramWords words, in the order of the text.
func grams(words []word) []gram {
	var out []gram
	for i := 0; i+gramWords <= len(words); i++ {
		h := uint64(0)
		for _, w := range words[i : i+gramWords] {
			h = mix(h*31 + w.hash)
		}
		out = append(out, gram{h, int32(i)})
	}
	return out
}

func compareGrams(a, b gram) int {
	if a.hash != b.hash {
		return order(a.hash, b.hash)
	}
	return int(a.at) - int(b.at)
}

func order(a, b uint64) int {
	if a < b {
		return -1
	}
	return 1
}

// span returns where the words from up to, not including, to stand: with the
// signs around them where they begin or end a sentence, and never cut within what
// a reader takes for one character.
func (t *Text) span(from, to int) anchor.Span {
	s := anchor.Snap(t.text, anchor.Span{Start: int(t.words[from].start), End: int(t.words[to-1].end)})
	if first := t.sentenceOf(from); first.from == from {
		s.Start = first.span.Start
	}
	if last := t.sentenceOf(to - 1); last.to == to {
		s.End = last.span.End
	}
	return s
}

// sentenceOf returns the sentence that a word is in.
func (t *Text) sentenceOf(word int) sentence {
	i, _ := slices.BinarySearchFunc(t.sentences, word, func(s sentence, word int) int { return s.to - word - 1 })
	return t.sentences[i]
}

// length counts words, those of scripts without spaces as halves.
func length(words []word) int {
	n := 0
	for _, w := range words {
		n += w.halves()
	}
	return n / 2
}

func (w word) halves() int {
	if w.half {
		return 1
	}
	return 2
}

func halves(w string) bool {
	for _, r := range w {
		return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	}
	return false
}

// hash returns the same number for a word on every computer and in every
// version: it is kept in files. It is FNV-1a, mixed.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix spreads the bits of h, as the finaliser of MurmurHash3 does.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
