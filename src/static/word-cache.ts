/**
 * Remembers the tokens of words by their UTF-16 units, without making a string of any: open addressing over a pool of units and a pool of ids. When a pool
 * is full, everything is forgotten and learned anew, so that memory stays bounded whatever is read.
 */

import type { TokenBuffer } from './token-buffer.ts'

/** Longer words are not worth their place. */
export const LONGEST_CACHED = 40

const SLOTS = 1 << 18
const WORDS = SLOTS >> 1
const UNITS = WORDS * 10
const IDS = WORDS * 4

export class WordCache {
  /** Index of a word plus one; 0 is empty. */
  readonly #slots = new Int32Array(SLOTS)
  readonly #hashes = new Int32Array(WORDS)
  readonly #unitEnds = new Int32Array(WORDS + 1)
  readonly #idEnds = new Int32Array(WORDS + 1)
  readonly #units = new Uint16Array(UNITS)
  readonly #ids = new Int32Array(IDS)
  #words = 0

  /** Appends the tokens of `units[0 .. length]` and returns true, or returns false where the word is not known. */
  find(units: Uint16Array, length: number, hash: number, into: TokenBuffer): boolean {
    let slot = mix(hash) & (SLOTS - 1)
    for (;;) {
      const word = this.#slots[slot]! - 1
      if (word < 0) return false
      if (this.#hashes[word] === hash && this.#equals(word, units, length)) {
        into.append(this.#ids, this.#idEnds[word]!, this.#idEnds[word + 1]!)
        return true
      }
      slot = (slot + 1) & (SLOTS - 1)
    }
  }

  /** Keeps the tokens `ids[from .. to]` of a word that {@link find} did not know. */
  add(units: Uint16Array, length: number, hash: number, ids: Int32Array, from: number, to: number): void {
    if (length > LONGEST_CACHED || to - from > LONGEST_CACHED) return
    let units0 = this.#unitEnds[this.#words]!
    let ids0 = this.#idEnds[this.#words]!
    if (this.#words === WORDS || units0 + length > UNITS || ids0 + to - from > IDS) {
      this.#slots.fill(0)
      this.#words = units0 = ids0 = 0
    }
    const word = this.#words++
    this.#hashes[word] = hash
    for (let at = 0; at < length; at++) this.#units[units0 + at] = units[at]!
    for (let at = from; at < to; at++) this.#ids[ids0 + at - from] = ids[at]!
    this.#unitEnds[word + 1] = units0 + length
    this.#idEnds[word + 1] = ids0 + to - from
    let slot = mix(hash) & (SLOTS - 1)
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1)
    this.#slots[slot] = word + 1
  }

  #equals(word: number, units: Uint16Array, length: number): boolean {
    const start = this.#unitEnds[word]!
    if (this.#unitEnds[word + 1]! - start !== length) return false
    for (let at = 0; at < length; at++) if (this.#units[start + at] !== units[at]) return false
    return true
  }
}

/** Spreads a hash over its low bits. */
function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}
