package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"

	"assay/assets"
)

// entry is the script of the pages of these tests: the modules under test, and
// an ear for what they tell the page.
const entry = `
import "./prelude.js"
import { tab } from "./life.js"
import "./drop.js"
window.tab = tab
window.heard = []
for (const name of ["assay:changed", "assay:progress"])
  document.addEventListener(name, (e) => window.heard.push(name + " " + e.detail.case))
`

const drawing = `<svg xmlns="http://www.w3.org/2000/svg"></svg>`

// inBrowser serves p's pages with the true scripts to a real browser, which
// must have nothing to complain about.
func inBrowser(t *testing.T, prelude string, options func(*Options)) (p *program, ended <-chan error, tab context.Context) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	name := func(asset string) string { return path.Base(assets.Href(asset)) }
	files := fstest.MapFS{name("app.js"): {Data: []byte(entry)}, "prelude.js": {Data: []byte(prelude)}, name("app.css"): {}, name("favicon.svg"): {Data: []byte(drawing)}, name("icons.svg"): {Data: []byte(drawing)}}
	for _, name := range []string{"life.js", "life-worker.js", "drop.js", "texts.js"} {
		data, err := os.ReadFile(filepath.Join("..", "assets", "js", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
		files[path.Base(assets.Href(name))] = files[name]
	}
	p, ended = serve(t, func(o *Options) {
		o.Files = files
		o.Grace, o.Silence = time.Second, 3*time.Second
		options(o)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
	t.Cleanup(cancel)
	var allocator []chromedp.ExecAllocatorOption
	if os.Geteuid() == 0 {
		allocator = append(allocator, chromedp.NoSandbox)
	}
	tab, cancel = chromedp.NewContext(ctx, chromedp.WithAllocatorOptions(allocator...))
	t.Cleanup(cancel)
	listenToConsole(t, tab)
	do(t, tab, chromedp.Navigate(p.Ticket(p.Root().Start(), 0).URL), chromedp.WaitVisible("#recent"))
	until(t, tab, listening, "true")
	return p, ended, tab
}

// listenToConsole fails the test for what a browser complains about.
func listenToConsole(t *testing.T, tab context.Context) {
	t.Helper()
	messages := chromedp.Console(tab)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			// A program that has ended does not answer: that is what is tested.
			if (m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException) && !strings.Contains(m.Text, "ERR_CONNECTION_REFUSED") {
				t.Errorf("the browser complains: %s", m.Text)
			}
		}
	}()
	t.Cleanup(func() {
		if err := chromedp.Cancel(tab); err != nil && tab.Err() == nil {
			t.Error(err)
		}
		<-done
	})
}

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, steps...); err != nil {
		t.Fatal(err)
	}
}

// until waits for a page to say something.
func until(t *testing.T, tab context.Context, expression, want string) {
	t.Helper()
	var got string
	for range 200 {
		var err error
		if got, err = chromedp.Run(tab, chromedp.Evaluate[string](expression)); err != nil {
			t.Fatal(err)
		}
		if got == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s is %q, want %q", expression, got, want)
}

const (
	listening = "String('heard' in window)" // the scripts have run, which a visible page does not say
	heard     = "window.heard.join(', ')"
	bar       = "document.getElementById('life').hidden ? '' : document.getElementById('life').textContent"
)

// TestTabsShareAStream opens more tabs than a browser opens connections.
func TestTabsShareAStream(t *testing.T) {
	p, ended, first := inBrowser(t, "", func(*Options) {})
	tabs := []context.Context{first}
	closers := []context.CancelFunc{}
	for range 7 {
		tab, cancel := chromedp.NewContext(first)
		defer cancel()
		listenToConsole(t, tab)
		do(t, tab, chromedp.Navigate(p.session.origin+p.Root().Start()))
		until(t, tab, listening, "true")
		tabs, closers = append(tabs, tab), append(closers, cancel)
	}
	asked, err := chromedp.Run(tabs[1], chromedp.Evaluate[string]("window.tab"))
	if err != nil {
		t.Fatal(err)
	}
	for range 200 { // the pages are there before their stream is
		if p.streams() > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.Publish(Changed{Case: "c1", Tab: asked})
	p.Publish(Progress{Case: "c2"})
	p.Publish(Changed{Case: "c3"})
	for i, tab := range tabs {
		want := "assay:changed c1, assay:progress c2, assay:changed c3"
		if i == 1 {
			want = "assay:progress c2, assay:changed c3" // it asked for the change itself
		}
		until(t, tab, heard, want)
	}
	if n := p.streams(); n != 1 {
		t.Errorf("%d tabs hold %d streams", len(tabs), n)
	}

	// What happened before a page was drawn is no news to it.
	do(t, tabs[2], chromedp.Reload())
	until(t, tabs[2], listening, "true")
	p.Publish(Changed{Case: "c4"})
	until(t, tabs[2], heard, "assay:changed c4")

	for _, closeTab := range closers {
		closeTab()
	}
	select {
	case err := <-ended:
		t.Fatalf("it ended with a tab open: %v", err)
	case <-time.After(5 * time.Second): // longer than silence and grace
	}
	do(t, first, chromedp.Navigate("about:blank"))
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Errorf("it goes on without a tab, with %d streams:\n%s", p.streams(), p.log)
	}
}

// streams returns how many listen to events.
func (p *program) streams() int {
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	return len(p.hub.listeners)
}

// TestTabsAreToldOfTheEnd quits in one tab and looks at another, with and
// without the worker that tabs share.
func TestTabsAreToldOfTheEnd(t *testing.T) {
	tests := []struct {
		name, prelude string
		stop          func(t *testing.T, p *program, tab context.Context)
	}{
		{"the analyst quits", "", func(t *testing.T, _ *program, tab context.Context) {
			do(t, tab, chromedp.Click("[data-act=quit]"))
			until(t, tab, "document.querySelector('h1')?.textContent ?? ''", "Assay has ended")
		}},
		{"the analyst quits, in a browser without shared workers", "delete window.SharedWorker;", func(t *testing.T, _ *program, tab context.Context) {
			do(t, tab, chromedp.Click("[data-act=quit]"))
			until(t, tab, "document.querySelector('h1')?.textContent ?? ''", "Assay has ended")
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, ended, first := inBrowser(t, test.prelude, func(*Options) {})
			other, cancel := chromedp.NewContext(first)
			defer cancel()
			listenToConsole(t, other)
			do(t, other, chromedp.Navigate(p.session.origin+p.Root().Start()))
			until(t, other, listening, "true")
			until(t, other, bar, "")
			test.stop(t, p, first)
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if test.prelude != "" { // it asks again when it is looked at
				do(t, other, chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event("visibilitychange"))`))
			}
			until(t, other, bar, "Assay has stopped. What was saved is safe; nothing more is saved until you start it again.")
		})
	}
}

// TestTabsThatPoll uses a browser without shared workers.
func TestTabsThatPoll(t *testing.T) {
	p, ended, tab := inBrowser(t, "delete window.SharedWorker;", func(*Options) {})
	job := p.Begin(t.Context(), "c1", "Importing")
	do(t, tab, chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event("visibilitychange"))`))
	until(t, tab, heard, "assay:progress c1")
	job.End(nil)
	until(t, tab, heard, "assay:progress c1, assay:progress c1") // without being looked at again: it asks often now
	do(t, tab, chromedp.Navigate("about:blank"))
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Errorf("it goes on without a tab:\n%s", p.log)
	}
}

// TestDropInBrowser drops a file on the page, beside the form.
func TestDropInBrowser(t *testing.T) {
	p, _, tab := inBrowser(t, "", func(*Options) {})
	dropped, err := os.ReadFile(p.make("Quay.assay"))
	if err != nil {
		t.Fatal(err)
	}
	do(t, tab, chromedp.Evaluate[chromedp.Void](`{
		const data = new DataTransfer()
		data.items.add(new File([Uint8Array.from(atob("`+base64.StdEncoding.EncodeToString(dropped)+`"), (c) => c.charCodeAt(0))], "Quay.assay"))
		const h1 = document.querySelector("h1")
		for (const type of ["dragover", "drop"])
			if (h1.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))) throw new Error("the browser would open the file")
	}`))
	until(t, tab, `String(location.pathname.includes("/c/"))`, "true")
	if got, err := os.ReadFile(filepath.Join(p.folder, "Quay 2.assay")); err != nil || !bytes.Equal(got, dropped) {
		t.Errorf("the copy is another file (%v): %s", err, p.files())
	}
}
