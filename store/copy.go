package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"assay/internal/assay"
)

// SaveCopy writes a verified copy of the case to path while it is open. It
// fails with KindInvalid if there is something at path already, and leaves
// nothing there unless the copy is whole.
func (s *Store) SaveCopy(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return assay.Invalid("path", "There is already a file of that name. Choose another name.")
	}
	dir, err := tempBeside(path)
	if err != nil {
		return cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	defer os.RemoveAll(dir)
	temp := filepath.Join(dir, "copy.assay")
	if s.write != nil && !s.Moved() {
		_ = s.tidy(ctx) // where that cannot be done, as on a full disk, a copy is needed all the more
	}
	before, err := s.operations(ctx)
	if err == nil {
		err = s.vacuumInto(ctx, temp)
	}
	if err == nil {
		err = s.verifyCopy(ctx, temp, before)
	}
	if full(err) {
		return cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	if err != nil {
		return err
	}
	switch err := place(temp, path); {
	case errors.Is(err, os.ErrExist):
		return assay.Invalid("path", "There is already a file of that name. Choose another name.")
	case err != nil:
		return cannot(assay.Say("Assay cannot make a copy in this folder: %s.", filepath.Base(path)), err)
	}
	return syncFolder(filepath.Dir(path))
}

// tempBeside makes a folder beside path for a file that is to go there once it is whole,
// and removes those that were left by a program that was killed.
func tempBeside(path string) (string, error) {
	folder := filepath.Dir(path)
	entries, _ := os.ReadDir(folder) // what cannot be listed has nothing to remove
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), tempPrefix) && time.Since(info.ModTime()) > tempLife {
			_ = os.RemoveAll(filepath.Join(folder, e.Name()))
		}
	}
	return os.MkdirTemp(folder, tempPrefix)
}

// What such folders are called, and how long nobody takes to write a copy.
const (
	tempPrefix = ".assay-copy-"
	tempLife   = 24 * time.Hour
)

// place gives a file that is whole its name. It fails with os.ErrExist if
// something has that name already.
func place(temp, path string) error {
	err := os.Link(temp, path) // unlike a rename it never replaces
	if err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil { // not every disk has links
		return os.ErrExist
	}
	return os.Rename(temp, path)
}

// vacuumInto writes the case, as it is now, to a new file that nobody else may
// read. It takes a connection that is open, since the file may have been moved;
// that is told to write nothing, wherever it may be, at all other times.
func (s *Store) vacuumInto(ctx context.Context, path string) (err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer func() {
		if _, again := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only = 1`); again != nil {
			err = errors.Join(err, again, conn.Raw(func(any) error { return driver.ErrBadConn }))
		}
		err = errors.Join(err, conn.Close())
	}()
	if _, err := conn.ExecContext(ctx, `PRAGMA query_only = 0`); err != nil {
		return explain(err)
	}
	if _, err := conn.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return explain(err)
	}
	return os.Chmod(path, 0o600)
}

// operations counts the log. It only grows.
func (s *Store) operations(ctx context.Context) (n int, err error) {
	err = s.view(ctx, func(t *tx) error { return t.QueryRowContext(ctx, `SELECT count(*) FROM op`).Scan(&n) })
	return n, err
}

// verifyCopy makes sure that the copy is on the disk, is whole, and has all that
// the case had before it was made, and no more than the case has now.
func (s *Store) verifyCopy(ctx context.Context, path string, before int) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the copy to the disk: %w", err)
	}
	copied, err := Open(ctx, path, Options{ReadOnly: true, Now: s.author.Now})
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	health, err := copied.Check(ctx)
	if err := errors.Join(err, copied.Close()); err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	after, err := s.operations(ctx)
	if err != nil {
		return err
	}
	if health.Operations < before || health.Operations > after {
		return fmt.Errorf("the copy has %d operations, the case had %d before it was made and %d after", health.Operations, before, after)
	}
	return nil
}

// syncFolder makes a new name in a folder survive a power cut, where the
// system can do that.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return nil //nolint:nilerr // not every system lets a folder be opened
	}
	_ = d.Sync()
	return d.Close()
}
