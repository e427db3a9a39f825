// @ts-check
// History: what the keys of the room do with the act or restore point that has the
// focus. The buttons and forms of its row do it; this module makes no request.

import { keyOf, on } from "./keys.js"
import { toast } from "./say.js"
import { tr } from "./texts.js"

/** Click what the row with the focus has for something. @param {string} what */
const press = (what) => () => {
  const row = document.activeElement?.closest("main [data-item]")
  const el = row?.querySelector(`[data-${what}]`)
  if (el instanceof HTMLElement) el.click()
  else if (row) toast(tr("That cannot be done with this one."))
  else toast(tr("Move to an act or a restore point with %s first.", keyOf("rows/next")))
}

on("history", {
  name() {
    const field = document.getElementById("new-point-name")
    field?.focus()
    return field !== null
  },
  past: press("past"),
  back: press("back"),
  remove: press("remove"),
  edit() {
    const part = document.activeElement?.closest("main [data-item]")?.querySelector("details.edit")
    if (!(part instanceof HTMLDetailsElement)) return press("rename")()
    part.open = true
    const field = part.querySelector("[name=name]")
    if (field instanceof HTMLElement) field.focus()
  },
})
