/** Passages on a terminal: broken into rows, with words that stand out. */
import { bold, cut } from '../demo/terminal.mjs'

/** Colour is on exactly where `bold` does anything. */
const colour = bold('') !== ''
const marked = (word) => (colour ? bold(word) : `*${word}*`)

/** A text in rows of at most so many columns; the last of `most` rows ends in an ellipsis where there is more. */
export function wrap(text, columns, most) {
  return highlight(text, [], columns, most)
}

/**
 * The same with the words at `spans` standing out. Where the first rows hold none of them, the text begins shortly before the first.
 * Marks are put around whole words after the width is known, so that no escape code counts or is cut in two.
 */
export function highlight(text, spans, columns, most) {
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
    const inside = spans.filter(({ start, end }) => start >= index && end <= index + word.length)
    return { word, inside: inside.map(({ start, end }) => [start - index, end - index]) }
  })
  const first = words.findIndex(({ inside }) => inside.length > 0)
  const room = (columns * most) / 2
  const before = words.slice(0, Math.max(0, first)).reduce((sum, { word }) => sum + word.length + 1, 0)
  const start = before > room ? Math.max(0, first - 8) : 0
  const rows = []
  let row = start > 0 ? ['…'] : []
  let used = start > 0 ? 1 : 0
  for (const { word, inside } of words.slice(start)) {
    const width = word.length + (colour ? 0 : 2 * inside.length)
    if (row.length > 0 && used + 1 + width > columns) {
      if (rows.length === most - 1) return [...rows, `${row.join(' ')}${used < columns ? '…' : ''}`]
      rows.push(row.join(' '))
      row = []
      used = 0
    }
    used += width + (row.length > 0 ? 1 : 0)
    row.push(width > columns ? cut(word, columns) : mark(word, inside))
  }
  return row.length > 0 ? [...rows, row.join(' ')] : rows
}

/** A word with its marked parts standing out. */
function mark(word, parts) {
  let shown = ''
  let end = 0
  for (const [from, to] of parts) {
    if (from < end) continue
    shown += word.slice(end, from) + marked(word.slice(from, to))
    end = to
  }
  return shown + word.slice(end)
}
