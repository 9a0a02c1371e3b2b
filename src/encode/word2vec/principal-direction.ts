/** The direction that a set of vectors has most in common. */

import { EigenvalueDecomposition } from 'ml-matrix'

/**
 * The first right singular vector of rows of `dimensions` numbers (not centred, as in Arora et al. 2017), of length 1; its sign makes the rows' sum
 * positive along it. Undefined where all rows are zero. By the eigenvectors of the d x d matrix of products.
 */
export function firstDirection(rows: Float32Array, dimensions: number): Float32Array | undefined {
  const gram = new Float64Array(dimensions * dimensions)
  const sum = new Float64Array(dimensions)
  for (let from = 0; from < rows.length; from += dimensions) {
    for (let i = 0; i < dimensions; i += 1) {
      const value = rows[from + i]!
      sum[i]! += value
      if (value === 0) continue
      for (let j = 0; j <= i; j += 1) gram[i * dimensions + j]! += value * rows[from + j]!
    }
  }
  if (gram.every((value) => value === 0)) return undefined
  // The decomposition of a matrix declared symmetric reads all of it.
  const symmetric = Array.from({ length: dimensions }, (_, i) =>
    Array.from({ length: dimensions }, (_, j) => gram[Math.max(i, j) * dimensions + Math.min(i, j)]!),
  )
  // Eigenvalues come in rising order.
  const { eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true })
  const direction = eigenvectorMatrix.getColumn(dimensions - 1)
  let along = 0
  for (let i = 0; i < dimensions; i += 1) along += sum[i]! * direction[i]!
  return Float32Array.from(direction, (value) => (along < 0 ? -value : value))
}
