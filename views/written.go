package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// Written puts a report into words. What is shown is what the analyst of the
// view sees; whose word it is stands beside it. at is the moment of the report
// on the analyst's clock.
func Written(ctx context.Context, root CaseRoot, v *assay.View, p *assay.ReportPage, at time.Time) *document.Document {
	w := &writer{
		ctx: ctx, root: root, v: v, page: p, outline: v.Outline(p), now: at,
		quotes: map[assay.MentionID]int{}, given: map[assay.MentionID]bool{}, articles: map[assay.ArticleID]int{}, asked: map[assay.QuestionID]string{}, texts: map[assay.TextID]*assay.Text{}, captures: map[assay.ArticleID][]assay.Capture{}, claimed: map[assay.ClaimID]bool{},
	}
	w.doc = &document.Document{Title: ReportTitle(ctx, v.Case, &p.Report), Language: string(tr.Of(ctx)), RTL: tr.Of(ctx).Dir() == "rtl"}
	if p.Report.Has("quotes") {
		w.cite = w.citeQuotes
	}
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
func ReportTitle(ctx context.Context, c *assay.Case, r *assay.Report) string {
	return or(or(r.Title, c.Info.Name), tr.Say(ctx, "Report"))
}

// writer is a report on its way into words.
type writer struct {
	ctx      context.Context
	root     CaseRoot
	v        *assay.View
	page     *assay.ReportPage
	outline  assay.Outline
	now      time.Time // on the analyst's clock
	doc      *document.Document
	list     []*assay.Article        // what the report rests on, in order of their numbers
	articles map[assay.ArticleID]int // their numbers, from 1
	texts    map[assay.TextID]*assay.Text
	captures map[assay.ArticleID][]assay.Capture
	given    map[assay.MentionID]bool              // quotes that have been given
	quotes   map[assay.MentionID]int               // numbers of the quotes, those too that are still to be given
	asked    map[assay.QuestionID]string           // where the contested facts of the report are
	claimed  map[assay.ClaimID]bool                // that are in the report
	parts    []document.Line                       // links to them
	level    int                                   // of the headings of claims
	cite     func([]assay.MentionID) document.Line // what a half-sentence rests on; nil where nothing is cited
}

func (w *writer) add(blocks ...document.Block) { w.doc.Blocks = append(w.doc.Blocks, blocks...) }

// part begins a part of the report. The contents, which stand before all of
// them, lead to it.
func (w *writer) part(title string) {
	said := tr.Marked(w.ctx, title)
	w.parts = append(w.parts, document.Link(said, "part"+strconv.Itoa(len(w.parts)+1)))
	w.add(document.Heading{Level: 2, ID: "part" + strconv.Itoa(len(w.parts)), Text: document.Text(said)})
}

// line says a text whose arguments are lines, or somebody else's words.
func (w *writer) line(text string, args ...any) document.Line {
	return filled(tr.Pieces(w.ctx, text), args)
}

// marked is line for a text out of a table.
func (w *writer) marked(text string, args ...any) document.Line {
	return filled(tr.Pieces(w.ctx, text), args)
}

// counted is line for a text with a number, which is its first argument.
func (w *writer) counted(n int, one, many string, args ...any) document.Line {
	return filled(tr.CountPieces(w.ctx, n, one, many), append([]any{document.Text(tr.Number(n))}, args...))
}

func filled(pieces []tr.Piece, args []any) (l document.Line) {
	for _, piece := range pieces {
		switch {
		case piece.Arg == 0 && piece.Words != "":
			l = append(l, document.Run{Text: piece.Words})
		case piece.Arg > 0:
			switch arg := args[piece.Arg-1].(type) {
			case document.Line:
				l = append(l, arg...)
			case string:
				l = append(l, document.Run{Text: arg, Name: true})
			}
		}
	}
	return l
}

// put adds a paragraph that says a text.
func (w *writer) put(text string, args ...any) {
	w.add(document.Paragraph{Text: w.line(text, args...)})
}

// paragraph adds sentences as a paragraph.
func (w *writer) paragraph(sentences ...document.Line) {
	if l := spaced(sentences...); len(l) > 0 {
		w.add(document.Paragraph{Text: l})
	}
}

// aside adds sentences as a remark.
func (w *writer) aside(sentences ...document.Line) {
	if l := spaced(sentences...); len(l) > 0 {
		w.add(document.Paragraph{Text: l, Aside: true})
	}
}

// spaced puts sentences one after the other.
func spaced(sentences ...document.Line) (l document.Line) {
	for _, s := range sentences {
		if len(s) == 0 {
			continue
		}
		if len(l) > 0 {
			l = append(l, document.Run{Text: " "})
		}
		l = append(l, s...)
	}
	return l
}

// joined writes lines as a list within a sentence.
func (w *writer) joined(lines []document.Line) document.Line {
	if len(lines) == 0 {
		return nil
	}
	last := len(lines) - 1
	if last == 0 {
		return lines[0]
	}
	var l document.Line
	comma := w.line("%s, %s", document.Line{}, document.Line{}) // what stands between two
	for i, x := range lines[:last] {
		if i > 0 {
			l = append(l, comma...)
		}
		l = append(l, x...)
	}
	return w.line("%s and %s", l, lines[last])
}

// apart writes lines as a list within a sentence that stay apart though there
// are commas in them.
func (w *writer) apart(lines []document.Line) document.Line {
	var l document.Line
	semicolon := w.line("%s; %s", document.Line{}, document.Line{})
	for i, x := range lines {
		if i > 0 {
			l = append(l, semicolon...)
		}
		l = append(l, x...)
	}
	return l
}

// published says when an article was, within a sentence.
func (w *writer) published(f assay.Facts) document.Line {
	if f.Published == "" {
		return w.line("date not known")
	}
	return document.Text(Published(w.ctx, f))
}

// mostNamed is how many articles a sentence names. Nobody reads on to the
// hundredth, and the matrix has them all.
const mostNamed = 40

// named writes links to articles as a list within a sentence.
func (w *writer) named(articles []document.Line) document.Line {
	if more := len(articles) - mostNamed; more > 0 {
		articles = append(articles[:mostNamed:mostNamed], w.counted(more, "%s more article", "%s more articles"))
	}
	return w.joined(articles)
}

// number gives a number to every article that the report rests on, by date, and
// finds what is looked up again and again.
func (w *writer) number() {
	marked := map[assay.ArticleID]bool{}
	for i := range w.v.Case.Mentions {
		marked[w.v.Case.Mentions[i].Article] = true
	}
	for i := range w.v.Case.Articles {
		if a := &w.v.Case.Articles[i]; !a.Gone || marked[a.ID] {
			w.list = append(w.list, a)
		}
	}
	for i := range w.v.Case.Texts {
		w.texts[w.v.Case.Texts[i].ID] = &w.v.Case.Texts[i]
	}
	for _, c := range w.page.Captures {
		w.captures[c.Article] = append(w.captures[c.Article], c)
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

// article is a link to what is known of an article.
func (w *writer) article(id assay.ArticleID) document.Line {
	n := w.articles[id]
	if n == 0 {
		return w.line("an article that is not in the case")
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

// head says what the report is about and what it rests on.
func (w *writer) head() {
	w.add(document.Heading{Level: 1, Text: document.Name(w.doc.Title)})
	outlets, first, last := map[string]bool{}, "", ""
	for _, a := range w.list {
		outlets[OutletName(w.ctx, w.v, a)] = true
		if day, _, _ := strings.Cut(w.v.Facts(a).Published, "T"); day != "" {
			first, last = or(first, day), day
		}
	}
	from := w.line("From the case “%s” as it stood on %s.", w.v.Case.Info.Name, document.Text(tr.Moment(w.ctx, w.now)))
	if me := AnalystName(w.ctx, w.v.Case.Actors, w.v.Me); me != AnalystName(w.ctx, nil, w.v.Me) {
		from = w.line("From the case “%s” as it stood on %s, as %s sees it.", w.v.Case.Info.Name, document.Text(tr.Moment(w.ctx, w.now)), me)
	}
	about := w.counted(len(w.outline.Claims), "%s claim", "%s claims")
	if n := len(w.outline.Questions); n > 0 {
		about = w.line("%s and %s", about, w.counted(n, "%s contested fact", "%s contested facts"))
	}
	articles, places := w.counted(len(w.list), "%s article", "%s articles"), w.counted(len(outlets), "%s outlet", "%s outlets")
	says := w.line("It is about %s, in %s from %s.", about, articles, places)
	switch {
	case first != "" && first != last:
		says = w.line("It is about %s, in %s from %s, dated %s to %s.", about, articles, places, document.Text(tr.Date(w.ctx, first)), document.Text(tr.Date(w.ctx, last)))
	case first != "":
		says = w.line("It is about %s, in %s from %s, dated %s.", about, articles, places, document.Text(tr.Date(w.ctx, first)))
	}
	w.aside(from, says)
	if n := w.page.LeftOut; n > 0 {
		w.add(document.Paragraph{Alert: true, Text: w.counted(n, "%s claim is left out: there are more than one report can hold. Make one for each event.", "%s claims are left out: there are more than one report can hold. Make one for each event.")})
	}
}

// summary is the analyst's own.
func (w *writer) summary() {
	text := strings.TrimSpace(strings.ReplaceAll(w.page.Report.Summary, "\r\n", "\n"))
	if text == "" {
		return
	}
	w.part("Summary")
	w.prose(text, false)
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
		w.paragraph(w.claim(c.ID), document.Strong(Wording(w.ctx, c)))
		if word := likelihood.Word(); word != "" {
			w.paragraph(w.likelihood(word), w.whose(likelihood), w.reason(likelihood.Reason))
		} else {
			w.put("How likely this is has not been judged.")
		}
		if word := confidence.Word(); word != "" {
			w.paragraph(w.marked(map[string]string{
				"low":      tr.Mark("The confidence in what is concluded here is low."),
				"moderate": tr.Mark("The confidence in what is concluded here is moderate."),
				"high":     tr.Mark("The confidence in what is concluded here is high."),
			}[word]), w.whose(confidence), w.reason(confidence.Reason))
		}
	}
}

func (w *writer) judged(c *assay.Claim, d assay.Dimension) assay.Verdict {
	return w.v.Judged(about(assay.EntityID(c.ID), d))
}

// likelihood says how likely something is judged, in the words of ICD 203 and
// with the range that they stand for.
func (w *writer) likelihood(word string) document.Line {
	_, percent := likelihood(w.ctx, word)
	return w.marked(map[string]string{
		"almost_no_chance": tr.Mark("This is judged to have almost no chance of being so (%s)."),
		"very_unlikely":    tr.Mark("That this is so is judged very unlikely (%s)."),
		"unlikely":         tr.Mark("That this is so is judged unlikely (%s)."),
		"roughly_even":     tr.Mark("This is judged to have a roughly even chance of being so (%s)."),
		"likely":           tr.Mark("That this is so is judged likely (%s)."),
		"very_likely":      tr.Mark("That this is so is judged very likely (%s)."),
		"almost_certain":   tr.Mark("That this is so is judged almost certain (%s)."),
	}[word], document.Text(percent))
}

// whose says whose word a verdict is, where it is not the analyst's own.
func (w *writer) whose(d assay.Verdict) document.Line {
	var says document.Line
	switch {
	case d.Team:
		says = w.line("This is the team’s verdict, given by %s.", AnalystName(w.ctx, w.v.Case.Actors, d.By))
	case !d.Mine:
		says = w.line("%s says so.", AnalystName(w.ctx, w.v.Case.Actors, d.By))
	}
	if d.Disputed {
		return spaced(says, w.line("Analysts differ."))
	}
	return says
}

// reason gives the reason for something, if there is one. Its full stop is part of
// it: the reason may run the other way than the page.
func (w *writer) reason(why string) document.Line {
	if why == "" {
		return nil
	}
	if last, _ := utf8.DecodeLastRuneInString(why); !unicode.IsPunct(last) {
		why += "."
	}
	return w.line("Reason: %s", why)
}

// method says what the words and figures of a report mean.
func (w *writer) method() {
	w.part("How to read this")
	w.put("A claim is one sentence that can be true or false. An article supports it, contradicts it, says it weaker or in part, or refers to it without a position; each of that leads to the exact words. Silent means that somebody read the article and it says nothing of the claim. Silence is no denial.")
	w.put("An origin is where words entered: a source that is said to have said something, or a text that says it by itself. Articles that rest on one origin count once. How many origins are independent is given as at most so many, since nobody can know of every copy.")
	w.put("Places are counted in characters (Unicode code points) from the first of the text whose SHA-256 is given. Who has the same text can find each quote there.")
	w.grades(tr.Say(w.ctx, "Reliability of a source"), ReliabilityChoices(w.ctx))
	w.grades(tr.Say(w.ctx, "Credibility of what is said"), CredibilityChoices(w.ctx))
	t := document.Table{Caption: tr.Say(w.ctx, "Likelihood (ICD 203)"), Heads: []document.Line{w.line("Words"), w.line("Range")}}
	for _, word := range assay.Likelihoods {
		name, percent := likelihood(w.ctx, word)
		t.Rows = append(t.Rows, []document.Line{document.Text(name), document.Text(percent)})
	}
	w.add(t)
}

func (w *writer) grades(caption string, grades []Choice) {
	t := document.Table{Caption: caption, Heads: []document.Line{w.line("Grade"), w.line("Meaning")}}
	for _, g := range grades {
		t.Rows = append(t.Rows, []document.Line{document.Strong(g.Label), document.Text(g.Says)})
	}
	w.add(t)
}
