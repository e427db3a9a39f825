package extract

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	rendered "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

var (
	markdownExtensions = []string{".md", ".markdown", ".mdown"}
	markdownTypes      = []string{"text/markdown"}
)

var _ = register(Format{
	Name: "markdown", Label: mark("Markdown"), Version: "2", Extensions: markdownExtensions, MediaTypes: markdownTypes,
	Of: root, Is: func(s *Sample) bool { // by its name alone: what it is written in looks like any text
		return s.called(&Format{Extensions: markdownExtensions, MediaTypes: markdownTypes}) && !s.looksOther("markdown")
	},
	Apart: true, Read: readMarkdown,
})

// frontMatter is what some programs write above a text: lines of names and values.
var (
	frontMatter = pattern(`(?s)^(?:---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)|\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+)[ \t]*(?:\r?\n|$)`)
	frontLine   = pattern(`(?m)^(title|authors?|byline|date|published|url|canonical|canonical_url|source|publication|lang|language)[ \t]*[:=][ \t]*(.*(?:\r?\n[ \t]*-[ \t].*)*)$`)
	frontItem   = pattern(`\r?\n[ \t]*-[ \t]+`)
)

// frontValue returns the value of a line, of a list with commas between its items.
func frontValue(s string) string {
	s = strings.TrimSpace(frontItem().ReplaceAllString(s, ", "))
	s = strings.Trim(strings.TrimPrefix(s, ", "), "[] \t\r")
	var items []string
	for item := range strings.SplitSeq(s, ", ") {
		items = append(items, strings.Trim(strings.TrimSpace(item), `"'`))
	}
	return clean(strings.Join(items, ", "))
}

// maxMarkdown is how much Markdown is read: the library takes long for what is
// made to be hard to read.
const maxMarkdown = maxText

// readMarkdown reads Markdown as its readers see it: without the marks that make
// headings, lists and links of it. Notes stand at the end, by their numbers.
func readMarkdown(s string, d Document, h Hint) (Document, error) {
	if strings.Count(s, "\n") > maxLines || len(s) > maxMarkdown || tooHard(s) {
		return d, tooMuch()
	}
	values := map[string]string{}
	if m := frontMatter().FindStringSubmatch(s); m != nil {
		for _, line := range frontLine().FindAllStringSubmatch(m[1]+m[2], -1) {
			values[line[1]] = frontValue(line[2])
		}
		s = s[len(m[0]):]
	}
	source := []byte(s)
	w := &markdown{composer: newComposer(), source: source}
	reads := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList))
	err := ast.Walk(reads.Parser().Parse(text.NewReader(source)), w.visit)
	if err != nil {
		return d, err
	}
	if d.Blocks, err = w.blocks(); err != nil {
		return d, err
	}
	d.Title, d.Byline = values["title"], personal(cmp.Or(values["author"], values["authors"], values["byline"]), "")
	d.Site, d.Language = values["publication"], cmp.Or(values["lang"], values["language"])
	if d.Site == "" && address(values["source"]) == "" {
		d.Site = values["source"]
	}
	d.URL = cmp.Or(h.URL, address(values["url"]), address(values["canonical"]), address(values["canonical_url"]), address(values["source"]))
	if date := parseDate(cmp.Or(values["date"], values["published"])); date != "" {
		d.Published, d.PublishedBasis = date, BasisMetadata
	}
	d.headed("", "")
	return d, nil
}

// address returns what is an address of the web, "" for what is not.
func address(s string) string {
	if u, err := url.Parse(s); err != nil || !web(u) {
		return ""
	}
	return s
}

// tooHard reports whether a text takes far longer to read than its size lets one
// expect: where quotes or lists are in one another deeper than anybody writes, or
// where the short rows of a table are as many cells as the longest.
func tooHard(s string) bool {
	const (
		deepest  = 200 // marks of quotes and lists at the beginning of a line
		farthest = 400 // columns of white space there
		cells    = 2_000_000
	)
	lines, columns := 0, 0
	for line := range strings.Lines(s) {
		lines++
		marks, space := 0, 0
	line:
		for _, c := range []byte(line) {
			switch {
			case strings.IndexByte(">-*+.)", c) >= 0:
				marks++
			case c == ' ':
				space++
			case c == '\t':
				space += 4
			case c < '0' || c > '9':
				break line
			}
		}
		if rest := strings.Trim(line, "-*+. \t\r\n"); rest != "" && (marks > deepest || space > farthest) {
			return true
		}
		if strings.Trim(line, "|-: \t\r\n") == "" {
			columns = max(columns, strings.Count(line, "|"))
		}
	}
	return lines*columns > cells
}

// markdown writes down what is in a tree of Markdown.
type markdown struct {
	*composer
	source []byte
	quotes int
	items  int
}

func (w *markdown) block() Block {
	switch {
	case w.quotes > 0:
		return Block{Kind: KindQuote}
	case w.items > 0:
		return Block{Kind: KindItem}
	}
	return Block{Kind: KindBody}
}

func (w *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if n.Type() == ast.TypeInline {
		return w.inline(n, entering)
	}
	switch n := n.(type) {
	case *ast.Blockquote:
		w.quotes += step(entering)
	case *ast.ListItem:
		w.items += step(entering)
	case *ast.Heading:
		if !entering {
			w.endParagraph(Block{Kind: KindHeading})
		}
	case *ast.Paragraph, *ast.TextBlock:
		if !entering {
			w.endParagraph(w.block())
		}
	case *extended.DefinitionTerm:
		if !entering {
			w.endParagraph(Block{Kind: KindItem})
		}
	case *extended.DefinitionDescription:
		w.items += step(entering)
	case *extended.Footnote:
		if entering {
			w.openNote(min(n.Index, len(w.notes)))
		} else {
			w.closeNote()
		}
	case *extended.Table:
		if entering {
			w.table()
		} else {
			w.endTable()
		}
	case *extended.TableRow, *extended.TableHeader:
		if entering {
			w.row()
		}
	case *extended.TableCell:
		if entering {
			w.open()
		} else {
			w.closeCell()
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if entering {
			w.say(source(n, w.source))
			w.endParagraph(w.block())
		}
		return ast.WalkSkipChildren, nil
	case *ast.HTMLBlock:
		if entering {
			w.html(n)
		}
	}
	return ast.WalkContinue, nil
}

// inline visits what stands in a line.
func (w *markdown) inline(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Text:
		if _, code := n.Parent().(*ast.CodeSpan); code || n.IsRaw() {
			w.say(string(n.Segment.Value(w.source)))
		} else {
			w.say(plain(n.Segment.Value(w.source)))
		}
		switch {
		case n.HardLineBreak():
			w.say("\n")
		case n.SoftLineBreak():
			w.say(" ")
		}
	case *ast.String:
		w.say(string(n.Value))
	case *ast.AutoLink:
		w.say(string(n.Label(w.source)))
	case *ast.RawHTML:
		if tag := n.Segments.Value(w.source); len(tag) > 3 && strings.EqualFold(string(tag[:3]), "<br") {
			w.say("\n")
		}
	case *extended.FootnoteLink:
		for len(w.notes) < n.Index { // those that are pointed at twice have one number
			w.notes = append(w.notes, nil)
		}
		w.say(fmt.Sprintf("[%d]", n.Index))
	case *ast.Image: // its description is there for those who do not see it
		return ast.WalkSkipChildren, nil
	}
	return ast.WalkContinue, nil
}

func step(entering bool) int {
	if entering {
		return 1
	}
	return -1
}

// source returns the lines of a block as they stand.
func source(n ast.Node, all []byte) string {
	var s strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.Write(line.Value(all))
	}
	return s.String()
}

// html reads a block of HTML.
func (w *markdown) html(n *ast.HTMLBlock) {
	s := source(n, w.source)
	if n.HasClosure() {
		s += string(n.ClosureLine.Value(w.source))
	}
	if page, err := parse(s); err == nil {
		for _, p := range passages(page, false) {
			w.say(p.text)
			w.endParagraph(Block{Kind: p.kind})
		}
	}
}

// plain returns what a piece of Markdown means that has no marks but backslashes
// and entities.
func plain(s []byte) string {
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	rendered.DefaultWriter.Write(out, s) // with entities for what has a meaning in HTML
	_ = out.Flush()                      // to memory
	return html.UnescapeString(b.String())
}
