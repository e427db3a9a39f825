package main

import "testing"

// TestRefreshWaits: what is found in the background does not touch a panel, what
// others do takes no field away from who writes in it, and a page that fetches
// itself again while something is saved shows what was saved.
func TestRefreshWaits(t *testing.T) {
	path, articles := fill(t)
	tab, _ := read(t, path, articles[0])
	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Twelve refrigerated lorries")`)
	tab.Press("c")
	tab.Until(`document.querySelector("#inspect[data-mention] #wording")?.value.startsWith("Twelve refrigerated lorries")`)
	tab.Eval(`(document.addEventListener("htmx:after:request", (e) => {
		if (e.detail.ctx.sourceElement.id === "main") window.fetched = (window.fetched ?? 0) + 1
	}), "")`)

	const news = `document.dispatchEvent(new CustomEvent("assay:changed", { detail: {} }))`
	tab.Press("w")
	tab.Until(`document.activeElement?.id === "utterer-0"`)
	tab.Press("Harbour mas")
	tab.Eval(`(` + news + `, "")`)
	tab.Press("ter")
	if got := tab.Eval(`document.activeElement.value + "/" + (window.fetched ?? 0)`); got != "Harbour master/0" {
		t.Errorf("while somebody writes, the field holds and the page was fetched: %q", got)
	}
	tab.Eval(`(document.activeElement.value = "", document.querySelector(".s[data-here]").focus(), "")`)
	tab.Until(`window.fetched >= 1`)

	// The page is asked for, and at once something is saved: its answer stays.
	tab.Until(`document.querySelector("#inspect[data-mention]") !== null`)
	tab.Eval(`(` + news + `, "")`)
	tab.Press("2")
	tab.Until(`document.querySelector(".chip .grade")?.dataset.grade === "2" && window.fetched >= 2`)
}
