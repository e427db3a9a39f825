// @ts-check
// The matrix: moves through the cells as through a spreadsheet, looks at the
// one it rests on, and sends the keys that judge it. The forms are the page's
// own and htmx sends them. It makes no request and builds no HTML.

import { copyTable } from "./copy.js"
import { on } from "./keys.js"
import { cancel } from "./net.js"
import { toast } from "./say.js"
import { count, tr } from "./texts.js"

const byId = (/** @type {string} */ id) => document.getElementById(id)
const screenful = 10 // rows or columns that Page keys move by where there are no pages

/** @returns {HTMLTableElement | null} */
const table = () => document.querySelector("table[data-matrix]")
/** The rows of claims, without the heads over them. @returns {HTMLTableRowElement[]} */
const rows = () => [...(table()?.querySelectorAll("tbody > tr[data-claim]") ?? [])].filter((r) => r instanceof HTMLTableRowElement)
const heads = () => [...(table()?.tHead?.rows[1]?.cells ?? [])]
const lead = 2 // cells of a row before those of the articles

// The cell in focus, by its claim and article. The server swaps the elements
// that show it, so they cannot keep it.
let here = { claim: "", article: "" }
let timer = 0

/** Where the cell in focus is, each -1 if it is not on the page. */
const place = () => ({
  row: rows().findIndex((r) => r.dataset.claim === here.claim),
  col: heads().findIndex((h) => h.dataset.article === here.article),
})

/** @param {number} row @param {number} col */
const cell = (row, col) => rows()[row]?.cells[col + lead]

/** What takes the focus in a cell. @param {Element | null | undefined} td @returns {HTMLElement | null} */
const face = (td) => td?.querySelector("a, button") ?? null

/** Show which cell is in focus on what the server has drawn. */
function draw() {
  const { row, col } = place()
  const td = cell(row, col)
  for (const el of table()?.querySelectorAll("[data-here]") ?? []) if (el !== td) el.removeAttribute("data-here")
  const stops = [...(table()?.querySelectorAll('td [tabindex="0"]') ?? [])]
  const stop = face(td) ?? stops[0] ?? face(cell(0, 0))
  for (const el of stops) if (el !== stop) el.setAttribute("tabindex", "-1")
  stop?.setAttribute("tabindex", "0")
  if (!td) return
  td.setAttribute("data-here", "")
  const where = byId("where")
  if (where) where.textContent = (face(td)?.getAttribute("aria-label") ?? "").split(":")[0] ?? ""
}

/** @param {number} row @param {number} col */
function go(row, col) {
  const r = rows()[Math.max(0, Math.min(rows().length - 1, row))]
  const h = heads()[Math.max(0, Math.min(heads().length - 1, col))]
  if (!r || !h) return
  here = { claim: r.dataset.claim ?? "", article: h.dataset.article ?? "" }
  draw()
  const to = place()
  const el = face(cell(to.row, to.col))
  el?.focus({ preventScroll: true })
  el?.closest("td")?.scrollIntoView({ block: "nearest", inline: "nearest" })
  lookSoon()
}

/** @param {number} down @param {number} right */
function move(down, right) {
  if (!table()) return false
  const { row, col } = place()
  if (row < 0 || col < 0) {
    const stop = table()?.querySelector('td [tabindex="0"]')?.closest("td")
    const r = stop?.parentElement
    return go(r instanceof HTMLTableRowElement ? rows().indexOf(r) : 0, stop ? stop.cellIndex - lead : 0)
  }
  go(row + down, col + right)
  return true
}

/** Turn a page and keep to the claim or article, or move on by a screenful. @param {string} act @param {"claim" | "article"} keep @param {[number, number]} by */
function turn(act, keep, [down, right]) {
  const link = document.querySelector(`main .pager a[data-act="${act}"]`)
  if (!(link instanceof HTMLAnchorElement)) return move(down, right)
  const url = new URL(link.href)
  url.searchParams.delete(keep === "claim" ? "article" : "claim")
  if (here[keep]) url.searchParams.set(keep, here[keep])
  location.assign(url)
  return true
}

/* ---- looking ---- */

/** Ask what is known of the cell, once the focus rests, and make it part of the address. */
function lookSoon() {
  clearTimeout(timer)
  timer = window.setTimeout(() => {
    const url = new URL(location.href)
    url.searchParams.set("claim", here.claim)
    url.searchParams.set("article", here.article)
    history.replaceState(history.state, "", url)
    byId("main")?.setAttribute("hx-get", url.pathname + url.search) // a page that is fetched again is the one on screen
    if (!shown()) send("look", here)
  }, 90)
}

/** Whether what is known of the cell in focus is on the page. */
function shown() {
  const { claim, article } = byId("inspect")?.dataset ?? {}
  return claim === here.claim && article === here.article
}

/** Whether what can be done with a whole column or row is on the page. */
const lined = () => byId("inspect")?.hasAttribute("data-line") ?? false

/** Ask what can be done with the whole column or row of the cell. @param {"column" | "row"} line */
function whole(line) {
  const { row, col } = place()
  if (row < 0 || col < 0) move(0, 0)
  if (!here.claim || !here.article) return false
  lookAway()
  return send(line, here)
}

/** Ask no more for what is known of the cell: something else takes its place. */
function lookAway() {
  clearTimeout(timer)
  cancel("look")
}

document.addEventListener("click", (e) => { if (e.target instanceof Element && e.target.closest("[data-line-link]")) lookAway() }, true)

/** Fill in a form of the page and send it. @param {string} id @param {Record<string, string>} values */
function send(id, values) {
  const form = byId(id)
  if (!(form instanceof HTMLFormElement)) return false
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.name in values) field.value = values[field.name] ?? ""
  }
  form.requestSubmit()
  return true
}

/* ---- judging ---- */

const atCell = () => {
  const { row, col } = place()
  return { el: face(cell(row, col)), source: heads()[col]?.dataset.source ?? "" }
}

/** @param {string} dimension @param {string} value @param {string} target @param {string} [other] */
function judge(dimension, value, target, other = "") {
  if (!send("judge", { ...here, target, other, dimension, value })) toast(tr("This case can be read, but not changed."))
}

/** Judge the mention in focus, or the only one of the cell. @param {string} dimension @param {string} value "" goes to the choices */
function judgeMention(dimension, value) {
  if (!value && focusOn(`[id^="${dimension}"] input`)) return
  const { el } = atCell()
  const all = (el?.dataset.m ?? "").split(" ").filter(Boolean)
  const chosen = document.activeElement?.closest("#inspect [data-mention]")?.getAttribute("data-mention")
  const mention = chosen && all.includes(chosen) ? chosen : all[0]
  if (!mention) toast(tr("There is no mention in this cell. Open the article to mark one."))
  else if (all.length > 1 && mention !== chosen) {
    toast(count(all.length, "This cell has one mention. Choose it in the panel, then press the key again.", "This cell has %s mentions. Choose one in the panel, then press the key again."))
    focusOn("[data-mention] a[href]")
  } else judge(dimension, value, mention)
}

/** @param {string} value */
function cover(value) {
  const { el } = atCell()
  if (!el) toast(tr("Choose a cell first."))
  else if (el.dataset.m) toast(tr("The article mentions the claim, so it is neither silent nor out of scope."))
  else judge("coverage", value, here.article, here.claim)
}

/** @param {string} selector */
function focusOn(selector) {
  const el = byId("inspect")?.querySelector(selector)
  if (!(el instanceof HTMLElement) || !shown()) return false
  sheet(true)
  el.closest("details")?.setAttribute("open", "")
  // Not before the key that asked for it has been dealt with, or it is written there.
  requestAnimationFrame(() => el.focus())
  return true
}

/** On a narrow screen what is known of a cell is a sheet. @param {boolean} open */
function sheet(open) {
  const board = document.querySelector(".board")
  if (board instanceof HTMLElement) board.dataset.sheet = open ? "open" : ""
}

/** Go back to the cell, and to what is known of it. */
function back() {
  const panel = byId("inspect")
  const open = document.querySelector(".board[data-sheet=open]") !== null
  if (!open && !panel?.contains(document.activeElement)) return false
  sheet(false)
  const { row, col } = place()
  if (row < 0 || col < 0) return open
  go(row, col)
  return true
}

/** Read the passage of the cell in its article, or the article. */
function open() {
  const { row, col } = place()
  const el = face(cell(row, col))
  const link = el instanceof HTMLAnchorElement ? el : heads()[col]?.querySelector("a")
  if (!link) return false
  location.assign(link.href)
  return true
}

/* ---- copying ---- */

/** Copy what is on the page of a cell, a row or all. @param {{value: string}} act */
function copy({ value }) {
  const { row, col } = place()
  const all = rows()
  if (!table() || (value !== "table" && !all[row])) {
    toast(tr("Choose a cell first."))
    return
  }
  if (value === "cell") {
    copyTable([[words(cell(row, col))]], tr("The cell is copied."))
    return
  }
  const of = value === "row" ? all.slice(row, row + 1) : all
  const head = [tr("No."), tr("Claim"), tr("Origins"), ...heads().map((h) => [h.querySelector(".name"), h.querySelector("[data-grade]")].map((el) => el?.textContent?.trim() ?? "").filter(Boolean).join(", "))]
  const body = of.map((r) => [r.querySelector(".claim b")?.textContent ?? "", r.querySelector(".wording")?.textContent ?? "", r.querySelector(".sum .unseen")?.textContent ?? "", ...[...r.cells].slice(lead).map(words)])
  const size = [count(of.length, "%s claim", "%s claims"), count(heads().length, "%s article", "%s articles")]
  copyTable([head, ...body], document.querySelector("main .pager")
    ? tr("%s by %s of this window copied, ready to be pasted as a table.", ...size)
    : tr("%s by %s copied, ready to be pasted as a table.", ...size))
}

/** What a cell says, without where it is. @param {Element | undefined} td */
function words(td) {
  const says = face(td)?.getAttribute("aria-label") ?? ""
  const where = `, ${face(td)?.dataset.outlet ?? ""}: `
  return says.includes(where) ? says.slice(says.indexOf(where) + where.length) : says
}

on("matrix", {
  up: () => move(-1, 0),
  down: () => move(1, 0),
  left: () => move(0, -1),
  right: () => move(0, 1),
  "row-start": () => move(0, -heads().length),
  "row-end": () => move(0, heads().length),
  first: () => go(0, 0),
  last: () => go(rows().length - 1, heads().length - 1),
  "page-up": () => turn("page-up", "article", [-screenful, 0]),
  "page-down": () => turn("page-down", "article", [screenful, 0]),
  "page-left": () => turn("page-left", "claim", [0, -screenful]),
  "page-right": () => turn("page-right", "claim", [0, screenful]),
  open,
  stance: ({ value }) => judgeMention("stance", value),
  credibility: ({ value }) => judgeMention("credibility", value),
  reliability({ value }) {
    const { source } = atCell()
    if (source && !value) focusOn(`[id^="reliability"] input`)
    else if (source) judge("reliability", value, source)
    else toast(tr("The outlet of this article is not known, so there is nothing to rate."))
  },
  "out-of-scope": () => cover("out_of_scope"),
  silent: () => cover("silent"),
  copy,
  leave: back,
  column: () => whole("column"),
  row: () => whole("row"),
  overview() {
    const link = document.querySelector("[data-overview] a[aria-current]")
    if (!(link instanceof SVGElement)) return false
    link.focus()
    return true
  },
  note() { if (!focusOn("textarea[data-act=note]")) toast(tr("There is no mention in this cell to write a note on.")) },
})

// A cell may get the focus by Tab or from a screen reader. Keys are about it then.
document.addEventListener("focusin", (e) => {
  const td = cellOf(e)
  const row = td?.parentElement
  if (!td || !(row instanceof HTMLTableRowElement)) return
  const claim = row.dataset.claim ?? ""
  const article = heads()[td.cellIndex - lead]?.dataset.article ?? ""
  if (claim === here.claim && article === here.article) return
  here = { claim, article }
  draw()
  lookSoon()
})

/* ---- pointer and touch ---- */

/** @param {Event} e @returns {HTMLTableCellElement | null} */
const cellOf = (e) => (e.target instanceof Element ? e.target.closest("table[data-matrix] td.cell") : null)

// A click looks at a cell; Enter, a double click or a click with a modifier reads it.
document.addEventListener("click", (e) => {
  const td = cellOf(e)
  const row = td?.parentElement
  if (!td || !(row instanceof HTMLTableRowElement) || e.ctrlKey || e.metaKey || e.shiftKey) return
  const keyed = e.detail === 0
  if (e.detail > 1) return e.preventDefault() // the panel has come, so another cell may be below the pointer
  if (keyed && face(td) instanceof HTMLAnchorElement) return
  e.preventDefault()
  go(rows().indexOf(row), td.cellIndex - lead)
  if (keyed) open()
  else sheet(true)
})
document.addEventListener("dblclick", (e) => { if (cellOf(e)) open() })

/* ---- the overview ---- */

// A link of the overview leads to a window. The cell in focus goes along as far
// as it is there, and its claim or article where only the other is not.
document.addEventListener("click", (e) => {
  const link = e.target instanceof Element ? e.target.closest("[data-overview] a") : null
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return
  const url = new URL(link.getAttribute("href") ?? "", location.href)
  for (const name of /** @type {const} */ (["claim", "article"])) if (here[name]) url.searchParams.set(name, here[name])
  e.preventDefault()
  location.assign(url)
})

document.addEventListener("keydown", (e) => {
  const link = e.target instanceof Element ? e.target.closest("[data-overview] a") : null
  const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[e.key]
  if (!link || !by || e.ctrlKey || e.metaKey || e.altKey) return
  e.preventDefault()
  const links = [...link.parentElement?.querySelectorAll("a") ?? []]
  const at = (/** @type {Element} */ a, /** @type {string} */ side) => Number(a.firstElementChild?.getAttribute(side))
  const across = new Set(links.map((a) => at(a, "x"))).size
  const [right = 0, down = 0] = by
  const i = links.findIndex((a) => a === link)
  const col = (i % across) + right
  const to = col < 0 || col >= across ? undefined : links[i + right + down * across]
  if (!(to instanceof SVGElement)) return
  for (const a of links) a.setAttribute("tabindex", a === to ? "0" : "-1")
  to.focus()
}, true)

/* ---- start ---- */

/** Take the focus from what the server has drawn. */
function start() {
  const td = table()?.querySelector("td[data-here]")
  const row = td?.parentElement
  if (!(td instanceof HTMLTableCellElement) || !(row instanceof HTMLTableRowElement)) return
  here = { claim: row.dataset.claim ?? "", article: heads()[td.cellIndex - lead]?.dataset.article ?? "" }
}

/** Go to what can be done with a column or row, when it has come. */
function enter() {
  const panel = byId("inspect")
  if (!panel || panel.dataset.line === "entered") return
  panel.dataset.line = "entered"
  sheet(true)
  const first = panel.querySelector("section button, section a[href]") ?? panel
  if (first instanceof HTMLElement) first.focus()
}

function watch() {
  const main = byId("main")
  if (!table() || !main) return
  let waiting = false
  new MutationObserver(() => {
    if (waiting) return
    waiting = true
    queueMicrotask(() => {
      waiting = false
      draw()
      if (lined()) return enter()
      const { row, col } = place()
      if (row >= 0 && col >= 0 && !shown()) lookSoon() // an answer about a cell that was left since
    })
  }).observe(main, { childList: true, subtree: true })
  const box = byId("grid")
  let wide = box?.clientWidth
  if (box) new ResizeObserver(() => { // the panel takes its room from the grid, which must not hide the cell
    if (box.clientWidth === wide) return
    wide = box.clientWidth
    const { row, col } = place()
    cell(row, col)?.scrollIntoView({ block: "nearest", inline: "nearest" })
  }).observe(box)
  start()
  draw()
  const asked = new URLSearchParams(location.search)
  if (asked.has("claim") || asked.has("article")) {
    const stop = table()?.querySelector('td [tabindex="0"]')
    const td = stop?.closest("td")
    if (td?.parentElement instanceof HTMLTableRowElement) go(rows().indexOf(td.parentElement), td.cellIndex - lead)
  }
}

watch()
