// @ts-check
// The table of evidence: moves through its cells and sends the keys that judge
// them. The form is the page's own and htmx sends it. It makes no request and
// builds no HTML.

import { on } from "./keys.js"
import { toast } from "./say.js"
import { tr } from "./texts.js"

/** @returns {HTMLTableElement | null} */
const table = () => document.querySelector("table[data-evidence]")
/** @returns {HTMLTableRowElement[]} */
const rows = () => [...(table()?.querySelectorAll("tbody > tr[data-mention]") ?? [])].filter((r) => r instanceof HTMLTableRowElement)
/** @param {Element | undefined} row @returns {HTMLElement[]} */
const faces = (row) => [...(row?.querySelectorAll("td > [data-version]") ?? [])].filter((el) => el instanceof HTMLElement)

// The cell in focus, by its mention and version: the server swaps the elements.
let here = { mention: "", version: "" }

function place() {
  const row = rows().findIndex((r) => r.dataset.mention === here.mention)
  const col = faces(rows()[Math.max(row, 0)]).findIndex((f) => f.dataset.version === here.version)
  return { row, col }
}

/** Let one cell take the focus, and show which. */
function draw() {
  const all = [...(table()?.querySelectorAll("[data-version]") ?? [])]
  const { row, col } = place()
  const stop = faces(rows()[row])[col] ?? all.find((el) => el.getAttribute("tabindex") === "0") ?? all[0]
  for (const el of all) {
    const want = el === stop ? "0" : "-1"
    if (el.getAttribute("tabindex") !== want) el.setAttribute("tabindex", want)
  }
}

/** @param {number} down @param {number} right */
function move(down, right) {
  if (!table()) return false
  const { row, col } = place()
  const begun = row >= 0 && col >= 0
  const r = rows()[Math.max(0, Math.min(rows().length - 1, begun ? row + down : 0))]
  const all = faces(r)
  const f = all[Math.max(0, Math.min(all.length - 1, begun ? col + right : 0))]
  if (!r || !f) return false
  here = { mention: r.dataset.mention ?? "", version: f.dataset.version ?? "" }
  draw()
  f.focus({ preventScroll: true })
  r.scrollIntoView({ block: "nearest" })
  f.closest("td")?.scrollIntoView({ block: "nearest", inline: "nearest" })
  return true
}

/** @param {{value: string}} act */
function judge({ value }) {
  const form = document.getElementById("consistency")
  const { row, col } = place()
  const face = faces(rows()[row])[col]
  if (!face) toast(tr("Choose a cell first."))
  else if (!(form instanceof HTMLFormElement)) toast(tr("This case can be read, but not changed."))
  else if (face.dataset.states !== undefined) toast(tr("The passage states this version. Take it out of the version first."))
  else {
    const values = /** @type {Record<string, string>} */ ({ target: here.mention, other: here.version, value })
    for (const field of form.elements) if (field instanceof HTMLInputElement && field.name in values) field.value = values[field.name] ?? ""
    form.requestSubmit()
  }
}

on("evidence", {
  up: () => move(-1, 0),
  down: () => move(1, 0),
  left: () => move(0, -1),
  right: () => move(0, 1),
  consistency: judge,
  open() {
    const link = rows()[place().row]?.querySelector("a[data-open]")
    if (!(link instanceof HTMLAnchorElement)) return false
    location.assign(link.href)
    return true
  },
})

document.addEventListener("focusin", (e) => {
  const face = e.target instanceof Element ? e.target.closest("table[data-evidence] [data-version]") : null
  const row = face?.closest("tr")
  if (!(face instanceof HTMLElement) || !row) return
  here = { mention: row.dataset.mention ?? "", version: face.dataset.version ?? "" }
  draw()
})

const main = document.getElementById("main")
if (main) new MutationObserver(draw).observe(main, { childList: true, subtree: true })
draw()
