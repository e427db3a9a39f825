// @ts-check
// Claims: what the keys of the rooms Claims and Contested do that a click on a
// button does not: they go to a field, or act on the row with the focus.

import { all, assign, focus, mark, press as pressBulk, select, set } from "./bulk.js"
import { on } from "./keys.js"

/** The row of a list that has the focus. */
const here = () => document.activeElement?.closest("[data-item]") ?? null

/** Go to a field of the page. @param {string} selector */
function go(selector) {
  const field = document.querySelector(selector)
  if (!(field instanceof HTMLElement) || !field.checkVisibility()) return false
  field.focus()
  field.scrollIntoView({ block: "nearest" })
  return true
}

/** Open the part of the page that changes it, and go to its first field. */
function edit() {
  const part = document.querySelector("main details.edit")
  if (!(part instanceof HTMLDetailsElement)) return false
  part.open = true
  return go("main details.edit textarea")
}

/**
 * Choose in the row with the focus. Without one the act is for the page.
 *
 * @param {string} strip what the ids of the radio buttons of the row begin with
 */
const choose = (strip) => (/** @type {{value: string}} */ { value }) => {
  const button = here()?.querySelector(`input[type=radio][id^="${strip}-"][value="${CSS.escape(value)}"]`)
  if (!(button instanceof HTMLInputElement)) return false
  if (!button.checked) button.click()
  return true
}

/** Click what does an act in the row with the focus. @param {string} act */
function press(act) {
  const button = here()?.querySelector(`[data-act="${act}"]`)
  if (!(button instanceof HTMLElement)) return false
  button.click()
  return true
}

/** Open the part of the row that says where it entered, and go to it. */
function root() {
  const part = here()?.querySelector("details.root")
  if (!(part instanceof HTMLDetailsElement)) return false
  part.open = true
  const place = part.querySelector("input[name=source]") ?? part.querySelector("summary")
  if (place instanceof HTMLElement) place.focus()
  return true
}

/** What keys do in lists of which many rows can be changed at once. */
const bulk = { remove: () => pressBulk("remove"), assign, filter: () => focus("#filter-words"), all }

on("claims", { claim: () => go("[data-act=claim]"), merge: () => pressBulk("merge"), ...bulk })
on("mentions", { credibility: ({ value }) => set("credibility", value), ...bulk })
on("merging", { filter: () => focus("#filter-words") })

/** Open the form that relates the claim to another, and go to it. */
function relate() {
  const part = document.getElementById("relate")
  if (!(part instanceof HTMLDetailsElement)) return false
  part.open = true
  return go("#relation")
}

/** @param {string} act */
function take(act) {
  const link = document.querySelector(`a[data-act="${act}"]`)
  if (!(link instanceof HTMLElement)) return false
  link.click()
  return true
}

on("claim", {
  edit,
  stance: choose("stance"),
  credibility: choose("credibility"),
  contest: () => press("contest"),
  mark,
  all,
  split: () => select() && focus("#bulk-name"),
  relate,
  root,
  note: () => go("#note-new-claim"),
  tag: () => go("#tag-name-claim"),
})
on("reports", { report: () => go("[data-act=report]") })
on("report", {
  summary: () => go("[data-act=summary]"),
  add: () => {
    const offers = document.getElementById("report-offers")
    if (offers instanceof HTMLDetailsElement) offers.open = true
    return go("#report-add")
  },
  html: () => take("html"),
  docx: () => take("docx"),
  markdown: () => take("markdown"),
})
on("question", { edit, version: () => go("[data-act=version]") })

// A form that has done its work is emptied, or closed with what it is in.
document.addEventListener("assay:saved", (e) => {
  const form = e.target
  if (!(form instanceof HTMLFormElement)) return
  if (form.matches("[data-clearing]")) form.reset()
  if (form.matches("[data-closing], details.edit *")) {
    const part = form.closest("details")
    const focus = part?.contains(document.activeElement)
    part?.removeAttribute("open")
    if (focus) part?.querySelector("summary")?.focus()
  }
})
