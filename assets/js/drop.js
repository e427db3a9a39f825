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

document.addEventListener("drop", async (e) => {
  const form = target()
  if (!form || !carriesFiles(e) || !e.dataTransfer) return
  e.preventDefault()
  form.dataset.drop = ""
  const input = form.querySelector("input[type=file]")
  if (!(input instanceof HTMLInputElement)) throw new Error("the form for files has no field for them")
  const entries = [...e.dataTransfer.items].map((item) => item.webkitGetAsEntry?.() ?? null) // while the event lasts
  const dropped = e.dataTransfer.files
  input.files = entries.some((entry) => entry?.isDirectory) ? await within(entries) : dropped
  form.requestSubmit()
})

/** The files in what was dropped, with those in its folders. @param {(FileSystemEntry | null)[]} entries */
async function within(entries) {
  const all = new DataTransfer()
  for (const entry of entries) if (entry) await add(all, entry)
  return all.files
}

/** What is hidden was not meant. @param {DataTransfer} all @param {FileSystemEntry} entry */
async function add(all, entry) {
  if (entry.name.startsWith(".")) return
  if (entry.isFile) {
    all.items.add(await new Promise((ok, no) => /** @type {FileSystemFileEntry} */ (entry).file(ok, no)))
    return
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader()
  for (;;) { // it hands out some at a time
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((ok, no) => reader.readEntries(ok, no))
    if (some.length === 0) return
    for (const one of some) await add(all, one)
  }
}
