package views

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
)

// SearchPage is what was found, and the field to look for more.
type SearchPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.SearchPage
	Wrong string // why what was typed cannot be looked for
	Rows  []FoundRow
}

// FoundRow is one thing that was found.
type FoundRow struct {
	Kind  string
	Icon  string
	Href  string
	Title []assay.Piece
	About []string
	Says  []assay.Piece
	More  int // hits besides those that are shown
	Lang  string
}

// NewSearch lays out what was found.
func NewSearch(ctx context.Context, root CaseRoot, view *assay.View, data assay.SearchPage) SearchPage {
	p := SearchPage{Root: root, View: view, Data: data}
	for i := range data.Found {
		p.Rows = append(p.Rows, p.row(ctx, &data.Found[i]))
	}
	return p
}

// foundIcons are the drawings that stand for what can be found.
var foundIcons = map[assay.Kind]string{
	assay.KindArticle: "article", assay.KindClaim: "check", assay.KindQuestion: "question", assay.KindSource: "user",
	assay.KindTag: "tag", assay.KindEvent: "clock", assay.KindNote: "note",
}

// foundPlurals are what can be found, in the plural.
var foundPlurals = map[assay.Kind]string{
	assay.KindArticle: tr.Mark("Articles"), assay.KindClaim: tr.Mark("Claims"), assay.KindQuestion: tr.Mark("Questions"), assay.KindSource: tr.Mark("Sources"),
	assay.KindTag: tr.Mark("Tags"), assay.KindEvent: tr.Mark("Events"), assay.KindNote: tr.Mark("Notes"),
}

func (p *SearchPage) row(ctx context.Context, x *assay.Found) FoundRow {
	r := FoundRow{Kind: tr.Marked(ctx, string(x.Kind)), Icon: foundIcons[x.Kind], Title: x.Title, Says: x.Says, More: x.Hits}
	for _, piece := range x.Says {
		if piece.Hit {
			r.More--
		}
	}
	typed := p.Data.Question.Typed
	switch x.Kind {
	case assay.KindArticle:
		p.article(ctx, &r, x, typed)
	case assay.KindClaim:
		id := assay.ClaimID(x.ID)
		r.Href, r.About = p.Root.Claim(id), []string{ClaimNumber(p.View.Case, id), tr.Count(ctx, p.articlesOf(id), "%s article", "%s articles")}
		if c := p.View.Claim(id); c != nil && c.Gone {
			r.About = append(r.About, tr.Say(ctx, "removed"))
		}
	case assay.KindQuestion:
		r.Href = p.Root.Question(assay.QuestionID(x.ID))
	case assay.KindSource:
		r.Href = p.Root.Source(assay.SourceID(x.ID))
		if s := p.View.Source(assay.SourceID(x.ID)); s != nil {
			r.About = []string{tr.Word(ctx, s.Kind)}
		}
	case assay.KindTag:
		r.Href = p.Root.Tag(assay.TagID(x.ID))
	case assay.KindEvent:
		r.Href = p.Root.Library(assay.LibraryFilter{Event: assay.EventID(x.ID)})
	default:
		p.note(ctx, &r, assay.NoteID(x.ID))
	}
	if len(r.Title) == 0 && x.Kind != assay.KindNote {
		r.Title = []assay.Piece{{Text: tr.Say(ctx, "Without a name")}}
	}
	return r
}

func (p *SearchPage) article(ctx context.Context, r *FoundRow, x *assay.Found, typed string) {
	id := assay.ArticleID(x.ID)
	r.Href = p.Root.ArticleFound(id, typed, max(0, x.First))
	a := p.View.Article(id)
	if a == nil {
		return
	}
	f := p.View.Facts(a)
	if s := Outlet(p.View, a); s != nil {
		r.About = append(r.About, SourceName(ctx, s))
	} else if f.Site != "" {
		r.About = append(r.About, f.Site)
	}
	if f.Published != "" {
		r.About = append(r.About, tr.Date(ctx, f.Published))
	}
	r.Lang = f.Language
}

// articlesOf counts the articles that mention a claim.
func (p *SearchPage) articlesOf(id assay.ClaimID) int {
	seen := map[assay.ArticleID]bool{}
	for _, m := range p.View.MentionsOf(id) {
		seen[m.Article] = true
	}
	return len(seen)
}

// note leads to a note, and says what it is on.
func (p *SearchPage) note(ctx context.Context, r *FoundRow, id assay.NoteID) {
	i := slices.IndexFunc(p.View.Case.Notes, func(n assay.Note) bool { return n.ID == id })
	if i < 0 {
		return
	}
	n := &p.View.Case.Notes[i]
	r.Href = p.Root.NoteAt(id)
	r.About = []string{tr.Sense(ctx, "a note", "by %s", AnalystName(ctx, p.Data.Case.Actors, n.By))}
	if on := NewThing(ctx, p.Root, p.View, n.Target); on.Kind != "" {
		r.About = append([]string{tr.Say(ctx, "on %s", on.Label)}, r.About...)
	}
}

// Summary says how much was found, and how.
func (p *SearchPage) Summary(ctx context.Context) string {
	var says []string
	switch {
	case p.Data.Leaf.Of == 0: // the page says so
	case p.Data.More:
		says = append(says, tr.Say(ctx, "More than %s things found. Another word narrows it.", Number(p.Data.Leaf.Of)))
	default:
		says = append(says, tr.Count(ctx, p.Data.Leaf.Of, "%s thing found", "%s things found"))
	}
	if p.Data.Latest {
		says = append(says, tr.Say(ctx, "What is called so comes first, then the latest."))
	}
	if p.Data.Short {
		says = append(says, tr.Say(ctx, "Many words begin so, and not all of them were looked up. Type more of the word."))
	}
	return strings.Join(says, " ")
}

// Narrow returns what was typed with one field more.
func (p *SearchPage) Narrow(kind assay.Kind) string {
	return p.Root.Search(strings.TrimSpace(p.Data.Question.Typed)+" in:"+string(kind)+"s", 0)
}

// Pager returns which part of what was found is on the page.
func (p *SearchPage) Pager(ctx context.Context) PagerView {
	return pager(tr.Say(ctx, "Things found"), p.Data.Leaf, func(page int) string { return p.Root.Search(p.Data.Question.Typed, page) })
}

// Offer is something that the palette offers: to go somewhere, or to do
// something on the page that it was opened on.
type Offer struct {
	Label string
	Kind  string   // what it is, for a thing that was found
	Icon  string   //
	Href  string   // where it leads, or
	Act   string   // what it does
	Value string   // with what
	Keys  []string // that do the same
}

// PaletteView is what the palette offers.
type PaletteView struct {
	Root   CaseRoot
	Typed  string
	Scope  string // of the page
	Offers []Offer
}

// Commands returns what can be done by keys on a page with a scope and is
// called like what was typed, what is the page's own first.
func Commands(ctx context.Context, scope, typed string) []Offer {
	var list []Offer
	own := append(strings.Fields(scope), "everywhere")
	for _, s := range keysOf(ctx, scope) {
		if !slices.Contains(own, s.Scope) {
			continue
		}
		for _, b := range s.Keys {
			if b.Act == "leave" || b.Act == "palette" || len(b.Keys) > 1 || !hasWords(b.Does, typed) && !hasWords(tr.Marked(ctx, b.Does), typed) {
				continue
			}
			list = append(list, Offer{Label: tr.Marked(ctx, b.Does), Act: b.Act, Value: b.Value, Keys: bound(ctx, b)})
		}
	}
	return list
}

// article is that of Arabic, which is written as a part of its word.
const article = "ال"

// hasWords reports whether each word that was typed begins a word of a text, with
// or without its article.
func hasWords(text, typed string) bool {
	words := strings.Fields(strings.ToLower(text))
	for want := range strings.FieldsSeq(strings.ToLower(typed)) {
		if !slices.ContainsFunc(words, func(w string) bool {
			return strings.HasPrefix(w, want) || strings.HasPrefix(strings.TrimPrefix(w, article), want)
		}) {
			return false
		}
	}
	return true
}

// Offers returns the things that were found as the palette offers them.
func (p *SearchPage) Offers(ctx context.Context) []Offer {
	var list []Offer
	for _, r := range p.Rows {
		var label strings.Builder
		for _, piece := range r.Title {
			label.WriteString(piece.Text)
		}
		if label.Len() == 0 {
			for _, piece := range r.Says {
				label.WriteString(piece.Text)
			}
		}
		kind := r.Kind
		if len(r.About) > 0 {
			kind = tr.List(ctx, append([]string{kind}, r.About...)...)
		}
		list = append(list, Offer{Label: label.String(), Kind: kind, Icon: r.Icon, Href: r.Href})
	}
	return list
}

func optionID(i int) string { return "offer-" + strconv.Itoa(i+1) }

// Hits are the places that a search has led to, as the scripts read them.
func (p *ReaderPage) Hits() string {
	var b strings.Builder
	for i, h := range p.Found {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(h.Start) + "-" + strconv.Itoa(h.End))
	}
	return b.String()
}
