// @ts-check
// Lineage: what its keys do that a click does not: they decide on the proposal
// with the focus, and the focus goes on to the next one when that is gone. The
// forms are the page's own; this module makes no request.

import { rest } from "./fields.js"
import { on } from "./keys.js"

const rejected = "#refused-list > [data-item]"

/** The proposal with the focus, else the first; none while the focus is on what was rejected. */
const here = () => document.activeElement?.closest("#proposal-list > [data-item]") ??
  (document.activeElement?.closest(rejected) ? null : document.querySelector("#proposal-list > [data-item]"))

/** What a proposal is opened by. @param {Element | null | undefined} row */
const opener = (row) => row?.querySelector("[data-open]")

/** @param {string} act */
const press = (act) => () => {
  if (document.activeElement?.closest(rejected)) return // the key is not about the proposals there
  const button = here()?.querySelector(`[data-act="${act}"]`)
  if (!(button instanceof HTMLElement)) return false
  button.click()
  return true
}

on("proposals", {
  confirm: press("confirm"),
  reject: press("reject"),
  change() {
    const part = here()?.querySelector("details")
    if (!(part instanceof HTMLDetailsElement)) return false
    part.open = true
    part.querySelector("select")?.focus()
    return true
  },
})
on("lineage", {
  graph() {
    const graph = document.getElementById("graph")
    graph?.focus()
    graph?.scrollIntoView({ block: "start" })
    return graph !== null
  },
  refused() {
    const part = document.getElementById("refused")
    if (!(part instanceof HTMLDetailsElement)) return
    part.open = true
    const first = document.querySelector(rejected)
    rest(opener(first))
    first?.scrollIntoView({ block: "nearest" })
  },
  reconsider() {
    const button = document.activeElement?.closest(rejected)?.querySelector("[data-act=reconsider]")
    if (button instanceof HTMLElement) button.click()
  },
})

/** Where the focus goes when the row that has it is no more: ids. @type {string[]} */
let after = []

document.addEventListener("submit", (e) => {
  const row = e.target instanceof Element && e.target.matches(".decide") ? e.target.closest("[data-item]") : null
  if (!row) return
  after = [row.nextElementSibling, row.previousElementSibling, row.closest("details")].flatMap((el) => (el?.id ? [el.id] : []))
}, true)

// The page fetches itself again once something was decided.
const main = document.querySelector("main")
if (main) {
  new MutationObserver(() => {
    if (after.length === 0 || document.querySelector("main .htmx-request")) return
    const at = document.activeElement
    if (at?.closest(`#proposal-list > [data-item], ${rejected}`)) return
    const next = after.map((id) => document.getElementById(id)).find((el) => el?.isConnected)
    after = []
    rest(opener(next) ?? next?.querySelector("summary") ?? document.getElementById("graph-list-title"))
  }).observe(main, { childList: true, subtree: true })
}
