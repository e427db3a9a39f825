package browsertest

import (
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Prefers makes the page believe that its reader has set something up in the
// system, as "forced-colors", "active". It forgets what was set before.
func (b *Tab) Prefers(features ...[2]string) {
	b.t.Helper()
	b.media("", features)
	b.Do(chromedp.Evaluate[chromedp.Void](drawn, chromedp.EvalAwaitPromise)) // else some of it has the colours of before
}

// drawn waits until the page is drawn as its styles want it now, and what fades has faded.
const drawn = `(async () => {
	const frame = () => new Promise((done) => requestAnimationFrame(done))
	await frame()
	await frame()
	const ended = Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {})))
	await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))])
	await frame()
})()`

func (b *Tab) media(medium string, features [][2]string) {
	b.t.Helper()
	p := emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{}}
	for _, f := range features {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: f[0], Value: f[1]})
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, p); err != nil {
		b.t.Fatal(err)
	}
}

// Wear lays a style over the page, as somebody does who needs larger or wider
// text. It lasts until the page is left, or another style is laid over it.
func (b *Tab) Wear(css string) {
	b.t.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const sheet = new CSSStyleSheet()
		sheet.replaceSync(%q)
		document.adoptedStyleSheets = [sheet]
	})()`, css)))
}

// Whole fails the test for words that are cut off or run out of their box. What
// may be cut says so: it has a line clamp or an ellipsis.
func (b *Tab) Whole() {
	b.t.Helper()
	if cut := b.Eval(cut); cut != "" {
		b.t.Errorf("%s has words that are cut off: %s", b.Eval("location.pathname"), cut)
	}
}

const cut = `(() => {
	const width = document.documentElement.clientWidth
	const named = (el) => el.tagName.toLowerCase() + (el.id ? "#" + el.id : el.className ? "." + String(el.className).replaceAll(" ", ".") : "")
	const found = []
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	texts: for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const el = node.parentElement
		if (node.data.trim() === "" || el.closest("script, template, svg, noscript, option, select, textarea, dialog:not([open])")) continue
		if (!el.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
		const range = document.createRange()
		range.selectNodeContents(node)
		const text = range.getBoundingClientRect()
		const told = (where) => found.push(where + " “" + node.data.trim().replace(/\s+/g, " ").slice(0, 40) + "”")
		for (let up = el; up && up !== document.documentElement; up = up.parentElement) {
			const s = getComputedStyle(up)
			if (s.clipPath !== "none" || s.textOverflow === "ellipsis" || s.webkitLineClamp !== "none") continue texts // only for the ear, or cut on purpose
		}
		for (let up = el; up && up !== document.body; up = up.parentElement) {
			const s = getComputedStyle(up)
			if (s.display === "inline" || s.display === "contents") continue
			const across = /auto|scroll/.test(s.overflowX)
			const box = up.getBoundingClientRect()
			const clips = /hidden|clip/.test(s.overflowX + s.overflowY) && !across
			if (across) continue texts
			if (clips || up.matches("button, .btn, .tag, label, .chip, .notice, .card, .grade, td, th, li")) {
				const over = text.right > box.right + 1.5 || text.left < box.left - 1.5
				if (over || clips && !/auto|scroll/.test(s.overflowY) && (text.bottom > box.bottom + 1.5 || text.top < box.top - 1.5)) {
					told("out of " + named(up) + " (" + [text.left - box.left, box.right - text.right, text.top - box.top, box.bottom - text.bottom].map((n) => Math.round(n)).join(" ") + ")")
					continue texts
				}
			}
			if (s.position === "fixed") break
		}
		if (text.right > width + 1 || text.left < -1) told("beside the window")
	}
	return found.slice(0, 6).join("; ")
})()`

// Paper turns the page to what a printer is given, on paper so wide between its
// margins, in CSS pixels, until act has looked at it.
func (b *Tab) Paper(width int64, act func()) {
	b.t.Helper()
	b.media("print", nil)
	b.Size(width, 1000)
	act()
	b.media("", nil)
	b.Size(1440, 900)
}

// Print saves the page as a PDF on A4, without backgrounds, beside the shots.
// It returns how many bytes it has.
func (b *Tab) Print(name string) int {
	b.t.Helper()
	portrait, backgrounds := true, false
	out, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{
		PaperWidth: 8.27, PaperHeight: 11.69, PreferCSSPageSize: &portrait, PrintBackground: &backgrounds,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.save(name+".pdf", out.Data)
	return len(out.Data)
}

// Picture returns what is on screen as a WebP picture, which is a fraction of the
// size of a PNG.
func (b *Tab) Picture() []byte {
	b.t.Helper()
	quality := int64(80) // words stay sharp
	out, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
	if err != nil {
		b.t.Fatal(err)
	}
	return out.Data
}
