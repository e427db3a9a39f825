package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTouch marks, attaches, rates and undoes on a phone: there is no key and
// no mouse.
func TestTouch(t *testing.T) {
	path, articles := fill(t)
	tab, root := read(t, path, articles[0])
	tab.Phone()
	tab.Go(tab.Eval(`location.href`))
	sentence := func(words string) string {
		return tab.Eval(`"#" + [...document.querySelectorAll(".s")].find((s) => s.textContent.startsWith("` + words + `")).id`)
	}
	const raised = `document.querySelector("#inspect").checkVisibility()`

	// A sentence is touched and becomes a claim, which is rated in its panel.
	tab.Tap(sentence("Twelve refrigerated"))
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Twelve refrigerated")`)
	tab.Tap(`.keys [data-act="claim"]`)
	tab.Until(`document.querySelector("mark")?.textContent.startsWith("Twelve refrigerated") && document.querySelectorAll(".chip").length === 1`)
	tab.Until(`!` + raised)
	tab.Tap(`.keys [data-act="sheet"]`)
	tab.Until(raised)
	// The sheet leaves free what is judged in it.
	tab.Until(`document.querySelector(".s[data-here]").getBoundingClientRect().bottom <= document.querySelector("#inspect").getBoundingClientRect().top`)
	tab.Tap(`#inspect label:has([data-act="credibility"][data-value="2"])`)
	tab.Until(`document.querySelector(".chip .grade")?.dataset.grade === "2"`)
	tab.Until(raised)
	tab.Fits()
	tab.Audit()
	tab.Shot("touch-panel")
	tab.Tap(`#inspect .sheet-close`)
	tab.Until(`!` + raised)
	tab.Tap(`.chip`)
	tab.Until(raised)
	tab.Tap(`#inspect label:has([data-act="reliability"][data-value="B"])`)
	tab.Until(`document.querySelector("#doc-head .grade")?.dataset.grade === "B"`)
	tab.Tap(`#inspect .sheet-close`)
	tab.Until(`!` + raised)

	// Words are selected as the system of a phone does it: it draws the handles,
	// tells the page, and lets go of them when something else is touched.
	tab.Do(chromedp.Evaluate[chromedp.Void](`(() => {
		const words = [...document.querySelectorAll(".s")].find((s) => s.textContent.startsWith("Harbour master")).firstChild
		getSelection().setBaseAndExtent(words, 8, words, 24)
		document.addEventListener("touchend", () => getSelection().removeAllRanges(), { once: true })
	})()`))
	tab.Tap(`.keys [data-act="claim"]`)
	tab.Until(`[...document.querySelectorAll("mark")].some((m) => m.textContent === "master Ilse Varn")`)

	// A sentence of the next article is attached through the picker. The
	// keyboard of the phone, which would cover the claims, stays down.
	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + articles[1].String())
	tab.Tap(sentence("Nine lorries"))
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Nine lorries")`)
	tab.Tap(`.keys [data-act="attach"]`)
	tab.Until(`document.querySelector("#inspect.picker")?.checkVisibility()`)
	tab.Until(`document.activeElement.id === "inspect"`)
	tab.Fits()
	tab.Audit()
	tab.Shot("touch-picker")
	tab.Tap(`#inspect .sheet-close`)
	tab.Until(`!` + raised)
	tab.Tap(`.keys [data-act="attach"]`)
	tab.Until(`document.querySelector("#inspect.picker")?.checkVisibility()`)
	tab.Tap(`#pick-q`)
	tab.Type(`#pick-q`, "lorries")
	tab.Until(`document.querySelectorAll("#options [data-claim]").length > 0 && document.querySelector("#options [data-wording=lorries]")`)
	tab.Tap(`#options [data-claim]`)
	tab.Until(`document.querySelector("mark")?.textContent.startsWith("Nine lorries")`)
	tab.Until(`!` + raised)
	tab.Tap(`.chip`)
	tab.Until(raised)
	tab.Tap(`#inspect label:has([data-act="stance"][data-value="contradicts"])`)
	tab.Until(`document.querySelector("mark")?.dataset.stance === "contradicts"`)
	tab.Tap(`#inspect .sheet-close`)
	tab.Until(`!` + raised)

	// And all of it is taken back.
	tab.Tap(`.keys [data-act="undo"]`)
	tab.Until(`document.querySelector("mark")?.dataset.stance === "supports"`)
	tab.Tap(`.keys [data-act="undo"]`)
	tab.Until(`!document.querySelector("mark") && document.querySelectorAll(".chip").length === 0`)
}
