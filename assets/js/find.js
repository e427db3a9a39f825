// @ts-check
// Finding: a list that does not have all there is to choose finds it by words, which are
// written into a field beside a select, or into the field that a datalist is for. The server
// makes the list anew; this module tells the list which words, and leads from the field to
// the select.

import { say } from "./say.js"

/** @param {EventTarget | null} el @returns {el is HTMLInputElement} */
const finds = (el) => el instanceof HTMLInputElement && el.matches("[data-finds]")

/** The list that a field finds something for. @param {HTMLInputElement} field */
const listOf = (field) => document.getElementById(field.dataset.finds ?? field.getAttribute("list") ?? "")

document.addEventListener("input", (e) => {
  const field = e.target
  const list = field instanceof HTMLInputElement ? listOf(field) : null
  if (!(field instanceof HTMLInputElement) || !list?.matches("[hx-get]")) return
  const chosen = list instanceof HTMLSelectElement ? list.value : ""
  list.setAttribute("hx-vals", JSON.stringify({ words: field.value, chosen }))
  list.dispatchEvent(new Event("assay:find"))
})

document.addEventListener("keydown", (e) => {
  if (!finds(e.target) || e.isComposing || !["Enter", "ArrowDown"].includes(e.key)) return
  e.preventDefault() // the form is not to be sent
  const list = listOf(e.target)
  list?.focus()
  if (list instanceof HTMLSelectElement) list.showPicker?.()
})

// What is looked for changes nothing in the form that it is looked for in, which is sent once
// something is chosen.
document.addEventListener("change", (e) => {
  if (finds(e.target)) e.stopPropagation()
}, true)

document.addEventListener("assay:found", (e) => {
  const { list, says } = /** @type {CustomEvent<{list: string, says: string}>} */ (e).detail
  const seen = document.querySelector(`[data-finds="${CSS.escape(list)}"] + [data-found]`)
  if (seen) seen.textContent = says
  say(says)
})

// What was looked for is forgotten once it is chosen.
document.addEventListener("change", (e) => {
  if (!(e.target instanceof HTMLSelectElement)) return
  const field = document.querySelector(`[data-finds="${CSS.escape(e.target.id)}"]`)
  if (!(field instanceof HTMLInputElement)) return
  field.value = ""
  field.nextElementSibling?.replaceChildren()
})
