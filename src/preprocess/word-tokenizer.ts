/**
 * The words of texts by the library's default rules, none left out but those that are too long, and none changed further: what encoders stand on. It is the part of
 * `createTokenizer` that needs no list of stop words and no stemmer, so that a bundle without those options is without them.
 */

import { bigramRuns, type CjkSplitter, hasSegmenter, segmentedRuns } from './cjk-words.ts'
import { rewriteAll } from './edits.ts'
import { type PlainOptions, plainSteps } from './plain-steps.ts'
import { scanWords } from './scan-words.ts'
import type { TokenList } from './token-list.ts'
import { tokenizerId } from './tokenizer-id.ts'

/** Longer tokens are keys and encoded data rather than words; in characters. */
export const LONGEST_WORD = 64

/** A function from a text to its words, with the id that `createTokenizer` gives the same rules. */
export type WordTokenizer = ((text: string) => string[]) & { readonly id: string }

/** The tokenizer of `createTokenizer({ normalize, stopWords: false })`. */
export function wordTokenizer(normalize: PlainOptions): WordTokenizer {
  const steps = plainSteps(normalize)
  const splitter = defaultSplitter()
  const tokenize = (text: string): string[] => {
    const list: TokenList = { tokens: [], offsets: undefined }
    scanWords(rewriteAll(steps, text), list, splitter)
    return list.tokens.filter((token) => isWithin(token, 1, LONGEST_WORD))
  }
  const cjk = hasSegmenter() ? {} : { cjk: 'bigrams' as const }
  return Object.assign(tokenize, { id: tokenizerId({ normalize, stopWords: false, ...cjk }).id })
}

/** Dictionaries of the platform where it has them, pairs of characters otherwise. */
export function defaultSplitter(locale = 'zh'): CjkSplitter {
  return hasSegmenter() ? segmentedRuns(locale) : bigramRuns
}

/** Whether a token has at least `shortest` and at most `longest` characters. */
export function isWithin(token: string, shortest: number, longest: number): boolean {
  const units = token.length
  if (units < shortest || units > 2 * longest) return false
  // Only characters outside the basic plane make the number of units another one than that of characters.
  if (units <= longest && units >= 2 * shortest) return true
  let characters = 0
  for (const _ of token) characters++
  return characters >= shortest && characters <= longest
}
