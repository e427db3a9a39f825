// @ts-check
// The key bar: shows what the keys do now, for what the analyst is doing. The
// server has drawn what there is for each mode; this module finds the mode out.
// Its buttons do what keys do, so they leave the focus where those need it.

import { isField } from "./keys.js"

const root = document.documentElement

/** What the analyst is doing, as data-when has it. */
function mode() {
  const el = document.activeElement
  const panel = document.getElementById("inspect")
  if (panel?.matches(".picker") && panel.checkVisibility() && (el?.closest(".picker") || !isField(el))) return "picker"
  if (el instanceof HTMLElement && isField(el)) return el.matches("select") ? "list" : el.matches("textarea:not([data-line])") ? "lines" : "line"
  if (el?.closest("#suggested")) return "offers"
  if (root.dataset.mode) return root.dataset.mode
  const mention = panel?.hasAttribute("data-mention") || document.querySelector("td[data-here]")?.querySelector("[data-m]:not([data-m=''])")
  return mention ? "mention" : "place"
}

let shown = "place"

function draw() {
  const now = mode()
  const bar = document.getElementById("bar")
  if (!bar || now === shown) return
  shown = now
  for (const item of bar.children) item.toggleAttribute("hidden", !item.getAttribute("data-when")?.split(" ").includes(now))
  bar.scrollLeft = 0
}

let waiting = false
function soon() {
  if (waiting) return
  waiting = true
  queueMicrotask(() => {
    waiting = false
    draw()
  })
}

document.addEventListener("focusin", soon)
document.addEventListener("focusout", soon)
const watch = new MutationObserver(soon)
watch.observe(root, { attributeFilter: ["data-mode"] })
const main = document.getElementById("main")
if (main) watch.observe(main, { childList: true, subtree: true, attributeFilter: ["data-here", "data-m", "data-mention", "data-sheet"] })

document.addEventListener("mousedown", (e) => {
  if (e.target instanceof Element && e.target.closest("#bar") && (isField(document.activeElement) || shown === "picker")) e.preventDefault()
})
