package attribution

import "strings"

// sort says what kind of words a party is called by.
type sort uint8

const (
	outlet    sort = iota // the name of an outlet
	known                 // the name of another source of the case
	name                  // another name
	described             // people who are described
	document
	person  // he, she
	thing   // it
	back    // the newspaper
	unclear // other words for somebody
)

// party is somebody or something who may be said to say something.
type party struct {
	part
	sort   sort
	core   part  // of these words, those for the outlet
	who    named // if it is an outlet or known
	report bool  // a report, story or poll of an outlet
	head   int   // of who is described, the word that says who that is; -1 for none
}

// mentioned is an outlet that was named in full.
type mentioned struct {
	named
	sentence, paragraph int
}

// findParties finds all that may be the source of something, from left to right.
func (a *Article) findParties() {
	next := len(a.tokens) + maxLeft // the next that says who somebody is
	for i := len(a.tokens) - 1; i >= 0; i-- {
		t := &a.tokens[i]
		if a.grammar.persons[t.low] || a.grammar.documents[t.low] {
			next = i
		}
		t.head = next < i+maxLeft
		t.name = a.known.next[t.low] != nil || outlets().next[t.low] != nil || a.media.next[t.low] != nil
	}
	for i := 0; i < len(a.tokens); {
		p, ok := a.partyAt(i)
		if !ok {
			i++
			continue
		}
		if p.sort == outlet {
			a.outlets = append(a.outlets, mentioned{p.who, a.tokens[i].sentence, a.tokens[i].paragraph})
		}
		a.parties = append(a.parties, p)
		i = p.to
	}
}

func (a *Article) partyAt(i int) (party, bool) {
	if !a.tokens[i].word {
		return party{}, false
	}
	if p, ok := a.namedAt(i); ok {
		return a.reportOf(a.withMedium(p)), true
	}
	if p, ok := a.describedAt(i); ok {
		return p, true
	}
	if p, ok := a.nameAt(i); ok {
		return p, true
	}
	g := a.grammar
	switch low := a.tokens[i].low; {
	case g.he[low]:
		return party{part: part{i, i + 1}, sort: person}, true
	case g.it[low]:
		return party{part: part{i, i + 1}, sort: thing}, true
	case g.they[low]:
		return party{part: part{i, i + 1}, sort: unclear}, true
	}
	return party{}, false
}

// limit is the end of the sentence of token i.
func (a *Article) limit(i int) int { return a.sentences[a.tokens[i].sentence].to }

// namedAt reads the name of an outlet or of a source of the case.
func (a *Article) namedAt(i int) (party, bool) {
	limit := a.limit(i)
	try := func(from int) (named, int, bool) {
		for _, t := range []*trie[named]{a.known, outlets(), a.media} {
			if n, end := t.at(a.tokens, from, limit); n != nil && a.written(*n, from, end) {
				return *n, end, true
			}
		}
		return named{}, 0, false
	}
	var n named
	var end int
	var ok bool
	if a.tokens[i].name {
		n, end, ok = try(i)
	}
	from := i
	if !ok && a.grammar.articles[a.tokens[i].low] && i+1 < limit {
		if n, end, ok = try(i + 1); n.unsure && a.grammar.capitals {
			n.unsure = !a.tokens[i].capital
		}
	}
	if !ok {
		return a.shortName(i)
	}
	p := party{part: part{from, end}, core: part{from, end}, sort: known, who: n}
	if n.outlet {
		p.sort = outlet
	}
	// A name that goes on is another name, unless the case knows it.
	if n.unsure && a.grammar.capitals && (end < limit && a.tokens[end].capital || i > 0 && a.tokens[i-1].capital && a.tokens[i-1].sentence == a.tokens[i].sentence && a.tokens[i].spaced && !a.grammar.notNames[a.tokens[i-1].low]) {
		return party{}, false
	}
	return p, true
}

// written tells whether the capitals of a name are where they should be.
func (a *Article) written(n named, from, end int) bool {
	for k, capital := range n.capitals {
		if from+k >= end || capital && !a.tokens[from+k].capital {
			return false
		}
	}
	return true
}

// shortName reads "the Times", by the last full name seen that ends so, or the
// next if there is none yet.
func (a *Article) shortName(i int) (party, bool) {
	g := a.grammar
	if !g.articles[a.tokens[i].low] || i+1 >= a.limit(i) {
		return party{}, false
	}
	t := a.tokens[i+1]
	switch {
	case g.capitals && t.capital && (shortForms()[t.low] || a.short[t.low]):
		if i+2 < a.limit(i) && a.tokens[i+2].capital && a.tokens[i+2].spaced {
			return party{}, false // the beginning of another name
		}
		who, ok := a.lastOutlet(func(n named) bool { return endsWith(n.name, t.low) })
		return party{part: part{i, i + 2}, core: part{i, i + 2}, sort: outlet, who: who}, ok
	case !t.capital || g.nounsToo:
		return a.backAt(i)
	}
	return party{}, false
}

// backAt reads "the newspaper": the last outlet of such a kind that was named in
// the same paragraph or the one before. Where there is none, nobody is named.
func (a *Article) backAt(i int) (party, bool) {
	g := a.grammar
	t := a.tokens[i+1]
	if g.media == nil || g.indefinite[a.tokens[i].low] {
		return party{}, false
	}
	kind, ok := g.media.back[t.low]
	if !ok {
		return party{}, false
	}
	if next := i + 2; next < a.limit(i) && (a.tokens[next].capital && !g.notNames[a.tokens[next].low] || a.tokens[next].quoted) {
		return party{}, false // its name follows
	}
	here := part{i, i + 2}
	for k := len(a.outlets) - 1; k >= max(0, len(a.outlets)-maxBack); k-- {
		last := a.outlets[k]
		if last.paragraph < t.paragraph-1 || g.reports[t.low] && t.sentence > last.sentence+nearReport {
			break
		}
		if last.medium.fits(kind) {
			return party{part: here, core: here, sort: back, who: last.named}, true
		}
		if g.reports[t.low] {
			break
		}
	}
	if g.reports[t.low] {
		return party{}, false // of somebody else, likely
	}
	return party{part: here, sort: described, head: -1}, true
}

// lastOutlet is the last outlet named so far that fits, by its full name.
func (a *Article) lastOutlet(fits func(named) bool) (named, bool) {
	for k := len(a.outlets) - 1; k >= max(0, len(a.outlets)-maxBack); k-- {
		if fits(a.outlets[k].named) {
			return a.outlets[k].named, true
		}
	}
	return named{}, false
}

// withMedium takes in what kind of medium an outlet is said to be: the Ostvar Voice
// newspaper.
func (a *Article) withMedium(p party) party {
	if m := a.grammar.media; m != nil && m.behind != nil && p.sort == outlet {
		limit := a.limit(p.from)
		if kind, end := m.behind.at(a.tokens, p.to, limit); kind != nil && (end == limit || !a.tokens[end].capital) {
			p.to = end
		}
	}
	return p
}

// reportOf takes in what an outlet has made: "a New York Times report", "CNN's
// interview".
func (a *Article) reportOf(p party) party {
	if p.sort != outlet {
		return p
	}
	g := a.grammar
	for k := p.to; k < min(p.to+maxReport, a.limit(p.from)); k++ {
		t := a.tokens[k]
		switch {
		case g.reports[t.low]:
			if c, _ := a.phraseAfter(k, a.limit(p.from)); k == p.to && c != nil && c.class != show && a.goesOn(k+1) && !g.indefinite[a.tokens[p.from].low] {
				return p // it reports
			}
			p.to, p.report = k+1, true
			return p
		case t.low == "'" || t.low == "’" || t.low == "s" || t.low == "-" || t.low == "/":
		case !t.word, g.breaks[t.low], g.articles[t.low]:
			return p
		default:
			if c, _ := a.phraseAfter(k, a.limit(p.from)); c != nil && !g.documents[t.low] {
				return p
			}
		}
	}
	return p
}

// goesOn tells whether what follows can be what somebody reports.
func (a *Article) goesOn(i int) bool {
	return i >= len(a.tokens) || a.tokens[i].low == "that" || a.tokens[i].low == ":" || a.tokens[i].low == "," || a.tokens[i].low == "." || a.grammar.between[a.tokens[i].low]
}

// describedAt reads people and documents that are described, which may begin
// with an article, a number or what they are like.
func (a *Article) describedAt(i int) (party, bool) {
	g := a.grammar
	limit := min(a.limit(i), i+maxLeft)
	if t := a.tokens[i]; !t.head || g.breaks[t.low] || t.cue || g.capitals && !t.capital && !g.persons[t.low] && !g.documents[t.low] && strings.HasSuffix(t.low, "ing") {
		return party{}, false
	}
	head := -1
	for k := i; k < limit; k++ {
		t := a.tokens[k]
		if t.cue && k > i && !g.persons[t.low] && !g.documents[t.low] {
			break
		}
		if k > i && (t.name || g.articles[t.low]) {
			if _, ok := a.namedAt(k); ok {
				return party{}, false
			}
		}
		switch {
		case g.persons[t.low], g.documents[t.low]:
			head = k
		case t.low == "of" && k > i && g.articles[a.tokens[k-1].low]: // one of
		case t.word && k > i && g.breaks[t.low]:
			limit = k
		case !t.word && t.low != "-" && t.low != "." && t.low != "’" && t.low != "'", t.block && k > i:
			limit = k
		}
	}
	if head < 0 || head > i && !g.articles[a.tokens[i].low] && g.capitals && !g.nounsToo && a.tokens[i].low == "s" {
		return party{}, false
	}
	if g.freeNames && head > i && !g.articles[a.tokens[i].low] {
		return party{}, false // what somebody is like follows
	}
	end := head + 1
	last := a.limit(i)
	// A name that follows is whom it is about: "envoy Jane Doe".
	if g.capitals && !g.nounsToo && end < last && a.tokens[end].capital && a.tokens[end].word && g.persons[a.tokens[head].low] {
		return party{}, false
	}
	for k := i; k < head; k++ {
		if c, _ := a.phraseAfter(k, head+1); c != nil && !g.persons[a.tokens[k].low] && !g.documents[a.tokens[k].low] {
			return party{}, false // a sentence of its own: X said people …
		}
	}
	p := party{part: part{i, end}, sort: described, head: head}
	if g.documents[a.tokens[head].low] {
		p.sort = document
	}
	if end < last && (p.sort == described && g.adds[a.tokens[end].low] || p.sort == document && g.makers[a.tokens[end].low]) {
		p.to = a.addition(end, last)
	}
	return p, true
}

// addition is the end of what more is said of somebody from token i on.
func (a *Article) addition(i, limit int) int {
	g := a.grammar
	k := i
	for ; k < min(limit, i+maxRight); k++ {
		t := a.tokens[k]
		if !t.word && t.low != "." && t.low != "-" && t.low != "’" && t.low != "'" || t.quoted || t.block || g.says[t.low] || t.cue && k > i {
			break
		}
		if t.name {
			if p, ok := a.namedAt(k); ok && p.sort == outlet {
				break
			}
		}
		if t.low == "." && k+1 == limit || k > i && g.media != nil && g.media.is[t.low] {
			break // the sentence goes on
		}
		if k > i && t.low == "who" {
			break
		}
		if c, _ := a.phraseAfter(k, limit); c != nil && c.class != cite && !g.adds[t.low] && !g.documents[t.low] {
			break
		}
		if k > i && g.between[t.low] && !g.adds[t.low] && t.low != "in" && t.low != "on" {
			break
		}
	}
	for k > i && (g.articles[a.tokens[k-1].low] || g.breaks[a.tokens[k-1].low]) {
		k--
	}
	return k
}

// nameAt reads a name that nobody has told us of, by its capitals.
func (a *Article) nameAt(i int) (party, bool) {
	g := a.grammar
	t := a.tokens[i]
	if !g.capitals || !t.capital || g.notNames[t.low] {
		return party{}, false
	}
	if i+1 < a.limit(i) && g.leads[t.low] && a.tokens[i+1].name {
		if _, ok := a.namedAt(i + 1); ok {
			return party{}, false // Nachrichtenagentur …
		}
	}
	if k := a.nextWord(i); g.leads[t.low] && k < a.limit(i) && g.leads[a.tokens[k].low] && !a.tokens[k].capital {
		return party{}, false // US broadcaster …
	}
	limit := min(a.limit(i), i+maxName)
	end, count := i+1, 0
	if !g.titles[t.low] {
		count++
	}
	for k := i + 1; k < limit; k++ {
		t := a.tokens[k]
		before := a.tokens[k-1]
		switch {
		case t.quoted != a.tokens[i].quoted:
			limit = k
		case t.word && t.capital && (!g.notNames[t.low] || g.titles[t.low]) && (t.spaced || before.low == "-" || before.low == "." || before.low == "'" || before.low == "’"):
			if k-end > 3 {
				limit = k
				break
			}
			end = k + 1
			if !g.titles[t.low] {
				count++
			}
		case t.low == "." && !t.spaced && (before.end-before.start == 1 || g.titles[before.low]), t.low == "-" && !t.spaced, g.particles[t.low]:
		default:
			limit = k
		}
	}
	if count == 0 || g.nounsToo && count < 2 && end == i+1 {
		return party{}, false
	}
	return party{part: part{i, end}, sort: name}, true
}

// nextWord is the next token that is a word of more than one letter.
func (a *Article) nextWord(i int) int {
	for i++; i < len(a.tokens) && a.tokens[i].end-a.tokens[i].start < 2; i++ {
	}
	return i
}

// endsWith tells whether the last word of a name is low.
func endsWith(name, low string) bool {
	return lower(name[strings.LastIndexByte(name, ' ')+1:]) == low
}
