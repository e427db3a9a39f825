// Package store keeps a case: one SQLite file that is the whole document and
// can be copied, mailed and merged.
//
// What analysts do is written as operations (internal/oplog) and in no other
// way; the tables that pages read follow from them in the same transaction.
// An exported method is one act of the user in one transaction, or what one
// page reads in one snapshot.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Options are what a Store needs to know besides the path.
type Options struct {
	Actor    assay.ActorID // who works on the case; required unless ReadOnly
	Name     string        // what the analyst is called, "" while unknown
	ReadOnly bool
	Now      func() time.Time // the wall clock; time.Now if nil

	As       string          // the path by which the case is known, if the file is a copy of what is there
	Received *assay.Received // what came of receiving the case, if it was received just now
	Closed   func()          // called once the case is closed, if not nil

	Taken func(done, total int) // told how many operations of a case that is received have been looked at; nil for nobody
}

// Store is an open case. It is safe for concurrent use.
type Store struct {
	path   string
	known  string      // the path by which it is known, which is another one if this is a copy
	place  string      // where the file is watched: the known one if it is only read, path if a copy is written to
	file   os.FileInfo // which file was there when it was opened
	format int         // the version of its schema, an older one only if it is only read
	write  *sql.DB     // one connection, so that writers queue in Go and not in SQLite; nil when read-only
	read   *sql.DB     // a few connections that cannot write

	searching chan struct{} // holds one for each search that goes on

	kept      memory
	recent    recentTexts
	sketches  recentSketches
	around    recentScopes
	compared  recentComparison
	comparing sync.Mutex // held while the analysts of a large case are compared
	copying   sync.Mutex // held while the file is copied

	relating sync.Mutex // held while articles are compared; guards kin
	kin      *kin       // nil while none are
	renewed  bool       // it is known that this version has made what is kept of them

	received atomic.Pointer[assay.Received] // nil unless the case was received just now, and nobody has seen it
	closed   func()                         // nil if nobody asks

	name atomic.Value // what the analyst is called, a string

	waiting atomic.Int32 // how many acts of the analyst wait for mu; what writes in the background makes room for them
	mu      sync.Mutex   // held for as long as an act takes; guards author
	author  oplog.Author
}

// readers is how many pages can be read at once. A reader holds up a commit,
// so there is no use in many.
const readers = 4

// searchers is how many searches go on at once: somebody who types asks for one after the
// other, and each may take longer than any page.
const searchers = 1

var configureDriver = sync.OnceFunc(func() {
	sqlite.StrictPragmas(true)
	sqlite.MustRegisterDeterministicScalarFunction("holds", 2, holds)
	sqlite.MustRegisterDeterministicScalarFunction("folded", 1, foldedText)
	if runtime.GOOS == "linux" {
		// Hashing or copying the open file from this process must not drop
		// SQLite's locks on it. Older kernels fall back by themselves.
		_, _ = sqlite.OFDLocking(true)
	}
})

// Open opens the case at path. It fails with KindUnsupported if the file is
// not one that this Assay can read, and leaves such a file as it is.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	return open(ctx, path, o, false)
}

// Create makes a new case file and opens it. It fails with KindInvalid if
// there is something at path already. A case without a name is one that is yet
// to come, out of another file.
func Create(ctx context.Context, path, name string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("create case: %w", err)
	}
	if err := fits(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return nil, &assay.Error{Kind: assay.KindInvalid, Field: "name", Message: assay.Say("There is already a file of that name. Choose another name, or open the file."), Err: err}
	case err != nil:
		return nil, cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	if err := f.Close(); err != nil {
		return nil, cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	s, err := open(ctx, path, o, true)
	if err == nil && name != "" {
		err = s.nameCase(ctx, name)
	}
	if full(err) {
		err = cannot(assay.Say("Assay cannot make a file in this folder: %s.", filepath.Base(path)), err)
	}
	if err != nil {
		if s != nil {
			err = errors.Join(err, s.Close())
		}
		return nil, errors.Join(err, os.Remove(path))
	}
	return s, nil
}

func open(ctx context.Context, path string, o Options, fresh bool) (_ *Store, err error) {
	configureDriver()
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("open case: %w", err)
	}
	if !fresh {
		if err := fits(path); err != nil {
			return nil, err
		}
		if err := inspect(path); err != nil {
			return nil, err
		}
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the one wall clock
	}
	known := path
	if o.As != "" {
		if known, err = filepath.Abs(o.As); err != nil {
			return nil, fmt.Errorf("open case: %w", err)
		}
	}
	s := &Store{path: path, known: known, place: path, searching: make(chan struct{}, searchers), author: oplog.Author{Actor: oplog.ID(o.Actor), Now: o.Now}}
	s.SetName(o.Name)
	s.received.Store(o.Received)
	if o.ReadOnly {
		s.place = known
	}
	if s.file, err = os.Stat(s.place); err != nil {
		return nil, cannot(assay.Say("Assay cannot open this file: %s.", filepath.Base(path)), err)
	}
	os.SameFile(s.file, s.file) // on Windows it is only now that a file is identified
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if !o.ReadOnly {
		s.write = s.connect("rw", url.Values{"_txlock": {"immediate"}, "_journal_mode": {"DELETE"}})
		s.write.SetMaxOpenConns(1)
		if err := s.prepare(ctx, fresh); err != nil {
			return nil, err
		}
	}
	s.read = s.connect("ro", url.Values{"_query_only": {"1"}})
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if err := s.connectAll(ctx); err != nil {
		return nil, explain(err)
	}
	if err := s.verifySchema(ctx); err != nil {
		return nil, err
	}
	if err := s.wind(ctx); err != nil {
		return nil, err
	}
	s.closed = o.Closed // whoever opened a case in vain has to do it themselves
	return s, nil
}

// connectAll opens all connections that there are for reading: if the file is moved, there
// will be no others.
func (s *Store) connectAll(ctx context.Context) error {
	var errs []error
	var open []*sql.Conn // all of them together, or each would be the same
	for range readers {
		c, err := s.read.Conn(ctx)
		if err != nil {
			errs = append(errs, err)
			break
		}
		open = append(open, c)
	}
	for _, c := range open {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// connect returns a pool whose every connection has the same settings. Pragmas
// are part of the address, since one that is run reaches one connection only;
// the address is built and not glued, since a file may be called anything.
func (s *Store) connect(mode string, extra url.Values) *sql.DB {
	q := url.Values{
		"mode": {mode}, "_busy_timeout": {"5000"}, "_foreign_keys": {"1"}, "_synchronous": {"EXTRA"}, "_defensive": {"1"}, "_dqs": {"0"},
		"_pragma": {
			"trusted_schema(0)", "cell_size_check(1)", "mmap_size(0)", "temp_store(2)", "secure_delete(FAST)",
			"fullfsync(1)", "checkpoint_fullfsync(1)",
		},
	}
	if mode == "rw" { // a large act is kept in memory until then, since writing any of it holds readers up
		q["_pragma"] = append(q["_pragma"], "cache_size(-16000)", "cache_spill(-256000)")
	} else { // there are several of them, each with what a page needs; the system has the rest of the file
		q["_pragma"] = append(q["_pragma"], "cache_size(-4000)")
	}
	for k, v := range extra {
		q[k] = v
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(s.path), RawQuery: q.Encode()}
	if runtime.GOOS == "windows" {
		u.Path = "/" + u.Path
	}
	return sql.OpenDB(keeping{connector{must(sqlite.NewConnector(u.String())), s}}) // it fails only for an address that does not parse
}

// connector opens connections to the file that the store was opened on, and to
// no other that has taken its name.
type connector struct {
	driver.Connector
	store *Store
}

// Connect is what database/sql calls.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if !c.store.Moved() {
		return conn, err
	}
	if err == nil {
		err = conn.Close()
	}
	return nil, gone(err)
}

// Moved reports whether the file was moved, replaced or deleted since it was
// opened. What is in the case can still be read and copied; nothing can be
// saved in it.
func (s *Store) Moved() bool {
	info, err := os.Stat(s.place)
	return errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(info, s.file)
}

// At reports whether the case is in a file, and that file still at its place.
func (s *Store) At(file os.FileInfo) bool { return os.SameFile(file, s.file) && !s.Moved() }

// Close closes the case.
func (s *Store) Close() error {
	s.around.close()
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.closed != nil {
		s.closed()
	}
	return errors.Join(errs...)
}

// Mark returns a word that is another one after everything that is done in the case, by
// whatever program. It takes no longer in a large case: nothing takes operations or bytes
// out without writing an operation that says so, and no operation is ever written twice.
func (s *Store) Mark(ctx context.Context) (mark string, err error) {
	err = s.view(ctx, func(t *tx) error {
		var op, blob oplog.Hash
		err := t.QueryRowContext(ctx, `SELECT (SELECT id FROM op ORDER BY seq DESC LIMIT 1), (SELECT hash FROM blob ORDER BY seq DESC LIMIT 1)`).Scan(into(&op), into(&blob))
		mark = fmt.Sprintf("%x-%x", op, blob)
		return err
	})
	return mark, err
}

// Path returns the absolute path by which the file is known.
func (s *Store) Path() string { return s.known }

// Received says what came of receiving the case, nil if it was not received just now.
func (s *Store) Received() *assay.Received { return s.received.Load() }

// ForgetReceived lets Received say no more about it.
func (s *Store) ForgetReceived() { s.received.Store(nil) }

// ReadOnly reports whether the case can only be looked at.
func (s *Store) ReadOnly() bool { return s.write == nil }

// Me returns the analyst who works on the case.
func (s *Store) Me() assay.ActorID { return assay.ActorID(s.author.Actor) }

// SetName says what the analyst is called. It is written into the case with
// their next act, and does not wait for one that is going on.
func (s *Store) SetName(name string) { s.name.Store(name) }

// analyst returns what the analyst is called, "" while that is unknown.
func (s *Store) analyst() string { return s.name.Load().(string) } // set by open

// wind sets the clock to the latest operation that can be believed. What the
// analyst wrote in this file is believed in any case: one's own clock does not
// run backwards, even if it was once wrong by years.
func (s *Store) wind(ctx context.Context) error {
	horizon := s.author.Now().Add(oplog.Horizon).UnixMilli() << 16
	err := s.read.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM op WHERE at <= ? OR actor = ? AND came = 0`, horizon, s.author.Actor[:]).Scan(&s.author.Clock)
	if err != nil {
		return fmt.Errorf("read the clock of the case: %w", err)
	}
	return nil
}

// cannot explains why the file system said no.
func cannot(what assay.Sentence, err error) error {
	message := what
	switch {
	case errors.Is(err, os.ErrPermission):
		message = assay.Say("%s You are not allowed to write there. Choose another folder, or copy the file to one of your own.", what)
	case errors.Is(err, os.ErrNotExist):
		message = assay.Say("%s There is no such folder. Choose one that is there.", what)
	case full(err):
		message = assay.Say("%s The disk is full. Free some space, or choose another disk.", what)
	}
	return &assay.Error{Kind: assay.KindInvalid, Field: "path", Message: message, Err: err}
}
