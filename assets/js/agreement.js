// @ts-check
// Comparing analysts: a digit chooses that verdict for the row with the focus, or
// for the first, and goes on to the reason; Enter sends it. This module makes no
// request.

import { on } from "./keys.js"

on("compare", {
  decide({ value }) {
    const row = document.activeElement?.closest("main [data-item]") ?? document.querySelector("main [data-item]")
    const choice = row?.querySelectorAll("[data-choice]")[Number(value) - 1]
    const reason = row?.querySelector("[data-reason]")
    if (!(choice instanceof HTMLInputElement) || !(reason instanceof HTMLInputElement)) return false
    const folded = choice.closest("details")
    if (folded) folded.open = true
    choice.checked = true
    reason.focus({ preventScroll: true })
    row?.scrollIntoView({ block: "nearest" })
    return true
  },
  decided() {
    const box = document.querySelector("#compare-decided")
    if (!(box instanceof HTMLInputElement)) return false
    box.click()
    return true
  },
})
