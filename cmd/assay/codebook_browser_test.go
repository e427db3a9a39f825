package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestCodebookInBrowser makes a tree of tags, changes one, and merges two.
func TestCodebookInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/codebook")
	const names = `[...document.querySelectorAll("tbody .title")].map((e) => e.innerText).join()`
	before := tab.Eval(names)

	tab.Press("n")
	tab.Until(`document.activeElement.id === "tag-name"`)
	tab.Type("#tag-name", "Doubt"+kb.Enter)
	tab.Until(names + `.includes("Doubt") && document.querySelector("#tag-name").value === ""`)
	tab.Type("#tag-name", "Sums")
	tab.Eval(`(document.querySelector("#tag-parent").value = [...document.querySelectorAll("#tag-parent option")].find((o) => o.text === "Doubt").value)`)
	tab.Click("#new-tag .btn")
	tab.Until(`document.querySelector("tr[data-depth='1'] .title")?.innerText === "Sums"`)

	tab.Eval(`(document.querySelector("tr[data-depth='1'] summary").click(), "")`)
	tab.Until(`document.querySelector("tr[data-depth='1'] details").open`)
	tab.Both("codebook")
	tab.Do(chromedp.SetValue(`tr[data-depth="1"] [name=description]`, "Counts that differ."))
	tab.Click(`tr[data-depth="1"] input[value=teal]`)
	tab.Click(`tr[data-depth="1"] .stack .btn.main`)
	tab.Until(`document.querySelector("tr[data-depth='1'] [data-label=Meaning]").innerText === "Counts that differ." && document.querySelector("tr[data-depth='1'] .swatch").dataset.colour === "teal"`)

	tab.Eval(`(document.querySelector("tr[data-depth='1'] details").open = true, "")`)
	tab.Eval(`(document.querySelector("tr[data-depth='1'] [name=into]").value = [...document.querySelectorAll("tr[data-depth='1'] [name=into] option")].find((o) => o.text === "Doubt").value)`)
	tab.Eval(`(document.querySelector("tr[data-depth='1'] form.inline").requestSubmit(), "")`)
	tab.Until(`!` + names + `.includes("Sums") && document.querySelector("#toast p").innerText.startsWith("Merged")`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("z")
	tab.Until(names + `.includes("Sums")`)
	tab.Press("zzz")
	tab.Until(names + ` === "` + before + `"`)
}
