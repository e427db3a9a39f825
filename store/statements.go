package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"path/filepath"
	"runtime"

	"modernc.org/sqlite"
)

// keeping makes connections that keep their statements: compiling one takes
// longer than most of them run, and a page asks the same ones again and again.
type keeping struct{ driver.Connector }

// Connect implements driver.Connector.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, kept: map[string]*statement{}}, nil
}

// maxStatements is how many statements a connection keeps. The program has fewer;
// filters that are put together in ever new ways must not fill the memory.
const maxStatements = 300

// conn is a connection of the driver's that keeps its statements. Like every
// connection it is used by one goroutine at a time.
type conn struct {
	driver.Conn
	kept   map[string]*statement
	backup *backup // that has been begun and has not been ended; nil if there is none
}

// The parts of the driver's connection without which it would work otherwise.
var (
	_ driver.QueryerContext     = (*conn)(nil)
	_ driver.ExecerContext      = (*conn)(nil)
	_ driver.ConnPrepareContext = (*conn)(nil)
	_ driver.ConnBeginTx        = (*conn)(nil)
	_ driver.SessionResetter    = (*conn)(nil)
	_ driver.Validator          = (*conn)(nil)
)

// statement is a compiled statement. Its rows come from one run at a time.
type statement struct {
	driver.Stmt
	running bool
}

// compiled returns a statement that is not running, and whether it is kept.
func (c *conn) compiled(ctx context.Context, text string) (s *statement, kept bool, err error) {
	if s = c.kept[text]; s != nil && !s.running {
		return s, true, nil
	}
	stmt, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, false, err
	}
	twice := s != nil // the one that is kept is still being read
	s = &statement{Stmt: stmt}
	if twice || len(c.kept) >= maxStatements {
		return s, false, nil
	}
	c.kept[text] = s
	return s, true, nil
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, kept, err := c.compiled(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		if !kept {
			err = errors.Join(err, s.Close())
		}
		return nil, err
	}
	s.running = true
	return &cursor{Rows: r, of: s, kept: kept}, nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, kept, err := c.compiled(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	if !kept {
		err = errors.Join(err, s.Close())
	}
	return r, err
}

// cursor is the rows of a statement, which can run again once they are closed.
type cursor struct {
	driver.Rows
	of   *statement
	kept bool
}

// Close implements driver.Rows.
func (r *cursor) Close() error {
	err := r.Rows.Close()
	r.of.running = false
	if !r.kept {
		err = errors.Join(err, r.of.Close())
	}
	return err
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

// ResetSession implements driver.SessionResetter.
func (c *conn) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

// IsValid implements driver.Validator.
func (c *conn) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

// Close implements driver.Conn.
func (c *conn) Close() error {
	var errs []error
	if c.backup != nil {
		errs = append(errs, c.endBackup(c.backup))
	}
	for _, s := range c.kept {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

// backup is a file that the pages of a case are copied into, some at a time. What the
// connection writes meanwhile goes there, too; when another program has written, it begins
// again. It must be ended before the connection is closed.
type backup struct {
	driver *sqlite.Backup
	steps  int // pages that were copied
}

// errClosed is that the connection of a backup has been closed meanwhile, and another one
// knows nothing of it.
var errClosed = errors.New("the case was closed while it was copied")

// backupPatience is how many times a file may be begun to be copied again before it is copied
// in one go.
const backupPatience = 4

// stepBackup copies some more pages into a file, and reports whether there are others.
func (c *conn) stepBackup(b *backup, path string, pages int) (more bool, err error) {
	if b.driver == nil {
		to := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "_synchronous=OFF&_journal_mode=OFF"}
		if runtime.GOOS == "windows" {
			to.Path = "/" + to.Path
		}
		if b.driver, err = c.Conn.(interface {
			NewBackup(to string) (*sqlite.Backup, error)
		}).NewBackup(to.String()); err != nil {
			return false, err
		}
		c.backup = b
	}
	if c.backup != b {
		return false, errClosed
	}
	if b.steps += pages; b.driver.PageCount() > 0 && b.steps > backupPatience*b.driver.PageCount()+copyFirst*copyFirst {
		pages = -1
	}
	return b.driver.Step(int32(pages)) //nolint:gosec // doubled only while it takes next to no time
}

// endBackup ends a backup, unless the connection has none.
func (c *conn) endBackup(b *backup) error {
	if c.backup != b {
		return nil
	}
	c.backup = nil
	return b.driver.Finish()
}
