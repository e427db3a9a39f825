// @ts-check
// Life: keeps a page in touch with the program. It hears what happens, through
// the worker that all tabs share, and tells it to the other modules as events of
// the document: assay:changed, assay:progress, assay:drive, assay:taking. When the program is
// gone it says so in #life, and never lets the analyst work into the void.
//
// With the worker this is the one module that makes requests of its own, to say
// that somebody is there.

/** Names this page to the program: what it asked for itself is no news to it. */
export const tab = crypto.randomUUID()

const often = 1000 // ms between two questions while a job runs

const names = new Map([["changed", "assay:changed"], ["progress", "assay:progress"], ["drive", "assay:drive"], ["taking", "assay:taking"]])

/** @returns {HTMLElement} */
function bar() {
  const element = document.getElementById("life")
  if (!element) throw new Error("the page has no #life")
  return element
}

/** @param {{id: number, name: string, data: any}} one */
function hear(one) {
  if (one.id > 0) bar().dataset.seen = String(one.id)
  if (one.name === "gone" || one.name === "closing") return gone()
  if (one.name === "replaced") return gone("life-replaced")
  if (one.name === "back") {
    bar().hidden = true
    return
  }
  if (one.name === "changed" && one.data.tab === tab) return
  // What is found in the background is news to the pages of that case alone, and
  // no reason to draw a panel again in which somebody works.
  if (one.name === "changed" && one.data.what && (!location.pathname.includes(`/c/${one.data.case}/`) || document.getElementById("inspect"))) return
  const name = names.get(one.name)
  if (!name) throw new Error(`no page knows the event ${one.name}`)
  document.dispatchEvent(new CustomEvent(name, { detail: one.data }))
}

/** @param {string} name of the template that says what became of the program */
function gone(name = "life-gone") {
  if (!bar().hidden && (bar().dataset.says === name || name === "life-gone")) return // said once, not read out again and again
  const template = document.getElementById(name)
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no template ${name}`)
  bar().replaceChildren(template.content.cloneNode(true))
  bar().dataset.says = name
  bar().hidden = false
}

/** Share one stream with all tabs. @param {string} worker */
function share(worker) {
  // One for each run of the program: what an earlier run left in the browser would
  // go on saying that the program has stopped.
  const { port } = new SharedWorker(worker, { type: "module", name: `assay ${bar().dataset.events}` })
  let left = () => {}
  // The worker waits for this lock, which we hold while the page is open. Each
  // time has another one, as a page that comes back might overtake its leaving.
  const here = () => {
    const lock = crypto.randomUUID()
    navigator.locks.request(lock, () => {
      const { events, alive, every, seen } = bar().dataset
      port.postMessage({ events, alive, every: Number(every), seen: Number(seen), lock })
      return new Promise((resolve) => { left = () => resolve(undefined) })
    })
  }
  port.addEventListener("message", (e) => hear(e.data))
  port.start()
  here()
  addEventListener("pagehide", () => left())
  addEventListener("pageshow", (e) => { if (e.persisted) here() })
}

/** Ask now and then. @param {string} alive */
function ask(alive) {
  let timer = 0
  let name = crypto.randomUUID() // a page that comes back has a new one: what is gone stays gone
  const again = async () => {
    clearTimeout(timer)
    let wait = Number(bar().dataset.every)
    try {
      const answer = await fetch(alive, { method: "POST", body: new URLSearchParams({ tab: name, seen: bar().dataset.seen ?? "0" }) })
      if (!answer.ok) return gone("life-replaced") // another Assay has taken its place
      const { events, busy } = await answer.json()
      bar().hidden = true
      for (const one of events) hear(one)
      if (busy) wait = often
    } catch {
      gone()
    }
    clearTimeout(timer)
    timer = window.setTimeout(again, wait)
  }
  addEventListener("pagehide", () => {
    clearTimeout(timer)
    navigator.sendBeacon(alive, new URLSearchParams({ tab: name, gone: "true" }))
  })
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return
    name = crypto.randomUUID()
    again()
  })
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again() })
  again()
}

const { worker, alive } = bar().dataset
if ("SharedWorker" in window && worker) share(worker)
else if (alive) ask(alive)
