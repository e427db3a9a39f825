package views

import (
	"context"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/tr"
)

// ClaimsPage is one page of the list of claims.
type ClaimsPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Data  assay.ClaimsPage
	Rows  []ClaimRow
	Was   Was[map[assay.ClaimID]assay.SeenClaim]
	New   NewClaimForm
}

// NewClaimForm is a claim that is being made.
type NewClaimForm struct {
	Wording string        `form:"wording"`
	Event   assay.EventID `form:"event"`
	Errors  map[string]string
}

// ClaimRow is one claim of a list.
type ClaimRow struct {
	Claim        *assay.Claim
	Number       string
	Tally        TallyView
	For, Against assay.Corroboration
	Contest      assay.Contest
	Questions    []*assay.Question // contested ones that it is in
	Credibility  assay.Verdict
	Guard        string
	Event        string
	Tags         []assay.Tag
	Also         []string      // wordings of claims that were merged into it
	Supposed     string        // how many origins there would be if what is proposed were confirmed, "" if it makes no difference
	Discord      assay.Discord // between analysts
}

// NewClaims lays a page of the list of claims out. supposed is the view with
// what is proposed, or view itself.
func NewClaims(ctx context.Context, root CaseRoot, view, supposed *assay.View, data assay.ClaimsPage) ClaimsPage {
	p := ClaimsPage{Root: root, View: view, Data: data}
	seen := map[assay.ClaimID]assay.SeenClaim{}
	for _, id := range data.Order {
		if c := view.Claim(id); c != nil {
			r := NewClaimRow(ctx, view, c)
			r.Supposed = SupposedOrigins(ctx, view, supposed, c.ID)
			p.Rows, seen[c.ID] = append(p.Rows, r), c.Seen()
		}
	}
	p.Was = Shown(seen)
	return p
}

// ClaimsOutcomeWords says what came of changing several claims; done says what
// was done with those that changed.
func ClaimsOutcomeWords(ctx context.Context, o assay.ClaimsOutcome, done string) string {
	if o.Changed > 0 {
		return inARow([]string{done, leftWords(ctx, o.Same, o.Stale, o.Gone)})
	}
	if o.Stale+o.Gone == 0 {
		return tr.Say(ctx, "Nothing to change: they are like that already.")
	}
	return inARow([]string{tr.Say(ctx, "No claim was changed."), leftWords(ctx, o.Same, o.Stale, o.Gone)})
}

// NewClaimRow says of a claim what a list shows.
func NewClaimRow(ctx context.Context, view *assay.View, c *assay.Claim) ClaimRow {
	r := ClaimRow{
		Claim: c, Number: ClaimNumber(view.Case, c.ID), Tally: TallyOf(view, c.ID),
		For: view.Corroboration(c.ID, assay.Supports), Against: view.Corroboration(c.ID, assay.Contradicts),
		Contest: view.ContestedClaim(c.ID), Questions: view.ContestsOf(c.ID), Credibility: view.Credibility(assay.EntityID(c.ID)),
		Event: EventName(ctx, view.Case, c.Event), Tags: TagsOf(view.Case, assay.EntityID(c.ID)), Discord: view.Discord(c.ID),
	}
	r.Guard = GuardSays(ctx, view, c.ID, r.Credibility.Word())
	for _, other := range view.MergedInto(c.ID) {
		r.Also = append(r.Also, Wording(ctx, other))
	}
	return r
}

// Rare counts the filters that are set among those that are folded away.
func (p *ClaimsPage) Rare() (n int) {
	f := p.Data.Filter
	for _, set := range []bool{!f.Event.IsZero(), !f.Source.IsZero(), f.Kind != "", f.Unrated, f.Unmentioned, f.Alike} {
		if set {
			n++
		}
	}
	return n
}

// KindOptions are the kinds of claims, as choices.
func KindOptions(ctx context.Context, chosen string) []Option {
	options := []Option{{Label: tr.Say(ctx, "any")}, {Value: assay.NoKind, Label: tr.Say(ctx, "not stated"), Chosen: chosen == assay.NoKind}}
	for _, k := range assay.ClaimKinds {
		options = append(options, Option{Value: k, Label: tr.Word(ctx, k), Chosen: k == chosen})
	}
	return options
}

// wordNames are the words of a vocabulary as the analyst reads them.
func wordNames(ctx context.Context, vocabulary []string) []string {
	names := make([]string, len(vocabulary))
	for i, w := range vocabulary {
		names[i] = tr.Word(ctx, w)
	}
	return names
}

// WordOf returns the word of a vocabulary that somebody has written as they read
// it. What they read as none is returned in small letters: it may be the word
// itself, or is to be refused.
func WordOf(ctx context.Context, vocabulary []string, written string) string {
	for _, w := range vocabulary {
		if strings.EqualFold(written, tr.Word(ctx, w)) {
			return w
		}
	}
	return strings.ToLower(written)
}

// Summary says how many claims there are, and how many of them are shown.
func (p *ClaimsPage) Summary(ctx context.Context) string {
	switch leaf := p.Data.Leaf; {
	case leaf.Loose, leaf.Of == p.Data.All: // of what nobody has counted nothing is said
		return tr.Count(ctx, p.Data.All, "%s claim", "%s claims")
	case leaf.More:
		return tr.Count(ctx, p.Data.All, "more than %[2]s of %[1]s claim", "more than %[2]s of %[1]s claims", Number(leaf.Of))
	}
	return tr.Count(ctx, p.Data.All, "%[2]s of %[1]s claim", "%[2]s of %[1]s claims", Number(p.Data.Leaf.Of))
}

// Filtered reports whether the page leaves claims out on request.
func (p *ClaimsPage) Filtered() bool {
	f := p.Data.Filter
	f.Sort, f.Page = "", 0
	return f != assay.ClaimFilter{}
}

// Pager says which part of the list is on the page.
func (p *ClaimsPage) Pager(ctx context.Context) PagerView {
	f := p.Data.Filter
	return pager(tr.Say(ctx, "Claims"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.ClaimList(f)
	})
}

// Outlets returns the sources that articles are found at or written by, as far
// as their kind tells, those that were judged the same once.
func Outlets(ctx context.Context, view *assay.View) []*assay.Source {
	var list []*assay.Source
	for i := range view.Case.Sources {
		s := &view.Case.Sources[i]
		if s.Domain == "" && s.Kind != "outlet" && s.Kind != "wire" {
			continue
		}
		if one := view.Source(s.ID); one != nil && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b *assay.Source) int { return compareFold(SourceName(ctx, a), SourceName(ctx, b)) })
	return list
}

// EventName returns what an event is called, "" for none.
func EventName(ctx context.Context, c *assay.Case, id assay.EventID) string {
	for i := range c.Events {
		if c.Events[i].ID == id {
			return or(c.Events[i].Name, tr.Say(ctx, "Event without a name"))
		}
	}
	return ""
}

// Wording returns the wording of a claim, or that it has none.
func Wording(ctx context.Context, c *assay.Claim) string {
	words := or(c.Wording, tr.Say(ctx, "Claim without a wording"))
	if c.Gone {
		return tr.Say(ctx, "%s (removed)", words)
	}
	return words
}

// levelWords say between whom accounts differ: for a label, for a smaller one,
// at length, and at length of what is settled. A dispute that is not sure may be
// drift within one origin.
type levelWords struct{ label, short, long, told string }

// LevelWords returns the words for a contest, none where there is no contest.
func LevelWords(ctx context.Context, c assay.Contest) levelWords {
	words, ok := unsureWords[c.Level]
	switch {
	case c.Settled && c.Contested:
		words = settledWords
	case c.Sure || !ok:
		words = sureWords[c.Level]
	}
	return levelWords{tr.Marked(ctx, words.label), tr.Marked(ctx, words.short), tr.Marked(ctx, words.long), tr.Marked(ctx, words.told)}
}

// Label is the words for a label.
func (w levelWords) Label() string { return w.label }

var sureWords = map[assay.Level]levelWords{
	assay.BetweenOrigins:    {tr.Mark("dispute between origins"), tr.Mark("dispute"), tr.Mark("Contested: different origins say different things"), tr.Mark("Different origins say different things")},
	assay.WithinOneOrigin:   {tr.Mark("drift within one origin"), tr.Mark("drift"), tr.Mark("Contested: articles on one origin tell it differently, which is drift"), tr.Mark("Articles on one origin tell it differently, which is drift")},
	assay.BothLevels:        {tr.Mark("dispute and drift"), tr.Mark("dispute, drift"), tr.Mark("Contested: different origins say different things, and copies have drifted besides"), tr.Mark("Different origins say different things, and copies have drifted besides")},
	assay.SelfContradiction: {tr.Mark("one article says both"), tr.Mark("contradicts itself"), tr.Mark("Contested: one article says both, on one origin"), tr.Mark("One article says both, on one origin")},
}

// settledWords are those for a claim whose contested facts have been settled.
var settledWords = levelWords{tr.Mark("differs, but settled"), tr.Mark("settled"), tr.Mark("Accounts differ, and the contested facts that it is in have been settled"), ""}

// unsureWords are those for what may be drift.
var unsureWords = map[assay.Level]levelWords{
	assay.BetweenOrigins: {tr.Mark("dispute, perhaps within one origin"), tr.Mark("dispute?"), tr.Mark("Contested: accounts differ, and it is not established that their origins are independent"), tr.Mark("Accounts differ, and it is not established that their origins are independent")},
	assay.BothLevels:     {tr.Mark("drift, perhaps a dispute too"), tr.Mark("drift, dispute?"), tr.Mark("Contested: copies have drifted; other accounts differ too, and it is not established that their origins are independent"), tr.Mark("Copies have drifted; other accounts differ too, and it is not established that their origins are independent")},
}

// SupposedLevel says between whom the accounts of a question would differ if the
// derivations that are proposed and not decided were confirmed, or "" if that
// makes no difference.
func SupposedLevel(ctx context.Context, view, supposed *assay.View, q *assay.Question) string {
	now, then := view.ContestedQuestion(q), supposed.ContestedQuestion(q)
	if now.Level == then.Level && now.Sure == then.Sure {
		return ""
	}
	return tr.Say(ctx, "If what is proposed is confirmed: %s.", LevelWords(ctx, then).Label())
}

// levelTag shows a level. A dispute stands out; drift is a matter of copying.
func levelTag(ctx context.Context, c assay.Contest) TagView {
	if c.Settled {
		return TagView{Label: LevelWords(ctx, c).label, Icon: "check"}
	}
	if c.Level == assay.WithinOneOrigin {
		return TagView{Label: LevelWords(ctx, c).label, Icon: "branch"}
	}
	return TagView{Label: LevelWords(ctx, c).label, Icon: "flag", Tone: "warn"}
}

// claimSortWords are the orders of the list in words.
var claimSortWords = map[string]string{
	"made": tr.Mark("oldest first"), "latest": tr.Mark("latest first"), "cited": tr.Mark("most cited"), "disputed": tr.Mark("most disputed"), "wording": tr.Mark("by wording"),
}

// changeable reports whether the case on the page can be changed.
func changeable(f Frame) bool { return f.Saved.State != "read_only" }
