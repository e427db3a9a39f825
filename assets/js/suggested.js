// @ts-check
// What is suggested in other articles: moving through it, and the keys that
// answer it. The buttons of a suggestion send its form; this module finds them,
// and keeps the focus where the next one comes to stand. It makes no request and
// builds no HTML.

import { on } from "./keys.js"

const list = () => document.getElementById("suggested")

/** @returns {HTMLElement[]} */
const offers = () => [...(list()?.querySelectorAll(".offer") ?? [])].filter((el) => el instanceof HTMLElement)

const index = () => offers().findIndex((el) => el.contains(document.activeElement))

/** Where the focus is to be once the answer has come, -1 for where it is. */
let next = -1

/** Let one suggestion have the focus. @param {number} at */
function go(at) {
  const all = offers()
  const to = all[Math.max(0, Math.min(all.length - 1, at))]
  if (!to) return document.getElementById("suggested-title")?.focus()
  for (const el of all) el.tabIndex = el === to ? 0 : -1
  to.focus({ preventScroll: true })
  to.scrollIntoView({ block: "nearest" })
}

/** Click what a suggestion has for an act. @param {string} selector */
function click(selector) {
  const to = offers()[index()]?.querySelector(selector)
  if (!(to instanceof HTMLElement)) return false
  to.click()
  return true
}

/** @param {string} selector */
function answer(selector) {
  const at = index()
  if (at >= 0 && click(selector)) next = at
}

document.addEventListener("htmx:after:swap", () => {
  if (next < 0) return
  const at = next
  next = -1
  go(at)
})

on("reader", {
  others() {
    document.dispatchEvent(new CustomEvent("assay:panel"))
    go(0)
  },
})

on("suggested", {
  next: () => go(index() + 1),
  back: () => go(index() - 1),
  stance: ({ value }) => answer(`button[data-value="${CSS.escape(value)}"]`),
  no: () => answer('button[data-act="no"]'),
  open: () => { click("a.there") },
  beside: () => { click("a.lay") },
  silent() {
    const button = list()?.querySelector('button[data-act="silent"]')
    if (!(button instanceof HTMLElement)) return
    next = Math.max(0, index())
    button.click()
  },
})
