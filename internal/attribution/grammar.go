package attribution

import (
	"slices"
	"strings"
	"sync"
)

// class is what words that stand beside a source say of it.
type class uint8

const (
	say         class = iota // it said
	tell                     // it told somebody, who follows
	report                   // it reported
	show                     // it shows, of a document
	quoted                   // it was quoted as saying
	accord                   // according to it
	cite                     // citing it: it is the source of whoever cites
	citeNext                 // the same, if it follows whoever cites it closely
	heard                    // told to it, in an interview with it
	reportBy                 // a report by it
	byIt                     // reported by it
	firstOn                  // appeared first on it
	contributed              // it had a part in this article
	own                      // by it, at the beginning of a paragraph
)

// cue is a phrase that stands beside a source.
type cue struct {
	class class
	rule  string
}

// grammar is a language. All words in it are as [lower] makes them.
type grammar struct {
	after  *trie[cue] // phrases that follow a source
	before *trie[cue] // phrases that a source follows, from their ends

	between  words // may stand between a source and what follows it: also, has
	negation words // makes that nobody said it, if it stands there
	leads    words // may stand between a phrase and the source that follows: the newspaper

	persons    words // those who say things: officials, witnesses
	anonymous  words // of these, those who are nobody in particular: sources
	unnamed    words // says that somebody is not named
	documents  words // things that say something: report, statement
	reports    words // of these, those that outlets make
	talks      words // of these, those in which somebody else speaks: interview
	in         words // stands before a report in which something is said, at the beginning of a sentence
	says       words // begins what a report says
	articles   words // the, a, this
	indefinite words // of these: a
	some       words // of these: how many there are of those who are described
	makers     words // begins what a document is about or by: of, by
	breaks     words // where the words for somebody end, going either way
	adds       words // begins what says more of somebody: familiar, of
	particles  words // small letters within a name: al, van
	titles     words // stands before a name: Mr.
	notNames   words // begin with capitals although they are no names: In, The
	he, it     words // pronouns
	they       words

	media *media // nil where nothing tells that a name is that of a medium

	asks      *trie[string] // by how somebody is not on the record: rule
	openly    *trie[string] // or on it
	bases     *trie[string] // how somebody knows: one of assay.Bases
	hearsay   *trie[string] // it is said, by whom is not
	capitals  bool          // names have capitals
	nounsToo  bool          // so have other nouns
	beside    bool          // nothing is known of how somebody is said to speak
	freeNames bool          // a source is all that stands between a phrase and the next sign or break
}

type words map[string]bool

func wordsOf(list ...string) words {
	w := words{}
	for _, text := range list {
		for word := range strings.FieldsSeq(text) {
			w[lower(word)] = true
		}
	}
	return w
}

// cues adds phrases, one a line or between semicolons.
func (g *grammar) cues(after bool, c class, rule, list string) {
	if g.after == nil {
		g.after, g.before = &trie[cue]{}, &trie[cue]{}
	}
	for phrase := range phrases(list) {
		words := split(phrase)
		if after {
			g.after.addWords(words, cue{c, rule})
		} else {
			slices.Reverse(words)
			g.before.addWords(words, cue{c, rule})
		}
	}
}

func phrases(list string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for phrase := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ';' || r == '\n' }) {
			if phrase = strings.TrimSpace(phrase); phrase != "" && !yield(phrase) {
				return
			}
		}
	}
}

func phraseTrie(of map[string]string) *trie[string] {
	t := &trie[string]{}
	for value, list := range of {
		for phrase := range phrases(list) {
			t.add(phrase, value)
		}
	}
	return t
}

var grammars = sync.OnceValue(func() map[string]*grammar {
	return map[string]*grammar{"en": english(), "de": german(), "ar": arabic(), "und": unknown()}
})

func grammarOf(tag string) *grammar {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if g := grammars()[base]; g != nil {
		return g
	}
	return grammars()["und"]
}

// unknown is a language that there is no table for.
func unknown() *grammar {
	g := &grammar{beside: true, asks: phraseTrie(nil), openly: phraseTrie(nil), bases: phraseTrie(nil), hearsay: phraseTrie(nil)}
	g.cues(true, say, "", "")
	return g
}
