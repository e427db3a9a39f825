package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/browsertest"
)

// typist works in a tab by keys alone, counts them, and looks after each where
// the focus is: it is never lost, and always to be seen.
type typist struct {
	*browsertest.Tab
	t    *testing.T
	keys int
}

// focus is where the keys go.
type focus struct {
	Page   float64 // the document, by when it was begun
	Body   bool    // nowhere in particular
	Name   string
	Seen   bool // it is marked as having the focus
	Inside bool // some of it is in the window, and nothing lies over all of it
}

const whereFocus = `JSON.stringify((() => {
	const el = document.activeElement ?? document.body
	const name = el.getAttribute("aria-label") || [...(el.labels ?? [])].map((l) => l.innerText).join(" ") || el.innerText || el.title || ""
	const outlined = (up) => up && getComputedStyle(up).outlineStyle !== "none" && parseFloat(getComputedStyle(up).outlineWidth) >= 2
	const pressed = el.matches(":not(:is(h1, h2, h3)[tabindex='-1'])") // a heading at which one begins to read has nothing to press
	const seen = outlined(el) || outlined(el.closest("label")) || el.matches(".s[data-here]") || !pressed
	const tops = [...el.getClientRects()].flatMap((r) => [.1, .5, .9].map((x) => [r.left + r.width * x, r.top + r.height / 2]))
	const inside = tops.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (el.contains(top) || top.closest("label")?.contains(el)) })
	return { Page: performance.timeOrigin, Body: el === document.body, Name: name.trim().replace(/\s+/g, " "), Seen: Boolean(seen), Inside: inside }
})())`

func (p *typist) focus() (f focus) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.Eval(whereFocus)), &f); err != nil {
		p.t.Fatal(err)
	}
	return f
}

// do presses keys one after the other, and waits until the page shows what
// should come of them.
func (p *typist) do(keys, shows string) {
	p.t.Helper()
	before := p.focus()
	p.Press(keys)
	p.keys += len([]rune(keys))
	p.came(keys, before, shows)
}

// send sends what is written in a field of several lines.
func (p *typist) send(shows string) {
	p.t.Helper()
	before := p.focus()
	p.Chord(browsertest.Control, kb.Enter)
	p.keys++
	p.came("Ctrl Enter", before, shows)
}

func (p *typist) came(keys string, before focus, shows string) {
	p.t.Helper()
	p.Until(`document.querySelector("[data-htmx-powered]") && (` + shows + `)`)
	after := p.focus()
	if after.Page == before.Page && after.Body && !before.Body {
		p.t.Errorf("after %q the focus is lost; it was on %q", keys, before.Name)
	}
	p.look(keys, after)
}

func (p *typist) look(keys string, f focus) {
	p.t.Helper()
	if !f.Body && (!f.Seen || !f.Inside) {
		p.t.Errorf("after %q the focus is on %q, which is marked: %v, to be seen: %v", keys, f.Name, f.Seen, f.Inside)
	}
}

// tab presses Tab until what begins with a name has the focus.
func (p *typist) tab(name string) {
	p.t.Helper()
	var passed []string
	for range 40 {
		p.Press(kb.Tab)
		p.keys++
		f := p.focus()
		p.look("Tab", f)
		if strings.HasPrefix(f.Name, name) {
			p.t.Logf("%d × Tab to %s", len(passed)+1, name)
			return
		}
		passed = append(passed, f.Name)
	}
	p.t.Fatalf("Tab does not lead to %q, but to %s", name, strings.Join(passed, " | "))
}

// write writes into the field with the focus.
func (p *typist) write(text string) {
	p.t.Helper()
	p.Press(strings.ReplaceAll(text, "\n", kb.Enter))
	p.keys += len([]rune(text))
	p.Until(`document.activeElement.value.endsWith(` + quoted(text) + `)`)
}

func quoted(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(out)
}

// What is pasted in these tests: two papers on one fire.
const (
	wireText   = "Fire guts cold store\n\nTwelve lorries burned on the east quay. Nobody was inside."
	heraldText = "Harbour reopens after blaze\n\nNine lorries burned, the brigade said."
)

// TestByKeys does all the work of a case without a pointer: from the start page
// to a report as a file.
func TestByKeys(t *testing.T) {
	tab, folder := newcomer(t)
	p := &typist{Tab: tab, t: t}
	files := t.TempDir()
	tab.Downloads(files)
	tab.InFront()

	// A case, signed with a name.
	p.tab("Name")
	p.write("Port Merrow")
	p.tab("What name should your work carry?")
	p.write("Ana Brisk")
	p.do(kb.Enter, `document.querySelector(".case")?.innerText === "Port Merrow"`)
	typed := len("Port MerrowAna Brisk")

	// Two articles, the first of which is read.
	bring := func(text, address string) {
		t.Helper()
		p.do("i", `document.querySelector("#paste-text")`)
		p.do("p", `document.activeElement.id === "paste-text"`)
		p.write(text)
		p.tab("Where it was found")
		p.write(address)
		p.do(kb.Enter, `document.querySelector("#report-title")?.innerText === "1 article is new."`)
		typed += len(text) + len(address)
	}
	bring(wireText, "https://coastalwire.example/fire")
	first := p.keys
	p.do("o", `document.querySelector("#title")?.innerText === "Fire guts cold store"`)
	p.do("j", `document.querySelector(".s[data-here]").innerText.startsWith("Twelve lorries")`)
	p.do("c", `document.querySelector("#toast p").innerText !== "" && document.querySelector("mark[data-stance=supports]")?.innerText.startsWith("Twelve lorries")`)
	t.Logf("from the start page to the first mark: %d keys, %d of which write the name of the case, that of the analyst, the article and its address", p.keys, typed)
	t.Logf("from the imported article to its first mark: %d keys", p.keys-first)

	// What it is worth, and its outlet.
	p.do("2", `document.querySelector(".chip .grade")?.dataset.grade === "2"`)
	p.do("B", `document.querySelector("#doc-head .grade")?.dataset.grade === "B"`)

	// The other article says the opposite.
	p.do("gl", `document.querySelector("tbody [data-item]")`)
	bring(heraldText, "https://merrowherald.example/fire")
	p.do("o", `document.querySelector("#title")?.innerText === "Harbour reopens after blaze"`)
	p.do("jx", `document.activeElement.id === "pick-q" && document.querySelector("#options [aria-selected=true]")?.innerText.includes("Twelve lorries")`)
	p.do(kb.Enter, `document.querySelector("mark[data-stance=contradicts]") && document.querySelector("#inspect .tag")?.innerText.includes("contested")`)
	tab.Audit()

	// Contested, and ruled on.
	p.do("f", `document.activeElement.id === "wording"`)
	p.send(`document.querySelector("main[data-scope~=question] h1")`)
	p.do("e", `document.activeElement.id === "wording"`)
	p.tab("Status")
	p.do("s", `document.activeElement.value !== "open"`)
	p.tab("Ruling")
	p.write("Twelve: the wire counted them")
	p.send(`document.querySelector("dd.prose")?.innerText.startsWith("Twelve: the wire")`)

	// The matrix, and a judgement in it.
	p.do("gm", `document.querySelector("table[data-matrix]")`)
	p.do(kb.ArrowRight, `document.activeElement.getAttribute("aria-label")?.startsWith("C1, ") && document.querySelector("#inspect[data-claim]")`)
	p.do(kb.ArrowRight, `document.activeElement.getAttribute("aria-label").includes("merrowherald.example: contradicts") && document.querySelector("#inspect blockquote").innerText.includes("Nine lorries")`)
	p.do("4", `document.activeElement.getAttribute("aria-label").endsWith("contradicts, credibility 4")`)

	// A report of it, as a file.
	p.do("gr", `document.querySelector("#new-report")`)
	p.do("c", `document.activeElement.id === "report-title"`)
	p.do(kb.Enter, `document.querySelector(".report h1")?.innerText === "Port Merrow"`)
	tab.Ready()
	p.do("h", `true`)
	t.Logf("all of it: %d keys", p.keys)
	tab.Wait("a report as HTML", func() bool {
		found, err := filepath.Glob(filepath.Join(files, "*.html"))
		if err != nil || len(found) != 1 {
			return false
		}
		page, err := os.ReadFile(found[0])
		return err == nil && strings.Contains(string(page), "Twelve: the wire counted them") && strings.HasSuffix(strings.TrimSpace(string(page)), "</html>")
	})
	if cases, err := filepath.Glob(filepath.Join(folder, "*.assay")); err != nil || len(cases) != 1 {
		t.Errorf("the folder has %v (%v)", cases, err)
	}
}
