package assay

import (
	"cmp"
	"hash/fnv"
	"iter"
	"maps"
	"math/bits"
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

// maxAlike is with how many claims one is compared because of one word.
const maxAlike = 200

// likeEnough is the share of all their words that two wordings have in common which
// look alike.
const likeEnough = 0.5

// wordings finds those that look alike. Only those are compared that share one of
// their rarer words: all that look alike do, unless very many have that word too.
type wordings struct {
	words  [][]int   // of each wording by their numbers, the rarest first, none twice
	signs  []uint64  // of each wording, a bit for each of its words; two words may have the same
	having [][]int32 // which of those that were added have a word among their rarer ones
	met    []int     // for which wording each was looked at last, counted from 1
}

func newWordings(names []Wording) *wordings {
	counts, said := map[string]int{}, make([][]string, len(names))
	for i := range names {
		said[i] = nameWords(names[i].Claim.Wording)
		slices.Sort(said[i])
		said[i] = slices.Compact(said[i])
		for _, w := range said[i] {
			counts[w]++
		}
	}
	rarest := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
	for n, w := range rarest {
		counts[w] = n
	}
	all := &wordings{make([][]int, len(names)), make([]uint64, len(names)), make([][]int32, len(counts)), make([]int, len(names))}
	for i := range said {
		for _, w := range said[i] {
			all.words[i] = append(all.words[i], counts[w])
			all.signs[i] |= 1 << (counts[w] % 64)
		}
		slices.Sort(all.words[i])
	}
	return all
}

// rarer returns the words of a wording of which those that look like it have one.
func (w *wordings) rarer(i int) []int {
	words := w.words[i]
	return words[:min(len(words), len(words)/2+1)]
}

// add has a wording found by those that look like it.
func (w *wordings) add(i int) {
	for _, word := range w.rarer(i) {
		if len(w.having[word]) < maxAlike {
			w.having[word] = append(w.having[word], int32(i))
		}
	}
}

// like returns those that were added and look like a wording, each with the share of
// words that both have.
func (w *wordings) like(i int) iter.Seq2[int, float64] {
	return func(yield func(int, float64) bool) {
		for _, word := range w.rarer(i) {
			for _, j := range w.having[word] {
				if w.met[j] == i+1 {
					continue
				}
				w.met[j] = i + 1
				if w.mayBeLike(i, int(j)) {
					if score := w.overlap(i, int(j)); score >= likeEnough && !yield(int(j), score) {
						return
					}
				}
			}
		}
	}
}

// mayBeLike is false of most wordings that do not look alike, and costs little: as many
// words at least are in one alone as it has bits of its own.
func (w *wordings) mayBeLike(i, j int) bool {
	return Look{w.signs[i], len(w.words[i])}.MayBeLike(Look{w.signs[j], len(w.words[j])})
}

// overlap is the share of the words of two wordings that both have.
func (w *wordings) overlap(i, j int) float64 {
	a, b, both := w.words[i], w.words[j], 0
	for all := len(a) + len(b); len(a) > 0 && len(b) > 0; {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, both = a[1:], b[1:], both+1
		}
		if len(a) == 0 || len(b) == 0 {
			return float64(both) / float64(all-both)
		}
	}
	return 0
}

// toldApart returns the pairs of claims that were said not to be the same.
func toldApart(sames []Same, m Merged) map[[2]EntityID]bool {
	apart := map[[2]EntityID]bool{}
	for i := range sames {
		if s := &sames[i]; s.Of == KindClaim && s.Verdict == "different" {
			apart[pair(EntityID(m.One(ClaimID(s.A))), EntityID(m.One(ClaimID(s.B))))] = true
		}
	}
	return apart
}

// AlikeClaims returns the claims that look like another one: half of their
// words or more are the same. Those that were said not to be the same do not
// look alike.
func AlikeClaims(names []Wording, sames []Same, m Merged) (ids []ClaimID) {
	apart, all, found := toldApart(sames, m), newWordings(names), make([]bool, len(names))
	for i := range names {
		for j := range all.like(i) {
			if !apart[pair(EntityID(names[i].Claim.ID), EntityID(names[j].Claim.ID))] {
				found[i], found[j] = true, true
			}
		}
		all.add(i)
	}
	for i := range names {
		if found[i] {
			ids = append(ids, names[i].Claim.ID)
		}
	}
	return ids
}

// ClaimPair is a claim of the case and one that came with a merge, which look alike.
type ClaimPair struct {
	Had, Came ClaimID
	Likeness  float64 // the share of their words that both have, from 0.5 to 1
}

// alikeMost is beside how many claims one that came is laid at a time, the likeliest.
const alikeMost = 5

// AlikePairs returns the claims that came with a merge beside those that the case had
// and that look like them, the likeliest first. Those that were said not to be the same
// are left out.
func AlikePairs(names []Wording, came map[ClaimID]bool, sames []Same, m Merged) (pairs []ClaimPair) {
	apart, all := toldApart(sames, m), newWordings(names)
	for i := range names {
		if !came[names[i].Claim.ID] {
			all.add(i)
		}
	}
	likelier := func(a, b ClaimPair) int { return cmp.Compare(b.Likeness, a.Likeness) }
	for i := range names {
		id := names[i].Claim.ID
		if !came[id] {
			continue
		}
		var own []ClaimPair
		for j, likeness := range all.like(i) {
			if had := names[j].Claim.ID; !apart[pair(EntityID(had), EntityID(id))] {
				own = append(own, ClaimPair{had, id, likeness})
			}
		}
		slices.SortStableFunc(own, likelier)
		pairs = append(pairs, own[:min(len(own), alikeMost)]...)
	}
	slices.SortStableFunc(pairs, likelier)
	return pairs
}

// Look is what a wording looks like, in short: a bit for each of its words, of which two
// may have the same, and how many words it has.
type Look struct {
	signs uint64
	words int
}

// LookOf returns what a wording looks like.
func LookOf(wording string) (l Look) {
	words := nameWords(wording)
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		h := fnv.New32a()
		h.Write([]byte(w))
		l.signs |= 1 << (h.Sum32() % 64)
		l.words++
	}
	return l
}

// MayBeLike is false only of wordings that do not look alike.
func (l Look) MayBeLike(o Look) bool {
	both := min(l.words-bits.OnesCount64(l.signs&^o.signs), o.words-bits.OnesCount64(o.signs&^l.signs))
	return float64(both) >= likeEnough*float64(l.words+o.words-both)
}

// LooksLike returns the claims that look like one, the likeliest first. names are all that
// may, and that one.
func (v *View) LooksLike(id ClaimID, names []Wording) []Wording {
	at := slices.IndexFunc(names, func(w Wording) bool { return w.Claim.ID == id })
	if at < 0 {
		return nil
	}
	type likely struct {
		Wording
		score float64
	}
	var list []likely
	own, apart := nameWords(names[at].Claim.Wording), toldApart(v.Case.Sames, v.merged)
	for i := range names {
		score := overlap(own, nameWords(names[i].Claim.Wording))
		if i != at && score >= likeEnough && !apart[pair(EntityID(id), EntityID(names[i].Claim.ID))] {
			list = append(list, likely{names[i], score})
		}
	}
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
