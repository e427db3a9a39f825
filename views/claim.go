package views

import (
	"context"
	"slices"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// MentionsPageSize is how many mentions the page of a claim shows at once.
const MentionsPageSize = 50

// ClaimPart is the part of a claim that its page shows.
type ClaimPart struct {
	Stance  assay.Stance `query:"stance"` // only mentions with it, "" for all
	Page    int          `query:"page"`   // of the mentions, from 0
	Without int          `query:"without"`
}

// ClaimPage is a claim with all that bears on it.
type ClaimPage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Data     assay.ClaimPage
	Part     ClaimPart
	Zone     *time.Location // the analyst's
	Row      ClaimRow
	Form     ClaimForm
	Mentions []MentionRow
	Leaf     assay.Leaf              // of the mentions with the stance of the part
	numbers  map[assay.MentionID]int // of all mentions in the order of the page, from 1

	Relations []RelationRow
	Relate    RelationForm
	Supposed  string // how many origins there would be if what is proposed were confirmed, "" if it makes no difference
}

// ClaimForm is a claim that is being changed.
type ClaimForm struct {
	Wording string        `form:"wording"`
	Kind    string        `form:"kind"`
	Event   assay.EventID `form:"event"`
	When    string        `form:"when"`

	NewEvent string `form:"new_event" json:"-"` // goes before the event that is chosen

	Was    Was[ClaimForm]    `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// NewClaimPage lays a claim out.
func NewClaimPage(ctx context.Context, root CaseRoot, view *assay.View, data assay.ClaimPage, part ClaimPart, zone *time.Location) ClaimPage {
	c := &data.Claim
	p := ClaimPage{
		Root: root, View: view, Data: data, Part: part, Zone: zone, Row: NewClaimRow(ctx, view, c),
		Form: ClaimForm{Wording: c.Wording, Kind: c.Kind, Event: c.Event, When: c.When},
	}
	p.Form.Was = Shown(p.Form)
	p.Relations = RelationRows(ctx, view, c.ID)
	p.numbers = map[assay.MentionID]int{}
	for i, m := range p.ordered("") {
		p.numbers[m.ID] = i + 1
	}
	list := p.ordered(part.Stance)
	p.Leaf = assay.Turn(part.Page, MentionsPageSize, len(list))
	for _, m := range list[p.Leaf.From:p.Leaf.To] {
		p.Mentions = append(p.Mentions, p.mentionRow(ctx, m))
	}
	return p
}

// inSight reports whether the claim is in the case: it was not removed, or is still
// mentioned.
func (p *ClaimPage) inSight() bool { return p.Data.Removal == nil || p.Data.Removal.Mentions > 0 }

// ordered returns the mentions with a stance, "" for all, by stance and then in
// order of making.
func (p *ClaimPage) ordered(stance assay.Stance) []*assay.Mention {
	var list []*assay.Mention
	for _, s := range assay.Stances {
		for _, m := range p.View.MentionsOf(p.Data.Claim.ID) {
			if p.View.Stance(m.ID) == s && (stance == "" || stance == s) {
				list = append(list, m)
			}
		}
	}
	return list
}

// MentionRow is one mention of a claim beside the others.
type MentionRow struct {
	Mention     *assay.Mention
	No          int // by which the statement cites it
	Quote       QuoteView
	Title       string // of its article
	Published   string
	Text        string // what the text says of itself: voice, speech, certainty; "" where nobody has said
	Origin      string
	By          string // who marked it
	Stance      string // the analyst's own word, "" for none
	Credibility string // likewise
	Guard       string
	Opinions    []Opinion // of analysts who do not agree on it, and the team's verdict
	Places      []PlaceView
	Tags        []assay.Tag
	Notes       int
}

// PlaceView is a version of a question that a mention is in.
type PlaceView struct {
	Question *assay.Question
	Version  *assay.Version
}

func (p *ClaimPage) mentionRow(ctx context.Context, m *assay.Mention) MentionRow {
	v, id := p.View, assay.EntityID(m.ID)
	r := MentionRow{
		Mention: m, No: p.numbers[m.ID], Quote: Contexts(p.Data.Contexts).Quote(ctx, p.Root, v, m), Origin: OriginName(ctx, v, v.Root(m)), By: AnalystName(ctx, v.Case.Actors, m.By),
		Stance: mine(v, about(id, assay.DimStance)), Credibility: mine(v, about(id, assay.DimCredibility)),
		Tags: TagsOf(v.Case, id), Notes: NoteCount(v, id),
	}
	if first := v.MentionsOf(m.Claim); len(first) > 0 {
		r.Quote.Differs = differences(ctx, p.Root, v, m, first[0])
	}
	if a := v.Article(m.Article); a != nil {
		r.Title, r.Published = Title(ctx, v, a), Published(ctx, v.Facts(a))
	}
	var said []string
	for _, d := range []assay.Dimension{assay.DimVoice, assay.DimSpeech, assay.DimCertainty} {
		if w := v.Judged(about(id, d)).Word(); w != "" {
			said = append(said, tr.Word(ctx, w))
		}
	}
	r.Text = tr.List(ctx, said...)
	r.Guard = GuardSays(ctx, v, m.Claim, v.Credibility(id).Word())
	for _, d := range []assay.Dimension{assay.DimStance, assay.DimCredibility} {
		list := Opinions(ctx, v, about(id, d))
		if v.Judged(about(id, d)).Disputed || slices.ContainsFunc(list, func(o Opinion) bool { return o.Team }) {
			r.Opinions = append(r.Opinions, list...)
		}
	}
	for i := range v.Case.Questions {
		if version := v.VersionOf(v.Case.Questions[i].ID, m.ID); version != nil {
			r.Places = append(r.Places, PlaceView{&v.Case.Questions[i], version})
		}
	}
	return r
}

func about(target assay.EntityID, d assay.Dimension) assay.JudgementKey {
	return assay.JudgementKey{Target: target, Dimension: d}
}

// mine returns the analyst's own word on something, "" where they have none: a
// form must not show another's word as theirs.
func mine(v *assay.View, k assay.JudgementKey) string {
	if d := v.Judged(k); d.Mine {
		return d.Word()
	}
	return ""
}

// Opinion is what one analyst says on one dimension of something.
type Opinion struct {
	ID        assay.JudgementID
	Dimension assay.Dimension
	Word      string
	Who       string
	Reason    string
	Meta      assay.Meta
	Mine      bool
	Team      bool // it is the team's verdict
}

// Opinions returns what every analyst says on something, in order of making,
// and the team's verdict last.
func Opinions(ctx context.Context, v *assay.View, k assay.JudgementKey) []Opinion {
	var list, team []Opinion
	for i := range v.Case.Judgements {
		j := &v.Case.Judgements[i]
		o := Opinion{ID: j.ID, Dimension: k.Dimension, Word: j.Value.Text(), Who: AnalystName(ctx, v.Case.Actors, j.Coder), Reason: j.Reason, Meta: j.Meta, Mine: v.Mine(j.Coder)}
		about := j.Key()
		if k.Dimension == assay.DimIndependent { // it may have been said of another source that is one with it
			about = v.About(about)
		}
		switch {
		case about == k:
			list = append(list, o)
		case about.Target == k.Target && about.Other == k.Other && j.Dimension == assay.DimAdjudication && j.Scope == string(k.Dimension):
			o.Team, o.Mine = true, false
			team = append(team, o)
		}
	}
	return append(list, team...)
}

// Says writes the value of an opinion in words.
func (o Opinion) Says(ctx context.Context) string {
	switch o.Dimension {
	case assay.DimCredibility:
		return tr.Say(ctx, "%s, %s", o.Word, CredibilityWord(ctx, o.Word))
	case assay.DimReliability:
		return tr.Say(ctx, "%s, %s", o.Word, ReliabilityWord(ctx, o.Word))
	case assay.DimLikelihood:
		return LikelihoodWord(ctx, o.Word)
	case assay.DimIndependent:
		return tr.Say(ctx, "independent")
	case assay.DimRelation:
		return RelationWord(ctx, assay.Relation(o.Word))
	default:
		return tr.Word(ctx, o.Word)
	}
}

// LikelihoodWord says a likelihood in the words of ICD 203 and the range that
// they stand for.
func LikelihoodWord(ctx context.Context, word string) string {
	name, percent := likelihood(ctx, word)
	if percent == "" {
		return name
	}
	return tr.Say(ctx, "%s, %s", name, percent)
}

// likelihood says a likelihood and its range apart.
func likelihood(ctx context.Context, word string) (name, percent string) {
	name = tr.Word(ctx, word)
	if word == "roughly_even" {
		name = tr.Say(ctx, "roughly even chance")
	}
	return name, map[string]string{
		"almost_no_chance": "1–5%", "very_unlikely": "5–20%", "unlikely": "20–45%", "roughly_even": "45–55%",
		"likely": "55–80%", "very_likely": "80–95%", "almost_certain": "95–99%",
	}[word]
}

// judged returns the analyst's own judgement of the claim on a dimension.
func (p *ClaimPage) judged(d assay.Dimension) assay.Verdict {
	v := p.View.Judged(about(assay.EntityID(p.Data.Claim.ID), d))
	if !v.Mine {
		return assay.Verdict{}
	}
	return v
}

func (p *ClaimPage) opinions(ctx context.Context, d assay.Dimension) []Opinion {
	return Opinions(ctx, p.View, about(assay.EntityID(p.Data.Claim.ID), d))
}

// OriginView is one origin of a claim, and whether it is known to be independent of
// all others.
type OriginView struct {
	Name     string
	Key      assay.EntityID
	Articles int
	Own      bool // it says so in its own voice
	Alone    bool // marked independent of every other origin of its side
	Apart    bool // marked independent of one of them at least
	Href     string
}

// Origins lists what stands behind one side of the claim.
func (p *ClaimPage) Origins(ctx context.Context, side assay.Stance) []OriginView {
	n := p.View.Corroboration(p.Data.Claim.ID, side)
	mentions := slices.DeleteFunc(slices.Clone(p.View.MentionsOf(p.Data.Claim.ID)), func(m *assay.Mention) bool { return p.View.Stance(m.ID) != side })
	articles := map[assay.EntityID]map[assay.ArticleID]bool{}
	for _, m := range mentions {
		key := p.View.RootAmong(m, mentions).Key()
		if articles[key] == nil {
			articles[key] = map[assay.ArticleID]bool{}
		}
		articles[key][m.Article] = true
	}
	list := make([]OriginView, len(n.Origins))
	for i, o := range n.Origins {
		list[i] = OriginView{
			Name: OriginName(ctx, p.View, o), Key: o.Key(), Articles: len(articles[o.Key()]), Own: o.OwnVoice, Href: originHref(p.Root, o),
			Alone: !slices.ContainsFunc(n.Origins, func(other assay.Origin) bool { return other != o && !p.View.Independent(o, other) }),
			Apart: slices.ContainsFunc(n.Origins, func(other assay.Origin) bool { return other != o && p.View.Independent(o, other) }),
		}
	}
	return list
}

// bothSides lists the origins of the claim, whatever they say.
func (p *ClaimPage) bothSides(ctx context.Context) []OriginView {
	list := p.Origins(ctx, assay.Supports)
	for _, o := range p.Origins(ctx, assay.Contradicts) {
		if !slices.ContainsFunc(list, func(other OriginView) bool { return other.Key == o.Key }) {
			list = append(list, o)
		}
	}
	return list
}

// Pair is two origins that were judged independent.
type Pair struct {
	A, B    OriginView
	Opinion Opinion
}

// Pairs lists the origins of the claim that somebody calls independent.
func (p *ClaimPage) Pairs(ctx context.Context) []Pair {
	var list []Pair
	origins := p.bothSides(ctx)
	for i, a := range origins {
		for _, b := range origins[i+1:] {
			k, err := assay.IndependentKey(a.Key, b.Key)
			if err != nil {
				continue
			}
			for _, o := range Opinions(ctx, p.View, k) {
				list = append(list, Pair{a, b, o})
			}
		}
	}
	return list
}

// Silence is the articles that do not mention the claim for one reason.
type Silence struct {
	Cover    assay.Coverage
	Articles []SilentArticle
}

// SilentArticle is an article that does not mention the claim.
type SilentArticle struct {
	Article  *assay.Article
	Outlet   string
	Title    string
	Said     bool // the analyst has said so, and can take it back
	Proposed bool // perhaps it is out of scope
}

// Silences groups the articles of the part by why they do not mention the claim.
func (p *ClaimPage) Silences(ctx context.Context) []Silence {
	list := []Silence{{Cover: assay.NotRead}, {Cover: assay.Silent}, {Cover: assay.OutOfScope}}
	for _, id := range p.Data.Without {
		a := p.View.Article(id)
		if a == nil {
			continue
		}
		cell := p.View.Cell(a, &p.Data.Claim)
		k := assay.JudgementKey{Target: assay.EntityID(id), Other: assay.EntityID(p.Data.Claim.ID), Dimension: assay.DimCoverage}
		for i := range list {
			if list[i].Cover == cell.Coverage {
				list[i].Articles = append(list[i].Articles, SilentArticle{a, OutletName(ctx, p.View, a), Title(ctx, p.View, a), p.View.Judged(k).Mine, cell.Proposed})
			}
		}
	}
	return slices.DeleteFunc(list, func(s Silence) bool { return len(s.Articles) == 0 })
}

// SilencePager says which part of those articles is on the page.
func (p *ClaimPage) SilencePager(ctx context.Context) PagerView {
	part := p.Part
	return pager(tr.Say(ctx, "Articles"), p.Data.Leaf, func(page int) string {
		part.Without = page
		return p.Root.ClaimPart(p.Data.Claim.ID, part) + "#silence"
	})
}

// MentionPager says which part of the mentions is on the page.
func (p *ClaimPage) MentionPager(ctx context.Context) PagerView {
	part := p.Part
	return pager(tr.Say(ctx, "Mentions"), p.Leaf, func(page int) string {
		part.Page = page
		return p.Root.ClaimPart(p.Data.Claim.ID, part) + "#mentions"
	})
}

// Related returns the questions that a mention of the claim is in a version of.
func (p *ClaimPage) Related() []*assay.Question {
	var list []*assay.Question
	for i := range p.View.Case.Questions {
		if q := &p.View.Case.Questions[i]; p.View.Asks(q.ID, p.Data.Claim.ID) {
			list = append(list, q)
		}
	}
	return list
}

// differ says whose word is shown where analysts differ.
func differ(ctx context.Context, r MentionRow) string {
	if r.Stance == "" && r.Credibility == "" {
		return tr.Say(ctx, "Analysts differ. All are kept, and the latest is shown until you judge it yourself.")
	}
	return tr.Say(ctx, "Analysts differ. All are kept; yours is shown.")
}

// suggestedGrades are the grades of a suggestion.
func suggestedGrades(s assay.Suggestion) []assay.Credibility {
	if s.Or == "" {
		return []assay.Credibility{s.Grade}
	}
	return []assay.Credibility{s.Grade, s.Or}
}

// suggestedGrade says which grade is suggested, and what it means.
func suggestedGrade(ctx context.Context, s assay.Suggestion) string {
	says := tr.Say(ctx, "%s, %s", string(s.Grade), CredibilityWord(ctx, string(s.Grade)))
	if s.Or == "" {
		return says
	}
	return tr.Say(ctx, "%s, or %s", says, tr.Say(ctx, "%s, %s", string(s.Or), CredibilityWord(ctx, string(s.Or))))
}

// SupposedOrigins says how many origins would stand behind a claim if the
// derivations that are proposed and not decided were confirmed, beside how many
// there are, or "" if that makes no difference.
func SupposedOrigins(ctx context.Context, view, supposed *assay.View, claim assay.ClaimID) string {
	now, then := view.Corroboration(claim, assay.Supports), supposed.Corroboration(claim, assay.Supports)
	if then.AtMost == now.AtMost {
		return ""
	}
	return tr.Say(ctx, "%s, %s; if what is proposed is confirmed, %s", tr.Count(ctx, now.Articles, "%s article", "%s articles"),
		tr.Count(ctx, now.AtMost, "at most %s origin", "at most %s origins"), tr.Count(ctx, then.AtMost, "at most %s origin", "at most %s origins"))
}
