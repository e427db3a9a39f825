package main

import (
	"path/filepath"
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

// The fictional case of the browser tests: five papers on one fire.
var papers = []struct{ title, site, text string }{
	{"Fire guts cold store at Port Merrow", "coastalwire.example", `Fire guts cold store at Port Merrow

A fire that broke out shortly after midnight destroyed the Quell & Sons cold store on the east quay, Coastal Wire reported on Friday. Twelve refrigerated lorries parked beside the building were lost, the agency said.

According to two dock workers who asked not to be named, the sprinklers had been switched off for repairs since Oct. 7. The company has not yet said when it will be able to comment.

Harbour master Ilse Varn told the paper that nobody was inside the building when the alarm was raised. “We have lost a building, not a harbour,” she said.

The family 👨‍👩‍👧‍👦 of a night watchman waited at the gate; U.S. insurers have asked for an inquiry.

Continue Reading`},
	{"Harbour reopens after blaze", "merrowherald.example", `Harbour reopens after blaze

The port of Merrow reopened in full after nine hours, harbour master Ilse Varn said. Nine lorries burned, a spokesman of the fire brigade told the Herald.

One night watchman had been led out with burns to his hands, he added. The cold store on the east quay is a total loss.`},
	{"حريق يدمر مخزنا في ميناء ميرو", "mina.example", `حريق يدمر مخزنا في ميناء ميرو

قال مسؤول الميناء إن الحريق دمّر المخزن المبرّد في الرصيف الشرقي. هل أصيب أحد؟ لم يصب أحد بأذى.`},
}

// fill makes a case with the papers in it and returns its path.
func fill(t *testing.T) (path string, articles []assay.ArticleID) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "fire.assay")
	s, err := store.Create(t.Context(), path, "Fire at Port Merrow", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, p := range papers {
		text, err := anchor.Canonical(p.text)
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(text, "\n")
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(p.text), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://" + p.site + "/fire", Text: text,
			Outline: []assay.Part{{Start: 0, End: len([]rune(title)), Kind: "title"}}, Extractor: "text/1", Charset: "utf-8", CharsetSure: true, Title: title, Language: "en",
		})
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, in.Article)
	}
	return path, articles
}

// lost is what browsers say of a request that nobody answers.
const lost = "Failed to fetch"

// read opens an article of a case in a browser and returns the tab and the
// address of the case.
func read(t *testing.T, path string, article assay.ArticleID) (tab *browsertest.Tab, root string) {
	t.Helper()
	t.Parallel()
	program := launchIn(t, t.TempDir(), "--no-browser", path)
	tab = browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") || strings.Contains(m, lost) })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	root = tab.Eval(`location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + article.String())
	return tab, root
}

// TestReader marks, attaches, rates and undoes by keys, as an analyst does.
func TestReader(t *testing.T) {
	path, articles := fill(t)
	tab, root := read(t, path, articles[0])

	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Twelve refrigerated lorries")`)
	tab.Press("c")
	tab.Until(`document.querySelector("#inspect[data-mention] #wording")?.value.startsWith("Twelve refrigerated lorries")`)
	tab.Until(`document.querySelectorAll("mark[data-stance=supports]").length === 1 && document.querySelectorAll(".chip").length === 1`)
	tab.Press("2")
	tab.Until(`document.querySelector(".chip .grade")?.dataset.grade === "2"`)
	tab.Press("B")
	tab.Until(`document.querySelector("#doc-head .grade")?.dataset.grade === "B"`)
	tab.Press("q")
	tab.Until(`document.querySelector("mark")?.dataset.stance === "qualifies"`)
	tab.Press("z")
	tab.Until(`document.querySelector("mark")?.dataset.stance === "supports"`)
	tab.Both("reader")

	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + articles[1].String())
	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Nine lorries")`)
	tab.Press("x")
	tab.Until(`document.querySelector(".picker [role=option]")?.textContent.includes("Twelve refrigerated")`)
	tab.Until(`document.activeElement.id === "pick-q"`)
	tab.Both("picker")
	tab.Click("#pick-q")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("mark")?.dataset.stance === "contradicts"`)
	tab.Until(`document.querySelector("#inspect .tag")?.innerText.includes("contested")`)
	tab.Press("j.")
	tab.Until(`document.querySelectorAll(".chip").length === 2`)
	tab.Press("x")
	tab.Until(`document.querySelectorAll("mark[data-stance=contradicts]").length === 2`)
	tab.Press("zz")
	tab.Until(`document.querySelectorAll(".chip").length === 1`)
	tab.Press("Z")
	tab.Until(`document.querySelectorAll(".chip").length === 2`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".chip").length === 1`)

	tab.Go(tab.Eval(`location.origin`) + root + "/articles/" + articles[2].String())
	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]")?.textContent === "هل أصيب أحد؟"`)
	tab.Press("c")
	tab.Until(`document.querySelector("mark")?.textContent === "هل أصيب أحد؟"`)
	tab.Both("reader-arabic")

	// A panel that is as high as it may be makes no page longer that would fit, and
	// the text stays where it is if one comes that does.
	tab.Size(1440, 560)
	tab.Until(`document.querySelector("#inspect").scrollHeight > document.querySelector("#inspect").clientHeight`)
	tab.Eval(`document.querySelector(".ask-name").remove()`) // which goes once it has been answered
	tab.Until(`document.documentElement.scrollHeight <= innerHeight`)
	left := `document.querySelector(".doc p").getBoundingClientRect().left`
	before := tab.Eval(left)
	tab.Eval(`document.querySelector("#inspect").style.cssText = "max-block-size: none; block-size: 900px"`)
	tab.Until(`document.documentElement.scrollHeight > innerHeight`)
	if after := tab.Eval(left); after != before {
		t.Errorf("the text has moved from %s to %s", before, after)
	}
}

// TestKeystrokes counts the key presses of the tasks that an analyst does all
// day. None may take more than it does here.
func TestKeystrokes(t *testing.T) {
	path, articles := fill(t)
	tab, root := read(t, path, articles[0])
	origin := tab.Eval(`location.origin`)
	second := origin + root + "/articles/" + articles[1].String()
	const count = `if (!window.counting) addEventListener("keydown", () => sessionStorage.setItem("pressed", Number(sessionStorage.getItem("pressed")) + 1), true)
		window.counting = true
		sessionStorage.setItem("pressed", 0)`
	tab.Press("j")
	for _, task := range []struct {
		name    string
		page    string // to open first; "" stays
		there   string // the keys that lead to the sentence before
		keys    []string
		presses string
		done    string
	}{
		{"tag a claim on the next sentence", "", "", []string{"j", "c"}, "2", `document.querySelectorAll(".chip").length === 1`},
		{"rate it", "", "", []string{"2"}, "1", `document.querySelector(".chip .grade")?.dataset.grade === "2"`},
		{"rate the source", "", "", []string{"B"}, "1", `document.querySelector("#doc-head .grade")?.dataset.grade === "B"`},
		{"undo", "", "", []string{"z"}, "1", `!document.querySelector("#doc-head .grade")`},
		{"attach the second article's sentence as contradicting", second, "j", []string{"j", "x", kb.Enter}, "3", `document.querySelector("mark")?.dataset.stance === "contradicts"`},
		{"the same with the claim used last", second, "jj", []string{"j", ".", "x"}, "3", `document.querySelectorAll("mark[data-stance=contradicts]").length === 2`},
	} {
		if task.page != "" {
			tab.Go(task.page)
			tab.Press(task.there)
		}
		tab.Do(chromedp.Evaluate[chromedp.Void](count + "; undefined"))
		for _, key := range task.keys {
			tab.Press(key)
			if key == "x" && task.page != "" && len(task.keys) == 3 && task.keys[2] == kb.Enter {
				tab.Until(`document.activeElement?.id === "pick-q"`)
			} else if key == "." {
				tab.Until(`document.querySelector("#inspect[data-mention]")`)
			}
		}
		tab.Until(task.done)
		if got := tab.Eval(`sessionStorage.getItem("pressed")`); got != task.presses {
			t.Errorf("%s took %s presses, want %s", task.name, got, task.presses)
		}
	}
}

// TestReaderByHand does the rarer things: another boundary, sentences split and
// joined, who says it, tags, notes, a paragraph set aside.
func TestReaderByHand(t *testing.T) {
	path, articles := fill(t)
	tab, _ := read(t, path, articles[0])

	// Words are chosen by keys, across an emoji made of seven code points.
	tab.Press("jjjjjjj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("The family")`)
	tab.Press("v")
	tab.Until(`document.documentElement.dataset.mode === "selecting"`)
	for range 13 {
		tab.Press(kb.ArrowLeft)
	}
	tab.Until(`getSelection().toString() === "The family 👨‍👩‍👧‍👦 of a night watchman"`)
	tab.Press("c")
	tab.Until(`document.querySelector("mark")?.textContent === "The family 👨‍👩‍👧‍👦 of a night watchman"`)

	// Its boundary is moved, and the mention is the same.
	mention := tab.Eval(`document.querySelector("#inspect").dataset.mention`)
	tab.Press("b")
	tab.Until(`document.documentElement.dataset.mode === "selecting"`)
	tab.Press(kb.ArrowRight)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("mark")?.textContent === "The family 👨‍👩‍👧‍👦 of a night watchman waited"`)
	if got := tab.Eval(`document.querySelector("#inspect").dataset.mention`); got != mention {
		t.Errorf("moving the boundary of %s made %s", mention, got)
	}

	// Keys are letters while somebody writes.
	tab.Press("t")
	tab.Until(`document.activeElement?.id === "note-new-mention"`)
	tab.Press("jcz")
	tab.Until(`document.activeElement?.value === "jcz"`)
	tab.Press(kb.Tab)
	tab.Until(`document.activeElement?.id === "note-new-private-mention"`)
	tab.Press(" " + kb.Tab + kb.Tab)
	tab.Until(`document.querySelector("#inspect .note-card .memo")?.innerText.trim() === "jcz" && document.querySelectorAll("#inspect .note-card").length === 1`)
	tab.Until(`document.querySelector("#inspect .note-card .tag")?.innerText.includes("private") && !document.querySelector("#note-new-private-mention").checked`)
	tab.Press(kb.Escape)

	tab.Click("#utterer-0")
	tab.Type("#utterer-0", "Harbour master Ilse Varn")
	tab.Press(kb.Tab)
	tab.Until(`document.querySelector("#inspect .chain li")?.querySelector("[name=utterer]").value === "Harbour master Ilse Varn" && document.querySelectorAll("#inspect .chain li").length === 2`)

	tab.Click("#tag-name-mention")
	tab.Type("#tag-name-mention", "eyewitness")
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#inspect .tags")?.innerText.includes("eyewitness")`)

	// A paragraph that is offered as site furniture is set aside, and comes back.
	tab.Click(`.furniture button[value="not_article"]`)
	tab.Until(`document.querySelector('.block[data-kind="not_article"]')?.innerText.includes("Continue Reading")`)
	tab.Do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	tab.Press("z")
	tab.Until(`!document.querySelector('.block[data-kind="not_article"]')`)

	// Sentences are joined, and split where the analyst says.
	tab.Press("kkkkkkkkk")
	tab.Press("j")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("A fire that broke out")`)
	tab.Press("u")
	tab.Until(`document.querySelector(".s[data-here]")?.textContent.endsWith("the agency said.")`)
	tab.Press("z")
	tab.Until(`document.querySelector(".s[data-here]")?.textContent.endsWith("on Friday.")`)
	tab.Both("reader-marked")
}

// TestReaderWayOut gets out of everything that can be begun in the reader, and
// finds that no key does what it was not pressed for.
func TestReaderWayOut(t *testing.T) {
	path, articles := fill(t)
	tab, _ := read(t, path, articles[0])
	address := tab.Eval(`location.href`)
	const here, blank = `document.querySelector(".s[data-here]")`, `document.querySelector("#inspect").hasAttribute("data-blank")`
	const mode = `(document.documentElement.dataset.mode ?? "")`

	tab.Press("jj")
	tab.Until(here + `.textContent.startsWith("Twelve")`)
	tab.Press("c")
	tab.Until(`document.querySelectorAll(".chip").length === 1`)

	t.Log("the picker")
	tab.Press("ja")
	tab.Until(`document.activeElement?.id === "pick-q"`)
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector(".picker") && document.activeElement === ` + here)

	t.Log("words that are being adjusted")
	tab.Press("v")
	tab.Until(mode + ` === "selecting"`)
	tab.Press(kb.Escape)
	tab.Until(mode + ` === "" && getSelection().isCollapsed`)

	t.Log("further sentences")
	tab.Press("J")
	tab.Until(`document.querySelectorAll(".s[data-picked]").length === 1`)
	tab.Press(kb.Escape)
	tab.Until(`document.querySelectorAll(".s[data-picked]").length === 0`)

	t.Log("the wording, kept as it was and changed")
	tab.Press("k")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)
	wording := tab.Eval(`document.querySelector("#wording").value`)
	tab.Press("e")
	tab.Until(`document.activeElement?.id === "wording"`)
	tab.Press("Nonsense" + kb.Escape)
	tab.Until(`document.activeElement === ` + here)
	if got := tab.Eval(`document.querySelector("#wording").value`); got != wording {
		t.Errorf("Escape leaves the wording %q, want %q", got, wording)
	}
	tab.Press("e")
	tab.Until(`document.activeElement?.id === "wording"`)
	tab.Press("Twelve lorries were lost" + kb.Enter)
	tab.Until(`document.activeElement === ` + here + ` && document.querySelector(".chip").innerText.includes("Twelve lorries were lost")`)

	t.Log("a tag and a note: the focus stays, and what was written is not written again")
	tab.Press("T")
	tab.Until(`document.activeElement?.id === "tag-name-mention"`)
	tab.Press("numbers" + kb.Enter)
	tab.Until(`document.querySelector("#inspect .tags")?.innerText.includes("numbers") && document.querySelector("#tag-name-mention").value === ""`)
	tab.Press(kb.Escape)
	tab.Until(`document.activeElement === ` + here)
	tab.Press("t")
	tab.Until(`document.activeElement?.id === "note-new-mention"`)
	tab.Press("one paper only")
	tab.Eval(`(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true})), "")`)
	tab.Until(`document.querySelectorAll("#inspect .note").length === 2 && document.querySelector("#note-new-mention").value === ""`)
	tab.Until(`document.activeElement === ` + here)

	t.Log("the same stance again is no act, the same grade again takes it back")
	tab.Press("s")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText === "You have said so already." && document.querySelector("#say").textContent === "You have said so already."`)
	tab.Press("3")
	tab.Until(`document.querySelector("#credibility-3").checked && document.querySelector("#toast p").innerText === "Credibility 3: possibly true."`)
	tab.Press("3")
	tab.Until(`document.querySelector("#toast p").innerText === "Credibility: taken back." && !document.querySelector("#inspect #credibility input:checked")`)

	t.Log("what cannot be done is said for all to see, and in place of what was said before")
	const told = `(document.querySelector("#toast:popover-open p")?.innerText ?? "")`
	for _, refused := range [][2]string{
		{"n", "No mention after this."},
		{"j4", "There is no mention here to rate. Mark one first."},
		{"b", "There is no mention here. Mark one first."},
		{"y", "Select the words that the new sentence begins with, then press y."},
		{"t", "There is no mention here. Mark one first."},
		{"A", "There is no mention here to rate. Mark one first."},
	} {
		tab.Press(refused[0])
		tab.Until(told + ` === ` + quoted(refused[1]))
	}
	tab.Press("k")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)

	t.Log("the key bar goes with what is being done")
	const bar = `[...document.querySelectorAll("#bar li")].filter((li) => li.querySelector("button").checkVisibility()).map((li) => [...li.querySelectorAll("button, li > span")].flatMap((el) => [...el.childNodes]).map((n) => n.textContent.trim()).filter(Boolean).join(" ")).join(", ")`
	const marked = "j Next, k Back, c New claim, a Attach, s x q m Stance, 1–6 Credibility, ⇧ A–F Reliability"
	tab.Until(bar + ` === ` + quoted(marked))
	tab.Shot("bar-mention")
	tab.Click("#inspect [data-act=boundary]")
	tab.Until(bar + ` === "⇧ ← ⇧ → Start, ← → End, ↵ Done, Esc As it was" && document.activeElement.dataset.act === "start-earlier"`)
	tab.Both("boundary")
	tab.Click("#inspect [data-act=end-earlier]")
	tab.Until(`getSelection().toString().endsWith("the agency said")`)
	tab.Click("#inspect .adjusting [data-act=leave]")
	tab.Until(`document.activeElement === ` + here + ` && getSelection().isCollapsed && ` + bar + ` === ` + quoted(marked))
	tab.Press("a")
	tab.Until(bar + ` === "↓ ↑ Choose, ↵ Take it, Esc Leave"`)
	tab.Click("#bar [data-act=leave][data-of=picker]")
	tab.Until(`!document.querySelector(".picker") && document.activeElement === ` + here + ` && ` + bar + ` === ` + quoted(marked))
	tab.Press("w")
	tab.Until(bar + ` === "↵ Done, Esc Leave"`)
	tab.Press("dock workers" + kb.Enter)
	tab.Until(`document.querySelector("#utterer-0").value === "dock workers" && document.querySelector("#utterer-1") !== null && document.activeElement === ` + here)
	tab.Eval(`(document.querySelector("#step-0").open = true, document.querySelector("#inspect [name=kind]").focus(), "")`)
	tab.Until(bar + ` === "Esc Leave"`)
	tab.Press(kb.Escape)
	tab.Until(`document.activeElement === ` + here)
	tab.Press("t")
	tab.Until(bar + ` === "Ctrl ↵ Save, Esc Leave"`)
	tab.Press(kb.Escape + "z")
	tab.Until(`document.querySelector("#utterer-1") === null`)
	tab.Press("jj")
	tab.Until(bar + ` === "j Next, k Back, c New claim, a Attach, . Last claim"`)
	tab.Press("kk")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)

	t.Log("what is not saved does not stay as if it were")
	tab.Eval(`(window.fetching = fetch, window.fetch = () => Promise.reject(new TypeError("` + lost + `")), "")`)
	tab.Press("3")
	tab.Until(`document.querySelector("#problem").innerText.includes("does not answer") && !document.querySelector("#credibility-3").checked && document.querySelector("#saved").innerText.trim() === "Not saved"`)
	tab.Both("not-saved")
	tab.Press("x")
	tab.Until(`document.querySelector("#problem").innerText.includes("does not answer") && document.querySelector("#stance-supports").checked`)
	tab.Eval(`(window.fetch = window.fetching, "")`)
	tab.Press("3")
	tab.Until(`document.querySelector("#problem").innerText === "" && document.querySelector("#credibility-3").checked && document.querySelector("#saved").innerText.includes("Saved")`)
	tab.Press("z")
	tab.Until(`!document.querySelector("#credibility-3").checked`)

	t.Log("two mentions in one sentence, one after the other")
	tab.Eval(`(() => {
		const text = ` + here + `.querySelector("mark").firstChild
		getSelection().setBaseAndExtent(text, 0, text, 6)
		return ""
	})()`)
	tab.Press("c")
	tab.Until(`document.querySelectorAll(".chip").length === 2`)
	tab.Press("p")
	first := tab.Eval(`(document.querySelector("#inspect").dataset.mention)`)
	tab.Press("n")
	tab.Until(`document.querySelector("#inspect").dataset.mention !== "` + first + `"`)

	t.Log("a number is looked for, however soon it is typed, and a row is taken with Alt")
	const options = `[...document.querySelectorAll("#options [data-claim]")]`
	tab.Press("jj")
	tab.Press("a10")
	tab.Until(`document.activeElement?.id === "pick-q" && document.activeElement.value === "10" && document.querySelector("#options").dataset.for === "10" && ` + options + `.length === 0`)
	tab.Press(" remained")
	tab.Until(`document.querySelector("#options [data-wording]")?.dataset.wording === "10 remained"`)
	if got := tab.Eval(`document.querySelector(".picker kbd")?.innerText ?? "none"`); got != "none" {
		t.Errorf("a row says the key %q, and has none", got)
	}
	tab.Press(kb.Escape)
	tab.Until(`!document.querySelector(".picker")`)
	tab.Press("aTwelve" + kb.Enter) // Enter takes what was looked for, not what was first before
	tab.Until(`document.querySelectorAll(".chip").length === 3 && !document.querySelector(".picker")`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".chip").length === 2`)
	if got := tab.Eval(`document.querySelector("#doc-head").innerText`); strings.Contains(got, "Mark as not read") {
		t.Error("what was typed into the picker ran as keys")
	}

	t.Log("words that were adjusted, and then attached")
	tab.Press("v")
	tab.Until(mode + ` === "selecting"`)
	tab.Press(kb.ArrowLeft + "a")
	tab.Until(`document.activeElement?.id === "pick-q"`)
	tab.Until(`document.querySelector("#options [data-claim]:nth-child(2) kbd").innerText === "Alt 2"`)
	tab.Chord(browsertest.Alt, "2")
	tab.Until(`document.querySelectorAll(".chip").length === 3 && ` + mode + ` === ""`)

	t.Log("another claim: the stance and the words of the mention, and not the claim that it has")
	tab.Press("x")
	tab.Until(`document.querySelectorAll("mark[data-stance=contradicts]").length > 0`)
	tab.Press("R")
	tab.Until(`document.activeElement?.id === "pick-q"`)
	if got, want := tab.Eval(`[...document.querySelectorAll(".picker .stance, .picker .asked")].map((el) => el.innerText).join(": ") + ", " + `+options+`.length`), "contradicts: The company has not yet said when it will be able to comment, 1"; got != want {
		t.Errorf("another claim is chosen for %q, want %q", got, want)
	}
	tab.Press(kb.Escape + "z")
	tab.Until(`document.querySelectorAll("mark[data-stance=contradicts]").length === 0`)

	t.Log("a grade that is given before the mark is answered goes to the new mention")
	tab.Press("kk")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)
	tab.Press("c5")
	tab.Until(`document.querySelectorAll(".chip").length === 4 && [...document.querySelectorAll(".chip .grade")].map((g) => g.dataset.grade).join() === "5" && document.querySelector("#toast p").innerText.startsWith("Credibility 5")`)
	tab.Press("zz")
	tab.Until(`document.querySelectorAll(".chip").length === 3 && document.querySelector("#toast p").innerText.startsWith("Undone: marked “")`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".chip").length === 2`)

	t.Log("a narrow window, whose inspector is a sheet")
	tab.Size(1000, 800)
	tab.Press("p")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)
	tab.Press("e")
	tab.Until(`document.activeElement?.id === "wording" && document.querySelector("#desk").dataset.sheet === "open"`)
	tab.Press(kb.Escape)
	tab.Until(`document.activeElement === ` + here)
	tab.Press(kb.Escape)
	tab.Until(`document.querySelector("#desk").dataset.sheet === ""`)
	tab.Size(1440, 900)

	t.Log("an article that begins with a mention")
	tab.Go(address)
	tab.Press("c")
	tab.Until(`document.querySelectorAll(".chip").length === 3`)
	tab.Go(address)
	tab.Until(`!` + blank)

	t.Log("words chosen by hand take the cursor along")
	tab.Eval(`(() => {
		const s = [...document.querySelectorAll(".s")].find((s) => s.textContent.startsWith("Harbour"))
		getSelection().setBaseAndExtent(s.firstChild, 0, s.firstChild, 14)
		s.click()
		return ""
	})()`)
	tab.Until(here + `.textContent.startsWith("Harbour")`)
}

// TestAgree: what a colleague has said is shown beside the choices and is none of
// them, so that choosing the same is to agree, by mouse and by key.
func TestAgree(t *testing.T) {
	path, articles := fill(t)
	s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("Ben"))), Name: "بن Ben"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Article(t.Context(), articles[1])
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.MarkMention(t.Context(), store.Mark{Article: articles[1], Text: a.Text.ID, Span: anchor.Span{Start: 107, End: 125}, Stance: assay.Supports})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(m.Mention), Dimension: assay.DimCredibility}, oplog.Encode("3"), ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	tab, _ := read(t, path, articles[1])
	tab.Press("n")
	tab.Until(`document.querySelector("#inspect[data-mention]")`)
	said := `[...document.querySelectorAll("#inspect .said-by li")].map((li) => li.innerText).join("; ")`
	const others = "بن Ben: supports; بن Ben: 3, possibly true"
	chosen := `[...document.querySelectorAll("#inspect input[type=radio]:checked")].map((input) => input.id).join(" ")`
	if got := tab.Eval(said); got != others {
		t.Errorf("the others say %q, want %q", got, others)
	}
	if got := tab.Eval(chosen); got != "" {
		t.Errorf("before anything was said %q is chosen", got)
	}
	tab.Both("agree")

	tab.Click(`#stance label:has([value=supports])`)
	tab.Until(chosen + ` === "stance-supports"`)
	tab.Until(`document.querySelector("#toast p").innerText === "Stance: supports."`)
	tab.Press("s")
	tab.Until(`document.querySelector("#toast:popover-open p")?.innerText === "You have said so already." && document.querySelector("#say").textContent === "You have said so already."`)
	tab.Press("3")
	tab.Until(chosen + ` === "stance-supports credibility-3"`)
	tab.Press("3")
	tab.Until(chosen + ` === "stance-supports"`)
	tab.Press("z")
	tab.Until(chosen + ` === "stance-supports credibility-3"`)
	if got := tab.Eval(said); got != others {
		t.Errorf("the others say %q after all, want %q", got, others)
	}
	tab.Both("agreed")
}

// TestProposedChain accepts with one key who the text says says it, and takes it
// back.
func TestProposedChain(t *testing.T) {
	path, articles := fill(t)
	tab, _ := read(t, path, articles[0])
	for range 8 {
		if strings.HasPrefix(tab.Eval(`document.querySelector(".s[data-here]")?.innerText ?? ""`), "According to") {
			break
		}
		tab.Press("j")
	}
	tab.Press("c")
	tab.Until(`document.querySelector("#inspect .proposed b")?.innerText.includes("two dock workers")`)
	tab.Both("proposed-chain")
	const proposed = `document.querySelector("#inspect .proposed")`
	if says := tab.Text("#inspect .proposed .hint"); !strings.Contains(says, "According to two dock workers") || !strings.Contains(says, "not on record") {
		t.Errorf("the suggestion is explained with %q", says)
	}
	tab.Press(kb.Enter) // the wording stays
	tab.Press("h")
	tab.Until(proposed + ` === null && document.querySelector("#utterer-0").value.includes("two dock workers") && document.querySelector("#chain select").value === "anonymous_group"`)
	tab.Press("z")
	tab.Until(proposed + ` !== null && document.querySelector("#utterer-0").value === ""`)
}
