/** Brings the columns of each row into rising order. */

import type { SparseMatrix } from '../matrix.ts'

/** The same matrix with rising columns in every row. Rows hold each column at most once. */
export function sortRows(matrix: SparseMatrix): SparseMatrix {
  // Counting costs a pass over all columns, which a few rows do not pay for.
  return matrix.indices.length * 4 >= matrix.columns ? sortByCounting(matrix) : sortOneByOne(matrix)
}

/** Two transpositions by counting: entries go to their columns, and from there, column after column, back to their rows. */
function sortByCounting({ kind, rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const filled = indices.length
  const next = new Int32Array(columns + 1)
  for (let at = 0; at < filled; at++) next[indices[at]! + 1]!++
  for (let column = 0; column < columns; column++) next[column + 1]! += next[column]!
  const rowAt = new Int32Array(filled)
  const valueAt = new Float32Array(filled)
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const to = next[indices[at]!]!++
      rowAt[to] = row
      valueAt[to] = values[at]!
    }
  }
  // `next[column]` is now where the column ends.
  const place = indptr.slice()
  const sortedIndices = new Int32Array(filled)
  const sortedValues = new Float32Array(filled)
  for (let column = 0, at = 0; column < columns; column++) {
    for (const end = next[column]!; at < end; at++) {
      const to = place[rowAt[at]!]!++
      sortedIndices[to] = column
      sortedValues[to] = valueAt[at]!
    }
  }
  return { kind, rows, columns, indptr: indptr.slice(), indices: sortedIndices, values: sortedValues }
}

/** A row's columns and places are packed into one number each, so that the built-in numeric sort keeps them together. */
function sortOneByOne({ kind, rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const sortedIndices = new Int32Array(indices.length)
  const sortedValues = new Float32Array(indices.length)
  for (let row = 0; row < rows; row++) {
    const start = indptr[row]!
    const length = indptr[row + 1]! - start
    const keys = new Float64Array(length)
    for (let at = 0; at < length; at++) keys[at] = indices[start + at]! * length + at
    keys.sort()
    for (let at = 0; at < length; at++) {
      const key = keys[at]!
      const column = Math.floor(key / length)
      sortedIndices[start + at] = column
      sortedValues[start + at] = values[start + key - column * length]!
    }
  }
  return { kind, rows, columns, indptr: indptr.slice(), indices: sortedIndices, values: sortedValues }
}
