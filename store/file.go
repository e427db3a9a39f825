package store

import (
	"context"
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
//go:embed schema/*.sql
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
	var h [100]byte
	if _, err := io.ReadFull(f, h[:]); err != nil || string(h[:16]) != "SQLite format 3\x00" || binary.BigEndian.Uint32(h[68:]) != applicationID {
		return assay.Unsupported("%s is not an Assay case. If it is an article, import it into a case instead.", filepath.Base(path))
	}
	switch version := binary.BigEndian.Uint32(h[60:]); {
	case version == 0:
		return assay.Unsupported("%s is an Assay case that was never finished being made. Delete it and make it again.", filepath.Base(path))
	case version > uint32(SchemaVersion):
		return assay.Unsupported("%s was written by a newer Assay (file format %d; this one knows up to %d). It has been left as it is. Install the newer Assay to open it.", filepath.Base(path), version, SchemaVersion)
	case h[18] != 1 || h[19] != 1:
		return assay.Unsupported("%s was last changed by a program other than Assay, in a way that spreads it over several files. Ask for a copy that was saved with Assay's “Save a copy”.", filepath.Base(path))
	}
	if interrupted(path) {
		return nil // the header may be ahead of the pages; SQLite goes back to before the write
	}
	if pages, size := int64(binary.BigEndian.Uint32(h[28:])), int64(binary.BigEndian.Uint16(h[16:])); pages*size > info.Size() {
		return assay.Unsupported("%s is cut short: %d of %d bytes are there. Copy or download it again, or go back to a backup.", filepath.Base(path), info.Size(), pages*size)
	}
	return nil
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
		if err := s.keepAsItWas(len(files)); err != nil {
			return err
		}
	}
	for i, name := range files[version:] {
		if _, err := t.ExecContext(ctx, string(must(schema.ReadFile(name)))); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
		if _, err := t.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version+i+1)); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
	}
	return explain(t.Commit())
}

// keepAsItWas copies the file beside itself before it becomes one of a later
// format. Between transactions the file alone is the whole case, and the
// transaction that has begun keeps others from writing.
func (s *Store) keepAsItWas(format int) error {
	base, _ := strings.CutSuffix(s.path, filepath.Ext(s.path))
	to := fmt.Sprintf("%s (before format %d)%s", base, format, filepath.Ext(s.path))
	from, err := os.Open(s.path)
	if err != nil {
		return cannot(assay.Say("Assay cannot read this file: %s.", filepath.Base(s.path)), err)
	}
	defer from.Close() //nolint:errcheck // only read
	kept, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil // from an opening that did not get to its end
	}
	if err != nil {
		return cannot(assay.Say("Assay cannot keep a copy of this older file beside it: %s.", filepath.Base(to)), err)
	}
	_, err = io.Copy(kept, from)
	if err = errors.Join(err, kept.Sync(), kept.Close()); err != nil {
		return cannot(assay.Say("Assay cannot keep a copy of this older file beside it: %s.", filepath.Base(to)), errors.Join(err, os.Remove(to)))
	}
	return nil
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
	want, err := currentSchema()
	if s.format < SchemaVersion { // an older file that is only read stays as it is
		want, err = ownSchema(ctx, s.format)
	}
	if err != nil {
		return err
	}
	if have != want {
		return assay.Unsupported("%s has been changed by a program other than Assay, and may not be safe to open. Ask for a copy that was saved with Assay.", filepath.Base(s.path))
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
		return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("The file of this case is damaged, or its drive fails or was taken out. Look after the drive first. If the file is damaged, go back to a backup, or run “assay check” on it to see how much is left."), Err: err}
	}
	return err
}
