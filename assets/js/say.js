// @ts-check
// Saying: one polite live region for screen readers and one toast for the eye.
// What answers a key that could not be obeyed is a toast: it takes the place of
// an older one, which may say the opposite. What the page shows anyway, such as
// where the cursor is, is only said.
// The server asks for both with HX-Trigger: {"assay:saved": {"say": "…",
// "undo": true}}; with "leave" the next page says it. Texts are only ever set as text.

import { on } from "./keys.js"

const stay = 7000 // milliseconds; long enough to read a sentence and reach Undo

/** @param {string} text */
export function say(text) {
  const region = document.getElementById("say")
  if (!region) return
  region.textContent = ""
  // A region that is emptied and filled in one turn is not read again.
  requestAnimationFrame(() => { region.textContent = text })
}

let timer = 0

/** @param {string} text @param {{undo?: boolean}} [options] */
export function toast(text, { undo = false } = {}) {
  say(text)
  const box = document.getElementById("toast")
  const words = box?.querySelector("p")
  if (!box || !words) return
  words.textContent = text
  for (const b of box.querySelectorAll("[data-act=undo]")) b.toggleAttribute("hidden", !undo)
  box.hidden = false
  box.showPopover?.() // above an open dialog
  clearTimeout(timer)
  timer = window.setTimeout(hide, stay)
}

/** Take back what was said last: it is so no longer. */
export function hush() {
  const box = document.getElementById("toast")
  if (!box || box.hidden) return
  clearTimeout(timer)
  box.hidePopover?.()
  box.hidden = true
}

function hide() {
  const box = document.getElementById("toast")
  if (!box || box.hidden) return false
  if (box.matches(":hover, :focus-within")) {
    timer = window.setTimeout(hide, stay) // somebody is about to use it
    return false
  }
  hush()
  return true
}

on("everywhere", {
  "hide-toast": () => { (/** @type {HTMLElement} */ (document.activeElement)).blur(); hide() },
})

// What was done last, for the page that the browser goes to now.
const next = "assay:say"

document.addEventListener("assay:saved", (e) => {
  const { say: text, undo, leave } = /** @type {CustomEvent<{say?: string, undo?: unknown, leave?: unknown}>} */ (e).detail
  if (!text) return
  if (leave) sessionStorage.setItem(next, JSON.stringify({ text, undo: Boolean(undo) }))
  else toast(text, { undo: Boolean(undo) })
})

const before = sessionStorage.getItem(next)
if (before) {
  sessionStorage.removeItem(next)
  const { text, undo } = JSON.parse(before)
  toast(text, { undo })
}
