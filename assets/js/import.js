// @ts-check
// Import: what the page does while files are sent, and what it makes of what is
// pasted. The forms are plain HTML and send themselves; this module makes no
// request. What stands in the panel about imports is the program's: it is fetched
// again when there is news.

const often = 400 // ms between two fetches of the panel

let due = 0

document.addEventListener("assay:progress", (e) => {
  const { job, case: id, ended } = /** @type {CustomEvent<{job: string, case: string, ended?: boolean}>} */ (e).detail
  if (!location.pathname.includes(`/c/${id}/`)) return
  if (ended) document.querySelector(`#report[data-import="${job}"]`)?.dispatchEvent(new CustomEvent("assay:imported"))
  if (!due) due = window.setTimeout(tell, often)
})

function tell() {
  due = 0
  document.dispatchEvent(new CustomEvent("assay:importing"))
}

let sending = false

document.addEventListener("submit", (e) => {
  const form = e.target
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-drop]")) return
  const files = form.querySelector("input[type=file]")
  const total = form.querySelector("input[name=total]")
  if (files instanceof HTMLInputElement && total instanceof HTMLInputElement) total.value = String(files.files?.length ?? 0)
  form.dataset.drop = "sending"
  form.querySelector("[data-job]")?.removeAttribute("hidden")
  // Going to the page that answers is a leaving, too, and asks nobody.
  window.setTimeout(() => { sending = form.dataset.drop === "sending" }, 1000)
})

// Who leaves the page stops what it sends.
addEventListener("beforeunload", (e) => {
  if (sending && document.querySelector("form[data-drop=sending]")) e.preventDefault()
})

// A page that comes back from the browser's memory is no longer sending.
addEventListener("pageshow", () => {
  sending = false
  const form = document.querySelector("form[data-drop=sending]")
  if (!(form instanceof HTMLFormElement)) return
  form.dataset.drop = ""
  form.querySelector("[data-job]")?.toggleAttribute("hidden", true)
})

// What is copied from a page is a page, too: its headings, quotes and lists are
// worth keeping. It goes beside the text, for as long as that is as it was pasted.

/** @param {Element} field */
function parts(field) {
  const form = field.closest("form")
  const html = form?.querySelector("input[name=html]")
  const url = form?.querySelector("input[name=url]")
  return {
    html: html instanceof HTMLInputElement ? html : null,
    url: url instanceof HTMLInputElement ? url : null,
    says: form?.querySelector("[data-pasted]") ?? null,
  }
}

/** @param {Element} field @param {string} page "" for none */
function keep(field, page) {
  const { html, says } = parts(field)
  if (html) html.value = page
  says?.toggleAttribute("hidden", page === "")
}

/** @type {string | null} the text as it came with a page */
let pastedText = null

document.addEventListener("paste", (e) => {
  const field = e.target
  if (!(field instanceof HTMLTextAreaElement) || !field.matches("[data-pastes]") || !e.clipboardData) return
  const page = e.clipboardData.getData("text/html")
  const whole = field.value.trim() === "" || field.selectionStart === 0 && field.selectionEnd === field.value.length
  pastedText = null
  if (!page || !whole) return keep(field, "") // a piece that is put into other text is a piece of text
  keep(field, page)
  pastedText = e.clipboardData.getData("text/plain")
  if (pastedText === "") { // the field needs a text
    pastedText = new DOMParser().parseFromString(page, "text/html").body.textContent ?? ""
    e.preventDefault()
    field.value = pastedText
  }
  const { url } = parts(field)
  const source = /^SourceURL:\s*(https?:\/\/\S+)/mi.exec(page.slice(0, page.indexOf("<")))
  if (url && source && url.value === "") url.value = source[1] ?? ""
})

document.addEventListener("input", (e) => {
  const field = e.target
  if (!(field instanceof HTMLTextAreaElement) || !field.matches("[data-pastes]")) return
  if (pastedText !== null && e instanceof InputEvent && e.inputType === "insertFromPaste") return
  pastedText = null
  keep(field, "")
})

document.addEventListener("click", (e) => {
  const button = e.target instanceof Element && e.target.closest("[data-plain]")
  const field = button && button.closest("form")?.querySelector("[data-pastes]")
  if (!(field instanceof HTMLTextAreaElement)) return
  keep(field, "")
  field.focus()
})
