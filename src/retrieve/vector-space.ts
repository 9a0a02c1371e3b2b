/** Items by dense vectors: those of an encoder, or those that the app gives along. */

import type { Encoder } from '../encode/encoder.ts'
import { combineDense, type FieldWeights, fieldTexts } from '../encode/fields.ts'
import type { DenseMatrix, SparseMatrix } from '../encode/matrix.ts'
import { RecommenderError } from '../errors.ts'
import type { CheckedDescription } from '../events/item.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import { DenseIndex, inverseNorm } from './dense-index.ts'
import type { Learnable, Match, Space, Words } from './space.ts'

type Rows = readonly (Float32Array | undefined)[]

/** What vector spaces share; where the vectors come from is said by {@link EncodedSpace} and {@link GivenSpace}. */
abstract class VectorSpace implements Space<Float32Array, Rows> {
  readonly name: string
  protected readonly index: DenseIndex

  constructor(name: string, metric: 'cosine' | 'dot') {
    this.name = name
    this.index = new DenseIndex(metric)
  }

  abstract prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Rows | Promise<Rows>
  abstract read(words: readonly Words[]): Rows | Promise<Rows>

  get bytes(): number {
    return this.index.bytes
  }

  set(items: readonly number[], rows: Rows): void {
    for (const [at, item] of items.entries()) {
      const row = rows[at]
      if (row === undefined) this.index.remove(item)
      else this.index.set(item, row)
    }
  }

  remove(items: readonly number[]): void {
    for (const item of items) this.index.remove(item)
  }

  protected clear(): void {
    this.index.clear()
  }

  vectorOf(item: number): Float32Array {
    return this.index.vectorOf(item)
  }

  sum(vectors: readonly Float32Array[], weights: readonly number[]): { vector: Float32Array; norm: number } {
    const sums = new Float64Array(this.index.dimensions)
    for (const [at, vector] of vectors.entries()) {
      for (let column = 0; column < vector.length; column++) sums[column]! += weights[at]! * vector[column]!
    }
    const inverse = inverseNorm(sums)
    return { vector: Float32Array.from(sums), norm: inverse === 0 ? 0 : 1 / inverse }
  }

  scores(vector: Float32Array): Float64Array {
    return this.index.scores(vector)
  }

  products(vectors: readonly Float32Array[], vector: Float32Array): Float64Array {
    return Float64Array.from(vectors, (other) => {
      let sum = 0
      for (let column = 0; column < other.length; column++) sum += other[column]! * vector[column]!
      return sum
    })
  }

  matches(): Match[] {
    return []
  }

  describe(): Match[] {
    return []
  }

  compact(moved: Int32Array): void {
    this.index.compact(moved)
  }

  save(): SnapshotParts {
    return nestParts('index', this.index.save())
  }

  load(parts: SnapshotParts): void {
    this.index.load(unnestParts('index', parts))
  }
}

/** A space of the vectors that an encoder gives. An encoder that has not learned yet leaves it empty until `fit`. */
export class EncodedSpace extends VectorSpace {
  readonly encoder: Encoder
  readonly #fields: FieldWeights
  readonly #onUnfitted: () => void
  /** True while the items still have vectors of the encoder as it was before it learned anew. */
  #outdated = false

  constructor(name: string, encoder: Encoder, fields: FieldWeights, onUnfitted: () => void) {
    super(name, encoder.metric ?? 'cosine')
    this.encoder = encoder
    this.#fields = fields
    this.#onUnfitted = onUnfitted
  }

  async prepare(descriptions: readonly CheckedDescription[], options: WorkOptions = {}): Promise<Rows> {
    const fields = fieldTexts(descriptions, this.#fields)
    const encoded = await this.#encode(fields.texts, { ...options, kind: 'document' })
    if (encoded === undefined) return descriptions.map(() => undefined)
    const { values, columns } = combineDense(encoded, fields)
    return descriptions.map((_, row) =>
      fields.starts[row] === fields.starts[row + 1] ? undefined : values.subarray(row * columns, (row + 1) * columns),
    )
  }

  /** Until all items are encoded anew, words are passed over: old and new vectors do not compare. */
  async learn(items: () => Learnable, options: WorkOptions = {}): Promise<void> {
    if (this.encoder.fit === undefined) return
    const { descriptions, indexes } = items()
    await this.encoder.fit(fieldTexts(descriptions, this.#fields).texts, options)
    this.#outdated = true
    try {
      const rows = await this.prepare(descriptions, options)
      const found = indexes()
      this.clear()
      for (const [at, item] of found.entries()) if (item >= 0) this.set([item], [rows[at]])
    } finally {
      this.#outdated = false
    }
  }

  async read(words: readonly Words[]): Promise<Rows> {
    if (this.#outdated) return words.map(() => undefined)
    const texts = words.flatMap((subject) => (subject.kind === 'text' ? [subject.text] : []))
    const encoded = texts.length === 0 ? undefined : await this.#encode(texts, { kind: 'query' })
    let row = 0
    return words.map((subject) => {
      if (encoded === undefined || subject.kind !== 'text') return undefined
      const vector = encoded.values.slice(row * encoded.columns, (row + 1) * encoded.columns)
      row++
      const scale = inverseNorm(vector)
      return vector.map((value) => value * scale)
    })
  }

  override save(): SnapshotParts {
    return { ...super.save(), ...nestParts('encoder', this.encoder.save?.() ?? {}) }
  }

  override load(parts: SnapshotParts): void {
    this.encoder.load?.(unnestParts('encoder', parts))
    super.load(parts)
  }

  async #encode(
    texts: readonly string[],
    options: WorkOptions & { kind: 'query' | 'document' },
  ): Promise<DenseMatrix | undefined> {
    try {
      await this.encoder.ready?.()
      return asDense(await this.encoder.encode(texts, options))
    } catch (error) {
      if (!(error instanceof RecommenderError && error.code === 'not-fitted')) throw error
      this.#onUnfitted()
      return undefined
    }
  }
}

/** A space of the vectors that items bring along. */
export class GivenSpace extends VectorSpace {
  constructor(name: string) {
    super(name, 'cosine')
  }

  /** Throws if an item's vector has another length than those before. */
  check({ vector }: CheckedDescription): void {
    if (vector !== undefined) this.index.checkDimensions(vector.length, 'vector')
  }

  prepare(descriptions: readonly CheckedDescription[]): Rows {
    return descriptions.map(({ vector }) => vector)
  }

  read(words: readonly Words[]): Rows {
    return words.map(() => undefined)
  }
}

function asDense(matrix: DenseMatrix | SparseMatrix): DenseMatrix {
  if (matrix.kind === 'dense') return matrix
  throw new TypeError('An encoder with output `dense` gave a sparse matrix')
}
