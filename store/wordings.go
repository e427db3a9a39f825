package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"assay/internal/assay"
	"assay/internal/search"
)

// worded is what a claim is called, ready to be looked for.
type worded struct {
	id      assay.ClaimID
	wording string
	folded  string // as search.Fold returns it
	look    assay.Look
}

// lexicon is what all claims are called, the withdrawn ones too, in no order.
type lexicon struct {
	list []worded
	at   map[assay.ClaimID]int
}

// wordings returns what all claims are called. It is remembered, and shared.
func (t *tx) wordings(ctx context.Context) (lexicon, error) {
	return remember(ctx, t, "wordings", func() (lexicon, error) {
		list, err := t.worded(ctx, `1`)
		return lexicon{}.with(list), err
	}, func(was lexicon, after int64) (lexicon, bool, error) {
		changed, err := query(ctx, t, `SELECT DISTINCT entity FROM op WHERE seq > ? AND kind = 'claim'`, []any{after}, scanID[assay.Claim])
		if err != nil {
			return was, false, err
		}
		list, err := t.worded(ctx, `id `+among, hexList(changed))
		return was.with(list), len(list) == len(changed), err // else some are no more
	})
}

func (t *tx) worded(ctx context.Context, where string, args ...any) ([]worded, error) {
	return query(ctx, t, `SELECT id, wording FROM claim WHERE `+where, args, func(rows *sql.Rows) (w worded, err error) {
		if err := rows.Scan(into(&w.id), into(&w.wording)); err != nil {
			return w, err
		}
		if w.folded = search.Fold(w.wording); w.folded == w.wording {
			w.folded = w.wording // once in the memory
		}
		w.look = assay.LookOf(w.wording)
		return w, nil
	})
}

// with returns a lexicon in which some claims are called as they are now.
func (l lexicon) with(list []worded) lexicon {
	l.list, l.at = slices.Clone(l.list), maps.Clone(l.at) // what is remembered is never changed
	if l.at == nil {
		l.at = make(map[assay.ClaimID]int, len(list))
	}
	for _, w := range list {
		i, ok := l.at[w.id]
		if !ok {
			i = len(l.list)
			l.at[w.id], l.list = i, append(l.list, worded{})
		}
		l.list[i] = w
	}
	return l
}

// having returns the claims that have a word, folded, anywhere in what they are called.
func (l lexicon) having(word string) (ids []assay.ClaimID) {
	for i := range l.list {
		if w := &l.list[i]; w.folded != "" && strings.Contains(w.folded, word) {
			ids = append(ids, w.id)
		}
	}
	return ids
}

// like returns the claims that may look like one, and that one.
func (l lexicon) like(id assay.ClaimID) (ids []assay.ClaimID) {
	at, ok := l.at[id]
	if !ok {
		return nil
	}
	for i := range l.list {
		if l.list[at].look.MayBeLike(l.list[i].look) || i == at {
			ids = append(ids, l.list[i].id)
		}
	}
	return ids
}
