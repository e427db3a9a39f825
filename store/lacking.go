package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// lacking returns the operations that another copy has and the case has not, and where
// the log of the case ends.
func (t *tx) lacking(ctx context.Context, from Copy, m *assay.Merge) (ops []oplog.Op, last int, err error) {
	rows, err := t.unlisted(ctx, from, m)
	if err != nil {
		return nil, 0, err
	}
	listed, seqs := make(map[oplog.Hash]bool, len(rows)), make([]int64, len(rows))
	for i, row := range rows {
		listed[row.ID], seqs[i] = true, row.Seq
	}
	ops = make([]oplog.Op, 0, len(rows))
	var misnamed []*oplog.Op // in a row that was listed under another id
	for op, err := range from.Operations(ctx, seqs) {
		switch {
		case errors.Is(err, ErrRefused):
			m.Refused++
		case err != nil:
			return nil, 0, err
		default:
			if ops = append(ops, op); !listed[op.ID] {
				misnamed = append(misnamed, &op)
			}
		}
	}
	if len(misnamed) > 0 {
		had, err := t.known(ctx, misnamed)
		if err != nil {
			return nil, 0, err
		}
		m.Shared += len(ops)
		ops = slices.DeleteFunc(ops, func(op oplog.Op) bool { return had[op.ID] })
		m.Shared -= len(ops)
	}
	last, err = t.last(ctx)
	return ops, last, err
}

// unlisted returns the rows of another copy with ids that the case has not, and counts the
// others in m.
func (t *tx) unlisted(ctx context.Context, from Copy, m *assay.Merge) (rows []Row, err error) {
	if other, ok := from.(sorted); ok {
		rows, shared, ok, err := t.unlistedOf(ctx, other)
		if ok || err != nil {
			m.Shared += shared
			return rows, err
		}
	}
	have, err := t.ids(ctx)
	if err != nil {
		return nil, err
	}
	for row, err := range from.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		if have[row.ID] {
			m.Shared++
		} else {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// sorted is a Copy that can list its operations by their ids, which takes a fifth of
// listing them by their rows: the ids stand together in an index.
type sorted interface {
	// idsFrom lists the operations whose ids begin with a byte.
	idsFrom(ctx context.Context, first byte) (rowList, error)
	// span returns the numbers of the first and the last row.
	span(ctx context.Context) (first, last int64, err error)
}

// rowList are ids of operations one behind the other and, with commas between them, the
// rows in which they stand.
type rowList struct {
	ids  []byte
	rows string
}

// each calls a function with every id and its row, and returns how many there are; false
// if this is no list of ids that rise, as an index has them if it is whole.
func (l rowList) each(see func(id oplog.Hash, row int64)) (n int, ok bool) {
	var before []byte
	for id := range slices.Chunk(l.ids, len(oplog.Hash{})) {
		text, rest, _ := strings.Cut(l.rows, ",")
		row, err := strconv.ParseInt(text, 10, 64)
		if len(id) != len(oplog.Hash{}) || err != nil || bytes.Compare(id, before) <= 0 {
			return n, false
		}
		see(oplog.Hash(id), row)
		n, before, l.rows = n+1, id, rest
	}
	return n, l.rows == ""
}

// unlistedOf is unlisted for a copy that can list its operations by their ids, and false if
// that is not all that it has.
func (t *tx) unlistedOf(ctx context.Context, from sorted) (rows []Row, shared int, ok bool, err error) {
	listed := 0
	for first := range 256 {
		theirs, err := from.idsFrom(ctx, byte(first))
		if err != nil {
			return nil, 0, false, err
		}
		ours, err := t.idsFrom(ctx, byte(first))
		if err != nil {
			return nil, 0, false, err
		}
		n, ok := theirs.each(func(id oplog.Hash, row int64) {
			for len(ours) > 0 && bytes.Compare(ours[:len(id)], id[:]) < 0 {
				ours = ours[len(id):]
			}
			if bytes.HasPrefix(ours, id[:]) {
				shared++
			} else {
				rows = append(rows, Row{ID: id, Seq: row})
			}
		})
		if !ok {
			return nil, 0, false, nil
		}
		listed += n
	}
	begin, end, err := from.span(ctx)
	if err != nil || uint64(listed) != uint64(end-begin)+1 { //nolint:gosec // an overflow is no number of rows that could be listed
		return nil, 0, false, err
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Seq, b.Seq) })
	return rows, shared, true, nil
}

// ids returns the ids of all operations.
func (t *tx) ids(ctx context.Context) (map[oplog.Hash]bool, error) {
	var ids map[oplog.Hash]bool
	for first := range 256 {
		all, err := t.idsFrom(ctx, byte(first))
		if err != nil {
			return nil, err
		}
		if ids == nil { // they are evenly spread
			ids = make(map[oplog.Hash]bool, 270*len(all)/len(oplog.Hash{}))
		}
		for id := range slices.Chunk(all, len(oplog.Hash{})) {
			ids[oplog.Hash(id)] = true
		}
	}
	return ids, nil
}

// idsFrom returns the ids of operations that begin with a byte, one behind the other in
// their order. A row costs more to hand over than to read: they come in one piece.
func (t *tx) idsFrom(ctx context.Context, first byte) (ids []byte, err error) {
	from, upTo := beginning(first)
	err = t.QueryRowContext(ctx, `SELECT group_concat(id, '') FROM op WHERE id >= ? AND id < ?`, from, upTo).Scan(&ids)
	if err == nil && len(ids)%len(oplog.Hash{}) > 0 {
		err = damaged("an operation's id is not one")
	}
	return ids, err
}

// beginning returns what the ids that begin with a byte lie between.
func beginning(first byte) (from, upTo []byte) {
	if first < 255 {
		return []byte{first}, []byte{first + 1}
	}
	return []byte{first}, append(bytes.Repeat([]byte{255}, len(oplog.Hash{})), 0) // which no id is
}

// idsFrom implements sorted.
func (s *Stranger) idsFrom(ctx context.Context, first byte) (l rowList, err error) {
	from, upTo := beginning(first)
	var rows sql.NullString
	err = s.conn.QueryRowContext(ctx, `SELECT group_concat(id, ''), group_concat(seq) FROM op WHERE id >= ? AND id < ?`, from, upTo).Scan(&l.ids, &rows)
	l.rows = rows.String
	return l, s.suspect(err)
}

// span implements sorted.
func (s *Stranger) span(ctx context.Context) (first, last int64, err error) {
	err = s.conn.QueryRowContext(ctx, `SELECT coalesce((SELECT min(seq) FROM op), 1), coalesce((SELECT max(seq) FROM op), 0)`).Scan(&first, &last)
	return first, last, s.suspect(err)
}
