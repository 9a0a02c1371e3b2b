/** From sequences to rows of what tends to come after (and, less, before) each item. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import type { Pacer } from '../../work.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { Interactions } from '../interactions.ts'
import { KeepBest } from '../knn/keep-best.ts'
import { FeatureLikeness } from './feature-likeness.ts'

/** What {@link transitionRows} does; see `TransitionKnnOptions` for what each means. */
export interface TransitionSettings {
  readonly window: number
  readonly distanceDecay: number
  readonly backward: number
  readonly lengthExponent: number
  readonly popularityExponent: number
  readonly popularityDamping: number
  readonly ownExponent: number
  readonly ownDamping: number
  readonly secondStep: number
  readonly secondStepExponent: number
  readonly secondStepNorm: number
  readonly neighbors: number
  readonly featureBoost: number
  readonly featureWeight: number
}

/** The second step goes through so many of an item's best. */
const THROUGH = 50

/** Rows W[i, j] (1 + boost * s_ij) / ((n_j + d_j)^a (n_i + d_i)^b), with the second step and likeness by features added, each row cut to its best. */
export async function transitionRows(
  { items, users, starts, itemOf }: Interactions,
  settings: TransitionSettings,
  features: SparseMatrix,
  pacer: Pacer,
): Promise<GrowingRows> {
  const count = items.size
  const boost = features.columns > 0 ? settings.featureBoost : 0
  const content = features.columns > 0 ? settings.featureWeight : 0
  const more = settings.secondStep > 0 || content > 0
  const total = more ? count * 2 : count
  // Where each item occurs: event numbers, by item.
  const occurrenceStarts = new Int32Array(count + 1)
  for (const item of itemOf) occurrenceStarts[item + 1]!++
  for (let item = 0; item < count; item++) occurrenceStarts[item + 1]! += occurrenceStarts[item]!
  const next = occurrenceStarts.slice(0, count)
  const occurrences = new Int32Array(itemOf.length)
  for (const [event, item] of itemOf.entries()) occurrences[next[item]!++] = event
  const userOf = new Int32Array(itemOf.length)
  for (let user = 0; user < users.size; user++) userOf.fill(user, starts[user]!, starts[user + 1]!)
  const lengthFactors = Float64Array.from(
    { length: users.size },
    (_, user) => Math.log2(2 + starts[user + 1]! - starts[user]!) ** -settings.lengthExponent,
  )
  const distanceFactors = Float64Array.from(
    { length: settings.window + 1 },
    (_, d) => settings.distanceDecay ** (d - 1),
  )
  const popularity = (item: number): number => occurrenceStarts[item + 1]! - occurrenceStarts[item]!
  const otherFactors = Float64Array.from(
    { length: count },
    (_, item) => (popularity(item) + settings.popularityDamping) ** -settings.popularityExponent,
  )
  const likeness = new FeatureLikeness(features, popularity)

  const sums = new RowSums(count)
  const first = new GrowingRows()
  first.reserveRows(count)
  for (let item = 0; item < count; item++) {
    for (let at = occurrenceStarts[item]!; at < occurrenceStarts[item + 1]!; at++) {
      const event = occurrences[at]!
      const user = userOf[event]!
      const factor = lengthFactors[user]!
      const last = Math.min(starts[user + 1]! - 1, event + settings.window)
      for (let later = event + 1; later <= last; later++)
        sums.add(itemOf[later]!, factor * distanceFactors[later - event]!)
      const from = Math.max(starts[user]!, event - settings.window)
      for (let earlier = event - 1; earlier >= from; earlier--)
        sums.add(itemOf[earlier]!, settings.backward * factor * distanceFactors[event - earlier]!)
      if (pacer.due()) await pacer.pause({ phase: 'transitions', done: item, total })
    }
    const own = (popularity(item) + settings.ownDamping) ** -settings.ownExponent
    if (boost > 0) likeness.from(item)
    const boosted = (other: number): number => (boost > 0 ? 1 + boost * likeness.to(other) : 1)
    sums.drain(item, settings.neighbors, (other) => own * otherFactors[other]! * boosted(other))
    sums.moveTo(first, item)
  }
  if (!more) return first

  const both = new GrowingRows()
  both.reserveRows(count)
  const best = new KeepBest()
  for (let item = 0; item < count; item++) {
    const start = first.starts[item]!
    const size = first.sizes[item]!
    const through = first.indices.slice(start, start + size)
    const weights = first.values.slice(start, start + size)
    const kept = settings.secondStep > 0 ? best.select(through, weights, size, THROUGH) : 0
    let norm = 0
    for (let at = 0; at < kept; at++) norm += weights[at]! ** settings.secondStepExponent
    const scale = settings.secondStep / norm ** settings.secondStepNorm
    for (let at = 0; at < size; at++) sums.add(first.indices[start + at]!, first.values[start + at]!)
    for (let at = 0; at < kept; at++) {
      const middle = through[at]!
      const weight = scale * weights[at]! ** settings.secondStepExponent
      const end = first.starts[middle]! + first.sizes[middle]!
      for (let place = first.starts[middle]!; place < end; place++)
        sums.add(first.indices[place]!, weight * first.values[place]!)
    }
    if (content > 0) {
      likeness.from(item)
      for (const other of likeness.sharers())
        sums.add(other, content * likeness.to(other) * Math.sqrt(popularity(other)))
    }
    sums.drain(item, settings.neighbors, () => 1)
    sums.moveTo(both, item)
    if (pacer.due()) await pacer.pause({ phase: 'transitions', done: count + item, total })
  }
  return both
}

/** One row while it is being added up. */
class RowSums {
  readonly #sums: Float64Array
  readonly #best = new KeepBest()
  readonly #indices: Int32Array
  readonly #scores: Float32Array
  #size = 0

  constructor(columns: number) {
    this.#sums = new Float64Array(columns)
    this.#indices = new Int32Array(columns)
    this.#scores = new Float32Array(columns)
  }

  add(column: number, amount: number): void {
    const sum = this.#sums[column]!
    if (sum === 0 && amount !== 0) this.#indices[this.#size++] = column
    this.#sums[column] = sum + amount
  }

  /** Ends the row: sums times factors, without one column, cut to the `keep` best. */
  drain(without: number, keep: number, factor: (column: number) => number): void {
    let size = 0
    for (let at = 0; at < this.#size; at++) {
      const column = this.#indices[at]!
      const sum = this.#sums[column]!
      this.#sums[column] = 0
      if (column === without) continue
      this.#indices[size] = column
      this.#scores[size++] = sum * factor(column)
    }
    this.#size = this.#best.select(this.#indices, this.#scores, size, keep)
  }

  /** Stores the row and begins the next. */
  moveTo(rows: GrowingRows, row: number): void {
    rows.replace(row, this.#indices.subarray(0, this.#size), this.#scores.subarray(0, this.#size))
    this.#size = 0
  }
}
