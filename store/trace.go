package store

import (
	"context"
	"database/sql"
	"slices"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// spot is a passage of one of an article's texts.
type spot struct {
	text assay.TextID
	span anchor.Span
}

// whereabouts is what is known of where a mention stands.
type whereabouts struct {
	// Where it is sure to stand in some texts, the latest last: where an analyst
	// has put it, what they have confirmed since, and where the texts show beyond
	// doubt that this is.
	sure  []spot
	at    spot // where it stands
	guess bool // a replacement of the text put it there, was not sure, and nobody has confirmed it
}

// in returns where the mention is sure to stand in a text.
func (s *whereabouts) in(text assay.TextID) (anchor.Span, bool) {
	i := slices.IndexFunc(s.sure, func(p spot) bool { return p.text == text })
	if i < 0 {
		return anchor.Span{}, false
	}
	return s.sure[i].span, true
}

// learn notes that the mention is sure to stand at a place.
func (s *whereabouts) learn(p spot) {
	s.sure = append(slices.DeleteFunc(s.sure, func(q spot) bool { return q.text == p.text }), p)
}

// tracer follows mentions through the texts of their article.
type tracer struct {
	bodies   map[assay.TextID]anchor.Text
	puts     map[assay.MentionID][]*oplog.Op // what has put the mentions where they were, in order of time
	replaced map[oplog.ID]bool               // acts that gave the article a text
	settled  map[string]bool                 // moves that an analyst has confirmed
	movers   map[[2]assay.TextID]*anchor.Mover
	moves    map[leap]landing
}

// leap is a passage on its way into another text, and landing what became of it.
type leap struct {
	from spot
	to   assay.TextID
}

type landing struct {
	span anchor.Span
	fate anchor.Fate
}

// trace returns a tracer of some mentions of an article.
func (t *tx) trace(ctx context.Context, article assay.ArticleID, mentions []assay.Mention) (r *tracer, err error) {
	r = &tracer{puts: map[assay.MentionID][]*oplog.Op{}, replaced: map[oplog.ID]bool{}, movers: map[[2]assay.TextID]*anchor.Mover{}, moves: map[leap]landing{}}
	if r.bodies, err = t.textsOf(ctx, `article = ?`, article[:]); err != nil {
		return nil, err
	}
	if r.settled, err = t.settled(ctx); err != nil {
		return nil, err
	}
	ops, err := t.opsOf(ctx, assay.KindArticle, assay.EntityID(article))
	if err != nil {
		return nil, err
	}
	for _, op := range setting(ops, "text") {
		r.replaced[op.Act] = !op.Restates()
	}
	ids := make([]assay.MentionID, len(mentions))
	for i := range mentions {
		ids[i] = mentions[i].ID
	}
	if ops, err = t.ops(ctx, `kind = 'mention' AND entity IN `+idList+` ORDER BY seq`, hexList(ids)); err != nil {
		return nil, err
	}
	for _, op := range ops {
		id := assay.MentionID(op.Entity)
		r.puts[id] = append(r.puts[id], op)
	}
	for id, ops := range r.puts {
		r.puts[id] = setting(oplog.Counting(ops), "start")
	}
	return r, nil
}

// setting returns those operations that set a field.
func setting(ops []*oplog.Op, field string) (list []*oplog.Op) {
	for _, op := range ops {
		if fields, err := oplog.DecodeBody(op.Body); err == nil && fields[field] != nil {
			list = append(list, op)
		}
	}
	return list
}

// settled returns the moves that an analyst has confirmed.
func (t *tx) settled(ctx context.Context) (map[string]bool, error) {
	subjects, err := query(ctx, t, `SELECT subject FROM decision WHERE suggestion = ? AND verdict = 'accepted' AND gone = 0 ORDER BY id`, []any{moved},
		func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) })
	all := make(map[string]bool, len(subjects))
	for _, s := range subjects {
		all[s] = true
	}
	return all, err
}

// stands goes through all that has put a mention anywhere. Where an analyst has put
// it is sure, and says anew what passage is meant. Where a replacement of the text
// has put it is sure if that follows from places that were, as texts are compared
// now: what was sure once and cannot be followed any more is a guess.
func (r *tracer) stands(m *assay.Mention) (s whereabouts) {
	for i, op := range r.puts[m.ID] {
		fields, err := oplog.DecodeBody(op.Body)
		if err != nil {
			continue
		}
		p := spot{assay.TextID(fields["text"].ID()), spanOf(fields)}
		switch {
		case i == 0 || !r.replaced[op.Act]:
			s = whereabouts{sure: []spot{p}}
		case r.settled[movedBy(m.ID, op.ID)]:
			s.learn(p)
			s.guess = false
		default:
			span, fate := r.move(&s, p.text)
			if s.guess = fate != anchor.Kept || span != p.span; !s.guess {
				s.learn(p)
			}
		}
		s.at = p
	}
	if s.at != (spot{m.Text, m.Span}) { // other analysts have put it elsewhere at the same time
		s.at, s.guess = spot{m.Text, m.Span}, true
	}
	return s
}

// move finds where a mention belongs in a text. It is sure there if it has been, or
// if one of the places where it is sure leads there beyond doubt and no other
// elsewhere.
func (r *tracer) move(s *whereabouts, to assay.TextID) (anchor.Span, anchor.Fate) {
	if span, ok := s.in(to); ok {
		return span, anchor.Kept
	}
	guess := landing{fate: anchor.Gone}
	var kept []anchor.Span
	for _, from := range slices.Backward(s.sure) {
		l := r.leap(from, to)
		if l.fate == anchor.Kept && !slices.Contains(kept, l.span) {
			kept = append(kept, l.span)
		}
		if guess.fate == anchor.Gone {
			guess = l
		}
	}
	switch {
	case len(kept) == 1:
		return kept[0], anchor.Kept
	case guess.fate == anchor.Gone: // what a guess leads to is a guess
		guess = r.leap(s.at, to)
	}
	if guess.fate != anchor.Gone {
		guess.fate = anchor.Unsure
	}
	return guess.span, guess.fate
}

// leap moves one passage from its text to another.
func (r *tracer) leap(from spot, to assay.TextID) landing {
	k := leap{from, to}
	l, ok := r.moves[k]
	if ok {
		return l
	}
	l.fate = anchor.Gone
	body, there := r.bodies[from.text]
	target, known := r.bodies[to]
	if there && known && body.In(from.span) {
		between := [2]assay.TextID{from.text, to}
		if r.movers[between] == nil {
			r.movers[between] = anchor.NewMover(body, target)
		}
		l.span, l.fate = r.movers[between].Move(from.span)
	}
	r.moves[k] = l
	return l
}

// before returns how the passage of a mention read where it was last sure to be.
func (r *tracer) before(m *assay.Mention, s *whereabouts) string {
	for _, p := range slices.Backward(s.sure) {
		if body, ok := r.bodies[p.text]; ok && body.In(p.span) {
			return body.Slice(p.span)
		}
	}
	return m.Quote
}
