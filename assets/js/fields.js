// @ts-check
// Fields: how to get out of one. Escape leaves a field, and Enter one that is a
// single line however it wraps; Ctrl Enter sends what a text area holds. The
// focus goes back to where it was before, or to what the field was opened with.

import { isField, on } from "./keys.js"

/** What had the focus before a field did, and its id, since pages are drawn again. */
let before = { el: /** @type {HTMLElement | null} */ (null), id: "" }

document.addEventListener("focusin", (e) => {
  const el = e.target
  if (el instanceof HTMLElement && !isField(el) && !el.closest("#bar")) before = { el, id: el.id }
})

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** Whether keys leave el that have no other use there. @param {EventTarget | null} el @returns {el is Field} */
const leavable = (el) =>
  (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement) &&
  isField(el) && !el.closest("dialog, .picker") // which have an Escape of their own

document.addEventListener("keydown", (e) => {
  const el = e.target
  if (!leavable(el) || e.isComposing) return
  const line = e.key === "Enter" && !e.altKey && el.matches("[data-line]")
  const send = e.key === "Enter" && (e.ctrlKey || e.metaKey) && el.matches("textarea")
  if (e.key === "Escape") drop(el)
  else if (line || send) keep(el)
  else return
  e.preventDefault()
})

/** Leave a field, and what was written in one that can be restored. @param {Field} el */
function drop(el) {
  if (!(el instanceof HTMLSelectElement) && el.matches("[data-restores]")) el.value = el.defaultValue
  leave(el)
}

/** Have what is written in a field saved, and leave it. @param {Field} el */
function keep(el) {
  const changed = !(el instanceof HTMLSelectElement) && el.value !== el.defaultValue
  const byItself = el.form?.getAttribute("hx-trigger")?.includes("change") // as it is left
  const wording = el.matches("[data-line]") && byItself
  if (!(changed && byItself) && !wording) el.form?.requestSubmit()
  leave(el)
}

// A form whose parts belong together is sent once the focus leaves all of it, if its text
// has been written: what is ticked beside the text goes with it.
let pressing = /** @type {EventTarget | null} */ (null) // what need not take the focus, such as a label

document.addEventListener("pointerdown", (e) => { pressing = e.target }, true)
document.addEventListener("keydown", () => { pressing = null }, true)

document.addEventListener("focusout", (e) => {
  const form = e.target instanceof Element ? e.target.closest("form[data-together]") : null
  if (!(form instanceof HTMLFormElement) || "sent" in form.dataset) return
  const to = e.relatedTarget ?? pressing
  if (to instanceof Node && form.contains(to)) return
  if (form.querySelector("textarea")?.value.trim()) form.requestSubmit()
})
for (const [name, sent] of /** @type {const} */ ([["submit", true], ["input", false], ["reset", false]])) {
  document.addEventListener(name, (e) => {
    const form = e.target instanceof Element ? e.target.closest("form[data-together]") : null
    if (form instanceof HTMLFormElement) sent ? (form.dataset.sent = "") : delete form.dataset.sent
  }, true)
}

/** @param {Field} el */
function leave(el) {
  const ways = [before.el, document.getElementById(before.id), el.closest("details")?.querySelector("summary"), el.closest("form[id], section[id], article[id], main")]
  rest(ways.find((way) => way?.isConnected && way !== document.body && way.checkVisibility()))
  if (document.activeElement === el) el.blur()
}

/** Let the focus rest on something; the page as a whole is its heading. @param {Element | null | undefined} el */
export function rest(el) {
  const to = el?.matches("main") ? el.querySelector("h1") ?? el : el
  if (!(to instanceof HTMLElement)) return
  if (!to.matches("a[href], button, input, select, textarea, summary, [tabindex]")) to.tabIndex = -1
  to.focus({ preventScroll: true })
}

// The key bar does the same for who has no Escape, nor Ctrl.
/** @param {(el: Field) => void} act */
const here = (act) => () => {
  const el = document.activeElement
  if (leavable(el)) act(el)
}
const enter = here((el) => (el.matches("[data-line], textarea") ? keep(el) : el.form?.requestSubmit()))
on("field", { line: enter, lines: enter, leave: here(drop) })
