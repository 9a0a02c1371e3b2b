/** Counts terms row by row: the ids of a text's terms come in, with repeats; distinct ids and their counts come out, as rows of one sparse matrix. */

import type { SparseMatrix } from '../matrix.ts'
import { grownFloat32, grownInt32 } from './growable.ts'

/** Collects rows of counts. Within a row, ids stand in order of first appearance. */
export class RowCounter {
  #rows = 0
  #filled = 0
  #indptr: Int32Array<ArrayBufferLike> = new Int32Array(17)
  #ids: Int32Array<ArrayBufferLike> = new Int32Array(256)
  #counts: Float32Array<ArrayBufferLike> = new Float32Array(256)
  /** By id: the last row that has seen it, plus one, and where in that row its count is. Nothing need be cleared between rows. */
  #lastRow: Int32Array<ArrayBufferLike> = new Int32Array(256)
  #place: Int32Array<ArrayBufferLike> = new Int32Array(256)

  get rows(): number {
    return this.#rows
  }

  /** Ends a row with the terms `ids[0 .. length]`; negative ones are left out. Ids are below `terms`. */
  addRow(ids: Int32Array, length: number, terms: number): void {
    const row = ++this.#rows
    this.#indptr = grownInt32(this.#indptr, row + 1)
    this.#ids = grownInt32(this.#ids, this.#filled + length)
    this.#counts = grownFloat32(this.#counts, this.#filled + length)
    this.#lastRow = grownInt32(this.#lastRow, terms)
    this.#place = grownInt32(this.#place, terms)
    const lastRow = this.#lastRow
    const place = this.#place
    const outIds = this.#ids
    const counts = this.#counts
    let filled = this.#filled
    for (let at = 0; at < length; at++) {
      const id = ids[at]!
      if (id < 0) continue
      if (lastRow[id] === row) {
        counts[place[id]!]!++
      } else {
        lastRow[id] = row
        place[id] = filled
        outIds[filled] = id
        counts[filled++] = 1
      }
    }
    this.#filled = filled
    this.#indptr[row] = filled
  }

  /** The rows so far, by term id. Ids within a row do not rise. The arrays are views: read them before the next row. */
  matrix(columns: number): SparseMatrix {
    return {
      kind: 'sparse',
      rows: this.#rows,
      columns,
      indptr: this.#indptr.subarray(0, this.#rows + 1),
      indices: this.#ids.subarray(0, this.#filled),
      values: this.#counts.subarray(0, this.#filled),
    }
  }
}
