package attribution

import "assay/internal/anchor"

// fewWords are too few to be what somebody has said: "on Saturday".
const fewWords = 4

// contents are what u says was said, as far as its sentence and quotation tell.
func (a *Article) contents(u utterance) []part {
	s := a.sentences[u.sentence]
	all := u.all()
	left, right := a.trim(part{s.from, all.from}), a.trim(part{all.to, s.to})
	before := all.from > s.from && (!a.tokens[all.from-1].word || u.class == accord || u.class == cite || u.class == byIt || u.class == citeNext)
	var list []part
	switch {
	case u.class == own || u.class == firstOn || u.class == contributed:
		return nil
	case u.class == cite && !a.isSourceOf(u):
		list = []part{right}
	case u.party.report && u.cue.from >= u.party.core.to, u.class == reportBy:
		list = []part{right, left}
	case a.isSourceOf(u) && u.class != say && u.class != report: // according to
		if a.count(left) >= fewWords {
			list = []part{left}
		} else {
			list = []part{right}
		}
	case before && a.count(left) >= fewWords && (a.count(right) < fewWords || a.tokens[s.from].quoted || a.tokens[all.from-1].low == ","):
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
		for _, q := range a.quotes {
			if q.overlaps(p) && !q.has(u.party.from) {
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
		if p.sort != outlet && p.sort != back && !(p.sort == known && p.who.outlet) {
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
		case p.report && u.class != heard:
			s.Kind = ReportOf
		case u.class == cite && !a.isSourceOf(u):
			s.Kind = Reported // it speaks by citing another
		}
		s.Relay = s.Kind != Told
		if len(u.contents) > 0 {
			s.Content = a.cover(u.contents)
		}
		list = append(list, s)
	}
	return list
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
