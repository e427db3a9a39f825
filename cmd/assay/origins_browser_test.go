package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
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
	tab.Click(`#set-language label:has([value="ar"])`)
	tab.Until(`document.documentElement.lang === "ar"`)
	for _, x := range []struct{ name, at string }{{"statement", at}, {"drift", valve + "/drift"}, {"report", v.root + "/reports/all"}} {
		tab.Go(x.at)
		tab.Both("origins-ar-" + x.name)
	}
}
