package assay

import (
	"slices"
	"strings"
)

// VariantSuggestion is the kind of suggestion that decisions on two spellings of a
// name are about.
const VariantSuggestion = "variant"

// VariantSubject returns what a decision on two spellings is about: the two as
// names are compared, in order.
func VariantSubject(a, b string) string {
	pair := []string{FoldName(a), FoldName(b)}
	slices.Sort(pair)
	return VariantPair(pair[0], pair[1])
}

// VariantPair writes two spellings side by side. A stroke that stands by itself in
// one of them is doubled, so that it does not part them.
func VariantPair(a, b string) string {
	double := func(word string) string {
		if strings.Trim(word, "/") == "" {
			return word + word
		}
		return word
	}
	return wordwise(a, double) + " / " + wordwise(b, double)
}

// VariantOf returns the two spellings that a decision is about, false if its
// subject is none of that kind.
func VariantOf(subject string) (a, b string, ok bool) {
	a, b, ok = strings.Cut(subject, " / ")
	halve := func(word string) string {
		if strings.Trim(word, "/") == "" && len(word) > 1 { // one is of a decision from before they were doubled
			return word[:len(word)/2]
		}
		return word
	}
	return wordwise(a, halve), wordwise(b, halve), ok
}

func wordwise(name string, do func(word string) string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = do(w)
	}
	return strings.Join(words, " ")
}

// SpeltAlike returns what was decided on two spellings of a name, by whom it
// counts: "accepted" if they mean the same, "rejected" if they do not, "" where
// nobody has said. The source is the one that has the two among its names, zero
// where it is a decision.
func (v *View) SpeltAlike(a, b string) (verdict string, source SourceID) {
	for i := range v.Case.Sources {
		if s := &v.Case.Sources[i]; len(s.Aliases) > 0 && s.spelt(a, b) {
			return "accepted", s.ID
		}
	}
	var last *Decision
	for i := range v.Case.Decisions {
		d := &v.Case.Decisions[i]
		if d.Suggestion != VariantSuggestion || d.Verdict == "" || d.Subject != VariantSubject(a, b) {
			continue
		}
		if mine := v.Mine(d.Coder); last == nil || mine && !v.Mine(last.Coder) || mine == v.Mine(last.Coder) && d.Changed > last.Changed {
			last = d
		}
	}
	if last == nil {
		return "", SourceID{}
	}
	return last.Verdict, SourceID{}
}

// spelt reports whether a source has two names that differ in how a word of them
// is spelt.
func (s *Source) spelt(a, b string) bool {
	names := append([]string{s.Name}, s.Aliases...)
	for _, n := range names {
		if other, ok := Respelt(n, a, b); ok && slices.ContainsFunc(names, func(n string) bool { return FoldName(n) == FoldName(other) }) {
			return true
		}
	}
	return false
}

// Respelt returns a name with one of its words spelt otherwise, false if it does
// not have that word.
func Respelt(name, word, otherwise string) (string, bool) {
	words, found := strings.Fields(name), false
	for i, w := range words {
		if FoldName(w) == FoldName(word) {
			words[i], found = otherwise, true
		}
	}
	return strings.Join(words, " "), found
}
