/** Character n-grams as in fastText, hashed as fastText hashes them; only buckets that the vocabulary uses have a row. */

import type { Steps } from '../../steps.ts'
import type { SubwordOptions } from './options.ts'

/** Which rows make up each word. Rows below the number of words are the words' own; those after it are n-grams. */
export interface Subwords {
  readonly options: SubwordOptions
  /** words + 1 offsets into `rows`. */
  readonly offsets: Uint32Array
  readonly rows: Uint32Array
  /** The buckets that have a row, rising; bucket `buckets[i]` has row `words + i`. */
  readonly buckets: Uint32Array
}

const encoder = new TextEncoder()

/** Words between two points at which the work may be interrupted. */
const STRETCH = 500

/** The buckets of a word's n-grams, in fastText's order, repeats included. */
export function ngramBuckets(word: string, { min, max, buckets }: SubwordOptions): number[] {
  const characters = [...`<${word}>`]
  const bytes = characters.map((character) => encoder.encode(character))
  const found: number[] = []
  for (let start = 0; start < characters.length; start += 1) {
    // FNV-1a over UTF-8 bytes, each read as signed, as fastText does.
    let hash = 0x811c_9dc5
    for (let length = 1; length <= max && start + length <= characters.length; length += 1) {
      for (const byte of bytes[start + length - 1]!) hash = Math.imul(hash ^ ((byte << 24) >> 24), 0x0100_0193)
      const isBorder = length === 1 && (start === 0 || start === characters.length - 1)
      if (length >= min && !isBorder) found.push((hash >>> 0) % buckets)
    }
  }
  return found
}

/** Gives rows to all n-grams of the words. */
export function* buildSubwords(words: readonly string[], options: SubwordOptions): Steps<Subwords> {
  const lists: number[][] = []
  const used = new Set<number>()
  for (const word of words) {
    const list = ngramBuckets(word, options)
    for (const bucket of list) used.add(bucket)
    lists.push(list)
    if (lists.length % STRETCH === 0) yield
  }
  const buckets = Uint32Array.from(used).sort()
  const rowOf = new Map<number, number>()
  for (const [index, bucket] of buckets.entries()) rowOf.set(bucket, words.length + index)
  const offsets = new Uint32Array(words.length + 1)
  for (const [word, list] of lists.entries()) offsets[word + 1] = offsets[word]! + 1 + list.length
  const rows = new Uint32Array(offsets.at(-1)!)
  for (const [word, list] of lists.entries()) {
    let at = offsets[word]!
    rows[at] = word
    for (const bucket of list) {
      at += 1
      rows[at] = rowOf.get(bucket)!
    }
    if (word % STRETCH === 0) yield
  }
  return { options, offsets, rows, buckets }
}

/** The row of a bucket, or -1 where no word of the vocabulary has such an n-gram. */
export function bucketRow(subwords: Subwords, words: number, bucket: number): number {
  const { buckets } = subwords
  let low = 0
  let high = buckets.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = buckets[middle]!
    if (found === bucket) return words + middle
    if (found < bucket) low = middle + 1
    else high = middle - 1
  }
  return -1
}
