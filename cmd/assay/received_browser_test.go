package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/internal/sample"
)

// TestReceivedInBrowser opens the case of a colleague, and rescues what is left of one
// that was tampered with.
func TestReceivedInBrowser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	theirs, broken := filepath.Join(dir, "Harbour fire.assay"), filepath.Join(dir, "Harbour fire (2).assay")
	if err := sample.Make(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(theirs)
	if err == nil {
		err = os.WriteFile(broken, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	meddle(t, broken, `UPDATE op SET at = at + 1 WHERE kind = 'note'`)

	program := launchIn(t, t.TempDir(), "--no-browser")
	tab := browsertest.Open(t, nil)
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`document.querySelector("[data-form=new]")`)
	tab.Ready()
	start := tab.Eval("location.href")
	open := func(path string) {
		t.Helper()
		tab.Go(start + "browse?for=open&folder=" + dir)
		tab.Until(`document.querySelector("form[action$='/cases/open']")`)
		tab.Eval(`[...document.querySelectorAll("form[action$='/cases/open']")].find((f) => f.elements.path.value === ` + strconv.Quote(path) + `).querySelector("button").click()`)
	}
	open(theirs)
	tab.Until(`document.querySelector("#received") !== null && document.querySelectorAll("tbody tr").length > 3`)
	tab.Both("received")
	tab.Click("#received button")
	tab.Until(`document.querySelector("#received") === null && document.querySelectorAll("tbody tr").length > 3`)

	open(broken)
	tab.Until(`document.querySelector("form[action$='/cases/rescue']") !== null`)
	tab.Ready()
	tab.Both("received-broken")
	tab.Click("form[action$='/cases/rescue'] button")
	tab.Until(`document.querySelector("#received")?.innerText.includes("rescued")`)
	tab.Ready()
	tab.Both("received-rescued")
	if !isThere(filepath.Join(dir, "Harbour fire (2) (rescued)"+desktop.Ext)) {
		t.Error("the rescued case is not beside the broken one")
	}
}
