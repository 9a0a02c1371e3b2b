/** From sparse rows to the few dimensions that a head works in. */

import type { DenseMatrix, SparseMatrix } from '../matrix.ts'

/** Each row times `basis`, which has one row of `dimensions` numbers for each column. */
export function projectRows(
  matrix: SparseMatrix | DenseMatrix,
  basis: Float32Array,
  dimensions: number,
): Float32Array<ArrayBuffer> {
  const { rows, columns } = matrix
  const projected = new Float32Array(rows * dimensions)
  const sum = new Float64Array(dimensions)
  const add = (column: number, value: number): void => {
    const from = column * dimensions
    for (let j = 0; j < dimensions; j++) sum[j]! += value * basis[from + j]!
  }
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    if (matrix.kind === 'sparse') {
      const { indptr, indices, values } = matrix
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++) add(indices[at]!, values[at]!)
    } else {
      for (let column = 0; column < columns; column++) {
        const value = matrix.values[row * columns + column]!
        if (value !== 0) add(column, value)
      }
    }
    projected.set(sum, row * dimensions)
  }
  return projected
}
