package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
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
	err = g.admitAll(ctx, refs(slices.SortedFunc(ops, textsFirst)), func(op *oplog.Op, known bool, err error) error {
		switch {
		case errors.Is(err, ErrRefused):
			u.Refused++
		case err != nil:
			return fmt.Errorf("unite: %w", err)
		case !known:
			u.New++
			if op.Actor == t.author.Actor {
				u.Mine++
			}
		}
		return nil
	})
	if err != nil {
		return u, err
	}
	return u, g.settle(ctx, nil)
}

// refs returns where operations are.
func refs(ops []oplog.Op) []*oplog.Op {
	list := make([]*oplog.Op, len(ops))
	for i := range ops {
		list[i] = &ops[i]
	}
	return list
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
	texts map[oplog.ID]oplog.Hash   // the content of those that are new, or that are quoted
	bytes map[oplog.Hash]blobComing // what is to be had of the other case
	came  int

	originals map[oplog.Hash]bool // of captures that are new, as far as the case lacks their bytes

	given map[oplog.Hash]bool // those that are not to be undone here, if any

	strange bool // none of what comes is in the log, as is known already
	sound   bool // each operation was verified when it was read, as a Copy does

	silent map[oplog.Hash]bool // which of the new ones say nothing that the case does not say

	near   map[oplog.Hash][]byte // texts that are quoted next
	textID oplog.ID              // the one that was looked up last: mentions come in flocks
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
	g := &guest{tx: t, blob: blob, news: map[entity][]*oplog.Op{}, is: map[oplog.Hash]bool{}, texts: map[oplog.ID]oplog.Hash{}, bytes: map[oplog.Hash]blobComing{}, originals: map[oplog.Hash]bool{}}
	// A number that no union has had: each has left rows behind it.
	last, err := t.last(ctx)
	g.came = last + 1
	return g, err
}

// last returns where in the log the latest operation stands, 0 if there is none.
func (t *tx) last(ctx context.Context) (seq int, err error) {
	return seq, t.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM op`).Scan(&seq)
}

// admitAll takes operations in that the case has not got, and tells of each whether it
// had it, or why it is not taken in.
func (g *guest) admitAll(ctx context.Context, ops []*oplog.Op, tell func(op *oplog.Op, known bool, err error) error) error {
	var had map[oplog.Hash]bool
	if !g.strange {
		var err error
		if had, err = g.known(ctx, ops); err != nil {
			return err
		}
	}
	quoting, err := g.findTexts(ctx, ops)
	if err != nil {
		return err
	}
	unwatched := context.WithoutCancel(ctx) // a statement that can be interrupted is watched by a goroutine of its own
	for len(ops) > 0 {
		n := min(aboutAtOnce, len(ops))
		if err := g.approach(unwatched, quoting[:n]); err != nil {
			return err
		}
		for _, op := range ops[:n] {
			known, err := had[op.ID] || g.is[op.ID], ctx.Err()
			if err == nil && !known {
				err = g.admit(unwatched, op)
			}
			if err := tell(op, known, err); err != nil {
				return err
			}
		}
		ops, quoting = ops[n:], quoting[n:]
	}
	return nil
}

// approach reads the texts that the next operations quote, as far as the case has them: few
// statements for many texts.
func (g *guest) approach(ctx context.Context, quoting []oplog.ID) (err error) {
	var hashes []oplog.Hash
	for _, id := range quoting {
		if hash := g.texts[id]; !hash.IsZero() && g.bytes[hash] != present && !slices.Contains(hashes, hash) {
			hashes = append(hashes, hash)
		}
	}
	g.near, err = g.blobs(ctx, hashes)
	return err
}

// findTexts looks up the contents of the texts that operations quote, and returns which
// each does, zero for none.
func (g *guest) findTexts(ctx context.Context, ops []*oplog.Op) (quoting []oplog.ID, err error) {
	quoting = make([]oplog.ID, len(ops))
	wanted := map[oplog.ID]bool{}
	for i, op := range ops {
		if op.Kind != string(assay.KindMention) {
			continue
		}
		fields, err := op.Says()
		if err != nil {
			continue // it will be refused
		}
		if quoting[i] = fields["text"].ID(); !quoting[i].IsZero() && g.texts[quoting[i]].IsZero() {
			wanted[quoting[i]] = true
		}
	}
	for part := range slices.Chunk(inFile(wanted), aboutAtOnce) {
		if err := g.contents(ctx, part); err != nil {
			return nil, err
		}
	}
	return quoting, nil
}

// contents looks up the contents of some texts in their table, and those that it does
// not show, since they were undone, in the log: each operation on a text has it.
func (g *guest) contents(ctx context.Context, ids []oplog.ID) error {
	type shown struct {
		id      oplog.ID
		content oplog.Hash
	}
	list, err := query(ctx, g.tx, `SELECT id, content FROM "text" WHERE content IS NOT NULL AND id IN (`+marksOf(ids)+`)`, padded(ids, func(id oplog.ID) any { return id[:] }), func(rows *sql.Rows) (x shown, err error) {
		return x, rows.Scan(into(&x.id), into(&x.content))
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		g.texts[x.id] = x.content
	}
	var hidden []entity
	for _, id := range ids {
		if g.texts[id].IsZero() {
			hidden = append(hidden, entity{assay.KindText, id})
		}
	}
	of, err := g.opsAbout(ctx, hidden)
	if err != nil {
		return err
	}
	for e, ops := range of {
		for _, op := range ops {
			fields, err := op.Says()
			if err != nil {
				return err
			}
			if op.Undoes.IsZero() {
				g.texts[e.id] = fields["content"].Hash()
			}
		}
	}
	return nil
}

// admit takes an operation in that is not there yet, or fails with ErrRefused.
func (g *guest) admit(ctx context.Context, op *oplog.Op) error {
	if !g.sound {
		if err := errors.Join(op.Verify(), assay.CheckOp(op)); err != nil {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	if op.Undoes.IsZero() {
		if err := g.admitContent(ctx, op); err != nil {
			return err
		}
	}
	e := entity{assay.Kind(op.Kind), op.Entity}
	g.taken, g.news[e], g.is[op.ID] = append(g.taken, op), append(g.news[e], op), true
	return nil
}

// admitContent checks what an operation says against the texts, and asks for
// the bytes that it is about.
func (g *guest) admitContent(ctx context.Context, op *oplog.Op) error {
	switch assay.Kind(op.Kind) {
	case assay.KindText, assay.KindCapture, assay.KindMention:
	default:
		return nil
	}
	fields, err := op.Says()
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
		if there {
			return nil
		}
		if g.originals[original] = true; g.bytes[original] == 0 {
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
	content, ok := g.texts[id]
	if !ok {
		return anchor.Text{}, false, nil
	}
	data, near := g.near[content]
	switch {
	case near:
	case g.bytes[content] == present:
		data = g.read(content)
	default:
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

// settle writes what was taken in, and the rows of all that it is about. look, if it
// is not nil, sees what becomes of each entity.
func (g *guest) settle(ctx context.Context, look func(before, after *oplog.State)) error {
	b := g.bulk()
	err := g.weigh(ctx, func(before, after *oplog.State) error {
		if look != nil {
			look(before, after)
		}
		return b.project(ctx, after, before)
	})
	if err != nil {
		return err
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	return g.write(ctx)
}

// weigh compares what the case says without what was taken in with what it says with
// it, a part of the entities after the other.
func (g *guest) weigh(ctx context.Context, look func(before, after *oplog.State) error) error {
	rank := func(k assay.Kind) int { // what is counted of a claim is counted at once when its mentions are there
		if k == assay.KindClaim {
			return 1
		}
		return 0
	}
	entities := slices.SortedFunc(maps.Keys(g.news), func(a, b entity) int {
		return cmp.Or(cmp.Compare(rank(a.kind), rank(b.kind)), cmp.Compare(a.kind, b.kind), bytes.Compare(a.id[:], b.id[:]))
	})
	for part := range slices.Chunk(entities, aboutAtOnce) {
		of, err := g.opsAbout(ctx, part)
		if err != nil {
			return err
		}
		for _, e := range part {
			had := slices.DeleteFunc(of[e], func(op *oplog.Op) bool { return g.is[op.ID] })
			before, after := oplog.Project(had), oplog.Project(slices.Concat(had, g.news[e]))
			if err := look(&before, &after); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeBytes puts the bytes that come beside the log.
func (g *guest) writeBytes(ctx context.Context) error {
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
	return nil
}

// write puts what was taken in into the log, and the bytes that come with it beside it.
func (g *guest) write(ctx context.Context) error {
	if err := g.writeBytes(ctx); err != nil {
		return err
	}
	b := g.bulk()
	for _, op := range g.taken {
		came := g.came
		if g.given[op.ID] {
			came = cameGiven
		}
		if err := b.insert(ctx, op, came); err != nil {
			return err
		}
		g.author.Clock = oplog.Observe(g.author.Clock, op.At, g.author.Now())
	}
	return b.flush(ctx)
}
