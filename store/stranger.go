package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
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
	// Operations returns those in some rows, each verified and as the dictionary has it.
	// A row that is no such operation comes as ErrRefused and does not end the sequence;
	// after any other error there is nothing more.
	Operations(ctx context.Context, rows []int64) iter.Seq2[oplog.Op, error]
	// Blob returns the bytes of a hash, nil if the case has not got them.
	Blob(ctx context.Context, hash oplog.Hash) ([]byte, error)
	// Purged lists the bytes of which the case says that only their hash was kept.
	Purged(ctx context.Context) ([]Purged, error)
	Close() error
}

// Row is where an operation stands in a log.
type Row struct {
	Seq int64
	ID  oplog.Hash // as the row has it; zero if that is no hash

	Given bool // it was there when the copy was made to be given away
}

// Purged are bytes that somebody has taken out of a case on purpose.
type Purged struct {
	Hash oplog.Hash
	Size int64
}

// About says which file a case from somebody else is.
type About struct {
	Name   string     // what it is called, without its folders
	Hash   oplog.Hash // of the file
	Size   int64      // of the file, in bytes
	Format int        // the version of its schema, 0 before it was opened and if it is broken
	Broken bool       // it is damaged or was tampered with, and what can be read of it is wanted all the same
	Loose  bool       // it is so broken that what was taken out of it cannot be told from what is in it

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

// OpenTaken opens what TakeCopy or TakeBroken has copied, in whatever process.
func OpenTaken(ctx context.Context, about About) (from Copy, err error) {
	if about.Broken {
		from, err = carve(ctx, about)
	} else {
		from, err = openWhole(ctx, about)
	}
	if err != nil {
		return nil, err
	}
	return from, nil
}

// patience bounds how long looking at a copy may take.
func (a *About) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 30*time.Second+time.Duration(a.Size/(50<<20))*time.Second)
}

// openWhole fails with KindUnsupported if the file is not a whole case and nothing besides.
func openWhole(ctx context.Context, about About) (_ *Stranger, err error) {
	configureDriver()
	s := &Stranger{about: about}
	ctx, cancel := about.patience(ctx)
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
func TakeCopy(ctx context.Context, path, dir string) (About, error) {
	return takeCopy(ctx, path, dir, false)
}

// TakeBroken is TakeCopy for a case that is not all there, or not as Assay writes it.
func TakeBroken(ctx context.Context, path, dir string) (About, error) {
	return takeCopy(ctx, path, dir, true)
}

func takeCopy(ctx context.Context, path, dir string, broken bool) (a About, err error) {
	a.Name, a.Broken = filepath.Base(path), broken
	if a.Dir, err = os.MkdirTemp(dir, "assay-stranger-"); err != nil {
		return a, cannot(assay.Say("Assay cannot make a copy of %s to look at.", a.Name), err)
	}
	if err := a.take(ctx, path); err != nil {
		return a, errors.Join(err, os.RemoveAll(a.Dir))
	}
	return a, nil
}

func (a *About) take(ctx context.Context, path string) (err error) {
	if err := a.inspect(path); err != nil {
		return err
	}
	if err := a.atRest(path); err != nil {
		return err
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
	before, err := from.Stat()
	if err != nil {
		return cannot(assay.Say("Assay cannot open this file: %s.", a.Name), err)
	}
	sum := sha256.New()
	a.Size, err = io.Copy(io.MultiWriter(to, sum), io.LimitReader(reading{ctx, from}, MaxStranger+1))
	switch {
	case err != nil:
		return cannot(assay.Say("Assay cannot make a copy of %s to look at.", a.Name), err)
	case a.Size > MaxStranger:
		return assay.Unsupported("%s is larger than %d GB, which no case that is sent should be.", a.Name, MaxStranger>>30)
	}
	a.Hash = oplog.Hash(sum.Sum(nil))
	if a.Broken {
		return a.known(to)
	}
	after, err := os.Stat(path)
	if err := cmp.Or(err, a.atRest(path)); err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
		return &assay.Error{Kind: assay.KindBusy, Field: "path", Message: assay.Say("Another program has written to %s while it was being read. Close the case there, or wait until its folder is in step, and try again.", a.Name), Err: err}
	}
	return a.header(to)
}

// atRest fails if there is something beside the file without which it is not whole: what
// a program that writes to it keeps there, or has left.
func (a *About) atRest(path string) error {
	for _, beside := range []string{"-journal", "-wal"} {
		if info, err := os.Stat(path + beside); err == nil && info.Size() > 0 && !a.Broken {
			return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("Another program is writing to %s, or was when it was copied: there is a %s beside it. Close the case there and try again, or ask for a copy that was saved with Assay’s “Save a copy”.", a.Name, a.Name+beside), Err: ErrBroken}
		}
	}
	return nil
}

// inspect looks at the file before it is copied.
func (a *About) inspect(path string) error {
	if !a.Broken {
		return inspect(path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &assay.Error{Kind: assay.KindNotFound, Field: "path", Message: assay.Say("There is no file %s. It may have been moved or renamed.", a.Name), Err: err}
	case err != nil:
		return cannot(assay.Say("Assay cannot open this file: %s.", a.Name), err)
	case !info.Mode().IsRegular():
		return assay.Unsupported("%s is a folder or a device, not a case. Choose a file that ends in .assay.", a.Name)
	}
	return nil
}

// known fails if the copy is of a case that a newer Assay has written: what it says is not
// understood here. Nothing else of a header that may be broken is believed.
func (a *About) known(f io.ReaderAt) error {
	var h [100]byte
	if _, err := f.ReadAt(h[:], 0); err != nil || !isCase(h) {
		return nil //nolint:nilerr // what is not there says nothing
	}
	if version := binary.BigEndian.Uint32(h[60:]); version > uint32(SchemaVersion) {
		return tooNew(a.Name, version)
	}
	return nil
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

// pageSize is that of a case, in bytes.
const pageSize = 4096

// header compares the first bytes of the copy with those of a file that Assay
// writes: what it never does is not worth finding out how SQLite takes it.
func (a *About) header(f io.ReaderAt) error {
	h, err := readHeader(io.NewSectionReader(f, 0, a.Size), a.Name) // once more: what we have may not be what we looked at
	if err != nil {
		return err
	}
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
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s has been changed by a program other than Assay, and may not be safe to open. Ask for a copy that was saved with Assay.", a.Name), Err: fmt.Errorf("%w: %s", ErrBroken, what)}
}

// ErrBroken is why a case is refused of which a part may still be rescued.
var ErrBroken = errors.New("the file is not whole, or not as Assay writes it")

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
	return &assay.Error{Kind: assay.KindUnsupported, Message: assay.Say("%s is damaged. Ask for it again, or for a copy that was saved with Assay.", s.about.Name), Err: errors.Join(ErrBroken, err)}
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
		allowed = slices.Contains([]string{"coalesce", "count", "group_concat", "max", "min"}, arg2)
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
	if have != ownSchema(s.about.Format) {
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
		for last := int64(math.MinInt64); ; {
			rows, err := s.rowsAfter(ctx, last)
			if err != nil {
				yield(Row{}, s.suspect(err))
				return
			}
			if len(rows) == 0 {
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			last = rows[len(rows)-1].Seq
		}
	}
}

// listedAtOnce is how many rows are read in one piece, which costs a fifth of handing
// over one by one.
const listedAtOnce = 1024

// rowsAfter returns the next rows after one, none at the end of the log. It reads them
// in one piece if they are as Assay writes them: numbered without a gap, each with an
// id of its own.
func (s *Stranger) rowsAfter(ctx context.Context, last int64) ([]Row, error) {
	const part = `(SELECT seq, id, came FROM op WHERE seq > ? ORDER BY seq LIMIT ?)`
	var n int
	var from, to, came int64
	var ids []byte
	err := s.conn.QueryRowContext(ctx, `SELECT count(*), coalesce(min(seq), 0), coalesce(max(seq), 0), coalesce(min(came), 0), coalesce(group_concat(id, ''), '') FROM `+part, last, listedAtOnce).Scan(&n, &from, &to, &came, &ids)
	if err != nil {
		return nil, err
	}
	if to-from+1 != int64(n) || came < 0 || len(ids) != n*len(oplog.Hash{}) {
		return collect(s.rows(ctx, `SELECT seq, id, came FROM `+part, last, listedAtOnce))
	}
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = Row{Seq: from + int64(i), ID: oplog.Hash(ids[i*len(oplog.Hash{}):])}
	}
	return rows, nil
}

// rows reads rows one by one, whatever is in them.
func (s *Stranger) rows(ctx context.Context, text string, args ...any) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rows, err := s.conn.QueryContext(ctx, text, args...)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r Row
			var id sql.RawBytes
			var came int64
			if err := rows.Scan(&r.Seq, &id, &came); err != nil {
				yield(Row{}, err)
				return
			}
			if len(id) == len(r.ID) {
				r.ID = oplog.Hash(id)
			}
			r.Given = came == cameGiven
			if !yield(r, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Row{}, err)
		}
	}
}

// Operations implements Copy.
func (s *Stranger) Operations(ctx context.Context, seqs []int64) iter.Seq2[oplog.Op, error] {
	return func(yield func(oplog.Op, error) bool) {
		some, err := s.conn.PrepareContext(ctx, `SELECT `+opColumns+` FROM op WHERE seq IN (`+marks(rowsAtOnce)+`) ORDER BY seq`)
		if err != nil {
			yield(oplog.Op{}, s.suspect(err))
			return
		}
		defer some.Close() //nolint:errcheck // it was only read
		for part := range slices.Chunk(seqs, rowsAtOnce) {
			args := make([]any, rowsAtOnce)
			for i := range args {
				args[i] = part[min(i, len(part)-1)]
			}
			if !s.found(ctx, some, args, len(part), yield) {
				return
			}
		}
	}
}

// rowsAtOnce is how many rows a statement asks for.
const rowsAtOnce = 50

// found yields the n rows that a statement should find, which may be anything, and
// reports whether to go on.
func (s *Stranger) found(ctx context.Context, some *sql.Stmt, args []any, n int, yield func(oplog.Op, error) bool) bool {
	lost := func(err error) bool {
		yield(oplog.Op{}, s.suspect(err))
		return false
	}
	rows, err := some.QueryContext(ctx, args...)
	if err != nil {
		return lost(err)
	}
	defer rows.Close()
	for ; rows.Next(); n-- {
		op, err := scanOp(rows)
		if err == nil {
			err = errors.Join(op.Verify(), assay.CheckOp(op))
		}
		if err != nil {
			op, err = &oplog.Op{}, fmt.Errorf("%w: %w", ErrRefused, err)
		}
		if !yield(*op, err) {
			return false
		}
	}
	if err := rows.Err(); err != nil {
		return lost(err)
	}
	for ; n > 0; n-- {
		if !yield(oplog.Op{}, fmt.Errorf("%w: a row that is listed is not there", ErrRefused)) {
			return false
		}
	}
	return true
}

// Blob implements Copy.
func (s *Stranger) Blob(ctx context.Context, hash oplog.Hash) ([]byte, error) {
	var size int64
	var form string
	var data []byte
	err := s.conn.QueryRowContext(ctx, `SELECT size, form, data FROM blob WHERE hash = ?`, hash[:]).Scan(&size, &form, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, s.suspect(err)
	}
	return unpackBlob(hash, size, form, data), nil
}

// unpackBlob returns the bytes of a hash out of what a row has for them, nil if they
// cannot be had.
func unpackBlob(hash oplog.Hash, size int64, form string, data []byte) []byte {
	if form == "zstd" {
		var err error
		_, dec := codec()
		if data, err = dec.DecodeAll(data, make([]byte, 0, min(max(size, 0), MaxBlob))); err != nil {
			return nil
		}
	}
	if len(data) > MaxBlob || !hash.Of(data) {
		return nil
	}
	return data
}

// Purged implements Copy.
func (s *Stranger) Purged(ctx context.Context) (list []Purged, err error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT hash, size FROM blob WHERE form = 'purged' ORDER BY seq`)
	if err != nil {
		return nil, s.suspect(err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Purged
		if err := rows.Scan(into(&p.Hash), &p.Size); err != nil {
			continue // it is none
		}
		list = append(list, p)
	}
	return list, s.suspect(rows.Err())
}
