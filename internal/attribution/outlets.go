package attribution

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The outlets of the world, as far as their names are common knowledge.
//
//go:embed outlets.txt
var outletList string

var outlets = sync.OnceValue(func() *trie[named] {
	t := &trie[named]{}
	agencies := false
	for line := range strings.Lines(outletList) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			agencies = line == "# Agencies" || line == "" && agencies
			continue
		}
		full, kind := "", anyMedium
		for name := range strings.SplitSeq(line, "|") {
			name, unsure := strings.CutPrefix(name, "?")
			if full == "" {
				full, kind = name, mediumOf(name)
				if agencies {
					kind = agency
				}
			}
			n := named{name: full, capitals: capitals(name), outlet: true, unsure: unsure, medium: kind}
			t.add(name, n)
			// With what is written onto its front, in Arabic.
			for _, front := range []string{"ل", "ب", "و"} {
				if rest, ok := strings.CutPrefix(name, "ال"); ok && front == "ل" {
					t.add("لل"+rest, n)
				} else if r, _ := utf8.DecodeRuneInString(name); unicode.Is(unicode.Arabic, r) {
					t.add(front+name, n)
				}
			}
		}
	}
	return t
})

// shortForms are the last words of full names by which outlets are called after
// they have been named in full: the Times, the Post. They are the last words of
// two full names or more.
var shortForms = sync.OnceValue(func() map[string]bool {
	count := map[string]map[string]bool{}
	for line := range strings.Lines(outletList) {
		full, _, _ := strings.Cut(strings.TrimSpace(line), "|")
		words := strings.Fields(strings.TrimPrefix(full, "The "))
		if len(words) < 2 || strings.HasPrefix(full, "#") {
			continue
		}
		last := lower(words[len(words)-1])
		if count[last] == nil {
			count[last] = map[string]bool{}
		}
		count[last][full] = true
	}
	forms := map[string]bool{}
	for word, names := range count {
		if len(names) >= 2 {
			forms[word] = true
		}
	}
	for _, word := range []string{"news", "today", "agency", "press", "radio", "4", "ilbo"} {
		delete(forms, word)
	}
	return forms
})
