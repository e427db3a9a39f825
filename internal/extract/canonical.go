package extract

import (
	"strings"
	"unicode"

	"assay/internal/anchor"
	"assay/internal/assay"
)

// separator stands between two blocks of a canonical text.
const separator = "\n\n"

// canonical returns s in the form in which texts are stored, where a form feed
// ends a block as a page does. It is idempotent.
func canonical(s string) (string, error) {
	text, err := anchor.Canonical(strings.ReplaceAll(s, "\f", separator))
	if err != nil {
		return "", &assay.Error{Kind: assay.KindInvalid, Field: "text", Message: assay.Say("This text is not valid Unicode. Import the file it came from, and choose its character set."), Err: err}
	}
	return text, nil
}

// paragraphs returns the runs of lines in s between blank ones.
func paragraphs(s string) []string {
	text, err := canonical(strings.ToValidUTF8(s, "\ufffd"))
	if err != nil || text == "" {
		return nil
	}
	return strings.Split(text, separator)
}

// blank reports whether a reader would see nothing of s.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}
