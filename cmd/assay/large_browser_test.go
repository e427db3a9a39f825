package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
	"assay/internal/largecase"
	"assay/store"
)

// TestLargeInBrowser goes through the rooms of a case that is too large to be shown whole:
// lists are turned a page at a time, and say what they have not counted.
func TestLargeInBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "years.assay")
	s, err := store.Create(t.Context(), path, "Years", largecase.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	if err := largecase.Fill(t.Context(), s, 1000, nil); err != nil {
		t.Fatal(err)
	}
	for left := 1; left > 0; {
		if left, err = s.Index(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for left := 1; left > 0; {
		if left, err = s.Relate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Parallel()
	program := launchIn(t, t.TempDir(), "--no-browser", path)
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, lost) })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	root := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)

	t.Log("claims, of which some are left out of the count")
	tab.Go(root + "/claims?q=e")
	tab.Until(`document.querySelector(".pager")?.innerText.includes("of more than 500")`)
	tab.Both("large-claims")
	tab.Click(`.pager [rel=next]`)
	tab.Until(`document.querySelector(".pager").innerText.includes("101–200")`)

	t.Log("what is disputed, a page at a time")
	tab.Go(root + "/contested")
	tab.Both("large-contested")
	tab.Click(`.pager [rel=next]`)
	tab.Until(`document.querySelector(".pager [rel=prev]") !== null`)
	tab.Both("large-contested-next")

	t.Log("proposals, the surest first; one is decided by a key, and the next comes")
	tab.Go(root + "/lineage")
	tab.Both("large-lineage")
	first := tab.Eval(`document.querySelector("[data-proposal]").dataset.proposal`)
	tab.Eval(`(document.querySelector("[data-proposal] a").focus(), "")`)
	tab.Press("c")
	tab.Until(`document.querySelector("[data-proposal]").dataset.proposal !== "` + first + `" && document.querySelectorAll("[data-proposal]").length === 20`)
	tab.Ready()
	tab.Click(`.pager [rel=next]`)
	tab.Until(`document.querySelector(".pager [rel=prev]") !== null`)

	t.Log("a search of which more is found than is ranked")
	tab.Go(root + "/search")
	tab.Until(`document.querySelector("#search-q") !== null`)
	tab.Do(chromedp.Focus("#search-q"))
	tab.Press("the" + kb.Enter)
	tab.Until(`document.querySelectorAll(".found > li").length === 20`)
	tab.Both("large-search")

	t.Log("the matrix of all of it, and the analysts")
	tab.Go(root + "/matrix")
	tab.Both("large-matrix")
	tab.Phone()
	tab.Until(`document.querySelector(".filters .joined").offsetHeight < 60`) // one line
	tab.Size(1440, 900)
	tab.Go(root + "/compare")
	tab.Both("large-compare")
	tab.Go(root + "/sources")
	tab.Both("large-sources")
}

// TestLongInBrowser reads and marks a text of which only what is in sight is laid out: the
// cursor, what is marked and what a link leads to are in sight wherever they are.
func TestLongInBrowser(t *testing.T) {
	path, article, text := longArticle(t, 20_000, 2_000)
	tab, _ := read(t, path, article)
	inSight := func(selector string) string {
		return `(([box]) => box && box.top >= 0 && box.bottom <= innerHeight)([...document.querySelectorAll("` + selector + `")].map((e) => e.getBoundingClientRect()).slice(0, 1))`
	}
	tab.Press("jjjj")
	tab.Until(inSight(".s[data-here]"))
	tab.Press("c")
	const passages = `[...document.querySelectorAll("[data-late]")].reduce((sum, a) => sum + parseInt(a.textContent), document.querySelectorAll(".chip").length)`
	tab.Until(passages + ` === 2001 && document.querySelector(".chip[data-live]")`)
	tab.Both("long")

	t.Log("claims in the margin come with the text beside them, and stay when the page is fetched again")
	if tab.Eval(`document.querySelectorAll("[data-late]").length > 200`) != "true" {
		t.Error("the claims of the whole text came with the page")
	}
	const lacking = `[...document.querySelectorAll("[data-late]")].some((a) => { const b = a.getBoundingClientRect(); return b.height > 0 && b.bottom > 0 && b.top < innerHeight })`
	tab.Eval(`(scrollTo(0, document.body.scrollHeight / 2), "")`)
	tab.Until(`scrollY > 2000 && document.querySelector(".stretch") && !` + lacking)
	tab.Eval(`(document.querySelector("#main").dispatchEvent(new Event("assay:again")), "")`)
	tab.Until(`!` + lacking)
	tab.Until(passages + ` === 2001`)

	t.Log("from passage to passage, through what has no claims beside it yet")
	tab.Eval(`(document.querySelector(".stretch:nth-of-type(20) .s").click(), "")`)
	tab.Until(`document.querySelector(".stretch:nth-of-type(20) [data-here]")`)
	tab.Press("nn")
	tab.Until(inSight(".s[data-here]"))
	tab.Until(`document.querySelector("mark[data-live]") && document.querySelector(".chip[data-live]")`)

	t.Log("the last passage, by its address, and the last sentence, by what it says")
	last := tab.Eval(`[...document.querySelectorAll("mark")].at(-1).dataset.m.split(" ").at(-1)`)
	tab.Go(tab.Eval(`location.origin + location.pathname`) + "?mention=" + last)
	tab.Until(`document.querySelector("#inspect")?.dataset.mention === "` + last + `"`)
	tab.Until(inSight(`mark[data-m~='` + last + `']`))
	tab.Press("j")
	tab.Until(inSight(".s[data-here]"))
	words := strings.Fields(text)
	if found := tab.Eval(`find("` + strings.Join(words[len(words)-3:], " ") + `")`); found != "true" {
		t.Error("the end of a long text is not found in its page")
	}
	tab.Phone()
	tab.Press("k")
	tab.Until(inSight(".s[data-here]"))
	tab.Both("long-phone")

	t.Log("paper has all claims; a page without scripts has those of the part that a link leads to")
	tab.Size(1440, 900)
	link := tab.Eval(`document.querySelector("[data-late]").href`)
	tab.Eval(`(dispatchEvent(new Event("beforeprint")), "")`)
	tab.Until(`document.querySelectorAll(".chip").length === 2001 && !document.querySelector("[data-late]")`)
	tab.Eval(`fetch("` + link + `").then((a) => a.text()).then((page) => { window.part = new DOMParser().parseFromString(page, "text/html") }) && ""`)
	tab.Until(`window.part?.querySelector(new URL("` + link + `").hash + " .chip")`)
}
