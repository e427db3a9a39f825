// @ts-check
// Library: what the keys of the library and of an article's details do. An act
// that no row is selected for goes for the row with the focus. The forms are
// the page's own; this module ticks boxes, moves the focus and presses buttons.

import { on } from "./keys.js"

const byId = (/** @type {string} */ id) => document.getElementById(id)

/** @returns {HTMLInputElement[]} */
const boxes = () => [...document.querySelectorAll("input[type=checkbox][name=article]")].filter((el) => el instanceof HTMLInputElement)

/** Tick the row with the focus, if no row is ticked. */
function select() {
  const ticked = boxes().some((box) => box.checked)
  const row = document.activeElement?.closest("[data-item]")
  const box = row?.querySelector("input[type=checkbox][name=article]")
  if (!ticked && box instanceof HTMLInputElement) box.checked = true
  return ticked || box !== undefined && box !== null
}

/** Press a button of the bar for selected rows. @param {string} act */
function press(act) {
  const button = document.querySelector(`#bulk button[data-act="${act}"]`)
  if (!(button instanceof HTMLButtonElement) || !select()) return false
  button.click()
  return true
}

/** @param {string} selector */
function focus(selector) {
  const field = document.querySelector(selector)
  if (!(field instanceof HTMLElement)) return false
  field.focus()
  if (field instanceof HTMLInputElement) field.select()
  return true
}

on("library", {
  read: () => press("read"),
  unread: () => press("unread"),
  accept: () => press("accept"),
  remove: () => press("remove"),
  assign: () => select() && focus("#bulk-what"),
  filter: () => focus("#filter-words"),
  all() {
    const all = boxes()
    const tick = all.some((box) => !box.checked)
    for (const box of all) box.checked = tick
    return all.length > 0
  },
})

on("import", { paste: () => focus("textarea[data-act=paste]") })

on("details", {
  event: () => focus("input[data-act=event]"),
  tag: () => focus("input[data-act=tag]"),
  note: () => focus("textarea[data-act=note]"),
})

// What can be chosen goes with what is to be set.
document.addEventListener("change", (e) => {
  const what = e.target
  if (!(what instanceof HTMLSelectElement) || what.id !== "bulk-what") return
  const name = byId("bulk-name")
  const { list = "", hint = "" } = what.selectedOptions[0]?.dataset ?? {}
  if (!(name instanceof HTMLInputElement)) throw new Error("the bar has no field for a name")
  name.setAttribute("list", list)
  name.placeholder = hint
})
