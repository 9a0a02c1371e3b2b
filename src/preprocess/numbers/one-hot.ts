/** Codes of features as one column per code: 1 where the code stands, 0 elsewhere. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { isMatrix, type NumberMatrix, type NumberRows, readNumbers } from './rows.ts'

/** `rows * features` codes, row by row; -1 where a feature has none. */
export interface CodeTable {
  readonly rows: number
  readonly features: number
  readonly codes: Int32Array
}

/** The first column of each feature, and at the end how many there are, where feature `f` has `widths[f]` codes. */
export function columnOffsets(widths: readonly number[]): number[] {
  const offsets = [0]
  for (const width of widths) offsets.push(offsets.at(-1)! + width)
  return offsets
}

/** One 1 for each code, in compressed sparse rows. */
export function sparseOneHot(table: CodeTable, widths: readonly number[]): SparseMatrix {
  const { rows, features, codes } = table
  const offsets = columnOffsets(widths)
  const indptr = new Int32Array(rows + 1)
  const indices = new Int32Array(codes.length)
  let filled = 0
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! >= 0) indices[filled++] = offsets[i % features]! + codes[i]!
    if (i % features === features - 1) indptr[(i + 1) / features] = filled
  }
  const values = new Float32Array(filled).fill(1)
  return { kind: 'sparse', rows, columns: offsets.at(-1)!, indptr, indices: indices.slice(0, filled), values }
}

/** The same as a full table. */
export function denseOneHot(table: CodeTable, widths: readonly number[]): NumberMatrix {
  const { rows, features, codes } = table
  const offsets = columnOffsets(widths)
  const columns = offsets.at(-1)!
  const values = new Float64Array(rows * columns)
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! >= 0) values[Math.floor(i / features) * columns + offsets[i % features]! + codes[i]!] = 1
  }
  return { rows, columns, values }
}

/** The codes back: the largest entry of each feature's columns, -1 where all are 0. */
export function codesOfOneHot(rows: NumberRows | SparseMatrix, widths: readonly number[]): CodeTable {
  const offsets = columnOffsets(widths)
  const features = widths.length
  const columns = offsets.at(-1)!
  const table = isSparse(rows) ? fullTable(rows) : readNumbers(rows, { missing: 'refused' })
  if (table.columns !== columns && table.rows > 0) {
    throw invalidArgument(
      'rows columns',
      table.columns,
      `Pass rows of ${columns} columns, as \`transform\` gives them.`,
    )
  }
  const codes = new Int32Array(table.rows * features).fill(-1)
  for (let i = 0; i < codes.length; i++) {
    const start = Math.floor(i / features) * columns + offsets[i % features]!
    let most = 0
    for (let code = 0; code < widths[i % features]!; code++) {
      if (table.values[start + code]! <= most) continue
      most = table.values[start + code]!
      codes[i] = code
    }
  }
  return { rows: table.rows, features, codes }
}

export function isSparse(rows: unknown): rows is SparseMatrix {
  return isMatrix(rows) && 'kind' in rows && rows.kind === 'sparse'
}

function fullTable(matrix: SparseMatrix): NumberMatrix {
  const { rows, columns, indptr, indices, values } = matrix
  const full = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let i = indptr[r]!; i < indptr[r + 1]!; i++) full[r * columns + indices[i]!] = values[i]!
  }
  return { rows, columns, values: full }
}
