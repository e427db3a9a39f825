package store

import (
	"context"
	"iter"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// logPage is how many operations are read in one go.
const logPage = 2000

// Snapshot returns the case as it is now, for exports. It holds no reader once
// it has returned, however slowly the export is taken: operations and texts
// never change, so that later readings of them are readings of this moment.
// Its functions work while ctx lives and the store is open.
func (s *Store) Snapshot(ctx context.Context) (assay.Snapshot, error) {
	c, last, err := s.wholeCase(ctx)
	if err != nil {
		return assay.Snapshot{}, err
	}
	snap := assay.Snapshot{Me: s.Me(), Case: c}
	content := make(map[assay.TextID]oplog.Hash, len(snap.Case.Texts))
	for i := range snap.Case.Texts {
		content[snap.Case.Texts[i].ID] = snap.Case.Texts[i].Content
	}
	snap.Blob = func(h oplog.Hash) (data []byte, err error) {
		err = s.view(ctx, func(t *tx) error {
			data, err = t.blob(ctx, h)
			return err
		})
		return data, err
	}
	snap.Text = func(id assay.TextID) (string, error) {
		data, err := snap.Blob(content[id])
		return string(data), err
	}
	snap.Log = func() iter.Seq2[oplog.Op, error] { return s.logUpTo(ctx, last, logPage) }
	return snap, nil
}

// logUpTo returns the operations that had arrived by then, in order of time,
// read some at a time.
func (s *Store) logUpTo(ctx context.Context, last int64, size int) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		var at oplog.Clock
		id := oplog.Hash{}
		for {
			var page []*oplog.Op
			err := s.view(ctx, func(t *tx) (err error) {
				page, err = t.ops(ctx, `seq <= ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?`, last, at, id[:], size)
				return err
			})
			if err != nil {
				yield(oplog.Op{}, err)
				return
			}
			for _, op := range page {
				if !yield(*op, nil) {
					return
				}
				at, id = op.At, op.ID
			}
			if len(page) < size {
				return
			}
		}
	}
}
