package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// passage is a block of a page with what is needed to decide whether it is
// part of the article.
type passage struct {
	n     int // its number among all of the page
	kind  Kind
	text  string
	tag   atom.Atom    // of a heading, else 0
	from  []*html.Node // the text nodes it was made of
	aside bool         // stands in navigation, a footer, a form or the like
}

// walker collects the passages of a page in the order of reading.
type walker struct {
	hidden bool // walk into what a browser would not show, too
	out    []passage

	text   strings.Builder // of the current passage
	from   []*html.Node
	space  bool // white space is due before the next character
	breaks int  // line breaks are due
}

// place is where in the page the walk is.
type place struct {
	kind  Kind
	tag   atom.Atom
	pre   bool
	aside bool
}

// passages returns what a reader of the page below n sees, block by block.
func passages(n *html.Node, hidden bool) []passage {
	w := &walker{hidden: hidden}
	w.walk(n, place{kind: KindBody})
	w.flush(place{kind: KindBody})
	return w.out
}

// unseen are the elements whose content no reader sees as text of the page.
// Furigana (rt, rp) are seen, but they repeat the characters that they help
// to read.
var unseen = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true,
	atom.Object: true, atom.Svg: true, atom.Canvas: true, atom.Audio: true, atom.Video: true, atom.Map: true,
	atom.Select: true, atom.Datalist: true, atom.Textarea: true, atom.Input: true, atom.Button: true,
	atom.Rt: true, atom.Rp: true, atom.Frameset: true, atom.Noframes: true,
}

// blocks are the elements that begin and end a line.
var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true,
	atom.Center: true, atom.Dd: true, atom.Details: true, atom.Dialog: true, atom.Dir: true, atom.Div: true, atom.Dl: true,
	atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.Form: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true,
	atom.Hgroup: true, atom.Hr: true, atom.Html: true, atom.Legend: true, atom.Li: true, atom.Main: true, atom.Menu: true,
	atom.Nav: true, atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true,
	atom.Tbody: true, atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true,
}

func (w *walker) walk(n *html.Node, at place) {
	switch n.Type {
	case html.TextNode:
		w.add(n, at)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	if unseen[n.DataAtom] || !w.hidden && invisible(n) {
		return
	}
	if n.DataAtom == atom.Br {
		w.breaks++
		return
	}
	if n.DataAtom == atom.Table && tabular(n) {
		w.flush(at)
		w.table(n, at)
		return
	}
	inside := at.enter(n)
	if blocks[n.DataAtom] {
		w.flush(at)
		defer w.flush(inside)
	}
	for c := range n.ChildNodes() {
		w.walk(c, inside)
	}
}

// longestCaption is how many bytes a caption has at most, if only a class says that
// it is one.
const longestCaption = 1000

// enter returns the place inside n, which is at p.
func (p place) enter(n *html.Node) place {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.kind, p.tag = KindHeading, n.DataAtom
	case atom.Blockquote:
		p.kind = KindQuote
	case atom.Figcaption, atom.Caption:
		p.kind = KindCaption
	case atom.Li, atom.Dt, atom.Dd:
		p.kind = KindItem
		if count(n, atom.P) > 1 {
			p.kind = KindBody // an entry of a live blog rather than of a list
		}
	case atom.Article, atom.Section, atom.Main, atom.Td, atom.Th:
		p.kind = KindBody
	case atom.Aside, atom.Nav, atom.Footer, atom.Form, atom.Menu:
		p.kind, p.aside = KindBody, true
	case atom.Pre:
		p.pre = true
	}
	for _, class := range strings.Fields(attr(n, "class")) {
		if strings.Contains(strings.ToLower(class), "caption") && n.DataAtom != atom.Body && n.DataAtom != atom.Article {
			if !longer(n, longestCaption) {
				p.kind = KindCaption
			}
			break
		}
	}
	return p
}

// add appends the text of n to the current passage, with white space as a
// browser shows it. Only the white space of HTML itself collapses: no-break
// and other spaces stay as they were written.
func (w *walker) add(n *html.Node, at place) {
	if at.pre {
		w.text.WriteString(n.Data)
		w.from = append(w.from, n)
		return
	}
	started := false
	for s := n.Data; s != ""; {
		word := strings.TrimLeft(s, " \t\n\f\r")
		w.space = w.space || len(word) < len(s)
		if word == "" {
			break
		}
		end := strings.IndexAny(word, " \t\n\f\r")
		if end < 0 {
			end = len(word)
		}
		if w.text.Len() > 0 {
			switch {
			case w.breaks > 1:
				w.text.WriteString(separator)
			case w.breaks == 1:
				w.text.WriteByte('\n')
			case w.space:
				w.text.WriteByte(' ')
			}
		}
		w.space, w.breaks = false, 0
		w.text.WriteString(word[:end])
		if !started {
			w.from, started = append(w.from, n), true
		}
		s = word[end:]
	}
}

// flush ends the current passage, which was at a place.
func (w *walker) flush(at place) {
	for _, text := range paragraphs(w.text.String()) {
		kind := at.kind
		if kind == KindHeading && len(text) > 100 && prose(text) {
			kind = KindBody // the heading was never closed
		}
		w.out = append(w.out, passage{n: len(w.out), kind: kind, text: text, tag: at.tag, from: w.from, aside: at.aside})
	}
	w.text.Reset()
	w.from, w.space, w.breaks = nil, false, 0
}

// table makes one passage of a table: a line for each row, a tab between
// cells.
func (w *walker) table(n *html.Node, at place) {
	var from []*html.Node
	var rows []string
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Caption:
			w.walk(d, at)
		case atom.Tr:
			if !w.hidden && invisible(d) {
				continue
			}
			var cells []string
			for c := range d.ChildNodes() {
				if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
					continue
				}
				var texts []string
				for _, p := range passages(c, w.hidden) {
					texts = append(texts, strings.ReplaceAll(p.text, "\n", " "))
					from = append(from, p.from...)
				}
				cells = append(cells, strings.Join(texts, " "))
			}
			if row := strings.TrimRight(strings.Join(cells, "\t"), "\t"); !blank(row) {
				rows = append(rows, row)
			}
		}
	}
	if len(rows) > 0 {
		at.kind = KindBody
		w.out = append(w.out, passage{n: len(w.out), kind: at.kind, text: strings.Join(rows, "\n"), from: from, aside: at.aside})
	}
}

// tabular reports whether a table holds data, and not the layout of a page.
func tabular(table *html.Node) bool {
	rows, wide := 0, false
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Table, atom.Article, atom.Section, atom.H1, atom.H2, atom.Form:
			return false
		case atom.Tr:
			rows++
			cells := 0
			for c := range n.ChildNodes() {
				if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
					continue
				}
				cells++
				if count(c, atom.P) > 1 || longer(c, 400) {
					return false
				}
			}
			wide = wide || cells > 1
		}
	}
	return rows > 1 && wide
}

// longer reports whether there are more than limit bytes of text below n.
func longer(n *html.Node, limit int) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if limit -= len(strings.TrimSpace(d.Data)); limit < 0 {
				return true
			}
		}
	}
	return false
}

// invisible reports whether the page itself says that n is not shown.
func invisible(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found")
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// count returns the number of elements of a kind below n.
func count(n *html.Node, tag atom.Atom) int {
	found := 0
	for d := range n.Descendants() {
		if d.DataAtom == tag {
			found++
		}
	}
	return found
}

// find returns the first element of a kind at or below n.
func find(n *html.Node, tag atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.DataAtom == tag && d.Type == html.ElementNode {
			return d
		}
	}
	return nil
}

// attr returns the value of an attribute, trimmed, "" if there is none.
func attr(n *html.Node, key string) string {
	if i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key }); i >= 0 {
		return strings.TrimSpace(n.Attr[i].Val)
	}
	return ""
}

// inline returns the text below n on one line.
func inline(n *html.Node) string {
	var texts []string
	for _, p := range passages(n, true) {
		texts = append(texts, strings.Join(strings.Split(p.text, "\n"), " "))
	}
	return strings.Join(texts, " ")
}
