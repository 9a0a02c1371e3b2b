/** The rows of an item-kNN: for each item the k items most like it, made one at a time from what users share. */

import type { BehaviorMatrix } from './behavior-matrix.ts'
import { KeepBest } from './keep-best.ts'
import type { Measure } from './similarity.ts'

/** So many additions go between two chances to stop. */
const STRETCH = 4_000_000

/** Makes rows; keeps its working memory from row to row. */
export class ItemRows {
  readonly #matrix: BehaviorMatrix
  readonly #measure: Measure
  readonly #keep: number
  readonly #best = new KeepBest()
  #sums = new Float64Array(0)
  #terms = new Float32Array(0)
  #through = new Float64Array(0)
  /** The items of the row last made, and their similarities: the first `size` of each. */
  indices: Int32Array = new Int32Array(0)
  scores: Float32Array = new Float32Array(0)
  size = 0

  constructor(matrix: BehaviorMatrix, measure: Measure, keep: number) {
    this.#matrix = matrix
    this.#measure = measure
    this.#keep = keep
    this.refresh()
  }

  /** Reads sizes anew, after the matrix has changed. */
  refresh(): void {
    const { byUser, itemSizes } = this.#matrix
    if (this.#sums.length < itemSizes.length) {
      this.#sums = new Float64Array(itemSizes.length)
      this.indices = new Int32Array(itemSizes.length)
      this.scores = new Float32Array(itemSizes.length)
    }
    const { term, through } = this.#measure
    this.#terms = Float32Array.from(itemSizes, (size) => (size === 0 ? 0 : term(size)))
    this.#through = Float64Array.from(byUser.sizes.subarray(0, byUser.rows), (size) => (size === 0 ? 0 : through(size)))
  }

  /** Makes the row of an item. A generator that stops now and then, so that long rows do not hold the event loop. */
  *make(item: number): Generator<void> {
    const { byItem, byUser } = this.#matrix
    const sums = this.#sums
    const touched = this.indices
    let count = 0
    let work = 0
    const end = byItem.starts[item]! + byItem.sizes[item]!
    for (let at = byItem.starts[item]!; at < end; at++) {
      const user = byItem.indices[at]!
      const weight = byItem.values[at]! * this.#through[user]!
      count = addRow(
        byUser.indices,
        byUser.values,
        byUser.starts[user]!,
        byUser.starts[user]! + byUser.sizes[user]!,
        weight,
        sums,
        touched,
        count,
      )
      work += byUser.sizes[user]!
      if (work > STRETCH) {
        work = 0
        yield
      }
    }
    this.#finish(item, count)
  }

  /** Makes the row of an item in one go. */
  makeNow(item: number): void {
    for (const _ of this.make(item));
  }

  #finish(item: number, count: number): void {
    const { mixed } = this.#measure
    const { indices, scores } = this
    const sums = this.#sums
    const own = this.#matrix.itemSizes[item]!
    const slope = this.#measure.slope(own)
    const base = this.#measure.base(own)
    let size = 0
    for (let at = 0; at < count; at++) {
      const other = indices[at]!
      const shared = sums[other]!
      sums[other] = 0
      if (other === item) continue
      const term = this.#terms[other]!
      indices[size] = other
      scores[size++] = base < 0 ? shared * slope * term : shared / (mixed * shared + slope * term + base)
    }
    this.size = this.#best.select(indices, scores, size, this.#keep)
  }
}

/** sums += weight * row; columns met for the first time go to `touched`. Returns how many are there then. */
function addRow(
  indices: Int32Array,
  values: Float32Array,
  start: number,
  end: number,
  weight: number,
  sums: Float64Array,
  touched: Int32Array,
  count: number,
): number {
  for (let at = start; at < end; at++) {
    const column = indices[at]!
    const sum = sums[column]!
    if (sum === 0) touched[count++] = column
    sums[column] = sum + weight * values[at]!
  }
  return count
}
