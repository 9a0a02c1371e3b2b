/**
 * Terms and their ids: an open-addressing hash table over one pool of characters. A term is looked up by a span of code units, so that a scanner
 * need not make a substring; the strings exist only where somebody asks for them.
 */

import { grownInt32, grownUint16 } from './growable.ts'

/** What a reader asks for the id of each term that it meets; -1 for a term to be left out. */
export interface TermLookup {
  /** Ids are below this. */
  readonly size: number
  /** The id of the term `units[start .. end]`, whose hash is `hash` (see {@link hashUnits}). */
  idOf(units: Uint16Array, start: number, end: number, hash: number): number
}

/** The hash of no characters; a scanner starts with it and takes each unit in with {@link hashUnit}. */
export const HASH_START: number = 0x811c9dc5 | 0

/** FNV-1a, a code unit at a time: the hash of a longer text from that of a shorter one and the next unit. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193)
}

/** The hash of `units[start .. end]`, going on from `hash`. */
export function hashUnits(units: Uint16Array, start: number, end: number, hash: number = HASH_START): number {
  let result = hash
  for (let at = start; at < end; at++) result = Math.imul(result ^ units[at]!, 0x01000193)
  return result
}

/** The first of a slot's two places. FNV's low bits are its weakest: they are stirred before they choose a slot. */
function slotOf(hash: number, mask: number): number {
  const stirred = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((stirred ^ (stirred >>> 13)) << 1) & mask
}

/** Terms by dense id, in order of first appearance. As a {@link TermLookup} it gives unknown terms the next id; `known` only finds. */
export class TermPool implements TermLookup {
  /** Finds terms without adding any. */
  readonly known: TermLookup = new KnownTerms(this)

  #size = 0
  /** The characters of all terms, one after the other; term `id` is `units[starts[id] .. starts[id + 1]]`. */
  #units: Uint16Array<ArrayBufferLike> = new Uint16Array(256)
  #starts: Int32Array<ArrayBufferLike> = new Int32Array(65)
  /** Two numbers a slot, side by side so that a look-up touches memory once: id + 1 (0 where empty) and the term's hash. The number of slots is a power of two, at least twice that of terms. */
  #slots: Int32Array<ArrayBufferLike> = new Int32Array(256)

  /** A pool of these terms, in this order, without those that repeat an earlier one. */
  static of(terms: Iterable<string>): TermPool {
    const pool = new TermPool()
    for (const term of terms) pool.add(term)
    return pool
  }

  /** How many terms there are; ids run from 0 to here. */
  get size(): number {
    return this.#size
  }

  idOf(units: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = slotOf(hash, mask)
    for (let id = slots[slot]! - 1; id >= 0; id = slots[slot]! - 1) {
      if (slots[slot + 1] === hash && this.#matches(id, units, start, end)) return id
      slot = (slot + 2) & mask
    }
    return this.#append(units, start, end, hash, slot)
  }

  /** The id of `term`, new if need be. */
  add(term: string): number {
    const units = unitsOf(term)
    return this.addUnits(units, 0, units.length)
  }

  /** The id of the term `units[start .. end]`, new if need be. */
  addUnits(units: Uint16Array, start: number, end: number): number {
    return this.idOf(units, start, end, hashUnits(units, start, end))
  }

  /** The id of `term`, -1 if it is unknown. */
  find(term: string): number {
    const units = unitsOf(term)
    return this.findUnits(units, 0, units.length, hashUnits(units, 0, units.length))
  }

  /** The id of the term `units[start .. end]`, -1 if it is unknown. */
  findUnits(units: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = slotOf(hash, mask)
    for (let id = slots[slot]! - 1; id >= 0; id = slots[slot]! - 1) {
      if (slots[slot + 1] === hash && this.#matches(id, units, start, end)) return id
      slot = (slot + 2) & mask
    }
    return -1
  }

  /** The term with this id. */
  term(id: number): string {
    const start = this.#starts[id]!
    const end = this.#starts[id + 1]!
    let text = ''
    // In pieces, since a call takes a limited number of arguments.
    for (let at = start; at < end; at += 4096) {
      text += String.fromCharCode(...this.#units.subarray(at, Math.min(at + 4096, end)))
    }
    return text
  }

  /** The characters of all terms and where each begins: `size + 1` offsets. Views that the next new term may outdate. */
  contents(): { readonly units: Uint16Array; readonly starts: Int32Array } {
    const starts = this.#starts.subarray(0, this.#size + 1)
    return { units: this.#units.subarray(0, starts[this.#size]!), starts }
  }

  /** A pool of the terms with these ids, in this order. */
  pick(ids: Int32Array): TermPool {
    const pool = new TermPool()
    for (const id of ids) pool.addUnits(this.#units, this.#starts[id]!, this.#starts[id + 1]!)
    return pool
  }

  #matches(id: number, units: Uint16Array, start: number, end: number): boolean {
    const from = this.#starts[id]!
    if (this.#starts[id + 1]! - from !== end - start) return false
    const own = this.#units
    for (let at = start, ownAt = from; at < end; at++, ownAt++) if (own[ownAt] !== units[at]) return false
    return true
  }

  #append(units: Uint16Array, start: number, end: number, hash: number, slot: number): number {
    const id = this.#size++
    const from = this.#starts[id]!
    const to = from + end - start
    this.#units = grownUint16(this.#units, to)
    this.#starts = grownInt32(this.#starts, id + 2)
    for (let at = start, ownAt = from; at < end; at++, ownAt++) this.#units[ownAt] = units[at]!
    this.#starts[id + 1] = to
    this.#slots[slot] = id + 1
    this.#slots[slot + 1] = hash
    if (this.#size * 4 > this.#slots.length) this.#rehash()
    return id
  }

  #rehash(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 4)
    const mask = slots.length - 1
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue
      let slot = slotOf(old[from + 1]!, mask)
      while (slots[slot] !== 0) slot = (slot + 2) & mask
      slots[slot] = old[from]!
      slots[slot + 1] = old[from + 1]!
    }
    this.#slots = slots
  }
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  return units
}

class KnownTerms implements TermLookup {
  readonly #pool: TermPool

  constructor(pool: TermPool) {
    this.#pool = pool
  }

  get size(): number {
    return this.#pool.size
  }

  idOf(units: Uint16Array, start: number, end: number, hash: number): number {
    return this.#pool.findUnits(units, start, end, hash)
  }
}
