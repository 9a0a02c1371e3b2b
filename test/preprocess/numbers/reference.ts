/** The numbers that scikit-learn gives for the tests of this folder, and how they are compared. Made by test/reference/numbers-make.py. */

import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Category } from '../../../src/preprocess/numbers/index.ts'

type Options = Record<string, unknown>
type Table = number[][]

interface Reference {
  readonly versions: Readonly<Record<string, string>>
  readonly datasets: Record<string, Table>
  readonly unseen: Record<string, Table>
  readonly cases: {
    kind: string
    options: Options
    data: string
    fitOptions?: { sampleWeight: number[] }
    output: Table
    outputUnseen?: Table
    inverse?: Table
    attributes: Record<string, unknown>
  }[]
  readonly streams: { kind: string; rows: Table; cuts: number[]; output: Table }[]
  readonly categoryTables: Record<string, Category[][]>
  readonly laterTables: Record<string, Category[][]>
  readonly encoders: {
    kind: string
    options: Options
    data: string
    fails?: string
    output: Table
    outputUnseen?: Table
    categories: Category[][]
    inverse?: Category[][]
    names?: string[]
    infrequent: Category[][] | null
  }[]
  readonly towns: Category[][]
  readonly newTowns: Category[][]
  readonly targets: Record<string, Category[]>
  readonly targetCases: {
    target: string
    options: Options
    type: string
    crossFitted: Table
    outputUnseen: Table
    targetMean: number[]
    encodings: Table
  }[]
  readonly imputerTables: Record<string, Category[][]>
  readonly imputerCases: {
    table: string
    options: Options
    output: Category[][]
    statistics: Category[]
    inverse?: Category[][]
  }[]
  readonly normal: { points: number[]; cdf: number[]; chances: number[]; quantiles: number[] }
}

/** JSON has no NaN and no infinities: the fixture writes them as { number: 'NaN' }. */
function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('number' in value)) return value
  return Number(value.number)
}

const file = new URL('../../reference/numbers-scikit-learn.json', import.meta.url)

export const reference = JSON.parse(readFileSync(file, 'utf8'), revive) as Reference

/** `1e-6` of the value or, where that is more, of what is usual in its column. */
const TOLERANCE = 1e-6

/** Asserts that two tables agree cell by cell; says where they do not. */
export function expectTable(
  actual: readonly (readonly unknown[])[],
  expected: readonly (readonly unknown[])[],
  what: string,
): void {
  expect(actual.length, `${what}: rows`).toBe(expected.length)
  const columns = expected[0]?.length ?? 0
  const usual = Array.from({ length: columns }, (_, c) => medianSize(expected.map((row) => row[c])))
  for (const [r, row] of expected.entries()) {
    expect(actual[r]?.length, `${what}: columns of row ${r}`).toBe(row.length)
    for (const [c, wanted] of row.entries()) {
      const got = actual[r]?.[c]
      if (!agrees(got, wanted, usual[c]!)) expect.fail(`${what}: [${r}][${c}] is ${got}, should be ${wanted}`)
    }
  }
}

/** Asserts that two values, lists or lists of lists agree. */
export function expectValues(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [listOf(actual), listOf(expected)]
  if (wanted.some((one) => typeof one === 'object' && one !== null)) {
    expect(got.length, what).toBe(wanted.length)
    for (const [i, one] of wanted.entries()) expectValues(got[i], one, `${what}[${i}]`)
  } else {
    for (const [i, one] of wanted.entries()) expectTable([[got[i]]], [[one]], `${what}[${i}]`)
    // One number may stand for many equal ones (`samplesSeen`), but not the other way round.
    expect(got.length, what).toBeGreaterThanOrEqual(wanted.length)
  }
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return value instanceof Float64Array ? Array.from(value) : [value]
}

function agrees(got: unknown, wanted: unknown, usual: number): boolean {
  if (typeof wanted !== 'number' || typeof got !== 'number') return Object.is(got, wanted)
  if (Object.is(got, wanted) || got === wanted) return true
  // What rounding leaves of nothing.
  if (Math.abs(wanted) < 1e-14 && Math.abs(got) < 1e-14 && usual < 1e-14 && usual > 1e-18) return true
  return Math.abs(got - wanted) <= TOLERANCE * Math.max(Math.abs(wanted), usual)
}

function medianSize(column: readonly unknown[]): number {
  const sizes = column.map((value) => Math.abs(Number(value))).filter(Number.isFinite)
  return sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0
}

/** A table as one flat matrix. */
export function flat(rows: readonly (readonly number[])[]): { rows: number; columns: number; values: Float64Array } {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) }
}

/** The rows of a dense or a sparse matrix. */
export function lists(matrix: {
  rows: number
  columns: number
  values: ArrayLike<number>
  indptr?: Int32Array
  indices?: Int32Array
}): number[][] {
  const rows = Array.from({ length: matrix.rows }, () => new Array<number>(matrix.columns).fill(0))
  for (const [r, row] of rows.entries()) {
    const from = matrix.indptr?.[r] ?? r * matrix.columns
    const to = matrix.indptr?.[r + 1] ?? from + matrix.columns
    for (let i = from; i < to; i++) row[matrix.indices?.[i] ?? i - from] = matrix.values[i]!
  }
  return rows
}
