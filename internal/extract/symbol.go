package extract

import "strings"

// Symbol fonts have characters of their own in the places of letters. A document
// has them from U+F020 on, or as bytes.

// symbolGreek are the letters of the font Symbol in the places of A to Z and a to z.
const (
	symbolUpper = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	symbolLower = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
)

// symbolSigns are the signs of the font Symbol that texts have.
var symbolSigns = map[rune]rune{
	0x22: '∀', 0x24: '∃', 0x27: '∋', 0x2a: '∗', 0x2d: '−', 0x40: '≅', 0x5c: '∴', 0x5e: '⊥', 0x7e: '∼',
	0xa0: '€', 0xa1: 'ϒ', 0xa2: '′', 0xa3: '≤', 0xa4: '⁄', 0xa5: '∞', 0xa6: 'ƒ', 0xa7: '♣', 0xa8: '♦', 0xa9: '♥', 0xaa: '♠', 0xab: '↔', 0xac: '←', 0xad: '↑', 0xae: '→', 0xaf: '↓',
	0xb0: '°', 0xb1: '±', 0xb2: '″', 0xb3: '≥', 0xb4: '×', 0xb5: '∝', 0xb6: '∂', 0xb7: '•', 0xb8: '÷', 0xb9: '≠', 0xba: '≡', 0xbb: '≈', 0xbc: '…', 0xbf: '↵',
	0xc0: 'ℵ', 0xc1: 'ℑ', 0xc2: 'ℜ', 0xc3: '℘', 0xc4: '⊗', 0xc5: '⊕', 0xc6: '∅', 0xc7: '∩', 0xc8: '∪', 0xc9: '⊃', 0xca: '⊇', 0xcb: '⊄', 0xcc: '⊂', 0xcd: '⊆', 0xce: '∈', 0xcf: '∉',
	0xd0: '∠', 0xd1: '∇', 0xd2: '®', 0xd3: '©', 0xd4: '™', 0xd5: '∏', 0xd6: '√', 0xd7: '⋅', 0xd8: '¬', 0xd9: '∧', 0xda: '∨', 0xdb: '⇔', 0xdc: '⇐', 0xdd: '⇑', 0xde: '⇒', 0xdf: '⇓',
	0xe0: '◊', 0xe2: '®', 0xe3: '©', 0xe4: '™', 0xe5: '∑', 0xf2: '∫',
}

// wingdingSigns are those of the font Wingdings that texts have.
var wingdingSigns = map[rune]rune{
	0x21: '✏', 0x22: '✂', 0x28: '☎', 0x2a: '✉', 0x4a: '☺', 0x4b: '😐', 0x4c: '☹', 0x6c: '●', 0x6d: '❍', 0x6e: '■', 0x6f: '□', 0x71: '❑', 0x72: '❒', 0x75: '◆', 0x76: '❖', 0x77: '⬥', 0x9f: '•', 0xa7: '▪', 0xa8: '◻',
	0xd8: '➢', 0xdf: '←', 0xe0: '→', 0xe1: '↑', 0xe2: '↓', 0xe8: '➔', 0xf0: '⇨', 0xfb: '✗', 0xfc: '✓', 0xfd: '☒', 0xfe: '☑',
}

// symbolic reports whether the characters of a font are its own.
func symbolic(font string) bool {
	font = strings.ToLower(font)
	return font == "symbol" || strings.HasPrefix(font, "wingdings") || strings.HasPrefix(font, "webdings")
}

// symbolIn returns a character of a font as Unicode has it, U+FFFD if it is one of
// a font of its own that is not known.
func symbolIn(font string, r rune) string {
	own := r >= 0xf020 && r <= 0xf0ff
	if own {
		r -= 0xf000
	}
	var found rune
	switch font = strings.ToLower(font); {
	case r == ' ', !own && !symbolic(font):
		return string(r)
	case font == "symbol" && r >= 'A' && r <= 'Z':
		found = []rune(symbolUpper)[r-'A']
	case font == "symbol" && r >= 'a' && r <= 'z':
		found = []rune(symbolLower)[r-'a']
	case font == "symbol" && r < 0x7f && symbolSigns[r] == 0:
		found = r
	case font == "symbol":
		found = symbolSigns[r]
	case font == "wingdings":
		found = wingdingSigns[r]
	case r == 0xb7 && !symbolic(font):
		found = '•'
	}
	if found == 0 {
		return "\ufffd"
	}
	return string(found)
}

// symbolsIn is symbolIn for the characters of a text that have a place of a symbol
// font: others are of another font, whatever the file says.
func symbolsIn(font, text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0xf020 && r <= 0xf0ff }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r >= 0xf020 && r <= 0xf0ff && symbolic(font) {
			b.WriteString(symbolIn(font, r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
