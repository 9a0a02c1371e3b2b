/** Dot products of sparse rows with sparse rows. */

import type { SparseRows } from './matrix.ts'

/** A sparse matrix by column: `rowIndices[starts[c] .. starts[c + 1]]` are the rows that have column `c`. */
interface Postings {
  readonly starts: Int32Array
  readonly rowIndices: Int32Array
  readonly values: Float64Array
}

/**
 * Calls `deliver` with the products of each row of `a` with all rows of `b`. Columns that a row lacks cost nothing, so the time goes with
 * the entries of `b` in the row's own columns.
 */
export function multiplySparse(
  a: SparseRows,
  b: SparseRows,
  deliver: (row: number, products: Float64Array) => void,
): void {
  const { starts, rowIndices, values } = postingsOf(b)
  const products = new Float64Array(b.rows)
  for (let row = 0; row < a.rows; row++) {
    products.fill(0)
    const rowEnd = a.indptr[row + 1]!
    for (let entry = a.indptr[row]!; entry < rowEnd; entry++) {
      const column = a.indices[entry]!
      const value = a.values[entry]!
      const end = starts[column + 1]!
      for (let place = starts[column]!; place < end; place++) products[rowIndices[place]!]! += value * values[place]!
    }
    deliver(row, products)
  }
}

function postingsOf(matrix: SparseRows): Postings {
  const { rows, columns, indptr, indices, values } = matrix
  const count = indices.length
  const starts = new Int32Array(columns + 1)
  for (let place = 0; place < count; place++) starts[indices[place]! + 1]!++
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!

  const next = starts.slice()
  const rowIndices = new Int32Array(count)
  const byColumn = new Float64Array(count)
  for (let row = 0; row < rows; row++) {
    const end = indptr[row + 1]!
    for (let place = indptr[row]!; place < end; place++) {
      const to = next[indices[place]!]!++
      rowIndices[to] = row
      byColumn[to] = values[place]!
    }
  }
  return { starts, rowIndices, values: byColumn }
}
