/** Content of items as rows of one length: given vectors as they are, features by their latent dimensions. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { truncatedSvd } from '../../math/truncated-svd.ts'
import { featureMatrix } from '../features.ts'
import type { FeatureRow, FitOptions } from '../model.ts'

/** What items are like: a row each, in the order of the ids; those of whom nothing is known have empty rows. The first column is 1 for all others: what any item scores. */
export interface ContentRows {
  readonly matrix: SparseMatrix
  /** Whether anything is known of each. */
  readonly known: Uint8Array
}

/** Given vectors, scaled to length 1. Throws where one has another length than is wanted, by itself that of the first, or a number that is not finite. */
export function vectorRows(
  vectors: ReadonlyMap<string, ArrayLike<number>>,
  ids: readonly string[],
  length: number = vectors.values().next().value?.length ?? 0,
): ContentRows {
  const known = Uint8Array.from(ids, (id) => Number(vectors.has(id)))
  const indptr = new Int32Array(ids.length + 1)
  for (const [row, has] of known.entries()) indptr[row + 1] = indptr[row]! + has * (length + 1)
  const indices = new Int32Array(indptr.at(-1)!)
  const values = new Float32Array(indptr.at(-1)!)
  for (const [row, id] of ids.entries()) {
    const vector = vectors.get(id)
    if (vector === undefined) continue
    if (vector.length !== length)
      throw invalidArgument(`vectors[${id}]`, vector.length, `Pass vectors of one length, here ${length}.`)
    let square = 0
    for (let at = 0; at < length; at++) {
      if (!Number.isFinite(vector[at]!))
        throw invalidArgument(`vectors[${id}][${at}]`, vector[at], 'Pass finite numbers.')
      square += vector[at]! ** 2
    }
    const start = indptr[row]!
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    values[start] = 1
    for (let at = 0; at < length; at++) {
      indices[start + at + 1] = at + 1
      values[start + at + 1] = scale * vector[at]!
    }
  }
  return { matrix: { kind: 'sparse', rows: ids.length, columns: length + 1, indptr, indices, values }, known }
}

/**
 * Features by their strongest latent dimensions (a truncated singular value decomposition; Deerwester and others 1990), at most so many. A name that d of n items have counts `ln((1 + n) / (1 + d)) + 1`, and
 * every item has the same length before and after.
 */
export async function featureVectors(
  rows: Iterable<FeatureRow>,
  ids: readonly string[],
  dimensions: number,
  options: FitOptions,
): Promise<Map<string, Float64Array>> {
  const { matrix } = featureMatrix(rows, ids, 'items')
  const { indptr, indices } = matrix
  const weighted = weightedRows(matrix)
  const components = Math.min(dimensions, matrix.rows, matrix.columns)
  const vectors = new Map<string, Float64Array>()
  if (components === 0) return vectors
  const { rightVectors } = await truncatedSvd(weighted, components, options)
  for (const [row, id] of ids.entries()) {
    if (indptr[row] === indptr[row + 1]) continue
    const vector = new Float64Array(components)
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const from = indices[at]! * components
      for (let j = 0; j < components; j++) vector[j]! += weighted.values[at]! * rightVectors[from + j]!
    }
    vectors.set(id, vector)
  }
  return vectors
}

/** Values times how rare their names are, each row of length 1. */
function weightedRows(matrix: SparseMatrix): SparseMatrix {
  const { rows, columns, indptr, indices } = matrix
  const counts = new Int32Array(columns)
  for (const name of indices) counts[name]!++
  let described = 0
  for (let row = 0; row < rows; row++) described += Number(indptr[row + 1]! > indptr[row]!)
  const values = matrix.values.map((value, at) => value * (Math.log((1 + described) / (1 + counts[indices[at]!]!)) + 1))
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(indptr[row]!, indptr[row + 1]!)
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) for (let at = 0; at < own.length; at++) own[at]! /= length
  }
  return { ...matrix, values }
}
