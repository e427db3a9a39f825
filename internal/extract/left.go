package extract

import (
	"sort"

	"golang.org/x/net/html/atom"
)

// leave returns the passages of a page that are not among the chosen ones, each
// with where it would stand among those: before the first that the page has
// behind it. The headline, of number head, is the first of the chosen ones
// wherever the page has it; the others are in the order of the page.
func leave(all, chosen []passage, head int, title string) []omitted {
	in := make([]bool, len(all))
	for _, p := range chosen {
		if p.n < len(all) {
			in[p.n] = true
		}
	}
	var left []omitted
	for i, p := range all {
		if in[i] {
			continue
		}
		l := omitted{Block: Block{Kind: p.kind, Text: p.text}, why: func() string { return p.whyLeft(head, title) }}
		if len(chosen) > 0 && chosen[0].n < p.n {
			l.before = 1 + sort.Search(len(chosen)-1, func(k int) bool { return chosen[k+1].n > p.n })
		}
		left = append(left, l)
	}
	return left
}

// standing says what stands around an article, by the elements that pages have
// for it.
var standing = map[atom.Atom]string{
	atom.Nav: mark("navigation"), atom.Menu: mark("navigation"), atom.Footer: mark("the foot of the page"), atom.Form: mark("a form"),
	atom.Aside: mark("beside the article"), atom.Header: mark("the head of the page"),
}

// whyLeft says why a passage is not in the text of an article whose headline is
// the passage of number head, -1 if it shows none.
func (p passage) whyLeft(head int, title string) string {
	if why := furniture(p.text); why != "" {
		return why
	}
	for _, n := range p.from[:min(len(p.from), 1)] {
		for a := range n.Ancestors() {
			if why := standing[a.DataAtom]; why != "" {
				return why
			}
			if asideName().MatchString(attr(a, "class") + " " + attr(a, "id")) {
				return mark("comments, other articles or the like")
			}
		}
	}
	switch {
	case linked(p):
		return mark("a link to another page")
	case title != "" && repeats(p.text, title):
		return mark("the headline once more")
	case p.n < head:
		return mark("above the headline")
	case p.kind == KindCaption:
		return mark("a caption away from the article")
	}
	return mark("not found to be part of the article")
}
