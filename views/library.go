package views

import (
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"assay/internal/assay"
)

// LibraryPage is the articles of the case.
type LibraryPage struct {
	Frame  Frame
	Root   CaseRoot
	View   *assay.View
	Filter assay.LibraryFilter
	Data   assay.LibraryPage
	Rows   []ArticleRow
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
	Read        string // "read", "unread" or "" where nobody has said
	Counts      assay.Counts
}

// NewLibrary lays out one page of the library.
func NewLibrary(root CaseRoot, view *assay.View, f assay.LibraryFilter, data assay.LibraryPage) LibraryPage {
	p := LibraryPage{Root: root, View: view, Filter: f, Data: data}
	for _, id := range data.Order {
		a := view.Article(id)
		facts := view.Facts(a)
		row := ArticleRow{
			ID: id, Title: Title(view, a), Language: facts.Language, Byline: facts.Byline, Letter: Letter(view, a), Published: Date(facts.Published), Unconfirmed: facts.Found["published"],
			Events: Events(view, a), Tags: TagsOf(data.Case, assay.EntityID(id)), Read: view.ReadState(a.Text), Counts: data.Counts[id],
		}
		if s := Outlet(view, a); s != nil {
			row.Outlet = SourceName(s)
			if host := view.Source(a.Host); host != nil && host.ID != s.ID {
				row.FoundAt = SourceName(host)
			}
		} else if facts.Site != "" {
			row.Outlet, row.Supposed = facts.Site, true
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// Sub says how much of the library is on the page.
func (p *LibraryPage) Sub() string {
	if p.Data.Leaf.Of == p.Data.All {
		return Count(p.Data.All, "article", "articles")
	}
	return Number(p.Data.Leaf.Of) + " of " + Count(p.Data.All, "article", "articles")
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
func (p *LibraryPage) Pager() PagerView {
	f := p.Filter
	return pager("Articles", p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.Library(f)
	})
}

// Outlets returns the sources that articles have, as choices: those that were
// judged the same are one.
func (p *LibraryPage) Outlets() []Option {
	options := []Option{{Label: "any"}}
	seen := map[assay.SourceID]bool{}
	for _, id := range p.Data.Outlets {
		if s := p.View.Source(id); s != nil && !seen[s.ID] {
			seen[s.ID] = true
			options = append(options, Option{Value: s.ID.String(), Label: SourceName(s), Chosen: s.ID == p.View.Resolve(p.Filter.Source)})
		}
	}
	return options
}

// EventOptions returns the events of the case, as choices.
func (p *LibraryPage) EventOptions() []Option {
	options := []Option{{Label: "any"}}
	for _, e := range p.Data.Case.Events {
		options = append(options, Option{Value: e.ID.String(), Label: e.Name, Chosen: e.ID == p.Filter.Event})
	}
	return options
}

// LanguageOptions returns the languages of the articles, as choices.
func (p *LibraryPage) LanguageOptions() []Option {
	options := []Option{{Label: "any"}}
	for _, tag := range p.Data.Languages {
		options = append(options, Option{Value: tag, Label: Language(tag), Chosen: tag == p.Filter.Language})
	}
	return options
}

// ReadOptions are the states of reading, as choices.
func (p *LibraryPage) ReadOptions() []Option {
	return []Option{
		{Label: "read or not"},
		{Value: "unread", Label: "not read yet", Chosen: p.Filter.Read == "unread"},
		{Value: "read", Label: "read", Chosen: p.Filter.Read == "read"},
	}
}

// SortOptions are the orders of the library, as choices.
func (p *LibraryPage) SortOptions() []Option {
	labels := map[string]string{"imported": "latest import", "published": "latest published", "title": "title", "outlet": "outlet", "mentions": "most mentions"}
	var options []Option
	for _, s := range assay.LibrarySorts {
		options = append(options, Option{Value: s, Label: labels[s], Chosen: s == p.Order()})
	}
	return options
}

// Option is one choice of a list.
type Option struct {
	Value, Label string
	Chosen       bool
}

// Language writes the tag of a language for people: "ko" as "Korean". A tag
// that is none stays as it is.
func Language(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return or(display.English.Tags().Name(parsed), tag)
}

// ReadWord says a state of reading; nothing said is not read.
func ReadWord(state string) string {
	if state == "read" {
		return "read"
	}
	return "not read"
}

// OutletNames are the names that an analyst may give an outlet by.
func OutletNames(c *assay.Case) []string {
	var names []string
	for i := range c.Sources {
		if s := &c.Sources[i]; s.Kind != "anonymous_group" {
			names = append(names, SourceName(s))
		}
	}
	return names
}

// EventNames are the names of the events of a case.
func EventNames(c *assay.Case) []string {
	var names []string
	for _, e := range c.Events {
		names = append(names, e.Name)
	}
	return names
}

// Bytes writes a size for people.
func Bytes(n int64) string {
	const unit = 1000
	if n < unit {
		return Count(int(n), "byte", "bytes")
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
