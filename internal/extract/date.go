package extract

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// published returns when the page says that it was published, and how it says
// so. What it says for machines goes before what it says for readers.
func (s statements) published(address string) (date, basis string) {
	stated := []string{s.member("datePublished"), s.said(publishedNames...), s.member("dateCreated", "uploadDate")}
	for n := range s.node.Descendants() {
		if has(n, "itemprop", "datepublished") || n.DataAtom == atom.Time && (has(n, "class", "published", "entry-date", "dt-published") || has(n, "pubdate", "pubdate")) {
			stated = append(stated, attr(n, "datetime"))
		}
	}
	for _, text := range stated {
		if date := parseDate(text); date != "" {
			return date, BasisMetadata
		}
	}
	return s.searched(address)
}

// searched looks for a date where pages usually have one: in the data of their
// scripts, in the elements for times, in the address, and in print, first
// where the page calls it a date and then in any short line.
func (s statements) searched(address string) (date, basis string) {
	var times, dated []*html.Node
	around := surroundings{}
	for n := range s.node.Descendants() {
		switch {
		case n.DataAtom == atom.Script && n.FirstChild != nil:
			if m := scriptDate().FindStringSubmatch(n.FirstChild.Data); m != nil {
				if date = parseDate(m[1]); date != "" {
					return date, BasisMetadata
				}
			}
		case n.DataAtom == atom.Time:
			times = append(times, n)
		case n.Type == html.ElementNode && datedName().MatchString(attr(n, "class")+" "+attr(n, "id")+" "+attr(n, "itemprop")):
			dated = append(dated, n)
		}
	}
	for _, n := range times {
		if date = parseDate(attr(n, "datetime")); date != "" && !around.has(n) {
			return date, BasisMetadata
		}
	}
	if m := addressDate().FindStringSubmatch(address); m != nil {
		if date = edtf(m[1], two(m[2]), two(m[3]), "", "", "", ""); date != "" {
			return date, BasisURL
		}
	}
	for _, n := range append(times, dated...) {
		if around.has(n) || longer(n, shortLine) {
			continue
		}
		if date = printedDate(inline(n)); date != "" {
			return date, BasisPrinted
		}
	}
	for _, p := range passages(s.node, false) {
		if len(p.text) > shortLine || p.aside || furniture(p.text) != "" && !strings.HasPrefix(p.text, "P") {
			continue
		}
		if date = printedDate(p.text); date != "" {
			return date, BasisPrinted
		}
	}
	return "", ""
}

// shortLine is how long a line may be, in bytes, that is there for its date.
const shortLine = 160

var (
	scriptDate  = pattern(`(?i)"(?:datePublished|date_?published|published_?(?:at|on|date|time)?|publish_?(?:ed)?_?(?:date|time)|publication_?date|pub_?date|first_?published(?:_?(?:at|date))?|dateCreated)"\s*:\s*"([^"]{6,40})"`)
	datedName   = pattern(`(?i)(?:^|[^a-z])(?:date|datum|fecha|data|time|timestamp|published|publish|posted|pubdate|byline|meta|dateline|info)|(?:[a-z]Date|[a-z]Time|Date[A-Z])`)
	addressDate = pattern(`[/_-]((?:19|20)\d{2})[/_-]?(\d{1,2})[/_-]?(\d{1,2})(?:[/_.-]|$)`)
)

// two writes a number with two digits.
func two(digits string) string { return fmt.Sprintf("%02d", number(digits)) }

// surroundings remembers which elements are, or stand among, what surrounds an
// article: other articles have dates, too.
type surroundings map[*html.Node]bool

// has reports whether n stands in one of them.
func (s surroundings) has(n *html.Node) bool {
	a := n.Parent
	if a == nil {
		return false
	}
	is, known := s[a]
	if !known {
		switch a.DataAtom {
		case atom.Aside, atom.Nav, atom.Footer, atom.Form:
			is = true
		default:
			is = asideName().MatchString(attr(a, "class")+" "+attr(a, "id")) || s.has(a)
		}
		s[a] = is
	}
	return is
}

var asideName = pattern(`(?i)(?:^|[^a-z])(?:comments?|related|sidebar|recommend\w*|teasers?|more-news|latest|popular|widget\w*|ticker)(?:[^a-z]|$)`)

var isoDate = pattern(`^(\d{4})-?(\d{2})(?:-?(\d{2})(?:[T ]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?$`)

// parseDate returns a date that is written for machines in EDTF, "" if it is
// not one.
func parseDate(s string) string {
	s = strings.TrimSpace(s)
	if m := isoDate().FindStringSubmatch(s); m != nil && (strings.Contains(s, "-") || m[3] != "") {
		return edtf(m[1], m[2], m[3], m[4], m[5], m[6], m[7])
	}
	for _, layout := range []string{time.RFC1123Z, time.RFC1123, time.RFC850, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST"} {
		if t, err := time.Parse(layout, s); err == nil {
			zone, offset := t.Zone()
			switch {
			case offset != 0 || zone == "":
				return t.Format("2006-01-02T15:04:05-07:00")
			case zone == "GMT" || zone == "UTC":
				return t.Format("2006-01-02T15:04:05Z")
			}
			return t.Format("2006-01-02T15:04:05") // a name that we do not know the offset of
		}
	}
	return printedDate(s)
}

// edtf checks the parts of a date, of which all but the year may be missing
// from the end, and puts them together. It returns "" if there is no such day.
func edtf(year, month, day, hour, minute, second, zone string) string {
	out := year + "-" + month
	if _, err := time.Parse("2006-01", out); err != nil || year < "1000" {
		return ""
	}
	if day == "" {
		return out
	}
	out += "-" + day
	if _, err := time.Parse(time.DateOnly, out); err != nil {
		return ""
	}
	if hour == "" {
		return out
	}
	clock := hour + ":" + minute + ":" + cmp.Or(second, "00")
	if _, err := time.Parse(time.TimeOnly, clock); err != nil {
		return out
	}
	switch {
	case zone == "GMT", zone == "UTC":
		zone = "Z"
	case len(zone) == 3: // +02
		zone += ":00"
	case len(zone) == 5: // +0200
		zone = zone[:3] + ":" + zone[3:]
	}
	return out + "T" + clock + zone
}

// monthNames are the months in the languages whose pages print them in words,
// each with its number. Three letters of an English one do.
var monthNames = func() map[string]int {
	all := make(map[string]int)
	for _, names := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"jänner feber mrz apr mai jun jul aug sept okt nov dez",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"januari februari maart april mei juni juli augustus september oktober november december",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
		"بناير شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين كانون ديسمبر",
	} {
		for i, name := range strings.Fields(names) {
			if _, taken := all[name]; !taken {
				all[name] = i + 1
			}
		}
	}
	delete(all, "تشرين") // two months bear it,
	delete(all, "كانون") // and so do two this
	return all
}()

const clockTime = `(?:[,;|\s–—-]*(?:at|um|à|a las|alle|в|الساعة)?\s*(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(?:Uhr|h)?\s*(am|pm|a\.m\.?|p\.m\.?)?\s*(Z|UTC|GMT)?([+-]\d{1,2}(?::?\d{2})?)?)?`

var (
	dayMonthYear = pattern(`(?i)(?:^|[^\pL\d])(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de |of )?(\pL{3,})\.?,?\s+(?:de |del )?(\d{4})` + clockTime)
	monthDayYear = pattern(`(?i)(?:^|[^\pL\d])(\pL{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})` + clockTime)
	yearMonthDay = pattern(`(?i)(?:^|\D)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?:[日일.]|\b)` + clockTime)
	dottedDate   = pattern(`(?i)(?:^|\D)(\d{1,2})\.(\d{1,2})\.(\d{4})` + clockTime)
	slashedDate  = pattern(`(?i)(?:^|\D)(\d{1,2})/(\d{1,2})/(\d{4})` + clockTime)
)

// printedDate returns the date in a line that is written for readers, in EDTF,
// and "" if there is none or it can be read in two ways, as 3/4/2025 can.
func printedDate(s string) string {
	s = western(s)
	for _, form := range []struct {
		pattern          *regexp.Regexp
		year, month, day int
	}{
		{yearMonthDay(), 1, 2, 3}, {dayMonthYear(), 3, 2, 1}, {monthDayYear(), 3, 1, 2}, {dottedDate(), 3, 2, 1}, {slashedDate(), 3, 2, 1},
	} {
		m := form.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		year, day := m[form.year], number(m[form.day])
		month := number(m[form.month])
		if month == 0 {
			if month = monthNames[strings.ToLower(m[form.month])]; month == 0 {
				continue
			}
		}
		if form.pattern == slashedDate() && day != month {
			if day <= 12 && month <= 12 {
				continue
			}
			if month > 12 {
				day, month = month, day
			}
		}
		hour, minute, zone := clock(m[4], m[5], m[6], m[7], m[8])
		if date := edtf(year, fmt.Sprintf("%02d", month), fmt.Sprintf("%02d", day), hour, minute, "", zone); date != "" {
			return date
		}
	}
	return ""
}

// clock returns a printed time of day as EDTF wants it.
func clock(hour, minute, half, zone, offset string) (hh, mm, zz string) {
	if hour == "" {
		return "", "", ""
	}
	h := number(hour)
	switch half = strings.ToLower(half); {
	case strings.HasPrefix(half, "p") && h < 12:
		h += 12
	case strings.HasPrefix(half, "a") && h == 12:
		h = 0
	}
	if offset != "" {
		sign, digits := offset[:1], strings.ReplaceAll(offset[1:], ":", "")
		switch len(digits) {
		case 1, 2:
			zone = sign + fmt.Sprintf("%02d:00", number(digits))
		case 3, 4:
			n := number(digits)
			zone = sign + fmt.Sprintf("%02d:%02d", n/100, n%100)
		}
	}
	return fmt.Sprintf("%02d", h), minute, strings.ToUpper(zone)
}

// number returns the value of a few digits, 0 if they are none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// western writes Arabic and Persian digits as European ones.
func western(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}
