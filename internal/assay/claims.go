package assay

import (
	"slices"

	"assay/internal/anchor"
)

// ClaimFilter says which claims the list shows, and in which order. The zero
// filter shows all, in order of making.
type ClaimFilter struct {
	Words     string // in the wording, or the number as in "C12"
	Contested bool   // by themselves, or through a contested fact
	Kind      string // one of ClaimKinds, or NoKind
	Event     EventID
	Tags      TagFilter
	Source    SourceID // host or text origin of an article that mentions them
	Sort      string   // one of ClaimSorts
	Page      int      // from 0

	Unrated     bool // claims without a credibility
	Unmentioned bool // claims that no passage bears on
	Alike       bool // claims that look like another one
}

// NoKind asks for claims of which no kind is stated.
const NoKind = "none"

// ClaimSorts are the orders of the list of claims; the first is the usual one.
var ClaimSorts = []string{"made", "latest", "cited", "disputed", "wording"}

// ClaimsPageSize is how many claims one page of the list shows.
const ClaimsPageSize = 100

// ClaimsPage is one page of the list of claims.
type ClaimsPage struct {
	Case   *Case // the claims of the page with what bears on them, and all questions
	Order  []ClaimID
	Leaf   Leaf // of the claims that the filter lets through
	All    int  // claims in the case
	Filter ClaimFilter
}

// SeenClaim is what was on the analyst's screen of a claim that is to be
// changed, as far as it can be changed in a list.
type SeenClaim struct {
	Kind  string  `json:"k,omitempty"`
	When  string  `json:"w,omitempty"`
	Event EventID `json:"e,omitzero"`
}

// Seen returns what a list shows of the claim.
func (c *Claim) Seen() SeenClaim { return SeenClaim{c.Kind, c.When, c.Event} }

// ClaimsOutcome is what came of changing several claims at once.
type ClaimsOutcome struct {
	Changed int
	Same    int // they were like that already
	Stale   int // somebody has changed the same since the analyst looked
	Gone    int // they are not there any more
}

// CoveragePageSize is how many articles without a mention the page of a claim
// lists at once.
const CoveragePageSize = 100

// NamesMost is how many names a list of choices offers. The others can be written.
const NamesMost = 500

// ClaimPage is what the page of a claim shows.
type ClaimPage struct {
	Case     *Case // the claim with what bears on it, and every question with its versions
	Claim    Claim
	Contexts map[MentionID]Context
	Names    []Wording   // of the claims made first, one more than NamesMost of them
	Alike    []Wording   // of all that may look like it, and its own
	Without  []ArticleID // one page of the articles that do not mention it, in order of import
	Leaf     Leaf        // which of those articles
	Removal  *Withdrawal // of the claim, nil if it was not removed
}

// Context is what stands before and after a mention in its text.
type Context struct{ Before, After string }

// NewContext returns the context of a mention: the rest of its sentences and
// one more on either side. A mention that is not in body has none.
func NewContext(body anchor.Text, span anchor.Span, edits anchor.Edits) Context {
	if !body.In(span) || span.Empty() {
		return Context{}
	}
	before, after := anchor.Around(body, span, edits)
	return Context{body.Slice(before), body.Slice(after)}
}

// ContestedPageSize is how many questions and claims a page of the board shows.
const ContestedPageSize = 50

// ContestedPage is what one page of the contested facts shows.
type ContestedPage struct {
	Case      *Case // what the page has with all that bears on it, and every question
	Filter    ContestedFilter
	Questions []QuestionID          // of which those stay away that have another level than is asked for
	Clashes   [][2]ClaimID          // that may not both be true
	Claims    []ClaimID             // that may be contested by themselves
	Contexts  map[MentionID]Context // of the first mention of each version
	All       int                   // questions of the case
	Others    bool                  // there are claims contested by themselves that the filter keeps away; known only where nothing else is there
	Sections  [Sections]int         // of the questions that the filter lets through, whatever their level
	Leaf      Leaf
}

// Whole reports whether the page has all that the filter lets through.
func (p *ContestedPage) Whole() bool { return p.Leaf.From == 0 && !p.Leaf.More }

// AskingPage is what the form for a contested fact shows.
type AskingPage struct {
	Case     *Case   // the claim that it is about with what bears on it, and every question
	Claim    ClaimID // zero if it is about none yet
	Contexts map[MentionID]Context
}

// QuestionFoundSize is how many claims the page of a question finds at once.
const QuestionFoundSize = 20

// QuestionPage is what the page of a contested fact shows.
type QuestionPage struct {
	Case     *Case // the claims of its mentions and those found, with what bears on them
	Question Question
	Contexts map[MentionID]Context
	History  HistoryPage // of its status, its ruling and the ranks of its versions, the latest act first
	Words    string      // that claims were looked for by
	Found    []ClaimID   // by the words
	More     bool        // there are more claims with those words
}

// Asks reports whether a mention of the claim is in a version of the question.
func (v *View) Asks(q QuestionID, claim ClaimID) bool {
	for i := range v.Case.Versions {
		version := &v.Case.Versions[i]
		if version.Question != q {
			continue
		}
		if slices.ContainsFunc(v.side(version), func(m *Mention) bool { return m.Claim == v.One(claim) }) {
			return true
		}
	}
	return false
}

// VersionsOf returns the versions of a question, in order of making.
func (v *View) VersionsOf(q QuestionID) []*Version {
	var list []*Version
	for i := range v.Case.Versions {
		if v.Case.Versions[i].Question == q {
			list = append(list, &v.Case.Versions[i])
		}
	}
	return list
}

// VersionOf returns the version of a question that a mention is in, or nil.
func (v *View) VersionOf(q QuestionID, m MentionID) *Version {
	for _, version := range v.VersionsOf(q) {
		if slices.Contains(version.Mentions, m) {
			return version
		}
	}
	return nil
}

// Backing counts what stands behind a version: the articles and origins of its
// mentions, whatever they say of their claims.
func (v *View) Backing(version *Version) Corroboration {
	return v.corroborate(v.side(version))
}

// IndependentKey returns the key of a judgement on whether two origins are
// independent, in whatever order they are given. It fails with KindInvalid if
// they are one and the same.
func IndependentKey(a, b EntityID) (JudgementKey, error) {
	if a == b || a.IsZero() || b.IsZero() {
		return JudgementKey{}, Invalid("other", "Choose two different origins.")
	}
	p := pair(a, b)
	return JudgementKey{Target: p[0], Other: p[1], Dimension: DimIndependent}, nil
}
