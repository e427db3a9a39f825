package main

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/largecase"
	"assay/store"
)

// TestChoicesInBrowser chooses one of 2,500 events by the keyboard, in the two scripts that they
// have their names in: in a filter, in a form, and in a field for names.
func TestChoicesInBrowser(t *testing.T) {
	path, _ := shelve(t)
	s, err := store.Open(t.Context(), path, largecase.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	if err := largecase.FillEvents(t.Context(), s, 2500); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tab, root := browse(t, filepath.Clean(path))
	tab.Both("choices")
	tab.Eval(`document.getElementById("phone-filters").open = true`)
	tab.Audit()

	t.Log("an event of the library's filter, by the words of its name")
	find := func(list, words, says string) {
		t.Helper()
		tab.Eval(`document.getElementById("` + list + `-find").focus()`)
		tab.Press(words)
		tab.Until(`document.querySelector("[data-finds=` + list + `] + [data-found]").textContent === "` + says + `"`)
	}
	find("filter-event", "1717 berth", "1 found")
	tab.Until(`document.getElementById("say").textContent === "1 found"`)
	tab.Until(`!location.search.includes("event")`) // what is looked for is no filter
	tab.Shot("choices-found")
	tab.Press(kb.Enter)
	tab.Until(`document.activeElement.id === "filter-event"`)
	tab.Press("Fire" + kb.Enter)
	tab.Until(`location.search.includes("event=") && document.querySelector("#filter-event option:checked").textContent === "Fire at berth 1717"`)
	tab.Until(`document.getElementById("filter-event-find").value === "" && document.activeElement !== document.body`)
	bookmark := tab.Eval(`location.href`)

	t.Log("the address brings it back, among those that are offered at first")
	tab.Go(root + "/articles")
	tab.Go(bookmark)
	tab.Until(`document.querySelector("#filter-event option:checked").textContent === "Fire at berth 1717" && document.querySelectorAll("#filter-event option").length === 101`)
	tab.Audit()

	t.Log("one in a form, in Arabic")
	tab.Go(root + "/claims")
	find("event", "حريق 1718", "1 found")
	tab.Press(kb.ArrowDown)
	tab.Until(`document.activeElement.id === "event"`)
	tab.Press("حريق" + kb.Enter)
	tab.Until(`document.querySelector("#event option:checked").textContent === "حريق في الرصيف 1718"`)
	tab.Audit()

	t.Log("what a field for names proposes")
	tab.Go(root + "/articles")
	tab.Press("jxe")
	tab.Do(chromedp.SetValue("#bulk-what", "event"))
	tab.Eval(`document.getElementById("bulk-what").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Press(kb.Tab + "berth 1235")
	tab.Until(`[...document.getElementById("bulk-name").list.options].map((o) => o.value).join() === "Fire at berth 1235"`)
	tab.Do(chromedp.SetValue("#bulk-name", "Fire at berth 1235"))
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("tbody tr").innerText.includes("Fire at berth 1235") && document.getElementById("filter-event-find").placeholder === "Find one of 2,500"`)

	t.Log("on a phone")
	tab.Phone()
	tab.Go(root + "/articles")
	tab.Tap("#phone-filters > summary")
	tab.Tap("#filter-event-find")
	tab.Press("berth 99")
	tab.Until(`document.querySelector("[data-found]").textContent === "33 found"`)
	tab.Fits()
	tab.Shot("choices-phone")
}
