package views

import (
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// contested tells the contested facts with their versions.
func (w *writer) contested() {
	if len(w.outline.Questions) == 0 {
		return
	}
	w.part("Contested facts")
	for _, q := range w.outline.Questions {
		w.question(NewQuestionView(w.ctx, w.root, w.v, w.page.Contexts, q))
	}
}

func (w *writer) question(q QuestionView) {
	place := w.asked[q.Question.ID]
	w.add(document.Heading{Level: 3, ID: place, Text: document.Name(q.Wording(w.ctx))})
	w.paragraph(w.standing(&q)...)
	var versions []document.Line
	for i, x := range q.Versions {
		versions = append(versions, w.version(x, place+"v"+strconv.Itoa(i+1)))
	}
	w.add(document.List{Items: versions})
	if ruling := q.Holds(); ruling != "" {
		w.paragraph(w.line("Ruling: %s.", strings.TrimSuffix(ruling, ".")), w.reason(q.Why()))
	}
	if s := q.Question.Settles; s != "" {
		w.put("What would settle it: %s", s)
	}
	for i, x := range q.Versions {
		var mentions []*assay.Mention
		for _, m := range x.Mentions {
			mentions = append(mentions, m.Mention)
		}
		w.quoted(place+"v"+strconv.Itoa(i+1), w.line("The words for “%s”", VersionLabel(w.ctx, x.Version)), mentions)
	}
}

// version says what stands behind an answer, and how it is ranked.
func (w *writer) version(x VersionView, place string) document.Line {
	label := document.Strong(VersionLabel(w.ctx, x.Version))
	if x.Backing.Articles == 0 {
		return spaced(w.line("%s: stated in no passage.", label), w.rank(x.Rank))
	}
	return spaced(w.line("%s: stated in %s.", label, w.linked(x.Backing.Articles, place)), w.rests(x.Backing), w.rank(x.Rank))
}

func (w *writer) rank(d assay.Verdict) document.Line {
	switch d.Word() {
	case "preferred":
		return spaced(w.line("It is preferred."), w.whose(d), w.reason(d.Reason))
	case "deprecated":
		return spaced(w.line("It is deprecated."), w.whose(d), w.reason(d.Reason))
	}
	return nil
}

// standing says how a contested fact stands.
func (w *writer) standing(q *QuestionView) (says []document.Line) {
	switch q.Question.Status {
	case "settled":
		says = append(says, w.line("Settled."))
	case "cannot_be_settled":
		says = append(says, w.line("It cannot be settled with what there is."))
	}
	switch words := LevelWords(w.ctx, q.Contest); {
	case !q.Contest.Contested:
		says = append(says, w.line("Fewer than two versions are in use, so nothing is contested."))
	case q.Question.Status == "settled":
		says = append(says, w.line("%s.", document.Text(words.told)))
	default:
		says = append(says, w.line("%s.", document.Text(words.long)))
	}
	switch q.Question.Severity {
	case "material":
		says = append(says, w.line("It matters to what is concluded."))
	case "minor":
		says = append(says, w.line("It is a minor matter."))
	case "wording":
		says = append(says, w.line("It is a matter of wording."))
	}
	if q.Contest.Contested && !q.Contest.Counted {
		says = append(says, w.line("The difference is not counted as a dispute: %s.", document.Text(tr.Word(w.ctx, q.Question.Relation))))
	}
	return says
}

// linked is a number of articles, with a link to their words.
func (w *writer) linked(n int, place string) document.Line {
	number := tr.Count(w.ctx, n, "%s article", "%s articles")
	if !w.page.Report.Has("quotes") {
		return document.Text(number)
	}
	return document.Link(number, place)
}

// rests says on how many origins articles rest, and on which.
func (w *writer) rests(n assay.Corroboration) document.Line {
	var names []document.Line
	for _, o := range n.Origins {
		names = append(names, document.Name(OriginName(w.ctx, w.v, o)))
	}
	all := w.apart(names)
	switch {
	case n.AtLeast < n.AtMost:
		return w.line("They rest on %s to %s origins, as far as is known: %s.", document.Text(tr.Number(n.AtLeast)), document.Text(tr.Number(n.AtMost)), all)
	case n.AtMost > 1:
		return w.line("They rest on at most %s origins: %s.", document.Text(tr.Number(n.AtMost)), all)
	case n.Articles > 1:
		return w.line("They all rest on one origin: %s.", all)
	}
	return w.line("It rests on one origin: %s.", all)
}

// claims tells the claims of the report, those about one event together.
func (w *writer) claims() {
	if len(w.outline.Claims) == 0 {
		return
	}
	w.part("What is claimed")
	var event assay.EventID
	w.level = 3
	for i, c := range w.outline.Claims {
		if c.Event != event || i == 0 && !c.Event.IsZero() {
			event, w.level = c.Event, 4
			w.event(event)
		}
		w.one(c)
	}
}

func (w *writer) event(id assay.EventID) {
	name := w.line("About no event")
	var facts []document.Line
	for _, e := range w.v.Case.Events {
		if e.ID != id {
			continue
		}
		name = document.Name(EventName(w.ctx, w.v.Case, id))
		if e.When != "" {
			facts = append(facts, document.Text(tr.Date(w.ctx, e.When)))
		}
		if e.Where != "" {
			facts = append(facts, document.Name(e.Where))
		}
	}
	w.add(document.Heading{Level: 3, Text: name})
	if len(facts) == 2 {
		w.aside(w.line("%s, %s", facts[0], facts[1]))
	} else {
		w.aside(facts...)
	}
}

// one tells a claim: what stands behind it, who is silent, how it is graded,
// and in whose words.
func (w *writer) one(c *assay.Claim) {
	id := assay.EntityID(c.ID)
	place := claimPlace(w.v.Case, c.ID)
	w.add(document.Heading{Level: w.level, ID: place, Text: document.Text(ClaimNumber(w.v.Case, c.ID) + "  ").Add(document.Name(Wording(w.ctx, c)))})
	for _, l := range w.rest(c) {
		w.paragraph(l)
	}
	if contest := w.v.ContestedClaim(c.ID); contest.Contested {
		w.put("%s.", document.Text(LevelWords(w.ctx, contest).long))
	}
	if d := w.v.Discord(c.ID); d.Things > 0 { // which is no dispute between sources
		w.put("%s, and the team has not decided: they read the same passages otherwise.", document.Text(DiscordSays(w.ctx, d)))
	}
	for _, q := range w.v.ContestsOf(c.ID) {
		wording := document.Name("“" + or(q.Wording, tr.Say(w.ctx, "Question without a wording")) + "”")
		if at := w.asked[q.ID]; at != "" && w.page.Report.Has("contested") {
			wording[0].To = at
		}
		w.put("It is part of a contested fact: %s.", wording)
	}
	w.relations(c)
	w.credibility(c)
	if w.page.Report.Has("silence") {
		w.silence(c)
	}
	if w.page.Report.Has("notes") {
		w.notes(id)
	}
	for _, s := range assay.Stances {
		w.quoted(place+string(s), w.marked(map[assay.Stance]string{
			assay.Supports:    tr.Mark("In support"),
			assay.Contradicts: tr.Mark("Against"),
			assay.Qualifies:   tr.Mark("In part, or weaker"),
			assay.Mentions:    tr.Mark("Without a position"),
		}[s]), w.with(c.ID, s))
	}
	w.quoted(place+"open", w.line("Not said how it stands"), w.open(c.ID))
}

// relationSentences say how a claim stands to another, whose number is in them.
var relationSentences = map[assay.Relation]string{
	assay.Entails: tr.Mark("If it is so, so is %s."), assay.EntailedBy: tr.Mark("If %s is so, so is it."), assay.MoreSpecific: tr.Mark("It is more specific than %s."),
	assay.MoreGeneral: tr.Mark("It is more general than %s."), assay.Contrary: tr.Mark("It and %s cannot both be true."), assay.Contradictory: tr.Mark("Of it and %s exactly one is true."),
}

// relations says how a claim stands to others that the report knows.
func (w *writer) relations(c *assay.Claim) {
	var says []document.Line
	for _, r := range w.v.RelationsOf(c.ID) {
		says = append(says, w.marked(relationSentences[r.Relation], w.claim(r.Other)), w.whose(r.Verdict))
	}
	w.paragraph(says...)
}

// credibility says how a claim is graded, and whether that is more than what
// stands behind it bears.
func (w *writer) credibility(c *assay.Claim) {
	grade := w.v.Credibility(assay.EntityID(c.ID))
	if grade.Word() == "" {
		w.put("The claim as a whole has not been graded.")
		return
	}
	w.paragraph(w.line("Credibility %s, %s.", document.Strong(grade.Word()), document.Text(CredibilityWord(w.ctx, grade.Word()))), w.whose(grade), w.reason(grade.Reason))
	if why := GuardSays(w.ctx, w.v, c.ID, grade.Word()); why != "" {
		w.add(document.Paragraph{Alert: true, Text: document.Text(why)})
	}
}

func (w *writer) with(c assay.ClaimID, s assay.Stance) (mentions []*assay.Mention) {
	for _, m := range w.v.MentionsOf(c) {
		if w.v.Stance(m.ID) == s && w.v.HasStance(m.ID) {
			mentions = append(mentions, m)
		}
	}
	return mentions
}

// open returns the mentions of a claim of which nobody has said how they stand
// to it.
func (w *writer) open(c assay.ClaimID) (mentions []*assay.Mention) {
	for _, m := range w.v.MentionsOf(c) {
		if !w.v.HasStance(m.ID) {
			mentions = append(mentions, m)
		}
	}
	return mentions
}

// rest says what a claim rests on. Its quotes get their numbers before they are
// given, in the order in which they will be.
func (w *writer) rest(c *assay.Claim) []document.Line {
	for _, s := range assay.Stances {
		for _, m := range w.with(c.ID, s) {
			w.quoteNumber(m.ID)
		}
	}
	for _, m := range w.open(c.ID) {
		w.quoteNumber(m.ID)
	}
	s := w.v.Statement(c.ID)
	return w.statement(&s)
}

// quoteNumber is the number of a quote in the report.
func (w *writer) quoteNumber(m assay.MentionID) int {
	if w.quotes[m] == 0 {
		w.quotes[m] = len(w.quotes) + 1
	}
	return w.quotes[m]
}

// citeQuotes gives the quotes that a half-sentence rests on.
func (w *writer) citeQuotes(mentions []assay.MentionID) document.Line {
	return citation(w.ctx, mentions, func(m assay.MentionID) document.Run {
		n := strconv.Itoa(w.quoteNumber(m))
		return document.Run{Text: "Q" + n, To: "quote" + n}
	})
}

func articlesOf(mentions []*assay.Mention) int {
	articles := map[assay.ArticleID]bool{}
	for _, m := range mentions {
		articles[m.Article] = true
	}
	return len(articles)
}

// silence tells the articles that do not mention a claim, by why. Silence is
// no denial.
func (w *writer) silence(c *assay.Claim) {
	by := map[assay.Coverage][]document.Line{}
	for _, a := range w.list {
		if cell := w.v.Cell(a, c); len(cell.Mentions) == 0 {
			by[cell.Coverage] = append(by[cell.Coverage], w.article(a.ID))
		}
	}
	var says []document.Line
	if list := by[assay.Silent]; len(list) > 0 {
		says = append(says, w.line("Read, and silent on it: %s.", w.named(list)))
	}
	if list := by[assay.NotRead]; len(list) > 0 {
		says = append(says, w.line("Not read for it yet: %s.", w.named(list)))
	}
	if list := by[assay.OutOfScope]; len(list) > 0 {
		says = append(says, w.line("Out of scope: %s.", w.named(list)))
	}
	w.aside(says...)
}

// notes gives the notes on something that are not private.
func (w *writer) notes(target assay.EntityID) {
	for _, n := range NotesOf(w.v, target) {
		if !n.Private {
			w.put("Note by %s:", AnalystName(w.ctx, w.v.Case.Actors, n.By))
			w.prose(n.Text, true)
		}
	}
}

// quoted gives the words of some mentions, each once in a report: later it is
// enough to say where they are.
func (w *writer) quoted(place string, title document.Line, mentions []*assay.Mention) {
	if len(mentions) == 0 || !w.page.Report.Has("quotes") {
		return
	}
	for i := range title {
		title[i].Strong = true
	}
	w.add(document.Paragraph{ID: place, Text: title})
	var again []document.Line
	for _, m := range mentions {
		n := w.quoteNumber(m.ID)
		if w.given[m.ID] {
			again = append(again, w.line("%s (%s)", document.Link("Q"+strconv.Itoa(n), "quote"+strconv.Itoa(n)), w.article(m.Article)))
			continue
		}
		w.given[m.ID] = true
		w.quote(m, n)
	}
	if len(again) > 0 {
		w.put("See %s above.", w.joined(again))
	}
}

func (w *writer) quote(m *assay.Mention, n int) {
	q := Contexts(w.page.Contexts).Quote(w.ctx, w.root, w.v, m)
	text := document.Line{{Text: q.Words, Mark: true}}
	if w.page.Report.Has("context") {
		text = document.Text(q.Before).Add(text, document.Text(q.After))
	}
	facts, outlet := assay.Facts{}, q.Source
	if a := w.v.Article(m.Article); a != nil {
		facts, outlet = w.v.Facts(a), OutletName(w.ctx, w.v, a)
	}
	source := []document.Line{
		document.Strong("Q" + strconv.Itoa(n)), w.article(m.Article),
		w.line("%s, “%s”, %s.", outlet, or(facts.Title, tr.Say(w.ctx, "Article without a title")), w.published(facts)),
	}
	if q.Page != "" {
		source[len(source)-1] = w.line("%s, “%s”, %s, %s.", outlet, or(facts.Title, tr.Say(w.ctx, "Article without a title")), w.published(facts), q.Page)
	}
	if q.Says != "" {
		source = append(source, w.line("Said by %s.", q.Says))
	}
	source = append(source, w.line("Origin: %s.", OriginName(w.ctx, w.v, w.v.Root(m))), w.rated(q.Reliability, q.Credibility), w.flagged(m, q.Credibility), w.at(m))
	w.add(document.Quote{ID: "quote" + strconv.Itoa(n), Text: text, Language: facts.Language, Source: spaced(source...), Open: q.Href})
	if w.page.Report.Has("notes") {
		w.notes(assay.EntityID(m.ID))
	}
}

// flagged says why a passage is graded higher than what stands behind its claim
// bears, if it is.
func (w *writer) flagged(m *assay.Mention, grade string) document.Line {
	if why := GuardSays(w.ctx, w.v, m.Claim, grade); why != "" {
		return document.Strong(why)
	}
	return nil
}

// rated says how a passage and its outlet are graded, each if it is.
func (w *writer) rated(reliability, credibility string) document.Line {
	outlet, passage := w.line("The outlet is not rated."), w.line("The passage is not graded.")
	if reliability != "" {
		outlet = w.line("Reliability of the outlet %s.", document.Text(reliability))
	}
	if credibility != "" {
		passage = w.line("Credibility of the passage %s.", document.Text(credibility))
	}
	return spaced(outlet, passage)
}

// at says where a passage stands, counted from 1 as people do.
func (w *writer) at(m *assay.Mention) document.Line {
	var hash document.Line
	if t := w.texts[m.Text]; t != nil {
		hash = document.Line{{Text: t.Content.String()[:16], Code: true}}
	}
	return w.line("Characters %s to %s of the text %s…", document.Text(tr.Number(m.Span.Start+1)), document.Text(tr.Number(m.Span.End)), hash)
}
