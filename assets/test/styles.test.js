// What a browser has to look at when a page changes. It keeps the subjects of all
// selectors with :has in one list, and for any change that one of them could be about,
// looks for those subjects below the element that has :has. A subject without a name
// is every element there, so that one such selector makes it style the page anew; and
// where :has is on the page itself, it looks through all of it.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"

const folder = new URL("../css/", import.meta.url)
const selectors = readdirSync(folder).filter((f) => f !== "print.css").flatMap((file) =>
  [...readFileSync(new URL(file, folder), "utf8").replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{};]+)\{/g)]
    .map(([, selector = ""]) => ({ file, selector: selector.trim() })))

/** The rest of a selector after each :has() and what goes with it. */
function after(selector) {
  const rests = []
  for (let at = selector.indexOf(":has("); at >= 0; at = selector.indexOf(":has(", at + 1)) {
    let end = at + 4
    for (let depth = 0; end < selector.length; end++) {
      if (selector[end] === "(") depth++
      if (selector[end] === ")" && --depth === 0) break
    }
    const rest = selector.slice(end + 1).match(/^[^\s>~+,)]*\s*([>~+ ][^,]*)/)?.[1]
    if (rest?.trim()) rests.push(rest.trim())
  }
  return rests
}

test("what is styled by what is in something else has a name", () => {
  for (const { file, selector } of selectors) {
    for (const rest of after(selector)) {
      const subject = rest.replace(/:not\([^()]*\)/g, "").split(/(?<!\([^)]*)[\s>~+]+/).at(-1) ?? ""
      assert.match(subject, /[.#[]|^[a-z]|:where\(|:is\(/, `${file}: ${selector}`)
    }
  }
})

test("what stands around a page is not asked what is in it for the sake of something else in it", () => {
  for (const { file, selector } of selectors) {
    if (/(^|,\s*)(:root|html|body|main)[^\s>~+,]*:has\(/.test(selector)) assert.deepEqual(after(selector), [], `${file}: ${selector}`)
  }
})
