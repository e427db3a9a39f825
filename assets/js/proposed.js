// @ts-check
// Proposed: what is found while somebody looks at a page. The page fetches itself
// again; this module says that there is more to decide, marks what is new, and
// keeps what one reads where it is. It makes no request and builds no HTML.

import { toast } from "./say.js"
import { count, tr } from "./texts.js"

/** What a page says of proposals: the id of one, else the words on several. @returns {Map<string, HTMLElement>} */
function proposals() {
  const found = new Map()
  for (const el of document.querySelectorAll("main [data-proposal]")) {
    if (el instanceof HTMLElement) found.set(el.dataset.proposal || (el.textContent ?? "").trim().replace(/\s+/g, " "), el)
  }
  return found
}

/** What the page has said before it was told that something else is proposed. @type {Set<string> | null} */
let before = null

/** Whether the page fetches itself again for something that it did not ask for. */
let unasked = false

/** What is read, and how far down it stands. @type {{id: string, top: number} | null} */
let reading = null

/** Scroll so that what was read stands where it stood. @param {{id: string, top: number}} what */
function hold({ id, top }) {
  const at = document.getElementById(id)
  if (at) scrollBy({ top: at.getBoundingClientRect().top - top, behavior: "instant" })
}

/** Proposals that have come while the page was open: they stay marked. @type {Set<string>} */
const fresh = new Set()

document.addEventListener("assay:changed", (e) => {
  unasked = true
  if (/** @type {CustomEvent} */ (e).detail.what === "proposals") before ??= new Set(proposals().keys())
}, true)

// What the analyst has asked for is shown where it comes to stand.
document.addEventListener("assay:refresh", () => { unasked = false }, true)

document.addEventListener("htmx:before:swap", () => {
  reading = null
  if (!unasked) return
  const main = document.getElementById("main")
  const seen = (/** @type {Element} */ el) => {
    const { top, bottom } = el.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }
  const focused = document.activeElement?.closest("main [id]")
  const at = focused && focused !== main && seen(focused) ? focused : [...(main?.querySelectorAll("[id]") ?? [])].find((el) => el.checkVisibility() && el.getBoundingClientRect().top >= 0 && seen(el))
  if (!at) return
  reading = { id: at.id, top: at.getBoundingClientRect().top }
})

document.addEventListener("htmx:after:swap", () => {
  const kept = reading
  reading = null
  if (kept && scrollY > 0) {
    hold(kept)
    requestAnimationFrame(() => hold(kept)) // what is drawn a moment later moves it, too
  }
  unasked = false
  const now = proposals()
  if (before) {
    const more = [...now].filter(([key]) => !before?.has(key))
    const listed = more.filter(([, el]) => el.dataset.proposal)
    for (const [key] of listed) fresh.add(key)
    if (listed.length > 0) toast(count(listed.length, "%s new proposal", "%s new proposals"))
    else if (more.length > 0) toast(tr("What is proposed has changed."))
    before = null
  }
  for (const [key, el] of now) if (fresh.has(key)) el.querySelector("[data-fresh]")?.removeAttribute("hidden")
})
