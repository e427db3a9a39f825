package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const ctrlEnter = `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true, cancelable: true})), "")`

// TestNotesInBrowser writes notes where things are shown, and finds, changes and
// removes them in their room.
func TestNotesInBrowser(t *testing.T) {
	q := quarrelsome(t)
	tab, _ := visitCase(t, q.path, "/notes")
	tab.Both("notes-none")
	tab.Press("n")
	tab.Until(`document.activeElement.id === "note-text"`)
	tab.Type("#note-text", "# Plan\n\n- ask the **harbour office**\n- see https://quay.example/register\n\n> قال الشاهد إن السفينة غرقت")
	tab.Click("#note-private")
	tab.Eval(`document.querySelector("#note-text").focus()`)
	tab.Eval(ctrlEnter)
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 1 && document.querySelector("#note-text").value === ""`)
	tab.Until(`document.activeElement.matches("#main *:not(textarea)")`)

	tab.Eval(`(location.assign(document.querySelector("[data-value=claims]").href), "")`)
	tab.Until(`document.querySelectorAll("tbody .title").length > 0`)
	tab.Eval(`(document.querySelectorAll("tbody .title")[0].click(), "")`)
	tab.Until(`document.querySelector("#note-new-claim")`)
	tab.Press("t")
	tab.Type("#note-new-claim", "Who *counted* them?")
	tab.Press(kb.Escape)
	tab.Until(`document.querySelector("#notes-claim .memo em")?.innerText === "counted"`)
	tab.Both("notes-claim")

	tab.Eval(`document.activeElement.blur()`)
	tab.Press("gn")
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 2`)
	tab.Both("notes")
	tab.Press("je")
	tab.Until(`document.activeElement.matches(".notes-list textarea")`)
	tab.Both("notes-edit")
	tab.Type(":focus", kb.End+" And when?")
	tab.Eval(ctrlEnter)
	tab.Until(`document.querySelector(".notes-list .memo").innerText.includes("And when?")`)
	tab.Press("f")
	tab.Until(`document.activeElement.id === "note-words"`)
	tab.Type("#note-words", "office"+kb.Enter)
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 1 && location.search.includes("q=office")`)
	tab.Eval(`(document.querySelector(".notes-list details.edit").open = true, "")`)
	tab.Click(`.notes-list button[value=remove]`)
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 0`)
	tab.Eval(`document.activeElement.blur()`)
	tab.Press("z")
	tab.Until(`document.querySelectorAll(".notes-list > li").length === 1`)

	t.Log("a source and a question have both too")
	tab.Press("gs")
	tab.Until(`document.querySelectorAll("tbody .title").length > 0 && location.pathname.endsWith("/sources")`)
	tab.Eval(`(document.querySelectorAll("tbody .title")[0].click(), "")`)
	tab.Until(`document.querySelector("#tag-name-source")`)
	tab.Type("#tag-name-source", "Wires"+kb.Enter)
	tab.Until(`document.querySelector("#tags-source .tag")`)
	tab.Type("#note-new-source", "Ask **who** owns it.")
	tab.Press(kb.Escape)
	tab.Until(`document.querySelector("#notes-source .memo strong")`)
	tab.Both("notes-source")
}
