/**
 * Unigram (Kudo 2018, "Subword regularization"): of all ways to cut a word into pieces the one whose scores (logarithms of probabilities) add up to the most,
 * found by Viterbi's algorithm. A character that no piece covers costs 10 more than the least likely piece; unknown characters in a row are one token.
 * Sums and ties are those of the `tokenizers` package: double precision, the way found first stays.
 */

import type { TokenBuffer } from './token-buffer.ts'
import type { WordModel } from './tokenizer.ts'
import { Trie } from './trie.ts'

const UNKNOWN_PENALTY = 10

export interface UnigramModel {
  readonly pieces: readonly string[]
  /** Logarithm of each piece's probability. */
  readonly scores: ArrayLike<number>
  readonly unknown: number
}

export function unigram({ pieces, scores, unknown }: UnigramModel): WordModel {
  const trie = new Trie(pieces.reduce((length, piece) => length + piece.length, 0))
  for (let token = 0; token < pieces.length; token++) trie.add(pieces[token]!, token)
  return unigramOf(trie, Float64Array.from(scores), unknown)
}

/** The same over a trie that is there already. */
export function unigramOf(trie: Trie, score: Float64Array, unknown: number): WordModel {
  const unknownScore = score.reduce((least, one) => Math.min(least, one), Infinity) - UNKNOWN_PENALTY

  let best = new Float64Array(64)
  let from = new Int32Array(64)
  let tokens = new Int32Array(64)

  function segment(units: Uint16Array, length: number, into: TokenBuffer): void {
    if (length >= from.length) {
      const size = length * 2
      best = new Float64Array(size)
      from = new Int32Array(size)
      tokens = new Int32Array(size)
    }
    // Best way to each position: its score, where its last piece begins (-1: no way yet), and that piece.
    from.fill(-1, 0, length + 1)
    best[0] = 0
    for (let start = 0; start < length; ) {
      const here = best[start]!
      const width = (units[start]! & 0xfc00) === 0xd800 && start + 1 < length ? 2 : 1
      let covered = false
      let node = 0
      for (let at = start; at < length; at++) {
        node = trie.step(node, units[at]!)
        if (node === 0) break
        const token = trie.tokens[node]!
        if (token < 0) continue
        const end = at + 1
        const candidate = score[token]! + here
        if (from[end]! < 0 || candidate > best[end]!) {
          best[end] = candidate
          from[end] = start
          tokens[end] = token
        }
        if (end - start === width) covered = true
      }
      const end = start + width
      if (!covered && (from[end]! < 0 || unknownScore + here > best[end]!)) {
        best[end] = unknownScore + here
        from[end] = start
        tokens[end] = unknown
      }
      start = end
    }

    // Back along the best way, into reversed order; unknown neighbours become one.
    const begin = into.length
    let previous = -1
    for (let end = length; end > 0; end = from[end]!) {
      const token = tokens[end]!
      if (token !== unknown || previous !== unknown) into.push(token)
      previous = token
    }
    for (let low = begin, high = into.length - 1; low < high; low++, high--) {
      const swapped = into.ids[low]!
      into.ids[low] = into.ids[high]!
      into.ids[high] = swapped
    }
  }
  return { unknown, segment }
}
