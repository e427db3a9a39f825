package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
	"assay/internal/desktop"
)

// newcomer opens the start page as somebody does who has never worked with
// Assay. Cases go into the folder that it returns.
func newcomer(t *testing.T) (tab *browsertest.Tab, folder string) {
	t.Helper()
	t.Parallel()
	dir, folder := t.TempDir(), t.TempDir()
	config, _, err := desktop.OpenConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := config.Remember(filepath.Join(folder, "x.assay"), "x", time.Now()); err != nil { // which says where cases go
		t.Fatal(err)
	}
	if err := config.Forget(filepath.Join(folder, "x.assay")); err != nil {
		t.Fatal(err)
	}
	program := launchIn(t, dir, "--no-browser")
	tab = browsertest.Open(t, nil)
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.startsWith("/s/")`)
	tab.Ready()
	return tab, folder
}

// TestFirstSteps goes from the start page into the sample case and does the
// first steps by keys.
func TestFirstSteps(t *testing.T) {
	tab, folder := newcomer(t)
	start := tab.Eval(`location.href`)
	tab.Both("first-start")
	tab.Click(`[data-form=sample] .btn`)
	tab.Until(`location.pathname.includes("/articles/") && document.querySelector("#steps [data-now=tag]")`)
	tab.Ready()
	root := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	tab.Both("first-tag")

	tab.Do(chromedp.Evaluate[chromedp.Void](`window.lit = []; new MutationObserver((all) => { for (const one of all) if (one.target.hasAttribute("data-down")) window.lit.push(one.target.dataset.key) }).observe(document.querySelector("#steps"), {subtree: true, attributeFilter: ["data-down"]})`))
	here := `document.querySelector(".s[data-here]")?.textContent.startsWith("On Cooper Street people")`
	for range 20 {
		if tab.Eval(here) == "true" {
			break
		}
		tab.Press("j")
	}
	tab.Until(here)
	tab.Shot("first-here")
	tab.Press("c")
	tab.Until(`document.querySelector("#steps [data-now=link]")`)
	if lit := tab.Eval(`[...new Set(window.lit)].join("")`); lit != "jc" {
		t.Errorf("the keys that lit up are %q", lit)
	}
	if tab.Eval(`document.querySelector("#steps [role=status]").innerText.includes("Find the same matter")`) != "true" {
		t.Error("the next step is not said")
	}
	tab.Both("first-link")

	tab.Go(tab.Eval(`document.querySelector("#steps .try a").href`))
	tab.Until(`document.querySelector("#steps [data-now=link]")`)
	here = `document.querySelector(".s[data-here]")?.textContent.startsWith("On Cooper Street nobody")`
	for range 20 {
		if tab.Eval(here) == "true" {
			break
		}
		tab.Press("j")
	}
	tab.Press("x")
	tab.Until(`document.activeElement?.id === "pick-q" && document.querySelector("#options [aria-selected=true]")?.textContent.includes("Cooper Street people")`)
	tab.Both("first-pick")
	tab.Click("#pick-q")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#steps [data-now=rate]")`)
	tab.Both("first-rate")
	tab.Press("2")
	tab.Until(`document.querySelector("#steps [data-now='']")`)
	tab.Both("first-done")
	tab.Click(`#steps button[value=end]`)
	tab.Until(`document.querySelector("#steps .steps") === null`)

	// They are repeated from the list of keys, and skipped.
	tab.Go(root + "/matrix")
	tab.Press("?")
	tab.Until(`document.querySelector("#help[open]")`)
	tab.Both("first-help")
	tab.Click(`#help button[name=steps]`)
	tab.Until(`document.querySelector("#steps [data-now=tag]")`)
	tab.Ready()

	// They name the keys as the analyst has them set, and take what is done by hand.
	tab.Eval(`document.documentElement.dataset.keys = "alt"`)
	if got := strings.Join(strings.Fields(tab.Text(`#steps kbd[data-key=c]`)), " "); got != "Alt c" {
		t.Errorf("with Alt, the key is called %q", got)
	}
	tab.Shot("first-alt")
	tab.Eval(`document.documentElement.dataset.keys = "off"`)
	if got := tab.Text(`#steps .now`); strings.Contains(got, "next sentence") || !strings.Contains(got, "at the foot of the page") {
		t.Errorf("without single keys it says %q", got)
	}
	for _, width := range []int64{1100, 320} {
		tab.Size(width, 800)
		tab.Fits()
		tab.Audit()
		tab.Shot("first-by-hand-" + strconv.FormatInt(width, 10))
	}
	tab.Size(1440, 900)
	tab.Click(`.block:nth-of-type(4) .s:last-of-type`)
	tab.Until(`document.querySelector(".s[data-here]") !== null`)
	tab.Click(`.keys [data-act=claim]`)
	tab.Until(`document.querySelector("#steps [data-now=link]")`)
	tab.Click(`#steps button[value=end]`)
	tab.Until(`document.querySelector("#steps .steps") === null`)

	// The same case is opened again, and a fresh one goes beside it.
	tab.Go(start)
	tab.Both("first-start-again")
	tab.Click(`[data-form=sample] .btn`)
	tab.Until(`location.pathname.endsWith("/articles")`)
	if got := tab.Eval(`location.href.startsWith("` + root + `/")`); got != "true" {
		t.Errorf("another case is opened: %s", tab.Eval(`location.href`))
	}
	tab.Go(start)
	tab.Click(`[data-form=sample] [name=fresh]`)
	tab.Until(`location.pathname.endsWith("/articles")`)
	if tab.Eval(`location.href.startsWith("`+root+`/")`) == "true" {
		t.Error("what is called fresh is the same")
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, ", "); got != "Sample case 2.assay, Sample case.assay" {
		t.Errorf("the folder has %s", got)
	}
}
