/** Texts that say nothing, or say it with markup or in broken characters: missing, tiny, HTML, mojibake. */

import { show } from '../../errors.ts'
// The very steps by which the library reads texts, so that what is called HTML here is what it would take out. Both are pure functions of a string.
import { decodeEntities } from '../../preprocess/entities.ts'
import { stripHtml } from '../../preprocess/html.ts'
import type { ItemTable } from './item-table.ts'
import { repairMojibake } from './mojibake.ts'
import { applyFixes, type Found, type Rule, showPath } from './rule.ts'

/** What exports and forms write where there is no text. */
const placeholder =
  /^[\s\p{P}]*(?:n\/?a|none|null|nil|undefined|nan|unknown|untitled|no (?:description|text|title|overview)(?: (?:found|available|provided))?|tbd|tba|todo|test|无|暂无|暂无简介|暂无描述|未知)[\s\p{P}]*$/iu
/** Longer ones are not looked at: the expression would go over long runs of punctuation again and again. */
const LONGEST_PLACEHOLDER = 100

/** Whether a text says nothing: blanks and punctuation, a stand-in, printers' Latin. */
function isPlaceholder(text: string): boolean {
  if (!/[^\s\p{P}]/u.test(text)) return true
  const said = text.trim()
  return /^lorem ipsum/i.test(said) || (said.length <= LONGEST_PLACEHOLDER && placeholder.test(said))
}

/** No text in any field, or only a stand-in for one. Such an item is found by tags, attributes and behaviour alone. */
export const missingTexts: Rule<ItemTable> = {
  name: 'missingTexts',
  describe: 'items without text, or with a stand-in such as "N/A" for it',
  severity: 'warning',
  action: 'report',
  alone: true,
  find(table) {
    return everyRow(table, (row) => {
      const texts = table.texts(row)
      if (texts.some(({ value }) => !isPlaceholder(value))) return undefined
      const stand = texts.find(({ value }) => value.trim() !== '')
      return { row, why: stand === undefined ? 'there is no text' : `its text is ${show(stand.value)}` }
    })
  },
}

/** So few words that likeness by text is a matter of chance. */
export const tinyTexts: Rule<ItemTable> = {
  name: 'tinyTexts',
  describe: 'items whose text has very few words',
  severity: 'info',
  action: 'report',
  alone: true,
  find(table, { settings: { shortestText }, isFlagged }) {
    return everyRow(table, (row) => {
      const text = table.wholeText(row)
      if (text.length > 20 * shortestText + 200 || isFlagged(row, ['missingTexts'])) return undefined
      const words = countWords(text)
      if (words >= shortestText) return undefined
      return { row, why: `${words === 1 ? 'one word' : `${words} words`} in all: ${show(text)}` }
    })
  },
}

/** Words, roughly: runs of letters and digits; two characters of scripts without blanks between words count as one. */
function countWords(text: string): number {
  const unspaced = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu)?.length ?? 0
  const spaced =
    text.replace(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+/gu, ' ').match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0
  return spaced + Math.ceil(unspaced / 2)
}

/** Tags and character references. The library's own encoders do without them, other readers of the texts may not. */
export const html: Rule<ItemTable> = {
  name: 'html',
  describe: 'texts with HTML tags or character references in them',
  severity: 'info',
  action: 'repair',
  alone: true,
  find(table) {
    return everyRow(table, (row) => {
      const fixes = table.strings(row).flatMap(({ path, value }) => {
        const plain = withoutHtml(value)
        return plain === value ? [] : [{ path, value: plain }]
      })
      if (fixes.length === 0) return undefined
      return { row, fixes, why: `markup in ${fixes.map(({ path }) => `\`${showPath(path)}\``).join(', ')}` }
    })
  },
  repair: applyFixes,
}

function withoutHtml(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text
  const decoded = decodeEntities(stripHtml(text))
  // Feeds carry escaped HTML, which is HTML again once it is decoded.
  const plain = stripHtml(decoded)
  return plain === text ? text : plain.replace(/\s+/g, ' ').trim()
}

/** UTF-8 that was read as Windows-1252 or Latin-1; and characters that are lost for good. */
export const mojibake: Rule<ItemTable> = {
  name: 'mojibake',
  describe: 'texts whose bytes were read in the wrong encoding',
  severity: 'error',
  action: 'repair',
  alone: true,
  find(table) {
    return everyRow(table, (row) => {
      const strings = table.strings(row).filter(({ value }) => /[^\0-\x7f]/.test(value))
      const fixes = strings.flatMap(({ path, value }) => {
        const repaired = repairMojibake(value)
        return repaired === value ? [] : [{ path, value: repaired }]
      })
      if (fixes.length > 0) {
        const { path, value } = fixes[0]!
        return { row, fixes, why: `\`${showPath(path)}\` should read ${show(value)}` }
      }
      const lost = strings.find(({ value }) => value.includes('\ufffd'))
      return (
        lost && { row, why: `\`${showPath(lost.path)}\` has U+FFFD, where a character was lost: ${show(lost.value)}` }
      )
    })
  },
  repair: applyFixes,
}

function everyRow(table: ItemTable, judge: (row: number) => Found | undefined): Found[] {
  const found: Found[] = []
  for (let row = 0; row < table.size; row++) {
    const fault = judge(row)
    if (fault !== undefined) found.push(fault)
  }
  return found
}
