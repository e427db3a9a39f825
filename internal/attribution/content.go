package attribution

import "assay/internal/anchor"

// contents are what u says was said, as far as its sentence and quotation tell.
func (a *Article) contents(u utterance) []part {
	s := a.sentences[u.sentence]
	all := u.all()
	left, right := a.trim(part{max(s.from, all.from-maxContent), all.from}), a.trim(part{all.to, min(s.to, all.to+maxContent)})
	before := all.from > s.from && (a.afterSign(all.from, s.from) || u.class == accord || u.class == cite || u.class == byIt || u.class == citeNext)
	var list []part
	switch {
	case a.grammar.beside:
		for _, q := range a.quotesIn(s) {
			list = append(list, q.part)
		}
		return list
	case u.class == own || u.class == firstOn || u.class == contributed:
		return nil
	case u.class == cite && !a.isSourceOf(u):
		list = []part{right}
	case u.party.report && u.cue.from >= u.party.core.to, u.class == reportBy:
		list = []part{right, left}
	case a.isSourceOf(u) && u.class != say && u.class != report: // according to
		if a.enough(left) || a.count(right) == 0 {
			list = []part{left}
		} else {
			list = []part{right}
		}
	case before && a.enough(left) && (a.count(right) < fewWords || a.tokens[s.from].quoted || a.tokens[all.from-1].low == ","):
		list = []part{left}
		if q, ok := a.firstQuote(right); ok {
			list = append(list, q)
		}
	default:
		list = []part{right}
	}
	out := list[:0]
	for _, p := range list {
		if p.from < p.to {
			out = append(out, p)
		}
	}
	// A quotation belongs to its speaker to its end, and so does what follows a
	// colon at the end of a paragraph.
	for i, p := range out {
		for _, q := range a.quotesIn(p) {
			if !q.has(u.party.from) {
				out[i] = part{min(out[i].from, q.from), max(out[i].to, q.to)}
			}
		}
	}
	if next := s.to; next < len(a.tokens) && a.tokens[s.to-1].low == ":" {
		end := a.limit(next)
		if q, ok := a.quoteAt(next); ok {
			end = max(end, q.to)
		}
		out = append(out, part{next, end})
	}
	return out
}

// afterSign tells whether a comma or the end of a quotation stands before token
// i, or before what somebody is like.
func (a *Article) afterSign(i, from int) bool {
	for n := 0; i > from && n <= maxLike; i, n = i-1, n+1 {
		if t := a.tokens[i-1]; !t.word {
			return t.low != "-" && t.low != "'"
		} else if a.grammar.breaks[t.low] {
			return false
		}
	}
	return false
}

// trim leaves out signs at the ends that are no quotation marks.
func (a *Article) trim(p part) part {
	plain := func(i int) bool { return !a.tokens[i].word && !a.tokens[i].quoted }
	for p.from < p.to && plain(p.from) {
		p.from++
	}
	for p.from < p.to && plain(p.to-1) {
		p.to--
	}
	return p
}

// enough tells whether p can be what somebody has said.
func (a *Article) enough(p part) bool {
	if a.count(p) >= fewWords {
		return true
	}
	_, ok := a.firstQuote(p)
	return ok
}

// count is how many words p has that are not only about when.
func (a *Article) count(p part) (n int) {
	for i := p.from; i < p.to; i++ {
		if a.tokens[i].word && !a.grammar.between[a.tokens[i].low] {
			n++
		}
	}
	return n
}

// firstQuote is the part of p that begins with its first quotation.
func (a *Article) firstQuote(p part) (part, bool) {
	for i := p.from; i < p.to; i++ {
		if a.tokens[i].quoted {
			return part{i, p.to}, true
		}
	}
	return part{}, false
}

// kinds are what a phrase beside an outlet makes of it.
var kinds = map[class]Kind{
	say: Reported, tell: Reported, report: Reported, show: ReportOf, quoted: Reported, accord: Cited, cite: Cited, citeNext: Cited,
	heard: Told, reportBy: ReportOf, byIt: Reported, firstOn: Syndicated, contributed: Contributed, own: Byline,
}

// Statements returns the places where the article names an outlet as where
// something was published, in its order.
func (a *Article) Statements() []Statement {
	var list []Statement
	for _, u := range a.utterances {
		p := u.party
		if !p.who.outlet {
			continue
		}
		source := p.core
		if p.sort == back || p.sort == known {
			source = p.part
		}
		s := Statement{
			Kind: kinds[u.class], Rule: u.rule, Source: a.span(source), Cue: a.span(u.cue),
			Outlet: p.who.name, ID: p.who.id,
		}
		switch {
		case u.rule == "dateline":
			s.Kind = Dateline
		case p.report && a.grammar.talks[a.tokens[p.to-1].low]:
			s.Kind = Told
		case p.report && u.class != heard:
			s.Kind = ReportOf
		case u.class == cite && !a.isSourceOf(u):
			s.Kind = Reported // it speaks by citing another
		}
		s.Relay = s.Kind != Told && (u.rule != reportNamed || a.saysWhat(p.to) || a.inReport(p))
		if len(u.contents) > 0 {
			s.Content = a.cover(u.contents)
		}
		list = append(list, s)
	}
	return list
}

// saysWhat tells whether what a report says follows at token i.
func (a *Article) saysWhat(i int) bool {
	return i < len(a.tokens) && a.grammar.says[a.tokens[i].low]
}

// inReport tells whether a sentence begins by saying in which report what follows
// stands: "In a Reuters report, …".
func (a *Article) inReport(p party) bool {
	from := a.sentences[a.tokens[p.from].sentence].from
	for from < p.from && (a.grammar.articles[a.tokens[from].low] || a.grammar.leads[a.tokens[from].low]) {
		from++
	}
	return from < p.from && a.grammar.in[a.tokens[from].low] && p.from-from <= maxLike && p.to < a.limit(p.from) && a.tokens[p.to].low == ","
}

// cover is the largest of some parts, as a place in the text.
func (a *Article) cover(parts []part) anchor.Span {
	best := parts[0]
	for _, p := range parts {
		if p.to-p.from > best.to-best.from {
			best = p
		}
	}
	return a.span(best)
}
