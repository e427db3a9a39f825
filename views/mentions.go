package views

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
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
func (p *MentionsPage) Summary(ctx context.Context) string {
	return tr.Count(ctx, p.Data.Leaf.Of, "%s mention", "%s mentions")
}

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
func (p *MentionsPage) Pager(ctx context.Context) PagerView {
	f := p.Data.Filter
	return pager(tr.Say(ctx, "Mentions"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.MentionList(f)
	})
}

// lacks reports whether the filter asks for mentions without something.
func (p *MentionsPage) lacks(what string) bool { return slices.Contains(p.Data.Filter.Lacks, what) }

// lackWords say what a mention is without.
var lackWords = map[string]string{
	"stance": tr.Mark("a stance"), "grade": tr.Mark("a grade"), "chain": tr.Mark("who says it"), "certainty": tr.Mark("how certain"), "voice": tr.Mark("whose voice"), "version": tr.Mark("a version"),
}

// Scope is a claim or article that the list is limited to, and where the list
// without that limit is.
type Scope struct {
	Claim   string // the number of the claim, "" for an article
	Says    string
	Without string
}

// notOnly names the way to the list without the limit.
func (s Scope) notOnly(ctx context.Context) string {
	if s.Claim != "" {
		return tr.Say(ctx, "Not only of %s %s", s.Claim, s.Says)
	}
	return tr.Say(ctx, "Not only in %s", s.Says)
}

// Scopes returns what the list is limited to.
func (p *MentionsPage) Scopes(ctx context.Context) []Scope {
	var list []Scope
	if f := p.first(); !f.Claim.IsZero() {
		s := Scope{Claim: ClaimNumber(p.View.Case, f.Claim)}
		if c := p.View.Claim(f.Claim); c != nil {
			s.Says = Wording(ctx, c)
		}
		f.Claim = assay.ClaimID{}
		s.Without = p.Root.MentionList(f)
		list = append(list, s)
	}
	if f := p.first(); !f.Article.IsZero() {
		var s Scope
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
func (p *MentionsPage) StanceOptions(ctx context.Context) []Option {
	options := []Option{{Label: tr.Say(ctx, "any")}}
	for _, s := range Stances {
		options = append(options, Option{Value: s, Label: tr.Word(ctx, s), Chosen: s == string(p.Data.Filter.Stance)})
	}
	return options
}

// CredibilityOptions are the grades, as choices.
func (p *MentionsPage) CredibilityOptions(ctx context.Context) []Option {
	options := []Option{{Label: tr.Say(ctx, "any")}}
	for _, g := range assay.Credibilities {
		options = append(options, Option{Value: string(g), Label: string(g), Chosen: g == p.Data.Filter.Credibility})
	}
	return options
}

// OutcomeWords says what came of changing several mentions; done says what was
// done with those that changed.
func OutcomeWords(ctx context.Context, o assay.MentionsOutcome, done string) string {
	if o.Changed == 0 {
		done = tr.Say(ctx, "No mention was changed.")
	}
	parts := []string{done, leftWords(ctx, o.Same, o.Stale, o.Gone)}
	if o.Others > 0 {
		parts = append(parts, tr.Count(ctx, o.Others, "%s was judged by somebody else only, whose word you cannot take back.", "%s were judged by somebody else only, whose word you cannot take back."))
	}
	if o.Twins > 0 {
		parts = append(parts, tr.Count(ctx, o.Twins, "%s is marked for that claim already, and left.", "%s are marked for that claim already, and left."))
	}
	if o.Guarded > 0 {
		parts = append(parts, tr.Count(ctx, o.Guarded, "Grade 1 is higher than %s claim of these bears: no two independent origins, or somebody contradicts it.", "Grade 1 is higher than %s of these claims bear: no two independent origins, or somebody contradicts it."))
	}
	return inARow(parts)
}

// leftWords says of how many things why they were left as they were.
func leftWords(ctx context.Context, same, stale, gone int) string {
	var parts []string
	if same > 0 {
		parts = append(parts, tr.Count(ctx, same, "%s was so already.", "%s were so already."))
	}
	if stale > 0 {
		parts = append(parts, tr.Count(ctx, stale, "%s was changed by somebody since you opened the page, and left.", "%s were changed by somebody since you opened the page, and left."))
	}
	if gone > 0 {
		parts = append(parts, tr.Count(ctx, gone, "%s is not there any more.", "%s are not there any more."))
	}
	return inARow(parts)
}

// inARow puts sentences one after the other, but for those that say nothing.
func inARow(list []string) string {
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), " ")
}
