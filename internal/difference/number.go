package difference

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quantity is a number with what it counts.
type quantity struct {
	value    float64
	step     float64 // what the last digit that is given stands for
	unit     string  // "%", "usd", "km", "clock"; "" if none is known
	noun     string  // the next word, if there is no unit
	ordinal  bool
	words    bool // it is written in words
	weak     bool // a word that is often no number: one, first
	way      way
	from, to int             // tokens
	context  map[string]bool // the words around it
}

func (q quantity) String() string {
	value := strconv.FormatFloat(q.value, 'g', 12, 64)
	if strings.Contains(value, "e") {
		value = strconv.FormatFloat(q.value, 'f', 0, 64)
	}
	switch {
	case q.unit == "clock":
		return strconv.Itoa(int(q.value)/60) + ":" + twoDigits(int(q.value)%60)
	case q.unit != "":
		value += " " + q.unit
	case q.ordinal:
		value += "."
	}
	return map[way]string{exact: "", around: "~", below: "<", above: ">"}[q.way] + value
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// findNumbers reads the numbers of s that are not in its dates.
func (s *side) findNumbers() {
	next := 0 // of the dates
	for i := 0; i < len(s.tokens) && len(s.numbers) < maxItems; {
		if next < len(s.dates) && i == s.dates[next].from {
			i = s.dates[next].to
			next++
			continue
		}
		limit := len(s.tokens)
		if next < len(s.dates) {
			limit = s.dates[next].from
		}
		q, ok := s.numberAt(i, limit)
		if !ok {
			i = max(i+1, q.to)
			continue
		}
		s.describe(&q)
		s.numbers = append(s.numbers, q)
		i = q.to
	}
	for i := range s.numbers {
		s.numbers[i].context = s.around(s.numbers[i])
	}
}

// numberAt reads the number that begins at token i and ends before limit.
func (s *side) numberAt(i, limit int) (q quantity, ok bool) {
	t := s.tokens[i]
	switch {
	case t.shape == digits:
		return s.inDigits(i, limit)
	case t.shape == han && s.table.scales["十"] != 0:
		return s.inHan(i, limit)
	case t.shape == word:
		return s.inWords(i, limit)
	}
	return q, false
}

// inDigits reads 1,234.5 and a scale after it.
func (s *side) inDigits(i, limit int) (q quantity, ok bool) {
	q = quantity{from: i, to: i + 1}
	q.value, q.step, ok = s.digits(s.tokens[i].text)
	if !ok || s.partOfName(i) {
		return q, false
	}
	if text := s.tokens[i].text; len(text) == 4 && text[0] == '0' && q.value < 24*60 && q.step == 1 {
		q.value, q.unit = math.Floor(q.value/100)*60+math.Mod(q.value, 100), "clock" // 0815 hours
		return q, true
	}
	if s.is(i+1, "/") && s.tight(i+1) && s.is(i+3, "/") {
		q.to = min(i+5, limit) // a date in figures that may be read in two ways
		return q, false
	}
	if minutes, isMinutes := s.number(i+2, 0, 59); isMinutes && i+2 < limit && s.is(i+1, ":") && s.tight(i+1) && s.tight(i+2) && q.value < 24 {
		q.value, q.unit, q.to = q.value*60+float64(minutes), "clock", i+3
	}
	if half, next := s.halfOfDay(q.to); next <= limit && next > q.to && q.value <= 12*60 {
		if q.unit == "" {
			q.value, q.unit = q.value*60, "clock"
		}
		q.value, q.to = math.Mod(q.value, 720)+half, next
		return q, q.value < 24*60
	}
	if q.unit != "" {
		return q, true
	}
	if s.tight(q.to) && q.to < limit && s.is(q.to, "st", "nd", "rd", "th") {
		q.ordinal = true
		q.to++
		return q, true
	}
	if part, next := s.fraction(q.to, limit); next > q.to {
		q.value, q.step, q.to = q.value+part, 0.01, next
	}
	s.scaled(&q, limit)
	return q, true
}

// fraction is the 1/2 that stands at token i, and the token after it.
func (s *side) fraction(i, limit int) (part float64, next int) {
	over, okOver := s.number(i, 1, 99)
	under, okUnder := s.number(i+2, 2, 99)
	if i+3 > limit || !okOver || !okUnder || !s.is(i+1, "/") || !s.tight(i+1) || !s.tight(i+2) || s.is(i+3, "/") {
		return 0, i
	}
	return float64(over) / float64(under), i + 3
}

// partOfName tells whether the digits at i belong to a name as in F16.
func (s *side) partOfName(i int) bool {
	if !s.tight(i) {
		return false
	}
	before := s.tokens[i-1]
	return before.shape == word && isLatin(before.fold) && s.table.units[before.fold] == "" ||
		before.fold == "-" && i > 1 && s.tight(i-1) && s.tokens[i-2].shape == word && isLatin(s.tokens[i-2].fold)
}

// digits reads the digits of one number, by the custom of the language where
// the signs between them can be read in two ways.
func (s *side) digits(text string) (value, step float64, ok bool) {
	var b strings.Builder
	last, count, after := rune(0), 0, 0 // the last sign, how often it stands, the digits after it
	other := rune(0)                    // the sign before, if it is another
	for _, r := range text {
		if !isGroup(r) {
			b.WriteByte(byte('0' + digit(r)))
			after++
			continue
		}
		if r == last {
			count++
		} else {
			other, last, count = last, r, 1
		}
		after = 0
	}
	whole := b.String()
	if len(whole) > 18 {
		return 0, 0, false
	}
	n, err := strconv.ParseFloat(whole, 64)
	if err != nil {
		return 0, 0, false
	}
	decimal := last != 0 && count == 1 && (last == '٫' || after != 3 || other != 0 || last == s.table.decimal && other == 0)
	if decimal && after == 3 && last == ',' && s.table.decimal == '.' && other == 0 {
		decimal = false
	}
	if count > 1 && after != 3 {
		return 0, 0, false // a version, an address
	}
	if !decimal {
		return n, 1, true
	}
	step = math.Pow10(-after)
	return n * step, step, true
}

// halfOfDay is how many minutes an a.m. or p.m. at token i adds.
func (s *side) halfOfDay(i int) (minutes float64, next int) {
	switch {
	case s.is(i, "am", "pm"):
		next = i + 1
	case s.is(i, "a", "p") && s.is(i+1, ".") && s.is(i+2, "m") && s.tight(i+1) && s.tight(i+2):
		next = i + 3
		if s.is(next, ".") && s.tight(next) {
			next++
		}
	default:
		return 0, i
	}
	if s.tokens[i].fold[0] == 'p' {
		minutes = 720
	}
	return minutes, next
}

// scaled multiplies q by the scales that follow: 6.8 billion, 6.8-billion, 1億2000萬.
func (s *side) scaled(q *quantity, limit int) {
	for {
		next := q.to
		if s.is(next, "-", "‑") && s.tight(next) {
			next++
		}
		if next >= limit || s.tokens[next].line {
			return
		}
		scale := s.scaleAt(next)
		if scale == 0 {
			return
		}
		q.value, q.step, q.to = q.value*scale, q.step*scale, next+1
		if scale < 1e4 || s.table.decimal != '.' || !s.tight(q.to) || q.to >= limit || s.tokens[q.to].shape != digits {
			continue
		}
		more := quantity{from: q.to, to: q.to + 1}
		var ok bool
		if more.value, more.step, ok = s.digits(s.tokens[q.to].text); !ok {
			return
		}
		s.scaled(&more, limit)
		if more.value >= scale {
			return
		}
		q.value, q.step, q.to = q.value+more.value, more.step, more.to
		return
	}
}

// scaleAt is the scale that token i is or, in Korean, begins with.
func (s *side) scaleAt(i int) float64 {
	t := s.tokens[i]
	if t.shape == sign || t.shape == digits {
		return 0
	}
	if len(t.fold) <= 2 && isLatin(t.fold) {
		money := i > 1 && s.table.units[s.tokens[i-2].fold] != ""
		if !s.tight(i) || t.text == "m" && !money { // 5 m are metres, $5m are not
			return 0
		}
	}
	for _, name := range s.bare(t.fold) {
		if scale := s.table.scales[name]; scale != 0 {
			return scale
		}
		if scale := s.table.scales[strings.TrimSuffix(name, "s")]; scale != 0 && isLatin(name) {
			return scale
		}
	}
	if r, _ := utf8.DecodeRuneInString(t.text); unicode.Is(unicode.Hangul, r) {
		for _, size := range []int{2, 1} {
			if runes := []rune(t.text); len(runes) >= size {
				if scale := s.table.scales[string(runes[:size])]; scale != 0 {
					return scale
				}
			}
		}
	}
	return 0
}

// inHan reads 十四億.
func (s *side) inHan(i, limit int) (q quantity, ok bool) {
	q = quantity{from: i, to: i}
	var total, section, last float64
	scaledUp := false
	for ; q.to < limit && s.tokens[q.to].shape == han; q.to++ {
		fold := s.tokens[q.to].fold
		if v, isDigit := s.table.values[fold]; isDigit {
			last = v
			continue
		}
		scale := s.table.scales[fold]
		if scale == 0 {
			break
		}
		scaledUp = true
		if scale >= 1e4 {
			total += (section + last) * scale
			section = 0
		} else {
			section += max(last, 1) * scale
		}
		last = 0
	}
	q.value, q.step = total+section+last, 1
	return q, scaledUp && q.to > i+1 && q.value > 0
}

// inWords reads two hundred and six, twenty-one, half a dozen words of Arabic.
func (s *side) inWords(i, limit int) (q quantity, ok bool) {
	q = quantity{from: i, to: i, step: 1, words: true}
	if v, isOrdinal := s.table.ordinals[s.tokens[i].fold]; isOrdinal {
		return quantity{from: i, to: i + 1, value: v, step: 1, ordinal: true, weak: true}, true
	}
	var total, current, last float64
	count := 0
	for q.to < limit {
		next := q.to
		if count > 0 && (s.is(next, "-") && s.tight(next) || s.table.and[s.tokens[next].fold]) {
			if next++; next >= limit {
				break
			}
		}
		t := s.tokens[next]
		v, scale, joined := s.numeral(t, next)
		switch {
		case t.shape != word, v == 0 && scale == 0:
			v, scale = 0, 0
		case scale != 0 && scale < 1000:
			current, last = max(current, 1)*scale, scale
		case scale != 0:
			total, current, last = total+max(current, 1)*scale, 0, scale
		case count == 0, current == 0 && (next == q.to || joined || last >= 1000), last > v && (last >= 100 || last >= 20 && v < 10), joined && last < v:
			current, last = current+v, v
		default:
			v, scale = 0, 0
		}
		if v == 0 && scale == 0 {
			break
		}
		if scale != 0 && scale >= 100 && count == 0 && strings.HasSuffix(t.fold, "s") {
			return q, false // thousands of
		}
		count++
		q.to = next + 1
	}
	q.value = total + current
	q.weak = count == 1 && q.value <= 1
	q.step = 1
	return q, count > 0
}

// numeral is what a word says as a part of a number, and whether it is written
// together with the word for "and".
func (s *side) numeral(t token, i int) (value, scale float64, and bool) {
	if t.shape != word {
		return 0, 0, false
	}
	for k, name := range s.bare(t.fold) {
		if v := s.table.values[name]; v != 0 {
			return v, 0, k > 0
		}
	}
	if len(t.fold) <= 2 || i < 0 {
		return 0, 0, false
	}
	return 0, s.scaleAt(i), s.table.attached != "" && strings.HasPrefix(t.fold, "و")
}

// describe adds to q what stands around it: the unit, or what is counted, and
// how exact it is meant to be.
func (s *side) describe(q *quantity) {
	if q.from > 0 && q.unit == "" {
		if unit := s.table.units[s.tokens[q.from-1].fold]; unit != "" && s.tokens[q.from-1].shape == sign && unit != "%" {
			q.unit = unit
			q.from--
			if p := q.from - 1; p >= 0 && s.tight(q.from) && s.tokens[p].shape == word && len(s.tokens[p].text) <= 2 {
				if q.from = p; s.tokens[p].fold != "us" {
					q.unit = s.tokens[p].fold + unit
				}
			}
		}
	}
	after := q.to
	if s.is(after, "-", "‑") && s.tight(after) {
		after++
	}
	if unit, end := s.unit(after); unit != "" && q.unit == "" {
		q.unit = unit
		if s.tokens[after].shape != word || s.tokens[after].spaced || after > q.to {
			q.to = end
		}
	}
	if q.unit == "" {
		q.noun = s.noun(after)
	}
	q.way = s.approximation(q.from)
}

// hasUnit tells whether a unit is named from token i on.
func (s *side) hasUnit(i int) bool {
	unit, _ := s.unit(i)
	return unit != ""
}

// unit is the unit that is named from token i on, and the token after it.
func (s *side) unit(i int) (unit string, next int) {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].line {
		return "", i
	}
	t := s.tokens[i]
	switch {
	case t.fold == "per" && s.is(i+1, "cent"), t.fold == "في" && s.is(i+1, "المئه", "المائه"):
		return "%", i + 2
	case t.shape == han:
		for size := 3; size >= 1; size-- {
			if i+size <= len(s.tokens) {
				name := s.text[t.from:s.tokens[i+size-1].to]
				if unit := s.table.units[name]; unit != "" {
					return unit, i + size
				}
			}
		}
		return "", i
	}
	if unit := s.table.units[t.fold]; unit != "" {
		return unit, i + 1
	}
	if isLatin(t.fold) {
		return s.table.units[strings.TrimSuffix(t.fold, "s")], i + 1
	}
	if r, _ := utf8.DecodeRuneInString(t.text); unicode.Is(unicode.Hangul, r) {
		for runes := []rune(t.text)[:min(8, utf8.RuneCountInString(t.text))]; len(runes) > 0; runes = runes[:len(runes)-1] {
			if unit := s.table.units[string(runes)]; unit != "" {
				return unit, i + 1
			}
		}
	}
	return "", i
}

// noun is the word with content that follows closely.
func (s *side) noun(i int) string {
	for j := i; j < len(s.tokens) && j < i+2; j++ {
		t := s.tokens[j]
		if t.shape != word && t.shape != han || t.line {
			return ""
		}
		if !s.table.small[t.fold] {
			return stemmed(t.fold)
		}
	}
	return ""
}

// approximation is how the words before token i say that its number is meant.
func (s *side) approximation(i int) way {
	for _, j := range []int{i - 1, i - 2} {
		if j < 0 {
			break
		}
		fold := s.tokens[j].fold
		if j > 0 {
			for _, gap := range []string{" ", ""} {
				if w := s.table.approx[s.tokens[j-1].fold+gap+fold]; w != exact {
					return w
				}
			}
		}
		if w := s.table.approx[fold]; w != exact {
			return w
		}
		if !s.is(j, "a", "an", "the", "some") && s.tokens[j].shape != sign {
			break
		}
	}
	return exact
}

// around are the words with content around q.
func (s *side) around(q quantity) map[string]bool {
	words := map[string]bool{}
	take := func(i, step int) {
		for n := 0; n < window && 0 <= i && i < len(s.tokens); i += step {
			t := s.tokens[i]
			if t.shape == han || t.shape == word && len(t.fold) > 1 && !s.table.small[t.fold] {
				words[stemmed(t.fold)] = true
				n++
			}
		}
	}
	take(q.from-1, -1)
	take(q.to, +1)
	return words
}

// stemmed is a word without the endings that do not change what is counted.
func stemmed(fold string) string {
	if isLatin(fold) && len(fold) > 3 {
		for _, ending := range []string{"'s", "ies", "es", "s", "ed", "ing", "y"} {
			if rest, ok := strings.CutSuffix(fold, ending); ok && len(rest) > 2 {
				return rest
			}
		}
	}
	return fold
}

// agrees tells whether two quantities say the same: equal values, one the
// other one rounded, or one that is said to be near the other.
func (q quantity) agrees(o quantity) bool {
	if q.ordinal != o.ordinal || (q.unit == "clock") != (o.unit == "clock") {
		return false
	}
	d := math.Abs(q.value - o.value)
	if d <= 1e-9*max(q.value, o.value) {
		return true
	}
	if q.unit == "clock" || q.ordinal {
		return false
	}
	if step := max(q.step, o.step); q.step != o.step && d <= step/2*(1+1e-9) {
		return true
	}
	return q.near(o) || o.near(q)
}

// near tells whether q is said to be near a value, and o has one that is.
func (q quantity) near(o quantity) bool {
	if q.way == exact || q.value < 20 || math.Mod(q.value, 10) != 0 && q.step < 1e3 && q.step >= 1 {
		return false
	}
	switch off := o.value/q.value - 1; q.way {
	case below:
		return -near <= off && off <= 0
	case above:
		return 0 <= off && off <= near
	default:
		return -near <= off && off <= near
	}
}

// numbers returns what the numbers of two sides differ in.
func numbers(a, b *side) (found []Difference) {
	lackA, lackB := unmatched(a.numbers, b.numbers)
	var all []pairing
	for i, p := range lackA {
		for j, q := range lackB {
			if score, ok := together(p, q, len(lackA) == 1 && len(lackB) == 1); ok && !p.agrees(q) {
				all = append(all, pairing{i, j, score})
			}
		}
	}
	pairs := best(all)
	unsure := len(pairs) > 1 && len(lackA) == len(a.numbers) && len(lackB) == len(b.numbers)
	if len(pairs) == 0 && len(lackA) == 1 && len(lackB) == 1 && foreign(a, b) && comparable(lackA[0], lackB[0]) {
		pairs, unsure = []pairing{{score: 0}}, true
	}
	for _, p := range pairs {
		x, y := lackA[p.i], lackB[p.j]
		found = append(found, Difference{
			Kind: Number, Unsure: unsure,
			A: a.reading(x.from, x.to, x.String()), B: b.reading(y.from, y.to, y.String()),
		})
	}
	return found
}

// foreign tells that the words around two numbers cannot be compared, as they are
// of different languages.
func foreign(a, b *side) bool {
	unknown := tables()["und"]
	return a.table != b.table && a.table != unknown && b.table != unknown
}

// comparable tells that two numbers that stand alone may be of the same thing,
// whatever the words around them.
func comparable(p, q quantity) bool {
	return p.unit == q.unit && !p.ordinal && !q.ordinal && !p.weak && !q.weak && !p.agrees(q)
}

// unmatched are the numbers of either side that none of the other agrees with.
// Each is agreed with once: of three equal numbers one may have been another. If
// one side has more numbers than the other, it may say the same twice.
func unmatched(a, b []quantity) (lackA, lackB []quantity) {
	goneA, goneB := make([]bool, len(a)), make([]bool, len(b))
	var equals, nearly []pairing
	for i, p := range a {
		for j, q := range b {
			if !p.agrees(q) {
				continue
			}
			score := overlap(p.context, q.context)
			if p.value == q.value {
				equals = append(equals, pairing{i, j, score})
			} else {
				nearly = append(nearly, pairing{i, j, score})
			}
		}
	}
	for _, list := range [][]pairing{equals, nearly} {
		open := list[:0]
		for _, p := range list {
			if !goneA[p.i] && !goneB[p.j] {
				open = append(open, p)
			}
		}
		for _, p := range best(open) {
			goneA[p.i], goneB[p.j] = true, true
		}
	}
	return left(a, b, goneA), left(b, a, goneB)
}

func left(mine, others []quantity, gone []bool) (lack []quantity) {
	for i, q := range mine {
		said := gone[i]
		for _, o := range others {
			said = said || len(mine) != len(others) && q.agrees(o)
		}
		if !said {
			lack = append(lack, q)
		}
	}
	return lack
}

// overlap is how much of the smaller of two sets of words is in the other.
func overlap(a, b map[string]bool) float64 {
	least := min(len(a), len(b))
	if least == 0 {
		return 0
	}
	shared := 0
	for w := range a {
		if b[w] {
			shared++
		}
	}
	return float64(shared) / float64(least)
}

// together tells how well two numbers go together, and whether they do at all.
// alone says that there are no others they could go with.
func together(p, q quantity, alone bool) (score float64, ok bool) {
	score = overlap(p.context, q.context)
	switch {
	case p.ordinal != q.ordinal, p.unit != q.unit:
		return 0, false
	case p.unit == q.unit && p.unit != "":
		return score + 0.5, alone && score > 0 || score >= sameContext
	case p.unit == q.unit && p.noun != "" && p.noun == q.noun:
		return score + 0.5, true
	case p.weak || q.weak || p.ordinal:
		return score, false
	case p.noun != q.noun && (p.words || q.words):
		return score, score >= sameCount
	}
	return score, score >= sameContext
}
