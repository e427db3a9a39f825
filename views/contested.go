package views

import (
	"slices"
	"strings"
	"time"

	"assay/internal/assay"
)

// ContestedPage is every contested fact of the case.
type ContestedPage struct {
	Frame Frame
	Root  CaseRoot
	View  *assay.View
	Open  []QuestionView // contested and open
	Apart []QuestionView // differ in framing or spelling only, and are not counted
	Done  []QuestionView // settled, or known not to be settled
	Idle  []QuestionView // fewer than two versions are in use
	Rows  []ClaimRow     // claims contested by themselves
}

// NewContested lays the contested facts out.
func NewContested(root CaseRoot, view *assay.View, data assay.ContestedPage) ContestedPage {
	p := ContestedPage{Root: root, View: view}
	for i := range data.Case.Questions {
		q := NewQuestionView(root, view, data.Contexts, &data.Case.Questions[i])
		switch {
		case q.Question.Status != "" && q.Question.Status != "open":
			p.Done = append(p.Done, q)
		case !q.Contest.Contested:
			p.Idle = append(p.Idle, q)
		case !q.Contest.Counted:
			p.Apart = append(p.Apart, q)
		default:
			p.Open = append(p.Open, q)
		}
	}
	slices.SortStableFunc(p.Open, func(a, b QuestionView) int { return severity(a) - severity(b) })
	for i := range data.Case.Claims {
		c := &data.Case.Claims[i]
		if view.ContestedClaim(c.ID).Contested {
			p.Rows = append(p.Rows, NewClaimRow(view, c))
		}
	}
	return p
}

// severity puts what matters first, and what nobody has weighed between the
// material and the minor.
func severity(q QuestionView) int {
	return map[string]int{"material": 0, "": 1, "minor": 2, "wording": 3}[q.Question.Severity]
}

// Summary says how many contested facts there are, and of which level.
func (p *ContestedPage) Summary() string {
	if len(p.Open)+len(p.Rows) == 0 {
		return "Nothing is contested"
	}
	var labels []string // in the words of the cards, and in their order
	of := map[string]int{}
	for _, q := range p.Open {
		if label := LevelWords(q.Contest).label; label != "" {
			if of[label]++; of[label] == 1 {
				labels = append(labels, label)
			}
		}
	}
	var parts []string
	for _, label := range labels {
		parts = append(parts, Number(of[label])+" "+label)
	}
	s := Count(len(p.Open), "open question", "open questions")
	if len(parts) > 0 {
		s += " (" + strings.Join(parts, "; ") + ")"
	}
	return s + ", " + Count(len(p.Rows), "claim contested by itself", "claims contested by themselves")
}

// QuestionView is a question with its versions.
type QuestionView struct {
	Root     CaseRoot
	Question *assay.Question
	Contest  assay.Contest
	Versions []VersionView
	Articles int
}

// VersionView is one answer to a question.
type VersionView struct {
	Version  *assay.Version
	Rank     assay.Verdict
	Opinions []Opinion
	Mine     string // the analyst's own rank
	Backing  assay.Corroboration
	Mentions []VersionMention
}

// Contexts are what stands around mentions in their texts.
type Contexts map[assay.MentionID]assay.Context

// Quote shows a mention in its context, or in the few characters that are kept
// with it where the context is not known.
func (c Contexts) Quote(root CaseRoot, view *assay.View, m *assay.Mention) QuoteView {
	q := Quote(root, view, m)
	if around, ok := c[m.ID]; ok && around != (assay.Context{}) {
		q.Before, q.After = around.Before, around.After
	}
	return q
}

// VersionMention is a mention that stands for a version.
type VersionMention struct {
	Mention *assay.Mention
	Quote   QuoteView
	Number  string // of its claim
	Wording string
}

// NewQuestionView lays a question out.
func NewQuestionView(root CaseRoot, view *assay.View, contexts Contexts, q *assay.Question) QuestionView {
	v := QuestionView{Root: root, Question: q, Contest: view.ContestedQuestion(q)}
	articles := map[assay.ArticleID]bool{}
	for _, version := range view.VersionsOf(q.ID) {
		k := about(assay.EntityID(version.ID), assay.DimRank)
		x := VersionView{Version: version, Rank: view.Judged(k), Opinions: Opinions(view, k), Mine: mine(view, k), Backing: view.Backing(version)}
		for _, id := range version.Mentions {
			if m := view.Mention(id); m != nil {
				articles[m.Article] = true
				x.Mentions = append(x.Mentions, NewVersionMention(root, view, contexts, m))
			}
		}
		v.Versions = append(v.Versions, x)
	}
	v.Articles = len(articles)
	slices.SortStableFunc(v.Versions, func(a, b VersionView) int { return rankOrder(a) - rankOrder(b) })
	return v
}

// NewVersionMention shows a mention with its claim.
func NewVersionMention(root CaseRoot, view *assay.View, contexts Contexts, m *assay.Mention) VersionMention {
	x := VersionMention{Mention: m, Quote: contexts.Quote(root, view, m), Number: ClaimNumber(view.Case, m.Claim)}
	if c := view.Claim(m.Claim); c != nil {
		x.Wording = Wording(c)
	}
	return x
}

// rankOrder puts preferred versions first and deprecated ones last.
func rankOrder(v VersionView) int {
	return map[string]int{"preferred": -1, "deprecated": 1}[v.Rank.Word()]
}

// Wording returns the wording of the question, or that it has none.
func (v QuestionView) Wording() string { return or(v.Question.Wording, "Question without a wording") }

// VersionLabel returns the label of a version, or that it has none.
func VersionLabel(v *assay.Version) string { return or(v.Label, "Version without a label") }

// QuestionPage is a contested fact under study.
type QuestionPage struct {
	Frame  Frame
	View   *assay.View
	Data   assay.QuestionPage
	Form   QuestionForm
	Answer VersionForm
	Zone   *time.Location // the analyst's
	Q      QuestionView
	Free   []VersionMention // of its claims and those found, in no version yet
}

// QuestionForm is a question that is being changed.
type QuestionForm struct {
	Wording  string `form:"wording"`
	Kind     string `form:"kind"`
	Relation string `form:"relation"`
	Severity string `form:"severity"`
	Status   string `form:"status"`
	Settles  string `form:"settles"`
	Ruling   string `form:"ruling"`

	Was    Was[QuestionForm] `form:"was" json:"-"`
	Errors map[string]string `json:"-"`
}

// statusless is how a question is shown of which nobody has said how it stands.
const statusless = "open"

// StatusSince returns the status that a form sends, as the case has it: what was
// only shown so is not something that the analyst says.
func StatusSince(was, status string) string {
	if was == "" && status == statusless {
		return was
	}
	return status
}

// VersionForm is a version that is being made.
type VersionForm struct {
	Label   string          `form:"label"`
	Mention assay.MentionID `form:"mention"` // its first, zero for none
	Errors  map[string]string
}

// FreeSize is how many mentions that are in no version the page of a question
// offers at once.
const FreeSize = 60

// NewQuestionPage lays the page of a question out.
func NewQuestionPage(root CaseRoot, view *assay.View, data assay.QuestionPage, zone *time.Location) QuestionPage {
	q := data.Question
	p := QuestionPage{
		View: view, Data: data, Zone: zone, Q: NewQuestionView(root, view, data.Contexts, &q),
		Form: QuestionForm{Wording: q.Wording, Kind: q.Kind, Relation: q.Relation, Severity: q.Severity, Status: q.Status, Settles: q.Settles, Ruling: q.Ruling},
	}
	p.Form.Was = Shown(p.Form)
	p.Form.Status = or(p.Form.Status, statusless)
	for i := range view.Case.Mentions {
		m := &view.Case.Mentions[i]
		if (view.Asks(q.ID, m.Claim) || slices.Contains(data.Found, m.Claim)) && view.VersionOf(q.ID, m.ID) == nil {
			p.Free = append(p.Free, NewVersionMention(root, view, data.Contexts, m))
		}
	}
	return p
}

// AskPage is the form that makes a contested fact: out of a mention, of a claim
// that is contested by itself, or of nothing.
type AskPage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Form     AskForm
	Contexts Contexts
	Mention  *VersionMention // that it is made of, nil for none
	Claim    *assay.Claim
	Known    []QuestionView // questions that the mention may belong to
}

// AskForm is a question that is being asked, with its first versions.
type AskForm struct {
	Wording string
	Claim   assay.ClaimID // whose mentions are in the answers, zero for none
	Answers []Answer
	Errors  map[string]string
}

// Answer is a version of a question that is being asked.
type Answer struct {
	Label    string
	Mentions []VersionMention
}

// NewAsk returns the form for a question: out of a mention, out of the claim that
// data is about, or out of nothing.
func NewAsk(root CaseRoot, view *assay.View, data assay.AskingPage, mention assay.MentionID) AskPage {
	p := AskPage{Root: root, View: view, Contexts: data.Contexts, Claim: view.Claim(data.Claim), Form: AskForm{Answers: []Answer{{}, {}}}}
	if p.Claim == nil {
		return p
	}
	p.Form.Wording, p.Form.Claim = hint(p.Claim), data.Claim
	if m := view.Mention(mention); m != nil {
		p.ofMention(m)
	} else {
		p.ofClaim()
	}
	return p
}

// ofMention makes a mention the first answer, and offers the questions that it
// may be added to: those about its claim first.
func (p *AskPage) ofMention(m *assay.Mention) {
	x := NewVersionMention(p.Root, p.View, p.Contexts, m)
	p.Mention = &x
	p.Form.Answers[0].Mentions = []VersionMention{x}
	if p.View.ContestedClaim(m.Claim).Contested && (p.View.Stance(m.ID) == assay.Supports || p.View.Stance(m.ID) == assay.Contradicts) {
		p.ofClaim()
	}
	for i := range p.View.Case.Questions {
		p.Known = append(p.Known, NewQuestionView(p.Root, p.View, p.Contexts, &p.View.Case.Questions[i]))
	}
	slices.SortStableFunc(p.Known, func(a, b QuestionView) int {
		return order(p.View.Asks(b.Question.ID, m.Claim)) - order(p.View.Asks(a.Question.ID, m.Claim))
	})
}

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// ofClaim makes two answers of a claim: what supports it and what contradicts it.
func (p *AskPage) ofClaim() {
	p.Form.Answers = []Answer{{Label: "yes"}, {Label: "no"}}
	answers := map[assay.Stance]*Answer{assay.Supports: &p.Form.Answers[0], assay.Contradicts: &p.Form.Answers[1]}
	for _, m := range p.View.MentionsOf(p.Claim.ID) {
		if a := answers[p.View.Stance(m.ID)]; a != nil {
			a.Mentions = append(a.Mentions, NewVersionMention(p.Root, p.View, p.Contexts, m))
		}
	}
}

// hint makes a question of a claim, for the analyst to put better.
func hint(c *assay.Claim) string {
	if c == nil || c.Wording == "" {
		return ""
	}
	return strings.TrimRight(c.Wording, ".!?。؟ ") + "?"
}

// ownReason returns the reason that the analyst gave.
func ownReason(list []Opinion) string {
	for _, o := range list {
		if o.Mine {
			return o.Reason
		}
	}
	return ""
}

// mentionIDs names mentions as a form carries them.
func mentionIDs(list []VersionMention) string {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.Mention.ID.String()
	}
	return strings.Join(ids, " ")
}

// wrongLabel returns what is wrong with the label of an answer: it is the ones
// with passages that need one.
func wrongLabel(i int, a Answer, errs map[string]string) string {
	if a.Label == "" && len(a.Mentions) > 0 || i == 0 && errs["label"] != "" && a.Label != "" {
		return errs["label"]
	}
	return ""
}
