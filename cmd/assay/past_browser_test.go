package main

import (
	"path/filepath"
	"strings"
	"testing"

	"assay/internal/sample"
)

// TestPastInBrowser goes back to the case as it was, and comes back.
func TestPastInBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fire.assay")
	if err := sample.Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	tab, root := visitCase(t, path, "/claims")
	all := tab.Eval(`document.querySelectorAll("tbody tr").length`)
	tab.Go(root + "/history")
	tab.Until(`document.querySelectorAll(".history > li").length > 5`)
	tab.Both("past-history")
	day := tab.Eval(`document.querySelectorAll(".history").length`)
	if day == "0" {
		t.Fatal("no day is shown")
	}
	tab.Go(root + "/history?on=1999-12-31")
	tab.Until(`document.querySelectorAll(".history > li").length === 0 && document.querySelector("[name=on]").value === "1999-12-31"`)
	tab.Go(root + "/history")
	tab.Until(`document.querySelectorAll(".history > li").length > 5`)
	for tab.Eval(`document.querySelector("a[rel=next]")?.href ?? ""`) != "" { // to the beginning
		tab.Go(tab.Eval(`document.querySelector("a[rel=next]").href`))
	}
	tab.Eval(`[...document.querySelectorAll("form[action$='/past'] button")].at(-1).click()`)
	tab.Until(`document.querySelector("#past") !== null`)
	tab.Ready()
	then := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	if then == root {
		t.Error("it is the case as it is now")
	}
	tab.Both("past-library")
	tab.Go(then + "/claims")
	tab.Until(`document.querySelector("#past") !== null`)
	tab.Both("past-claims")
	if n := tab.Eval(`document.querySelectorAll("tbody tr").length`); n == all {
		t.Errorf("there are %s claims then and now", n)
	}
	tab.Click("#past button")
	tab.Until(`document.querySelector("#past") === null && document.querySelectorAll(".history > li").length > 5`)
	if at := tab.Eval("location.href"); !strings.HasPrefix(at, root) {
		t.Errorf("it goes back to %s", at)
	}
}

// TestPastKeys: in the case as it was a key that can do nothing says so, and so does its
// button in the key bar; what only looks goes on.
func TestPastKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fire.assay")
	if err := sample.Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	tab, _ := visitCase(t, path, "/history")
	tab.Until(`document.querySelectorAll(".history > li").length > 5`)
	tab.Click("form[action$='/past'] button")
	tab.Until(`document.querySelector("#past") !== null`)
	tab.Ready()
	then := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	const told = `document.querySelector("#toast:popover-open p")?.textContent.includes("can only be read") && document.querySelector("#say").textContent.includes("can only be read")`
	for _, test := range []struct{ place, key string }{
		{"/articles", "i"}, {"/articles", "r"}, {"/claims", "m"}, {"/contested", "c"}, {"/sources", "n"}, {"/codebook", "n"}, {"/notes", "n"}, {"/lineage", "a"}, {"/history", "n"},
	} {
		tab.Go(then + test.place)
		tab.Press(test.key)
		tab.Until(told)
	}
	tab.Both("past-key")
	tab.Go(then + "/articles")
	tab.Click(`#bar [data-act="import"]`)
	tab.Until(told)
	tab.Go(then + "/articles")
	tab.Press("j")
	tab.Until(`document.activeElement.closest("[data-item]") !== null`)
	if said := tab.Eval(`document.querySelector("#toast p").textContent`); said != "" {
		t.Errorf("j, which moves, says %q", said)
	}
}
