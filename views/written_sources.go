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
	var ids []assay.ClaimID
	for _, c := range w.outline.Claims {
		ids = append(ids, c.ID)
	}
	b := w.v.Base(ids)
	w.paragraph(w.strengths(&b)...)
	w.paragraph(w.weaknesses(&b)...)
	w.paragraph(w.weightiest(&b)...)
	w.paragraph(w.differing(&b)...)
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
		says = append(says, w.counted(derived, "%s of them is known to come from another text.", "%s of them are known to come from other texts."))
	} else {
		says = append(says, w.line("None of them is known to come from another text; that nobody has found it does not mean that none does."))
	}
	if n := w.page.Undecided; n > 0 {
		says = append(says, w.counted(n, "%s derivation is proposed and not decided. It is not counted here; if it holds, there may be fewer origins.", "%s derivations are proposed and not decided. They are not counted here; if they hold, there may be fewer origins."))
	}
	return says
}

// mostListed is how many claims a sentence on sources lists.
const mostListed = 12

// claimList writes claims as a list within a sentence, the first of them if they
// are many: the rest can be found where each is told.
func (w *writer) claimList(ids []assay.ClaimID) document.Line {
	var list []document.Line
	for i, id := range ids {
		if i == mostListed {
			list = append(list, w.counted(len(ids)-i, "%s more claim", "%s more claims"))
			break
		}
		list = append(list, w.claim(id))
	}
	return w.joined(list)
}

// strengths says which claims are confirmed by independent origins.
func (w *writer) strengths(b *assay.Base) []document.Line {
	all := document.Text(tr.Number(len(b.Supported)))
	switch n := len(b.Confirmed); {
	case len(b.Supported) == 0:
		return nil
	case n == 0:
		return []document.Line{w.line("No claim is confirmed by origins that are marked as independent of each other.")}
	case n == len(b.Supported):
		return []document.Line{w.line("Every supported claim is confirmed by origins that are marked as independent of each other.")}
	default:
		return []document.Line{w.counted(n, "%[1]s of %[2]s supported claims is confirmed by origins that are marked as independent of each other: %[3]s.", "%[1]s of %[2]s supported claims are confirmed by origins that are marked as independent of each other: %[3]s.", all, w.claimList(b.Confirmed))}
	}
}

// weaknesses says which claims rest on little.
func (w *writer) weaknesses(b *assay.Base) (says []document.Line) {
	n := len(b.Supported)
	switch one := len(b.Single); {
	case n == 0:
		return nil
	case one == 0:
		says = append(says, w.line("Every supported claim has two or more origins that are known to be different."))
	case one == n && n == 1:
		says = append(says, w.line("The only supported claim may rest on a single origin."))
	case one == n:
		says = append(says, w.counted(n, "Every one of the %s supported claims may rest on a single origin.", "Every one of the %s supported claims may rest on a single origin."))
	default:
		says = append(says, w.counted(n, "Of %s supported claim, %s may rest on a single origin: %s.", "Of %s supported claims, %s may rest on a single origin: %s.", document.Text(tr.Number(one)), w.claimList(b.Single)))
	}
	if n := len(b.Anonymous); n > 0 {
		says = append(says, w.counted(n, "%s claim has no known origin with a name: %s.", "%s claims have no known origin with a name: %s.", w.claimList(b.Anonymous)))
	}
	if n := len(b.Unknown); n > 0 {
		says = append(says, w.counted(n, "Of %s claim it is not recorded where any article has it from: %s.", "Of %s claims it is not recorded where any article has them from: %s.", w.claimList(b.Unknown)))
	}
	if n := len(b.TooHigh); n > 0 {
		says = append(says, w.counted(n, "%s claim is graded higher than what stands behind it bears: %s.", "%s claims are graded higher than what stands behind them bears: %s.", w.claimList(b.TooHigh)))
	}
	return says
}

// mostWeights is how many origins the statement on all sources names.
const mostWeights = 3

// weightiest names the origins on which most claims rest.
func (w *writer) weightiest(b *assay.Base) (says []document.Line) {
	for i, x := range b.Main {
		if i == mostWeights || len(x.Claims) < 2 && i > 0 {
			break
		}
		name := document.Name(OriginName(w.ctx, w.v, x.Origin))
		only := w.counted(len(x.Only), "%s of them on nothing else", "%s of them on nothing else")
		if len(x.Only) == 0 {
			only = w.line("none of them on it alone")
		}
		if i == 0 {
			says = append(says, w.counted(len(x.Claims), "Most rests on %[2]s: %[1]s claim, %[3]s.", "Most rests on %[2]s: %[1]s claims, %[3]s.", name, only))
		} else {
			says = append(says, w.counted(len(x.Claims), "Then on %[2]s: %[1]s claim, %[3]s.", "Then on %[2]s: %[1]s claims, %[3]s.", name, only))
		}
	}
	return says
}

// differing says where sources agree or do not.
func (w *writer) differing(b *assay.Base) (says []document.Line) {
	if len(b.Disputes) == 0 {
		says = append(says, w.line("Different origins are not known to say different things on any claim."))
	} else {
		says = append(says, w.counted(len(b.Disputes), "Different origins say different things on %s claim: %s.", "Different origins say different things on %s claims: %s.", w.claimList(b.Disputes)))
	}
	if n := len(b.Drifts); n > 0 {
		says = append(says, w.counted(n, "On %s claim articles on one origin tell it differently, which is drift: %s.", "On %s claims articles on one origin tell it differently, which is drift: %s.", w.claimList(b.Drifts)))
	}
	if n := len(b.Selves); n > 0 {
		says = append(says, w.counted(n, "On %s claim one article says both: %s.", "On %s claims one article says both: %s.", w.claimList(b.Selves)))
	}
	return says
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
			from = w.work(d.Work)
		}
		var how []string
		for _, word := range []string{d.Value.Type, d.Value.Amount} {
			if word != "" {
				how = append(how, tr.Word(w.ctx, word))
			}
		}
		if len(how) == 0 {
			list = append(list, w.line("It comes from %s.", from))
		} else {
			list = append(list, w.line("It comes from %s (%s).", from, document.Text(strings.Join(how, ", "))))
		}
	}
	return list
}

// work names something outside the case by whose it is and what it is called.
func (w *writer) work(id assay.WorkID) document.Line {
	for i := range w.v.Case.Works {
		x := &w.v.Case.Works[i]
		switch name := SourceNameOf(w.ctx, w.v, x.Source); {
		case x.ID != id:
		case x.Title != "" && name != "":
			return w.line("%s, “%s”", document.Name(name), document.Name(x.Title))
		case x.Title+name != "":
			return document.Name(or(x.Title, name))
		}
	}
	return w.line("something outside this case")
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
