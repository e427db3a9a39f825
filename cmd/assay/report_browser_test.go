package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
)

// TestReportInBrowser reads the report on everything, makes one of one's own by
// keys, orders it, leaves parts out, sums up, and takes all that back.
func TestReportInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/reports/all")
	tab.Until(`document.querySelectorAll(".report figure").length > 0`)
	if dangling := tab.Eval(`[...document.querySelectorAll(".report a[href^='#']")].filter((a) => !document.getElementById(a.hash.slice(1))).length + ""`); dangling != "0" {
		t.Errorf("%s links of the report lead nowhere", dangling)
	}
	tab.Both("report")

	tab.Press("gr")
	tab.Until(`document.querySelector("#new-report") !== null`)
	tab.Both("reports")
	tab.Press("c")
	tab.Until(`document.activeElement.id === "report-title"`)
	tab.Eval(`(document.activeElement.value = "", "")`)
	tab.Type("#report-title", "What burned"+kb.Enter)
	tab.Until(`document.querySelector(".report h1")?.innerText === "What burned" && document.querySelectorAll(".listed li").length > 0`)
	tab.Ready()

	tab.Press("e")
	tab.Until(`document.activeElement.id === "report-summary"`)
	tab.Type("#report-summary", "Twelve, on one origin.")
	tab.Eval(`(document.querySelector("[name=part][value=matrix]").click(), "")`)
	tab.Eval(`document.querySelector("#report-summary").focus()`)
	tab.Chord(browsertest.Control, kb.Enter)
	tab.Until(`[...document.querySelectorAll(".report h2")].map((e) => e.innerText).join().startsWith("Summary") && ![...document.querySelectorAll(".report h2")].some((e) => e.innerText === "Claims and articles")`)
	tab.Until(`document.activeElement.matches("#main *:not(textarea)")`)

	const listed = `[...document.querySelectorAll(".listed li")].map((e) => e.id).join()`
	before := tab.Eval(listed)
	tab.Eval(`(document.querySelector(".listed [data-act=drop]").click(), "")`)
	tab.Until(listed + ` !== "` + before + `"`)
	tab.Both("report of one's own")
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("z")
	tab.Until(listed + ` === "` + before + `"`)
	tab.Press("z")
	tab.Until(`!document.querySelector(".report").innerText.includes("Twelve, on one origin.") && [...document.querySelectorAll(".report h2")].some((e) => e.innerText === "Claims and articles")`)
	tab.Press("z")
	tab.Until(`document.querySelector("main [role=alert]")?.innerText.startsWith("This case has no such report.")`)
	tab.Press("Z")
	tab.Until(`document.querySelector(".report h1")?.innerText === "What burned"`)
}
