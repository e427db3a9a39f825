package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
)

// TestLanguage reads the interface from right to left: the language is chosen
// on the page of the settings, and every page has it from then on.
func TestLanguage(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "config")
	path := lived(t, config)
	program := launchIn(t, config, "--no-browser", path)
	tab := browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") }) // there is no /nowhere
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	tab.Ready()
	home := tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	start, _, _ := strings.Cut(home, "/c/")

	tab.Go(start + "/settings")
	tab.Until(`document.documentElement.lang === "en" && !document.querySelector("#texts")`)
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar" && document.documentElement.dir === "rtl"`)
	tab.Ready()
	tab.Both("ar-settings")
	if got := tab.Text("h1"); got != "الإعدادات" {
		t.Errorf("the settings are called %q", got)
	}

	tab.Eval(`document.querySelector(".sample").scrollIntoView({block: "center"})`)
	tab.Both("ar-sample")

	tab.Go(start + "/keys")
	tab.Type("#key-reader-claim", "a")
	tab.Click(".own-keys .btn.main")
	tab.Until(`document.querySelector("#key-reader-claim-wrong")`)
	tab.Ready()
	tab.Eval(`scrollTo(0, 0)`)
	tab.Both("ar-all-keys")
	tab.Eval(`document.querySelector("#key-reader-claim-row").scrollIntoView({block: "center"})`)
	tab.Shot("ar-all-keys-refused")

	tab.Go(start + "/")
	tab.Both("ar-start")
	tab.Type("#new-name", "A/B")
	tab.Click("[data-form=new] .btn.main")
	tab.Until(`document.querySelector("#new-name-error")`)
	tab.Both("ar-refused")
	if got := tab.Text("#new-name-error"); !strings.HasPrefix(got, "يصير اسم القضية") {
		t.Errorf("a name is refused with %q", got)
	}
	tab.Go(start + "/browse?for=open&folder=" + filepath.Dir(path))
	tab.Both("ar-chooser")
	tab.Go(start + "/nowhere")
	tab.Both("ar-problem")

	tab.Go(home + "/articles")
	tab.Both("ar-library")
	tab.Press("?")
	tab.Until(`document.querySelector("#help").open`)
	tab.Both("ar-keys")
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector("#help").open`)

	tab.Go(home + "/matrix")
	tab.Both("ar-matrix")
	tab.Eval(`(document.querySelector("td.cell[aria-colindex='3']").querySelector("a, button").focus(), "")`)
	tab.Press(kb.ArrowLeft)
	tab.Until(`document.activeElement.closest("td")?.ariaColIndex === "4"`)
	tab.Press(kb.ArrowRight)
	tab.Until(`document.activeElement.closest("td")?.ariaColIndex === "3"`)
	tab.Go(home + "/history")
	tab.Both("ar-history")
	tab.Press("z")
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("تُراجع عن:")`)

	tab.Go(home + "/claims")
	tab.Both("ar-claims")
	tab.Go(home + "/articles")
	tab.Click("[data-item] .title a, [data-item] th a")
	tab.Until(`document.querySelector("main[data-scope~=reader], main[data-scope~=details]")`)
	if tab.Eval(`document.querySelector("main").dataset.scope`) == "reader" {
		tab.Press("j")
		tab.Until(`document.querySelector("#say").textContent.startsWith("الجملة ")`)
		tab.Both("ar-reader")
	}

	tab.Go(home + "/claims")
	tab.Click("[data-item] .title")
	tab.Until(`document.querySelector("a[href*='mention=']")`)
	tab.Go(tab.Eval(`document.querySelector("a[href*='mention=']").href`))
	tab.Until(`document.querySelector("#inspect[data-mention]")`)
	tab.Both("ar-mention")
	tab.Click("#doc-head .facts a[href$=details]")
	tab.Until(`document.querySelector("#facts")`)
	tab.Both("ar-details")
	tab.Go(home + "/articles/import")
	tab.Both("ar-import")
	tab.Go(home + "/sources")
	tab.Both("ar-sources")
	tab.Click("[data-item] .title")
	tab.Until(`document.querySelector("#rate-form")`)
	tab.Both("ar-source")
}

// TestComparingInArabic reads the rooms that set accounts against each other
// from right to left.
func TestComparingInArabic(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/contested")
	start, _, _ := strings.Cut(root, "/c/")
	tab.Go(start + "/settings")
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)

	tab.Go(root + "/contested")
	tab.Both("ar-contested")
	question := tab.Eval(`document.querySelector(".card h3 a").href`)
	tab.Go(question)
	tab.Both("ar-question")
	tab.Go(question + "/evidence")
	tab.Both("ar-evidence")

	tab.Go(root + "/matrix?rows=kind")
	tab.Press("ArrowDown")
	tab.Until(`document.querySelector("#inspect[data-claim]")`)
	tab.Both("ar-cell")
	tab.Go(root + "/matrix/print")
	tab.Both("ar-sheets")

	tab.Go(root + "/search")
	tab.Both("ar-search")
	tab.Go(root + "/search?q=lorries")
	tab.Both("ar-found")
	tab.Eval(`(document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true, cancelable: true})), "")`)
	tab.Until(`document.querySelector("#offers [role=option]")`)
	tab.Shot("ar-palette")
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector("#help").open`)
	tab.Go(root + "/export")
	tab.Both("ar-export")
	tab.Go(root + "/history")
	tab.Both("ar-history-of-quarrel")
	for _, place := range []string{"/contested", "/matrix", "/history"} {
		tab.Go(root + place)
		if got := tab.Eval(`String(/ contested|claims? |articles? |said that/.test(document.querySelector(".page-head .sub").textContent))`); got != "false" {
			t.Errorf("%s speaks English", place)
		}
	}
}

// TestClaimsInArabic reads claims and mentions from right to left, and works on
// them with the words of the language.
func TestClaimsInArabic(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims")
	start, _, _ := strings.Cut(root, "/c/")
	tab.Go(start + "/settings")
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)

	tab.Go(root + "/claims")
	tab.Press("jX" + "e")
	tab.Until(`document.activeElement.id === "bulk-what"`)
	tab.Type("#bulk-name", "حدث ماض"+kb.Enter)
	tab.Until(`[...document.querySelectorAll("tbody tr")].every((r) => r.innerText.includes("حدث ماض"))`)
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("4 ادعاءات: النوع «حدث ماض».")`)
	tab.Go(root + "/claims?kind=event_past")
	tab.Press("j" + "j" + "J")
	tab.Until(picked + ` === 2`)
	tab.Both("ar-claims-selected")
	tab.Press("m")
	tab.Until(`document.querySelector("#merge-what")`)
	tab.Ready()
	tab.Both("ar-merge")
	tab.Press("m")
	tab.Until(`document.querySelector(".also")`)
	tab.Both("ar-claim-merged")

	claim := root + "/claims/" + q.claims["Twelve lorries burned"].String()
	tab.Go(claim)
	tab.Press("r")
	tab.Until(`document.activeElement.id === "relation"`)
	tab.Do(chromedp.SetValue("#relation", "contrary"))
	tab.Type("#other", "C4")
	tab.Click("#relate-fields .btn")
	tab.Until(`document.querySelector(".relations")?.innerText.includes("ضد C4")`)
	tab.Press("e")
	tab.Until(`document.querySelector("#edit-claim").open`)
	tab.Both("ar-claim")

	tab.Go(root + "/mentions")
	tab.Press("j" + "e")
	tab.Until(`document.activeElement.id === "bulk-what"`)
	tab.Type("#bulk-name", "يقيّد"+kb.Enter)
	tab.Until(`document.querySelector("#toast p").textContent.startsWith("موضع واحد: الموقف يقيّد.")`)
	tab.Go(root + "/mentions")
	tab.Both("ar-mentions")
	tab.Go(root + "/mentions?claim=" + q.claims["Twelve lorries burned"].String() + "&lacks=grade")
	tab.Press("jX")
	tab.Fits()
	tab.Shot("ar-mentions-of-claim")
	for _, place := range []string{"/claims", "/mentions"} {
		tab.Go(root + place)
		if got := tab.Eval(`String(/mention|claim|article|origin|stance|rated|voice/i.test(document.querySelector(".page").innerText.replace(/Twelve.*|[A-Z].*/g, "")))`); got != "false" {
			t.Errorf("%s speaks English", place)
		}
	}
}

// TestTagsInArabic writes notes and makes tags from right to left, with names
// that are written from left to right.
func TestTagsInArabic(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/codebook")
	start, _, _ := strings.Cut(root, "/c/")
	tab.Go(start + "/settings")
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)

	tab.Go(root + "/codebook")
	tab.Type("#tag-name", "Doubt"+kb.Enter)
	tab.Until(`document.querySelector("#toast p")?.textContent.startsWith("وسم جديد «")`)
	tab.Ready()
	tab.Type("#tag-name", "أعداد")
	tab.Eval(`(document.querySelector("#tag-parent").value = [...document.querySelectorAll("#tag-parent option")].find((o) => o.text === "Doubt").value)`)
	tab.Click("#new-tag .btn")
	tab.Until(`document.querySelector("tr[data-depth='1'] .title")?.innerText === "أعداد"`)
	tab.Both("ar-codebook")
	table := filepath.Join(t.TempDir(), "codes.csv")
	if err := os.WriteFile(table, []byte("name,below,rank\nDoubt,,1\nSums,Doubt,2\nنفي,,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tab.Do(chromedp.SetUploadFiles("#codebook-file", []string{table}))
	tab.Click("[data-form=codebook] .btn")
	tab.Until(`document.querySelector("#plan")`)
	tab.Ready()
	if got := tab.Text("#plan .plain-list"); !strings.HasPrefix(got, "العمود «") {
		t.Errorf("what is not taken over reads %q", got)
	}
	tab.Both("ar-codebook-plan")

	tab.Go(root + "/codebook")
	tab.Click("tr[data-depth='1'] .title")
	tab.Until(`document.querySelector("#tag-alias")`)
	tab.Type("#tag-alias", "figures"+kb.Enter)
	tab.Until(`document.querySelector("button[name=drop]")?.value === "figures"`)
	tab.Ready()
	tab.Both("ar-tag")

	tab.Go(root + "/notes")
	tab.Both("ar-notes-none")
	tab.Type("#note-text", "# Plan\n\n- ask the **harbour office**\n\n> قال الشاهد إن السفينة غرقت")
	tab.Click("#note-private")
	tab.Click("#new-note .btn.main")
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 1`)
	tab.Ready()
	tab.Both("ar-notes")
	if got := strings.TrimSpace(tab.Text(".notes-list .thing-kind")); got != "قضية" {
		t.Errorf("the note is on a %q", got)
	}
	tab.Click(".notes-list details.edit summary")
	tab.Both("ar-notes-edit")
}
