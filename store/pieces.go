package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"assay/internal/assay"
)

// A reader holds up a commit. So a large case is read in pieces, and so many rows of it at
// once that a piece takes about this long.
const (
	pieceTime   = 20 * time.Millisecond
	pieceFirst  = 500 // rows
	pieceFewest = 50
)

// changedAtOnce is how many operations are looked at in one go for what they have changed
// meanwhile.
const changedAtOnce = 1000

// piece is a kind of thing of which a case may have many.
type piece struct {
	kind    assay.Kind
	read    func(ctx context.Context, t *tx, where string, args ...any) error // adds some to the case
	again   func(ctx context.Context, t *tx, ids []assay.EntityID) error      // reads what has changed since
	changed func(id assay.EntityID) bool                                      // reports whether that was read again
	settle  func()                                                            // puts it in its place
}

// pieces are all such kinds, with where they go in a case.
func pieces(c *assay.Case) []piece {
	return []piece{
		pieceOf(assay.KindClaim, &c.Claims, (*tx).claims, func(x *assay.Claim) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindArticle, &c.Articles, (*tx).articles, func(x *assay.Article) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindText, &c.Texts, (*tx).texts, func(x *assay.Text) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindCapture, &c.Captures, (*tx).captures, func(x *assay.Capture) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindBlock, &c.Blocks, (*tx).blocks, func(x *assay.Block) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindBoundary, &c.Boundaries, (*tx).boundaries, func(x *assay.Boundary) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindMention, &c.Mentions, (*tx).mentions, func(x *assay.Mention) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindJudgement, &c.Judgements, (*tx).judgements, func(x *assay.Judgement) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindAttribution, &c.Attributions, (*tx).attributions, func(x *assay.Attribution) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindTagging, &c.Taggings, (*tx).rawTaggings, func(x *assay.Tagging) assay.EntityID { return assay.EntityID(x.ID) }),
		pieceOf(assay.KindNote, &c.Notes, (*tx).rawNotes, func(x *assay.Note) assay.EntityID { return assay.EntityID(x.ID) }),
	}
}

func pieceOf[T any](kind assay.Kind, list *[]T, read func(*tx, context.Context, string, ...any) ([]T, error), id func(*T) assay.EntityID) piece {
	since := map[assay.EntityID]*T{} // nil for what is gone
	return piece{
		kind: kind,
		read: func(ctx context.Context, t *tx, where string, args ...any) error {
			more, err := read(t, ctx, where, args...)
			if len(*list) == 0 {
				*list = more
			} else {
				*list = append(*list, more...)
			}
			return err
		},
		again: func(ctx context.Context, t *tx, ids []assay.EntityID) error {
			for _, x := range ids {
				since[x] = nil
			}
			now, err := read(t, ctx, `id IN `+idList, hexList(ids))
			for i := range now {
				since[id(&now[i])] = &now[i]
			}
			return err
		},
		changed: func(id assay.EntityID) bool { _, is := since[id]; return is },
		settle: func() {
			if len(since) == 0 {
				return
			}
			*list = slices.DeleteFunc(*list, func(x T) bool { _, is := since[id(&x)]; return is })
			for _, x := range since {
				if x != nil {
					*list = append(*list, *x)
				}
			}
			if len(*list) == 0 {
				*list = nil // as if none had ever been there
			}
		},
	}
}

// piecemeal is a case that is being read in pieces, beside whoever changes it.
type piecemeal struct {
	s      *Store
	c      *assay.Case
	pieces []piece
	ends   [][]pieceEnd // of each of them
	upTo   logEnd       // the last of the operations whose changes have been read
	heirs  map[assay.TagID]assay.TagID
}

// pieceEnd is the last row of what was read in one go, by which it can be told whether the
// tables were made again.
type pieceEnd struct {
	row int64
	id  assay.EntityID
}

// errMoved is that things have been moved about while they were read.
var errMoved = errors.New("the tables have been made again")

// wholeCase reads the whole case as it is at one moment, and returns the row of the last
// operation of then. What is changed while it is read is read again at the end.
func (s *Store) wholeCase(ctx context.Context) (c *assay.Case, last int64, err error) {
	for {
		r := s.piecemeal()
		if err = r.all(ctx); !errors.Is(err, errMoved) {
			return r.c, r.upTo.seq, err
		}
	}
}

func (s *Store) piecemeal() *piecemeal {
	r := &piecemeal{s: s, c: &assay.Case{}}
	r.pieces = pieces(r.c)
	r.ends = make([][]pieceEnd, len(r.pieces))
	return r
}

func (r *piecemeal) all(ctx context.Context) error {
	err := r.begin(ctx)
	for i := range r.pieces {
		if err == nil {
			err = r.piece(ctx, i)
		}
	}
	if err != nil {
		return err
	}
	return r.end(ctx)
}

// begin notes from where on changes are to be read.
func (r *piecemeal) begin(ctx context.Context) error {
	return r.s.view(ctx, func(t *tx) (err error) {
		r.upTo, err = t.logEnd(ctx)
		return err
	})
}

// end reads what was changed meanwhile, and puts everything in its place.
func (r *piecemeal) end(ctx context.Context) error {
	for done := false; !done; {
		err := r.s.view(ctx, func(t *tx) (err error) {
			done, err = r.catchUp(ctx, t)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, p := range r.pieces {
		p.settle()
	}
	finish(r.c, r.heirs)
	return nil
}

// piece reads everything of a kind, each time as much as there is time for.
func (r *piecemeal) piece(ctx context.Context, i int) error {
	for n := pieceFirst; ; {
		begun := time.Now() //nolint:forbidigo // how long it takes, whatever the case's clock says
		more, err := r.next(ctx, i, n)
		if err != nil || !more {
			return err
		}
		switch took := time.Since(begun); {
		case took < pieceTime/2:
			n *= 2
		case took > pieceTime:
			n = max(n/2, pieceFewest)
		}
	}
}

// next reads the next rows of a kind, and reports whether there were any.
func (r *piecemeal) next(ctx context.Context, i, n int) (more bool, err error) {
	p, table, from := r.pieces[i], quoted(string(r.pieces[i].kind)), int64(0)
	if k := len(r.ends[i]); k > 0 {
		from = r.ends[i][k-1].row
	}
	err = r.s.view(ctx, func(t *tx) error {
		var end pieceEnd
		err := t.QueryRowContext(ctx, `SELECT rowid, id FROM `+table+` WHERE rowid < (SELECT min(rowid) FROM `+table+` WHERE rowid > ?) + ? ORDER BY rowid DESC LIMIT 1`, from, n).Scan(&end.row, into(&end.id))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		more = true
		r.ends[i] = append(r.ends[i], end)
		t.unsorted = true // all of it will be sorted
		return p.read(ctx, t, `rowid > ?1 AND rowid <= ?2`, from, end.row)
	})
	return more, err
}

// catchUp reads again what was changed since the last time. Once it has come to the end of
// the log it reads what there is little of, too: then the case is as the transaction sees it.
func (r *piecemeal) catchUp(ctx context.Context, t *tx) (done bool, err error) {
	last, err := t.logEnd(ctx)
	if err != nil {
		return false, err
	}
	next, changed, err := t.changedSince(ctx, r.upTo)
	if err != nil {
		return false, err
	}
	for _, p := range r.pieces {
		if ids := changed[p.kind]; len(ids) > 0 {
			if err := p.again(ctx, t, ids); err != nil {
				return false, err
			}
		}
	}
	if r.upTo = next; next != last {
		return false, nil
	}
	if err := r.inPlace(ctx, t); err != nil {
		return false, err
	}
	few, err := t.rest(ctx)
	if err != nil {
		return false, err
	}
	r.heirs = t.heirs
	r.c.Info, r.c.Actors, r.c.Sources, r.c.Sames, r.c.Events, r.c.Works = few.Info, few.Actors, few.Sources, few.Sames, few.Events, few.Works
	r.c.Tags, r.c.Numbers, r.c.Questions, r.c.Versions, r.c.Reports, r.c.Decisions = few.Tags, few.Numbers, few.Questions, few.Versions, few.Reports, few.Decisions
	return true, nil
}

// inPlace fails with errMoved unless rows are where they were when they were read, but for
// those that were changed: each part of a table has been read once.
func (r *piecemeal) inPlace(ctx context.Context, t *tx) error {
	for i, ends := range r.ends {
		for _, end := range ends {
			var id assay.EntityID
			err := t.QueryRowContext(ctx, `SELECT id FROM `+quoted(string(r.pieces[i].kind))+` WHERE rowid = ?`, end.row).Scan(into(&id))
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			if id != end.id && !r.pieces[i].changed(end.id) {
				return errMoved
			}
		}
	}
	return nil
}

// logEnd returns the last operation of the log, zero if there is none.
func (t *tx) logEnd(ctx context.Context) (end logEnd, err error) {
	err = t.QueryRowContext(ctx, `SELECT seq, id FROM op ORDER BY seq DESC LIMIT 1`).Scan(&end.seq, into(&end.id))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return end, err
}

// changedSince returns what some operations after one are about, and the last of those. It
// fails with errMoved if something was taken out of the log since, or may have been.
func (t *tx) changedSince(ctx context.Context, after logEnd) (end logEnd, changed map[assay.Kind][]assay.EntityID, err error) {
	if after.seq > 0 {
		if same, err := t.follows(ctx, after); err != nil || !same {
			return end, nil, errors.Join(err, errMoved)
		}
	}
	end = after
	err = t.QueryRowContext(ctx, `SELECT seq, id FROM (SELECT seq, id FROM op WHERE seq > ? ORDER BY seq LIMIT ?) ORDER BY seq DESC LIMIT 1`, after.seq, changedAtOnce).Scan(&end.seq, into(&end.id))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return end, nil, err
	}
	list, err := query(ctx, t, `
		SELECT kind, entity FROM op NOT INDEXED WHERE seq > ?1 AND seq <= ?2 UNION
		SELECT 'article', unhex(replace(o.body ->> 'article', '-', '')) FROM op c NOT INDEXED CROSS JOIN op o ON o.entity = c.entity AND o.kind = c.kind WHERE c.seq > ?1 AND c.seq <= ?2 AND c.kind = 'article_event'`,
		[]any{after.seq, end.seq}, func(rows *sql.Rows) (e entity, err error) { return e, rows.Scan(&e.kind, into(&e.id)) })
	changed = map[assay.Kind][]assay.EntityID{}
	for _, e := range list {
		if e.kind == assay.KindMerge {
			return end, nil, errMoved
		}
		changed[e.kind] = append(changed[e.kind], e.id)
	}
	return end, changed, err
}
