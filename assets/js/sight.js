// @ts-check
// Bringing something into sight. Of a long text only what is near is laid out: what
// lies on the way grows when it comes near, and moves what was aimed at. Then it is
// aimed at again.

/** @param {Element} el @param {ScrollLogicalPosition} block @param {number} [again] how many times at most */
export function bring(el, block, again = 5) {
  el.scrollIntoView({ block })
  if (again === 0 || !el.closest("[data-long]")) return
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const box = el.getBoundingClientRect()
    if (box.top < 0 || box.bottom > innerHeight) bring(el, block, again - 1)
  }))
}
