/** Vectors as text: word2vec's format (fastText's `.vec` is the same) and GloVe's, which has no first line. */

import { invalidArgument, RecommenderError, show } from '../../errors.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { WordVectors } from './word-vectors.ts'

/** Words and their vectors, one after the other. */
export interface ReadVectors {
  readonly words: readonly string[]
  readonly values: Float32Array
  readonly dimensions: number
}

/** A model as lines without line ends; with `'word2vec'` the first says how many words and dimensions there are. */
export function* writeText(
  vocabulary: Vocabulary,
  vectors: WordVectors,
  format: 'word2vec' | 'glove',
): Generator<string> {
  for (const word of vocabulary.words) checkWritable(word)
  if (format === 'word2vec') yield `${vocabulary.size} ${vectors.dimensions}`
  for (const [index, word] of vocabulary.words.entries()) {
    yield `${word} ${Array.from(vectors.at(index), shortest).join(' ')}`
  }
}

/** A word that the formats of word2vec can hold. */
export function checkWritable(word: string): void {
  if (word !== '' && !/\s/.test(word)) return
  throw invalidArgument(
    'words',
    word,
    'The formats of word2vec end a word at a blank: they cannot hold it. Replace the blanks, by _ for example.',
  )
}

/** The shortest decimal that reads back as the same single-precision number. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(Number(value.toPrecision(9)))
}

/**
 * Reads text vectors. A first line of two whole numbers is word2vec's; without it the format is GloVe's. Blank lines are passed over; of a
 * word that comes twice the first vector stands, as in gensim. An element of `lines` may hold several whole lines.
 */
export async function readText(lines: Iterable<string> | AsyncIterable<string>): Promise<ReadVectors> {
  if (typeof lines === 'string') throw invalidArgument('lines', lines, 'Expected lines: pass text.split("\\n").')
  const rows = new RowCollector()
  let number = 0
  let declared: { words: number; dimensions: number } | undefined
  for await (const element of lines) {
    if (typeof element !== 'string') throw invalidArgument(`lines[${number}]`, element, 'Expected a line of text.')
    for (const line of element.includes('\n') ? element.split('\n') : [element]) {
      number += 1
      const fields = line
        .replace(/^\uFEFF/, '')
        .trimEnd()
        .split(' ')
      if (fields.length === 1 && fields[0] === '') continue
      if (declared === undefined && rows.count === 0 && isHeader(fields)) {
        declared = { words: Number(fields[0]), dimensions: Number(fields[1]) }
        rows.expect(declared.words, declared.dimensions)
        continue
      }
      if (declared !== undefined && rows.count === declared.words) throw wrongCount(declared.words, 'more')
      rows.add(fields, number)
    }
  }
  if (declared !== undefined && rows.count !== declared.words) throw wrongCount(declared.words, rows.count)
  return rows.finish()
}

const isHeader = (fields: readonly string[]): boolean =>
  fields.length === 2 && fields.every((field) => /^\d+$/.test(field))

function wrongCount(expected: number, found: number | 'more'): RecommenderError {
  return invalidArgument(
    'lines[0]',
    expected,
    `The first line promises so many words, but ${found} follow. Is the file truncated, or another file appended? Correct the first line or get the file again.`,
  )
}

class RowCollector {
  #values = new Float32Array()
  #dimensions = 0
  readonly #words: string[] = []
  readonly #seen = new Set<string>()
  /** Lines read, repeated words included. */
  count = 0

  expect(words: number, dimensions: number): void {
    if (dimensions < 1)
      throw invalidArgument(
        'lines[0]',
        dimensions,
        'The first line promises vectors without numbers. Expected "words dimensions".',
      )
    this.#dimensions = dimensions
    this.#values = allocate(words * dimensions, 'lines[0]')
  }

  add(fields: readonly string[], line: number): void {
    const field = `lines[${line - 1}]`
    if (this.#dimensions === 0) this.#dimensions = fields.length - 1
    if (fields.length !== this.#dimensions + 1) {
      const expected = `Expected a word without blanks and ${this.#dimensions} numbers, received ${fields.length} fields.`
      throw invalidArgument(field, fields[0], `${expected} Is the line cut off, or is there a blank inside the word?`)
    }
    const at = this.#words.length * this.#dimensions
    this.count += 1
    const word = fields[0]!
    if (at + this.#dimensions > this.#values.length) this.#grow()
    for (let j = 0; j < this.#dimensions; j += 1) {
      const value = Number(fields[j + 1])
      if (!Number.isFinite(value) || fields[j + 1] === '') {
        throw invalidArgument(
          `${field}[${j + 1}]`,
          fields[j + 1],
          `It belongs to the vector of ${show(word)}. Expected a finite number; remove the line or repair it.`,
        )
      }
      this.#values[at + j] = value
    }
    if (this.#seen.has(word)) return
    this.#seen.add(word)
    this.#words.push(word)
  }

  finish(): ReadVectors {
    if (this.#words.length === 0)
      throw invalidArgument('lines', 0, 'They hold no vectors. Expected one word and its numbers a line.')
    const used = this.#words.length * this.#dimensions
    const values = used === this.#values.length ? this.#values : this.#values.slice(0, used)
    return { words: this.#words, values, dimensions: this.#dimensions }
  }

  #grow(): void {
    const grown = allocate(Math.max(1024 * this.#dimensions, Math.ceil(this.#values.length * 1.5)), 'lines')
    grown.set(this.#values)
    this.#values = grown
  }
}

/** Room for so many numbers, or an error that says where the size came from. */
export function allocate(numbers: number, field: string): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(numbers)
  } catch (cause) {
    const message = `\`${field}\` asks for ${numbers} numbers, which do not fit into memory. Is it a file of word vectors?`
    throw new RecommenderError('limit-exceeded', message, { field, value: numbers, cause })
  }
}
