// Package browsertest drives a real Chromium for the tests of pages: it does
// what an analyst does, and fails a test for what the browser complains about.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Step is something that is done in a tab.
type Step = chromedp.Action[chromedp.Void]

// Tab is a tab of a browser of its own. A console error, an exception, a breach
// of the content security policy or a request that leaves this computer fails
// the test that it belongs to.
type Tab struct {
	t     testing.TB
	ctx   context.Context
	allow func(message string) bool
}

// patience is how long a page may take to show what a test waits for.
const patience = 40 * time.Second

// Open opens a tab, 1440 × 900 unless it is told otherwise. Messages that allow
// is true of are expected; allow may be nil.
func Open(t testing.TB, allow func(message string) bool) *Tab {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	chromium := find()
	if chromium == "" {
		t.Fatal("there is no Chromium: make chromium installs one")
	}
	alloc, quit := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox)...)
	ctx, closeTab := chromedp.NewContext(alloc)
	ctx, expire := context.WithTimeout(ctx, 5*time.Minute)
	tab := &Tab{t: t, ctx: ctx, allow: allow}
	read := make(chan struct{})
	console := chromedp.Console(ctx)
	go func() {
		defer close(read)
		for m, err := range console {
			if err != nil {
				return
			}
			if (m.IsException() || m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning) && !tab.expected(m.Text) {
				t.Errorf("browser console: %v", m)
			}
		}
	}()
	t.Cleanup(func() {
		expire()
		<-read
		closeTab()
		quit()
	})
	if err := chromedp.Listen(ctx, func(e any) {
		if sent, ok := e.(*network.EventRequestWillBeSent); ok && !local(sent.Request.URL) {
			t.Errorf("a request left this computer: %s", sent.Request.URL)
		}
	}); err != nil {
		t.Fatal(err)
	}
	tab.Do(chromedp.EmulateViewport(1440, 900))
	return tab
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func local(url string) bool {
	for _, prefix := range []string{"http://127.0.0.1:", "http://[::1]:", "data:", "blob:", "about:", "file:"} {
		if strings.HasPrefix(url, prefix) {
			return true
		}
	}
	return false
}

func (b *Tab) expected(message string) bool {
	if strings.Contains(message, "422") || strings.Contains(message, "409") {
		return true // a refusal, which Chromium logs and a page shows
	}
	return b.allow != nil && b.allow(message)
}

// Context returns the tab for chromedp.
func (b *Tab) Context() context.Context { return b.ctx }

// Do does steps, and fails the test if one cannot be done.
func (b *Tab) Do(steps ...Step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 90*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\n%s", err, b.state())
	}
}

// Go opens an address and waits until the page's scripts are at work.
func (b *Tab) Go(url string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(url))
	b.Ready()
}

// Ready waits until the page's scripts are at work.
func (b *Tab) Ready() {
	b.t.Helper()
	b.Until(`document.readyState === "complete" && document.querySelector("[data-htmx-powered]") !== null`)
}

// Press presses keys one after the other, as kb.Enter or "jjc". A key and its
// character are one event, as on a keyboard: a page that takes the key for
// itself gets no character.
func (b *Tab) Press(keys string) {
	b.t.Helper()
	b.settle()
	b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			if len(events) == 3 {
				events[0].Text, events[0].UnmodifiedText = events[1].Text, events[1].UnmodifiedText
				events = []*input.DispatchKeyEventParams{events[0], events[2]}
			}
			for _, e := range events {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// Click clicks the first element that a selector finds, once the page has taken
// in what was asked for before: what it draws may move what is to be clicked.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.settle()
	b.Do(redrawn(chromedp.Click(selector)))
}

// settle waits until a page's scripts are at work and it waits for no answer, as
// people do who look at it. A page without scripts, or an answer that never comes,
// is no reason not to go on.
func (b *Tab) settle() {
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		ready, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && document.querySelector("[data-htmx-powered]") !== null && document.querySelector(".htmx-request") === null`))
		if err == nil && ready {
			return
		}
	}
}

// Type types text into a field.
func (b *Tab) Type(selector, text string) {
	b.t.Helper()
	b.settle()
	b.Do(redrawn(chromedp.SendKeys(selector, text)))
}

// redrawn does a step on what a selector finds once more if the page has drawn that
// again between finding it and using it. Then nothing was done: people have no
// handle of an element that could go stale.
func redrawn(step Step) Step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) (err error) {
		for range 5 {
			if _, err = step(ctx, t); err == nil || !strings.Contains(err.Error(), "Could not find node with given id") {
				return err
			}
		}
		return err
	})
}

// Size sets the size of the window, in CSS pixels.
func (b *Tab) Size(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Phone makes the tab one of a phone: narrow, and touched instead of clicked.
func (b *Tab) Phone() {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// Tap touches the first element that a selector finds, in the middle, where it
// must be seen on screen.
func (b *Tab) Tap(selector string) {
	b.t.Helper()
	b.Until(fmt.Sprintf(`document.querySelector(%q)`, selector))
	place, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](fmt.Sprintf(touchable, selector), chromedp.EvalAwaitPromise))
	if err != nil || len(place) != 2 {
		b.t.Fatalf("%s cannot be touched: %v\n%s", selector, err, b.state())
	}
	b.Do(chromedp.TapXY(place[0], place[1]))
}

const touchable = `(async (selector) => {
	await Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))) // a finger waits for what moves
	const el = document.querySelector(selector)
	const middle = () => {
		const box = el.getClientRects()[0]
		return box && [box.x + box.width / 2, box.y + box.height / 2]
	}
	const seen = () => middle() && el.contains(document.elementFromPoint(...middle()))
	if (!seen()) el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" })
	return seen() ? middle() : []
})(%q)`

// Until waits for an expression to be true.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		// A page that is being left loses what is evaluated on it: ask again.
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && ok {
			return
		}
		if b.ctx.Err() != nil {
			b.t.Fatal(b.ctx.Err())
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("never came true: %s\n%s", expression, b.state())
}

// Text returns the text of the first element that a selector finds, as it is
// shown.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	return b.Eval(fmt.Sprintf(`document.querySelector(%q).innerText`, selector))
}

// Eval returns what an expression gives, as a string.
func (b *Tab) Eval(expression string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return s
}

// state says where a tab is, for a failure.
func (b *Tab) state() string {
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.querySelector("#problem")?.innerText ?? "") + "\n" + (document.querySelector("main")?.innerText ?? "").slice(0, 800)`))
	if err != nil {
		return err.Error()
	}
	return s
}

// Shot saves what is on screen among the artifacts of the test (go test
// -artifacts), or in the folder that ASSAY_SHOTS names. Where nobody keeps it, none is
// taken: a picture takes as long as what it shows.
func (b *Tab) Shot(name string) {
	b.t.Helper()
	if !kept() {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	b.save(name+".png", png)
}

// PDF saves the page as it is printed, where Shot saves what is on screen.
func (b *Tab) PDF(name string) {
	b.t.Helper()
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFLandscape()))
	if err != nil {
		b.t.Fatal(err)
	}
	b.save(name+".pdf", pdf)
}

func (b *Tab) save(name string, data []byte) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.shots(), name), data, 0o600); err != nil {
		b.t.Error(err)
	}
}

// kept reports whether anybody wants to see what a test has seen.
func kept() bool {
	artifacts := flag.Lookup("test.artifacts")
	return os.Getenv("ASSAY_SHOTS") != "" || artifacts != nil && artifacts.Value.String() == "true"
}

// shots is the folder for what a test has seen.
func (b *Tab) shots() string {
	if folder := os.Getenv("ASSAY_SHOTS"); folder != "" {
		return folder
	}
	return b.t.ArtifactDir()
}

// Fits fails the test if the page is wider than its window.
func (b *Tab) Fits() {
	b.t.Helper()
	if over := b.Eval(wide); over != "" {
		b.t.Errorf("%s is wider than the window: %s", b.Eval("location.pathname"), over)
	}
}

const wide = `(() => {
	const width = document.documentElement.clientWidth
	if (document.documentElement.scrollWidth <= width) return ""
	const guilty = [...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > width + .25 && !el.closest(".scroll-x, .table-box, .grid-box, .nav, .keys"))
	return document.documentElement.scrollWidth + " px: " + guilty.slice(0, 5).map((el) => el.tagName + "." + el.className).join(", ")
})()`

// Audit fails the test for everything that axe finds wrong with the page by
// WCAG 2.0 to 2.2, levels A and AA, and by best practice.
func (b *Tab) Audit() {
	b.t.Helper()
	b.audit(`{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }`)
}

// AuditColours fails the test for what axe finds wrong with the colours of the
// page, which is all that another theme changes.
func (b *Tab) AuditColours() {
	b.t.Helper()
	b.audit(`{ type: "rule", values: ["color-contrast", "link-in-text-block"] }`)
}

func (b *Tab) audit(rules string) {
	b.t.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void]("document.fonts.ready.then(() => {})", chromedp.EvalAwaitPromise))
	if b.Eval(`typeof axe`) == "undefined" {
		axe, err := os.ReadFile(axePath())
		if err != nil {
			b.t.Fatalf("there is no axe: run make build: %v", err)
		}
		b.Do(chromedp.Evaluate[chromedp.Void](string(axe)))
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](fmt.Sprintf(audit, rules), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, violation := range found {
		b.t.Errorf("%s: %s", b.Eval("location.pathname"), violation)
	}
}

const audit = `(async (runOnly) => {
	const whole = new CSSStyleSheet() // what is not laid out has no colours and no places yet
	whole.replaceSync("[data-long] > * { content-visibility: visible !important }")
	document.adoptedStyleSheets.push(whole)
	await new Promise((later) => setTimeout(later, 50)) // a page that is not in front draws no frames
	const ended = Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {})))
	await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))]) // what is folded away stands still
	const bars = [...document.querySelectorAll("header.bar, footer.keys, .bulk")] // what they hide can be scrolled from under them
	for (const bar of bars) bar.style.position = "static"
	const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] })
	document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== whole)
	for (const bar of bars) bar.style.position = ""
	return violations.map((v) => v.id + ": " + v.help + "\n\t" + v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160) + " | " + n.failureSummary.replace(/\s+/g, " ").slice(0, 200)).join("\n\t"))
})(%s)`

// axePath finds axe from whatever package a test runs in.
func axePath() string {
	for dir := "."; ; dir = filepath.Join(dir, "..") {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "assets", "node_modules", "axe-core", "axe.min.js")
		}
		if len(dir) > 60 {
			return ""
		}
	}
}

// Both looks at the page in both themes on a desk and on a phone: nothing is
// wider than the window, axe has nothing to say, and name-theme-width.png is
// saved of each. What the width changes is seen in one theme, and the colours of the
// other at one width.
func (b *Tab) Both(name string) {
	b.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		for _, size := range [][2]int64{{1440, 900}, {390, 844}} {
			b.Size(size[0], size[1])
			b.Eval(fmt.Sprintf(`document.documentElement.dataset.theme = %q`, theme))
			b.Fits()
			switch {
			case theme == "light":
				b.Audit()
			case size[0] > 1000:
				b.AuditColours()
			}
			b.Shot(fmt.Sprintf("%s-%s-%d", name, theme, size[0]))
		}
	}
	b.Size(1440, 900)
}
