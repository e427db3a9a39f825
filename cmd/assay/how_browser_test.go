package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/internal/browsertest"
)

// coldStore is a page with much around its article.
const coldStore = `<!doctype html><html lang="en"><head><title>Fire guts cold store | Quay Post</title><meta property="og:site_name" content="Quay Post"><meta property="og:title" content="Fire guts cold store on east quay">` +
	`<meta name="author" content="Ada Quill"><meta property="article:published_time" content="2026-03-01T09:30:00+01:00"><link rel="canonical" href="https://quaypost.example/2026/03/01/fire"></head><body>` +
	`<header><p>Quay Post</p></header><nav><ul><li><a href="/">Home</a></li><li><a href="/port">Port</a></li></ul></nav><main><article><p class="kicker">Harbour</p><h1>Fire guts cold store</h1><p class="byline">By Ada Quill, 1 March 2026</p>` +
	`<p>PORT MERROW (Coastal Wire) — Nine lorries burned on the east quay on Sunday morning, the harbour office said, and the cold store was lost.</p>` +
	`<p>The brigade had the fire out by noon. Nobody was hurt, the harbour master said, and the ferries ran late all day because of the smoke.</p>` +
	`<blockquote><p>“We were lucky that it was a Sunday,” said the foreman of the cold store.</p></blockquote></article>` +
	`<aside class="factbox"><h2>The cold store</h2><p>Built in 1974 and twice enlarged, it held four thousand tonnes of fish and fruit when it burned.</p></aside></main>` +
	`<aside class="related"><h2>Most read</h2><ul><li><a href="/a">Ferry late again for the third time this week</a></li></ul></aside><footer><p>© 2026 Quay Post. All rights reserved.</p></footer></body></html>`

// importFile brings a file into the case that is open in a tab and returns the
// address of its article.
func importFile(t *testing.T, tab *browsertest.Tab, root, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	tab.Go(root + "/articles/import")
	tab.Do(chromedp.SetUploadFiles("#drop-files", []string{path}))
	tab.Click("#drop button")
	tab.Until(`document.querySelector("#report [data-open]") !== null`)
	return tab.Eval(`document.querySelector("#report [data-open]").href`)
}

func TestHowInBrowser(t *testing.T) {
	tab, root := browse(t, filepath.Join(t.TempDir(), "how.assay"))
	article := importFile(t, tab, root, "fire.html", coldStore)

	// A mark on the last paragraph, which moves when a block is brought in.
	tab.Go(article)
	tab.Press("jjj")
	tab.Press("c")
	tab.Until(`document.querySelectorAll("mark").length > 0`)
	tab.Press("l")
	tab.Until(`location.pathname.endsWith("/how")`)
	tab.Ready()
	tab.Both("how")

	// What surrounds the article is folded, and unfolded by the keyboard.
	if got := tab.Eval(`[...document.querySelectorAll(".how-fold summary")].map((el) => el.innerText).join("; ")`); !strings.HasPrefix(got, "4 paragraphs left out: ") {
		t.Errorf("folded: %q", got)
	}
	tab.Press("j")
	tab.Until(`document.activeElement.matches(".how-fold summary")`)
	tab.Press(" ")
	tab.Until(`document.querySelector(".how-fold details").open`)
	tab.Press("j")
	tab.Until(`document.activeElement.matches(".how-fold [name=put]")`)
	tab.Eval(`(document.querySelectorAll(".how-fold details").forEach((el) => { el.open = true }), "")`)
	for n := tab.Eval(`document.querySelectorAll(".how-list li[id]").length`); tab.Eval(`[...document.querySelectorAll(".how-list li[id]")].indexOf(document.activeElement.closest(".how-list li[id]")) + 1`) != n; {
		was := tab.Eval(`document.activeElement.closest(".how-list [data-item]").innerText`)
		tab.Press("j") // to the end, whatever a row has
		if tab.Eval(`document.activeElement.closest(".how-list [data-item]").innerText`) == was {
			t.Fatalf("j does not get past %q", was)
		}
	}

	tab.Eval(`document.querySelectorAll("[role=status]").forEach((e) => { e.stays = true; })`) // or nobody hears what they say then
	tab.Eval(`[...document.querySelectorAll(".how-list li[id]")].find((li) => li.textContent.includes("Built in 1974")).querySelector("input").focus()`)
	tab.Press(" ")
	tab.Until(`document.querySelector("#how-put")?.innerText.includes("1 paragraph to bring in")`)
	if got := tab.Eval(`document.querySelector("#how-put").innerText`); !strings.Contains(got, "moves along, exactly") {
		t.Errorf("it is foreseen that %q", got)
	}
	if got := tab.Eval(`String(document.querySelector("#how-put-says").stays)`); got != "true" {
		t.Error("what says what becomes of it is another element than before")
	}
	tab.Both("how-chosen")
	tab.Press("u")
	tab.Until(`document.querySelector("#toast p")?.textContent.startsWith("The article has a new text.")`)
	tab.Until(`[...document.querySelectorAll(".how-list li[id]")].find((li) => li.textContent.includes("Built in 1974")).dataset.left === undefined`)
	if got := tab.Eval(`[...document.querySelectorAll(".how-list li[id]")].find((li) => li.textContent.includes("Built in 1974")).innerText`); !strings.Contains(got, "brought in by an analyst") {
		t.Errorf("the block says %q", got)
	}

	// The details form says what would go out again, also once the page is drawn anew,
	// and leaves it where it is until that was seen.
	tab.Press("d")
	tab.Until(`location.pathname.endsWith("/details")`)
	tab.Ready()
	tab.Do(chromedp.SetValue("#reread-extractor", "text"))
	tab.Click("#reread button")
	tab.Until(`document.querySelector("#reread-drop")?.innerText.includes("Built in 1974")`)
	tab.Eval(`document.querySelector("#main").drawn = new Promise((done) => document.addEventListener("htmx:after:swap", () => done(""), { once: true }))`)
	tab.Eval(`document.querySelector("#main").dispatchEvent(new Event("assay:again"))`)
	tab.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#main").drawn.then(() => {})`, chromedp.EvalAwaitPromise))
	if got := tab.Eval(`document.querySelector("#reread-drop")?.innerText + document.querySelector("#reread-extractor").value`); !strings.Contains(got, "Built in 1974") || !strings.HasSuffix(got, "text") {
		t.Errorf("drawn anew, the form says %q", got)
	}
	tab.Eval(`document.querySelector("#reread").scrollIntoView({ block: "center" })`)
	tab.Both("how-drop")
	tab.Press("l")
	tab.Until(`location.pathname.endsWith("/how")`)
	tab.Ready()

	// What is in the text is set aside and taken back, without another text.
	tab.Eval(`[...document.querySelectorAll(".how-list li[id]")].find((li) => li.textContent.includes("Built in 1974")).querySelector("button").focus()`)
	tab.Press(" ")
	tab.Until(`document.querySelector(".how-list [data-aside]") !== null`)
	tab.Press("z")
	tab.Until(`document.querySelector(".how-list [data-aside]") === null`)
	tab.Press("z")
	tab.Until(`[...document.querySelectorAll(".how-list li[id]")].find((li) => li.textContent.includes("Built in 1974")).dataset.left !== undefined`)

	// Another way to read it, with what differs.
	tab.Do(chromedp.SetValue("#how-extractor", "html/full"))
	tab.Eval(`document.querySelector("#how-other-says").stays = true`)
	tab.Eval(`document.querySelector("#how-extractor").dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Until(`document.querySelectorAll("#how-other ins").length > 3 && document.querySelector("#how-other-says").stays && document.querySelector("#how-other-says").innerText !== ""`)
	tab.Ready()
	tab.Both("how-other")

	// The outlet is accepted here, and an alternative of the title.
	tab.Eval(`[...document.querySelectorAll("#how-found button")].find((b) => b.getAttribute("aria-label").startsWith("Accept Quay Post")).click()`)
	tab.Until(`document.querySelector("#how-found .found-said")?.innerText.includes("Quay Post")`)

	tab.Press("d")
	tab.Until(`location.pathname.endsWith("/details")`)
	tab.Ready()
	tab.Press("l")
	tab.Until(`location.pathname.endsWith("/how")`)
	tab.Ready()
	tab.Press("v")
	tab.Until(`location.pathname.endsWith("/original")`)
	tab.Ready()
	tab.Both("original")
}

// TestHostileOriginalInBrowser looks at a page that tries whatever makes a browser
// ask for something. Nobody is asked, and nobody is even rung up.
func TestHostileOriginalInBrowser(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var rung atomic.Int32
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			rung.Add(1)
			_ = conn.Close()
		}
	}()
	page, err := os.ReadFile("../../internal/extract/testdata/loaders.page")
	if err != nil {
		t.Fatal(err)
	}
	hostile := strings.ReplaceAll(string(page), "tracker.example", l.Addr().String())
	if n := strings.Count(hostile, l.Addr().String()); n < 40 {
		t.Fatalf("the page tries only %d ways", n)
	}
	tab, root := browse(t, filepath.Join(t.TempDir(), "hostile.assay"))
	article := importFile(t, tab, root, "hostile.html", hostile)
	tab.Go(article + "/original")
	tab.Until(`document.querySelector("iframe")?.contentWindow.length === 0`)
	tab.Do(chromedp.Sleep(1500_000_000))
	capture := tab.Eval(`document.querySelector("iframe").src`)
	tab.Do(chromedp.Navigate(capture)) // and by itself, where nothing is around it
	tab.Until(`document.body.innerText.includes("Nobody was hurt")`)
	tab.Eval(`document.querySelectorAll("body *").forEach((e) => e.click())`)
	tab.Do(chromedp.Sleep(1500_000_000))
	if got := tab.Eval(`document.querySelectorAll("a, img, script, style, link, meta[http-equiv], iframe, form, svg, object, embed, video, audio").length`); got != "0" {
		t.Errorf("%s elements are left that may load something", got)
	}
	if n := rung.Load(); n > 0 {
		t.Errorf("the page has rung up %d times", n)
	}
}

// TestCopiesInBrowser brings in a page, the same again, and a later version of it,
// which is confirmed to be one and compared word by word.
func TestCopiesInBrowser(t *testing.T) {
	tab, root := browse(t, filepath.Join(t.TempDir(), "copies.assay"))
	first := importFile(t, tab, root, "fire.html", coldStore)
	tab.Go(root + "/articles/import")
	again := importFile(t, tab, root, "again.html", coldStore)
	if again != first || !strings.Contains(tab.Eval(`document.querySelector("#report").innerText`), "already here") || !strings.Contains(tab.Eval(`document.querySelector("#report").innerText`), "brought in ") {
		t.Errorf("the report says %q", tab.Eval(`document.querySelector("#report").innerText`))
	}
	later := strings.NewReplacer("Nine lorries", "Twelve lorries", "2026-03-01T09:30:00+01:00", "2026-03-02T18:00:00+01:00", "1 March 2026", "2 March 2026",
		"<blockquote>", "<p>The port will stay shut until Wednesday.</p><blockquote>").Replace(coldStore)
	second := importFile(t, tab, root, "later.html", later)
	tab.Until(`document.querySelector("#report").innerText.includes("another version of this address is here")`)
	tab.Both("copies-report")

	tab.Go(root + "/articles")
	for range 40 { // until the two have been compared in the background
		if tab.Eval(`String(document.querySelector("a[href$='/copies']") !== null)`) == "true" {
			break
		}
		tab.Do(chromedp.Sleep(500_000_000))
		tab.Go(root + "/articles")
	}
	tab.Both("copies-library")
	tab.Go(first + "/copies")
	tab.Until(`document.querySelector("[data-proposal] button.main") !== null`)
	tab.Both("copies")
	if got := tab.Text("main"); !strings.Contains(got, "In both, word for word or nearly:") { // their numbers differ
		t.Errorf("near copies: %q", got)
	}
	tab.Click("[data-proposal] button.main")
	tab.Until(`document.querySelector("[data-proposal]") === null && document.querySelector("main").innerText.includes("Updated version of")`)
	tab.Go(second)
	tab.Until(`document.querySelector("[data-edition]")?.innerText.includes("Updated version of")`)
	tab.Both("copies-reader")
	tab.Go(second + "/changes/" + first[strings.LastIndex(first, "/")+1:])
	tab.Until(`document.querySelector("del")?.innerText === "Nine" && document.querySelector("ins")?.innerText === "Twelve"`)
	tab.Both("changes")
}

func TestWholeInBrowser(t *testing.T) {
	path, _ := shelve(t)
	tab, root := browse(t, path)
	tab.Go(root + "/evidence")
	tab.Both("whole-before")
	tab.Press("c")
	tab.Until(`document.querySelector("[role=status]")?.innerText === "All that is in the case is whole."`)
	tab.Ready()
	tab.Both("whole")
}
