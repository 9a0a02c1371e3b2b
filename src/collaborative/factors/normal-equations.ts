/** The equations of one row of implicit-feedback factors, in double precision: for folding in, for updates, and for taking a score apart. */

import { factorize, solveFactorized } from '../../math/dense-solve.ts'
import type { PairRow } from '../growing-rows.ts'

/** Y Yᵀ summed over rows: `width` x `width`. */
export function gramOf(rows: Float32Array, width: number): Float64Array {
  const gram = new Float64Array(width * width)
  for (let start = 0; start < rows.length; start += width) addOuter(gram, rows, start, width, 1)
  return mirrored(gram, width)
}

/** Adds `weight` y yᵀ to the lower triangle. */
function addOuter(gram: Float64Array, rows: ArrayLike<number>, start: number, width: number, weight: number): void {
  for (let i = 0; i < width; i++) {
    const scaled = weight * rows[start + i]!
    if (scaled === 0) continue
    const to = i * width
    for (let j = 0; j <= i; j++) gram[to + j]! += scaled * rows[start + j]!
  }
}

/** Adds y yᵀ of the new row to a Gram matrix and takes that of the old one away. */
export function replaceInGram(
  gram: Float64Array,
  width: number,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): void {
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) gram[i * width + j]! += after[i]! * after[j]! - before[i]! * before[j]!
}

function mirrored(gram: Float64Array, width: number): Float64Array {
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[j * width + i] = gram[i * width + j]!
  return gram
}

/**
 * The equations `(A + lambda I + sum |w| y yᵀ) x = sum over w > 0 of (1 + w) y`: a negative weight says with its size that the row is not liked.
 */
export class RowEquations {
  readonly #width: number
  readonly #factor: Float64Array
  readonly #solvable: boolean

  /** `rows` are the factors of the other side, `width` numbers a row, and `gram` their Gram matrix. */
  constructor(gram: Float64Array, rows: Float32Array, width: number, pairs: PairRow, lambda: number) {
    this.#width = width
    const matrix = gram.slice()
    for (let i = 0; i < width; i++) matrix[i * width + i]! += lambda
    // A row that learned nothing, or padding, must not make it singular.
    for (let i = 0; i < width; i++) if (matrix[i * width + i]! === 0) matrix[i * width + i] = 1
    for (let at = 0; at < pairs.columns.length; at++)
      addOuter(matrix, rows, pairs.columns[at]! * width, width, Math.abs(pairs.values[at]!))
    this.#solvable = factorize(matrix, width)
    this.#factor = matrix
  }

  /** Replaces b by the solution; by zeros where the equations have none to working precision. */
  solve(b: Float64Array): Float64Array {
    if (this.#solvable) solveFactorized(this.#factor, this.#width, b)
    else b.fill(0)
    return b
  }
}

/** The right side of a row's equations. */
export function rowTarget(rows: Float32Array, width: number, { columns, values }: PairRow): Float64Array {
  const target = new Float64Array(width)
  for (let at = 0; at < columns.length; at++) {
    const weight = values[at]!
    if (weight <= 0) continue
    const start = columns[at]! * width
    for (let j = 0; j < width; j++) target[j]! += (1 + weight) * rows[start + j]!
  }
  return target
}

/** Steps of conjugate gradients on a row's equations from `x` on, for rows with so many pairs that solving outright takes long. */
export function improveRow(
  gram: Float64Array,
  rows: Float32Array,
  width: number,
  pairs: PairRow,
  lambda: number,
  x: Float64Array,
  steps: number,
): void {
  const applied = (v: Float64Array): Float64Array => {
    const out = new Float64Array(width)
    for (let i = 0; i < width; i++) {
      let sum = lambda * v[i]!
      for (let j = 0; j < width; j++) sum += gram[i * width + j]! * v[j]!
      out[i] = sum
    }
    for (let at = 0; at < pairs.columns.length; at++) {
      const start = pairs.columns[at]! * width
      let product = 0
      for (let j = 0; j < width; j++) product += rows[start + j]! * v[j]!
      product *= Math.abs(pairs.values[at]!)
      for (let j = 0; j < width; j++) out[j]! += product * rows[start + j]!
    }
    return out
  }
  const rest = rowTarget(rows, width, pairs)
  const start = applied(x)
  for (let j = 0; j < width; j++) rest[j]! -= start[j]!
  const direction = rest.slice()
  let before = squared(rest)
  for (let step = 0; step < steps && before > 1e-20; step++) {
    const product = applied(direction)
    let curvature = 0
    for (let j = 0; j < width; j++) curvature += direction[j]! * product[j]!
    const length = before / curvature
    for (let j = 0; j < width; j++) {
      x[j]! += length * direction[j]!
      rest[j]! -= length * product[j]!
    }
    const after = squared(rest)
    for (let j = 0; j < width; j++) direction[j] = rest[j]! + (after / before) * direction[j]!
    before = after
  }
}

function squared(v: Float64Array): number {
  let sum = 0
  for (const value of v) sum += value * value
  return sum
}
