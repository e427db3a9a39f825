package attribution

import (
	"slices"
	"strings"
)

// medium is what kind of outlet somebody is.
type medium uint8

const (
	anyMedium medium = iota // not known, or it may be any
	printed                 // newspapers, magazines
	agency
	broadcaster
)

// fits tells whether an outlet of kind m can be called by a word for kind w.
func (m medium) fits(w medium) bool {
	switch {
	case w == anyMedium || m == w:
		return true
	case w == agency:
		return false // what is not known to be one is called something else
	}
	return m == anyMedium
}

// mediaNames are the words by which the name of an outlet tells what it is, in the
// languages that have tables.
var mediaNames = map[medium]words{
	printed: wordsOf(`times post journal herald tribune chronicle gazette courier telegraph guardian observer examiner dispatch inquirer enquirer
		ledger sentinel newspaper magazine weekly daily review mirror zeitung tageszeitung anzeiger kurier rundschau tageblatt tagblatt blatt bote
		صحيفة جريدة مجلة`),
	agency: wordsOf(`agency agentur nachrichtenagentur newswire wire presse-agentur وكالة`),
	broadcaster: wordsOf(`tv radio television broadcasting channel rundfunk fernsehen deutschlandfunk قناة تلفزيون اذاعة
		cnn bbc nbc cbs abc msnbc npr pbs cnbc fox itv sky zdf ard orf srf ndr wdr nhk kbs cctv cgtn trt ndtv rai rte jazeera arabiya hadath mayadeen manar`),
}

// mediumOf is what kind of outlet has a name, as far as the name tells.
func mediumOf(name string) medium {
	for _, m := range []medium{agency, broadcaster, printed} {
		for word := range strings.FieldsFuncSeq(lower(name), func(r rune) bool { return r == ' ' || r == '-' || r == '/' }) {
			if mediaNames[m][word] {
				return m
			}
		}
	}
	return anyMedium
}

// media is how a language tells that a name is that of a medium.
type media struct {
	before  *trie[medium] // stands before the name of one: the newspaper, from its end
	behind  *trie[medium] // stands behind it
	strong  words         // of a name: it is one, if it reports
	weak    words         // of a name that may be a person's as well: only with an article before it
	never   words         // of a name: it is an office, a company, or somebody
	where   *trie[bool]   // is where a paper is, or of which people
	peoples []string      // the ends of such words
	the     words         // articles of what is known
	often   words         // of what stands behind: says how often something is as well
	in      words         // stands before where something is
	is      words         // begins what a name is or does, so that another word for a medium belongs to what stands before
	first   *trie[bool]   // is said only of media, before or behind a name: first reported
	back    map[string]medium
	bare    bool // what stands between a word for a medium and the next sign or break is its name
}

func (m *media) cues(behind bool, kind medium, list string) {
	if m.before == nil {
		m.before, m.behind = &trie[medium]{}, &trie[medium]{}
	}
	for phrase := range phrases(list) {
		words := split(phrase)
		if behind {
			m.behind.addWords(words, kind)
		} else {
			slices.Reverse(words)
			m.before.addWords(words, kind)
		}
	}
}

func (m *media) backs(kind medium, list string) {
	if m.back == nil {
		m.back = map[string]medium{}
	}
	for word := range wordsOf(list) {
		m.back[word] = kind
	}
}

func flagged(list string) *trie[bool] {
	t := &trie[bool]{}
	for phrase := range phrases(list) {
		t.add(phrase, true)
	}
	return t
}

// domains end the addresses of sites.
var domains = wordsOf(`com org net info news tv io eu uk de fr at ch it es nl be pl ru ua il tr ae sa eg lb jo ir in cn jp kr au ca za br example`)

// findMedia finds the names that this article makes those of media, although
// nobody has told us of them: "the newspaper Ostvar Voice", "the Ostvar Gazette
// reported". They are known in the whole article then. Who may be a person or an
// office is none.
func (a *Article) findMedia() {
	a.media, a.short = &trie[named]{}, words{}
	m := a.grammar.media
	if m == nil {
		return
	}
	for i := range a.tokens {
		a.tokens[i].name = a.known.next[a.tokens[i].low] != nil || outlets().next[a.tokens[i].low] != nil
	}
	for i := 0; i < len(a.tokens); {
		if !a.tokens[i].word {
			i++
			continue
		}
		if p, ok := a.namedAt(i); ok {
			i = p.to
			if n, ok := a.nameAt(min(i, len(a.tokens)-1)); ok && a.tokens[n.from].spaced && a.tokens[n.from].sentence == a.tokens[i-1].sentence {
				i = n.to // who is of it, or a part of it
			}
			continue
		}
		p, kind, ok := a.mediumAt(i)
		if !ok {
			i = max(i+1, p.to)
			continue
		}
		a.addMedium(p, kind)
		i = p.to
	}
}

// addMedium notes that some words are the name of a medium.
func (a *Article) addMedium(p part, kind medium) {
	name := strings.Join(strings.Fields(a.words(p)), " ")
	if kind == anyMedium {
		kind = mediumOf(name)
	}
	a.media.add(name, named{name: name, capitals: capitals(name), outlet: true, medium: kind})
	if m, last := a.grammar.media, a.tokens[p.to-1].low; p.to-p.from > 1 && (m.strong[last] || m.weak[last]) {
		a.short[last] = true
	}
}

// mediumAt reads the name of a medium that begins at token i. What it returns
// otherwise is a name that is none.
func (a *Article) mediumAt(i int) (p part, kind medium, ok bool) {
	m := a.grammar.media
	if i > 0 && (a.tokens[i-1].low == "&" || !a.tokens[i].spaced && (a.tokens[i-1].low == "-" || a.tokens[i-1].low == "/")) {
		return part{}, anyMedium, false // a part of a name
	}
	if p, ok = a.siteAt(i); ok {
		return p, anyMedium, a.reports(p, true)
	}
	if kind, p, ok = a.calledMedium(i); ok {
		return p, kind, true
	}
	if m.bare {
		return part{}, anyMedium, false
	}
	if called, _ := m.before.before(a.tokens, i+1, a.sentences[a.tokens[i].sentence].from); called != nil && a.grammar.nounsToo {
		return part{}, anyMedium, false // its name follows
	}
	n, ok := a.nameAt(i)
	if !ok || a.tokens[i].quoted {
		return part{}, anyMedium, false
	}
	p = n.part
	if a.grammar.titles[a.tokens[i].low] || a.hasWord(p, m.never) {
		return p, anyMedium, false
	}
	if kind, ok = a.mediumBehind(p); ok {
		return p, kind, true
	}
	return p, anyMedium, a.soundsLikeMedium(p) || a.reportsFirst(p)
}

// hasWord tells whether one of the words of p is in a list.
func (a *Article) hasWord(p part, list words) bool {
	for i := p.from; i < p.to; i++ {
		if list[a.tokens[i].low] {
			return true
		}
	}
	return false
}

// siteAt reads the address of a site: ostvar-voice.example.
func (a *Article) siteAt(i int) (part, bool) {
	if i > 0 && !a.tokens[i].spaced && !a.tokens[i].block && (a.tokens[i-1].low == "@" || a.tokens[i-1].low == "/" || a.tokens[i-1].low == ".") {
		return part{}, false
	}
	end := i + 1
	for end+1 < min(a.limit(i), i+maxName) && (a.tokens[end].low == "." || a.tokens[end].low == "-") && !a.tokens[end].spaced && a.tokens[end+1].word && !a.tokens[end+1].spaced {
		end += 2
	}
	if end == i+1 || !domains[a.tokens[end-1].low] || a.tokens[end-2].low != "." || a.tokens[end-1].capital || end < len(a.tokens) && a.tokens[end].low == "@" {
		return part{}, false
	}
	return part{i, end}, true
}

// calledMedium reads a name after a word for a medium: the newspaper Ostvar Voice,
// or the same in quotation marks.
func (a *Article) calledMedium(i int) (kind medium, p part, ok bool) {
	m := a.grammar.media
	floor, at := a.sentences[a.tokens[i].sentence].from, i
	p = part{i, i}
	switch q, quoted := a.quoteAt(i); {
	case quoted && i == q.from+1:
		at, p.to = q.from, q.to-1
		if p.to-p.from > maxPlain || a.grammar.capitals && !a.tokens[i].capital {
			return kind, p, false
		}
	case quoted:
		return kind, p, false
	case m.bare:
		p.to = a.bareName(i)
	default:
		if n, ok := a.nameAt(i); ok {
			p = n.part
		} else if t := a.tokens[i]; a.grammar.nounsToo && t.capital && !a.grammar.notNames[t.low] {
			p.to = i + 1
		}
	}
	if at <= floor || p.from >= p.to || a.grammar.titles[a.tokens[p.from].low] {
		return kind, p, false
	}
	found, start := m.before.before(a.tokens, at, floor)
	if found == nil || a.hasWord(p, m.never) || a.hasWord(p, a.grammar.persons) || a.hasWord(p, a.grammar.documents) {
		return kind, p, false
	}
	c, _ := a.leading(party{part: part{start, p.to}}, false)
	if m.bare && c == nil {
		return kind, p, false
	}
	// "told the newspaper Jan Vale was ill" names no newspaper.
	if c != nil && c.class == heard && p.to < len(a.tokens) && m.is[a.tokens[p.to].low] {
		return kind, p, false
	}
	return *found, p, at < i || a.ends(p.to, a.limit(i))
}

// ends tells whether the name of a medium can end before token i: what it has said
// follows, or another part of the sentence, and not what somebody has to do with it,
// as in "the newspaper Jane Doe owned".
func (a *Article) ends(i, limit int) bool {
	if i >= limit || !a.tokens[i].word || a.grammar.media.bare || a.grammar.breaks[a.tokens[i].low] || a.grammar.between[a.tokens[i].low] {
		return true
	}
	c, _ := a.phraseAfter(i, limit)
	return c != nil || a.grammar.nounsToo
}

// bareName is the end of a name without capitals that begins at token i, without
// what is said of many of its kind.
func (a *Article) bareName(i int) int {
	g := a.grammar
	limit := min(a.limit(i), i+maxPlain)
	end := i
	for end < limit {
		t := a.tokens[end]
		if c, _ := a.phraseAfter(end, limit); c != nil || !t.word || t.quoted || t.cue || g.breaks[t.low] || g.persons[t.low] || g.documents[t.low] {
			break
		}
		end++
	}
	for end > i && a.ofPeople(a.tokens[end-1].low) {
		end--
	}
	if a.ofPeople(a.tokens[i].low) {
		return i // one of many
	}
	return end
}

// ofPeople tells whether a word says of which people or place something is.
func (a *Article) ofPeople(low string) bool {
	return slices.ContainsFunc(a.grammar.media.peoples, func(end string) bool { return len(low) > len(end)+2 && strings.HasSuffix(low, end) })
}

// mediumBehind reads a word for a medium behind a name: the Ostvar Voice newspaper,
// or, said of it, "Ostvar Voice, a local newspaper".
func (a *Article) mediumBehind(p part) (medium, bool) {
	m, g := a.grammar.media, a.grammar
	limit := a.limit(p.from)
	if kind, end := m.behind.at(a.tokens, p.to, limit); kind != nil && !a.tokens[p.to].capital {
		if p.from > 0 && g.indefinite[a.tokens[p.from-1].low] || a.isPlace(p) || end < limit && a.tokens[end].capital && a.tokens[end].word {
			return anyMedium, false // a London newspaper; the London newspaper Ostvar Voice
		}
		return *kind, a.definite(p.from) || !m.often[a.tokens[p.to].low] // "they cross Velkland daily" names none
	}
	if p.to+1 >= limit || a.tokens[p.to].low != "," || !g.articles[a.tokens[p.to+1].low] || !a.oneName(p) {
		return anyMedium, false
	}
	for k := p.to + 2; k < min(limit, p.to+2+maxLike); k++ {
		if kind, end := m.behind.at(a.tokens, k, limit); kind != nil && !a.tokens[k].capital {
			said, _ := a.phraseAfter(end, limit)
			of := end < limit && (!a.tokens[end].word || g.breaks[a.tokens[end].low])
			return *kind, of && said == nil && (k > p.to+2 || g.indefinite[a.tokens[p.to+1].low])
		}
		if !a.tokens[k].word && a.tokens[k].low != "-" || g.breaks[a.tokens[k].low] {
			break
		}
	}
	return anyMedium, false
}

// oneName tells whether a name is no enumeration of what stands before it, which
// an apposition would be a part of.
func (a *Article) oneName(p part) bool {
	return p.from == a.sentences[a.tokens[p.from].sentence].from || a.tokens[p.from-1].low != ","
}

// isPlace tells whether a name is where something is, or of which people: by
// itself, or since the article says that something is in it.
func (a *Article) isPlace(p part) bool {
	m := a.grammar.media
	if v, end := m.where.at(a.tokens, p.from, p.to); v != nil && (end == p.to || a.ofPeople(a.tokens[p.to-1].low)) || a.ofPeople(a.tokens[p.to-1].low) {
		return true
	}
	if p.to-p.from > 1 {
		return false
	}
	low := a.tokens[p.from].low
	for i := 1; i < len(a.tokens); i++ {
		if a.tokens[i].low == low && a.tokens[i].capital && m.in[a.tokens[i-1].low] {
			return true
		}
	}
	return false
}

// soundsLikeMedium tells whether a name has a word that names of media have, and
// stands where one reports.
func (a *Article) soundsLikeMedium(p part) bool {
	m := a.grammar.media
	last := a.tokens[p.to-1].low
	sounds := m.strong[last] || m.strong[a.tokens[p.from].low] || m.weak[last] && a.definite(p.from)
	return sounds && p.to-p.from > 1 && a.reports(p, false)
}

// definite tells whether "the" stands before token i.
func (a *Article) definite(i int) bool {
	return i > a.sentences[a.tokens[i].sentence].from && a.grammar.media.the[a.tokens[i-1].low]
}

// reports tells whether a name stands where somebody reports something, or is
// said to be where it was published. Of what may be a company, a report must be
// followed by what is reported, or by nothing.
func (a *Article) reports(p part, company bool) bool {
	x := party{part: p, core: p, sort: outlet, who: named{outlet: true}}
	for _, look := range []func(party) (utterance, bool){a.strongBefore, a.behind, a.ahead} {
		u, ok := look(x)
		if !ok {
			continue
		}
		switch u.class {
		case report:
			return !company || u.cue.to <= p.from || a.goesOn(u.cue.to)
		case say, show, quoted:
			return !company
		case accord, cite, citeNext, reportBy, byIt, firstOn, contributed:
			return true
		case heard, tell, own:
		}
	}
	return false
}

// reportsFirst tells whether what only media are said to do is said of a name.
func (a *Article) reportsFirst(p part) bool {
	m := a.grammar.media
	floor, limit := a.sentences[a.tokens[p.from].sentence].from, a.limit(p.from)
	if !a.definite(p.from) || a.tokens[p.to-1].allCapitals(a) {
		return false
	}
	if v, _ := m.first.at(a.tokens, p.to, limit); v != nil {
		return true
	}
	for k := floor; k < p.from-1; k++ {
		if v, end := m.first.at(a.tokens, k, p.from); v != nil && end == p.from-1 {
			return true
		}
	}
	return false
}

// allCapitals tells whether a word is an abbreviation.
func (t token) allCapitals(a *Article) bool {
	word := a.text.String()[t.at:t.to]
	return len(word) > 1 && strings.ToUpper(word) == word
}
