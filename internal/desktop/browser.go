package desktop

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cli/browser"
)

// How long a browser is waited for.
const (
	patience   = 4 * time.Second // a browser in a sandbox cannot read our file, and says nothing
	pageExists = 60 * time.Second
)

// pagePattern names the redirect files, which contain what opens a session.
const pagePattern = "open-*.html"

// Browser opens addresses of Assay in the analyst's browser.
//
// Such an address holds a secret that is good for one visit, and every user of
// a computer can read the command lines of all programs. So the browser is
// given the name of a private file that leads to the address, which is removed
// as soon as the browser has arrived.
type Browser struct {
	Dir string                    // a folder of the analyst's own; see [Config.Dir]
	Run func(target string) error // starts the browser with a URL or a file; nil means the system's own
}

// Open shows address, and returns when arrived is closed, which says that a browser
// has come, or when it has waited long enough for one. Where the file brings
// nobody the address itself is tried. It fails if no browser could be started.
func (b *Browser) Open(ctx context.Context, address string, arrived <-chan struct{}) (err error) {
	page, err := b.writePage(address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(page)) }()

	over := time.NewTimer(pageExists)
	defer over.Stop()
	direct := time.NewTimer(patience)
	defer direct.Stop()
	started := b.start(fileURL(page))
	tried := false
	for {
		failed := false
		select {
		case err := <-started:
			started = nil
			if failed = err != nil; failed && tried {
				return fmt.Errorf("starting a browser: %w", err)
			}
		case <-direct.C:
			failed = !tried
		case <-arrived:
			return nil
		case <-over.C:
			return nil
		case <-ctx.Done():
			return nil
		}
		if failed {
			tried = true
			started = b.start(address)
		}
	}
}

// start starts the browser in the background: some do not return until they
// are closed.
func (b *Browser) start(target string) <-chan error {
	run := b.Run
	if run == nil {
		run = startSystemBrowser
	}
	done := make(chan error, 1)
	go func() { done <- run(target) }()
	return done
}

// writePage writes the redirect file.
func (b *Browser) writePage(address string) (string, error) {
	if err := makePrivate(b.Dir); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(b.Dir, pagePattern) // mode 0600
	if err != nil {
		return "", fmt.Errorf("writing the page that leads to Assay: %w", err)
	}
	const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">` +
		`<meta http-equiv="refresh" content="0;url=%[1]s"><title>Assay</title><p><a href="%[1]s">Open Assay</a></p>` + "\n"
	_, err = fmt.Fprintf(f, page, html.EscapeString(address))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("writing the page that leads to Assay: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return f.Name(), nil
}

// fileURL returns the URL of the file at path, which is absolute.
func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(path), "/")}).String()
}

// SweepPages removes redirect files that a run which was killed left in dir.
// Call it while no other Assay uses dir.
func SweepPages(dir string) error {
	pages, err := filepath.Glob(filepath.Join(dir, pagePattern))
	for _, page := range pages {
		err = errors.Join(err, os.Remove(page))
	}
	return err
}

// startSystemBrowser starts what the system opens such addresses with. What
// the browser has to say about itself is of no use to anyone here.
func startSystemBrowser(target string) error {
	quiet.Do(func() { browser.Stdout, browser.Stderr = io.Discard, io.Discard })
	return browser.OpenURL(target)
}

var quiet sync.Once
