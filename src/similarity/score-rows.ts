/** Every row of one matrix against every row of another, delivered in runs so that nothing has to be held whole. */

import { multiplyRows } from './dense-products.ts'
import { blockRows, loadRows, type SparseRows } from './matrix.ts'
import type { DenseProductsPlan, PairsPlan, Plan, SparseProductsPlan } from './metrics.ts'
import { clampToOne } from './products.ts'
import { multiplySparse } from './sparse-products.ts'

/**
 * Takes the scores of row `row` of `a` against the rows `first .. first + count` of `b`: `scores[start .. start + count]`. For each row of `a` the
 * runs come in rising order. The array is reused after the call.
 */
export type DeliverScores = (row: number, first: number, scores: Float64Array, start: number, count: number) => void

/** So many rows of `a` are in work at once, which bounds the memory; the rows of `b` are brought into form once for all of them. */
const ROWS_AT_A_TIME = 1024

/** Works out a plan. */
export function scoreRows(plan: Plan, deliver: DeliverScores): void {
  switch (plan.kind) {
    case 'dense-products':
      scoreByDenseProducts(plan, deliver)
      break
    case 'sparse-products':
      multiplySparse(plan.a, plan.b, (row, products) => {
        finishRun(plan, row, products, 0, plan.b.rows)
        deliver(row, 0, products, 0, plan.b.rows)
      })
      break
    case 'pairs':
      if (plan.a.kind === 'sparse' && plan.b.kind === 'sparse') scoreSparsePairs(plan, plan.a, plan.b, deliver)
      else scoreDensePairs(plan, deliver)
      break
    default:
      plan satisfies never
  }
}

function scoreByDenseProducts(plan: DenseProductsPlan, deliver: DeliverScores): void {
  const { a, b, prepareA, prepareB } = plan
  const { columns } = b
  const block = blockRows(columns)
  const right = new Float64Array(block * columns)
  const left = new Float64Array(Math.min(a.rows, ROWS_AT_A_TIME) * columns)
  const scores = new Float64Array(Math.min(a.rows, ROWS_AT_A_TIME) * block)
  for (let firstA = 0; firstA < a.rows; firstA += ROWS_AT_A_TIME) {
    const countA = Math.min(ROWS_AT_A_TIME, a.rows - firstA)
    loadRows(a, firstA, countA, left)
    for (let row = 0; row < countA; row++) prepareA(left, row * columns, columns)

    for (let firstB = 0; firstB < b.rows; firstB += block) {
      const countB = Math.min(block, b.rows - firstB)
      loadRows(b, firstB, countB, right)
      for (let row = 0; row < countB; row++) prepareB(right, row * columns, columns)
      multiplyRows(left, countA, right, countB, columns, scores, block)
      for (let row = 0; row < countA; row++) {
        finishRun(plan, firstA + row, scores, row * block, countB)
        deliver(firstA + row, firstB, scores, row * block, countB)
      }
    }
  }
}

function scoreDensePairs(plan: PairsPlan, deliver: DeliverScores): void {
  const { a, b, measure } = plan
  const { columns } = b
  const block = blockRows(columns)
  const left = new Float64Array(columns)
  const right = new Float64Array(block * columns)
  const scores = new Float64Array(block)
  for (let first = 0; first < b.rows; first += block) {
    const count = Math.min(block, b.rows - first)
    loadRows(b, first, count, right)
    for (let row = 0; row < a.rows; row++) {
      loadRows(a, row, 1, left)
      for (let other = 0; other < count; other++) scores[other] = measure(left, 0, right, other * columns, columns, 0)
      deliver(row, first, scores, 0, count)
    }
  }
}

function scoreSparsePairs({ measure, align }: PairsPlan, a: SparseRows, b: SparseRows, deliver: DeliverScores): void {
  const room = longestRow(a.indptr) + longestRow(b.indptr)
  const x = new Float64Array(room)
  const y = new Float64Array(room)
  const scores = new Float64Array(b.rows)
  for (let row = 0; row < a.rows; row++) {
    const from = a.indptr[row]!
    const to = a.indptr[row + 1]!
    for (let other = 0; other < b.rows; other++) {
      const count = align(
        a.indices,
        a.values,
        from,
        to,
        b.indices,
        b.values,
        b.indptr[other]!,
        b.indptr[other + 1]!,
        x,
        y,
      )
      scores[other] = measure(x, 0, y, 0, count, b.columns - count)
    }
    deliver(row, 0, scores, 0, b.rows)
  }
}

function longestRow(indptr: Int32Array): number {
  let longest = 0
  for (let row = 1; row < indptr.length; row++) longest = Math.max(longest, indptr[row]! - indptr[row - 1]!)
  return longest
}

/** From dot products to scores. */
function finishRun(
  { bounded, offsets }: DenseProductsPlan | SparseProductsPlan,
  row: number,
  scores: Float64Array,
  start: number,
  count: number,
): void {
  const end = start + count
  if (bounded) for (let place = start; place < end; place++) scores[place] = clampToOne(scores[place]!)
  const offset = offsets?.[row] ?? 0
  if (offset !== 0) for (let place = start; place < end; place++) scores[place]! += offset
}
