package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestOwnKeys gives the act "new claim" another key and uses it, as an analyst
// does who is used to another program.
func TestOwnKeys(t *testing.T) {
	path, articles := fill(t)
	tab, root := read(t, path, articles[0])
	home := tab.Eval("location.origin") + root
	start, _, _ := strings.Cut(home, "/c/")
	article := home + "/articles/" + articles[0].String()

	const center = `document.querySelector("#key-reader-claim-row").scrollIntoView({block: "center"})`
	tab.Press("?")
	tab.Until(`document.querySelector("#help").open`)
	tab.Click(`#help a[href$="/keys"]`)
	tab.Until(`document.querySelector("#key-reader-claim")?.value === "c"`)
	tab.Ready()
	tab.Both("keys")
	tab.PDF("keys")

	tab.Click("#key-reader-claim")
	tab.Press("w")
	tab.Until(`document.querySelector("#key-reader-claim").value === "w"`)
	tab.Until(`document.querySelector("#say").textContent === "w. Enter keeps the keys."`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#key-reader-claim-wrong")`)
	tab.Ready()
	if got, want := tab.Text("#key-reader-claim-wrong"), "w is the key for “Say who says it” already (In an article). Choose another, or change that one too."; got != want {
		t.Errorf("a key that is taken is refused with %q, want %q", got, want)
	}
	tab.Until(`document.activeElement.id === "key-reader-claim"`)
	tab.Eval(`scrollTo(0, 0)`) // what is half below the head is no target, says axe
	tab.Both("keys-refused")
	tab.Eval(center)
	tab.Shot("keys-refused-row")

	tab.Click("#key-reader-who")
	tab.Press("W")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelectorAll(".own-keys [data-changed]").length === 2`)
	tab.Ready()
	tab.Both("keys-changed")
	tab.Eval(center)
	tab.Shot("keys-changed-row")

	tab.Go(article)
	tab.Until(`document.querySelector("#acts [data-act=claim]").innerText.startsWith("w")`)
	tab.Press("jjc")
	tab.Until(`document.querySelector("#inspect")?.innerText.includes("w makes a new one") || document.querySelector("#inspect")?.innerText.includes("Press w")`)
	if got := tab.Eval(`String(document.querySelectorAll("mark").length)`); got != "0" {
		t.Errorf("the key that it had makes %s marks", got)
	}
	tab.Press("w")
	tab.Until(`document.querySelectorAll("mark[data-stance=supports]").length === 1`)
	tab.Press("W")
	tab.Until(`document.activeElement.id === "utterer-0"`)
	tab.Press(kb.Escape)

	tab.Press("?")
	tab.Until(`document.querySelector("#help").open`)
	if got := tab.Eval(`[...document.querySelectorAll("#help dt")].find((dt) => dt.nextElementSibling.textContent === "New claim from the sentence").innerText`); got != "w" {
		t.Errorf("the help says %q", got)
	}
	tab.Press(kb.Escape)
	tab.Eval(`document.querySelector("a.find").focus()`)
	tab.Eval(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", code: "KeyK", ctrlKey: true, bubbles: true}))`)
	tab.Until(`document.querySelector("#palette").open`)
	tab.Type("#palette-q", "new claim from")
	tab.Until(`document.querySelector("#offers [data-act=claim] kbd")?.innerText === "w"`)
	tab.Press(kb.Escape)

	tab.Go(start + "/keys")
	tab.Click("#key-reader-claim-row [name=reset]")
	tab.Until(`document.querySelectorAll(".own-keys [data-changed]").length === 1`)
	tab.Ready()
	tab.Click(`[name=reset][value=all]`)
	tab.Until(`document.querySelectorAll(".own-keys [data-changed]").length === 0`)
	tab.Ready()
	if got := tab.Eval(`document.querySelector("#key-reader-claim").value + document.querySelector("#key-reader-who").value`); got != "cw" {
		t.Errorf("the keys are %q after all", got)
	}

	tab.Go(start + "/settings")
	tab.Eval(`document.querySelector(".sample").scrollIntoView({block: "center"})`)
	tab.Both("comfort")
	height := tab.Eval(`String(document.querySelector(".sample p").offsetHeight)`)
	tab.Click(`#set-measure label:has([value="narrow"])`)
	tab.Click(`#set-lead label:has([value="open"])`)
	tab.Until(`document.querySelector(".sample p").offsetHeight > ` + height) // before anything is kept
	tab.Both("comfort-narrow")
	tab.Click(`#set-measure label:has([value="wide"])`)
	tab.Both("comfort-wide")
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.dataset.measure === "wide" && document.documentElement.dataset.lead === "open"`)
	tab.Go(article)
	tab.Both("comfort-reader")
}
