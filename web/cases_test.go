package web

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"assay/store"
)

// soon fails the test unless done is closed before long.
func soon(t *testing.T, done <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal(what)
	}
}

// TestSlowCase opens a case on a drive that does not answer, and works with
// another one in the meantime.
func TestSlowCase(t *testing.T) {
	p := start(t, testPort)
	slow, quick := p.make("Slow.assay"), p.make("Quick.assay")
	asleep, wake := make(chan struct{}), make(chan struct{})
	p.Server.cases.open = func(ctx context.Context, path string) (*store.Store, error) {
		if path == slow {
			close(asleep)
			<-wake
		}
		return p.open(ctx, path)
	}
	opened := make(chan struct{})
	go func() {
		defer close(opened)
		if _, _, err := p.Server.cases.add(t.Context(), slow, Existing); err != nil {
			t.Error(err)
		}
	}()
	soon(t, asleep, "the slow case is not opened")
	meanwhile := make(chan struct{})
	go func() {
		defer close(meanwhile)
		id, _, err := p.Server.cases.add(t.Context(), quick, Existing)
		if err != nil || p.Server.cases.get(id) == nil {
			t.Error(id, err)
		}
		p.Server.cases.rename("Ana Rask")
	}()
	soon(t, meanwhile, "one slow case stops the others")
	close(wake)
	soon(t, opened, "the slow case did not open")
}

// TestOpenedAtOnce opens one file from two tabs that know it by two names.
func TestOpenedAtOnce(t *testing.T) {
	p := start(t, testPort)
	path, link := p.make("Case.assay"), filepath.Join(p.folder, "link.assay")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	waiting, both, turn := make(chan struct{}), make(chan struct{}), make(chan struct{}, 1)
	p.Server.cases.open = func(ctx context.Context, path string) (*store.Store, error) {
		waiting <- struct{}{}
		<-both // have found that it is not open
		turn <- struct{}{}
		defer func() { <-turn }()
		return p.open(ctx, path)
	}
	ids := make(chan string)
	for _, path := range []string{path, link} {
		go func() {
			id, _, err := p.Server.cases.add(t.Context(), path, Existing)
			if err != nil {
				t.Error(err)
			}
			ids <- id
		}()
	}
	<-waiting
	<-waiting
	close(both)
	if a, b := <-ids, <-ids; a != b || p.closed() != 1 {
		t.Errorf("it is open as %s and %s, %d closed", a, b, p.closed())
	}
}

// TestMovedCase opens a case again that was moved while it was open.
func TestMovedCase(t *testing.T) {
	p := start(t, testPort)
	path, moved := p.make("Case.assay"), filepath.Join(p.folder, "Moved.assay")
	before, _, err := p.Server.cases.add(t.Context(), path, Existing)
	if err == nil {
		err = os.Rename(path, moved)
	}
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := p.Server.cases.add(t.Context(), moved, Existing)
	if err != nil || after == before {
		t.Errorf("open as %s, and %s where it is now (%v)", before, after, err)
	}
	if again, _, err := p.Server.cases.add(t.Context(), moved, Existing); err != nil || again != after {
		t.Errorf("opened again as %s (%v)", again, err)
	}
}

// TestOpenedInVain opens a case that somebody works on, and gives up: it stays
// open for them.
func TestOpenedInVain(t *testing.T) {
	p := start(t, testPort)
	path := p.make("Case.assay")
	id, err := p.openPath(t.Context(), path, Existing)
	if err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := p.openPath(ctx, path, Existing); err == nil {
		t.Fatal("it was opened for a browser that is gone")
	}
	if p.Server.cases.get(id) == nil || p.closed() != 0 {
		t.Error("the case was closed under those who work on it")
	}
}
