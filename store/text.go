package store

import (
	"context"
	"slices"
	"sync"

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
		if texts[e.ID], err = t.content(ctx, e.Content); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// content returns the text of a hash.
func (t *tx) content(ctx context.Context, hash oplog.Hash) (anchor.Text, error) {
	if text, ok := t.recent.get(hash); ok {
		var there bool // a text that was purged is not to be kept alive
		err := t.QueryRowContext(ctx, `SELECT count(*) FROM blob WHERE hash = ? AND form <> 'purged'`, hash[:]).Scan(&there)
		if err != nil || there {
			return text, err
		}
	}
	data, err := t.blob(ctx, hash)
	if err != nil {
		return anchor.Text{}, err
	}
	text := anchor.NewText(string(data))
	t.recent.keep(hash, text, len(data))
	return text, nil
}

// recentTexts are the texts that were read last: the one under study is asked
// for with every move and mark. Texts never change. The zero value is ready,
// and nil keeps nothing.
type recentTexts struct {
	mu    sync.Mutex
	texts []recentText // the latest first
}

type recentText struct {
	hash oplog.Hash
	text anchor.Text
}

// What is kept at most: so many texts, and none of more bytes.
const (
	recentMost = 4
	recentSize = 2 << 20
)

func (r *recentTexts) get(hash oplog.Hash) (text anchor.Text, ok bool) {
	if r == nil {
		return text, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.texts, func(k recentText) bool { return k.hash == hash })
	if i < 0 {
		return text, false
	}
	text = r.texts[i].text
	r.first(hash, text)
	return text, true
}

func (r *recentTexts) keep(hash oplog.Hash, text anchor.Text, size int) {
	if r == nil || size > recentSize {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.first(hash, text)
}

// first puts a text before the others. It needs the lock.
func (r *recentTexts) first(hash oplog.Hash, text anchor.Text) {
	r.texts = slices.DeleteFunc(r.texts, func(k recentText) bool { return k.hash == hash })
	r.texts = slices.Insert(r.texts, 0, recentText{hash, text})
	r.texts = r.texts[:min(len(r.texts), recentMost)]
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
