package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
)

// browse opens a case in a browser and returns the tab and where addresses of
// the case begin.
func browse(t *testing.T, path string) (tab *browsertest.Tab, root string) {
	t.Helper()
	return browseWith(t, t.TempDir(), path)
}

func browseWith(t *testing.T, config, path string) (tab *browsertest.Tab, root string) {
	t.Helper()
	t.Parallel()
	program := launchIn(t, config, "--no-browser", path)
	tab = browsertest.Open(t, nil)
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.endsWith("/articles")`)
	tab.Ready()
	return tab, strings.TrimSuffix(tab.Eval("location.href"), "/articles")
}

const picked = `[...document.querySelectorAll("tbody :checked")].length`

func TestLibraryInBrowser(t *testing.T) {
	path, _ := shelve(t)
	tab, root := browse(t, path)

	tab.Press("jx")
	tab.Until(picked + ` === 1 && document.querySelector("#bulk").checkVisibility()`)
	tab.Both("library-selected")

	// The driver also types a key into what it has given the focus to, which a
	// browser does not.
	tab.Press("e")
	tab.Until(`document.activeElement.id === "bulk-what"`)
	tab.Do(chromedp.SetValue("#bulk-what", "text_origin"))
	tab.Press(kb.Tab + "Coastal Wire" + kb.Enter)
	tab.Until(`document.querySelector("tbody tr").innerText.includes("Coastal Wire")`)
	tab.Until(`document.querySelector("#toast p").textContent === "1 article: text by Coastal Wire."`)

	tab.Until(picked + ` === 1`) // for the next thing to set

	// An act with nothing selected goes for the row with the focus.
	tab.Go(root + "/articles?sort=title")
	tab.Press("jjr")
	tab.Until(`document.querySelectorAll("tbody tr")[1].innerText.includes("not read") === false`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll("tbody tr")[1].innerText.includes("not read")`)

	tab.Go(root + "/articles")
	tab.Press("jX" + kb.Delete)
	tab.Until(`document.querySelector(".empty h2")?.textContent === "No articles yet"`)
	tab.Until(`document.activeElement !== document.body`) // though all that was there is gone
	tab.Both("library-empty")
	tab.Press("z")
	tab.Until(`document.querySelectorAll("tbody tr").length === 3`)

	tab.Press("f")
	tab.Until(`document.activeElement.id === "filter-words"`)
	tab.Do(chromedp.SetValue("#filter-words", "harbour"))
	tab.Press(kb.Enter)
	tab.Until(`document.querySelectorAll("tbody tr").length === 1 && location.search.includes("q=harbour")`)
	tab.Both("library-filtered")

	tab.Eval(`document.activeElement.blur()`)
	tab.Press("i")
	tab.Until(`location.pathname.endsWith("/articles/import")`)
}

// TestRefusedBulkInBrowser shows what is wrong at the field that it is about.
func TestRefusedBulkInBrowser(t *testing.T) {
	path, _ := shelve(t)
	tab, _ := browse(t, path)
	tab.Press("jxe" + kb.Tab + kb.Enter)
	tab.Until(`document.querySelector("#bulk-wrong").textContent === "Write what to set it to."`)
	tab.Until(picked + ` === 1`)
	tab.Do(chromedp.SetValue("#bulk-what", "published"))
	tab.Eval(`document.querySelector("#bulk-what").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Until(`document.querySelector("#bulk-name").placeholder === "as in 2026-03-01" && document.querySelector("#bulk-name").list === null`)
	tab.Type("#bulk-name", "soon")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#bulk-wrong").textContent.startsWith("Write the date as in")`)
}

func TestImportInBrowser(t *testing.T) {
	dir := t.TempDir()
	tab, root := readsPdf(t, filepath.Join(dir, "new.assay"))
	tab.Both("library-new")
	files := []string{filepath.Join(dir, "ferry.html"), filepath.Join(dir, "bridge.txt"), filepath.Join(dir, "scan.pdf")}
	for i, content := range []string{ferry, bridge, "%PDF-1.7\n1 0 obj"} {
		if err := os.WriteFile(files[i], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tab.Press("i")
	tab.Until(`location.pathname.endsWith("/articles/import")`)
	tab.Ready()
	tab.Both("import")
	tab.Do(chromedp.SetUploadFiles("#drop-files", files))
	tab.Click("#drop button")
	tab.Until(`document.querySelector("#report-title")?.textContent === "2 articles are new, 1 was refused."`)
	tab.Ready()
	tab.Both("import-report")
	tab.Press("o")
	tab.Until(`document.querySelector("#title")?.textContent === "Ferry late again"`)

	// Dropped on the library: what the browser hands to the page is a list of files.
	tab.Go(root + "/articles")
	tab.Eval(`(() => {
		const data = new DataTransfer()
		data.items.add(new File(["Mill stands still\n\nThe mill stood still for a day."], "mill.txt", { type: "text/plain" }))
		for (const name of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }))
	})()`)
	tab.Until(`document.querySelector("#report-title")?.textContent === "1 article is new."`)

	tab.Go(root + "/articles/import")
	tab.Type("#paste-text", "Fire on the quay\n\nNobody was hurt.")
	tab.Type("#paste-url", "herald")
	tab.Click(`form[action$="/paste"] button.main`)
	tab.Until(`document.querySelector("#paste-url-error") !== null`)
	tab.Ready()
	tab.Do(chromedp.SetValue("#paste-url", "https://herald.example/fire"))
	tab.Click(`form[action$="/paste"] button.main`)
	tab.Until(`document.querySelector("#report .title")?.textContent === "Fire on the quay"`)
	tab.Go(root + "/articles")
	tab.Both("library")
}

func TestDetailsInBrowser(t *testing.T) {
	path, ids := shelve(t)
	tab, root := browse(t, path)
	tab.Go(root + "/articles/" + ids[0].String() + "/details")
	tab.Both("details")
	tab.Press(kb.Tab)
	tab.Eval(`document.querySelector("#facts [name=byline]").focus()`)
	tab.Press("Ana Brisk" + kb.Enter)
	tab.Until(`document.querySelector("#facts [name=byline]").defaultValue === "Ana Brisk" && !document.activeElement.matches("input, body")`)
	tab.Eval(`document.querySelector("#fact-published").focus()`)
	tab.Press("soon" + kb.Enter)
	tab.Until(`document.activeElement.matches("#fact-published[aria-invalid=true]")`)
	tab.Press(kb.Escape + "o")
	tab.Until(`location.pathname.endsWith("/articles/` + ids[0].String() + `")`)
	tab.Ready()
	tab.Press("d")
	tab.Until(`location.pathname.endsWith("/details")`)
	tab.Go(root + "/articles")
	tab.Until(`document.querySelector("tbody [data-item]")`)
	tab.Press("d")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText === "Move to an article with j first."`)
	tab.Press("jd")
	tab.Until(`location.pathname.endsWith("/details")`)
	tab.Go(root + "/articles/" + ids[0].String() + "/details")
	tab.Press("a")
	tab.Until(`document.querySelectorAll(".found").length === 0 && document.querySelector("#fact-title").value === "Fire guts cold store"`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".found").length > 0 && document.querySelector("#fact-title").value === ""`)
	tab.Press("v")
	tab.Until(`document.activeElement.dataset.act === "event"`)
	tab.Do(chromedp.SetValue("input[data-act=event]", "Harbour fire"))
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("[aria-labelledby=events-title] .tags")?.innerText.includes("Harbour fire")`)
	tab.Do(chromedp.SetValue("#fact-published", "yesterday"))
	tab.Click("#facts button")
	tab.Until(`document.querySelector("#fact-published-error") !== null && document.querySelector("#fact-published").value === "yesterday"`)
	tab.Go(root + "/articles/" + ids[0].String() + "/details")
	tab.Press("r")
	tab.Until(`document.querySelector("[aria-labelledby=reading-title]").innerText.includes("You have read it")`)
}

// TestUnsettledInBrowser replaces a text under its mentions.
func TestUnsettledInBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reread.assay")
	article := replaced(t, path)
	tab, root := browse(t, path)
	tab.Go(root + "/articles/" + article.String() + "/details")
	tab.Until(`document.querySelectorAll("#unsettled [data-item]").length === 2`)
	tab.Both("details-unsettled")
	tab.Click(`[data-fate=unsure] button[value=confirm]`)
	tab.Until(`document.querySelectorAll("#unsettled [data-item]").length === 1`)
	tab.Click(`[data-fate=lost] button[value=place]`)
	tab.Until(`document.querySelector("[data-fate=lost] .wrong")?.innerText.includes("These words are not in the text.")`)
	tab.Do(chromedp.SetValue("[data-fate=lost] textarea", "Die Feuerwehr war schnell da."))
	tab.Click(`[data-fate=lost] button[value=place]`)
	tab.Until(`document.querySelector("#unsettled") === null`)
	tab.Go(root + "/articles/" + article.String())
	tab.Until(`[...document.querySelectorAll("#doc mark")].map((m) => m.textContent).join("|") === "Zwölf Fahrzeuge brannten auf dem Kai.|Die Feuerwehr war schnell da."`)
}
