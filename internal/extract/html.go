package extract

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"assay/internal/assay"
)

var (
	pageExtensions = []string{".html", ".htm", ".xhtml"}
	pageTypes      = []string{"text/html", "application/xhtml+xml"}
)

var _ = register(Format{
	Name: "html", Label: mark("Web page: the article"), Version: "2", Extensions: pageExtensions, MediaTypes: pageTypes,
	Of: root, Is: page, Read: readArticle,
})

// wholePage leaves out nothing of a page.
var wholePage = register(Format{
	Name: "html/full", Label: mark("Web page: all that it shows"), Version: "1", Extensions: pageExtensions, MediaTypes: pageTypes,
	Of: root, Read: readFull,
})

// pageStart is the beginning of a page that cannot be one of Markdown, in which
// there may be tags, too.
var pageStart = pattern(`(?i)^<(?:!doctype\s+html|html|head|body)\b`)

var htmlStart = pattern(`(?i)^<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6]|table|ul|ol|blockquote|span|br|script|style|link)\b`)

// page recognises a web page. One whose beginning looks like nothing is known
// by a claim from outside together with the sight of tags.
func page(s *Sample) bool {
	if s.called(&Format{Extensions: markdownExtensions, MediaTypes: markdownTypes}) {
		return pageStart().MatchString(markup(s.Start))
	}
	claimed := s.called(&Format{Extensions: pageExtensions, MediaTypes: pageTypes}) && strings.Contains(s.Text, "</")
	return htmlStart().MatchString(markup(s.Start)) || claimed && !drawing(s) && mailHeaders(s.Start) < 3 && !hasPrefixFold(s.Start, "<?xml")
}

// The library that finds the article takes time that grows faster than the
// page, and with how deep its text lies. Beyond these sizes, which no news page
// reaches, the whole page is read.
const (
	articleNodes  = 40_000
	articleBytes  = 4 << 20
	usualDepth    = 20      // elements that text lies in
	articleDepths = 8 << 20 // bytes of text, each as often as it lies deeper than that
)

// readArticle reads the article of a page and leaves out what stands around it.
func readArticle(text string, d Document, h Hint) (Document, error) {
	page, err := parse(text)
	if err != nil {
		return Document{}, err
	}
	describe(page, &d, h)
	d.found = func() []Found { return foundIn(page, h) }
	all := passages(page, false)
	if nodes, depths := weigh(page, 0); nodes > articleNodes || depths > articleDepths || len(text) > articleBytes {
		d.Extractor = wholePage.version()
		d.Blocks = asBlocks(titled(all, d.Title))
		return d, nil
	}
	kept, author := article(page, h.URL)
	if d.Byline == "" {
		d.Byline = personal(author, d.Site)
	}
	chosen := choose(all, kept)
	if tooShort(chosen) {
		// Some pages hide the article until a script has run.
		if revealed := passages(page, true); !tooShort(choose(revealed, kept)) {
			all, chosen = revealed, choose(revealed, kept)
		}
	}
	if tooShort(chosen) {
		if body := stated(page); body != "" && utf8.RuneCountInString(body) > length(chosen) {
			chosen = nil
			for i, p := range paragraphs(body) {
				chosen = append(chosen, passage{n: len(all) + i, kind: KindBody, text: p})
			}
		}
	}
	if len(chosen) == 0 {
		chosen = titled(outside(all), d.Title)
	}
	head := headline(all, d.Title)
	if head >= 0 {
		chosen = append([]passage{all[head]}, below(withLead(all, chosen, head), head, d.Title)...)
		chosen[0].kind = KindTitle
	}
	d.Blocks, d.left = asBlocks(chosen), leave(all, chosen, head, d.Title)
	pointers(chosen, d.Blocks)
	galleries(d.Blocks)
	return d, nil
}

// readFull reads all that a page shows.
func readFull(text string, d Document, h Hint) (Document, error) {
	page, err := parse(text)
	if err != nil {
		return Document{}, err
	}
	describe(page, &d, h)
	d.found = func() []Found { return foundIn(page, h) }
	d.Blocks = asBlocks(titled(passages(page, false), d.Title))
	return d, nil
}

// parse makes a tree of a page, as a browser with scripts would.
func parse(text string) (*html.Node, error) {
	if strings.Count(text, "<") > maxElements {
		return nil, tooMuch()
	}
	page, err := html.Parse(strings.NewReader(text))
	if err != nil { // it reads from memory, so the page is at fault
		return nil, &assay.Error{
			Kind: assay.KindInvalid, Field: "file", Err: err,
			Message: assay.Say("The elements of this page are nested too deeply to be read. Open it, copy the text and paste it."),
		}
	}
	return page, nil
}

// weigh returns how many nodes are below n, and the bytes of their text, each as
// often as it lies deeper than text usually does.
func weigh(n *html.Node, depth int) (nodes, depths int) {
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode {
			depths += len(c.Data) * max(depth-usualDepth, 0)
		}
		more, deeper := weigh(c, depth+1)
		nodes, depths = nodes+1+more, depths+deeper
	}
	return nodes, depths
}

// A page is dyed before it is given away: the first character of each of its
// texts is one of private use that numbers it. Whatever the library makes of
// the tree, the dye in its answer tells which texts of the page it kept, and
// we can read those ourselves as they were written.
const (
	firstDye = 0xf0000
	lastDye  = 0x10fffd
)

// dyer dyes a page.
type dyer struct {
	texts   []*html.Node        // in the order of their numbers
	running map[*html.Node]bool // which elements have running text of their own
}

// dyed returns a copy of the tree at n in which each text that is not blank
// begins with a character of its own, and keeps those texts. The
// library drops some elements together with the text behind them, so the copy
// leaves out those that show no text and calls a time within a sentence what
// the library leaves alone.
func (d *dyer) dyed(n *html.Node) *html.Node {
	out := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: append([]html.Attribute(nil), n.Attr...)}
	if withText[n.DataAtom] && d.within(n) {
		out.DataAtom, out.Data = atom.Span, "span"
	}
	if n.Type == html.TextNode && !blank(n.Data) && !unseen[n.Parent.DataAtom] {
		out.Data = strings.Map(func(r rune) rune {
			if r >= firstDye {
				return utf8.RuneError
			}
			return r
		}, n.Data)
		out.Data = string(rune(firstDye+len(d.texts))) + out.Data
		d.texts = append(d.texts, n)
	}
	for c := range n.ChildNodes() {
		if textless[c.DataAtom] || unseen[c.DataAtom] && c.DataAtom != atom.Head && !linkedData(c) {
			continue
		}
		out.AppendChild(d.dyed(c))
	}
	return out
}

var (
	textless = map[atom.Atom]bool{atom.Source: true, atom.Track: true, atom.Embed: true, atom.Area: true, atom.Link: true, atom.Param: true}
	withText = map[atom.Atom]bool{atom.Time: true, atom.Ins: true, atom.Label: true, atom.Output: true}
)

// within reports whether n stands in running text.
func (d *dyer) within(n *html.Node) bool {
	const running = 40
	runs, known := d.running[n.Parent]
	if !known {
		for c := range n.Parent.ChildNodes() {
			runs = runs || c.Type == html.TextNode && len(strings.TrimSpace(c.Data)) > running
		}
		d.running[n.Parent] = runs
	}
	return runs
}

// article returns the texts of a page that belong to its article, and who the
// library believes wrote it.
func article(page *html.Node, address string) (kept map[*html.Node]bool, author string) {
	d := dyer{running: map[*html.Node]bool{}}
	copied := d.dyed(page)
	texts := d.texts
	original, err := url.Parse(address)
	if err != nil || !original.IsAbs() {
		original = nil
	}
	result, err := trafilatura.ExtractDocument(copied, trafilatura.Options{
		OriginalURL:     original,
		EnableFallback:  true,
		ExcludeComments: true,
		HtmlDateMode:    trafilatura.Disabled, // we ask for the date ourselves
	})
	kept = make(map[*html.Node]bool)
	if err != nil || result.ContentNode == nil {
		return kept, "" // it found no article, which is not an error of the page
	}
	for n := range result.ContentNode.Descendants() {
		if n.Type != html.TextNode {
			continue
		}
		for _, r := range n.Data {
			if i := int(r) - firstDye; i >= 0 && i < len(texts) {
				kept[texts[i]] = true
			}
		}
	}
	author = strings.Map(func(r rune) rune {
		if r >= firstDye {
			return -1
		}
		return r
	}, result.Metadata.Author)
	return kept, strings.ReplaceAll(author, ";", ",")
}

// choose returns the passages at least half of which were kept, and the
// captions between them.
func choose(all []passage, kept map[*html.Node]bool) []passage {
	in := make([]bool, len(all))
	first, last := -1, -1
	for i, p := range all {
		var yes, no int
		for _, n := range p.from {
			if kept[n] {
				yes += len(n.Data)
			} else {
				no += len(n.Data)
			}
		}
		if in[i] = yes > 0 && yes >= no; in[i] {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var out []passage
	for i, p := range all {
		caption := p.kind == KindCaption && !p.aside && first < i && i < last
		if in[i] || caption {
			out = append(out, p)
		}
	}
	return out
}

// outside returns the passages that are in no navigation, footer or form; all,
// if that leaves none.
func outside(all []passage) []passage {
	var out []passage
	for _, p := range all {
		if !p.aside {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// tooShort reports whether the passages are less than an article.
func tooShort(passages []passage) bool {
	const fewest = 100
	return length(passages) < fewest
}

func length(passages []passage) int {
	n := 0
	for _, p := range passages {
		n += utf8.RuneCountInString(p.text)
	}
	return n
}

// headline returns the number of the passage that shows the title, -1 if none
// does: the text of an article holds its headline if its readers see it.
func headline(all []passage, title string) int {
	for _, tags := range [][]atom.Atom{{atom.H1}, {atom.H2, atom.H3}} {
		for i, p := range all {
			if slices.Contains(tags, p.tag) && (folded(p.text) == folded(title) || repeats(p.text, title) && repeats(title, p.text)) {
				return i
			}
		}
	}
	return -1
}

// titled marks the passage that shows the title among the others.
func titled(all []passage, title string) []passage {
	if head := headline(all, title); head >= 0 {
		all[head].kind = KindTitle
	}
	return all
}

// below returns the chosen passages without the headline, without the labels
// above it, and without those right below that only say it again.
func below(chosen []passage, head int, title string) []passage {
	const short = 200
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(p passage) bool {
		return p.n == head || p.n < head && !prose(p.text)
	})
	for len(chosen) > 0 && utf8.RuneCountInString(chosen[0].text) < short && repeats(chosen[0].text, title) {
		chosen = chosen[1:]
	}
	return chosen
}

// withLead returns the chosen passages with the paragraphs between the headline
// and the first of them: many pages keep the lead apart from the rest, and it is
// taken for a description of the page.
func withLead(all, chosen []passage, head int) []passage {
	const (
		fewest = 40 // characters
		far    = 40 // passages: what is further away is another part of the page
	)
	if len(chosen) == 0 || chosen[0].n <= head || chosen[0].n > head+far {
		return chosen
	}
	var lead []passage
	for _, p := range all[head+1 : chosen[0].n] {
		if p.kind != KindCaption && !p.aside && !linked(p) && utf8.RuneCountInString(p.text) >= fewest && prose(p.text) && furniture(p.text) == "" {
			lead = append(lead, p)
		}
	}
	return append(lead, chosen...)
}

// repeats reports whether nearly all words of s are in title.
func repeats(s, title string) bool {
	known := make(map[string]bool)
	for _, w := range words(title) {
		known[w] = true
	}
	in, all := 0, 0
	for _, w := range words(s) {
		all++
		if known[w] {
			in++
		}
	}
	return all > 0 && in*5 > all*4
}

// words returns the words of s in lower case.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// folded is what s says, without regard to case, spacing and punctuation.
func folded(s string) string { return strings.Join(words(s), " ") }

// pointers proposes to set aside lists of links to other articles, which stand
// between and below the paragraphs of many.
func pointers(passages []passage, found []Block) {
	const (
		fewest  = 3 // links
		wordier = 4 // words in each, on the average: the names of things are shorter than headlines
	)
	for i := 0; i < len(passages); i++ {
		end, said := i, 0
		for end < len(passages) && passages[end].kind != KindTitle && linked(passages[end]) {
			said += len(words(passages[end].text))
			end++
		}
		if n := end - i; n >= fewest && said >= n*wordier {
			for j := i; j < end; j++ {
				found[j].Boilerplate, found[j].Why = true, mark("links to other articles")
			}
		}
		i = max(i, end)
	}
}

// galleries proposes to set aside captions that have been there before: a gallery
// shows each picture small and large.
func galleries(found []Block) {
	seen := map[string]bool{}
	for i := range found {
		if b := &found[i]; b.Kind == KindCaption {
			if seen[b.Text] {
				b.Boilerplate, b.Why = true, mark("the same caption once more")
			}
			seen[b.Text] = true
		}
	}
}

// linked reports whether nearly all of a passage is a link to somewhere else.
func linked(p passage) bool {
	var in, all int
	for _, n := range p.from {
		size := len(strings.TrimSpace(n.Data))
		all += size
		for e := n.Parent; e != nil && e.DataAtom != atom.Body; e = e.Parent {
			if to := attr(e, "href"); e.DataAtom == atom.A && to != "" && !strings.HasPrefix(to, "#") {
				in += size
				break
			}
		}
	}
	return all > 0 && in*10 >= all*9
}

func asBlocks(passages []passage) []Block {
	out := make([]Block, 0, len(passages))
	for _, p := range passages {
		out = append(out, Block{Kind: p.kind, Text: p.text})
	}
	return out
}
