package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/desktop"
	"assay/internal/oplog"
	"assay/store"
)

// wirePapers are what five papers say about one fire: the wire, a copy of it
// without its last paragraph, one that tells it anew, one that names a paper that
// the case does not have, and one in another language.
var wirePapers = []struct{ outlet, site, published, text string }{
	{"Coastal Wire", "coastalwire.example", "2026-03-02T06:00", "Fire guts cold store at Port Merrow\n\nFlames tore through a cold store on the east quay of Port Merrow early on Monday and [lorries|supports|3|destroyed twelve refrigerated lorries] that had been parked in two rows beside its loading ramp. Crews from four villages pumped harbour water over the roof until shortly before noon, when the last beams fell into the cellar and the smoke turned from black to white.\n\n[empty|supports||Nobody was inside the building], the harbour master said, because the night shift had left an hour earlier to unload a trawler on the western mole. Two dock workers said that [sprinklers|supports|3|the sprinklers had been switched off] for repairs since the end of January, and that a notice about it had hung beside the gate for weeks.\n\nFerries to the islands were turned back at the harbour mouth and will sail again once divers have looked at the piles beneath the quay. The owner of the store did not answer questions on how much fish had been kept in its chambers."},
	{"Merrow Lantern", "lantern.example", "2026-03-02T10:00", "Cold store destroyed by flames\n\nFlames tore through a cold store on the east quay of Port Merrow early on Monday and [lorries|supports|2|destroyed twelve refrigerated lorries] that had been parked in two rows beside its loading ramp. Crews from four villages pumped harbour water over the roof until shortly before noon, when the last beams fell into the cellar and the smoke turned from black to white.\n\nNobody was inside the building, the harbour master said, because the night shift had left an hour earlier to unload a trawler on the western mole. Two dock workers said that [sprinklers|supports||the sprinklers had been switched off] for repairs since the end of January, and that a notice about it had hung beside the gate for weeks."},
	{"Evening Post", "post.example", "2026-03-03", "After the fire at the quay\n\nFlames tore through a cold store on the east quay of Port Merrow early on Monday and destroyed twelve refrigerated lorries that had been parked in two rows beside its loading ramp. Crews from four villages pumped harbour water over the roof until shortly before noon, when the last beams fell into the cellar and the smoke turned from black to white.\n\nIn the taverns behind the church nobody speaks of anything else. The baker has lost her oven, the rope maker his shed, and both say that they had asked the council for a hydrant three times. A meeting is to be held on Thursday in the school."},
	{"Harbour Gazette", "gazette.example", "2026-03-03T09:00", "Insurers look at the quay\n\nThe insurers of the cold store have sent two engineers to Port Merrow, the Northbank Courier reported on Tuesday. According to the Northbank Courier the policy had lapsed in the autumn. [empty|contradicts||A night watchman was led out with burns], a nurse at the clinic said. The engineers are expected to stay until the weekend and to speak with the fire brigade, the owner and the crews of the trawlers that lay alongside."},
	{"بريد الميناء", "barid.example", "2026-03-03T12:00", "حريق في مخزن التبريد\n\nاندلع حريق كبير صباح الاثنين في مخزن للتبريد على الرصيف الشرقي، وقال عاملان إن أجهزة الإطفاء كانت معطلة منذ نهاية الشهر الأول من السنة."},
}

// openWires makes a case whose texts speak for derivations, and compares them.
func openWires(t *testing.T) (path string, q *quay) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "wires.assay")
	s, err := store.Create(t.Context(), path, "Fire at Port Merrow", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	q = &quay{Store: s, t: t, articles: map[string]assay.ArticleID{}, claims: map[string]assay.ClaimID{}}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, p := range wirePapers {
		q.paper(p.outlet, p.site, p.published, p.text)
	}
	q.judge(assay.JudgementKey{Target: assay.EntityID(assay.SourceByDomain("coastalwire.example")), Dimension: assay.DimReliability}, "B", "a good record")
	q.judge(assay.JudgementKey{Target: assay.EntityID(assay.SourceByDomain("lantern.example")), Dimension: assay.DimReliability}, "D", "")
	for left := 1; left > 0; {
		if left, err = s.Relate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return path, q
}

// visitWires opens that case in a tab.
func visitWires(t *testing.T) (tab *browsertest.Tab, root string) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a browser")
	}
	path, _ := openWires(t)
	own, _, err := desktop.OpenConfig(ownConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := own.SetName("Ana"); err != nil {
		t.Fatal(err)
	}
	program := launch(t, "--no-browser", path)
	tab = browsertest.Open(t, nil)
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	return tab, tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
}

const (
	proposals = `document.querySelectorAll("#proposal-list > [data-item]").length`
	drawn     = `document.querySelectorAll("#graph .edge[data-status=confirmed]").length`
)

// TestLineageByKeys does the whole job without a pointer: it confirms what is
// proposed, rejects, takes that back, adds by hand and unplugs.
func TestLineageByKeys(t *testing.T) {
	tab, root := visitWires(t)
	tab.Go(root + "/lineage")
	before := tab.Eval(`String(` + proposals + `)`)
	if before == "0" || before == "1" {
		t.Fatalf("%s proposals", before)
	}
	tab.Both("lineage-proposed")

	tab.Press("j")
	tab.Until(`document.activeElement.matches("#proposal-list > :first-child [data-open]")`)
	tab.Press("c")
	tab.Until(fmt.Sprintf(`%s < %s && %s === 1`, proposals, before, drawn))
	tab.Until(`document.activeElement.matches("#proposal-list > [data-item] [data-open]")`)
	left := tab.Eval(`String(` + proposals + `)`)

	tab.Press("x")
	tab.Until(fmt.Sprintf(`%s < %s`, proposals, left))
	tab.Until(`document.activeElement !== document.body && document.querySelector("main").contains(document.activeElement)`)
	tab.Press("z")
	tab.Until(fmt.Sprintf(`%s === %s`, proposals, left))
	tab.Press("e")
	tab.Until(`document.activeElement.matches("#proposal-list select")`)

	tab.Go(root + "/lineage")
	tab.Press("a")
	tab.Until(`location.pathname.endsWith("/lineage/add")`)
	tab.Ready()
	tab.Press("j")
	tab.Until(`document.activeElement.matches("[data-item] [data-open]")`)
	tab.Both("lineage-choose")
	tab.Press("\r")
	tab.Until(`document.querySelector("#derive-fields")`)
	tab.Ready()
	tab.Both("lineage-add")
	tab.Eval(`document.querySelector("#derive-fields [name=from][value='']").focus()`)
	tab.Press(" ")
	tab.Until(`document.querySelector("#derive-name").checkVisibility()`)
	tab.Type("#derive-name", "Northbank Courier")
	tab.Type("#derive-title", "Insurance had lapsed")
	tab.Both("lineage-outside")
	tab.Eval(`document.querySelector("#derive-fields .btn.main").focus()`)
	tab.Press("\r")
	tab.Until(`location.search.includes("article=") && document.querySelector("#graph [data-kind=work]")`)
	tab.Ready()

	tab.Go(root + "/lineage")
	tab.Both("lineage-confirmed")
	tab.Press("u")
	tab.Until(`location.pathname.endsWith("/lineage/unplug")`)
	tab.Ready()
	tab.Both("unplug")
	tab.Eval(`[...document.querySelectorAll("#graph a.node[data-kind=article]")].find((a) => a.textContent.includes("Coastal Wire")).focus()`)
	tab.Press("\r")
	tab.Until(`document.querySelector(".plugs > li") && document.querySelector(".losses [data-item]")`)
	tab.Ready()
	tab.Both("unplug-off")
	if says := tab.Text(".losses tbody"); !strings.Contains(says, "nothing supports it any more") {
		t.Errorf("without the wire: %s", says)
	}
	tab.Paper(700, func() { tab.Shot("unplug-paper") })
}

// TestRefusedByKeys rejects two proposals, reads what is said of them, and takes
// one back, all by keys.
func TestRefusedByKeys(t *testing.T) {
	tab, root := visitWires(t)
	const rejected = `document.querySelectorAll("#refused-list > [data-item]").length`
	tab.Go(root + "/lineage")
	before := tab.Eval(`String(` + proposals + `)`)
	tab.Eval(`[...document.querySelectorAll("#proposal-list > [data-item]")].find((li) => li.textContent.includes("which one is not known")).querySelector("[data-open]").focus()`)
	tab.Press("x")
	tab.Until(rejected + ` === 1`)
	tab.Until(`document.activeElement.matches("#proposal-list [data-open]")`)
	tab.Press("x")
	tab.Until(rejected + ` === 2`)
	tab.Press("r")
	tab.Until(`document.activeElement.matches("#refused-list > :first-child [data-open]")`)
	tab.Both("lineage-refused")
	if os.Getenv("ASSAY_SHOTS") != "" {
		tab.Size(390, 2600)
		tab.Shot("lineage-refused-whole")
		tab.Size(1440, 900)
	}
	if said := tab.Text("#refused-list"); !strings.Contains(said, "does not come from a text by Northbank Courier") || !strings.Contains(strings.Join(strings.Fields(said), " "), "rejected by Ana") || !strings.Contains(said, "Names Northbank Courier as its source.") {
		t.Errorf("of what is rejected it says %q", said)
	}
	tab.Press("c") // which is about proposals
	tab.Press("j")
	tab.Until(`document.activeElement.matches("#refused-list > :nth-child(2) [data-open]")`)
	tab.Press("b")
	tab.Until(rejected + ` === 1`)
	tab.Until(`document.activeElement.matches("#refused-list [data-open]")`)
	tab.Press("b")
	tab.Until(rejected + ` === 0`)
	tab.Until(fmt.Sprintf(`%s === %s`, proposals, before))
	tab.Until(`document.querySelector("main").contains(document.activeElement)`)
	tab.Press("z")
	tab.Until(rejected + ` === 1`)
	tab.Go(root + "/history")
	if said := tab.Text("main"); strings.Contains(said, "NORTHBANK") || !strings.Contains(said, "Northbank Courier") {
		t.Errorf("the history says %q", said)
	}
}

// TestProposedMeanwhile: proposals that come in while one looks are told and shown,
// and what one reads stays where it is, with the focus.
func TestProposedMeanwhile(t *testing.T) {
	tab, root := visitWires(t)
	// The page of another tab, as one that the program knows nothing of.
	bring := func(title string) {
		tab.Eval(fmt.Sprintf(`fetch(%q, {method: "POST", body: new URLSearchParams({text: %q})}).then((r) => r.status).catch(String) && ""`, root+"/articles/paste", title+"\n\n"+strings.SplitN(wirePapers[1].text, "\n\n", 2)[1]+"\n\nThe council meets on Thursday."))
	}
	tab.Go(root + "/lineage")
	before := tab.Eval(`String(` + proposals + `)`)
	tab.Press("j")
	tab.Press("j")
	tab.Until(`document.activeElement.matches("#proposal-list > :nth-child(2) [data-open]")`)
	where := `String(document.activeElement.closest("[data-item]").id + " " + Math.round(document.activeElement.getBoundingClientRect().top))`
	tab.Eval(`scrollTo(0, scrollY + 40)`)
	here := tab.Eval(where)
	bring("Lorries burn at the quay")
	tab.Until(fmt.Sprintf(`%s > %s`, proposals, before))
	tab.Until(`document.querySelector("#proposal-list [data-fresh]:not([hidden])")`)
	if now := tab.Eval(where); now != here {
		t.Errorf("the focus was on %s and is on %s", here, now)
	}
	tab.Until(`/new proposal/.test(document.querySelector("#toast p").textContent)`)
	tab.Both("lineage-meanwhile")

	tab.Go(root + "/articles")
	tab.Eval(`[...document.querySelectorAll("main a[href*='/articles/']")].find((a) => a.textContent.includes("Lorries burn")).click()`)
	tab.Until(`location.pathname.match(/articles\/[0-9a-f]/)`)
	tab.Ready()
	tab.Press("j")
	tab.Press("j")
	cursor := tab.Eval(`document.activeElement.textContent.slice(0, 60)`)
	seen := tab.Eval(`document.getElementById("life").dataset.seen`)
	bring("Twelve lorries are lost")
	tab.Until(`Number(document.getElementById("life").dataset.seen) >= ` + seen + ` + 2 && !document.querySelector("main.htmx-request")`)
	if now := tab.Eval(`document.activeElement.textContent.slice(0, 60)`); now != cursor {
		t.Errorf("the focus was on %q and is on %q", cursor, now)
	}
	tab.Both("article-meanwhile")
}

// TestLineageInArabic draws from right to left.
func TestLineageInArabic(t *testing.T) {
	tab, root := visitWires(t)
	run, _, _ := strings.Cut(root, "/c/")
	tab.Go(run + "/settings")
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)
	tab.Go(root + "/lineage")
	if at := tab.Eval(`(() => {
		const x = (name) => [...document.querySelectorAll("#graph .node")].find((n) => n.textContent.includes(name)).getBoundingClientRect().x
		return String(x("Coastal Wire") > x("Merrow Lantern"))
	})()`); at != "true" {
		t.Error("the copy stands before what it comes from")
	}
	tab.Both("lineage-rtl")
	tab.Go(root + "/timeline")
	tab.Both("timeline-rtl")
}

// TestLineageLooks looks at the rooms as the sample case has them, and at the
// drawing in forced colours.
func TestLineageLooks(t *testing.T) {
	tab, v := visitSample(t)
	for name, at := range map[string]string{"lineage": "/lineage", "lineage-bare": "/lineage?bare=true", "unplug-nothing": "/lineage/unplug", "timeline": "/timeline"} {
		tab.Go(v.root + at)
		tab.Both(name)
		if os.Getenv("ASSAY_SHOTS") != "" {
			tab.Whole()
			tab.Shot(name + "-whole")
			tab.Size(1440, 900)
		}
	}
	tab.Go(v.root + "/lineage")
	tab.Prefers([2]string{"forced-colors", "active"})
	tab.Shot("lineage-forced")
	tab.Prefers([2]string{"forced-colors", "none"})
	tab.Paper(700, func() { tab.Shot("lineage-paper") })
	tab.Go(v.root + "/timeline")
	tab.Paper(700, func() { tab.Shot("timeline-paper") })
}
