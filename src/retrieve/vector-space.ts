/** Items by dense vectors: those of an encoder, or those that the app gives along. */

import type { Encoder } from '../encode/encoder.ts'
import { combineDense, type FieldWeights } from '../encode/fields.ts'
import type { DenseMatrix } from '../encode/matrix.ts'
import type { CheckedDescription } from '../events/item.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import { DenseIndex, inverseNorm } from './dense-index.ts'
import { type EncodedFields, ItemEncoder } from './item-encoder.ts'
import type { Learnable, Match, Space, Words } from './space.ts'

/** One vector an item; undefined for those without. */
export type VectorRows = readonly (Float32Array | undefined)[]

/** What vector spaces share; where the vectors come from is said by {@link EncodedSpace} and {@link GivenSpace}. */
abstract class VectorSpace implements Space<Float32Array, VectorRows> {
  readonly name: string
  protected readonly index: DenseIndex
  protected readonly metric: 'cosine' | 'dot'

  constructor(name: string, metric: 'cosine' | 'dot') {
    this.name = name
    this.metric = metric
    this.index = new DenseIndex(metric)
  }

  abstract prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): VectorRows | Promise<VectorRows>
  abstract read(words: readonly Words[]): VectorRows | Promise<VectorRows>

  get bytes(): number {
    return this.index.bytes
  }

  get usualLength(): number {
    return this.index.usualLength
  }

  set(items: readonly number[], rows: VectorRows): void {
    for (const [at, item] of items.entries()) {
      const row = rows[at]
      if (row === undefined) this.index.remove(item)
      else this.index.set(item, row)
    }
  }

  remove(items: readonly number[]): void {
    for (const item of items) this.index.remove(item)
  }

  vectorOf(item: number): Float32Array | undefined {
    return this.index.has(item) ? this.index.vectorOf(item) : undefined
  }

  lengthOf(vector: Float32Array): number {
    if (this.metric === 'cosine') return 1
    const inverse = inverseNorm(vector)
    return inverse === 0 ? 0 : 1 / inverse
  }

  sum(vectors: readonly Float32Array[], weights: readonly number[]): { vector: Float32Array; norm: number } {
    const sums = new Float64Array(this.index.dimensions)
    for (const [at, vector] of vectors.entries()) {
      for (let column = 0; column < vector.length; column++) sums[column]! += weights[at]! * vector[column]!
    }
    const inverse = inverseNorm(sums)
    return { vector: Float32Array.from(sums), norm: inverse === 0 ? 0 : 1 / inverse }
  }

  scores(vector: Float32Array, spare?: Float64Array): Float64Array {
    return this.index.scores(vector, spare)
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
  readonly #encoder: ItemEncoder<'dense'>

  constructor(name: string, encoder: Encoder, fields: FieldWeights, onUnfitted: () => void) {
    super(name, encoder.metric ?? 'cosine')
    this.#encoder = new ItemEncoder(encoder, 'dense', fields, onUnfitted)
  }

  async prepare(descriptions: readonly CheckedDescription[], options?: WorkOptions): Promise<VectorRows> {
    const encoded = await this.#encoder.documents(descriptions, options)
    if (encoded === undefined) return descriptions.map(() => undefined)
    this.index.checkDimensions(encoded.matrix.columns, this.name)
    return rowsOf(encoded)
  }

  async learn(items: () => Learnable, options: WorkOptions = {}): Promise<void> {
    await this.#encoder.learn(items, options, (encoded, indexes) => {
      const rows = rowsOf(encoded)
      this.index.clear()
      for (const [at, item] of indexes.entries()) if (item >= 0) this.set([item], [rows[at]])
    })
  }

  async read(words: readonly Words[]): Promise<VectorRows> {
    const encoded = await this.#encoder.queries(words.flatMap((one) => (one.kind === 'text' ? [one.text] : [])))
    let row = 0
    return words.map((subject) => {
      if (encoded === undefined || subject.kind !== 'text') return undefined
      const vector = encoded.values.slice(row * encoded.columns, (row + 1) * encoded.columns)
      row++
      const scale = inverseNorm(vector)
      if (scale === 0) return undefined
      return this.metric === 'dot' ? vector : vector.map((value) => value * scale)
    })
  }

  override save(): SnapshotParts {
    return { ...super.save(), ...nestParts('encoder', this.#encoder.save()) }
  }

  override load(parts: SnapshotParts): void {
    this.#encoder.load(unnestParts('encoder', parts))
    super.load(parts)
  }
}

/** One row an item; undefined for those without text. */
function rowsOf({ matrix, fields }: EncodedFields<DenseMatrix>): VectorRows {
  const { values, columns } = combineDense(matrix, fields)
  return Array.from({ length: fields.starts.length - 1 }, (_, row) =>
    fields.starts[row] === fields.starts[row + 1] ? undefined : values.subarray(row * columns, (row + 1) * columns),
  )
}

/** A space of the vectors that items bring along. */
export class GivenSpace extends VectorSpace {
  constructor(name: string) {
    super(name, 'cosine')
  }

  /** The length that vectors must have; undefined while there are none. */
  get length(): number | undefined {
    return this.index.size === 0 ? undefined : this.index.dimensions
  }

  prepare(descriptions: readonly CheckedDescription[]): VectorRows {
    return descriptions.map(({ vector }) => vector)
  }

  read(words: readonly Words[]): VectorRows {
    return words.map(() => undefined)
  }
}
