/** Strings kept once, each known by a dense index in order of first appearance. */

import type { SnapshotParts } from '../snapshot/parts.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Interns strings: `intern` gives the same index for the same string, counting from 0. */
export class StringTable {
  readonly #indexes = new Map<string, number>()
  readonly #strings: string[] = []

  /** How many different strings there are. */
  get size(): number {
    return this.#strings.length
  }

  /** The index of this string, minted if it is new. */
  intern(text: string): number {
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    const index = this.#strings.length
    this.#indexes.set(text, index)
    this.#strings.push(text)
    return index
  }

  /** The index of this string, or -1. */
  indexOf(text: string): number {
    return this.#indexes.get(text) ?? -1
  }

  /** The string with this index. */
  at(index: number): string {
    const text = this.#strings[index]
    if (text === undefined) throw new RangeError(`No string has index ${index}`)
    return text
  }

  /** All strings, by index. */
  all(): readonly string[] {
    return this.#strings
  }

  /** The strings as UTF-8, one after the other, and where each ends. */
  save(): SnapshotParts {
    return packStrings(this.#strings)
  }

  static load(parts: SnapshotParts): StringTable {
    const table = new StringTable()
    for (const text of unpackStrings(parts)) table.intern(text)
    return table
  }
}

/** Strings as one run of UTF-8 bytes and the offset at which each ends. Strings must be well formed. */
export function packStrings(strings: readonly string[]): SnapshotParts {
  const ends = new Uint32Array(strings.length)
  let bytes = new Uint8Array(Math.max(64, strings.length * 16))
  let end = 0
  for (let index = 0; index < strings.length; index++) {
    const text = strings[index]!
    if (end + text.length * 3 > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, end + text.length * 3))
      larger.set(bytes.subarray(0, end))
      bytes = larger
    }
    end += encoder.encodeInto(text, bytes.subarray(end)).written
    ends[index] = end
  }
  return { bytes: bytes.slice(0, end), ends }
}

/** The opposite of {@link packStrings}. */
export function unpackStrings(parts: SnapshotParts): string[] {
  const { bytes, ends } = parts
  if (!(bytes instanceof Uint8Array) || !(ends instanceof Uint32Array)) throw new TypeError('Not a packed string table')
  const strings = new Array<string>(ends.length)
  let start = 0
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index]!
    strings[index] = decoder.decode(bytes.subarray(start, end))
    start = end
  }
  return strings
}
