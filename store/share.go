package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sealed"
)

// ForeseeShare says what would leave in a copy that is given away.
func (s *Store) ForeseeShare(ctx context.Context, want assay.Share) (l *assay.Leaving, err error) {
	now, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, now.Close()) }()
	err = now.view(ctx, func(t *tx) error {
		t.author.Actor = s.author.Actor
		p, err := t.parcel(ctx, want, true)
		if err != nil {
			return err
		}
		l = p.leaving()
		return nil
	})
	return l, err
}

// snapshot opens a copy of the case as it is now, which is gone once it is closed: to read
// all of a large case takes long, and nobody could save anything meanwhile.
func (s *Store) snapshot(ctx context.Context) (*Store, error) {
	dir, err := os.MkdirTemp("", "assay-share-")
	if err != nil {
		return nil, cannot(assay.Say("Assay cannot make a copy of %s to look at.", filepath.Base(s.known)), err)
	}
	remove := func() { _ = os.RemoveAll(dir) }
	at := filepath.Join(dir, "now.assay")
	if err := s.copyInto(ctx, at); err != nil {
		remove()
		if full(err) {
			err = cannot(assay.Say("Assay cannot make a copy of %s to look at.", filepath.Base(s.known)), err)
		}
		return nil, err
	}
	now, err := Open(ctx, at, Options{Actor: s.Me(), ReadOnly: true, Now: s.author.Now, Closed: remove})
	if err != nil {
		remove()
	}
	return now, err
}

// Sharing says how a copy is made.
type Sharing struct {
	Passphrase string                // without which it cannot be read, "" for none
	Told       func(done, total int) // hears how far it has come; nil for nobody
}

// Share writes a copy of the case to be given away, which has nothing in it that is not
// wanted: it is made anew, and no page of this file is in it. Nothing is at path unless
// the copy is whole; it fails with KindInvalid if something is there already.
func (s *Store) Share(ctx context.Context, path string, want assay.Share, how Sharing) (l *assay.Leaving, err error) {
	passphrase := how.Passphrase
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, assay.Invalid("path", "There is already a file of that name. Choose another name.")
	}
	if passphrase != "" {
		if err := sealed.CheckPassphrase(passphrase); err != nil {
			return nil, err
		}
	}
	beside, err := tempBeside(path)
	if err != nil {
		return nil, cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	plain := beside
	if passphrase != "" { // what can be read is never where it may be sent from
		if plain, err = os.MkdirTemp("", "assay-share-"); err != nil {
			return nil, cannot(assay.Say("Assay cannot make a copy to put under a passphrase."), err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(plain)) }()
	}
	p, l, err := s.pack(ctx, plain, want, how.Told)
	if full(err) {
		err = cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	if err != nil {
		return nil, err
	}
	ready := (&About{Dir: plain}).at()
	if err := p.verify(ctx, plain); err != nil {
		return nil, err
	}
	if passphrase != "" {
		open := ready
		ready = filepath.Join(beside, "case.assay"+sealed.Ext)
		if err := sealFile(ready, open, passphrase); err != nil {
			return nil, cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
		}
	}
	switch err := place(ready, path); {
	case errors.Is(err, os.ErrExist):
		return nil, assay.Invalid("path", "There is already a file of that name. Choose another name.")
	case err != nil:
		return nil, cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	return l, syncFolder(filepath.Dir(path))
}

// sealFile puts a file under a passphrase, and makes sure that it can be had again.
func sealFile(to, from, passphrase string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := sealed.Seal(out, in, passphrase); err != nil {
		return err
	}
	if err := out.Sync(); err != nil {
		return err
	}
	for _, f := range []*os.File{in, out} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	same := &comparing{with: in}
	if err := sealed.Open(same, out, passphrase); err != nil {
		return err
	}
	return same.ended()
}

// comparing is a writer that fails where what is written is not what is in a file.
type comparing struct {
	with io.Reader
	buf  []byte
}

var errOtherwise = errors.New("what was sealed is not what comes out")

func (c *comparing) Write(p []byte) (int, error) {
	c.buf = slices.Grow(c.buf[:0], len(p))[:len(p)]
	if _, err := io.ReadFull(c.with, c.buf); err != nil || !bytes.Equal(c.buf, p) {
		return 0, errors.Join(errOtherwise, err)
	}
	return len(p), nil
}

func (c *comparing) ended() error {
	if n, err := c.with.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return errOtherwise
	}
	return nil
}

// pack makes the copy in a folder.
func (s *Store) pack(ctx context.Context, dir string, want assay.Share, told func(done, total int)) (p *parcel, l *assay.Leaving, err error) {
	// Who works on it does not matter: nothing is done in it.
	fresh, err := Create(ctx, (&About{Dir: dir}).at(), "", Options{Actor: s.Me(), Now: s.author.Now})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	// Until it is whole nobody needs it; then it is brought to the disk all at once.
	if _, err := fresh.write.ExecContext(ctx, `PRAGMA synchronous = OFF; PRAGMA cache_size = -131072`); err != nil {
		return nil, nil, err
	}
	now, err := s.snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, now.Close()) }()
	err = now.view(ctx, func(from *tx) error {
		from.author.Actor = s.author.Actor
		if p, err = from.parcel(ctx, want, false); err != nil {
			return err
		}
		p.told = told
		p.has(stageChosen, 0)
		l = p.leaving()
		_, err := fresh.update(ctx, func(to *tx) error { return p.unpack(ctx, from, to) })
		return err
	})
	if err == nil {
		_, err = fresh.Check(ctx)
		p.has(stageChecked, 0)
	}
	return p, l, err
}

// The stages of making a copy, of which each is about all operations.
const (
	stageChosen = iota + 1
	stageWritten
	stageShown
	stageChecked
	stageCompared
)

// has tells that a stage has come to the end of so many operations, or of all for 0.
func (p *parcel) has(stage, done int) {
	if n := len(p.ops); p.told != nil {
		p.told((stage-1)*n+cmp.Or(done, n), stageCompared*n)
	}
}

// toldEvery is after how many operations somebody hears how far a copy has come.
const toldEvery = 5000

// cameGiven is what the operations of a copy that is given away have come by.
const cameGiven = -1

// unpack writes what is in the parcel into a case that is empty.
func (p *parcel) unpack(ctx context.Context, from, to *tx) error {
	of := map[entity][]*oplog.Op{}
	var order []entity
	b := to.bulk()
	for i, op := range p.ops {
		if i%toldEvery == toldEvery-1 {
			p.has(stageWritten, i)
		}
		if err := b.insert(ctx, op, cameGiven); err != nil {
			return err
		}
		e := entity{assay.Kind(op.Kind), op.Entity}
		if of[e] == nil {
			order = append(order, e)
		}
		of[e] = append(of[e], op)
	}
	for i, e := range order {
		if i%toldEvery == toldEvery-1 {
			p.has(stageShown, i)
		}
		state := oplog.Project(of[e])
		if err := b.project(ctx, &state, &oplog.State{}); err != nil {
			return err
		}
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	p.has(stageShown, 0)
	for _, hash := range slices.SortedFunc(maps.Keys(p.blobs), oplog.Hash.Compare) {
		b := blob{hash: hash}
		if err := from.QueryRowContext(ctx, `SELECT size, form, data FROM blob WHERE hash = ?`, hash[:]).Scan(&b.size, &b.form, &b.data); err != nil {
			return err
		}
		if err := to.keepBlob(ctx, &b); err != nil {
			return err
		}
	}
	return nil
}

// verify makes sure that the copy in a folder is on the disk, and has what was to be in
// it and nothing else, as whoever gets it will find.
func (p *parcel) verify(ctx context.Context, dir string) (err error) {
	a := About{Name: "the copy", Dir: dir}
	f, err := os.OpenFile(a.at(), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write the copy to the disk: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	a.Size = info.Size()
	if err := a.header(f); err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	copied, err := openWhole(ctx, a)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	return errors.Join(p.compare(ctx, copied), copied.letGo())
}

// compare fails unless a copy has what is in the parcel, and nothing else.
func (p *parcel) compare(ctx context.Context, copied *Stranger) error {
	missing := make(map[oplog.Hash]bool, len(p.ops))
	for _, op := range p.ops {
		missing[op.ID] = true
	}
	var rows []int64
	for row, err := range copied.Rows(ctx) {
		if err != nil {
			return err
		}
		rows = append(rows, row.Seq)
	}
	for op, err := range copied.Operations(ctx, rows) {
		if err != nil {
			return err
		}
		if !missing[op.ID] {
			return fmt.Errorf("the copy has the operation %s, which was not to be in it", op.ID)
		}
		if delete(missing, op.ID); len(missing)%toldEvery == toldEvery-1 {
			p.has(stageCompared, len(p.ops)-len(missing))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the copy lacks %d operations", len(missing))
	}
	var blobs int
	if err := copied.conn.QueryRowContext(ctx, `SELECT count(*) FROM blob`).Scan(&blobs); err != nil {
		return err
	}
	if blobs != len(p.blobs) {
		return fmt.Errorf("the copy has %d texts and originals, and was to have %d", blobs, len(p.blobs))
	}
	for hash, b := range p.blobs {
		data, err := copied.Blob(ctx, hash)
		if err != nil {
			return err
		}
		if (data == nil) != b.purged {
			return fmt.Errorf("the copy has not got the bytes of %s", hash)
		}
	}
	p.has(stageCompared, 0)
	return nil
}

// Unseal opens a sealed file: what is in it goes to path, where nothing may be yet, and
// nothing is unless all of it is as it was sealed. What it is has yet to be found out. The
// error is one on path, or on passphrase.
func Unseal(file, path, passphrase string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return assay.Invalid("path", "There is already a file of that name. Choose another name.")
	}
	in, err := os.Open(file)
	if err != nil {
		return cannot(assay.Say("Assay cannot open this file: %s.", filepath.Base(file)), err)
	}
	defer in.Close() //nolint:errcheck // only read
	dir, err := tempBeside(path)
	if err != nil {
		return cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	temp := (&About{Dir: dir}).at()
	out, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	err = sealed.Open(&limited{to: out, left: MaxStranger}, in, passphrase)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		if full(err) {
			return cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
		}
		return err
	}
	switch err := place(temp, path); {
	case errors.Is(err, os.ErrExist):
		return assay.Invalid("path", "There is already a file of that name. Choose another name.")
	case err != nil:
		return cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	return syncFolder(filepath.Dir(path))
}

// limited is a writer that takes no more than so much.
type limited struct {
	to   io.Writer
	left int64
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, assay.Unsupported("What is in this file is larger than %d GB, which no case that is sent should be.", MaxStranger>>30)
	}
	return l.to.Write(p)
}
