package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"assay/internal/anchor"
	"assay/internal/assay"
	"assay/internal/oplog"
	"assay/store"
)

// TestWhereItEntered reads what a claim rests on, says by keys where a passage
// entered, takes that back by undo, and finds out what became of it on its way.
func TestWhereItEntered(t *testing.T) {
	q := quarrelsome(t)
	tab, root := visitCase(t, q.path, "/claims/"+q.claims["Twelve lorries burned"].String())
	tab.Until(`document.querySelectorAll(".mention").length === 3`)
	if got, want := tab.Text(".statement p"), "For it: one article"; !strings.HasPrefix(got, want) {
		t.Errorf("it rests on %q, want %q", got, want)
	}
	if got := tab.Eval(`document.querySelector(document.querySelector(".statement p a").getAttribute("href")).querySelector(".no").innerText`); got != "1" {
		t.Errorf("the first passage that is cited is number %q", got)
	}

	tab.Press("j" + "w")
	tab.Until(`document.activeElement.matches(".mention:first-child details.root[open] input[name=source]")`)
	tab.Type(".mention:first-child input[name=source]", "Harbour clerk Ode Falk")
	tab.Click(".mention:first-child .root-form button:not([name])") // without a reason
	tab.Until(`document.querySelector(".mention:first-child .root-form textarea:invalid")`)
	tab.Type(".mention:first-child .root-form textarea", "He told the agency.")
	tab.Both("where-it-entered")
	tab.Click(".mention:first-child .root-form button:not([name])")
	tab.Until(`document.querySelector(".mention:first-child .trail-line").innerText.includes("Ode Falk") && document.querySelector(".mention:first-child .root .opinions q").innerText === "He told the agency."`)
	tab.Until(`document.querySelector(".statement").innerText.includes("analyst’s word")`)
	tab.Both("declared")
	tab.Press(kb.Escape)
	tab.Eval(`(document.activeElement.blur(), "")`)
	tab.Press("z")
	tab.Until(`!document.querySelector(".mention:first-child .trail-line").innerText.includes("Ode Falk")`)

	tab.Press("d")
	tab.Until(`document.querySelectorAll(".hand").length > 1 && document.querySelector(".hand del") && document.querySelector(".hand ins")`)
	if got := tab.Eval(`document.querySelector("main").innerText.toLowerCase().includes("contradiction")`); got != "false" {
		t.Error("a difference is called a contradiction")
	}
	tab.Both("hand-to-hand")
	tab.Go(root + "/claims/" + q.claims["Nobody was in the building"].String() + "/drift?changed=true&against=first")
	tab.Until(`document.querySelector("#drift-filter [name=against]").value === "first" && document.querySelector("#drift-filter [name=changed]").checked`)
}

// TestOriginsOfSample looks at what the claims of the sample rest on, in both
// languages.
func TestOriginsOfSample(t *testing.T) {
	tab, v := visitSample(t)
	tab.Go(v.root + "/claims")
	at := tab.Eval(`[...document.querySelectorAll("tbody a.title")].find((a) => a.textContent.startsWith("At least 340"))?.href`)
	valve := tab.Eval(`[...document.querySelectorAll("tbody a.title")].find((a) => a.textContent.startsWith("A dosing valve"))?.href`)
	for _, x := range []struct{ name, at string }{{"claims", v.root + "/claims"}, {"statement", at}, {"drift", at + "/drift"}, {"drift-valve", valve + "/drift"}} {
		tab.Go(x.at)
		tab.Both("origins-" + x.name)
	}
	tab.Eval(`(document.querySelector("main a[href*='contested/']")?.click(), "")`)
	tab.Until(`document.querySelector("h1")`)
	tab.Both("origins-question")

	tab.Go(v.run + "/settings")
	tab.Until(`!document.querySelector("#texts")`)
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Click("[data-form=settings] .btn.main")
	tab.Until(`document.documentElement.lang === "ar"`)
	for _, x := range []struct{ name, at string }{{"statement", at}, {"drift", valve + "/drift"}, {"report", v.root + "/reports/all"}} {
		tab.Go(x.at)
		tab.Both("origins-ar-" + x.name)
	}
}

// TestProposedOrigins shows what is proposed beside what is confirmed, and apart
// from it.
func TestProposedOrigins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "proposed.assay")
	s, err := store.Create(t.Context(), path, "Ferry", store.Options{Actor: assay.ActorID(oplog.Derive("actor", oplog.Encode("Ana"))), Name: "Ana"})
	if err != nil {
		t.Fatal(err)
	}
	const report = "The ferry to the islands will stop in May, when the lease of the old pier runs out and the board lets the two tugs go. Its crew of nineteen was told on the quay in the rain, by a clerk who read from a sheet of paper and left before anybody could ask him what was to become of the bread that comes over with the morning boat, or of the doctor who goes back with it at night."
	var claim assay.ClaimID
	for i, x := range []string{"Ferry to stop\n\n" + report, "No boat from May\n\nThe news came late. " + report + " The mayor was away."} {
		site := []string{"lantern.example", "ferrytimes.example"}[i]
		in, err := s.ImportArticle(t.Context(), assay.Import{
			Original: []byte(x), Name: "a.txt", MediaType: "text/plain", FoundAt: "https://" + site + "/ferry", Text: x, Title: "Ferry", Language: "en",
			Published: "2031-04-0" + strconv.Itoa(i+1), PublishedBasis: "printed", Extractor: "text/1", Charset: "utf-8", CharsetSure: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Article(t.Context(), in.Article)
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(p.Body.String(), "The ferry to the islands will stop in May")
		start := anchor.NewText(before).Len()
		m, err := s.MarkMention(t.Context(), store.Mark{Article: in.Article, Text: p.Text.ID, Span: anchor.Span{Start: start, End: start + 41}, Claim: claim, Wording: "The ferry stops in May", Stance: assay.Supports})
		if err != nil {
			t.Fatal(err)
		}
		claim = m.Claim
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tab, root := visitCase(t, path, "/claims")
	for range 40 { // they are compared in the background
		tab.Go(root + "/claims")
		if tab.Eval(`document.querySelectorAll(".supposed").length`) != "0" {
			break
		}
	}
	const want = "2 articles, at most 2 origins; if what is proposed is confirmed, at most 1 origin"
	if got := tab.Text(".supposed"); got != want {
		t.Errorf("the list says %q, want %q", got, want)
	}
	tab.Both("proposed-claims")
	tab.Go(root + "/claims/" + claim.String())
	if got := tab.Text("p.proposed"); !strings.HasPrefix(got, want) {
		t.Errorf("the page says %q, want %q and where it is decided", got, want)
	}
	tab.Both("proposed-claim")
}
