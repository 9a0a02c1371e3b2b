/** Vectors in the binary format of word2vec: "words dimensions", then each word, a blank, and its little-endian single-precision numbers. */

import { invalidArgument } from '../../errors.ts'
import { allocate, checkWritable, type ReadVectors } from './text-format.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { WordVectors } from './word-vectors.ts'

const BLANK = 0x20
const NEWLINE = 0x0a

/** Bytes by piece, so that a large model is never there twice. */
export function* writeBinary(vocabulary: Vocabulary, vectors: WordVectors): Generator<Uint8Array> {
  for (const word of vocabulary.words) checkWritable(word)
  const encoder = new TextEncoder()
  yield encoder.encode(`${vocabulary.size} ${vectors.dimensions}\n`)
  for (const [index, word] of vocabulary.words.entries()) {
    const name = encoder.encode(`${word} `)
    const vector = vectors.at(index)
    const bytes = new Uint8Array(name.length + 4 * vector.length)
    bytes.set(name)
    const view = new DataView(bytes.buffer, name.length)
    for (const [j, value] of vector.entries()) view.setFloat32(4 * j, value, true)
    yield bytes
  }
}

/** The pieces in one array. */
export function joinBytes(pieces: Iterable<Uint8Array>): Uint8Array {
  const list = [...pieces]
  const bytes = new Uint8Array(list.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of list) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** Reads the binary format from all its bytes, or piece by piece as a file stream gives them. Of a word that comes twice the first vector stands. */
export async function readBinary(
  source: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<ReadVectors> {
  const reader = new BinaryReader()
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    if (!(piece instanceof Uint8Array))
      throw invalidArgument('bytes', piece, 'Expected a Uint8Array, or an iterable of them.')
    reader.add(piece)
  }
  return reader.finish()
}

class BinaryReader {
  /** Bytes that were not enough for the next entry. */
  #rest = new Uint8Array()
  #header: { words: number; dimensions: number } | undefined
  #values = new Float32Array()
  readonly #words: string[] = []
  readonly #seen = new Set<string>()
  #read = 0
  readonly #decoder = new TextDecoder()

  add(piece: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? piece : joinBytes([this.#rest, piece])
    let at = 0
    if (this.#header === undefined) {
      const end = bytes.indexOf(NEWLINE)
      if (end < 0) {
        if (bytes.length > 64) throw notBinary(this.#decoder.decode(bytes.subarray(0, 40)))
        this.#rest = bytes.slice()
        return
      }
      this.#readHeader(this.#decoder.decode(bytes.subarray(0, Math.min(end, 64))))
      at = end + 1
    }
    const { words, dimensions } = this.#header!
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (this.#read < words) {
      // word2vec's own tool ends each vector with a newline, gensim does not.
      let start = at
      while (bytes[start] === NEWLINE) start += 1
      const blank = bytes.indexOf(BLANK, start)
      if (blank < 0 || blank + 1 + 4 * dimensions > bytes.length) break
      this.#readVector(this.#decoder.decode(bytes.subarray(start, blank)), view, blank + 1, dimensions)
      at = blank + 1 + 4 * dimensions
    }
    // One entry is never longer than its word and its numbers; a rest that only grows means that the word never ends.
    this.#rest = bytes.slice(at)
  }

  finish(): ReadVectors {
    if (this.#header === undefined) throw notBinary(this.#decoder.decode(this.#rest))
    const { words, dimensions } = this.#header
    if (this.#read < words) {
      throw invalidArgument(
        'bytes',
        `${this.#read} of ${words} words`,
        'The bytes end too early: the file is truncated, or its first line is wrong. Get it again.',
      )
    }
    if (this.#rest.some((byte) => byte !== NEWLINE)) {
      throw invalidArgument(
        'bytes',
        `${words} words`,
        'More bytes follow than the first line promises. Is another file appended, or is the first line wrong?',
      )
    }
    const used = this.#words.length * dimensions
    return {
      words: this.#words,
      values: used === this.#values.length ? this.#values : this.#values.slice(0, used),
      dimensions,
    }
  }

  #readHeader(line: string): void {
    const match = /^(\d+) (\d+)\s*$/.exec(line)
    if (match === null) throw notBinary(line)
    const [words, dimensions] = [Number(match[1]), Number(match[2])]
    if (words < 1 || dimensions < 1) throw notBinary(line)
    this.#header = { words, dimensions }
    this.#values = allocate(words * dimensions, 'bytes')
  }

  #readVector(word: string, view: DataView, at: number, dimensions: number): void {
    this.#read += 1
    const to = this.#words.length * dimensions
    for (let j = 0; j < dimensions; j += 1) {
      const value = view.getFloat32(at + 4 * j, true)
      if (!Number.isFinite(value)) {
        throw invalidArgument(
          `bytes (${JSON.stringify(word)})[${j}]`,
          value,
          'Expected finite numbers. Is the file damaged, or its first line wrong?',
        )
      }
      this.#values[to + j] = value
    }
    if (this.#seen.has(word)) return
    this.#seen.add(word)
    this.#words.push(word)
  }
}

function notBinary(start: string): Error {
  return invalidArgument(
    'bytes',
    start,
    'Expected the binary format of word2vec, which begins with a line of two whole numbers: "words dimensions".',
  )
}
