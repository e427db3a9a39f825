package difference

import (
	"fmt"
	"strconv"
	"strings"
)

// day is a date as far as a text gives it. What it does not give is 0.
type day struct {
	year, month, day int
	decade           bool // year is the first of ten
	from, to         int  // tokens
}

func (d day) String() string {
	switch {
	case d.decade:
		return fmt.Sprintf("%ds", d.year)
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	}
	s := "--"
	if d.year != 0 {
		s = fmt.Sprintf("%04d-", d.year)
	}
	s += fmt.Sprintf("%02d", d.month)
	if d.day != 0 {
		s += fmt.Sprintf("-%02d", d.day)
	}
	return s
}

// findDates reads the dates of s.
func (s *side) findDates() {
	for i := 0; i < len(s.tokens) && len(s.dates) < maxItems; {
		d, ok := s.dateAt(i)
		if !ok {
			i++
			continue
		}
		s.dates = append(s.dates, d)
		i = d.to
	}
}

func (s *side) dateAt(i int) (day, bool) {
	for _, form := range []func(int) (day, bool){s.written, s.counted, s.numeric, s.monthFirst, s.dayFirst, s.year} {
		if d, ok := form(i); ok && d.month <= 12 && d.day <= 31 {
			return d, true
		}
	}
	return day{}, false
}

// number is the whole number that token i is, within bounds.
func (s *side) number(i, least, most int) (int, bool) {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].shape != digits || s.tokens[i].end-s.tokens[i].start > 4 {
		return 0, false
	}
	n := 0
	for _, r := range s.tokens[i].text {
		if isGroup(r) {
			return 0, false
		}
		n = 10*n + digit(r)
	}
	return n, least <= n && n <= most
}

// fourDigits is the year that token i is.
func (s *side) fourDigits(i int) (int, bool) {
	n, ok := s.number(i, 1000, 2199)
	return n, ok
}

// is tells whether token i reads as one of the words, and stands there at all.
func (s *side) is(i int, words ...string) bool {
	if i < 0 || i >= len(s.tokens) {
		return false
	}
	for _, w := range words {
		if s.tokens[i].fold == w {
			return true
		}
	}
	return false
}

// tight tells whether token i follows the one before without a space.
func (s *side) tight(i int) bool { return 0 < i && i < len(s.tokens) && !s.tokens[i].spaced }

// written is 2031-09-14.
func (s *side) written(i int) (d day, ok bool) {
	d.from, d.to = i, i+5
	if d.to > len(s.tokens) || !s.is(i+1, "-") || !s.is(i+3, "-") || !s.tight(i+1) || !s.tight(i+2) || !s.tight(i+3) || !s.tight(i+4) {
		return d, false
	}
	var okYear, okMonth, okDay bool
	d.year, okYear = s.fourDigits(i)
	d.month, okMonth = s.number(i+2, 1, 12)
	d.day, okDay = s.number(i+4, 1, 31)
	return d, okYear && okMonth && okDay
}

// numeric is 14.9.2031.
func (s *side) numeric(i int) (d day, ok bool) {
	d.from, d.to = i, i+1
	parts := strings.Split(s.tokens[i].text, ".")
	if s.tokens[i].shape != digits || len(parts) != 3 || len(parts[2]) != 4 {
		return d, false
	}
	var errs [3]error
	d.day, errs[0] = strconv.Atoi(parts[0])
	d.month, errs[1] = strconv.Atoi(parts[1])
	d.year, errs[2] = strconv.Atoi(parts[2])
	return d, errs[0] == nil && errs[1] == nil && errs[2] == nil && d.day > 0 && d.month > 0 && d.month <= 12 && d.day <= 31
}

// counted is 2031年9月14日, or a part of it, and the same in Korean.
func (s *side) counted(i int) (d day, ok bool) {
	d.from, d.to = i, i
	for _, part := range []struct {
		into        *int
		han, hangul string
		most        int
	}{{&d.year, "年", "년", 2199}, {&d.month, "月", "월", 12}, {&d.day, "日", "일", 31}} {
		n, next := s.hanNumber(d.to)
		if next == d.to || n < 1 || n > part.most || next >= len(s.tokens) {
			continue
		}
		after := s.tokens[next]
		if after.fold != part.han && (after.shape != word || !strings.HasPrefix(after.text, part.hangul)) ||
			part.into == &d.year && n < 1000 || strings.HasPrefix(after.text, "일간") || strings.HasPrefix(after.text, "년간") {
			continue
		}
		*part.into = n
		d.to = next + 1
		if part.into == &d.year && n%10 == 0 {
			if strings.HasPrefix(after.text, "년대") {
				d.decade = true
				return d, true
			}
			if s.is(d.to, "代") {
				d.decade, d.to = true, d.to+1
				return d, true
			}
		}
	}
	return d, d.to > i && (d.year != 0 || d.month != 0)
}

// hanNumber is a small number in digits or Han characters from token i on, and
// the token after it.
func (s *side) hanNumber(i int) (n, next int) {
	if n, ok := s.number(i, 1, 9999); ok {
		return n, i + 1
	}
	if s.table.scales["十"] == 0 {
		return 0, i
	}
	for next = i; next < len(s.tokens) && next < i+4; next++ {
		t := s.tokens[next]
		v, isDigit := s.table.values[t.fold]
		switch {
		case t.shape != han:
			return n, next
		case t.fold == "十":
			n = max(n, 1) * 10
		case isDigit && n%10 == 0:
			n += int(v)
		case isDigit:
			n = 10*n + int(v)
		default:
			return n, next
		}
	}
	return n, next
}

// month is the month that is named from token i on, and the token after it.
func (s *side) month(i int) (m, next int) {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].shape != word {
		return 0, i
	}
	t := s.tokens[i]
	for _, name := range s.bare(t.fold) {
		if i+1 < len(s.tokens) {
			if m := s.table.months[name+" "+s.tokens[i+1].fold]; m != 0 {
				return m, i + 2
			}
		}
		if m = s.table.months[name]; m != 0 {
			break
		}
	}
	if m == 0 || isLatin(t.fold) && !t.capital() {
		return 0, i
	}
	next = i + 1
	if s.is(next, ".") && s.tight(next) && next+1 < len(s.tokens) && s.tokens[next+1].shape == digits {
		next++
	}
	return m, next
}

// bare is a word, and what is left of it without what is written onto its front.
func (s *side) bare(fold string) []string {
	forms := []string{fold}
	for i, r := range fold {
		if i > 0 {
			forms = append(forms, fold[i:])
			break
		}
		if !strings.ContainsRune(s.table.attached, r) {
			break
		}
	}
	return forms
}

func isLatin(s string) bool { return s != "" && s[0] < 0x80 }

// monthFirst is September, September 14, September 14, 2031 and September 2031.
func (s *side) monthFirst(i int) (d day, ok bool) {
	m, next := s.month(i)
	if m == 0 {
		return d, false
	}
	d = day{month: m, from: i, to: next}
	sure := !s.table.doubtful[s.tokens[i].fold]
	if n, isDay := s.number(next, 1, 31); isDay && !s.tightUnit(next) {
		d.day, d.to, sure = n, next+1, true
		if s.is(d.to, "st", "nd", "rd", "th") && s.tight(d.to) {
			d.to++
		}
	}
	d.to, d.year = s.yearAfter(d.to)
	before := ""
	if i > 0 {
		before = s.tokens[i-1].fold
	}
	return d, sure || d.year != 0 || s.table.dateWords[before] || next > i+1 && s.tokens[next-1].fold == "."
}

// tightUnit tells whether the number at i counts something that is written onto it.
func (s *side) tightUnit(i int) bool {
	return s.tight(i+1) && i+1 < len(s.tokens) && (s.table.units[s.tokens[i+1].fold] != "" || s.is(i+1, ":"))
}

// yearAfter is the year that stands at token i, after a comma or a word for it.
func (s *side) yearAfter(i int) (next, year int) {
	for j := i; j < len(s.tokens) && j <= i+2; j++ {
		if n, ok := s.fourDigits(j); ok {
			return j + 1, n
		}
		if !s.is(j, ",", "،", "of", "عام", "من", "سنه") {
			break
		}
	}
	return i, 0
}

// dayFirst is 14 September 2031, and the same with a full stop or a "th".
func (s *side) dayFirst(i int) (d day, ok bool) {
	n, isDay := s.number(i, 1, 31)
	if !isDay {
		return d, false
	}
	j := i + 1
	if s.is(j, "st", "nd", "rd", "th", ".") && s.tight(j) {
		j++
	}
	if s.is(j, "of", "من") {
		j++
	}
	m, next := s.month(j)
	if m == 0 || s.is(j, "may") && !s.tokens[j].capital() {
		return d, false
	}
	d = day{month: m, day: n, from: i, to: next}
	d.to, d.year = s.yearAfter(next)
	return d, true
}

// year is a year alone, or a decade.
func (s *side) year(i int) (d day, ok bool) {
	n, isYear := s.fourDigits(i)
	if !isYear {
		return d, false
	}
	d = day{year: n, from: i, to: i + 1}
	if s.is(i+1, "s") && s.tight(i+1) {
		d.decade, d.to = n%10 == 0, i+2
		return d, d.decade
	}
	before, after := "", token{}
	if i > 0 {
		before = s.tokens[i-1].fold
	}
	if i+1 < len(s.tokens) {
		after = s.tokens[i+1]
	}
	told := s.table.dateWords[before]
	switch {
	case i > 0 && s.tokens[i-1].shape == sign && s.table.units[before] != "", s.table.units[after.fold] != "", s.table.scales[after.fold] != 0, s.hasUnit(i + 1):
		return d, false
	case !told && (n < 1900 || n >= 2100):
		return d, false
	case !told && after.shape == word && isLatin(after.fold) && !after.capital() && strings.HasSuffix(after.fold, "s") && len(after.fold) > 3:
		return d, false // 2000 houses
	case !told && after.shape == word && !after.spaced, !told && after.shape == han:
		return d, false // a count, in languages that write what is counted onto it
	case i > 0 && s.tokens[i-1].shape == sign && s.tight(i) && !s.is(i-1, "(", "-", "–", "—", "/", "‘", "’", "'", "\"", "“"):
		return d, false
	}
	return d, true
}

// relation of two dates.
type relation uint8

const (
	apart    relation = iota // nothing to compare
	conflict                 // they differ where both say something
	finer                    // one says more
	equal
)

func (d day) relation(o day) relation {
	if d.year == o.year && d.month == o.month && d.day == o.day && d.decade == o.decade {
		return equal
	}
	if d.decade || o.decade {
		switch {
		case d.year == 0 || o.year == 0:
			return apart
		case d.year/10 == o.year/10:
			return finer
		}
		return conflict
	}
	common := false
	for _, part := range [][2]int{{d.year, o.year}, {d.month, o.month}, {d.day, o.day}} {
		if part[0] == 0 || part[1] == 0 {
			continue
		}
		if common = true; part[0] != part[1] {
			return conflict
		}
	}
	if !common {
		return apart
	}
	return finer
}

// dates returns what the dates of two sides differ in.
func dates(a, b *side) (found []Difference) {
	lackA, lackB := missing(a.dates, b.dates), missing(b.dates, a.dates)
	var all []pairing
	for i, p := range lackA {
		for j, q := range lackB {
			switch r := p.relation(q); r {
			case finer:
				all = append(all, pairing{i, j, 10})
			case conflict:
				same := 0.0
				for _, part := range [][2]int{{p.year, q.year}, {p.month, q.month}, {p.day, q.day}} {
					if (part[0] == 0) == (part[1] == 0) {
						same++
					}
					if part[0] == part[1] && part[0] != 0 {
						same++
					}
				}
				all = append(all, pairing{i, j, same})
			case apart, equal:
			}
		}
	}
	for _, p := range best(all) {
		x, y := lackA[p.i], lackB[p.j]
		found = append(found, Difference{
			Kind: Date, Finer: x.relation(y) == finer,
			A: a.reading(x.from, x.to, x.String()), B: b.reading(y.from, y.to, y.String()),
		})
	}
	return found
}

// missing are the dates of mine that the other side does not have, nor one that
// it shares with mine and that says the same and more.
func missing(mine, others []day) (lack []day) {
	for _, d := range mine {
		said := false
		for _, o := range others {
			said = said || d.relation(o) == equal || d.relation(o) == finer && has(mine, o)
		}
		if !said {
			lack = append(lack, d)
		}
	}
	return lack
}

func has(list []day, d day) bool {
	for _, o := range list {
		if d.relation(o) == equal {
			return true
		}
	}
	return false
}
