/** What gradient descent on the order of items has learned. A user is found anew for every history. */

import { randomNumbers } from '../../math/random.ts'
import { TopK } from '../../math/top-k.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import type { ScoredItem } from '../model.ts'
import { savedHead } from '../saved-model.ts'
import { nearest } from './als-model.ts'
import { FactorRows } from './factor-rows.ts'
import { foldIn, type NegativeItems } from './ranking-fold-in.ts'
import { drawLogarithms, type RankingSettings, rankingWidth } from './ranking-training.ts'

export class RankingModel extends HistoryModel {
  readonly name: string
  readonly #id: string
  readonly #settings: RankingSettings
  readonly #items: FactorRows
  readonly #mean: Float32Array
  readonly #counts: Int32Array
  readonly #negatives: NegativeItems

  /** `mean` is the mean of the users' rows, `counts` are how many users have each item. */
  constructor(
    name: string,
    id: string,
    settings: RankingSettings,
    items: readonly string[],
    vectors: Float32Array,
    mean: Float32Array,
    counts: Int32Array,
  ) {
    super(items)
    this.name = name
    this.#id = id
    this.#settings = settings
    this.#items = new FactorRows(vectors, rankingWidth(settings.factors))
    this.#mean = mean
    this.#counts = counts
    let sum = 0
    this.#negatives = {
      logarithms: drawLogarithms(counts, settings.sampling),
      ends: settings.sampling === 'popularity' ? Float64Array.from(counts, (count) => (sum += count)) : undefined,
    }
  }

  get bytes(): number {
    const { logarithms, ends } = this.#negatives
    return (
      this.#items.bytes +
      this.#mean.byteLength +
      this.#counts.byteLength +
      logarithms.byteLength +
      (ends?.byteLength ?? 0)
    )
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    return this.#items.products(this.#userVector(history))
  }

  protected override scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    return this.#items.productsOf(items, this.#userVector(history))
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return nearest(this.#items, this.indexOf(itemId), new TopK(k), (best) => this.scored(best))
  }

  save(): SnapshotParts {
    return {
      ...savedHead(this.#id, this.items),
      vectors: this.#items.values.slice(),
      mean: this.#mean.slice(),
      counts: this.#counts.slice(),
    }
  }

  #userVector({ items, values }: IndexedHistory): Float64Array {
    const weights = new Map<number, number>()
    for (const [at, item] of items.entries())
      if (values[at]! > 0) weights.set(item, (weights.get(item) ?? 0) + values[at]!)
    // In one order, so that a user's vector does not hang on the order of the history.
    const own = [...weights].sort(([a], [b]) => a - b)
    return foldIn(this.#settings, this.#items.values, this.#mean, this.#negatives, own, randomNumbers(0, 3))
  }
}
