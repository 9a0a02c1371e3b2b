/** Rows of length 1. */

import { checkNames } from '../../option-names.ts'
import { checkOneOf } from './options.ts'
import { type NumberMatrix, type NumberRows, readNumbers, type SameForm, sameForm } from './rows.ts'
import { readTransformer } from './state-json.ts'
import { type FittedState, NumberTransformer } from './transformer.ts'

/** Options of {@link Normalizer}. */
export interface NormalizerOptions {
  /** What is 1 afterwards: the root of the sum of squares (`'l2'`, default), the sum of absolute values (`'l1'`), the largest absolute value (`'max'`). */
  readonly norm?: 'l1' | 'l2' | 'max'
}

/**
 * Divides each row by its length. Rows are taken one by one: nothing is learned, and `transform` needs no `fit` (after one, rows must have as many
 * columns as it saw).
 *
 * A row of zeros stays as it is. Missing values are refused by name. Numbers as of scikit-learn's class of this name.
 *
 * @example
 * ```ts
 * new Normalizer().transform([[3, 4], [0, 0]]) // [[0.6, 0.8], [0, 0]]
 * ```
 */
export class Normalizer extends NumberTransformer<FittedState> {
  protected override readonly kind = 'Normalizer'
  protected override readonly settings: Required<NormalizerOptions>
  protected override readonly missing = 'refused'

  constructor(options: NormalizerOptions = {}) {
    super()
    checkNames(options, ['norm'])
    const { norm = 'l2' } = options
    checkOneOf('norm', norm, ['l1', 'l2', 'max'])
    this.settings = { norm }
  }

  /** The normalizer that `toJSON` described. */
  static fromJSON(json: unknown): Normalizer {
    const { options, state } = readTransformer<NormalizerOptions>('Normalizer', json)
    const normalizer = new Normalizer(options)
    if (state !== undefined) normalizer.state = { columns: state.integer('columns', 1) }
    return normalizer
  }

  /** Each row divided by its length, in the form of the input. */
  override transform<Rows extends NumberRows>(rows: Rows): SameForm<Rows> {
    const state = this.stateIfFitted
    const matrix = readNumbers(rows, { missing: 'refused', ...(state === undefined ? {} : { columns: state.columns }) })
    this.apply(matrix)
    return sameForm(matrix, rows)
  }

  protected override learn(matrix: NumberMatrix): FittedState {
    return { columns: matrix.columns }
  }

  protected override apply(matrix: NumberMatrix): void {
    const { rows, columns, values } = matrix
    for (let r = 0; r < rows; r++) {
      const row = values.subarray(r * columns, (r + 1) * columns)
      const length = lengthOf(row, this.settings.norm)
      // Shorter than rounding can tell from nothing: left alone, as a zero row is.
      if (length < 10 * Number.EPSILON) continue
      for (let c = 0; c < columns; c++) row[c]! /= length
    }
  }
}

function lengthOf(row: Float64Array, norm: 'l1' | 'l2' | 'max'): number {
  let length = 0
  for (let c = 0; c < row.length; c++) {
    const size = Math.abs(row[c]!)
    if (norm === 'l2') length += size * size
    else if (norm === 'l1') length += size
    else if (size > length) length = size
  }
  return norm === 'l2' ? Math.sqrt(length) : length
}
