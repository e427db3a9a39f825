package store

import (
	"context"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// text returns the canonical text of a text entity.
func (t *tx) text(ctx context.Context, id assay.TextID) (anchor.Text, error) {
	texts, err := t.textsOf(ctx, `id = ?`, id[:])
	if err != nil {
		return anchor.Text{}, err
	}
	text, ok := texts[id]
	if !ok {
		return anchor.Text{}, assay.NotFound("text")
	}
	return text, nil
}

// textsOf returns the canonical texts of several text entities.
func (t *tx) textsOf(ctx context.Context, where string, args ...any) (map[assay.TextID]anchor.Text, error) {
	entities, err := t.texts(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	texts := make(map[assay.TextID]anchor.Text, len(entities))
	for _, e := range entities {
		data, err := t.blob(ctx, e.Content)
		if err != nil {
			return nil, err
		}
		texts[e.ID] = anchor.NewText(string(data))
	}
	return texts, nil
}

// Log returns every operation of the case, in order of time.
func (s *Store) Log(ctx context.Context) (ops []oplog.Op, err error) {
	err = s.view(ctx, func(t *tx) error {
		list, err := t.ops(ctx, `1 ORDER BY at, id`)
		for _, op := range list {
			ops = append(ops, *op)
		}
		return err
	})
	return ops, err
}
