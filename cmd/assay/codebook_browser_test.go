package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestCodebookInBrowser makes a tree of tags, changes one, gives it another
// name, splits it, and merges two.
func TestCodebookInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/codebook")
	const names = `[...document.querySelectorAll("tbody .title")].map((e) => e.innerText).join()`
	before := tab.Eval(names)

	tab.Press("n")
	tab.Until(`document.activeElement.id === "tag-name"`)
	tab.Type("#tag-name", "Doubt"+kb.Enter)
	tab.Until(names + `.includes("Doubt") && document.querySelector("#tag-name").value === ""`)
	tab.Type("#tag-name", "Sums")
	tab.Eval(`(document.querySelector("#tag-parent").value = [...document.querySelectorAll("#tag-parent option")].find((o) => o.text === "Doubt").value)`)
	tab.Click("#new-tag .btn")
	tab.Until(`document.querySelector("tr[data-depth='1'] .title")?.innerText === "Sums"`)
	tab.Both("codebook")

	t.Log("the page of a tag")
	tab.Eval(`document.querySelector("tr[data-depth='1'] .title").focus()`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#tag-fields [name=name]")?.value === "Sums"`)
	tab.Ready()
	tab.Do(chromedp.SetValue(`#tag-fields [name=description]`, "Counts that differ."))
	tab.Click(`#tag-fields input[value=teal]`)
	tab.Click(`#tag-fields .btn.main`)
	tab.Until(`document.querySelector("h1 .swatch").dataset.colour === "teal"`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("a")
	tab.Until(`document.activeElement.id === "tag-alias"`)
	tab.Type("#tag-alias", "figures"+kb.Enter)
	tab.Until(`document.querySelector("button[name=drop]")?.value === "figures"`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("t")
	tab.Until(`document.activeElement.id === "note-new-tag"`)
	tab.Type("#note-new-tag", "Only **counts**, no dates.")
	tab.Press(kb.Escape)
	tab.Until(`document.querySelector("#notes-tag .memo strong")?.innerText === "counts"`)

	t.Log("tagged by its other name, and split by keys")
	claims := `[...document.querySelectorAll("tbody .title")]`
	tab.Eval(`location.assign(document.querySelector("[data-value=claims]").href)`)
	tab.Until(claims + `.length > 1 && location.pathname.endsWith("/claims")`)
	for i := range 2 {
		tab.Eval(`(` + claims + `[` + string(rune('0'+i)) + `].click(), "")`)
		tab.Until(`document.querySelector("#tag-name-claim")`)
		tab.Type("#tag-name-claim", "FIGURES"+kb.Enter)
		tab.Until(`[...document.querySelectorAll("#tags-claim .tag")].some((e) => e.innerText.trim() === "Sums" && e.querySelector(".swatch").dataset.colour === "teal")`)
		tab.Eval(`location.assign(document.querySelector("[data-value=claims]").href)`)
		tab.Until(claims + `.length > 1 && location.pathname.endsWith("/claims")`)
	}
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("gk")
	tab.Until(`document.querySelector("tr[data-depth='1'] [data-label=Claims]")?.innerText === "2"`)
	tab.Eval(`(document.querySelector("tr[data-depth='1'] .title").click(), "")`)
	tab.Until(`document.querySelectorAll("#bulk [data-item]").length === 2`)
	tab.Ready()
	tab.Press("jx")
	tab.Until(`document.querySelectorAll("#bulk :checked").length === 1`)
	tab.Both("tag")
	tab.Press("s")
	tab.Until(`document.activeElement.id === "split-name"`)
	tab.Type("#split-name", "Dates"+kb.Enter)
	tab.Until(`document.querySelectorAll("#bulk [data-item]").length === 1 && document.querySelector("#toast p").innerText.includes("Dates")`)

	t.Log("merged, and all undone")
	tab.Eval(`(document.querySelector("#into").value = [...document.querySelectorAll("#into option")].find((o) => o.text === "– Dates").value)`)
	tab.Eval(`(document.querySelector("#into").form.requestSubmit(), "")`)
	tab.Until(`document.querySelector("h1 [dir]")?.innerText === "Dates" && document.querySelectorAll("#bulk [data-item]").length === 2 && document.querySelectorAll("button[name=drop]").length === 2`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("gk")
	tab.Until(names + `.includes("Dates")`)
	tab.Ready()
	tab.Press("z")
	tab.Until(names + `.includes("Sums")`)
	tab.Press("z")
	tab.Until(names + `.includes("Sums") && !` + names + `.includes("Dates")`)
	tab.Press("zzzzzz")
	tab.Until(`!` + names + `.includes("Sums")`)
	tab.Press("z")
	tab.Until(names + ` === "` + before + `"`)
}

// TestImportTagsInBrowser looks at a codebook of another program and takes it.
func TestImportTagsInBrowser(t *testing.T) {
	q := quarrelsome(t)
	file := filepath.Join(t.TempDir(), "theirs.qdc")
	const theirs = `<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="Actors" guid="1" isCodable="true" color="#123456"><Description>Who does it</Description><Code name="Harbour office" guid="2" isCodable="true"/></Code><Code name="مصادر" guid="3" isCodable="true"/></Codes><Sets><Set name="Both" guid="4"/></Sets></CodeBook>`
	if err := os.WriteFile(file, []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	tab, _ := visitCase(t, q.path, "/codebook")
	tab.Do(chromedp.SetUploadFiles(`#codebook-file`, []string{file}))
	tab.Eval(`(document.querySelector("#import-tags form").requestSubmit(), "")`)
	tab.Until(`document.querySelector("#plan-title")?.innerText.includes("3 new tags")`)
	tab.Both("codebook-import")
	tab.Click("#plan .btn.main")
	tab.Until(`[...document.querySelectorAll("tr[data-depth='1'] .title")].some((e) => e.innerText === "Harbour office")`)
}

// TestTagFilterInBrowser asks the claims for tags without leaving the keyboard.
func TestTagFilterInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/claims")
	const rows = `document.querySelectorAll("tbody .title").length`
	all := tab.Eval(rows)
	tab.Eval(`(document.querySelectorAll("tbody .title")[0].click(), "")`)
	tab.Until(`document.querySelector("#tag-name-claim")`)
	for _, name := range []string{"Doubt", "War"} {
		tab.Type("#tag-name-claim", name+kb.Enter)
		tab.Until(`[...document.querySelectorAll("#tags-claim .tag [dir]")].some((e) => e.innerText === "` + name + `")`)
	}
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("gc")
	tab.Until(`document.querySelector("#tag-filter summary")`)
	tab.Eval(`document.querySelector("#tag-filter summary").focus()`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#tag-filter").open`)
	tab.Type("#filter-tag", "doubt"+kb.Enter)
	tab.Until(rows + ` === 1 && document.querySelector("#filter-tag").value === "" && location.search.includes("tag=")`)
	tab.Type("#filter-tag", "war"+kb.Enter)
	tab.Until(`document.querySelectorAll("#tag-filter [name=tag]:checked").length === 2 && ` + rows + ` === 1`)
	tab.Both("tag-filter")
	tab.Type("#filter-lacks", "War"+kb.Enter)
	tab.Until(`document.querySelector("#tag-filter summary").innerText.includes("without War")`)
	tab.Click(`#tag-filter [name=lacks]:checked`)
	tab.Until(rows + ` === 1`)
	for range 2 {
		tab.Click(`#tag-filter [name=tag]:checked`)
	}
	tab.Until(rows + ` === ` + all)
}
