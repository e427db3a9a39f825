// Package attribution reads in an article who is said to say something: which
// outlets it names as where it has this from, and, for a passage, the chain of
// those whose word it is, nearest first.
//
// All that it returns are proposals, each with the words that it was read from
// and the name of the rule that read it, so that a page can say why. It names
// nobody's own voice: where it finds no one, nobody is named here, which is less
// than the article speaking for itself.
//
// A language is a table of words and phrases, see grammar; what is done with
// them is the same for all. In a language without a table only quotation marks
// and the names of known sources are read.
package attribution

import (
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// Source is somebody whom the case knows.
type Source struct {
	ID     assay.SourceID
	Names  []string // as it is called: the name and other names
	Outlet bool     // it publishes, so to be named as the source is a relay
	Agency bool     // and is an agency, which others print
}

// Kind is how an article names an outlet.
type Kind string

// The kinds.
const (
	Syndicated  Kind = "syndicated"  // it appeared there first
	Dateline    Kind = "dateline"    // (Name) at the beginning
	Byline      Kind = "byline"      // by it
	Contributed Kind = "contributed" // it had a part in it
	Reported    Kind = "reported"    // it reported
	Cited       Kind = "cited"       // according to it
	ReportOf    Kind = "report-of"   // a report by it
	Told        Kind = "told"        // somebody spoke to it, which makes it nobody's source
)

// Statement is a place where an article names an outlet as where something was
// published.
type Statement struct {
	Kind    Kind
	Rule    string         // which rule has read it
	Source  anchor.Span    // the words for the outlet
	Cue     anchor.Span    // the words that say so; empty for a dateline
	Content anchor.Span    // what is said, as far as can be told; for the whole article empty
	Outlet  string         // its full name
	ID      assay.SourceID // if the case knows it
	Relay   bool           // the article, or this part, is on the outlet's word
}

// Step is somebody on whose word a passage is.
type Step struct {
	Rule     string
	Words    anchor.Span    // as the article calls them
	Cue      anchor.Span    // the words that say so
	Verb     string         // the same as text: "said", "according to"
	Name     string         // whom the words mean, if that can be told: of "the Times" the full name
	ID       assay.SourceID // if the case knows them
	Named    string         // one of assay.NamedWords, or "" if it cannot be told
	OnRecord *bool          // nil where the text does not say so
	Basis    string         // one of assay.Bases, "" where the text does not say so
	// Whole tells that the step is about the whole article, as a byline is.
	// Where the article is already known to be theirs, it says nothing new.
	Whole bool
}

// Proposal is what a passage is on.
type Proposal struct {
	Steps  []Step        // nearest first
	Speech string        // "direct" or "indirect", one of assay.Speeches, or "" where nobody is named
	Quotes []anchor.Span // the quotations that the passage has a part in, with their marks
}

// Nobody tells that nobody is named whose word the passage is.
func (p Proposal) Nobody() bool {
	for _, s := range p.Steps {
		if !s.Whole {
			return false
		}
	}
	return true
}

// Reader knows the names of a case. It may be used by several at once.
type Reader struct{ names *trie[named] }

// NewReader returns a reader that knows the outlets of the world and the sources
// of a case, which come first where both have a name.
func NewReader(sources []Source) *Reader {
	r := &Reader{names: &trie[named]{}}
	for _, s := range sources {
		if len(s.Names) == 0 {
			continue
		}
		n := named{name: s.Names[0], id: s.ID, outlet: s.Outlet, medium: mediumOf(s.Names[0])}
		if s.Agency {
			n.medium = agency
		}
		for _, name := range s.Names {
			n.capitals = capitals(name)
			r.names.add(name, n)
			if rest, ok := strings.CutPrefix(name, "The "); ok { // within a sentence it is "the"
				n.capitals = capitals(rest)
				r.names.add(rest, n)
			}
		}
	}
	return r
}

// named is who is meant by a name.
type named struct {
	name     string
	capitals []bool // of each word and sign of it, whether it begins with one
	id       assay.SourceID
	outlet   bool
	unsure   bool // the name is a word, or a person's
	medium   medium
}

// Read reads an article. It does not keep the reader.
func (r *Reader) Read(text anchor.Text, language string) *Article {
	a := &Article{text: text, grammar: grammarOf(language), known: r.names}
	a.cut()
	a.unglue()
	a.findQuotes()
	a.findCues()
	a.findMedia()
	a.findParties()
	a.findUtterances()
	return a
}

// Article is an article that has been read.
type Article struct {
	text       anchor.Text
	grammar    *grammar
	known      *trie[named]
	media      *trie[named] // the names that the article makes those of outlets
	short      words        // the last words of such names
	tokens     []token
	sentences  []part // in order; of tokens
	quotes     []quote
	parties    []party     // in order, none overlaps another
	outlets    []mentioned // in the order in which they are named
	utterances []utterance
}

// part is a range of tokens.
type part struct{ from, to int }

func (p part) has(i int) bool { return p.from <= i && i < p.to }

// span is where tokens stand in the text.
func (a *Article) span(p part) anchor.Span {
	if p.from >= p.to {
		return anchor.Span{}
	}
	return anchor.Span{Start: a.tokens[p.from].start, End: a.tokens[p.to-1].end}
}

// words are tokens as they stand in the text.
func (a *Article) words(p part) string {
	if p.from >= p.to {
		return ""
	}
	return a.text.String()[a.tokens[p.from].at:a.tokens[p.to-1].to]
}
