// @ts-check
// Listboxes: a field that keeps the focus, and options below it of which one is
// chosen. The server draws the options, the likeliest chosen.

/** @param {string} list its id @returns {HTMLElement[]} */
export const optionsOf = (list) => [...document.querySelectorAll(`#${list} [role=option]`)].filter((el) => el instanceof HTMLElement)

/** The option that is chosen. @param {string} list */
export const chosenOf = (list) => optionsOf(list).find((o) => o.getAttribute("aria-selected") === "true")

/** Choose the next option, or the one before; the last is followed by the first. @param {string} list @param {string} field @param {1 | -1} by */
export function step(list, field, by) {
  const options = optionsOf(list)
  const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true")
  const to = options[(at + by + options.length) % options.length]
  for (const o of options) o.setAttribute("aria-selected", String(o === to))
  to?.scrollIntoView({ block: "nearest" })
  if (to) document.getElementById(field)?.setAttribute("aria-activedescendant", to.id)
}
