/** Pearson's correlation: the cosine after each vector's own mean is taken off. */

import { measurePair } from './pair.ts'
import { clampToOne, dividedBy, isSafeSquare, largestOf } from './products.ts'
import type { Vector } from './vector.ts'

/**
 * Pearson's correlation of two vectors, -1 to 1: whether one rises where the other does, whatever their levels and scales. 0 where one of
 * them is constant, empty, or of one number: a vector that does not vary tells nothing. The entries that a sparse vector lacks count as 0.
 *
 * Agrees with `scipy.stats.pearsonr` (which has no answer for constant input). Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * pearson([1, 2, 3], [10, 20, 60]) // 0.9449...
 * ```
 */
export function pearson(a: Vector, b: Vector): number {
  return measurePair(pearsonOf, a, b)
}

/** {@link pearson} of an aligned pair. */
export function pearsonOf(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
): number {
  let xSum = 0
  let ySum = 0
  for (let place = 0; place < count; place++) {
    xSum += x[xStart + place]!
    ySum += y[yStart + place]!
  }
  const total = count + zeros
  const xMean = total === 0 ? 0 : xSum / total
  const yMean = total === 0 ? 0 : ySum / total

  // Every position at which both are 0 is one more point, (-xMean, -yMean). Differences from the mean, in a second pass: the one-pass
  // formula subtracts two large and nearly equal numbers.
  let product = zeros * xMean * yMean
  let xSquared = zeros * xMean * xMean
  let ySquared = zeros * yMean * yMean
  for (let place = 0; place < count; place++) {
    const left = x[xStart + place]! - xMean
    const right = y[yStart + place]! - yMean
    product += left * right
    xSquared += left * left
    ySquared += right * right
  }
  if (!isSafeSquare(xSquared) || !isSafeSquare(ySquared)) {
    return pearsonOfExtremes(x, xStart, y, yStart, count, zeros)
  }
  // The mean of equal numbers may miss them by a rounding, and leave a variance where there is none.
  if (isConstant(x, xStart, count, zeros) || isConstant(y, yStart, count, zeros)) return 0
  return clampToOne(product / (Math.sqrt(xSquared) * Math.sqrt(ySquared)))
}

/** Whether all numbers of a run, and the zeros beside it, are equal. */
export function isConstant(values: Float64Array, start: number, count: number, zeros: number): boolean {
  const first = zeros > 0 || count === 0 ? 0 : values[start]!
  for (let place = start; place < start + count; place++) if (values[place] !== first) return false
  return true
}

/** The rare path: constant vectors, and numbers whose squares overflow or vanish, which are scaled first. */
function pearsonOfExtremes(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
): number {
  const xLargest = largestOf(x, xStart, count)
  const yLargest = largestOf(y, yStart, count)
  if (Number.isNaN(xLargest + yLargest)) return Number.NaN
  if (isConstant(x, xStart, count, zeros) || isConstant(y, yStart, count, zeros)) return 0
  // Scaled numbers that differ do so by 1e-16 at least, and few zeros or many, their squares stay in range.
  const xScaled = dividedBy(x, xStart, count, xLargest)
  const yScaled = dividedBy(y, yStart, count, yLargest)
  return pearsonOf(xScaled, 0, yScaled, 0, count, zeros)
}
