package extract

import (
	"unicode"

	"github.com/abadojack/whatlanggo"
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
	if info, ok := detect(text); ok {
		found, written := info.Lang.Iso6391(), scripts[info.Script]
		script, _ := tag.Script()
		foreign := written != "" && (script.String() == "Latn") != (written == "Latn")
		if found != "" && (known && foreign || !known && info.IsReliable()) {
			return found
		}
	}
	if !known {
		return ""
	}
	return tag.String()
}

// detect tells the language of a text that is long enough for it.
func detect(text string) (info whatlanggo.Info, ok bool) {
	const enough = 60
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
	if letters < enough {
		return whatlanggo.Info{}, false
	}
	return whatlanggo.Detect(text), true
}
