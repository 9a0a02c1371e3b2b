/** From what items are like to what a model says of them: ridge regression, made once, asked for each list. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { factorize, solveFactorized } from '../../math/dense-solve.ts'
import type { Pacer } from '../../work.ts'

/** Regularisations that are tried, as shares of the mean square of a column. */
const SHARES = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
/** One item in so many is held out while they are. */
const FOLDS = 5
/** So many rows go between two looks at the clock. */
const STRETCH = 256

/**
 * Scores of items that were not there when a model learned: `s(x) = xᵀ (XᵀX + λI)⁻¹ Xᵀ s`, where X has the content of the items that were, a row each, and s is the model's scores of them. For a model whose
 * scores are products of factors, s = V u, that is `xᵀ A u` with the ridge map `A = (XᵀX + λI)⁻¹ XᵀV` from content to factors (as in Gantner and others 2010); and it holds for every other model too.
 */
export class ContentMap {
  readonly rows: SparseMatrix
  readonly regularization: number
  readonly #factor: Float64Array

  /** `factor` is what {@link factorize} makes of the regularised Gram matrix. */
  private constructor(rows: SparseMatrix, regularization: number, factor: Float64Array) {
    this.rows = rows
    this.regularization = regularization
    this.#factor = factor
  }

  get bytes(): number {
    const { indptr, indices, values } = this.rows
    return indptr.byteLength + indices.byteLength + values.byteLength + this.#factor.byteLength
  }

  /** With a regularisation that was chosen before. */
  static at(rows: SparseMatrix, regularization: number): ContentMap {
    const gram = new Float64Array(rows.columns ** 2)
    addToGram(gram, rows, 0, rows.rows, () => true)
    return new ContentMap(rows, regularization, factorOf(gram, rows.columns, regularization))
  }

  /**
   * Chooses the regularisation: that which comes nearest to the scores of a fifth of the items, each of `samples` being the scores of one history, by a map made of the other items.
   */
  static async fit(rows: SparseMatrix, samples: readonly ArrayLike<number>[], pacer: Pacer): Promise<ContentMap> {
    const { columns } = rows
    const isHeld = (row: number): boolean => row % FOLDS === FOLDS - 1
    const known = await gramOf(rows, (row) => !isHeld(row), pacer)
    let [least, chosen] = [Number.POSITIVE_INFINITY, 1]
    for (const share of SHARES) {
      const regularization = share * meanDiagonal(known, columns)
      const map = new ContentMap(rows, regularization, factorOf(known, columns, regularization))
      let error = 0
      for (const scores of samples) {
        const weights = map.#weigh(scores, (row) => !isHeld(row))
        let [missed, all] = [0, 0]
        for (let row = 0; row < rows.rows; row++) {
          if (!isHeld(row)) continue
          missed += (scores[row]! - map.scoreRow(weights, row)) ** 2
          all += scores[row]! ** 2
        }
        // Every history counts alike, whatever the height of its scores.
        if (all > 0) error += missed / all
        if (pacer.due()) await pacer.pause({ phase: 'content', done: 0, total: 1 })
      }
      if (error < least) [least, chosen] = [error, share]
    }
    const gram = await gramOf(rows, () => true, pacer)
    const regularization = Math.max(Number.MIN_VALUE, chosen * meanDiagonal(gram, columns))
    return new ContentMap(rows, regularization, factorOf(gram, columns, regularization))
  }

  /** What each column of content is worth, given the scores of the items in {@link rows}. */
  weights(scores: ArrayLike<number>): Float64Array {
    return this.#weigh(scores, () => true)
  }

  /** The score of one of {@link rows} by its content alone. */
  scoreRow(weights: Float64Array, row: number): number {
    return product(this.rows, row, weights)
  }

  #weigh(scores: ArrayLike<number>, counts: (row: number) => boolean): Float64Array {
    const { rows, columns, indptr, indices, values } = this.rows
    const sums = new Float64Array(columns)
    for (let row = 0; row < rows; row++) {
      const score = scores[row]!
      if (score === 0 || !counts(row)) continue
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++) sums[indices[at]!]! += score * values[at]!
    }
    solveFactorized(this.#factor, columns, sums)
    return sums
  }
}

/** The score of a row of content, whether or not it was there. */
export function product({ indptr, indices, values }: SparseMatrix, row: number, weights: Float64Array): number {
  let sum = 0
  for (let at = indptr[row]!; at < indptr[row + 1]!; at++) sum += values[at]! * weights[indices[at]!]!
  return sum
}

/** The lower triangle of XᵀX over some rows. */
async function gramOf(rows: SparseMatrix, counts: (row: number) => boolean, pacer: Pacer): Promise<Float64Array> {
  const gram = new Float64Array(rows.columns ** 2)
  for (let first = 0; first < rows.rows; first += STRETCH) {
    addToGram(gram, rows, first, Math.min(rows.rows, first + STRETCH), counts)
    if (pacer.due()) await pacer.pause({ phase: 'content', done: first, total: rows.rows })
  }
  return gram
}

/** Adds the rows `first .. last`; columns rise within a row. */
function addToGram(
  gram: Float64Array,
  { columns, indptr, indices, values }: SparseMatrix,
  first: number,
  last: number,
  counts: (row: number) => boolean,
): void {
  for (let row = first; row < last; row++) {
    if (!counts(row)) continue
    const [from, to] = [indptr[row]!, indptr[row + 1]!]
    for (let a = from; a < to; a++) {
      const start = indices[a]! * columns
      const value = values[a]!
      for (let b = from; b <= a; b++) gram[start + indices[b]!]! += value * values[b]!
    }
  }
}

function meanDiagonal(gram: Float64Array, columns: number): number {
  let sum = 0
  for (let column = 0; column < columns; column++) sum += gram[column * columns + column]!
  return sum / Math.max(1, columns)
}

function factorOf(gram: Float64Array, columns: number, regularization: number): Float64Array {
  // Not positive definite is only what rounding makes of it: a little more regularisation mends that.
  for (let raised = regularization; ; raised = raised * 4 + 1e-12) {
    const factor = gram.slice()
    for (let column = 0; column < columns; column++) factor[column * columns + column]! += raised
    if (factorize(factor, columns)) return factor
  }
}
