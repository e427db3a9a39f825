// @ts-check
// Import: says how far the import that this page has asked for has come. The
// form for files is plain HTML and sends itself; this module adds how many files
// there are, and shows what the program tells. It makes no request.

import { tr } from "./texts.js"

document.addEventListener("submit", (e) => {
  const form = e.target
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-drop]")) return
  const files = form.querySelector("input[type=file]")
  const total = form.querySelector("input[name=total]")
  if (files instanceof HTMLInputElement && total instanceof HTMLInputElement) total.value = String(files.files?.length ?? 0)
  form.dataset.drop = "sending"
  show(form, 0, Number(total instanceof HTMLInputElement ? total.value : 0))
})

document.addEventListener("assay:progress", (e) => {
  const { case: id, done, total } = /** @type {CustomEvent<{case: string, done: number, total: number}>} */ (e).detail
  const form = document.querySelector("form[data-drop=sending]")
  if (form && location.pathname.includes(`/c/${id}/`)) show(form, done, total)
})

/** @param {Element} form @param {number} done @param {number} total 0 if nobody knows */
function show(form, done, total) {
  const job = form.querySelector("[data-job]")
  const bar = job?.querySelector("progress")
  const words = job?.querySelector("p")
  if (!(job instanceof HTMLElement) || !bar || !words) return
  job.hidden = false
  if (total > 0) {
    bar.max = total
    bar.value = done
  }
  words.textContent = total > 0 ? tr("%s of %s brought in", done, total) : tr("%s brought in", done)
}

// A page that comes back from the browser's memory is no longer sending.
addEventListener("pageshow", () => {
  const form = document.querySelector("form[data-drop=sending]")
  if (!(form instanceof HTMLFormElement)) return
  form.dataset.drop = ""
  form.querySelector("[data-job]")?.toggleAttribute("hidden", true)
})
