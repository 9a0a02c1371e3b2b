/**
 * Signs that belong to a word: the apostrophe of `don't`, the dots of `U.S.`, the point of `3.5`, the `&` of `R&B`, the `++` of `C++`.
 * Looked at only where such a sign directly follows a word, so that plain words never pay for it.
 */

import { CJK, DIGIT, MARK, WORD } from './characters.ts'
import { pushToken, type TokenList } from './token-list.ts'

const HASH = 0x23
const AMPERSAND = 0x26
const APOSTROPHE = 0x27
const PLUS = 0x2b
const COMMA = 0x2c
const DOT = 0x2e
const UNDERSCORE = 0x5f
const RIGHT_QUOTE = 0x2019

/** Articles and particles that French and Italian write together with the next word. They say nothing about a text, and are dropped. */
const ELISIONS: ReadonlySet<string> = new Set(
  'c d j l m n s t qu jusqu lorsqu puisqu quoiqu all dall dell nell sull quell un'.split(' '),
)

/** True where the sign at `at`, directly after a word, may hold it together with what follows or be its last part. */
export function mayJoin(text: string, at: number, classes: Uint8Array): boolean {
  const sign = text.charCodeAt(at)
  if (sign === HASH || sign === PLUS) return true
  if (sign !== APOSTROPHE && sign !== DOT && sign !== COMMA && sign !== AMPERSAND && sign !== RIGHT_QUOTE) return false
  return isWord(text, at + 1, classes)
}

/**
 * Adds the word that starts at `start` and whose first part ends at `end`, where {@link mayJoin} holds; gives the place where scanning goes
 * on. Adds nothing where the first part is an elided article.
 */
export function joinWord(text: string, start: number, end: number, classes: Uint8Array, list: TokenList): number {
  const sign = text.charCodeAt(end)
  if (sign === APOSTROPHE || sign === RIGHT_QUOTE) return joinApostrophe(text, start, end, classes, list)
  const oneLetter = end - start === 1 && !isDigit(text, start, classes)
  let last = end
  if (sign === DOT && oneLetter) {
    last = acronymEnd(text, end, classes)
  } else if (sign === DOT || sign === COMMA) {
    return joinNumber(text, start, end, classes, list)
  } else if (sign === AMPERSAND && end - start <= 3) {
    const next = partEnd(text, end + 1, classes)
    if (next - end <= 4) last = next
  } else if (oneLetter && sign === HASH && !isWord(text, end + 1, classes)) {
    last = end + 1
  } else if (oneLetter && sign === PLUS && text.charCodeAt(end + 1) === PLUS && !isWord(text, end + 2, classes)) {
    last = end + 2
  }
  return pushWord(text, start, last, list)
}

/** Adds the word `text[start .. end)` without underscores at its end, and gives the place where scanning goes on. */
export function pushWord(text: string, start: number, end: number, list: TokenList): number {
  const last = trimmedEnd(text, end)
  pushToken(list, text.slice(start, last), start, last)
  return end
}

/** The end of a word without underscores, and without signs after which nothing but underscores came. */
function trimmedEnd(text: string, end: number): number {
  let last = end
  while (isTrimmed(text.charCodeAt(last - 1))) last--
  return last
}

function isTrimmed(unit: number): boolean {
  return unit === UNDERSCORE || unit === DOT || unit === AMPERSAND || isApostrophe(unit)
}

function joinApostrophe(text: string, start: number, end: number, classes: Uint8Array, list: TokenList): number {
  let last = partEnd(text, end + 1, classes)
  if (isPossessive(text, end, last)) {
    // A text about Apple's plans is about Apple.
    pushWord(text, start, end, list)
    return last
  }
  if (last - end > 2 && ELISIONS.has(text.slice(start, end).toLowerCase())) return end + 1
  // Further apostrophes (rock'n'roll) belong to the word as well; a possessive at the end (o'reilly's) does not.
  let wordEnd = last
  while (isApostrophe(text.charCodeAt(last)) && isWord(text, last + 1, classes)) {
    const next = partEnd(text, last + 1, classes)
    if (!isPossessive(text, last, next)) wordEnd = next
    last = next
  }
  wordEnd = trimmedEnd(text, wordEnd)
  pushToken(list, text.slice(start, wordEnd).replaceAll('\u2019', "'"), start, wordEnd)
  return last
}

/** Whether `text[apostrophe .. end)` is `'s`. */
function isPossessive(text: string, apostrophe: number, end: number): boolean {
  return (text.charCodeAt(apostrophe + 1) | 0x20) === 0x73 && trimmedEnd(text, end) === apostrophe + 2
}

/** The end of `u.s` in `u.s. troops`: single letters with dots between them. */
function acronymEnd(text: string, end: number, classes: Uint8Array): number {
  let last = end
  while (
    text.charCodeAt(last) === DOT &&
    isWord(text, last + 1, classes) &&
    !isDigit(text, last + 1, classes) &&
    partEnd(text, last + 1, classes) === last + 2
  ) {
    last += 2
  }
  return last
}

/** `3.5` and `2.5mm` stay whole; `1,000` is the token `1000`. */
function joinNumber(text: string, start: number, end: number, classes: Uint8Array, list: TokenList): number {
  let last = end
  let grouped = false
  while (isDigit(text, last - 1, classes) && isDigit(text, last + 1, classes)) {
    const sign = text.charCodeAt(last)
    const next = partEnd(text, last + 1, classes)
    const group =
      sign === COMMA && next - last === 4 && isDigit(text, last + 2, classes) && isDigit(text, last + 3, classes)
    if (sign !== DOT && !group) break
    grouped ||= group
    last = next
  }
  const wordEnd = trimmedEnd(text, last)
  const token = text.slice(start, wordEnd)
  pushToken(list, grouped ? token.replaceAll(',', '') : token, start, wordEnd)
  return last
}

function partEnd(text: string, start: number, classes: Uint8Array): number {
  let at = start
  while (isWord(text, at, classes) || (at > start && (classes[text.charCodeAt(at)]! & (MARK | CJK)) === MARK)) at++
  return at
}

/** `classes[NaN]`, past the end of the text, is `undefined`, and no flag is set in it. */
function isWord(text: string, at: number, classes: Uint8Array): boolean {
  return (classes[text.charCodeAt(at)]! & (WORD | CJK)) === WORD
}

function isDigit(text: string, at: number, classes: Uint8Array): boolean {
  return (classes[text.charCodeAt(at)]! & DIGIT) !== 0
}

function isApostrophe(unit: number): boolean {
  return unit === APOSTROPHE || unit === RIGHT_QUOTE
}
