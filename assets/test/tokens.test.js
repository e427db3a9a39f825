// The palette, measured: contrast as WCAG 2.2 counts it, and the distance of
// the stances in Oklab as three kinds of colour-blind eyes see them.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

const css = readFileSync(new URL("../css/tokens.css", import.meta.url), "utf8")

/** @type {Record<"day" | "night", Record<string, string>>} */
const themes = { day: {}, night: {} }
for (const [, name, day, night] of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
  themes.day[name] = day
  themes.night[name] = night
}

/** Linear sRGB of #rrggbb. */
const linear = (hex) => [1, 3, 5].map((i) => {
  const c = parseInt(hex.slice(i, i + 2), 16) / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
})

const apply = (matrix, v) => matrix.map((row) => row.reduce((sum, x, i) => sum + x * v[i], 0))

function contrast(a, b) {
  const [dark, light] = [a, b].map((hex) => apply([[0.2126, 0.7152, 0.0722]], linear(hex))[0]).sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function oklab(rgb) {
  const lms = apply([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ], rgb).map((x) => Math.cbrt(Math.max(0, x)))
  return apply([
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ], lms)
}

// Machado, Oliveira and Fernandes 2009, complete loss of one cone, on linear RGB.
const eyes = {
  "three cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}

const distance = (eye, a, b) => Math.hypot(...oklab(apply(eyes[eye], linear(a))).map((x, i) => x - oklab(apply(eyes[eye], linear(b)))[i]))

const stances = ["supports", "contradicts", "qualifies", "mentions"]
const grounds = ["paper", "surface", "sunken"]

/** Text that must reach 4.5 : 1. */
const texts = [
  ...grounds.flatMap((ground) => ["ink", "ink-2", "ink-3", "accent", "warn", "bad", "good", ...stances].map((ink) => [ink, ground])),
  ...[...stances.map((s) => `${s}-wash`), "here", "accent-wash", "warn-wash", "bad-wash", "good-wash"].flatMap((wash) => [["ink", wash], ["ink-2", wash]]),
  ...[...stances, "accent", "warn", "bad", "good"].map((name) => [name, `${name}-wash`]),
  ["on-accent", "accent"], ["paper", "ink"], ["ink-3", "here"],
  ...[1, 2, 3, 4, 5].map((n) => [`on-grade-${n}`, `grade-${n}`]),
]
/** Boundaries and signs that must reach 3 : 1. */
const boundaries = [
  ...grounds.flatMap((ground) => [["edge", ground], ["focus", ground], ["here-edge", ground]]),
  ["grade-edge", "surface"], ["grade-edge", "paper"], ["focus", "here"], ["focus", "accent-wash"],
  ...stances.map((s) => ["focus", `${s}-wash`]),
]

for (const [theme, colours] of Object.entries(themes)) {
  test(`${theme}: text and boundaries stand out`, () => {
    for (const [pairs, least] of [[texts, 4.5], [boundaries, 3]]) {
      for (const [a, b] of pairs) {
        assert.ok(colours[a] && colours[b], `no such colour: ${a} or ${b}`)
        const ratio = contrast(colours[a], colours[b])
        assert.ok(ratio >= least, `${a} on ${b} is ${ratio.toFixed(2)} : 1, want ${least}`)
      }
    }
  })

  for (const eye of Object.keys(eyes)) {
    test(`${theme}: stances differ, ${eye}`, () => {
      for (const a of stances) {
        for (const b of stances) {
          if (a >= b) continue
          const apart = distance(eye, colours[a], colours[b])
          assert.ok(apart >= 0.08, `${a} and ${b} are ${apart.toFixed(3)} apart, want 0.08`)
        }
      }
    })
  }

  test(`${theme}: reading is easy on the eyes`, () => {
    const ratio = contrast(colours.ink, colours.paper)
    assert.ok(ratio >= 12 && ratio <= 17, `ink on paper is ${ratio.toFixed(1)} : 1, want 12 to 17`)
  })
}
