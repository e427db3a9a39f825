package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/sample"
)

// TestGoBackInBrowser gives a state of the case a name, goes on, looks at what going back
// would change, goes back and takes that back, all by keyboard.
func TestGoBackInBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fire.assay")
	if err := sample.Make(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	tab, root := visitCase(t, path, "/history")
	const points, first = `document.querySelectorAll("#points [data-item]").length`, `document.querySelector(".history .told > p").textContent`
	claims := func() string {
		tab.Go(root + "/claims")
		return tab.Eval(`document.querySelectorAll("tbody tr").length`)
	}
	before := claims()
	tab.Press("gh")
	tab.Until(`document.querySelector("#new-point") !== null`)
	tab.Press("n")
	tab.Until(`document.activeElement.id === "new-point-name"`)
	tab.Type("#new-point-name", "Before the second reading"+kb.Enter)
	tab.Until(points + ` === 1 && document.querySelector("#new-point-name").value === ""`)
	tab.Until(first + `.includes("called this state of the case")`)

	tab.Go(root + "/claims")
	tab.Press("c")
	tab.Until(`document.activeElement.id === "wording"`)
	tab.Type("#wording", "The depot had no sprinklers"+kb.Enter)
	tab.Until(`document.querySelector("h1").textContent.includes("sprinklers")`)
	tab.Ready()
	tab.Press("gh")
	tab.Until(points + ` === 1 && document.querySelector("#points .facts").textContent.includes("1 act since")`)
	tab.Both("history-points")

	tab.Press("je")
	tab.Until(`document.activeElement.matches("#points details input")`)
	tab.Type(":focus", kb.End+" by Mira")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#points .told b").textContent === "Before the second reading by Mira"`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("b")
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("Move to an act")`)

	tab.Press("jb")
	tab.Until(`document.querySelector("#back-what") !== null`)
	tab.Ready()
	if got := tab.Text("[aria-labelledby=back-what] dl"); !strings.Contains(got, "1 claim") {
		t.Errorf("going back would change %q", got)
	}
	tab.Both("back")
	tab.Press("x")
	tab.Until(points + ` === 1`)
	tab.Press("jb")
	tab.Until(`document.querySelector("#back-what") !== null`)
	tab.Ready()
	tab.Press("b")
	tab.Until(points + ` === 2 && ` + first + `.includes("went back to an earlier state")`)
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("The case says again")`)
	tab.Both("history-back")
	if now := claims(); now != before {
		t.Errorf("there are %s claims, and there were %s", now, before)
	}
	tab.Press("z")
	tab.Until(`[...document.querySelectorAll("tbody .title")].some((x) => x.textContent.includes("sprinklers"))`)
	tab.Press("Z")
	tab.Until(`![...document.querySelectorAll("tbody .title")].some((x) => x.textContent.includes("sprinklers"))`)

	t.Log("to how it was after somebody's act: what is theirs stays, and is named")
	tab.Press("gh")
	tab.Until(points + ` === 2`)
	tab.Press("j" + kb.Delete)
	tab.Until(points + ` === 1`)
	for tab.Eval(`document.querySelector("a[rel=next]")?.href ?? ""`) != "" { // to the beginning
		tab.Go(tab.Eval(`document.querySelector("a[rel=next]").href`))
	}
	tab.Eval(`([...document.querySelectorAll(".history [data-item]")].at(-4).querySelector("a").focus(), "")`)
	tab.Press("b")
	tab.Until(`document.querySelector("#back-stays") !== null`)
	tab.Ready()
	tab.Both("back-stays")
}
