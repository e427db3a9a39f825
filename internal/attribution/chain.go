package attribution

import (
	"cmp"
	"slices"
	"strings"

	"assay/internal/anchor"
)

// Chain proposes on whose word a passage is, nearest first. What it says of the
// whole article stands before what it says of the passage. It panics if the
// article does not have the passage.
func (a *Article) Chain(passage anchor.Span) Proposal {
	a.text.Slice(passage)
	var p Proposal
	at := a.tokensOf(passage)
	p.Steps = a.wholeSteps()
	if at.from == at.to {
		return p
	}
	for _, q := range a.quotesIn(at) {
		p.Quotes = append(p.Quotes, a.span(q.part))
	}
	found := a.saying(at)
	for _, u := range found {
		p.Steps = append(p.Steps, a.step(u))
	}
	if len(found) == 0 {
		if s, ok := a.rumour(at); ok {
			p.Steps = append(p.Steps, s)
		}
	}
	if !p.Nobody() {
		p.Speech = "indirect"
		if a.mostlyQuoted(at) {
			p.Speech = "direct"
		}
	}
	return p
}

// tokensOf are the tokens that a span has a part in.
func (a *Article) tokensOf(s anchor.Span) part {
	from, _ := slices.BinarySearchFunc(a.tokens, s.Start+1, func(t token, at int) int { return t.end - at })
	to := from
	for to < len(a.tokens) && a.tokens[to].start < s.End {
		to++
	}
	return part{from, to}
}

// mostlyQuoted tells whether most words of a passage stand in quotations.
func (a *Article) mostlyQuoted(at part) bool {
	all, quoted := 0, 0
	for i := at.from; i < at.to; i++ {
		if a.tokens[i].word {
			all++
			if a.tokens[i].quoted {
				quoted++
			}
		}
	}
	return 2*quoted > all
}

// wholeSteps are those that the whole article is by: bylines, datelines, and
// where it appeared first. Nobody is named twice.
func (a *Article) wholeSteps() []Step {
	var list []Step
	for _, u := range a.utterances {
		if u.class != own && u.class != firstOn {
			continue
		}
		name := a.called(u.party)
		if len(list) < maxSteps && !slices.ContainsFunc(list, func(o Step) bool { return o.Name == name }) {
			s := a.step(u)
			s.Whole = true
			list = append(list, s)
		}
	}
	return list
}

// saying are the utterances that a passage is the content of, nearest first.
func (a *Article) saying(at part) []utterance {
	var found []int
	for k, u := range a.utterances {
		if u.class == heard || u.class == own || u.class == firstOn || u.class == contributed {
			continue
		}
		if len(found) < maxSteps && a.isContent(u, at) {
			found = append(found, k)
		}
	}
	found = a.oneVoice(found, at)
	if len(found) == 0 {
		if k, ok := a.speakerBefore(at); ok {
			found = append(found, k)
		}
	}
	// Whoever is cited stands behind whoever cites them, and brings them in.
	for i := 0; i < len(found); i++ {
		if by := a.utterances[found[i]].by; by >= 0 && !slices.Contains(found, by) {
			found = append(found, by)
		}
	}
	for i := 0; i < len(found); i++ {
		for k, u := range a.utterances {
			if (u.by == found[i] || a.citedNext(u, a.utterances[found[i]])) && !slices.Contains(found, k) {
				found = append(found, k)
			}
		}
	}
	slices.Sort(found)
	slices.SortStableFunc(found, a.nearer)
	list := make([]utterance, 0, len(found))
	for _, k := range found {
		u := a.utterances[k]
		if !slices.ContainsFunc(list, func(o utterance) bool { return a.called(o.party) == a.called(u.party) }) {
			list = append(list, u)
		}
	}
	return list
}

// share is how many words of a passage are content of u.
func (a *Article) share(u utterance, at part) (n int) {
	for _, c := range u.contents {
		n += a.common(c, at)
	}
	return n
}

// common is how many words are in both of two parts.
func (a *Article) common(p, q part) (n int) {
	for i := max(p.from, q.from); i < min(p.to, q.to); i++ {
		if a.tokens[i].word {
			n++
		}
	}
	return n
}

// oneVoice leaves those out who say another part of the passage than the one who
// says the most of it: two who speak one after the other are no chain.
func (a *Article) oneVoice(found []int, at part) []int {
	if len(found) < 2 {
		return found
	}
	most := slices.MaxFunc(found, func(k, l int) int {
		return cmp.Or(cmp.Compare(a.share(a.utterances[k], at), a.share(a.utterances[l], at)), cmp.Compare(l, k))
	})
	u := a.utterances[most]
	return slices.DeleteFunc(found, func(k int) bool {
		v := a.utterances[k]
		return v.sentence != u.sentence && !a.within(u, v) && !a.within(v, u)
	})
}

// citedNext tells whether u is cited in the sentence after v, by the same outlet
// for the same report.
func (a *Article) citedNext(u, v utterance) bool {
	return u.by >= 0 && u.sentence == v.sentence+1 && u.all().from == a.sentences[u.sentence].from &&
		v.party.who.outlet && a.utterances[u.by].party.who.name == v.party.who.name
}

// isContent tells whether a passage is, for the most part, what u says.
func (a *Article) isContent(u utterance, at part) bool {
	n := a.share(u, at)
	if n == 0 {
		return false
	}
	// A passage may be longer than a sentence: then each sentence counts by itself.
	s := a.sentences[u.sentence]
	of := a.common(part{min(s.from, u.contents[0].from), max(s.to, u.contents[len(u.contents)-1].to)}, at) - a.common(u.all(), at)
	return 2*n >= of
}

// nearer orders utterances: whoever's content another one lies in comes first;
// of two that say the same, one that is cited comes after who cites, and one
// that stands further behind comes first, as in "…, she said, according to him".
func (a *Article) nearer(k, l int) int {
	u, v := a.utterances[k], a.utterances[l]
	switch {
	case u.by == l:
		return 1
	case v.by == k:
		return -1
	case a.within(v, u) && !a.within(u, v):
		return -1
	case a.within(u, v) && !a.within(v, u):
		return 1
	case u.sentence != v.sentence:
		return u.sentence - v.sentence
	}
	return v.all().from - u.all().from
}

// within tells whether u is a part of what v says.
func (a *Article) within(u, v utterance) bool {
	for _, c := range v.contents {
		if c.from <= u.all().from && u.all().to <= c.to {
			return true
		}
	}
	return false
}

// speakerBefore is who speaks in a quotation that nobody is named beside: who
// spoke last, in the same paragraph, if that was in a quotation too, or directly
// before a colon.
func (a *Article) speakerBefore(at part) (int, bool) {
	q, ok := a.quoteAt(at.from)
	if !ok {
		return 0, false
	}
	best := -1
	for k, u := range a.utterances {
		if u.class == heard || u.class == own || u.class == firstOn || u.class == contributed || u.class == cite || u.class == citeNext {
			continue
		}
		if u.all().to <= q.from && a.sameBlock(u.all().from, q.from) && a.quotedIn(u) {
			best = k
		}
	}
	return best, best >= 0
}

func (a *Article) quotedIn(u utterance) bool {
	for _, c := range u.contents {
		for i := c.from; i < c.to; i++ {
			if a.tokens[i].quoted {
				return true
			}
		}
	}
	return false
}

// sameBlock tells whether no block begins between two tokens.
func (a *Article) sameBlock(i, j int) bool {
	for k := i + 1; k <= j; k++ {
		if a.tokens[k].block {
			return false
		}
	}
	return true
}

// rumour is what a sentence says to be said, without saying by whom.
func (a *Article) rumour(at part) (Step, bool) {
	s := a.sentences[a.tokens[at.from].sentence]
	for i := s.from; i < s.to; i++ {
		if rule, end := a.grammar.hearsay.at(a.tokens, i, s.to); rule != nil && !a.tokens[i].quoted {
			words := part{i, end}
			return Step{Rule: *rule, Words: a.span(words), Cue: a.span(words), Verb: a.words(words), Named: "anonymous"}, true
		}
	}
	return Step{}, false
}

// step is an utterance as a step of a chain.
func (a *Article) step(u utterance) Step {
	p := u.party
	s := Step{Rule: u.rule, Words: a.span(p.part), Cue: a.span(u.cue), Verb: a.words(u.cue), Name: a.called(p), ID: p.who.id}
	if p.report && p.sort == outlet {
		s.Words = a.span(p.core)
	}
	s.Named = a.named(p)
	within := a.sentences[u.sentence]
	told := func(t *trie[string], around part) (string, bool) {
		for i := around.from; i < around.to; i++ {
			if v, _ := t.at(a.tokens, i, around.to); v != nil && !a.tokens[i].quoted {
				return *v, true
			}
		}
		return "", false
	}
	// What is said of somebody stands behind them, up to the next who speaks.
	about := part{u.all().from, within.to}
	for _, v := range a.utterances {
		if from := v.all().from; about.has(from) && from >= u.all().to {
			about.to = min(about.to, from)
		}
	}
	switch s.Named {
	case "anonymous", "described":
		if _, ok := told(a.grammar.asks, about); ok {
			s.OnRecord = new(bool)
		}
	case "named":
		if _, ok := told(a.grammar.openly, about); ok {
			yes := true
			s.OnRecord = &yes
		}
	}
	if p.sort != outlet {
		s.Basis, _ = told(a.grammar.bases, about)
	} else if basis, _ := told(a.grammar.bases, about); basis == "not_stated" {
		s.Basis = basis
	}
	return s
}

// called is the name of whom a party means.
func (a *Article) called(p party) string {
	switch p.sort {
	case outlet, known, back:
		return p.who.name
	case person:
		if q, ok := a.speaking(p); ok {
			return a.called(q)
		}
	case thing:
		if who, ok := a.outletBefore(p.from); ok {
			return who.name
		}
	case name:
		return a.fullName(p)
	case described:
		if q, ok := a.meant(p); ok {
			return a.called(q)
		}
	case document, unclear:
	}
	return strings.Join(strings.Fields(a.words(p.part)), " ")
}

// speaking is whom "he" or "she" means: who spoke last under a name.
func (a *Article) speaking(p party) (party, bool) {
	for k := len(a.utterances) - 1; k >= 0; k-- {
		u := a.utterances[k]
		if u.party.from < p.from && (u.party.sort == name || u.party.sort == known && !u.party.who.outlet) {
			return u.party, true
		}
	}
	for k := len(a.parties) - 1; k >= 0; k-- {
		if q := a.parties[k]; q.from < p.from && (q.sort == name || q.sort == known && !q.who.outlet) {
			return q, true
		}
	}
	return party{}, false
}

// meant is whom "the official" means: the one official of whom the same paragraph
// or the one before tells more. Where there is none, or there are several, that is
// not said.
func (a *Article) meant(p party) (q party, ok bool) {
	g := a.grammar
	if p.head != p.from+1 || p.to != p.head+1 || g.media == nil || !g.media.the[a.tokens[p.from].low] {
		return party{}, false
	}
	low, here := a.tokens[p.head].low, a.tokens[p.from].paragraph
	end, _ := slices.BinarySearchFunc(a.parties, p.from, func(q party, at int) int { return cmp.Compare(q.from, at) })
	for k := end - 1; k >= 0 && k >= end-maxBeside && a.tokens[a.parties[k].from].paragraph >= here-1; k-- {
		x := a.parties[k]
		switch {
		case x.sort == described && x.head >= 0 && a.tokens[x.head].low == low && !g.media.the[a.tokens[x.from].low]:
			if k > 0 && a.tokens[x.from-1].low == "," && a.parties[k-1].to == x.from-1 && a.isPerson(a.parties[k-1]) {
				x = a.parties[k-1] // Jane Doe, an official of the harbour
			} else if !a.speaks(x) {
				x.to = x.head + 1 // where what is said of them ends is not sure
			}
		case a.isPerson(x) && x.from > 0 && a.tokens[x.from-1].low == low && a.tokens[x.from].sentence == a.tokens[x.from-1].sentence:
		case a.isPerson(x) && x.to-x.from > 1 && a.tokens[x.from].low == low:
			x.from++
		default:
			continue
		}
		if ok && (a.isPerson(q) != a.isPerson(x) || a.called(q) != a.called(x)) {
			return party{}, false
		}
		q, ok = x, true
	}
	return q, ok
}

// speaks tells whether a party is said to say something.
func (a *Article) speaks(p party) bool {
	return slices.ContainsFunc(a.utterances, func(u utterance) bool { return u.party.part == p.part })
}

// isPerson tells whether a party has the name of somebody.
func (a *Article) isPerson(p party) bool { return p.sort == name || p.sort == known && !p.who.outlet }

// outletBefore is the outlet that was said something of last before token i, in the
// same paragraph or the one before.
func (a *Article) outletBefore(i int) (named, bool) {
	for k := len(a.utterances) - 1; k >= 0; k-- {
		u := a.utterances[k]
		if u.party.from < i && a.tokens[u.party.from].paragraph < a.tokens[i].paragraph-1 {
			break
		}
		if u.party.from < i && (u.party.sort == outlet || u.party.sort == back) && u.class != heard {
			return u.party.who, true
		}
	}
	return named{}, false
}

// fullName is the shortest name of two words or more in the article that ends as
// this one does: "Jane Doe" for "Ms. Doe".
func (a *Article) fullName(p party) string {
	best := a.nameOf(p)
	if strings.ContainsRune(best, ' ') {
		return best
	}
	last := a.tokens[p.to-1].low
	for _, q := range a.parties {
		if q.sort == name && a.tokens[q.to-1].low == last {
			other := a.nameOf(q)
			if strings.ContainsRune(other, ' ') && (!strings.ContainsRune(best, ' ') || len(other) < len(best)) {
				best = other
			}
		}
	}
	return best
}

// nameOf are the words of a name without the titles before it.
func (a *Article) nameOf(p party) string {
	from := p.from
	for from < p.to-1 && (a.grammar.titles[a.tokens[from].low] || !a.tokens[from].word) {
		from++
	}
	return strings.Join(strings.Fields(a.words(part{from, p.to})), " ")
}

// named is whether a party has a name.
func (a *Article) named(p party) string {
	switch p.sort {
	case outlet, known, back, name:
		return "named"
	case document:
		return "document"
	case person:
		if _, ok := a.speaking(p); ok {
			return "named"
		}
	case thing:
		if _, ok := a.outletBefore(p.from); ok {
			return "named"
		}
	case described:
		if q, ok := a.meant(p); ok {
			return a.named(q)
		}
		g := a.grammar
		plain := true
		for i := p.from; i < p.to; i++ {
			low := a.tokens[i].low
			if g.unnamed[low] {
				return "anonymous"
			}
			plain = plain && (g.anonymous[low] || g.articles[low] || g.breaks[low])
		}
		if plain {
			return "anonymous"
		}
		return "described"
	case unclear:
	}
	return ""
}
