package tr

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed po/*.po
var files embed.FS

// catalogue is what there is of one language. It is read when it is first used.
type catalogue struct {
	language Language
	read     func() *texts
}

// texts are the translations of one language.
type texts struct {
	by      map[string][]string // the forms of a text by its key; most have one
	forms   map[plural.Form]int // which form stands where
	tag     language.Tag
	scripts string // those that the scripts say, as JSON
}

// catalogues are all but English.
var catalogues = func() map[Language]*catalogue {
	all := map[Language]*catalogue{}
	for _, l := range Languages {
		if l.Language != English {
			all[l.Language] = &catalogue{l.Language, sync.OnceValue(func() *texts { return load(l.Language) })}
		}
	}
	return all
}()

// textKey is what a text is found by.
func textKey(sense, text string) string {
	if sense == "" {
		return text
	}
	return sense + "\x04" + text
}

func load(l Language) *texts {
	data, err := files.ReadFile("po/" + string(l) + ".po")
	if err != nil {
		panic(err) // TestCatalogues has read it
	}
	entries, err := parsePO(string(data))
	if err != nil {
		panic(err)
	}
	return read(l, entries)
}

func read(l Language, entries []entry) *texts {
	t := &texts{by: make(map[string][]string, len(entries)), tag: language.Make(string(l)), forms: formsOf(l)}
	scripts := map[string]any{}
	for _, e := range entries {
		if e.id == "" || e.strings[0] == "" {
			continue
		}
		t.by[textKey(e.sense, e.id)] = e.strings
		switch {
		case !e.inScripts():
		case e.many == "":
			scripts[e.id] = e.strings[0]
		default:
			scripts[e.id] = e.strings
		}
	}
	said, err := json.Marshal(scripts)
	if err != nil { // strings
		panic(err)
	}
	t.scripts = string(said)
	return t
}

// formsOf says where in an entry of a catalogue the forms for numbers stand:
// those that the language has, in the order of gettext.
func formsOf(l Language) map[plural.Form]int {
	has, tag := map[plural.Form]bool{}, language.Make(string(l))
	for n := range 200 { // whole numbers; their forms repeat
		has[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)] = true
	}
	at := map[plural.Form]int{}
	for _, form := range []plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other} {
		if has[form] {
			at[form] = len(at)
		}
	}
	return at
}

// text returns the translation of a text, or the text if there is none.
func (c *catalogue) text(sense, text string) string {
	if forms := c.read().by[textKey(sense, text)]; len(forms) > 0 {
		return forms[0]
	}
	return text
}

// form returns the form for n of the translation of a text with a number.
func (c *catalogue) form(one, many string, n int) string {
	t := c.read()
	forms, at := t.by[one], t.forms[plural.Cardinal.MatchPlural(t.tag, n, 0, 0, 0, 0)]
	switch {
	case at < len(forms):
		return forms[at]
	case n == 1:
		return one
	}
	return many
}

// inScripts reports whether the scripts of a page say the text.
func (e *entry) inScripts() bool {
	for _, file := range e.files() {
		if strings.HasPrefix(file, "assets/js/") && strings.HasSuffix(file, ".js") {
			return true
		}
	}
	return false
}

// Scripts returns the texts that the scripts of a page say, as JSON: an object
// of translations, or of lists of their forms, by the English texts. It is ""
// for English.
func Scripts(l Language) string {
	if c := catalogues[l]; c != nil {
		return c.read().scripts
	}
	return ""
}
