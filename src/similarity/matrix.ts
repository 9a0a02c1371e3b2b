/** Sets of vectors at the door: checked whole, once, then trusted. */

import type { SparseMatrix } from '../encode/matrix.ts'
import { invalidArgument, RecommenderError } from '../errors.ts'
import { FINITE, negativeRemedy } from './vector.ts'

/** Rows of `columns` finite numbers each, one after the other in one flat array. An encoder's `DenseMatrix` is one. */
export interface DenseRows {
  readonly rows: number
  readonly columns: number
  /** `rows * columns` numbers, row by row. */
  readonly values: Float32Array | Float64Array
}

/** A set of vectors, one a row: dense, or an encoder's `SparseMatrix`. */
export type Matrix = DenseRows | SparseMatrix

/** A sparse matrix that was taken in: its values as doubles, in an array of its own. */
export interface SparseRows {
  readonly kind: 'sparse'
  readonly rows: number
  readonly columns: number
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly values: Float64Array
}

/** A matrix that was taken in. */
export type Rows = (DenseRows & { readonly kind: 'dense' }) | SparseRows

/** Checks a matrix whole: its shape, that every number is finite, and that the places of sparse entries rise. */
export function takeMatrix(matrix: Matrix, field: string): Rows {
  return isSparse(matrix) ? takeSparse(matrix, field) : takeDense(matrix, field)
}

/** Tells the two forms apart; what is neither counts as dense and is refused as such. */
export function isSparse(matrix: Matrix): matrix is SparseMatrix {
  return typeof matrix === 'object' && matrix !== null && 'indptr' in matrix
}

/** The same for a matrix that has to be dense. */
export function takeDense(matrix: Matrix, field: string): DenseRows & { readonly kind: 'dense' } {
  const { rows, columns, values } = shapeOf(matrix, field)
  if (isSparse(matrix))
    throw invalidArgument(field, matrix, 'It is sparse; give a dense matrix, or use topK, which takes both.')
  if (!isFloats(values)) {
    throw invalidArgument(
      `${field}.values`,
      values,
      'Give one flat Float32Array of all rows: Float32Array.from(vectors.flat()).',
    )
  }
  if (values.length !== rows * columns) {
    const message = `Expected \`${field}.values\` to hold ${rows} rows of ${columns} numbers, ${rows * columns} in all, received ${values.length}.`
    throw new RecommenderError('invalid-argument', message, { field: `${field}.values`, value: values })
  }
  refuseNotFinite(values, (place) => `${field}.values[${place}]`)
  return { kind: 'dense', rows, columns, values }
}

function takeSparse(matrix: SparseMatrix, field: string): SparseRows {
  const { rows, columns } = shapeOf(matrix, field)
  const { indptr, indices, values } = matrix
  if (!(indptr instanceof Int32Array) || !(indices instanceof Int32Array) || !isFloats(values)) {
    const remedy = 'Give { indptr: Int32Array, indices: Int32Array, values: Float32Array }, as encoders do.'
    throw invalidArgument(field, matrix, remedy)
  }
  const count = indptr[rows]
  if (indptr.length !== rows + 1 || indptr[0] !== 0 || indices.length !== count || values.length !== count) {
    const message =
      `Expected \`${field}.indptr\` to hold ${rows + 1} offsets from 0 to the number of entries, received ${indptr.length} that end at ` +
      `${count}, with ${indices.length} indices and ${values.length} values.`
    throw new RecommenderError('invalid-argument', message, { field: `${field}.indptr`, value: indptr })
  }
  for (let row = 1; row <= rows; row++) {
    if (indptr[row]! < indptr[row - 1]!)
      throw invalidArgument(`${field}.indptr[${row}]`, indptr[row], 'Offsets never fall.')
  }
  for (let row = 0; row < rows; row++) {
    let previous = -1
    for (let place = indptr[row]!; place < indptr[row + 1]!; place++) {
      const column = indices[place]!
      if (column <= previous || column >= columns) {
        const remedy = `Within a row the columns rise from 0 and stay below ${columns}.`
        throw invalidArgument(`${field}.indices[${place}]`, column, remedy)
      }
      previous = column
    }
  }
  refuseNotFinite(values, (place) => `${field}.values[${place}]`)
  return { kind: 'sparse', rows, columns, indptr, indices, values: new Float64Array(values) }
}

/** Throws if a number is below 0, naming its place and the measure that has no meaning for it. */
export function refuseNegative(matrix: Rows, field: string, measure: string): void {
  const { values } = matrix
  for (let place = 0; place < values.length; place++) {
    if (values[place]! < 0) throw invalidArgument(`${field}.values[${place}]`, values[place], negativeRemedy(measure))
  }
}

/** Writes `count` rows from `first` on out as doubles, into the start of `target`. */
export function loadRows(matrix: Rows, first: number, count: number, target: Float64Array): void {
  const { columns } = matrix
  if (matrix.kind === 'dense') {
    target.set(matrix.values.subarray(first * columns, (first + count) * columns))
    return
  }
  const { indptr, indices, values } = matrix
  target.fill(0, 0, count * columns)
  for (let row = 0; row < count; row++) {
    const base = row * columns
    const end = indptr[first + row + 1]!
    for (let place = indptr[first + row]!; place < end; place++) target[base + indices[place]!] = values[place]!
  }
}

/** How many rows to work on at a time, so that they stay in the nearest caches while every query passes over them. */
export function blockRows(columns: number): number {
  const BLOCK_NUMBERS = 12_288 // 96 kB of doubles
  return Math.min(256, Math.max(2, Math.floor(BLOCK_NUMBERS / Math.max(1, columns)) & ~1))
}

function shapeOf<Shaped extends { rows: number; columns: number }>(matrix: Shaped, field: string): Shaped {
  if (typeof matrix !== 'object' || matrix === null) {
    throw invalidArgument(
      field,
      matrix,
      'Give { rows, columns, values }, with the rows one after the other in `values`.',
    )
  }
  for (const side of ['rows', 'columns'] as const) {
    const size = matrix[side]
    if (!Number.isSafeInteger(size) || size < 0) {
      throw invalidArgument(`${field}.${side}`, size, 'Give a whole number of at least 0.')
    }
  }
  return matrix
}

const isFloats = (values: unknown): values is Float32Array | Float64Array =>
  values instanceof Float32Array || values instanceof Float64Array

function refuseNotFinite(values: Float32Array | Float64Array, nameOf: (place: number) => string): void {
  // A finite number times 0 is 0; the rest is `NaN` and stays so. One sum a run is several times faster than a test a number.
  let sum = 0
  for (let place = 0; place < values.length; place++) sum += values[place]! * 0
  if (sum === 0) return
  const place = values.findIndex((value) => !Number.isFinite(value))
  throw invalidArgument(nameOf(place), values[place], FINITE)
}
