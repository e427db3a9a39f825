package assay

import (
	"cmp"
	"slices"
	"strings"
)

// Level says between whom the accounts of a contested fact differ.
type Level string

// The levels.
const (
	BetweenOrigins    Level = "between_origins"    // different origins say different things: a dispute
	WithinOneOrigin   Level = "within_one_origin"  // one origin, told differently by those who copied it: drift
	BothLevels        Level = "both"               // a dispute, and drift besides
	SelfContradiction Level = "self_contradiction" // one article says both, on one origin
)

// Contest is what is known of a claim or question that accounts differ on.
type Contest struct {
	Contested bool
	Level     Level // "" where it is not contested
	Counted   bool  // false for mere framing and spelling, which are listed apart
	Sure      bool  // of a dispute: some of its origins are known not to be one
	Settled   bool  // of a claim: it is in contested facts, all of which have been settled
}

// Dispute is how far accounts of a claim differ, by itself or through the
// contested facts that it is in. What a list calls contested and what it puts
// first is decided by it and by nothing else.
type Dispute struct {
	Smaller   int // articles on the smaller of the two sides, none unless there are both
	Questions int // contested facts that it is in
	Sides     int // articles that take a side, those that take both counted twice, if any differ
}

// Contested reports whether accounts of the claim differ at all.
func (d Dispute) Contested() bool { return d.Smaller > 0 || d.Questions > 0 }

// Compare orders what is more disputed before what is less.
func (d Dispute) Compare(o Dispute) int {
	return cmp.Or(cmp.Compare(o.Smaller, d.Smaller), cmp.Compare(o.Questions, d.Questions), cmp.Compare(o.Sides, d.Sides))
}

// Dispute measures how far accounts of a claim differ. It looks at stances and
// versions only, and at no origins.
func (v *View) Dispute(claim ClaimID) Dispute {
	with, against := map[ArticleID]bool{}, map[ArticleID]bool{}
	sides := v.sides(claim)
	for i, in := range []map[ArticleID]bool{with, against} {
		for _, m := range sides[i] {
			in[m.Article] = true
		}
	}
	d := Dispute{Smaller: min(len(with), len(against)), Questions: len(v.ContestsOf(claim))}
	if d.Contested() {
		d.Sides = len(with) + len(against)
	}
	return d
}

// ContestsOf returns the contested questions that a mention of the claim is in
// a version of, in order of making.
func (v *View) ContestsOf(claim ClaimID) []*Question {
	if v.contests == nil {
		v.contests = map[ClaimID][]*Question{}
		inUse, about := map[QuestionID]int{}, map[QuestionID]map[ClaimID]bool{}
		for i := range v.Case.Versions {
			side := v.side(&v.Case.Versions[i])
			if len(side) == 0 {
				continue
			}
			q := v.Case.Versions[i].Question
			if inUse[q]++; about[q] == nil {
				about[q] = map[ClaimID]bool{}
			}
			for _, m := range side {
				about[q][m.Claim] = true
			}
		}
		for i := range v.Case.Questions {
			q := &v.Case.Questions[i]
			if inUse[q.ID] < 2 {
				continue
			}
			for claim := range about[q.ID] {
				v.contests[claim] = append(v.contests[claim], q)
			}
		}
	}
	return v.contests[v.One(claim)]
}

// side returns the mentions of a version that are in the case.
func (v *View) side(version *Version) []*Mention {
	var side []*Mention
	for _, id := range version.Mentions {
		if m := v.mentions[id]; m != nil {
			side = append(side, m)
		}
	}
	return side
}

// ContestedClaim reports whether a claim has both supporting and contradicting
// mentions, and between whom.
func (v *View) ContestedClaim(claim ClaimID) Contest {
	sides := v.sides(claim)
	level, sure := v.level(sides[:])
	return Contest{Contested: level != "", Level: level, Counted: level != "", Sure: sure, Settled: v.settled(claim)}
}

// sides returns the mentions that support a claim and those that contradict it.
// Where two analysts have marked the same words and say opposite things of them,
// it is they who differ, and not what they have read: of the two the analyst's own
// counts, else the later, as with any judgement.
func (v *View) sides(claim ClaimID) (sides [2][]*Mention) {
	for _, m := range v.MentionsOf(claim) {
		switch v.Stance(m.ID) {
		case Supports:
			sides[0] = append(sides[0], m)
		case Contradicts:
			sides[1] = append(sides[1], m)
		case Qualifies, Mentions:
		}
	}
	if len(sides[0]) == 0 || len(sides[1]) == 0 {
		return sides
	}
	against := map[ArticleID][]*Mention{}
	for _, m := range sides[1] {
		against[m.Article] = append(against[m.Article], m)
	}
	out := map[MentionID]bool{}
	for _, m := range sides[0] {
		for _, o := range against[m.Article] {
			if m.Text == o.Text && m.Span.Start < o.Span.End && o.Span.Start < m.Span.End {
				v.reading(m, o, out)
			}
		}
	}
	if len(out) == 0 {
		return sides
	}
	for i := range sides {
		sides[i] = slices.DeleteFunc(sides[i], func(m *Mention) bool { return out[m.ID] })
	}
	return sides
}

// reading puts out which of two mentions of the same words does not count, if their
// stances are two analysts'.
func (v *View) reading(a, b *Mention, out map[MentionID]bool) {
	x, y := v.Judged(about(a.ID, DimStance)), v.Judged(about(b.ID, DimStance))
	switch {
	case x.Team && y.Team || v.person(x.By) == v.person(y.By):
	case x.Mine != y.Mine:
		out[map[bool]MentionID{true: b.ID, false: a.ID}[x.Mine]] = true
	case x.Team != y.Team:
		out[map[bool]MentionID{true: b.ID, false: a.ID}[x.Team]] = true
	case x.At < y.At:
		out[a.ID] = true
	default:
		out[b.ID] = true
	}
}

// settled reports whether a claim is in contested facts that have all been
// settled.
func (v *View) settled(claim ClaimID) bool {
	asked := v.ContestsOf(claim)
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(q *Question) bool { return q.Status != "settled" })
}

// ContestedQuestion reports whether two or more versions of a question are in
// use. A version is in use when it has a mention, whatever its rank.
func (v *View) ContestedQuestion(q *Question) Contest {
	var sides [][]*Mention
	for i := range v.Case.Versions {
		version := &v.Case.Versions[i]
		if version.Question != q.ID {
			continue
		}
		if side := v.side(version); len(side) > 0 {
			sides = append(sides, side)
		}
	}
	level, sure := v.level(sides)
	return Contest{Contested: level != "", Level: level, Counted: level != "" && q.counted(), Sure: sure}
}

// level compares every mention of one side with every one of the others. It is
// sure of a dispute if some two of the origins are known to be apart.
func (v *View) level(sides [][]*Mention) (l Level, sure bool) {
	var between, within, self bool
	in := ringsOf(v.originsOf(slices.Concat(sides...)))
	for i, side := range sides {
		for _, other := range sides[i+1:] {
			for _, a := range side {
				for _, b := range other {
					switch x, y := v.Root(a), v.Root(b); {
					case x.Key() != y.Key():
						between = true
						sure = sure || v.ringsApart(in, x, y)
					case a.Article != b.Article:
						within = true
					default:
						self = true
					}
				}
			}
		}
	}
	switch {
	case between && within:
		return BothLevels, sure
	case between:
		return BetweenOrigins, sure
	case within:
		return WithinOneOrigin, false
	case self:
		return SelfContradiction, false
	}
	return "", false
}

// Clash is two claims that are said not to be true both, of which articles say
// both. It is a reason to ask a question, and no contest by itself: whether
// they exclude each other is the analyst's word and not the articles'.
type Clash struct {
	A, B     ClaimID // in order of making
	Relation Relation
}

// Clashes returns the clashes of the case, in order of making of their claims.
func (v *View) Clashes() []Clash {
	var list []Clash
	for i := range v.Case.Claims {
		id := v.Case.Claims[i].ID
		for _, c := range v.ClashesOf(id) {
			if c.A == id {
				list = append(list, c)
			}
		}
	}
	return list
}

// ClashesOf returns the clashes that a claim is in.
func (v *View) ClashesOf(id ClaimID) []Clash {
	var list []Clash
	for _, r := range v.RelationsOf(id) {
		if !r.Relation.Excludes() || !v.Supported(id) || !v.Supported(r.Other) {
			continue
		}
		c := Clash{A: v.One(id), B: r.Other, Relation: r.Relation}
		if v.Case.Numbers[c.A] > v.Case.Numbers[c.B] {
			c.A, c.B = c.B, c.A
		}
		list = append(list, c)
	}
	return list
}

// ContestedFilter says which contested facts the board shows, and in which
// order. The zero filter shows all, what matters first.
type ContestedFilter struct {
	Event    EventID   // a claim in it is about it
	Tags     TagFilter // of the fact itself and of the claims in it, taken together
	Severity string    // one of Severities, or "unweighed"
	Level    Level
	Sort     string // one of ContestedSorts
	Page     int    // from 0
}

// Filters reports whether anything is left out on request.
func (f ContestedFilter) Filters() bool {
	f.Sort, f.Page = "", 0
	return f != ContestedFilter{}
}

// Unweighed asks for questions of which nobody has said how much they matter.
const Unweighed = "unweighed"

// Section is a part of the board of contested facts.
type Section int

// The sections, in their order.
const (
	OpenQuestions    Section = iota // contested and open
	SettledQuestions                // settled
	BeyondQuestions                 // known not to be settled
	ApartQuestions                  // differ in framing or spelling only, and are not counted
	IdleQuestions                   // fewer than two versions are in use
	Sections
)

// Section returns the section that a question belongs to. What differs in framing or
// spelling only is apart, however it stands.
func (q *Question) Section(contested bool) Section {
	switch {
	case contested && !q.counted():
		return ApartQuestions
	case q.Status == "settled":
		return SettledQuestions
	case q.Status == "cannot_be_settled":
		return BeyondQuestions
	case !contested:
		return IdleQuestions
	}
	return OpenQuestions
}

// counted reports whether a question counts as contested where accounts differ.
func (q *Question) counted() bool { return q.Relation != "framing" && q.Relation != "spelling" }

// Weighed is a question with what its place on the board goes by.
type Weighed struct {
	Question *Question
	Section  Section
	Articles int // with a mention in a version
}

// Compare puts questions of one section in order. Where "latest" is asked for, they come in
// it.
func (f *ContestedFilter) Compare(a, b *Weighed) int {
	switch f.Sort {
	case "latest":
		return 0
	case "articles":
		return b.Articles - a.Articles
	case "wording":
		return cmp.Compare(strings.ToLower(a.Question.Wording), strings.ToLower(b.Question.Wording))
	}
	return severity(a.Question) - severity(b.Question)
}

// severity puts what matters first, and what nobody has weighed between the material and
// the minor.
func severity(q *Question) int {
	return map[string]int{"material": 0, "": 1, "minor": 2, "wording": 3}[q.Severity]
}

// ContestedSorts are the orders of the board; the first is the usual one.
var ContestedSorts = []string{"severity", "latest", "articles", "wording"}

// ClaimsOf returns the claims that mentions in the versions of a question are
// of, in order of making.
func (v *View) ClaimsOf(q QuestionID) []*Claim {
	in := map[ClaimID]bool{}
	for _, version := range v.VersionsOf(q) {
		for _, m := range v.side(version) {
			in[m.Claim] = true
		}
	}
	var claims []*Claim
	for i := range v.Case.Claims {
		if c := &v.Case.Claims[i]; in[c.ID] {
			claims = append(claims, c)
		}
	}
	return claims
}

// Bearing is what a mention says on a version of a question: "" where nobody
// has judged.
type Bearing string

// The bearings.
const (
	States       Bearing = "states"       // it is in the version
	Consistent   Bearing = "consistent"   // it could be said if the version is so
	Inconsistent Bearing = "inconsistent" // it could not
	SaysNothing  Bearing = "says_nothing"
)

// Bearing returns what a mention says on a version, and whose word that is. A
// mention that is in the version states it, whatever else was said of the two.
func (v *View) Bearing(m MentionID, version *Version) (Bearing, Verdict) {
	if slices.Contains(version.Mentions, m) {
		return States, Verdict{}
	}
	d := v.Judged(JudgementKey{Target: EntityID(m), Other: EntityID(version.ID), Dimension: DimConsistency})
	return Bearing(d.Word()), d
}

// Telling is whether a mention tells the versions of a question apart.
type Telling string

// The tellings. There is no more and less of it: nothing is added up.
const (
	TellsApart   Telling = "tells_apart"    // it goes against some version, and not against all
	FitsAll      Telling = "fits_all"       // it goes with every version, so it tells nothing
	FitsNone     Telling = "fits_none"      // it goes with no version
	RulesNoneOut Telling = "rules_none_out" // it goes with some, and says nothing on the others
	NotOnIt      Telling = "not_on_it"      // it says nothing on any of them
	Unjudged     Telling = "unjudged"       // it takes a judgement yet to say
)

// Tell returns whether what a mention says on each version tells them apart.
func Tell(bearings []Bearing) Telling {
	var fits, against, nothing, open int
	for _, b := range bearings {
		switch b {
		case States, Consistent:
			fits++
		case Inconsistent:
			against++
		case SaysNothing:
			nothing++
		default:
			open++
		}
	}
	switch {
	case fits > 0 && against > 0:
		return TellsApart
	case open > 0 || len(bearings) == 0:
		return Unjudged
	case against == 0 && nothing == 0:
		return FitsAll
	case against > 0 && nothing == 0:
		return FitsNone
	case fits == 0 && against == 0:
		return NotOnIt
	case against > 0: // it goes against some, and says nothing on the others: those are left
		return TellsApart
	}
	return RulesNoneOut
}

// EvidenceFilter says which passages the table of evidence shows.
type EvidenceFilter struct {
	Apart bool // only those that tell the versions apart
}

// EvidencePage is what the table of evidence of a question shows.
type EvidencePage struct {
	Case     *Case // the claims of its mentions with what bears on them
	Question Question
	Without  []ArticleID // articles that mention none of those claims, in order of import, no more than EvidenceWithout
	More     int         // further such articles
}

// EvidenceWithout is how many articles without a mention the table of evidence
// names.
const EvidenceWithout = 60
