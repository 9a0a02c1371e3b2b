/** Sparse rows that can grow one entry at a time, kept in flat arrays so that a loop over a row is a loop over memory. */

import type { SparseMatrix } from '../encode/matrix.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import { savedArray } from './saved-model.ts'

/** The entries of one row. */
export interface PairRow {
  readonly columns: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** Row `r` has the columns `indices[starts[r] .. starts[r] + sizes[r]]`, in no order, with `values` beside them. Read the fields anew after a change. */
export class GrowingRows {
  starts: Float64Array = new Float64Array(0)
  sizes: Int32Array = new Int32Array(0)
  indices: Int32Array = new Int32Array(0)
  values: Float32Array = new Float32Array(0)
  /** How many rows there are. */
  rows = 0
  #room = new Int32Array(0)
  #end = 0

  /** Rows that lie one after another. The arrays become its own. */
  static of(sizes: Int32Array, indices: Int32Array, values: Float32Array): GrowingRows {
    const made = new GrowingRows()
    made.sizes = sizes
    made.indices = indices
    made.values = values
    made.rows = sizes.length
    made.#room = sizes.slice()
    made.starts = new Float64Array(made.rows)
    for (let row = 0; row < made.rows; row++) {
      made.starts[row] = made.#end
      made.#end += sizes[row]!
    }
    return made
  }

  /** The entries of a matrix that are not 0. */
  static from({ rows, indptr, indices, values }: SparseMatrix): GrowingRows {
    const sizes = new Int32Array(rows)
    const columns = new Int32Array(indices.length)
    const kept = new Float32Array(indices.length)
    let size = 0
    for (let row = 0; row < rows; row++) {
      const first = size
      for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
        if (values[at] === 0) continue
        columns[size] = indices[at]!
        kept[size++] = values[at]!
      }
      sizes[row] = size - first
    }
    return GrowingRows.of(sizes, columns.slice(0, size), kept.slice(0, size))
  }

  get bytes(): number {
    return this.rows * 16 + this.indices.byteLength + this.values.byteLength
  }

  /** The entries of a row, as views; none for a row that is not there. */
  row(row: number): PairRow {
    const start = row < this.rows ? this.starts[row]! : 0
    const end = start + (row < this.rows ? this.sizes[row]! : 0)
    return { columns: this.indices.subarray(start, end), values: this.values.subarray(start, end) }
  }

  /** Makes sure that there are so many rows; new ones are empty. */
  reserveRows(rows: number): void {
    if (rows <= this.rows) return
    if (rows > this.starts.length) {
      const capacity = Math.max(rows, Math.floor(this.starts.length * 1.5))
      this.starts = longer(this.starts, new Float64Array(capacity))
      this.sizes = longer(this.sizes, new Int32Array(capacity))
      this.#room = longer(this.#room, new Int32Array(capacity))
    }
    this.rows = rows
  }

  /** Adds to the entry of a row and column, which is made where it is missing; true where it was. */
  add(row: number, column: number, value: number): boolean {
    const start = this.starts[row]!
    const size = this.sizes[row]!
    const place = this.indices.subarray(start, start + size).indexOf(column)
    if (place >= 0) {
      this.values[start + place]! += value
      return false
    }
    if (size === this.#room[row]) this.#move(row, Math.max(4, size * 2))
    const to = this.starts[row]! + size
    this.indices[to] = column
    this.values[to] = value
    this.sizes[row] = size + 1
    return true
  }

  /** Puts other entries in the place of a row's. */
  replace(row: number, indices: Int32Array, values: Float32Array): void {
    this.sizes[row] = 0
    if (indices.length > this.#room[row]!) this.#move(row, indices.length)
    this.indices.set(indices, this.starts[row]!)
    this.values.set(values, this.starts[row]!)
    this.sizes[row] = indices.length
  }

  /** The entries row by row, without the room that rows have left. */
  compact(): { readonly sizes: Int32Array; readonly indices: Int32Array; readonly values: Float32Array } {
    const { length } = this.sizes.subarray(0, this.rows)
    const total = this.sizes.subarray(0, this.rows).reduce((sum, size) => sum + size, 0)
    const indices = new Int32Array(total)
    const values = new Float32Array(total)
    let end = 0
    for (let row = 0; row < length; row++) {
      const start = this.starts[row]!
      indices.set(this.indices.subarray(start, start + this.sizes[row]!), end)
      values.set(this.values.subarray(start, start + this.sizes[row]!), end)
      end += this.sizes[row]!
    }
    return { sizes: this.sizes.slice(0, this.rows), indices, values }
  }

  static load(prefix: string, saved: SnapshotParts): GrowingRows {
    const parts = unnestParts(prefix, saved)
    return GrowingRows.of(
      savedArray(parts, 'sizes', Int32Array).slice(),
      savedArray(parts, 'indices', Int32Array).slice(),
      savedArray(parts, 'values', Float32Array).slice(),
    )
  }

  /** {@link compact} as parts of a snapshot, under a name. */
  saveAs(prefix: string): SnapshotParts {
    return nestParts(prefix, this.compact())
  }

  /** Moves a row to the end, where it gets so much room. */
  #move(row: number, room: number): void {
    this.#reserve(this.#end + room)
    const start = this.starts[row]!
    const size = this.sizes[row]!
    this.indices.copyWithin(this.#end, start, start + size)
    this.values.copyWithin(this.#end, start, start + size)
    this.starts[row] = this.#end
    this.#room[row] = room
    this.#end += room
  }

  #reserve(length: number): void {
    if (length <= this.indices.length) return
    const capacity = Math.max(length, Math.floor(this.indices.length * 1.5))
    this.indices = longer(this.indices, new Int32Array(capacity))
    this.values = longer(this.values, new Float32Array(capacity))
  }
}

function longer<T extends Int32Array | Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
