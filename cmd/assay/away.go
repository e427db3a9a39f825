package main

import (
	"context"
	"errors"
	"os"

	"assay/internal/assay"
	"assay/internal/desktop"
	"assay/store"
)

// openAway opens a case that lies on a drive of the network in a copy on this computer,
// which is written back when it is closed.
func (d *door) openAway(ctx context.Context, a *desktop.Away, o store.Options) (*store.Store, error) {
	if err := a.Enter(); err != nil {
		return nil, err
	}
	s, err := d.openCopy(ctx, a, o)
	if err != nil {
		return nil, errors.Join(err, a.Leave(markOf(ctx)))
	}
	return s, nil
}

func (d *door) openCopy(ctx context.Context, a *desktop.Away, o store.Options) (*store.Store, error) {
	if !a.There() && !writable(a.Home()) {
		o.ReadOnly = true
	}
	if !o.ReadOnly || isThere(a.Home()) { // else what is read is known by its own path
		o.As = a.Home()
	}
	if err := d.fetch(ctx, a, &o); err != nil {
		return nil, err
	}
	closed := o
	o.Closed = func() { d.bringHome(ctx, a, closed) }
	s, err := d.openAt(ctx, a.Copy(), o)
	if err != nil {
		return nil, err
	}
	mark, err := s.Mark(ctx)
	if err == nil {
		err = a.Begin(mark)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	_ = a.Look(d.now()) // the page says what is wrong with its drive
	return s, nil
}

// fetch makes the copy out of what is at home, unless there is one that has to be gone
// on with. What was not written by this analyst is checked, and kept as it came.
func (d *door) fetch(ctx context.Context, a *desktop.Away, o *store.Options) error {
	from, err := d.ahead(ctx, a)
	if from == nil && (err != nil || a.There()) {
		return err
	}
	if from == nil {
		if done, err := a.Fetch(); err != nil || done {
			if done {
				d.own(a.Copy(), false)
			}
			return err
		}
		if from, err = d.reader.OpenCase(ctx, a.Home()); err != nil {
			return err
		}
	}
	hash := from.About().Hash
	if err := a.Came(hash.String()); err != nil {
		return errors.Join(err, from.Close())
	}
	r, err := store.Receive(ctx, from, a.Copy(), store.Options{Actor: o.Actor, Now: o.Now, Taken: o.Taken})
	if err = errors.Join(err, from.Close()); err != nil {
		return err
	}
	d.own(a.Copy(), false)
	if !o.ReadOnly {
		if r.Kept, err = desktop.Backup(d.config.Dir(), a.Home(), d.now(), func(to string) error { return store.CopyOf(a.Home(), to, hash) }); err != nil {
			return errors.Join(err, os.Remove(a.Copy()))
		}
	}
	o.Received = &r
	return nil
}

// ahead returns home, opened, if a copy was left that home has all of, and more, so that it
// is to be made anew; the copy is gone then. Else it returns nil: there is no copy, or it is
// opened in earnest, and what is wrong is said, by whoever asks. What somebody has put
// there may as well be older.
func (d *door) ahead(ctx context.Context, a *desktop.Away) (store.Copy, error) {
	if !a.There() || a.Look(d.now()) == nil || !a.Status().Changed {
		return nil, nil
	}
	home, err := d.reader.OpenCase(ctx, a.Home())
	if err != nil {
		return nil, nil //nolint:nilerr // then the copy is what there is
	}
	done := false
	if all, allErr := hasAll(ctx, home, a.Copy()); allErr == nil && all {
		done, err = a.Forget(markOf(ctx))
	}
	if !done || err != nil {
		return nil, errors.Join(err, home.Close())
	}
	return home, nil
}

// hasAll reports whether another copy has all that is in the case in a file.
func hasAll(ctx context.Context, other store.Copy, path string) (bool, error) {
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return false, err
	}
	all, err := s.AllIn(ctx, other)
	return all, errors.Join(err, s.Close())
}

// markOf returns how far the case in a file has come.
func markOf(ctx context.Context) func(path string) (string, error) {
	return func(path string) (mark string, err error) {
		s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
		if err != nil {
			return "", err
		}
		mark, err = s.Mark(ctx)
		return mark, errors.Join(err, s.Close())
	}
}

// createAway makes a case on a drive of the network: it is there as soon as it is made.
func (d *door) createAway(ctx context.Context, a *desktop.Away, name string, o store.Options) (*store.Store, error) {
	if d.isThere(a.Home()) {
		return nil, assay.Invalid("name", "There is already a file of that name. Choose another name, or open the file.")
	}
	if err := a.Enter(); err != nil {
		return nil, err
	}
	if err := a.Came(""); err != nil {
		return nil, errors.Join(err, a.Leave(markOf(ctx)))
	}
	o.As = a.Home()
	closed := o
	o.Closed = func() { d.bringHome(ctx, a, closed) }
	s, err := d.createAt(ctx, a.Copy(), name, o)
	if err != nil {
		return nil, errors.Join(err, a.Leave(markOf(ctx)))
	}
	if err := a.WriteBack(ctx, s, d.now()); err != nil {
		return nil, errors.Join(err, s.Close(), os.RemoveAll(a.Copy()))
	}
	return s, nil
}

// bringHome writes a copy that was closed back, and lets go of it.
func (d *door) bringHome(ctx context.Context, a *desktop.Away, o store.Options) {
	ctx = context.WithoutCancel(ctx) // what was acknowledged is brought home all the same
	var err error
	if !o.ReadOnly {
		err = d.writeClosed(ctx, a)
	}
	if err = errors.Join(err, a.Leave(markOf(ctx))); err != nil && d.tell != nil {
		d.tell(err)
	}
}

func (d *door) writeClosed(ctx context.Context, a *desktop.Away) error {
	s, err := store.Open(ctx, a.Copy(), store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(a.WriteBack(ctx, s, d.now()), s.Close())
}
