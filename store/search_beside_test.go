package store

import (
	"context"
	"errors"
	"sync"
	"testing"

	"assay/internal/assay"
)

// TestSearchBeside: however many look for something, one takes a connection to read by, and those
// that wait for it take none: pages are read and passages marked.
func TestSearchBeside(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay.")
	q.claim("Twelve lorries burned")
	q.reindex()
	for range searchers { // go on for as long as they like
		q.searching <- struct{}{}
	}
	ctx, giveUp := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := q.Search(ctx, assay.SearchQuestion{Typed: "quay"})
		gone <- err
	}()
	var found sync.WaitGroup
	for range 4 * readers {
		found.Go(func() {
			if p, err := q.Search(t.Context(), assay.SearchQuestion{Typed: "quay"}); err != nil || len(p.Found) != 1 {
				t.Errorf("found %d (%v)", len(p.Found), err)
			}
			if n := q.read.Stats().InUse; n > searchers {
				t.Errorf("%d connections are in use", n)
			}
		})
	}
	q.mark("herald", "Twelve lorries burned", "Twelve lorries burned", assay.Supports)
	if n := q.read.Stats().InUse; n > 0 {
		t.Errorf("searches that wait use %d connections", n)
	}
	giveUp()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who went away gets %v", err)
	}
	for range searchers {
		<-q.searching
	}
	found.Wait()
}

// leaving is a context that ends when somebody has asked it so often whether it has.
type leaving struct {
	context.Context
	end  func()
	left int
	mu   *sync.Mutex
}

func (l *leaving) Done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left--; l.left == 0 {
		l.end()
	}
	return l.Context.Done()
}

// TestSearchLeft: a search stops wherever it is when nobody waits for it any more, and
// leaves nothing open.
func TestSearchLeft(t *testing.T) {
	q := openQuay(t)
	q.article("herald", "Twelve lorries burned on the quay.")
	q.claim("The quay")
	q.reindex()
	stopped := 0
	for after := 1; ; after++ {
		ctx, end := context.WithCancel(t.Context())
		_, err := q.Search(&leaving{ctx, end, after, &sync.Mutex{}}, assay.SearchQuestion{Typed: "in:articles lang:en -fire qu*"})
		end()
		if err == nil {
			break
		}
		if stopped++; !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d: %v", after, err)
		}
	}
	if stopped < 10 {
		t.Errorf("it could be stopped at %d places", stopped)
	}
	if n := len(q.searching); n > 0 {
		t.Errorf("%d searches go on", n)
	}
}
