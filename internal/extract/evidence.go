package extract

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
)

// What pages say their fields with, in the order in which they are believed.
var (
	titleNames     = []string{"og:title", "twitter:title", "dc.title", "citation_title", "headline"}
	siteNames      = []string{"og:site_name", "application-name", "dc.publisher", "citation_journal_title"}
	bylineNames    = []string{"author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "citation_author", "twitter:data1"}
	languageMeta   = []string{"content-language", "og:locale", "dc.language", "language"}
	publishedNames = []string{
		"article:published_time", "og:published_time", "datepublished", "article.published", "published-date", "parsely-pub-date",
		"sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "citation_publication_date", "publishdate",
		"publish-date", "pubdate", "article_date_original", "date",
	}
	bylineClasses = []string{"byline", "author", "author-name", "byline__name", "article-author", "post-author", "entry-author", "p-author", "autor"}
)

// manyFound is how many findings of one field are kept that were found in one way:
// more than are told, as the one that was taken is told in any case.
const manyFound = 1000

// finder collects what a page says of the fields of its article.
type finder struct {
	statements
	site, address string
	all           []Found
	authors       map[string]string // by the name of metadata
	count         map[[2]string]int // of what was found, by field and where
	around        surroundings
}

func (f *finder) add(field, value, where, name, evidence string) {
	at := [2]string{field, where + name}
	if value == "" || len(value) > longestURL || f.count[at] > manyFound {
		return
	}
	f.count[at]++
	f.all = append(f.all, Found{Field: field, Value: value, Where: where, Name: name, Evidence: evidence})
}

// foundIn returns all that a page says of the fields of its article, and where.
// What is chosen of it is [describe]'s business.
func foundIn(page *html.Node, h Hint) []Found {
	f := &finder{statements: newStatements(page, h), authors: map[string]string{}, count: map[[2]string]int{}, around: surroundings{}}
	f.address = f.url()
	f.site = f.statements.site()
	f.headings()
	for _, a := range f.data {
		f.object(a)
	}
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			f.element(n)
		}
	}
	f.dates()
	if saved := savedFrom(page); saved != nil {
		f.add("url", saved.String(), mark("noted when the page was saved"), "", saved.String())
	}
	return f.all
}

// headings are what the page shows as its headline.
func (f *finder) headings() {
	for n := range f.node.Descendants() {
		if n.DataAtom == atom.H1 && !invisible(n) && !longer(n, longestTitle) {
			f.add("title", clean(inline(n)), mark("the heading that the page shows"), "", inline(n))
		}
	}
}

// object notes what an object of JSON-LD says of the article.
func (f *finder) object(a map[string]any) {
	for _, m := range []struct{ field, name string }{
		{"title", "headline"},
		{"language", "inLanguage"},
		{"url", "url"},
		{"published", "datePublished"},
		{"published", "dateCreated"},
		{"published", "uploadDate"},
		{"site", "publisher"},
		{"site", "sourceOrganization"},
		{"site", "isPartOf"},
		{"byline", "author"},
	} {
		said := strs(a[m.name])
		if len(said) == 0 {
			continue
		}
		value := said[0]
		switch m.field {
		case "title":
			value = withoutSite(value, f.site, f.address)
		case "language":
			value = tagOf(value)
		case "url":
			value = f.absolute(value)
		case "published":
			value = parseDate(value)
		case "byline":
			value = persons(said, f.site)
		}
		f.add(m.field, value, mark("JSON-LD, “%s”"), m.name, m.name+": "+strings.Join(said, ", "))
		f.basis(BasisMetadata)
	}
}

// basis says of the date that was added last how it was found.
func (f *finder) basis(basis string) {
	if n := len(f.all); n > 0 && f.all[n-1].Field == "published" && f.all[n-1].Basis == "" {
		f.all[n-1].Basis = basis
	}
}

// element notes what an element says of the article.
func (f *finder) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Meta:
		f.metadata(n)
	case atom.Title:
		if n.FirstChild != nil {
			f.add("title", withoutSite(clean(n.FirstChild.Data), f.site, f.address), mark("the title of the page"), "", tagText(n))
		}
	case atom.Html:
		f.add("language", tagOf(attr(n, "lang")), mark("the attribute “%s” of the page"), "lang", openTag(n))
	case atom.Link:
		if strings.EqualFold(attr(n, "rel"), "canonical") {
			f.add("url", f.absolute(attr(n, "href")), mark("the address that the page calls its own"), "", openTag(n))
		}
	}
	if has(n, "itemprop", "author") || has(n, "rel", "author") || has(n, "class", bylineClasses...) && !has(n, "class", "comment-author") {
		text := attr(n, "content")
		if text == "" {
			text = nameIn(n)
		}
		f.add("byline", personal(text, f.site), mark("a line that the page calls its author"), "", text)
	}
}

// metadata notes what an element of metadata says.
func (f *finder) metadata(n *html.Node) {
	content := attr(n, "content")
	for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
		name := strings.ToLower(attr(n, key))
		if name == "" || content == "" {
			continue
		}
		add := func(field, value string, names ...string) {
			for _, known := range names {
				if name == known {
					f.add(field, value, mark("metadata, “%s”"), name, openTag(n))
					f.basis(BasisMetadata)
				}
			}
		}
		add("title", withoutSite(clean(content), f.site, f.address), titleNames...)
		add("site", clean(content), siteNames...)
		add("language", tagOf(clean(content)), languageMeta...)
		add("published", parseDate(clean(content)), publishedNames...)
		add("url", f.absolute(content), "og:url")
		if name != "twitter:data1" || strings.EqualFold(f.said("twitter:label1"), "written by") {
			add("byline", f.authorsOf(name), bylineNames...)
		}
	}
}

// authorsOf returns the authors that metadata of a name says, all together.
func (f *finder) authorsOf(name string) string {
	if !slices.Contains(bylineNames, name) {
		return ""
	}
	said, ok := f.authors[name]
	if !ok {
		said = persons(f.meta[name], f.site)
		f.authors[name] = said
	}
	return said
}

// dates notes where else the page has dates.
func (f *finder) dates() {
	for n := range f.node.Descendants() {
		switch {
		case n.DataAtom == atom.Script && n.FirstChild != nil:
			if m := scriptDate().FindStringSubmatch(n.FirstChild.Data); m != nil && !linkedData(n) {
				f.add("published", parseDate(m[1]), mark("the data of a script"), "", m[0])
				f.basis(BasisMetadata)
			}
		case (n.DataAtom == atom.Time && !f.around.has(n) || has(n, "itemprop", "datepublished")) && !longer(n, longestName):
			f.add("published", parseDate(attr(n, "datetime")), mark("an element for a time"), "", tagText(n))
			f.basis(BasisMetadata)
			f.add("published", printedDate(inline(n)), mark("printed on the page"), "", inline(n))
			f.basis(BasisPrinted)
		case n.Type == html.ElementNode && datedName().MatchString(attr(n, "class")+" "+attr(n, "id")+" "+attr(n, "itemprop")) && !f.around.has(n) && !longer(n, shortLine):
			f.add("published", printedDate(inline(n)), mark("printed on the page"), "", inline(n))
			f.basis(BasisPrinted)
		}
	}
	if m := addressDate().FindStringSubmatch(f.address); m != nil {
		f.add("published", edtf(m[1], two(m[2]), two(m[3]), "", "", "", ""), mark("guessed from the address"), "", f.address)
		f.basis(BasisURL)
	}
	for _, p := range passages(f.node, false) {
		if len(p.text) > shortLine || p.aside || furniture(p.text) != "" && !strings.HasPrefix(p.text, "P") {
			continue
		}
		f.add("published", printedDate(p.text), mark("printed on the page"), "", p.text)
		f.basis(BasisPrinted)
	}
}

// absolute returns an address of the page in full, "" if it is none.
func (f *finder) absolute(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return ""
	}
	if f.base != nil {
		u = f.base.ResolveReference(u)
	}
	if !web(u) {
		return ""
	}
	return u.String()
}

// persons returns the names that can be those of authors, as a byline has them.
func persons(names []string, site string) string {
	var found []string
	for _, name := range names[:min(len(names), mostAuthors)] {
		if name = personal(name, site); name != "" && !strings.Contains(strings.Join(found, "\n"), name) {
			found = append(found, name)
		}
	}
	return strings.Join(found, ", ")
}

// tagOf returns a language as documents have it, "" if it is none.
func tagOf(s string) string {
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// openTag returns the tag that an element begins with, as it would be written.
func openTag(n *html.Node) string {
	var out strings.Builder
	bare := &html.Node{Type: html.ElementNode, Data: n.Data, DataAtom: n.DataAtom, Attr: n.Attr}
	if err := html.Render(&out, bare); err != nil {
		return ""
	}
	tag, _, _ := strings.Cut(out.String(), "</"+n.Data+">")
	return strings.TrimSuffix(strings.TrimSuffix(tag, "/>"), ">") + ">"
}

// tagText returns an element and what it shows.
func tagText(n *html.Node) string { return openTag(n) + inline(n) }
