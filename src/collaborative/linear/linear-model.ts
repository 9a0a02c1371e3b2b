/** A model that is a matrix of weights from item to item: a score is the sum over the history. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { TopK } from '../../math/top-k.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { Contribution, HistoryEntry, ScoredItem } from '../model.ts'
import { savedHead } from '../saved-model.ts'

/** Weights from each item (row) to each: all of them, row by row, or those that are not zero. */
export type ItemWeights = Float32Array | SparseMatrix

export class LinearModel extends HistoryModel {
  readonly name: string
  readonly #id: string
  readonly #binary: boolean
  readonly #weights: ItemWeights

  constructor(name: string, id: string, items: readonly string[], weights: ItemWeights, binary: boolean) {
    super(items)
    this.name = name
    this.#id = id
    this.#weights = weights
    this.#binary = binary
  }

  get bytes(): number {
    const weights = this.#weights
    return weights instanceof Float32Array ? weights.byteLength : 8 * weights.indices.length + 4 * weights.indptr.length
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    const scores = new Float64Array(this.items.length)
    for (const [item, value] of this.#entries(history)) this.#addRow(item, value, scores)
    return Float32Array.from(scores)
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    const item = this.indexOf(itemId)
    const best = new TopK(k)
    if (item < 0) return []
    const row = new Float64Array(this.items.length)
    this.#addRow(item, 1, row)
    for (const [other, weight] of row.entries()) if (other !== item) best.offer(other, weight)
    return this.scored(best)
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const entries = this.#entries(this.readHistory(history))
    return Array.from(entries, ([other, value]) => ({
      itemId: this.items[other]!,
      share: value * this.#weight(other, item),
    }))
  }

  save(): SnapshotParts {
    const weights = this.#weights
    const kind = weights instanceof Float32Array ? 'dense' : 'sparse'
    const head = savedHead(this.#id, this.items, { kind })
    if (weights instanceof Float32Array) return { ...head, weights }
    return { ...head, starts: weights.indptr, columns: weights.indices, weights: weights.values }
  }

  /** What a history says of each of its items: values add up; where behaviour is binary only their sign counts. */
  #entries({ items, values }: IndexedHistory): Map<number, number> {
    const sums = new Map<number, number>()
    for (const [at, item] of items.entries()) sums.set(item, (sums.get(item) ?? 0) + values[at]!)
    if (this.#binary) for (const [item, sum] of sums) sums.set(item, Math.sign(sum))
    return sums
  }

  #addRow(item: number, value: number, scores: Float64Array): void {
    const weights = this.#weights
    const size = scores.length
    if (weights instanceof Float32Array) {
      const row = weights.subarray(item * size, (item + 1) * size)
      for (let other = 0; other < size; other++) scores[other]! += value * row[other]!
      return
    }
    for (let at = weights.indptr[item]!; at < weights.indptr[item + 1]!; at++)
      scores[weights.indices[at]!]! += value * weights.values[at]!
  }

  #weight(from: number, to: number): number {
    const weights = this.#weights
    if (weights instanceof Float32Array) return weights[from * this.items.length + to]!
    for (let at = weights.indptr[from]!; at < weights.indptr[from + 1]!; at++)
      if (weights.indices[at] === to) return weights.values[at]!
    return 0
  }
}
