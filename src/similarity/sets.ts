/** How much two sets share. A vector stands for the set of its non-zero positions, whatever the numbers there. */

import { invalidArgument } from '../errors.ts'
import { measureNonNegativePair, measurePair, zeroIfFinite } from './pair.ts'
import type { Vector } from './vector.ts'

/**
 * Jaccard similarity, 0 to 1: shared members over all members of the two. Takes two sets, or two vectors whose non-zero positions are
 * their members. 0 where both are empty: nothing is known, so nothing is alike.
 *
 * Agrees with `1 - scipy.spatial.distance.jaccard` (which calls two empty sets equal). Throws `invalid-argument` for a set
 * against a vector, different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * jaccard(new Set(['space', 'robots']), new Set(['space', 'empire', 'war'])) // 0.25
 * jaccard([1, 1, 0, 0], [1, 0, 1, 1]) // 0.25
 * ```
 */
export function jaccard(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number
export function jaccard(a: Vector, b: Vector): number
export function jaccard(a: Vector | ReadonlySet<unknown>, b: Vector | ReadonlySet<unknown>): number {
  const shared = sharedMembers(a, b)
  if (shared !== undefined) return jaccardOfCounts(shared, sizeOf(a), sizeOf(b))
  return measurePair(jaccardOf, a as Vector, b as Vector)
}

/**
 * Sørensen-Dice similarity, 0 to 1: shared members, counted twice, over the members of one plus those of the other. It orders pairs as
 * {@link jaccard} does and is the larger of the two. 0 where both are empty.
 *
 * Agrees with `1 - scipy.spatial.distance.dice`. Throws as {@link jaccard} does.
 *
 * @example
 * ```ts
 * dice(new Set(['space', 'robots']), new Set(['space', 'empire', 'war'])) // 0.4
 * ```
 */
export function dice(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number
export function dice(a: Vector, b: Vector): number
export function dice(a: Vector | ReadonlySet<unknown>, b: Vector | ReadonlySet<unknown>): number {
  const shared = sharedMembers(a, b)
  if (shared !== undefined) return diceOfCounts(shared, sizeOf(a), sizeOf(b))
  return measurePair(diceOf, a as Vector, b as Vector)
}

/**
 * Overlap coefficient (Szymkiewicz-Simpson), 0 to 1: shared members over the members of the smaller. 1 where one holds all of the
 * other, however much larger it is; so a set of one member is easily alike to much. 0 where one of the two is empty.
 *
 * Throws as {@link jaccard} does.
 *
 * @example
 * ```ts
 * overlap(new Set(['space', 'robots']), new Set(['space', 'empire', 'war'])) // 0.5
 * ```
 */
export function overlap(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number
export function overlap(a: Vector, b: Vector): number
export function overlap(a: Vector | ReadonlySet<unknown>, b: Vector | ReadonlySet<unknown>): number {
  const shared = sharedMembers(a, b)
  if (shared !== undefined) return overlapOfCounts(shared, sizeOf(a), sizeOf(b))
  return measurePair(overlapOf, a as Vector, b as Vector)
}

/**
 * Weighted Jaccard similarity (Ruzicka), 0 to 1: the sum of the smaller of each two numbers over the sum of the larger. For counts and
 * weights; with zeros and ones it is {@link jaccard}. 0 where both vectors are zero or empty.
 *
 * Throws `invalid-argument` for negative numbers, different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * weightedJaccard([2, 1, 0], [1, 1, 2]) // 0.4: (1 + 1 + 0) / (2 + 1 + 2)
 * ```
 */
export function weightedJaccard(a: Vector, b: Vector): number {
  return measureNonNegativePair('weightedJaccard', weightedJaccardOf, a, b)
}

/** {@link jaccard} of an aligned pair. */
export function jaccardOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  return fromCounts(jaccardOfCounts, x, xStart, y, yStart, count)
}

/** {@link dice} of an aligned pair. */
export function diceOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  return fromCounts(diceOfCounts, x, xStart, y, yStart, count)
}

/** {@link overlap} of an aligned pair. */
export function overlapOf(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  return fromCounts(overlapOfCounts, x, xStart, y, yStart, count)
}

/** {@link weightedJaccard} of an aligned pair without negative numbers. */
export function weightedJaccardOf(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
): number {
  let smaller = 0
  let larger = 0
  for (let place = 0; place < count; place++) {
    const left = x[xStart + place]!
    const right = y[yStart + place]!
    smaller += Math.min(left, right)
    larger += Math.max(left, right)
  }
  return (larger === 0 ? 0 : smaller / larger) + zeroIfFinite(x, xStart, y, yStart, count)
}

type CountMeasure = (shared: number, a: number, b: number) => number

const jaccardOfCounts: CountMeasure = (shared, a, b) => (a + b === 0 ? 0 : shared / (a + b - shared))
const diceOfCounts: CountMeasure = (shared, a, b) => (a + b === 0 ? 0 : (2 * shared) / (a + b))
const overlapOfCounts: CountMeasure = (shared, a, b) => (a === 0 || b === 0 ? 0 : shared / Math.min(a, b))

function fromCounts(
  measure: CountMeasure,
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
): number {
  let shared = 0
  let a = 0
  let b = 0
  for (let place = 0; place < count; place++) {
    const left = x[xStart + place] !== 0 ? 1 : 0
    const right = y[yStart + place] !== 0 ? 1 : 0
    a += left
    b += right
    shared += left & right
  }
  return measure(shared, a, b) + zeroIfFinite(x, xStart, y, yStart, count)
}

/** How many members two sets share; `undefined` where neither is a set. */
function sharedMembers(a: unknown, b: unknown): number | undefined {
  const aIsSet = isSet(a)
  const bIsSet = isSet(b)
  if (!aIsSet && !bIsSet) return undefined
  if (!aIsSet) throw invalidArgument('a', a, 'Compare a set with a set or a vector with a vector; `b` is a set.')
  if (!bIsSet) throw invalidArgument('b', b, 'Compare a set with a set or a vector with a vector; `a` is a set.')
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  let shared = 0
  for (const member of small.keys()) if (large.has(member)) shared++
  return shared
}

/** Anything with a set's `size` and `has` will do: sets of another realm, and read-only views of sets. */
function isSet(value: unknown): value is ReadonlySet<unknown> {
  return value instanceof Set || (typeof value === 'object' && value !== null && 'has' in value && 'size' in value)
}

const sizeOf = (set: unknown): number => (set as ReadonlySet<unknown>).size
