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

// quarrel is a case in which the papers differ: on how many lorries burned, on
// who was inside, and on what the harbour master said.
type quarrel struct {
	path   string
	claims map[string]assay.ClaimID
}

// quarrelsome makes such a case. Each line of marks is a paper, the words, the
// claim and the stance.
func quarrelsome(t *testing.T) (q quarrel) {
	t.Helper()
	q = quarrel{path: filepath.Join(t.TempDir(), "quarrel.assay"), claims: map[string]assay.ClaimID{}}
	open := func(name string) *store.Store {
		s, err := store.Open(t.Context(), q.path, store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode(name))), Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s, err := store.Create(t.Context(), q.path, "Fire at Port Merrow", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("Ana"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	did := func(_ assay.ActID, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	texts := []struct{ site, name, language, text string }{
		{"coastalwire.example", "Coastal Wire", "en", "Fire guts cold store\n\nA fire destroyed the Quell & Sons cold store on the east quay. Twelve refrigerated lorries parked beside the building were lost, the agency said. Nobody was inside the building when the alarm was raised.\n\n“We have lost a building, not a harbour,” harbour master Ilse Varn said."},
		{"merrowherald.example", "Merrow Herald", "en", "Harbour reopens after blaze\n\nThe port reopened after nine hours. Nine lorries burned, a spokesman of the fire brigade told the Herald. One night watchman had been led out with burns to his hands, he added."},
		{"lantern.example", "The Lantern", "en", "Blaze on the quay\n\nAs Coastal Wire reported, twelve lorries were lost 🚒 in the blaze. The building is said to have been empty."},
		{"mina.example", "صوت الميناء", "ar", "حريق يدمر مخزنا في ميناء ميرو\n\nقال مسؤول الميناء إن الحريق دمّر المخزن المبرّد في الرصيف الشرقي. لم يصب أحد بأذى."},
		{"ferry.example", "Ferry Times", "en", "New ferry to start in spring\n\nThe line to the islands gets a second ship."},
	}
	articles := map[string]assay.ArticlePage{}
	for _, x := range texts {
		title, _, _ := strings.Cut(x.text, "\n")
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(x.text), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://" + x.site + "/fire", Site: x.name, Text: x.text, Title: title, Language: x.language,
			Published: "2026-03-01", PublishedBasis: "printed", Extractor: "text/1", Charset: "utf-8", CharsetSure: true,
		})
		did(in.Act, err)
		host := x.site
		did(s.ChangeArticles(t.Context(), []assay.ArticleID{in.Article}, store.ArticleChange{TextOrigin: &store.NameEdit{Now: host}}))
		if articles[x.site], err = s.Article(t.Context(), in.Article); err != nil {
			t.Fatal(err)
		}
	}
	mark := func(s *store.Store, site, words, claim string, stance assay.Stance) assay.MentionID {
		t.Helper()
		p := articles[site]
		before, _, ok := strings.Cut(p.Body.String(), words)
		if !ok {
			t.Fatalf("%s does not say %q", site, words)
		}
		start := anchor.NewText(before).Len()
		m, err := s.MarkMention(t.Context(), store.Mark{
			Article: p.Article.ID, Text: p.Text.ID, Span: anchor.Span{Start: start, End: start + anchor.NewText(words).Len()}, Claim: q.claims[claim], Wording: claim, Stance: stance,
		})
		did(m.Act, err)
		q.claims[claim] = m.Claim
		return m.Mention
	}
	const lorries, empty, lost, port = "Twelve lorries burned", "Nobody was in the building", "The cold store is a total loss", "The port reopened after nine hours"
	mark(s, "coastalwire.example", "Twelve refrigerated lorries parked beside the building were lost", lorries, assay.Supports)
	mark(s, "merrowherald.example", "Nine lorries burned", lorries, assay.Contradicts)
	lantern := mark(s, "lantern.example", "twelve lorries were lost 🚒 in the blaze", lorries, assay.Supports)
	did(s.Attribute(t.Context(), lantern, []store.Utterer{{Step: assay.Step{Source: assay.SourceByDomain("coastalwire.example"), Verb: "reported"}}}, nil))
	mark(s, "coastalwire.example", "Nobody was inside the building", empty, assay.Supports)
	inside := mark(s, "merrowherald.example", "One night watchman had been led out with burns to his hands", empty, assay.Contradicts)
	mark(s, "lantern.example", "The building is said to have been empty", empty, assay.Qualifies)
	unhurt := mark(s, "mina.example", "لم يصب أحد بأذى", empty, assay.Mentions)
	mark(s, "mina.example", "دمّر المخزن المبرّد", lost, assay.Supports)
	mark(s, "coastalwire.example", "destroyed the Quell & Sons cold store", lost, assay.Supports)
	mark(s, "merrowherald.example", "The port reopened after nine hours", port, assay.Supports)
	_, act, err := s.TagTarget(t.Context(), "numbers", assay.EntityID(q.claims[lorries]))
	did(act, err)
	_, act, err = s.AddQuestion(t.Context(), "Was anybody hurt?", []store.NewVersion{{Label: "a night watchman", Mentions: []assay.MentionID{inside}}, {Label: "nobody", Mentions: []assay.MentionID{unhurt}}})
	did(act, err)
	read := true
	did(s.ChangeArticles(t.Context(), []assay.ArticleID{articles["ferry.example"].Article.ID}, store.ArticleChange{Read: &read}))
	did(s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(q.claims[empty]), Dimension: assay.DimCredibility}, oplog.Encode("3"), "Two papers differ."))
	did(assay.ActID{}, s.Close())
	s = open("Ben")
	did(s.Judge(t.Context(), assay.JudgementKey{Target: assay.EntityID(lantern), Dimension: assay.DimStance}, oplog.Encode(assay.Qualifies), "It only repeats the agency."))
	did(assay.ActID{}, s.Close())
	return q
}

// visitCase opens a case in a browser, at a place below its address.
func visitCase(t *testing.T, path, place string) (tab *browsertest.Tab, root string) {
	t.Helper()
	t.Parallel()
	program := launchIn(t, t.TempDir(), "--no-browser", path)
	tab = browsertest.Open(t, func(m string) bool { return strings.Contains(m, "404") })
	tab.Do(chromedp.Navigate(program.url))
	tab.Until(`location.pathname.includes("/c/")`)
	root = tab.Eval(`location.origin + location.pathname.match(/.*\/c\/[^/]+/)[0]`)
	tab.Go(root + place)
	return tab, root
}

// TestClaimsRoom finds, makes and opens claims by keys.
func TestClaimsRoom(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims")
	tab.Until(`document.querySelectorAll("tbody tr").length === 4`)
	tab.Both("claims")

	tab.Go(root + "/claims?contested=true&sort=disputed")
	tab.Until(`document.querySelectorAll("tbody tr").length === 2`)
	tab.Press("j")
	tab.Until(`document.activeElement.matches("tbody tr:first-child a.title")`)

	tab.Press("c")
	tab.Until(`document.activeElement.id === "wording"`)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelector("#wording[aria-invalid]") && document.querySelector("#wording-error").innerText.includes("one sentence")`)
	tab.Type("#wording", "The sprinklers were off"+kb.Enter)
	tab.Until(`document.querySelector("h1").innerText === "The sprinklers were off"`)
}

// TestClaimPage rates, judges and words a claim by keys, and undoes it.
func TestClaimPage(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/claims/"+q.claims["Twelve lorries burned"].String())
	tab.Until(`document.querySelectorAll(".mention").length === 3`)
	if got := tab.Eval(`document.querySelector(".mention mark").closest("blockquote").innerText`); !strings.Contains(got, "cold store on the east quay. Twelve refrigerated lorries") || !strings.HasSuffix(got, "Nobody was inside the building when the alarm was raised.") {
		t.Errorf("around the first mention stands %q", got)
	}

	tab.Press("3")
	tab.Until(`document.querySelector("#credibility-3").checked && document.querySelector(".assessment .opinions")?.innerText.includes("3, possibly true")`)
	tab.Press("1")
	tab.Until(`document.querySelector(".assessment .notice[data-tone=warn]")?.innerText.includes("highest grade that this bears is 2")`)
	tab.Press("z")
	tab.Until(`document.querySelector("#credibility-3").checked && !document.querySelector(".assessment .notice[data-tone=warn]")`)

	tab.Press("j")
	tab.Press("x")
	tab.Until(`document.querySelector(".tally").innerText.replace(/\s+/g, " ").startsWith("2 contradicts 1 qualifies")`)
	tab.Press("z")
	tab.Until(`document.querySelector(".tally").innerText.replace(/\s+/g, " ").startsWith("1 supports 1 contradicts")`)

	tab.Press("e")
	tab.Until(`document.activeElement.matches("#claim-fields textarea")`)
	tab.Press(kb.End + " on the quay")
	tab.Click("#claim-fields .btn.main")
	tab.Until(`document.querySelector("h1").innerText === "Twelve lorries burned on the quay" && !document.querySelector("#edit-claim").open`)

	tab.Click("#independence summary")
	tab.Type("#independence textarea", "Each has its own reporters.")
	tab.Click("#independence .btn")
	tab.Until(`document.querySelector(".assessment .opinions").innerText.includes("independent, says")`)

	tab.Click("#silence button[value=out_of_scope]")
	tab.Until(`[...document.querySelectorAll("#silence h3")].some((h) => h.innerText.includes("out of scope"))`)
	tab.Eval(`scrollTo(0, 0)`)
	tab.Both("claim")
}

// TestContestedRoom makes a question of a claim, rules on it, and moves its
// mentions.
func TestContestedRoom(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/contested")
	tab.Until(`document.querySelectorAll("article.card").length === 1 && document.querySelectorAll(".rows > li").length === 2`)
	tab.Both("contested")

	tab.Go(root + "/contested/new?claim=" + q.claims["Twelve lorries burned"].String())
	tab.Both("ask")
	tab.Eval(`document.querySelector("#wording").select()`)
	tab.Type("#wording", "How many lorries burned?")
	tab.Click("#ask .btn.main")
	tab.Until(`document.querySelector("h1").innerText === "How many lorries burned?" && document.querySelectorAll(".version").length === 2`)

	tab.Click(".version:nth-child(2) input[value=preferred]")
	tab.Until(`document.querySelector(".version").dataset.rank === "preferred" && document.querySelector(".version h3").innerText === "no"`)
	tab.Press("a")
	tab.Until(`document.activeElement.id === "label"`)
	tab.Type("#label", "about ten"+kb.Enter)
	tab.Until(`document.querySelectorAll(".version").length === 3 && document.querySelector("#label").value === ""`)
	tab.Click(".version:nth-child(2) .placing button:nth-of-type(2)")
	tab.Until(`document.querySelectorAll(".version:nth-child(3) .quote").length === 1`)

	tab.Press("e")
	tab.Until(`document.activeElement.matches("#question-fields textarea")`)
	tab.Type("#settles", "The harbour register of that day")
	tab.Type("#ruling", "Nine burned.")
	tab.Type("#why", "A clerk of the brigade counted them; the brigade counted them twice.")
	tab.Eval(`document.querySelector("#status").value = "settled"`)
	tab.Eval(`(document.querySelector("#severity").value = "material", document.querySelector("#relation").value = "contrary")`)
	tab.Click("#question-fields .btn.main")
	tab.Until(`document.querySelector(".defs")?.innerText.includes("the brigade counted them") && !document.querySelector("#edit-question").open`)
	tab.Go(tab.Eval(`location.origin + location.pathname`) + "?q=building")
	tab.Until(`document.querySelector(".timeline")?.innerText.replace(/\s+/g, " ").includes("ruled: Nine burned.")`)
	tab.Until(`document.querySelector(".timeline").innerText.includes("preferred")`)
	tab.Both("question")

	// The table of evidence is judged by keys.
	tab.Go(tab.Eval(`location.origin + location.pathname`))
	tab.Press("v")
	tab.Until(`document.querySelector("table[data-evidence]") !== null`)
	tab.Ready()
	tab.Press(kb.ArrowDown)
	tab.Until(`document.activeElement.matches("[data-version]")`)
	say := `document.querySelector("#say").textContent`
	tab.Press(kb.ArrowRight + kb.ArrowRight + "c")
	tab.Until(say + `.startsWith("The passage states this version")`)
	tab.Press(kb.ArrowLeft + "x")
	tab.Until(`document.activeElement.dataset.bearing === "inconsistent"`)
	tab.Until(`document.querySelectorAll("tr[data-telling=tells_apart]").length === 1`)
	tab.Press(kb.ArrowLeft + "c")
	tab.Until(`document.activeElement.dataset.bearing === "consistent"`)
	tab.Press(kb.ArrowDown + "-")
	tab.Until(`document.activeElement.dataset.bearing === "says_nothing" || ` + say + `.startsWith("The passage states")`)
	tab.Both("evidence")
	tab.Size(320, 700)
	tab.Fits()
	tab.Size(1440, 900)
	tab.PDF("evidence")
	tab.Press("z")
	tab.Until(say + `.startsWith("Undone: said that ")`)
	tab.Click("[name=apart]")
	tab.Until(`location.search.includes("apart=true") && document.querySelectorAll("tr[data-mention]").length === 1`)
	tab.Ready()

	tab.Go(root + "/contested?sort=latest")
	tab.Until(`document.querySelector(".places").innerText.replace(/\s+/g, " ").includes("Settled 1")`)
	tab.Both("board")
	tab.Eval(`(() => { const f = document.querySelector("[name=severity]"); f.value = "minor"; f.dispatchEvent(new Event("change", { bubbles: true })) })()`)
	tab.Until(`document.querySelector(".empty")?.innerText.includes("Nothing fits")`)
}

// TestDraftBesideOthers writes in a form while another tab changes the same:
// the draft stays, and what the other has written is not lost without a word.
func TestDraftBesideOthers(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/claims/"+q.claims["Twelve lorries burned"].String())
	tab.Press("e")
	tab.Until(`document.activeElement.matches("#claim-fields textarea")`)
	tab.Press(kb.End + " on the quay")
	tab.Eval(`(fetch(document.querySelector("#claim-fields").action, {method: "POST", body: new URLSearchParams({
		was: document.querySelector("#claim-fields [name=was]").value, wording: "Thirteen lorries burned", kind: "count", when: "", event: ""})}), "sent")`)
	tab.Until(`document.querySelector("h1").innerText === "Thirteen lorries burned"`)
	tab.Until(`document.querySelector("#claim-fields textarea").value === "Twelve lorries burned on the quay" && document.activeElement.matches("#claim-fields textarea")`)

	tab.Click("#claim-fields .btn.main")
	tab.Until(`document.querySelector("#wording-error")?.innerText.includes("to “Thirteen lorries burned”") && document.querySelector("#kind").value === "count"`)
	tab.Click("#claim-fields .btn.main")
	tab.Until(`document.querySelector("h1").innerText === "Twelve lorries burned on the quay" && !document.querySelector("#edit-claim").open`)
}
