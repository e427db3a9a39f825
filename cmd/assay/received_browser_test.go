package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/internal/oplog"
	"assay/internal/sample"
	"assay/store"
)

// TestReceivedInBrowser opens the case of a colleague, meets what a sync client does to
// it, and rescues what is left of one that was tampered with.
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
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") }) // a case that is closed
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

	// A sync client brings another copy, on which somebody has worked, and then puts
	// another file in the place of this one.
	copied := filepath.Join(dir, "Harbour fire (Ben's conflicted copy).assay")
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ben, err := store.Open(t.Context(), copied, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ben"))), Name: "Ben Okri"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ben.AddClaim(t.Context(), "A second crane was damaged", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	if err := ben.Close(); err != nil {
		t.Fatal(err)
	}
	tab.Eval(`(location.reload(), "")`)
	tab.Until(`document.querySelector("[data-sibling]") !== null`)
	tab.Ready()
	tab.Both("received-sibling")
	if err := os.Rename(copied, theirs); err != nil {
		t.Fatal(err)
	}
	tab.Until(`document.querySelector("#lost .address") !== null`) // by itself, and kept by then
	tab.Both("received-lost")
	tab.Eval(`(document.querySelector("tbody .title, tbody a").click(), "")`)
	tab.Until(`document.querySelector("#lost") !== null && document.querySelector("#inspect") !== null`)
	tab.Ready()
	tab.Both("received-lost-reader")
	tab.Click("#lost button")
	tab.Until(`document.querySelector("#received") !== null && document.querySelector("#lost") === null`)

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
