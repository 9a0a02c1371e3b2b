/** Mean and variance of columns, batch by batch. */

import type { NumberMatrix } from './rows.ts'
import { columnSums } from './sums.ts'

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
  const { columns } = matrix
  const nowhere = new Float64Array(columns)
  const count = columnTotals(matrix, weights, 'count', nowhere)
  const sum = columnTotals(matrix, weights, 'distance', nowhere)
  const centre = sum.map((all, c) => all / count[c]!)
  // The sum of differences from the mean would be 0 without rounding; what it is corrects the sum of squares.
  const difference = columnTotals(matrix, weights, 'distance', centre)
  const squares = columnTotals(matrix, weights, 'square', centre)
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

/** Per column the weighted sum over present values of 1, of their distance from `centre`, or of that distance's square. */
function columnTotals(
  matrix: NumberMatrix,
  weights: Float64Array | undefined,
  of: 'count' | 'distance' | 'square',
  centre: Float64Array,
): Float64Array {
  const { rows, columns, values } = matrix
  const terms = new Float64Array(values.length)
  for (let r = 0, i = 0; r < rows; r++) {
    const weight = weights === undefined ? 1 : weights[r]!
    for (let c = 0; c < columns; c++, i++) {
      const away = values[i]! - centre[c]!
      if (Number.isNaN(values[i]!)) continue
      terms[i] = (of === 'count' ? 1 : of === 'distance' ? away : away * away) * weight
    }
  }
  return columnSums(terms, columns)
}
