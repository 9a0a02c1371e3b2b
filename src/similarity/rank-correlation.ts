/** Correlations of order: whether two vectors sort the positions alike, whatever the numbers themselves. */

import { measurePair, zeroIfFinite } from './pair.ts'
import { clampToOne } from './products.ts'
import { reserveFloats, type Vector } from './vector.ts'

/**
 * Spearman's rank correlation, -1 to 1: Pearson's correlation of the ranks, where equal numbers share the mean of their ranks. Less
 * moved by single large numbers than {@link pearson}. 0 where one of the vectors is constant, empty, or of one number. O(n log n).
 *
 * Agrees with `scipy.stats.spearmanr`. Throws `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * spearman([1, 2, 3, 4], [1, 8, 27, 64]) // 1: the order is the same
 * ```
 */
export function spearman(a: Vector, b: Vector): number {
  return measurePair(spearmanOf, a, b)
}

/**
 * Kendall's tau-b, -1 to 1: pairs of positions that both vectors order alike, less those they order contrarily, over all pairs, with
 * the pairs tied in one vector taken out on its side. 0 where one of the vectors is constant, empty, or of one number. O(n log n).
 *
 * Knight, "A Computer Method for Calculating Kendall's Tau with Ungrouped Data" (1966). Agrees with `scipy.stats.kendalltau`. Throws
 * `invalid-argument` for different lengths, `NaN` and infinite values.
 *
 * @example
 * ```ts
 * kendall([1, 2, 3, 4], [1, 2, 4, 3]) // 0.6667: five pairs agree, one does not
 * ```
 */
export function kendall(a: Vector, b: Vector): number {
  return measurePair(kendallOf, a, b)
}

let sortedX: Float64Array = new Float64Array(0)
let sortedY: Float64Array = new Float64Array(0)
let keys: Float64Array = new Float64Array(0)
let merged: Float64Array = new Float64Array(0)

/** {@link spearman} of an aligned pair. */
export function spearmanOf(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
): number {
  sortedX = sortedCopy(x, xStart, count, sortedX)
  sortedY = sortedCopy(y, yStart, count, sortedY)
  // The ranks 1 .. n have the mean (n + 1) / 2, ties or not. Halves are exact, so a constant vector has exactly no variance.
  const mean = (count + zeros + 1) / 2
  const xZero = meanRank(sortedX, count, zeros, 0) - mean
  const yZero = meanRank(sortedY, count, zeros, 0) - mean
  let product = zeros === 0 ? 0 : zeros * xZero * yZero
  let xSquared = zeros === 0 ? 0 : zeros * xZero * xZero
  let ySquared = zeros === 0 ? 0 : zeros * yZero * yZero
  for (let place = 0; place < count; place++) {
    const left = meanRank(sortedX, count, zeros, x[xStart + place]!) - mean
    const right = meanRank(sortedY, count, zeros, y[yStart + place]!) - mean
    product += left * right
    xSquared += left * left
    ySquared += right * right
  }
  const check = zeroIfFinite(x, xStart, y, yStart, count)
  if (xSquared === 0 || ySquared === 0) return check
  return clampToOne(product / (Math.sqrt(xSquared) * Math.sqrt(ySquared))) + check
}

/** Replaces a run of numbers by their ranks from 1, equal numbers sharing the mean of theirs. */
export function rankInPlace(values: Float64Array, start: number, count: number): void {
  sortedX = sortedCopy(values, start, count, sortedX)
  for (let place = start; place < start + count; place++) values[place] = meanRank(sortedX, count, 0, values[place]!)
}

/** {@link kendall} of an aligned pair. */
export function kendallOf(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
): number {
  const check = zeroIfFinite(x, xStart, y, yStart, count)
  sortedX = sortedCopy(x, xStart, count, sortedX)
  sortedY = sortedCopy(y, yStart, count, sortedY)
  keys = reserveFloats(keys, count)
  merged = reserveFloats(merged, count)

  // One number a position that sorts by x and then by y: both as "how many are smaller", so that equal numbers have equal keys. Sorting
  // plain doubles is several times faster than sorting positions by a comparison function.
  const base = count + 1
  let crossing = 0
  let bothZero = zeros
  for (let place = 0; place < count; place++) {
    const left = x[xStart + place]!
    const right = y[yStart + place]!
    keys[place] = lowerBound(sortedX, count, left) * base + lowerBound(sortedY, count, right)
    if ((left < 0 && right > 0) || (left > 0 && right < 0)) crossing++
    if (left === 0 && right === 0) bothZero++
  }
  keys.subarray(0, count).sort()

  const total = count + zeros
  const pairs = pairsOf(total)
  const xTies = tiedPairs(sortedX, count, zeros)
  const yTies = tiedPairs(sortedY, count, zeros)
  const bothTies = repeatedPairs(keys, count) - pairsOf(bothZero - zeros) + pairsOf(bothZero)
  for (let place = 0; place < count; place++) keys[place]! %= base
  // A position at which both are 0 lies contrary to every position whose two signs differ.
  const contrary = sortCountingInversions(keys, merged, count) + zeros * crossing

  if (pairs === xTies || pairs === yTies) return check
  const agreement = pairs - xTies - yTies + bothTies - 2 * contrary
  return clampToOne(agreement / Math.sqrt(pairs - xTies) / Math.sqrt(pairs - yTies)) + check
}

function sortedCopy(values: Float64Array, start: number, count: number, into: Float64Array): Float64Array {
  const target = reserveFloats(into, count)
  target.set(values.subarray(start, start + count))
  target.subarray(0, count).sort()
  return target
}

/** The mean of the ranks that numbers equal to `value` have among `count` sorted ones and `zeros` more that are 0. */
function meanRank(sorted: Float64Array, count: number, zeros: number, value: number): number {
  let smaller = lowerBound(sorted, count, value)
  let notLarger = upperBound(sorted, count, value, smaller)
  if (value > 0) smaller += zeros
  if (value >= 0) notLarger += zeros
  return (smaller + notLarger + 1) / 2
}

/** How many sorted numbers are below `value`. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! < value) from = middle + 1
    else to = middle
  }
  return from
}

/** How many sorted numbers are at most `value`, of which `from` are known to be. */
function upperBound(sorted: Float64Array, count: number, value: number, from: number): number {
  // Most numbers appear once or twice: look at the next ones before halving what is left.
  let at = from
  for (let step = 0; step < 4; step++, at++) if (at >= count || sorted[at]! > value) return at
  let to = count
  while (at < to) {
    const middle = (at + to) >>> 1
    if (sorted[middle]! <= value) at = middle + 1
    else to = middle
  }
  return at
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2

/** Pairs of equal numbers among sorted ones and `zeros` more that are 0. */
function tiedPairs(sorted: Float64Array, count: number, zeros: number): number {
  const own = upperBound(sorted, count, 0, lowerBound(sorted, count, 0)) - lowerBound(sorted, count, 0)
  return repeatedPairs(sorted, count) - pairsOf(own) + pairsOf(own + zeros)
}

/** Pairs of equal numbers among sorted ones. */
function repeatedPairs(sorted: Float64Array, count: number): number {
  let tied = 0
  let run = 0
  for (let place = 1; place < count; place++) {
    run = sorted[place] === sorted[place - 1] ? run + 1 : 0
    tied += run
  }
  return tied
}

/** Sorts by merging runs of doubling length and returns how many pairs stood in falling order. */
function sortCountingInversions(values: Float64Array, buffer: Float64Array, count: number): number {
  let inversions = 0
  let from = values
  let to = buffer
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count)
      const end = Math.min(start + 2 * width, count)
      let i = start
      let j = middle
      for (let place = start; place < end; place++) {
        if (i < middle && (j >= end || from[i]! <= from[j]!)) {
          to[place] = from[i++]!
        } else {
          // It passes all that is left of the first run.
          inversions += middle - i
          to[place] = from[j++]!
        }
      }
    }
    const swap = from
    from = to
    to = swap
  }
  return inversions
}
