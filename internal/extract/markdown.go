package extract

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

var (
	markdownExtensions = []string{".md", ".markdown", ".mdown"}
	markdownTypes      = []string{"text/markdown"}
)

var _ = register(Format{
	Name: "markdown", Label: mark("Markdown"), Version: "1", Extensions: markdownExtensions, MediaTypes: markdownTypes,
	Of: root, Is: func(s *Sample) bool {
		return s.called(&Format{Extensions: markdownExtensions, MediaTypes: markdownTypes})
	},
	Read: readMarkdown,
})

// frontMatter is what some programs write above a text: lines of names and values.
var (
	frontMatter = regexp.MustCompile(`(?s)^---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)`)
	frontLine   = regexp.MustCompile(`(?m)^(title|author|date|url|source|lang|language):[ \t]*["']?(.*?)["']?[ \t]*\r?$`)
)

// readMarkdown reads Markdown as its readers see it: without the marks that make
// headings, lists and links of it.
func readMarkdown(s string, d Document, h Hint) (Document, error) {
	if strings.Count(s, "\n") > maxLines || len(s) > 4*maxText {
		return d, tooMuch()
	}
	values := map[string]string{}
	if m := frontMatter.FindStringSubmatch(s); m != nil {
		for _, line := range frontLine.FindAllStringSubmatch(m[1], -1) {
			values[line[1]] = line[2]
		}
		s = s[len(m[0]):]
	}
	d.Title, d.Byline, d.URL = clean(values["title"]), personal(values["author"], ""), h.URL
	if d.URL == "" {
		d.URL = values["url"]
	}
	d.Language = values["lang"] + values["language"]
	if date := published.FindString(values["date"]); date != "" {
		d.Published, d.PublishedBasis = date, BasisMetadata
	}
	source := []byte(s)
	w := &markdown{source: source}
	if err := ast.Walk(goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source)), w.visit); err != nil {
		return d, err
	}
	d.Blocks = w.out.blocks
	d.headed()
	return d, nil
}

// markdown writes down what is in a tree of Markdown.
type markdown struct {
	source []byte
	out    scribe
	quotes int
	items  int
}

func (w *markdown) kind() Kind {
	switch {
	case w.quotes > 0:
		return KindQuote
	case w.items > 0:
		return KindItem
	}
	return KindBody
}

func (w *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch n := n.(type) {
	case *ast.Blockquote:
		w.quotes += step(entering)
	case *ast.ListItem:
		w.items += step(entering)
	case *ast.Heading:
		if !entering {
			w.out.end(KindHeading)
		}
	case *ast.Paragraph, *ast.TextBlock:
		if !entering {
			w.out.end(w.kind())
		}
	case *extended.Table:
		if !entering {
			w.out.end(KindBody)
		}
	case *extended.TableCell:
		if entering && n.PreviousSibling() != nil {
			w.out.say("\t")
		}
	case *extended.TableRow, *extended.TableHeader:
		if !entering {
			w.out.say("\n")
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if entering {
			w.lines(n)
			w.out.end(w.kind())
		}
		return ast.WalkSkipChildren, nil
	case *ast.HTMLBlock:
		if entering {
			w.html(n)
		}
	case *ast.Text:
		if entering {
			if _, code := n.Parent().(*ast.CodeSpan); code {
				w.out.say(string(n.Segment.Value(w.source)))
			} else {
				w.out.say(unescaped(n.Segment.Value(w.source)))
			}
			switch {
			case n.HardLineBreak():
				w.out.say("\n")
			case n.SoftLineBreak():
				w.out.say(" ")
			}
		}
	case *ast.String:
		if entering {
			w.out.say(string(n.Value))
		}
	case *ast.AutoLink:
		if entering {
			w.out.say(string(n.Label(w.source)))
		}
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

// lines says the lines of a block as they stand.
func (w *markdown) lines(n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		w.out.say(string(line.Value(w.source)))
	}
}

// html reads a block of HTML.
func (w *markdown) html(n *ast.HTMLBlock) {
	var s strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.Write(line.Value(w.source))
	}
	if page, err := parse(s.String()); err == nil {
		for _, p := range passages(page, false) {
			w.out.say(p.text)
			w.out.end(p.kind)
		}
	}
}

// escapes are the characters that Markdown has a backslash before to mean them.
var escapes = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

func unescaped(s []byte) string {
	return html.UnescapeString(string(escapes.ReplaceAll(s, []byte("$1"))))
}
