/**
 * Two vectors side by side. Dense, sparse or mixed, a pair becomes two aligned runs of numbers and a count of the positions at
 * which both are 0 and which are not listed; every measure is written once, for that form.
 */

import { lengthMismatch, reserveFloats, Side, type Vector } from './vector.ts'

/**
 * A measure of `count` positions, `x[xStart + n]` against `y[yStart + n]`, and of `zeros` more at which both are 0. It reads and never
 * writes, and its answer is not finite if one of the numbers is not.
 */
export type PairMeasure = (
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  count: number,
  zeros: number,
) => number

const left = new Side('a')
const right = new Side('b')
let mergedX: Float64Array = new Float64Array(0)
let mergedY: Float64Array = new Float64Array(0)

/** Takes two vectors in, measures them, and refuses by name what is not finite. Allocates nothing for vectors of usual length. */
export function measurePair(measure: PairMeasure, a: Vector, b: Vector): number {
  loadPair(a, b)
  return measureLoaded(measure)
}

/** The same for a measure that has no meaning for negative numbers. */
export function measureNonNegativePair(name: string, measure: PairMeasure, a: Vector, b: Vector): number {
  loadPair(a, b)
  left.refuseNegative(name)
  right.refuseNegative(name)
  return measureLoaded(measure)
}

/** Takes in the two sides and gives them, for a measure that has to know the places of the entries. */
export function loadPair(a: Vector, b: Vector, keepZeros = false): { readonly left: Side; readonly right: Side } {
  left.load(a, keepZeros)
  right.load(b, keepZeros)
  if (left.length !== right.length) throw lengthMismatch(left.length, right.length)
  return sides
}

const sides = { left, right } as const

/** `value` if it is finite or no input is to blame (finite numbers can overflow); otherwise throws, naming the input. */
export function checkedResult(value: number): number {
  if (!Number.isFinite(value)) {
    left.refuseNotFinite()
    right.refuseNotFinite()
  }
  return value
}

/** Measures the two sides that {@link loadPair} took in. */
export function measureLoaded(measure: PairMeasure): number {
  const length = left.length
  if (!left.sparse && !right.sparse) return checkedResult(measure(left.values, 0, right.values, 0, length, 0))
  if (!right.sparse) return checkedResult(measure(scatter(left), 0, right.values, 0, length, 0))
  if (!left.sparse) return checkedResult(measure(left.values, 0, scatter(right), 0, length, 0))

  mergedX = reserveFloats(mergedX, left.count + right.count)
  mergedY = reserveFloats(mergedY, left.count + right.count)
  const count = mergeEntries(
    left.indices,
    left.values,
    0,
    left.count,
    right.indices,
    right.values,
    0,
    right.count,
    mergedX,
    mergedY,
  )
  return checkedResult(measure(mergedX, 0, mergedY, 0, count, length - count))
}

/** A sparse side written out. */
function scatter(side: Side): Float64Array {
  const { indices, values, count, length } = side
  mergedX = reserveFloats(mergedX, length)
  mergedX.fill(0, 0, length)
  for (let place = 0; place < count; place++) mergedX[indices[place]!] = values[place]!
  return mergedX
}

/**
 * Lines up the entries `[xFrom, xTo)` of one sparse row with `[yFrom, yTo)` of another: for each index that either has, the two values
 * (0 where one has none). Returns how many there are.
 */
export function mergeEntries(
  xIndices: Int32Array,
  xValues: Float64Array,
  xFrom: number,
  xTo: number,
  yIndices: Int32Array,
  yValues: Float64Array,
  yFrom: number,
  yTo: number,
  x: Float64Array,
  y: Float64Array,
): number {
  let i = xFrom
  let j = yFrom
  let count = 0
  while (i < xTo && j < yTo) {
    const xIndex = xIndices[i]!
    const yIndex = yIndices[j]!
    x[count] = xIndex <= yIndex ? xValues[i]! : 0
    y[count] = yIndex <= xIndex ? yValues[j]! : 0
    if (xIndex <= yIndex) i++
    if (yIndex <= xIndex) j++
    count++
  }
  for (; i < xTo; i++, count++) {
    x[count] = xValues[i]!
    y[count] = 0
  }
  for (; j < yTo; j++, count++) {
    x[count] = 0
    y[count] = yValues[j]!
  }
  return count
}

/** 0 if every number of the pair is finite, `NaN` otherwise: added to the answer of a measure through which `NaN` would slip. */
export function zeroIfFinite(x: Float64Array, xStart: number, y: Float64Array, yStart: number, count: number): number {
  let sum = 0
  for (let place = 0; place < count; place++) sum += x[xStart + place]! * 0 + y[yStart + place]! * 0
  return sum
}
