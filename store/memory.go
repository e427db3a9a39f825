package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// memory is what a store remembers of what it has read: those parts of a case that nearly
// every page needs whole and that seldom change. Each is true for as long as no operation
// has come of the kinds that it follows from.
type memory struct {
	mu   sync.Mutex
	end  logEnd               // up to where the log was looked at
	age  int                  // how often all was forgotten
	last map[assay.Kind]int64 // the latest operation of each kind that has come since it was last
	of   map[string]part
}

// followsFrom says what is remembered, and of which kinds every operation is that may
// change it.
var followsFrom = map[string][]assay.Kind{
	"actors": {assay.KindActor}, "sources": {assay.KindSource, assay.KindAlias}, "sames": {assay.KindSame}, "events": {assay.KindEvent}, "works": {assay.KindWork},
	"tags": {assay.KindTag, assay.KindSame}, "numbers": {assay.KindClaim}, "wordings": {assay.KindClaim}, "articles": {assay.KindArticle, assay.KindText}, "outlets": {assay.KindArticle, assay.KindSource}, "alike": {assay.KindClaim, assay.KindSame}, "questions": {assay.KindQuestion},
	"versions": {assay.KindVersion, assay.KindVersionMention}, "variants": {assay.KindDecision},
}

// logEnd is the last operation of a log as a transaction sees it, by its row and its id.
type logEnd struct {
	seq int64
	id  oplog.Hash
	age int  // of the memory, when it was looked at
	use bool // what is remembered is of use to who sees it
}

// part is something that was read, and the row of the log up to which it says all.
type part struct {
	seq   int64
	value any
}

// keptBehind is after how many operations everything is read again without asking which.
const keptBehind = 10_000

// remember returns what read returns, or has returned if that is still true: it is shared,
// and never to be changed. name is one of followsFrom.
// onward, if it is not nil, makes it out of what it was and the operations after a row of
// the log, and says whether it could.
func remember[T any](ctx context.Context, t *tx, name string, read func() (T, error), onward func(was T, after int64) (T, bool, error)) (v T, err error) {
	end, err := t.end(ctx)
	switch {
	case err != nil:
		return v, err
	case !end.use:
		return read()
	}
	was, fresh := t.kept.get(name, end)
	before, some := was.value.(T)
	if fresh {
		return before, nil
	}
	if some = some && was.seq <= end.seq && onward != nil; some {
		v, some, err = onward(before, was.seq)
	}
	if !some && err == nil {
		v, err = read()
	}
	if err == nil {
		t.kept.put(name, end, v)
	}
	return v, err
}

// rememberList is remember for a list, of which everybody gets one of their own. What it
// refers to is shared.
func rememberList[T any](ctx context.Context, t *tx, name string, read func() ([]T, error)) ([]T, error) {
	list, err := remember(ctx, t, name, read, nil)
	return slices.Clone(list), err
}

// end returns the end of the log. What is remembered is of no use to a transaction that has
// written, or that sees less than was looked at already.
func (t *tx) end(ctx context.Context) (logEnd, error) {
	if t.kept == nil || t.wrote > 0 {
		return logEnd{}, nil
	}
	if t.ends != nil {
		return *t.ends, nil
	}
	end, err := t.logEnd(ctx)
	if err != nil {
		return end, err
	}
	if err := t.kept.look(ctx, t, &end); err != nil {
		return end, err
	}
	t.ends = &end
	return end, nil
}

// look brings what is known of the log up to where a transaction sees its end, unless that
// is before what is known: who sees less may see another log.
func (k *memory) look(ctx context.Context, t *tx, end *logEnd) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if end.seq == 0 || end.seq < k.end.seq {
		return nil
	}
	news, same, err := k.since(ctx, t, end)
	if err != nil {
		return err
	}
	// Undoing a merge takes operations out of the middle.
	if !same || slices.ContainsFunc(news, func(e latest) bool { return e.kind == assay.KindMerge }) {
		k.age++
		k.last, k.of = map[assay.Kind]int64{}, map[string]part{}
	}
	for _, e := range news {
		k.last[e.kind] = e.seq
	}
	k.end.seq, k.end.id = end.seq, end.id
	end.age, end.use = k.age, true
	return nil
}

// latest is the last operation of a kind.
type latest struct {
	kind assay.Kind
	seq  int64
}

// since returns the latest operations of each kind that have come since the log was looked
// at, and whether it is the same log, and not much longer: of another one nothing is true
// that is remembered.
func (k *memory) since(ctx context.Context, t *tx, end *logEnd) (news []latest, same bool, err error) {
	if end.seq-k.end.seq > keptBehind {
		return nil, false, nil
	}
	if same, err = t.follows(ctx, k.end); err != nil || !same {
		return nil, false, err
	}
	news, err = query(ctx, t, `SELECT kind, max(seq) FROM op WHERE seq > ? GROUP BY kind`, []any{k.end.seq}, func(rows *sql.Rows) (e latest, err error) {
		return e, rows.Scan(&e.kind, &e.seq)
	})
	return news, true, err
}

// follows reports whether the log goes on from where it ended once.
func (t *tx) follows(ctx context.Context, was logEnd) (bool, error) {
	var id oplog.Hash
	err := t.QueryRowContext(ctx, `SELECT id FROM op WHERE seq = ?`, was.seq).Scan(into(&id))
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return id == was.id, err
}

// get returns what is remembered under a name, and whether that is true of a log that ends
// like that.
func (k *memory) get(name string, end logEnd) (p part, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if end.age != k.age {
		return part{}, false
	}
	p, fresh = k.of[name]
	for _, kind := range followsFrom[name] {
		fresh = fresh && k.last[kind] <= min(p.seq, end.seq)
	}
	return p, fresh
}

// put remembers something, unless something later is or all was forgotten since.
func (k *memory) put(name string, end logEnd, value any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if end.age == k.age && k.of[name].seq <= end.seq {
		k.of[name] = part{end.seq, value}
	}
}
