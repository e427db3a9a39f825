// @ts-check
// Hits: marks what was looked for in an article that a search has led to. The
// marks are for the eye and gone with the page, so they are painted and not put
// into the text.

import { locate } from "./anchor.js"
import { onceReady } from "./net.js"
import { bring } from "./sight.js"

const most = 200 // painting goes through all of them every time

const root = document.getElementById("doc")
const hits = (root?.dataset.hits ?? "").split(" ").filter(Boolean).slice(0, most).map((h) => h.split("-").map(Number))
const ranges = hits.map(([start = 0, end = 0]) => root && locate(root, start, end)).filter((r) => r instanceof Range)

if (ranges.length > 0) {
  CSS.highlights.set("found", new Highlight(...ranges))
  const at = Number(new URLSearchParams(location.search).get("at") ?? 0)
  const first = ranges[Math.max(0, hits.findIndex(([start = 0]) => start >= at))] ?? ranges[0]
  const sentence = first?.startContainer.parentElement?.closest(".s")
  if (sentence) bring(sentence, "center")
  if (sentence instanceof HTMLElement) onceReady(() => sentence.click()) // the cursor goes there
}
