package assay

import (
	"cmp"
	"slices"
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

// maxAlike is with how many claims one is compared.
const maxAlike = 200

// AlikeClaims returns the claims that look like another one: half of their
// words or more are the same. Those that were said not to be the same do not
// look alike. Only claims that share a word are compared, and of words that
// very many have only some.
func AlikeClaims(names []Wording, sames []Same) []ClaimID {
	apart := map[[2]EntityID]bool{}
	for i := range sames {
		if s := &sames[i]; s.Of == KindClaim && s.Verdict == "different" {
			apart[pair(s.A, s.B)] = true
		}
	}
	words := make([][]string, len(names))
	having := map[string][]int{}
	found := map[int]bool{}
	for i := range names {
		words[i] = nameWords(names[i].Claim.Wording)
		met := map[int]bool{}
		for _, w := range words[i] {
			for _, j := range having[w] {
				if met[j] {
					continue
				}
				met[j] = true
				if overlap(words[i], words[j]) >= 0.5 && !apart[pair(EntityID(names[i].Claim.ID), EntityID(names[j].Claim.ID))] {
					found[i], found[j] = true, true
				}
			}
			if len(having[w]) < maxAlike {
				having[w] = append(having[w], i)
			}
		}
	}
	var ids []ClaimID
	for i := range names {
		if found[i] {
			ids = append(ids, names[i].Claim.ID)
		}
	}
	return ids
}

// LooksLike returns the claims that look like one, the likeliest first.
func LooksLike(id ClaimID, names []Wording, sames []Same) []Wording {
	at := slices.IndexFunc(names, func(w Wording) bool { return w.Claim.ID == id })
	if at < 0 {
		return nil
	}
	type likely struct {
		Wording
		score float64
	}
	var list []likely
	own := nameWords(names[at].Claim.Wording)
	for i := range names {
		if score := overlap(own, nameWords(names[i].Claim.Wording)); i != at && score >= 0.5 {
			list = append(list, likely{names[i], score})
		}
	}
	list = slices.DeleteFunc(list, func(x likely) bool {
		return slices.ContainsFunc(sames, func(s Same) bool {
			return s.Of == KindClaim && s.Verdict == "different" && pair(s.A, s.B) == pair(EntityID(id), EntityID(x.Claim.ID))
		})
	})
	slices.SortStableFunc(list, func(a, b likely) int { return cmp.Compare(b.score, a.score) })
	out := make([]Wording, len(list))
	for i, x := range list {
		out[i] = x.Wording
	}
	return out
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
