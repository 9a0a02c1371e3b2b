/** Several neighbouring words, or characters, as one token. */

import type { TokenList } from './token-list.ts'

/** Replaces a list of words by its n-grams of `shortest` to `longest` words, joined by a space: all of one length, then all of the next. */
export function wordNgrams(list: TokenList, shortest: number, longest: number): TokenList {
  const { tokens, offsets } = list
  const ngrams: string[] = []
  const places: number[] | undefined = offsets && []
  for (let size = shortest; size <= longest; size++) {
    for (let first = 0; first + size <= tokens.length; first++) {
      ngrams.push(size === 1 ? tokens[first]! : tokens.slice(first, first + size).join(' '))
      if (offsets !== undefined) places!.push(offsets[2 * first]!, offsets[2 * (first + size) - 1]!)
    }
  }
  return { tokens: ngrams, offsets: places }
}

/** The n-grams of `shortest` to `longest` characters (code points) of a whole text. */
export function characterNgrams(text: string, list: TokenList, shortest: number, longest: number): void {
  addCharacterNgrams(text, list, shortest, longest, 0, text.length, 0)
}

/**
 * The n-grams of characters of each word, with a space before and after it, so that `' ca'` is a beginning and `'at '` an end; a word shorter than
 * an n-gram gives itself with its spaces, once.
 */
export function characterNgramsInWords(words: TokenList, shortest: number, longest: number): TokenList {
  const ngrams: TokenList = { tokens: [], offsets: words.offsets && [] }
  words.tokens.forEach((word, at) => {
    const start = words.offsets?.[2 * at] ?? 0
    const end = words.offsets?.[2 * at + 1] ?? 0
    addCharacterNgrams(` ${word} `, ngrams, shortest, longest, start, end, 1)
  })
  return ngrams
}

/**
 * `start` and `end` are the place of the whole text, `pad` how many characters at each end of it stand for nothing there. Where the token is not as long as its
 * place (it was stemmed, or joined), its n-grams all stand for the whole of it.
 */
function addCharacterNgrams(
  text: string,
  list: TokenList,
  shortest: number,
  longest: number,
  start: number,
  end: number,
  pad: number,
): void {
  const bounds = characterBounds(text)
  const count = bounds.length - 1
  const inside = end - start
  const exact = text.length - 2 * pad === inside
  for (let size = shortest; size <= longest; size++) {
    if (size > count && pad === 0) return
    for (let first = 0; first === 0 || first + size <= count; first++) {
      const from = bounds[first]!
      const to = bounds[Math.min(first + size, count)]!
      list.tokens.push(text.slice(from, to))
      if (list.offsets === undefined) continue
      if (exact) list.offsets.push(start + clamp(from - pad, inside), start + clamp(to - pad, inside))
      else list.offsets.push(start, end)
    }
    // A padded word that is no longer than this was given whole, and is given once.
    if (size >= count) return
  }
}

function clamp(offset: number, length: number): number {
  return Math.max(0, Math.min(length, offset))
}

/** Where each character begins, and where the last one ends. */
function characterBounds(text: string): number[] {
  const bounds: number[] = []
  for (let at = 0; at < text.length; at++) {
    bounds.push(at)
    if (text.codePointAt(at)! > 0xffff) at++
  }
  bounds.push(text.length)
  return bounds
}
