package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"assay/internal/assay"
	"assay/internal/tr"
)

// LibraryPage is the articles of the case.
type LibraryPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Filter assay.LibraryFilter
	Data   assay.LibraryPage

	Received *assay.Received // what came of receiving the case, nil if there is nothing to say
	Siblings []SiblingView   // other copies of the case that lie beside it

	Rows []ArticleRow
	Zone *time.Location // the analyst's
}

// ArticleRow is an article in the library.
type ArticleRow struct {
	ID        assay.ArticleID
	Title     string
	Language  string
	Byline    string
	Outlet    string // "" if nobody knows
	Supposed  bool   // the outlet was found, and nobody has confirmed it
	Letter    string
	FoundAt   string // the host, where another wrote the text
	Published string // "" if nobody knows

	Unconfirmed bool // the date was found, and nobody has confirmed it
	Events      []assay.Event
	Tags        []assay.Tag
	Near        int           // near copies of it
	Updates     []EditionLink // what it is a later version of
	Read        string        // "read", "unread" or "" where nobody has said
	Lacks       string        // of its text: one of assay.LibraryTexts, or "" where nothing is known to be missing
	Counts      assay.Counts
}

// NewLibrary lays out one page of the library.
func NewLibrary(ctx context.Context, root CaseRoot, view *assay.View, f assay.LibraryFilter, data assay.LibraryPage) LibraryPage {
	editions := assay.NewView(data.Editions, view.Me)
	p := LibraryPage{Root: root, View: view, Filter: f, Data: data}
	for _, id := range data.Order {
		a := view.Article(id)
		facts := view.Facts(a)
		row := ArticleRow{
			ID: id, Title: Title(ctx, view, a), Language: facts.Language, Byline: facts.Byline, Letter: Letter(view, a), Published: tr.Date(ctx, facts.Published), Unconfirmed: facts.Found["published"],
			Events: Events(view, a), Tags: TagsOf(data.Case, assay.EntityID(id)), Read: view.ReadState(a.Text), Counts: data.Counts[id],
			Near: data.Near[id], Updates: EditionLinks(ctx, root, editions, id),
		}
		row.Lacks = lacks(data.Case.Texts, a.Text)
		if s := Outlet(view, a); s != nil {
			row.Outlet = SourceName(ctx, s)
			if host := view.Source(a.Host); host != nil && host.ID != s.ID {
				row.FoundAt = SourceName(ctx, host)
			}
		} else if found := view.Proposals(a); found["text_origin"] != "" || found["host"] != "" {
			row.Outlet, row.Supposed = or(found["text_origin"], found["host"]), true
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// lacks says what of its original is not in a text: one of assay.LibraryTexts, "" if
// nothing is known to be.
func lacks(texts []assay.Text, id assay.TextID) string {
	i := slices.IndexFunc(texts, func(t assay.Text) bool { return t.ID == id })
	switch {
	case i < 0 || len(texts[i].Gaps()) == 0:
		return ""
	case texts[i].Unread():
		return "none"
	}
	return "part"
}

// lackSays says of an article what of its original is not in its text.
func lackSays(ctx context.Context, lacks string) string {
	if lacks == "none" {
		return textLabel(ctx, lacks)
	}
	return tr.Say(ctx, "not all of its text")
}

// textLabel says what of an original is not in a text.
func textLabel(ctx context.Context, lacks string) string {
	if lacks == "none" {
		return tr.Say(ctx, "no text yet")
	}
	return tr.Say(ctx, "not all of it")
}

// Sub says how much of the library is on the page.
func (p *LibraryPage) Sub(ctx context.Context) string {
	if p.Data.Leaf.Of == p.Data.All {
		return tr.Count(ctx, p.Data.All, "%s article", "%s articles")
	}
	return tr.Count(ctx, p.Data.All, "%[2]s of %[1]s article", "%[2]s of %[1]s articles", Number(p.Data.Leaf.Of))
}

// titles are those of the articles on the page.
func (p *LibraryPage) titles() []string {
	var titles []string
	for i := range p.Rows {
		titles = append(titles, p.Rows[i].Title)
	}
	return titles
}

// Filtered reports whether the filter can leave articles out.
func (p *LibraryPage) Filtered() bool {
	f := p.Filter
	f.Sort, f.Page = "", 0
	return f != assay.LibraryFilter{}
}

// Narrowed returns how many of the filters are set that a phone folds away.
func (p *LibraryPage) Narrowed() (n int) {
	f := p.Filter
	for _, set := range []bool{!f.Source.IsZero(), !f.Event.IsZero(), f.Language != "", f.Read != "", f.Text != ""} {
		if set {
			n++
		}
	}
	return n
}

// Clear returns the address of the library with the same order and no filter.
func (p *LibraryPage) Clear() string {
	return p.Root.Library(assay.LibraryFilter{Sort: p.Filter.Sort})
}

// Sorted returns the address of the library in another order.
func (p *LibraryPage) Sorted(sort string) string {
	f := p.Filter
	f.Sort, f.Page = sort, 0
	return p.Root.Library(f)
}

// Order returns the order that the articles are in.
func (p *LibraryPage) Order() string { return or(p.Filter.Sort, assay.LibrarySorts[0]) }

// Pager returns which part of the list is on the page.
func (p *LibraryPage) Pager(ctx context.Context) PagerView {
	f := p.Filter
	return pager(tr.Say(ctx, "Articles"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.Library(f)
	})
}

// LanguageOptions returns the languages of the articles, as choices.
func (p *LibraryPage) LanguageOptions(ctx context.Context) []Option {
	options := []Option{{Label: tr.Say(ctx, "any")}}
	for _, tag := range p.Data.Languages {
		options = append(options, Option{Value: tag, Label: Language(ctx, tag), Chosen: tag == p.Filter.Language})
	}
	return options
}

// ReadOptions are the states of reading, as choices.
func (p *LibraryPage) ReadOptions(ctx context.Context) []Option {
	return []Option{
		{Label: tr.Say(ctx, "read or not")},
		{Value: "unread", Label: tr.Say(ctx, "not read yet"), Chosen: p.Filter.Read == "unread"},
		{Value: "read", Label: tr.Word(ctx, "read"), Chosen: p.Filter.Read == "read"},
	}
}

// TextOptions are what can be missing in a text, as choices.
func (p *LibraryPage) TextOptions(ctx context.Context) []Option {
	options := []Option{{Label: tr.Say(ctx, "any")}}
	for _, text := range assay.LibraryTexts {
		options = append(options, Option{Value: text, Label: textLabel(ctx, text), Chosen: text == p.Filter.Text})
	}
	return options
}

// SortOptions are the orders of the library, as choices.
func (p *LibraryPage) SortOptions(ctx context.Context) []Option {
	labels := map[string]string{
		"imported": tr.Say(ctx, "latest import"), "published": tr.Say(ctx, "latest published"), "title": tr.Sense(ctx, "order", "title"),
		"outlet": tr.Sense(ctx, "order", "outlet"), "mentions": tr.Say(ctx, "most mentions"),
	}
	var options []Option
	for _, s := range assay.LibrarySorts {
		options = append(options, Option{Value: s, Label: labels[s], Chosen: s == p.Order()})
	}
	return options
}

// Option is one choice of a list.
type Option struct {
	Value, Label string
	Means        string // of what is called otherwise now: how
	Chosen       bool
}

// languageNames are the names of languages, in the languages that pages have.
var languageNames = map[tr.Language]*display.Dictionary{tr.English: display.English, tr.Arabic: display.Arabic}

// Language writes the tag of a language for people: "ko" as "Korean". A tag
// that is none stays as it is.
func Language(ctx context.Context, tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return or(languageNames[tr.Of(ctx)].Tags().Name(parsed), tag)
}

// ReadWord says a state of reading; nothing said is not read.
func ReadWord(ctx context.Context, state string) string {
	if state == "read" {
		return tr.Word(ctx, "read")
	}
	return tr.Word(ctx, "not_read")
}

// Bytes writes a size for people.
func Bytes(ctx context.Context, n int64) string {
	const unit = 1000
	if n < unit {
		return tr.Count(ctx, int(n), "%s byte", "%s bytes")
	}
	size, names := float64(n)/unit, []string{"kB", "MB", "GB"}
	for len(names) > 1 && size >= unit {
		size, names = size/unit, names[1:]
	}
	digits := 0
	if size < 10 {
		digits = 1
	}
	return strings.TrimSuffix(strconv.FormatFloat(size, 'f', digits, 64), ".0") + " " + names[0]
}
