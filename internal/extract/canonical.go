package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/assay"
)

// separator stands between two blocks of a canonical text.
const separator = "\n\n"

// lineEnds turns what any system calls the end of a line into LF. A paragraph
// separator and a form feed end a block.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", separator,
	"\f", separator, "\v", "\n", "\x00", "", "\ufeff", "")

// canonical returns s with LF at the ends of lines and exactly one blank line
// between blocks, and without byte order marks and NULs. All other characters
// stay as they are. It is idempotent.
func canonical(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", assay.Invalid("text", "This text is not valid Unicode. Import the file it came from, and choose its character set.")
	}
	return strings.Join(paragraphs(s), separator), nil
}

// paragraphs returns the runs of lines in s between blank ones.
func paragraphs(s string) []string {
	for _, old := range []string{"\r", "\f", "\v", "\x00", "\u0085", "\u2028", "\u2029", "\ufeff"} {
		if strings.Contains(s, old) { // seldom, and much faster to see than to replace
			s = lineEnds.Replace(s)
			break
		}
	}
	var out []string
	start, pos := -1, 0
	for line := range strings.Lines(s) {
		switch {
		case blank(line):
			if start >= 0 {
				out = append(out, strings.TrimSuffix(s[start:pos], "\n"))
			}
			start = -1
		case start < 0:
			start = pos
		}
		pos += len(line)
	}
	if start >= 0 {
		out = append(out, strings.TrimSuffix(s[start:], "\n"))
	}
	return out
}

// blank reports whether a reader would see nothing of s.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}
