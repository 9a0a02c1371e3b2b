/** Tables of categories at the door, the categories that each column has, and the grouping of rare ones. */

import { invalidArgument } from '../../errors.ts'
import { checkInteger } from './options.ts'
import { isMatrix, type NumberMatrix } from './rows.ts'
import type { StateReader } from './state-json.ts'

/** One category: a string, a number or a boolean; `null` and `NaN` are categories of their own. */
export type Category = string | number | boolean | null

/**
 * A table of categories: a list of rows of equal length, or a flat matrix of numbers. `undefined` counts as `null`. Within a column
 * all are strings, or all numbers, or all booleans, besides `null` and `NaN`.
 */
export type CategoryRows = readonly (readonly (Category | undefined)[])[] | NumberMatrix

/** The name under which rare categories are grouped. */
export const INFREQUENT = 'infrequent'

/** A checked copy of a table, row by row. */
export interface CategoryTable {
  readonly rows: number
  readonly columns: number
  readonly cells: readonly Category[]
}

/** Copies and checks a table; `columns` is how many there have to be, if that is known. */
export function readCategories(
  rows: CategoryRows,
  demands: { columns?: number; atLeast?: number } = {},
): CategoryTable {
  const table = isMatrix(rows) ? readMatrix(rows) : readLists(rows)
  if (table.rows < (demands.atLeast ?? 0)) throw invalidArgument('rows', rows, 'Pass at least one row.')
  if (table.rows > 0 && table.columns === 0)
    throw invalidArgument('rows columns', 0, 'Pass rows of at least one value.')
  if (demands.columns !== undefined && table.rows > 0 && table.columns !== demands.columns) {
    throw invalidArgument(
      'rows columns',
      table.columns,
      `Pass rows of ${demands.columns} columns, as when it was fitted.`,
    )
  }
  return table
}

function readMatrix(matrix: NumberMatrix): CategoryTable {
  const { rows, columns, values } = matrix
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || values.length !== rows * columns) {
    throw invalidArgument('rows.values length', values.length, 'Pass rows * columns numbers.')
  }
  const cells = Array.from(values)
  for (let i = 0; i < cells.length; i++) checkCell(cells[i], Math.floor(i / columns), i % columns)
  return { rows, columns, cells }
}

function readLists(rows: readonly (readonly (Category | undefined)[])[]): CategoryTable {
  if (!Array.isArray(rows)) {
    throw invalidArgument('rows', rows, "Pass a list of rows: [['red', 3], ['blue', 5]].")
  }
  const cells: Category[] = []
  const columns: number = Array.isArray(rows[0]) ? rows[0].length : 0
  for (const [r, row] of rows.entries()) {
    if (!Array.isArray(row)) throw invalidArgument(`rows[${r}]`, row, "Pass each row as a list: [['red'], ['blue']].")
    if (row.length !== columns) {
      throw invalidArgument(`rows[${r}] length`, row.length, `Pass rows of equal length; the first has ${columns}.`)
    }
    for (let c = 0; c < columns; c++) cells.push(checkCell(row[c], r, c))
  }
  return { rows: rows.length, columns, cells }
}

function checkCell(value: unknown, row: number, column: number): Category {
  if (value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Math.abs(value) !== Number.POSITIVE_INFINITY) return value
  throw invalidArgument(
    `rows[${row}][${column}]`,
    value,
    'Pass strings, finite numbers or booleans; null or NaN for a missing value.',
  )
}

/** True for a value that can stand as a category. */
export function isCategory(value: unknown): value is Category {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
}

/** True for NaN, the missing number. */
export function isMissing(value: Category | undefined): boolean {
  return typeof value === 'number' && Number.isNaN(value)
}

/** Numbers by size, strings by code point, false before true; then null, then NaN. */
export function compareCategories(a: Category, b: Category): number {
  const kinds = kindOrder(a) - kindOrder(b)
  if (kinds !== 0) return kinds
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  return Number(a) - Number(b) || 0
}

function kindOrder(value: Category): number {
  if (value === null) return 3
  if (typeof value === 'number') return Number.isNaN(value) ? 4 : 1
  return typeof value === 'boolean' ? 0 : 2
}

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    let [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x === y) continue
    // Surrogates stand for code points above all that one unit can hold.
    if (x >= 0xd800 && y >= 0xd800) [x, y] = [x < 0xe000 ? x + 0x2000 : x - 0x800, y < 0xe000 ? y + 0x2000 : y - 0x800]
    return x - y
  }
  return a.length - b.length
}

/** Checks the option `categories`: `'auto'`, or for each column its categories. */
export function checkCategories(categories: unknown): void {
  if (categories === 'auto') return
  if (!Array.isArray(categories) || categories.length === 0) {
    throw invalidArgument('categories', categories, "Pass 'auto', or a list of categories for each column.")
  }
  for (const [c, list] of categories.entries()) {
    const field = `categories[${c}]`
    if (!Array.isArray(list) || list.length === 0 || !list.every(isCategory)) {
      throw invalidArgument(field, list, 'Pass a list of strings, numbers, booleans, null or NaN, at least one.')
    }
    if (new Set(list).size !== list.length) throw invalidArgument(field, list, 'Pass each category once.')
    if (list.slice(0, -1).some(isMissing)) throw invalidArgument(field, list, 'Put NaN last.')
    checkOneKind(list, field)
    const numbers = list.filter((value): value is number => typeof value === 'number')
    if (numbers.some((value, i) => i > 0 && value <= numbers[i - 1]!)) {
      throw invalidArgument(field, list, 'Sort numbers by size.')
    }
  }
}

/** The categories of each column: those given, or those found, sorted. */
export function columnCategories(
  table: CategoryTable,
  given: 'auto' | readonly (readonly Category[])[],
): readonly (readonly Category[])[] {
  if (given !== 'auto') {
    if (given.length === table.columns) return given.map((list) => [...list])
    throw invalidArgument('categories length', given.length, `Pass one list a column, ${table.columns} in all.`)
  }
  return Array.from({ length: table.columns }, (_, c) => {
    const found = new Set<Category>()
    for (let i = c; i < table.cells.length; i += table.columns) found.add(table.cells[i]!)
    const sorted = [...found].sort(compareCategories)
    checkOneKind(sorted, `rows column ${c}`)
    return sorted
  })
}

function checkOneKind(categories: readonly Category[], field: string): void {
  const kinds = new Set(categories.filter((value) => value !== null && !isMissing(value)).map((value) => typeof value))
  if (kinds.size < 2) return
  throw invalidArgument(
    field,
    `a mixture of ${[...kinds].join(' and ')}`,
    'Make them all strings, or all numbers, or all booleans.',
  )
}

/** Each cell's place among its column's categories, -1 for an unknown one; which is an error where `unknown` says so. */
export function codesOf(
  table: CategoryTable,
  categories: readonly (readonly Category[])[],
  unknown: 'error' | 'allowed',
): Int32Array {
  const places = categories.map((list) => new Map(list.map((category, i) => [category, i])))
  const { columns, cells } = table
  return Int32Array.from(cells, (cell, i) => {
    const place = places[i % columns]!.get(cell)
    if (place !== undefined) return place
    if (unknown === 'allowed') return -1
    throw invalidArgument(
      `rows[${Math.floor(i / columns)}][${i % columns}]`,
      cell,
      'This category is not known. Fit with it, or set `handleUnknown`.',
    )
  })
}

/** Which categories are rare. */
export interface RarityOptions {
  /** Fewer rows than this (an integer of 1 or more: a count; between 0 and 1: a share of the rows) make a category rare. Default: none is. */
  readonly minFrequency?: number
  /** At most that many output categories, the group of rare ones counting as one, 1 or more: the rarest join the group. Default: no limit. */
  readonly maxCategories?: number
}

export function checkRarity({ minFrequency, maxCategories }: RarityOptions): void {
  if (maxCategories !== undefined) checkInteger('maxCategories', maxCategories, 1)
  if (minFrequency === undefined || (minFrequency > 0 && minFrequency < 1)) return
  if (!Number.isInteger(minFrequency) || minFrequency < 1) {
    throw invalidArgument('minFrequency', minFrequency, 'Pass a count of 1 or more, or a share between 0 and 1.')
  }
}

/** One column's categories and what is made of them. */
export interface CategoryColumn {
  readonly categories: readonly Category[]
  /** Places of the rare categories; empty where none is. */
  readonly infrequent: readonly number[]
}

/** Groups each column's rare categories; `skip` names a place that is left out of the count (the missing value's), or -1. */
export function groupRare(
  table: CategoryTable,
  codes: Int32Array,
  categories: readonly (readonly Category[])[],
  rarity: RarityOptions,
  skip: (categories: readonly Category[]) => number = () => -1,
): CategoryColumn[] {
  if (rarity.minFrequency === undefined && rarity.maxCategories === undefined) {
    return categories.map((list) => ({ categories: list, infrequent: [] }))
  }
  return categories.map((list, c) => {
    const counts = new Array<number>(list.length).fill(0)
    for (let i = c; i < codes.length; i += table.columns) if (codes[i]! >= 0) counts[codes[i]!]! += 1
    const places = [...list.keys()].filter((place) => place !== skip(list))
    return { categories: list, infrequent: rarePlaces(places, counts, table.rows, rarity) }
  })
}

function rarePlaces(
  places: readonly number[],
  counts: readonly number[],
  rows: number,
  rarity: RarityOptions,
): number[] {
  const { minFrequency = 0, maxCategories } = rarity
  const least = minFrequency < 1 ? rows * minFrequency : minFrequency
  const rare = new Set(places.filter((place) => counts[place]! < least))
  // The group counts as one even before it exists, as in scikit-learn.
  if (maxCategories !== undefined && maxCategories < places.length - rare.size + 1) {
    const byCount = [...places].sort((a, b) => counts[a]! - counts[b]!)
    for (const place of byCount.slice(0, byCount.length - (maxCategories - 1))) rare.add(place)
  }
  return [...rare].sort((a, b) => a - b)
}

/** From a category's place to its place among the frequent ones; that of the group, one past them, for the rare. */
export function placesAfterGrouping(column: CategoryColumn): Int32Array {
  const rare = new Set(column.infrequent)
  const frequent = column.categories.length - rare.size
  let next = 0
  return Int32Array.from(column.categories, (_, place) => (rare.has(place) ? frequent : next++))
}

/** The categories after grouping: the frequent ones, then the group if there is one. */
export function groupedCategories(column: CategoryColumn): readonly Category[] {
  if (column.infrequent.length === 0) return column.categories
  const rare = new Set(column.infrequent)
  return [...column.categories.filter((_, place) => !rare.has(place)), INFREQUENT]
}

/** Columns as `toJSON` wrote them. */
export function readCategoryColumns(state: StateReader, columns: number): CategoryColumn[] {
  const list = state.inside('features')
  return state.list('features', columns).map((_, c) => {
    const reader = list.inside(String(c))
    const categories = reader.values('categories', isCategory)
    const infrequent = reader.integers('infrequent')
    if (categories.length === 0) throw reader.fault('categories', 'It should hold at least one.')
    if (infrequent.some((place) => place >= categories.length)) {
      throw reader.fault('infrequent', 'It should hold places among the categories.')
    }
    return { categories, infrequent }
  })
}
