package difference

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/anchor"
	"assay/internal/search"
)

// name is a word that begins with a capital, as names do.
type name struct {
	token int
	fold  []rune
}

// names returns the names that are written otherwise: alike, with the same
// initial, and each absent from the other side.
func names(a, b *side) (found []Difference) {
	lackA, lackB := absent(a, b), absent(b, a)
	var all []pairing
	for i, p := range lackA {
		for j, q := range lackB {
			if score := alike(p.fold, q.fold); score >= likeName {
				all = append(all, pairing{i, j, score})
			}
		}
	}
	for _, p := range best(all) {
		x, y := lackA[p.i].token, lackB[p.j].token
		found = append(found, Difference{Kind: Name, A: a.reading(x, x+1, a.tokens[x].text), B: b.reading(y, y+1, b.tokens[y].text)})
	}
	return found
}

// absent are the names of s that o does not have in any form.
func absent(s, o *side) (list []name) {
	known := map[string]bool{}
	joined := map[string]bool{}
	for i, t := range o.tokens {
		if t.shape == word {
			known[root(t.fold)] = true
			if i > 0 {
				joined[o.tokens[i-1].fold+t.fold] = true
			}
		}
	}
	seen := map[string]bool{}
	for i, t := range s.tokens {
		fold := root(t.fold)
		switch {
		case t.shape != word, !t.capital(), utf8.RuneCountInString(fold) < shortName, known[fold], joined[fold], seen[fold]:
			continue
		case s.table.small[t.fold], s.table.days[t.fold], s.table.months[t.fold] != 0, !s.plausible(i):
			continue
		}
		seen[fold] = true
		if list = append(list, name{i, []rune(fold)}); len(list) == maxItems {
			break
		}
	}
	return list
}

// root is a folded word without the ending of a possessor and without apostrophes.
func root(fold string) string { return strings.ReplaceAll(strings.TrimSuffix(fold, "'s"), "'", "") }

// plausible tells whether the capital at i says that it is a name. In a language
// that writes all nouns so, only what stands beside another one is.
func (s *side) plausible(i int) bool {
	t := s.tokens[i]
	if upper(t.text) && utf8.RuneCountInString(t.text) <= 5 {
		return false // letters for something
	}
	if !s.table.nouns {
		return true
	}
	beside := func(j int) bool {
		return j >= 0 && j < len(s.tokens) && s.tokens[j].shape == word && s.tokens[j].capital() && !s.table.small[s.tokens[j].fold]
	}
	return beside(i-1) || beside(i+1)
}

func upper(text string) bool { return !strings.ContainsFunc(text, unicode.IsLower) }

// endings are what people, languages and several of a thing are called by.
var endings = strings.Fields(`s es ies n an ian ean i ish ese er ers y ic al ally ly ed ing d e en em es er r o a as os ans ians ism ist ists ity 's`)

// alike is how similar two names are, 0 if one is only a form of the other.
func alike(a, b []rune) float64 {
	if a[0] != b[0] {
		return 0
	}
	p, q := spelt(string(a)), spelt(string(b))
	if p == q || inflected(p, q) {
		return 0
	}
	most := max(len(a), len(b))
	if min(len(a), len(b))*10 < most*6 {
		return 0
	}
	return 1 - float64(anchor.Distance(a, b))/float64(most)
}

// inflected tells whether two words have the same stem and known endings.
func inflected(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for ; n >= 3; n-- {
		if isEnding(a[n:]) && isEnding(b[n:]) {
			return true
		}
		if n+3 < min(len(a), len(b)) {
			return false
		}
	}
	return false
}

func isEnding(s string) bool { return s == "" || slices.Contains(endings, s) }

// british are spellings of the same word on two sides of an ocean.
var british = strings.NewReplacer("isation", "ization", "ise", "ize", "ising", "izing", "our", "or", "tre", "ter", "ence", "ense", "ll", "l", "gramme", "gram", "oe", "e", "ae", "e")

func spelt(s string) string {
	if !isLatin(s) {
		return search.Fold(s)
	}
	return british.Replace(s)
}
