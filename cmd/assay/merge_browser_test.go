package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sample"
	"assay/store"
)

// apart returns two copies of the sample case, in which two analysts have worded the same
// claim otherwise, and one of them has added another.
func apart(t *testing.T) (mine, theirs string) {
	t.Helper()
	dir := t.TempDir()
	mine, theirs = filepath.Join(dir, "mine.assay"), filepath.Join(dir, "theirs.assay")
	if err := sample.Make(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	open := func(path, name string) *store.Store {
		t.Helper()
		s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ana := open(mine, "Ana")
	if err := ana.SaveCopy(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	ben := open(theirs, "Ben Okri")
	c, err := ana.Case(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for s, wording := range map[*store.Store]string{ana: "Twelve lorries were lost in the fire", ben: "Nine lorries were lost in the fire"} {
		if _, err := s.ChangeClaim(t.Context(), c.Claims[0].ID, store.ClaimChange{Wording: store.To(wording)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := ben.AddClaim(t.Context(), "A second crane was damaged", assay.EventID{}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*store.Store{ana, ben} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return mine, theirs
}

// TestCaseMergeInBrowser merges the copy of a colleague who has worked apart, decides what
// is in conflict, and takes the merge back.
func TestCaseMergeInBrowser(t *testing.T) {
	mine, theirs := apart(t)
	dir := filepath.Dir(mine)
	tab, root := browse(t, mine)
	tab.Go(root + "/merge")
	tab.Both("merge")
	tab.Do(chromedp.SetValue("#merge-path", filepath.Join(dir, "nothing.assay")))
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("#merge-path-error") !== null`)
	tab.Do(chromedp.SetValue("#merge-path", theirs))
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("#merge-conflicts") !== null`)
	tab.Ready()
	tab.Both("merge-foreseen")
	if got := tab.Eval(`[...document.querySelectorAll("section[aria-labelledby=merge-conflicts] dt")].map((el) => el.innerText).join(", ")`); got != "Ana, in this case, Ben Okri" {
		t.Errorf("what is in conflict is told of %q", got)
	}
	tab.Press("m")
	tab.Until(`document.querySelector("h1")?.textContent.includes("merged") && document.querySelector("[href$='/conflicts'].btn") !== null`)
	tab.Ready()
	tab.Both("merge-done")
	tab.Click(`[href$='/conflicts'].btn`)
	tab.Until(`document.querySelectorAll("main [data-item]").length === 1`)
	tab.Ready()
	tab.Both("conflicts")
	tab.Press("j2")
	tab.Until(`document.querySelectorAll("main [data-item]").length === 0`)
	tab.Go(root + "/claims")
	tab.Until(`document.querySelector("main").textContent.includes("A second crane was damaged")`)
	tab.Press("z") // the decision, then the merge
	tab.Until(`document.querySelector("#toast p")?.textContent.includes("Undone")`)
	tab.Eval(`(document.querySelector("#toast p").textContent = "", "")`)
	tab.Press("z")
	tab.Until(`!document.querySelector("main").textContent.includes("A second crane was damaged")`)
}

// TestDuplicatesInBrowser decides by keys which of the claims that a colleague's copy
// brings say what one of the case says, and takes a decision back.
func TestDuplicatesInBrowser(t *testing.T) {
	dir := t.TempDir()
	mine, theirs := filepath.Join(dir, "mine.assay"), filepath.Join(dir, "theirs.assay")
	if err := sample.Make(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	claims := func(path, name string, wordings ...string) {
		t.Helper()
		s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wordings {
			if _, _, err := s.AddClaim(t.Context(), w, assay.EventID{}); err != nil {
				t.Fatal(err)
			}
		}
		if path == mine {
			err = s.SaveCopy(t.Context(), theirs)
		}
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	claims(mine, "Ana", "Twelve harbour lorries were destroyed", "Two tall cranes fell into the basin", "A diver was hurt on Sunday")
	claims(theirs, "Ben Okri", "Nine harbour lorries were destroyed", "Two tall cranes fell into the dock basin", "A diver was hurt on Sunday morning")
	tab, root := browse(t, mine)
	tab.Go(root + "/merge")
	tab.Do(chromedp.SetValue("#merge-path", theirs))
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("[data-act=merge]") !== null && document.querySelector("h1").textContent.includes("would")`)
	tab.Ready()
	tab.Press("m")
	const pairs = `document.querySelectorAll(".alike > [data-item]").length`
	const row = `document.activeElement?.closest("[data-item]")?.textContent ?? ""`
	tab.Until(pairs + ` === 3`)
	tab.Ready()
	tab.Both("duplicates")
	tab.Press("k") // nothing has the focus yet
	tab.Until(row + `.includes("cranes")`)
	if got := tab.Eval(pairs + ` + ""`); got != "3" {
		t.Fatalf("a key without the focus on a pair has decided: %s are left", got)
	}
	tab.Press("m")
	tab.Until(pairs + ` === 2 && (` + row + `).includes("diver")`)
	if got := tab.Eval(`document.querySelector("#toast p").textContent`); !strings.Contains(got, "one now") {
		t.Errorf("the page says %q", got)
	}
	tab.Press("j")
	tab.Until(row + `.includes("lorries")`)
	if got := tab.Eval(`document.activeElement.closest("[data-item]").querySelector(".differing").textContent`); !strings.Contains(got, "Nine") {
		t.Errorf("the numbers are told to differ with %q", got)
	}
	tab.Press("k")
	tab.Until(pairs + ` === 1 && (` + row + `).includes("diver")`)
	tab.Press("z")
	tab.Until(pairs + ` === 2`)
	tab.Press("p")
	tab.Ready()
	tab.Go(root + "/claims")
	tab.Until(`document.querySelector("main").textContent.includes("Two tall cranes fell into the basin")`)
	if got := tab.Eval(`[...document.querySelectorAll("main .title")].map((el) => el.textContent).filter((s) => s.includes("cranes fell")).join("|")`); got != "Two tall cranes fell into the basin" {
		t.Errorf("after merging there are %s", got)
	}
}

// TestMergingInArabic shares, merges, compares and goes back from right to left.
func TestMergingInArabic(t *testing.T) {
	mine, theirs := apart(t)
	tab, root := browse(t, mine)
	start, _, _ := strings.Cut(root, "/c/")
	tab.Go(start + "/settings")
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)

	tab.Go(root + "/share")
	tab.Until(`document.querySelector("#leaving dl") !== null`)
	tab.Both("ar-share")
	tab.Go(root + "/merge")
	tab.Do(chromedp.SetValue("#merge-path", theirs))
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("#merge-conflicts") !== null`)
	tab.Ready()
	tab.Both("ar-merge-foreseen")
	tab.Press("m")
	tab.Until(`document.querySelector("[href$='/conflicts'].btn") !== null`)
	tab.Ready()
	tab.Both("ar-merge-done")
	for _, place := range []string{"conflicts", "compare", "history"} {
		tab.Go(root + "/" + place)
		tab.Both("ar-" + place)
	}
	tab.Press("n") // a name for the present state
	tab.Until(`document.querySelector("#new-point-name")?.checkVisibility()`)
	tab.Press("قبل الاجتماع")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelectorAll(".points > [data-item]").length === 1`)
	tab.Go(tab.Eval(`[...document.querySelectorAll(".history [data-back]")].at(-1).href`))
	tab.Until(`document.querySelector("#back-what") !== null`)
	tab.Both("ar-back")
	for _, place := range []string{"/share", "/merge/foreseen"} {
		tab.Go(root + place)
		if got := tab.Eval(`/ (operations?|claims?|articles?|merged|copy|case) /.exec(document.querySelector("main").innerText.replace(/[“"][^”"]*[”"]/g, ""))?.[0] ?? ""`); got != "" {
			t.Errorf("%s speaks English: %s", place, got)
		}
	}
}
