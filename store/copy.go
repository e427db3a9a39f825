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
	if err = s.tidyCopy(ctx, filepath.Join(dir, "now.assay"), temp); full(err) {
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

// tidyCopy writes a verified copy that is as small as can be, by way of another file in the
// same folder: to put things in order takes long, and who works on the case waits for
// none of it.
func (s *Store) tidyCopy(ctx context.Context, by, path string) (err error) {
	before, err := s.logEnd(ctx)
	if err != nil {
		return err
	}
	if err := s.copyInto(ctx, by); err != nil {
		return err
	}
	now, err := Open(ctx, by, Options{Actor: s.Me(), ReadOnly: s.write == nil, Now: s.author.Now})
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { err = errors.Join(err, now.Close()) }()
	if now.write != nil {
		if _, err := now.write.ExecContext(ctx, `PRAGMA synchronous = OFF`); err != nil {
			return explain(err)
		}
		if err := now.tidy(ctx); err != nil {
			return explain(err)
		}
	}
	if err := now.vacuumInto(ctx, path); err != nil {
		return err
	}
	return s.verifyCopy(ctx, path, now, before)
}

// How much is copied at a time: pages at first, and as many as take about so long. Who
// writes waits for it.
const (
	copyFirst = 256
	copyTime  = 10 * time.Millisecond
)

// copyInto writes the case, as it is once that is done, to a new file that nobody else may
// read. It is copied a little at a time by the connection that writes, and so whatever is
// saved meanwhile goes into the copy, too.
func (s *Store) copyInto(ctx context.Context, path string) error {
	if s.write == nil || s.Moved() {
		return s.vacuumInto(ctx, path)
	}
	s.copying.Lock()
	defer s.copying.Unlock()
	b := &backup{}
	defer func() { _ = s.withWriter(context.WithoutCancel(ctx), func(c *conn) error { return c.endBackup(b) }) }()
	for more, pages := true, copyFirst; more; {
		err := s.withWriter(ctx, func(c *conn) (err error) {
			begun := time.Now() //nolint:forbidigo // how long it takes, whatever the case's clock says
			more, err = c.stepBackup(b, path, pages)
			if took := time.Since(begun); took < copyTime/2 {
				pages *= 2
			} else if took > copyTime {
				pages = max(pages/2, 1)
			}
			return err
		})
		if err != nil {
			return explain(err)
		}
	}
	return os.Chmod(path, 0o600)
}

// withWriter lends the connection that writes, while nobody else has it.
func (s *Store) withWriter(ctx context.Context, fn func(*conn) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return c.Raw(func(driver any) error { return fn(driver.(*conn)) })
}

// logEnd returns the last operation of the case.
func (s *Store) logEnd(ctx context.Context) (end logEnd, err error) {
	err = s.view(ctx, func(t *tx) error {
		end, err = t.logEnd(ctx)
		return err
	})
	return end, err
}

// verifyCopy makes sure that the copy is on the disk, is whole, has all operations of the
// file that it was made of, all that the case had before it was made, and none that
// the case has not got now.
func (s *Store) verifyCopy(ctx context.Context, path string, of *Store, before logEnd) (err error) {
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
	defer func() { err = errors.Join(err, copied.Close()) }()
	health, err := copied.Check(ctx)
	if err != nil {
		return fmt.Errorf("check the copy: %w", err)
	}
	var operations int
	if err := of.read.QueryRowContext(ctx, `SELECT count(*) FROM op`).Scan(&operations); err != nil {
		return err
	}
	if health.Operations != operations {
		return fmt.Errorf("the copy has %d operations, and should have %d", health.Operations, operations)
	}
	after, err := copied.logEnd(ctx)
	if err != nil {
		return err
	}
	for _, of := range []struct {
		s   *Store
		end logEnd
	}{{copied, before}, {s, after}} {
		if err := of.s.view(ctx, func(t *tx) error { return t.goesOnFrom(ctx, of.end) }); err != nil {
			return fmt.Errorf("compare the copy with the case: %w", err)
		}
	}
	return nil
}

// goesOnFrom fails unless an operation, which is zero for the beginning, is where it was.
func (t *tx) goesOnFrom(ctx context.Context, end logEnd) error {
	if end.seq == 0 {
		return nil
	}
	there, err := t.follows(ctx, end)
	if err == nil && !there {
		err = fmt.Errorf("operation %s is not where it was", end.id)
	}
	return err
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
