package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"slices"
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
		if !in.Over.IsZero() && in.Over != old {
			e := assay.Conflict("The article has got another text since you opened the page. Save again to put yours in its place: the other is kept.")
			e.Field = "text"
			return e
		}
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
		f = oplog.Fields{"article": f["article"], "content": f["content"], "extractor": f["extractor"], "charset": f["charset"], "charset_sure": f["charset_sure"], "choice": f["choice"]}
		if len(in.Pages) > 0 { // what is missing of them may be known by now
			f["pages"] = oplog.Encode(in.Pages)
		}
		if len(in.Outline) > 0 {
			f["outline"] = oplog.Encode(in.Outline)
		}
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

// fated is a mention with what becomes of it when its article gets another text.
type fated struct {
	mention assay.Mention
	span    anchor.Span // in the other text, if it is not gone
	fate    anchor.Fate
	before  string // the passage as it read where it was sure to be
}

// fates returns what becomes of the mentions of an article when it gets a text,
// whose body is to. A mention that an earlier replacement left behind gets another
// chance, and one that was left behind in that very text has its place in it; of
// those, only what is a guess is returned.
func (t *tx) fates(ctx context.Context, article assay.ArticleID, text assay.TextID, to anchor.Text) ([]fated, error) {
	mentions, err := t.mentions(ctx, `article = ?`, article[:])
	if err != nil || len(mentions) == 0 {
		return nil, err
	}
	trace, err := t.trace(ctx, article, mentions)
	if err != nil {
		return nil, err
	}
	trace.bodies[text] = to
	all := make([]fated, 0, len(mentions))
	for _, m := range mentions {
		stands := trace.stands(&m)
		f := fated{mention: m, span: m.Span, fate: anchor.Unsure, before: trace.before(&m, &stands)}
		if m.Text != text {
			f.span, f.fate = trace.move(&stands, text)
		} else if !stands.guess {
			continue
		}
		all = append(all, f)
	}
	return all, nil
}

// count adds what becomes of mentions to what is said of a replacement.
func (r *Replaced) count(all []fated) {
	for i := range all {
		switch all[i].fate {
		case anchor.Gone:
			r.Lost++
		case anchor.Unsure:
			r.Unsure++
		case anchor.Kept:
			r.Kept++
		}
	}
}

// moveAll moves what analysts have said of an article's older texts to the one
// in out.
func (t *tx) moveAll(ctx context.Context, article assay.ArticleID, old assay.TextID, out *Replaced) error {
	bodies, err := t.textsOf(ctx, `article = ?`, article[:])
	if err != nil {
		return err
	}
	to := bodies[out.Text]
	all, err := t.fates(ctx, article, out.Text, to)
	if err != nil {
		return err
	}
	out.count(all)
	for i := range all {
		if all[i].fate == anchor.Gone || all[i].mention.Text == out.Text {
			continue
		}
		if err := t.edit(ctx, assay.KindMention, assay.EntityID(all[i].mention.ID), assay.Position(out.Text, to, all[i].span)); err != nil {
			return err
		}
	}
	return t.moveBlocks(ctx, old, out.Text, bodies[old], to)
}

// Prospect is what would become of an article if its text were replaced.
type Prospect struct {
	Replaced
	Doubtful []assay.Unsettled // the mentions that would be to be looked at, in the order of the text so far
}

// ForeseeText returns what [Store.ReplaceText] would make of an article, and
// writes nothing.
func (s *Store) ForeseeText(ctx context.Context, article assay.ArticleID, in assay.Import) (out Prospect, err error) {
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.view(ctx, func(t *tx) error {
		articles, err := t.articles(ctx, `id = ?1 AND gone = 0`, article[:])
		if err != nil {
			return err
		}
		if len(articles) == 0 {
			return assay.NotFound("article")
		}
		out.Text = assay.TextID(assay.DeriveID(assay.KindText, textFields(article, sha256.Sum256([]byte(in.Text)), &in)))
		if out.Same = out.Text == articles[0].Text; out.Same {
			return nil
		}
		all, err := t.fates(ctx, article, out.Text, anchor.NewText(in.Text))
		if err != nil {
			return err
		}
		out.count(all)
		slices.SortStableFunc(all, func(a, b fated) int { return cmp.Compare(a.mention.Span.Start, b.mention.Span.Start) })
		for i := range all {
			if f := &all[i]; f.fate != anchor.Kept {
				out.Doubtful = append(out.Doubtful, assay.Unsettled{Mention: f.mention.ID, Fate: f.fate, Before: f.before})
			}
		}
		return nil
	})
	return out, err
}

// moveBlocks says of another text what analysts have said of the paragraphs and
// sentences of the one before, where they are the same, and takes back what was said
// of them there if it was taken back since. The other paragraphs and sentences are
// new, and nobody has said anything of them.
func (t *tx) moveBlocks(ctx context.Context, old, id assay.TextID, from, to anchor.Text) error {
	mover := anchor.NewMover(from, to)
	kinds, edits, err := t.saidOf(ctx, id)
	if err != nil {
		return err
	}
	blocks, err := t.blocks(ctx, `"text" = ?`, old[:])
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if !from.In(b.Span) {
			continue
		}
		if span, fate := mover.Move(b.Span); fate == anchor.Kept && kinds[span] != b.Kind {
			if err := t.edit(ctx, assay.KindBlock, assay.EntityID{}, oplog.Fields{"text": oplog.Encode(id), "start": oplog.Encode(span.Start), "end": oplog.Encode(span.End), "kind": said(b.Kind)}); err != nil {
				return err
			}
		}
	}
	boundaries, err := t.boundaries(ctx, `"text" = ?`, old[:])
	if err != nil {
		return err
	}
	for _, b := range boundaries {
		after := anchor.Span{Start: b.At, End: min(b.At+anchor.ContextLen, from.Len())}
		if !from.In(after) {
			continue
		}
		if span, fate := mover.Move(after); fate == anchor.Kept && span.Start > 0 && edits[span.Start] != b.Edit {
			if err := t.edit(ctx, assay.KindBoundary, assay.EntityID{}, oplog.Fields{"text": oplog.Encode(id), "at": oplog.Encode(span.Start), "edit": said(b.Edit)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// saidOf returns what analysts have said of the paragraphs of a text, and of where its
// sentences end.
func (t *tx) saidOf(ctx context.Context, text assay.TextID) (kinds map[anchor.Span]string, edits map[int]string, err error) {
	kinds, edits = map[anchor.Span]string{}, map[int]string{}
	blocks, err := t.blocks(ctx, `"text" = ?`, text[:])
	if err != nil {
		return nil, nil, err
	}
	for _, b := range blocks {
		kinds[b.Span] = b.Kind
	}
	boundaries, err := t.boundaries(ctx, `"text" = ?`, text[:])
	for _, b := range boundaries {
		edits[b.At] = b.Edit
	}
	return kinds, edits, err
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
			return t.settle(ctx, id)
		}
		if err := t.noTwin(ctx, id, m.Claim, text, matches[0].Span); err != nil {
			return err
		}
		return t.edit(ctx, assay.KindMention, assay.EntityID(id), assay.Position(text, body, matches[0].Span))
	})
}

// moved is the kind of suggestion that the new place of a mention is. What is
// accepted is the operation that put it there: the same place, reached in another
// way, is another guess.
const moved = "moved"

func movedBy(m assay.MentionID, op oplog.Hash) string { return m.String() + " " + op.String() }

// ConfirmMove says that a mention belongs where a replacement of the text has
// put it. It fails with KindConflict if it does not stand where the analyst saw
// it, or not in the article's text.
func (s *Store) ConfirmMove(ctx context.Context, id assay.MentionID, seen assay.Place) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		m, err := t.mention(ctx, id)
		if err != nil {
			return err
		}
		var text assay.TextID
		if err := t.QueryRowContext(ctx, `SELECT "text" FROM article WHERE id = ?`, m.Article[:]).Scan(into(&text)); err != nil {
			return err
		}
		if m.Text != text {
			return assay.Conflict("The text of this article has been replaced since you opened it. Reload the page.")
		}
		if seen != m.Place() {
			return assay.Conflict("This mention has been put elsewhere since you opened the page. Reload it.")
		}
		return t.settle(ctx, id)
	})
}

// settle says that a mention belongs where it is.
func (t *tx) settle(ctx context.Context, id assay.MentionID) error {
	state, err := t.state(ctx, assay.KindMention, assay.EntityID(id))
	if err != nil {
		return err
	}
	return t.edit(ctx, assay.KindDecision, assay.EntityID{}, oplog.Fields{
		"suggestion": oplog.Encode(moved), "subject": oplog.Encode(movedBy(id, state.Fields["start"].Op)), "coder": oplog.Encode(t.author.Actor), "verdict": oplog.Encode("accepted"),
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
		near, err := t.copiesOf(ctx, []assay.ArticleID{id})
		if err != nil {
			return err
		}
		d.Near = near[id]
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
	mentions := slices.DeleteFunc(slices.Clone(d.Case.Mentions), func(m assay.Mention) bool { return m.Article != d.Article.ID })
	if len(mentions) == 0 || len(d.Texts) < 2 {
		return nil, nil
	}
	trace, err := t.trace(ctx, d.Article.ID, mentions)
	if err != nil {
		return nil, err
	}
	var list []assay.Unsettled
	for _, m := range mentions {
		stands := trace.stands(&m)
		u := assay.Unsettled{Mention: m.ID, Fate: anchor.Unsure, Before: trace.before(&m, &stands)}
		switch {
		case m.Text != d.Text.ID:
			u.Fate = anchor.Gone
		case !stands.guess:
			continue
		}
		list = append(list, u)
	}
	return list, nil
}
