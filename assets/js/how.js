// @ts-check
// How an article was read: Space brings in the paragraph with the focus, or sets it
// aside, and what is ticked is looked at at once. The form is plain HTML and sends
// itself; this module makes no request.

import { focus } from "./bulk.js"
import { on } from "./keys.js"

on("how", {
  choose() {
    const does = document.activeElement?.closest(".how-list [data-item]:not(.how-fold)")?.querySelector("input[name=put], .how-does button")
    if (!(does instanceof HTMLElement)) return false
    does.click()
    return true
  },
  other: () => focus("#how-other select:last-of-type"),
})

document.addEventListener("change", (e) => {
  const box = e.target
  if (box instanceof HTMLInputElement && box.matches(".how-list [name=put]")) box.form?.requestSubmit()
})
