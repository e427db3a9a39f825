package main

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/store"
)

// colleague is an analyst with a program and a copy of the case of their own.
type colleague struct {
	*browsertest.Tab

	path string
	root string
	stop func() int
}

// named makes the config of an analyst.
func named(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	c, _, err := desktop.OpenConfig(dir)
	if err == nil {
		err = c.SetName(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func hire(t *testing.T, config, path string) *colleague {
	t.Helper()
	program := launchIn(t, config, "--no-browser", path)
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, lost) })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	return &colleague{tab, path, tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`), program.stop}
}

// marks lets the analyst mark two articles by keys, and write who wrote the first.
func (c *colleague) marks(articles []assay.ArticleID, byline string) {
	c.Go(c.root + "/articles/" + articles[0].String())
	c.Press("jj")
	c.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Twelve refrigerated lorries")`)
	c.Press("c")
	c.Until(`document.querySelector("#inspect[data-mention] #wording")?.value.startsWith("Twelve refrigerated lorries")`)
	c.Go(c.root + "/articles/" + articles[1].String())
	c.Press("jj")
	c.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Nine lorries")`)
	c.Press("x")
	c.Until(`document.querySelector(".picker [role=option]")?.textContent.includes("Twelve refrigerated") && document.activeElement.id === "pick-q"`)
	c.Press(kb.Enter)
	c.Until(`document.querySelector("mark")?.dataset.stance === "contradicts"`)
	c.Go(c.root + "/articles/" + articles[0].String() + "/details")
	c.Do(chromedp.SetValue("[name=byline]", byline))
	c.Eval(`(document.querySelector("[name=byline]").form.requestSubmit(), "")`)
	c.Until(`document.querySelector("#toast p")?.textContent !== "" && document.querySelector("[name=byline]").value === "` + byline + `"`)
}

// merges lets the analyst merge the copy of the other, and returns how many fields are
// in conflict then.
func (c *colleague) merges(other *colleague) string {
	c.Go(c.root + "/merge")
	c.Do(chromedp.SetValue("#merge-path", other.path))
	c.Click(`form[action$="/merge"] button`)
	c.Until(`location.pathname.endsWith("/merge/foreseen")`)
	c.Ready()
	c.Press("m")
	c.Until(`document.querySelector("main .actions [href$='/history'].btn.main") !== null`)
	c.Go(c.root + "/conflicts")
	return c.Eval(`document.querySelectorAll("main [data-item]").length`)
}

// TestTwoAnalysts: two analysts mark the same two articles in two copies, merge both ways,
// decide what is in conflict, and see how far they agree. Both files show the same case
// then.
func TestTwoAnalysts(t *testing.T) {
	path, articles := fill(t)
	t.Parallel()
	anas, bens := named(t, "Ana Lima"), named(t, "Ben Okri")
	own(t, anas, path)
	given := filepath.Join(t.TempDir(), "For Ben.assay")
	var out, errs output
	if code := runIn(&terminal{ctx: t.Context(), in: strings.NewReader(""), out: &out, err: &errs, now: time.Now, dir: anas}, []string{"share", path, given}); code != exitOK {
		t.Fatal(out.String(), errs.String())
	}
	ana, ben := hire(t, anas, path), hire(t, bens, given)
	ana.marks(articles, "By Lena Fischer")
	ana.Go(ana.root + "/articles/" + articles[0].String())
	if got := ana.Eval(`document.querySelectorAll(".margin .chip").length + " " + document.querySelectorAll(".margin .chip .by").length`); got != "1 0" {
		t.Errorf("where one alone has marked, chips and names are %s", got)
	}
	ben.marks(articles, "By L. Fischer")
	// Each has made a claim of the same sentence, and is led to both.
	if n := ana.merges(ben); n != "1" {
		t.Errorf("%s fields are in conflict", n)
	}
	ana.Press("j1")
	ana.Until(`document.querySelectorAll("main [data-item]").length === 0`)
	if n := ben.merges(ana); n != "0" {
		t.Errorf("%s fields are in conflict for who merges what was decided", n)
	}
	ana.merges(ben) // that Ben has merged, and what he is called
	ana.Go(ana.root + "/articles/" + articles[0].String())
	ana.Both("two-analysts-reader")
	if got := ana.Eval(`[...document.querySelectorAll(".margin .chip .by")].map((el) => el.textContent.trim()).sort().join(", ")`); got != "marked by Ben Okri" {
		t.Errorf("the margin says %q", got)
	}
	for _, c := range []*colleague{ana, ben} {
		c.Go(c.root + "/compare")
		c.Until(`["Ana Lima", "Ben Okri"].every((name) => [...document.querySelectorAll("[name=with]")].some((b) => b.parentElement.textContent.includes(name)))`)
		c.Ready()
	}
	ana.Both("two-analysts")
	var cases []*assay.Case
	for _, c := range []*colleague{ana, ben} {
		c.stop()
		s, err := store.Open(t.Context(), c.path, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
		all, err := s.Case(t.Context())
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, all)
	}
	if a, b := cases[0], cases[1]; len(a.Claims) != 2 || len(a.Mentions) != 4 || !reflect.DeepEqual(a, b) {
		t.Errorf("Ana's file shows\n%+v\nand Ben's\n%+v", a, b)
	}
}
