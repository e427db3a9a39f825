// @ts-check
// Texts: what the scripts say, in the language of the page. The texts stand in
// English where they are said; a page in another language brings theirs with
// it, as JSON on #texts. "go test ./internal/tr -update" finds those that are
// given to tr and count, which must be literals.

/** @type {HTMLElement | null} */
const given = globalThis.document?.getElementById("texts") ?? null

/** @type {Record<string, string | string[]>} */
const texts = JSON.parse(given?.dataset.texts ?? "{}")

const rules = new Intl.PluralRules(given ? document.documentElement.lang : "en")
const forms = ["zero", "one", "two", "few", "many", "other"]
  .filter((form) => rules.resolvedOptions().pluralCategories.some((has) => has === form))

/**
 * A text with args where it has %s, or %[2]s for the second of them.
 *
 * @param {string} text @param {(string | number)[]} args
 */
function fill(text, args) {
  let next = 0
  return text.replace(/%(?:\[(\d)\])?s/g, (_, at) => {
    next = at ? Number(at) : next + 1
    return String(args[next - 1] ?? "")
  })
}

/** Say a text. @param {string} text @param {...(string | number)} args */
export function tr(text, ...args) {
  const said = texts[text]
  return fill(typeof said === "string" ? said : text, args)
}

/**
 * Say a number of things; the number goes first among the arguments.
 *
 * @param {number} n @param {string} one @param {string} many @param {...(string | number)} args
 */
export function count(n, one, many, ...args) {
  const said = texts[one]
  const form = Array.isArray(said) ? said[forms.indexOf(rules.select(n))] : n === 1 ? one : many
  return fill(form ?? many, [n, ...args])
}
