package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"assay/internal/assay"
	"assay/store"
)

// foresights are what would leave in copies of cases, as far as somebody has asked: all of
// a case is read to find it out. The zero value is ready for use.
type foresights struct {
	mu sync.Mutex
	of map[string]*foresight // by case
}

// foresight is what is known of the copies of a case as it was at one mark.
type foresight struct {
	mark string
	what map[assay.Share]*foreseen
}

// foreseen is what would leave in a copy, or the search for it.
type foreseen struct {
	stop    context.CancelFunc
	waiting int           // how many wait for it
	done    chan struct{} // closed once the rest is there
	leaving *assay.Leaving
	err     error
}

// forsaken is how long a search goes on for which nobody waits: a page asks again and
// again.
const forsaken = 5 * time.Second

// look returns what would leave in a copy of a case, nil if that is not known after some
// time: then it is to be asked for again.
func (fs *foresights) look(ctx context.Context, id string, open *store.Store, want assay.Share, patience time.Duration) (*assay.Leaving, error) {
	mark, err := open.Mark(ctx)
	if err != nil {
		return nil, err
	}
	f := fs.begin(ctx, id, mark, open, want)
	defer fs.leave(f)
	select {
	case <-f.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(patience):
		return nil, nil
	}
	if errors.Is(f.err, context.Canceled) { // just as somebody has come to wait for it
		return nil, nil
	}
	return f.leaving, f.err
}

// begin returns the search for what would leave in a copy, which somebody waits for.
func (fs *foresights) begin(ctx context.Context, id, mark string, open *store.Store, want assay.Share) *foreseen {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.of == nil {
		fs.of = map[string]*foresight{}
	}
	now := fs.of[id]
	if now == nil || now.mark != mark { // what is known of an older state is of no use
		now.stop()
		now = &foresight{mark: mark, what: map[assay.Share]*foreseen{}}
		fs.of[id] = now
	}
	f := now.what[want]
	if f == nil {
		search, stop := context.WithCancel(context.WithoutCancel(ctx))
		f = &foreseen{stop: stop, done: make(chan struct{})}
		now.what[want] = f
		go func() {
			defer stop()
			leaving, err := open.ForeseeShare(search, want)
			fs.mu.Lock()
			defer fs.mu.Unlock()
			if f.leaving, f.err = leaving, err; err != nil {
				delete(now.what, want)
			}
			close(f.done)
		}()
	}
	f.waiting++
	return f
}

// leave says that somebody no longer waits for a search, which ends if nobody comes back
// for it.
func (fs *foresights) leave(f *foreseen) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f.waiting--; f.waiting > 0 || f.over() {
		return
	}
	time.AfterFunc(forsaken, func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		if f.waiting == 0 {
			f.stop()
		}
	})
}

func (f *foreseen) over() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// stop ends all searches.
func (f *foresight) stop() (ending []*foreseen) {
	if f == nil {
		return nil
	}
	for _, x := range f.what {
		x.stop()
		ending = append(ending, x)
	}
	return ending
}

// closeAll ends all searches, and waits until nothing is left of them.
func (fs *foresights) closeAll() {
	fs.mu.Lock()
	var ending []*foreseen
	for _, f := range fs.of {
		ending = append(ending, f.stop()...)
	}
	fs.of = nil
	fs.mu.Unlock()
	for _, f := range ending {
		<-f.done
	}
}
