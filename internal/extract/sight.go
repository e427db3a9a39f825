package extract

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Sight is an original as it can be looked at without harm.
type Sight struct {
	HTML    bool   // Content is a page
	Content string // else text
}

// Harmless returns what an original that is text says, read in a character set, "" for
// the likeliest: of a page its words with their structure, and nothing that loads, runs,
// leads anywhere or has a look of its own. Of anything else it is the text as it is. It
// fails as [Extract] does, and with KindUnsupported for what is no text.
func Harmless(data []byte, h Hint) (Sight, error) {
	f, text, _, err := formatOf(data, Hint{Name: h.Name, MediaType: h.MediaType, Charset: h.Charset})
	if err != nil {
		return Sight{}, err
	}
	if f.Name != "html" {
		return Sight{Content: text}, nil
	}
	page, err := parse(text)
	if err != nil {
		return Sight{Content: text}, nil //nolint:nilerr // what cannot be taken apart is shown as it was written
	}
	tell(page)
	var out strings.Builder
	if err := html.Render(&out, page); err != nil {
		return Sight{Content: text}, nil //nolint:nilerr // as above
	}
	title := ""
	if n := find(page, atom.Title); n != nil && n.FirstChild != nil {
		title = html.EscapeString(clean(n.FirstChild.Data))
	}
	return Sight{HTML: true, Content: sightHead + title + sightBody + harmless().Sanitize(out.String()) + sightEnd}, nil
}

// What is around that which is left of a page: no style, but the light that whoever
// looks at it has chosen.
const (
	sightHead = `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>`
	sightBody = `</title></head><body dir="auto">`
	sightEnd  = `</body></html>`
)

// harmless lets through the elements that say what words are, and of their
// attributes only in which language and direction they are.
var harmless = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "br", "hr", "table", "caption", "thead", "tbody",
		"tfoot", "tr", "th", "td", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "q", "cite", "mark", "bdi", "ruby", "rt", "rp", "div", "section", "article", "main",
		"header", "footer", "nav", "aside", "figure", "figcaption", "address", "time", "abbr", "details", "summary")
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?i:ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(`^[0-9]{1,3}$`)).OnElements("td", "th")
	return p
})

// longestAddress is how much of an address is told, in code points.
const longestAddress = 160

// tell puts into words what a page says with more than words: where its links
// lead, and what its pictures are said to show.
func tell(page *html.Node) {
	var found []*html.Node
	for n := range page.Descendants() {
		if n.DataAtom == atom.A || n.DataAtom == atom.Img {
			found = append(found, n)
		}
	}
	for _, n := range found {
		switch to := attr(n, "href"); {
		case n.DataAtom == atom.Img:
			if alt := attr(n, "alt"); alt != "" {
				n.Parent.InsertBefore(note(alt), n)
			}
		case to != "" && !strings.HasPrefix(to, "#"):
			n.AppendChild(note(to))
		}
	}
}

// note returns an element with a remark in brackets.
func note(says string) *html.Node {
	if utf8.RuneCountInString(says) > longestAddress {
		says = string([]rune(says)[:longestAddress]) + "…"
	}
	n := &html.Node{Type: html.ElementNode, Data: "bdi", DataAtom: atom.Bdi}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: " [" + says + "] "})
	return n
}
