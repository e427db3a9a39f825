package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/difference"
	"assay/internal/tr"
)

// HowPage is how an article was read of its original: what of it is in the text and
// what is not, where the things about it were found, and what another way to read
// it would make of it.
type HowPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.ArticleDetails
	Facts assay.Facts

	Blocks []HowBlock
	Found  []HowField
	Fixed  string // why the original cannot be read again, "" if it can
	Aged   bool   // the extractor of this Assay reads it otherwise than the one that made the text
	Shown  bool   // the original can be looked at as it was shown

	Put   *Foreseen // what putting the chosen blocks in would make of it, nil if none are chosen
	Other *Foreseen // what another way to read it would
	Wrong string    // why it cannot be read in that way, "" if it can

	Charsets, Extractors []Option
}

// HowBlock is a block of the original.
type HowBlock struct {
	No     int
	Kind   string // one of assay.BlockKinds, "" for body
	Text   string
	In     bool        // it is in the text
	Put    bool        // because an analyst has put it there
	Chosen bool        // to be put in
	Out    string      // why it is left out, or may be set aside, "" for no reason
	Span   anchor.Span // in the text
	Aside  bool        // the analyst has set it aside
	Marks  int         // mentions that are in it
}

// ID returns what the block is called on its page.
func (b HowBlock) ID() string { return "o" + strconv.Itoa(b.No) }

// howRun is some blocks that follow one another, all of them in the text or none.
type howRun []HowBlock

// runs returns the blocks in runs.
func (p *HowPage) runs() (runs []howRun) {
	for i, b := range p.Blocks {
		if i == 0 || b.In != p.Blocks[i-1].In {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], b)
	}
	return runs
}

// howFolds is how many blocks that are left out are shown as one line: a page has
// hundreds of them around its article.
const howFolds = 4

// folds reports whether a run is shown as one line. What is being chosen is not.
func (r howRun) folds() bool {
	return len(r) >= howFolds && !r[0].In && !slices.ContainsFunc(r, func(b HowBlock) bool { return b.Chosen })
}

// why says for what reasons the blocks of a run are left out, the commonest first.
func (r howRun) why(ctx context.Context) string {
	const most = 3
	count, reasons := map[string]int{}, []string{}
	for _, b := range r {
		if count[b.Out]++; count[b.Out] == 1 {
			reasons = append(reasons, b.Out)
		}
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return count[b] - count[a] })
	for i := range reasons {
		reasons[i] = tr.Marked(ctx, reasons[i])
	}
	if len(reasons) > most {
		reasons = append(reasons[:most], tr.Say(ctx, "other reasons"))
	}
	return tr.List(ctx, reasons...)
}

// HowField is something about an article with all that was found for it.
type HowField struct {
	Name   string // of the field as the form has it, "" for one that the form does not have
	Label  string
	Said   string // what the analyst says, "" for nothing
	Was    string // the same as the form has it
	Values []HowValue
}

// HowValue is a value that was found for a field, in one or several places.
type HowValue struct {
	Value  string // as it would be written
	Shown  string // the same for people
	Used   bool   // it is the one that the text has
	Basis  string // of a date: how it is known
	Places []HowPlace
}

// HowPlace is where a value was found.
type HowPlace struct {
	Where    string
	Evidence string // the very words or tag
}

// Foreseen is what another text would make of an article.
type Foreseen struct {
	Charset, Extractor, Choice string // by which it is made
	Blocks                     int    // that are put in
	Same                       bool   // it reads the same
	Changes                    []difference.Change
	Kept                       int // mentions that move along
	Doubtful                   []DoubtfulMark
}

// DoubtfulMark is a mention that would be to be looked at.
type DoubtfulMark struct {
	Number string // of its claim
	Quote  string
	Lost   bool // the other text does not have its words; it is kept in the list
}

// howLabels are what the fields are called, with what each is in the form of the
// facts.
var howLabels = []struct{ field, name, label string }{
	{"title", "title", tr.Mark("Title")},
	{"byline", "byline", tr.Mark("Byline")},
	{"site", "text_origin", tr.Mark("Outlet")},
	{"published", "published", tr.Mark("Published")},
	{"language", "language", tr.Mark("Language")},
	{"url", "url", tr.Mark("Address")},
	{"dateline", "", tr.Mark("Dateline")},
}

// HowFields returns the fields that something can be found for, each without
// anything found yet, and the name by which each is found.
func (p *HowPage) HowFields(ctx context.Context) (fields []HowField, names []string) {
	a := &p.Data.Article
	said := map[string]string{"title": a.Title, "byline": a.Byline, "url": a.URL, "published": a.Published, "language": a.Language}
	if s := p.View.Source(a.TextOrigin); s != nil {
		said["text_origin"] = SourceName(ctx, s)
	}
	for _, f := range howLabels {
		field := HowField{Name: f.name, Label: tr.Marked(ctx, f.label), Said: said[f.name], Was: said[f.name]}
		if f.name == "text_origin" {
			field.Was = a.TextOrigin.String()
		}
		fields = append(fields, field)
		names = append(names, f.field)
	}
	return fields, names
}

// Add adds a value and where it was found.
func (f *HowField) Add(ctx context.Context, value, basis string, used bool, place HowPlace) {
	for i := range f.Values {
		if f.Values[i].Value == value {
			f.Values[i].Places = append(f.Values[i].Places, place)
			f.Values[i].Used = f.Values[i].Used || used
			return
		}
	}
	v := HowValue{Value: value, Shown: value, Used: used, Basis: basis, Places: []HowPlace{place}}
	switch f.Name {
	case "published":
		v.Shown = or(tr.Date(ctx, value), value)
	case "language":
		v.Shown = Language(ctx, value)
	}
	if used {
		f.Values = append([]HowValue{v}, f.Values...)
		return
	}
	f.Values = append(f.Values, v)
}

// Stands reports whether the analyst says that it is so.
func (f *HowField) Stands(v *HowValue) bool { return f.Said != "" && f.Said == v.Value }

// exactness says how exactly a date is known.
func exactness(ctx context.Context, edtf string) string {
	switch {
	case strings.ContainsAny(edtf, "?~%/"):
		return tr.Say(ctx, "not certain")
	case !strings.Contains(edtf, "T") && len(edtf) == len("2006"):
		return tr.Say(ctx, "known to the year")
	case !strings.Contains(edtf, "T") && len(edtf) == len("2006-01"):
		return tr.Say(ctx, "known to the month")
	case !strings.Contains(edtf, "T"):
		return tr.Say(ctx, "known to the day")
	}
	if _, err := time.Parse("2006-01-02T15:04:05", edtf); err == nil {
		return tr.Say(ctx, "with the time of day, of an unknown time zone")
	}
	return tr.Say(ctx, "with the time of day")
}

// Left returns how many blocks are not in the text.
func (p *HowPage) Left() (n int) {
	for _, b := range p.Blocks {
		if !b.In {
			n++
		}
	}
	return n
}

// Sub says how much of the original is in the text.
func (p *HowPage) Sub(ctx context.Context) string {
	in := len(p.Blocks) - p.Left()
	return inOneLine(tr.Count(ctx, in, "%s paragraph is in the text.", "%s paragraphs are in the text."), leftSays(ctx, p.Left()))
}

func leftSays(ctx context.Context, n int) string {
	if n == 0 {
		return tr.Say(ctx, "Nothing was left out.")
	}
	return tr.Count(ctx, n, "%s was left out.", "%s were left out.")
}

func inOneLine(sentences ...string) string { return strings.Join(sentences, " ") }

// Says says what becomes of the mentions.
func (f *Foreseen) Says(ctx context.Context) string {
	switch {
	case f.Same:
		return tr.Say(ctx, "The text reads the same that way.")
	case f.Kept == 0 && len(f.Doubtful) == 0:
		return tr.Say(ctx, "There are no mentions in the text that would have to move.")
	case len(f.Doubtful) == 0:
		return tr.Count(ctx, f.Kept, "%s mention moves along, exactly.", "%s mentions move along, exactly.")
	}
	return inOneLine(tr.Count(ctx, f.Kept, "%s mention moves along, exactly.", "%s mentions move along, exactly."),
		tr.Count(ctx, len(f.Doubtful), "%s has no certain place and will be listed to be looked at; it is not lost.", "%s have no certain place and will be listed to be looked at; none is lost."))
}

// Compare finds what the text that would be has otherwise than the one so far.
func (f *Foreseen) Compare(from, to anchor.Text) { f.Changes = difference.Revision(from, to) }

// Differs returns the changes, of those that are the same only the ones beside
// something that is not; nil stands for what is left out between them.
func (f *Foreseen) Differs() []*difference.Change { return nearby(f.Changes) }

func nearby(all []difference.Change) (shown []*difference.Change) {
	skipped := false
	for i := range all {
		near := !all[i].Same() || i > 0 && !all[i-1].Same() || i+1 < len(all) && !all[i+1].Same()
		switch {
		case near:
			shown = append(shown, &all[i])
			skipped = false
		case !skipped:
			shown = append(shown, nil)
			skipped = true
		}
	}
	return shown
}

// foundSaid writes what the analyst says of a field, for people.
func foundSaid(ctx context.Context, f HowField) string {
	switch f.Name {
	case "published":
		return or(tr.Date(ctx, f.Said), f.Said)
	case "language":
		return Language(ctx, f.Said)
	}
	return f.Said
}
