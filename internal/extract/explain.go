package extract

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Reading is a document with all that can be told of how it was read.
type Reading struct {
	Document
	Original []Part  // all blocks of the original, in order
	Found    []Found // where the fields of the document were found, and what else was, in the order of the fields
}

// Part is a block of the original.
type Part struct {
	Block
	No  int    // by which [Hint].Choice has it
	At  int    // its place among the blocks of the text, -1 if it is left out
	Put bool   // an analyst has put it into the text
	Out string // why it is left out, for people; "" if it is not
}

// Found is a value that an original has for a field of [Document], or for one of
// the things that are told besides.
type Found struct {
	Field    string // one of Fields
	Value    string // as the document would have it
	Where    string // for people; has a place for Name, if there is one
	Name     string // of the tag or member, "" where there is none
	Evidence string // the very words or tag, cut if they are many
	Basis    string // of a date: one of the bases
	Used     bool   // the document has this value
}

// Fields are what something can be found for, in the order in which it is told.
// The dateline is told for what it says of where a text is from; no document has
// a field for it.
var Fields = []string{"title", "byline", "site", "published", "language", "url", "dateline"}

// Explain reads the one article in data, or the one that h asks for, as [Extract]
// does, and tells how.
func Explain(data []byte, h Hint) (Reading, error) {
	d, err := Extract(data, h)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Document: d}
	for i, p := range d.parts() {
		if p.left < 0 {
			r.Original = append(r.Original, Part{Block: d.Blocks[p.block], No: i + 1, At: p.block, Put: d.put[p.block]})
			continue
		}
		l := d.left[p.left]
		r.Original = append(r.Original, Part{Block: l.Block, No: i + 1, At: -1, Out: l.why()})
	}
	r.Found = d.evidence(h)
	return r, nil
}

// Choice returns the choice by which blocks were put into the text, "" if none were.
func (r *Reading) Choice() string {
	var numbers []int
	for _, p := range r.Original {
		if p.Put {
			numbers = append(numbers, p.No)
		}
	}
	return Choice(numbers)
}

// BasisWord says in the words of a case how a date was found.
func BasisWord(basis string) string { return bases[basis] }

// Told returns the value of a field of the document, "" for the dateline.
func (d *Document) Told(field string) string {
	return map[string]string{
		"title": d.Title, "byline": d.Byline, "site": d.Site, "published": d.Published, "language": d.Language, "url": d.URL,
	}[field]
}

// How much is told of a field.
const (
	foundMost    = 12  // values
	evidenceMost = 280 // code points of the words or the tag that has one
)

// evidence returns what was found for each field. What the format cannot say
// where it has it from is looked for in the text.
func (d *Document) evidence(h Hint) []Found {
	var all []Found
	if d.found != nil {
		all = d.found()
	}
	all = append(all, d.printed(h)...)
	var out []Found
	for _, field := range Fields {
		value, used, n := d.Told(field), false, 0
		for _, f := range all {
			f.Used = value != "" && f.Value == value && (f.Basis == "" || f.Basis == d.PublishedBasis)
			if f.Field != field || f.Value == "" || n >= foundMost && (!f.Used || used) || slices.ContainsFunc(out, f.same) {
				continue
			}
			f.Evidence = cut(f.Evidence)
			out, used, n = append(out, f), used || f.Used, n+1
		}
		if value != "" && !used {
			out = append(out, Found{Field: field, Value: value, Where: mark("what the file says of itself"), Basis: map[bool]string{true: d.PublishedBasis}[field == "published"], Used: true})
		}
	}
	return out
}

// same reports whether two findings are one.
func (f Found) same(g Found) bool {
	return f.Field == g.Field && f.Value == g.Value && f.Where == g.Where && f.Name == g.Name
}

// cut shortens evidence to what is told.
func cut(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= evidenceMost {
		return s
	}
	return string([]rune(s)[:evidenceMost]) + " …"
}

// printed returns what the text itself says of the fields, and what is known from
// elsewhere.
func (d *Document) printed(h Hint) (all []Found) {
	add := func(field, value, where, evidence string) {
		basis := ""
		if field == "published" {
			basis = BasisPrinted
		}
		all = append(all, Found{Field: field, Value: value, Where: where, Evidence: evidence, Basis: basis})
	}
	for i, b := range d.Blocks {
		if d.opens && i == 0 {
			add("title", d.Title, mark("the first words of the text"), b.Text)
		} else if b.Text == d.Title || b.Kind == KindTitle && i < maxHead {
			add("title", strings.Join(strings.Fields(strings.TrimLeft(b.Text, "#= ")), " "), mark("the headline in the text"), b.Text)
		}
		if i >= maxHead {
			continue
		}
		short := utf8.RuneCountInString(b.Text) < 100
		if m := bylineText().FindStringSubmatch(b.Text); m != nil {
			add("byline", strings.TrimSpace(m[1]), mark("printed in the text"), b.Text)
		}
		if date := printedDate(b.Text); short && date != "" {
			add("published", date, mark("printed in the text"), b.Text)
		}
		if m := addressText().FindStringSubmatch(b.Text); m != nil {
			add("url", m[1], mark("printed in the text"), b.Text)
		}
		if m := sourceText().FindStringSubmatch(b.Text); m != nil {
			add("site", strings.TrimSpace(m[1]), mark("printed in the text"), b.Text)
		}
		if place := dateline(b.Text); place != "" && b.Kind == KindBody {
			add("dateline", place, mark("printed in the text"), b.Text)
			if date := printedDate(place); date != "" && !short {
				add("published", date, mark("the dateline of the text"), b.Text)
			}
		}
		for _, field := range []string{"byline", "site"} {
			if value := d.Told(field); short && value != "" && b.Kind != KindTitle && strings.Contains(b.Text, value) {
				add(field, value, mark("printed in the text"), b.Text)
			}
		}
	}
	if n := len(d.Blocks); n > 0 {
		if m := firstAppeared().FindStringSubmatch(tail(d.Blocks[n-1].Text)); m != nil {
			add("title", m[1], mark("the signature of the feed it came from"), m[0])
			add("site", m[2], mark("the signature of the feed it came from"), m[0])
		}
	}
	if info, ok := detect(d.Text); ok && info.IsReliable() && !d.unread {
		add("language", info.Lang.Iso6391(), mark("told from the words of the text"), "")
	}
	add("url", h.URL, mark("the address that is noted with the original"), h.URL)
	return all
}

// datelineText is how a report begins that says where it was written, and with
// whom: in capitals, with who reports in brackets, or with a date.
var datelineText = pattern(`^(\p{Lu}[\pL\pM.'’ /-]{1,40}(?:,\s[^—–(\n]{2,40})?)(?:\s*\(([^()\n]{2,40})\))?\s*[—–-]{1,2}\s`)

// dateline returns the dateline that a paragraph begins with, "" if it has none.
func dateline(s string) string {
	m := datelineText().FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	place, _, _ := strings.Cut(m[1], ",")
	if m[2] == "" && strings.ToUpper(place) != place && printedDate(m[1]) == "" {
		return ""
	}
	return strings.TrimRight(m[0], " —–-")
}
