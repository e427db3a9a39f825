// @ts-check
// Anchoring: between what the browser selects and where that is in the article.
// This is the only script that knows of units. Everywhere else a position is a
// code point of the article's text, as in internal/anchor, its counterpart in
// Go; testdata/vectors.json there keeps the two in step.
//
// An article is a root element with blocks. A block carries data-o, the
// position of its first code point, and holds an element with data-text, in
// which nothing but article text stands. Blocks are apart by "\n\n" in the text
// and in quotations.
//
// Nothing here changes the page, selects, listens or fetches.

/**
 * A stretch of an article, half-open.
 * @typedef {{start: number, end: number}} Span
 */

/**
 * A block of an article on the page, with its text and where that begins.
 * @typedef {{start: number, text: string, body: Element}} Block
 */

/**
 * Which end of a span to move, over what, and which way.
 * @typedef {{end: "start" | "end", by: "word" | "grapheme", step: 1 | -1}} Move
 */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })
const words = new Intl.Segmenter(undefined, { granularity: "word" })

/** White space as internal/anchor has it. */
const blank = /^[\p{White_Space}\u200b]+$/u

/**
 * How many code points there are in the first i UTF-16 units of s, or in all of
 * it.
 *
 * @param {string} s
 * @param {number} [i]
 */
export function codePoints(s, i = s.length) {
  let n = 0
  for (let at = 0; at < i; at += isPair(s, at) ? 2 : 1) n++
  return n
}

/**
 * How many UTF-16 units the first n code points of s take up, at most its
 * length.
 *
 * @param {string} s
 * @param {number} n
 */
export function utf16(s, n) {
  let at = 0
  for (; n > 0 && at < s.length; n--) at += isPair(s, at) ? 2 : 1
  return at
}

/**
 * Widen a span of text to whole characters as a reader sees them, so that no
 * flag, family or accented letter is cut in two. An empty span stays as it is.
 *
 * @param {string} text
 * @param {number} start in code points, as are end and the result
 * @param {number} end
 * @returns {Span}
 */
export function snap(text, start, end) {
  if (end <= start) return { start, end }
  const [from, to] = snapUnits(text, utf16(text, start), utf16(text, end))
  return { start: codePoints(text, from), end: codePoints(text, to) }
}

/**
 * Drop white space from both ends of a span of text, but not where it carries
 * an accent. A span of white space comes back empty.
 *
 * @param {string} text
 * @param {number} start in code points, as are end and the result
 * @param {number} end
 * @returns {Span}
 */
export function trim(text, start, end) {
  const [from, to] = trimUnits(text, utf16(text, start), utf16(text, end))
  return { start: codePoints(text, from), end: codePoints(text, to) }
}

/**
 * Say where a range is in the article under root: whole characters, without
 * white space at the ends, and how they read. Returns null if the range holds
 * none of the article's text.
 *
 * @param {Element} root
 * @param {Range} range
 * @returns {Span & {quote: string} | null}
 */
export function describe(root, range) {
  if (range.collapsed || !range.intersectsNode(root)) return null
  /** @type {{block: Block, from: number, to: number}[]} */
  const parts = []
  for (const element of touched(blocks(root), range)) {
    const block = read(element)
    const [from, to] = trimUnits(block.text, ...snapUnits(block.text, ...inside(range, block.body)))
    if (from < to) parts.push({ block, from, to })
  }
  const first = parts[0]
  const last = parts[parts.length - 1]
  if (!first || !last) return null
  for (const part of parts) { // only the ends of the whole are trimmed
    if (part !== first) part.from = 0
    if (part !== last) part.to = part.block.text.length
  }
  return {
    start: position(first.block, first.from),
    end: position(last.block, last.to),
    quote: parts.map(({ block, from, to }) => block.text.slice(from, to)).join("\n\n"),
  }
}

/**
 * The range on the page of a stretch of the article under root, or null if the
 * page does not have it. What falls between blocks is left out at the ends.
 *
 * @param {Element} root
 * @param {number} start in code points, as is end
 * @param {number} end
 * @returns {Range | null}
 */
export function locate(root, start, end) {
  const elements = blocks(root)
  const i = lastAt(elements, start)
  const [opening, following] = [elements[i], elements[i + 1]]
  const closing = elements[lastAt(elements, end - 1)]
  if (!opening || !closing || end <= start) return null

  let first = read(opening)
  if (start >= endOf(first)) { // it starts in the gap after the block
    if (!following || opening === closing) return null
    first = read(following)
  }
  const last = read(closing)
  const from = place(first.body, utf16(first.text, start - first.start), true)
  const to = place(last.body, utf16(last.text, end - last.start), false)
  if (!from || !to) return null
  const range = document.createRange()
  range.setStart(from.node, from.offset)
  range.setEnd(to.node, to.offset)
  return range
}

/**
 * Move one end of a span by a word or by a character as a reader sees it,
 * passing over white space and from block to block. The span never becomes
 * empty: what would make it so, or has nowhere to go, changes nothing.
 *
 * @param {Element} root
 * @param {Span} span
 * @param {Move} move
 * @returns {Span}
 */
export function extend(root, span, move) {
  const elements = blocks(root)
  const from = span[move.end]
  let i = Math.max(0, lastAt(elements, from))
  let element = elements[i]
  for (let entered = false; element; element = elements[i += move.step], entered = true) {
    const block = read(element)
    let at = from > endOf(block) ? Infinity : utf16(block.text, from - block.start)
    if (entered) at = move.step > 0 ? -1 : Infinity
    const found = next(block.text, at, move)
    if (found < 0) continue
    const moved = { ...span, [move.end]: position(block, found) }
    return moved.start < moved.end ? moved : span
  }
  return span
}

/**
 * The nearest place after or before one where an end of a span can be: the end
 * of a word or character for an end, the start of one for a start. Returns -1 if
 * there is none.
 *
 * @param {string} text
 * @param {number} at in UTF-16 units, as is the result; -1 and Infinity are outside
 * @param {Move} move
 */
export function next(text, at, { end, by, step }) {
  const segments = (by === "word" ? words : graphemes).segment(text)
  let i = step > 0 ? Math.max(at, 0) : Math.min(at, text.length) - 1
  for (let segment = segments.containing(i); segment; segment = segments.containing(i)) {
    const after = segment.index + segment.segment.length
    const stop = end === "end" ? after : segment.index
    const kept = by === "word" ? segment.isWordLike : !blank.test(segment.segment)
    if (kept && (step > 0 ? stop > at : stop < at)) return stop
    i = step > 0 ? after : segment.index - 1
  }
  return -1
}

/**
 * Whether one code point takes up two units at i. Half of a pair counts as one,
 * so that counting ends even in a broken text.
 *
 * @param {string} s
 * @param {number} i
 */
function isPair(s, i) {
  const code = s.codePointAt(i)
  return code !== undefined && code > 0xffff
}

/**
 * @param {string} text
 * @param {number} from in UTF-16 units, as is the rest
 * @param {number} to
 * @returns {[number, number]}
 */
function snapUnits(text, from, to) {
  if (to <= from) return [from, to]
  const segments = graphemes.segment(text)
  const first = segments.containing(from)
  const last = segments.containing(to - 1)
  return [first ? first.index : from, last ? last.index + last.segment.length : to]
}

/**
 * @param {string} text
 * @param {number} from in UTF-16 units, as is the rest
 * @param {number} to
 * @returns {[number, number]}
 */
function trimUnits(text, from, to) {
  const segments = graphemes.segment(text)
  for (let s; from < to && (s = segments.containing(from)) && blank.test(s.segment);) from = s.index + s.segment.length
  for (let s; from < to && (s = segments.containing(to - 1)) && blank.test(s.segment);) to = s.index
  return [from, to]
}

/**
 * @param {Element} root
 * @returns {Element[]}
 */
function blocks(root) {
  return [...root.querySelectorAll("[data-o]")]
}

/**
 * Those of some blocks, in their order, that a range touches.
 *
 * @param {Element[]} elements
 * @param {Range} range
 */
function touched(elements, range) {
  const from = firstWhere(elements, (e) => range.comparePoint(e, e.childNodes.length) >= 0)
  const to = firstWhere(elements, (e) => range.comparePoint(e, 0) > 0)
  return elements.slice(from, to)
}

/**
 * @param {Element} element
 * @returns {Block}
 */
function read(element) {
  const body = element.querySelector("[data-text]")
  if (!body) throw new Error("a block without text")
  return { start: Number(element.getAttribute("data-o")), text: body.textContent ?? "", body }
}

/** @param {Block} block */
function endOf(block) {
  return block.start + codePoints(block.text)
}

/**
 * @param {Block} block
 * @param {number} i in UTF-16 units
 */
function position(block, i) {
  return block.start + codePoints(block.text, i)
}

/**
 * The last of some blocks that begins at or before a position, -1 if none does.
 *
 * @param {Element[]} elements
 * @param {number} p
 */
function lastAt(elements, p) {
  return firstWhere(elements, (e) => Number(e.getAttribute("data-o")) > p) - 1
}

/**
 * Which of some elements is the first that something holds of, as it does of all
 * after it.
 *
 * @param {Element[]} elements
 * @param {(e: Element) => boolean} holds
 */
function firstWhere(elements, holds) {
  let low = 0
  let high = elements.length
  while (low < high) {
    const middle = (low + high) >> 1
    const element = elements[middle]
    if (element && holds(element)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * The part of a range that is inside an element, in UTF-16 units of its text.
 *
 * @param {Range} range
 * @param {Element} element
 * @returns {[number, number]}
 */
function inside(range, element) {
  const part = document.createRange()
  part.selectNodeContents(element)
  const length = part.toString().length
  let from = 0
  let to = length
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) from = unitsUpTo(range.startContainer, range.startOffset, element)
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) to = unitsUpTo(range.endContainer, range.endOffset, element)
  return [from, Math.max(from, to)]
}

/**
 * How much of an element's text stands before a point, in UTF-16 units.
 *
 * @param {Node} node
 * @param {number} offset
 * @param {Element} element
 */
function unitsUpTo(node, offset, element) {
  const before = document.createRange()
  before.selectNodeContents(element)
  const length = before.toString().length
  if (before.comparePoint(node, offset) > 0) return length
  if (before.comparePoint(node, offset) < 0) return 0
  before.setEnd(node, offset)
  return before.toString().length
}

/**
 * The point in an element that has i UTF-16 units of its text before it: at the
 * start of a node rather than the end of the one before if it is where a range
 * starts, and the other way round.
 *
 * @param {Element} element
 * @param {number} i
 * @param {boolean} starts
 * @returns {{node: Node, offset: number} | null}
 */
function place(element, i, starts) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0
    if (starts ? i < length : i <= length) return { node, offset: i }
    i -= length
  }
  return null
}
