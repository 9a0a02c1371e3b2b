/** Items by the rows of a sparse encoder that does not count terms (hashing, BM25, one of the app's own). */

import type { Encoder, TermCollection } from '../encode/encoder.ts'
import { combineSparse, type FieldWeights } from '../encode/fields.ts'
import type { SparseMatrix } from '../encode/matrix.ts'
import type { CheckedDescription } from '../events/item.ts'
import type { WorkOptions } from '../work.ts'
import { ItemEncoder } from './item-encoder.ts'
import type { Learnable, Match, Words } from './space.ts'
import type { TermVector } from './term-index.ts'
import { TermSpace } from './term-space.ts'

/**
 * Items by the rows of any other sparse encoder, compared as its `metric` says: by cosine, or, with `'dot'`, by the product with the rows as they are.
 * An encoder that has not learned yet leaves it empty until `fit`.
 */
export class SparseSpace extends TermSpace {
  readonly #encoder: ItemEncoder<'sparse'>
  /** The terms of the vocabulary that was last seen; the encoder gives another map when it has learned anew. */
  #named: { readonly vocabulary: ReadonlyMap<string, number>; readonly terms: readonly string[] } | undefined

  constructor(name: string, encoder: Encoder, fields: FieldWeights, onUnfitted: () => void) {
    super(name, new Columns(encoder), encoder, encoder.metric)
    this.#encoder = new ItemEncoder(encoder, 'sparse', fields, onUnfitted)
  }

  async prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Promise<SparseMatrix> {
    const encoded = await this.#encoder.documents(descriptions, options)
    return encoded === undefined ? emptyRows(descriptions.length) : combineSparse(encoded.matrix, encoded.fields)
  }

  /** Columns are the encoder's and stay. */
  override compact(moved: Int32Array): void {
    this.index.compact(moved)
  }

  async learn(items: () => Learnable, options: WorkOptions = {}): Promise<void> {
    await this.#encoder.learn(items, options, (encoded, indexes) => {
      const rows = combineSparse(encoded.matrix, encoded.fields)
      // The others were removed meanwhile, and have no rows to replace.
      const present = [...indexes.keys()].filter((row) => indexes[row]! >= 0)
      this.set(
        present.map((row) => indexes[row]!),
        selectRows(rows, present),
      )
    })
  }

  async read(words: readonly Words[]): Promise<(TermVector | undefined)[]> {
    const encoded = await this.#encoder.queries(words.flatMap((one) => (one.kind === 'text' ? [one.text] : [])))
    let row = 0
    return words.map((subject) => {
      if (encoded === undefined || subject.kind !== 'text') return undefined
      const vector = this.index.weigh(encoded, row++)
      return vector.indices.length === 0 ? undefined : vector
    })
  }

  /** Empty where the encoder does not say which term a column stands for: a number would tell nobody anything. */
  override matches(a: TermVector, b: TermVector, limit: number): Match[] {
    return this.#terms() === undefined ? [] : super.matches(a, b, limit)
  }

  override describe(vector: TermVector, limit: number): Match[] {
    return this.#terms() === undefined ? [] : super.describe(vector, limit)
  }

  protected nameOf(id: number): Omit<Match, 'amount'> {
    return { term: this.#terms()?.[id] ?? String(id) }
  }

  /** Terms by column, where the encoder has a `vocabulary` that tells the column of each. */
  #terms(): readonly string[] | undefined {
    const vocabulary = vocabularyOf(this.#encoder.encoder)
    if (vocabulary !== this.#named?.vocabulary) {
      const terms: string[] = []
      for (const [term, column] of vocabulary ?? []) terms[column] = term
      this.#named = vocabulary && { vocabulary, terms }
    }
    return this.#named?.terms
  }
}

function vocabularyOf(encoder: Encoder): ReadonlyMap<string, number> | undefined {
  return 'vocabulary' in encoder && encoder.vocabulary instanceof Map ? encoder.vocabulary : undefined
}

function emptyRows(rows: number): SparseMatrix {
  const none = { indices: new Int32Array(0), values: new Float32Array(0) }
  return { kind: 'sparse', rows, columns: 0, indptr: new Int32Array(rows + 1), ...none }
}

/** These rows of a matrix, in order. */
function selectRows(matrix: SparseMatrix, rows: readonly number[]): SparseMatrix {
  if (rows.length === matrix.rows) return matrix
  const indptr = new Int32Array(rows.length + 1)
  for (const [at, row] of rows.entries()) indptr[at + 1] = indptr[at]! + matrix.indptr[row + 1]! - matrix.indptr[row]!
  const indices = new Int32Array(indptr[rows.length]!)
  const values = new Float32Array(indptr[rows.length]!)
  for (const [at, row] of rows.entries()) {
    indices.set(matrix.indices.subarray(matrix.indptr[row]!, matrix.indptr[row + 1]!), indptr[at])
    values.set(matrix.values.subarray(matrix.indptr[row]!, matrix.indptr[row + 1]!), indptr[at])
  }
  return { kind: 'sparse', rows: rows.length, columns: matrix.columns, indptr, indices, values }
}

/** The columns of a finished encoding as terms: all of weight 1, with nothing to count. */
class Columns implements TermCollection {
  readonly #encoder: Encoder
  #weights = new Float64Array(0)

  constructor(encoder: Encoder) {
    this.#encoder = encoder
  }

  get termCount(): number {
    return this.#encoder.dimensions
  }

  /** Never asked for: {@link SparseSpace} names columns itself. */
  term(id: number): string {
    return String(id)
  }

  addCounts(): void {}

  removeCounts(): void {}

  termWeights(): Float64Array {
    if (this.#weights.length !== this.termCount) this.#weights = new Float64Array(this.termCount).fill(1)
    return this.#weights
  }

  compactTerms(): Int32Array {
    return Int32Array.from({ length: this.termCount }, (_, id) => id)
  }
}
