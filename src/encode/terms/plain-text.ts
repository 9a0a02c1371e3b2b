/**
 * The short cut for plain text: one pass that gives what the library's tokenizer gives (with default options, without stop words), where
 * none of that one's stages has anything to do but lower the case and cut at the ends of words. A test holds the two together.
 */

import { characterClasses, WORD } from '../../preprocess/characters.ts'
import type { TokenList } from '../../preprocess/token-list.ts'
import { joinWord, mayJoin } from '../../preprocess/word-joins.ts'
import { ENDS_WORD, keptUnits } from './kept-units.ts'
import { HASH_START, hashUnits } from './term-pool.ts'
import type { TokenBuffer } from './word-reader.ts'

/** The tokenizer drops longer words. */
const LONGEST = 64

const BLANK = 0x20
const AMPERSAND = 0x26
const DOT = 0x2e
const SLASH = 0x2f
const COLON = 0x3a
const LESS_THAN = 0x3c
const AT = 0x40
const UNDERSCORE = 0x5f
const SMALL_W = 0x77

/**
 * Takes in the words of `text` and returns true; returns false, with the buffer in any state, for a text that may hold markup, an address or a character
 * that normalisation changes.
 */
export function scanPlainText(text: string, tokens: TokenBuffer): boolean {
  const classes = characterClasses()
  const kept = keptUnits(true)
  const { length } = text
  // Room for one unit more than the text, since each word is followed by a blank.
  tokens.reset(length + 1)
  let at = 0
  for (let from = 0; from < length; ) {
    const first = text.charCodeAt(from)
    if (kept[first] === ENDS_WORD || first === UNDERSCORE) {
      if (!isPlainSign(first) || (first === COLON && text.charCodeAt(from + 1) === SLASH)) return false
      from++
      continue
    }

    const { units } = tokens
    const start = at
    const begin = from
    let hash = HASH_START
    for (let unit = kept[first]!; unit !== ENDS_WORD; ) {
      if (!isPlainLetter(text.charCodeAt(from))) return false
      units[at++] = unit
      hash = Math.imul(hash ^ unit, 0x01000193)
      unit = ++from < length ? kept[text.charCodeAt(from)]! : ENDS_WORD
    }
    const sign = from < length ? text.charCodeAt(from) : BLANK
    if (sign !== BLANK) {
      if (sign === DOT && endsInAddress(text, begin, from)) return false
      if (mayJoin(text, from, classes)) {
        if (sign === AMPERSAND) return false
        const joined: TokenList = { tokens: [], offsets: undefined }
        const end = joinWord(text, begin, from, classes, joined)
        for (; from < end; from++) if (!isPlain(text.charCodeAt(from), classes)) return false
        if (endsInAddress(text, begin, end)) return false
        at = start
        for (const token of joined.tokens) if (token.length <= LONGEST) at = tokens.push(token.toLowerCase(), at)
        continue
      }
    }
    if (units[at - 1] === UNDERSCORE) {
      while (units[at - 1] === UNDERSCORE) at--
      hash = hashUnits(units, start, at)
    }
    at = at - start <= LONGEST ? tokens.close(start, at, hash) : start
  }
  return true
}

function isPlain(unit: number, classes: Uint8Array): boolean {
  return (classes[unit]! & WORD) !== 0 ? isPlainLetter(unit) : isPlainSign(unit)
}

/** Latin letters that are one unit in every case and Unicode form, digits, the underscore. */
function isPlainLetter(unit: number): boolean {
  return unit < 0x80 || (unit >= 0xc0 && unit <= 0xff)
}

/** Signs that neither begin markup, an entity or an address nor are changed by normalisation: ASCII, pounds, dashes, quotation marks. */
function isPlainSign(unit: number): boolean {
  if (unit < 0x80) return unit !== AMPERSAND && unit !== LESS_THAN && unit !== AT
  return unit === 0xa3 || unit === 0xd7 || unit === 0xf7 || (unit >= 0x2013 && unit <= 0x201d && unit !== 0x2017)
}

/** Whether the word `text[begin .. end]` and what follows make `www.`. */
function endsInAddress(text: string, begin: number, end: number): boolean {
  if (text.charCodeAt(end) !== DOT || end - begin < 3) return false
  for (let at = end - 3; at < end; at++) if ((text.charCodeAt(at) | 0x20) !== SMALL_W) return false
  return true
}
