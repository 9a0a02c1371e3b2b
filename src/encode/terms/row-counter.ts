/** Counts terms row by row: the ids of a text's terms come in, with repeats; distinct ids and their counts come out, as rows of one sparse matrix. */

import type { SparseMatrix } from '../matrix.ts'
import { grownFloat32, grownInt32 } from './growable.ts'

/** How many terms there may be for each row that will come, if a table of all terms is to pay. */
const TERMS_PER_ROW = 1024

/** Collects rows of counts. Within a row, ids stand in order of first appearance. */
export class RowCounter {
  readonly #expectedRows: number
  #rows = 0
  #filled = 0
  #indptr: Int32Array<ArrayBufferLike> = new Int32Array(17)
  #ids: Int32Array<ArrayBufferLike> = new Int32Array(256)
  #counts: Float32Array<ArrayBufferLike> = new Float32Array(256)
  /** By id: one past the place of its last count. A place before the row's start is one of an earlier row, so that nothing need be cleared between rows. */
  #place: Int32Array<ArrayBufferLike> = new Int32Array(256)

  /** `expectedRows` is how many rows will come. */
  constructor(expectedRows: number) {
    this.#expectedRows = expectedRows
  }

  /** Ends a row with the terms `ids[0 .. length]`; negative ones are left out. Ids are below `terms`. */
  addRow(ids: Int32Array, length: number, terms: number): void {
    const row = ++this.#rows
    this.#indptr = grownInt32(this.#indptr, row + 1)
    const needed = this.#filled + length
    if (needed > this.#ids.length) {
      // Once the mean length is known: what all rows will take, and a little more.
      const estimate = row < 1000 ? 0 : Math.ceil((1.1 * needed * this.#expectedRows) / row)
      const room = estimate > needed ? estimate : 2 * needed
      this.#ids = grownInt32(this.#ids, needed, room)
      this.#counts = grownFloat32(this.#counts, needed, room)
    }
    // A table of all terms is the quickest, but a few rows must not cost the whole vocabulary.
    if (terms <= TERMS_PER_ROW * this.#expectedRows) this.#countByTable(ids, length, terms)
    else this.#countByMap(ids, length)
    this.#indptr[row] = this.#filled
  }

  #countByTable(ids: Int32Array, length: number, terms: number): void {
    this.#place = grownInt32(this.#place, terms)
    const place = this.#place
    const outIds = this.#ids
    const counts = this.#counts
    const start = this.#filled
    let filled = start
    for (let at = 0; at < length; at++) {
      const id = ids[at]!
      if (id < 0) continue
      const last = place[id]!
      if (last > start) {
        counts[last - 1]!++
      } else {
        outIds[filled] = id
        counts[filled++] = 1
        place[id] = filled
      }
    }
    this.#filled = filled
  }

  #countByMap(ids: Int32Array, length: number): void {
    const place = new Map<number, number>()
    for (let at = 0; at < length; at++) {
      const id = ids[at]!
      if (id < 0) continue
      const last = place.get(id)
      if (last !== undefined) {
        this.#counts[last]!++
      } else {
        place.set(id, this.#filled)
        this.#ids[this.#filled] = id
        this.#counts[this.#filled++] = 1
      }
    }
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
