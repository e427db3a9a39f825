// @ts-check
// The worker that all tabs of one Assay share. It holds the one stream of
// events, as a browser opens only six connections to one host, and passes what
// it hears to every tab. It lives as long as one of them does: when the last is
// closed the stream ends, which is how the program knows. Where a browser keeps a
// page that was left for elsewhere, and puts us to sleep with it, the stream
// stays open: so we also say now and then that we are awake.
//
// It knows nothing of what the events mean.

const kept = 256 // events, for tabs that are just loading

/** @typedef {{id: number, name: string, data: any}} Heard */
/** @typedef {{events: string, alive: string, every: number, seen: number, lock: string}} Page
 * where to listen and to speak, how often in ms, and the last event that the page shows */

const us = crypto.randomUUID() // what the program calls all tabs together

/** @type {Set<MessagePort>} */
const tabs = new Set()
/** @type {Heard[]} */
const heard = []
/** @type {EventSource | null} */
let stream = null
let beat = 0 // the timer by which we say so
let silentSince = 0 // when the stream was lost, 0 while it is there
let replaced = false // a later Assay has refused us

self.addEventListener("connect", (e) => {
  const tab = /** @type {MessageEvent} */ (e).ports[0]
  if (!tab) throw new Error("a tab connected without a port")
  tab.addEventListener("message", ({ data }) => join(tab, data))
  tab.start()
})

/**
 * A tab is open, or has come back from the browser's cache of pages. It holds a
 * lock for as long as it is: that we are given the lock is the one sure sign
 * that the tab was closed, left or killed.
 * @param {MessagePort} tab
 * @param {Page} page
 */
function join(tab, page) {
  tabs.add(tab)
  navigator.locks.request(page.lock, () => leave(tab))
  for (const one of heard) if (one.id > page.seen) tab.postMessage(one)
  if (!stream) listen(page)
  else if (silentSince) tab.postMessage({ id: 0, name: replaced ? "replaced" : "gone", data: null })
}

/** @param {MessagePort} tab */
function leave(tab) {
  tabs.delete(tab)
  if (tabs.size > 0) return
  stream?.close() // the pages that keep this worker alive are only remembered, not open
  stream = null
  clearInterval(beat)
}

/** @param {Page} page */
function listen(page) {
  const seen = Math.max(page.seen, heard.at(-1)?.id ?? 0)
  const source = new EventSource(`${page.events}?tab=${us}&seen=${seen}`)
  beat = setInterval(() => {
    if (silentSince) return
    fetch(page.alive, { method: "POST", body: new URLSearchParams({ tab: us }) }).catch(() => {}) // the stream tells why
  }, page.every)
  stream = source
  silentSince = 0
  for (const name of ["changed", "progress", "drive", "taking", "closing"]) {
    source.addEventListener(name, (e) => {
      const one = { id: Number(e.lastEventId), name, data: JSON.parse(e.data) }
      heard.push(one)
      if (heard.length > kept) heard.shift()
      tell(one)
      // The stream is not closed: it finds out if another Assay takes the place.
      if (name === "closing") silentSince = Date.now()
    })
  }
  source.addEventListener("open", () => {
    if (silentSince) tell({ id: 0, name: "back", data: null })
    silentSince = 0
  })
  source.addEventListener("error", () => {
    if (stream !== source) return
    silentSince ||= Date.now()
    // Refused for good, as by a later Assay, or not there for some seconds: a
    // program that is only slow takes the connection all the same.
    replaced = source.readyState === EventSource.CLOSED
    if (replaced || Date.now() - silentSince > 3000) tell({ id: 0, name: replaced ? "replaced" : "gone", data: null })
  })
}

/** @param {Heard} one */
function tell(one) {
  for (const tab of tabs) tab.postMessage(one)
}
