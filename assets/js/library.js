// @ts-check
// Library: what the keys of the library and of an article's details do.

import { all, assign, boxes, focus, press } from "./bulk.js"
import { keyOf, on } from "./keys.js"
import { toast } from "./say.js"
import { tr } from "./texts.js"

on("library", {
  read: () => press("read"),
  unread: () => press("unread"),
  accept: () => press("accept"),
  remove: () => press("remove"),
  assign,
  filter: () => focus("#filter-words"),
  all,
  details() {
    const row = document.activeElement?.closest("[data-item]") ?? boxes().find((box) => box.checked)?.closest("[data-item]")
    const link = row?.querySelector("a[data-act=details]")
    if (link instanceof HTMLElement) link.click()
    else toast(tr("Move to an article with %s first.", keyOf("list/next")))
  },
})

on("import", { paste: () => focus("textarea[data-act=paste]") })

on("details", {
  event: () => focus("input[data-act=event]"),
  tag: () => focus("input[data-act=tag]"),
  note: () => focus("textarea[data-act=note]"),
  confirm() { // the guess of the mention with the focus, or of the first
    const card = document.activeElement?.closest("#unsettled [data-item]") ?? document.querySelector("#unsettled [data-fate=unsure]")
    const button = card?.querySelector("button[value=confirm]")
    if (!(button instanceof HTMLElement)) return false
    button.click()
    return true
  },
})
