/** The base of models that look for users (or sessions) like a history and add up what these did. */

import { TopK } from '../../math/top-k.ts'
import type { GrowingRows } from '../growing-rows.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { Contribution, HistoryEntry, ScoredItem } from '../model.ts'
import { KeepBest } from './keep-best.ts'

/** A history with each item once, and what it counts. */
export interface WeightedHistory {
  readonly items: Int32Array
  readonly weights: Float64Array
}

/** The nearest users: for each, its likeness and what one unit of overlap gives to it. */
interface Nearest {
  readonly users: Int32Array
  readonly likeness: Float32Array
}

/**
 * A model of the form `score(j) = sum over the nearest users u of likeness(u) * value(u, j) * factor(u, j)`, likeness being a part of the overlap
 * `sum over the history of weight_i * value(u, i)`. For given neighbours the score is linear in the entries, so that shares are exact.
 */
export abstract class UserNeighborModel extends HistoryModel {
  protected abstract readonly byUser: GrowingRows
  protected abstract readonly byItem: GrowingRows
  protected abstract readonly keep: number
  readonly #best = new KeepBest()

  /** The history with each item once. */
  protected abstract weigh(history: IndexedHistory): WeightedHistory
  /** What overlap through an item counts. */
  protected abstract through(item: number): number
  /** The likeness of a user with so much overlap; 0 leaves the user out. */
  protected abstract likeness(overlap: number, user: number, history: WeightedHistory, original: IndexedHistory): number
  /** What the entry at `place` of a user's row counts beside its value. */
  protected abstract factor(user: number, place: number, history: WeightedHistory): number

  protected scoreAll(history: IndexedHistory): Float32Array {
    const weighted = this.weigh(history)
    const scores = new Float32Array(this.items.length)
    const { users, likeness } = this.#nearest(weighted, history)
    const { starts, sizes, indices, values } = this.byUser
    for (const [at, user] of users.entries()) {
      const start = starts[user]!
      for (let place = 0; place < sizes[user]!; place++)
        scores[indices[start + place]!]! += likeness[at]! * values[start + place]! * this.factor(user, place, weighted)
    }
    return scores
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const target = this.indexOf(itemId)
    if (target < 0) return []
    const read = this.readHistory(history)
    const weighted = this.weigh(read)
    const { users, likeness } = this.#nearest(weighted, read)
    const { starts, sizes, indices, values } = this.byUser
    const shares = new Float64Array(weighted.items.length)
    for (const [at, user] of users.entries()) {
      const row = indices.subarray(starts[user]!, starts[user]! + sizes[user]!)
      const place = row.indexOf(target)
      if (place < 0) continue
      const parts = weighted.items.map((item) => row.indexOf(item))
      const overlaps = Array.from(parts, (own, entry) =>
        own < 0 ? 0 : weighted.weights[entry]! * values[starts[user]! + own]! * this.through(weighted.items[entry]!),
      )
      const whole = overlaps.reduce((sum, overlap) => sum + overlap, 0)
      const gives = likeness[at]! * values[starts[user]! + place]! * this.factor(user, place, weighted)
      for (const [entry, overlap] of overlaps.entries()) shares[entry]! += (gives * overlap) / whole
    }
    return Array.from(weighted.items, (item, entry) => ({ itemId: this.items[item]!, share: shares[entry]! })).filter(
      ({ share }) => share !== 0,
    )
  }

  /** The best items for a history of this one. */
  neighbors(itemId: string, k = 10): ScoredItem[] {
    const best = new TopK(k)
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const scores = this.scores([itemId])
    for (const [other, score] of scores.entries()) if (other !== item && score > 0) best.offer(other, score)
    return this.scored(best)
  }

  #nearest(weighted: WeightedHistory, original: IndexedHistory): Nearest {
    const { starts, sizes, indices, values } = this.byItem
    const overlaps = new Float64Array(this.byUser.rows)
    const met = new Uint8Array(this.byUser.rows)
    const users = new Int32Array(this.byUser.rows)
    let count = 0
    for (const [entry, item] of weighted.items.entries()) {
      const weight = weighted.weights[entry]! * this.through(item)
      for (let at = starts[item]!; at < starts[item]! + sizes[item]!; at++) {
        const user = indices[at]!
        if (met[user] === 0) {
          met[user] = 1
          users[count++] = user
        }
        overlaps[user]! += weight * values[at]!
      }
    }
    const likeness = new Float32Array(count)
    let size = 0
    for (let at = 0; at < count; at++) {
      const user = users[at]!
      const overlap = overlaps[user]!
      const like = overlap > 0 ? this.likeness(overlap, user, weighted, original) : 0
      if (!(like > 0)) continue
      users[size] = user
      likeness[size++] = like
    }
    const kept = this.#best.select(users, likeness, size, this.keep)
    return { users: users.subarray(0, kept), likeness: likeness.subarray(0, kept) }
  }
}
