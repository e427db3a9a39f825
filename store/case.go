package store

import (
	"context"
	"strings"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// nameCase makes the one entity that the case is, and names it.
func (s *Store) nameCase(ctx context.Context, name string) error {
	_, err := s.update(ctx, func(t *tx) error {
		return t.edit(ctx, assay.KindCase, oplog.NewID(t.author.Now()), oplog.Fields{"name": oplog.Encode(strings.TrimSpace(name))})
	})
	return err
}

// Info returns the name of the case and what it says about itself.
func (s *Store) Info(ctx context.Context) (info assay.Info, err error) {
	err = s.view(ctx, func(t *tx) error {
		info, err = t.info(ctx)
		return err
	})
	return info, err
}

// Rename gives the case another name and description.
func (s *Store) Rename(ctx context.Context, name, description string) (assay.ActID, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return assay.ActID{}, assay.Invalid("name", "Give the case a name.")
	}
	return s.update(ctx, func(t *tx) error {
		info, err := t.info(ctx)
		if err != nil {
			return err
		}
		f := oplog.Fields{"name": oplog.Encode(name), "description": oplog.Encode(description)}
		if info.ID.IsZero() {
			info.ID = oplog.NewID(t.author.Now())
		}
		return t.edit(ctx, assay.KindCase, info.ID, f)
	})
}
