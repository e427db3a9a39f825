package extract

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// statements are what a page says about itself for machines.
type statements struct {
	meta map[string][]string // by name, property, itemprop or http-equiv, lower case
	data []map[string]any    // the JSON-LD objects that describe an article
	node *html.Node          // the page
	base *url.URL            // where it came from, nil if unknown
}

// What a page says of itself is no longer than this, in bytes, or is nothing: what
// is compared with all that a page has would take all day. It has no more authors
// than these, and no name of a person is in more text.
const (
	longestTitle = 2000
	longestSite  = 300
	longestURL   = 4000
	mostAuthors  = 100
	longestName  = 1000
)

// describe fills in d with what the page says of itself.
func describe(page *html.Node, d *Document, h Hint) {
	s := newStatements(page, h)
	d.URL = s.url()
	d.Site = s.site()
	d.Title = s.title(d.Site, d.URL)
	d.Byline = s.byline(d.Site)
	d.Language = s.language()
	d.Published, d.PublishedBasis = s.published(d.URL)
}

// newStatements collects what a page says about itself.
func newStatements(page *html.Node, h Hint) statements {
	s := statements{meta: make(map[string][]string), node: page}
	if u, err := url.Parse(h.URL); err == nil && u.IsAbs() {
		s.base = u
	} else {
		s.base = savedFrom(page)
	}
	for n := range page.Descendants() {
		switch {
		case n.DataAtom == atom.Meta:
			for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
				if name, value := strings.ToLower(attr(n, key)), attr(n, "content"); name != "" && value != "" {
					s.meta[name] = append(s.meta[name], value)
				}
			}
		case linkedData(n) && n.FirstChild != nil:
			s.data = append(s.data, articles(n.FirstChild.Data)...)
		}
	}
	return s
}

// said returns the first thing that the page says under one of the names.
func (s statements) said(names ...string) string {
	for _, name := range names {
		for _, value := range s.meta[name] {
			if value = clean(value); value != "" {
				return value
			}
		}
	}
	return ""
}

// linkedData reports whether n is a script that holds JSON-LD.
func linkedData(n *html.Node) bool {
	return n.DataAtom == atom.Script && strings.EqualFold(attr(n, "type"), "application/ld+json")
}

// stated returns what the JSON-LD of a page calls the body of the article.
func stated(page *html.Node) string {
	for n := range page.Descendants() {
		if !linkedData(n) || n.FirstChild == nil {
			continue
		}
		for _, a := range articles(n.FirstChild.Data) {
			body, _ := a["articleBody"].(string)
			if !strings.Contains(body, "</") {
				return html.UnescapeString(body)
			}
			if page, err := parse(body); err == nil {
				var texts []string
				for _, p := range passages(page, false) {
					texts = append(texts, p.text)
				}
				return strings.Join(texts, separator)
			}
		}
	}
	return ""
}

// loose is what publishers write into JSON that does not belong there.
var loose = pattern(`(?s)^\s*(?:<!--|/\*<!\[CDATA\[\*/|//<!\[CDATA\[|<!\[CDATA\[)?(.*?)(?:-->|/\*\]\]>\*/|//\s*\]\]>|\]\]>)?[\s;]*$`)

// articles returns the objects in a piece of JSON-LD that are articles,
// outermost first.
func articles(text string) []map[string]any {
	if m := loose().FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' ' // line breaks within strings
		}
		return r
	}, text)
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil
	}
	var out []map[string]any
	var look func(v any, depth int)
	look = func(v any, depth int) {
		const deepest = 8
		if depth > deepest {
			return
		}
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				look(item, depth+1)
			}
		case map[string]any:
			if slices.ContainsFunc(strs(v["@type"]), articleType) {
				out = append(out, v)
				return
			}
			for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"} {
				look(v[key], depth+1)
			}
		}
	}
	look(value, 0)
	return out
}

func articleType(t string) bool {
	return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || strings.HasSuffix(t, "NewsItem")
}

// strs returns the strings that v is or holds: itself, its items, or their
// names.
func strs(v any) []string {
	switch v := v.(type) {
	case string:
		if v = clean(v); v != "" {
			return []string{v}
		}
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, strs(item)...)
		}
		return out
	case map[string]any:
		for _, key := range []string{"name", "@value", "@id"} {
			if out := strs(v[key]); out != nil {
				return out
			}
		}
	}
	return nil
}

// member returns the first string that an article of the page has under one
// of the names.
func (s statements) member(names ...string) string {
	for _, a := range s.data {
		for _, name := range names {
			if all := strs(a[name]); len(all) > 0 {
				return all[0]
			}
		}
	}
	return ""
}

// clean puts s on one line and decodes entities that were encoded twice.
func clean(s string) string {
	s = html.UnescapeString(s)
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		if page, err := parse(s); err == nil {
			s = inline(page)
		}
	}
	return strings.Trim(strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f'
	}), " "), " \u00a0\u200b")
}

// savedFrom returns the address that a browser notes when it saves a page.
func savedFrom(page *html.Node) *url.URL {
	for n := range page.Descendants() {
		if n.Type != html.CommentNode {
			continue
		}
		if _, address, ok := strings.Cut(n.Data, "saved from url=("); ok {
			if _, address, ok = strings.Cut(address, ")"); ok {
				if u, err := url.Parse(strings.TrimSpace(address)); err == nil && web(u) {
					return u
				}
			}
		}
	}
	return nil
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

// url returns the address that the page gives for itself, or where it came
// from. A copy on another site that names the original as canonical is still
// that copy.
func (s statements) url() string {
	candidates := []string{}
	for n := range s.node.Descendants() {
		if n.DataAtom == atom.Link && strings.EqualFold(attr(n, "rel"), "canonical") {
			candidates = append(candidates, attr(n, "href"))
		}
	}
	candidates = append(candidates, s.said("og:url"), s.member("url"))
	for _, c := range candidates {
		u, err := url.Parse(c)
		if err != nil || c == "" || len(c) > longestURL {
			continue
		}
		if s.base != nil {
			u = s.base.ResolveReference(u)
		}
		if !web(u) || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
			continue // the front page of the site
		}
		if s.base == nil || strings.TrimPrefix(u.Hostname(), "www.") == strings.TrimPrefix(s.base.Hostname(), "www.") {
			return u.String()
		}
	}
	if s.base != nil {
		return s.base.String()
	}
	return ""
}

// site returns the name that the site gives itself.
func (s statements) site() string {
	if name := s.named(); len(name) <= longestSite {
		return name
	}
	return ""
}

func (s statements) named() string {
	if name := s.said("og:site_name"); name != "" {
		return name
	}
	for _, a := range s.data {
		for _, key := range []string{"publisher", "sourceOrganization", "isPartOf"} {
			for _, name := range strs(a[key]) {
				if !strings.Contains(name, "://") && !strings.HasPrefix(name, "#") {
					return name
				}
			}
		}
	}
	return s.said("application-name", "dc.publisher", "citation_journal_title")
}

// separators stand between a headline and the name of the site.
var separators = []string{" | ", " – ", " — ", " - ", " :: ", " · ", " • ", " » ", " « ", " / ", " ‹ ", " › ", "｜", " ― "}

// title returns the headline: what the page shows as one, if what it says of
// itself agrees, and otherwise what it says, without the name of the site.
func (s statements) title(site, address string) string {
	whole := ""
	if n := find(s.node, atom.Title); n != nil && n.FirstChild != nil {
		whole = clean(n.FirstChild.Data)
	}
	said := slices.DeleteFunc([]string{
		s.member("headline"), s.said(titleNames[0]), s.said(titleNames[1]), s.said(titleNames[2:]...), whole,
	}, func(t string) bool { return t == "" || len(t) > longestTitle })
	agreed := make([]string, 0, len(said))
	for _, t := range said {
		agreed = append(agreed, folded(t))
	}

	var shown []string
	for n := range s.node.Descendants() {
		if n.DataAtom == atom.H1 && !invisible(n) && !longer(n, longestTitle) {
			if text := clean(inline(n)); text != "" && !sameName(text, site) {
				shown = append(shown, text)
			}
		}
	}
	for _, h1 := range shown {
		f := folded(h1)
		for _, t := range agreed {
			if f == t || utf8.RuneCountInString(f) > 12 && strings.Contains(t, f) {
				return h1
			}
		}
	}
	for _, t := range said {
		if t = withoutSite(t, site, address); t != "" && !sameName(t, site) {
			return t
		}
	}
	if len(shown) > 0 {
		return shown[0]
	}
	return ""
}

// withoutSite removes the name of the site from either end of a title.
func withoutSite(title, site, address string) string {
	for range 3 { // Headline - Section - Site
		cut := false
		for _, sep := range separators {
			if i := strings.LastIndex(title, sep); i > 0 {
				head, tail := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(sep):])
				// A bar divides nothing but names; a dash may be the writer's.
				if names(tail, site, address) || strings.ContainsAny(sep, "|｜:»") && len(words(tail)) <= 4 && len(words(head)) >= len(words(tail)) {
					title, cut = head, true
					break
				}
				if i := strings.Index(title, sep); names(strings.TrimSpace(title[:i]), site, address) {
					title, cut = strings.TrimSpace(title[i+len(sep):]), true
					break
				}
			}
		}
		if !cut {
			break
		}
	}
	return title
}

// names reports whether s is a name of the site, or of its address.
func names(s, site, address string) bool {
	if sameName(s, site) {
		return true
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	host := strings.TrimPrefix(u.Hostname(), "www.")
	flat := strings.ReplaceAll(folded(s), " ", "")
	label, _, _ := strings.Cut(host, ".")
	return flat != "" && (flat == strings.ReplaceAll(folded(host), " ", "") || flat == strings.ReplaceAll(folded(label), " ", ""))
}

// sameName reports whether two names are one but for case and "www".
func sameName(a, b string) bool {
	a, b = strings.TrimPrefix(folded(a), "www "), strings.TrimPrefix(folded(b), "www ")
	return a != "" && (a == b || strings.TrimPrefix(a, "the ") == strings.TrimPrefix(b, "the "))
}

var (
	by = pattern(`^(?i:(?:(?:written |words |story |reported |posted |published |view all posts )?by|(?:eingestellt |veröffentlicht |geschrieben )?von|` +
		`(?:publié |écrit )?par|(?:publicado |escrito )?por|di|door|av|author|interview|text|автор|بقلم|كتب)(?::\s*|\s+))`)
	notName = pattern(`(?i)https?://|www\.|@|[<>{}\d]|^(?:no author|unknown|admin|administrator|webmaster|guest|author)$`)
)

// personal returns what can be a name in text that should be a byline, "" if
// it cannot be one.
func personal(text, site string) string {
	name := strings.Trim(by().ReplaceAllString(clean(text), ""), " ,;|–—-·")
	if n := utf8.RuneCountInString(name); n < 2 || n > 90 || notName().MatchString(name) || sameName(name, site) {
		return ""
	}
	return name
}

// byline returns who wrote the article, as the page says.
func (s statements) byline(site string) string {
	var found []string
	add := func(names ...string) {
		for _, name := range names[:min(len(names), mostAuthors)] {
			if name = personal(name, site); name != "" && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	for _, a := range s.data {
		if add(strs(a["author"])...); len(found) > 0 {
			return strings.Join(found, ", ")
		}
	}
	for _, key := range bylineNames {
		if key == "twitter:data1" && !strings.EqualFold(s.said("twitter:label1"), "written by") {
			continue
		}
		if add(s.meta[key]...); len(found) > 0 {
			return strings.Join(found, ", ")
		}
	}
	for _, says := range []func(*html.Node) bool{
		func(n *html.Node) bool { return has(n, "itemprop", "author") },
		func(n *html.Node) bool { return has(n, "rel", "author") },
		func(n *html.Node) bool {
			return has(n, "class", bylineClasses...)
		},
	} {
		for n := range s.node.Descendants() {
			if n.Type != html.ElementNode || !says(n) || has(n, "class", "comment-author") {
				continue
			}
			text := attr(n, "content")
			if text == "" {
				text = nameIn(n)
			}
			if add(text); len(found) > 0 {
				return found[0]
			}
		}
	}
	return ""
}

// nameIn returns the text of an element that should be a name, or of what is
// called the name in it; "" if it is far too long.
func nameIn(n *html.Node) (text string) {
	named := n
	for d := range n.Descendants() {
		if has(d, "itemprop", "name") {
			named = d
		}
	}
	if !longer(named, longestName) {
		text = inline(named)
	}
	return text
}

// has reports whether one of the values is among the words of an attribute.
func has(n *html.Node, key string, values ...string) bool {
	for _, word := range strings.Fields(strings.ToLower(attr(n, key))) {
		if slices.Contains(values, word) {
			return true
		}
	}
	return false
}

// language returns the language that the page declares.
func (s statements) language() string {
	if n := find(s.node, atom.Html); n != nil {
		for _, key := range []string{"lang", "xml:lang"} {
			if lang := attr(n, key); lang != "" {
				return lang
			}
		}
	}
	for _, lang := range []string{s.member("inLanguage"), s.said("content-language"), s.said("og:locale"), s.said("dc.language", "language")} {
		if lang != "" {
			return lang
		}
	}
	return ""
}
