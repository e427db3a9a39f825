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
}

// fates returns what becomes of the mentions of an article that are not in a text,
// whose body is to. A mention that an earlier replacement left behind gets another
// chance.
func (t *tx) fates(ctx context.Context, article assay.ArticleID, text assay.TextID, to anchor.Text) ([]fated, error) {
	mentions, err := t.mentions(ctx, `article = ? AND "text" <> ?`, article[:], text[:])
	if err != nil || len(mentions) == 0 {
		return nil, err
	}
	bodies, err := t.textsOf(ctx, `article = ?`, article[:])
	if err != nil {
		return nil, err
	}
	all := make([]fated, 0, len(mentions))
	movers := map[assay.TextID]*anchor.Mover{}
	for _, m := range mentions {
		f := fated{mention: m, fate: anchor.Gone}
		if body := bodies[m.Text]; body.In(m.Span) {
			if movers[m.Text] == nil {
				movers[m.Text] = anchor.NewMover(body, to)
			}
			f.span, f.fate = movers[m.Text].Move(m.Span)
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
		if all[i].fate == anchor.Gone {
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
				out.Doubtful = append(out.Doubtful, assay.Unsettled{Mention: f.mention.ID, Fate: f.fate, Before: f.mention.Quote})
			}
		}
		return nil
	})
	return out, err
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
	settled, err := t.settled(ctx)
	if err != nil || len(d.Texts) < 2 {
		return nil, err
	}
	bodies, err := t.textsOf(ctx, `article = ?`, d.Article.ID[:])
	if err != nil {
		return nil, err
	}
	var list []assay.Unsettled
	trace := tracer{tx: t, bodies: bodies, settled: settled, movers: map[[2]assay.TextID]*anchor.Mover{}}
	for _, m := range d.Case.Mentions {
		if m.Article != d.Article.ID {
			continue
		}
		if m.Text != d.Text.ID {
			list = append(list, assay.Unsettled{Mention: m.ID, Fate: anchor.Gone, Before: m.Quote})
			continue
		}
		before, guessed, err := trace.guessed(ctx, &m)
		if err != nil {
			return nil, err
		}
		if guessed {
			list = append(list, assay.Unsettled{Mention: m.ID, Fate: anchor.Unsure, Before: before})
		}
	}
	return list, nil
}

// tracer follows mentions back through the texts of an article.
type tracer struct {
	*tx
	bodies  map[assay.TextID]anchor.Text
	settled map[string]bool
	movers  map[[2]assay.TextID]*anchor.Mover // from one text to another
}

// guessed reports whether a mention stands where it does because a replacement of
// the text, the last one or one before, was not sure where to put it, and nobody
// has said since that it belongs there. It returns what it read before.
func (t *tracer) guessed(ctx context.Context, m *assay.Mention) (before string, is bool, err error) {
	if t.settled[movedTo(m.ID, m.Text)] {
		return "", false, nil
	}
	ops, err := t.opsOf(ctx, assay.KindMention, assay.EntityID(m.ID))
	if err != nil {
		return "", false, err
	}
	text, span := m.Text, m.Span
	for range t.bodies { // it has been in each of them once, or somebody has put it where it was
		from, at, rest := cameFrom(ops)
		body, ok := t.bodies[from]
		if !ok || from == text || !body.In(at) {
			return "", false, nil
		}
		place, fate := t.mover(from, text).Move(at)
		switch {
		case place != span || fate == anchor.Gone: // somebody has put it there
			return "", false, nil
		case fate == anchor.Unsure:
			return body.Slice(at), true, nil
		case t.settled[movedTo(m.ID, from)]:
			return "", false, nil
		}
		text, span, ops = from, at, rest
	}
	return "", false, nil
}

func (t *tracer) mover(from, to assay.TextID) *anchor.Mover {
	k := [2]assay.TextID{from, to}
	if t.movers[k] == nil {
		t.movers[k] = anchor.NewMover(t.bodies[from], t.bodies[to])
	}
	return t.movers[k]
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

// cameFrom returns where a mention was before it was put where its operations have
// it, and the operations by which it was there.
func cameFrom(ops []*oplog.Op) (text assay.TextID, span anchor.Span, earlier []*oplog.Op) {
	state := oplog.Project(ops)
	put := state.Fields["text"].At
	for _, op := range ops {
		if op.At < put {
			earlier = append(earlier, op)
		}
	}
	before := oplog.Project(earlier)
	return assay.TextID(before.Value("text").ID()), anchor.Span{Start: int(before.Value("start").Number()), End: int(before.Value("end").Number())}, earlier
}
