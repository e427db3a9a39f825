// @ts-check
// Theme: the server keeps the analyst's settings and writes them on <html>.
// This module makes the theme button offer the opposite of what is on screen,
// which the server cannot know, and shows new settings without a reload.

const root = document.documentElement

/** @returns {"light" | "dark"} */
function opposite() {
  const shown = root.dataset.theme
  const dark = shown === "dark" || (shown !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  return dark ? "light" : "dark"
}

document.addEventListener("click", (e) => {
  const button = e.target instanceof Element ? e.target.closest("button[data-act=theme]") : null
  if (!(button instanceof HTMLButtonElement)) return
  button.value = opposite() // before htmx reads the form
  root.dataset.theme = button.value
}, { capture: true })

const settings = ["theme", "contrast", "density", "size", "measure", "lead", "keys"]

// The server answers a change of settings with HX-Trigger: {"assay:look":
// {"theme": "dark"}}: what is saved wins over what was guessed.
document.addEventListener("assay:look", (e) => {
  const look = /** @type {CustomEvent<Record<string, string>>} */ (e).detail
  for (const name of settings) if (look[name] !== undefined) root.dataset[name] = look[name]
})
