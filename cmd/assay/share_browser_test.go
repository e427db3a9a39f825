package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sample"
	"assay/store"
)

// TestShareInBrowser makes a copy under a passphrase to be given away, sees beforehand what
// leaves, opens it as whoever gets it does, and merges it.
func TestShareInBrowser(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine.assay")
	if err := sample.Make(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	ana, err := store.Open(t.Context(), mine, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("ana"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ana.Case(t.Context())
	if err == nil {
		_, _, err = ana.AddNote(t.Context(), store.NewNote{Target: assay.EntityID(c.Articles[0].ID), Text: "A doubt of my own", Private: true})
	}
	if err != nil || ana.Close() != nil {
		t.Fatal(err)
	}
	const says = `document.querySelector("[data-leaving]").textContent`
	tab, root := browse(t, mine)
	tab.Press("gw")
	tab.Until(`location.pathname.endsWith("/share")`)
	tab.Ready()
	tab.Until(says + `.includes("1 private note")`)
	tab.Both("share")
	tab.Eval(`(document.querySelector("#leaving").scrollIntoView(), "")`)
	tab.Both("share-leaves")
	tab.Click(`[name=marks][type=checkbox]`)
	tab.Until(says + `.includes("marks and judgements")`)
	tab.Click(`[name=history][type=checkbox]`)
	tab.Until(`document.querySelectorAll("#leaving input[type=hidden]").length === 2`)
	tab.Both("share-less")
	type field struct{ id, value string }
	fill := func(fields ...field) {
		for _, f := range fields {
			tab.Do(chromedp.SetValue("#"+f.id, f.value))
		}
	}
	fill(field{"share-name", "for Ben"}, field{"share-passphrase", "short"}, field{"share-again", "short"})
	tab.Click(`#share [data-act=share]`)
	tab.Until(`document.querySelector("#share-passphrase-error") !== null`)
	tab.Until(`document.querySelector("[name=marks][type=checkbox]").checked === false`) // what was chosen stays chosen
	tab.Both("share-refused")
	fill(field{"share-passphrase", "lantern gravel oboe seven"}, field{"share-again", "lantern gravel oboe seven"})
	tab.Click(`#share [data-act=share]`)
	tab.Until(`document.querySelector("#shared") !== null`)
	tab.Ready()
	tab.Both("shared")
	sent := filepath.Join(dir, "for Ben.assay.age")
	if _, err := os.Stat(sent); err != nil {
		t.Fatal(err)
	}
	tab.Go(root + "/merge")
	fill(field{"merge-path", sent})
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("#merge-passphrase") !== null`)
	tab.Ready()
	tab.Both("merge-passphrase")
	fill(field{"merge-passphrase", "lantern gravel oboe eight"})
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("#merge-passphrase-error") !== null`)
	fill(field{"merge-passphrase", "lantern gravel oboe seven"})
	tab.Click(`form[action$="/merge"] button`)
	tab.Until(`document.querySelector("h1")?.textContent === "Nothing to merge"`)
	session, _, _ := strings.Cut(root, "/c/")
	tab.Go(session + "/cases/sealed?file=" + url.QueryEscape(sent))
	tab.Until(`document.querySelector("#unseal-passphrase") !== null`)
	tab.Both("unseal")
	fill(field{"unseal-passphrase", "lantern gravel oboe seven"})
	tab.Click(`form[action$="/cases/sealed"] button`)
	tab.Until(`document.querySelector("main")?.dataset !== undefined && location.pathname.endsWith("/articles")`)
	if _, err := os.Stat(filepath.Join(dir, "for Ben.assay")); err != nil {
		t.Error(err)
	}
}
