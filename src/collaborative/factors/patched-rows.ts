/** A sparse matrix some of whose rows have changed: what was there at `fit`, and the rows that were patched since. */

import type { SparseMatrix } from '../../encode/matrix.ts'

/** The pairs of one row. */
export interface PairRow {
  readonly columns: ArrayLike<number>
  readonly values: ArrayLike<number>
}

export class PatchedRows {
  #base: SparseMatrix
  readonly #changed = new Map<number, { columns: number[]; values: number[] }>()
  #rows: number

  constructor(base: SparseMatrix) {
    this.#base = base
    this.#rows = base.rows
  }

  get rows(): number {
    return this.#rows
  }

  get bytes(): number {
    return this.#base.indptr.byteLength + this.#base.indices.byteLength + this.#base.values.byteLength
  }

  /** The pairs of a row; none for a row that is not there. */
  row(row: number): PairRow {
    const changed = this.#changed.get(row)
    if (changed !== undefined) return changed
    const { indptr, indices, values, rows } = this.#base
    if (row >= rows) return { columns: [], values: [] }
    const [from, to] = [indptr[row]!, indptr[row + 1]!]
    return { columns: indices.subarray(from, to), values: values.subarray(from, to) }
  }

  /** Adds to the value at a place, which is 0 where nothing is. */
  add(row: number, column: number, value: number): void {
    this.#rows = Math.max(this.#rows, row + 1)
    let changed = this.#changed.get(row)
    if (changed === undefined) {
      const { columns, values } = this.row(row)
      changed = { columns: Array.from(columns), values: Array.from(values) }
      this.#changed.set(row, changed)
    }
    const at = changed.columns.indexOf(column)
    if (at >= 0) changed.values[at]! += value
    else {
      changed.columns.push(column)
      changed.values.push(value)
    }
  }

  /** All of it as one matrix; columns rise within a row. */
  matrix(columns: number): SparseMatrix {
    if (this.#changed.size > 0) this.#merge(columns)
    return { ...this.#base, columns }
  }

  #merge(columns: number): void {
    const indptr = new Int32Array(this.#rows + 1)
    for (let row = 0; row < this.#rows; row++) indptr[row + 1] = indptr[row]! + this.row(row).columns.length
    const indices = new Int32Array(indptr[this.#rows]!)
    const values = new Float32Array(indices.length)
    for (let row = 0; row < this.#rows; row++) {
      const pairs = this.row(row)
      const order = Array.from(pairs.columns, (_, at) => at).sort((a, b) => pairs.columns[a]! - pairs.columns[b]!)
      for (const [n, at] of order.entries()) {
        indices[indptr[row]! + n] = pairs.columns[at]!
        values[indptr[row]! + n] = pairs.values[at]!
      }
    }
    this.#base = { kind: 'sparse', rows: this.#rows, columns, indptr, indices, values }
    this.#changed.clear()
  }
}
