// @ts-check
// Recording: the fields of the page of all keys take the next key that is
// pressed, as keys.js names it. Without scripts its name is typed. What cannot be
// a key, such as Tab and the arrows, does there what it does in any field.
//
// This module only fills in fields; whether the key is free the server says.

import { nameOf } from "./keys.js"
import { say } from "./say.js"
import { tr } from "./texts.js"

/** The field of a key that an event is about, if any. @param {Event} e */
function fieldOf(e) {
  const field = e.target
  return field instanceof HTMLInputElement && field.type === "text" && field.closest("[data-records]") ? field : null
}

/** What a press records: a character, or one of the keys that the form allows; else "". @param {KeyboardEvent} e @param {Element} field */
function recorded(e, field) {
  let name = nameOf(e)
  if (document.documentElement.dataset.keys === "alt" && name.startsWith("Alt+")) name = name.slice("Alt+".length)
  const allowed = field.closest("[data-records]")?.getAttribute("data-records")?.split(" ") ?? []
  return /^[!-~]$/.test(name) || allowed.includes(name) ? name : ""
}

document.addEventListener("focusin", (e) => fieldOf(e)?.select())

document.addEventListener("keydown", (e) => {
  const field = fieldOf(e)
  if (!field || e.isComposing || e.keyCode === 229) return // a screen keyboard types
  const name = recorded(e, field)
  if (name === "") return
  e.preventDefault()
  field.value = name
  field.select()
  say(tr("%s. Enter keeps the keys.", name))
})
