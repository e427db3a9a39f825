package views

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
)

func (v InspectorView) judged(d assay.Dimension) string {
	return v.Page.View.Judged(assay.JudgementKey{Target: assay.EntityID(v.Mention.ID), Dimension: d}).Word()
}

func (v InspectorView) credibility() string { return v.judged(assay.DimCredibility) }

// Reading puts the two grades of a mention into a sentence.
func (v InspectorView) Reading(ctx context.Context) string {
	letter, digit := Letter(v.Page.View, &v.Page.Data.Article), v.credibility()
	outlet := OutletName(v.Page.View, &v.Page.Data.Article)
	switch {
	case letter == "" && digit == "":
		return "Not rated yet."
	case Outlet(v.Page.View, &v.Page.Data.Article) == nil:
		return fmt.Sprintf("The outlet is not confirmed, so it has no grade; this is %s.", CredibilityWord(ctx, digit))
	case letter == "":
		return fmt.Sprintf("%s is not rated; this is %s.", outlet, CredibilityWord(ctx, digit))
	case digit == "":
		return fmt.Sprintf("%s: %s. This is not rated.", outlet, ReliabilityWord(ctx, letter))
	}
	return fmt.Sprintf("%s: %s. This: %s.", outlet, ReliabilityWord(ctx, letter), CredibilityWord(ctx, digit))
}

// Guard returns why the grade of the mention is higher than what stands behind
// its claim, or "".
func (v InspectorView) Guard() string {
	return v.Page.View.Guard(v.Claim.ID, assay.Credibility(v.credibility()))
}

// disputed says that analysts judge the stance of a mention differently, or "".
func disputed(v *assay.View, m assay.MentionID) string {
	stance := v.Judged(about(assay.EntityID(m), assay.DimStance))
	switch {
	case !stance.Disputed:
		return ""
	case stance.Mine:
		return "Another analyst judges the stance differently. Both are kept; yours is shown."
	}
	return "The others differ on the stance. " + AnalystName(v.Case.Actors, stance.By) + "’s is the latest and is shown until you choose."
}

// own returns what the analyst says of the mention, "" for nothing yet: another's
// word is no choice of theirs, and they agree with it by choosing it.
func (v InspectorView) own(d assay.Dimension) string {
	return mine(v.Page.View, about(assay.EntityID(v.Mention.ID), d))
}

// others returns what everybody else says of the mention.
func (v InspectorView) others(d assay.Dimension) []Opinion {
	return othersOn(v.Page.View, about(assay.EntityID(v.Mention.ID), d))
}

// othersOn returns what everybody but the analyst says on something.
func othersOn(v *assay.View, k assay.JudgementKey) []Opinion {
	return slices.DeleteFunc(Opinions(v, k), func(o Opinion) bool { return o.Mine || o.Word == "" })
}

// ownLetter returns the letter that the analyst gives a source in general, "" for
// none. One that it has from its publisher is not its own.
func ownLetter(v *assay.View, s *assay.Source) string {
	if d, of := v.Reliability(s.ID, ""); d.Mine && of == v.Resolve(s.ID) {
		return d.Word()
	}
	return ""
}

// othersOnLetter returns what everybody else says of a source in general, under
// whichever of its names.
func othersOnLetter(v *assay.View, s *assay.Source) []Opinion {
	var list []Opinion
	for _, id := range v.OneWith(s.ID) {
		list = append(list, othersOn(v, about(assay.EntityID(id), assay.DimReliability))...)
	}
	return list
}

// Origin says where the content of the mention entered.
func (v InspectorView) Origin() string {
	return "Origin: " + OriginName(v.Page.View, v.Page.View.Root(v.Mention)) + "."
}

// OriginName says what an origin is called.
func OriginName(view *assay.View, o assay.Origin) string {
	name := ""
	if s := view.Source(o.Source); s != nil {
		name = SourceName(s)
	} else if a := view.Article(o.Article); a != nil {
		name = "“" + Title(view, a) + "”"
	}
	if o.OwnVoice {
		return or(name, "this article") + ", in its own voice"
	}
	return or(name, "a source without a name")
}

// OriginsRemark is what should be known of a claim that has fewer origins than
// articles.
type OriginsRemark struct {
	Before, Name, Href, After string // Name is of the one origin, "" where there are several
}

// RemarkOrigins returns the remark on a claim, false where there is none.
func RemarkOrigins(root CaseRoot, view *assay.View, claim assay.ClaimID) (r OriginsRemark, ok bool) {
	n := view.Behind(claim)
	switch {
	case n.AtMost >= n.Articles:
		return r, false
	case n.AtMost > 1:
		return OriginsRemark{Before: Interval(n) + "."}, true
	}
	o := n.Origins[0]
	r = OriginsRemark{Before: "All " + small(n.Articles) + " trace to one origin, ", Name: OriginName(view, o), Href: originHref(root, o), After: "."}
	if n.Articles == 2 {
		r.Before = "Both articles trace to one origin, "
	}
	if view.ContestedClaim(claim).Level == assay.WithinOneOrigin {
		r.After = ". They still disagree, so one of them added or lost something."
	}
	return r, true
}

func originHref(root CaseRoot, o assay.Origin) string {
	if o.Source.IsZero() {
		return root.Article(o.Article)
	}
	return root.Source(o.Source)
}

// small writes a small number in letters.
func small(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return Number(n)
}

// Interval writes how much stands behind a claim: "4 articles, 1 origin" or
// "5 articles, 2 to 3 origins".
func Interval(n assay.Corroboration) string {
	switch articles := Count(n.Articles, "article", "articles"); {
	case n.Articles == 0:
		return "no article"
	case n.AtLeast < n.AtMost:
		return fmt.Sprintf("%s, %d to %d origins", articles, n.AtLeast, n.AtMost)
	case n.AtMost > 1:
		return fmt.Sprintf("%s, at most %d origins", articles, n.AtMost)
	default:
		return articles + ", 1 origin"
	}
}

// Elsewhere returns what other articles say of the claim.
func (v InspectorView) Elsewhere() []QuoteView {
	var quotes []QuoteView
	for _, m := range v.Page.View.MentionsOf(v.Claim.ID) {
		if m.Article != v.Page.Data.Article.ID {
			quotes = append(quotes, Quote(v.Page.Root, v.Page.View, m))
		}
	}
	return quotes
}

// Quote shows a mention with what stands around it.
func Quote(root CaseRoot, view *assay.View, m *assay.Mention) QuoteView {
	before, after := anchor.Whole(m.Prefix, m.Suffix)
	q := QuoteView{
		Stance: string(view.Stance(m.ID)), Words: m.Quote, Before: before, After: after,
		Credibility: view.Credibility(assay.EntityID(m.ID)).Word(), Href: root.MentionInArticle(m.Article, m.ID),
		Says: ChainWords(view, view.Chain(m.ID)),
	}
	if a := view.Article(m.Article); a != nil {
		q.Source = OutletName(view, a)
		if Outlet(view, a) == nil {
			q.Source = Title(view, a)
		}
		q.Reliability = Letter(view, a)
		q.Lang = view.Facts(a).Language
	}
	return q
}

// ChainWords writes a chain of utterers, nearest first, or "".
func ChainWords(view *assay.View, chain []assay.Step) string {
	names := make([]string, len(chain))
	for i, s := range chain {
		names[i] = SourceNameOf(view, s.Source)
	}
	return strings.Join(names, " ← ")
}

// SourceNameOf returns what a source is called, by its id.
func SourceNameOf(view *assay.View, id assay.SourceID) string {
	if s := view.Source(id); s != nil {
		return SourceName(s)
	}
	return "a source that is not in this case"
}

// KindOfSource returns the kind of a source, by its id.
func KindOfSource(view *assay.View, id assay.SourceID) string {
	if s := view.Source(id); s != nil {
		return s.Kind
	}
	return ""
}

// TallyOf counts the mentions of a claim by stance.
func TallyOf(view *assay.View, claim assay.ClaimID) TallyView {
	var t TallyView
	for _, m := range view.MentionsOf(claim) {
		switch view.Stance(m.ID) {
		case assay.Supports:
			t.Supports++
		case assay.Contradicts:
			t.Contradicts++
		case assay.Qualifies:
			t.Qualifies++
		case assay.Mentions:
			t.Mentions++
		}
	}
	return t
}

// WordChoices are the words of a vocabulary as a strip of choices.
func WordChoices(words []string) []Choice {
	choices := make([]Choice, len(words))
	for i, w := range words {
		choices[i] = Choice{Value: w, Label: Words(w)}
	}
	return choices
}

// Utterer is a step of a chain as its form shows it.
type Utterer struct {
	Step assay.Step
	Name string
	Kind string // of the source
}

// ShownUtterer returns a step as its form shows it.
func ShownUtterer(v *assay.View, step assay.Step) Utterer {
	return Utterer{Step: step, Name: SourceNameOf(v, step.Source), Kind: KindOfSource(v, step.Source)}
}

// Was returns what the form is to remember of u, "" if that is nobody.
func (u Utterer) Was() string {
	if u.Step.Source.IsZero() {
		return ""
	}
	return Shown(u).Text()
}
