// @ts-check
// Keys: turns key presses into acts. keymap.json is the one table; this module
// is its interpreter, the help dialog and the key bar are drawn from it by the
// server, and the tests walk it. Keys that the analyst has changed come with the
// page, as the server has them.
//
// An act is a word such as "next". What it does is said by the module that
// registers it with on(), or else by the element with that data-act, which is
// clicked. So every key has a button and every button may have a key.
//
// This module never makes a request and knows no page.

import keymap from "./keymap.json" with { type: "json" }

/**
 * @typedef {{keys: string[], act: string, value?: string, does: string,
 *   shown?: string, bar?: string, repeat?: boolean}} Binding
 * @typedef {{act: string, value: string}} Act
 * @typedef {(act: Act) => boolean | void} Handler returns false if it had nothing to act on
 */

/** @type {Map<string, Map<string, Binding>>} scope, then key */
const table = new Map()

/** @type {Map<string, Binding>} by their names, as in "reader/stance/supports" */
const named = new Map()

/** Have other keys for some bindings, all of each by its name. @param {Record<string, string[]>} own */
export function have(own) {
  for (const { scope, keys } of /** @type {{scope: string, keys: Binding[]}[]} */ (keymap)) {
    const bindings = new Map()
    for (const first of keys) {
      const name = [scope, first.act, first.value].filter(Boolean).join("/")
      const binding = { ...first, keys: own[name] ?? first.keys }
      for (const key of binding.keys) bindings.set(key, binding)
      named.set(name, binding)
    }
    table.set(scope, bindings)
  }
}

have(JSON.parse(globalThis.document?.getElementById("own-keys")?.dataset.keys ?? "{}"))

/** The key of a binding, for a sentence. @param {string} name as in "reader/claim" */
export function keyOf(name) {
  const key = named.get(name)?.keys[0]
  if (key === undefined) throw new Error(`there is no key for ${name}`)
  return /^[A-Z]$/.test(key) ? `Shift ${key}` : key
}

/** @type {Map<string, Map<string, Handler>>} scope, then act */
const handlers = new Map()

/**
 * Say what acts do in a scope. A handler that returns false leaves the act to
 * the element that has it.
 *
 * @param {string} scope
 * @param {Record<string, Handler>} acts
 */
export function on(scope, acts) {
  const known = handlers.get(scope) ?? new Map()
  for (const [act, handler] of Object.entries(acts)) known.set(act, handler)
  handlers.set(scope, known)
}

// Where a layout has no Latin letters the position of the key decides, as
// printed on a US keyboard: [plain, with Shift].
/** @type {Record<string, [string, string]>} */
const positions = {
  Slash: ["/", "?"], Period: [".", ">"], BracketLeft: ["[", "{"], BracketRight: ["]", "}"],
}

/**
 * The name of the key that was pressed, as in the table: "j", "J", "Ctrl+k",
 * "Alt+ArrowLeft", or "" for a modifier on its own. Shift is named only where
 * the character does not tell. In the table ArrowLeft is the way back, which on
 * what runs from right to left is to the right.
 *
 * @param {KeyboardEvent} e
 * @param {boolean} [leftward] whether what the key is for runs from right to left
 * @returns {string}
 */
export function nameOf(e, leftward = false) {
  let key = e.key
  if (leftward) key = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key
  if (["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Unidentified", "Process"].includes(key)) return ""
  if (key === " ") key = "Space"
  const printed = [...key].length === 1
  if (printed && !/^[\x21-\x7e]$/.test(key)) {
    const letter = /^Key([A-Z])$/.exec(e.code)?.[1]
    const digit = /^Digit([0-9])$/.exec(e.code)?.[1]
    if (letter) key = e.shiftKey ? letter : letter.toLowerCase()
    else if (digit) key = digit
    else key = positions[e.code]?.[e.shiftKey ? 1 : 0] ?? key
  } else if (printed && /^[A-Za-z]$/.test(key)) {
    key = e.shiftKey ? key.toUpperCase() : key.toLowerCase() // whatever Caps Lock says
  }
  const third = e.getModifierState("AltGraph") // types a character such as [ with Ctrl and Alt down
  let name = ""
  if ((e.ctrlKey || e.metaKey) && !third) name += "Ctrl+"
  if (e.altKey && !third) name += "Alt+"
  if (e.shiftKey && !printed) name += "Shift+"
  return name + key
}

/**
 * Whether a key pressed on el would write into it.
 *
 * @param {EventTarget | null} el
 */
export function isField(el) {
  const { tagName, type, isContentEditable } = /** @type {HTMLInputElement} */ (el ?? {})
  if (isContentEditable) return true
  if (tagName === "INPUT") return !["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"].includes(type)
  return tagName === "TEXTAREA" || tagName === "SELECT"
}

/** Whether name is a character on its own, which WCAG 2.1.4 lets people switch off. @param {string} name */
const isCharacter = (name) => [...name].length === 1

/**
 * The binding of a key in the first of the scopes that has it.
 *
 * @param {string} name
 * @param {string[]} scopes
 * @returns {{scope: string, binding: Binding, value: string} | null}
 */
export function lookup(name, scopes) {
  for (const scope of scopes) {
    const binding = table.get(scope)?.get(name)
    if (binding) return { scope, binding, value: binding.value ?? (binding.keys.length > 1 ? name : "") }
  }
  return null
}

/**
 * What a key press asks for, or null. prefix is the first key of a sequence
 * that is under way; a result with only a prefix starts one.
 *
 * @param {KeyboardEvent} e
 * @param {{scopes: string[], prefix: string, mode: string, own: string[], leftward?: boolean}} now
 *   own: those of the scopes that belong to the dialog or picker with the focus
 * @returns {{scope: string, act: string, value: string} | {prefix: string} | null}
 */
export function read(e, { scopes, prefix, mode, own, leftward }) {
  if (e.defaultPrevented || e.isComposing || e.keyCode === 229) return null
  let name = nameOf(e, leftward)
  if (name === "") return null

  const field = isField(e.target)
  if (mode === "alt" && /^Alt\+.$/u.test(name) && !lookup(name, own)) name = name.slice("Alt+".length)
  else if (isCharacter(name) && mode !== "on" && !field) return null

  if (!prefix && !field && scopes.some((s) => [...(table.get(s)?.keys() ?? [])].some((k) => k.startsWith(name + " ")))) {
    return e.repeat ? null : { prefix: name }
  }
  const found = lookup(prefix ? `${prefix} ${name}` : name, scopes)
  if (!found) return null
  const { scope, binding, value } = found
  if (e.repeat && !binding.repeat) return null
  if (field && !/^Ctrl\+.$/.test(name)) { // other chords move the caret
    // A picker keeps its arrows and Enter in its own field; characters are written there.
    if (!own.includes(scope) || isCharacter(name)) return null
  }
  // What the focused control does with its own keys is not ours.
  if (!field && /^(Enter|Space)$/.test(name) && /** @type {Element | null} */ (e.target)?.matches?.("a[href], button, summary")) return null
  if (!field && /^(Arrow|Home|End|Page)/.test(name) && /** @type {Element | null} */ (e.target)?.matches?.("input")) return null
  return { scope, act: binding.act, value }
}

/**
 * Do an act: by its handler, else by clicking the element that has it.
 *
 * @param {string} scope
 * @param {string} act
 * @param {string} value
 * @returns {boolean} whether anything was there to do it
 */
export function perform(scope, act, value = "") {
  if (handled(scope, act, value)) return true
  const selector = value ? `[data-act="${act}"][data-value="${CSS.escape(value)}"]` : `[data-act="${act}"]`
  const places = [...document.querySelectorAll(`dialog[open], main`)].reverse()
  for (const place of [...places, document]) {
    for (const el of place.querySelectorAll(selector)) {
      // A link in a closed menu still leads somewhere; a hidden button is not on offer. The
      // buttons of the key bar do what keys do, and nothing else.
      if (!(el instanceof HTMLElement) || el.matches(":disabled, #bar *") || !(el.matches("a[href]") || el.checkVisibility({ visibilityProperty: true }))) continue
      el.click()
      return true
    }
  }
  return false
}

/** @param {string} scope @param {string} act @param {string} value */
function handled(scope, act, value) {
  const handler = handlers.get(scope)?.get(act)
  return handler !== undefined && handler({ act, value }) !== false
}

/** The scopes that are active: those of the open dialog alone, else the mode's, the page's and everywhere's. */
function scopes() {
  const dialog = [...document.querySelectorAll("dialog:modal")].at(-1)
  if (dialog) return { own: words(dialog), scopes: words(dialog) }
  const inner = document.activeElement?.closest("[data-scope]")
  const page = document.querySelector("main[data-scope]")
  const mode = document.documentElement.dataset.mode
  return {
    own: inner === page ? [] : words(inner),
    scopes: [...new Set([...(mode ? [mode] : []), ...words(inner), ...words(page), "everywhere"])],
  }
}

/** @param {Element | null | undefined} el */
const words = (el) => el?.getAttribute("data-scope")?.split(/\s+/).filter(Boolean) ?? []

/** Whether what has the cursor, or else the page, runs from right to left. */
const leftward = () => getComputedStyle(document.querySelector("main [data-here]") ?? document.documentElement).direction === "rtl"

/**
 * Let keys and buttons act from now on.
 *
 * @param {() => void} idle is called when a key of the page, or a button of the key bar, could do nothing
 */
export function listen(idle) {
  const root = document.documentElement
  let prefix = ""
  let timer = 0
  const wait = (/** @type {string} */ key) => {
    prefix = key
    root.toggleAttribute("data-prefix", key !== "")
    clearTimeout(timer)
    if (key) timer = window.setTimeout(wait, 2000, "")
  }
  document.addEventListener("keydown", (e) => {
    const now = { ...scopes(), prefix, mode: root.dataset.keys ?? "on", leftward: leftward() }
    if (prefix && nameOf(e)) wait("")
    // The innermost scope that has the key goes first; one that has nothing to
    // do leaves the key to the next.
    let meant = false
    for (let asked = read(e, now); asked; asked = read(e, now)) {
      if ("prefix" in asked) wait(asked.prefix)
      else if (!perform(asked.scope, asked.act, asked.value)) {
        meant ||= asked.act !== "leave"
        now.scopes = now.scopes.slice(now.scopes.indexOf(asked.scope) + 1)
        continue
      }
      e.preventDefault()
      return
    }
    if (meant) idle()
  })
  document.addEventListener("click", (e) => {
    const el = e.target instanceof Element ? e.target.closest("button[type=button][data-act]") : null
    if (!(el instanceof HTMLElement)) return
    const { act = "", value = "", of } = el.dataset
    if (of && !perform(of, act, value)) idle()
    if (of) return
    for (const scope of new Set([...words(el.closest("[data-scope]")), ...scopes().scopes, "everywhere"])) {
      if (handled(scope, act, value)) return
    }
  })
}
