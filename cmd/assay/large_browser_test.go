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
