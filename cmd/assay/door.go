package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/internal/intake"
	"assay/store"
)

// door is the way by which cases come in. What the analyst's own Assay has left is
// opened at once; any other file is checked first by a process of its own, and what is
// opened is a case that was made anew out of what is sound in it.
type door struct {
	config *desktop.Config
	reader *intake.Reader
	now    func() time.Time
	as     string                // what the analyst is called this time, "" for as always
	tell   func(error)           // what went wrong when a case was closed; nil for nobody
	taken  func(done, total int) // told how far the making anew of a case has come; nil for nobody

	mu      sync.Mutex
	rescued map[string]*assay.Received // what is to be said of rescued cases when they are opened
}

// options says who opens the case at path.
func (d *door) options(path string) (store.Options, error) {
	o, err := optionsFor(path, d.config)
	if d.as != "" {
		o.Name = d.as
	}
	o.Taken = d.taken
	return o, err
}

// open opens the case at path, which may only be looked at if readOnly.
func (d *door) open(ctx context.Context, path string, readOnly bool) (*store.Store, error) {
	o, err := d.options(path)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = readOnly
	if a := d.config.AwayCase(path); a != nil {
		return d.openAway(ctx, a, o)
	}
	return d.openAt(ctx, path, o)
}

// openAt opens the case whose file is at path.
func (d *door) openAt(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	if d.config.Owns(path) {
		return d.enter(ctx, path, o)
	}
	from, err := d.reader.OpenCase(ctx, path)
	if err != nil {
		return nil, err
	}
	if o.ReadOnly || !writable(path) {
		o.ReadOnly = true
		s, err := d.beside(ctx, from, known(path, o), o)
		return s, errors.Join(err, from.Close())
	}
	r, err := store.Renew(ctx, from, path, o, func(write func(to string) error) (string, error) {
		return desktop.Backup(d.config.Dir(), path, d.now(), write)
	})
	if err := errors.Join(err, from.Close()); err != nil {
		return nil, err
	}
	o.Received = &r
	return d.enter(ctx, path, o)
}

// inspect opens the file at path itself, as it is, to see whether it is whole or to
// make its tables again. What is not the analyst's own is checked first all the same.
func (d *door) inspect(ctx context.Context, path string, readOnly bool) (*store.Store, error) {
	o, err := d.options(path)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = readOnly
	if a := d.config.AwayCase(path); a != nil && (!readOnly || a.There()) {
		return d.openAway(ctx, a, o)
	}
	if !d.config.Owns(path) {
		from, err := d.reader.OpenCase(ctx, path)
		if err != nil {
			return nil, err
		}
		if err := from.Close(); err != nil {
			return nil, err
		}
	}
	return store.Open(ctx, path, o)
}

// create makes a case at path, where there is none.
func (d *door) create(ctx context.Context, path, name string) (*store.Store, error) {
	o, err := d.options(path)
	if err != nil {
		return nil, err
	}
	if a := d.config.AwayCase(path); a != nil {
		return d.createAway(ctx, a, name, o)
	}
	return d.createAt(ctx, path, name, o)
}

func (d *door) createAt(ctx context.Context, path, name string, o store.Options) (*store.Store, error) {
	d.leave(path, &o)
	s, err := store.Create(ctx, path, name, o)
	if err == nil {
		d.own(path, true)
	}
	return s, err
}

// own remembers the case at path as the analyst's own. Where that cannot be done, as in
// a config that cannot be written, it will be checked the next time.
func (d *door) own(path string, open bool) { _ = d.config.Own(path, open) }

// enter opens a case whose file can be trusted, and remembers it as the analyst's own.
func (d *door) enter(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	if !o.ReadOnly {
		d.leave(path, &o)
	}
	d.mu.Lock()
	if r := d.rescued[known(path, o)]; r != nil {
		o.Received = r
		delete(d.rescued, known(path, o))
	}
	d.mu.Unlock()
	s, err := store.Open(ctx, path, o)
	if err == nil && !o.ReadOnly {
		d.own(path, true)
	}
	return s, err
}

// known returns the path by which the analyst knows what is at path.
func known(path string, o store.Options) string {
	if o.As != "" {
		return o.As
	}
	return path
}

// leave has a case remembered as it is once it is closed.
func (d *door) leave(path string, o *store.Options) {
	then := o.Closed
	o.Closed = func() {
		if d.config.Owns(path) { // else somebody has put another file there
			d.own(path, false)
		}
		if then != nil {
			then()
		}
	}
}

// beside opens a copy of the case at path that is only read, and is gone afterwards.
func (d *door) beside(ctx context.Context, from store.Copy, path string, o store.Options) (*store.Store, error) {
	dir, err := os.MkdirTemp("", "assay-reading-")
	if err != nil {
		return nil, fmt.Errorf("copying the case: %w", err)
	}
	o.As, o.Closed = path, func() { _ = os.RemoveAll(dir) }
	s, err := store.ReceiveToRead(ctx, from, filepath.Join(dir, "case.assay"), o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// rescue makes a new case, beside the one at path or at to, out of all that can still
// be read of that.
func (d *door) rescue(ctx context.Context, path, to string) (string, assay.Received, error) {
	from, err := d.reader.OpenBroken(ctx, path)
	if err != nil {
		return "", assay.Received{}, err
	}
	o, err := d.options(path)
	var r assay.Received
	if err == nil && to != "" {
		r, err = store.Receive(ctx, from, to, o)
	} else if err == nil {
		base := strings.TrimSuffix(path, filepath.Ext(path))
		to = base + " (rescued)" + desktop.Ext
		for n := 2; isThere(to); n++ {
			to = fmt.Sprintf("%s (rescued, %d)%s", base, n, desktop.Ext)
		}
		r, err = store.Receive(ctx, from, to, o)
	}
	if errors.Is(err, store.ErrNothing) {
		err = desktop.NothingRescued(d.config.Dir(), path)
	}
	if err := errors.Join(err, from.Close()); err != nil {
		return "", r, err
	}
	r.Rescued = filepath.Base(path)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rescued == nil {
		d.rescued = map[string]*assay.Received{}
	}
	d.rescued[to] = &r
	d.own(to, false)
	return to, r, nil
}

// writable reports whether a file can be replaced: it and its folder can be written.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	_ = f.Close()
	probe, err := os.CreateTemp(filepath.Dir(path), ".assay-")
	if err != nil {
		return false
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name())) == nil
}

// isThere reports whether there is a case at path, or a copy of one that was.
func (d *door) isThere(path string) bool {
	if isThere(path) {
		return true
	}
	a := d.config.AwayCase(path)
	return a != nil && a.There()
}

// openOrMake opens the case at path, and makes it if there is none.
func (d *door) openOrMake(ctx context.Context, path string, readOnly bool) (*store.Store, error) {
	switch {
	case d.isThere(path):
		return d.open(ctx, path, readOnly)
	case readOnly:
		return nil, assay.Invalid("path", "There is no case at %s, and --read-only makes none.", path)
	}
	return d.create(ctx, path, caseName(path))
}
