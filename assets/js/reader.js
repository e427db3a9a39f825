// @ts-check
// Reading and marking: the sentence cursor, what a mark applies to, and the
// keys of the reader. The forms are the page's own and htmx sends them; this
// module fills in where and what. It makes no request and builds no HTML.

import { drop, hold, release } from "./ahead.js"
import { describe, extend, locate } from "./anchor.js"
import { keyOf, on, perform } from "./keys.js"
import { chosenOf, optionsOf, step } from "./listbox.js"
import { cancel, onAnswered, onceReady } from "./net.js"
import { say, toast } from "./say.js"
import { bring } from "./sight.js"
import { count, tr } from "./texts.js"

const page = document.documentElement
const byId = (/** @type {string} */ id) => document.getElementById(id)
const doc = () => byId("doc")
const inspector = () => byId("inspect")

/** @param {string} selector @param {ParentNode | null} [root] @returns {HTMLElement[]} */
const all = (selector, root = doc()) => [...(root?.querySelectorAll(selector) ?? [])].filter((el) => el instanceof HTMLElement)

/** The sentences of the article; site furniture is passed over, but for what is marked in it. */
function sentences() {
  const list = [...(doc()?.getElementsByClassName("s") ?? [])].filter((s) => s instanceof HTMLElement)
  const aside = new Set(all('.block[data-kind="not_article"]').flatMap((b) => all(".s", b)).filter((s) => !s.querySelector("mark")))
  return aside.size > 0 ? list.filter((s) => !aside.has(s)) : list
}

// The cursor: the id of its sentence and how many more it takes in. The server
// swaps the elements that show it, so they cannot keep it.
let here = ""
let reach = 0
let moved = false // since the page was opened
let raised = false // the inspector, on a narrow screen

/** The mentions on an element, the longest first. @param {Element | null | undefined} el */
const mentionsOn = (el) => [...new Set([...(el?.querySelectorAll("mark") ?? [])].flatMap((m) => (m.dataset.m ?? "").split(" ")))]

/** @param {string} id of a mention */
const marksOf = (id) => all(`mark[data-m~="${CSS.escape(id)}"]`)

/* ---- where the analyst is ---- */

/** Let only some elements have an attribute. Touch none that is right, for changes are watched. @param {string} name @param {HTMLElement[]} els */
function only(name, els) {
  for (const el of all(`[${name}]`)) if (!els.includes(el)) el.removeAttribute(name)
  for (const el of els) if (!el.hasAttribute(name)) el.setAttribute(name, "")
}

/** Show the cursor, and the mention under study, on what the server has drawn. */
function draw() {
  const list = sentences()
  const at = list.findIndex((s) => s.id === here)
  only("data-here", at < 0 ? [] : list.slice(at, at + 1))
  only("data-at", at < 0 ? [] : all("[data-text]", list[at]?.closest(".block") ?? null))
  only("data-picked", at < 0 ? [] : list.slice(at + 1, at + 1 + reach))
  const live = inspector()?.dataset.mention ?? ""
  only("data-live", live ? [...marksOf(live), ...all(`.chip[data-m="${CSS.escape(live)}"]`)] : [])
  const desk = byId("desk")
  if (desk) desk.dataset.sheet = raised ? "open" : ""
  const where = byId("where")
  if (where && at >= 0) where.textContent = tr("Sentence %s of %s", at + 1, list.length)
}

/** Put the cursor on a sentence. @param {HTMLElement} s */
function place(s) {
  here = s.id
  reach = 0
  moved = true
  draw()
}

/** @param {number} i @param {{focus?: boolean, look?: boolean}} [options] */
function go(i, { focus = true, look = true } = {}) {
  const list = sentences()
  const at = Math.max(0, Math.min(list.length - 1, i))
  const s = list[at]
  if (!s) return
  place(s)
  const box = s.getBoundingClientRect()
  if (box.top < 140 || box.bottom > innerHeight - 160) bring(s, "center")
  if (focus) {
    s.focus({ preventScroll: true })
    const found = mentionsOn(s).length
    say(`${tr("Sentence %s of %s.", at + 1, list.length)} ${found === 0 ? tr("No claims.") : count(found, "One mention.", "%s mentions.")}`)
  }
  if (look) lookSoon(mentionsOn(s).at(-1) ?? "")
}

const index = () => sentences().findIndex((s) => s.id === here)

/** @param {number} by */
function move(by) {
  const at = index()
  go(at < 0 ? 0 : at + by)
}

/** Go from mention to mention, also where a sentence has several. @param {1 | -1} by */
function toMention(by) {
  const list = sentences()
  let at = list.findIndex((s) => s.id === here)
  const found = mentionsOn(list[at])
  const live = found.indexOf(mention())
  let next = live >= 0 ? found[live + by] : undefined
  while (next === undefined && (at += by) >= 0 && at < list.length) next = mentionsOn(list[at]).at(by > 0 ? 0 : -1)
  if (next === undefined) return toast(by > 0 ? tr("No mention after this.") : tr("No mention before this."))
  go(at, { look: false })
  look(next)
}

/** @param {number} by */
function take(by) {
  reach = Math.max(0, Math.min(reach + by, sentences().length - 1 - index()))
  draw()
  say(count(reach + 1, "One sentence", "%s sentences"))
}

/* ---- what an act applies to ---- */

/** What was selected when the button was touched that is now at work. @type {Range | null} */
let held = null

/** The words of the article that are selected. */
function selected() {
  const selection = getSelection()
  return selection && selection.rangeCount > 0 && !selection.isCollapsed && doc()?.contains(selection.anchorNode) ? selection.getRangeAt(0) : held
}

/** The words that are selected, else the sentences under the cursor. */
function target() {
  const root = doc()
  if (!root) return null
  const words = selected()
  if (words) return describe(root, words)
  const list = sentences()
  const first = list[index()]
  const last = list[index() + reach]
  if (!first || !last) return null
  const range = document.createRange()
  range.setStartBefore(first)
  range.setEndAfter(last)
  return describe(root, range)
}

/** Fill in a form of the page and send it. @param {string} id @param {Record<string, string | number>} values */
function send(id, values) {
  const form = byId(id)
  if (!(form instanceof HTMLFormElement)) throw new Error(`the page has no form ${id}`)
  if (id !== "look") lookNoMore()
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && !["text", "csrf"].includes(field.name)) field.value = String(values[field.name] ?? "")
  }
  if (id === "mark") waitForMark()
  form.requestSubmit()
}

// While a mark is on its way, keys that are about the mention wait for it: they
// mean the one that is being made, and not what the inspector still shows.
/** @type {(() => void)[] | null} */
let waiting = null
let onTheirWay = 0

function waitForMark() {
  waiting ??= []
  onTheirWay++
}

onAnswered("mark", (well) => {
  if (--onTheirWay > 0) return
  if (!well) waiting = null
  looked()
})

// So do keys that are pressed before the inspector shows the place that the
// cursor has gone to.
/** @type {string | null} the mention that is to be looked at, once the cursor rests */
let wanted = null
let asked = false // and the answer is on its way

/** What the inspector shows is that of the place of the cursor from now on. */
function looked() {
  asked = false
  if (wanted !== null || onTheirWay > 0) return
  const acts = waiting ?? []
  waiting = null
  for (const act of acts) act()
}

onAnswered("look", (_, came) => { if (came && asked) looked() })

/** Look at once, for something is to be done. */
function hurry() {
  waiting ??= []
  if (wanted !== null) look(wanted)
}

/** Do it to the mention that the analyst means. @param {import("./keys.js").Handler} act @returns {import("./keys.js").Handler} */
const meant = (act) => (what) => {
  if (wanted !== null || asked) hurry()
  if (!waiting) return act(what)
  waiting.push(() => { act(what) })
  return true
}

/** What a button of the inspector does, once that shows the mention that is meant. @param {{act: string, value: string}} what */
const pressed = ({ act, value }) => {
  if (wanted !== null || asked) hurry()
  if (!waiting) return false
  waiting.push(() => { perform("reader", act, value) })
  return true
}

let timer = 0

/** An answer to an earlier look must not replace that to a later act. */
function lookNoMore() {
  clearTimeout(timer)
  wanted = null
  asked = false
  cancel("look")
}

/** Ask what is known of this place, once the cursor rests. @param {string} mention */
function lookSoon(mention) {
  clearTimeout(timer)
  wanted = mention
  timer = window.setTimeout(look, 90, mention)
}

/** @param {string} mention */
function look(mention) {
  clearTimeout(timer)
  wanted = null
  const t = target()
  if (!t) return looked()
  asked = true
  send("look", { start: t.start, end: t.end, mention })
}

/** Mark what is selected. @param {{claim?: string, stance: string}} as */
function mark({ claim = "", stance }) {
  const t = target()
  if (!t) return toast(tr("Select some words, or move to a sentence with %s.", keyOf("reader/next")))
  send("mark", { start: t.start, end: t.end, seen: t.quote, claim, stance })
  leaveSelection()
}

onAnswered("pick", (well, came) => { if (came && !well) drop() })

/** @param {string} stance @param {string} [move] a mention that is to have another claim */
function pick(stance, move = "") {
  const t = (move && spanOf(move)) || target()
  if (!t) return toast(tr("Select some words, or move to a sentence with %s.", keyOf("reader/next")))
  send("pick", { start: t.start, end: t.end, stance, move })
  hold() // what is typed at once is for the picker
  leaveSelection() // the picker has its place, and the keys of adjusting it are over
}

const mention = () => inspector()?.dataset.mention ?? ""

/**
 * Make a choice of the inspector. What is chosen is what the analyst has said, so
 * that to choose what a colleague said is to agree. A grade of the analyst's own is
 * taken back; a stance is not, since a mention always has one.
 *
 * @param {string} act @param {string} value
 */
function choose(act, value) {
  const input = inspector()?.querySelector(`input[data-act="${act}"][data-value="${CSS.escape(value)}"]`)
  if (!(input instanceof HTMLInputElement)) return false
  lookNoMore()
  if (input.checked && act === "stance") toast(tr("You have said so already."))
  else if (input.checked) {
    const toggle = input.form?.elements.namedItem("toggle")
    if (toggle instanceof HTMLInputElement) toggle.value = "true"
    input.form?.requestSubmit()
  } else input.click()
  return true
}

/* ---- adjusting a selection by words ---- */

/** The mention whose boundary is being changed, "" while words are chosen for a new one. */
let adjusted = ""

/** @param {{start: number, end: number}} span */
function show(span) {
  const root = doc()
  const range = root && locate(root, span.start, span.end)
  const selection = getSelection()
  if (!range || !selection) return
  selection.removeAllRanges()
  selection.addRange(range)
}

function leaveSelection() {
  leaveMode()
  getSelection()?.removeAllRanges()
}

function leaveMode() {
  delete page.dataset.mode
  adjusted = ""
  // The buttons that adjust are there no longer.
  if (document.activeElement?.closest(".adjusting")) byId(here)?.focus({ preventScroll: true })
}

/** @param {{start: number, end: number} | null} span @param {string} [of] a mention */
function select(span, of = "") {
  if (!span) return
  adjusted = of
  page.dataset.mode = "selecting"
  show(span)
  say(tr("Adjust the words with the arrow keys."))
  const panel = inspector()
  const words = panel?.querySelector(".adjusting")
  if (!panel?.contains(document.activeElement)) return
  // Whoever began it in the panel goes on there.
  words?.scrollIntoView({ block: "nearest" })
  if (narrow.matches) byId(here)?.scrollIntoView({ block: "start" })
  words?.querySelector("button")?.focus()
}

/** @param {"start" | "end"} end @param {1 | -1} step */
const adjust = (end, step) => (/** @type {{value: string}} */ { value }) => {
  const root = doc()
  const t = target()
  if (!root || !t) return
  show(extend(root, t, { end, by: value === "character" ? "grapheme" : "word", step }))
  say(target()?.quote ?? "")
}

function doneSelecting() {
  const t = target()
  if (adjusted && t) send("mark", { start: t.start, end: t.end, seen: t.quote, move: adjusted })
  const was = adjusted
  leaveMode()
  if (was) getSelection()?.removeAllRanges()
}

/** Where a mention begins and ends. @param {string} id */
function spanOf(id) {
  const marks = marksOf(id)
  const first = marks[0]
  const last = marks.at(-1)
  const root = doc()
  if (!first || !last || !root) return null
  const range = document.createRange()
  range.setStartBefore(first)
  range.setEndAfter(last)
  return describe(root, range)
}

const narrow = matchMedia("(max-width: 68rem)") // as in reader.css

/** On a narrow screen the inspector is a sheet. @param {boolean} open */
function sheet(open) {
  const up = open && narrow.matches
  byId("desk")?.toggleAttribute("data-rising", up && !raised)
  raised = up
  draw()
}

/* ---- the keys ---- */

on("reader", {
  next: () => move(1),
  back: () => move(-1),
  extend: () => take(1),
  shrink: () => take(-1),
  "next-mention": () => toMention(1),
  "previous-mention": () => toMention(-1),
  // The key that began it ends it, whatever it is.
  select: () => (page.dataset.mode === "selecting" ? doneSelecting() : select(target())),
  claim: () => mark({ stance: "supports" }),
  attach: () => pick("supports"),
  take: ({ value }) => mark({ claim: value, stance: "supports" }),
  again() {
    const last = byId("desk")?.dataset.last
    if (last) mark({ claim: last, stance: "supports" })
    else toast(tr("No claim has been used yet. Press %s for a new one.", keyOf("reader/claim")))
  },
  stance: meant(({ value }) => {
    if (mention() && !selected()) return choose("stance", value)
    pick(value)
    return true
  }),
  credibility: meant(({ value }) => {
    if (!value && mention()) focusOn("#credibility input")
    else if (!choose("credibility", value)) toast(tr("There is no mention here to rate. Mark one first."))
  }),
  reliability: meant(({ value }) => {
    if (!value && mention()) return focusOn("#reliability input")
    if (choose("reliability", value)) return
    toast(mention() ? tr("The outlet of this article is not known, so there is nothing to rate.") : tr("There is no mention here to rate. Mark one first."))
  }),
  reattach: meant(() => (mention() ? pick("", mention()) : toast(tr("There is no mention here.")))),
  boundary: meant(() => {
    if (page.dataset.mode === "selecting") doneSelecting()
    else if (mention()) select(spanOf(mention()), mention())
    else toast(tr("There is no mention here. Mark one first."))
  }),
  note: meant(() => focusOn("#note-new-mention")),
  tag: meant(() => focusOn("#tag-name-mention")),
  who: meant(() => focusOn("#utterer-0")),
  edit: meant(() => focusOn("#wording")),
  contest: pressed,
  open: pressed,
  remove: pressed,
  show: ({ value }) => look(value),
  sheet() {
    const into = narrow.matches ? !raised : !inspector()?.contains(document.activeElement)
    sheet(into)
    if (into) inspector()?.focus()
    else byId(here)?.focus({ preventScroll: true })
  },
  split() {
    const t = target()
    if (t && selected()) send("boundary", { at: t.start, edit: "split" })
    else toast(tr("Select the words that the new sentence begins with, then press %s.", keyOf("reader/split")))
  },
  join() {
    const s = sentences()[index()]
    if (s) send("boundary", { at: Number(s.dataset.end), edit: "join" })
  },
  furniture() {
    const block = all(".s[data-here]")[0]?.closest(".block") ?? byId(here)?.closest(".block")
    const text = block?.querySelector("[data-text]")
    const root = doc()
    if (!block || !text || !root) return
    const range = document.createRange()
    range.selectNodeContents(text)
    const span = describe(root, range)
    if (span) send("furniture", { start: span.start, end: span.end, kind: "not_article" })
  },
  sentences() {
    const root = doc()
    if (!root) return
    const into = root.getAttribute("role") !== "application"
    if (into) {
      root.setAttribute("role", "application")
      root.setAttribute("aria-roledescription", "article, sentence by sentence")
      go(Math.max(0, index()))
    } else {
      root.removeAttribute("role")
      root.removeAttribute("aria-roledescription")
      toast(tr("Reading as a page again."))
    }
  },
  leave,
})

/** Let go of what was chosen last: the picker, else the words, else the further sentences, else the inspector. */
function leave() {
  if (inspector()?.matches(".picker")) {
    sheet(false)
    byId(here)?.focus({ preventScroll: true })
    lookSoon(mentionsOn(byId(here)).at(-1) ?? "")
    return true
  }
  if (page.dataset.mode || selected()) {
    leaveSelection()
    return true
  }
  if (reach > 0) {
    reach = 0
    draw()
    return true
  }
  if (!raised && !inspector()?.contains(document.activeElement)) return false
  sheet(false)
  byId(here)?.focus({ preventScroll: true })
  return true
}

on("suggested", { leave })

on("selecting", {
  leave,
  select: doneSelecting,
  boundary: doneSelecting,
  done: doneSelecting,
  "end-later": adjust("end", 1),
  "end-earlier": adjust("end", -1),
  "start-later": adjust("start", 1),
  "start-earlier": adjust("start", -1),
})

/** @param {string} selector */
function focusOn(selector) {
  const el = inspector()?.querySelector(selector)
  if (!(el instanceof HTMLElement)) return toast(tr("There is no mention here. Mark one first."))
  sheet(true)
  el.closest("details")?.setAttribute("open", "")
  // Not before the key that asked for it is through, or it is written there.
  setTimeout(() => {
    el.focus()
    if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) el.select()
  }, 40)
}

/* ---- choosing a claim ---- */

/** @param {HTMLElement | undefined} option */
function chosen(option) {
  const picker = inspector()
  const form = picker?.querySelector("form")
  if (!option || !form) return
  const asked = new FormData(form)
  const span = { start: String(asked.get("start")), end: String(asked.get("end")) }
  const root = doc()
  const range = root && locate(root, Number(span.start), Number(span.end))
  const seen = root && range ? describe(root, range)?.quote ?? "" : ""
  send("mark", {
    ...span, seen, claim: option.dataset.claim ?? "", wording: option.dataset.wording ?? "",
    stance: String(asked.get("stance")), move: String(asked.get("move") ?? ""),
  })
  leaveSelection()
  sheet(false)
  byId(here)?.focus({ preventScroll: true })
}

on("picker", {
  sheet: leave,
  next: () => step("options", "pick-q", 1),
  back: () => step("options", "pick-q", -1),
  choose: () => once(() => chosenOf("options")),
  leave,
  nth: ({ value }) => once(() => optionsOf("options")[Number(value.at(-1)) - 1]),
})

// What is chosen is one of the claims for what is written, so Enter waits until
// they are there, and what is typed after it waits too.
/** @type {(() => HTMLElement | undefined) | null} */
let due = null

/** @param {() => HTMLElement | undefined} option */
function once(option) {
  const field = byId("pick-q")
  due = null
  if (!(field instanceof HTMLInputElement) || byId("options")?.dataset.for === field.value) return chosen(option())
  due = option
  hold()
}

document.addEventListener("input", (e) => { if (e.target instanceof Element && e.target.id === "pick-q") due = null })

/* ---- pointer and touch ---- */

const coarse = matchMedia("(pointer: coarse)")

// A phone lets go of the selection when a button is touched, before the button
// is told.
document.addEventListener("pointerdown", (e) => {
  held = null
  if (e.target instanceof Element && e.target.closest("[data-act]")) held = selected()?.cloneRange() ?? null
}, true)
addEventListener("click", () => { held = null }) // on the window: after all that act on it

document.addEventListener("click", (e) => {
  const el = e.target instanceof Element ? e.target : null
  const option = el?.closest("#options [role=option]")
  if (option instanceof HTMLElement) return chosen(option)
  if (!el || !doc()?.contains(el)) return
  const chip = el.closest(".chip")
  if (chip instanceof HTMLElement && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
    e.preventDefault()
    const first = marksOf(chip.dataset.m ?? "")[0]?.closest(".s")
    if (first instanceof HTMLElement) place(first)
    if (chip.hasAttribute("data-live")) return sheet(true)
    return look(chip.dataset.m ?? "")
  }
  const s = el.closest(".s")
  if (getSelection()?.isCollapsed === false) {
    if (s instanceof HTMLElement) place(s) // what follows goes on from the words that were chosen
    return
  }
  if (s instanceof HTMLElement) {
    const found = el.closest("mark")?.getAttribute("data-m")?.split(" ").at(-1) ?? mentionsOn(s).at(-1) ?? ""
    go(sentences().indexOf(s), { focus: false, look: false })
    look(found)
  }
})

// Something in the panel is to be seen.
document.addEventListener("assay:panel", () => sheet(true))

// What is swapped into the sheet has not risen with it.
document.addEventListener("animationend", (e) => { if (e.animationName === "sheet") byId("desk")?.removeAttribute("data-rising") })

/* ---- start ---- */

// What the server has just drawn shows neither cursor nor selection.
function watch() {
  const main = byId("main")
  if (!doc() || !main) return
  let waiting = false
  new MutationObserver(() => {
    if (waiting) return
    waiting = true
    queueMicrotask(() => {
      waiting = false
      draw()
      // A page that was fetched again does not know where the analyst is.
      if (moved && inspector()?.hasAttribute("data-blank")) lookSoon(mentionsOn(byId(here)).at(-1) ?? "")
      const picker = inspector()?.matches(".picker") ? inspector() : null
      if (picker && !picker.contains(document.activeElement)) {
        sheet(true)
        // The keyboard of a phone would cover the claims.
        if (coarse.matches) picker.focus()
        else byId("pick-q")?.focus()
        release()
      }
      if (picker && due && byId("options")?.dataset.for === /** @type {HTMLInputElement} */ (byId("pick-q")).value) {
        chosen(due())
        due = null
        release()
      }
    })
  }).observe(main, { childList: true, subtree: true, attributeFilter: ["data-here", "data-at", "data-picked", "data-live"] })
  const first = marksOf(mention())[0]?.closest(".s") ?? sentences()[0]
  if (first instanceof HTMLElement) {
    here = first.id
    draw()
    if (mention()) bring(first, "center")
    else if (mentionsOn(first).length > 0) onceReady(() => { if (!moved) look(mentionsOn(first).at(-1) ?? "") })
  }
}

watch()
