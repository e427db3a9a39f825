package assay

import "fmt"

// Sentence is something to be said to the analyst, before it is said: its words
// in English and what goes between them. Whoever shows it finds the words of
// the analyst's language; the domain knows of none.
type Sentence struct {
	format string
	args   []any // text, numbers, and what is itself a Sentence or a Noun
}

// Say returns the sentence that fmt.Sprintf makes of format and args.
func Say(format string, args ...any) Sentence {
	if false {
		_ = fmt.Sprintf(format, args...) // go vet compares the two
	}
	return Sentence{format, args}
}

// SayAgain returns the sentence that was made of format and args elsewhere.
func SayAgain(format string, args []any) Sentence { return Sentence{format, args} }

// String returns the sentence in English.
func (s Sentence) String() string { return fmt.Sprintf(s.format, s.args...) }

// Sentence returns what the sentence is made of.
func (s Sentence) Sentence() (format string, args []any) { return s.format, s.args }

// Noun is the name of a kind of thing, as a part of sentences: "claim".
type Noun string

// Sentence returns the noun as a sentence of its own.
func (n Noun) Sentence() (format string, args []any) { return string(n), nil }
