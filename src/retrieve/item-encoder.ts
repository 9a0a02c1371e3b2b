/** An encoder as the spaces use it: fields in, checked matrices out, and what happens before it has learned and while it learns anew. */

import type { Encoder } from '../encode/encoder.ts'
import { type FieldTexts, type FieldWeights, fieldTexts } from '../encode/fields.ts'
import type { DenseMatrix, SparseMatrix } from '../encode/matrix.ts'
import { RecommenderError } from '../errors.ts'
import type { CheckedDescription } from '../events/item.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'
import type { Learnable } from './space.ts'

interface Matrices {
  readonly dense: DenseMatrix
  readonly sparse: SparseMatrix
}

/** The rows of items' texts, and how they belong together. */
export interface EncodedFields<TMatrix> {
  readonly matrix: TMatrix
  readonly fields: FieldTexts
}

/** An encoder that may have to learn first. Where it has not, items and words are passed over, and `onUnfitted` is told. */
export class ItemEncoder<TKind extends keyof Matrices> {
  readonly encoder: Encoder
  readonly #kind: TKind
  readonly #fields: FieldWeights
  readonly #onUnfitted: () => void
  /** True while items have vectors of the encoder as it was before it learned anew: old and new vectors do not compare. */
  #outdated = false

  constructor(encoder: Encoder, kind: TKind, fields: FieldWeights, onUnfitted: () => void) {
    this.encoder = encoder
    this.#kind = kind
    this.#fields = fields
    this.#onUnfitted = onUnfitted
  }

  /** Rows of the items' texts; undefined where the encoder has to learn first. */
  async documents(
    descriptions: readonly CheckedDescription[],
    options: WorkOptions = {},
  ): Promise<EncodedFields<Matrices[TKind]> | undefined> {
    return this.#outdated ? this.#unfitted() : this.#documents(descriptions, options)
  }

  /** Rows of words; undefined where the encoder has to learn first, or is learning. */
  async queries(texts: readonly string[]): Promise<Matrices[TKind] | undefined> {
    return this.#outdated || texts.length === 0 ? undefined : this.#encode(texts, { kind: 'query' })
  }

  /**
   * Learns from all items, if the encoder does, and hands over their new rows. Should encoding them fail or be aborted, the encoder goes back to what it
   * had learned before; one that cannot (it has no `save` and `load`) is passed over until the next `fit`.
   */
  async learn(
    items: () => Learnable,
    options: WorkOptions,
    replace: (rows: EncodedFields<Matrices[TKind]>, indexes: Int32Array) => void,
  ): Promise<void> {
    if (this.encoder.fit === undefined) return
    const { descriptions, indexes } = items()
    const before = this.#outdated ? undefined : this.#stateNow()
    await this.encoder.fit(fieldTexts(descriptions, this.#fields).texts, options)
    this.#outdated = true
    try {
      const rows = await this.#documents(descriptions, options)
      if (rows !== undefined) replace(rows, indexes())
      this.#outdated = false
    } catch (error) {
      if (before !== undefined && this.encoder.load !== undefined) {
        this.encoder.load(before)
        this.#outdated = false
      }
      throw error
    }
  }

  save(): SnapshotParts {
    return this.encoder.save?.() ?? {}
  }

  load(parts: SnapshotParts): void {
    this.encoder.load?.(parts)
  }

  /** What is learned now; undefined where nothing is, or where it cannot be kept. */
  #stateNow(): SnapshotParts | undefined {
    try {
      return this.encoder.save?.()
    } catch {
      return undefined
    }
  }

  async #documents(
    descriptions: readonly CheckedDescription[],
    options: WorkOptions,
  ): Promise<EncodedFields<Matrices[TKind]> | undefined> {
    const fields = fieldTexts(descriptions, this.#fields)
    const matrix = await this.#encode(fields.texts, { ...options, kind: 'document' })
    return matrix === undefined ? undefined : { matrix, fields }
  }

  async #encode(
    texts: readonly string[],
    options: WorkOptions & { readonly kind: 'query' | 'document' },
  ): Promise<Matrices[TKind] | undefined> {
    try {
      await this.encoder.ready?.()
      return this.#checked(await this.encoder.encode(texts, options), texts.length)
    } catch (error) {
      if (!(error instanceof RecommenderError && error.code === 'not-fitted')) throw error
      return this.#unfitted()
    }
  }

  #unfitted(): undefined {
    this.#onUnfitted()
    return undefined
  }

  /** Other people's encoders are checked before their rows go anywhere. */
  #checked(matrix: DenseMatrix | SparseMatrix, rows: number): Matrices[TKind] {
    const length = matrix.kind === 'dense' ? rows * matrix.columns : (matrix.indptr[rows] ?? -1)
    const what =
      matrix.kind !== this.#kind
        ? `a ${matrix.kind} matrix, though its \`output\` is ${this.#kind}`
        : matrix.rows !== rows || matrix.values.length < length || length < 0
          ? `${matrix.rows} rows with ${matrix.values.length} values for ${rows} texts`
          : matrix.values.every(Number.isFinite)
            ? undefined
            : 'a value that is no finite number'
    if (what === undefined) return matrix as Matrices[TKind]
    const message = `The encoder ${this.encoder.id} gave ${what}. One row a text, all finite: see the Encoder contract.`
    throw new RecommenderError('invalid-argument', message, { field: 'encoder', value: this.encoder.id })
  }
}
