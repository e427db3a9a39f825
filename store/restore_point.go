package store

import (
	"context"
	"database/sql"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// NamePoint gives the present state of the case a name, by which it can be found again.
func (s *Store) NamePoint(ctx context.Context, name string) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error { return t.namePoint(ctx, name) })
}

// namePoint names the state that the case is in when it is called.
func (t *tx) namePoint(ctx context.Context, name string) error {
	name, err := pointName(name)
	if err != nil {
		return err
	}
	return t.edit(ctx, assay.KindRestorePoint, oplog.NewID(t.author.Now()), oplog.Fields{"name": oplog.Encode(name)})
}

func pointName(name string) (string, error) {
	return tidy("name", name, assay.Say("Say what the present state is called."))
}

// RenamePoint gives a restore point another name. It fails with KindConflict if somebody
// else has done so since the analyst looked.
func (s *Store) RenamePoint(ctx context.Context, id assay.RestorePointID, name *Edit[string]) (assay.ActID, error) {
	var e draft
	err := edited(&e, "name", name, func(s string) (oplog.Value, error) {
		s, err := pointName(s)
		return said(s), err
	})
	if err != nil {
		return assay.ActID{}, err
	}
	return s.update(ctx, func(t *tx) error {
		return t.change(ctx, assay.KindRestorePoint, assay.EntityID(id), e)
	})
}

// RemovePoint deletes a restore point. The case stays as it is, and its history too.
func (s *Store) RemovePoint(ctx context.Context, id assay.RestorePointID) (assay.ActID, error) {
	return s.update(ctx, func(t *tx) error {
		if err := t.exists(ctx, assay.KindRestorePoint, assay.EntityID(id)); err != nil {
			return err
		}
		return t.retract(ctx, assay.KindRestorePoint, assay.EntityID(id), "")
	})
}

// points returns the restore points, the latest first.
func (t *tx) points(ctx context.Context) (points []assay.RestorePoint, err error) {
	points, err = query(ctx, t, `SELECT id, by, made, name FROM restore_point WHERE gone = 0 ORDER BY made DESC, id`, nil, func(rows *sql.Rows) (p assay.RestorePoint, err error) {
		return p, rows.Scan(into(&p.ID), into(&p.By), &p.Made, into(&p.Name))
	})
	if err != nil || len(points) == 0 {
		return nil, err
	}
	rows, first := make([]int64, len(points)), int64(0)
	for i, p := range points {
		if rows[i], _, err = t.moment(ctx, assay.Moment{Point: p.ID}); err != nil {
			return nil, err
		}
		if first = min(first, rows[i]); i == 0 {
			first = rows[i]
		}
	}
	ends, err := query(ctx, t, `SELECT max(seq) FROM op WHERE seq > ? AND kind <> 'actor' AND NOT (`+restates+`) GROUP BY +act`, []any{first}, func(rows *sql.Rows) (seq int64, err error) {
		return seq, rows.Scan(&seq)
	})
	for _, end := range ends {
		for i := range points {
			if end > rows[i] {
				points[i].Acts++
			}
		}
	}
	return points, err
}
