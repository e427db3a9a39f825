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
		spoken = append(spoken, Number(languages[l])+" in "+or(Language(context.TODO(), l), "a language not known"))
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
		name := document.Strong(SourceName(context.TODO(), u.source))
		if u.source.Description != "" {
			name = name.Add(document.Text(". " + u.source.Description))
		}
		t.Rows = append(t.Rows, []document.Line{name, document.Text(KindOf(context.TODO(), u.source)), document.Text(w.reliability(u.source.ID)), orNone(joined(articles)), orNone(joined(claims))})
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
		says += " As its publisher " + SourceNameOf(context.TODO(), w.v, from) + "."
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
		l := document.Strong("A"+strconv.Itoa(i+1)).Add(document.Text(" "), document.Name(or(f.Title, "Article without a title")), document.Text(". "), document.Name(OutletName(context.TODO(), w.v, a)))
		if f.Byline != "" {
			l = l.Add(document.Text(", "), document.Name(f.Byline))
		}
		l = l.Add(document.Text(", " + Published(w.ctx, f) + "."))
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
			return or(x.Title, SourceNameOf(context.TODO(), v, x.Source))
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
