/** A matrix made ready for many exact searches, whose rows can be changed in between. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { TopK } from '../math/top-k.ts'
import { checkNames } from '../option-names.ts'
import type { DenseScan } from './dense-scan.ts'
import { createScan } from './kernel-scan.ts'
import { type DenseRows, takeDense } from './matrix.ts'
import { toUnitLength } from './prepare-row.ts'

/** Options of {@link prepareMatrix}. */
export interface PreparedMatrixOptions {
  /** What is compared: `'cosine'` (rows are kept at length 1) or `'dot'` (rows are kept as they are, and longer ones score higher). Default `'cosine'`. */
  readonly metric?: 'cosine' | 'dot'
}

/** Options of {@link PreparedMatrix.search}. */
export interface SearchOptions {
  /** Rows for which this is `false` are left out. Asked only of rows that would otherwise enter; the same row must get the same answer. Default: all rows. */
  readonly filter?: (row: number) => boolean
}

/** What a search gives: query `q` has the places `q * k` to `(q + 1) * k`, best first. */
export interface TopKMatches {
  /** How many each query has: what was asked for, or all rows there are (or that the filter lets pass) where those are fewer. */
  readonly k: number
  /** Row numbers of the matrix. Of equal scores the smaller row comes first. */
  readonly indices: Int32Array
  /** Falling for similarities, rising for distances: the closest first. */
  readonly scores: Float32Array
}

/**
 * Makes a matrix ready for searches: copies it, so that later changes of the given array have no effect, with rows of length 1 for the cosine.
 * Worth it from the second search on; {@link topK} is the short form for one.
 *
 * Takes 4 bytes a number, and one more from the first search of a large matrix on (for a coarse first pass; what comes out is exact). Throws `invalid-argument` for a wrong shape, `NaN` and infinite values, before anything is copied.
 *
 * @example
 * ```ts
 * const prepared = prepareMatrix(await encoder.encode(texts))
 * const { k, indices, scores } = prepared.search(await encoder.encode(['a question']), 10)
 * ```
 */
export function prepareMatrix(matrix: DenseRows, options: PreparedMatrixOptions = {}): PreparedMatrix {
  return new PreparedMatrix(matrix, options)
}

/**
 * The handle that {@link prepareMatrix} gives. Its searches are exact: every row is compared.
 *
 * Rows have stable numbers, 0 to `rows - 1` at first. `remove` takes rows out without renumbering: the others keep their numbers, `search`
 * never gives a removed one, and its number stays free until `upsert` fills it again. So a number from a search always means the row
 * that was last written under it.
 */
export class PreparedMatrix {
  readonly metric: 'cosine' | 'dot'
  /** Length of the rows. */
  readonly columns: number
  readonly #scan: DenseScan
  readonly #row: Float64Array
  #rows = 0
  #size = 0

  constructor(matrix: DenseRows, options: PreparedMatrixOptions = {}) {
    checkNames(options, ['metric'])
    const { metric = 'cosine' } = options
    if (metric !== 'cosine' && metric !== 'dot') throw invalidArgument('metric', metric, "Give 'cosine' or 'dot'.")
    const taken = takeDense(matrix, 'matrix')
    this.metric = metric
    this.columns = taken.columns
    this.#row = new Float64Array(taken.columns)
    this.#scan = createScan(taken.columns)
    this.#refuseBeyondFloat(taken, 'matrix')
    this.#reserve(taken.rows, 'matrix.rows')
    for (let row = 0; row < taken.rows; row++) this.#write(row, taken, row)
  }

  /** One past the highest row number that was ever used: a number that is surely free. */
  get rows(): number {
    return this.#rows
  }

  /** How many rows are there: `rows` without those that were removed or never filled. */
  get size(): number {
    return this.#size
  }

  /** Bytes of memory that the rows take. */
  get bytes(): number {
    return this.#scan.bytes
  }

  /**
   * The `k` rows that are closest to each query, best first, with the cosine (or dot product) to it. A zero query or row has the cosine 0 to
   * everything.
   *
   * Throws `invalid-argument` for queries of another number of columns, `NaN` and infinite values, and a `k` that is no whole number from 1.
   */
  search(queries: DenseRows, k: number, options: SearchOptions = {}): TopKMatches {
    checkNames(options, ['filter'])
    const taken = takeDense(queries, 'queries')
    this.#refuseOtherColumns(taken, 'queries')
    this.#refuseBeyondFloat(taken, 'queries')
    const heaps = openHeaps(taken.rows, k)
    const floats = new Float32Array(taken.rows * this.columns)
    for (let query = 0; query < taken.rows; query++) floats.set(this.#prepared(taken, query), query * this.columns)
    this.#scan.search(floats, heaps, options.filter, k)
    return drainAll(heaps)
  }

  /**
   * Puts vectors in under row numbers, replacing what is there: `vectors` has one row for each number in `rows`. A number beyond `rows` is fine;
   * what lies between stays empty, but takes memory. `prepared.upsert([prepared.rows], vector)` appends.
   *
   * Throws, before anything is changed, `invalid-argument` for numbers that are no row numbers and for vectors that do not fit, `limit-exceeded` where memory does not suffice.
   */
  upsert(rows: ArrayLike<number>, vectors: DenseRows): void {
    const taken = takeDense(vectors, 'vectors')
    this.#refuseOtherColumns(taken, 'vectors')
    if (rows.length !== taken.rows) {
      const message = `Expected \`vectors\` with one row for each of the ${rows.length} numbers in \`rows\`, received ${taken.rows}.`
      throw new RecommenderError('invalid-argument', message, { field: 'vectors.rows', value: taken.rows })
    }
    let end = 0
    for (let place = 0; place < rows.length; place++) end = Math.max(end, rowNumber(rows[place], place) + 1)
    this.#refuseBeyondFloat(taken, 'vectors')
    this.#reserve(end, 'rows')
    for (let place = 0; place < rows.length; place++) this.#write(rows[place]!, taken, place)
  }

  /**
   * Takes rows out and returns how many were there; numbers without a row are passed over. All other rows keep their numbers. The memory is kept for rows
   * to come.
   */
  remove(rows: ArrayLike<number>): number {
    for (let place = 0; place < rows.length; place++) rowNumber(rows[place], place)
    let removed = 0
    for (let place = 0; place < rows.length; place++) if (this.#scan.erase(rows[place]!)) removed++
    this.#size -= removed
    return removed
  }

  #write(row: number, from: DenseRows, fromRow: number): void {
    if (this.#scan.write(row, this.#prepared(from, fromRow))) this.#size++
    this.#rows = Math.max(this.#rows, row + 1)
  }

  /** A row in the form that is compared; valid until the next call. */
  #prepared(from: DenseRows, row: number): Float64Array {
    this.#row.set(from.values.subarray(row * this.columns, (row + 1) * this.columns))
    if (this.metric === 'cosine') toUnitLength(this.#row, 0, this.columns)
    return this.#row
  }

  #reserve(rows: number, field: string): void {
    try {
      this.#scan.reserve(rows)
    } catch (cause) {
      const message = `There is no memory for ${rows} rows of ${this.columns} numbers. Are the row numbers ids? Number rows from 0 without wide gaps.`
      throw new RecommenderError('limit-exceeded', message, { field, value: rows, cause })
    }
  }

  #refuseOtherColumns({ columns }: DenseRows, field: string): void {
    if (columns === this.columns) return
    const message = `Expected \`${field}\` with ${this.columns} columns, as the matrix has, received ${columns}. Were they made by the same encoder, fitted once?`
    throw new RecommenderError('invalid-argument', message, { field: `${field}.columns`, value: columns })
  }

  /** With the cosine every row is brought to length 1; as they are, doubles may be too large for the floats in which rows are kept. */
  #refuseBeyondFloat({ values }: DenseRows, field: string): void {
    if (this.metric === 'cosine' || values instanceof Float32Array) return
    const place = values.findIndex((value) => !Number.isFinite(Math.fround(value)))
    if (place < 0) return
    throw invalidArgument(
      `${field}.values[${place}]`,
      values[place],
      'Give numbers in the range of floats, up to 3.4e38.',
    )
  }
}

/** An empty heap for each query. Refuses a bad `k` even where there is no query. */
export function openHeaps(queries: number, k: number): TopK[] {
  const first = new TopK(k)
  return Array.from({ length: queries }, (_, query) => (query === 0 ? first : new TopK(k)))
}

/** The results of all queries, one after the other. With `sign` -1, distances that were offered negated come back as they are. */
export function drainAll(heaps: readonly TopK[], sign: 1 | -1 = 1): TopKMatches {
  const k = heaps.reduce((smallest, heap) => Math.min(smallest, heap.size), heaps[0]?.size ?? 0)
  const indices = new Int32Array(heaps.length * k)
  const scores = new Float32Array(heaps.length * k)
  for (const [query, heap] of heaps.entries()) {
    const best = heap.drain()
    for (let place = 0; place < k; place++) {
      indices[query * k + place] = best.indices[place]!
      // 0 minus, so that 0 does not come back as -0.
      scores[query * k + place] = sign === 1 ? best.scores[place]! : 0 - best.scores[place]!
    }
  }
  return { k, indices, scores }
}

const HIGHEST_ROW = 2 ** 31 - 2

function rowNumber(row: unknown, place: number): number {
  if (typeof row === 'number' && Number.isInteger(row) && row >= 0 && row <= HIGHEST_ROW) return row
  throw invalidArgument(`rows[${place}]`, row, 'Give row numbers: whole numbers from 0.')
}
