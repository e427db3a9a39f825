package views

import (
	"context"
	"slices"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// RootForm is where what a mention says is said to have entered.
type RootForm struct {
	Mention assay.MentionID `form:"mention"`
	Name    string          `form:"source"`
	Kind    string          `form:"kind"`
	Article assay.ArticleID `form:"article"`
	Reason  string          `form:"reason"`
	Back    bool            `form:"back"` // it is taken back

	Was Was[assay.RootValue] `form:"was"`
}

// RootView is where what a mention says entered, as it was worked out and as
// analysts say.
type RootView struct {
	View    *assay.View
	Root    CaseRoot
	Mention *assay.Mention
	ID      string // that its fields end with
	Names   string // the id of the list of sources, which the page has
	Action  string // where it is posted
	Zone    *time.Location
	Fixed   bool // nothing can be changed
}

// StopView is a stop on the way to an origin.
type StopView struct {
	Name, Href string
	How        string // how the trail comes here, "" for where it begins
	Link       assay.Link
}

// stopName says who or what a stop is.
func stopName(ctx context.Context, v *assay.View, l assay.Leg) string {
	if s := v.Source(l.Source); s != nil {
		return SourceName(ctx, s)
	}
	if a := v.Article(l.Article); a != nil {
		return tr.Say(ctx, "“%s”", Title(ctx, v, a))
	}
	if !l.Source.IsZero() {
		return tr.Say(ctx, "a source that is not in this case")
	}
	return tr.Say(ctx, "somebody who is not known")
}

// linkWords say how a trail comes to a stop.
var linkWords = map[assay.Link]string{
	assay.Uttered: tr.Mark("as the text says"), assay.Derived: tr.Mark("from which the article is confirmed to come"), assay.Declared: tr.Mark("as an analyst says"),
}

// Stops are the stops of a trail in words, each with the passage or source that
// it leads to.
func Stops(ctx context.Context, root CaseRoot, v *assay.View, trail []assay.Leg) []StopView {
	list := make([]StopView, 0, len(trail))
	for _, l := range trail {
		s := StopView{Name: stopName(ctx, v, l), Link: l.Link}
		if l.Link != assay.Begins {
			s.How = tr.Marked(ctx, linkWords[l.Link])
		}
		switch {
		case !l.Mention.IsZero():
			s.Href = root.MentionInArticle(l.Article, l.Mention)
		case !l.Article.IsZero():
			s.Href = root.Article(l.Article)
		case v.Source(l.Source) != nil:
			s.Href = root.Source(v.Resolve(l.Source))
		}
		list = append(list, s)
	}
	return list
}

// TrailWords writes a trail on one line, the mention first: "Coast Daily ← The Herald ←
// two people".
func TrailWords(ctx context.Context, v *assay.View, trail []assay.Leg) string {
	words := ""
	for _, l := range slices.Backward(trail) {
		if name := stopName(ctx, v, l); words == "" {
			words = name
		} else {
			words = tr.Sense(ctx, "who says it, and who has it from", "%s ← %s", name, words)
		}
	}
	return words
}

// WorkedOut is the trail of the mention without anybody's own word on it.
func (r RootView) WorkedOut(ctx context.Context) []StopView {
	return Stops(ctx, r.Root, r.View, r.View.WorkedOut(r.Mention))
}

// Declared is what analysts say of where it entered.
type Declared struct {
	Who, Name, Reason string
	Href              string // of its history
	Meta              assay.Meta
	Mine              bool
	value             assay.RootValue
}

// Declarations are what analysts say of where it entered, in order of making.
func (r RootView) Declarations(ctx context.Context) (list []Declared) {
	for i := range r.View.Case.Judgements {
		j := &r.View.Case.Judgements[i]
		value, ok := assay.ParseRoot(j.Value)
		team := j.Dimension == assay.DimAdjudication && j.Scope == string(assay.DimRoot)
		if !ok || j.Target != assay.EntityID(r.Mention.ID) || j.Dimension != assay.DimRoot && !team {
			continue
		}
		d := Declared{Who: AnalystName(ctx, r.View.Case.Actors, j.Coder), Reason: j.Reason, Href: r.Root.HistoryOfEntity(assay.EntityID(j.ID)), Meta: j.Meta, Mine: r.View.Mine(j.Coder) && !team, value: value}
		if team {
			d.Who = tr.Say(ctx, "The team, by %s", d.Who)
		}
		if value.Source.IsZero() {
			d.Name = tr.Say(ctx, "%s, in its own voice", stopName(ctx, r.View, assay.Leg{Article: value.Article}))
			if a := r.View.Article(value.Article); a != nil && r.View.Source(a.TextOrigin) != nil {
				d.Name = tr.Say(ctx, "%s, in its own voice", OutletName(ctx, r.View, a))
			}
		} else {
			d.Name = SourceNameOf(ctx, r.View, value.Source)
		}
		list = append(list, d)
	}
	return list
}

// own is what the analyst says, and the name of the source.
func (r RootView) own(ctx context.Context) (value assay.RootValue, name, reason string) {
	for _, d := range r.Declarations(ctx) {
		if d.Mine {
			value, reason = d.value, d.Reason
			if !value.Source.IsZero() {
				name = d.Name
			}
		}
	}
	return value, name, reason
}

// Articles are the articles that it may have entered with: those that mention the
// claim, this one first, by date.
func (r RootView) Articles(ctx context.Context) (list []Option) {
	chosen, _, _ := r.own(ctx)
	var articles []*assay.Article
	for _, m := range r.View.MentionsOf(r.Mention.Claim) {
		if a := r.View.Article(m.Article); a != nil && !slices.Contains(articles, a) {
			articles = append(articles, a)
		}
	}
	if a := r.View.Article(chosen.Article); a != nil && !slices.Contains(articles, a) {
		articles = append(articles, a)
	}
	slices.SortStableFunc(articles, func(a, b *assay.Article) int {
		here := func(x *assay.Article) int {
			if x.ID == r.Mention.Article {
				return 0
			}
			return 1
		}
		if here(a) != here(b) {
			return here(a) - here(b)
		}
		return compareFold(or(r.View.Facts(a).Published, "~"), or(r.View.Facts(b).Published, "~"))
	})
	for _, a := range articles {
		label := tr.Sense(ctx, "outlet and title", "%s, “%s”", OutletName(ctx, r.View, a), Title(ctx, r.View, a))
		if a.ID == r.Mention.Article {
			label = tr.Say(ctx, "this article itself")
		}
		list = append(list, Option{Value: a.ID.String(), Label: label, Chosen: a.ID == chosen.Article})
	}
	return list
}

// field returns the id of one of its fields.
func (r RootView) field(name string) string { return name + "-" + r.ID }
