/** Dot product and cosine: how far two vectors point the same way. */

import { measurePair } from './pair.ts'
import type { Vector } from './vector.ts'

/**
 * The dot product, the sum of `a[n] * b[n]`; a similarity that grows with length, too. 0 for empty and zero vectors.
 *
 * Agrees with `numpy.dot`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * dot([1, 2, 3], [4, 5, 6]) // 32
 * ```
 */
export function dot(a: Vector, b: Vector): number {
  return measurePair(dotOf, a, b)
}

/**
 * The cosine of the angle between two vectors, -1 (opposite) to 1 (same direction): their likeness, whatever their lengths. 0 where
 * one of them is the zero vector or empty: nothing is known, so nothing is alike.
 *
 * Agrees with scikit-learn's `cosine_similarity` and `1 - scipy.spatial.distance.cosine`; numbers so large or small that their squares leave
 * the range of doubles are handled. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * cosine([0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]) // 0.9688...
 * cosine({ indices: [0, 7], values: [1, 2], length: 10 }, { indices: [7], values: [3], length: 10 }) // 0.8944...
 * ```
 */
export function cosine(a: Vector, b: Vector): number {
  return measurePair(cosineOf, a, b)
}

/** {@link dot} of an aligned pair. */
export function dotOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let even = 0
  let odd = 0
  let place = 0
  // Two sums, so that an addition need not wait for the one before.
  for (const pairs = count - 1; place < pairs; place += 2) {
    even += x[xStart + place]! * y[yStart + place]!
    odd += x[xStart + place + 1]! * y[yStart + place + 1]!
  }
  if (place < count) even += x[xStart + place]! * y[yStart + place]!
  return even + odd
}

/** {@link cosine} of an aligned pair. */
export function cosineOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let product = 0
  let xSquared = 0
  let ySquared = 0
  for (let place = 0; place < count; place++) {
    const left = x[xStart + place]!
    const right = y[yStart + place]!
    product += left * right
    xSquared += left * left
    ySquared += right * right
  }
  if (isSafeSquare(xSquared) && isSafeSquare(ySquared)) {
    return clampToOne(product / (Math.sqrt(xSquared) * Math.sqrt(ySquared)))
  }
  return cosineOfExtremes(x, xStart, y, yStart, count)
}

/** Whether a sum of squares kept its precision: neither overflowed nor made of squares that vanished. */
export function isSafeSquare(square: number): boolean {
  return square > 1e-280 && square < 1e300
}

/** Rounding may carry a cosine or a correlation past 1 by the last bit; callers take arc cosines and roots of 1 minus it. */
export function clampToOne(value: number): number {
  return Math.max(-1, Math.min(1, value))
}

/** The largest absolute value of a run; `NaN` if one of them is not finite. */
export function largestOf(values: Float64Array, start: number, count: number): number {
  let largest = 0
  let check = 0
  for (let place = start; place < start + count; place++) {
    const value = Math.abs(values[place]!)
    if (value > largest) largest = value
    check += value * 0
  }
  return largest + check
}

/** A copy of a run, divided by `scale`. */
export function dividedBy(values: Float64Array, start: number, count: number, scale: number): Float64Array {
  const copy = values.slice(start, start + count)
  for (let place = 0; place < count; place++) copy[place]! /= scale
  return copy
}

/** The rare path: zero vectors, and numbers whose squares overflow or vanish, which are scaled first. */
function cosineOfExtremes(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  const xLargest = largestOf(x, xStart, count)
  const yLargest = largestOf(y, yStart, count)
  if (Number.isNaN(xLargest + yLargest)) return Number.NaN
  if (xLargest === 0 || yLargest === 0) return 0
  const xScaled = dividedBy(x, xStart, count, xLargest)
  const yScaled = dividedBy(y, yStart, count, yLargest)
  return cosineOf(xScaled, 0, yScaled, 0, count)
}
