// @ts-check
// First steps: lights up the keys in the panel as they are pressed. What has
// been done the program knows by itself, whichever way it was done.

import { isField, nameOf } from "./keys.js"

const shine = 350 // milliseconds that a key stays lit

/** @type {Map<HTMLElement, number>} the timers that put keys out */
const lit = new Map()

/** @param {KeyboardEvent} e */
function keysOf(e) {
  let name = nameOf(e)
  if (document.documentElement.dataset.keys === "alt" && name.startsWith("Alt+")) name = name.slice("Alt+".length)
  if (name === "" || isField(e.target) && name !== "Enter") return [] // it is being written
  return [...document.querySelectorAll(`#steps kbd[data-key="${CSS.escape(name)}"]`)].filter((el) => el instanceof HTMLElement)
}

document.addEventListener("keydown", (e) => {
  for (const el of keysOf(e)) {
    clearTimeout(lit.get(el))
    el.setAttribute("data-down", "")
    lit.set(el, window.setTimeout(() => {
      el.removeAttribute("data-down")
      lit.delete(el)
    }, shine))
  }
}, true)
