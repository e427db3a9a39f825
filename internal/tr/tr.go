// Package tr says the texts of the interface in the language of the analyst.
//
// The texts stand in English where they are used, so that a page can be read in
// its template:
//
//	tr.Say(ctx, "Choose a cell first.")
//	tr.Say(ctx, "%s of %s", done, all)
//	tr.Count(ctx, n, "%s mention", "%s mentions")
//
// and are looked up in the catalogue of the language that the context has. With
// English there is no catalogue, and nothing is looked up.
//
// A text is a whole sentence, or a whole label: it is never put together from
// parts, as other languages put them together in another order. What goes into
// it stands as %s, which a translation may put elsewhere as %[2]s. What an
// analyst or an article has written goes through no function of this package
// but as an argument.
//
// The catalogues are in po/, one file for each language and assay.pot for all:
// "go test ./internal/tr -update" finds the texts in the program, and the test
// fails for what has not been translated.
package tr

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Language is a language of the interface, as in the attribute lang.
type Language string

// The languages.
const (
	English Language = "en" // that of the texts in the program
	Arabic  Language = "ar"
)

// Languages are those that there are, by the names that they have themselves.
var Languages = []struct {
	Language Language
	Name     string
}{
	{English, "English"},
	{Arabic, "العربية"},
}

// Dir returns the direction of writing, as in the attribute dir.
func (l Language) Dir() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

type key struct{}

// In returns a context for pages in the language l, English if there is no such
// language.
func In(ctx context.Context, l Language) context.Context {
	c := catalogues[l]
	if c == nil && from(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, key{}, c)
}

// from returns the catalogue of the language of ctx, nil for English.
func from(ctx context.Context) *catalogue {
	c, _ := ctx.Value(key{}).(*catalogue)
	return c
}

// Of returns the language of ctx.
func Of(ctx context.Context) Language {
	if c := from(ctx); c != nil {
		return c.language
	}
	return English
}

// Say says a text, with args in the places of its verbs.
func Say(ctx context.Context, text string, args ...any) string {
	if c := from(ctx); c != nil {
		return c.fill(ctx, c.text("", text), args)
	}
	if len(args) == 0 && strings.IndexByte(text, '%') < 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Sense says a text that has several meanings: sense tells translators which
// one this is, as in Sense(ctx, "verb", "Open").
func Sense(ctx context.Context, sense, text string, args ...any) string {
	if c := from(ctx); c != nil {
		return c.fill(ctx, c.text(sense, text), args)
	}
	return fmt.Sprintf(text, args...)
}

// Count says a number of things. The number goes first among the arguments; a
// form of a text need not have it: Count(ctx, n, "one mention", "%s mentions").
func Count(ctx context.Context, n int, one, many string, args ...any) string {
	args = append([]any{Number(n)}, args...)
	if c := from(ctx); c != nil {
		return c.fill(ctx, c.form(one, many, n), args)
	}
	if n == 1 {
		many = one
	}
	return fill(many, args)
}

// List says several things one after the other, as in "a, b, c".
func List(ctx context.Context, things ...string) string {
	if len(things) == 0 {
		return ""
	}
	all := things[0]
	for _, thing := range things[1:] {
		all = Sense(ctx, "list", "%s, %s", all, thing)
	}
	return all
}

// Few is Count for a number that English writes in letters while it is small.
func Few(ctx context.Context, n int, one, many string, args ...any) string {
	if from(ctx) != nil || n < 0 || n >= len(letters) {
		return Count(ctx, n, one, many, args...)
	}
	if n == 1 {
		many = one
	}
	return fill(many, append([]any{letters[n]}, args...))
}

var letters = [...]string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// Mark marks a text that is said elsewhere, with [Marked], and returns it: for
// tables that are made before there is a context.
func Mark(text string) string { return text }

// Marked says a text that was marked, or comes from a table that the catalogue
// knows. A text that the catalogue does not know is said as it is.
func Marked(ctx context.Context, text string) string {
	if c := from(ctx); c != nil {
		return c.text("", text)
	}
	return text
}

// Word says a word of a vocabulary of the case: "not_article" as "not article".
func Word(ctx context.Context, word string) string {
	word = strings.ReplaceAll(word, "_", " ")
	if c := from(ctx); c != nil {
		return c.text(wordSense, word)
	}
	return word
}

// Field says the name of a field or dimension of the case, as it stands in
// sentences such as "changed the kind of C1".
func Field(ctx context.Context, name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	if c := from(ctx); c != nil {
		return c.text(fieldSense, name)
	}
	return name
}

// fieldSense is the sense of the names of fields.
const fieldSense = "field"

// wordSense is the sense of the words of vocabularies.
const wordSense = "word"

// Sentence is what is to be said, before it is: as those of internal/assay.
type Sentence interface {
	Sentence() (format string, args []any)
}

// Said says a sentence.
func Said(ctx context.Context, s Sentence) string {
	format, args := s.Sentence()
	if c := from(ctx); c != nil {
		return c.fill(ctx, c.text("", format), args)
	}
	return fill(format, args)
}

// fill puts args where the verbs of format are. A form of a count may have none.
func fill(format string, args []any) string {
	if !hasVerbs(format) {
		return strings.ReplaceAll(format, "%%", "%")
	}
	return fmt.Sprintf(format, args...)
}

func hasVerbs(format string) bool {
	return strings.Count(format, "%") > 2*strings.Count(format, "%%")
}

// fill is fill for a translation: arguments that are sentences are said in its
// language too, and words of another script are kept from mixing with those
// around them.
func (c *catalogue) fill(ctx context.Context, format string, args []any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Sentence:
			said[i] = Said(ctx, arg)
		case string:
			said[i] = c.isolated(arg)
		case fmt.Stringer: // a sentence that is in English still
			said[i] = c.isolated(arg.String())
		default:
			said[i] = arg
		}
	}
	return fill(format, said)
}

// Piece is a part of a text: words, or the place of an argument.
type Piece struct {
	Words string
	Arg   int // 1 for the first argument, 0 for words
}

var verb = regexp.MustCompile(`%(?:\[(\d)\])?s`)

// Pieces takes a text apart whose arguments are more than words, such as links.
// Each of them stands as %s.
func Pieces(ctx context.Context, text string) []Piece {
	return apart(Marked(ctx, text))
}

// SensePieces is Pieces for a text that has several meanings: see [Sense].
func SensePieces(ctx context.Context, sense, text string) []Piece {
	if c := from(ctx); c != nil {
		text = c.text(sense, text)
	}
	return apart(text)
}

// CountPieces is Pieces for a text with a number, which is its first argument.
func CountPieces(ctx context.Context, n int, one, many string) []Piece {
	if c := from(ctx); c != nil {
		return apart(c.form(one, many, n))
	}
	if n == 1 {
		many = one
	}
	return apart(many)
}

// apart returns a text in pieces, which are shared: a page has thousands of texts, of which
// there are few.
func apart(text string) []Piece {
	if known, ok := pieces.Load(text); ok {
		return known.([]Piece)
	}
	taken := takeApart(text)
	pieces.Store(text, taken)
	return taken
}

// pieces are the texts of the catalogues that have been taken apart, by themselves.
var pieces sync.Map

func takeApart(text string) []Piece {
	var pieces []Piece
	from, arg := 0, 0
	for _, at := range verb.FindAllStringSubmatchIndex(text, -1) {
		if arg++; at[2] >= 0 {
			arg = int(text[at[2]] - '0')
		}
		pieces = append(pieces, Piece{Words: text[from:at[0]]}, Piece{Arg: arg})
		from = at[1]
	}
	return append(pieces, Piece{Words: text[from:]})
}

// What stands between these two is laid out on its own, in its own direction.
const (
	isolate    = "\u2068" // first strong isolate
	endIsolate = "\u2069" // pop directional isolate
)

// Isolated returns a text for a place among others in the language of ctx: see
// [Say], which does so with its arguments.
func Isolated(ctx context.Context, s string) string {
	if c := from(ctx); c != nil {
		return c.isolated(s)
	}
	return s
}

// isolated returns a text that will not turn the words around it about, nor be
// turned about by them: a name in Latin letters at the end of an Arabic sentence
// would take the full stop to its own side, and the day of 2026-03-01 would come
// before its year. What is isolated already does neither: a list of such names runs as
// the words around it do.
func (c *catalogue) isolated(s string) string {
	depth := 0
	mixes := func(r rune) bool {
		switch string(r) {
		case isolate:
			depth++
		case endIsolate:
			depth--
		}
		return depth == 0 && (unicode.IsLetter(r) && !unicode.Is(unicode.Arabic, r) || r == '-' || r == '+' || r == '/')
	}
	if c.language.Dir() != "rtl" || !strings.ContainsFunc(s, mixes) {
		return s
	}
	return isolate + s + endIsolate
}
