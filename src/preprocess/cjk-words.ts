/** Words of scripts that are written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar), found in one run of such characters. */

import { placeWords, pushToken, type TokenList } from './token-list.ts'

/** Adds the tokens of `text[start .. end)`, which holds nothing but {@link CJK} characters and marks. */
export type RunSplitter = (text: string, start: number, end: number, list: TokenList) => void

/**
 * The longest piece that a segmenter gets at once. On Node 20 its time grows with the square of the piece's length; around 500 characters
 * it is fastest, and a run of such characters without any punctuation is hardly ever as long.
 */
const PIECE = 500

/** True where the platform has `Intl.Segmenter` (Node, and all current browsers). */
export function hasSegmenter(): boolean {
  return typeof Intl !== 'undefined' && typeof Intl.Segmenter === 'function'
}

/** Splits runs into words with the platform's dictionaries. Another engine or version may cut a few words otherwise. */
export function segmentedRuns(locale: string): RunSplitter {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'word' })
  return (text, start, end, list) => {
    for (let pieceStart = start; pieceStart < end; ) {
      const pieceEnd = cutPoint(text, pieceStart, end)
      const length = pieceEnd - pieceStart
      if (length === 1) {
        pushToken(list, text.slice(pieceStart, pieceEnd), pieceStart, pieceEnd)
      } else {
        const segments = segmenter.segment(text.slice(pieceStart, pieceEnd))
        // Asking by position is faster than the iterator, whose result objects cost as much as the segmentation.
        for (let at = 0; at < length; ) {
          const { segment, index } = segments.containing(at)!
          at = index + segment.length
          pushToken(list, segment, pieceStart + index, pieceStart + at)
        }
      }
      pieceStart = pieceEnd
    }
  }
}

/** Where to end the piece that starts at `start`: never inside a surrogate pair. */
function cutPoint(text: string, start: number, end: number): number {
  if (end - start <= PIECE) return end
  const cut = start + PIECE
  return isLowSurrogate(text.charCodeAt(cut)) ? cut + 1 : cut
}

/** Splits runs into overlapping pairs of characters; a run of one character is one token. Needs no dictionary, and is the same everywhere. */
export const bigramRuns: RunSplitter = (text, start, end, list) => {
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
export const characterRuns: RunSplitter = (text, start, end, list) => {
  for (let at = start; at < end; ) {
    const after = nextCharacter(text, at)
    pushToken(list, text.slice(at, after), at, after)
    at = after
  }
}

/** Splits runs with a caller's own function. */
export function customRuns(split: (run: string) => readonly string[]): RunSplitter {
  return (text, start, end, list) => placeWords(split(text.slice(start, end)), text, start, end, list)
}

/** The end of the character at `at`: a whole code point, with the marks that follow a kana or letter left to themselves. */
function nextCharacter(text: string, at: number): number {
  return at + (isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1)
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}
