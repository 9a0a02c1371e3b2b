/**
 * HTML out of texts: tags, comments, scripts and styles. Only names that HTML has count as tags, so that `a < b` and `List<String>` stay as they are.
 * Not a parser: it finds the text for reading, and must never be used to make HTML safe.
 */

import { type Rewrite, TextEditor } from './edits.ts'

/** Tags that only style letters and stand within words; every other tag separates words. */
const STYLING = 'b big del em font i ins mark s small strike strong sub sup tt u wbr'
const OTHERS =
  'a abbr acronym address applet area article aside audio base bdi bdo blockquote body br button canvas caption center cite code col ' +
  'colgroup data datalist dd details dfn dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 ' +
  'head header hgroup hr html iframe img input kbd label legend li link main map menu meta meter nav noframes noscript object ol optgroup ' +
  'option output p param picture pre progress q rp rt ruby samp script search section select slot source span style summary svg table ' +
  'tbody td template textarea tfoot th thead time title tr track ul var video'
const styling: ReadonlySet<string> = new Set(STYLING.split(' '))
const known: ReadonlySet<string> = new Set([...STYLING.split(' '), ...OTHERS.split(' ')])

/** The longest stretch between a tag's name and its end that is searched, quoted values not counted. */
const LONGEST_TAG = 2000

/** Takes tags, comments, and what stands in `script` and `style`, out of a text. */
export const stripHtml: Rewrite = (text, edits) => {
  let open = text.indexOf('<')
  if (open < 0) return text
  const editor = new TextEditor(text, edits)
  // Behind these places there is no end to find, so that a text full of openings is not searched again and again.
  const lastTagEnd = text.lastIndexOf('>')
  const lastCommentEnd = text.lastIndexOf('-->')
  while (open >= 0 && open < lastTagEnd) {
    let end = 0
    let replacement = ' '
    if (text.startsWith('<!--', open)) {
      if (open + 4 <= lastCommentEnd) end = text.indexOf('-->', open + 4) + 3
    } else if (text[open + 1] === '!' || text[open + 1] === '?') {
      if (isLetter(text.charCodeAt(open + 2))) end = tagEnd(text, open + 2)
    } else {
      const slash = text[open + 1] === '/' ? 1 : 0
      const nameStart = open + 1 + slash
      const nameEnd = endOfName(text, nameStart)
      const name = text.slice(nameStart, nameEnd).toLowerCase()
      if (known.has(name)) {
        end = tagEnd(text, nameEnd)
        if (styling.has(name)) replacement = ''
        if (end > 0 && slash === 0 && (name === 'script' || name === 'style')) end = closingTagEnd(text, end, name)
      }
    }
    if (end > 0) editor.replace(open, end, replacement)
    open = text.indexOf('<', end > 0 ? end : open + 1)
  }
  return editor.finish()
}

/** Behind the `>` that ends the tag whose name ends at `at`; 0 where none does. A `>` within quotes does not. */
function tagEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + LONGEST_TAG)
  const first = text.charCodeAt(at)
  if (first !== 0x3e && first !== 0x2f && first > 0x20 && !isLetter(first)) return 0
  for (let place = at; place < limit; place++) {
    const unit = text.charCodeAt(place)
    if (unit === 0x3e) return place + 1
    if (unit === 0x3c) return 0
    if ((unit === 0x22 || unit === 0x27) && text[place - 1] === '=') return quotedTagEnd(text, place)
  }
  return 0
}

/** The same from the first quoted value on. Values may be long (embedded pictures), so they are jumped over. */
function quotedTagEnd(text: string, at: number): number {
  let place = at
  for (let values = 0; values < 50; values++) {
    const close = text.indexOf(text[place]!, place + 1)
    if (close < 0) return 0
    for (place = close + 1; place < text.length; place++) {
      const unit = text.charCodeAt(place)
      if (unit === 0x3e) return place + 1
      if (unit === 0x3c || place - close > LONGEST_TAG) return 0
      if ((unit === 0x22 || unit === 0x27) && text[place - 1] === '=') break
    }
    if (place >= text.length) return 0
  }
  return 0
}

/** Behind `</script>`; without one, the rest of the text belongs to the script. */
function closingTagEnd(text: string, at: number, name: string): number {
  const closing = new RegExp(`</${name}\\s*>`, 'gi')
  closing.lastIndex = at
  return closing.exec(text) === null ? text.length : closing.lastIndex
}

function endOfName(text: string, start: number): number {
  let at = start
  while (at - start < 12 && (isLetter(text.charCodeAt(at)) || (at > start && isDigit(text.charCodeAt(at))))) at++
  return at
}

function isLetter(unit: number): boolean {
  const lower = unit | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}
