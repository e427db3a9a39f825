package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// MaxStranger is how large a case from somebody else may be, in bytes.
const MaxStranger = 4 << 30

// Copy is a case that somebody else has sent, and what its file is. Its file is
// hostile until it is known to be nothing but a case: it is copied, looked at byte by
// byte before SQLite is, opened so that it can neither write nor run anything,
// compared with the schema that an Assay makes, and then asked for its operations and
// bytes and for nothing else. Of these none is believed before its hash is right.
type Copy interface {
	About() About
	// Rows lists the log in the order in which it came to be there, by what its
	// operations say they are.
	Rows(ctx context.Context) iter.Seq2[Row, error]
	// Operations returns those in some rows. A row that is no operation comes as
	// ErrRefused and does not end the sequence; after any other error there is
	// nothing more.
	Operations(ctx context.Context, rows []int64) iter.Seq2[oplog.Op, error]
	// Blob returns the bytes of a hash, nil if the case has not got them.
	Blob(ctx context.Context, hash oplog.Hash) ([]byte, error)
	Close() error
}

// Row is where an operation stands in a log.
type Row struct {
	Seq int64
	ID  oplog.Hash // as the row has it; zero if that is no hash
}

// About says which file a case from somebody else is.
type About struct {
	Name   string     // what it is called, without its folders
	Hash   oplog.Hash // of the file
	Size   int64      // of the file, in bytes
	Format int        // the version of its schema, 0 before it was opened

	Dir string // the folder of our copy of it, which is gone once it is closed
}

// Stranger is a Copy that is open in this process.
type Stranger struct {
	about About
	db    *sql.DB
	conn  *sql.Conn // the one, since what it may do is set on it
}

// About implements Copy.
func (s *Stranger) About() About { return s.about }

// OpenTaken opens what TakeCopy has copied, in whatever process. It fails with
// KindUnsupported if the file is not a whole case and nothing besides.
func OpenTaken(ctx context.Context, about About) (_ *Stranger, err error) {
	configureDriver()
	s := &Stranger{about: about}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second+time.Duration(about.Size/(50<<20))*time.Second)
	defer cancel()
	if err = s.open(ctx); err == nil {
		err = s.check(ctx)
	}
	if err != nil {
		return nil, s.suspect(errors.Join(err, s.letGo()))
	}
	return s, nil
}

// Close lets go of the case, and of the copy that was made of it.
func (s *Stranger) Close() error { return errors.Join(s.letGo(), os.RemoveAll(s.about.Dir)) }

func (s *Stranger) letGo() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

// at is where our copy is.
func (a *About) at() string { return filepath.Join(a.Dir, "case.assay") }

// TakeCopy copies the file at path into a folder of its own in dir, if it looks like a
// case that is all there.
func TakeCopy(ctx context.Context, path, dir string) (a About, err error) {
	a.Name = filepath.Base(path)
	if a.Dir, err = os.MkdirTemp(dir, "assay-stranger-"); err != nil {
		return a, cannot(assay.Say("Assay cannot make a copy of %s to look at.", a.Name), err)
	}
	if err := a.take(ctx, path); err != nil {
		return a, errors.Join(err, os.RemoveAll(a.Dir))
	}
	return a, nil
}

func (a *About) take(ctx context.Context, path string) (err error) {
	if err := inspect(path); err != nil {
		return err
	}
	for _, beside := range []string{"-journal", "-wal"} {
		if info, err := os.Stat(path + beside); err == nil && info.Size() > 0 {
			return assay.Unsupported("%s was being written when it was copied: there is a %s beside it. Ask for a copy that was saved with Assay's “Save a copy”.", a.Name, a.Name+beside)
		}
	}
	from, err := os.Open(path)
	if err != nil {
		return cannot(assay.Say("Assay cannot open this file: %s.", a.Name), err)
	}
	defer from.Close() //nolint:errcheck // only read
	to, err := os.OpenFile(a.at(), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return cannot(assay.Say("Assay cannot make a copy of %s to look at.", a.Name), err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	sum := sha256.New()
	a.Size, err = io.Copy(io.MultiWriter(to, sum), io.LimitReader(reading{ctx, from}, MaxStranger+1))
	switch {
	case err != nil:
		return cannot(assay.Say("Assay cannot make a copy of %s to look at.", a.Name), err)
	case a.Size > MaxStranger:
		return assay.Unsupported("%s is larger than %d GB, which no case that is sent should be.", a.Name, MaxStranger>>30)
	}
	a.Hash = oplog.Hash(sum.Sum(nil))
	return a.header(to)
}

// reading is a reader that ends with a context.
type reading struct {
	ctx  context.Context //nolint:containedctx // io.Reader has none
	from io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// header compares the first bytes of the copy with those of a file that Assay
// writes: what it never does is not worth finding out how SQLite takes it.
func (a *About) header(f io.ReaderAt) error {
	h, err := readHeader(io.NewSectionReader(f, 0, a.Size), a.Name) // once more: what we have may not be what we looked at
	if err != nil {
		return err
	}
	const pageSize = 4096
	for _, want := range []struct {
		what string
		is   bool
	}{
		{"its pages are of another size", binary.BigEndian.Uint16(h[16:]) == pageSize},
		{"its pages are not filled", h[20] == 0 && h[21] == 64 && h[22] == 32 && h[23] == 32},
		{"its schema is of another kind", binary.BigEndian.Uint32(h[44:]) == 4},
		{"its texts are in another encoding", binary.BigEndian.Uint32(h[56:]) == 1},
		{"it is packed", binary.BigEndian.Uint32(h[52:]) == 0 && binary.BigEndian.Uint32(h[64:]) == 0},
		{"it is longer or shorter than it says", int64(binary.BigEndian.Uint32(h[28:]))*pageSize == a.Size},
	} {
		if !want.is {
			return a.odd(want.what)
		}
	}
	return nil
}

// odd refuses the file for something that Assay does not do.
func (a *About) odd(what string) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s has been changed by a program other than Assay, and may not be safe to open. Ask for a copy that was saved with Assay.", a.Name), Err: errors.New(what)}
}

// suspect makes a refusal of what SQLite has against the file.
func (s *Stranger) suspect(err error) error {
	var sqliteErr *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return s.about.odd("it takes too long to read")
	case errors.As(err, &sqliteErr):
		return s.damaged(err)
	}
	return err
}

func (s *Stranger) damaged(err error) error {
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s is damaged. Ask for it again, or for a copy that was saved with Assay.", s.about.Name), Err: err}
}

// limits are what a statement on a stranger's file may cost. The statements are
// ours; what they meet is not.
var limits = map[int]int{
	sqlite3.SQLITE_LIMIT_LENGTH:              MaxBlob + 1<<20,
	sqlite3.SQLITE_LIMIT_SQL_LENGTH:          100_000,
	sqlite3.SQLITE_LIMIT_COLUMN:              100,
	sqlite3.SQLITE_LIMIT_EXPR_DEPTH:          20,
	sqlite3.SQLITE_LIMIT_COMPOUND_SELECT:     3,
	sqlite3.SQLITE_LIMIT_VDBE_OP:             25_000,
	sqlite3.SQLITE_LIMIT_FUNCTION_ARG:        8,
	sqlite3.SQLITE_LIMIT_ATTACHED:            0,
	sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
	sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER:     100,
	sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH:       1,
	sqlite3.SQLITE_LIMIT_WORKER_THREADS:      0,
}

// open opens the copy. It is immutable: there is nothing to lock and no journal.
func (s *Stranger) open(ctx context.Context) (err error) {
	q := url.Values{
		"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"1"}, "_defensive": {"1"}, "_dqs": {"0"},
		"_pragma": {"trusted_schema(0)", "cell_size_check(1)", "mmap_size(0)", "temp_store(2)", "cache_size(-16000)"},
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(s.about.at()), RawQuery: q.Encode()}
	if runtime.GOOS == "windows" {
		u.Path = "/" + u.Path
	}
	if s.db, err = sql.Open("sqlite", u.String()); err != nil {
		return err
	}
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return err
	}
	for id, n := range limits {
		if _, err := sqlite.Limit(s.conn, id, n); err != nil {
			return err
		}
	}
	return s.conn.Raw(func(c any) error {
		return c.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(permits) // the driver is ours
	})
}

// permits lets our own few statements through and refuses all else, whatever the
// file may make of them.
func permits(action sqlite.AuthorizerActionCode, arg1, arg2, _, within string) sqlite.AuthorizerReturnCode {
	allowed := false
	switch action {
	case sqlite.AuthSelect:
		allowed = true
	case sqlite.AuthRead:
		allowed = arg1 == "op" || arg1 == "blob" || arg1 == "sqlite_master" || arg1 == "sqlite_schema"
	case sqlite.AuthPragma:
		allowed = arg1 == "user_version" && arg2 == "" || arg1 == "quick_check" && (arg2 == "op" || arg2 == "blob")
	case sqlite.AuthFunction:
		allowed = arg2 == "coalesce" || arg2 == "count" || arg2 == "max"
	default:
	}
	if within != "" || !allowed { // nothing that a view or a trigger wants
		return sqlite.AuthorizerDeny
	}
	return sqlite.AuthorizerOK
}

// check fails unless the file defines what a case of its version does, to the
// letter, and its pages hold together.
func (s *Stranger) check(ctx context.Context) error {
	if err := s.conn.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&s.about.Format); err != nil {
		return err
	}
	have, err := schemaOf(ctx, s.conn)
	if err != nil {
		return err
	}
	want, err := currentSchema()
	if s.about.Format < SchemaVersion {
		want, err = ownSchema(ctx, s.about.Format)
	}
	if err != nil {
		return err
	}
	if have != want {
		return s.about.odd("it defines other tables, or more")
	}
	// Of the whole file SQLite cannot be asked: that would begin with reading what
	// somebody has put into the index of words. All but two tables follow from these,
	// and are not read at all.
	for _, table := range []string{"op", "blob"} {
		var result string
		if err := s.conn.QueryRowContext(ctx, `PRAGMA quick_check(`+table+`)`).Scan(&result); err != nil {
			return err
		}
		if result != "ok" {
			return s.damaged(errors.New(result))
		}
	}
	return nil
}

// Rows implements Copy.
func (s *Stranger) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rows, err := s.conn.QueryContext(ctx, `SELECT seq, id FROM op ORDER BY seq`)
		if err != nil {
			yield(Row{}, s.suspect(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r Row
			var id sql.RawBytes
			if err := rows.Scan(&r.Seq, &id); err != nil {
				yield(Row{}, s.suspect(err))
				return
			}
			if len(id) == len(r.ID) {
				r.ID = oplog.Hash(id)
			}
			if !yield(r, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Row{}, s.suspect(err))
		}
	}
}

// Operations implements Copy.
func (s *Stranger) Operations(ctx context.Context, seqs []int64) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		one, err := s.conn.PrepareContext(ctx, `SELECT `+opColumns+` FROM op WHERE seq = ?`)
		if err != nil {
			yield(oplog.Op{}, s.suspect(err))
			return
		}
		defer one.Close() //nolint:errcheck // it was only read
		for _, seq := range seqs {
			op, err := s.operation(ctx, one, seq)
			if !yield(op, err) || err != nil && !errors.Is(err, ErrRefused) {
				return
			}
		}
	}
}

// operation reads one row, which may be anything.
func (s *Stranger) operation(ctx context.Context, one *sql.Stmt, seq int64) (oplog.Op, error) {
	rows, err := one.QueryContext(ctx, seq)
	if err != nil {
		return oplog.Op{}, s.suspect(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return oplog.Op{}, errors.Join(ErrRefused, s.suspect(rows.Err()))
	}
	op, err := scanOp(rows)
	if err == nil {
		err = errors.Join(op.Verify(), assay.CheckOp(op))
	}
	if err != nil {
		return oplog.Op{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return *op, s.suspect(rows.Err())
}

// Blob implements Copy.
func (s *Stranger) Blob(ctx context.Context, hash oplog.Hash) ([]byte, error) {
	var size int
	var form string
	var data []byte
	err := s.conn.QueryRowContext(ctx, `SELECT size, form, data FROM blob WHERE hash = ?`, hash[:]).Scan(&size, &form, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, s.suspect(err)
	}
	if form == "zstd" {
		_, dec := codec()
		if data, err = dec.DecodeAll(data, make([]byte, 0, min(max(size, 0), MaxBlob))); err != nil {
			return nil, nil //nolint:nilerr // bytes that cannot be had are as none
		}
	}
	if len(data) > MaxBlob || !hash.Of(data) {
		return nil, nil
	}
	return data, nil
}
