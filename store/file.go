package store

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"assay/internal/assay"
)

// applicationID marks a case in the bytes where file(1) looks: "ASSY".
const applicationID = 0x41535359

// schema holds the statements that make each version of the schema from the
// one before. PRAGMA user_version counts those that were applied.
//
//go:embed schema/*.sql schema/*.list
var schema embed.FS

// SchemaVersion is the version of the file format that this Assay writes.
var SchemaVersion = len(must(fs.Glob(schema, "schema/*.sql")))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The longest name and path, in bytes, beside which SQLite can still keep its
// journal: most disks take names of 255, and SQLite paths of 512.
const (
	maxName = 255 - len("-journal")
	maxPath = 511 - len("-journal")
)

// fits fails with KindInvalid if SQLite could not work with a file of that name.
func fits(path string) error {
	switch {
	case len(filepath.Base(path)) > maxName:
		return assay.Invalid("name", "The name is too long. Choose a shorter one.")
	case len(path) > maxPath:
		return assay.Invalid("path", "The path of this file is too long. Move it to a folder nearer to the top of the disk.")
	}
	return nil
}

// inspect looks at the first bytes of a file before SQLite does, and says in
// the analyst's words why it cannot be opened.
func inspect(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: assay.Say("There is no file %s. It may have been moved or renamed.", filepath.Base(path)), Err: err}
	case err != nil:
		return cannot(assay.Say("Assay cannot open this file: %s.", filepath.Base(path)), err)
	case !info.Mode().IsRegular(): // asked before opening, since opening a pipe waits for somebody to write into it
		return assay.Unsupported("%s is a folder or a device, not a case. Choose a file that ends in .assay.", filepath.Base(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return cannot(assay.Say("Assay cannot open this file: %s.", filepath.Base(path)), err)
	}
	defer f.Close() //nolint:errcheck // only read
	h, err := readHeader(f, filepath.Base(path))
	if err != nil {
		return err
	}
	if interrupted(path) {
		return nil // the header may be ahead of the pages; SQLite goes back to before the write
	}
	if pages, size := int64(binary.BigEndian.Uint32(h[28:])), int64(binary.BigEndian.Uint16(h[16:])); pages*size > info.Size() {
		return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s is cut short: %d of %d bytes are there. Copy or download it again, or go back to a backup.", filepath.Base(path), info.Size(), pages*size), Err: ErrBroken}
	}
	return nil
}

// readHeader reads the first bytes of a file called name, and fails unless they are
// those of a case that this Assay can read.
func readHeader(f io.Reader, name string) (h [100]byte, err error) {
	if n, err := io.ReadFull(f, h[:]); err != nil || !isCase(h) {
		return h, noCase(name, h, n)
	}
	switch version := binary.BigEndian.Uint32(h[60:]); {
	case version == 0:
		return h, broken(assay.Say("%s is an Assay case that was never finished being made, or its beginning is damaged.", name))
	case version > uint32(SchemaVersion):
		return h, tooNew(name, version)
	case h[18] != 1 || h[19] != 1:
		return h, assay.Unsupported("%s was last changed by a program other than Assay, in a way that spreads it over several files. Ask for a copy that was saved with Assay's “Save a copy”.", name)
	}
	return h, nil
}

// noCase says what a file is that does not begin as a case does. What is called a case may
// be one whose beginning is damaged.
func noCase(name string, h [100]byte, n int) error {
	called := strings.EqualFold(filepath.Ext(name), ".assay")
	switch {
	case n == 0:
		return assay.Unsupported("%s is empty: there is not one byte in it. Copy or download it again, or go back to a backup.", name)
	case isDatabase(h) && called:
		return broken(assay.Say("%s is a database of another program and no Assay case, or its beginning is damaged.", name))
	case isDatabase(h):
		return assay.Unsupported("%s is a database of another program, not an Assay case.", name)
	case called:
		return broken(assay.Say("%s is called a case but does not begin as one does: its beginning is damaged, or it is something else.", name))
	}
	return assay.Unsupported("%s is not an Assay case. If it is an article, import it into a case instead.", name)
}

// broken refuses a file of which a part may still be rescued.
func broken(what assay.Sentence) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: what, Err: ErrBroken}
}

// isCase reports whether a file that begins like that is a case.
func isCase(h [100]byte) bool {
	return isDatabase(h) && binary.BigEndian.Uint32(h[68:]) == applicationID
}

// isDatabase reports whether it is one of SQLite, of whatever program.
func isDatabase(h [100]byte) bool { return string(h[:16]) == "SQLite format 3\x00" }

func tooNew(name string, version uint32) error {
	return assay.Unsupported("%s was written by a newer Assay (file format %d; this one knows up to %d). It has been left as it is. Install the newer Assay to open it.", name, version, SchemaVersion)
}

// interrupted reports whether whoever wrote to the file last was stopped in the
// middle of it.
func interrupted(path string) bool {
	info, err := os.Stat(path + "-journal")
	return err == nil && info.Size() > 0
}

// prepare makes a fresh file a case, and brings an older case up to date.
func (s *Store) prepare(ctx context.Context, fresh bool) error {
	if fresh {
		if _, err := s.write.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)); err != nil {
			return explain(err)
		}
	}
	files := must(fs.Glob(schema, "schema/*.sql"))
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer t.Rollback()
	var version int
	if err := t.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return explain(err)
	}
	if version == len(files) {
		return nil
	}
	if !fresh {
		if err := s.keepAsItWas(ctx, t, len(files)); err != nil {
			return err
		}
	}
	for i, name := range files[version:] {
		if _, err := t.ExecContext(ctx, string(must(schema.ReadFile(name)))); err != nil {
			return fmt.Errorf("apply %s: %w", name, explain(err))
		}
		if _, err := t.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version+i+1)); err != nil {
			return fmt.Errorf("apply %s: %w", name, explain(err))
		}
	}
	if err := (&tx{Tx: t, format: len(files)}).refillAll(ctx); err != nil {
		return explain(err)
	}
	return explain(t.Commit())
}

// keepAsItWas copies the file, byte for byte, beside itself before it becomes one
// of a later format. Between transactions the file alone is the whole case, and
// the transaction that has begun keeps others from writing. It is read through
// that transaction, since on most systems closing another descriptor of the same
// file would let go of its locks.
func (s *Store) keepAsItWas(ctx context.Context, t *sql.Tx, format int) error {
	base, _ := strings.CutSuffix(s.path, filepath.Ext(s.path))
	to := fmt.Sprintf("%s (before format %d)%s", base, format, filepath.Ext(s.path))
	failed := func(err error) error {
		return cannot(assay.Say("Assay cannot keep a copy of this older file beside it: %s.", filepath.Base(to)), err)
	}
	dir, err := tempBeside(s.path)
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "kept.assay")
	if err := copyPages(ctx, t, temp); err != nil {
		return failed(err)
	}
	for n := 2; ; n++ {
		err := place(temp, to)
		if errors.Is(err, os.ErrExist) {
			// It is from an opening that did not get to its end, or something else
			// that is not ours to replace.
			same, err := s.sameBytes(temp, to)
			if err != nil {
				return failed(err)
			}
			if !same {
				to = fmt.Sprintf("%s (before format %d, %d)%s", base, format, n, filepath.Ext(s.path))
				continue
			}
		} else if err != nil {
			return failed(err)
		}
		return syncFolder(filepath.Dir(s.path))
	}
}

// copyPages writes the file that a transaction sees to a new one, and makes sure
// that it is on the disk.
func copyPages(ctx context.Context, t *sql.Tx, to string) error {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	write := func() error {
		rows, err := t.QueryContext(ctx, `SELECT data FROM sqlite_dbpage ORDER BY pgno`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var page sql.RawBytes
			if err := rows.Scan(&page); err != nil {
				return err
			}
			if _, err := f.Write(page); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	return errors.Join(write(), f.Sync(), f.Close())
}

// sameBytes reports whether another file has the bytes of one of ours. The file
// of the case by another name has not: that one is going to change.
func (s *Store) sameBytes(ours, other string) (bool, error) {
	info, err := os.Stat(other)
	if err != nil || !info.Mode().IsRegular() || os.SameFile(info, s.file) {
		return false, nil // what cannot be looked at is not the same
	}
	a, err := os.Open(ours)
	if err != nil {
		return false, err
	}
	defer a.Close() //nolint:errcheck // only read
	b, err := os.Open(other)
	if err != nil {
		return false, nil // likewise
	}
	defer b.Close() //nolint:errcheck // only read
	x, y := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, errA := io.ReadFull(a, x)
		m, errB := io.ReadFull(b, y)
		switch {
		case !bytes.Equal(x[:n], y[:m]):
			return false, nil
		case errA == nil && errB == nil:
		case errors.Is(errA, io.EOF) || errors.Is(errA, io.ErrUnexpectedEOF):
			return errors.Is(errB, errA), nil
		default:
			return false, errA
		}
	}
}

// verifySchema fails unless the file's tables and indexes are the ones that
// this Assay makes, to the letter: a trigger or a view that somebody has put
// into a file would run in our name.
func (s *Store) verifySchema(ctx context.Context) error {
	have, err := schemaOf(ctx, s.read)
	if err != nil {
		return explain(err)
	}
	if err := s.read.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&s.format); err != nil {
		return explain(err)
	}
	if have != ownSchema(s.format) { // an older file that is only read stays as it is
		return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s has been changed by a program other than Assay, and may not be safe to open. Ask for a copy that was saved with Assay.", filepath.Base(s.path)), Err: ErrBroken}
	}
	return nil
}

// full reports whether the cause of an error is that a disk is full.
func full(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == sqlite3.SQLITE_FULL || errors.Is(err, syscall.ENOSPC)
}

// gone says that the file is no longer where it was; err may be nil.
func gone(err error) error {
	return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("The file of this case was moved, replaced or deleted while it was open, and nothing more can be saved in it. Save a copy now, then open the file again."), Err: err}
}

// halfWritten reports whether a read failed because whoever wrote to the file
// last was stopped in the middle of it.
func halfWritten(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_READONLY_ROLLBACK
}

// explain turns what SQLite says into what the analyst can do. An error that
// is nobody's fault but ours stays as it is.
func explain(err error) error {
	if _, done := errors.AsType[*assay.Error](err); done {
		return err
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &assay.Error{Kind: assay.KindBusy, Message: assay.Say("Another program is writing to this case. Nothing was changed; try again in a moment."), Err: err}
	case sqlite3.SQLITE_FULL:
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("The disk is full. What you did last was not saved; all before it was. Free some space and try again."), Err: err}
	case sqlite3.SQLITE_READONLY:
		switch e.Code() {
		case sqlite3.SQLITE_READONLY_DBMOVED:
			return gone(err)
		case sqlite3.SQLITE_READONLY_ROLLBACK:
			return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("Assay or the computer stopped while this case was being written, and what was half written must be taken back first. Open the case to work on it. If it is in a folder where you may not write, copy it to one of your own, together with the file beside it that ends in -journal."), Err: err}
		}
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("This case can be read but not changed: the file or its folder is write-protected. Save a copy in a folder of your own and work on that."), Err: err}
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
		return &assay.Error{Kind: assay.KindReadOnly, Message: assay.Say("The disk does not let Assay read or write this case. Check that the drive is still there and that you may write to the folder."), Err: err}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("The file of this case is damaged, or its drive fails or was taken out. Look after the drive first. If the file is damaged, go back to a backup, or run “assay check” on it to see how much is left."), Err: errors.Join(ErrBroken, err)}
	}
	return err
}
