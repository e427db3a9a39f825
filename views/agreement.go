package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"assay/internal/agreement"
	"assay/internal/assay"
	"assay/internal/tr"
)

// What the figures are called in every language.
const (
	kappaSign = "κ"
	alphaSign = "α"
	f1Sign    = "F1"
)

// AgreementPage compares analysts.
type AgreementPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View // of what the page lists
	Data  assay.AgreementPage
	Zone  *time.Location

	Asked    assay.AgreementFilter // what was asked for, while nothing is known
	Progress int                   // how much of a large case was compared, in per cent
}

// askedAgain has the page look again by itself while nothing is known.
func (p *AgreementPage) askedAgain() templ.Attributes {
	if !p.Data.Pending {
		return nil
	}
	address := p.Root.Compare(p.Asked)
	if strings.Contains(address, "?") {
		address += "&wait=true"
	} else {
		address += "?wait=true"
	}
	return templ.Attributes{"hx-get": address, "hx-trigger": "load", "hx-target": "this", "hx-select": "#agreement", "hx-swap": "outerHTML", "aria-busy": "true"}
}

// Enough reports whether there is anybody to compare.
func (p *AgreementPage) Enough() bool { return len(p.Data.Analysts) > 1 }

// Name is what an analyst is called, and whether it is who looks.
func (p *AgreementPage) Name(ctx context.Context, id assay.ActorID) string {
	name := AnalystName(ctx, p.View.Case.Actors, id)
	if p.View.Mine(id) {
		return tr.Say(ctx, "%s (you)", name)
	}
	return name
}

// Names are those of the analysts who are compared.
func (p *AgreementPage) Names(ctx context.Context) []string {
	names := make([]string, len(p.Data.Analysts))
	for i, id := range p.Data.Analysts {
		names[i] = p.Name(ctx, id)
	}
	return names
}

// People are all who can be compared, in a lasting order.
func (p *AgreementPage) People(ctx context.Context) (list []Option) {
	for _, id := range p.Data.Analysts {
		list = append(list, Option{Value: id.String(), Label: p.Name(ctx, id), Chosen: true})
	}
	for _, id := range p.Data.Others {
		list = append(list, Option{Value: id.String(), Label: p.Name(ctx, id)})
	}
	slices.SortStableFunc(list, func(a, b Option) int { return compareFold(a.Label, b.Label) })
	return list
}

// Of returns the address of the page about another dimension.
func (p *AgreementPage) Of(d assay.Dimension, words ...string) string {
	f := p.Data.Filter
	f.Dimension, f.Words, f.Page = d, words, 0
	return p.Root.Compare(f) + "#differing"
}

// Row is the row of the dimension that is listed, nil for none.
func (p *AgreementPage) Row() *assay.AgreementRow {
	for i := range p.Data.Rows {
		if p.Data.Rows[i].Dimension == p.Data.Filter.Dimension {
			return &p.Data.Rows[i]
		}
	}
	return nil
}

// crossed returns which words the first of two analysts says in a cross table, and which
// the second does: a row or column of nothing tells nothing.
func crossed(r *assay.AgreementRow) (rows, columns []int) {
	for i := range r.Words {
		if slices.ContainsFunc(r.Cross[i], func(n int) bool { return n > 0 }) {
			rows = append(rows, i)
		}
		if slices.ContainsFunc(r.Cross, func(row []int) bool { return row[i] > 0 }) {
			columns = append(columns, i)
		}
	}
	return rows, columns
}

// Summary says who is compared, and in how many things.
func (p *AgreementPage) Summary(ctx context.Context) string {
	units, open := 0, 0
	for _, r := range p.Data.Rows {
		units += r.Observed.Units
		open += r.Open
	}
	return tr.List(ctx, tr.List(ctx, p.Names(ctx)...),
		tr.Count(ctx, units, "%s thing that two have judged", "%s things that two have judged"),
		tr.Count(ctx, open, "%s to decide", "%s to decide"))
}

// AgreementName is what a dimension is called.
func AgreementName(ctx context.Context, d assay.Dimension) string {
	switch d {
	case assay.Passages:
		return tr.Say(ctx, "Passages marked")
	case assay.DimCoverage:
		return tr.Say(ctx, "Whether an article says it")
	case assay.DimIndependent:
		return tr.Say(ctx, "Independence of origins")
	case assay.DimRelation:
		return tr.Say(ctx, "Relation of claims")
	default:
		return DimensionName(ctx, d)
	}
}

// agreementUnit says what is one thing in a dimension.
func agreementUnit(ctx context.Context, d assay.Dimension) string {
	switch d {
	case assay.DimStance, assay.DimCoverage, assay.Passages:
		return tr.Say(ctx, "by article and claim")
	case assay.DimReliability:
		return tr.Say(ctx, "by source and topic")
	case assay.DimCredibility:
		return tr.Say(ctx, "by passage or claim")
	case assay.DimLikelihood, assay.DimConfidence:
		return tr.Say(ctx, "by claim or version")
	case assay.DimConsistency:
		return tr.Say(ctx, "by passage and version")
	case assay.DimRelation, assay.DimIndependent:
		return tr.Say(ctx, "by pair")
	default:
		return tr.Say(ctx, "by passage")
	}
}

// Agreed writes observed agreement as a count and a share.
func Agreed(ctx context.Context, o assay.AgreementRow) string {
	share := o.Observed.Share()
	if share.Why != agreement.Defined {
		return FigureSays(ctx, share)
	}
	return tr.Say(ctx, "%s of %s (%s)", tr.Number(o.Observed.Agreed), tr.Number(o.Observed.Pairs), strconv.FormatFloat(100*share.Value, 'f', 0, 64)+"%")
}

// Coefficient writes a figure with two decimals, "" for one that is not defined.
func Coefficient(f agreement.Figure) string {
	if f.Why != agreement.Defined {
		return ""
	}
	s := strconv.FormatFloat(f.Value, 'f', 2, 64)
	if s == "-0.00" {
		s = "0.00"
	}
	return strings.Replace(s, "-", "−", 1)
}

// FigureSays says in a few words why a figure is not defined, "" if it is.
func FigureSays(ctx context.Context, f agreement.Figure) string {
	return tr.Marked(ctx, map[agreement.Why]string{
		agreement.OneCoder: tr.Mark("one analyst"), agreement.NoneShared: tr.Mark("nothing shared"), agreement.TooFew: tr.Mark("too few"),
		agreement.NoVariation: tr.Mark("no variation"), agreement.NotTwo: tr.Mark("for two only"),
	}[f.Why])
}

// AgreementSays says what the figures of a row mean, or why there are none.
func AgreementSays(ctx context.Context, r assay.AgreementRow) string {
	says := tr.Marked(ctx, map[agreement.Reading]string{
		agreement.Reliable:  tr.Mark("Good enough to rely on (α is 0.80 or more)."),
		agreement.Tentative: tr.Mark("Enough for tentative conclusions (α is 0.67 or more)."),
		agreement.Weak:      tr.Mark("Better than chance, and too little to rely on."),
		agreement.ByChance:  tr.Mark("No better than chance."),
	}[r.Alpha.Read()])
	switch r.Alpha.Why {
	case agreement.Defined:
	case agreement.TooFew:
		says = tr.Say(ctx, "Fewer than %s shared things on the scale: one word more or less would turn a coefficient over. Look at the list.", tr.Number(agreement.Fewest))
	case agreement.NoVariation:
		says = tr.Say(ctx, "All say the same of everything, so that chance would agree as well: there is nothing to measure.")
	case agreement.OneCoder, agreement.NoneShared, agreement.NotTwo:
		says = tr.Say(ctx, "Nothing that two have judged is on the scale.")
	}
	if r.OffScale > 0 {
		left := tr.Count(ctx, r.OffScale, "%s is left out of α: somebody says that it cannot be judged.", "%s are left out of α: somebody says that they cannot be judged.")
		says = tr.Say(ctx, "%s %s", says, left)
	}
	return says
}

// ScaleSays says what an alpha goes by.
func ScaleSays(ctx context.Context, s agreement.Scale) string {
	if s == agreement.Ordinal {
		return tr.Say(ctx, "ordinal")
	}
	return tr.Say(ctx, "nominal")
}

// ToleranceSays says when two passages are one.
func ToleranceSays(ctx context.Context, t agreement.Tolerance) string {
	switch t {
	case agreement.Exact:
		return tr.Say(ctx, "the same characters")
	case agreement.Near:
		return tr.Say(ctx, "either end off by %s characters at most", tr.Number(agreement.NearBy))
	default:
		return tr.Say(ctx, "any character in common")
	}
}

// AgreementWordSays writes what somebody says in a dimension.
func AgreementWordSays(ctx context.Context, d assay.Dimension, word string) string {
	switch d {
	case assay.DimStance:
		var list []string
		for w := range strings.SplitSeq(word, ",") {
			list = append(list, tr.Word(ctx, w))
		}
		return tr.List(ctx, list...)
	case assay.DimCoverage:
		if word == assay.Said {
			return tr.Say(ctx, "says something on it")
		}
		return coverWord(ctx, word)
	case assay.DimIndependent:
		if word == "true" {
			return tr.Say(ctx, "independent")
		}
		return tr.Say(ctx, "not independent")
	default:
		return Opinion{Dimension: d, Word: word}.Says(ctx)
	}
}

// AgreementItemView is one thing that analysts judge, as the list shows it.
type AgreementItemView struct {
	ID      string
	Item    *assay.AgreementItem
	Number  string // of its claim, "" if it is about none
	Wording string
	Claim   string // where that is
	About   string // the article, source or what else it is about
	Lang    string // of About, "" for the page's
	Href    string // the place
	Says    []AgreementSaid
	Choices []AgreementChoice // what can be decided; none for what is decided otherwise
	Verdict *Opinion          // the team's; nil for none
	Hint    string            // why there is nothing to choose
}

// AgreementSaid is what one analyst says of it.
type AgreementSaid struct {
	Who    string
	Word   string
	Reason string
	None   string      // why there is no word
	Quotes []QuoteView // each with what this analyst says of it
}

// AgreementChoice is a verdict that can be given.
type AgreementChoice struct {
	Word  string
	Label string
	Who   string // whose word it is, "" for none's
	No    int    // of the key that chooses it
}

// Items are the things that the page lists.
func (p *AgreementPage) Items(ctx context.Context) []AgreementItemView {
	list := make([]AgreementItemView, len(p.Data.Items))
	for i := range p.Data.Items {
		list[i] = p.item(ctx, &p.Data.Items[i])
	}
	return list
}

func (p *AgreementPage) item(ctx context.Context, item *assay.AgreementItem) AgreementItemView {
	v := AgreementItemView{ID: "a-" + item.Key.Target.String(), Item: item}
	if !item.Key.Other.IsZero() {
		v.ID += "-" + item.Key.Other.String()
	}
	p.place(ctx, &v, item.Key)
	for i, w := range item.Words {
		s := AgreementSaid{Who: p.Name(ctx, p.Data.Analysts[i]), Word: w.Word}
		if item.Key.Dimension == assay.DimStance || item.Key.Dimension == assay.Passages || len(item.Targets()) > 1 {
			for j, id := range w.On {
				if m := p.View.Mention(assay.MentionID(id)); m != nil {
					q := Quote(ctx, p.Root, p.View, m)
					if q.Stance = ""; item.Key.Dimension == assay.DimStance {
						q.Stance = w.Each[j]
					}
					s.Quotes = append(s.Quotes, q)
				}
			}
		}
		var reasons []string
		for _, id := range w.From {
			if j := p.judgement(id); j != nil && j.Reason != "" && !slices.Contains(reasons, j.Reason) {
				reasons = append(reasons, j.Reason)
			}
		}
		s.Reason = strings.Join(reasons, " · ")
		switch {
		case len(s.Quotes) > 0 && v.Href == "":
			v.Href = s.Quotes[0].Href
		case item.Key.Dimension == assay.Passages && len(w.On) == 0 && w.Read:
			s.None = tr.Say(ctx, "has read the article, and marked nothing")
		case item.Key.Dimension == assay.Passages && len(w.On) == 0:
			s.None = tr.Say(ctx, "has not read the article since the claim was made: that says nothing")
		case w.Word == "" && item.Key.Dimension != assay.Passages:
			s.None = tr.Say(ctx, "has not judged it")
		}
		v.Says = append(v.Says, s)
	}
	p.choices(ctx, &v)
	if item.Decided {
		if j := p.judgement(item.By[len(item.By)-1]); j != nil {
			v.Verdict = &Opinion{ID: j.ID, Dimension: item.Key.Dimension, Word: item.Team, Who: AnalystName(ctx, p.View.Case.Actors, j.Coder), Reason: j.Reason, Meta: j.Meta, Mine: j.Coder == p.View.Me, Team: true}
		}
	}
	return v
}

func (p *AgreementPage) judgement(id assay.JudgementID) *assay.Judgement {
	for i := range p.View.Case.Judgements {
		if j := &p.View.Case.Judgements[i]; j.ID == id {
			return j
		}
	}
	return nil
}

// place says what an item is about, and where that is.
func (p *AgreementPage) place(ctx context.Context, v *AgreementItemView, k assay.JudgementKey) {
	claim := func(id assay.EntityID) {
		if c := p.View.Claim(assay.ClaimID(id)); c != nil {
			v.Number, v.Wording, v.Claim = ClaimNumber(p.View.Case, c.ID), Wording(ctx, c), p.Root.Claim(c.ID)
		}
	}
	switch k.Dimension {
	case assay.DimStance, assay.DimCoverage, assay.Passages:
		claim(k.Other)
		if a := p.View.Article(assay.ArticleID(k.Target)); a != nil {
			v.About, v.Lang = Title(ctx, p.View, a), p.View.Facts(a).Language
			if k.Dimension == assay.DimCoverage {
				v.Href = p.Root.Article(a.ID)
			}
		}
		return
	default:
	}
	t := NewThing(ctx, p.Root, p.View, k.Target)
	v.Href, v.About, v.Lang = t.Href, t.Name(ctx), t.Lang
	switch t.Kind {
	case assay.KindMention:
		claim(assay.EntityID(p.View.Mention(assay.MentionID(k.Target)).Claim))
		v.About = tr.Say(ctx, "“%s”, %s", t.Label, t.Where)
	case assay.KindClaim:
		claim(k.Target)
		v.About = ""
	default:
	}
	if !k.Other.IsZero() {
		other := NewThing(ctx, p.Root, p.View, k.Other)
		v.About = tr.List(ctx, or(v.About, t.Name(ctx)), other.Name(ctx))
	}
	if k.Scope != "" {
		v.About = tr.Say(ctx, "%s, on %s", v.About, k.Scope)
	}
}

// choices are the analysts' words first, in their order, then what none of them
// says.
func (p *AgreementPage) choices(ctx context.Context, v *AgreementItemView) {
	d := v.Item.Key.Dimension
	if d == assay.Passages || p.Frame.ReadOnly() {
		return
	}
	who := map[string][]string{}
	var words []string
	for i, w := range v.Item.Words {
		if w.Word == assay.Said {
			v.Hint = tr.Say(ctx, "One has marked a passage here, and one says that there is none. Open the article: mark it too, or ask for the mark to be removed.")
			return
		}
		for _, word := range strings.FieldsFunc(w.Word, func(r rune) bool { return r == ',' }) { // of several stances, each
			if len(who[word]) == 0 {
				words = append(words, word)
			}
			who[word] = append(who[word], v.Says[i].Who)
		}
	}
	for _, w := range assay.AgreementChoices(d) {
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for i, w := range words {
		v.Choices = append(v.Choices, AgreementChoice{Word: w, Label: AgreementWordSays(ctx, d, w), Who: tr.List(ctx, who[w]...), No: i + 1})
	}
}

// AgreementForm is a verdict as a form posts it.
type AgreementForm struct {
	Dimension assay.Dimension `form:"dimension"`
	Scope     string          `form:"scope"`
	Other     assay.EntityID  `form:"other"`
	On        []string        `form:"on"` // of each target its id, and after a space the verdict that was shown
	Word      string          `form:"word"`
	Reason    string          `form:"reason"`
}

// Verdict returns what the verdict of a form is on, and the verdicts that were
// shown of it.
func (f *AgreementForm) Verdict() (targets []assay.EntityID, seen []string, err error) {
	for _, on := range f.On {
		id, word, _ := strings.Cut(on, " ")
		var target assay.EntityID
		if err := target.UnmarshalText([]byte(id)); err != nil {
			return nil, nil, err
		}
		targets, seen = append(targets, target), append(seen, word)
	}
	return targets, seen, nil
}

// AgreementTarget is one thing that a verdict may be on.
type AgreementTarget struct {
	Value string // as the form posts it
	Words string // of the passage
	Lang  string
}

// targets are what a verdict on an item may be on.
func (p *AgreementPage) targets(item *assay.AgreementItem) []AgreementTarget {
	list := make([]AgreementTarget, len(item.By))
	for i, id := range item.Targets() {
		list[i].Value = id.String() + " "
		if j := p.judgement(item.By[i]); j != nil {
			list[i].Value += assay.WordOf(j.Value)
		}
		if m := p.View.Mention(assay.MentionID(id)); m != nil {
			list[i].Words = m.Quote
			if a := p.View.Article(m.Article); a != nil {
				list[i].Lang = p.View.Facts(a).Language
			}
		}
	}
	return list
}

// MarkPlaces are the lists of passages that are not the same.
func (p *AgreementPage) MarkPlaces(ctx context.Context) []BoardPlace {
	m, names := p.Data.Marks, p.Names(ctx)
	return []BoardPlace{
		{p.Of(assay.Passages, assay.MarkedByFirst), tr.Say(ctx, "Only %s has marked", names[0]), m.Only[0]},
		{p.Of(assay.Passages, assay.MarkedBySecond), tr.Say(ctx, "Only %s has marked", names[1]), m.Only[1]},
		{p.Of(assay.Passages, assay.MarkedByBoth), tr.Say(ctx, "Both have, and not the same characters"), p.Data.Marks.Other()},
	}
}

// DiscordSays says that analysts differ, "" where they do not.
func DiscordSays(ctx context.Context, d assay.Discord) string {
	if d.Things == 0 {
		return ""
	}
	return tr.Count(ctx, d.Analysts, "%s analyst differs", "%s analysts differ")
}

// withoutClaim returns the address of the page about all claims.
func (p *AgreementPage) withoutClaim() string {
	f := p.Data.Filter
	f.Claim, f.Page = assay.ClaimID{}, 0
	return p.Root.Compare(f)
}

// Part returns the address of a page of the list.
func (p *AgreementPage) Part(page int) string {
	f := p.Data.Filter
	f.Page = page
	return p.Root.Compare(f) + "#differing"
}

// crossSays says what a number of the cross table counts.
func (p *AgreementPage) crossSays(ctx context.Context, r *assay.AgreementRow, i, j int) string {
	names := p.Names(ctx)
	return tr.Say(ctx, "%s: %s says %s, %s says %s", tr.Number(r.Cross[i][j]), names[0], AgreementWordSays(ctx, r.Dimension, r.Words[i]), names[1], AgreementWordSays(ctx, r.Dimension, r.Words[j]))
}

// ListTitle says what is listed.
func (p *AgreementPage) ListTitle(ctx context.Context) string {
	f, names := p.Data.Filter, p.Names(ctx)
	switch {
	case f.Dimension == assay.Passages && len(f.Words) == 0:
		return tr.Say(ctx, "Passages that are not the same")
	case f.Dimension == assay.Passages && f.Words[0] == assay.MarkedByFirst:
		return tr.Say(ctx, "Only %s has marked", names[0])
	case f.Dimension == assay.Passages && f.Words[0] == assay.MarkedBySecond:
		return tr.Say(ctx, "Only %s has marked", names[1])
	case f.Dimension == assay.Passages:
		return tr.Say(ctx, "Both have, and not the same characters")
	case len(f.Words) == 2:
		return tr.Say(ctx, "%s says %s, %s says %s", names[0], AgreementWordSays(ctx, f.Dimension, f.Words[0]), names[1], AgreementWordSays(ctx, f.Dimension, f.Words[1]))
	}
	return tr.Say(ctx, "Where they differ: %s", AgreementName(ctx, f.Dimension))
}
