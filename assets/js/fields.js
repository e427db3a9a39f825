// @ts-check
// Fields: how to get out of one. Escape leaves a field, and Enter one that is a
// single line however it wraps; Ctrl Enter sends what a text area holds. The
// focus goes back to where it was before, or to what the field was opened with.

import { isField } from "./keys.js"

/** What had the focus before a field did, and its id, since pages are drawn again. */
let before = { el: /** @type {HTMLElement | null} */ (null), id: "" }

document.addEventListener("focusin", (e) => {
  if (e.target instanceof HTMLElement && !isField(e.target)) before = { el: e.target, id: e.target.id }
})

document.addEventListener("keydown", (e) => {
  const el = e.target
  if (!(el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) || !isField(el)) return
  if (e.isComposing || el.closest("dialog, .picker")) return // which have an Escape of their own
  const line = e.key === "Enter" && el.matches("[data-line]")
  const send = e.key === "Enter" && (e.ctrlKey || e.metaKey) && el.matches("textarea")
  if (e.key !== "Escape" && !line && !send) return
  e.preventDefault()
  if (e.key === "Escape" && el.matches("[data-restores]")) el.value = el.defaultValue
  const saves = el.value !== el.defaultValue && el.form?.getAttribute("hx-trigger")?.includes("change")
  if (send && !saves) el.form?.requestSubmit()
  leave(el)
})

/** @param {HTMLElement} el */
function leave(el) {
  const back = before.el?.isConnected ? before.el : document.getElementById(before.id) ?? el.closest("details")?.querySelector("summary")
  if (back && back !== document.body) back.focus({ preventScroll: true })
  if (document.activeElement === el) el.blur()
}
