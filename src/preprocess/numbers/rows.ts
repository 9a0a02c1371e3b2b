/** Tables of numbers at the door: two accepted forms, checked once, copied once into one flat array, and handed back in the form they came in. */

import { invalidArgument } from '../../errors.ts'

/** A table of numbers in one flat array: `rows * columns` values, row by row. */
export interface NumberMatrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/**
 * A table of numbers: a list of rows of equal length, or one flat {@link NumberMatrix}. A missing value is `NaN` (not `null`,
 * not `undefined`); infinities are refused.
 */
export type NumberRows = readonly ArrayLike<number>[] | NumberMatrix

/** The output of a transformer has the form of its input: lists of rows for lists of rows, a flat matrix for a flat matrix. */
export type SameForm<Rows> = Rows extends NumberMatrix ? NumberMatrix : number[][]

/** What a reader asks of a table. */
export interface RowDemands {
  /** Whether `NaN` stands for a missing value or is refused. */
  readonly missing: 'allowed' | 'refused'
  /** The number of columns that there must be; any number from 1 on if absent. */
  readonly columns?: number
  /** How many rows there must be at least. Default 0. */
  readonly atLeast?: number
  /** The argument's name in error messages. Default `'rows'`. */
  readonly field?: string
}

/** A checked copy of `rows` as one flat matrix, which the caller may write to. */
export function readNumbers(rows: NumberRows, demands: RowDemands): NumberMatrix {
  const { missing, columns: wanted, atLeast = 0, field = 'rows' } = demands
  const matrix = isMatrix(rows) ? copyMatrix(rows, field) : copyLists(rows, field, wanted)
  if (matrix.rows < atLeast)
    throw invalidArgument(field, rows, `Pass at least ${atLeast === 1 ? 'one row' : `${atLeast} rows`}.`)
  if (wanted !== undefined && matrix.columns !== wanted && matrix.rows > 0) {
    throw invalidArgument(`${field} columns`, matrix.columns, `Pass rows of ${wanted} columns, as when it was fitted.`)
  }
  if (matrix.columns === 0 && atLeast > 0)
    throw invalidArgument(`${field} columns`, 0, 'Pass rows of at least one number.')
  const { values, columns } = matrix
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    // One test for the usual case: the difference of a finite number with itself is 0, of all else NaN.
    if (value - value === 0 || (missing === 'allowed' && Number.isNaN(value))) continue
    const at = `${field}[${Math.floor(i / columns)}][${i % columns}]`
    throw invalidArgument(
      at,
      value,
      missing === 'allowed'
        ? 'Pass finite numbers, or NaN where a value is missing.'
        : 'Pass finite numbers; fill missing values first (SimpleImputer does).',
    )
  }
  return matrix
}

/** The matrix in the form of `like`. */
export function sameForm<Rows>(matrix: NumberMatrix, like: Rows): SameForm<Rows> {
  return (isMatrix(like) ? matrix : toLists(matrix)) as SameForm<Rows>
}

/** True for the flat form. */
export function isMatrix(rows: unknown): rows is NumberMatrix {
  return typeof rows === 'object' && rows !== null && !Array.isArray(rows) && 'values' in rows
}

/** The values of one column, without the missing ones. */
export function presentValues(matrix: NumberMatrix, column: number): Float64Array {
  const { rows, columns, values } = matrix
  const found = new Float64Array(rows)
  let count = 0
  for (let i = column; i < values.length; i += columns) {
    const value = values[i]!
    if (!Number.isNaN(value)) found[count++] = value
  }
  return found.subarray(0, count)
}

/** One non-negative finite number a row, not all of them zero; `undefined` stays so. */
export function readSampleWeight(weights: ArrayLike<number> | undefined, rows: number): Float64Array | undefined {
  if (weights === undefined) return undefined
  if (weights.length !== rows) {
    throw invalidArgument('sampleWeight length', weights.length, `Pass one weight a row, ${rows} in all.`)
  }
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const weight = weights[i]
    if (!Number.isFinite(weight) || weight! < 0) {
      throw invalidArgument(`sampleWeight[${i}]`, weight, 'Pass finite weights of 0 or more.')
    }
    sum += weight!
  }
  if (sum === 0) throw invalidArgument('sampleWeight', weights, 'Pass at least one weight above 0.')
  return Float64Array.from(weights)
}

function copyMatrix(matrix: NumberMatrix, field: string): NumberMatrix {
  const { rows, columns, values } = matrix
  for (const [name, size] of Object.entries({ rows, columns })) {
    if (!Number.isInteger(size) || size < 0)
      throw invalidArgument(`${field}.${name}`, size, 'Pass an integer of 0 or more.')
  }
  if (!ArrayBuffer.isView(values) && !Array.isArray(values)) {
    throw invalidArgument(`${field}.values`, values, 'Pass a Float64Array of rows * columns numbers.')
  }
  if (values.length !== rows * columns) {
    throw invalidArgument(`${field}.values length`, values.length, `Pass rows * columns = ${rows * columns} numbers.`)
  }
  return { rows, columns, values: Float64Array.from(values) }
}

function copyLists(rows: readonly ArrayLike<number>[], field: string, wanted: number | undefined): NumberMatrix {
  if (!Array.isArray(rows)) {
    throw invalidArgument(field, rows, 'Pass a list of rows of numbers, or { rows, columns, values: Float64Array }.')
  }
  const columns = rowLength(rows[0], `${field}[0]`, rows.length === 0 ? (wanted ?? 0) : undefined)
  const values = new Float64Array(rows.length * columns)
  let at = 0
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r]!
    if (rowLength(row, `${field}[${r}]`) !== columns) {
      throw invalidArgument(`${field}[${r}] length`, row.length, `Pass rows of equal length; the first has ${columns}.`)
    }
    for (let c = 0; c < columns; c++) {
      const value: unknown = row[c]
      if (typeof value !== 'number')
        throw invalidArgument(`${field}[${r}][${c}]`, value, 'Pass numbers; NaN stands for a missing one.')
      values[at++] = value
    }
  }
  return { rows: rows.length, columns, values }
}

function rowLength(row: unknown, at: string, ifNone?: number): number {
  if (ifNone !== undefined) return ifNone
  if (Array.isArray(row) || (ArrayBuffer.isView(row) && 'length' in row)) return row.length as number
  throw invalidArgument(at, row, 'Pass each row as a list of numbers: [[1, 2], [3, 4]].')
}

function toLists(matrix: NumberMatrix): number[][] {
  const { rows, columns, values } = matrix
  const lists: number[][] = []
  for (let r = 0, at = 0; r < rows; r++) {
    const row = new Array<number>(columns)
    for (let c = 0; c < columns; c++) row[c] = values[at++]!
    lists.push(row)
  }
  return lists
}
