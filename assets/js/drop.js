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
  tellUnread(form, input, 0)
  if (!entries.some((entry) => entry?.isDirectory)) {
    input.files = e.dataTransfer.files
    form.requestSubmit()
    return
  }
  const says = form.querySelector("[data-reading]")
  form.dataset.drop = "reading"
  says?.removeAttribute("hidden")
  const { files, unread } = await within(entries)
  form.dataset.drop = ""
  says?.toggleAttribute("hidden", true)
  input.files = files
  tellUnread(form, input, unread)
  form.requestSubmit()
})

// A page that comes back from the browser's memory knows nothing of the last drop.
addEventListener("pageshow", () => {
  const form = target()
  const input = form?.querySelector("input[type=file]")
  if (form && input instanceof HTMLInputElement) tellUnread(form, input, 0)
})

/** Where nothing could be read, that is what is sent. @param {HTMLFormElement} form @param {HTMLInputElement} input @param {number} n */
function tellUnread(form, input, n) {
  const told = form.querySelector("input[name=unread]")
  if (!(told instanceof HTMLInputElement)) return
  told.value = n > 0 ? String(n) : ""
  input.required = n === 0
}

/** The files in what was dropped, with those in its folders, and how many of either
 * cannot be read. @param {(FileSystemEntry | null)[]} entries */
async function within(entries) {
  const all = new DataTransfer()
  let unread = 0
  for (const entry of entries) if (entry) unread += await add(all, entry)
  return { files: all.files, unread }
}

/** What is hidden was not meant. It returns how much could not be read, which does
 * not hold up the rest. @param {DataTransfer} all @param {FileSystemEntry} entry
 * @returns {Promise<number>} */
async function add(all, entry) {
  if (entry.name.startsWith(".")) return 0
  let unread = 0
  try {
    if (entry.isFile) {
      all.items.add(await new Promise((ok, no) => /** @type {FileSystemFileEntry} */ (entry).file(ok, no)))
      return 0
    }
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader()
    for (;;) { // it hands out some at a time
      /** @type {FileSystemEntry[]} */
      const some = await new Promise((ok, no) => reader.readEntries(ok, no))
      if (some.length === 0) return unread
      for (const one of some) unread += await add(all, one)
    }
  } catch {
    return unread + 1
  }
}
