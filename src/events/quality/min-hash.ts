/**
 * Near-duplicates among many texts: MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3).
 *
 * A text is the set of its pieces of five characters. For a random order of all pieces, two texts have the same first piece with the probability of
 * their Jaccard likeness J = |A and B| / |A or B|. 16 bands of 5 such orders: texts that agree in a whole band are candidates, which
 * happens with probability 1 - (1 - J^5)^16: 0.998 at J = 0.8, 0.40 at 0.5, 0.04 at 0.3. Candidates are then compared exactly, so that every pair given is one.
 */

import { invalidArgument } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import type { Pace } from './rule.ts'

/** Two texts that are alike: places in the list, and their Jaccard likeness. */
export interface SimilarPair {
  readonly first: number
  readonly second: number
  readonly similarity: number
}

/** Options of {@link nearDuplicates}. */
export interface NearDuplicateOptions extends WorkOptions {
  /** The least likeness of a pair, above 0 and up to 1. Below about 0.6 many pairs are missed: the bands are made for the alike. Default 0.8. */
  readonly similarity?: number
}

/**
 * The pairs of texts that are nearly equal, each with its exact Jaccard likeness, by rising `second`, then `first`. Finds at least 95 % of all pairs of 0.8 and more
 * (in expectation 99.8 % at 0.8, all at 1), and gives none that is not. Equal texts are paired with the first of them only; texts without letters and digits with nothing.
 * Time grows with the length of all texts together, and with the number of pairs.
 *
 * @example
 * ```ts
 * await nearDuplicates(['A red cotton shirt for summer', 'a red cotton shirt, for summer!', 'A blue hat'])
 * // [{ first: 0, second: 1, similarity: 1 }]
 * ```
 */
export async function nearDuplicates(
  texts: readonly string[],
  options: NearDuplicateOptions = {},
): Promise<readonly SimilarPair[]> {
  checkNames(options, ['similarity', 'signal', 'onProgress'])
  const { similarity = 0.8 } = options
  if (!Array.isArray(texts)) throw invalidArgument('texts', texts, 'Pass a list of strings.')
  for (const [place, text] of texts.entries()) {
    if (typeof text !== 'string') throw invalidArgument(`texts[${place}]`, text, 'Pass a list of strings.')
  }
  if (typeof similarity !== 'number' || !(similarity > 0 && similarity <= 1)) {
    throw invalidArgument('similarity', similarity, 'Pass a number above 0, at most 1.')
  }
  return similarPairs([...texts], similarity, new Pacer(options))
}

/** The length of pieces, in UTF-16 code units: longer than most syllables, shorter than most words. */
const PIECE = 5
const BANDS = 16
const BAND_ROWS = 5
const HASHES = BANDS * BAND_ROWS
/** A text is compared with at most so many of those that share a band with it: where thousands are alike, each need not be compared with each. */
const MOST_NEIGHBORS = 200

/** {@link nearDuplicates} of what has been checked. Letters and digits count, in lower case; what stands between them is one blank. */
export async function similarPairs(texts: readonly string[], threshold: number, pacer: Pace): Promise<SimilarPair[]> {
  const forms = new Map<string, number>()
  const pairs: SimilarPair[] = []
  const buckets = Array.from({ length: BANDS }, () => new Map<number, number[]>())
  const sets = new Map<number, Int32Array>()
  const piecesOf = (place: number): Int32Array => {
    const known = sets.get(place)
    if (known !== undefined) return known
    const set = distinct(hashedPieces(plainForm(texts[place]!)))
    sets.set(place, set)
    return set
  }
  const { factors, offsets } = hashFunctions()
  const signature = new Int32Array(HASHES)
  const compared = new Int32Array(texts.length).fill(-1)
  for (let place = 0; place < texts.length; place++) {
    if (pacer.due()) await pacer.pause({ phase: 'near-duplicates', done: place, total: texts.length })
    const form = plainForm(texts[place]!)
    if (form === '') continue
    const same = forms.get(form)
    if (same !== undefined) {
      pairs.push({ first: same, second: place, similarity: 1 })
      continue
    }
    forms.set(form, place)
    sign(hashedPieces(form), factors, offsets, signature)
    for (const [band, bucket] of buckets.entries()) {
      const key = bandKey(signature, band)
      const neighbors = bucket.get(key)
      if (neighbors === undefined) {
        bucket.set(key, [place])
        continue
      }
      for (const other of neighbors.slice(-MOST_NEIGHBORS)) {
        if (compared[other] === place) continue
        compared[other] = place
        const similarity = jaccard(piecesOf(other), piecesOf(place))
        if (similarity >= threshold) pairs.push({ first: other, second: place, similarity })
      }
      neighbors.push(place)
    }
  }
  return pairs.sort((a, b) => a.second - b.second || a.first - b.first)
}

/** Letters, digits and marks in lower case, single blanks between them, and one at either end, so that the ends of words are pieces too. */
export function plainForm(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
  return words === '' ? '' : ` ${words} `
}

/** A 32-bit hash of every piece, in order. Texts shorter than a piece are one. */
function hashedPieces(form: string): Int32Array {
  const length = Math.max(1, form.length - PIECE + 1)
  const hashes = new Int32Array(length)
  for (let start = 0; start < length; start++) {
    let hash = 0x811c9dc5
    for (let at = start; at < start + PIECE && at < form.length; at++)
      hash = Math.imul(hash ^ form.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hashes[start] = hash ^ (hash >>> 16)
  }
  return hashes
}

/** Eighty orders of the 32-bit numbers: h -> factor * h + offset, which is one to one for odd factors. Always the same ones, so that reports are. */
function hashFunctions(): { factors: Int32Array; offsets: Int32Array } {
  const factors = new Int32Array(HASHES)
  const offsets = new Int32Array(HASHES)
  let state = 0x9e3779b9
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return mixed ^ (mixed >>> 14)
  }
  for (let at = 0; at < HASHES; at++) {
    factors[at] = next() | 1
    offsets[at] = next()
  }
  return { factors, offsets }
}

/** The least value of every order over the pieces, into `signature`. */
function sign(pieces: Int32Array, factors: Int32Array, offsets: Int32Array, signature: Int32Array): void {
  for (let hash = 0; hash < HASHES; hash++) {
    const factor = factors[hash]!
    const offset = offsets[hash]!
    let least = 0x7fffffff
    for (let at = 0; at < pieces.length; at++) {
      const value = (Math.imul(factor, pieces[at]!) + offset) | 0
      if (value < least) least = value
    }
    signature[hash] = least
  }
}

/** One number for the values of a band: 53 bits, so that bands are hardly ever equal by chance. */
function bandKey(signature: Int32Array, band: number): number {
  let low = 0x2545f491
  let high = 0x4f6cdd1d
  for (let at = band * BAND_ROWS; at < (band + 1) * BAND_ROWS; at++) {
    low = Math.imul(low ^ signature[at]!, 0x9e3779b1)
    low ^= low >>> 15
    high = Math.imul(high ^ signature[at]!, 0x85ebca77)
    high ^= high >>> 13
  }
  return (low >>> 0) + (high & 0x1fffff) * 0x100000000
}

function distinct(pieces: Int32Array): Int32Array {
  const sorted = pieces.sort()
  let size = 0
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[size++] = sorted[at]!
  }
  return sorted.slice(0, size)
}

/** Of two sorted sets. */
function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0
  for (let left = 0, right = 0; left < a.length && right < b.length; ) {
    const difference = a[left]! - b[right]!
    if (difference === 0) shared++
    if (difference <= 0) left++
    if (difference >= 0) right++
  }
  return shared / (a.length + b.length - shared)
}
