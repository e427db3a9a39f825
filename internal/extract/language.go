package extract

import (
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"
	"golang.org/x/text/language"
)

// scripts names the scripts that a language is told by.
var scripts = map[*unicode.RangeTable]string{
	unicode.Latin: "Latn", unicode.Cyrillic: "Cyrl", unicode.Arabic: "Arab", unicode.Hebrew: "Hebr",
	unicode.Greek: "Grek", unicode.Han: "Hani", unicode.Hangul: "Kore", unicode.Hiragana: "Jpan",
	unicode.Katakana: "Jpan", unicode.Devanagari: "Deva", unicode.Thai: "Thai",
}

// languageSample is as much of a text as a language is told from, in bytes.
const languageSample = 64 << 10

// pageLanguage returns what a page declares to be its language unless the text
// is plainly written in another script: templates are often left at "en". If
// nothing is declared it returns the language that the text is in, or "" if
// that is doubtful.
func pageLanguage(declared, text string) string {
	tag, err := language.Parse(declared)
	known := err == nil && tag != language.Und
	letters := 0
	for i, r := range text {
		if i > languageSample {
			text = text[:i]
			break
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	const enough = 60
	if letters >= enough {
		info := whatlanggo.Detect(text)
		script, _ := tag.Script()
		switch written := scripts[info.Script]; {
		case !info.IsReliable() || info.Lang.Iso6391() == "":
		case !known:
			return info.Lang.Iso6391()
		case (script.String() == "Latn") != (written == "Latn"):
			return info.Lang.Iso6391()
		}
	}
	if !known {
		return ""
	}
	return tag.String()
}
