package views

import (
	"context"
	"slices"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/tr"
)

func (v InspectorView) judged(d assay.Dimension) string {
	return v.Page.View.Judged(assay.JudgementKey{Target: assay.EntityID(v.Mention.ID), Dimension: d}).Word()
}

func (v InspectorView) credibility() string { return v.judged(assay.DimCredibility) }

// Reading puts the two grades of a mention into a sentence.
func (v InspectorView) Reading(ctx context.Context) string {
	letter, digit := Letter(v.Page.View, &v.Page.Data.Article), v.credibility()
	outlet := OutletName(ctx, v.Page.View, &v.Page.Data.Article)
	switch {
	case letter == "" && digit == "":
		return tr.Say(ctx, "Not rated yet.")
	case Outlet(v.Page.View, &v.Page.Data.Article) == nil:
		return tr.Say(ctx, "The outlet is not confirmed, so it has no grade; this is %s.", CredibilityWord(ctx, digit))
	case letter == "":
		return tr.Say(ctx, "%s is not rated; this is %s.", outlet, CredibilityWord(ctx, digit))
	case digit == "":
		return tr.Say(ctx, "%s: %s. This is not rated.", outlet, ReliabilityWord(ctx, letter))
	}
	return tr.Say(ctx, "%s: %s. This: %s.", outlet, ReliabilityWord(ctx, letter), CredibilityWord(ctx, digit))
}

// Guard returns why the grade of the mention is higher than what stands behind
// its claim, or "".
func (v InspectorView) Guard(ctx context.Context) string {
	return GuardSays(ctx, v.Page.View, v.Claim.ID, v.credibility())
}

// GuardSays says why a grade of a claim, or of one of its mentions, is higher
// than what stands behind it, or "".
func GuardSays(ctx context.Context, v *assay.View, claim assay.ClaimID, grade string) string {
	if why, tooHigh := v.Guard(claim, assay.Credibility(grade)); tooHigh {
		return tr.Said(ctx, why)
	}
	return ""
}

// disputed says that analysts judge the stance of a mention differently, or "".
func disputed(ctx context.Context, v *assay.View, m assay.MentionID) string {
	stance := v.Judged(about(assay.EntityID(m), assay.DimStance))
	switch {
	case !stance.Disputed:
		return ""
	case stance.Mine:
		return tr.Say(ctx, "Another analyst judges the stance differently. Both are kept; yours is shown.")
	}
	return tr.Say(ctx, "The others differ on the stance. %s’s is the latest and is shown until you choose.", AnalystName(ctx, v.Case.Actors, stance.By))
}

// own returns what the analyst says of the mention, "" for nothing yet: another's
// word is no choice of theirs, and they agree with it by choosing it.
func (v InspectorView) own(d assay.Dimension) string {
	return mine(v.Page.View, about(assay.EntityID(v.Mention.ID), d))
}

// others returns what everybody else says of the mention.
func (v InspectorView) others(ctx context.Context, d assay.Dimension) []Opinion {
	return othersOn(ctx, v.Page.View, about(assay.EntityID(v.Mention.ID), d))
}

// othersOn returns what everybody but the analyst says on something.
func othersOn(ctx context.Context, v *assay.View, k assay.JudgementKey) []Opinion {
	return slices.DeleteFunc(Opinions(ctx, v, k), func(o Opinion) bool { return o.Mine || o.Word == "" })
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
func othersOnLetter(ctx context.Context, v *assay.View, s *assay.Source) []Opinion {
	var list []Opinion
	for _, id := range v.OneWith(s.ID) {
		list = append(list, othersOn(ctx, v, about(assay.EntityID(id), assay.DimReliability))...)
	}
	return list
}

// root is where the content of the mention entered.
func (v InspectorView) root() RootView {
	return RootView{
		View: v.Page.View, Root: v.Page.Root, Mention: v.Mention, ID: "inspect", Action: v.Page.Root.MentionRoot(v.Page.Data.Article.ID, v.Mention.ID), Zone: v.Zone,
		Names: "sources",
	}
}

// OriginName says what an origin is called.
func OriginName(ctx context.Context, view *assay.View, o assay.Origin) string {
	name := ""
	if s := view.Source(o.Source); s != nil {
		name = SourceName(ctx, s)
	} else if a := view.Article(o.Article); a != nil {
		name = tr.Say(ctx, "“%s”", Title(ctx, view, a))
	}
	if !o.OwnVoice {
		return or(name, tr.Say(ctx, "a source without a name"))
	}
	name = or(name, tr.Say(ctx, "this article"))
	switch o.Voice {
	case "own":
		return tr.Say(ctx, "%s, in its own voice", name)
	case "attributed":
		return tr.Say(ctx, "%s, for somebody not named here", name)
	}
	return tr.Say(ctx, "%s, voice not stated", name)
}

// OriginsRemark is what should be known of a claim that has fewer origins than
// articles.
type OriginsRemark struct {
	Backing    assay.Corroboration
	Name, Href string // of the one origin, "" where there are several
	Disagree   bool   // those who have it from the one do not say the same
	Several    bool   // not all of the articles support it
}

// RemarkOrigins returns the remark on a claim, false where there is none.
func RemarkOrigins(ctx context.Context, root CaseRoot, view *assay.View, claim assay.ClaimID) (r OriginsRemark, ok bool) {
	n := view.Behind(claim)
	if n.AtMost >= n.Articles {
		return r, false
	}
	r.Backing, r.Several = n, view.Corroboration(claim, assay.Supports).Articles < n.Articles
	if n.AtMost <= 1 {
		o := n.Origins[0]
		r.Name, r.Href, r.Disagree = OriginName(ctx, view, o), originHref(root, o), view.ContestedClaim(claim).Level == assay.WithinOneOrigin
	}
	return r, true
}

func originHref(root CaseRoot, o assay.Origin) string {
	if o.Source.IsZero() {
		return root.Article(o.Article)
	}
	return root.Source(o.Source)
}

// Interval writes how much stands behind a claim: "4 articles, 1 origin" or
// "5 articles, 2 to 3 origins".
func Interval(ctx context.Context, n assay.Corroboration) string {
	switch articles := tr.Count(ctx, n.Articles, "%s article", "%s articles"); {
	case n.Articles == 0:
		return tr.Say(ctx, "no article")
	case n.AtLeast < n.AtMost:
		return tr.Count(ctx, n.AtMost, "%[2]s, %[3]s to %[1]s origin", "%[2]s, %[3]s to %[1]s origins", articles, Number(n.AtLeast))
	case n.AtMost > 1:
		return tr.Count(ctx, n.AtMost, "%[2]s, at most %[1]s origin", "%[2]s, at most %[1]s origins", articles)
	default:
		return tr.Say(ctx, "%s, 1 origin", articles)
	}
}

// ThreeNumbers writes the three numbers that stand behind a side, which are
// never added up to one: articles, origins that somebody is said to be, and texts
// that say so themselves; and how many independent origins that makes at most.
func ThreeNumbers(ctx context.Context, n assay.Corroboration) string {
	if n.Articles == 0 {
		return tr.Say(ctx, "no article")
	}
	return tr.Say(ctx, "%s · %s · %s, at most %s", tr.Count(ctx, n.Articles, "%s article", "%s articles"),
		tr.Count(ctx, n.AttributedOrigins, "%s attributed origin", "%s attributed origins"),
		tr.Count(ctx, n.OwnVoiceOrigins, "%s own-voice origin", "%s own-voice origins"), tr.Count(ctx, n.AtMost, "%s origin", "%s origins"))
}

// threeShort writes the three numbers for a narrow column, whose head says what
// they are.
func threeShort(ctx context.Context, n assay.Corroboration) string {
	return tr.Say(ctx, "%s · %s + %s", tr.Count(ctx, n.Articles, "%s article", "%s articles"), Number(n.AttributedOrigins), Number(n.OwnVoiceOrigins))
}

// Elsewhere returns what other articles say of the claim.
func (v InspectorView) Elsewhere(ctx context.Context) []QuoteView {
	var quotes []QuoteView
	for _, m := range v.Page.View.MentionsOf(v.Claim.ID) {
		if m.Article != v.Page.Data.Article.ID {
			q := Quote(ctx, v.Page.Root, v.Page.View, m)
			q.Differs = differences(ctx, v.Page.Root, v.Page.View, m, v.Mention)
			quotes = append(quotes, q)
		}
	}
	return quotes
}

// Quote shows a mention with what stands around it.
func Quote(ctx context.Context, root CaseRoot, view *assay.View, m *assay.Mention) QuoteView {
	before, after := anchor.Whole(m.Prefix, m.Suffix)
	q := QuoteView{
		Stance: string(view.Stance(m.ID)), Words: m.Quote, Before: before, After: after,
		Credibility: view.Credibility(assay.EntityID(m.ID)).Word(), Href: root.MentionInArticle(m.Article, m.ID),
		Says: ChainWords(ctx, view, view.Chain(m.ID)),
	}
	if a := view.Article(m.Article); a != nil {
		q.Source = OutletName(ctx, view, a)
		if Outlet(view, a) == nil {
			q.Source = Title(ctx, view, a)
		}
		q.Reliability = Letter(view, a)
		q.Lang = view.Facts(a).Language
	}
	q.Page = PagesSay(ctx, view.PageOf(m))
	return q
}

// PagesSay says which pages of an original a passage is on, "" for none.
func PagesSay(ctx context.Context, p assay.PageSpan) string {
	switch p.First {
	case "":
		return ""
	case p.Last:
		return tr.Sense(ctx, "a page", "p. %s", p.First)
	}
	return tr.Sense(ctx, "pages", "pp. %s", p.String())
}

// ChainWords writes a chain of utterers, nearest first, or "".
func ChainWords(ctx context.Context, view *assay.View, chain []assay.Step) string {
	words := ""
	for _, s := range slices.Backward(chain) {
		if name := SourceNameOf(ctx, view, s.Source); words == "" {
			words = name
		} else {
			words = tr.Sense(ctx, "who says it, and who has it from", "%s ← %s", name, words)
		}
	}
	return words
}

// SourceNameOf returns what a source is called, by its id.
func SourceNameOf(ctx context.Context, view *assay.View, id assay.SourceID) string {
	if s := view.Source(id); s != nil {
		return SourceName(ctx, s)
	}
	return tr.Say(ctx, "a source that is not in this case")
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
func WordChoices(ctx context.Context, words []string) []Choice {
	choices := make([]Choice, len(words))
	for i, w := range words {
		choices[i] = Choice{Value: w, Label: tr.Word(ctx, w)}
	}
	return choices
}

// DimensionName says what is judged, to begin a sentence with.
func DimensionName(ctx context.Context, d assay.Dimension) string {
	return Capital(tr.Field(ctx, string(d)))
}

// ProposedStep is somebody who the text seems to say says it: a suggestion.
type ProposedStep struct {
	Name, Kind string     // of the source; Kind is "" where it is known or cannot be told
	Printed    string     // the words that it was read from
	Step       assay.Step // without the source
}

// Utterer returns the step as a form has it.
func (s ProposedStep) Utterer() Utterer { return Utterer{Step: s.Step, Name: s.Name, Kind: s.Kind} }

// saidOfStep is what is said of an utterer besides who it is.
func saidOfStep(ctx context.Context, s assay.Step) []string {
	var list []string
	for _, w := range []string{s.Named, s.Basis} {
		if w != "" {
			list = append(list, tr.Word(ctx, w))
		}
	}
	if s.OnRecord != nil {
		list = append(list, map[bool]string{true: tr.Say(ctx, "on record"), false: tr.Say(ctx, "not on record")}[*s.OnRecord])
	}
	return list
}

// ProposedWords writes a proposed chain, nearest first.
func (v InspectorView) ProposedWords(ctx context.Context) string {
	words := ""
	for _, s := range slices.Backward(v.Proposed) {
		if words == "" {
			words = s.Name
		} else {
			words = tr.Sense(ctx, "who says it, and who has it from", "%s ← %s", s.Name, words)
		}
	}
	return words
}

// Utterer is a step of a chain as its form shows it.
type Utterer struct {
	Step assay.Step
	Name string
	Kind string // of the source
}

// ShownUtterer returns a step as its form shows it.
func ShownUtterer(ctx context.Context, v *assay.View, step assay.Step) Utterer {
	return Utterer{Step: step, Name: SourceNameOf(ctx, v, step.Source), Kind: KindOfSource(v, step.Source)}
}

// Was returns what the form is to remember of u, "" if that is nobody.
func (u Utterer) Was() string {
	if u.Step.Source.IsZero() {
		return ""
	}
	return Shown(u).Text()
}

// OnRecord returns whether u speaks on record, as the form has it: "yes", "no"
// or "".
func (u Utterer) OnRecord() string {
	if u.Step.OnRecord == nil {
		return ""
	}
	return map[bool]string{true: "yes", false: "no"}[*u.Step.OnRecord]
}

// Says is what is said of u besides who it is, in a line.
func (u Utterer) Says(ctx context.Context) string {
	var words []string
	if u.Kind != "" && u.Kind != "unknown" {
		words = append(words, tr.Word(ctx, u.Kind))
	}
	if u.Step.Verb != "" {
		words = append(words, tr.Say(ctx, "“%s”", u.Step.Verb))
	}
	words = append(words, saidOfStep(ctx, u.Step)...)
	if len(words) == 0 {
		return tr.Say(ctx, "say more")
	}
	return strings.Join(words, " · ")
}

// Chain returns the steps of the form: those that there are, and one for the
// next.
func (v InspectorView) Chain(ctx context.Context) []Utterer {
	var list []Utterer
	for _, step := range v.Page.View.Chain(v.Mention.ID) {
		list = append(list, ShownUtterer(ctx, v.Page.View, step))
	}
	return append(list, Utterer{})
}

// UsedChainView is a chain that other passages have.
type UsedChainView struct {
	Words string // who says it, and from whom
	Steps []Utterer
	Times int
}

// maxUsed is how many chains are offered: what is not among them is typed.
const maxUsed = 3

// UsedChains returns the chains to offer: the most used first, none that is
// proposed already, and no group without a name that only another article knows,
// for it may be another one here.
func (v InspectorView) UsedChains(ctx context.Context) []UsedChainView {
	var list []UsedChainView
	seen := map[string]bool{v.ProposedWords(ctx): true}
	for _, c := range v.Used {
		u := UsedChainView{Words: ChainWords(ctx, v.Page.View, c.Steps), Times: c.Times}
		ours := true
		for _, step := range c.Steps {
			ours = ours && v.Page.View.Source(step.Source) != nil && (c.Here || KindOfSource(v.Page.View, step.Source) != "anonymous_group")
			u.Steps = append(u.Steps, ShownUtterer(ctx, v.Page.View, step))
		}
		if !ours || seen[u.Words] || len(list) == maxUsed {
			continue
		}
		seen[u.Words] = true
		list = append(list, u)
	}
	return list
}
