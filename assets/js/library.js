// @ts-check
// Library: what the keys of the library and of an article's details do.

import { all, assign, focus, press } from "./bulk.js"
import { on } from "./keys.js"

on("library", {
  read: () => press("read"),
  unread: () => press("unread"),
  accept: () => press("accept"),
  remove: () => press("remove"),
  assign,
  filter: () => focus("#filter-words"),
  all,
})

on("import", { paste: () => focus("textarea[data-act=paste]") })

on("details", {
  event: () => focus("input[data-act=event]"),
  tag: () => focus("input[data-act=tag]"),
  note: () => focus("textarea[data-act=note]"),
})
