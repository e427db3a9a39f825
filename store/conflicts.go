package store

import (
	"context"
	"database/sql"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Conflicts returns the fields of the case that analysts have set to different values,
// not knowing of each other: those of one page, and how many there are.
func (s *Store) Conflicts(ctx context.Context, page int) (p assay.ConflictsPage, err error) {
	err = s.view(ctx, func(t *tx) error {
		p.Me = s.Me()
		if err := t.QueryRowContext(ctx, `SELECT count(*) FROM conflict`).Scan(&p.Of); err != nil {
			return err
		}
		p.Leaf = assay.Turn(page, conflictsShown, p.Of)
		type place struct {
			entity
			field string
		}
		places, err := query(ctx, t, `SELECT kind, entity, field FROM conflict ORDER BY kind, entity, field LIMIT ? OFFSET ?`, []any{conflictsShown, p.Leaf.From}, func(rows *sql.Rows) (x place, err error) {
			return x, rows.Scan(&x.kind, into(&x.id), &x.field)
		})
		if err != nil {
			return err
		}
		for _, x := range places {
			state, err := t.state(ctx, x.kind, x.id)
			if err != nil {
				return err
			}
			for _, c := range state.Conflicts {
				if c.Field == x.field {
					p.List = append(p.List, assay.MergeChange{Kind: x.kind, Entity: x.id, On: about(&state), Field: x.field, Before: state.Value(x.field), After: c.Values})
				}
			}
		}
		p.Case, err = t.loadThings(ctx, thingsIn(p.List))
		return err
	})
	return p, err
}

// Things reads some things of the case, with what it takes to name them.
func (s *Store) Things(ctx context.Context, ids []assay.EntityID) (c *assay.Case, err error) {
	err = s.view(ctx, func(t *tx) error {
		c, err = t.loadThings(ctx, ids)
		return err
	})
	return c, err
}

func thingsIn(list []assay.MergeChange) (ids []assay.EntityID) {
	for i := range list {
		ids = append(ids, list[i].On)
	}
	return ids
}

// conflictsShown is how many conflicts a page lists.
const conflictsShown = 100

// Resolve decides a conflict for one of its values, that of an operation. It fails with
// KindConflict if it has been decided meanwhile.
func (s *Store) Resolve(ctx context.Context, k assay.Kind, id assay.EntityID, field string, op oplog.Hash) (assay.ActID, error) {
	if assay.Define(k) == nil {
		return assay.ActID{}, assay.NotFound("page")
	}
	return s.update(ctx, func(t *tx) error {
		ops, err := t.opsOf(ctx, k, id)
		if err != nil {
			return err
		}
		state := oplog.Project(ops)
		f := oplog.Fields{}
		for _, c := range state.Conflicts {
			for _, r := range c.Values {
				if c.Field == field && r.Op == op {
					if f, err = t.decided(ctx, k, id, ops, field, r); err != nil {
						return err
					}
				}
			}
		}
		if len(f) == 0 {
			return assay.Conflict("This has been decided meanwhile, or changed. Look at the list once more.")
		}
		return t.edit(ctx, k, id, f)
	})
}

// decided returns the fields to set so that a field has the value of a register. Those
// of a position stay together.
func (t *tx) decided(ctx context.Context, k assay.Kind, id assay.EntityID, ops []*oplog.Op, field string, r oplog.Register) (oplog.Fields, error) {
	f, err := t.keys(ctx, k, id)
	if err != nil {
		return nil, err
	}
	if f[field] = r.Value; r.Value.IsNull() {
		f[field] = oplog.Null
	}
	if !slices.Contains(assay.AnchorFields, field) {
		return f, nil
	}
	i := slices.IndexFunc(ops, func(o *oplog.Op) bool { return o.ID == r.Op })
	said, err := oplog.DecodeBody(ops[i].Body)
	if err != nil {
		return nil, err
	}
	for _, name := range assay.AnchorFields {
		if v, ok := said[name]; ok {
			f[name] = v
		}
	}
	return f, nil
}
