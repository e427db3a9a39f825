// The texts of the scripts, in a language with six forms for numbers.

import assert from "node:assert/strict"
import { test } from "node:test"

const arabic = {
  "Choose a cell first.": "اختر خلية أولا.",
  "%s of %s brought in": "من %[2]s: %[1]s",
  "One mention.": ["لا مواضع.", "موضع واحد.", "موضعان.", "%s مواضع.", "%s موضعًا.", "%s موضع."],
}

/** @param {object | null} texts */
async function load(texts) {
  globalThis.document = texts && {
    getElementById: (id) => (id === "texts" ? { dataset: { texts: JSON.stringify(texts) } } : null),
    documentElement: { lang: "ar" },
  }
  return import(`../js/texts.js?${Math.random()}`)
}

test("English is said as it stands", async () => {
  const { tr, count } = await load(null)
  assert.equal(tr("Choose a cell first."), "Choose a cell first.")
  assert.equal(tr("%s of %s brought in", 3, 7), "3 of 7 brought in")
  assert.equal(count(1, "One mention.", "%s mentions."), "One mention.")
  assert.equal(count(0, "One mention.", "%s mentions."), "0 mentions.")
})

test("another language has its own words, order and forms", async () => {
  const { tr, count } = await load(arabic)
  assert.equal(tr("Choose a cell first."), "اختر خلية أولا.")
  assert.equal(tr("%s of %s brought in", 3, 7), "من 7: 3")
  const said = [0, 1, 2, 3, 11, 100].map((n) => count(n, "One mention.", "%s mentions."))
  assert.deepEqual(said, ["لا مواضع.", "موضع واحد.", "موضعان.", "3 مواضع.", "11 موضعًا.", "100 موضع."])
})

test("what has no translation is said in English", async () => {
  const { tr, count } = await load(arabic)
  assert.equal(tr("Reading as a page again."), "Reading as a page again.")
  assert.equal(count(2, "One sentence", "%s sentences"), "2 sentences")
})
