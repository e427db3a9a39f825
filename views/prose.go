package views

import (
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The notes of analysts are Markdown. What is written in them may come from a
// stranger's file: they become the few blocks and runs below and nothing else.
// There is no raw HTML, which is shown as it was typed, and there are no
// pictures: their descriptions stand in their place. A link leads somewhere only
// if it is to a page of the web, and only once somebody follows it.

// proseBlock is one paragraph of a note, or what holds some.
type proseBlock struct {
	Kind   string // "p", "heading", "code", "rule", or with Blocks "quote", "list", "numbers", "item"
	Runs   []proseRun
	Code   string
	Start  int // of "numbers"
	Blocks []proseBlock
	Within bool // of a paragraph: what it is in goes by its direction, and would not see into one with its own
}

// proseRun is a stretch of a paragraph.
type proseRun struct {
	Kind string // "text", "code", "break", or with Runs "em", "strong", "link"
	Text string
	Href string
	Runs []proseRun
}

// How large a note may be to be read as Markdown, and how deep things may lie
// within each other; the rest is shown as it was typed. Nobody writes more by
// hand.
const (
	maxProse = 200_000 // bytes
	maxDepth = 12
)

var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	),
)

// prose reads a note.
func prose(note string) []proseBlock {
	if len(note) > maxProse || deep(note) {
		return asTyped(note)
	}
	source := []byte(note)
	return blocksOf(markdown.Parse(text.NewReader(source)), source)
}

// asTyped returns a note as its paragraphs.
func asTyped(note string) []proseBlock {
	var list []proseBlock
	for p := range strings.SplitSeq(note, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, proseBlock{Kind: "p", Runs: []proseRun{{Kind: "text", Text: p}}})
		}
	}
	return list
}

// deep reports whether a line begins or goes on with more marks of nesting than
// an analyst would write: reading those takes the square of their number.
func deep(note string) bool {
	for line := range strings.SplitSeq(note, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " \t>-+*.)0123456789"))
		if strings.Count(line[:indent], ">") > maxDepth || strings.Count(line[:indent], "-")+strings.Count(line[:indent], "+")+strings.Count(line[:indent], "*") > 80 || indent > 160 {
			return true
		}
		if strings.Count(line, "[") > 200 || strings.Count(line, "*")+strings.Count(line, "_") > 2000 || strings.Count(line, "`") > 2000 {
			return true
		}
	}
	return false
}

func blocksOf(parent ast.Node, source []byte) []proseBlock {
	var list []proseBlock
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			list = append(list, proseBlock{Kind: "heading", Runs: runsOf(n, source)})
		case *ast.Paragraph, *ast.TextBlock:
			list = append(list, proseBlock{Kind: "p", Runs: runsOf(n, source), Within: parent.Kind() != ast.KindDocument})
		case *ast.Blockquote:
			list = append(list, proseBlock{Kind: "quote", Blocks: blocksOf(n, source)})
		case *ast.List:
			b := proseBlock{Kind: "list", Blocks: blocksOf(n, source)}
			if n.IsOrdered() {
				b.Kind, b.Start = "numbers", n.Start
			}
			list = append(list, b)
		case *ast.ListItem:
			list = append(list, proseBlock{Kind: "item", Blocks: blocksOf(n, source)})
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			list = append(list, proseBlock{Kind: "code", Code: linesOf(n, source)})
		case *ast.ThematicBreak:
			list = append(list, proseBlock{Kind: "rule"})
		}
	}
	return list
}

func linesOf(n ast.Node, source []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(source))
	}
	return strings.TrimRight(b.String(), "\n")
}

func runsOf(parent ast.Node, source []byte) []proseRun {
	var list []proseRun
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			list = append(list, proseRun{Kind: "text", Text: plainOf(n.Value(source), n.IsRaw())})
			if n.HardLineBreak() || n.SoftLineBreak() { // who breaks a line in a note means it
				list = append(list, proseRun{Kind: "break"})
			}
		case *ast.String:
			list = append(list, proseRun{Kind: "text", Text: string(n.Value)})
		case *ast.CodeSpan:
			list = append(list, proseRun{Kind: "code", Text: saidIn(n, source)})
		case *ast.Emphasis:
			list = append(list, proseRun{Kind: map[bool]string{true: "strong", false: "em"}[n.Level > 1], Runs: runsOf(n, source)})
		case *ast.AutoLink:
			list = append(list, linkTo(string(n.URL(source)), []proseRun{{Kind: "text", Text: string(n.Label(source))}}))
		case *ast.Link:
			list = append(list, linkTo(plainOf(n.Destination, false), runsOf(n, source)))
		case *ast.Image:
			list = append(list, runsOf(n, source)...)
		}
	}
	return list
}

// plainOf returns what a text says: with its escapes and entities resolved
// unless it is raw.
func plainOf(value []byte, raw bool) string {
	if !raw {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	}
	return strings.ToValidUTF8(string(value), "\ufffd")
}

func saidIn(parent ast.Node, source []byte) string {
	var b strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*ast.Text); ok {
			b.Write(t.Value(source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// linkTo returns a link to a page of the web; what leads elsewhere is shown and
// leads nowhere.
func linkTo(address string, says []proseRun) proseRun {
	href := webAddress(address)
	if href == "" {
		if address != "" && (len(says) != 1 || says[0].Text != address) {
			says = append(says, proseRun{Kind: "text", Text: " (" + address + ")"})
		}
		return proseRun{Kind: "span", Runs: says}
	}
	return proseRun{Kind: "link", Href: href, Runs: says}
}

// webAddress returns an address of a page of the web, as it is written in links,
// and "" for what is none.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}
