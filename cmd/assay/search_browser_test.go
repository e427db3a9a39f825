package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestSearchInBrowser finds things by typing, and gets to where the words are.
func TestSearchInBrowser(t *testing.T) {
	path, articles := fill(t)
	tab, root := read(t, path, articles[0])
	origin := tab.Eval(`location.origin`)

	t.Log("the palette does what a key does")
	tab.Press("j")
	tab.Eval(`(document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true, cancelable: true})), "")`)
	tab.Until(`document.querySelector("#palette").open && document.activeElement.id === "palette-q" && document.querySelectorAll("#offers [role=option]").length > 3`)
	tab.Press("new claim")
	tab.Until(`document.querySelector("#offers [aria-selected=true]")?.innerText.includes("New claim from the sentence")`)
	tab.Both("palette")
	tab.Press(kb.Enter)
	tab.Until(`!document.querySelector("#palette").open && document.querySelectorAll(".chip").length === 1`)

	t.Log("it finds things, what was made just now too")
	tab.Eval(`(document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true, cancelable: true})), "")`)
	tab.Press("fire broke")
	tab.Until(`[...document.querySelectorAll("#offers [role=option]")].some((o) => o.innerText.includes("claim, C1"))`)
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector("#palette").open`)

	t.Log("the room, and the passage that a hit leads to")
	tab.Press("/")
	tab.Until(`location.pathname.endsWith("/search") && document.activeElement.id === "search-q"`)
	tab.Ready()
	tab.Press("watchman" + kb.Enter)
	tab.Until(`document.querySelectorAll(".found > li").length === 2 && document.querySelectorAll("mark.hit").length >= 2`)
	tab.Both("search")
	tab.Press("j" + kb.Enter)
	tab.Until(`location.pathname.includes("/articles/") && CSS.highlights.get("found")?.size === 1 && document.querySelector(".s[data-here]")?.textContent.includes("watchman")`)
	tab.Both("reader-found")

	t.Log("what cannot be asked for")
	tab.Go(origin + root + "/search?q=" + "is%3Ablue")
	tab.Until(`document.querySelector("#search-wrong")?.innerText.includes("contested, read or unread")`)
	tab.Both("search-wrong")
}
