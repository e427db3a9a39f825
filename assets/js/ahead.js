// @ts-check
// Typing ahead: what is typed while the field or list that it is meant for is on
// its way waits for it, and is typed there. Somebody who is faster than the
// program would otherwise press keys of the page.

import { isField } from "./keys.js"

const patience = 3000 // milliseconds; what has not come by then does not come

/** @type {KeyboardEvent[] | null} */
let held = null
let timer = 0

/** Let what is typed wait from now on. */
export function hold() {
  held ??= []
  clearTimeout(timer)
  timer = window.setTimeout(drop, patience)
}

/** Forget what was typed: what it was meant for has not come. */
export function drop() {
  held = null
  clearTimeout(timer)
}

/** Type what was held, to what has the focus now. */
export function release() {
  const keys = held ?? []
  drop()
  for (const e of keys) {
    if (held) held.push(e) // what came before has to wait again
    else type(e)
  }
}

/** Whether a key press writes a character. @param {KeyboardEvent} e */
const writes = (e) => [...e.key].length === 1 && (!(e.ctrlKey || e.metaKey || e.altKey) || e.getModifierState("AltGraph"))

/** @param {KeyboardEvent} e */
function type(e) {
  const el = document.activeElement ?? document.body
  const { key, code, shiftKey } = e
  const altKey = e.altKey && !e.getModifierState("AltGraph")
  const unhandled = el.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, altKey, bubbles: true, cancelable: true }))
  if (!unhandled || !writes(e) || !isField(el) || !(el instanceof HTMLInputElement)) return
  el.setRangeText(key, el.selectionStart ?? 0, el.selectionEnd ?? 0, "end")
  el.dispatchEvent(new InputEvent("input", { data: key, inputType: "insertText", bubbles: true }))
}

globalThis.addEventListener?.("keydown", (e) => {
  if (!held || !e.isTrusted || e.isComposing || e.keyCode === 229) return
  if (!writes(e) && !/^(Enter|Escape|ArrowUp|ArrowDown)$/.test(e.key) && !(e.altKey && /^Digit/.test(e.code))) return
  e.preventDefault()
  e.stopImmediatePropagation()
  if (!e.repeat) held.push(e)
}, true)
