// @ts-check
// Margins: of a long text the claims beside a paragraph come when it is about to be
// seen. Until then a link there says how many they are, and leads to a page that
// begins with them. The form is the page's own and htmx sends it; this module fills
// in for which part of the text.

import { onAnswered, onComing } from "./net.js"

const form = document.getElementById("margins")

/** The stretches of the text that are in sight, or will be soon. @type {Set<HTMLElement>} */
const near = new Set()

let asked = false

/** Say in the form which part is near, also for when the page is fetched again, and ask for what it lacks. */
function ask() {
  const there = [...near].filter((s) => s.isConnected)
  if (there.length === 0 || !(form instanceof HTMLFormElement)) return
  fill("from", Math.min(...there.map((s) => Number(s.dataset.from))))
  fill("to", Math.max(...there.map((s) => Number(s.dataset.to))))
  if (asked || !there.some((s) => s.querySelector("[data-late]"))) return
  asked = true
  form.requestSubmit()
}

/** @param {string} name @param {number} value */
function fill(name, value) {
  const field = form instanceof HTMLFormElement && form.elements.namedItem(name)
  if (field instanceof HTMLInputElement) field.value = String(value)
}

const sight = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    if (!(target instanceof HTMLElement)) continue
    if (isIntersecting) near.add(target)
    else near.delete(target)
  }
  ask()
}, { rootMargin: "100% 0px" })

function watch() {
  for (const s of document.getElementsByClassName("stretch")) sight.observe(s)
}

// What comes makes paragraphs longer. What is read stays where it is: the sentence
// under the cursor, if that is in sight. The browser takes care of everything else.
let top = NaN
const here = () => document.querySelector(".stretch [data-here]")?.getBoundingClientRect().top ?? NaN

onComing("margins", () => { top = here() })

onAnswered("margins", (well) => {
  asked = false
  if (top > 0 && top < innerHeight) scrollBy(0, here() - top || 0)
  if (well) ask()
})

// Paper has all of them, and a browser that is about to print waits for nothing that
// is asked for in another way.
addEventListener("beforeprint", () => {
  if (!(form instanceof HTMLFormElement) || !document.querySelector("[data-late]")) return
  const request = new XMLHttpRequest()
  request.open("GET", `${form.action}?from=0&to=${[...document.querySelectorAll(".stretch")].at(-1)?.getAttribute("data-to")}`, false)
  request.send()
  const answer = new DOMParser().parseFromString(request.responseText, "text/html")
  for (const part of answer.querySelectorAll("hx-partial")) document.querySelector(part.getAttribute("hx-target") ?? "")?.replaceWith(...part.children)
})

if (form) {
  watch()
  const main = document.getElementById("main")
  // A page that was fetched again may have other stretches, and lack what had come.
  if (main) new MutationObserver(() => { watch(); ask() }).observe(main, { childList: true, subtree: true })
}
