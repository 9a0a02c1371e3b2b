/** What the demo needs of a terminal: 100 columns at most, colour and moving progress only where they are wanted. */

export const COLUMNS = Math.max(60, Math.min(100, process.stdout.columns || 100))

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
const paint = (open, close) => (text) => (colour ? `\u001b[${open}m${text}\u001b[${close}m` : text)
export const bold = paint(1, 22)
export const dim = paint(2, 22)
export const green = paint(32, 39)
export const red = paint(31, 39)

/** A line, cut to the terminal's width; `style` is applied after cutting, so that no escape code is cut in two. */
export function line(text = '', style = (plain) => plain) {
  console.log(style(cut(text, COLUMNS)))
}

/** A heading with a rule to the right-hand edge. */
export function heading(text) {
  const start = `── ${cut(text, COLUMNS - 8)} `
  console.log(`\n${bold(start + '─'.repeat(COLUMNS - width(start)))}`)
}

/** `text`, or as much of it as fits into so many columns, with an ellipsis. */
export function cut(text, columns) {
  if (width(text) <= columns) return text
  let fitted = ''
  for (const { segment } of graphemes.segment(text)) {
    if (width(fitted + segment) > columns - 1) break
    fitted += segment
  }
  return `${fitted.trimEnd()}…`
}

/** Columns that a text takes: East Asian characters and emoji take two, marks that sit on a letter none. */
export function width(text) {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1
  return columns
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

/** Runs `work`, showing `label` with the progress that it reports; one line stays, with the outcome and the time. Nothing moves where stdout is a file or a pipe. */
export async function step(label, work) {
  const start = performance.now()
  const live = process.stdout.isTTY === true
  const show = ({ done, total }) => {
    const bar = total === undefined ? '' : '█'.repeat(Math.floor((20 * done) / total)).padEnd(20, '░')
    process.stdout.write(`\r\u001b[K  ${label}  ${bar} ${count(done)}`)
  }
  if (live) process.stdout.write(`  ${label} ...`)
  const outcome = await work(live ? show : () => {})
  if (live) process.stdout.write('\r\u001b[K')
  line(`  ${label.padEnd(18)} ${outcome}, ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** 298176 as 298,176. */
export const count = (number) => number.toLocaleString('en')
