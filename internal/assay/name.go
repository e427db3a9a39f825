package assay

import (
	"strings"
	"unicode"
)

// FoldName returns what a name is compared by: tags, events, sources, reports
// and the wordings of claims are called the same where this is the same. White
// space at the ends does not count, nor how much of it is between words, nor
// capitals in whatever script; letters that have one capital between them, as
// the two small sigmas, are one. Accents count.
func FoldName(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, strings.Join(strings.Fields(name), " "))
}

// PlainName is what names of those who say things are compared by where texts
// name them: as [FoldName], and whether there is an English article before a name,
// or spaces or hyphens in it, makes no other name of it.
func PlainName(name string) string {
	name = strings.TrimPrefix(FoldName(name), "THE ")
	return strings.NewReplacer(" ", "", "-", "").Replace(name)
}
