package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// Health is what a check has looked at.
type Health struct {
	Operations, Blobs, Mentions int
}

// Check proves the file whole: SQLite's own check, every operation against its
// id and the dictionary, every blob against its hash, every table against the
// log, and every quote against the text at its place. It returns the first
// thing that is wrong.
func (s *Store) Check(ctx context.Context) (h Health, err error) {
	err = s.view(ctx, func(t *tx) error {
		if err := t.checkFile(ctx); err != nil {
			return err
		}
		log, err := t.checkLog(ctx)
		if err != nil {
			return err
		}
		h.Operations = log.Len()
		if h.Blobs, err = t.checkBlobs(ctx); err != nil {
			return err
		}
		if err := t.checkTables(ctx, log); err != nil {
			return err
		}
		if err := t.checkTallies(ctx); err != nil {
			return err
		}
		if err := t.checkUnplaced(ctx); err != nil {
			return err
		}
		if err := t.checkShelf(ctx); err != nil {
			return err
		}
		h.Mentions, err = t.checkQuotes(ctx)
		return err
	})
	return h, err
}

func damaged(format string, args ...any) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("The file is damaged: %s. Go back to a backup or to a copy that a colleague has.", fmt.Sprintf(format, args...)), Err: ErrBroken}
}

// outOfStep is for a table that does not follow from the operations that there
// are, all of which are intact.
func outOfStep(format string, args ...any) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("The file is damaged: %s. Every operation in its log is intact: go back to a good copy if you have one, else let assay check --rebuild make the tables from the log again.", fmt.Sprintf(format, args...))}
}

func (t *tx) checkFile(ctx context.Context) error {
	if err := t.meetWords(ctx); err != nil {
		return err
	}
	var result string
	if err := t.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return damaged("%s", result)
	}
	return nil
}

// meetWords makes this connection see the index of words as it is now. What a
// connection remembers of it from before is renewed by a search, but not by SQLite's
// check, to which parts that have been joined since, as for a copy, are damage. A
// search that does not know of the change yet renews nothing: hence what is read first.
func (t *tx) meetWords(ctx context.Context) error {
	if t.format < 2 {
		return nil
	}
	var is bool
	for _, look := range []string{`SELECT EXISTS (SELECT 1 FROM findable)`, `SELECT EXISTS (SELECT 1 FROM findable_words WHERE findable_words MATCH 'x')`} {
		if err := t.QueryRowContext(ctx, look).Scan(&is); err != nil {
			return err
		}
	}
	return nil
}

// checkLog verifies every operation and returns the log.
func (t *tx) checkLog(ctx context.Context) (*oplog.Log, error) {
	ops, err := t.ops(ctx, `1 ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	log := &oplog.Log{}
	for _, op := range ops {
		if _, err := log.Add(*op); err != nil {
			return nil, damaged("operation %.12s: %v", op.ID, err)
		}
		if err := assay.CheckOp(op); err != nil {
			return nil, damaged("operation %.12s: %v", op.ID, err)
		}
	}
	return log, nil
}

func (t *tx) checkBlobs(ctx context.Context) (n int, err error) {
	hashes, err := query(ctx, t, `SELECT hash FROM blob WHERE form <> 'purged' ORDER BY seq`, nil, func(rows *sql.Rows) (h oplog.Hash, err error) {
		return h, rows.Scan(into(&h))
	})
	if err != nil {
		return 0, err
	}
	var lost oplog.Hash
	err = t.QueryRowContext(ctx, `SELECT content FROM "text" WHERE content NOT IN (SELECT hash FROM blob) ORDER BY id LIMIT 1`).Scan(into(&lost))
	if err == nil {
		return 0, damaged("the text of hash %.12s is not there", lost)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	for _, h := range hashes {
		if _, err := t.blob(ctx, h); err != nil { // which compares the hash
			return n, damaged("the bytes of %.12s: %v", h, err)
		}
		n++
	}
	return n, nil
}

// checkTables compares what the tables show with what the log adds up to.
func (t *tx) checkTables(ctx context.Context, log *oplog.Log) error {
	want := slices.Collect(assay.Records(log))
	slices.SortStableFunc(want, byDictionary)
	have, err := t.records(ctx)
	if err != nil {
		return err
	}
	for i := range max(len(want), len(have)) {
		switch {
		case i >= len(have), i < len(want) && byDictionary(want[i], have[i]) < 0:
			return outOfStep("the table %s lacks %s", want[i].Kind, want[i].ID)
		case i >= len(want), byDictionary(want[i], have[i]) > 0:
			return damaged("the table %s has %s, which the log does not know", have[i].Kind, have[i].ID)
		case !sameRecord(&want[i], &have[i]):
			return outOfStep("the table %s shows %s otherwise than the log", have[i].Kind, have[i].ID)
		}
	}
	return t.checkConflicts(ctx, log)
}

func (t *tx) checkConflicts(ctx context.Context, log *oplog.Log) error {
	want := map[string]int{}
	for s := range log.States() {
		for _, c := range s.Conflicts {
			want[s.Kind+" "+s.Entity.String()+" "+c.Field] = len(c.Values)
		}
	}
	have, err := t.conflicts(ctx)
	if err == nil && !maps.Equal(want, have) {
		return outOfStep("the table of conflicts has %d entries that are not the %d of the log", len(have), len(want))
	}
	return err
}

func byDictionary(a, b assay.Record) int {
	place := func(k assay.Kind) int {
		return slices.IndexFunc(assay.Dictionary, func(d assay.Definition) bool { return d.Kind == k })
	}
	if a.Kind != b.Kind {
		return place(a.Kind) - place(b.Kind)
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

func sameRecord(a, b *assay.Record) bool {
	if a.Meta != b.Meta || len(a.Fields) != len(b.Fields) {
		return false
	}
	for name, v := range a.Fields {
		if !bytes.Equal(v, b.Fields[name]) {
			return false
		}
	}
	return true
}

// checkQuotes proves that every mention reads as the text does at its place. A
// mention whose text this case has not got, because its maker took it back or
// its bytes were purged, cannot be checked.
func (t *tx) checkQuotes(ctx context.Context) (n int, err error) {
	mentions, err := t.mentions(ctx, `"text" IN (SELECT x.id FROM "text" AS x JOIN blob AS b ON b.hash = x.content WHERE x.gone = 0 AND b.form <> 'purged')`)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(mentions, func(a, b assay.Mention) int { return bytes.Compare(a.Text[:], b.Text[:]) })
	var current assay.TextID
	var text anchor.Text
	for _, m := range mentions {
		if m.Text != current {
			if text, err = t.text(ctx, m.Text); err != nil {
				return n, damaged("the text of mention %s: %v", m.ID, err)
			}
			current = m.Text
		}
		if quote, ok := text.Lookup(m.Span); !ok || quote != m.Quote {
			return n, damaged("the quote of mention %s is not in the text at its place", m.ID)
		}
		n++
	}
	return n, nil
}
