package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// Written puts a report into words. What is shown is what the analyst of the
// view sees; whose word it is stands beside it. at is the moment of the report
// on the analyst's clock.
func Written(ctx context.Context, root CaseRoot, v *assay.View, p *assay.ReportPage, at time.Time) *document.Document {
	w := &writer{
		ctx:  tr.In(ctx, tr.English), // a report is in no other language yet, and not in two
		root: root, v: v, page: p, outline: v.Outline(p), at: at,
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
		{"summary", w.summary},
		{"judgements", w.judgements},
		{"contested", w.contested},
		{"claims", w.claims},
		{"matrix", w.matrix},
		{"sources", w.sources},
		{"articles", w.evidence},
		{"method", w.method},
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
		outlets[OutletName(context.TODO(), w.v, a)] = true
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
		says += ", dated " + tr.Date(w.ctx, first) + " to " + tr.Date(w.ctx, last)
	case first != "":
		says += ", dated " + tr.Date(w.ctx, first)
	}
	from := "From the case “" + w.v.Case.Info.Name + "” as it stood on " + w.at.Format("2 January 2006, 15:04")
	if me := AnalystName(context.TODO(), w.v.Case.Actors, w.v.Me); me != AnalystName(context.TODO(), nil, w.v.Me) {
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
		says = " by " + AnalystName(context.TODO(), w.v.Case.Actors, d.By)
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
