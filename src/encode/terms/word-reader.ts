/** Terms that are words, or runs of neighbouring words joined by a blank. */

import { grownInt32, grownUint16 } from './growable.ts'
import type { TermReader } from './reader.ts'
import { hashUnit, hashUnits, type TermLookup, type TermPool } from './term-pool.ts'

const BLANK = 0x20

/** Finds the tokens of a text and puts each into the buffer. */
export type TokenSource = (text: string, tokens: TokenBuffer) => void

/**
 * The tokens of one text, one after the other with a blank between, so that a phrase is a span as well. A scanner writes a token's units at
 * `units[at ...]` itself and then calls `close`.
 */
export class TokenBuffer {
  units: Uint16Array<ArrayBufferLike> = new Uint16Array(512)
  length = 0
  /** Three numbers a token: where it starts, where it ends, its hash. */
  spans: Int32Array<ArrayBufferLike> = new Int32Array(192)
  readonly #stopWords: TermLookup | undefined

  constructor(stopWords: TermPool | undefined) {
    this.#stopWords = stopWords?.known
  }

  /** Empties the buffer and makes room for that many units, blanks included. */
  reset(room: number): void {
    this.length = 0
    this.units = grownUint16(this.units, room)
  }

  /** Takes in the token `units[start .. end]`, unless it is a stop word; returns where the next one may begin. */
  close(start: number, end: number, hash: number): number {
    if (this.#stopWords !== undefined && this.#stopWords.idOf(this.units, start, end, hash) >= 0) return start
    const token = 3 * this.length++
    if (token === this.spans.length) this.spans = grownInt32(this.spans, token + 3)
    const spans = this.spans
    spans[token] = start
    spans[token + 1] = end
    spans[token + 2] = hash
    this.units[end] = BLANK
    return end + 1
  }

  /** Takes in a token given as a string at `at`; returns where the next one may begin. */
  push(token: string, at: number): number {
    const end = at + token.length
    this.units = grownUint16(this.units, end + 1)
    for (let from = 0; from < token.length; from++) this.units[at + from] = token.charCodeAt(from)
    return this.close(at, end, hashUnits(this.units, at, end))
  }
}

/** Reads words and phrases of `shortest` to `longest` words. */
export class WordReader implements TermReader {
  ids: Int32Array<ArrayBufferLike> = new Int32Array(64)
  readonly #tokens: TokenBuffer
  readonly #tokenize: TokenSource
  readonly #shortest: number
  readonly #longest: number
  readonly #lookup: TermLookup

  constructor(
    tokenize: TokenSource,
    shortest: number,
    longest: number,
    stopWords: TermPool | undefined,
    lookup: TermLookup,
  ) {
    this.#tokenize = tokenize
    this.#shortest = shortest
    this.#longest = longest
    this.#tokens = new TokenBuffer(stopWords)
    this.#lookup = lookup
  }

  read(text: string): number {
    const tokens = this.#tokens
    this.#tokenize(text, tokens)
    const { units, spans, length } = tokens
    const lookup = this.#lookup
    const shortest = this.#shortest
    let filled = 0
    if (shortest === 1) {
      this.ids = grownInt32(this.ids, length)
      const ids = this.ids
      for (let span = 0; filled < length; span += 3)
        ids[filled++] = lookup.idOf(units, spans[span]!, spans[span + 1]!, spans[span + 2]!)
    }
    if (this.#longest === 1) return filled

    for (let first = 0; first < length; first++) {
      const last = Math.min(first + this.#longest, length) - 1
      this.ids = grownInt32(this.ids, filled + last - first)
      const start = spans[3 * first]!
      let hash = spans[3 * first + 2]!
      // Each word more takes the phrase's hash further, past the blank.
      for (let word = first + 1; word <= last; word++) {
        const end = spans[3 * word + 1]!
        hash = hashUnits(units, spans[3 * word]!, end, hashUnit(hash, BLANK))
        if (word - first + 1 >= shortest) this.ids[filled++] = lookup.idOf(units, start, end, hash)
      }
    }
    return filled
  }
}
