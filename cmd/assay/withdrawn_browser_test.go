package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/store"
)

// TestRemovedInBrowser: a second reader, who has been given a copy without the marks,
// removes a claim that Ana's passage hangs on. She sees that when she merges their copy,
// and brings the claim back by a key there; undone, she does it on its own page.
func TestRemovedInBrowser(t *testing.T) {
	path, articles := fill(t)
	t.Parallel()
	anas := named(t, "Ana Lima")
	own(t, anas, path)
	ana := hire(t, anas, path)
	ana.marks(articles, "By Lena Fischer")

	given := filepath.Join(t.TempDir(), "For Ben.assay")
	var out, errs output
	if code := runIn(&terminal{ctx: t.Context(), in: strings.NewReader(""), out: &out, err: &errs, now: time.Now, dir: anas}, []string{"share", "--without=marks", path, given}); code != exitOK {
		t.Fatal(out.String(), errs.String())
	}
	ben, err := store.Open(t.Context(), given, store.Options{Actor: assay.NewID[assay.Actor](time.Now()), Name: "Ben Okri"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ben.Case(t.Context())
	if err != nil || len(c.Claims) != 1 || len(c.Mentions) != 0 {
		t.Fatalf("the copy has %d claims and %d mentions (%v)", len(c.Claims), len(c.Mentions), err)
	}
	article, err := ben.Article(t.Context(), articles[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ben.MarkMention(t.Context(), store.Mark{Article: articles[0], Text: article.Text.ID, Span: anchor.Span{Start: 0, End: 12}, Claim: c.Claims[0].ID, Stance: assay.Supports}); err != nil {
		t.Fatal(err)
	}
	if _, err := ben.RemoveClaim(t.Context(), c.Claims[0].ID, "said twice"); err != nil {
		t.Fatal(err)
	}
	if err := ben.Close(); err != nil {
		t.Fatal(err)
	}

	if n := ana.merges(&colleague{path: given}); n != "0" {
		t.Errorf("%s fields are in conflict", n)
	}
	ana.Go(ana.root + "/merge/foreseen")
	ana.Until(`document.querySelector("[aria-labelledby=merge-withdrawn] li")?.innerText.includes("which they had not seen")`)
	if what := ana.Text("main"); strings.Contains(what, "Changed") { // Ben's passage has come and gone
		t.Errorf("what came is told as changed here: %s", what)
	}
	ana.Both("removed-merged")
	ana.Press("jb")
	ana.Until(`document.querySelector("[aria-labelledby=merge-withdrawn] li").innerText.includes("brought back")`)
	ana.Press("z")
	ana.Until(`document.querySelector("[aria-labelledby=merge-withdrawn] li").innerText.includes("Bring it back")`)

	ana.Go(ana.root + "/claims")
	ana.Until(`document.querySelector("main").innerText.includes("(removed)")`)
	ana.Both("removed-claims")
	ana.Go(ana.root + "/claims/" + c.Claims[0].ID.String())
	ana.Until(`document.querySelector("main .notice")?.innerText.includes("Removed by Ben Okri")`)
	ana.Both("removed-claim")
	ana.Press("b")
	ana.Until(`document.querySelector("main .notice") === null`)
	ana.Go(ana.root + "/history")
	ana.Until(`document.querySelector(".history li").innerText.includes("brought back")`)
	ana.Both("removed-history")
}
