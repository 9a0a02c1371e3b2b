/** The distance of two distributions. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { measureNonNegativePair, type PairMeasure } from './pair.ts'
import type { Vector } from './vector.ts'

/** Options of {@link jensenShannon}. */
export interface JensenShannonOptions {
  /** Base of the logarithm, above 1. With 2 the distance runs from 0 to 1. Default: Euler's number, as scipy has it; then it ends at `sqrt(ln 2)`, 0.8326. */
  readonly base?: number
}

/**
 * Jensen-Shannon distance of two distributions: the square root of the divergence, so that the triangle inequality holds. The vectors are
 * counts or weights and are divided by their sums. For topics, genres and other shares that make up a whole. Two vectors without any
 * mass are equal, 0; one without mass is as far as can be from every other.
 *
 * Endres and Schindelin (2003). Agrees with `scipy.spatial.distance.jensenshannon`. Throws `invalid-argument` for negative numbers,
 * different lengths, `NaN` and infinite values, and a `base` of 1 or less.
 *
 * @example
 * ```ts
 * jensenShannon([1, 0], [0, 1], { base: 2 }) // 1
 * jensenShannon([2, 2, 0], [1, 1, 0]) // 0: the same shares
 * ```
 */
export function jensenShannon(a: Vector, b: Vector, options: JensenShannonOptions = {}): number {
  checkNames(options, ['base'])
  return measureNonNegativePair('jensenShannon', jensenShannonOf(options), a, b)
}

/** {@link jensenShannon} of an aligned pair without negative numbers. */
export function jensenShannonOf({ base = Math.E }: JensenShannonOptions): PairMeasure {
  if (!(base > 1 && base < Number.POSITIVE_INFINITY))
    throw invalidArgument('base', base, 'Give a number above 1, such as 2.')
  return base === Math.E ? naturalDistance : distanceInBase(Math.log(base))
}

const distanceInBase =
  (scale: number): PairMeasure =>
  (x, xStart, y, yStart, count, zeros) =>
    naturalDistance(x, xStart, y, yStart, count, zeros) / Math.sqrt(scale)

const naturalDistance: PairMeasure = (x, xStart, y, yStart, count) => {
  let xMean = 0
  let yMean = 0
  // Means instead of sums: they cannot overflow.
  for (let place = 0; place < count; place++) {
    xMean += x[xStart + place]! / count
    yMean += y[yStart + place]! / count
  }
  if (!Number.isFinite(xMean) || !Number.isFinite(yMean)) return Number.NaN
  if (xMean === 0 || yMean === 0) return xMean === yMean ? 0 : Math.sqrt(Math.LN2)

  // JS = ½ Σ p ln(p / m) + ½ Σ q ln(q / m), with m = (p + q) / 2
  let divergence = 0
  for (let place = 0; place < count; place++) {
    const p = x[xStart + place]! / xMean / count
    const q = y[yStart + place]! / yMean / count
    const middle = (p + q) / 2
    if (p > 0) divergence += p * Math.log(p / middle)
    if (q > 0) divergence += q * Math.log(q / middle)
  }
  // Rounding may leave a hair below 0 for equal distributions.
  return divergence > 0 ? Math.sqrt(divergence / 2) : 0
}
