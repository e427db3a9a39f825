package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
)

// union is what came of uniting a case with the operations of another.
type union struct {
	New     int // operations that this case did not have
	Refused int // operations that no Assay would have written
	Mine    int // of the new ones, those in the name of who unites: their other computer, or a forgery
}

// unite puts operations from elsewhere into the case, and shows what they
// change. They come from a stranger: an operation that does not hold together,
// that the dictionary does not know, that quotes what its text does not say, or
// whose text came without its bytes, is left out and counted. Everything else
// is taken as it is, whoever it says wrote it.
//
// blob returns the bytes of a hash as the other case has them, or nil.
func (t *tx) unite(ctx context.Context, ops iter.Seq[oplog.Op], blob func(oplog.Hash) []byte) (u union, err error) {
	g, err := t.receive(ctx, blob)
	if err != nil {
		return u, err
	}
	for _, op := range slices.SortedFunc(ops, textsFirst) {
		switch known, err := g.admit(ctx, &op); {
		case errors.Is(err, errRefused):
			u.Refused++
		case err != nil:
			return u, fmt.Errorf("unite: %w", err)
		case !known:
			u.New++
			if op.Actor == t.author.Actor {
				u.Mine++
			}
		}
	}
	return u, g.show(ctx)
}

// textsFirst orders operations by time, but puts those on texts before those
// that may quote them.
func textsFirst(a, b oplog.Op) int {
	rank := func(op oplog.Op) int {
		if op.Kind == string(assay.KindText) {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), oplog.ByTime(a, b))
}

// errRefused is why an operation is left out, for whoever debugs a merge.
var errRefused = errors.New("refused")

// entity says which one.
type entity struct {
	kind assay.Kind
	id   assay.EntityID
}

// guest is the state of one union on its way.
type guest struct {
	*tx
	blob    func(oplog.Hash) []byte
	came    int
	touched map[entity]bool

	textID oplog.ID // the one that was looked up last: mentions come in flocks
	text   anchor.Text
}

// receive begins to take in operations from elsewhere, whose bytes blob returns.
func (t *tx) receive(ctx context.Context, blob func(oplog.Hash) []byte) (*guest, error) {
	g := &guest{tx: t, blob: blob, touched: map[entity]bool{}}
	return g, t.QueryRowContext(ctx, `SELECT coalesce(max(came), 0) + 1 FROM op`).Scan(&g.came)
}

// admit inserts an operation unless the case has it already, or fails with
// errRefused.
func (g *guest) admit(ctx context.Context, op *oplog.Op) (known bool, err error) {
	if known, err = g.has(ctx, op.ID); known || err != nil {
		return known, err
	}
	if err := errors.Join(op.Verify(), assay.CheckOp(op)); err != nil {
		return false, fmt.Errorf("%w: %w", errRefused, err)
	}
	if op.Undoes.IsZero() {
		if err := g.admitContent(ctx, op); err != nil {
			return false, err
		}
	}
	if err := g.insert(ctx, op, g.came); err != nil {
		return false, err
	}
	g.author.Clock = oplog.Observe(g.author.Clock, op.At, g.author.Now())
	g.touched[entity{assay.Kind(op.Kind), op.Entity}] = true
	return false, nil
}

// admitContent checks what an operation says against the texts, and fetches
// the bytes that it is about.
func (g *guest) admitContent(ctx context.Context, op *oplog.Op) error {
	fields, err := oplog.DecodeBody(op.Body)
	if err != nil {
		return err
	}
	switch assay.Kind(op.Kind) {
	case assay.KindText:
		there, err := g.fetch(ctx, fields["content"].Hash())
		if err == nil && !there {
			err = fmt.Errorf("%w: a text without its bytes", errRefused)
		}
		return err
	case assay.KindCapture: // a case may be shared without its originals
		_, err := g.fetch(ctx, fields["original"].Hash())
		return err
	case assay.KindMention:
		at := spanOf(fields)
		text, ok, err := g.quoted(ctx, fields["text"].ID())
		if err != nil || !ok {
			return err
		}
		if quote, in := text.Lookup(at); !in || quote != fields["quote"].Text() {
			return fmt.Errorf("%w: a quote that is not in its text", errRefused)
		}
	default:
	}
	return nil
}

// fetch reports whether the case has the bytes of a hash, after getting them
// from the other case if need be. What was purged here stays away.
func (g *guest) fetch(ctx context.Context, hash oplog.Hash) (bool, error) {
	var there bool
	if err := g.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, hash[:]).Scan(&there); err != nil || there {
		return there, err
	}
	data := g.blob(hash)
	if data == nil || len(data) > MaxBlob || !hash.Of(data) {
		return false, nil
	}
	_, err := g.putBlob(ctx, data)
	return err == nil, err
}

// quoted returns the text that a mention refers to, and false if it cannot be
// known: no operation here has made it, or its bytes were purged.
func (g *guest) quoted(ctx context.Context, id oplog.ID) (anchor.Text, bool, error) {
	if id.IsZero() {
		return anchor.Text{}, false, nil
	}
	if id == g.textID {
		return g.text, true, nil
	}
	// Out of the log and not out of the tables, which lag behind and do not show
	// what was undone. Every operation on a text carries its content.
	var body []byte
	err := g.QueryRowContext(ctx, `SELECT body FROM op WHERE entity = ? AND kind = 'text' AND undoes IS NULL LIMIT 1`, id[:]).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return anchor.Text{}, false, nil
	}
	if err != nil {
		return anchor.Text{}, false, err
	}
	fields, err := oplog.DecodeBody(body)
	if err != nil {
		return anchor.Text{}, false, err
	}
	data, err := g.tx.blob(ctx, fields["content"].Hash())
	if assay.KindOf(err) == assay.KindNotFound {
		return anchor.Text{}, false, nil
	}
	if err != nil {
		return anchor.Text{}, false, err
	}
	g.textID, g.text = id, anchor.NewText(string(data))
	return g.text, true, nil
}

// show writes the rows of all that was touched.
func (g *guest) show(ctx context.Context) error {
	for e := range g.touched {
		state, err := g.state(ctx, e.kind, e.id)
		if err != nil {
			return err
		}
		if err := g.project(ctx, &state); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether the log has an operation.
func (t *tx) has(ctx context.Context, id oplog.Hash) (there bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM op WHERE id = ?)`, id[:]).Scan(&there)
	return there, err
}
