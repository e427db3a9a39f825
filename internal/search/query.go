package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is what somebody looks for: all of Wanted, none of Unwanted, in what
// has all the Fields.
type Query struct {
	Wanted   []Phrase
	Unwanted []Phrase
	Fields   []Field
}

// Phrase is words that stand together. Where Prefix is set the last one may go
// on.
type Phrase struct {
	Terms  []Term
	Prefix bool
}

// Field narrows a search to what has a value: outlet:"Quay Post", -tag:rumour.
type Field struct {
	Name  string
	Value string
	Not   bool
}

// Parse reads what somebody has typed. Words between quotation marks stand
// together; a minus in front excludes; a star at the end lets a word go on, and
// so does the last word while it is being typed. What looks like a field but is
// none of the names is searched for as it stands.
func Parse(typed string, names []string, typing bool) Query {
	var q Query
	parts := split(typed)
	for i, p := range parts {
		if p.field != "" && slices.Contains(names, p.field) {
			if p.text != "" {
				q.Fields = append(q.Fields, Field{Name: p.field, Value: p.text, Not: p.not})
			}
			continue
		}
		text, star := strings.CutSuffix(p.text, "*")
		if p.field != "" {
			text = p.field + ":" + text
		}
		last := i == len(parts)-1 && typing && !p.quoted && !strings.HasSuffix(typed, " ")
		terms := asked(Terms(text))
		if len(terms) == 0 {
			continue
		}
		phrase := Phrase{Terms: terms, Prefix: (star || last) && !p.quoted || single(terms)}
		if p.not {
			q.Unwanted = append(q.Unwanted, phrase)
		} else {
			q.Wanted = append(q.Wanted, phrase)
		}
	}
	return q
}

// Empty reports whether nothing is looked for.
func (q Query) Empty() bool { return len(q.Wanted) == 0 && len(q.Unwanted) == 0 && len(q.Fields) == 0 }

// asked leaves out the lone characters that end runs longer than one: they are
// in the index so that each character begins a term, and in the pair before.
func asked(terms []Term) []Term {
	return slices.DeleteFunc(terms, func(t Term) bool {
		return t.End-t.Start == 1 && slices.ContainsFunc(terms, func(o Term) bool { return o.End == t.End && o.Start == t.Start-1 && isPair(o) })
	})
}

func isPair(t Term) bool {
	r, _ := utf8.DecodeRuneInString(t.Word)
	return t.End-t.Start == 2 && unspaced(r)
}

// single reports whether terms are one character of a script that is read in
// pairs.
func single(terms []Term) bool {
	r, _ := utf8.DecodeRuneInString(terms[0].Word)
	return len(terms) == 1 && terms[0].End-terms[0].Start == 1 && unspaced(r)
}

// part is one word or quotation of what was typed.
type part struct {
	field, text string
	not, quoted bool
}

func split(typed string) []part {
	var parts []part
	for rest := strings.TrimSpace(typed); rest != ""; rest = strings.TrimSpace(rest) {
		var p part
		if after, ok := strings.CutPrefix(rest, "-"); ok && after != "" && after[0] != ' ' {
			p.not, rest = true, after
		}
		if i := strings.IndexFunc(rest, func(r rune) bool { return r == ':' || r == ' ' || quote(r) }); i > 0 && rest[i] == ':' && i+1 < len(rest) {
			p.field, rest = strings.ToLower(rest[:i]), rest[i+1:]
		}
		if r, size := utf8.DecodeRuneInString(rest); quote(r) {
			p.quoted = true
			rest = rest[size:]
			end := strings.IndexFunc(rest, quote)
			if end < 0 {
				p.text, rest = rest, ""
			} else {
				_, size = utf8.DecodeRuneInString(rest[end:])
				p.text, rest = rest[:end], rest[end+size:]
			}
		} else if i := strings.IndexByte(rest, ' '); i < 0 {
			p.text, rest = rest, ""
		} else {
			p.text, rest = rest[:i], rest[i:]
		}
		if p.text != "" || p.field != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

func quote(r rune) bool { return strings.ContainsRune("\"“”„«»", r) }

// Known says what an index knows of the words that begin with a prefix.
type Known struct {
	Forms func(prefix string) []string // their stems, without those that begin with it themselves
	Reach func(prefix string) Reach    // where they can be looked up, who may be too many, or too common
}

// Reach is where words that begin with a prefix are looked up.
type Reach int

// From where all stand to nowhere: then a word is looked up only as it stands.
const (
	Everywhere Reach = iota
	InNames          // in what things are called
	Nowhere
)

// Match returns the question for all that is wanted as the index understands it (FTS5),
// "" where no words are.
func (q Query) Match(known Known) string { return strings.Join(matches(q.Wanted, known), " AND ") }

// Without returns likewise the question for any of what is unwanted.
func (q Query) Without(known Known) string { return strings.Join(matches(q.Unwanted, known), " OR ") }

func matches(phrases []Phrase, known Known) (list []string) {
	for _, p := range phrases {
		list = append(list, p.match(known))
	}
	return list
}

// match returns a phrase as the index is asked for it. Terms have neither
// quotation marks nor anything else that it would read as its own. What may go on in too
// many ways is asked for as it stands, and going on at most in what things are called.
func (p Phrase) match(known Known) string {
	stems := make([]string, len(p.Terms))
	for i, t := range p.Terms {
		stems[i] = t.Stem
	}
	whole := `"` + strings.Join(stems, " ") + `"`
	if !p.Prefix {
		return whole
	}
	last := len(stems) - 1
	prefix := p.Terms[last].Word
	ends := append([]string{stems[last]}, known.Forms(prefix)...)
	alternatives := []string{}
	for _, end := range ends {
		stems[last] = end
		alternatives = append(alternatives, `"`+strings.Join(stems, " ")+`"`)
	}
	stems[last] = prefix
	goesOn := `"` + strings.Join(stems, " ") + `" *`
	switch known.Reach(prefix) {
	case Everywhere:
		alternatives = append(alternatives, goesOn)
	case InNames:
		alternatives = append(alternatives, `{head} : `+goesOn)
	case Nowhere:
	}
	slices.Sort(alternatives)
	return "(" + strings.Join(slices.Compact(alternatives), " OR ") + ")"
}
