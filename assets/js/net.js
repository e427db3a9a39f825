// @ts-check
// Net: the one module that knows the events of htmx (version 4). It says what
// went wrong with a request and lets the analyst try it again.
//
// 422 and 409 bring a fragment to show: the form with its errors, or the block
// as it reads now. Other refusals are shown in #problem, in the server's words
// where it sends some there, else in ours. The page is never replaced by an
// error, unless what it is about is no more.

import { rest } from "./fields.js"
import { isField, on } from "./keys.js"
import { tab } from "./life.js"
import { hush } from "./say.js"

/**
 * What htmx tells about a request; its own types leave out the headers it read.
 * @typedef {{sourceElement: Element, sourceEvent?: Event, request: {method: string}, swap: string, hx: Record<string, string>, response?: {status: number}}} Context
 */

/** @param {Event} e @returns {Context | undefined} */
const context = (e) => /** @type {CustomEvent} */ (e).detail.ctx

/** @type {Context | null} the request that failed last */
let failed = null

document.addEventListener("htmx:response:error", (e) => {
  const ctx = context(e)
  const status = ctx?.response?.status
  if (!ctx || status === 409 || status === 422) return
  failed = ctx
  unsaved(ctx)
  if (ctx.hx.retarget) return
  ctx.swap = "none"
  show("refused")
})

document.addEventListener("htmx:error", (e) => {
  const ctx = context(e)
  if (!ctx || ctx.response) return // not the network: htmx has logged it
  failed = ctx
  unsaved(ctx)
  show("unanswered")
})

// What a tab asked for itself is no news to it.
document.addEventListener("htmx:config:request", (e) => {
  const { request } = /** @type {CustomEvent<{ctx: {request: {headers: Record<string, string>}}}>} */ (e).detail.ctx
  request.headers["Assay-Tab"] = tab
})

// A filter that is not set has no place in the address of the page.
document.addEventListener("formdata", (e) => {
  if (!(e.target instanceof HTMLFormElement) || !e.target.matches(".filters")) return
  for (const name of new Set(e.formData.keys())) {
    const set = e.formData.getAll(name).filter((value) => value !== "")
    e.formData.delete(name)
    for (const value of set) e.formData.append(name, value)
  }
})

/** Do something once forms are sent by htmx, and no longer by the browser. @param {() => void} act */
export function onceReady(act) { document.addEventListener("htmx:after:process", act, { once: true }) }

/**
 * Do something whenever what a form has asked for is answered, well or not. What
 * was given up or got lost has not come.
 *
 * @param {string} id @param {(well: boolean, came: boolean) => void} act
 */
export function onAnswered(id, act) {
  document.addEventListener("htmx:finally:request", (e) => {
    if (!(e.target instanceof Element) || e.target.id !== id) return
    const status = context(e)?.response?.status
    act((status ?? 500) < 400, status !== undefined)
  })
}

/** Do something just before what a form has asked for is put in its place. @param {string} id @param {() => void} act */
export function onComing(id, act) {
  document.addEventListener("htmx:before:swap", (e) => { if (e.target instanceof Element && e.target.id === id) act() })
}

/** Give up what an element has asked for and not been answered. @param {string} id */
export function cancel(id) { document.getElementById(id)?.dispatchEvent(new Event("htmx:abort")) }

document.addEventListener("htmx:before:request", () => { document.getElementById("problem")?.replaceChildren() })

// What had the focus may be gone when a page has been drawn again. Whoever works
// by keys or by ear goes on at what stood around it, and not at the top: at the row
// after it, or before it, if its row is gone.
/** @type {string[]} ids, from the inside out */
let around = []

document.addEventListener("htmx:before:swap", () => {
  around = []
  for (let el = document.activeElement; el && el !== document.body; el = el.parentElement) {
    const rows = el.matches("[data-item]") ? [el.nextElementSibling, el.previousElementSibling] : []
    for (const one of [el, ...rows]) if (one?.id) around.push(one.id)
  }
})

document.addEventListener("htmx:after:swap", (e) => {
  // What was refused is to be put right, also by who has left the field with Enter.
  const wrong = context(e)?.response?.status === 422 ? document.querySelector("main [aria-invalid=true]") : null
  if (wrong && !isField(document.activeElement)) return rest(wrong)
  // What is no longer shown loses the focus a moment later.
  if (document.activeElement !== document.body && document.activeElement?.checkVisibility()) return
  const left = around.map((id) => document.getElementById(id)).find((el) => el?.checkVisibility())
  rest((left?.matches("[data-item]") && left.querySelector("[data-open]")) || left)
})

// A page that fetches itself again waits for what the analyst does: what it was
// asked for before would not show it, and could take away the form that waits for
// its answer. So it is given up when something is saved, and asked for after it.
// Nor does it take a field of the panel away from who writes in it because of what
// somebody else has done.
/** Changes that are under way. @type {Set<Context>} */
const acts = new Set()
let fetching = false
let stale = false // the page is to be fetched once nothing is under way

document.addEventListener("htmx:before:request", (e) => {
  const ctx = context(e)
  if (!ctx) return
  if (changes(ctx)) {
    acts.add(ctx)
    if (fetching) cancel("main")
    stale ||= fetching
  } else if (ctx.sourceElement.id === "main") {
    stale = acts.size > 0 || ctx.sourceEvent?.type === "assay:changed" && writing()
    if (stale) e.preventDefault()
    else fetching = true
  }
})

/** Whether somebody writes in the panel. */
const writing = () => isField(document.activeElement) && !!document.activeElement?.closest("#inspect")

function again() {
  if (!stale || acts.size > 0 || writing()) return
  stale = false
  document.getElementById("main")?.dispatchEvent(new Event("assay:again"))
}

// The focus may be on its way to another field of the panel.
document.addEventListener("focusout", () => setTimeout(again))

document.addEventListener("htmx:finally:request", (e) => {
  const ctx = context(e)
  if (ctx?.sourceElement.id === "main") fetching = false
  if (ctx && acts.delete(ctx)) again()
})

// A form with a draft is left as it is when its page fetches itself again: what
// it said when it was shown stays beside what the analyst writes, so that the
// program can tell what somebody else has changed meanwhile.
document.addEventListener("input", (e) => {
  const form = e.target instanceof Element && e.target.closest("form")
  if (form && form.elements.namedItem("was")) form.setAttribute("hx-morph-skip", "")
})

document.addEventListener("htmx:after:request", (e) => {
  const ctx = context(e)
  if (!ctx?.response || ctx.response.status >= 400) return
  saved(ctx)
  const form = ctx.sourceElement.closest("form")
  form?.removeAttribute("hx-morph-skip")
  // What was added to a filter stands in it as a box now.
  for (const field of form?.querySelectorAll("[data-emptied]") ?? []) if (field instanceof HTMLInputElement) field.value = ""
})

// A page that fetches itself again, as after undoing, says what is chosen now.
// Browsers keep what was clicked; a form that is saved at once has no drafts.
document.addEventListener("htmx:after:swap", () => restore(document))

/** Let what is saved at once say again what is saved. @param {ParentNode} within */
function restore(within) {
  for (const field of within.querySelectorAll("form[data-at-once] input[type=radio], form[data-at-once] option")) {
    if (field instanceof HTMLInputElement && field.checked !== field.defaultChecked) field.checked = field.defaultChecked
    if (field instanceof HTMLOptionElement && field.selected !== field.defaultSelected) field.selected = field.defaultSelected
  }
}

/** Show one of the problems that the page carries as templates. @param {string} name */
function show(name) {
  document.getElementById("problem")?.replaceChildren(drawn(`problem-${name}`))
}

/** @param {string} name of a template of the page */
function drawn(name) {
  const template = document.getElementById(name)
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no template ${name}`)
  return template.content.cloneNode(true)
}

/** @param {Context} ctx */
const changes = (ctx) => ctx.request.method !== "GET"

/** What the page said of the last save, while one after it has failed. @type {Element | null} */
let said = null

/** What was not saved is not left on the page as if it were. @param {Context} ctx */
function unsaved(ctx) {
  if (!changes(ctx)) return
  restore(document)
  hush()
  const saved = document.getElementById("saved")
  if (!saved || said) return
  said = saved
  saved.replaceWith(drawn("saved-failed"))
}

/** @param {Context} ctx */
function saved(ctx) {
  if (!said || !changes(ctx)) return
  // The answer may have said when.
  document.querySelector("#saved[data-tone=bad]")?.replaceWith(said)
  said = null
}

on("everywhere", {
  retry() {
    const { sourceElement: el, sourceEvent: event } = failed ?? {}
    if (!el?.isConnected) location.reload()
    else if (el instanceof HTMLFormElement) el.requestSubmit()
    else if (event && event.type !== "click") el.dispatchEvent(new Event(event.type, { bubbles: true }))
    else if (el instanceof HTMLElement) el.click()
  },
  "hide-problem"() { document.getElementById("problem")?.replaceChildren() },
})
