// @ts-check
// Codebook and Notes: what the keys of the two rooms do that a click does not.
// They go to a field, tick what is listed, or open the form of a note.

import { all, select } from "./bulk.js"
import { on } from "./keys.js"

/** Go to a field of the page. @param {string} selector */
function go(selector) {
  const field = document.querySelector(selector)
  if (!(field instanceof HTMLElement) || !field.checkVisibility()) return false
  field.focus()
  field.scrollIntoView({ block: "nearest" })
  return true
}

on("codebook", { tag: () => go("#tag-name"), filter: () => go("#codebook-words") })

on("tag", {
  edit: () => go("#tag-fields input[name=name]"),
  alias: () => go("#tag-alias"),
  note: () => go("#note-new-tag"),
  split: () => select() && go("#split-name"),
  all,
})

on("notes", {
  note: () => go("#note-text"),
  filter: () => go("#note-words"),
  edit() {
    const note = document.activeElement?.closest("[data-item]") ?? document.querySelector("main [data-item]")
    const part = note?.querySelector("details.edit")
    if (!(part instanceof HTMLDetailsElement)) return false
    part.open = true
    const field = part.querySelector("textarea")
    field?.focus()
    return field !== null
  },
})
