/** The base of models whose score is a sum over the history: each entry's weight times the row of its item. */

import { TopK } from '../../math/top-k.ts'
import type { GrowingRows } from '../growing-rows.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { Contribution, HistoryEntry, ScoredItem } from '../model.ts'

/** A model of the form `score(j) = sum over the history of weight * row(item)[j]`. Shares of a score are exact. */
export abstract class NeighborModel extends HistoryModel {
  /** The rows, brought up to date for these items. */
  protected abstract rowsFor(items: Int32Array): GrowingRows
  /** What each entry counts. */
  protected abstract weigh(history: IndexedHistory): Float64Array

  protected scoreAll(history: IndexedHistory): Float32Array {
    const scores = new Float32Array(this.items.length)
    const weights = this.weigh(history)
    const { starts, sizes, indices, values } = this.rowsFor(history.items)
    for (const [entry, item] of history.items.entries()) {
      const weight = weights[entry]!
      if (weight === 0) continue
      const start = starts[item]!
      const end = start + sizes[item]!
      for (let at = start; at < end; at++) scores[indices[at]!]! += weight * values[at]!
    }
    return scores
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const target = this.indexOf(itemId)
    if (target < 0) return []
    const read = this.readHistory(history)
    const weights = this.weigh(read)
    const { starts, sizes, indices, values } = this.rowsFor(read.items)
    const found: Contribution[] = []
    for (const [entry, item] of read.items.entries()) {
      const place = indices.subarray(starts[item]!, starts[item]! + sizes[item]!).indexOf(target)
      const share = place < 0 ? 0 : weights[entry]! * values[starts[item]! + place]!
      if (share !== 0) found.push({ itemId: this.items[item]!, share })
    }
    return found
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    const best = new TopK(k)
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const { starts, sizes, indices, values } = this.rowsFor(Int32Array.of(item))
    for (let at = starts[item]!; at < starts[item]! + sizes[item]!; at++)
      if (indices[at] !== item) best.offer(indices[at]!, values[at]!)
    return this.scored(best)
  }
}
