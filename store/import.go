package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"assay/internal/assay"
	"assay/internal/oplog"
)

// Imported says what became of an article that was to be brought in.
type Imported struct {
	Name    string // as Incoming has it
	File    int    // likewise
	Article assay.ArticleID
	Outcome string      // one of the outcomes below; "" if it was refused
	Act     assay.ActID // zero if nothing was written
	Since   oplog.Clock // when it was brought in, if it was there already
	Err     error       // why it was refused
	Found   *assay.Import

	// Addressed tells that the article was there already, but not where it was
	// found, which it has from this import.
	Addressed bool
}

// What can become of an import.
const (
	Added   = "added"   // the article is new
	Known   = "known"   // it was there already; at most what it lacked was written
	Revived = "revived" // it had been removed, and is back
	Removed = "removed" // it was removed after Incoming.Since, and stays out
)

// packed is an import with its bytes as they go into the file. What takes time
// has been done, without the file.
type packed struct {
	*assay.Import
	text, original blob
	since          time.Time // as Incoming has it
}

func pack(in *assay.Import) (*packed, error) { return packAfter(nil, in) }

// packAfter packs an import that may have its original from the one before.
func packAfter(last *packed, in *assay.Import) (p *packed, err error) {
	p = &packed{Import: in}
	if err := in.Check(); err != nil {
		return nil, err
	}
	if p.text, err = packBlob([]byte(in.Text)); err != nil {
		return nil, err
	}
	if last != nil && sameBytes(last.Original, in.Original) {
		p.original = last.original
		return p, nil
	}
	if p.original, err = packBlob(in.Original); err != nil {
		return nil, err
	}
	return p, nil
}

// sameBytes reports whether two slices are the same stretch of memory.
func sameBytes(a, b []byte) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }

// ImportArticle puts an article into the case, with its original bytes. It
// fails with KindInvalid if there is no text in it.
func (s *Store) ImportArticle(ctx context.Context, in assay.Import) (out Imported, err error) {
	out.Found = &in
	p, err := pack(&in)
	if err != nil {
		return out, err
	}
	var same sameTexts
	if err := s.ahead(ctx, &same, p); err != nil {
		return out, err
	}
	out.Act, err = s.update(ctx, func(t *tx) (err error) {
		return t.bringIn(ctx, &same, p, &out)
	})
	return out, err
}

// ahead looks up which articles have the text of an import, if that may matter.
func (s *Store) ahead(ctx context.Context, same *sameTexts, p *packed) error {
	if assay.PlainAddress(p.FoundAt) == "" {
		return nil
	}
	var there bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, p.text.hash[:]).Scan(&there)
	if err != nil || !there {
		return explain(err)
	}
	return same.catchUp(ctx, s, &p.text.hash)
}

// bringIn puts an article into the case, unless it is there, and says in out what
// became of it.
func (t *tx) bringIn(ctx context.Context, same *sameTexts, p *packed, out *Imported) error {
	known, err := t.there(ctx, same, p)
	if err != nil {
		return err
	}
	if removed, err := t.removedSince(ctx, p, known); err != nil || removed {
		out.Outcome = Removed
		return err
	}
	if known == nil {
		out.Article, out.Outcome = p.ArticleID(p.text.hash), Added
		if err := t.keepBlob(ctx, &p.text); err != nil {
			return err
		}
		return t.addArticle(ctx, out.Article, p)
	}
	out.Article, out.Outcome, out.Since = known.id, Known, known.made
	if known.gone {
		out.Outcome, out.Since = Revived, 0
		if err := t.revive(ctx, assay.KindArticle, assay.EntityID(known.id)); err != nil {
			return err
		}
	}
	if err := t.fillIn(ctx, known.id, p); err != nil {
		return err
	}
	if out.Addressed = known.nowhere && assay.PlainAddress(p.FoundAt) != ""; out.Addressed {
		return t.address(ctx, known.id, p.Import)
	}
	return nil
}

// fillIn puts in the bytes of an article of which the case has only the hash.
func (t *tx) fillIn(ctx context.Context, id assay.ArticleID, p *packed) error {
	for _, b := range []struct {
		*blob
		of string
	}{{&p.original, `capture WHERE article = ?1 AND original = ?2`}, {&p.text, `"text" WHERE article = ?1 AND content = ?2`}} {
		var absent bool
		err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+b.of+`) AND NOT EXISTS (SELECT 1 FROM blob WHERE hash = ?2)`, id[:], b.hash[:]).Scan(&absent)
		if err == nil && absent {
			err, t.worth = t.keepBlob(ctx, b.blob), true
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// address notes where an article was found that was brought in without an address:
// the same at another one is another article from then on.
func (t *tx) address(ctx context.Context, id assay.ArticleID, in *assay.Import) error {
	f, err := t.keys(ctx, assay.KindArticle, assay.EntityID(id))
	if err != nil {
		return err
	}
	state, err := t.state(ctx, assay.KindArticle, assay.EntityID(id))
	if err != nil {
		return err
	}
	f["url"] = oplog.Encode(in.FoundAt)
	if state.Value("host").IsNull() {
		host, err := t.outlet(ctx, assay.Domain(in.FoundAt), in.Site)
		if err != nil {
			return err
		}
		f["host"] = oplog.Encode(host)
	}
	return t.edit(ctx, assay.KindArticle, assay.EntityID(id), f)
}

// removedSince reports whether an import is an article that was removed, or whose
// coming in was undone, since the time that the import names.
func (t *tx) removedSince(ctx context.Context, p *packed, known *thereAlready) (bool, error) {
	if p.since.IsZero() || known != nil && !known.gone {
		return false, nil
	}
	id := p.ArticleID(p.text.hash)
	if known != nil {
		id = known.id
	}
	ops, err := t.opsOf(ctx, assay.KindArticle, assay.EntityID(id))
	if err != nil || len(ops) == 0 {
		return false, err
	}
	state := oplog.Project(ops)
	removed := state.Fields[oplog.Retracted].At
	for _, op := range ops {
		if !state.Exists && !op.Undoes.IsZero() {
			removed = max(removed, op.At)
		}
	}
	return removed.Time().After(p.since), nil
}

// thereAlready is an article that is in the case already.
type thereAlready struct {
	id      assay.ArticleID
	gone    bool
	made    oplog.Clock
	nowhere bool // no address of it is known
}

// there returns the article of the case that an import is, nil if it is new: the
// one of the same text and address; one of the same bytes, unless they were found
// elsewhere, where they are another article, or the text was typed in; or one of the same text at an address
// that leads to the same page.
func (t *tx) there(ctx context.Context, same *sameTexts, p *packed) (*thereAlready, error) {
	id := p.ArticleID(p.text.hash)
	found, err := t.thereAs(ctx, p, true, `a.id = ?`, id[:])
	if found != nil || err != nil {
		return found, err
	}
	var text, bytes bool
	err = t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?), EXISTS (SELECT 1 FROM blob WHERE hash = ?)`, p.text.hash[:], p.original.hash[:]).Scan(&text, &bytes)
	if err == nil && bytes && p.Part == "" && p.Extractor != assay.Typed { // of the parts of a file each has its own text, and what is typed in is not read from its original
		found, err = t.thereAs(ctx, p, true, `a.id IN (SELECT article FROM capture WHERE original = ? AND part IS NULL AND gone = 0)`, p.original.hash[:])
	}
	if err == nil && found == nil && text && assay.PlainAddress(p.FoundAt) != "" {
		twins, err := t.twinsOf(ctx, same, p.text.hash)
		if err != nil {
			return nil, err
		}
		return t.thereAs(ctx, p, false, `a.id IN `+idList, hexList(twins))
	}
	return found, err
}

// thereAs returns the first of some articles that an import can be by its address,
// or, if that is enough and there is none, because of one of them no address is known.
func (t *tx) thereAs(ctx context.Context, p *packed, unknown bool, where string, args ...any) (*thereAlready, error) {
	type candidate struct {
		thereAlready
		foundAt, address string
	}
	list, err := query(ctx, t, `
		SELECT a.id, a.gone, a.made, a.found_at, coalesce(a.url, x.url, a.found_at) FROM article a LEFT JOIN "text" x ON x.id = a."text"
		WHERE `+where+` ORDER BY a.gone, a.made, a.id`, args, func(rows *sql.Rows) (c candidate, err error) {
		err = rows.Scan(into(&c.id), &c.gone, &c.made, &c.foundAt, &c.address)
		c.foundAt, c.address = assay.PlainAddress(c.foundAt), assay.PlainAddress(c.address)
		c.nowhere = c.foundAt == "" && c.address == ""
		return c, err
	})
	if err != nil {
		return nil, err
	}
	own, canonical := assay.PlainAddress(p.FoundAt), assay.PlainAddress(p.URL)
	for i := range list {
		if c := &list[i]; own != "" && (own == c.foundAt || own == c.address) || canonical != "" && canonical == c.address {
			return &c.thereAlready, nil
		}
	}
	for i := range list {
		if c := &list[i]; unknown && (own == "" || c.nowhere) {
			return &c.thereAlready, nil
		}
	}
	return nil, nil
}

// Incoming is bytes in which there may be articles: in most of them one.
type Incoming struct {
	Name string                                // of the file, for whoever is told
	File int                                   // which file it came in, where several come: not all have names of their own
	Size int                                   // of the bytes
	Read func() iter.Seq2[assay.Import, error] // what is in them; it may run beside others

	// Since is when the import began that this is the rest of: what the analysts have
	// removed after that stays out. Zero is for an import that begins now, with
	// which what was removed comes back.
	Since time.Time

	// Bytes returns the bytes, where they are one article and nothing but they say
	// which: if an article of the case has been made of them, they are not read
	// again. It is called before Read, if at all, and nil for all others.
	Bytes func() ([]byte, error)
}

// An import is written in slices: a transaction takes articles for as long as
// sliceTime, or until somebody waits to write, and is committed, so that nobody
// waits for it longer than 50 ms.
const (
	sliceTime = 30 * time.Millisecond
	sliceWait = 20 * time.Millisecond // how long a slice waits for more articles before it begins
	sliceMost = 64                    // articles
)

// ImportArticles brings in articles as they come: while some are written, the
// next are read. However many they are, they are one act. Each comes in whole or
// not at all, and one that is refused does not hold up the others. done is told
// of every one, in their order, when it is safe in the file.
//
// An error in the sequence, in the file or of done ends the import, and so does
// ctx. What done was told of stays in.
func (s *Store) ImportArticles(ctx context.Context, articles iter.Seq2[Incoming, error], done func(Imported) error) error {
	if s.write == nil {
		return errReadOnly()
	}
	ctx, stop := context.WithCancel(ctx)
	a := s.readAhead(ctx, articles)
	defer a.running.Wait()
	defer stop()
	var act oplog.ID
	var same sameTexts
	for {
		list, err := a.next(ctx)
		if err != nil || len(list) == 0 {
			return err
		}
		for len(list) > 0 {
			if slices.ContainsFunc(list, (*arrived).somewhere) {
				if err := same.catchUp(ctx, s, nil); err != nil {
					return err
				}
			}
			var slice []Imported
			if act, slice, err = s.importSlice(ctx, act, &same, list); err != nil {
				return err
			}
			for _, out := range slice {
				if err := done(out); err != nil {
					return err
				}
			}
			a.free(list[:len(slice)])
			list = list[len(slice):]
		}
	}
}

// importSlice brings in as many articles as one transaction takes, as part of
// an act, a new one if it is zero. If the analyst has undone that since, the
// rest is another act, which it returns: nothing that they do not want comes in
// with what they undid.
func (s *Store) importSlice(ctx context.Context, act oplog.ID, same *sameTexts, list []*arrived) (_ oplog.ID, slice []Imported, err error) {
	wrote, err := s.updateAs(ctx, act, func(t *tx) error {
		if err := t.goOn(ctx); err != nil {
			return err
		}
		act = t.act
		began := t.author.Now()
		for _, a := range list {
			if len(slice) > 0 && (s.waiting.Load() > 0 || t.author.Now().Sub(began) > sliceTime) {
				return nil
			}
			out, err := t.importOne(ctx, same, a)
			if err != nil {
				return err
			}
			slice = append(slice, out)
		}
		return nil
	})
	for i := range slice {
		if slice[i].Outcome == Added || slice[i].Outcome == Revived || slice[i].Addressed {
			slice[i].Act = wrote
		}
	}
	return act, slice, err
}

// importOne brings in an article, or says why not: whatever it had written
// until then is taken back. An error is one that ends the import.
func (t *tx) importOne(ctx context.Context, same *sameTexts, a *arrived) (Imported, error) {
	out := Imported{Name: a.name, File: a.file, Found: &a.found, Err: a.err}
	if out.Err != nil {
		return out, nil //nolint:nilerr // it is in the report, and does not end the import
	}
	if a.packed == nil {
		out.Article, out.Outcome, out.Since = a.known, Known, a.since
		return out, nil
	}
	if _, err := t.ExecContext(ctx, `SAVEPOINT one`); err != nil {
		return out, err
	}
	wrote := t.wrote
	out.Err = t.bringIn(ctx, same, a.packed, &out)
	if out.Err = explain(out.Err); out.Err != nil {
		if k := assay.KindOf(out.Err); k == assay.KindReadOnly || k == assay.KindBusy || ctx.Err() != nil {
			return out, out.Err
		}
		out.Article, out.Outcome, out.Since, out.Addressed, t.wrote = assay.ArticleID{}, "", 0, false, wrote
		if _, err := t.ExecContext(ctx, `ROLLBACK TO one`); err != nil {
			return out, err
		}
	}
	_, err := t.ExecContext(ctx, `RELEASE one`)
	return out, err
}

// arrival is bytes that are being read.
type arrival struct {
	name  string
	file  int
	ready chan struct{} // closed when the rest is there
	list  []*arrived    // at least one
}

// arrived is an article that has been read.
type arrived struct {
	name   string
	file   int
	found  assay.Import
	packed *packed         // nil for what is there
	known  assay.ArticleID // what is there
	since  oplog.Clock     // and since when
	err    error           // why it is none
	room   int             // that is free once it has been written
}

// somewhere reports whether an article was found at an address.
func (x *arrived) somewhere() bool {
	return x.packed != nil && assay.PlainAddress(x.packed.FoundAt) != ""
}

// arrivals are articles that are read ahead of the writer, some at once.
type arrivals struct {
	store   *Store
	queue   chan *arrival // in their order
	first   *arrival      // of the queue, if it was not ready in time
	rest    []*arrived    // of the one before, if it did not go into one slice
	err     error         // why there are no more; to be read when queue is closed
	room    chan struct{} // has as many as room is taken
	readers chan struct{} // as many as read at once: whoever works meanwhile has a processor left
	running sync.WaitGroup
}

// What waits to be written takes up room by its number and its size. Memory
// holds so much of it, and one article more.
const (
	roomMost = 128
	roomOf   = 256 << 10 // bytes
)

// readAhead begins to read articles, until there are no more or ctx is done.
func (s *Store) readAhead(ctx context.Context, articles iter.Seq2[Incoming, error]) *arrivals {
	a := &arrivals{store: s, queue: make(chan *arrival, roomMost), room: make(chan struct{}, roomMost), readers: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	a.running.Go(func() {
		defer close(a.queue)
		a.err = guarded(func() error {
			for in, err := range articles {
				if err != nil {
					return err
				}
				if err := a.read(ctx, in); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return a
}

// read begins to read one article, once there is room for it.
func (a *arrivals) read(ctx context.Context, in Incoming) error {
	x := &arrival{name: in.Name, file: in.File, ready: make(chan struct{})}
	room := min(1+in.Size/roomOf, roomMost)
	for range room {
		select {
		case a.room <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	a.readers <- struct{}{} // held by readers, which do not wait for anything
	a.running.Go(func() {
		defer func() { <-a.readers }()
		defer close(x.ready)
		x.read(ctx, a.store, in)
		x.list[len(x.list)-1].room = room
	})
	a.queue <- x // there is a place for each that there is room for
	return nil
}

// read reads what has arrived, unless it is there.
func (x *arrival) read(ctx context.Context, s *Store, in Incoming) {
	var last *packed
	err := guarded(func() error {
		known, err := s.knows(ctx, in)
		if err != nil {
			return err
		}
		if known != nil {
			x.list = append(x.list, known)
			return nil
		}
		for found, err := range in.Read() {
			one := &arrived{name: x.name, file: x.file, found: found, err: err}
			if err == nil {
				if one.packed, one.err = packAfter(last, &one.found); one.packed != nil {
					one.packed.since = in.Since
					last = one.packed
				}
			}
			x.list = append(x.list, one)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	})
	if err != nil || len(x.list) == 0 {
		x.list = append(x.list, &arrived{name: x.name, file: x.file, err: cmp.Or(err, error(assay.Invalid("file", "There is no article in this file.")))})
	}
}

// knows returns the article that was made of the same bytes as if it had just been
// read, nil if there is none.
func (s *Store) knows(ctx context.Context, in Incoming) (*arrived, error) {
	if in.Bytes == nil {
		return nil, nil
	}
	data, err := in.Bytes()
	if err != nil || len(data) == 0 {
		return nil, err
	}
	hash := sha256.Sum256(data)
	known := arrived{name: in.Name, file: in.File}
	err = s.read.QueryRowContext(ctx, `
		SELECT a.id, a.made, coalesce(a.title, x.title), c.name
		FROM capture c JOIN article a ON a.id = c.article LEFT JOIN "text" x ON x.id = a."text"
		WHERE c.original = ? AND c.part IS NULL AND c.gone = 0 AND a.gone = 0 AND EXISTS (SELECT 1 FROM blob WHERE hash = c.original) ORDER BY a.made, a.id LIMIT 1`,
		hash[:]).Scan(into(&known.known), &known.since, into(&known.found.Title), into(&known.found.Name))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &known, explain(err)
}

// guarded makes an error of a panic, which would end the program: whoever
// waits for the work would have it handled.
func guarded(work func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return work()
}

// next returns the articles of one slice: at least one, unless there are no
// more, and those that are ready shortly after.
func (a *arrivals) next(ctx context.Context) (list []*arrived, err error) {
	var late <-chan time.Time
	for len(list) < sliceMost {
		if len(a.rest) == 0 {
			x, more, err := a.take(ctx, late)
			if err != nil {
				return nil, err
			}
			if x == nil && !more && len(list) == 0 {
				return nil, a.err
			}
			if x == nil {
				break
			}
			a.rest = x.list
		}
		n := min(len(a.rest), sliceMost-len(list))
		list, a.rest = append(list, a.rest[:n]...), a.rest[n:]
		if late == nil {
			late = time.After(sliceWait)
		}
	}
	return list, nil
}

// take returns what has arrived next, nil if it is late, and whether there may
// be more.
func (a *arrivals) take(ctx context.Context, late <-chan time.Time) (x *arrival, more bool, err error) {
	if a.first == nil {
		select {
		case a.first, more = <-a.queue:
			if !more {
				return nil, false, nil
			}
		case <-late:
			return nil, true, nil
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	}
	select {
	case <-a.first.ready:
		x, a.first = a.first, nil
		return x, true, nil
	case <-late:
		return nil, true, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// free gives back the room of articles that have been written.
func (a *arrivals) free(list []*arrived) {
	for _, x := range list {
		for range x.room {
			<-a.room
		}
	}
}
