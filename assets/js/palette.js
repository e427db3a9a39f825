// @ts-check
// The palette: finds what can be done on this page, and where to go, as
// somebody types. The server says what there is; this module opens the dialog,
// and does what was chosen.

import { open } from "./dialog.js"
import { on, perform } from "./keys.js"
import { chosenOf, step } from "./listbox.js"

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"))

/** @param {HTMLElement | undefined} option */
function choose(option) {
  if (!option) return
  dialog()?.close()
  const { href, act = "", value = "" } = option.dataset
  if (href) location.assign(href)
  else for (const scope of [...(document.querySelector("main[data-scope]")?.getAttribute("data-scope") ?? "").split(" "), "everywhere"]) if (perform(scope, act, value)) return
}

on("everywhere", {
  palette() {
    const field = document.getElementById("palette-q")
    if (!(field instanceof HTMLInputElement) || !open("palette")) return false
    field.select()
    field.form?.dispatchEvent(new Event("assay:palette"))
    return true
  },
  search() {
    const field = document.getElementById("search-q")
    if (field) field.focus()
    else document.querySelector("a.find")?.dispatchEvent(new MouseEvent("click"))
    return true
  },
})

on("palette", {
  next: () => step("offers", "palette-q", 1),
  back: () => step("offers", "palette-q", -1),
  choose: () => choose(chosenOf("offers")),
  palette: () => dialog()?.close(),
})

document.addEventListener("click", (e) => {
  const option = e.target instanceof Element ? e.target.closest("#offers [role=option]") : null
  if (option instanceof HTMLElement) choose(option)
})

document.addEventListener("submit", (e) => { if (dialog()?.contains(/** @type {Node} */ (e.target))) e.preventDefault() })
