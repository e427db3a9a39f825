package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"assay/internal/assay"
	"assay/store"
)

// foresights are what takes long to find out of cases, as far as somebody has asked for it:
// what would leave in a copy, how far analysts agree. All of a case is read for it, beside
// the work. The zero value is ready for use.
type foresights struct {
	mu sync.Mutex
	of map[foreseenOf]*foresight
}

// foreseenOf is a case, by its id, and what of it is to be found out.
type foreseenOf struct{ id, what string }

// foresight is what is known of a case as it was at one mark.
type foresight struct {
	mark string
	what map[any]*foreseen // by how it was asked for
}

// foreseen is what was to be found out, or the search for it.
type foreseen struct {
	stop    context.CancelFunc
	waiting int           // how many wait for it
	done    chan struct{} // closed once the rest is there
	found   any
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
	f, err := fs.wait(ctx, foreseenOf{id, "share"}, mark, want, patience, func(ctx context.Context) (any, error) { return open.ForeseeShare(ctx, want) })
	if f == nil || err != nil {
		return nil, err
	}
	leaving, _ := f.found.(*assay.Leaving) // nil as long as it is not known
	return leaving, nil
}

// wait returns a search that is over. It begins unless it has begun, and where it is not
// over after some time there is nil: then it is to be waited for again.
func (fs *foresights) wait(ctx context.Context, of foreseenOf, mark string, want any, patience time.Duration, search func(context.Context) (any, error)) (*foreseen, error) {
	f := fs.begin(ctx, of, mark, want, search)
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
	return f, f.err
}

// begin returns the search for something, which somebody waits for.
func (fs *foresights) begin(ctx context.Context, of foreseenOf, mark string, want any, search func(context.Context) (any, error)) *foreseen {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fs.of == nil {
		fs.of = map[foreseenOf]*foresight{}
	}
	now := fs.of[of]
	if now == nil || now.mark != mark { // what is known of an older state is of no use
		now.stop()
		now = &foresight{mark: mark, what: map[any]*foreseen{}}
		fs.of[of] = now
	}
	f := now.what[want]
	if f == nil {
		searching, stop := context.WithCancel(context.WithoutCancel(ctx))
		f = &foreseen{stop: stop, done: make(chan struct{})}
		now.what[want] = f
		go func() {
			defer stop()
			found, err := search(searching)
			fs.mu.Lock()
			defer fs.mu.Unlock()
			if f.found, f.err = found, err; err != nil {
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
