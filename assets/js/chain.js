// @ts-check
// Who says it: what the keys of a chain do to the step that has the focus. The
// buttons of the step send the form; this module finds them, and keeps the focus
// on the step as it moves. It makes no request and builds no HTML.

import { on } from "./keys.js"

/** The step that has the focus. */
const step = () => document.activeElement?.closest(".utterer") ?? null

/** @param {Element} of @param {number} by */
const beside = (of, by) => {
  const all = [...(of.closest("form")?.querySelectorAll(".utterer") ?? [])]
  return all[all.indexOf(of) + by]?.querySelector("input[name=utterer]")
}

/** Where the focus goes once the answer has come. */
let next = ""

/** Do it by the button of the step. @param {string} act @param {number} by how far the step goes */
const edit = (act, by) => () => {
  const here = step()
  const button = here?.querySelector(`button[data-edit="${act}"]`)
  const to = here && beside(here, by)
  if (!(button instanceof HTMLElement) || !(to instanceof HTMLInputElement) || (by !== 0 && to.value === "")) return
  next = to.id
  button.click()
}

// The field with the focus keeps what is written in it when a page is drawn
// again, but here it is that of another step by then.
document.addEventListener("htmx:after:swap", () => {
  const to = document.getElementById(next)
  next = ""
  if (!to) return
  for (const field of to.closest("form")?.querySelectorAll("input") ?? []) field.value = field.defaultValue
  to.focus()
})

on("chain", {
  earlier: edit("earlier", -1),
  later: edit("later", 1),
  remove: edit("remove", 0),
  more() {
    const details = step()?.querySelector("details")
    if (!details) return
    details.open = !details.open
    const to = details.open ? details.querySelector("select") : step()?.querySelector("input[name=utterer]")
    if (to instanceof HTMLElement) to.focus()
  },
})
