// @ts-check
// Two articles beside each other: the passage that is looked at, in the list and
// in both texts, and the keys that answer what is proposed. Buttons of the page
// send its forms. This module makes no request and builds no HTML.

import { on } from "./keys.js"
import { say } from "./say.js"

/** The passage that is looked at, "" before one is. The server draws none. */
let here = ""

const page = () => document.getElementById("beside")

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => [...(page()?.querySelectorAll(selector) ?? [])].filter((el) => el instanceof HTMLElement)

const passages = () => all(".passage")

/** The one that is looked at, in the list. */
const current = () => passages().find((el) => el.dataset.p === here)

/** Show which passage is looked at. */
function draw() {
  for (const el of all("[data-p]")) el.toggleAttribute("data-here", here !== "" && el.dataset.p === here)
  const go = current()?.querySelector(".passage-go")
  for (const el of all(".passage-go[aria-current]")) if (el !== go) el.removeAttribute("aria-current")
  go?.setAttribute("aria-current", "true")
}

/** Let a place of a text be seen a third below its top. @param {HTMLElement} text @param {Element} place */
function show(text, place) {
  const box = text.getBoundingClientRect()
  text.scrollTop += place.getBoundingClientRect().top - box.top - box.height / 3
}

/** Look at a passage: it comes into view on both sides. @param {HTMLElement | undefined} el */
function look(el) {
  if (!el) return
  here = el.dataset.p ?? ""
  draw()
  for (const text of all(".side")) {
    const place = text.querySelector(`.pas[data-p="${CSS.escape(here)}"]`)
    if (place) show(text, place)
  }
  const list = document.getElementById("passage-list")
  if (list) show(list, el)
  const go = el.querySelector(".passage-go")
  if (!(go instanceof HTMLElement)) return
  go.focus({ preventScroll: true })
  say(go.innerText.replace(/\s+/g, " "))
}

/** @param {number} by */
function move(by) {
  const list = passages()
  const at = list.findIndex((el) => el.dataset.p === here)
  look(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))])
}

/** @param {string} selector */
const press = (selector) => () => {
  const el = page()?.querySelector(selector)
  if (!(el instanceof HTMLElement)) return false
  el.click()
  return true
}

on("beside", {
  next: () => move(1),
  back: () => move(-1),
  passage: ({ value }) => look(passages().find((el) => el.dataset.p === value)),
  stance({ value }) {
    const button = current()?.querySelector(`.carry button[data-value="${CSS.escape(value)}"]`)
    if (!(button instanceof HTMLElement)) return false
    button.click()
    return true
  },
  "same-name"() {
    const button = (current() ?? page())?.querySelector('button[data-act="same-name"]')
    if (!(button instanceof HTMLElement)) return false
    button.click()
    return true
  },
  change() {
    const more = document.getElementById("derive-more")
    if (!(more instanceof HTMLDetailsElement)) return false
    more.open = true
    const field = more.querySelector("select")
    setTimeout(() => field?.focus(), 40) // not before the key that asked for it is through
    return true
  },
  confirm: press('#derive-form button[data-act="confirm"]'),
  reject: press('#derive-form button[data-act="reject"]'),
  "take-back": press('#derive-form button[data-act="take-back"]'),
})

document.addEventListener("click", (e) => {
  const place = e.target instanceof Element ? e.target.closest(".side [data-p]") : null
  if (place instanceof HTMLElement && getSelection()?.isCollapsed !== false) look(passages().find((el) => el.dataset.p === place.dataset.p))
})

// What the server has drawn again shows no passage that is looked at.
document.addEventListener("htmx:after:swap", () => { if (page()) draw() })
