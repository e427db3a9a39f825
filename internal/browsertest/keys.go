package browsertest

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The modifiers of chords.
const (
	Control int64 = 2
	Alt     int64 = 1
)

// Chord presses a key while another is held down.
func (b *Tab) Chord(held int64, key string) {
	b.t.Helper()
	b.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range key {
			events := kb.Encode(r)
			for _, e := range []*input.DispatchKeyEventParams{events[0], events[len(events)-1]} {
				e.Modifiers |= held
				e.Text, e.UnmodifiedText = "", ""
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// Downloads lets the page save files in a folder, as a browser does that asks
// for none.
func (b *Tab) Downloads(folder string) {
	b.t.Helper()
	if _, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder}); err != nil {
		b.t.Fatal(err)
	}
}

// Wait waits for something to be so that the page does not show.
func (b *Tab) Wait(what string, so func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if so() {
			return
		}
	}
	b.t.Fatalf("there never was %s\n%s", what, b.state())
}

// InFront makes the page believe that its window is the one with the focus, as
// that of somebody at work is. Else a page that another one leads to has none.
func (b *Tab) InFront() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		b.t.Fatal(err)
	}
}
