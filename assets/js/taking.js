// @ts-check
// Taking: how far a case has come that is checked and made anew, on the page from which
// it is opened, or a copy of it from which that is shared. The page stays until the answer
// comes; who leaves it stops that.

document.addEventListener("assay:taking", (e) => {
  const { case: of, done, total } = /** @type {CustomEvent<{case: string, done: number, total: number}>} */ (e).detail
  const told = document.getElementById("taking")
  const bar = told?.querySelector("progress")
  const count = told?.querySelector("span")
  if (!told || !bar || !count || told.dataset.case !== of) return
  told.hidden = false
  bar.max = total
  bar.value = done
  const number = new Intl.NumberFormat(document.documentElement.lang)
  count.textContent = `${number.format(done)} / ${number.format(total)}`
})

// It is opened, or refused: then there is an answer in its place.
document.addEventListener("htmx:finally:request", () => {
  const told = document.getElementById("taking")
  if (told) told.hidden = true
})
