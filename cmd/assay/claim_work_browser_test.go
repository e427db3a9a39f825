package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestMergeInBrowser selects claims by keys, looks at what would come of merging
// them, merges, and takes one out again.
func TestMergeInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims")
	tab.Until(`document.querySelectorAll("tbody tr").length === 4`)

	tab.Press("j" + "j" + "J")
	tab.Until(picked + ` === 2 && document.querySelector("#bulk").checkVisibility()`)
	tab.Both("claims-selected")
	tab.Press("m")
	tab.Until(`document.querySelector("h1")?.innerText === "Merge claims" && document.querySelectorAll(".keep > li").length === 2`)
	tab.Ready()
	tab.Until(`document.querySelector("#merge-what") && document.querySelector(".card").innerText.includes("C2 has 6 mentions")`)
	tab.Both("merge")

	// Another stands for all.
	tab.Eval(`document.querySelectorAll(".keep input[type=radio]")[1].click()`)
	tab.Until(`document.querySelector("button[data-act=merge]").innerText.includes("Merge into C3") && location.search.includes("keep=")`)
	tab.Press("f")
	tab.Until(`document.activeElement.id === "filter-words"`)
	tab.Type("#filter-words", "lorries"+kb.Enter)
	tab.Until(`document.querySelectorAll("#merge-more ~ .rows > li, .panes .rows:not(.keep) > li").length === 1`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("m")
	tab.Until(`document.querySelector("h1").innerText === "The cold store is a total loss" && document.querySelectorAll(".mention").length === 6`)
	tab.Until(`document.querySelector(".also").innerText.includes("Nobody was in the building")`)
	tab.Until(`!document.querySelector("#toast").hidden && document.querySelector("#toast p").textContent === "2 claims merged into one." && document.querySelector("#toast [data-act=undo]").checkVisibility()`)
	tab.Ready()
	tab.Both("claim-merged")

	// By its other wording it is found.
	tab.Go(root + "/claims?q=nobody")
	tab.Until(`document.querySelectorAll("tbody tr").length === 1 && document.querySelector("tbody tr").innerText.includes("total loss")`)
	tab.Go(root + "/claims/" + q.claims["Nobody was in the building"].String())
	tab.Until(`document.querySelector("h1").innerText === "The cold store is a total loss"`)
	tab.Click(".also button")
	tab.Until(`document.querySelector("h1").innerText === "Nobody was in the building" && document.querySelectorAll(".mention").length === 4`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".mention").length === 6`)
}

// TestSplitAndRelateInBrowser splits mentions off by keys, and says that two
// claims cannot both be true.
func TestSplitAndRelateInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims/"+q.claims["Twelve lorries burned"].String())
	tab.Until(`document.querySelectorAll(".mention").length === 3`)
	tab.Press("j" + "j" + "v")
	tab.Until(`document.querySelector("#bulk").checkVisibility()`)
	down := tab.Eval(`String(scrollY)`)
	tab.Press("y")
	tab.Until(`document.activeElement.id === "bulk-name"`)
	if got := tab.Eval(`String(scrollY)`); got != down {
		t.Errorf("the page has scrolled from %s to %s to show what is always in sight", down, got)
	}
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#bulk-wrong").innerText.includes("one sentence")`)
	tab.Both("claim-split")
	tab.Type("#bulk-name", "Nine lorries burned"+kb.Enter)
	tab.Until(`document.querySelectorAll(".mention").length === 2 && document.querySelector("#toast p").textContent === "1 mention bears on C5 “Nine lorries burned” now."`)

	tab.Until(`document.activeElement.matches("#main *:not(input)")`)
	tab.Press("r")
	tab.Until(`document.activeElement.id === "relation"`)
	tab.Do(chromedp.SetValue("#relation", "contrary"))
	tab.Type("#other", "C5")
	tab.Type("#relate-fields textarea", "Only one number can be right.")
	tab.Click("#relate-fields .btn")
	tab.Until(`document.querySelector(".relations")?.innerText.includes("is contrary to C5")`)
	// The mention that was split off contradicted the first claim; of the new one it says that it is so.
	tab.Go(root + "/mentions?q=nine+lorries")
	tab.Until(`document.querySelectorAll("tbody tr").length === 1`)
	tab.Press("j" + "e")
	tab.Until(`document.activeElement.id === "bulk-what"`)
	tab.Type("#bulk-name", "supports"+kb.Enter)
	tab.Until(`document.querySelector("tbody tr").innerText.includes("supports") && document.querySelector("#toast p").textContent.startsWith("1 mention: stance supports")`)

	tab.Go(root + "/claims/" + q.claims["Twelve lorries burned"].String())
	tab.Until(`document.querySelector(".notice[data-tone=warn]")?.innerText.includes("Contrary to C5, which is supported by 1 article, 1 origin. Not both can be true")`)
	tab.Both("claim-clash")
	tab.Go(root + "/contested")
	tab.Until(`document.querySelector("#clashes")?.closest("section").innerText.includes("Nine lorries burned")`)
	tab.Both("contested-clash")
	tab.Go(root + "/claims/" + q.claims["Twelve lorries burned"].String())
	tab.Click(".mention a.title")
	tab.Until(`document.querySelector(".relation-hints")?.innerText.includes("C5 says the contrary")`)
	tab.Ready()
	tab.Both("reader-relation")
}

// TestMentionsInBrowser finds mentions that lack something and changes many of
// them by keys.
func TestMentionsInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims")
	tab.Press("l")
	tab.Until(`document.querySelector("h1").innerText === "Mentions" && document.querySelectorAll("tbody tr").length === 10`)
	tab.Ready()
	tab.Both("mentions")
	tab.Press("jX1")
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("10 mentions: credibility 1. Grade 1 is higher than 10 of these claims bear")`)
	tab.Press("z")
	tab.Until(`[...document.querySelectorAll("tbody tr")].every((r) => r.innerText.includes("not rated"))`)

	tab.Press("X")
	tab.Until(picked + ` === 0`)
	tab.Click("input[name=lacks][value=chain]")
	tab.Until(`location.search.includes("lacks=chain") && document.querySelectorAll("tbody tr").length === 9`)
	tab.Click("input[name=lacks][value=version]")
	tab.Until(`document.querySelectorAll("tbody tr").length === 7 && location.search.includes("lacks=version")`)
	tab.Ready()
	tab.Eval(`document.querySelector("tbody tr:nth-child(2) input").click()`)
	tab.Eval(`document.querySelector("tbody tr:nth-child(4) input").dispatchEvent(new MouseEvent("click", {bubbles: true, shiftKey: true}))`)
	tab.Until(picked + ` === 3`)
	tab.Press("e")
	tab.Do(chromedp.SetValue("#bulk-what", "tag"))
	tab.Eval(`document.querySelector("#bulk-what").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Type("#bulk-name", "check"+kb.Enter)
	tab.Until(`document.querySelectorAll("tbody .tag").length === 3`)
	if got := tab.Eval(`document.querySelector("#toast p").textContent`); !strings.HasPrefix(got, "3 mentions: tagged “check”.") {
		t.Errorf("it says %q", got)
	}
	tab.Go(root + "/mentions?q=lorries")
	tab.Press("jX")
	tab.Fits()
	tab.Shot("mentions-selected-light-1440") // the bar lies over what is below it, which an audit would take for small
	tab.Size(390, 844)
	tab.Fits()
	tab.Shot("mentions-selected-light-390")
	tab.Size(1440, 900)
	tab.Go(root + "/mentions?claim=" + q.claims["Nobody was in the building"].String())
	tab.Until(`document.querySelectorAll("tbody tr").length === 4 && document.querySelector(".scope").innerText.includes("Nobody was in the building")`)
	tab.Both("mentions-of-claim")
	tab.Press("j" + kb.Enter)
	tab.Until(`location.pathname.includes("/articles/") && location.search.includes("mention=")`)
}

// TestClaimsBulkInBrowser sets kind and event of several claims, with the rarer
// filters.
func TestClaimsBulkInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims")
	tab.Press("jX" + "e")
	tab.Until(`document.activeElement.id === "bulk-what"`)
	tab.Do(chromedp.SetValue("#bulk-what", "when"))
	tab.Eval(`document.querySelector("#bulk-what").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Type("#bulk-name", "soon"+kb.Enter)
	tab.Until(`document.querySelector("#bulk-wrong").textContent.startsWith("Write the date as in")`)
	tab.Do(chromedp.SetValue("#bulk-what", "event"))
	tab.Eval(`document.querySelector("#bulk-what").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Eval(`document.querySelector("#bulk-name").value = ""`)
	tab.Type("#bulk-name", "The fire"+kb.Enter)
	tab.Until(`[...document.querySelectorAll("tbody tr")].every((r) => r.innerText.includes("The fire"))`)
	tab.Go(root + "/claims?unrated=true&kind=none")
	tab.Until(`document.querySelectorAll("tbody tr").length === 3 && document.querySelector("#more-filters").open`)
	tab.Both("claims-filtered")
}
