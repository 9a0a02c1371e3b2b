/** Distances: how far two vectors lie apart. 0 for equal vectors (two empty ones are equal), growing with what differs. */

import { measurePair, zeroIfFinite } from './pair.ts'
import { isSafeSquare, largestOf } from './products.ts'
import type { Vector } from './vector.ts'

/**
 * Euclidean distance: the length of the straight way from one vector to the other. For vectors of length 1 it orders pairs as the cosine
 * does, the other way round: `distance² = 2 - 2 · cosine`.
 *
 * Agrees with `scipy.spatial.distance.euclidean`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * euclidean([0, 0], [3, 4]) // 5
 * ```
 */
export function euclidean(a: Vector, b: Vector): number {
  return measurePair(euclideanOf, a, b)
}

/**
 * Manhattan distance: the sum of the differences. Less ruled by one large difference than {@link euclidean}.
 *
 * Agrees with `scipy.spatial.distance.cityblock`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * manhattan([0, 0], [3, 4]) // 7
 * ```
 */
export function manhattan(a: Vector, b: Vector): number {
  return measurePair(manhattanOf, a, b)
}

/**
 * Chebyshev distance: the largest difference at any position.
 *
 * Agrees with `scipy.spatial.distance.chebyshev`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * chebyshev([0, 0], [3, 4]) // 4
 * ```
 */
export function chebyshev(a: Vector, b: Vector): number {
  return measurePair(chebyshevOf, a, b)
}

/**
 * Hamming distance, 0 to 1: the share of positions that differ (times the length: their number).
 *
 * Agrees with `scipy.spatial.distance.hamming`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * hamming([1, 2, 3, 4], [1, 2, 0, 0]) // 0.5
 * ```
 */
export function hamming(a: Vector, b: Vector): number {
  return measurePair(hammingOf, a, b)
}

/** {@link euclidean} of an aligned pair. */
export function euclideanOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let squares = 0
  for (let place = 0; place < count; place++) {
    const difference = x[xStart + place]! - y[yStart + place]!
    squares += difference * difference
  }
  return isSafeSquare(squares) ? Math.sqrt(squares) : euclideanOfExtremes(x, xStart, y, yStart, count)
}

/** {@link manhattan} of an aligned pair. */
export function manhattanOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let sum = 0
  for (let place = 0; place < count; place++) sum += Math.abs(x[xStart + place]! - y[yStart + place]!)
  return sum
}

/** {@link chebyshev} of an aligned pair. */
export function chebyshevOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let largest = 0
  let check = 0
  for (let place = 0; place < count; place++) {
    const difference = Math.abs(x[xStart + place]! - y[yStart + place]!)
    if (difference > largest) largest = difference
    // `NaN` is not larger than anything, and would pass unseen.
    check += difference * 0
  }
  return check === 0 ? largest : largest + zeroIfFinite(x, xStart, y, yStart, count)
}

/** {@link hamming} of an aligned pair. */
export function hammingOf(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
): number {
  let different = 0
  for (let place = 0; place < count; place++) if (x[xStart + place] !== y[yStart + place]) different++
  const total = count + zeros
  return (total === 0 ? 0 : different / total) + zeroIfFinite(x, xStart, y, yStart, count)
}

/** The rare path: equal vectors, and differences whose squares overflow or vanish, which are scaled first. */
function euclideanOfExtremes(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  const differences = new Float64Array(count)
  for (let place = 0; place < count; place++) differences[place] = x[xStart + place]! - y[yStart + place]!
  const largest = largestOf(differences, 0, count)
  if (!(largest > 0)) return largest
  let squares = 0
  for (let place = 0; place < count; place++) squares += (differences[place]! / largest) ** 2
  return largest * Math.sqrt(squares)
}
