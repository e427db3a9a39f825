package assay

import (
	"net/url"
	"slices"
	"strings"

	"assay/internal/oplog"
)

// Import is an article on its way into a case: what was found in some bytes.
type Import struct {
	Original  []byte
	Name      string // of the file, "" if there was none
	FoundAt   string // URL as given by the analyst or the page; "" if unknown
	MediaType string
	Called    string // the title as the analyst gives it, "" if they do not
	Via       string // one of Ways
	Part      string // of Original that the article is, "" for all of it
	Within    string // the archive that Original was in, as [Capture] has it
	Taken     string // EDTF: when Original was taken from the web by whoever made it

	Text           string // canonical
	Over           TextID // the text that it is to take the place of in an article, zero for whatever is there
	Outline        []Part
	Pages          []Page
	Choice         string // of blocks, as [Text] has it
	Extractor      string
	Charset        string
	CharsetSure    bool
	Title, Byline  string // proposals, like all below
	Site, URL      string
	Published      string // EDTF
	PublishedBasis string
	Language       string
}

// Check reports why i cannot go into a case.
func (i *Import) Check() error {
	if strings.TrimSpace(i.Text) == "" {
		return Invalid("file", "There is no text in this. If it is a page, copy the text of the article and paste it.")
	}
	if len(i.Original) == 0 {
		return Invalid("file", "This is empty.")
	}
	return nil
}

// ArticleID returns the id of the article that i is: made of its first text
// and of where it was found, so that whoever imports the same page has the
// same article, and a report on two sites is two.
func (i *Import) ArticleID(text oplog.Hash) ArticleID {
	return ArticleID(DeriveID(KindArticle, oplog.Fields{"first": oplog.Encode(text.String()), "found_at": oplog.Encode(i.FoundAt)}))
}

// PlainAddress returns an address by which pages are compared: without what makes
// no other page of it, such as where a reader came from. It is "" for no address of
// the web.
func PlainAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || Domain(address) == "" {
		return ""
	}
	q := u.Query()
	for name := range q {
		if folded := strings.ToLower(name); strings.HasPrefix(folded, "utm_") || slices.Contains(trackers, folded) {
			q.Del(name)
		}
	}
	plain := Domain(address) + strings.TrimRight(u.EscapedPath(), "/")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		plain = Domain(address) + ":" + port + strings.TrimRight(u.EscapedPath(), "/")
	}
	if len(q) > 0 {
		plain += "?" + q.Encode()
	}
	return plain
}

// trackers are the parameters of addresses by which sites follow their readers.
var trackers = []string{"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "_ga", "ref_src", "cmpid", "xtor", "wt_mc", "at_medium", "at_campaign", "guccounter"}

// Domain returns the host of a web address without "www.", or "".
func Domain(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// Facts are what is shown of an article: what an analyst has said, else what
// was found in its text.
type Facts struct {
	Title, Byline, URL, Language string
	Site                         string // the outlet that the text names, for the analyst to confirm
	Published, PublishedBasis    string
	Found                        map[string]bool // the fields that nobody has confirmed
}

// Facts returns what is shown of an article.
func (v *View) Facts(a *Article) Facts {
	f := Facts{Found: map[string]bool{}}
	t := v.texts[a.Text]
	if t == nil {
		t = &Text{}
	}
	pick := func(name, said, found string) string {
		if said == "" && found != "" {
			f.Found[name] = true
			return found
		}
		return said
	}
	f.Title = pick("title", a.Title, t.Title)
	f.Site = t.Site
	f.Byline = pick("byline", a.Byline, t.Byline)
	f.URL = pick("url", a.URL, a.FoundAt)
	if f.URL == "" {
		f.URL = pick("url", "", t.URL)
	}
	f.Language = pick("language", a.Language, t.Language)
	f.Published = pick("published", a.Published, t.Published)
	f.PublishedBasis = a.PublishedBasis
	if f.Found["published"] {
		f.PublishedBasis = t.PublishedBasis
	}
	return f
}

// Proposals returns what was found for the fields of an article that no analyst
// has filled in, by the names of the fields.
func (v *View) Proposals(a *Article) map[string]string {
	f := v.Facts(a)
	found := map[string]string{}
	for name, value := range map[string]string{"title": f.Title, "byline": f.Byline, "url": f.URL, "published": f.Published, "language": f.Language} {
		if f.Found[name] && (name != "url" || Domain(value) != "") {
			found[name] = value
		}
	}
	v.proposeOutlets(a, &f, found)
	return found
}

// ParseAddress checks the address of a page and returns it tidied; "" is none.
// It fails with KindInvalid on field.
func ParseAddress(field, s string) (string, error) {
	s = strings.TrimSpace(s)
	if s != "" && Domain(s) == "" {
		return "", Invalid(field, "This is no address of a page. Copy it from the browser's address bar, with https:// in front.")
	}
	return s, nil
}

// published returns when an article is known, or was found, to have been
// published; "" for neither.
func (v *View) published(id ArticleID) string {
	a := v.articles[id]
	if a == nil {
		return ""
	}
	if t := v.texts[a.Text]; a.Published == "" && t != nil {
		return t.Published
	}
	return a.Published
}
