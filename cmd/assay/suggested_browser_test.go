package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/assay"
	"assay/internal/browsertest"
	"assay/internal/oplog"
	"assay/store"
)

// fillEvent is fill with all papers about one event.
func fillEvent(t *testing.T) (path string, articles []assay.ArticleID) {
	t.Helper()
	path, articles = fill(t)
	s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := s.ChangeArticles(t.Context(), articles, store.ArticleChange{AddEvent: "Fire at the cold store"}); err != nil {
		t.Fatal(err)
	}
	return path, articles
}

// TestSuggestedPassages marks a claim, sees where others may say it, and answers
// that by keys without leaving the article.
func TestSuggestedPassages(t *testing.T) {
	path, articles := fillEvent(t)
	tab, _ := read(t, path, articles[0])
	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Twelve refrigerated lorries")`)
	tab.Press("c")
	tab.Until(`document.querySelectorAll("#suggested .offer").length >= 1`)
	tab.Until(`document.querySelector("#suggested .offered").innerText.startsWith("Nine lorries burned")`)
	tab.Until(`document.querySelector("#suggested .offered em").innerText.includes("lorries")`)
	tab.Press("O")
	tab.Until(`document.activeElement === document.querySelector("#suggested .offer")`)
	tab.Both("suggested")

	address := tab.Eval(`location.href`)
	tab.Press("O")
	tab.Until(`document.activeElement === document.querySelector("#suggested .offer")`)
	tab.Press("x")
	tab.Until(`document.querySelector("#elsewhere-section .quote[data-stance=contradicts]") !== null`)
	tab.Until(`![...document.querySelectorAll("#suggested .offered")].some((p) => p.innerText.startsWith("Nine lorries"))`)
	tab.Until(`document.querySelector("#toast p").innerText.startsWith("Marked there: contradicts.")`)
	if got := tab.Eval(`location.href`); got != address {
		t.Errorf("the analyst has gone to %s", got)
	}
	tab.Until(`document.querySelector("#suggested").contains(document.activeElement)`)
	tab.Both("suggested-answered")
	tab.Press("O")
	tab.Until(`document.querySelector("#suggested").contains(document.activeElement)`)
	tab.Press(kb.Escape)
	tab.Until(`document.activeElement === document.querySelector(".s[data-here]")`)
	tab.Press("z")
	tab.Until(`document.querySelector("#suggested .offered")?.innerText.startsWith("Nine lorries burned")`)

	tab.Press("O")
	tab.Until(`document.activeElement === document.querySelector("#suggested .offer")`)
	tab.Press("N")
	tab.Until(`![...document.querySelectorAll("#suggested .offered")].some((p) => p.innerText.startsWith("Nine lorries"))`)
	tab.Press(kb.Escape)
	tab.Press("z")
	tab.Until(`document.querySelector("#suggested .offered")?.innerText.startsWith("Nine lorries burned")`)

	// Keys of the mention are the mention's where the focus is in the text.
	tab.Press("q")
	tab.Until(`document.querySelector("mark")?.dataset.stance === "qualifies"`)
	tab.Until(`document.querySelectorAll("#suggested .offer").length >= 1`)
}

// TestSuggestedOfStory marks a claim in an article of no event: others are asked
// that tell the same story, and it is said which.
func TestSuggestedOfStory(t *testing.T) {
	path, _ := fill(t)
	s, err := store.Open(t.Context(), path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("test"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	var articles []assay.ArticleID
	for _, text := range []string{
		"Gulls close the lido\n\nFour hundred gulls settled on the roof of the Saltmere lido on Friday, and the bathing master closed the pool.\n\nThe lifeguards carried the deckchairs into the boathouse.",
		"Lido shut by birds\n\nSome three hundred gulls settled on the roof of the lido of Saltmere, and its bathing master closed the pool until Monday.\n\nLifeguards put the deckchairs in the boathouse.",
		"طيور تغلق المسبح\n\nFour hundred gulls settled on the roof of the Saltmere lido on Friday; the bathing master closed the pool, and lifeguards carried the deckchairs into the boathouse.",
	} {
		title, _, _ := strings.Cut(text, "\n")
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(text), Name: "a.txt", MediaType: "text/plain", Text: text, Extractor: "text/1", Charset: "utf-8", CharsetSure: true, Title: title, Language: "en", Published: "2026-03-06",
			Outline: []assay.Part{{Start: 0, End: len([]rune(title)), Kind: "title"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, in.Article)
	}
	for left := 1; left > 0; {
		if left, err = s.Relate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tab, _ := read(t, path, articles[0])
	tab.Press("j")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Four hundred gulls")`)
	tab.Press("c")
	tab.Until(`document.querySelectorAll("#suggested .offered").length >= 2`)
	tab.Until(`document.querySelector("#suggested .hint").innerText.startsWith("Of two articles that tell the same story")`)
	tab.Click("#suggested .asked summary")
	tab.Until(`document.querySelectorAll("#suggested .asked li").length === 2`)
	tab.Eval(`(document.querySelector("#suggested").scrollIntoView(), "")`)
	tab.Both("suggested-story")
}

// TestChain says who says it, with all that is known of them, by keys alone.
func TestChain(t *testing.T) {
	path, articles := fill(t)
	tab, _ := read(t, path, articles[1])
	tab.Press("jj")
	tab.Until(`document.querySelector(".s[data-here]").textContent.startsWith("Nine lorries")`)
	tab.Press("c")
	tab.Press("w")
	tab.Until(`document.activeElement?.id === "utterer-0"`)
	tab.Press("The Herald" + kb.Enter)
	tab.Until(`document.querySelector("#utterer-1") !== null`)
	tab.Press("w")
	tab.Until(`document.activeElement?.id === "utterer-0"`)
	tab.Press(kb.Tab + kb.Tab)
	tab.Until(`document.activeElement?.id === "utterer-1"`)
	tab.Press("The fire brigade" + kb.Enter)
	tab.Until(`document.querySelector("#utterer-2") !== null`)

	set := func(field, word string) {
		tab.Eval(`((el) => { el.value = "` + word + `"; el.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("` + field + `"))`)
	}
	// More of the second: folded, and opened by a key.
	const fields = `document.querySelector("#step-1")`
	tab.Click("#utterer-1")
	tab.Chord(browsertest.Alt, kb.Enter)
	tab.Until(fields + `.open && document.activeElement.name === "kind"`)
	set(`#step-1 [name=kind]`, "organisation")
	tab.Until(`document.querySelector("#step-1 summary").innerText.includes("organisation")`)
	set(`#step-1 [name=named]`, "named")
	tab.Until(`document.querySelector("#step-1 summary").innerText.includes("named")`)
	set(`#step-1 [name=on_record]`, "yes")
	tab.Until(`document.querySelector("#step-1 summary").innerText.includes("on record")`)
	set(`#step-1 [name=basis]`, "witnessed")
	tab.Until(`document.querySelector("#step-1 summary").innerText.includes("witnessed")`)
	tab.Eval(`(document.querySelector("#step-1").scrollIntoView({block: "center"}), "")`)
	tab.Both("chain")

	tab.Click("#utterer-1")
	tab.Chord(browsertest.Alt, kb.ArrowUp)
	tab.Until(`document.querySelector("#utterer-0").value === "The fire brigade" && document.querySelector("#step-0 [name=basis]").value === "witnessed" && document.activeElement.id === "utterer-0"`)
	tab.Chord(browsertest.Alt, kb.Delete)
	tab.Until(`document.querySelector("#utterer-0").value === "The Herald" && document.querySelector("#utterer-2") === null`)
	tab.Press(kb.Escape)
	tab.Press("z")
	tab.Until(`document.querySelector("#utterer-0").value === "The fire brigade" && document.querySelector("#utterer-1").value === "The Herald"`)

	// Nobody has it from themselves.
	tab.Click("#utterer-2")
	tab.Press("the fire brigade" + kb.Enter)
	tab.Until(`document.querySelector("#problem").innerText.includes("would have it from itself")`)
	tab.Both("chain-circle")
}
