/** What is done once to each row, so that a measure of two rows becomes their dot product. */

import { isConstant } from './correlation.ts'
import { isSafeSquare, largestOf } from './products.ts'
import { rankInPlace } from './rank-correlation.ts'

/** Brings one row of doubles, in place, into the form in which the measure is a dot product. */
export type PrepareRow = (values: Float64Array, start: number, columns: number) => void

/** Leaves a row as it is: the measure is the dot product. */
export const asItIs: PrepareRow = () => {}

/** Divides a run by its Euclidean length; the zero vector stays as it is. After it the dot product is the cosine. */
export const toUnitLength: PrepareRow = (values, start, columns) => {
  const end = start + columns
  let squares = 0
  for (let place = start; place < end; place++) squares += values[place]! * values[place]!
  if (!isSafeSquare(squares)) {
    // Squares that overflow or vanish: scale first.
    const largest = largestOf(values, start, columns)
    if (largest === 0) return
    squares = 0
    for (let place = start; place < end; place++) {
      values[place]! /= largest
      squares += values[place]! * values[place]!
    }
  }
  const length = Math.sqrt(squares)
  for (let place = start; place < end; place++) values[place]! /= length
}

/** Takes a run's mean off, then divides by the length; a constant run becomes zero. After it the dot product is Pearson's correlation. */
export const toCentredUnitLength: PrepareRow = (values, start, columns) => {
  const end = start + columns
  if (isConstant(values, start, columns, 0)) {
    values.fill(0, start, end)
    return
  }
  let mean = 0
  for (let place = start; place < end; place++) mean += values[place]! / columns
  for (let place = start; place < end; place++) values[place]! -= mean
  toUnitLength(values, start, columns)
}

/** Ranks a run, then as {@link toCentredUnitLength}. After it the dot product is Spearman's correlation. */
export const toCentredRanks: PrepareRow = (values, start, columns) => {
  rankInPlace(values, start, columns)
  toCentredUnitLength(values, start, columns)
}
