package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// The two articles of these tests, of which the second is a rewrite of the first.
var besideTexts = [2]string{
	`Fire guts cold store at Port Merrow

A fire that broke out shortly after midnight destroyed the Quell & Sons cold store on the east quay of Port Merrow early on Friday, and twelve refrigerated lorries that were parked beside the building were lost in the flames, the harbour office said in a statement.

The company has leased the quay from the port since the spring of last year and has not yet said when it will be able to take goods again.

The harbour master, Ilse Varnholt, said that nobody was inside the building when the alarm was raised shortly before one o'clock in the morning. “We have lost a building and not a harbour, and we shall open the gates again before the week is out,” she said.

The insurers of the company have sent two inspectors to the quay, and Varnholt said that they would be given every paper that the port has on the building, on its wiring and on its tenants, before the end of the month.

The sprinklers of the store had been switched off for repairs since 7 October, two dock workers said, and nobody had told the brigade.`,
	`Cold store burns down in Merrow

Northbank, Friday. The Merrow Lantern had it first.

A fire that broke out shortly after midnight destroyed the Quell & Sons cold store on the east quay of Port Merrow early on Friday, and nine refrigerated lorries that were parked beside the building were lost in the flames, the harbour office said in a statement.

Trams to the ferry were late all day, and the market was held on the west side of the river instead, which pleased the sellers of flowers.

People of the old town were asked to keep their windows shut until the wind turned in the evening; the school by the bridge stayed open.

The harbour master, Ilse Varnhold, said that nobody was inside the building when the alarm was raised shortly before one o'clock in the morning. “We have lost a building and not a harbour, and we shall open the gates again before the week is out,” she said.

The insurers of the company have sent two inspectors to the quay, and Varnhold said that they would be given every paper that the port has on the building, on its wiring and on its tenants, before the end of the month.

The ferries to the islands were sent back to their berths and the cafés along the shore closed early for want of guests.

It was a quiet night in the hospital, a doctor on the ward remarked, with two broken arms and a cat.

Two dock workers said that the sprinklers of the store were switched off for repairs since 9 October and that nobody had told the brigade.

The town council meets on Monday to talk about the rest of the season and about the ferries.`,
}

// besideCase is a case of the two, compared, with one claim marked in the first.
func besideCase(t *testing.T) (path string, articles []assay.ArticleID) {
	t.Helper()
	path, _ = fill(t)
	s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for i, text := range besideTexts {
		title, _, _ := strings.Cut(text, "\n")
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(text), Name: "a.txt", MediaType: "text/plain", FoundAt: [2]string{"https://lantern.example/fire", "https://northbank.example/fire"}[i], Text: text,
			Outline: []assay.Part{{Start: 0, End: len([]rune(title)), Kind: "title"}}, Extractor: "text/1", Charset: "utf-8", Title: title, Language: "en",
			Published: [2]string{"2031-11-14", "2031-11-15"}[i], PublishedBasis: "printed",
		})
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, in.Article)
	}
	page, err := s.Article(t.Context(), articles[0])
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(besideTexts[0], "twelve refrigerated lorries")
	start := anchor.NewText(before).Len()
	if _, err := s.MarkMention(t.Context(), store.Mark{
		Article: articles[0], Text: page.Text.ID, Span: anchor.Span{Start: start, End: start + len("twelve refrigerated lorries that were parked beside the building were lost")}, Wording: "Twelve lorries burned", Stance: assay.Supports,
	}); err != nil {
		t.Fatal(err)
	}
	for left := 1; left > 0; {
		if left, err = s.Relate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return path, articles
}

// TestBeside reads two articles beside each other by keys: through the passages,
// carrying a mark across, tying a name, and deciding what is proposed.
func TestBeside(t *testing.T) {
	path, articles := besideCase(t)
	tab, root := read(t, path, articles[1])
	tab.Press("L")
	tab.Until(`location.pathname.endsWith("/beside")`)
	tab.Until(`document.querySelectorAll("#offers-beside a").length >= 3`)
	tab.Both("beside-choose")
	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + articles[1].String() + "/beside/" + articles[0].String())
	tab.Until(`document.querySelectorAll(".passage").length >= 2`)
	tab.Until(`document.querySelector("#derived[data-proposed]")?.innerText.includes("% of its text")`)

	tab.Press("j")
	tab.Until(`document.querySelector(".passage[data-here]")?.dataset.p === "1" && document.querySelectorAll(".side .pas[data-here]").length >= 2`)
	tab.Until(`[...document.querySelectorAll(".side")].every((side) => { const b = side.getBoundingClientRect(), p = side.querySelector(".pas[data-here]").getBoundingClientRect(); return p.top >= b.top && p.top <= b.bottom })`)
	tab.Until(`document.querySelector(".passage[data-here] .differing")?.innerText.includes("nine / twelve") || document.querySelector(".passage[data-here] .differing")?.innerText.includes("nine")`)
	tab.Both("beside")

	t.Log("a mark is carried across, and taken back")
	tab.Press("j")
	tab.Press("k")
	tab.Until(`document.querySelector(".passage[data-here] .carry [data-suggested]")?.value === "supports"`)
	tab.Press("x")
	tab.Until(`document.querySelector("#side-0 mark[data-stance=contradicts]") !== null && document.querySelector(".passage[data-here] .carry") === null`)
	tab.Both("beside-carried")
	tab.Press("z")
	tab.Until(`document.querySelector("#side-0 mark") === null`)

	t.Log("a name that is spelt otherwise is the same")
	tab.Press("jj")
	tab.Until(`document.querySelector(".passage[data-here] button[data-act=same-name]")`)
	tab.Press("=")
	tab.Until(`document.querySelector(".passage[data-here] .differing")?.innerText.includes("spelt otherwise: Varnholt")`)
	tab.Both("beside-name")
	tab.Press("z")
	tab.Until(`document.querySelector(".passage[data-here] button[data-act=same-name]")`)

	t.Log("what is proposed is confirmed, changed, taken back and rejected")
	tab.Press("c")
	tab.Until(`document.querySelector("#derived").dataset.state === "confirmed" && document.querySelector("#derived").innerText.includes("kept as evidence")`)
	tab.Both("beside-confirmed")
	tab.Press("e")
	tab.Until(`document.querySelector("#derive-more").open && document.activeElement.name === "way"`)
	tab.Both("beside-change")
	tab.Press(kb.Escape)
	tab.Press("t")
	tab.Until(`document.querySelector("#derived[data-proposed]")`)
	tab.Press(kb.Delete)
	tab.Until(`document.querySelector("#derived").dataset.state === "rejected"`)
	tab.Press("z")
	tab.Until(`document.querySelector("#derived[data-proposed]")`)
	tab.Press("v")
	tab.Until(`location.pathname.endsWith("` + articles[0].String() + `/beside/` + articles[1].String() + `")`)

	t.Log("two that are selected in the library")
	tab.Go(tab.Eval(`location.origin`) + root + "/articles")
	for _, id := range articles {
		tab.Click("#pick-" + id.String())
	}
	tab.Until(`document.querySelector("#bulk [data-act=beside]").checkVisibility()`)
	tab.Both("beside-library")
	tab.Press("L")
	tab.Until(`location.pathname.includes("/beside/") && document.querySelectorAll(".passage").length >= 2`)
}
