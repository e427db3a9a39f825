// @ts-check
// Copying: puts a table of words on the clipboard, as text for spreadsheets and
// as a table for documents. It takes its words from the page and sends nothing.

import { toast } from "./say.js"
import { tr } from "./texts.js"

/** A cell that no spreadsheet takes for a formula. @param {string} text */
const harmless = (text) => (/^[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text)

/**
 * @param {string[][]} rows the first is the head
 * @param {string} done what to say when it is copied
 */
export async function copyTable(rows, done) {
  const clean = rows.map((row) => row.map((cell) => harmless(cell.replace(/\s+/g, " ").trim())))
  const table = document.createElement("table")
  for (const row of clean) {
    const line = table.insertRow()
    for (const cell of row) line.insertCell().textContent = cell
  }
  const text = clean.map((row) => row.join("\t")).join("\n")
  try {
    await navigator.clipboard.write([new ClipboardItem({
      "text/plain": new Blob([text], { type: "text/plain" }),
      "text/html": new Blob([table.outerHTML], { type: "text/html" }),
    })])
    toast(done)
  } catch {
    toast(tr("The browser did not let Assay write to the clipboard. Save it as CSV instead."))
  }
}
