// @ts-check
// Conflicts: a digit takes that value of the conflict with the focus, or of the
// first. The buttons send the form; this module makes no request.

import { on } from "./keys.js"

on("conflicts", {
  take({ value }) {
    const row = document.activeElement?.closest("main [data-item]") ?? document.querySelector("main [data-item]")
    const button = row?.querySelectorAll("[data-choice]")[Number(value) - 1]
    if (!(button instanceof HTMLElement)) return false
    button.click()
    return true
  },
})
