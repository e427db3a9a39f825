package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"assay/internal/assay"
)

// Sight is an original as it can be looked at without harm.
type Sight struct {
	HTML    bool   // Content is a page
	Content string // else text
}

// sighted are the formats whose files can be looked at.
var sighted = []string{"html", root, "markdown", "csv", "eml", "mhtml"}

// Sighted reports whether an original of a media type can be looked at; of one that
// is not known its bytes tell.
func Sighted(media string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	return media == "" || slices.ContainsFunc(sighted, func(name string) bool {
		return slices.Contains(formatNamed(name).MediaTypes, strings.TrimSpace(media))
	})
}

// Harmless returns what an original that is text says, read in a character set, "" for
// the likeliest: of a page its words with their structure, and nothing that loads, runs,
// leads anywhere or has a look of its own; of a message what its reader is shown, in
// the same way. Of other text it is the text as it is. It fails as [Extract] does, and
// with KindUnsupported for what cannot be looked at.
func Harmless(data []byte, h Hint) (Sight, error) {
	h = Hint{Name: h.Name, MediaType: h.MediaType, Charset: h.Charset}
	f, text, _, err := formatOf(data, h)
	if err != nil {
		return Sight{}, err
	}
	switch f.Name {
	case "html":
		return harmlessPage(text), nil
	case "mhtml":
		return harmlessSaved(data, h)
	case "eml":
		return harmlessMail(data, h)
	}
	if !slices.Contains(sighted, f.Name) {
		return Sight{}, assay.Unsupported("Assay does not show files of this format. Its text is beside; download the original to open it in another program, which may ask the web for something.")
	}
	return Sight{Content: text}, nil
}

// harmlessPage returns what a page says. What cannot be taken apart is shown as it
// was written.
func harmlessPage(text string) Sight {
	title, body, err := harmlessBody(text)
	if err != nil {
		return Sight{Content: text}
	}
	return Sight{HTML: true, Content: sightHead + title + sightBody + body + sightEnd}
}

// harmlessBody returns the title of a page and what it says, as markup.
func harmlessBody(text string) (title, body string, err error) {
	page, err := parse(text)
	if err != nil {
		return "", "", err
	}
	tell(page)
	var out strings.Builder
	if err := html.Render(&out, page); err != nil {
		return "", "", err
	}
	if n := find(page, atom.Title); n != nil && n.FirstChild != nil {
		title = html.EscapeString(clean(n.FirstChild.Data))
	}
	return title, harmless().Sanitize(out.String()), nil
}

// harmlessSaved returns what a page says that was saved as one file.
func harmlessSaved(data []byte, h Hint) (Sight, error) {
	parts, err := parseMIME(data)
	if err != nil {
		return Sight{}, err
	}
	page, _ := savedPage(parts)
	if page == nil {
		return Sight{}, assay.Invalid("file", "There is no page in this file. Save the page once more, as HTML.")
	}
	_, _, text, err := decodePart(page, h)
	if err != nil {
		return Sight{}, err
	}
	return harmlessPage(text), nil
}

// harmlessMail returns what the reader of a message is shown: from whom it is, and
// its text.
func harmlessMail(data []byte, h Hint) (Sight, error) {
	m, err := openMail(data, mail{hint: h})
	if err != nil {
		return Sight{}, err
	}
	var out strings.Builder
	line := func(element, says string) {
		out.WriteString("<" + element + ` dir="auto">` + strings.ReplaceAll(html.EscapeString(says), "\n", "<br>") + "</" + element + ">")
	}
	for _, name := range []string{"From", "To", "Cc", "Date", "Subject"} {
		if says := clean(decodeWords(m.root.Header.Get(name), m.root.Charset)); says != "" {
			line("p", name+": "+says)
		}
	}
	out.WriteString("<hr>")
	for _, b := range m.bodies {
		if _, body, err := harmlessBody(b.page); b.html && err == nil {
			out.WriteString(body)
			continue
		}
		for _, block := range b.blocks {
			line(map[bool]string{true: "blockquote", false: "p"}[block.Kind == KindQuote], block.Text)
		}
	}
	return Sight{HTML: true, Content: sightHead + html.EscapeString(m.subject()) + sightBody + out.String() + sightEnd}, nil
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
