package views

import (
	"context"
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
		w.question(NewQuestionView(w.root, w.v, w.page.Contexts, q))
	}
}

func (w *writer) question(q QuestionView) {
	place := w.asked[q.Question.ID]
	w.add(document.Heading{Level: 3, ID: place, Text: document.Text(q.Wording())})
	w.say(document.Text(w.standing(&q)))
	var versions []document.Line
	for i, x := range q.Versions {
		at := ""
		if len(x.Mentions) > 0 {
			at = place + "v" + strconv.Itoa(i+1)
		}
		line := document.Strong(VersionLabel(x.Version)).Add(document.Text(": "), w.figure(x.Backing, at, "stated in ", "stated in no passage"))
		if rank := x.Rank.Word(); rank != "" && rank != "normal" {
			line = line.Add(document.Text(". Ranked " + rank + w.whose(x.Rank) + "." + reasoned(x.Rank.Reason)))
		} else {
			line = line.Add(document.Text("."))
		}
		versions = append(versions, line)
	}
	w.add(document.List{Items: versions})
	if s := q.Question.Ruling; s != "" {
		w.say(document.Strong("Ruling: "), document.Text(s))
	}
	if s := q.Question.Settles; s != "" {
		w.say(document.Strong("What would settle it: "), document.Text(s))
	}
	for i, x := range q.Versions {
		var mentions []*assay.Mention
		for _, m := range x.Mentions {
			mentions = append(mentions, m.Mention)
		}
		w.quoted(place+"v"+strconv.Itoa(i+1), "The words for “"+VersionLabel(x.Version)+"”", mentions)
	}
}

// standing says how a contested fact stands.
func (w *writer) standing(q *QuestionView) string {
	says := "Fewer than two versions are in use, so nothing is contested."
	if q.Contest.Contested {
		says = LevelWords(q.Contest).long + "."
	}
	if s := q.Question.Severity; s != "" {
		says += map[string]string{"material": " It matters to what is concluded.", "minor": " It is a minor matter.", "wording": " It is a matter of wording."}[s]
	}
	if q.Contest.Contested && !q.Contest.Counted {
		says += " The difference is one of " + Words(q.Question.Relation) + " and is not counted as a dispute."
	}
	return says + map[string]string{"settled": " It is settled.", "cannot_be_settled": " It cannot be settled with what there is."}[q.Question.Status]
}

// figure says how much stands behind something, with a link to the words.
func (w *writer) figure(n assay.Corroboration, place, before, none string) document.Line {
	if n.Articles == 0 {
		return document.Text(none)
	}
	number := Count(n.Articles, "article", "articles")
	line := document.Text(before)
	if place != "" && w.page.Report.Has("quotes") {
		line = line.Add(document.Link(number, place))
	} else {
		line = line.Add(document.Text(number))
	}
	return line.Add(document.Text(", "), w.rests(n))
}

// rests says on how many origins articles rest, and on which.
func (w *writer) rests(n assay.Corroboration) document.Line {
	var names []document.Line
	for _, o := range n.Origins {
		names = append(names, document.Name(OriginName(context.TODO(), w.v, o)))
	}
	says := "which rests on one origin: "
	switch {
	case n.AtLeast < n.AtMost:
		says = "which rest on " + Number(n.AtLeast) + " to " + Number(n.AtMost) + " origins, as far as is known: "
	case n.AtMost > 1:
		says = "which rest on at most " + Number(n.AtMost) + " origins: "
	case n.Articles > 1:
		says = "which all rest on one origin: "
	}
	return document.Text(says).Add(joined(names))
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
	name, where := EventName(w.v.Case, id), ""
	for _, e := range w.v.Case.Events {
		if e.ID != id {
			continue
		}
		var parts []string
		if e.When != "" {
			parts = append(parts, tr.Date(w.ctx, e.When))
		}
		if e.Where != "" {
			parts = append(parts, e.Where)
		}
		where = strings.Join(parts, ", ")
	}
	w.add(document.Heading{Level: 3, Text: document.Text(or(name, "About no event"))})
	if where != "" {
		w.aside(document.Text(where))
	}
}

// one tells a claim: what stands behind it, who is silent, how it is graded,
// and in whose words.
func (w *writer) one(c *assay.Claim) {
	id := assay.EntityID(c.ID)
	place := claimPlace(w.v.Case, c.ID)
	w.add(document.Heading{Level: w.level, ID: place, Text: document.Text(ClaimNumber(w.v.Case, c.ID) + "  " + Wording(c))})
	w.say(w.support(c, place))
	if contest := w.v.ContestedClaim(c.ID); contest.Contested {
		w.say(document.Text(LevelWords(contest).long + "."))
	}
	for _, q := range w.v.ContestsOf(c.ID) {
		wording := document.Text("“" + or(q.Wording, "Question without a wording") + "”")
		if at := w.asked[q.ID]; at != "" && w.page.Report.Has("contested") {
			wording = document.Link(wording.String(), at)
		}
		w.say(document.Text("It is part of a contested fact: "), wording, document.Text("."))
	}
	if grade := w.v.Credibility(id); grade.Word() != "" {
		w.say(document.Text("Credibility "), document.Strong(grade.Word()), document.Text(", "+CredibilityWord(w.ctx, grade.Word())+w.whose(grade)+"."+reasoned(grade.Reason)))
		if why := GuardSays(context.TODO(), w.v, c.ID, grade.Word()); why != "" {
			w.add(document.Paragraph{Alert: true, Text: document.Text(why)})
		}
	} else {
		w.say(document.Text("Its credibility has not been graded."))
	}
	if w.page.Report.Has("silence") {
		w.silence(c)
	}
	if w.page.Report.Has("notes") {
		w.notes(id)
	}
	for _, s := range assay.Stances {
		w.quoted(place+string(s), map[assay.Stance]string{
			assay.Supports: "In support", assay.Contradicts: "Against", assay.Qualifies: "In part, or weaker", assay.Mentions: "Without a position",
		}[s], w.with(c.ID, s))
	}
}

func (w *writer) with(c assay.ClaimID, s assay.Stance) (mentions []*assay.Mention) {
	for _, m := range w.v.MentionsOf(c) {
		if w.v.Stance(m.ID) == s {
			mentions = append(mentions, m)
		}
	}
	return mentions
}

// support says how much stands on each side of a claim. What only qualifies or
// mentions it is told, and counts for neither.
func (w *writer) support(c *assay.Claim, place string) (l document.Line) {
	if len(w.v.MentionsOf(c.ID)) == 0 {
		return document.Text("No passage of any article bears on this yet.")
	}
	l = l.Add(w.figure(w.v.Corroboration(c.ID, assay.Supports), place+string(assay.Supports), "Supported by ", "No article supports it"), document.Text(". "))
	l = l.Add(w.figure(w.v.Corroboration(c.ID, assay.Contradicts), place+string(assay.Contradicts), "Contradicted by ", "No article contradicts it"), document.Text("."))
	for _, s := range []assay.Stance{assay.Qualifies, assay.Mentions} {
		articles := map[assay.ArticleID]bool{}
		for _, m := range w.with(c.ID, s) {
			articles[m.Article] = true
		}
		if len(articles) == 0 {
			continue
		}
		number := document.Text(Count(len(articles), "article", "articles"))
		if w.page.Report.Has("quotes") {
			number = document.Link(number.String(), place+string(s))
		}
		says := map[assay.Stance][2]string{
			assay.Qualifies: {" says it weaker or in part.", " say it weaker or in part."},
			assay.Mentions:  {" refers to it without a position.", " refer to it without a position."},
		}[s][min(len(articles), 2)-1]
		l = l.Add(document.Text(" "), number, document.Text(says))
	}
	return l
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
	var l document.Line
	for _, x := range []struct {
		cover assay.Coverage
		says  string
	}{{assay.Silent, "Read, and silent on it: "}, {assay.NotRead, "Not read for it yet: "}, {assay.OutOfScope, "Out of scope: "}} {
		if articles := by[x.cover]; len(articles) > 0 {
			l = l.Add(document.Text(x.says), joined(articles), document.Text(". "))
		}
	}
	if len(l) > 0 {
		w.aside(l)
	}
}

// notes gives the notes on something that are not private.
func (w *writer) notes(target assay.EntityID) {
	for _, n := range NotesOf(w.v.Case, target) {
		if !n.Private {
			w.say(document.Strong("Note by "+AnalystName(context.TODO(), w.v.Case.Actors, n.By)+": "), document.Text(n.Text))
		}
	}
}

// quoted gives the words of some mentions, each once in a report: later it is
// enough to say where they are.
func (w *writer) quoted(place, title string, mentions []*assay.Mention) {
	if len(mentions) == 0 || !w.page.Report.Has("quotes") {
		return
	}
	w.add(document.Paragraph{ID: place, Text: document.Strong(title)})
	var again []document.Line
	for _, m := range mentions {
		if n := w.quotes[m.ID]; n > 0 {
			again = append(again, document.Link("Q"+strconv.Itoa(n), "quote"+strconv.Itoa(n)).Add(document.Text(" ("), w.article(m.Article), document.Text(")")))
			continue
		}
		w.quotes[m.ID] = len(w.quotes) + 1
		w.quote(m, w.quotes[m.ID])
	}
	if len(again) > 0 {
		w.say(document.Text("See "), joined(again), document.Text(" above."))
	}
}

func (w *writer) quote(m *assay.Mention, n int) {
	q := Contexts(w.page.Contexts).Quote(w.root, w.v, m)
	text := document.Line{{Text: q.Words, Mark: true}}
	if w.page.Report.Has("context") {
		text = document.Text(q.Before).Add(text, document.Text(q.After))
	}
	facts := assay.Facts{}
	outlet := q.Source
	if a := w.v.Article(m.Article); a != nil {
		facts = w.v.Facts(a)
		outlet = OutletName(context.TODO(), w.v, a)
	}
	source := document.Strong("Q"+strconv.Itoa(n)).Add(document.Text(" "), w.article(m.Article), document.Text(" "), document.Name(outlet),
		document.Text(", "), document.Name("“"+or(facts.Title, "Article without a title")+"”"), document.Text(", "+Published(w.ctx, facts)))
	if q.Says != "" {
		source = source.Add(document.Text(". Said by "), document.Name(q.Says))
	}
	source = source.Add(document.Text(". Origin: "), document.Name(OriginName(context.TODO(), w.v, w.v.Root(m))),
		document.Text(". Reliability of the outlet "+or(q.Reliability, "not rated")+", credibility "+or(q.Credibility, "not graded")+
			". Characters "+Number(m.Span.Start+1)+" to "+Number(m.Span.End)+" of the text "))
	if t := w.text(m.Text); t != nil {
		source = source.Add(document.Line{{Text: t.Content.String()[:16], Code: true}}, document.Text("…"))
	}
	w.add(document.Quote{ID: "quote" + strconv.Itoa(n), Text: text, Language: facts.Language, Source: source, Open: q.Href})
	if w.page.Report.Has("notes") {
		w.notes(assay.EntityID(m.ID))
	}
}

func (w *writer) text(id assay.TextID) *assay.Text {
	for i := range w.v.Case.Texts {
		if t := &w.v.Case.Texts[i]; t.ID == id {
			return t
		}
	}
	return nil
}
