/** Values of pairs as weights. */

import type { SparseMatrix } from '../../encode/matrix.ts'

/** The pairs whose value is not 0, each value times `alpha`. */
export function withoutZeros(matrix: SparseMatrix, alpha = 1): SparseMatrix {
  const { rows, indptr, indices, values } = matrix
  const kept = {
    indptr: new Int32Array(rows + 1),
    indices: new Int32Array(indices.length),
    values: new Float32Array(indices.length),
  }
  let size = 0
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const value = Math.fround(alpha * values[at]!)
      if (value === 0) continue
      kept.indices[size] = indices[at]!
      kept.values[size++] = value
    }
    kept.indptr[row + 1] = size
  }
  return { ...matrix, indptr: kept.indptr, indices: kept.indices.slice(0, size), values: kept.values.slice(0, size) }
}
