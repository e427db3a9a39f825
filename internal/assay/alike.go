package assay

import (
	"strings"
	"unicode"
)

// LookAlike reports whether two sources might be one and the same, so that an
// analyst should decide: the same name or alias, one name that is the end of
// the other ("Rask", "Ana Rask"), or two anonymous groups that do not differ in
// number and are described in much the same words.
func LookAlike(a, b *Source) bool {
	if a.Kind == "anonymous_group" && b.Kind == "anonymous_group" {
		return (a.Count == 0 || b.Count == 0 || a.Count == b.Count) && overlap(nameWords(a.Name), nameWords(b.Name)) >= 0.5
	}
	for _, x := range append([]string{a.Name}, a.Aliases...) {
		for _, y := range append([]string{b.Name}, b.Aliases...) {
			if namesAgree(nameWords(x), nameWords(y)) {
				return true
			}
		}
	}
	return false
}

// nameWords returns the words of a name in lower case, without articles and
// without the words that every anonymous group is described with.
func nameWords(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
	kept := words[:0]
	for _, w := range words {
		switch w {
		case "the", "a", "an", "of", "with", "to", "s", "who", "in", "on":
		default:
			kept = append(kept, w)
		}
	}
	return kept
}

func namesAgree(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	tail := b[len(b)-len(a):]
	for i := range a {
		if a[i] != tail[i] {
			return false
		}
	}
	return true
}

func overlap(a, b []string) float64 {
	in := map[string]bool{}
	for _, w := range a {
		in[w] = true
	}
	both, all := 0, len(in)
	seen := map[string]bool{}
	for _, w := range b {
		switch {
		case seen[w]:
		case in[w]:
			both++
		default:
			all++
		}
		seen[w] = true
	}
	if all == 0 {
		return 0
	}
	return float64(both) / float64(all)
}
