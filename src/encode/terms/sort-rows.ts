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
  // Row and value of an entry stand side by side, so that a jump to its column touches memory once.
  const entries = new Int32Array(2 * filled)
  const entryValues = new Float32Array(entries.buffer)
  for (let row = 0, at = 0; row < rows; row++) {
    for (const end = indptr[row + 1]!; at < end; at++) {
      const to = 2 * next[indices[at]!]!++
      entries[to] = row
      entryValues[to + 1] = values[at]!
    }
  }
  // `next[column]` is now where the column ends.
  const place = indptr.slice()
  const sortedIndices = new Int32Array(filled)
  const sortedValues = new Float32Array(filled)
  for (let column = 0, at = 0; column < columns; column++) {
    for (const end = 2 * next[column]!; at < end; at += 2) {
      const to = place[entries[at]!]!++
      sortedIndices[to] = column
      sortedValues[to] = entryValues[at + 1]!
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
