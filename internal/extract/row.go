package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"assay/internal/assay"
)

// document reads the article in a row into d.
func (l *layout) document(r row, d Document) (Document, error) {
	d.Called = fmt.Sprintf("%d", r.n)
	for n, of := range l.Of {
		cell := r.cell(l.at[n])
		switch of.Role {
		case RoleText:
			found, err := cellBlocks(cell)
			if err != nil {
				return d, err
			}
			d.Blocks = append(d.Blocks, found...)
		case RoleTitle:
			d.Title = clean(cell)
		case RoleSite:
			d.Site = clean(cell)
		case RoleByline:
			d.Byline = clean(cell)
		case RoleURL:
			d.URL = tidyAddress(cell)
		case RoleLanguage:
			d.Language = languageCalled(cell)
		case RolePublished:
			if d.Published = cellDate(cell, l.Dates); d.Published != "" {
				d.PublishedBasis = BasisMetadata
			}
		}
	}
	if len(d.Blocks) == 0 {
		return d, assay.Invalid("file", "Row %d has no text in the column “%s”.", r.n, l.called(RoleText))
	}
	d.Blocks = headed(d.Blocks, d.Title)
	d.callByText()
	return d, nil
}

// openingMost is how many code points of a text are taken to call it by.
const openingMost = 70

// callByText calls an article that nobody has given a title by its first words, as a
// post is: of a table of them each row would else be called alike.
func (d *Document) callByText() {
	if d.Title != "" || len(d.Blocks) == 0 {
		return
	}
	d.opens = true
	d.Title = strings.Join(strings.Fields(d.Blocks[0].Text), " ")
	if utf8.RuneCountInString(d.Title) <= openingMost {
		return
	}
	cut := string([]rune(d.Title)[:openingMost])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 { // else it is written without spaces
		cut = cut[:i]
	}
	d.Title = strings.TrimRight(cut, " ,;:–—-") + "…"
}

// headed returns the blocks of an article with its headline above them, as its
// readers see it.
func headed(found []Block, title string) []Block {
	if title == "" {
		return found
	}
	if first := &found[0]; folded(first.Text) == folded(title) {
		first.Kind = KindTitle
		return found
	}
	return append([]Block{{Kind: KindTitle, Text: title}}, found...)
}

var (
	markupTag  = pattern(`(?i)</(?:p|div|a|em|strong|b|i|span|ul|ol|li|h[1-6]|blockquote|figure|table|article|section)>|<(?:p|br|img|hr)(?:\s[^<>]*)?/?>`)
	blockTag   = pattern(`(?i)<(?:p|div|br|li|h[1-6]|blockquote|tr|table|section|article|figure)\b`)
	entity     = pattern(`&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|hellip|[mn]dash|#\d{2,6}|#x[0-9a-fA-F]{2,5});`)
	lineBreaks = strings.NewReplacer("\r\n", "<br>", "\n", "<br>", "\r", "<br>")
)

// cellBlocks reads the text in a cell or in an item of a feed, which may be HTML.
func cellBlocks(cell string) ([]Block, error) {
	if !markupTag().MatchString(cell) && !entity().MatchString(cell) {
		return plainBlocks(cell)
	}
	if !blockTag().MatchString(cell) { // its lines are as they were written
		cell = lineBreaks.Replace(cell)
	}
	page, err := parse(cell)
	if err != nil {
		return nil, err
	}
	found := passages(page, false)
	out := asBlocks(found)
	pointers(found, out)
	galleries(out)
	return out, nil
}

// plainBlocks reads plain text, in which lines may be wrapped.
func plainBlocks(text string) (out []Block, err error) {
	if strings.Count(text, "\n")+strings.Count(text, "\r") > maxLines {
		return nil, tooMuch()
	}
	all := paragraphs(text)
	width := wrapWidth(all)
	for _, p := range all {
		for _, line := range splitLines(p, width) {
			out = append(out, Block{Kind: KindBody, Text: line})
		}
	}
	return out, nil
}

// languageCalled returns the tag of a language that is given by a tag or by its
// name, "" for one that is not known.
func languageCalled(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if tag := languagesByName[s]; tag != "" {
		return tag
	}
	const longest = 12
	if utf8.RuneCountInString(s) > longest {
		return ""
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// languagesByName are the names that exports give to languages, in English and in
// themselves.
var languagesByName = func() map[string]string {
	all := map[string]string{}
	for tag, names := range map[string]string{
		"ar": "arabic العربية", "bg": "bulgarian български", "cs": "czech čeština", "da": "danish dansk", "de": "german deutsch", "el": "greek ελληνικά", "en": "english",
		"es": "spanish español", "fa": "persian farsi فارسی", "fi": "finnish suomi", "fr": "french français", "he": "hebrew עברית", "hi": "hindi हिन्दी", "hu": "hungarian magyar",
		"id": "indonesian", "it": "italian italiano", "ja": "japanese 日本語", "ko": "korean 한국어", "nl": "dutch nederlands", "no": "norwegian norsk", "pl": "polish polski",
		"pt": "portuguese português", "ro": "romanian română", "ru": "russian русский", "sv": "swedish svenska", "tr": "turkish türkçe", "uk": "ukrainian українська",
		"ur": "urdu اردو", "vi": "vietnamese", "zh": "chinese 中文",
	} {
		for _, name := range strings.Fields(names) {
			all[name] = tag
		}
	}
	return all
}()

var (
	numbersDate = pattern(`^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})(?:[T,\s]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT)?\s*([+-]\d{1,2}(?::?\d{2})?)?)?$`)
	closeDate   = pattern(`^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z?))?$`)
	epoch       = pattern(`^\d{10}(?:\d{3})?(?:\.\d+)?$`)
)

// numericDate tells of a date in which the day and the month are numbers which
// one comes first: DayFirst, MonthFirst, "either", or "same" where it does not
// matter; "" for another kind of date, or none.
func numericDate(s string) string {
	m := numbersDate().FindStringSubmatch(strings.TrimSpace(western(s)))
	if m == nil {
		return ""
	}
	switch a, b := number(m[1]), number(m[3]); {
	case a == 0 || b == 0 || a > 31 || b > 31 || a > 12 && b > 12:
		return ""
	case a == b:
		return "same"
	case a > 12:
		return DayFirst
	case b > 12:
		return MonthFirst
	case m[2] == ".":
		return "same" // nobody writes the month first with dots
	}
	return "either"
}

// cellDate returns the date in a cell in EDTF, "" if there is none, or if it can
// be read in two ways and no order says which.
func cellDate(cell, order string) string {
	s := strings.TrimFunc(western(cell), unicode.IsSpace)
	if m := closeDate().FindStringSubmatch(s); m != nil {
		return edtf(m[1], m[2], m[3], m[4], m[5], m[6], m[7])
	}
	if epoch().MatchString(s) {
		return moment(s)
	}
	kind := numericDate(s)
	if kind == "" {
		return parseDate(s)
	}
	switch {
	case kind == "either":
		kind = order
	case kind == "same":
		kind = DayFirst
	case order != "" && kind != order:
		return ""
	}
	m := numbersDate().FindStringSubmatch(s)
	day, month, year := m[1], m[3], m[4]
	switch kind {
	case MonthFirst:
		day, month = month, day
	case DayFirst:
	default:
		return ""
	}
	if len(year) == 2 {
		const last = 70 // as spreadsheets have it, nearly
		if number(year) < last {
			year = "20" + year
		} else {
			year = "19" + year
		}
	}
	hour, minute, zone := clock(m[5], m[6], m[7], m[8], m[9])
	return edtf(year, two(month), two(day), hour, minute, "", zone)
}

// moment returns the date and time of a number of seconds, or milliseconds, since
// 1970, if it is of the time in which there are web pages.
func moment(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return ""
	}
	const seconds = 10 // digits
	if len(whole) > seconds {
		n /= 1000
	}
	t := time.Unix(n, 0).UTC()
	if t.Year() < 1990 || t.Year() > 2100 {
		return ""
	}
	return t.Format("2006-01-02T15:04:05Z")
}
