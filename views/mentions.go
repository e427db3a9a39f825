package views

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"assay/internal/assay"
)

// MentionsPage is one page of the mentions of a case.
type MentionsPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.MentionsPage
	Names []assay.Wording // of all claims
	Rows  []MentionLine
	Was   Was[map[assay.MentionID]assay.SeenMention]
}

// MentionLine is one mention of a list.
type MentionLine struct {
	Mention   *assay.Mention
	Quote     QuoteView
	Title     string // of its article
	Number    string // of its claim
	Wording   string
	Seen      assay.SeenMention
	Certainty string
	Tags      []assay.Tag
	Places    []PlaceView
}

// NewMentions lays a page of the mentions out.
func NewMentions(ctx context.Context, root CaseRoot, view *assay.View, data assay.MentionsPage, names []assay.Wording) MentionsPage {
	p := MentionsPage{Root: root, View: view, Data: data, Names: names}
	seen := map[assay.MentionID]assay.SeenMention{}
	for _, id := range data.Order {
		m := view.Mention(id)
		if m == nil {
			continue
		}
		l := MentionLine{
			Mention: m, Quote: Quote(ctx, root, view, m), Number: ClaimNumber(view.Case, m.Claim), Seen: view.Seen(m), Tags: TagsOf(view.Case, assay.EntityID(id)),
			Certainty: view.Judged(about(assay.EntityID(id), assay.DimCertainty)).Word(), Places: PlacesOf(view, id),
		}
		if c := view.Claim(m.Claim); c != nil {
			l.Wording = Wording(ctx, c)
		}
		if a := view.Article(m.Article); a != nil {
			l.Title = Title(ctx, view, a)
		}
		p.Rows, seen[id] = append(p.Rows, l), l.Seen
	}
	p.Was = Shown(seen)
	return p
}

// PlacesOf returns the versions of questions that a mention is in.
func PlacesOf(v *assay.View, id assay.MentionID) []PlaceView {
	var list []PlaceView
	for i := range v.Case.Questions {
		if version := v.VersionOf(v.Case.Questions[i].ID, id); version != nil {
			list = append(list, PlaceView{&v.Case.Questions[i], version})
		}
	}
	return list
}

// Summary says how many mentions the filter lets through.
func (p *MentionsPage) Summary() string { return Count(p.Data.Leaf.Of, "mention", "mentions") }

// Filtered reports whether the page leaves mentions out on request.
func (p *MentionsPage) Filtered() bool {
	return p.Root.MentionList(p.first()) != p.Root.MentionList(assay.MentionFilter{})
}

// first is the filter of the first page.
func (p *MentionsPage) first() assay.MentionFilter {
	f := p.Data.Filter
	f.Page = 0
	return f
}

// Rare counts the filters that are set among those that are folded away.
func (p *MentionsPage) Rare() (n int) {
	f := p.Data.Filter
	for _, set := range []bool{!f.Source.IsZero()} {
		if set {
			n++
		}
	}
	return n
}

// Pager says which part of the list is on the page.
func (p *MentionsPage) Pager() PagerView {
	f := p.Data.Filter
	return pager("Mentions", p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.MentionList(f)
	})
}

// lacks reports whether the filter asks for mentions without something.
func (p *MentionsPage) lacks(what string) bool { return slices.Contains(p.Data.Filter.Lacks, what) }

// lackWords say what a mention is without.
var lackWords = map[string]string{
	"stance": "a stance", "grade": "a grade", "chain": "who says it", "certainty": "how certain", "voice": "whose voice", "version": "a version",
}

// Scope is a claim or article that the list is limited to, and where the list
// without that limit is.
type Scope struct{ Label, Says, Without string }

// Scopes returns what the list is limited to.
func (p *MentionsPage) Scopes(ctx context.Context) []Scope {
	var list []Scope
	if f := p.first(); !f.Claim.IsZero() {
		s := Scope{Label: "of " + ClaimNumber(p.View.Case, f.Claim)}
		if c := p.View.Claim(f.Claim); c != nil {
			s.Says = Wording(ctx, c)
		}
		f.Claim = assay.ClaimID{}
		s.Without = p.Root.MentionList(f)
		list = append(list, s)
	}
	if f := p.first(); !f.Article.IsZero() {
		s := Scope{Label: "in"}
		if a := p.View.Article(f.Article); a != nil {
			s.Says = Title(ctx, p.View, a)
		}
		f.Article = assay.ArticleID{}
		s.Without = p.Root.MentionList(f)
		list = append(list, s)
	}
	return list
}

// StanceOptions are the stances, as choices.
func (p *MentionsPage) StanceOptions() []Option {
	options := []Option{{Label: "any"}}
	for _, s := range Stances {
		options = append(options, Option{Value: s, Label: s, Chosen: s == string(p.Data.Filter.Stance)})
	}
	return options
}

// CredibilityOptions are the grades, as choices.
func (p *MentionsPage) CredibilityOptions() []Option {
	options := []Option{{Label: "any"}}
	for _, g := range assay.Credibilities {
		options = append(options, Option{Value: string(g), Label: string(g), Chosen: g == p.Data.Filter.Credibility})
	}
	return options
}

// OutcomeWords says what came of changing several mentions.
func OutcomeWords(o assay.MentionsOutcome, done string) string {
	parts := []string{Count(o.Changed, "mention", "mentions") + ": " + done + "."}
	if o.Changed == 0 {
		parts = []string{"No mention was changed."}
	}
	for _, left := range []struct {
		n         int
		one, many string
	}{
		{o.Same, "was so already.", "were so already."},
		{o.Stale, "was changed by somebody since you opened the page, and left.", "were changed by somebody since you opened the page, and left."},
		{o.Twins, "is marked for that claim already, and left.", "are marked for that claim already, and left."},
		{o.Gone, "is not there any more.", "are not there any more."},
	} {
		if left.n > 0 {
			parts = append(parts, Count(left.n, left.one, left.many))
		}
	}
	if o.Guarded > 0 {
		parts = append(parts, fmt.Sprintf("Grade 1 is higher than %s: no two independent origins, or somebody contradicts it.", Count(o.Guarded, "claim of these bears", "of these claims bear")))
	}
	return strings.Join(parts, " ")
}
