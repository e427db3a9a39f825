package views

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/document"
)

// Written puts a report into words. What is shown is what the analyst of the
// view sees; whose word it is stands beside it. at is the moment of the report
// on the analyst's clock.
func Written(ctx context.Context, root CaseRoot, v *assay.View, p *assay.ReportPage, at time.Time) *document.Document {
	w := &writer{
		ctx: ctx, root: root, v: v, page: p, outline: v.Outline(p), at: at,
		quotes: map[assay.MentionID]int{}, articles: map[assay.ArticleID]int{}, asked: map[assay.QuestionID]string{}, claimed: map[assay.ClaimID]bool{},
	}
	w.doc = &document.Document{Title: ReportTitle(v.Case, &p.Report), Language: "en"}
	w.number()
	w.head()
	top := len(w.doc.Blocks)
	for _, part := range []struct {
		name  string
		write func()
	}{
		{"summary", w.summary}, {"judgements", w.judgements}, {"contested", w.contested}, {"claims", w.claims},
		{"matrix", w.matrix}, {"sources", w.sources}, {"articles", w.evidence}, {"method", w.method},
	} {
		if p.Report.Has(part.name) {
			part.write()
		}
	}
	w.contents(top)
	return w.doc
}

// contents puts links to the parts after what stands at the head.
func (w *writer) contents(at int) {
	if len(w.parts) > 1 {
		w.doc.Blocks = slices.Insert(w.doc.Blocks, at, document.Block(document.List{Items: w.parts}))
	}
}

// ReportTitle returns what a report is called.
func ReportTitle(c *assay.Case, r *assay.Report) string {
	return or(or(r.Title, c.Info.Name), "Report")
}

// writer is a report on its way into words.
type writer struct {
	ctx      context.Context
	root     CaseRoot
	v        *assay.View
	page     *assay.ReportPage
	outline  assay.Outline
	at       time.Time
	doc      *document.Document
	list     []*assay.Article            // what the report rests on, in order of their numbers
	articles map[assay.ArticleID]int     // their numbers, from 1
	quotes   map[assay.MentionID]int     // numbers of the quotes that have been given
	asked    map[assay.QuestionID]string // where the contested facts of the report are
	claimed  map[assay.ClaimID]bool      // that are in the report
	parts    []document.Line             // links to them
	level    int                         // of the headings of claims
}

func (w *writer) add(blocks ...document.Block) { w.doc.Blocks = append(w.doc.Blocks, blocks...) }

// part begins a part of the report. The contents, which stand before all of
// them, lead to it.
func (w *writer) part(title string) {
	w.parts = append(w.parts, document.Link(title, "part"+strconv.Itoa(len(w.parts)+1)))
	w.add(document.Heading{Level: 2, ID: "part" + strconv.Itoa(len(w.parts)), Text: document.Text(title)})
}

func (w *writer) say(lines ...document.Line) {
	w.add(document.Paragraph{Text: document.Line{}.Add(lines...)})
}

func (w *writer) aside(lines ...document.Line) {
	w.add(document.Paragraph{Text: document.Line{}.Add(lines...), Aside: true})
}

// number gives a number to every article that the report rests on, by date.
func (w *writer) number() {
	for i := range w.v.Case.Articles {
		if a := &w.v.Case.Articles[i]; !a.Gone || len(w.mentionsIn(a.ID)) > 0 {
			w.list = append(w.list, a)
		}
	}
	when := func(a *assay.Article) string { return or(w.v.Facts(a).Published, "~") }
	slices.SortStableFunc(w.list, func(a, b *assay.Article) int { return strings.Compare(when(a), when(b)) })
	for i, a := range w.list {
		w.articles[a.ID] = i + 1
	}
	for i, q := range w.outline.Questions {
		w.asked[q.ID] = "question" + strconv.Itoa(i+1)
	}
	for _, c := range w.outline.Claims {
		w.claimed[c.ID] = true
	}
}

func (w *writer) mentionsIn(id assay.ArticleID) (list []*assay.Mention) {
	for i := range w.v.Case.Mentions {
		if m := &w.v.Case.Mentions[i]; m.Article == id {
			list = append(list, m)
		}
	}
	return list
}

// article is a link to what is known of an article.
func (w *writer) article(id assay.ArticleID) document.Line {
	n := w.articles[id]
	if n == 0 {
		return document.Text("an article that is not in the case")
	}
	if !w.page.Report.Has("articles") {
		return document.Text("A" + strconv.Itoa(n))
	}
	return document.Link("A"+strconv.Itoa(n), "article"+strconv.Itoa(n))
}

// claim is the number of a claim, a link where the report has it.
func (w *writer) claim(id assay.ClaimID) document.Line {
	if number := ClaimNumber(w.v.Case, id); !w.claimed[id] || !w.page.Report.Has("claims") {
		return document.Text(number)
	}
	return document.Link(ClaimNumber(w.v.Case, id), claimPlace(w.v.Case, id))
}

func claimPlace(c *assay.Case, id assay.ClaimID) string {
	return "claim" + strconv.Itoa(c.Numbers[id])
}

// joined writes lines with commas and an "and".
func joined(lines []document.Line) (l document.Line) {
	for i, x := range lines {
		switch {
		case i > 0 && i == len(lines)-1:
			l = l.Add(document.Text(" and "))
		case i > 0:
			l = l.Add(document.Text(", "))
		}
		l = l.Add(x)
	}
	return l
}

// head says what the report is about and what it rests on.
func (w *writer) head() {
	w.add(document.Heading{Level: 1, ID: "report", Text: document.Text(w.doc.Title)})
	outlets, first, last := map[string]bool{}, "", ""
	for _, a := range w.list {
		outlets[OutletName(w.v, a)] = true
		if d := w.v.Facts(a).Published; d != "" {
			first, last = or(first, d), d
		}
	}
	about := Count(len(w.outline.Claims), "claim", "claims")
	if n := len(w.outline.Questions); n > 0 {
		about += " and " + Count(n, "contested fact", "contested facts")
	}
	says := "It is about " + about + ", in " + Count(len(w.list), "article", "articles") + " from " + Count(len(outlets), "outlet", "outlets")
	switch {
	case first != "" && first != last:
		says += ", dated " + Date(first) + " to " + Date(last)
	case first != "":
		says += ", dated " + Date(first)
	}
	from := "From the case “" + w.v.Case.Info.Name + "” as it stood on " + w.at.Format("2 January 2006, 15:04")
	if me := AnalystName(w.v.Case.Actors, w.v.Me); me != AnalystName(nil, w.v.Me) {
		from += ", as " + me + " sees it"
	}
	w.aside(document.Text(from + ". " + says + "."))
	if n := w.page.LeftOut; n > 0 {
		w.add(document.Paragraph{Alert: true, Text: document.Text(Count(n, "claim is", "claims are") + " left out: there are more than one report can hold. Make one for each event.")})
	}
}

func (w *writer) summary() {
	if strings.TrimSpace(w.page.Report.Summary) == "" {
		return
	}
	w.part("Summary")
	for _, paragraph := range strings.Split(strings.ReplaceAll(w.page.Report.Summary, "\r\n", "\n"), "\n\n") {
		if text := strings.TrimSpace(paragraph); text != "" {
			w.say(document.Text(text))
		}
	}
}

// judgements lists the claims on which the analyst has said how likely they
// are, or how confident they are of that: two things, and two sentences.
func (w *writer) judgements() {
	begun := false
	for _, c := range w.outline.Claims {
		likelihood, confidence := w.judged(c, assay.DimLikelihood), w.judged(c, assay.DimConfidence)
		if likelihood.Value.IsNull() && confidence.Value.IsNull() {
			continue
		}
		if !begun {
			w.part("Judgements")
			begun = true
		}
		w.say(w.claim(c.ID), document.Text(" "), document.Strong(Wording(c)))
		if word := likelihood.Word(); word != "" {
			w.say(document.Text("That this is so is judged " + likelihoodPhrase(word) + w.whose(likelihood) + "." + reasoned(likelihood.Reason)))
		} else {
			w.say(document.Text("How likely this is has not been judged."))
		}
		if word := confidence.Word(); word != "" {
			w.say(document.Text("The confidence in what is concluded here is " + Words(word) + w.whose(confidence) + "." + reasoned(confidence.Reason)))
		}
	}
}

func (w *writer) judged(c *assay.Claim, d assay.Dimension) assay.Verdict {
	return w.v.Judged(about(assay.EntityID(c.ID), d))
}

// likelihoodPhrase says a likelihood within a sentence, as in "likely (55–80%)".
func likelihoodPhrase(word string) string {
	name, percent, _ := strings.Cut(LikelihoodWord(word), ", ")
	if word == "roughly_even" || word == "almost_no_chance" {
		name = map[string]string{"roughly_even": "to have a roughly even chance", "almost_no_chance": "to have almost no chance"}[word]
	}
	return name + " (" + percent + ")"
}

// whose says whose word a verdict is, where it is not the analyst's own.
func (w *writer) whose(d assay.Verdict) string {
	says := ""
	switch {
	case d.Team:
		says = ", as the team has settled"
	case !d.Mine:
		says = " by " + AnalystName(w.v.Case.Actors, d.By)
	}
	if d.Disputed {
		says += ", while analysts differ"
	}
	return says
}

func reasoned(reason string) string {
	if reason == "" {
		return ""
	}
	return " Reason: " + strings.TrimSuffix(reason, ".") + "."
}

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
		names = append(names, document.Name(OriginName(w.v, o)))
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
			parts = append(parts, Date(e.When))
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
		if why := w.v.Guard(c.ID, assay.Credibility(grade.Word())); why != "" {
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
			w.say(document.Strong("Note by "+AnalystName(w.v.Case.Actors, n.By)+": "), document.Text(n.Text))
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
		outlet = OutletName(w.v, a)
	}
	source := document.Strong("Q"+strconv.Itoa(n)).Add(document.Text(" "), w.article(m.Article), document.Text(" "), document.Name(outlet),
		document.Text(", "), document.Name("“"+or(facts.Title, "Article without a title")+"”"), document.Text(", "+Published(facts)))
	if q.Says != "" {
		source = source.Add(document.Text(". Said by "), document.Name(q.Says))
	}
	source = source.Add(document.Text(". Origin: "), document.Name(OriginName(w.v, w.v.Root(m))),
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

// matrixWidth is how many articles a table of a report has side by side.
const matrixWidth = 12

// matrix shows claims against articles in tables that fit on paper.
func (w *writer) matrix() {
	if len(w.outline.Claims) == 0 || len(w.list) == 0 {
		return
	}
	w.part("Claims and articles")
	w.aside(document.Text("● supports, ✕ contradicts, ◐ qualifies, ○ mentions, with the credibility of the passage; – read and silent, □ out of scope, · not read for it."))
	for from := 0; from < len(w.list); from += matrixWidth {
		t := document.Table{Caption: "Articles A" + strconv.Itoa(from+1) + " to A" + strconv.Itoa(min(from+matrixWidth, len(w.list))), Heads: []document.Line{document.Text("Claim")}}
		some := w.list[from:min(from+matrixWidth, len(w.list))]
		for _, a := range some {
			t.Heads = append(t.Heads, w.article(a.ID))
		}
		for _, c := range w.outline.Claims {
			row := []document.Line{w.claim(c.ID).Add(document.Text(" " + Wording(c)))}
			for _, a := range some {
				row = append(row, document.Text(cellSign(w.v.Cell(a, c))))
			}
			t.Rows = append(t.Rows, row)
		}
		w.add(t)
	}
}

// cellSign draws a cell of the matrix in letters.
func cellSign(c assay.Cell) string {
	if len(c.Stances) == 0 {
		return map[assay.Coverage]string{assay.Silent: "–", assay.OutOfScope: "□", assay.NotRead: "·"}[c.Coverage]
	}
	sign := ""
	for _, s := range c.Stances {
		sign += map[assay.Stance]string{assay.Supports: "●", assay.Contradicts: "✕", assay.Qualifies: "◐", assay.Mentions: "○"}[s]
	}
	for i, g := range c.Grades {
		sign += map[bool]string{true: " ", false: ", "}[i == 0] + string(g)
	}
	return sign
}

// sources is the summary statement on the sources, and what each of them is.
func (w *writer) sources() {
	w.part("Sources")
	w.say(w.resting())
	if l := w.onOne(); len(l) > 0 {
		w.say(l)
	}
	w.sourceTable()
}

// resting says what the report rests on as a whole.
func (w *writer) resting() document.Line {
	languages, derived := map[string]int{}, 0
	for _, a := range w.list {
		languages[w.v.Facts(a).Language]++
		if len(w.v.DerivedFrom(a.ID)) > 0 {
			derived++
		}
	}
	var spoken []string
	for _, l := range slices.Sorted(maps.Keys(languages)) {
		spoken = append(spoken, Number(languages[l])+" in "+or(Language(l), "a language not known"))
	}
	says := "The report rests on " + Count(len(w.list), "article", "articles")
	if len(spoken) > 0 {
		says += ": " + list(spoken)
	}
	says += ". "
	if derived > 0 {
		says += Count(derived, "of them is", "of them are") + " known to come from other texts."
	} else {
		says += "None of them is known to come from another text; that nobody has found it does not mean that none does."
	}
	return document.Text(says)
}

// onOne lists the claims whose whole support may go back to one origin.
func (w *writer) onOne() document.Line {
	var one []document.Line
	supported := 0
	for _, c := range w.outline.Claims {
		n := w.v.Corroboration(c.ID, assay.Supports)
		if n.Articles == 0 {
			continue
		}
		supported++
		if n.AtLeast <= 1 {
			one = append(one, w.claim(c.ID))
		}
	}
	switch {
	case supported == 0:
		return nil
	case len(one) == 0:
		return document.Text("Every supported claim has two or more origins that are known to be different.")
	}
	return document.Text("Of "+Count(supported, "supported claim", "supported claims")+", "+Number(len(one))+" may rest on a single origin: ").Add(joined(one), document.Text("."))
}

func (w *writer) sourceTable() {
	type use struct {
		source   *assay.Source
		articles map[assay.ArticleID]bool
		claims   map[assay.ClaimID]bool
	}
	uses := map[assay.SourceID]*use{}
	var order []*use
	of := func(id assay.SourceID) *use {
		s := w.v.Source(id)
		if s == nil {
			return &use{articles: map[assay.ArticleID]bool{}, claims: map[assay.ClaimID]bool{}}
		}
		if uses[s.ID] == nil {
			uses[s.ID] = &use{s, map[assay.ArticleID]bool{}, map[assay.ClaimID]bool{}}
			order = append(order, uses[s.ID])
		}
		return uses[s.ID]
	}
	for _, a := range w.list {
		of(a.Host).articles[a.ID] = true
		of(a.TextOrigin).articles[a.ID] = true
	}
	for _, c := range w.outline.Claims {
		for _, m := range w.v.MentionsOf(c.ID) {
			of(w.v.Root(m).Source).claims[c.ID] = true
		}
	}
	t := document.Table{Caption: "Sources and what rests on them", Heads: []document.Line{document.Text("Source"), document.Text("Kind"), document.Text("Reliability"), document.Text("Articles"), document.Text("Origin of claims")}}
	for _, u := range order {
		var claims, articles []document.Line
		for _, c := range w.outline.Claims {
			if u.claims[c.ID] {
				claims = append(claims, w.claim(c.ID))
			}
		}
		for _, a := range w.list {
			if u.articles[a.ID] {
				articles = append(articles, w.article(a.ID))
			}
		}
		name := document.Strong(SourceName(u.source))
		if u.source.Description != "" {
			name = name.Add(document.Text(". " + u.source.Description))
		}
		t.Rows = append(t.Rows, []document.Line{name, document.Text(KindOf(u.source)), document.Text(w.reliability(u.source.ID)), orNone(joined(articles)), orNone(joined(claims))})
	}
	if len(t.Rows) > 0 {
		w.add(t)
	}
}

func orNone(l document.Line) document.Line {
	if len(l) == 0 {
		return document.Text("none")
	}
	return l
}

func (w *writer) reliability(id assay.SourceID) string {
	d, from := w.v.Reliability(id, "")
	if d.Word() == "" {
		return "not rated"
	}
	says := d.Word() + ", " + ReliabilityWord(w.ctx, d.Word()) + w.whose(d) + "."
	if from != w.v.Resolve(id) {
		says += " As its publisher " + SourceNameOf(w.v, from) + "."
	}
	return says + reasoned(d.Reason)
}

// evidence lists the articles with what proves that they said so.
func (w *writer) evidence() {
	if len(w.list) == 0 {
		return
	}
	w.part("Articles")
	for i, a := range w.list {
		f := w.v.Facts(a)
		l := document.Strong("A"+strconv.Itoa(i+1)).Add(document.Text(" "), document.Name(or(f.Title, "Article without a title")), document.Text(". "), document.Name(OutletName(w.v, a)))
		if f.Byline != "" {
			l = l.Add(document.Text(", "), document.Name(f.Byline))
		}
		l = l.Add(document.Text(", " + Published(f) + "."))
		if f.URL != "" {
			l = l.Add(document.Text(" "), document.Line{{Text: f.URL, URL: webOnly(f.URL)}})
		}
		for _, name := range w.from(a) {
			l = l.Add(document.Text(" "), name)
		}
		w.add(document.Paragraph{ID: "article" + strconv.Itoa(i+1), Text: l})
		if proof := w.proof(a); len(proof) > 0 {
			w.aside(proof)
		}
		if w.page.Report.Has("notes") {
			w.notes(assay.EntityID(a.ID))
		}
	}
}

// from says what an article is known to come from.
func (w *writer) from(a *assay.Article) (list []document.Line) {
	for _, d := range w.v.DerivedFrom(a.ID) {
		says := document.Text("Comes from ")
		if !d.Article.IsZero() {
			says = says.Add(w.article(d.Article))
		} else {
			says = says.Add(document.Name(workName(w.v, d.Work)))
		}
		if d.Type != "" {
			says = says.Add(document.Text(" (" + Words(d.Type) + ")"))
		}
		list = append(list, says.Add(document.Text(".")))
	}
	return list
}

func workName(v *assay.View, id assay.WorkID) string {
	for _, x := range v.Case.Works {
		if x.ID == id {
			return or(x.Title, SourceNameOf(v, x.Source))
		}
	}
	return "something outside this case"
}

// proof gives the hashes of an article: of the bytes that came in, and of the
// text that was read.
func (w *writer) proof(a *assay.Article) (l document.Line) {
	for _, c := range w.page.Captures {
		if c.Article == a.ID {
			l = l.Add(document.Text("Original "), document.Name(or(c.Name, c.URL)), document.Text(", captured "+time.UnixMilli(c.At).In(w.at.Location()).Format("2 January 2006, 15:04")+", SHA-256 "), document.Line{{Text: c.Original.String(), Code: true}}, document.Text(". "))
		}
	}
	if t := w.text(a.Text); t != nil {
		l = l.Add(document.Text("Text as read, SHA-256 "), document.Line{{Text: t.Content.String(), Code: true}}, document.Text("."))
	}
	return l
}

// webOnly returns an address that a browser may follow, "" for others.
func webOnly(url string) string {
	if strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://") {
		return url
	}
	return ""
}

// method says what the words and figures of a report mean.
func (w *writer) method() {
	w.part("How to read this")
	w.say(document.Text("A claim is one sentence that can be true or false. An article supports it, contradicts it, says it weaker or in part, or refers to it without a position; each of that leads to the exact words. Silent means that somebody read the article and it says nothing of the claim. Silence is no denial."))
	w.say(document.Text("An origin is where words entered: a source that is said to have said something, or a text that says it by itself. Articles that rest on one origin count once. How many origins are independent is given as at most so many, since nobody can know of every copy."))
	w.say(document.Text("Places are counted in characters (Unicode code points) from the first of the text whose SHA-256 is given. Who has the same text can find each quote there."))
	w.grades("Reliability of sources", ReliabilityChoices(w.ctx))
	w.grades("Credibility of what is said", CredibilityChoices(w.ctx))
	t := document.Table{Caption: "Likelihood (ICD 203)", Heads: []document.Line{document.Text("Words"), document.Text("Range")}}
	for _, word := range assay.Likelihoods {
		name, percent, _ := strings.Cut(LikelihoodWord(word), ", ")
		t.Rows = append(t.Rows, []document.Line{document.Text(name), document.Text(percent)})
	}
	w.add(t)
}

func (w *writer) grades(caption string, grades []Choice) {
	t := document.Table{Caption: caption, Heads: []document.Line{document.Text("Grade"), document.Text("Meaning")}}
	for _, g := range grades {
		t.Rows = append(t.Rows, []document.Line{document.Strong(g.Label), document.Text(g.Says)})
	}
	w.add(t)
}
