package desktop

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const address = "http://127.0.0.1:4711/_open?t=SECRET&x=<\">"

// runner is a browser: it notes what it was started with.
type runner struct {
	mu      sync.Mutex
	targets []string
	answer  func(target string) error
}

func (r *runner) run(target string) error {
	r.mu.Lock()
	r.targets = append(r.targets, target)
	r.mu.Unlock()
	return r.answer(target)
}

func (r *runner) kinds() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var kinds []string
	for _, target := range r.targets {
		kind, _, _ := strings.Cut(target, ":")
		kinds = append(kinds, kind)
	}
	return strings.Join(kinds, " ")
}

func TestBrowserOpen(t *testing.T) {
	tests := []struct {
		name    string
		file    error         // what starting it with the file says
		direct  error         // and with the address
		arrives time.Duration // when it arrives, 0 for never
		started string
		took    time.Duration
		fails   bool
	}{
		{name: "arrives through the file", arrives: time.Second, started: "file", took: time.Second},
		{name: "cannot read the file", arrives: 5 * time.Second, started: "file http", took: 5 * time.Second},
		{name: "never arrives", started: "file http", took: time.Minute},
		{name: "cannot be started with a file", file: errors.New("exit 4"), arrives: time.Second, started: "file http", took: time.Second},
		{name: "cannot be started", file: errors.New("none"), direct: errors.New("none"), started: "file http", fails: true},
		{name: "comes just before we lose patience", arrives: 4*time.Second - 1, started: "file", took: 4*time.Second - 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "a folder #1")
			synctest.Test(t, func(t *testing.T) {
				arrived := make(chan struct{})
				if test.arrives > 0 {
					time.AfterFunc(test.arrives, func() { close(arrived) })
				}
				r := &runner{answer: func(target string) error {
					if strings.HasPrefix(target, "file:") {
						return test.file
					}
					return test.direct
				}}
				start := time.Now()
				err := (&Browser{Dir: dir, Run: r.run}).Open(t.Context(), address, arrived)
				if (err != nil) != test.fails {
					t.Errorf("error %v", err)
				}
				if got := time.Since(start); got != test.took {
					t.Errorf("it took %v, want %v", got, test.took)
				}
				if got := r.kinds(); got != test.started {
					t.Errorf("started with %q, want %q", got, test.started)
				}
			})
			if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 0 {
				t.Errorf("left behind: %v (%v)", left, err)
			}
		})
	}
}

// TestBrowserFile looks at the file while the browser would read it.
func TestBrowserFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder #1")
	arrived := make(chan struct{})
	b := &Browser{Dir: dir, Run: func(target string) error {
		defer close(arrived)
		if strings.Contains(target, "SECRET") {
			t.Errorf("the secret is on the command line: %s", target)
		}
		u, err := url.Parse(target)
		if err != nil {
			return err
		}
		info, err := os.Stat(filepath.FromSlash(u.Path))
		if err != nil {
			t.Errorf("the browser finds no file: %v", err)
			return nil
		}
		if info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
			t.Errorf("the file has mode %v", info.Mode())
		}
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 && os.PathSeparator == '/' {
			t.Errorf("its folder has mode %v (%v)", info.Mode(), err)
		}
		page, err := os.ReadFile(filepath.FromSlash(u.Path))
		if want := `content="0;url=http://127.0.0.1:4711/_open?t=SECRET&amp;x=&lt;&#34;&gt;"`; err != nil || !strings.Contains(string(page), want) {
			t.Errorf("the file has no %s (%v):\n%s", want, err, page)
		}
		return nil
	}}
	if err := b.Open(t.Context(), address, arrived); err != nil {
		t.Fatal(err)
	}
}

func TestBrowserGivesUpWithItsProgram(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		r := &runner{answer: func(string) error { return nil }}
		if err := (&Browser{Dir: dir, Run: r.run}).Open(ctx, address, nil); err != nil {
			t.Fatal(err)
		}
	})
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestSweepPages(t *testing.T) {
	dir := t.TempDir()
	makeFile(t, dir, "open-123.html")
	makeFile(t, dir, "config.json")
	if err := SweepPages(dir); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("left are %v (%v), want the config alone", left, err)
	}
}
