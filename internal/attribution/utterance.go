package attribution

import (
	"cmp"
	"slices"
	"strings"
)

// utterance is that somebody is said to say something.
type utterance struct {
	party    party
	cue      part
	class    class
	rule     string
	sentence int
	contents []part
	by       int // of a source that is cited, the utterance that cites it, or -1
}

// reportNamed is the rule that reads "a Reuters report" where nothing says that the
// article has anything from it.
const reportNamed = "report of outlet"

// all is from the first word of u to the last, without what is said.
func (u utterance) all() part {
	if u.cue.from == u.cue.to {
		return u.party.part
	}
	return part{min(u.party.from, u.cue.from), max(u.party.to, u.cue.to)}
}

// findCues marks the phrases that a source follows, since none can begin in one.
func (a *Article) findCues() {
	for i := range a.tokens {
		c, start := a.grammar.before.before(a.tokens, i+1, a.sentences[a.tokens[i].sentence].from)
		if c == nil || c.class == own {
			continue
		}
		for ; start <= i; start++ {
			a.tokens[start].cue = true
		}
	}
}

// unglue cuts a word after "By" where a line end was lost between a name in
// capitals and what follows it: "By UPIThe talks".
func (a *Article) unglue() {
	for i := 0; i+1 < len(a.tokens); i++ {
		t := a.tokens[i+1]
		if c, _ := a.grammar.before.before(a.tokens, i+1, i); c == nil || c.class != own || !a.tokens[i].capital || !t.capital {
			continue
		}
		text := a.text.String()[t.at:t.to]
		for size := len(text) - 1; size > 1 && t.end-t.start == len(text); size-- {
			name := text[:size]
			if strings.ToUpper(name) != name || text[size] < 'A' || text[size] > 'Z' || !a.isName(lower(name)) {
				continue
			}
			first, second := t, t
			first.end, first.to, first.low = t.start+size, t.at+size, lower(name)
			second.start, second.at, second.low, second.spaced, second.line = first.end, first.to, lower(text[size:]), false, true
			a.tokens = slices.Replace(a.tokens, i+1, i+2, first, second)
			for k := range a.sentences {
				if a.sentences[k].from > i+1 {
					a.sentences[k].from++
				}
				if a.sentences[k].to > i+1 {
					a.sentences[k].to++
				}
			}
			return // an article has one byline
		}
	}
}

// isName tells whether a word is a whole name.
func (a *Article) isName(low string) bool {
	for _, t := range []*trie[named]{a.known, outlets()} {
		if n := t.next[low]; n != nil && n.value != nil {
			return true
		}
	}
	return false
}

// findUtterances looks at what stands beside each party. What stands directly
// behind it comes first, then what stands before it, then what stands behind
// something that is said of it.
func (a *Article) findUtterances() {
	taken := make([]bool, len(a.tokens))
	a.free()
	used := make([]bool, len(a.parties))
	take := func(k int, u utterance, ok bool) {
		if !ok || used[k] {
			return
		}
		for i := u.cue.from; i < u.cue.to; i++ {
			// Who cites, tells and is cited or told stand on both sides of it.
			if u.class != cite && u.class != heard {
				if taken[i] {
					return
				}
				taken[i] = true
			}
		}
		used[k] = true
		u.party, u.sentence, u.by = a.parties[k], a.tokens[a.parties[k].from].sentence, -1
		a.utterances = append(a.utterances, u)
	}
	for _, look := range []func(party) (utterance, bool){a.strongBefore, a.behind, a.ahead, a.behindMore, a.reportNamed} {
		for k, p := range a.parties {
			if !used[k] {
				u, ok := look(p)
				take(k, u, ok)
			}
		}
	}
	if a.grammar.beside {
		a.besideQuotes()
	}
	a.colons(used)
	a.datelines(used)
	slices.SortStableFunc(a.utterances, func(u, v utterance) int { return cmp.Compare(u.all().from, v.all().from) })
	a.link()
	for i := range a.utterances {
		a.utterances[i].contents = a.contents(a.utterances[i])
	}
}

// leading is the phrase that stands before a party with nothing between but what
// an outlet is called or, loosely, what somebody is like.
func (a *Article) leading(p party, loosely bool) (c *cue, at part) {
	g := a.grammar
	floor := a.sentences[a.tokens[p.from].sentence].from
	for i, n := p.from, 0; i > floor && n < maxLeads; i, n = i-1, n+1 {
		if c, start := g.before.before(a.tokens, i, floor); c != nil {
			return c, part{start, i}
		}
		low := a.tokens[i-1].low
		if !g.leads[low] && (!g.articles[low] || n > 0) && (!loosely || g.breaks[low] || !a.tokens[i-1].word && low != "/" && low != "-") {
			break
		}
	}
	return nil, part{}
}

// strongBefore reads phrases before a party that can be nothing else.
func (a *Article) strongBefore(p party) (u utterance, ok bool) {
	c, at := a.leading(p, false)
	if c == nil || c.class == say || c.class == report {
		return u, false
	}
	u = utterance{cue: at, class: c.class, rule: c.rule}
	outer := a.tokens[at.from].quoted
	switch c.class {
	case heard, firstOn:
		if p.sort != outlet {
			return u, false
		}
	case byIt:
		if p.sort == name || p.sort == person || p.sort == thing {
			return u, false
		}
	case reportBy, contributed:
		if p.sort != outlet && p.sort != back && p.sort != known {
			return u, false
		}
	case own:
		return u, a.isByline(p, at)
	case citeNext:
		if k := a.partyEnding(at.from); k < 0 {
			return u, false
		}
	default:
	}
	return u, !outer || p.sort == outlet
}

// reportNamed reads "a Reuters report" where nothing else is said of it.
func (a *Article) reportNamed(p party) (utterance, bool) {
	return utterance{cue: part{p.core.to, p.to}, class: show, rule: reportNamed}, p.report
}

// behind reads the phrase that follows a party.
func (a *Article) behind(p party) (utterance, bool) { return a.follows(p, p.to) }

// follows reads the phrase of a party that stands at token i or soon after.
func (a *Article) follows(p party, i int) (u utterance, ok bool) {
	g := a.grammar
	limit := a.limit(p.from)
	for n := 0; i < limit && n < maxBetween; i, n = i+1, n+1 {
		t := a.tokens[i]
		if t.quoted || g.negation[t.low] {
			return u, false
		}
		if c, end := a.phraseAfter(i, limit); c != nil {
			return utterance{cue: part{i, end}, class: c.class, rule: c.rule}, a.fits(p, c.class) && !a.isObject(p)
		}
		if !g.between[t.low] {
			break
		}
	}
	return u, false
}

// phraseAfter is the phrase of whoever stands before it that begins at token i. In
// languages in which names have capitals, a word with one is part of a name.
func (a *Article) phraseAfter(i, limit int) (*cue, int) {
	if a.grammar.capitals && a.tokens[i].capital {
		return nil, 0
	}
	return a.grammar.after.at(a.tokens, i, limit)
}

// isObject tells whether "it" is what the verb before it is about, as in "he shut
// it said nobody", and does not say anything.
func (a *Article) isObject(p party) bool {
	if p.sort != thing || p.from == a.sentences[a.tokens[p.from].sentence].from {
		return false
	}
	before := a.tokens[p.from-1]
	return before.word && !a.grammar.breaks[before.low] && !a.grammar.between[before.low]
}

// fits tells whether a party can do what a phrase behind it says.
func (a *Article) fits(p party, c class) bool {
	switch c {
	case say, tell:
		return !p.who.unsure
	case report:
		return p.sort != document
	default:
		return true
	}
}

// ahead reads the phrase that stands before a party and says that it spoke: "…",
// said Jane Doe.
func (a *Article) ahead(p party) (u utterance, ok bool) {
	c, at := a.leading(p, p.sort == name)
	if c == nil || c.class != say && c.class != report || a.tokens[at.from].quoted {
		return u, false
	}
	if p.sort == person || p.sort == thing || p.who.unsure {
		return u, false
	}
	u = utterance{cue: at, class: c.class, rule: c.rule}
	g := a.grammar
	from := a.sentences[a.tokens[p.from].sentence].from
	if g.freeNames || at.from == from {
		return u, g.freeNames || g.nounsToo
	}
	before := a.tokens[at.from-1]
	return u, !before.word || g.nounsToo
}

// behindMore reads the phrase behind what is said of a party: ", the head of …,
// said".
func (a *Article) behindMore(p party) (u utterance, ok bool) {
	limit := min(a.limit(p.from), p.to+maxApposition)
	if p.sort == thing || p.sort == person || p.to >= limit || a.tokens[p.to].quoted {
		return u, false
	}
	if k := p.to + 1; p.sort == outlet && k < limit && !a.grammar.articles[a.tokens[k].low] && !a.grammar.breaks[a.tokens[k].low] {
		return u, false // what follows is the sentence
	}
	switch open := a.tokens[p.to].low; open {
	case ",", "(", "،", "–", "—":
		closing := open
		if open == "(" {
			closing = ")"
		}
		for k := p.to + 1; k < limit; k++ {
			if a.tokens[k].quoted {
				break
			}
			if a.tokens[k].low == closing {
				if u, ok = a.follows(p, k+1); ok {
					return u, true
				}
			}
		}
	}
	return u, false
}

// partyEnding is the party that ends before token i, -1 if none does.
func (a *Article) partyEnding(i int) int {
	for k, p := range a.parties {
		if p.to == i {
			return k
		}
		if p.from >= i {
			break
		}
	}
	return -1
}

// free adds parties that are only known by the phrase that they stand beside:
// in languages without capitals all, in others what follows "according to" and
// precedes "said".
func (a *Article) free() {
	g := a.grammar
	has := make([]bool, len(a.tokens)+1)
	for _, p := range a.parties {
		for i := p.from; i < p.to && p.sort != name; i++ { // the Doe campaign
			has[i] = true
		}
	}
	var more []party
	for i := range a.tokens {
		t := a.tokens[i]
		if !t.word || t.quoted {
			continue
		}
		// "the ministry said": from an article up to the phrase.
		if g.capitals && g.articles[t.low] && !has[i] && !g.it[t.low] && !g.he[t.low] {
			limit := a.limit(i)
			for k := i + 1; k < min(i+maxPlain, limit); k++ {
				if end := a.group(i, k, limit); end > 0 { // two clerks close to the board
					if c, _ := a.phraseAfter(end, limit); c != nil && (c.class == say || c.class == tell || c.class == report) && !anyOf(has, k, end) {
						more = append(more, party{part: part{i, end}, sort: described, head: -1})
					}
					break
				}
				if has[k] || !a.tokens[k].word && a.tokens[k].low != "-" || a.tokens[k].quoted || g.breaks[a.tokens[k].low] && k == i+1 {
					break
				}
				if c, _ := a.phraseAfter(k, limit); c != nil && k > i+1 && (c.class == say || c.class == tell || c.class == report) {
					end := k
					for end > i+2 && g.between[a.tokens[end-1].low] { // the ministry later said
						end--
					}
					more = append(more, party{part: part{i, end}, sort: unclear})
					break
				}
				if g.breaks[a.tokens[k].low] {
					break
				}
			}
		}
	}
	for i := 1; i <= len(a.tokens); i++ {
		// "according to the plan": up to the next sign or break.
		c, start := g.before.before(a.tokens, i, a.sentences[a.tokens[i-1].sentence].from)
		if c == nil || a.tokens[start].quoted || i == len(a.tokens) || i >= a.limit(i-1) {
			continue
		}
		switch c.class {
		case accord, cite:
		case say, report, citeNext:
			if !g.freeNames {
				continue
			}
		default:
			continue
		}
		from, limit := i, a.limit(i-1)
		for from < limit && (g.leads[a.tokens[from].low] || g.articles[a.tokens[from].low]) && !has[from] {
			from++
		}
		if from >= limit || has[from] || has[i] {
			continue
		}
		end, sort := from, unclear
		for end < min(limit, from+maxPlain) && a.tokens[end].word && !has[end] && !a.tokens[end].quoted {
			if whole := a.group(i, end, limit); whole > 0 && !anyOf(has, end, whole) {
				end, sort = whole, described
				break
			}
			if g.breaks[a.tokens[end].low] {
				break
			}
			end++
		}
		if end > from {
			more = append(more, party{part: part{i, end}, sort: sort, head: -1})
		}
	}
	if len(more) == 0 {
		return
	}
	a.parties = append(a.parties, more...)
	slices.SortStableFunc(a.parties, func(p, q party) int { return cmp.Compare(p.from, q.from) })
	clear := a.parties[:0]
	end := 0
	for _, p := range a.parties {
		if p.from >= end {
			clear = append(clear, p)
			end = p.to
		}
	}
	a.parties = clear
}

// group is the end of the words for several people that begin at token i, if what
// more is said of them begins at token k: two clerks close to the board. It is 0 if
// they do not.
func (a *Article) group(i, k, limit int) int {
	g := a.grammar
	if k < i+2 || !g.adds[a.tokens[k].low] || !g.some[a.tokens[i].low] {
		return 0
	}
	end := a.addition(k, limit)
	if end <= k+1 {
		return 0
	}
	return end
}

func anyOf(list []bool, from, to int) bool { return slices.Contains(list[from:to], true) }

// besideQuotes takes the one source of the case that is named in the sentence of
// a quotation for who speaks: all that can be told in a language without a table.
func (a *Article) besideQuotes() {
	in := map[int]int{} // how many sources a sentence names
	for _, p := range a.parties {
		in[a.tokens[p.from].sentence]++
	}
	quoted := map[int]bool{}
	for _, q := range a.quotes {
		for s := a.tokens[q.from].sentence; s <= a.tokens[q.to-1].sentence; s++ {
			quoted[s] = true
		}
	}
	for _, p := range a.parties {
		t := a.tokens[p.from]
		if in[t.sentence] == 1 && quoted[t.sentence] && !t.quoted && !p.who.id.IsZero() {
			a.utterances = append(a.utterances, utterance{party: p, class: say, rule: "named beside a quotation", sentence: t.sentence, by: -1})
		}
	}
}

// colons reads "Jane Doe: “…”" and, of outlets, the same before a paragraph.
func (a *Article) colons(used []bool) {
	for k, p := range a.parties {
		if used[k] || p.to+1 >= len(a.tokens) || a.tokens[p.to].low != ":" || p.sort == thing || p.sort == document || p.sort == unclear {
			continue
		}
		first := a.sentences[a.tokens[p.from].sentence].from
		if next := p.to + 1; a.tokens[next].quoted && !a.tokens[p.from].quoted && p.from-first <= maxLike {
			used[k] = true
			a.utterances = append(a.utterances, utterance{
				party: p, cue: part{p.to, p.to + 1}, class: say, rule: "name and colon",
				sentence: a.tokens[p.from].sentence, by: -1,
			})
		}
	}
}

// datelines reads "CITY (Outlet) –" at the beginning of a paragraph.
func (a *Article) datelines(used []bool) {
	block := 0
	next := 0
	for i := range a.tokens {
		if a.tokens[i].line {
			block = i
		}
		for next < len(a.parties) && a.parties[next].from < i {
			next++
		}
		if next == len(a.parties) {
			return
		}
		p := a.parties[next]
		if p.from != i || p.sort != outlet || used[next] || i-block > maxDateline || i == 0 || p.to >= len(a.tokens) {
			continue
		}
		if a.tokens[i-1].low == "(" && a.tokens[p.to].low == ")" && p.to+1 < len(a.tokens) &&
			(isDash(a.tokens[p.to+1].low) || i-1 == block) {
			used[next] = true
			a.utterances = append(a.utterances, utterance{party: p, class: own, rule: "dateline", sentence: a.tokens[i].sentence, by: -1})
		}
	}
}

func isDash(s string) bool { return s == "-" || s == "–" || s == "—" }

// isByline tells whether a party that follows "by" is one of a byline: in a
// short paragraph of its own, or at the very beginning of a paragraph.
func (a *Article) isByline(p party, at part) bool {
	if !p.who.outlet {
		return false
	}
	t := a.tokens[at.from]
	if !t.line { // a line end was lost
		return at.from > 0 && a.tokens[at.from-1].low == "." && !t.spaced
	}
	return p.to >= len(a.tokens) || a.tokens[p.to].line || a.tokens[p.to].low == "/" || a.tokens[p.to].low == "," || a.tokens[p.to].low == "|" || a.tokens[p.to].low == "."
}

// link finds who cites a source that is cited: whoever speaks in the same
// sentence or, of "Citing two officials, the report …", the outlet before.
func (a *Article) link() {
	first := 0 // the first utterance of the sentence before
	for i := range a.utterances {
		u := &a.utterances[i]
		for a.utterances[first].sentence < u.sentence-1 {
			first++
		}
		if u.class != cite && u.class != citeNext || !a.isSourceOf(*u) {
			continue
		}
		last := -1 // of the sentence before, an outlet
		for k := max(first, i-maxBeside); k < min(len(a.utterances), i+maxBeside) && a.utterances[k].sentence <= u.sentence; k++ {
			v := a.utterances[k]
			switch {
			case k == i, v.class == heard, v.class == own:
			case v.sentence < u.sentence:
				if v.party.who.outlet {
					last = k
				}
			case v.party.to <= u.cue.from, u.by < 0 && v.all().from >= u.all().to:
				u.by = k
			}
		}
		if u.by < 0 && last >= 0 && a.meansOutlet(*u) {
			u.by = last
		}
	}
}

// meansOutlet tells whether the subject of a sentence that begins with whom it
// cites is the outlet before: the report, it.
func (a *Article) meansOutlet(u utterance) bool {
	if u.all().from != a.sentences[u.sentence].from {
		return false
	}
	k, _ := slices.BinarySearchFunc(a.parties, u.party.to, func(p party, at int) int { return cmp.Compare(p.from, at) })
	if k == len(a.parties) || !a.sentences[u.sentence].has(a.parties[k].from) {
		return false
	}
	sort := a.parties[k].sort
	return sort == back || sort == thing || sort == document
}

// isSourceOf tells whether the phrase stands before u, so that u does not cite but
// is cited.
func (a *Article) isSourceOf(u utterance) bool { return u.cue.to <= u.party.from }
