/** Terms that are pieces of so many characters, across a whole text or within each of its words. Characters are code points. */

import { grownInt32, grownUint16 } from './growable.ts'
import type { TermReader } from './reader.ts'
import { HASH_START, hashUnit, hashUnits, type TermLookup, TermPool } from './term-pool.ts'

const BLANK = 0x20

/** White space as Python's `\s` and `str.split` have it: four control characters more than JavaScript's `\s`, and not the byte order mark. */
function isSpace(unit: number): boolean {
  if (unit <= BLANK) return unit === BLANK || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f)
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0
  return (
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x1680 ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  )
}

/** Pieces of `shortest` to `longest` characters of the whole text; a run of two or more white-space characters counts as one blank. */
export class CharacterReader implements TermReader {
  ids: Int32Array<ArrayBufferLike> = new Int32Array(256)
  #units: Uint16Array<ArrayBufferLike> = new Uint16Array(256)
  /** Where each character begins in `#units`, and where the last one ends. */
  #begins: Int32Array<ArrayBufferLike> = new Int32Array(257)
  readonly #prepare: (text: string) => string
  readonly #shortest: number
  readonly #longest: number
  readonly #lookup: TermLookup

  constructor(prepare: (text: string) => string, shortest: number, longest: number, lookup: TermLookup) {
    this.#prepare = prepare
    this.#shortest = shortest
    this.#longest = longest
    this.#lookup = lookup
  }

  read(text: string): number {
    const characters = this.#load(this.#prepare(text))
    const units = this.#units
    const begins = this.#begins
    const shortest = this.#shortest
    let filled = 0
    for (let first = 0; first + shortest <= characters; first++) {
      const last = Math.min(first + this.#longest, characters)
      this.ids = grownInt32(this.ids, filled + last - first)
      const start = begins[first]!
      let hash = hashUnits(units, start, begins[first + shortest - 1]!)
      for (let end = first + shortest; end <= last; end++) {
        hash = hashUnits(units, begins[end - 1]!, begins[end]!, hash)
        this.ids[filled++] = this.#lookup.idOf(units, start, begins[end]!, hash)
      }
    }
    return filled
  }

  /** Copies the text with its white space made even; returns how many characters there are. */
  #load(text: string): number {
    this.#units = grownUint16(this.#units, text.length)
    this.#begins = grownInt32(this.#begins, text.length + 1)
    const units = this.#units
    const begins = this.#begins
    let characters = 0
    let length = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      begins[characters++] = length
      if (isSpace(unit) && at + 1 < text.length && isSpace(text.charCodeAt(at + 1))) {
        units[length++] = BLANK
        while (at + 1 < text.length && isSpace(text.charCodeAt(at + 1))) at++
        continue
      }
      units[length++] = unit
      if (isLead(unit) && isTrail(text.charCodeAt(at + 1))) units[length++] = text.charCodeAt(++at)
    }
    begins[characters] = length
    return characters
  }
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

/** False for NaN too, which is what `charCodeAt` gives past the end. */
function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

/**
 * Pieces of `shortest` to `longest` characters of each word with a blank before and after it; a word too short for a length is one piece.
 *
 * Words repeat, so each word's pieces are looked up once a batch and kept by word.
 */
export class PaddedWordReader implements TermReader {
  ids: Int32Array<ArrayBufferLike> = new Int32Array(256)
  #words = new TermPool()
  /** The pieces of word `w` are `#pieces[#ends[w] .. #ends[w + 1]]`. */
  #ends: Int32Array<ArrayBufferLike> = new Int32Array(65)
  #pieces: Int32Array<ArrayBufferLike> = new Int32Array(1024)
  #units: Uint16Array<ArrayBufferLike> = new Uint16Array(256)
  #begins: Int32Array<ArrayBufferLike> = new Int32Array(64)
  readonly #prepare: (text: string) => string
  readonly #shortest: number
  readonly #longest: number
  readonly #lookup: TermLookup

  constructor(prepare: (text: string) => string, shortest: number, longest: number, lookup: TermLookup) {
    this.#prepare = prepare
    this.#shortest = shortest
    this.#longest = longest
    this.#lookup = lookup
  }

  read(text: string): number {
    const prepared = this.#prepare(text)
    this.#units = grownUint16(this.#units, prepared.length + 2)
    this.#forgetMany()
    let filled = 0
    for (let at = 0; at < prepared.length; ) {
      if (isSpace(prepared.charCodeAt(at))) {
        at++
        continue
      }
      const units = this.#units
      let length = 0
      let hash = hashUnit(HASH_START, BLANK)
      units[length++] = BLANK
      for (; at < prepared.length; at++) {
        const unit = prepared.charCodeAt(at)
        if (isSpace(unit)) break
        units[length++] = unit
        hash = hashUnit(hash, unit)
      }
      units[length++] = BLANK
      const known = this.#words.size
      const word = this.#words.idOf(units, 0, length, hashUnit(hash, BLANK))
      if (word === known) this.#cut(word, length)
      const start = this.#ends[word]!
      const end = this.#ends[word + 1]!
      this.ids = grownInt32(this.ids, filled + end - start)
      for (let piece = start; piece < end; piece++) this.ids[filled++] = this.#pieces[piece]!
    }
    return filled
  }

  /** Keeps the pieces of a new word, which is `#units[0 .. length]`. */
  #cut(word: number, length: number): void {
    const units = this.#units
    this.#begins = grownInt32(this.#begins, length + 1)
    const begins = this.#begins
    let characters = 0
    for (let at = 0; at < length; at++) {
      begins[characters++] = at
      if (isLead(units[at]!) && isTrail(at + 1 < length ? units[at + 1]! : 0)) at++
    }
    begins[characters] = length

    const longest = Math.min(this.#longest, characters)
    // A word shorter than the shortest piece is a piece itself.
    const shortest = Math.min(this.#shortest, characters)
    let filled = this.#ends[word]!
    this.#pieces = grownInt32(this.#pieces, filled + characters * (longest - shortest + 1))
    for (let first = 0; first + shortest <= characters; first++) {
      const start = begins[first]!
      let hash = hashUnits(units, start, begins[first + shortest - 1]!)
      for (let end = first + shortest; end <= Math.min(first + longest, characters); end++) {
        hash = hashUnits(units, begins[end - 1]!, begins[end]!, hash)
        this.#pieces[filled++] = this.#lookup.idOf(units, start, begins[end]!, hash)
      }
    }
    this.#ends = grownInt32(this.#ends, word + 2)
    this.#ends[word + 1] = filled
  }

  /** Texts whose words hardly repeat must not fill the memory. */
  #forgetMany(): void {
    if (this.#ends[this.#words.size]! < 4_000_000) return
    this.#words = new TermPool()
    this.#ends.fill(0)
  }
}
