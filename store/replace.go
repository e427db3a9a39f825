package store

import (
	"context"
	"database/sql"
	"strings"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// Replaced says what became of the mentions of an article when its text was
// replaced.
type Replaced struct {
	Text               assay.TextID
	Same               bool // it reads as before: at most how it was read is noted
	Kept, Unsure, Lost int
	Act                assay.ActID
}

// ReplaceText gives an article another text, read anew from its original or
// from later bytes. The old text stays in the case. Mentions, what paragraphs
// are and where sentences end move with it where the new text shows beyond
// doubt where they belong; a mention that is left in the old text is listed in
// the article's details, and so is one whose new place is a guess.
func (s *Store) ReplaceText(ctx context.Context, article assay.ArticleID, in assay.Import) (out Replaced, err error) {
	if err := in.Check(); err != nil {
		return out, err
	}
	out.Act, err = s.update(ctx, func(t *tx) error {
		articles, err := t.articles(ctx, `id = ?1 AND gone = 0`, article[:])
		if err != nil {
			return err
		}
		if len(articles) == 0 {
			return assay.NotFound("article")
		}
		old := articles[0].Text
		if out.Text, err = t.putText(ctx, article, old, &in); err != nil {
			return err
		}
		if out.Same = out.Text == old; out.Same {
			return nil
		}
		f, err := t.keys(ctx, assay.KindArticle, assay.EntityID(article))
		if err != nil {
			return err
		}
		f["text"] = oplog.Encode(out.Text)
		if err := t.edit(ctx, assay.KindArticle, assay.EntityID(article), f); err != nil {
			return err
		}
		return t.moveAll(ctx, article, old, &out)
	})
	return out, err
}

// putText writes the text that was read from some bytes of an article. One that
// the article has had before is taken up again, with how it was read this time.
func (t *tx) putText(ctx context.Context, article assay.ArticleID, old assay.TextID, in *assay.Import) (id assay.TextID, err error) {
	content, err := t.putBlob(ctx, []byte(in.Text))
	if err != nil {
		return id, err
	}
	capture, err := t.captureOf(ctx, article, in)
	if err != nil {
		return id, err
	}
	f := textFields(article, content, in)
	id = assay.TextID(assay.DeriveID(assay.KindText, f))
	before, err := t.texts(ctx, `id = ?`, id[:])
	if err != nil {
		return id, err
	}
	if len(before) > 0 {
		f = oplog.Fields{"article": f["article"], "content": f["content"], "extractor": f["extractor"], "charset": f["charset"], "charset_sure": f["charset_sure"]}
	} else {
		f = known(f)
		f["capture"], f["parent"] = oplog.Encode(capture), oplog.Encode(old)
	}
	return id, t.edit(ctx, assay.KindText, assay.EntityID{}, f)
}

// captureOf returns the capture of an article that holds the original of an
// import, and makes it if these bytes are new.
func (t *tx) captureOf(ctx context.Context, article assay.ArticleID, in *assay.Import) (assay.CaptureID, error) {
	original, err := t.putBlob(ctx, in.Original)
	if err != nil {
		return assay.CaptureID{}, err
	}
	captures, err := t.captures(ctx, `article = ? AND original = ?`, article[:], original[:])
	if err != nil {
		return assay.CaptureID{}, err
	}
	if len(captures) > 0 {
		return captures[0].ID, nil
	}
	f := t.captureFields(article, original, in)
	return assay.CaptureID(assay.DeriveID(assay.KindCapture, f)), t.edit(ctx, assay.KindCapture, assay.EntityID{}, known(f))
}

// moveAll moves what analysts have said of an article's older texts to the one
// in out. A mention that an earlier replacement left behind gets another chance.
func (t *tx) moveAll(ctx context.Context, article assay.ArticleID, old assay.TextID, out *Replaced) error {
	mentions, err := t.mentions(ctx, `article = ? AND "text" <> ?`, article[:], out.Text[:])
	if err != nil {
		return err
	}
	bodies, err := t.textsOf(ctx, `article = ?`, article[:])
	if err != nil {
		return err
	}
	to := bodies[out.Text]
	movers := map[assay.TextID]*anchor.Mover{}
	for _, m := range mentions {
		mover := movers[m.Text]
		if mover == nil {
			mover = anchor.NewMover(bodies[m.Text], to)
			movers[m.Text] = mover
		}
		span, fate := anchor.Span{}, anchor.Gone
		if bodies[m.Text].In(m.Span) {
			span, fate = mover.Move(m.Span)
		}
		switch fate {
		case anchor.Gone:
			out.Lost++
			continue
		case anchor.Unsure:
			out.Unsure++
		case anchor.Kept:
			out.Kept++
		}
		if err := t.edit(ctx, assay.KindMention, assay.EntityID(m.ID), assay.Position(out.Text, to, span)); err != nil {
			return err
		}
	}
	return t.moveBlocks(ctx, old, out.Text, bodies[old], to)
}

// moveBlocks says of another text what analysts have said of the paragraphs and
// sentences of the one before, where they are the same. The other paragraphs
// and sentences are new, and nobody has said anything of them.
func (t *tx) moveBlocks(ctx context.Context, old, id assay.TextID, from, to anchor.Text) error {
	mover := anchor.NewMover(from, to)
	blocks, err := t.blocks(ctx, `"text" = ? AND kind IS NOT NULL`, old[:])
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if !from.In(b.Span) {
			continue
		}
		if span, fate := mover.Move(b.Span); fate == anchor.Kept {
			if err := t.edit(ctx, assay.KindBlock, assay.EntityID{}, oplog.Fields{"text": oplog.Encode(id), "start": oplog.Encode(span.Start), "end": oplog.Encode(span.End), "kind": oplog.Encode(b.Kind)}); err != nil {
				return err
			}
		}
	}
	boundaries, err := t.boundaries(ctx, `"text" = ? AND edit IS NOT NULL`, old[:])
	if err != nil {
		return err
	}
	for _, b := range boundaries {
		after := anchor.Span{Start: b.At, End: min(b.At+anchor.ContextLen, from.Len())}
		if !from.In(after) {
			continue
		}
		if span, fate := mover.Move(after); fate == anchor.Kept && span.Start > 0 {
			if err := t.edit(ctx, assay.KindBoundary, assay.EntityID{}, oplog.Fields{"text": oplog.Encode(id), "at": oplog.Encode(span.Start), "edit": oplog.Encode(b.Edit)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// PlaceMention moves a mention that a replacement of the text has left behind,
// or put in a wrong place, to where the current text has the given words. It
// fails with KindInvalid unless they are there once.
func (s *Store) PlaceMention(ctx context.Context, id assay.MentionID, words string) (assay.ActID, error) {
	if strings.TrimSpace(words) == "" {
		return assay.ActID{}, assay.Invalid("words", "Write the words of the passage as the text has them now.")
	}
	return s.update(ctx, func(t *tx) error {
		m, err := t.mention(ctx, id)
		if err != nil {
			return err
		}
		var text assay.TextID
		if err := t.QueryRowContext(ctx, `SELECT "text" FROM article WHERE id = ?`, m.Article[:]).Scan(into(&text)); err != nil {
			return err
		}
		body, err := t.text(ctx, text)
		if err != nil {
			return err
		}
		matches, outcome := anchor.Find(body, anchor.Quote{Exact: strings.TrimSpace(words), Prefix: m.Prefix, Suffix: m.Suffix}, anchor.NoHint)
		switch {
		case outcome == anchor.NotFound || matches[0].Way == anchor.Approximate:
			return assay.Invalid("words", "These words are not in the text. Copy them from the article.")
		case outcome == anchor.Ambiguous:
			return assay.Invalid("words", "These words are in the text more than once. Add some of the words around them.")
		}
		if m.Text == text && m.Span == matches[0].Span {
			return t.settle(ctx, id, text)
		}
		if err := t.noTwin(ctx, id, m.Claim, text, matches[0].Span); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindMention, assay.EntityID(id), assay.Position(text, body, matches[0].Span))
	})
}

// moved is the kind of suggestion that the new place of a mention is.
const moved = "moved"

func movedTo(m assay.MentionID, text assay.TextID) string { return m.String() + " " + text.String() }

// ConfirmMove says that a mention belongs where a replacement of the text has
// put it.
func (s *Store) ConfirmMove(ctx context.Context, id assay.MentionID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		m, err := t.mention(ctx, id)
		if err != nil {
			return err
		}
		return t.settle(ctx, id, m.Text)
	})
}

func (t *tx) settle(ctx context.Context, id assay.MentionID, text assay.TextID) error {
	return t.edit(ctx, assay.KindDecision, assay.EntityID{}, oplog.Fields{
		"suggestion": oplog.Encode(moved), "subject": oplog.Encode(movedTo(id, text)), "coder": oplog.Encode(t.author.Actor), "verdict": oplog.Encode("accepted"),
	})
}

// Details returns all that is known of an article.
func (s *Store) Details(ctx context.Context, id assay.ArticleID) (d assay.ArticleDetails, err error) {
	err = s.view(ctx, func(t *tx) error {
		if d.ArticlePage, err = t.articlePage(ctx, id); err != nil {
			return err
		}
		if d.Texts, err = t.texts(ctx, `article = ?`, id[:]); err != nil {
			return err
		}
		if d.Case.Credits, err = t.creditsFor(ctx, []assay.ArticleID{id}); err != nil {
			return err
		}
		if d.Originals, err = t.originals(ctx, d.Captures); err != nil {
			return err
		}
		if d.Unsettled, err = t.unsettled(ctx, &d); err != nil {
			return err
		}
		return t.derivedFrom(ctx, s.Me(), &d)
	})
	return d, err
}

func (t *tx) originals(ctx context.Context, captures []assay.Capture) (map[assay.CaptureID]assay.Original, error) {
	all := make(map[assay.CaptureID]assay.Original, len(captures))
	for _, c := range captures {
		var o assay.Original
		err := t.QueryRowContext(ctx, `SELECT size, form = 'purged' FROM blob WHERE hash = ?`, c.Original[:]).Scan(&o.Size, &o.Purged)
		if err == sql.ErrNoRows {
			o.Purged = true // a copy that was shared without originals
		} else if err != nil {
			return nil, err
		}
		all[c.ID] = o
	}
	return all, nil
}

// unsettled returns the mentions that are in older texts, and those whose place
// in the current one is a guess that nobody has confirmed or put right. It
// follows from the log alone.
func (t *tx) unsettled(ctx context.Context, d *assay.ArticleDetails) ([]assay.Unsettled, error) {
	settled, err := t.settled(ctx)
	if err != nil || len(d.Texts) < 2 {
		return nil, err
	}
	bodies, err := t.textsOf(ctx, `article = ?`, d.Article.ID[:])
	if err != nil {
		return nil, err
	}
	var list []assay.Unsettled
	movers := map[assay.TextID]*anchor.Mover{}
	for _, m := range d.Case.Mentions {
		switch {
		case m.Article != d.Article.ID:
			continue
		case m.Text != d.Text.ID:
			list = append(list, assay.Unsettled{Mention: m.ID, Fate: anchor.Gone, Before: m.Quote})
			continue
		case settled[movedTo(m.ID, m.Text)]:
			continue
		}
		from, span, err := t.cameFrom(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		body, ok := bodies[from]
		if !ok || from == m.Text || !body.In(span) {
			continue
		}
		if movers[from] == nil {
			movers[from] = anchor.NewMover(body, d.Body)
		}
		if place, fate := movers[from].Move(span); fate == anchor.Unsure && place == m.Span {
			list = append(list, assay.Unsettled{Mention: m.ID, Fate: fate, Before: body.Slice(span)})
		}
	}
	return list, nil
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

// cameFrom returns where a mention was before it was put where it is.
func (t *tx) cameFrom(ctx context.Context, id assay.MentionID) (text assay.TextID, span anchor.Span, err error) {
	ops, err := t.opsOf(ctx, assay.KindMention, assay.EntityID(id))
	if err != nil {
		return text, span, err
	}
	state := oplog.Project(ops)
	put := state.Fields["text"].At
	var earlier []*oplog.Op
	for _, op := range ops {
		if op.At < put {
			earlier = append(earlier, op)
		}
	}
	before := oplog.Project(earlier)
	return assay.TextID(before.Value("text").ID()), anchor.Span{Start: int(before.Value("start").Number()), End: int(before.Value("end").Number())}, nil
}
