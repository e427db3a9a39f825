// @ts-check
// Drop: a file dropped anywhere on a page goes into the page's form for files,
// which is plain HTML and works without this module. It reads no file and makes
// no request.

/** @returns {HTMLFormElement | null} */
const target = () => document.querySelector("form[data-drop]")

/** @param {DragEvent} e */
const carriesFiles = (e) => e.dataTransfer?.types.includes("Files") ?? false

document.addEventListener("dragover", (e) => {
  const form = target()
  if (!form || !carriesFiles(e)) return
  e.preventDefault() // or the browser would leave the page to show the file
  form.dataset.drop = "over"
})

document.addEventListener("dragleave", (e) => {
  const form = target()
  if (form && !e.relatedTarget) form.dataset.drop = ""
})

document.addEventListener("drop", (e) => {
  const form = target()
  if (!form || !carriesFiles(e) || !e.dataTransfer) return
  e.preventDefault()
  form.dataset.drop = ""
  const input = form.querySelector("input[type=file]")
  if (!(input instanceof HTMLInputElement)) throw new Error("the form for files has no field for them")
  input.files = e.dataTransfer.files
  form.requestSubmit()
})
