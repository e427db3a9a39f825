package extract

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"assay/internal/assay"
)

var (
	feedExtensions = []string{".rss", ".atom", ".rdf", ".xml"}
	feedTypes      = []string{"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
)

var (
	_ = register(Format{
		Name: "feed", Label: mark("Feed (RSS or Atom)"), Version: "1", Extensions: feedExtensions, MediaTypes: feedTypes,
		Of: "xml", Is: feed, Apart: true, Parts: readFeed(false),
	})
	// What feeds say of articles that they do not have is read in a way of its own,
	// so that it is told from articles wherever that is shown.
	_ = register(Format{
		Name: "feed/summary", Label: mark("Feed: only the summaries"), Version: "1", Extensions: feedExtensions, MediaTypes: feedTypes,
		Of: "xml", Apart: true, Parts: readFeed(true),
	})
	_ = register(Format{
		Name: "jsonfeed", Label: mark("Feed (JSON)"), Version: "1", Extensions: []string{".json"}, MediaTypes: []string{"application/feed+json"},
		Of: "json", Is: jsonFeed, Parts: readFeed(false),
	})
	_ = register(Format{
		Name: "jsonfeed/summary", Label: mark("Feed: only the summaries"), Version: "1", Extensions: []string{".json"}, MediaTypes: []string{"application/feed+json"},
		Of: "json", Parts: readFeed(true),
	})
)

// summarised is what the names of those end in.
const summarised = "/summary"

// OnlySummary reports whether an extractor has read a summary, where the article
// itself is elsewhere.
func OnlySummary(extractor string) bool {
	name, _, _ := strings.Cut(extractor, "/")
	f := formatNamed(name + summarised)
	return f != nil && extractor == f.version()
}

var feedStart = pattern(`(?i)^<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>]`)

func feed(s *Sample) bool {
	start := markup(s.Start)
	if hasPrefixFold(start, "<!doctype") {
		end := ">"
		if head, _, _ := strings.Cut(start, ">"); strings.Contains(head, "[") {
			end = "]>"
		}
		if _, below, ok := strings.Cut(start, end); ok {
			start = markup(strings.TrimSpace(below))
		}
	}
	if !feedStart().MatchString(start) {
		return false
	}
	return !strings.Contains(strings.ToLower(start[:min(len(start), 16)]), "rdf") || strings.Contains(s.Start, "purl.org/rss/") || strings.Contains(s.Start, "netscape.com/rdf/")
}

func jsonFeed(s *Sample) bool {
	return strings.HasPrefix(s.Start, "{") && strings.Contains(s.Start, "jsonfeed.org/version/") && isJSON(s)
}

// readFeed reads the entries of a feed, or the summaries of them only.
func readFeed(summary bool) func(data []byte, d Document, h Hint) iter.Seq2[Document, error] {
	return func(data []byte, d Document, h Hint) iter.Seq2[Document, error] {
		return func(yield func(Document, error) bool) {
			read, err := parseFeed(data, h)
			if err != nil {
				yield(Document{}, err)
				return
			}
			d.Site = clean(read.Title)
			d.Language = languageCalled(read.Language)
			named := map[string]int{}
			for i, item := range read.Items {
				one := d
				one.Part = partOf(item, i, named)
				if h.Part != "" && h.Part != one.Part {
					continue
				}
				one, err := readItem(item, one, summary)
				if !yield(one, err) {
					return
				}
			}
			if len(read.Items) == 0 {
				yield(Document{}, assay.Invalid("file", "There are no entries in this feed."))
			}
		}
	}
}

// parseFeed reads a feed as the library does, once it is known to be harmless.
func parseFeed(data []byte, h Hint) (*gofeed.Feed, error) {
	_, _, text, err := decode(data, h)
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") {
		text = withoutDeclaration(text)
		if err := harmlessXML(text); err != nil {
			return nil, err
		}
	}
	read, err := gofeed.NewParser().Parse(strings.NewReader(text))
	if err != nil {
		return nil, brokenFeed(err)
	}
	return read, nil
}

func brokenFeed(err error) error {
	return &assay.Error{Kind: assay.KindInvalid, Field: "file", Message: assay.Say("This feed is damaged. Get it once more from where it came from, or open the article itself and save it as HTML."), Err: err}
}

// withoutDeclaration returns XML without what it says of its character set, in
// which it is no longer.
func withoutDeclaration(text string) string {
	if hasPrefixFold(text, "<?xml") {
		if _, rest, ok := strings.Cut(text, "?>"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return text
}

// harmlessXML fails for XML that takes a program which reads it element in element
// further than it should go.
func harmlessXML(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.Entity, d.AutoClose = false, xml.HTMLEntity, nil
	depth, elements := 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return brokenFeed(err)
		}
		switch token := token.(type) {
		case xml.Directive:
			if bytes.IndexByte(token, '[') >= 0 {
				return brokenFeed(errors.New("it declares entities"))
			}
		case xml.StartElement:
			depth++
			elements++
		case xml.EndElement:
			depth = max(depth-1, 0)
		}
		if depth > maxNested || elements > maxElements {
			return brokenFeed(fmt.Errorf("elements %d deep, %d so far", depth, elements))
		}
	}
}

// partOf returns how an entry is found again: by its id or its address, or else by
// its number. What two entries have is made different for the second.
func partOf(item *gofeed.Item, i int, named map[string]int) string {
	const longest = 500 // bytes
	part := strings.TrimSpace(item.GUID)
	if part == "" {
		part = strings.TrimSpace(item.Link)
	}
	if part = strings.ToValidUTF8(part, ""); part == "" || len(part) > longest {
		part = fmt.Sprintf("#%d", i+1)
	}
	if named[part]++; named[part] > 1 {
		part = fmt.Sprintf("%s #%d", part, i+1)
	}
	return part
}

// readItem reads an entry into d.
func readItem(item *gofeed.Item, d Document, summary bool) (Document, error) {
	d.Title, d.URL = clean(item.Title), tidyAddress(item.Link)
	d.Called = d.Title
	if d.URL == "" {
		d.URL = tidyAddress(item.GUID)
	}
	var authors []string
	for _, a := range item.Authors {
		if name := personal(a.Name, d.Site); name != "" {
			authors = append(authors, name)
		}
	}
	d.Byline = strings.Join(authors, ", ")
	for _, date := range []string{item.Published, item.Updated} {
		if d.Published == "" {
			if d.Published = feedDate(date); d.Published != "" {
				d.PublishedBasis = BasisMetadata
			}
		}
	}
	found, err := cellBlocks(item.Content)
	if err != nil {
		return d, err
	}
	told, err := cellBlocks(item.Description)
	if err != nil {
		return d, err
	}
	whole := lettersIn(found) > 0 && lettersIn(found) >= lettersIn(told)
	switch {
	case summary || !whole && teases(told):
		found = told
		if !summary {
			name, _, _ := strings.Cut(d.Extractor, "/")
			d.Extractor = formatNamed(name + summarised).version()
		}
	case !whole:
		found = told
	}
	if lettersIn(found) < fewestLetters {
		return d, assay.Invalid("file", "The entry “%s” of this feed has no text. Open the article itself, and save it as HTML: %s", d.Called, d.URL)
	}
	d.Blocks = headed(found, d.Title)
	d.callByText()
	return d, nil
}

// fewestLetters is what the text of an entry has at least. A character of Chinese
// counts as three.
const fewestLetters = 30

// lettersIn returns how many letters there are in blocks.
func lettersIn(found []Block) (n int) {
	for _, b := range found {
		worth := 1
		if wide(b.Text) {
			worth = 3
		}
		for _, r := range b.Text {
			if unicode.IsLetter(r) {
				n += worth
			}
		}
	}
	return n
}

var goesOn = pattern(`(?i)(?:\x{2026}|\.\.\.|\[\+\d+ chars\]|\[(?:\x{2026}|\.\.\.)\]|\((?:\x{2026}|\.\.\.)\))\s*(?:[\pL\s]{0,30}(?:»|›|→|>|\.)?)?$|(?:read more|continue reading|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|continua a leggere|leia mais|lees verder|читать далее|اقرأ المزيد|阅读全文)[^\n]{0,60}$`)

// teases reports whether a text is what is said of an article rather than the
// article: a few lines, or one that breaks off.
func teases(found []Block) bool {
	const most = 600 // letters
	if len(found) == 0 {
		return false
	}
	last := found[len(found)-1].Text
	if n := utf8.RuneCountInString(last); n > 200 {
		last = string([]rune(last)[n-200:])
	}
	return lettersIn(found) < most || goesOn().MatchString(last)
}

// zones are the names of zones that a date of a feed may have, by the standard.
var zones = strings.NewReplacer(" EST", " -0500", " EDT", " -0400", " CST", " -0600", " CDT", " -0500", " MST", " -0700", " MDT", " -0600", " PST", " -0800", " PDT", " -0700", " UT", " +0000")

var shortYear = pattern(`^((?:\pL{3},?\s+)?\d{1,2}\s+\pL{3}\s+)(\d{2})(\s)`)

// feedDate returns a date of a feed in EDTF, "" if it is none.
func feedDate(s string) string {
	s = strings.TrimSpace(s)
	if m := shortYear().FindStringSubmatch(s); m != nil {
		s = m[1] + "20" + m[2] + s[len(m[1])+len(m[2]):]
	}
	if !strings.HasSuffix(s, "UTC") {
		s = zones.Replace(s)
	}
	return parseDate(s)
}
