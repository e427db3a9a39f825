package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/internal/sample"
	"assay/store"
)

// readTwice makes a case that Ana and Ben have both worked through: of most passages
// they say the same, of some not, and some passages are marked by one alone.
func readTwice(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "twice.assay")
	if err := sample.Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	for who, name := range []string{"Ana Lima", "Ben Okri"} {
		s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Case(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v := assay.NewView(c, s.Me())
		say := func(target assay.EntityID, d assay.Dimension, word, why string) {
			t.Helper()
			if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: target, Dimension: d}, oplog.Encode(word), why); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for i := range c.Mentions {
			m := &c.Mentions[i]
			if m.By == s.Me() || m.By == assay.ActorID(oplog.Derive("actor", oplog.Encode("Ana Lima"))) {
				continue
			}
			n++
			stance, why, grade := v.Stance(m.ID), "", fmt.Sprint(2+n%3)
			if who == 1 && n%6 == 0 {
				stance, why = assay.Qualifies, "It is put as a possibility: “may have”."
			}
			if who == 1 && n%5 == 0 {
				grade = "6"
			}
			say(assay.EntityID(m.ID), assay.DimStance, string(stance), why)
			if n < 20 {
				say(assay.EntityID(m.ID), assay.DimCredibility, grade, "")
			}
			if n < 14 {
				say(assay.EntityID(m.ID), assay.DimVoice, "attributed", "")
			}
			if n%4 == 0 { // a passage of their own, not at the same characters
				span := anchor.Span{Start: m.Span.Start + who*3, End: m.Span.End + 4}
				if _, err := s.MarkMention(t.Context(), store.Mark{Article: m.Article, Text: m.Text, Span: span, Claim: m.Claim, Stance: stance}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range 4 {
			say(assay.EntityID(c.Claims[i].ID), assay.DimLikelihood, []string{"likely", "very_likely", "unlikely", "likely"}[(i+who)%4], "")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestCompareInBrowser looks at how far two analysts agree, and decides for the team
// by keys.
func TestCompareInBrowser(t *testing.T) {
	tab, root := browse(t, readTwice(t))
	tab.Press("gi")
	box := func(name string) string {
		return `[...document.querySelectorAll("[name=with]")].find((b) => b.parentElement.textContent.includes("` + name + `"))`
	}
	tab.Until(`location.pathname.endsWith("/compare") && ` + box("Ben Okri"))
	tab.Ready()
	tab.Do(chromedp.Evaluate[chromedp.Void](box("Ben Okri") + `.click()`))
	tab.Until(box("Ben Okri") + `.checked && document.querySelector(".agreement caption").textContent.includes("Ben")`)
	tab.Both("compare-three")
	tab.Do(chromedp.Evaluate[chromedp.Void](box("Mara") + `.click()`))
	tab.Until(`document.querySelectorAll(".differing-list > li").length > 2 && document.querySelector(".cross") && !document.querySelector(".agreement caption").textContent.includes("Mara")`)
	tab.Ready()
	tab.Both("compare")
	count := `Number(document.querySelector("#differing + .count").textContent)`
	before, back := tab.Eval(count), tab.Eval(`location.href`)
	tab.Press("jj1")
	tab.Until(`document.activeElement.matches("[data-reason]") && document.activeElement.closest("li").querySelector("[data-choice]").checked`)
	tab.Both("compare-deciding")
	tab.Press("Both passages say that it was seen." + kb.Enter)
	tab.Until(count + ` === ` + before + ` - 1`)
	tab.Ready()
	tab.Press("d")
	tab.Until(count + ` === ` + before + ` && document.querySelectorAll(".team-verdict").length === 1`)
	tab.Ready()
	tab.Both("compare-decided")
	tab.Do(chromedp.EmulateViewport(390, 844))
	tab.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".differing-list").scrollIntoView()`))
	tab.Shot("compare-list-390")
	tab.Do(chromedp.EmulateViewport(1440, 900))
	claim := tab.Eval(`document.querySelector(".differing-list > li:has(.team-verdict) .count").textContent`)
	if claim == "" {
		t.Error("what was decided names no claim")
	}
	tab.Click(`.cross td:not([data-same]) a`)
	tab.Until(`location.search.includes("word=")`)
	tab.Ready()
	tab.Both("compare-cell")
	tab.Do(chromedp.SetValue("#compare-filter [name=dimension]", "passages"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#compare-filter [name=dimension]").dispatchEvent(new Event("change", {bubbles: true}))`))
	tab.Until(`document.querySelector("#differing").textContent.includes("Passages")`)
	tab.Until(`document.querySelectorAll(".differing-list > li").length > 0`)
	tab.Both("compare-passages")
	tab.Go(root + "/contested")
	tab.Until(`document.querySelector("[href*='/compare?claim=']") !== null`)
	tab.Both("compare-contested")
	tab.Click(`[href*='/compare?claim=']`)
	tab.Until(`location.search.includes("claim=") && document.querySelectorAll(".differing-list > li").length > 0`)
	tab.Ready()
	tab.Press("jj")
	tab.Press(kb.Enter)
	tab.Until(`location.pathname.includes("/articles/")`)
	tab.Ready()
	tab.Go(root + "/history")
	tab.Until(`document.querySelector("main").textContent.includes("settled for the team")`)
	tab.Press("z")
	tab.Until(`document.querySelector("#toast p")?.textContent.includes("Undone")`)
	tab.Go(back)
	tab.Until(count + ` === ` + before)
	tab.Do(chromedp.EmulateViewport(320, 700))
	tab.Until(`document.documentElement.scrollWidth <= 320`)
}
