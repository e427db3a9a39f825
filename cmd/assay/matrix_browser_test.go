package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/oplog"
	"assay/store"
)

// quay is a case for the matrix: four papers on a fire, of which two copy a wire.
type quay struct {
	*store.Store
	t        *testing.T
	articles map[string]assay.ArticleID
	claims   map[string]assay.ClaimID
}

// quayPapers are what the papers say. Words in brackets are mentions: their
// claim, how they stand to it and the credibility.
var quayPapers = []struct{ outlet, site, published, text string }{
	{"Coastal Wire", "coastalwire.example", "2026-03-02", "Fire guts cold store at Port Merrow\n\n[lorries|supports|3|Twelve refrigerated lorries burned] on the east quay. According to two dock workers [sprinklers|supports|3|the sprinklers were off]. [empty|supports||Nobody was inside], the harbour master said."},
	{"Merrow Lantern", "lantern.example", "2026-03-02T10:00", "Cold store destroyed\n\n[lorries|supports|2|Twelve lorries burned], it was reported. [sprinklers|mentions||The sprinklers] were being repaired."},
	{"Evening Post", "post.example", "2026-03-03", "After the fire\n\n[lorries|qualifies||About a dozen lorries] were lost and [lorries|supports|4|twelve of them burned out]."},
	{"Merrow Herald", "herald.example", "2026-03-02T18:00", "Harbour reopens\n\n[lorries|contradicts|2|Nine lorries burned]. [empty|contradicts|1|A night watchman was led out]. [reopened|supports||The port reopened after nine hours]."},
	{"", "radio.example", "", "Radio bulletin\n\nShips were turned back at the harbour mouth."},
}

func openQuay(t *testing.T) (path string, q *quay) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "quay.assay")
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
	for _, p := range quayPapers {
		q.paper(p.outlet, p.site, p.published, p.text)
	}
	for _, copied := range []string{"lantern.example", "post.example"} {
		q.judge(assay.JudgementKey{Target: assay.EntityID(q.articles[copied]), Other: assay.EntityID(q.articles["coastalwire.example"]), Dimension: assay.DimDerivation}, assay.DerivationValue{Status: "confirmed", Type: "unattributed_rewrite"}, "")
	}
	read := true
	q.must(q.ChangeArticles(t.Context(), []assay.ArticleID{q.articles["lantern.example"], q.articles["herald.example"]}, store.ArticleChange{Read: &read}))
	q.judge(assay.JudgementKey{Target: assay.EntityID(assay.SourceByDomain("coastalwire.example")), Dimension: assay.DimReliability}, "B", "a good record in the harbour")
	q.judge(assay.JudgementKey{Target: assay.EntityID(assay.SourceByDomain("herald.example")), Dimension: assay.DimReliability}, "F", "")
	return path, q
}

func (q *quay) must(_ assay.ActID, err error) {
	q.t.Helper()
	if err != nil {
		q.t.Fatal(err)
	}
}

func (q *quay) judge(k assay.JudgementKey, value any, reason string) {
	q.t.Helper()
	q.must(q.Judge(q.t.Context(), k, oplog.Encode(value), reason))
}

// paper imports one paper with its mentions.
func (q *quay) paper(outlet, site, published, marked string) {
	q.t.Helper()
	type mark struct {
		span                 anchor.Span
		claim, stance, grade string
	}
	var text strings.Builder
	var marks []mark
	for rest := marked; ; {
		before, after, ok := strings.Cut(rest, "[")
		text.WriteString(before)
		if !ok {
			break
		}
		inside, next, _ := strings.Cut(after, "]")
		parts := strings.SplitN(inside, "|", 4)
		start := len([]rune(text.String()))
		text.WriteString(parts[3])
		marks = append(marks, mark{anchor.Span{Start: start, End: len([]rune(text.String()))}, parts[0], parts[1], parts[2]})
		rest = next
	}
	title, _, _ := strings.Cut(text.String(), "\n")
	in, err := q.ImportArticle(q.t.Context(), assay.Import{
		Original: []byte(text.String()), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://" + site + "/fire", Text: text.String(), Site: outlet,
		Extractor: "text/1", Charset: "utf-8", CharsetSure: true, Title: title, Language: "en", Published: published, PublishedBasis: "printed",
	})
	if err != nil {
		q.t.Fatal(err)
	}
	q.articles[site] = in.Article
	page, err := q.Article(q.t.Context(), in.Article)
	if err != nil {
		q.t.Fatal(err)
	}
	for _, m := range marks {
		wording := map[string]string{
			"lorries": "Twelve refrigerated lorries burned", "sprinklers": "The sprinklers were off when the fire began",
			"empty": "Nobody was in the building", "reopened": "The port reopened after nine hours, earlier than the harbour master had expected",
		}[m.claim]
		out, err := q.MarkMention(q.t.Context(), store.Mark{Article: in.Article, Text: page.Text.ID, Span: m.span, Claim: q.claims[m.claim], Wording: wording, Stance: assay.Stance(m.stance)})
		if err != nil {
			q.t.Fatal(err)
		}
		q.claims[m.claim] = out.Claim
		if m.grade != "" {
			q.judge(assay.JudgementKey{Target: assay.EntityID(out.Mention), Dimension: assay.DimCredibility}, m.grade, "")
		}
	}
}

// visitQuay opens the case in a browser and returns the tab and where its
// addresses begin.
func visitQuay(t *testing.T, path string, args ...string) (tab *browsertest.Tab, root string) {
	t.Helper()
	t.Parallel()
	program := launchIn(t, t.TempDir(), slices.Concat([]string{"--no-browser"}, args, []string{path})...)
	tab = browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	return tab, tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
}

// cellAt is a cell by its claim and the outlet of its article.
func cellAt(claim, outlet string) string {
	return `[...document.querySelectorAll("td.cell")].find((td) => td.firstElementChild.getAttribute("aria-label").startsWith("` + claim + `, ` + outlet + `"))`
}

func sayOf(claim, outlet string) string {
	return cellAt(claim, outlet) + `.firstElementChild.getAttribute("aria-label")`
}

// TestMatrix moves through the matrix and judges by keys, as an analyst does.
func TestMatrix(t *testing.T) {
	path, _ := openQuay(t)
	tab, root := visitQuay(t, path)
	tab.Go(root + "/matrix")

	for _, want := range []struct{ claim, outlet, says string }{
		{"C1", "Evening Post", "C1, Evening Post: supports and qualifies, credibility 4"},
		{"C1", "Merrow Herald", "C1, Merrow Herald: contradicts, credibility 2"},
		{"C2", "Merrow Herald", "C2, Merrow Herald: silent"},
		{"C4", "radio.example", "C4, radio.example: not read yet"},
	} {
		if got := tab.Eval(sayOf(want.claim, want.outlet)); got != want.says {
			t.Errorf("the cell says %q, want %q", got, want.says)
		}
	}

	// The first arrow goes to where the focus would be, the others from there.
	tab.Press(kb.ArrowRight)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C1, Coastal Wire")`)
	tab.Until(`document.querySelector("#inspect[data-claim] blockquote")?.textContent.includes("Twelve refrigerated lorries burned")`)
	tab.Press("l" + kb.ArrowDown + "k" + "h")
	tab.Until(`document.activeElement.getAttribute("aria-label").startsWith("C1, Coastal Wire")`)
	tab.Press("x")
	tab.Until(sayOf("C1", "Coastal Wire") + ` === "C1, Coastal Wire: contradicts, credibility 3"`)
	tab.Press("5")
	tab.Until(sayOf("C1", "Coastal Wire") + ` === "C1, Coastal Wire: contradicts, credibility 5"`)
	tab.Press("zz")
	tab.Until(sayOf("C1", "Coastal Wire") + ` === "C1, Coastal Wire: supports, credibility 3"`)
	tab.Press("C")
	tab.Until(`document.querySelector("th.art .grade")?.dataset.grade === "C"`)
	tab.Until(`document.activeElement.getAttribute("aria-label").startsWith("C1, Coastal Wire")`)

	// A cell of several mentions asks which.
	tab.Press(kb.ArrowRight + kb.ArrowRight)
	tab.Until(`document.querySelectorAll("#inspect [data-mention]").length === 2`)
	tab.Press("6")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText.startsWith("This cell has 2 mentions")`)
	tab.Until(`[...document.querySelectorAll("#bar li:not([hidden])")].map((li) => li.innerText.replace(/\s+/g, "")).join() === "↑↓←→Move,↵Read,sxqmStance,1–6Credibility,⇧A–FReliability,oColumn"`)
	tab.Both("matrix")

	// Nothing is there: say why.
	tab.Click(`td[id^="C2-"]:last-child > button`)
	tab.Until(`document.querySelector("#inspect [aria-label='No mention']") !== null`)
	tab.Press("u")
	tab.Until(sayOf("C2", "radio.example") + `.endsWith("out of scope")`)
	tab.Until(`document.querySelector("#inspect [aria-pressed=true]")?.innerText.includes("Out of scope")`)
	tab.Press("u")
	tab.Until(sayOf("C2", "radio.example") + `.endsWith("not read yet")`)
	tab.Press("-")
	tab.Until(sayOf("C2", "radio.example") + `.endsWith("silent")`)
	tab.Until(`[...document.querySelectorAll("#bar li:not([hidden])")].map((li) => li.innerText.replace(/\s+/g, "")).join() === "↑↓←→Move,↵Read,uOutofscope,-Silent,⇧A–FReliability,oColumn"`)
	tab.Press("s")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText.startsWith("There is no mention in this cell")`)
	tab.Both("matrix-silent")

	// The view is its address, and survives a reload.
	tab.Until(`location.search.includes("claim=")`)
	tab.Go(tab.Eval(`location.href`))
	tab.Until(`document.activeElement.closest("td")?.id.startsWith("C2-")`)
	tab.Eval(`document.querySelector("[name=contested]").click()`)
	tab.Until(`document.querySelectorAll("tbody tr").length === 2 && location.search.includes("contested=true")`)
	tab.Press(kb.Control + kb.Home)

	// While no cell is chosen the grid has all the room. On a narrow screen the
	// panel comes beside it, hides no cell that is chosen, and what is before the
	// first article is there again on the way back.
	tab.Size(1000, 700)
	tab.Go(root + "/matrix")
	tab.Until(`document.querySelector("#grid").offsetWidth === document.querySelector(".split").offsetWidth`)
	tab.Press(kb.ArrowRight + kb.End)
	tab.Until(`document.querySelector("#inspect:not([data-blank])") && document.querySelector("#grid").offsetWidth < document.querySelector(".split").offsetWidth`)
	const grid = `document.querySelector("#grid").getBoundingClientRect()`
	tab.Until(`document.activeElement.getBoundingClientRect().right <= ` + grid + `.right`)
	tab.Eval(`document.querySelector("#grid").style.maxInlineSize = "34rem"`)
	tab.Until(`document.activeElement.getBoundingClientRect().right <= ` + grid + `.right && document.querySelector("#grid").scrollLeft > 0`)
	tab.Press(kb.Home)
	tab.Until(`document.querySelector("#grid").scrollLeft === 0`)
	tab.Size(1440, 900)

	tab.Go(root + "/matrix")
	tab.Press(kb.ArrowRight)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C1, Coastal Wire")`)
	tab.Press(kb.Enter)
	tab.Until(`location.pathname.includes("/articles/") && location.search.includes("mention=")`)
}

// TestMatrixWindow turns the pages of a matrix that is too large for one.
func TestMatrixWindow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.assay")
	s, err := store.Create(t.Context(), path, "Large", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	q := &quay{Store: s, t: t, articles: map[string]assay.ArticleID{}, claims: map[string]assay.ClaimID{}}
	for i := range 50 {
		q.paper(fmt.Sprintf("Paper number %d", i), fmt.Sprintf("paper%d.example", i), fmt.Sprintf("2026-03-%02d", 1+i/2), fmt.Sprintf("Report %d\n\n[lorries|supports|3|Twelve lorries burned]. [empty|%s||Somebody was there].", i, assay.Stances[i%4]))
	}
	for i := range 90 {
		if _, _, err := s.AddClaim(t.Context(), fmt.Sprintf("Claim number %d, of which no paper has said anything so far", i+3), assay.EventID{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tab, root := visitQuay(t, path)
	tab.Go(root + "/matrix?group=date")
	shown := `document.querySelector("table").ariaRowCount + " " + document.querySelectorAll("tbody tr").length + " " + document.querySelectorAll("th.art").length`
	if got := tab.Eval(shown); got != "94 50 40" {
		t.Errorf("the window has rows, claims and articles %s, want 94 50 40", got)
	}
	tab.Both("matrix-window")
	tab.Press(kb.ArrowRight + kb.ArrowRight + kb.ArrowRight)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C1, Paper number 2:")`)
	tab.Until(`location.search.includes("article=")`)
	tab.Press(kb.PageDown)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C51, Paper number 2:")`)
	tab.Until(`document.querySelectorAll("tbody tr").length === 42`)
	tab.Ready()
	tab.Press("]")
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C51, Paper number 40:")`)
	tab.Ready()
	tab.Press("v")
	tab.Until(`document.activeElement.getAttribute("aria-label") === "Claims 51–92, articles 41–50"`)
	tab.Press(kb.ArrowUp + kb.ArrowLeft + kb.ArrowLeft)
	tab.Until(`document.activeElement.getAttribute("aria-label") === "Claims 1–50, articles 1–40"`)
	tab.Press(kb.Enter)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C1, Paper number 0:")`)
	tab.Ready()
	tab.Press("]")
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C1, Paper number 40:")`)
	tab.Go(root + "/matrix/print?group=date&sort=cited")
	tab.PDF("matrix-window-print")
	tab.Go(root + "/matrix?group=date&row=50&col=40")
	if got := tab.Text(".pager + .pager"); !strings.HasPrefix(got, "Articles 41–50 of 50") {
		t.Errorf("the pager says %q", got)
	}
}

// TestMatrixLines explains a whole column and a whole row at once, each in one
// act that can be undone.
func TestMatrixLines(t *testing.T) {
	path, q := openQuay(t)
	tab, root := visitQuay(t, path)
	tab.Go(root + "/matrix")
	for _, want := range []struct{ claim, outlet, says string }{
		{"C4", "Merrow Herald", "C4, Merrow Herald: supports"},
		{"C4", "Merrow Lantern", "C4, Merrow Lantern: silent"},
	} {
		if got := tab.Eval(sayOf(want.claim, want.outlet)); got != want.says {
			t.Errorf("the cell says %q, want %q", got, want.says)
		}
	}
	tab.Press(kb.ArrowRight + kb.End + kb.ArrowDown + kb.ArrowDown + kb.ArrowDown)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C4, radio.example")`)
	tab.Press("o")
	tab.Until(`document.activeElement.innerText?.trim() === "Mark as read"`)
	if got := tab.Text("#inspect"); !strings.Contains(got, "4 claims of the case that have no passage here will count as silent") || !strings.Contains(got, "4 claims that are shown and not looked for yet") {
		t.Errorf("the column says:\n%s", got)
	}
	tab.Both("matrix-column")
	tab.Press(kb.Enter)
	tab.Until(sayOf("C4", "radio.example") + ` === "C4, radio.example: silent"`)
	tab.Press("z")
	tab.Until(sayOf("C4", "radio.example") + ` === "C4, radio.example: not read yet"`)

	tab.Click(`th.art[data-source]:last-child .line-link`)
	tab.Until(`document.querySelector("#inspect[data-line]") !== null`)
	tab.Eval(`[...document.querySelectorAll("#inspect button")].find((b) => b.innerText.includes("The rest is silent")).click()`)
	tab.Until(`document.querySelector("#say").textContent === "4 places count as silent."`)
	tab.Until(sayOf("C1", "radio.example") + ` === "C1, radio.example: silent"`)
	tab.Press("z")
	tab.Until(sayOf("C1", "radio.example") + ` === "C1, radio.example: not read yet"`)
	if got := tab.Eval(`document.querySelector("#say").textContent`); !strings.Contains(got, "silent on 4 claims") {
		t.Errorf("undoing says %q", got)
	}

	// Claims made after an article was read say so, and are confirmed in one go.
	herald := root + "/matrix?article=" + q.articles["herald.example"].String() + "&claim="
	tab.Go(herald + q.claims["sprinklers"].String())
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C2, Merrow Herald")`)
	tab.Press("o")
	tab.Until(`document.activeElement.innerText?.trim() === "Mark as read"`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#say").textContent === "Marked as read."`)
	tab.Go(root + "/claims")
	for _, wording := range []string{"The insurer was told on Monday", "The east quay was closed to ships"} {
		tab.Type("#wording", wording)
		tab.Press(kb.Enter)
		tab.Until(`location.pathname.match(/claims\/[0-9a-f-]{36}/)`)
		tab.Go(root + "/claims")
	}
	tab.Go(root + "/matrix")
	tab.Until(sayOf("C5", "Merrow Herald") + ` === "C5, Merrow Herald: not looked for: made after you read the article"`)
	tab.Press(kb.ArrowRight + kb.ArrowRight + kb.ArrowRight + kb.ArrowRight + kb.ArrowDown + kb.ArrowDown + kb.ArrowDown + kb.ArrowDown)
	tab.Until(`document.querySelector("#inspect .notice")?.innerText.includes("made after you read the article")`)
	tab.Both("matrix-late")
	tab.Press("O")
	tab.Until(`document.querySelector("#inspect[data-line] h2")?.innerText.startsWith("C5")`)
	tab.Both("matrix-row")
	for _, width := range []int64{1440, 1024} {
		tab.Size(width, 900)
		tab.Press(kb.Escape)
		tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C5, Merrow Herald") && document.querySelector("#inspect[data-claim] .notice")?.innerText.includes("made after you read the article")`)
		tab.Press("O")
		tab.Until(`document.querySelector("#inspect[data-line] h2")?.innerText.startsWith("C5") && document.activeElement.closest("#inspect") !== null`)
	}
	tab.Size(1440, 900)
	tab.Press(kb.Escape)
	tab.Press("o")
	tab.Until(`document.querySelector("#inspect[data-line] h2")?.innerText === "Harbour reopens"`)
	tab.Eval(`[...document.querySelectorAll("#inspect button")].find((b) => b.innerText.includes("I have looked")).click()`)
	tab.Until(sayOf("C6", "Merrow Herald") + ` === "C6, Merrow Herald: silent"`)
}

// TestMatrixGroups groups, orders, folds and filters, each by the address.
func TestMatrixGroups(t *testing.T) {
	path, _ := openQuay(t)
	tab, root := visitQuay(t, path)
	tab.Go(root + "/matrix?rows=question&group=source&sort=wording")
	tab.Until(`document.querySelector("tr.band")?.innerText.includes("In no contested fact")`)
	tab.Go(root + "/matrix?rows=event&group=origin&order=outlet")
	tab.Both("matrix-groups")
	tab.Press(kb.ArrowRight + kb.ArrowDown)
	tab.Until(`document.activeElement.getAttribute("aria-label")?.startsWith("C2, ")`)
	tab.Go(root + "/matrix?rows=event")
	tab.Eval(`document.querySelector("th.origin a").click()`)
	tab.Until(`document.querySelector(".folded .tag")?.innerText.includes("Coastal Wire")`)
	tab.Until(`document.querySelectorAll("th.art").length === 2 && location.search.includes("fold=c")`)
	tab.Ready()
	tab.Both("matrix-folded")
	tab.Eval(`document.querySelector("tr.band a").click()`)
	tab.Until(`document.querySelector("h2")?.innerText === "All is folded" || document.querySelectorAll("tbody tr.band").length === 1 && document.querySelectorAll("tr[data-claim]").length === 0`)
	tab.Go(root + "/matrix")
	tab.Eval(`document.querySelector("#matrix-rarer summary").click()`)
	tab.Eval(`(() => { const f = document.querySelector("[name=from]"); f.value = "2026-03-03"; f.dispatchEvent(new Event("change", { bubbles: true })) })()`)
	tab.Until(`document.querySelector(".sub").innerText.includes("4 claims in 1 article; 1 article without a date left out")`)
	tab.Until(`document.querySelector("#matrix-rarer summary").innerText.includes("1 is set")`)
	tab.Both("matrix-filter")
	tab.Size(320, 700)
	tab.Fits()
	tab.Size(1440, 900)
	tab.Click("[name=unrated]")
	tab.Until(`location.search.includes("unrated=true")`)
	tab.Until(`document.querySelectorAll("tr[data-claim]").length === 1`)
}

// TestMatrixTaken takes the matrix away: as a table for pasting, as CSV, on paper.
func TestMatrixTaken(t *testing.T) {
	path, _ := openQuay(t)
	tab, root := visitQuay(t, path)
	tab.Go(root + "/matrix")
	tab.Eval(`window.taken = null, navigator.clipboard.write = async ([item]) => { window.taken = await (await item.getType("text/plain")).text() }, ""`)
	tab.Press(kb.ArrowRight + "y")
	tab.Until(`window.taken?.startsWith("No.\tClaim\tOrigins\tCoastal Wire, reliability B\t") ?? false`)
	tab.Press("Y")
	tab.Until(`window.taken?.split("\n").length === 5`)
	if got := tab.Eval(`window.taken.split("\n")[1]`); !strings.HasPrefix(got, "C1\tTwelve refrigerated lorries burned\t") || !strings.Contains(got, "\tsupports and qualifies, credibility 4\t") {
		t.Errorf("copied %q", got)
	}
	tab.Click("[popovertarget=matrix-take]")
	tab.Until(`document.querySelector("#matrix-take").matches(":popover-open")`)
	tab.Shot("matrix-take")
	tab.Go(root + "/matrix/print")
	tab.Both("matrix-print")
	tab.PDF("matrix-print")
}

// TestSources rates a source, decides who is the same and corrects what is known.
func TestSources(t *testing.T) {
	path, _ := openQuay(t)
	tab, root := visitQuay(t, path)
	tab.Go(root + "/sources/new")
	tab.Both("source-new")
	tab.Type("#source-name", "Merrow Herald Online")
	tab.Click("#source-form .main")
	tab.Until(`document.querySelector("h1")?.textContent === "Merrow Herald Online"`)
	tab.Go(root + "/sources/new")
	tab.Type("#source-name", "Herald")
	tab.Click("#source-form .main")
	tab.Until(`document.querySelector("h1")?.textContent === "Herald"`)
	tab.Ready()
	tab.Until(`document.querySelector("#alike-title") !== null`)
	tab.Click(`[name=verdict][value=same]`)
	tab.Until(`document.querySelector("#decided-title") !== null && document.querySelector("#alike-title") === null`)

	tab.Go(root + "/sources")
	tab.Until(`[...document.querySelectorAll("[data-open]")].filter((a) => a.textContent.includes("Herald")).length === 2`)
	tab.Both("sources")
	tab.Press("j" + kb.Enter)
	tab.Until(`document.querySelector("h1")?.textContent === "Coastal Wire"`)
	tab.Ready()
	tab.Click("#rate-form .main")
	tab.Until(`document.querySelector("#rate-form .wrong")?.innerText.includes("Choose a letter")`)
	tab.Eval(`document.querySelector("#rate-C").click()`)
	tab.Type("#rate-reason", "two corrections in a month")
	tab.Click("#rate-form .main")
	tab.Until(`document.querySelectorAll(".ratings li").length === 2 && document.querySelector(".page-head .grade").dataset.grade === "C"`)
	tab.Eval(`document.querySelector("#rate-D").click()`)
	tab.Type("#rate-reason", ", and a third")
	tab.Click("#rate-form .main")
	tab.Until(`document.querySelectorAll(".ratings li").length === 3 && document.querySelector(".page-head .grade").dataset.grade === "D"`)
	if got := tab.Text(".ratings"); !strings.Contains(got, "superseded") || !strings.Contains(got, "two corrections in a month") || !strings.Contains(got, "a good record in the harbour") {
		t.Errorf("the history is:\n%s", got)
	}
	tab.Both("source")
	tab.Type("#alias-add", "CW")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector(".tags")?.innerText.includes("CW")`)
	tab.Eval(`document.querySelector("#source-name").value = ""`)
	tab.Eval(`document.querySelector("#source-name").required = false`)
	tab.Click("#source-form .main")
	tab.Until(`document.querySelector("#source-name-error")?.innerText.includes("needs a name")`)
	tab.Click(".grave")
	tab.Until(`document.querySelector("#problem").innerText.includes("still in use")`)
}

// TestMatrixReadOnly looks at both rooms in a case that cannot be changed.
func TestMatrixReadOnly(t *testing.T) {
	path, q := openQuay(t)
	tab, root := visitQuay(t, path, "--read-only")
	tab.Go(root + "/matrix")
	tab.Press(kb.ArrowRight)
	tab.Until(`document.querySelector("#inspect[data-claim] blockquote") !== null`)
	tab.Press("x")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText === "This case can be read, but not changed."`)
	for _, page := range []string{"/matrix", "/sources", "/sources/" + assay.SourceByDomain("coastalwire.example").String(), "/matrix?claim=" + q.claims["empty"].String() + "&article=" + q.articles["radio.example"].String()} {
		tab.Go(root + page)
		if n := tab.Eval(`document.querySelectorAll("main form[method=post]").length`); n != "0" {
			t.Errorf("%s offers %s changes", page, n)
		}
	}
}
