package views

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// matrixWidth is how many articles a table of a report has side by side.
const matrixWidth = 12

// matrix shows claims against articles in tables that fit on paper.
func (w *writer) matrix() {
	if len(w.outline.Claims) == 0 || len(w.list) == 0 {
		return
	}
	w.part("Claims and articles")
	w.aside(w.line("● supports, ✕ contradicts, ◐ qualifies, ○ mentions, with the credibility of the passage; – read and silent, □ out of scope, · not read for it."))
	for from := 0; from < len(w.list); from += matrixWidth {
		some := w.list[from:min(from+matrixWidth, len(w.list))]
		t := document.Table{
			Caption: tr.Say(w.ctx, "Articles A%s to A%s", strconv.Itoa(from+1), strconv.Itoa(from+len(some))),
			Heads:   []document.Line{w.line("Claim")},
		}
		for _, a := range some {
			t.Heads = append(t.Heads, w.article(a.ID))
		}
		for _, c := range w.outline.Claims {
			row := []document.Line{spaced(w.claim(c.ID), document.Name(Wording(w.ctx, c)))}
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
	if len(w.list) == 0 {
		return
	}
	w.part("Sources")
	w.paragraph(w.resting()...)
	w.paragraph(w.onOne())
	w.sourceTable()
}

// resting says what the report rests on as a whole.
func (w *writer) resting() []document.Line {
	languages, derived := map[string]int{}, 0
	for _, a := range w.list {
		languages[w.v.Facts(a).Language]++
		if len(w.v.DerivationsOf(a.ID)) > 0 {
			derived++
		}
	}
	var spoken []document.Line
	for _, l := range slices.Sorted(maps.Keys(languages)) {
		name := document.Text(Language(w.ctx, l))
		if l == "" {
			name = w.line("a language not known")
		}
		spoken = append(spoken, w.line("%s in %s", document.Text(tr.Number(languages[l])), name))
	}
	says := []document.Line{w.counted(len(w.list), "The report rests on %s article: %s.", "The report rests on %s articles: %s.", w.joined(spoken))}
	if derived > 0 {
		return append(says, w.counted(derived, "%s of them is known to come from another text.", "%s of them are known to come from other texts."))
	}
	return append(says, w.line("None of them is known to come from another text; that nobody has found it does not mean that none does."))
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
		return w.line("Every supported claim has two or more origins that are known to be different.")
	}
	return w.counted(supported, "Of %s supported claim, %s may rest on a single origin: %s.", "Of %s supported claims, %s may rest on a single origin: %s.", document.Text(tr.Number(len(one))), w.joined(one))
}

// use is what a source has to do with the report.
type use struct {
	source   *assay.Source
	articles map[assay.ArticleID]bool // found at it or written by it
	claims   map[assay.ClaimID]bool   // of which it is an origin
}

// uses returns the sources of the report, outlets first, each once.
func (w *writer) uses() []*use {
	var order []*use
	of := map[assay.SourceID]*use{}
	find := func(id assay.SourceID) *use {
		s := w.v.Source(id)
		if s == nil {
			return nil
		}
		if of[s.ID] == nil {
			of[s.ID] = &use{s, map[assay.ArticleID]bool{}, map[assay.ClaimID]bool{}}
			order = append(order, of[s.ID])
		}
		return of[s.ID]
	}
	for _, a := range w.list {
		for _, id := range []assay.SourceID{a.Host, a.TextOrigin} {
			if u := find(id); u != nil {
				u.articles[a.ID] = true
			}
		}
	}
	for _, c := range w.outline.Claims {
		for _, m := range w.v.MentionsOf(c.ID) {
			if u := find(w.v.Root(m).Source); u != nil {
				u.claims[c.ID] = true
			}
		}
	}
	return order
}

func (w *writer) sourceTable() {
	t := document.Table{
		Caption: tr.Say(w.ctx, "Sources and what rests on them"),
		Heads:   []document.Line{w.line("Source"), w.line("Kind"), w.line("Reliability"), w.line("Articles"), w.line("Origin of claims")},
	}
	for _, u := range w.uses() {
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
		name := document.Strong(SourceName(w.ctx, u.source))
		if u.source.Description != "" {
			name = spaced(name, document.Name(u.source.Description))
		}
		t.Rows = append(t.Rows, []document.Line{name, document.Text(KindOf(w.ctx, u.source)), w.reliability(u.source.ID), w.orNone(articles), w.orNone(claims)})
	}
	if len(t.Rows) > 0 {
		w.add(t)
	}
}

func (w *writer) orNone(list []document.Line) document.Line {
	if len(list) == 0 {
		return w.line("none")
	}
	return w.joined(list)
}

func (w *writer) reliability(id assay.SourceID) document.Line {
	d, from := w.v.Reliability(id, "")
	if d.Word() == "" {
		return w.line("not rated")
	}
	says := w.line("%s, %s.", document.Strong(d.Word()), document.Text(ReliabilityWord(w.ctx, d.Word())))
	var publisher document.Line
	if from != w.v.Resolve(id) {
		publisher = w.line("As its publisher %s.", SourceNameOf(w.ctx, w.v, from))
	}
	return spaced(says, w.whose(d), publisher, w.reason(d.Reason))
}

// evidence lists the articles with what proves that they said so.
func (w *writer) evidence() {
	if len(w.list) == 0 {
		return
	}
	w.part("Articles")
	for i, a := range w.list {
		f := w.v.Facts(a)
		outlet := document.Name(OutletName(w.ctx, w.v, a))
		if f.Byline != "" {
			outlet = w.line("%s, %s", outlet, f.Byline)
		}
		says := []document.Line{
			document.Strong("A" + strconv.Itoa(i+1)), w.line("%s.", or(f.Title, tr.Say(w.ctx, "Article without a title"))),
			w.line("%s, %s.", outlet, w.published(f)),
		}
		if f.URL != "" {
			says = append(says, document.Line{{Text: f.URL, URL: webAddress(f.URL)}})
		}
		w.add(document.Paragraph{ID: "article" + strconv.Itoa(i+1), Text: spaced(append(says, w.from(a)...)...)})
		w.aside(w.proof(a)...)
		if w.page.Report.Has("notes") {
			w.notes(assay.EntityID(a.ID))
		}
	}
}

// from says what an article is known to come from.
func (w *writer) from(a *assay.Article) (list []document.Line) {
	for _, d := range w.v.DerivationsOf(a.ID) {
		from := w.article(d.Parent)
		if d.Parent.IsZero() {
			from = document.Name(or(workName(w.ctx, w.v, d.Work), tr.Say(w.ctx, "something outside this case")))
		}
		if d.Value.Type == "" {
			list = append(list, w.line("It comes from %s.", from))
		} else {
			list = append(list, w.line("It comes from %s (%s).", from, document.Text(tr.Word(w.ctx, d.Value.Type))))
		}
	}
	return list
}

// workName is what an outside work is called, "" for one that is not known.
func workName(ctx context.Context, v *assay.View, id assay.WorkID) string {
	for _, x := range v.Case.Works {
		if x.ID == id {
			return or(x.Title, SourceNameOf(ctx, v, x.Source))
		}
	}
	return ""
}

// proof gives the hashes of an article: of the bytes that came in, and of the
// text that was read.
func (w *writer) proof(a *assay.Article) (list []document.Line) {
	for _, c := range w.captures[a.ID] {
		when := tr.Moment(w.ctx, time.UnixMilli(c.At).In(w.now.Location()))
		list = append(list, w.line("Original %s, captured %s, SHA-256 %s.", or(c.Name, c.URL), document.Text(when), document.Line{{Text: c.Original.String(), Code: true}}))
	}
	if t := w.texts[a.Text]; t != nil {
		list = append(list, w.line("Text as read, SHA-256 %s.", document.Line{{Text: t.Content.String(), Code: true}}))
	}
	return list
}
