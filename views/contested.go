package views

import (
	"context"
	"slices"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/tr"
)

// ContestedPage is one page of the contested facts of the case, by how they stand.
type ContestedPage struct {
	Frame   Frame
	Root    CaseRoot
	View    *assay.View
	Data    assay.ContestedPage
	Lists   [assay.Sections][]QuestionView
	Rows    []ClaimRow  // claims contested by themselves
	Clashes []ClashView // claims that cannot both be true
}

// contestedSortWords are the orders of the board in words.
var contestedSortWords = map[string]string{
	"severity": tr.Mark("what matters first"), "latest": tr.Mark("latest first"), "articles": tr.Mark("most articles first"), "wording": tr.Mark("by wording"),
}

// NewContested lays the contested facts out.
func NewContested(ctx context.Context, root CaseRoot, view *assay.View, data assay.ContestedPage) ContestedPage {
	p := ContestedPage{Root: root, View: view, Data: data}
	for _, id := range data.Questions {
		i := slices.IndexFunc(view.Case.Questions, func(q assay.Question) bool { return q.ID == id })
		q := NewQuestionView(ctx, root, view, data.Contexts, &view.Case.Questions[i])
		if level := data.Filter.Level; level == "" || q.Contest.Level == level {
			list := &p.Lists[q.Question.Section(q.Contest.Contested)]
			*list = append(*list, q)
		}
	}
	for _, c := range Clashes(ctx, view) {
		if slices.Contains(data.Clashes, [2]assay.ClaimID{c.A.Claim.ID, c.B.Claim.ID}) {
			p.Clashes = append(p.Clashes, c)
		}
	}
	for _, id := range data.Claims {
		contest := view.ContestedClaim(id)
		if c := view.Claim(id); c != nil && contest.Contested && !contest.Settled && (data.Filter.Level == "" || contest.Level == data.Filter.Level) { // what is settled stands with what it is settled by
			p.Rows = append(p.Rows, NewClaimRow(ctx, view, c))
		}
	}
	return p
}

// Any reports whether anything is contested in the case.
func (p *ContestedPage) Any() bool {
	return p.Data.All+len(p.Rows)+len(p.Clashes) > 0 || p.Data.Others || !p.Data.Whole()
}

// Shown counts what is on the page, but for the claims that cannot both be true.
func (p *ContestedPage) Shown() int {
	n := len(p.Rows)
	for _, list := range p.Lists {
		n += len(list)
	}
	return n
}

// Total counts the questions of a section. Where they fill several pages, and only those of
// one level are asked for, nobody knows.
func (p *ContestedPage) Total(s assay.Section) (n int, known bool) {
	if p.Data.Whole() {
		return len(p.Lists[s]), true
	}
	return p.Data.Sections[s], p.Data.Filter.Level == ""
}

// Pager leads to the other pages.
func (p *ContestedPage) Pager(ctx context.Context) PagerView {
	f := p.Data.Filter
	return pager(tr.Say(ctx, "Contested"), p.Data.Leaf, func(page int) string {
		f.Page = page
		return p.Root.Board(f)
	})
}

// BoardPlace is a section of a page, with how much is in it.
type BoardPlace struct {
	Href, Label string
	Count       int
}

// ContestedPlace is a section of the board, with how much is in it, "" where that is not
// known.
type ContestedPlace struct{ Href, Label, Count string }

// sectionNames are the sections of questions, where they are on the page and what they are
// called.
func sectionNames(ctx context.Context) [assay.Sections][2]string {
	return [assay.Sections][2]string{
		assay.OpenQuestions: {"open", tr.Sense(ctx, "questions", "Open")}, assay.SettledQuestions: {"settled", tr.Say(ctx, "Settled")},
		assay.BeyondQuestions: {"beyond", tr.Say(ctx, "Cannot be settled")}, assay.ApartQuestions: {"apart", tr.Say(ctx, "Framing and spelling")},
		assay.IdleQuestions: {"idle", tr.Say(ctx, "Not contested")},
	}
}

// Places are the sections of the board. The three ways a fact can stand are
// always there, the others where there is something in them.
func (p *ContestedPage) Places(ctx context.Context) []ContestedPlace {
	var places []ContestedPlace
	names := sectionNames(ctx)
	question := func(s assay.Section, always bool) {
		n, known := p.Total(s)
		place := ContestedPlace{Label: names[s][1]}
		if known {
			place.Count = Number(n)
		}
		if len(p.Lists[s]) > 0 {
			place.Href = "#questions-" + names[s][0]
		}
		if always || place.Href != "" || n > 0 {
			places = append(places, place)
		}
	}
	for _, s := range []assay.Section{assay.OpenQuestions, assay.SettledQuestions, assay.BeyondQuestions} {
		question(s, true)
	}
	if len(p.Rows) > 0 {
		place := ContestedPlace{Href: "#by-themselves", Label: tr.Say(ctx, "Claims contested by themselves")}
		if p.Data.Whole() {
			place.Count = Number(len(p.Rows))
		}
		places = append(places, place)
	}
	question(assay.ApartQuestions, false)
	question(assay.IdleQuestions, false)
	return places
}

// Summary says how many contested facts there are, and of which level where all are on the
// page.
func (p *ContestedPage) Summary(ctx context.Context) string {
	if !p.Data.Whole() {
		return p.summaryOfPages(ctx)
	}
	list := p.Lists[assay.OpenQuestions]
	if len(list)+len(p.Rows) == 0 {
		return tr.Say(ctx, "Nothing is contested")
	}
	var labels []string // in the words of the cards, and in their order
	of := map[string]int{}
	for _, q := range list {
		if label := LevelWords(ctx, q.Contest).label; label != "" {
			if of[label]++; of[label] == 1 {
				labels = append(labels, label)
			}
		}
	}
	open, levels := tr.Count(ctx, len(list), "%s open question", "%s open questions"), ""
	for i, label := range labels {
		if part := tr.Sense(ctx, "how many, of a level", "%s %s", Number(of[label]), label); i == 0 {
			levels = part
		} else {
			levels = tr.Say(ctx, "%s; %s", levels, part)
		}
	}
	if levels != "" {
		open = tr.Say(ctx, "%s (%s)", open, levels)
	}
	return tr.List(ctx, open, tr.Count(ctx, len(p.Rows), "%s claim contested by itself", "%s claims contested by themselves"))
}

// summaryOfPages is the summary where there is more than one page, and not all was looked
// at.
func (p *ContestedPage) summaryOfPages(ctx context.Context) string {
	page := Number(p.Data.Leaf.Number + 1)
	switch n, known := p.Total(assay.OpenQuestions); {
	case !known:
		return tr.Say(ctx, "Questions come first, then claims. This is page %s.", page)
	case n == 0:
		return tr.Say(ctx, "No question is open. This is page %s of what is contested.", page)
	default:
		return tr.Count(ctx, n, "%[1]s question is open. Questions come first, then claims: this is page %[2]s.", "%[1]s questions are open. Questions come first, then claims: this is page %[2]s.", page)
	}
}

// ruled cuts a ruling into what holds, its first paragraph, and why.
func ruled(text string) (holds, why string) {
	holds, why, _ = strings.Cut(text, "\n\n")
	return holds, strings.TrimSpace(why)
}

// RulingText puts a ruling together as the case has it.
func RulingText(holds, why string) string {
	lines := strings.NewReplacer("\r\n", "\n") // as forms send them
	holds, why = strings.TrimSpace(lines.Replace(holds)), strings.TrimSpace(lines.Replace(why))
	if why == "" {
		return holds
	}
	return strings.ReplaceAll(holds, "\n\n", "\n") + "\n\n" + why
}

// Holds returns what a question was ruled to be, Why the reasons.
func (v QuestionView) Holds() string { holds, _ := ruled(v.Question.Ruling); return holds }

// Why returns the reasons of the ruling, "" for none.
func (v QuestionView) Why() string { _, why := ruled(v.Question.Ruling); return why }

// QuestionView is a question with its versions.
type QuestionView struct {
	Root     CaseRoot
	Question *assay.Question
	Contest  assay.Contest
	Versions []VersionView
	Articles int
	Discords []TagView // that analysts differ on claims that it is about, which is no dispute between sources
	Supposed string    // between whom accounts would differ if what is proposed were confirmed, "" if it makes no difference
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
func (c Contexts) Quote(ctx context.Context, root CaseRoot, view *assay.View, m *assay.Mention) QuoteView {
	q := Quote(ctx, root, view, m)
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
func NewQuestionView(ctx context.Context, root CaseRoot, view *assay.View, contexts Contexts, q *assay.Question) QuestionView {
	v := QuestionView{Root: root, Question: q, Contest: view.ContestedQuestion(q)}
	articles := map[assay.ArticleID]bool{}
	for _, version := range view.VersionsOf(q.ID) {
		k := about(assay.EntityID(version.ID), assay.DimRank)
		x := VersionView{Version: version, Rank: view.Judged(k), Opinions: Opinions(ctx, view, k), Mine: mine(view, k), Backing: view.Backing(version)}
		for _, id := range version.Mentions {
			if m := view.Mention(id); m != nil {
				articles[m.Article] = true
				x.Mentions = append(x.Mentions, NewVersionMention(ctx, root, view, contexts, m))
			}
		}
		v.Versions = append(v.Versions, x)
	}
	v.Articles = len(articles)
	for _, c := range view.ClaimsOf(q.ID) {
		if d := view.Discord(c.ID); d.Things > 0 {
			v.Discords = append(v.Discords, TagView{
				Label: tr.Say(ctx, "%s: %s", ClaimNumber(view.Case, c.ID), DiscordSays(ctx, d)), Icon: "user", Href: root.Compare(assay.AgreementFilter{Claim: c.ID}),
			})
		}
	}
	slices.SortStableFunc(v.Versions, func(a, b VersionView) int { return rankOrder(a) - rankOrder(b) })
	return v
}

// NewVersionMention shows a mention with its claim.
func NewVersionMention(ctx context.Context, root CaseRoot, view *assay.View, contexts Contexts, m *assay.Mention) VersionMention {
	x := VersionMention{Mention: m, Quote: contexts.Quote(ctx, root, view, m), Number: ClaimNumber(view.Case, m.Claim)}
	if c := view.Claim(m.Claim); c != nil {
		x.Wording = Wording(ctx, c)
	}
	return x
}

// rankOrder puts preferred versions first and deprecated ones last.
func rankOrder(v VersionView) int {
	return map[string]int{"preferred": -1, "deprecated": 1}[v.Rank.Word()]
}

// Wording returns the wording of the question, or that it has none.
func (v QuestionView) Wording(ctx context.Context) string {
	return or(v.Question.Wording, tr.Say(ctx, "Question without a wording"))
}

// VersionLabel returns the label of a version, or that it has none.
func VersionLabel(ctx context.Context, v *assay.Version) string {
	return or(v.Label, tr.Say(ctx, "Version without a label"))
}

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

	Rulings []RulingStep // how it came to stand as it does, the latest first
}

// Suppose notes on each question how it would stand if what is proposed were
// confirmed.
func (p *ContestedPage) Suppose(ctx context.Context, supposed *assay.View) {
	for _, list := range p.Lists {
		for i := range list {
			list[i].Supposed = SupposedLevel(ctx, p.View, supposed, list[i].Question)
		}
	}
}

// RulingStep is one change of how a question stands.
type RulingStep struct {
	When, Who string
	Undone    bool
	Says      []Bit
	Reason    string // "" where none was given
}

// rulingsOf tells the changes of a question's status and ruling, of what would
// settle it, and of the ranks of its versions.
func rulingsOf(ctx context.Context, root CaseRoot, data *assay.HistoryPage, id assay.QuestionID, zone *time.Location) []RulingStep {
	n := narrator{ctx: ctx, root: root, page: data}
	var steps []RulingStep
	for i := range data.Acts {
		a := &data.Acts[i]
		for j := range a.Steps {
			for _, step := range n.ruling(&a.Steps[j], assay.EntityID(id)) {
				step.When, step.Who, step.Undone = tr.Moment(ctx, a.At.Time().In(zone)), AnalystName(ctx, data.Actors, a.Actor), a.Undone
				steps = append(steps, step)
			}
		}
	}
	return steps
}

// ruling tells one step, as far as it bears on how a question stands.
func (n *narrator) ruling(s *assay.Edit, id assay.EntityID) (steps []RulingStep) {
	r := n.record(s.Entity)
	if s.Kind == assay.KindJudgement {
		scope := r.Fields["scope"].Text()
		if d := assay.Dimension(r.Fields["dimension"].Text()); d == assay.DimRank || d == assay.DimAdjudication && scope == string(assay.DimRank) {
			return []RulingStep{{Says: n.judged(s, r, []Bit{n.thing(r.Fields["target"].ID())}, Bit{}), Reason: s.Fields["reason"].Text()}}
		}
		return nil
	}
	if s.Entity != id {
		return nil
	}
	if v, ok := s.Fields["status"]; ok && !s.New {
		now := n.say("said that it is %s", plain(tr.Word(n.ctx, or(v.Text(), statusless))))
		steps = append(steps, RulingStep{Says: n.was(now, plain(tr.Word(n.ctx, s.Before["status"].Text())))})
	}
	if v, ok := s.Fields["ruling"]; ok {
		holds, why := ruled(v.Text())
		step := RulingStep{Says: n.say("ruled: %s", Bit{Text: holds, Other: true}), Reason: why}
		if holds == "" {
			step.Says = n.say("took the ruling back")
		}
		steps = append(steps, step)
	}
	if v, ok := s.Fields["settles"]; ok {
		step := RulingStep{Says: n.say("said what would settle it: %s", Bit{Text: v.Text(), Other: true})}
		if v.IsNull() {
			step.Says = n.say("took back what would settle it")
		}
		steps = append(steps, step)
	}
	return steps
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
	Why      string `form:"why"`

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
func NewQuestionPage(ctx context.Context, root CaseRoot, view *assay.View, data assay.QuestionPage, zone *time.Location) QuestionPage {
	q := data.Question
	p := QuestionPage{
		View: view, Data: data, Zone: zone, Q: NewQuestionView(ctx, root, view, data.Contexts, &q),
		Form:    QuestionForm{Wording: q.Wording, Kind: q.Kind, Relation: q.Relation, Severity: q.Severity, Status: q.Status, Settles: q.Settles},
		Rulings: rulingsOf(ctx, root, &data.History, q.ID, zone),
	}
	p.Form.Ruling, p.Form.Why = ruled(q.Ruling)
	p.Form.Was = Shown(p.Form)
	p.Form.Status = or(p.Form.Status, statusless)
	for i := range view.Case.Mentions {
		m := &view.Case.Mentions[i]
		if (view.Asks(q.ID, m.Claim) || slices.Contains(data.Found, m.Claim)) && view.VersionOf(q.ID, m.ID) == nil {
			p.Free = append(p.Free, NewVersionMention(ctx, root, view, data.Contexts, m))
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
func NewAsk(ctx context.Context, root CaseRoot, view *assay.View, data assay.AskingPage, mention assay.MentionID) AskPage {
	p := AskPage{Root: root, View: view, Contexts: data.Contexts, Claim: view.Claim(data.Claim), Form: AskForm{Answers: []Answer{{}, {}}}}
	if p.Claim == nil {
		return p
	}
	p.Form.Wording, p.Form.Claim = hint(p.Claim), data.Claim
	if m := view.Mention(mention); m != nil {
		p.ofMention(ctx, m)
	} else {
		p.ofClaim(ctx)
	}
	return p
}

// ofMention makes a mention the first answer, and offers the questions that it
// may be added to: those about its claim first.
func (p *AskPage) ofMention(ctx context.Context, m *assay.Mention) {
	x := NewVersionMention(ctx, p.Root, p.View, p.Contexts, m)
	p.Mention = &x
	p.Form.Answers[0].Mentions = []VersionMention{x}
	if p.View.ContestedClaim(m.Claim).Contested && (p.View.Stance(m.ID) == assay.Supports || p.View.Stance(m.ID) == assay.Contradicts) {
		p.ofClaim(ctx)
	}
	for i := range p.View.Case.Questions {
		p.Known = append(p.Known, NewQuestionView(ctx, p.Root, p.View, p.Contexts, &p.View.Case.Questions[i]))
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
func (p *AskPage) ofClaim(ctx context.Context) {
	p.Form.Answers = []Answer{{Label: tr.Say(ctx, "yes")}, {Label: tr.Say(ctx, "no")}}
	answers := map[assay.Stance]*Answer{assay.Supports: &p.Form.Answers[0], assay.Contradicts: &p.Form.Answers[1]}
	for _, m := range p.View.MentionsOf(p.Claim.ID) {
		if a := answers[p.View.Stance(m.ID)]; a != nil {
			a.Mentions = append(a.Mentions, NewVersionMention(ctx, p.Root, p.View, p.Contexts, m))
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

// EvidencePage sets the passages on a question against its versions.
type EvidencePage struct {
	Frame    Frame
	Root     CaseRoot
	View     *assay.View
	Data     assay.EvidencePage
	Filter   assay.EvidenceFilter
	Q        QuestionView
	Groups   []EvidenceGroup
	Without  []EvidenceGap
	Hidden   int // passages that the filter leaves out
	ReadOnly bool
}

// EvidenceGroup is passages of one origin.
type EvidenceGroup struct {
	Origin string
	Rows   []EvidenceRow
}

// EvidenceRow is a passage and what it says on each version.
type EvidenceRow struct {
	Mention *assay.Mention
	Quote   QuoteView
	Number  string // of its claim
	Wording string
	Telling assay.Telling
	Cells   []EvidenceCell
}

// EvidenceCell is what a passage says on a version.
type EvidenceCell struct {
	ID      string // of its element
	Version *assay.Version
	Bearing assay.Bearing
	Others  bool // analysts differ
	Says    string
	Stop    bool // Tab goes to it
}

// EvidenceGap is an article that has no passage on the question.
type EvidenceGap struct {
	Article *assay.Article
	Outlet  string
	Says    string
}

// NewEvidence lays the table of evidence out: by origin, in the order in which
// each turns up.
func NewEvidence(ctx context.Context, root CaseRoot, view *assay.View, data assay.EvidencePage, f assay.EvidenceFilter) EvidencePage {
	p := EvidencePage{Root: root, View: view, Data: data, Filter: f, Q: NewQuestionView(ctx, root, view, nil, &data.Question)}
	at := map[assay.EntityID]int{}
	for i := range view.Case.Mentions {
		m := &view.Case.Mentions[i]
		if !view.Asks(data.Question.ID, m.Claim) {
			continue
		}
		row := p.row(ctx, m)
		if f.Apart && row.Telling != assay.TellsApart {
			p.Hidden++
			continue
		}
		origin := view.Root(m)
		g, ok := at[origin.Key()]
		if !ok {
			g = len(p.Groups)
			at[origin.Key()] = g
			p.Groups = append(p.Groups, EvidenceGroup{Origin: OriginName(ctx, view, origin)})
		}
		p.Groups[g].Rows = append(p.Groups[g].Rows, row)
	}
	if len(p.Groups) > 0 && len(p.Groups[0].Rows[0].Cells) > 0 {
		p.Groups[0].Rows[0].Cells[0].Stop = true
	}
	for _, id := range data.Without {
		if a := view.Article(id); a != nil {
			p.Without = append(p.Without, EvidenceGap{a, ColumnName(ctx, view, a), p.gap(ctx, a)})
		}
	}
	return p
}

func (p *EvidencePage) row(ctx context.Context, m *assay.Mention) EvidenceRow {
	x := NewVersionMention(ctx, p.Root, p.View, nil, m)
	row := EvidenceRow{Mention: m, Quote: x.Quote, Number: x.Number, Wording: x.Wording}
	var bearings []assay.Bearing
	for _, v := range p.Q.Versions {
		bearing, d := p.View.Bearing(m.ID, v.Version)
		bearings = append(bearings, bearing)
		row.Cells = append(row.Cells, EvidenceCell{
			ID: "e-" + m.ID.String() + "-" + v.Version.ID.String(), Version: v.Version, Bearing: bearing, Others: d.Disputed,
			Says: tr.Say(ctx, "%s, on “%s”: %s", row.Quote.Source, VersionLabel(ctx, v.Version), BearingWord(ctx, bearing)),
		})
	}
	row.Telling = assay.Tell(bearings)
	return row
}

// gap says why an article has no passage on the question: of each claim in it,
// or once where it is the same of all.
func (p *EvidencePage) gap(ctx context.Context, a *assay.Article) string {
	var words, said []string
	for _, c := range p.View.ClaimsOf(p.Data.Question.ID) {
		word := coverWord(ctx, string(p.View.Cell(a, c).Coverage))
		words = append(words, word)
		said = append(said, tr.Sense(ctx, "claim, why an article does not mention it", "%s %s", ClaimNumber(p.View.Case, c.ID), word))
	}
	if len(words) > 1 && len(slices.Compact(words)) == 1 {
		return Capital(words[0])
	}
	return Capital(tr.List(ctx, said...))
}

// bearingWords say what a passage says on a version.
var bearingWords = map[assay.Bearing]string{
	assay.States: tr.Mark("states it"), assay.Consistent: tr.Mark("consistent"), assay.Inconsistent: tr.Mark("inconsistent"), assay.SaysNothing: tr.Mark("says nothing on it"),
	"": tr.Mark("not judged"),
}

// BearingWord says what a passage says on a version.
func BearingWord(ctx context.Context, b assay.Bearing) string { return tr.Marked(ctx, bearingWords[b]) }

// tellingWords say whether a passage tells the versions apart.
var tellingWords = map[assay.Telling]string{
	assay.TellsApart: tr.Mark("tells apart"), assay.FitsAll: tr.Mark("fits every version, so it tells none apart"), assay.FitsNone: tr.Mark("fits none of the versions"),
	assay.RulesNoneOut: tr.Mark("rules no version out"), assay.NotOnIt: tr.Mark("says nothing on any version"), assay.Unjudged: tr.Mark("not judged yet"),
}

func evidenceEmpty(ctx context.Context, p EvidencePage) string {
	if p.Hidden > 0 {
		return tr.Say(ctx, "There are passages, but none goes with one version and against another, as far as they have been judged.")
	}
	return tr.Say(ctx, "No passage of the case is on the claims of this fact yet.")
}

// drifting are the claims of the question of which passages share an origin: they
// can be read from hand to hand.
func (p *QuestionPage) drifting() []*assay.Claim {
	return slices.DeleteFunc(p.View.ClaimsOf(p.Q.Question.ID), func(c *assay.Claim) bool { return !CanDrift(p.View, c.ID) })
}
