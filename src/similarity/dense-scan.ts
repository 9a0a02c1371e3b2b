/**
 * The exact scan over dense rows: every row's dot product with every query, the best kept. {@link DenseScan} is all that a prepared matrix
 * knows of it; this is the plain version, the reference of any faster one.
 */

import type { TopK } from '../math/top-k.ts'
import { multiplyRows } from './dense-products.ts'
import { blockRows } from './matrix.ts'

/** Keeps dense rows by number and finds those with the largest dot products. Row numbers are the caller's. */
export interface DenseScan {
  /** Length of the rows. */
  readonly columns: number
  /** Bytes that the rows take. */
  readonly bytes: number
  /** Makes room for the rows below `rows`; has to come before they are written. */
  reserve(rows: number): void
  /** Copies `columns` numbers in as row `row`, rounded to floats. Says whether the row was not there before. */
  write(row: number, values: Float64Array): boolean
  /** Forgets a row. Says whether it was there. */
  erase(row: number): boolean
  /**
   * Offers to `heaps[q]` the product of query `q` with each row that is there and that `accept` lets pass, rounded to a float. Queries are
   * `heaps.length` rows of `columns` numbers, and `k` is how many each heap keeps. A pair's score does not depend on the other queries.
   */
  search(queries: Float32Array, heaps: readonly TopK[], accept: ((row: number) => boolean) | undefined, k: number): void
}

/** From so many queries on, a block of rows is turned into doubles once for all of them. */
const BATCH = 4
/** So many queries pass over a block of rows while it is in the cache. */
const QUERIES_AT_A_TIME = 64
/** Rows scored before their scores are looked at. */
const RUN = 1024

/** {@link DenseScan} in plain TypeScript: one flat array of floats, products in doubles. */
export class PlainScan implements DenseScan {
  readonly columns: number
  #values: Float32Array = new Float32Array(0)
  #present: Uint8Array = new Uint8Array(0)
  /** One past the last row that may be there. */
  #end = 0

  constructor(columns: number) {
    this.columns = columns
  }

  get bytes(): number {
    return this.#values.byteLength + this.#present.byteLength
  }

  reserve(rows: number): void {
    const before = this.#present.length
    if (rows <= before) return
    // The first time exactly what is asked for; later half as much again, so that rows can come one by one.
    const room = before === 0 ? rows : Math.max(rows, Math.ceil(before * 1.5))
    const values = new Float32Array(room * this.columns)
    const present = new Uint8Array(room)
    values.set(this.#values)
    present.set(this.#present)
    this.#values = values
    this.#present = present
  }

  write(row: number, values: Float64Array): boolean {
    const isNew = this.#present[row] !== 1
    this.#values.set(values, row * this.columns)
    this.#present[row] = 1
    this.#end = Math.max(this.#end, row + 1)
    return isNew
  }

  erase(row: number): boolean {
    if (this.#present[row] !== 1) return false
    this.#present[row] = 0
    while (this.#end > 0 && this.#present[this.#end - 1] === 0) this.#end--
    return true
  }

  search(queries: Float32Array, heaps: readonly TopK[], accept: ((row: number) => boolean) | undefined): void {
    const { columns } = this
    for (let first = 0; first < heaps.length; first += QUERIES_AT_A_TIME) {
      const group = heaps.slice(first, first + QUERIES_AT_A_TIME)
      const own = queries.subarray(first * columns, (first + group.length) * columns)
      if (group.length >= BATCH) {
        this.#searchTogether(own, group, accept)
        continue
      }
      for (const [query, heap] of group.entries()) {
        this.#searchOne(own.subarray(query * columns, (query + 1) * columns), heap, accept)
      }
    }
  }

  #searchOne(query: Float32Array, heap: TopK, accept: ((row: number) => boolean) | undefined): void {
    const scores = new Float32Array(RUN)
    for (let first = 0; first < this.#end; first += RUN) {
      const count = Math.min(RUN, this.#end - first)
      multiplyQuery(query, this.#values, first, count, this.columns, scores)
      this.#offer(heap, scores, 0, first, count, accept)
    }
  }

  #searchTogether(queries: Float32Array, heaps: readonly TopK[], accept: ((row: number) => boolean) | undefined): void {
    const { columns } = this
    const block = blockRows(columns)
    const left = new Float64Array(queries)
    const right = new Float64Array(block * columns)
    const products = new Float64Array(heaps.length * block)
    const scores = new Float32Array(heaps.length * block)
    for (let first = 0; first < this.#end; first += block) {
      const count = Math.min(block, this.#end - first)
      right.set(this.#values.subarray(first * columns, (first + count) * columns))
      multiplyRows(left, heaps.length, right, count, columns, products, block)
      scores.set(products)
      for (const [query, heap] of heaps.entries()) this.#offer(heap, scores, query * block, first, count, accept)
    }
  }

  #offer(
    heap: TopK,
    scores: Float32Array,
    start: number,
    first: number,
    count: number,
    accept: ((row: number) => boolean) | undefined,
  ): void {
    const present = this.#present
    let threshold = heap.threshold
    for (let n = 0; n < count; n++) {
      const score = scores[start + n]!
      // Rows come in rising order, so an equal score cannot enter; but where the heap is not full, everything does.
      if (score <= threshold && threshold !== Number.NEGATIVE_INFINITY) continue
      const row = first + n
      if (present[row] === 0 || accept?.(row) === false) continue
      heap.offer(row, score)
      threshold = heap.threshold
    }
  }
}

/**
 * `scores[n]` becomes the product of the query with row `first + n`. Two rows at a time, the even and the odd columns apart, in the very order of
 * {@link multiplyRows}: the product of two floats is exact in doubles, so one query and a batch agree to the last bit.
 */
function multiplyQuery(
  query: Float32Array,
  values: Float32Array,
  first: number,
  count: number,
  columns: number,
  scores: Float32Array,
): void {
  const pairs = columns - 1
  let n = 0
  for (; n < count - 1; n += 2) {
    const row0 = (first + n) * columns
    const row1 = row0 + columns
    let even0 = 0
    let even1 = 0
    let odd0 = 0
    let odd1 = 0
    let column = 0
    for (; column < pairs; column += 2) {
      const a = query[column]!
      const b = query[column + 1]!
      even0 += values[row0 + column]! * a
      even1 += values[row1 + column]! * a
      odd0 += values[row0 + column + 1]! * b
      odd1 += values[row1 + column + 1]! * b
    }
    if (column < columns) {
      even0 += values[row0 + column]! * query[column]!
      even1 += values[row1 + column]! * query[column]!
    }
    scores[n] = even0 + odd0
    scores[n + 1] = even1 + odd1
  }
  if (n < count) {
    const row = (first + n) * columns
    let even = 0
    let odd = 0
    let column = 0
    for (; column < pairs; column += 2) {
      even += values[row + column]! * query[column]!
      odd += values[row + column + 1]! * query[column + 1]!
    }
    if (column < columns) even += values[row + column]! * query[column]!
    scores[n] = even + odd
  }
}
