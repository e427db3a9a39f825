// @ts-check
// Bulk: what is done with several rows of a list at once. Rows are ticked; the
// form #bulk holds what can be done with those that are. An act that no row is
// ticked for goes for the row with the focus. This module ticks boxes, moves the
// focus and presses the buttons of the page.

/** @returns {HTMLInputElement[]} */
export const boxes = () => [...document.querySelectorAll("input[type=checkbox][form=bulk]")].filter((el) => el instanceof HTMLInputElement)

/** The box of the row that something is in. @param {Element | null} el */
const boxOf = (el) => {
  const box = el?.closest("[data-item]")?.querySelector("input[type=checkbox][form=bulk]")
  return box instanceof HTMLInputElement ? box : null
}

/** Tick the row with the focus, if no row is ticked. */
export function select() {
  const ticked = boxes().some((box) => box.checked)
  const box = boxOf(document.activeElement)
  if (!ticked && box) box.checked = true
  return ticked || box !== null
}

/** Tick the row with the focus, or take the tick off. */
export function mark() {
  const box = boxOf(document.activeElement)
  box?.click()
  return box !== null
}

/** Press a button of the bar for ticked rows. @param {string} act */
export function press(act) {
  const button = document.querySelector(`#bulk button[data-act="${act}"]`)
  if (!(button instanceof HTMLButtonElement) || !select()) return false
  button.click()
  return true
}

/** Tick all rows of the page, or none if all are. */
export function all() {
  const every = boxes()
  const tick = every.some((box) => !box.checked)
  for (const box of every) box.checked = tick
  return every.length > 0
}

/** Go to a field of the page. @param {string} selector */
export function focus(selector) {
  const field = document.querySelector(selector)
  if (!(field instanceof HTMLElement) || !field.checkVisibility()) return false
  // A bar that sticks is where it is seen, and not where it would be scrolled to.
  const stuck = field.closest("#bulk") !== null
  field.focus({ preventScroll: stuck })
  if (field instanceof HTMLInputElement) field.select()
  return true
}

/** Go to what the ticked rows can be set to. */
export const assign = () => select() && focus("#bulk-what")

/** Set the ticked rows to something. @param {string} what @param {string} value */
export function set(what, value) {
  const choice = document.getElementById("bulk-what")
  const name = document.getElementById("bulk-name")
  if (!(choice instanceof HTMLSelectElement) || !(name instanceof HTMLInputElement) || !select()) return false
  choice.value = what
  choice.dispatchEvent(new Event("change", { bubbles: true }))
  name.value = value
  const button = choice.form?.querySelector("button[value=assign]")
  if (!(button instanceof HTMLButtonElement)) return false
  button.click()
  return true
}

/** Tick the row with the focus and one that it moves to. @param {() => boolean} move */
export function sweep(move) {
  const box = boxOf(document.activeElement)
  if (!box || !move()) return false
  const next = boxOf(document.activeElement)
  for (const b of [box, next]) if (b) b.checked = true
  return true
}

// A click with Shift ticks all from the box that was clicked before.
let last = ""
document.addEventListener("click", (e) => {
  const box = e.target
  if (!(box instanceof HTMLInputElement) || !box.matches("[type=checkbox][form=bulk]")) return
  const every = boxes()
  const from = every.findIndex((b) => b.id === last)
  const to = every.indexOf(box)
  last = box.id
  if (!e.shiftKey || from < 0) return
  for (const b of every.slice(Math.min(from, to), Math.max(from, to) + 1)) b.checked = box.checked
})

// What can be chosen goes with what is to be set.
document.addEventListener("change", (e) => {
  const what = e.target
  if (!(what instanceof HTMLSelectElement) || what.id !== "bulk-what") return
  const name = document.getElementById("bulk-name")
  const { list = "", hint = "" } = what.selectedOptions[0]?.dataset ?? {}
  if (!(name instanceof HTMLInputElement)) throw new Error("the bar has no field for a name")
  name.setAttribute("list", list)
  name.placeholder = hint
  name.value = "" // what is written there was for something else
})
