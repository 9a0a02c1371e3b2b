/** A corpus held as numbers. */

import type { Steps } from '../../steps.ts'

/** Numbers of a chunk: few enough to go through in a millisecond, and a power of two. */
const CHUNK_BITS = 16
const CHUNK = 1 << CHUNK_BITS

/** A growing list of 32-bit numbers in chunks, so that growing never copies: words, and -1 at the end of each sentence. */
export class StoredTokens {
  readonly #chunks: Int32Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    const place = this.#length & (CHUNK - 1)
    if (place === 0) this.#chunks.push(new Int32Array(CHUNK))
    this.#chunks[this.#length >> CHUNK_BITS]![place] = value
    this.#length += 1
  }

  at(index: number): number {
    return this.#chunks[index >> CHUNK_BITS]![index & (CHUNK - 1)]!
  }

  /** Gives each word its new number, in place. Words whose new number is negative leave no gap, as in word2vec and gensim. */
  *renumber(numbers: Int32Array): Steps<void> {
    const length = this.#length
    this.#length = 0
    for (let index = 0; index < length; index += 1) {
      if ((index & (CHUNK - 1)) === 0) yield
      const old = this.at(index)
      const word = old < 0 ? -1 : numbers[old]!
      if (old < 0 || word >= 0) {
        // Never beyond what was read already, so that no chunk is added.
        this.#chunks[this.#length >> CHUNK_BITS]![this.#length & (CHUNK - 1)] = word
        this.#length += 1
      }
    }
    this.#chunks.length = Math.ceil(this.#length / CHUNK)
  }

  /** Copies numbers `from` to `to` (exclusive) to the start of `target`. */
  copy(target: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const place = at & (CHUNK - 1)
      const end = Math.min(CHUNK, place + to - at)
      target.set(this.#chunks[at >> CHUNK_BITS]!.subarray(place, end), at - from)
      at += end - place
    }
  }

  /** Copies all numbers to the start of `target` and lets them go. */
  *drain(target: Int32Array): Steps<void> {
    for (const [index, chunk] of this.#chunks.splice(0).entries()) {
      yield
      const from = index * CHUNK
      target.set(chunk.subarray(0, this.#length - from), from)
    }
    this.#length = 0
  }
}
