package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"path/filepath"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Past returns the case as it was at a moment: what its file knew then, in the order in
// which it came to know it. What a merge has brought later is not in it, whenever that was
// written. when is when that was. It fails with KindNotFound if there is no such moment.
func (s *Store) Past(ctx context.Context, to assay.Moment) (from Copy, when assay.When, err error) {
	p := &past{store: s}
	err = s.view(ctx, func(t *tx) error {
		p.last, when, err = t.moment(ctx, to)
		return err
	})
	return p, when, err
}

// moment returns the last row of the log that a moment knows of, and when it was: the one
// that named the state, or the last of the act. What a merge has brought came at once,
// so one that is in it is the moment after that merge.
func (t *tx) moment(ctx context.Context, to assay.Moment) (last int64, when assay.When, err error) {
	where, id, what := `act = ? ORDER BY seq DESC`, to.Act[:], assay.Noun("page")
	if !to.Point.IsZero() {
		where, id, what = `entity = ? AND kind = 'restore_point' AND undoes IS NULL AND EXISTS (SELECT 1 FROM restore_point WHERE id = entity AND gone = 0) ORDER BY seq`, to.Point[:], noun(assay.KindRestorePoint)
	}
	var came int
	err = t.QueryRowContext(ctx, `SELECT seq, at, came FROM op WHERE `+where+` LIMIT 1`, id).Scan(&last, &when.At, &came)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, when, assay.NotFound(what)
	case err == nil && came > 0:
		if err = t.QueryRowContext(ctx, `SELECT max(seq) FROM op WHERE came = ?`, came).Scan(&last); err == nil {
			when, err = t.mergedAfter(ctx, last, when)
		}
	}
	return last, when, err
}

// mergedAfter returns when the merge was of which a row of the log is the last that it has
// brought: the account of it follows. otherwise is for a log without one.
func (t *tx) mergedAfter(ctx context.Context, last int64, otherwise assay.When) (assay.When, error) {
	ops, err := t.ops(ctx, `seq = (SELECT min(seq) FROM op WHERE seq > ? AND came = 0) AND kind = 'merge'`, last)
	if err != nil || len(ops) == 0 {
		return otherwise, err
	}
	fields, err := oplog.DecodeBody(ops[0].Body)
	return assay.When{At: ops[0].At, Merged: fields["file"].Text()}, err
}

// past is a Copy of the case itself, up to one row of its log.
type past struct {
	store *Store
	last  int64
}

// About implements Copy.
func (p *past) About() About {
	return About{Name: filepath.Base(p.store.known), Format: p.store.format}
}

// Close implements Copy.
func (p *past) Close() error { return nil }

// Rows implements Copy.
func (p *past) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var list []Row
		err := p.store.view(ctx, func(t *tx) (err error) {
			list, err = query(ctx, t, `SELECT seq, id, came = -1 FROM op WHERE seq <= ? ORDER BY seq`, []any{p.last}, func(rows *sql.Rows) (r Row, err error) {
				return r, rows.Scan(&r.Seq, into(&r.ID), &r.Given)
			})
			return err
		})
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Operations implements Copy.
func (p *past) Operations(ctx context.Context, seqs []int64) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		if len(seqs) == 0 {
			return
		}
		var list []*oplog.Op
		err := p.store.view(ctx, func(t *tx) (err error) {
			list, err = t.ops(ctx, `seq BETWEEN ? AND ? ORDER BY seq`, seqs[0], seqs[len(seqs)-1])
			return err
		})
		for _, op := range list {
			if !yield(*op, nil) {
				return
			}
		}
		if err != nil {
			yield(oplog.Op{}, err)
		}
	}
}

// Blob implements Copy.
func (p *past) Blob(ctx context.Context, hash oplog.Hash) (data []byte, err error) {
	err = p.store.view(ctx, func(t *tx) (err error) {
		data, err = t.blob(ctx, hash)
		return err
	})
	if assay.KindOf(err) == assay.KindNotFound {
		return nil, nil
	}
	return data, err
}

// Purged implements Copy.
func (p *past) Purged(ctx context.Context) (list []Purged, err error) {
	err = p.store.view(ctx, func(t *tx) (err error) {
		list, err = query(ctx, t, `SELECT hash, size FROM blob WHERE form = 'purged' ORDER BY seq`, nil, func(rows *sql.Rows) (x Purged, err error) {
			return x, rows.Scan(into(&x.Hash), &x.Size)
		})
		return err
	})
	return list, err
}

// ReceiveToRead makes a new case at path as Receive does, with its index of words, and
// opens it to be read.
func ReceiveToRead(ctx context.Context, from Copy, path string, o Options) (*Store, error) {
	r, err := Receive(ctx, from, path, o)
	if err == nil {
		err = indexAll(ctx, path, o)
	}
	if err != nil {
		return nil, err
	}
	o.ReadOnly, o.Received = true, &r
	return Open(ctx, path, o)
}

func indexAll(ctx context.Context, path string, o Options) (err error) {
	s, err := Open(ctx, path, Options{Actor: o.Actor, Now: o.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for left := 1; left > 0; {
		if left, err = s.Index(ctx); err != nil {
			return err
		}
	}
	return nil
}
