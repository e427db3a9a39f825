package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// receivedAtOnce is how many operations are looked at before they are written.
const receivedAtOnce = 5_000

// Receive makes a new case at path, where there must be nothing, out of the sound
// operations of another and the bytes that they are about, and of nothing else that is
// in its file: every table that pages read follows from these. There is nothing at
// path unless all of it is there, and on the disk.
func Receive(ctx context.Context, from Copy, path string, o Options) (r assay.Received, err error) {
	dir, err := tempBeside(path)
	if err != nil {
		return r, cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "case.assay")
	if r, err = receiveInto(ctx, from, temp, o); err != nil {
		return r, err
	}
	if err := syncFile(temp); err != nil {
		return r, cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	switch err := place(temp, path); {
	case errors.Is(err, os.ErrExist):
		return r, assay.Invalid("path", "There is already a file of that name. Choose another name.")
	case err != nil:
		return r, cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	return r, syncFolder(filepath.Dir(path))
}

func receiveInto(ctx context.Context, from Copy, path string, o Options) (r assay.Received, err error) {
	s, err := Create(ctx, path, "", Options{Actor: o.Actor, Now: o.Now}) // whoever receives a case has not worked on it yet
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := collect(from.Rows(ctx))
	if err != nil {
		return r, err
	}
	purged, err := from.Purged(ctx)
	if err != nil {
		return r, err
	}
	_, err = s.updateAs(ctx, oplog.ID{}, func(t *tx) error {
		for _, p := range purged {
			if _, err := t.ExecContext(ctx, `INSERT INTO blob (hash, size, form, data) VALUES (?, ?, 'purged', x'') ON CONFLICT (hash) DO NOTHING`, p.Hash[:], max(p.Size, 0)); err != nil {
				return err
			}
		}
		in := intake{tx: t, from: from, texts: map[oplog.ID]oplog.Hash{}, given: map[oplog.Hash]bool{}, of: &r}
		done := 0
		for part := range slices.Chunk(rows, receivedAtOnce) {
			if err := in.take(ctx, part); err != nil {
				return err
			}
			if done += len(part); o.Taken != nil {
				o.Taken(done, len(rows))
			}
		}
		if err := in.admit(ctx, in.early); err != nil {
			return err
		}
		r.Loose = from.About().Loose
		r.Operations, r.Missing, err = t.reach(ctx)
		return err
	})
	name := from.About().Name
	switch {
	case full(err):
		return r, cannot(assay.Say("Assay cannot make %s anew.", name), err)
	case err != nil:
		return r, err
	case r.Refused > 0 && !from.About().Broken: // what somebody wrote must not be left behind unasked
		return r, &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s is damaged or was tampered with: %d of its operations are not as they were written. Ask for it again, or for a copy that was saved with Assay.", name, r.Refused), Err: ErrBroken}
	case r.Operations == 0:
		return r, &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("There is nothing in %s that can be read.", name), Err: ErrNothing}
	}
	return r, nil
}

// ErrNothing is why no case could be made out of another.
var ErrNothing = errors.New("not one operation is as it was written")

// reach counts the operations, and those on which they build and that are not there.
func (t *tx) reach(ctx context.Context) (n, missing int, err error) {
	known, err := t.ids(ctx)
	if err != nil {
		return 0, 0, err
	}
	n = len(known)
	rows, err := t.QueryContext(ctx, `SELECT prev FROM op`)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var prev []byte
		if err := rows.Scan(&prev); err != nil {
			return 0, 0, err
		}
		for id := range slices.Chunk(prev, len(oplog.Hash{})) {
			known[oplog.Hash(id)] = true
		}
	}
	return n, len(known) - n, rows.Err()
}

// intake is the receiving of a case on its way.
type intake struct {
	*tx
	from  Copy
	of    *assay.Received
	texts map[oplog.ID]oplog.Hash // the content of those that have come
	early []*oplog.Op             // mentions that came before the text that they quote
	given map[oplog.Hash]bool     // those that were there when the copy was made to be given away
}

// take takes the operations in some rows in.
func (in *intake) take(ctx context.Context, rows []Row) error {
	seqs := make([]int64, len(rows))
	for i, row := range rows {
		if seqs[i] = row.Seq; row.Given && !row.ID.IsZero() {
			in.given[row.ID] = true
		}
	}
	var ops []*oplog.Op
	for op, err := range in.from.Operations(ctx, seqs) {
		switch {
		case errors.Is(err, ErrRefused):
			in.of.Refused++
			continue
		case err != nil:
			return err
		}
		fields, err := op.Says()
		if err != nil {
			return err // it was verified
		}
		if op.Kind == string(assay.KindText) && op.Undoes.IsZero() {
			in.texts[op.Entity] = fields["content"].Hash()
		}
		if text := fields["text"].ID(); op.Kind == string(assay.KindMention) && !text.IsZero() {
			if _, known := in.texts[text]; !known { // its quote can be compared when the text is there
				in.early = append(in.early, &op)
				continue
			}
		}
		ops = append(ops, &op)
	}
	return in.admit(ctx, ops)
}

// admit writes what is sound of some operations.
func (in *intake) admit(ctx context.Context, ops []*oplog.Op) error {
	var failed error
	g, err := in.receive(ctx, func(hash oplog.Hash) []byte {
		data, err := in.from.Blob(ctx, hash)
		failed = errors.Join(failed, err)
		return data
	})
	if err != nil {
		return err
	}
	g.came, g.texts, g.given, g.sound = 0, in.texts, in.given, true
	if in.from.About().Broken { // what they rest on may be lost
		g.came = cameGiven
	}
	err = g.admitAll(ctx, ops, func(_ *oplog.Op, _ bool, err error) error {
		switch {
		case errors.Is(err, ErrRefused):
			in.of.Refused++
		case err != nil:
			return fmt.Errorf("receive: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := g.settle(ctx, nil); err != nil {
		return err
	}
	for hash, state := range g.bytes {
		if there, err := in.holds(ctx, hash); err != nil {
			return err
		} else if state == wanted && !there {
			in.of.Bare++
		}
	}
	return failed
}

// collect reads a sequence to its end.
func collect[T any](seq iter.Seq2[T, error]) (list []T, err error) {
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// syncFile makes sure that a file is on the disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Renew makes the case at path anew out of from, which was copied from there. The file
// as it came goes to where keep says, and is replaced only if it is still the one that
// was copied. Whoever could read it can read the new one.
func Renew(ctx context.Context, from Copy, path string, o Options, keep func(write func(to string) error) (kept string, err error)) (r assay.Received, err error) {
	failed := func(err error) error {
		return cannot(assay.Say("Assay cannot put the checked case in the place of the one that came: %s.", filepath.Base(path)), err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return r, failed(err)
	}
	dir, err := tempBeside(path)
	if err != nil {
		return r, failed(err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "case.assay")
	if r, err = receiveInto(ctx, from, temp, o); err != nil {
		return r, err
	}
	if err := errors.Join(os.Chmod(temp, info.Mode().Perm()), syncFile(temp)); err != nil {
		return r, failed(err)
	}
	r.Kept, err = keep(func(to string) error { return CopyOf(path, to, from.About().Hash) })
	if err != nil {
		return r, err
	}
	if err := os.Rename(temp, path); err != nil {
		return r, failed(err)
	}
	return r, syncFolder(filepath.Dir(path))
}

// CopyOf copies a file that has the bytes of a hash, and leaves nothing if it has others.
func CopyOf(path, to string, hash oplog.Hash) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil && hash != oplog.Hash(sum.Sum(nil)) {
		err = assay.Conflict("%s has changed while it was being checked. Open it again.", filepath.Base(path))
	}
	if full(err) {
		err = cannot(assay.Say("Assay cannot keep %s as it came.", filepath.Base(path)), err)
	}
	if err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
