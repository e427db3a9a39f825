// Key presses as browsers report them, and what they ask for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { have, isField, keyOf, lookup, nameOf, on, perform, read } from "../js/keys.js"
import keymap from "../js/keymap.json" with { type: "json" }

/** A key press; third is the modifier that types a third character (AltGr). */
function press(key, { third = false, ...rest } = {}) {
  return {
    key, code: "", keyCode: 0, target: { tagName: "BODY" }, repeat: false, isComposing: false, defaultPrevented: false,
    ctrlKey: false, metaKey: false, altKey: false, shiftKey: false,
    getModifierState: (name) => name === "AltGraph" && third, ...rest,
  }
}

const reading = { scopes: ["reader", "everywhere"], prefix: "", mode: "on", own: [] }
const body = (matching) => ({ tagName: "DIV", matches: (selector) => selector.includes(matching) })
const field = { tagName: "INPUT", type: "text", value: "" }

test("names of keys", () => {
  const cases = [
    ["a letter", press("j", { code: "KeyJ" }), "j"],
    ["a letter with Shift", press("J", { code: "KeyJ", shiftKey: true }), "J"],
    ["a letter under Caps Lock", press("J", { code: "KeyJ" }), "j"],
    ["a digit", press("3", { code: "Digit3" }), "3"],
    ["a sign that Shift types", press("?", { code: "Slash", shiftKey: true }), "?"],
    ["a chord", press("k", { ctrlKey: true }), "Ctrl+k"],
    ["a chord on a Mac", press("k", { metaKey: true }), "Ctrl+k"],
    ["an arrow with Alt and Shift", press("ArrowLeft", { altKey: true, shiftKey: true }), "Alt+Shift+ArrowLeft"],
    ["a bracket on a German keyboard", press("[", { code: "Digit8", ctrlKey: true, altKey: true, third: true }), "["],
    ["Cyrillic", press("о", { code: "KeyJ" }), "j"],
    ["Cyrillic with Shift", press("О", { code: "KeyJ", shiftKey: true }), "J"],
    ["Hangul", press("ㅓ", { code: "KeyJ" }), "j"],
    ["Arabic", press("ت", { code: "KeyJ" }), "j"],
    ["Arabic digits", press("٣", { code: "Digit3" }), "3"],
    ["a full stop in Hebrew", press("ץ", { code: "Period" }), "."],
    ["Alt and a letter on a Mac", press("∆", { code: "KeyJ", altKey: true }), "Alt+j"],
    ["another Latin layout goes by its letters", press("q", { code: "KeyA" }), "q"],
    ["space", press(" ", { code: "Space" }), "Space"],
    ["a modifier on its own", press("Shift", { shiftKey: true }), ""],
    ["a dead key", press("Dead", { code: "BracketLeft" }), ""],
  ]
  for (const [name, e, want] of cases) assert.equal(nameOf(e), want, name)
})

test("arrows go with what they move on", () => {
  const right = press("ArrowRight", { altKey: true })
  assert.equal(nameOf(right, false), "Alt+ArrowRight")
  assert.equal(nameOf(right, true), "Alt+ArrowLeft")
  assert.equal(nameOf(press("ArrowUp"), true), "ArrowUp")
  const onMatrix = { scopes: ["matrix"], prefix: "", mode: "on", own: [] }
  assert.equal(read(press("ArrowLeft"), { ...onMatrix, leftward: true })?.act, "right")
  assert.equal(read(press("ArrowLeft"), onMatrix)?.act, "left")
  assert.equal(read(press("h"), { ...onMatrix, leftward: true })?.act, "left")
})

test("where typing writes", () => {
  const cases = [
    ["a text field", { tagName: "INPUT", type: "text" }, true],
    ["a search field", { tagName: "INPUT", type: "search" }, true],
    ["a date field", { tagName: "INPUT", type: "date" }, true],
    ["a text area", { tagName: "TEXTAREA" }, true],
    ["a list of choices, which letters search", { tagName: "SELECT" }, true],
    ["editable text", { tagName: "DIV", isContentEditable: true }, true],
    ["a radio button", { tagName: "INPUT", type: "radio" }, false],
    ["a check box", { tagName: "INPUT", type: "checkbox" }, false],
    ["a button", { tagName: "BUTTON" }, false],
    ["nothing", null, false],
  ]
  for (const [name, el, want] of cases) assert.equal(isField(el), want, name)
})

test("what a press asks for", () => {
  const cases = [
    ["a key of the page", press("j"), {}, "reader next"],
    ["a key of every page", press("z"), {}, "everywhere undo"],
    ["a key with a value of its own", press("q"), {}, "reader stance qualifies"],
    ["a key that is its value", press("4"), {}, "reader credibility 4"],
    ["a letter grade", press("B", { shiftKey: true }), {}, "reader reliability B"],
    ["a key of another page", press("P", { shiftKey: true }), {}, null],
    ["held down where that repeats", press("j", { repeat: true }), {}, "reader next"],
    ["held down where it must not", press("c", { repeat: true }), {}, null],

    ["while typing", press("j", { target: field }), {}, null],
    ["while typing, a named key", press("Delete", { target: field }), {}, null],
    ["while typing, a chord, which types nothing", press("k", { ctrlKey: true, target: field }), {}, "everywhere palette"],
    ["while typing, a chord that moves the caret", press("Home", { ctrlKey: true, target: field }), { scopes: ["matrix"] }, null],
    ["while composing", press("j", { isComposing: true }), {}, null],
    ["while composing in an old browser", press("j", { keyCode: 229 }), {}, null],
    ["when another module took it", press("j", { defaultPrevented: true }), {}, null],
    ["with Ctrl", press("c", { ctrlKey: true }), {}, null],
    ["with Alt", press("c", { altKey: true }), {}, null],

    ["Enter on a link is the link's", press("Enter", { target: body("a[href]") }), { scopes: ["list"] }, null],
    ["Enter elsewhere in a row", press("Enter", { target: body("td") }), { scopes: ["list"] }, "list open"],
    ["arrows on a radio button are its own", press("ArrowUp", { target: { tagName: "INPUT", type: "radio", matches: () => true } }), { scopes: ["matrix"] }, null],

    ["single keys off", press("j"), { mode: "off" }, null],
    ["single keys off, a named key", press("Delete"), { mode: "off" }, "reader remove"],
    ["single keys with Alt, without", press("j"), { mode: "alt" }, null],
    ["single keys with Alt", press("j", { altKey: true }), { mode: "alt" }, "reader next"],
    ["single keys with Alt on a Mac", press("∆", { code: "KeyJ", altKey: true }), { mode: "alt" }, "reader next"],

    ["the first of a sequence", press("g"), {}, "prefix g"],
    ["the first of a sequence, held", press("g", { repeat: true }), {}, null],
    ["the second of a sequence", press("m"), { prefix: "g" }, "everywhere go matrix"],
    ["no second of a sequence", press("j"), { prefix: "g" }, null],
    ["the first of a sequence, with Alt", press("g", { altKey: true }), { mode: "alt" }, "prefix g"],

    ["the mode comes before the page", press("v"), { scopes: ["selecting", "reader", "everywhere"] }, "selecting select"],
    ["the page's keys act in a mode", press("s"), { scopes: ["selecting", "reader", "everywhere"] }, "reader stance supports"],
    ["an arrow in a mode", press("ArrowLeft", { shiftKey: true }), { scopes: ["selecting", "reader"] }, "selecting start-earlier"],

    ["an arrow in a picker's field", press("ArrowDown", { target: field }), { scopes: ["picker", "everywhere"], own: ["picker"] }, "picker next"],
    ["a digit in a picker's field, which a claim may begin with", press("3", { target: field }), { scopes: ["picker"], own: ["picker"] }, null],
    ["a digit with Alt in a picker's field", press("3", { altKey: true, target: field }), { scopes: ["picker", "reader"], own: ["picker"] }, "picker nth Alt+3"],
    ["a digit with Alt on a Mac", press("£", { code: "Digit3", altKey: true, target: field }), { scopes: ["picker", "reader"], own: ["picker"] }, "picker nth Alt+3"],
    ["a digit with Alt in a picker's field, where single keys need Alt", press("3", { altKey: true, target: field }), { scopes: ["picker", "reader"], own: ["picker"], mode: "alt" }, "picker nth Alt+3"],
    ["a letter with Alt in a picker's field, where single keys need Alt", press("s", { altKey: true, target: field }), { scopes: ["picker", "reader"], own: ["picker"], mode: "alt" }, null],
    ["Escape in a picker's field", press("Escape", { target: field }), { scopes: ["picker", "everywhere"], own: ["picker"] }, "picker leave"],
    ["a key of the page in a picker's field", press("Delete", { target: field }), { scopes: ["picker", "reader", "everywhere"], own: ["picker"] }, null],
    ["Escape in an article", press("Escape"), {}, "reader leave"],
    ["Escape while adjusting words", press("Escape"), { scopes: ["selecting", "reader", "everywhere"] }, "selecting leave"],
    ["Escape while writing is the field's", press("Escape", { target: field }), {}, null],
    ["a letter in a picker's field", press("z", { target: field }), { scopes: ["picker", "everywhere"], own: ["picker"] }, null],
    ["a chord in a dialog, which has the keys to itself", press("k", { ctrlKey: true }), { scopes: ["picker"], own: ["picker"] }, null],
  ]
  for (const [name, e, now, want] of cases) {
    const got = read(e, { ...reading, ...now })
    const said = got === null ? null : "prefix" in got ? `prefix ${got.prefix}` : [got.scope, got.act, got.value].filter(Boolean).join(" ")
    assert.equal(said, want, name)
  }
})

test("every key of the table is found in its scope", () => {
  for (const { scope, keys } of keymap) {
    for (const binding of keys) {
      for (const key of binding.keys) assert.equal(lookup(key, [scope])?.binding.act, binding.act, `${scope} ${key}`)
    }
  }
})

test("keys of the analyst's own", () => {
  have({ "reader/claim": ["w"], "reader/who": ["W"], "everywhere/go/library": ["g b"] })
  const acts = (e, now) => { const got = read(e, { ...reading, ...now }); return got && ("act" in got ? `${got.act} ${got.value}`.trim() : `prefix ${got.prefix}`) }
  const cases = [
    ["the new key", press("w"), {}, "claim"],
    ["the key that it had", press("c"), {}, null],
    ["what has made room", press("W", { shiftKey: true }), {}, "who"],
    ["on an Arabic layout", press("ص", { code: "KeyW" }), {}, "claim"],
    ["others", press("j"), {}, "next"],
    ["a sequence", press("b"), { prefix: "g" }, "go library"],
    ["a sequence that was", press("l"), { prefix: "g" }, null],
  ]
  for (const [name, e, now, want] of cases) assert.equal(acts(e, now), want, name)
  assert.deepEqual([keyOf("reader/claim"), keyOf("reader/who"), keyOf("reader/next")], ["w", "Shift W", "j"])
  have({})
  assert.equal(acts(press("c")), "claim")
})

test("a handler does the act", () => {
  const done = []
  on("reader", { credibility: ({ value }) => { done.push(value) } })
  assert.equal(perform("reader", "credibility", "2"), true)
  assert.deepEqual(done, ["2"])
})
