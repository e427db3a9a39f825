package search

import (
	"slices"
	"strings"
)

// Naming reports of the names of a thing whether one of them has all of some words somewhere
// in it, in whatever order, as searching compares them: lists are looked through so.
func Naming(words string) func(names ...string) bool {
	asked := strings.Fields(Fold(words))
	return func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			name = Fold(name)
			return !slices.ContainsFunc(asked, func(word string) bool { return !strings.Contains(name, word) })
		})
	}
}
