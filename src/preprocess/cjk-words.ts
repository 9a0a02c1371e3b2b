/** Words of scripts that are written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar), found in one run of such characters. */

import { characterClasses, isMarkCodePoint, MARK, SURROGATE } from './characters.ts'
import { placeWords, pushToken, type TokenList } from './token-list.ts'

/** Adds the tokens of a run of {@link CJK} characters and marks that lies at `start .. end`. */
export type RunSplitter = (start: number, end: number, list: TokenList) => void

/** Made ready for one text, when its first such run is met; its runs are then given in order. */
export type CjkSplitter = (text: string) => RunSplitter

/**
 * The longest piece that a segmenter gets at once, in UTF-16 units. On Node 20 its time grows with the square of the piece's length, while each call costs something as well:
 * around 500 it is fastest.
 */
const PIECE = 500

/** True where the platform has `Intl.Segmenter` (Node, and all current browsers). */
export function hasSegmenter(): boolean {
  return typeof Intl !== 'undefined' && typeof Intl.Segmenter === 'function'
}

/**
 * Splits runs into words with the platform's dictionaries. Another engine or version may cut a few words otherwise. Throws a `RangeError` for a
 * `locale` that is no language tag.
 */
export function segmentedRuns(locale: string): CjkSplitter {
  Intl.getCanonicalLocales(locale)
  // Loading the dictionaries takes some 5 ms, which texts in other scripts need not wait for.
  let segmenter: Intl.Segmenter | undefined
  return (text) => {
    let pieceStart = 0
    let pieceEnd = 0
    let segments: Intl.Segments | undefined
    const open = (start: number): void => {
      pieceStart = start
      pieceEnd = Math.min(text.length, start + PIECE)
      if (isLowSurrogate(text.charCodeAt(pieceEnd))) pieceEnd++
      segmenter ??= new Intl.Segmenter(locale, { granularity: 'word' })
      segments = segmenter.segment(text.slice(pieceStart, pieceEnd))
    }
    return (start, end, list) => {
      if (end - start === 1) return pushToken(list, text.slice(start, end), start, end)
      // One piece serves all runs that lie within it whole. What stands between them breaks words anyway.
      if (end > pieceEnd) open(start)
      for (let at = start; at < end; ) {
        if (at >= pieceEnd) open(at)
        // Asking by position is faster than the iterator, and skips what stands between the runs.
        const { segment, index } = segments!.containing(at - pieceStart)!
        const wordEnd = Math.min(end, pieceStart + index + segment.length)
        pushToken(list, text.slice(at, wordEnd), at, wordEnd)
        at = wordEnd
      }
    }
  }
}

/** Splits runs into overlapping pairs of characters; a run of one character is one token. Needs no dictionary, and is the same everywhere. */
export const bigramRuns: CjkSplitter = (text) => (start, end, list) => {
  let first = start
  let second = nextCharacter(text, first)
  if (second >= end) return pushToken(list, text.slice(start, end), start, end)
  while (second < end) {
    const after = nextCharacter(text, second)
    pushToken(list, text.slice(first, after), first, after)
    first = second
    second = after
  }
}

/** Splits runs into single characters. */
export const characterRuns: CjkSplitter = (text) => (start, end, list) => {
  for (let at = start; at < end; ) {
    const after = nextCharacter(text, at)
    pushToken(list, text.slice(at, after), at, after)
    at = after
  }
}

/** Splits runs with a caller's own function. */
export function customRuns(split: (run: string) => readonly string[]): CjkSplitter {
  return (text) => (start, end, list) => placeWords(split(text.slice(start, end)), text, start, end, list)
}

/** The end of the character at `at`: a whole code point with the marks (Thai vowels, variation selectors) that follow it. */
function nextCharacter(text: string, at: number): number {
  const classes = characterClasses()
  let end = at + codePointLength(text, at)
  while (isMark(text, end, classes)) end += codePointLength(text, end)
  return end
}

function isMark(text: string, at: number, classes: Uint8Array): boolean {
  const flags = classes[text.charCodeAt(at)]!
  return (flags & MARK) !== 0 || ((flags & SURROGATE) !== 0 && isMarkCodePoint(text.codePointAt(at)!))
}

function codePointLength(text: string, at: number): number {
  return isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}
