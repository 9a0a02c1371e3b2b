/** Mean and variance of columns, batch by batch. */

import type { NumberMatrix } from './rows.ts'

/** What is known of each column so far. */
export interface Moments {
  /** Present values seen (their summed weights where rows have weights). */
  readonly counts: Float64Array
  readonly mean: Float64Array
  /** Mean squared distance from the mean (divided by the count, not by the count less one). */
  readonly variance: Float64Array
}

/**
 * The moments of `before` and `matrix` together; missing values (NaN) are left out, and a column without any value in this batch
 * stays as it was. T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance" (1983), as scikit-learn's StandardScaler.
 */
export function addMoments(before: Moments | undefined, matrix: NumberMatrix, weights?: Float64Array): Moments {
  const { columns, values } = matrix
  const count = new Float64Array(columns)
  const sum = new Float64Array(columns)
  eachPresent(matrix, weights, (c, value, weight) => {
    count[c]! += weight
    sum[c]! += value * weight
  })
  const centre = sum.map((total, c) => total / count[c]!)
  // The sum of differences from the mean would be 0 without rounding; what it is corrects the sum of squares.
  const difference = new Float64Array(columns)
  const squares = new Float64Array(columns)
  eachPresent({ columns, values, rows: matrix.rows }, weights, (c, value, weight) => {
    const away = value - centre[c]!
    difference[c]! += away * weight
    squares[c]! += away * away * weight
  })
  const moments: Moments = {
    counts: new Float64Array(columns),
    mean: new Float64Array(columns),
    variance: new Float64Array(columns),
  }
  for (let c = 0; c < columns; c++) {
    const earlier = before?.counts[c] ?? 0
    const now = count[c]!
    const all = earlier + now
    moments.counts[c] = all
    if (now === 0) {
      moments.mean[c] = before?.mean[c] ?? Number.NaN
      moments.variance[c] = before?.variance[c] ?? Number.NaN
      continue
    }
    const own = squares[c]! - (difference[c]! * difference[c]!) / now
    if (earlier === 0) {
      moments.mean[c] = sum[c]! / all
      moments.variance[c] = own / all
      continue
    }
    const earlierSum = before!.mean[c]! * earlier
    const ratio = earlier / now
    const between = (ratio / all) * (earlierSum / ratio - sum[c]!) ** 2
    moments.mean[c] = (earlierSum + sum[c]!) / all
    moments.variance[c] = (before!.variance[c]! * earlier + own + between) / all
  }
  return moments
}

/** Standard deviations to divide by; 1 for a column that is constant but for rounding. */
export function standardScale(moments: Moments): Float64Array {
  return moments.variance.map((variance, c) =>
    isConstant(variance, moments.mean[c]!, moments.counts[c]!) ? 1 : Math.sqrt(variance),
  )
}

/** Whether a variance is no more than what rounding gives a constant column of this mean and length. */
export function isConstant(variance: number, mean: number, count: number): boolean {
  return variance <= count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2
}

function eachPresent(
  matrix: NumberMatrix,
  weights: Float64Array | undefined,
  visit: (column: number, value: number, weight: number) => void,
): void {
  const { rows, columns, values } = matrix
  let at = 0
  for (let r = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]!
    for (let c = 0; c < columns; c++) {
      const value = values[at++]!
      if (!Number.isNaN(value)) visit(c, value, weight)
    }
  }
}
