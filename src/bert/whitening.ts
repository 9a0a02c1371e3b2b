/**
 * Whitening: rotates and scales vectors so that over the texts it was learned from their numbers have mean 0, variance 1 and no correlation. Vectors of models that were not
 * trained for sentences lie in a narrow cone, where cosines say little; this opens it (Su et al. 2021, "Whitening Sentence Representations").
 */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { symmetricEigen } from '../math/symmetric-eigen.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { Pacer, type WorkOptions } from '../work.ts'

/** What whitening learns: x becomes (x - mean) W, W = U Λ^(-1/2) of the covariance U Λ Uᵀ. */
export interface Whitening {
  readonly columns: number
  /** Numbers a whitened row has: the directions of largest variance. */
  readonly dimensions: number
  readonly mean: Float64Array
  /** `columns` rows of `dimensions` numbers. */
  readonly kernel: Float64Array
}

/** Directions with less than this share of the largest variance hold rounding errors only; they become 0. */
const SMALLEST_SHARE = 1e-9

/** Learns from rows of `columns` numbers; keeps `dimensions` directions. Two rows at least. */
export async function learnWhitening(
  values: Float32Array,
  columns: number,
  dimensions: number,
  options: WorkOptions = {},
): Promise<Whitening> {
  const rows = values.length / columns
  if (rows < 2) throw invalidArgument('texts', rows, 'Whitening needs at least two texts that say something.')
  const pacer = new Pacer(options)
  const mean = new Float64Array(columns)
  for (let at = 0; at < values.length; at++) mean[at % columns]! += values[at]! / rows
  // The upper triangle of the covariance.
  const covariance = new Float64Array(columns * columns)
  const centred = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++) centred[j] = values[row * columns + j]! - mean[j]!
    for (let i = 0; i < columns; i++) {
      const share = centred[i]! / (rows - 1)
      for (let j = i; j < columns; j++) covariance[i * columns + j]! += share * centred[j]!
    }
    if (pacer.due()) await pacer.pause({ phase: 'whitening', done: row + 1, total: rows })
  }
  const { values: variances, vectors } = symmetricEigen(covariance, columns)
  const kernel = new Float64Array(columns * dimensions)
  for (let direction = 0; direction < dimensions; direction++) {
    if (variances[direction]! <= SMALLEST_SHARE * variances[0]!) break
    const scale = 1 / Math.sqrt(variances[direction]!)
    for (let j = 0; j < columns; j++) kernel[j * dimensions + direction] = vectors[direction * columns + j]! * scale
  }
  return { columns, dimensions, mean, kernel }
}

/** Whitened rows. */
export function whiten(values: Float32Array, { columns, dimensions, mean, kernel }: Whitening): Float32Array {
  const rows = values.length / columns
  const whitened = new Float32Array(rows * dimensions)
  const sum = new Float64Array(dimensions)
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    for (let i = 0; i < columns; i++) {
      const value = values[row * columns + i]! - mean[i]!
      for (let j = 0; j < dimensions; j++) sum[j]! += value * kernel[i * dimensions + j]!
    }
    whitened.set(sum, row * dimensions)
  }
  return whitened
}

/** The learned state, for a snapshot. */
export function saveWhitening(whitening: Whitening): SnapshotParts {
  return { 'whitening.mean': whitening.mean.slice(), 'whitening.kernel': whitening.kernel.slice() }
}

/** What {@link saveWhitening} gave; `undefined` where nothing was learned. Throws `snapshot-corrupt` where sizes do not fit. */
export function loadWhitening(parts: SnapshotParts): Whitening | undefined {
  const mean = parts['whitening.mean']
  const kernel = parts['whitening.kernel']
  if (mean === undefined && kernel === undefined) return undefined
  const isWhole =
    mean instanceof Float64Array &&
    kernel instanceof Float64Array &&
    mean.length > 0 &&
    kernel.length % mean.length === 0
  if (!isWhole)
    throw new RecommenderError('snapshot-corrupt', 'The saved whitening is not whole. Fit again and save anew.')
  return { columns: mean.length, dimensions: kernel.length / mean.length, mean: mean.slice(), kernel: kernel.slice() }
}
