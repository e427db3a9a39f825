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
		case errors.Is(err, ErrRefused):
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
	return u, g.settle(ctx)
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

// ErrRefused is why an operation from elsewhere is left out.
var ErrRefused = errors.New("refused")

// entity says which one.
type entity struct {
	kind assay.Kind
	id   assay.EntityID
}

// guest is a union on its way: first all that comes is looked at, and nothing is
// written; then it is written, if that is wanted.
type guest struct {
	*tx
	blob  func(oplog.Hash) []byte
	taken []*oplog.Op               // in the order in which they are to be written
	news  map[entity][]*oplog.Op    // the same by what they are about
	is    map[oplog.Hash]bool       // the same by their ids
	texts map[oplog.ID]oplog.Hash   // the content of those that are new
	bytes map[oplog.Hash]blobComing // what is to be had of the other case
	came  int
	given map[oplog.Hash]bool // those that are not to be undone here, if any

	silent map[oplog.Hash]bool // which of the new ones say nothing that the case does not say

	states map[entity]*oplog.State // what they will add up to, as far as somebody has looked

	textID oplog.ID // the one that was looked up last: mentions come in flocks
	text   anchor.Text
}

// blobComing says of bytes that the case lacks what is known of them.
type blobComing byte

const (
	wanted  blobComing = iota + 1 // but not looked at yet
	present                       // and as they should be
	missing
)

// receive begins to take in operations from elsewhere, whose bytes blob returns.
func (t *tx) receive(ctx context.Context, blob func(oplog.Hash) []byte) (*guest, error) {
	g := &guest{tx: t, blob: blob, news: map[entity][]*oplog.Op{}, is: map[oplog.Hash]bool{}, texts: map[oplog.ID]oplog.Hash{}, bytes: map[oplog.Hash]blobComing{}, states: map[entity]*oplog.State{}}
	return g, t.QueryRowContext(ctx, `SELECT max(coalesce(max(came), 0), 0) + 1 FROM op`).Scan(&g.came)
}

// admit takes an operation in unless the case has it already, or fails with
// ErrRefused.
func (g *guest) admit(ctx context.Context, op *oplog.Op) (known bool, err error) {
	if g.is[op.ID] {
		return true, nil
	}
	if known, err = g.has(ctx, op.ID); known || err != nil {
		return known, err
	}
	if err := errors.Join(op.Verify(), assay.CheckOp(op)); err != nil {
		return false, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if op.Undoes.IsZero() {
		if err := g.admitContent(ctx, op); err != nil {
			return false, err
		}
	}
	e := entity{assay.Kind(op.Kind), op.Entity}
	g.taken, g.news[e], g.is[op.ID] = append(g.taken, op), append(g.news[e], op), true
	return false, nil
}

// admitContent checks what an operation says against the texts, and asks for
// the bytes that it is about.
func (g *guest) admitContent(ctx context.Context, op *oplog.Op) error {
	fields, err := oplog.DecodeBody(op.Body)
	if err != nil {
		return err
	}
	switch assay.Kind(op.Kind) {
	case assay.KindText:
		content := fields["content"].Hash()
		there, err := g.fetch(ctx, content)
		if err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("%w: a text without its bytes", ErrRefused)
		}
		g.texts[op.Entity] = content
	case assay.KindCapture: // a case may be shared without its originals
		original := fields["original"].Hash()
		there, err := g.holds(ctx, original)
		if err != nil {
			return err
		}
		if !there && g.bytes[original] == 0 {
			g.bytes[original] = wanted
		}
	case assay.KindMention:
		at := spanOf(fields)
		text, ok, err := g.quoted(ctx, fields["text"].ID())
		if err != nil || !ok {
			return err
		}
		if quote, in := text.Lookup(at); !in || quote != fields["quote"].Text() {
			return fmt.Errorf("%w: a quote that is not in its text", ErrRefused)
		}
	default:
	}
	return nil
}

// holds reports whether the case has a blob, or has had it: what was purged here
// stays away.
func (t *tx) holds(ctx context.Context, hash oplog.Hash) (there bool, err error) {
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, hash[:]).Scan(&there)
	return there, err
}

// fetch reports whether the case has the bytes of a hash, or will have them from
// the other case.
func (g *guest) fetch(ctx context.Context, hash oplog.Hash) (bool, error) {
	if there, err := g.holds(ctx, hash); there || err != nil {
		return there, err
	}
	if g.bytes[hash] < present {
		g.bytes[hash] = missing
		if g.read(hash) != nil {
			g.bytes[hash] = present
		}
	}
	return g.bytes[hash] == present, nil
}

// read returns bytes of the other case, nil if it has not got them.
func (g *guest) read(hash oplog.Hash) []byte {
	data := g.blob(hash)
	if len(data) > MaxBlob || !hash.Of(data) {
		return nil
	}
	return data
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
	content, ok := g.texts[id]
	if !ok {
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
		content = fields["content"].Hash()
	}
	var data []byte
	if g.bytes[content] == present {
		data = g.read(content)
	} else {
		var err error
		if data, err = g.tx.blob(ctx, content); assay.KindOf(err) == assay.KindNotFound {
			return anchor.Text{}, false, nil
		} else if err != nil {
			return anchor.Text{}, false, err
		}
	}
	g.textID, g.text = id, anchor.NewText(string(data))
	return g.text, true, nil
}

// settle writes what was taken in, and the rows of all that it is about.
func (g *guest) settle(ctx context.Context) error {
	for hash, state := range g.bytes {
		if state == missing {
			continue
		}
		if data := g.read(hash); data != nil {
			if _, err := g.putBlob(ctx, data); err != nil {
				return err
			}
		}
	}
	for _, op := range g.taken {
		came := g.came
		if g.given[op.ID] {
			came = cameGiven
		}
		if err := g.insert(ctx, op, came); err != nil {
			return err
		}
		g.author.Clock = oplog.Observe(g.author.Clock, op.At, g.author.Now())
	}
	for e := range g.news {
		state := g.states[e]
		if state == nil {
			s, err := g.state(ctx, e.kind, e.id)
			if err != nil {
				return err
			}
			state = &s
		}
		if err := g.project(ctx, state); err != nil {
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
