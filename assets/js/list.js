// @ts-check
// Lists: j and k move the focus between the rows of [data-list], x ticks the
// row where rows can be ticked, J and K tick on the way. Real focus goes to the row's own link, so Enter, middle click and screen
// readers need nothing from us, and a row that htmx swaps keeps working.

import { mark, sweep } from "./bulk.js"
import { on } from "./keys.js"

const visible = (/** @type {Element} */ el) => el.checkVisibility()

/** The rows of the list that has the focus, else of the first one. */
function rows() {
  const list = document.activeElement?.closest("[data-list]") ?? document.querySelector("main [data-list]")
  return list ? [...list.querySelectorAll("[data-item]")].filter(visible) : []
}

const here = () => document.activeElement?.closest("[data-item]") ?? null

/** @param {number} by */
function move(by) {
  const all = rows()
  const at = all.indexOf(/** @type {Element} */ (here()))
  const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]
  const target = row?.querySelector("[data-open]") ?? row?.querySelector("a[href], button, input:not([type=hidden])")
  if (!(target instanceof HTMLElement)) return false
  target.focus({ preventScroll: true })
  row?.scrollIntoView({ block: "nearest" })
  return true
}

const moves = {
  next: () => move(1),
  back: () => move(-1),
  open() {
    const link = here()?.querySelector("[data-open], a[href]")
    if (!(link instanceof HTMLElement)) return false
    link.click()
    return true
  },
}

on("rows", moves)

/**
 * Click what does an act in the row with the focus. Without one the first row gets the
 * focus: nothing is decided on that nobody looks at.
 *
 * @param {string} act
 */
const decide = (act) => () => {
  const row = here()
  const button = row?.querySelector(`[data-act="${act}"]`)
  if (button instanceof HTMLElement) button.click()
  else if (!row) moves.next()
}

on("duplicates", { ...moves, merge: decide("merge"), apart: decide("apart") })
on("merged", { "bring-back": decide("bring-back") })
on("list", {
  ...moves,
  mark,
  "mark-next": () => sweep(() => move(1)),
  "mark-back": () => sweep(() => move(-1)),
})
