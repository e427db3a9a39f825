// @ts-check
// Dialogs and sheets: opens and closes what the page already holds. The browser
// keeps the focus inside a modal <dialog> and gives it back.

import { on } from "./keys.js"

/** @param {string} id */
export function open(id) {
  const dialog = document.getElementById(id)
  if (!(dialog instanceof HTMLDialogElement)) return false
  if (!dialog.open) dialog.showModal()
  return true
}

// data-opens and data-closes serve pointer, touch and Enter alike.
document.addEventListener("click", (e) => {
  const el = e.target
  if (!(el instanceof Element)) return
  const opens = el.closest("[data-opens]")?.getAttribute("data-opens")
  if (opens && open(opens)) e.preventDefault()
  if (el.closest("[data-closes]")) el.closest("dialog")?.close()
  if (el instanceof HTMLDialogElement && el.matches(":modal") && outside(el, e)) el.close()
})

/** Whether a click on a dialog was on the shade around it. @param {Element} el @param {MouseEvent} e */
function outside(el, e) {
  const box = el.getBoundingClientRect()
  return e.clientX < box.left || e.clientX > box.right || e.clientY < box.top || e.clientY > box.bottom
}

/** @param {boolean} [on] */
function sheet(on) {
  const desk = document.querySelector("[data-sheet]")
  if (!(desk instanceof HTMLElement)) return false
  desk.dataset.sheet = on ?? desk.dataset.sheet !== "open" ? "open" : ""
  return true
}

// What is judged in the sheet is not to be under it.
const desk = document.querySelector("[data-sheet]")
if (desk) new MutationObserver(([first]) => {
  if (desk.getAttribute("data-sheet") !== "open" || first?.oldValue === "open") return
  document.querySelector(".s[data-here], td[data-here]")?.scrollIntoView({ block: "nearest" })
}).observe(desk, { attributes: true, attributeFilter: ["data-sheet"], attributeOldValue: true })

on("everywhere", {
  help: () => open("help"),
  sheet: () => sheet(),
  leave() {
    const sheetOpen = document.querySelector("[data-sheet=open]") !== null
    if (sheetOpen) sheet(false)
    return sheetOpen
  },
})
