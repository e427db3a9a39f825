// @ts-check
// What anchor.js computes without a page. What it does with one is tested in
// the browser.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { codePoints, next, snap, trim, utf16 } from "../js/anchor.js"

const vectors = JSON.parse(readFileSync(new URL("../../internal/anchor/testdata/vectors.json", import.meta.url), "utf8"))

for (const { name, text, utf16: units } of vectors.texts) {
  test(`units: ${name}`, () => {
    assert.equal(codePoints(text), units.length - 1)
    units.forEach((/** @type {number} */ unit, /** @type {number} */ n) => {
      assert.equal(utf16(text, n), unit, `code point ${n} begins at`)
      assert.equal(codePoints(text, unit), n, `code points before ${unit}`)
    })
  })
}

test("units: beyond the text", () => {
  assert.equal(utf16("🚒", 9), 2)
  assert.equal(utf16("🚒", -1), 0)
})

test("units: half of a pair", () => {
  assert.equal(codePoints("a\ud83db"), 3)
  assert.equal(codePoints("\ude92"), 1)
})

for (const { name, text, span, want } of vectors.snaps) {
  test(`snap: ${name}`, () => {
    assert.deepEqual(snap(text, span[0], span[1]), { start: want[0], end: want[1] })
  })
}

for (const { name, text, span, want } of vectors.trims) {
  test(`trim: ${name}`, () => {
    assert.deepEqual(trim(text, span[0], span[1]), { start: want[0], end: want[1] })
  })
}

const sentence = "Zwölf 🚒 brannten, cafe\u0301."
for (const { name, at, move, want } of /** @type {const} */ ([
  { name: "an end to the end of its word", at: 2, move: { end: "end", by: "word", step: 1 }, want: "Zwölf" },
  { name: "an end over what is no word", at: 5, move: { end: "end", by: "word", step: 1 }, want: "Zwölf 🚒 brannten" },
  { name: "an end back", at: 17, move: { end: "end", by: "word", step: -1 }, want: "Zwölf" },
  { name: "an end with no word left", at: 24, move: { end: "end", by: "word", step: 1 }, want: null },
  { name: "a start to the next word", at: 0, move: { end: "start", by: "word", step: 1 }, want: "Zwölf 🚒 " },
  { name: "a start back", at: 19, move: { end: "start", by: "word", step: -1 }, want: "Zwölf 🚒 " },
  { name: "a start with no word left", at: 0, move: { end: "start", by: "word", step: -1 }, want: null },
  { name: "an end by a character over white space", at: 5, move: { end: "end", by: "grapheme", step: 1 }, want: "Zwölf 🚒" },
  { name: "an end back by a character of two parts", at: 24, move: { end: "end", by: "grapheme", step: -1 }, want: "Zwölf 🚒 brannten, caf" },
  { name: "a start by a character over white space", at: 4, move: { end: "start", by: "grapheme", step: 1 }, want: "Zwölf " },
  { name: "an end into a text from before it", at: -1, move: { end: "end", by: "word", step: 1 }, want: "Zwölf" },
  { name: "a start into a text from before it", at: -1, move: { end: "start", by: "word", step: 1 }, want: "" },
  { name: "an end into a text from after it", at: Infinity, move: { end: "end", by: "word", step: -1 }, want: sentence.slice(0, -1) },
  { name: "a start into a text from after it", at: Infinity, move: { end: "start", by: "word", step: -1 }, want: "Zwölf 🚒 brannten, " },
])) {
  test(`next: ${name}`, () => {
    assert.equal(next(sentence, at, move), want === null ? -1 : want.length)
  })
}
