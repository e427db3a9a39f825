package difference

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/internal/anchor"
)

// The kinds of what a passage may have otherwise than the one that it was taken
// from, besides numbers, dates and names.
const (
	Certainty   Kind = "certainty"   // how sure it is: may, likely
	Attribution Kind = "attribution" // by whose word: said, according to
	Scope       Kind = "scope"       // of how much, or of which: all, some, only, the
	Sense       Kind = "sense"       // a negation, or other words in the same place
	Quotation   Kind = "quotation"   // words within quotation marks, or the marks
)

// Op is what became of some words.
type Op string

// The ops.
const (
	Kept    Op = "kept"
	Dropped Op = "dropped"
	Added   Op = "added"
)

// Stretch is some words of a passage beside another. Those that are kept or
// added are, one after the other, the whole of the later passage as it stands.
type Stretch struct {
	Op    Op
	Text  string
	Kinds []Kind // of the shifts that lie in it, in order
}

// Shift is one thing that a passage has otherwise than the one before it. A side
// without words does not have it.
type Shift struct {
	Kind Kind
	// Faint tells that it may be no more than another way to say the same.
	Faint bool
	A, B  Reading
}

// Rewording is what became of a passage on its way.
type Rewording struct {
	Stretches []Stretch // none where the passages are in two languages
	Shifts    []Shift   // in order
	// Loose tells that the passage is told in other words: they are not compared one
	// by one, since what stands in the same place would say nothing.
	Loose bool
	// Common is the share of the words of either passage that both have in the same
	// order, 0 to 1.
	Common float64
}

// looseBelow is which share of the words that say something must be kept, of the
// passage with fewer, for the words of two passages to be compared one by one.
const looseBelow = 0.6

// Drift compares a passage with the one that it was taken from. Like all of this
// package it says what stands where, and not which is right. It panics if a text
// does not have its span.
func Drift(from, to Passage) Rewording {
	// A copy whose language nobody knows is most likely in that of the other.
	from.Language, to.Language = cmp.Or(from.Language, to.Language), cmp.Or(to.Language, from.Language)
	d := drift{a: read(from), b: read(to), same: tongue(from.Language) == tongue(to.Language)}
	for _, x := range Between(from, to) {
		d.shifts = append(d.shifts, Shift{x.Kind, x.Finer || x.Unsure, x.A, x.B})
	}
	if !d.same {
		return Rewording{Shifts: d.shifts}
	}
	common, content := d.align()
	loose := content < looseBelow
	d.marked()
	d.worded()
	if loose {
		// What is missing where nothing stands in the same place says nothing.
		d.shifts = slices.DeleteFunc(d.shifts, func(s Shift) bool { return s.Kind == Sense || s.Kind == Scope })
	} else {
		d.replaced()
	}
	slices.SortStableFunc(d.shifts, func(x, y Shift) int {
		return cmp.Or(cmp.Compare(d.place(x), d.place(y)), cmp.Compare(x.B.Span.Start, y.B.Span.Start))
	})
	r := Rewording{Stretches: d.stretches(), Shifts: d.shifts, Loose: loose, Common: common}
	if loose {
		r.Stretches = []Stretch{{Op: Kept, Text: d.b.text}}
	}
	return r
}

// tongue is a language without where it is spoken.
func tongue(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

// drift is a comparison on its way.
type drift struct {
	a, b   *side
	same   bool     // language
	ua, ub []int    // tokens that are words, of each side
	ka, kb []string // those, as they are compared
	runs   []run
	shifts []Shift
}

// run is some words of either side, by their places in ua and ub.
type run struct {
	op       Op
	from, to int
}

// maxWords is how many words of a passage are aligned. Longer ones are no passages.
const maxWords = 1500

// align finds what is kept, dropped and added: the longest sequence of words
// that both sides have. What is dropped goes before what is added in its place. It
// returns the share of the words that both have, and of those that say something, of
// the passage with fewer.
func (d *drift) align() (common, content float64) {
	d.ua, d.ub = units(d.a), units(d.b)
	d.ka, d.kb = d.a.keys(d.ua), d.b.keys(d.ub)
	n, m := len(d.ua), len(d.ub)
	longest := make([][]int16, n+1)
	for i := range longest {
		longest[i] = make([]int16, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if d.ka[i] == d.kb[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	i, j := 0, 0
	kept, telling := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && d.ka[i] == d.kb[j]:
			if kept++; d.says(d.b, d.ub[j]) {
				telling++
			}
			d.push(Kept, j)
			i, j = i+1, j+1
		case j == m || i < n && longest[i+1][j] >= longest[i][j+1]:
			d.push(Dropped, i)
			i++
		default:
			d.push(Added, j)
			j++
		}
	}
	d.join()
	say := min(d.saying(d.a, d.ua), d.saying(d.b, d.ub))
	if say == 0 { // of so little nothing is to be told
		say, telling = 1, 1
	}
	return 2 * float64(kept) / float64(max(1, n+m)), float64(telling) / float64(say)
}

// says reports whether a token is more than a small word.
func (d *drift) says(s *side, token int) bool { return !s.table.small[s.tokens[token].fold] }

func (d *drift) saying(s *side, units []int) (n int) {
	for _, i := range units {
		if d.says(s, i) {
			n++
		}
	}
	return n
}

func units(s *side) (list []int) {
	for i, t := range s.tokens {
		if t.shape != sign && len(list) < maxWords {
			list = append(list, i)
		}
	}
	return list
}

// keys are the words of some tokens as they are compared.
func (s *side) keys(tokens []int) []string {
	list := make([]string, len(tokens))
	for k, i := range tokens {
		list[k] = root(s.tokens[i].fold)
	}
	return list
}

func (d *drift) push(op Op, at int) {
	if last := len(d.runs) - 1; last >= 0 && d.runs[last].op == op {
		d.runs[last].to = at + 1
		return
	}
	d.runs = append(d.runs, run{op, at, at + 1})
}

// join makes one change of two between which no more than a small word is kept,
// and puts what is dropped before what is added.
func (d *drift) join() {
	var out []run
	i, j := 0, 0 // words of each side so far
	change := [2][2]int{}
	flush := func() {
		for k, op := range []Op{Dropped, Added} {
			if change[k][0] < change[k][1] {
				out = append(out, run{op, change[k][0], change[k][1]})
			}
		}
	}
	open := false
	for k, r := range d.runs {
		size := r.to - r.from
		small := r.op == Kept && open && k+1 < len(d.runs) && size == 1 && d.b.table.small[d.b.tokens[d.ub[r.from]].fold] && d.wholly(k)
		switch {
		case r.op == Kept && !small:
			if open {
				flush()
				open = false
			}
			out = append(out, r)
		default:
			if !open {
				change, open = [2][2]int{{i, i}, {j, j}}, true
			}
			if r.op != Added {
				change[0][1] = i + size
			}
			if r.op != Dropped {
				change[1][1] = j + size
			}
		}
		if r.op != Added {
			i += size
		}
		if r.op != Dropped {
			j += size
		}
	}
	if open {
		flush()
	}
	d.runs = out
}

// wholly reports whether there are words dropped and words added around run k,
// so that what is kept between them is kept by chance.
func (d *drift) wholly(k int) bool {
	ops := map[Op]bool{}
	for _, step := range []int{-1, 1} {
		for at := k + step; at >= 0 && at < len(d.runs) && d.runs[at].op != Kept; at += step {
			ops[d.runs[at].op] = true
		}
	}
	return ops[Dropped] && ops[Added]
}

// place is where a shift is shown: in the later passage, or where it was in the
// earlier one.
func (d *drift) place(s Shift) int {
	if s.B.Words != "" {
		return s.B.Span.Start - d.b.at
	}
	i, j := 0, 0
	for _, r := range d.runs {
		switch r.op {
		case Kept:
			i, j = i+r.to-r.from, r.to
		case Added:
			j = r.to
		case Dropped:
			i = r.to
		}
		if i > 0 && d.a.tokens[d.ua[i-1]].start >= s.A.Span.Start-d.a.at {
			break
		}
	}
	if j == 0 {
		return -1
	}
	return d.b.tokens[d.ub[j-1]].end
}

// stretches cuts the passages into what is kept, dropped and added.
func (d *drift) stretches() (list []Stretch) {
	at := 0 // bytes of b that have been given
	keep := func(to int) {
		if at < to {
			list = append(list, Stretch{Op: Kept, Text: d.b.text[at:to]})
			at = to
		}
	}
	for _, r := range d.runs {
		switch r.op {
		case Kept:
			keep(d.b.tokens[d.ub[r.to-1]].to)
		case Dropped:
			first, last := d.a.tokens[d.ua[r.from]], d.a.tokens[d.ua[r.to-1]]
			keep(d.next(at)) // the white space before what comes in its place
			text := d.a.text[first.from:last.to]
			if spaced := first.spaced && first.from > 0; spaced && at > 0 && strings.TrimRight(d.b.text[:at], " \n") == d.b.text[:at] {
				text = " " + text
			}
			rest := d.a.text[last.to:]
			apart := strings.TrimLeft(rest, " \n") != rest || rest == "" || first.spaced && first.from > 0
			if next, _ := utf8.DecodeRuneInString(d.b.text[at:]); apart && (unicode.IsLetter(next) || unicode.IsNumber(next) || strings.ContainsRune("“„«\"(", next)) {
				text += " "
			}
			list = append(list, Stretch{Dropped, text, d.kindsIn(first.start, last.end, func(s Shift) Reading { return s.A }, d.a.at)})
		case Added:
			first, last := d.b.tokens[d.ub[r.from]], d.b.tokens[d.ub[r.to-1]]
			keep(first.from)
			list = append(list, Stretch{Added, d.b.text[first.from:last.to], d.kindsIn(first.start, last.end, func(s Shift) Reading { return s.B }, d.b.at)})
			at = last.to
		}
	}
	keep(len(d.b.text))
	return list
}

// next returns where the white space after byte at of b ends.
func (d *drift) next(at int) int {
	rest := d.b.text[at:]
	return at + len(rest) - len(strings.TrimLeft(rest, " \n"))
}

func (d *drift) kindsIn(start, end int, of func(Shift) Reading, offset int) (kinds []Kind) {
	for _, s := range d.shifts {
		r := of(s)
		if r.Words != "" && r.Span.Start-offset < end && r.Span.End-offset > start && !slices.Contains(kinds, s.Kind) {
			kinds = append(kinds, s.Kind)
		}
	}
	return kinds
}

// quoted is a stretch within quotation marks, by its first token and the one of the closing mark.
type quoted struct{ from, to int }

// closing says what closes a quotation that a mark has opened.
var closing = map[string]string{"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "\"": "\"", "”": "”"}

func (s *side) quotations() (list []quoted) {
	for i := 0; i < len(s.tokens) && len(list) < maxItems; i++ {
		end := closing[s.tokens[i].text]
		if end == "" || s.tokens[i].shape != sign {
			continue
		}
		for j := i + 1; j < len(s.tokens); j++ {
			if s.tokens[j].shape == sign && strings.Contains(end, s.tokens[j].text) {
				if j > i+1 {
					list = append(list, quoted{i + 1, j})
				}
				i = j
				break
			}
		}
	}
	return list
}

// wordsOf returns the words of some tokens as they are compared.
func (s *side) wordsOf(from, to int) (list []string) {
	for _, t := range s.tokens[from:to] {
		if t.shape != sign {
			list = append(list, root(t.fold))
		}
	}
	return list
}

// likeQuote is which share of the words of two quotations must be the same for
// them to be one that was altered.
const likeQuote = 0.5

// marked finds what became of quotations: other words within the marks, or the
// same words without them.
func (d *drift) marked() {
	qa, qb := d.a.quotations(), d.b.quotations()
	var all []pairing
	for i, x := range qa {
		for j, y := range qb {
			if score := inCommon(d.a.wordsOf(x.from, x.to), d.b.wordsOf(y.from, y.to)); score >= likeQuote {
				all = append(all, pairing{i, j, score})
			}
		}
	}
	usedA, usedB := map[int]bool{}, map[int]bool{}
	for _, p := range best(all) {
		usedA[p.i], usedB[p.j] = true, true
		x, y := qa[p.i], qb[p.j]
		if !slices.Equal(d.a.wordsOf(x.from, x.to), d.b.wordsOf(y.from, y.to)) {
			d.shifts = append(d.shifts, Shift{Kind: Quotation, A: d.a.reading(x.from, x.to, "quoted"), B: d.b.reading(y.from, y.to, "quoted")})
		}
	}
	for i, x := range qa {
		if from, to, ok := d.b.has(d.a.wordsOf(x.from, x.to)); ok && !usedA[i] {
			d.shifts = append(d.shifts, Shift{Kind: Quotation, A: d.a.reading(x.from, x.to, "quoted"), B: d.b.reading(from, to, "not quoted")})
		}
	}
	for j, y := range qb {
		if from, to, ok := d.a.has(d.b.wordsOf(y.from, y.to)); ok && !usedB[j] {
			d.shifts = append(d.shifts, Shift{Kind: Quotation, A: d.a.reading(from, to, "not quoted"), B: d.b.reading(y.from, y.to, "quoted")})
		}
	}
}

// has finds words that follow each other in s.
func (s *side) has(words []string) (from, to int, ok bool) {
	u := units(s)
	for i := 0; i+len(words) <= len(u) && len(words) > 0; i++ {
		n := 0
		for n < len(words) && root(s.tokens[u[i+n]].fold) == words[n] {
			n++
		}
		if n == len(words) {
			return u[i], u[i+n-1] + 1, true
		}
	}
	return 0, 0, false
}

// inCommon is the share of words that two lists have in common, of the longer one.
func inCommon(a, b []string) float64 {
	left := map[string]int{}
	for _, w := range a {
		left[w]++
	}
	n := 0
	for _, w := range b {
		if left[w] > 0 {
			left[w]--
			n++
		}
	}
	return float64(n) / float64(max(len(a), len(b)))
}

// worded finds the words that say how sure, how much, by whose word or whether
// not, among what was dropped and added, as far as the other side has none of
// the same class in their place.
func (d *drift) worded() {
	a, b := d.changed(d.a, d.ua, Dropped), d.changed(d.b, d.ub, Added)
	for _, kind := range []Kind{Certainty, Attribution, Scope, Sense} {
		x, y := lacking(a[kind], b[kind]), lacking(b[kind], a[kind])
		for len(x) > 0 || len(y) > 0 {
			var p, q cue
			switch {
			case len(y) == 0 || len(x) > 0 && x[0].change < y[0].change:
				p, x = x[0], x[1:]
				q = weakIn(b[kind], p)
			case len(x) == 0 || y[0].change < x[0].change:
				q, y = y[0], y[1:]
				p = weakIn(a[kind], q)
			default:
				p, q, x, y = x[0], y[0], x[1:], y[1:]
			}
			d.shift(kind, p, q)
		}
		for _, p := range a[kind] {
			if q := weakIn(b[kind], p); p.weak && q.to > 0 {
				d.shift(kind, p, q)
			}
		}
	}
}

func (d *drift) shift(kind Kind, p, q cue) {
	s := Shift{Kind: kind, Faint: (p.weak || p.to == 0) && (q.weak || q.to == 0)}
	if p.to > 0 {
		s.A = d.a.reading(p.from, p.to, p.class)
	}
	if q.to > 0 {
		s.B = d.b.reading(q.from, q.to, q.class)
	}
	d.shifts = append(d.shifts, s)
}

// changed are the cues of a side that were dropped or added, with the change
// that each is in: what is dropped and what is added in its place are one.
func (d *drift) changed(s *side, units []int, op Op) map[Kind][]cue {
	in := map[int]int{} // tokens, and the changes that they are in
	change := 0
	for k, r := range d.runs {
		if k == 0 || d.runs[k-1].op != Dropped || r.op != Added {
			change++
		}
		if r.op == op {
			for _, i := range units[r.from:r.to] {
				in[i] = change
			}
		}
	}
	found := s.cues()
	for kind, list := range found {
		var kept []cue
		for _, c := range list {
			for i := c.from; i < c.to; i++ {
				if n := in[i]; n > 0 {
					c.change = n
					kept = append(kept, c)
					break
				}
			}
		}
		found[kind] = kept
	}
	return found
}

// lacking are the cues for which the other side has none of their class left,
// without the weak ones.
func lacking(of, other []cue) (list []cue) {
	left := map[string]int{}
	for _, c := range other {
		left[c.class]++
	}
	for _, c := range of {
		if left[c.class]--; left[c.class] < 0 && !c.weak {
			list = append(list, c)
		}
	}
	return list
}

// weakIn returns the first weak cue of another class that is in the same change
// as c; none has no tokens.
func weakIn(list []cue, c cue) cue {
	for _, x := range list {
		if x.weak && x.change == c.change && x.class != c.class {
			return x
		}
	}
	return cue{}
}

// maxReplaced is how many words that say something are told to stand in place of
// others. Where there are more it is a part that is told otherwise.
const maxReplaced = 6

// replaced finds words that stand in place of others, are not forms of them and
// are told by no other shift: they may mean something else.
func (d *drift) replaced() {
	told := slices.Clone(d.shifts)
	for k := 0; k+1 < len(d.runs); k++ {
		if d.runs[k].op != Dropped || d.runs[k+1].op != Added {
			continue
		}
		x := d.content(d.a, d.b, d.ua[d.runs[k].from:d.runs[k].to], told, func(s Shift) Reading { return s.A })
		y := d.content(d.b, d.a, d.ub[d.runs[k+1].from:d.runs[k+1].to], told, func(s Shift) Reading { return s.B })
		if len(x) == 0 || len(y) == 0 || max(len(x), len(y)) > maxReplaced {
			continue
		}
		d.shifts = append(d.shifts, Shift{
			Kind: Sense, Faint: true, A: d.a.reading(x[0], x[len(x)-1]+1, "other words"), B: d.b.reading(y[0], y[len(y)-1]+1, "other words"),
		})
	}
}

// content are the words of a run that say something, that no shift tells, and
// that the other side has nowhere in any form.
func (d *drift) content(s, other *side, tokens []int, told []Shift, of func(Shift) Reading) (list []int) {
	for _, i := range tokens {
		t := s.tokens[i]
		covered := slices.ContainsFunc(told, func(x Shift) bool {
			r := of(x)
			return x.Kind != Quotation && r.Words != "" && r.Span.Overlaps(anchor.Span{Start: s.at + t.start, End: s.at + t.end})
		})
		if !covered && t.shape != digits && !s.table.small[t.fold] && !auxiliary[t.fold] && !other.hasForm(t) {
			list = append(list, i)
		}
	}
	return list
}

// hasForm reports whether s has a word or one of its forms.
func (s *side) hasForm(t token) bool {
	form := spelt(root(t.fold))
	return slices.ContainsFunc(s.tokens, func(o token) bool {
		other := spelt(root(o.fold))
		return o.shape != sign && (other == form || o.shape == word && t.shape == word && inflected(other, form))
	})
}
