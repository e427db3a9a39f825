package views

import (
	"context"
	"strconv"

	"assay/internal/assay"
	"assay/internal/document"
	"assay/internal/tr"
)

// mostCited is how many passages a half-sentence cites, and mostBases how many
// origins a statement tells of one by one.
const (
	mostCited = 6
	mostBases = 8
)

// StatementOf says what a claim rests on: a paragraph for each side. cite gives
// the passages that a half-sentence rests on.
func StatementOf(ctx context.Context, v *assay.View, s *assay.Statement, cite func([]assay.MentionID) document.Line) []document.Line {
	w := &writer{ctx: ctx, v: v, cite: cite}
	return w.statement(s)
}

// statement says what a claim rests on: a paragraph for each side, and one for
// what counts for neither.
func (w *writer) statement(s *assay.Statement) (paragraphs []document.Line) {
	if len(w.v.MentionsOf(s.Claim)) == 0 {
		return []document.Line{w.line("No passage of any article bears on this yet.")}
	}
	if s.For.Articles > 0 {
		head := "%s."
		if s.Against.Articles > 0 {
			head = tr.Mark("For it: %s.")
		}
		paragraphs = append(paragraphs, w.sideSays(head, &s.For))
	} else {
		paragraphs = append(paragraphs, w.line("No article is marked as supporting it."))
	}
	if s.Against.Articles > 0 {
		paragraphs = append(paragraphs, w.sideSays(tr.Mark("Against it: %s."), &s.Against))
	}
	if rest := spaced(w.besides(s)...); len(rest) > 0 {
		paragraphs = append(paragraphs, rest)
	}
	return paragraphs
}

// sideSays tells one side: the counts, then what has to be told by itself.
func (w *writer) sideSays(head string, s *assay.Side) document.Line {
	clauses := []document.Line{document.Text(tr.Few(w.ctx, s.Articles, "%s article", "%s articles"))}
	if head == "%s." {
		clauses[0] = document.Text(Capital(tr.Few(w.ctx, s.Articles, "%s article", "%s articles")))
	}
	known := s.Known()
	if known != 1 || known < len(s.Bases) {
		clauses[0] = w.cited(clauses[0], s.Mentions)
	}
	clauses = append(clauses, w.origins(s, known)...)
	says := []document.Line{w.marked(head, w.apart(append(clauses, w.confirmed(s))))}
	if known > 1 {
		says = append(says, w.bases(s)...)
	}
	return spaced(append(says, w.unknown(s)...)...)
}

// origins says how many origins there are, and which if it is one.
func (w *writer) origins(s *assay.Side, known int) []document.Line {
	switch {
	case known == 1:
		b := &s.Bases[0]
		text := tr.Mark("one origin: %s")
		switch only := len(s.Bases) == 1; {
		case only && b.Anonymous:
			text = tr.Mark("one anonymous origin: %s")
		case !only && b.Anonymous:
			text = tr.Mark("one known origin, anonymous: %s")
		case !only:
			text = tr.Mark("one known origin: %s")
		}
		list := []document.Line{w.cited(w.marked(text, w.basis(b, false)), b.Mentions)}
		if s.AtMost > 1 {
			list = append(list, document.Text(tr.Few(w.ctx, s.AtMost, "at most %s in all", "at most %s in all")))
		}
		return list
	case known == 0 && s.AtMost == 1:
		return []document.Line{w.line("no known origin")}
	case known == 0:
		return []document.Line{w.line("no known origin"), document.Text(tr.Few(w.ctx, s.AtMost, "at most %s in all", "at most %s in all"))}
	case s.AtLeast < s.AtMost:
		return []document.Line{w.counted(s.AtMost, "%[2]s to %[1]s origin", "%[2]s to %[1]s origins", document.Text(tr.Number(s.AtLeast)))}
	}
	return []document.Line{document.Text(tr.Few(w.ctx, s.AtMost, "at most %s origin", "at most %s origins"))}
}

func (w *writer) confirmed(s *assay.Side) document.Line {
	switch {
	case s.Confirmed && len(s.Bases) == 2:
		return w.line("marked as independent of each other")
	case s.Confirmed:
		return w.line("two of them marked as independent of each other")
	case s.Known() <= 1:
		return w.line("not independently confirmed")
	}
	return w.line("not known to be independent of each other")
}

// basis names an origin, and through whom its words came; hidden says that it
// is not named.
func (w *writer) basis(b *assay.Basis, hidden bool) document.Line {
	name := document.Name(OriginName(w.ctx, w.v, b.Origin))
	if hidden {
		name = w.line("%s (not named)", name)
	}
	outside := len(b.Outside)
	if outside > 0 && outside == len(b.Mentions) {
		return w.line("%s, through a text that is not in this case", name)
	}
	says := w.via(b, name)
	if outside > 0 {
		n := w.articlesIn(b.Outside)
		says = w.line("%s (%s)", says, document.Text(tr.Few(w.ctx, n, "%s article through a text that is not in this case", "%s articles through a text that is not in this case")))
	}
	return says
}

// via says through whom the words of an origin came.
func (w *writer) via(b *assay.Basis, name document.Line) document.Line {
	switch {
	case len(b.Via) == 0:
		return name
	case len(b.Via) > 3:
		return w.counted(len(b.Via), "%[2]s, via %[1]s source", "%[2]s, via %[1]s sources", name)
	}
	var via []document.Line
	for _, s := range b.Via {
		via = append(via, document.Name(SourceNameOf(w.ctx, w.v, s)))
	}
	return w.line("%s, via %s", name, w.joined(via))
}

// bases tells several known origins one by one.
func (w *writer) bases(s *assay.Side) (says []document.Line) {
	for i := range s.Bases {
		b := &s.Bases[i]
		if !b.Known() {
			break
		}
		if i == mostBases {
			return append(says, w.counted(s.Known()-i, "%s more origin is not told here.", "%s more origins are not told here."))
		}
		if b.OwnVoice {
			says = append(says, w.line("%s says so in its own voice%s.", document.Name(w.voice(b)), w.citations(b.Mentions)))
			continue
		}
		articles := document.Text(Capital(tr.Few(w.ctx, b.Articles, "%s article", "%s articles")))
		says = append(says, w.line("%s: from %s%s.", articles, w.basis(b, b.Anonymous), w.citations(b.Mentions)))
	}
	return says
}

// voice names who speaks for itself.
func (w *writer) voice(b *assay.Basis) string {
	o := b.Origin
	o.OwnVoice = false
	return OriginName(w.ctx, w.v, o)
}

// unknown says of how many articles nobody knows where they have it from, and
// where it is the analyst's word.
func (w *writer) unknown(s *assay.Side) (says []document.Line) {
	var unsaid, withheld, declared []assay.MentionID
	var handed []document.Line
	for i := range s.Bases {
		b := &s.Bases[i]
		declared = append(declared, b.Declared...)
		switch {
		case b.Known():
		case b.Voice == "attributed":
			withheld = append(withheld, b.Mentions...)
		default:
			first, on, otherwise := w.handed(b)
			unsaid = append(unsaid, first...)
			name := document.Name(w.voice(b))
			if n := w.articlesIn(on); n > 0 {
				handed = append(handed, w.line("%s from %s%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article has it", "%s articles have it"))), name, w.citations(on)))
			}
			if n := w.articlesIn(otherwise); n > 0 {
				handed = append(handed, w.line("%s from %s, which says otherwise%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article has it", "%s articles have it"))), name, w.citations(otherwise)))
			}
		}
	}
	if n := w.articlesIn(unsaid); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(tr.Few(w.ctx, n, "It is not recorded where %s article has this from", "It is not recorded where %s articles have this from")), w.citations(unsaid)))
	}
	says = append(says, handed...)
	if n := w.articlesIn(withheld); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article has it from somebody whom it does not name", "%s articles have it from somebody whom they do not name"))), w.citations(withheld)))
	}
	if n := len(declared); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(tr.Few(w.ctx, n, "Where %s passage entered is the analyst’s word", "Where %s passages entered is the analyst’s word")), w.citations(declared)))
	}
	return says
}

// handed parts what rests on a text of which nobody knows where it has it from:
// that text itself, what comes from it and says the same, and what comes from it
// and says otherwise than it does.
func (w *writer) handed(b *assay.Basis) (first, on, otherwise []assay.MentionID) {
	for _, id := range b.Mentions {
		trail := w.v.Trail(w.v.Mention(id))
		switch last := trail[len(trail)-1]; {
		case len(trail) == 1 || last.Mention.IsZero():
			first = append(first, id)
		case w.v.Stance(last.Mention) == w.v.Stance(id):
			on = append(on, id)
		default:
			otherwise = append(otherwise, id)
		}
	}
	return first, on, otherwise
}

// besides tells what counts for neither side, and who says both.
func (w *writer) besides(s *assay.Statement) (says []document.Line) {
	if n := w.articlesIn(s.Both); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article says both, that it is so and that it is not", "%s articles say both, that it is so and that it is not"))), w.citations(s.Both)))
	}
	if n := w.articlesIn(s.Qualifying); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article says it weaker or in part", "%s articles say it weaker or in part"))), w.citations(s.Qualifying)))
	}
	if n := w.articlesIn(s.Mentioning); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(Capital(tr.Few(w.ctx, n, "%s article refers to it without a position", "%s articles refer to it without a position"))), w.citations(s.Mentioning)))
	}
	if n := len(s.Unsaid); n > 0 {
		says = append(says, w.line("%s%s.", document.Text(tr.Few(w.ctx, n, "How %s passage stands to it has not been said", "How %s passages stand to it has not been said")), w.citations(s.Unsaid)))
	}
	return says
}

func (w *writer) articlesIn(mentions []assay.MentionID) int {
	var list []*assay.Mention
	for _, id := range mentions {
		if m := w.v.Mention(id); m != nil {
			list = append(list, m)
		}
	}
	return articlesOf(list)
}

// cited is a half-sentence with the passages that it rests on.
func (w *writer) cited(l document.Line, mentions []assay.MentionID) document.Line {
	return append(l, w.citations(mentions)...)
}

func (w *writer) citations(mentions []assay.MentionID) document.Line {
	if w.cite == nil || len(mentions) == 0 {
		return nil
	}
	return w.cite(mentions)
}

// citation is passages in brackets, as links, the first of them if they are
// many.
func citation(ctx context.Context, mentions []assay.MentionID, link func(assay.MentionID) document.Run) document.Line {
	l := document.Text("\u00a0[")
	for i, m := range mentions {
		if i == mostCited {
			l = append(l, document.Run{Text: " …"})
			break
		}
		if i > 0 {
			l = append(l, document.Run{Text: tr.Sense(ctx, "between numbers of passages", ", ")})
		}
		l = append(l, link(m))
	}
	return append(l, document.Run{Text: "]"})
}

// Statement is what the claim rests on, each half-sentence with its passages:
// those on this page lead there, others to the page that has them.
func (p *ClaimPage) Statement(ctx context.Context) []document.Line {
	s := p.View.Statement(p.Data.Claim.ID)
	return StatementOf(ctx, p.View, &s, func(mentions []assay.MentionID) document.Line {
		return citation(ctx, mentions, func(m assay.MentionID) document.Run {
			return document.Run{Text: strconv.Itoa(p.numbers[m]), To: "m-" + m.String(), URL: p.elsewhere(m)}
		})
	})
}

// elsewhere is the address of a mention that is not on the page, "" if it is.
func (p *ClaimPage) elsewhere(m assay.MentionID) string {
	for _, r := range p.Mentions {
		if r.Mention.ID == m {
			return ""
		}
	}
	return p.Root.ClaimPart(p.Data.Claim.ID, ClaimPart{Page: (p.numbers[m] - 1) / MentionsPageSize}) + "#m-" + m.String()
}
