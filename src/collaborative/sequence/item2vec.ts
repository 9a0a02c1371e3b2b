/** item2vec: items that stand near one another in users' sequences get similar vectors (Barkan and Koenigstein 2016). */

import { TopK } from '../../math/top-k.ts'
import { checkNames } from '../../option-names.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { throwIfAborted } from '../../work.ts'
import { FactorRows, paddedFactors } from '../factors/factor-rows.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import { type Interactions, readInteractions, trainingData } from '../interactions.ts'
import type { CollaborativeRecipe, Contribution, FitOptions, HistoryEntry, ScoredItem } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray, savedHead } from '../saved-model.ts'

/** Options of {@link item2vec}. */
export interface Item2vecOptions {
  /** Length of the vectors, 1 to 10,000. Default 64. */
  readonly factors?: number
  /** Items up to this distance in a sequence belong together, 1 to 1,000: small where the next item matters, large where order says little. Default 20. */
  readonly window?: number
  /**
   * Items are drawn as negatives by count to this power, -5 to 5: below 0 rare items are drawn more often, towards 1 popular ones. Default 0.5.
   */
  readonly negativeExponent?: number
  /** Negatives for each pair, 1 to 383. Default 5. */
  readonly negative?: number
  /** Items that are more than this share of all events are thinned out, 0 to 1; 0 keeps all. Default 0. */
  readonly subsample?: number
  /** Passes over all sequences. At least 1. Default 50. */
  readonly epochs?: number
  /** The first step; steps fall linearly. Above 0, up to 10. Default 0.05. */
  readonly learningRate?: number
  /**
   * How much popular items are preferred: the score of an item with n events is multiplied by `n^popularity`. 0 to 2. Cosines alone (0) bring up items that hardly anybody dealt with, since those stand near the few that they were
   * seen with. Default 0.15.
   */
  readonly popularity?: number
}

const VERSION = 2

/**
 * Skip-gram with negative sampling on each user's events in order. Settings for words do poorly on items (Caselles-Dupré et al. 2018). The defaults were chosen on validation parts of MovieLens, Goodbooks and Last.fm: what mattered
 * by far most was `popularity`, then the window; the exponent of the negatives and subsampling mattered little.
 *
 * `score(j) = n_j^popularity * sum over the history of value_i * cosine(i, j)`, n_j being how many events j has, so that shares are exact. `neighbors` go by the cosine alone. Values of interactions are not read. It learns from all
 * at once: there is no `update`.
 *
 * @example
 * ```ts
 * const model = await item2vec({ epochs: 100 }).fit(plays)
 * model.neighbors('blue in green')
 * ```
 */
export function item2vec(options: Item2vecOptions = {}): CollaborativeRecipe {
  const names = [
    ...['factors', 'window', 'negativeExponent', 'negative', 'subsample', 'epochs', 'learningRate'],
    'popularity',
  ] as const
  checkNames(options, names, 'item2vec')
  const settings: Settings = {
    factors: checkNumber('factors', options.factors ?? 64, { min: 1, max: 10_000, whole: true }),
    window: checkNumber('window', options.window ?? 20, { min: 1, max: 1000, whole: true }),
    negativeExponent: checkNumber('negativeExponent', options.negativeExponent ?? 0.5, { min: -5, max: 5 }),
    negative: checkNumber('negative', options.negative ?? 5, { min: 1, max: 383, whole: true }),
    subsample: checkNumber('subsample', options.subsample ?? 0, { min: 0, max: 1 }),
    epochs: checkNumber('epochs', options.epochs ?? 50, { min: 1, max: 100_000, whole: true }),
    learningRate: checkNumber('learningRate', options.learningRate ?? 0.05, { min: Number.MIN_VALUE, max: 10 }),
    popularity: checkNumber('popularity', options.popularity ?? 0.15, { min: 0, max: 2 }),
  }
  const id = recipeId('item2vec', VERSION, settings)
  return {
    name: 'item2vec',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const vectors = await unitVectors(interactions, settings, fitOptions)
      const counts = new Float64Array(interactions.items.size)
      for (const item of interactions.itemOf) counts[item]!++
      return new Item2vecModel(id, settings, interactions.items.all(), vectors, counts)
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const vectors = savedArray(parts, 'vectors', Float32Array).slice()
      return new Item2vecModel(id, settings, items, vectors, savedArray(parts, 'counts', Float64Array))
    },
  }
}

interface Settings {
  readonly factors: number
  readonly window: number
  readonly negativeExponent: number
  readonly negative: number
  readonly subsample: number
  readonly epochs: number
  readonly learningRate: number
  readonly popularity: number
}

/** One vector of length 1 an item, padded as scans want it. The trainer is loaded on first use. */
async function unitVectors(
  { users, items, starts, itemOf }: Interactions,
  { factors, popularity: _, ...settings }: Settings,
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<Float32Array> {
  const width = paddedFactors(factors)
  const rows = new Float32Array(items.size * width)
  // One item has nothing to be near to.
  if (items.size < 2) return rows
  const { trainWord2Vec } = await import('../../encode/word2vec/train-word2vec.ts')
  throwIfAborted(signal)
  const ids = items.all()
  const sequences = {
    *[Symbol.iterator](): Generator<string[]> {
      for (let user = 0; user < users.size; user++)
        yield Array.from(itemOf.subarray(starts[user]!, starts[user + 1]!), (item) => ids[item]!)
    },
  }
  const trained = await trainWord2Vec(sequences, {
    ...settings,
    dimensions: factors,
    minCount: 1,
    seed: seed >>> 0,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  for (const [item, id] of ids.entries()) {
    const vector = trained.vector(id)!
    let sum = 0
    for (const value of vector) sum += value * value
    const scale = sum === 0 ? 0 : 1 / Math.sqrt(sum)
    for (let j = 0; j < factors; j++) rows[item * width + j] = vector[j]! * scale
  }
  return rows
}

class Item2vecModel extends HistoryModel {
  readonly name = 'item2vec'
  readonly #id: string
  readonly #rows: FactorRows
  readonly #counts: Float64Array
  /** What each item's score is multiplied by. */
  readonly #preferences: Float64Array

  constructor(
    id: string,
    { factors, popularity }: Settings,
    items: readonly string[],
    vectors: Float32Array,
    counts: Float64Array,
  ) {
    super(items)
    this.#id = id
    this.#rows = new FactorRows(vectors, paddedFactors(factors))
    this.#counts = counts
    this.#preferences = counts.map((count) => count ** popularity)
  }

  get bytes(): number {
    return this.#rows.bytes + 2 * this.#counts.byteLength
  }

  protected scoreAll(history: IndexedHistory): Float32Array {
    return this.#rows.products(this.#sumOf(history)).map((sum, item) => sum * this.#preferences[item]!)
  }

  protected override scoreSome(history: IndexedHistory, items: Int32Array): Float32Array {
    return this.#rows.productsOf(items, this.#sumOf(history)).map((sum, at) => sum * this.#preferences[items[at]!]!)
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const target = this.indexOf(itemId)
    if (target < 0) return []
    const { items, values } = this.readHistory(history)
    const cosines = this.#rows.productsOf(items, this.#rows.row(target))
    return Array.from(items, (item, entry) => ({
      itemId: this.items[item]!,
      share: values[entry]! * cosines[entry]! * this.#preferences[target]!,
    }))
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    const best = new TopK(k)
    const item = this.indexOf(itemId)
    if (item < 0) return []
    for (const [other, cosine] of this.#rows.products(this.#rows.row(item)).entries())
      if (other !== item) best.offer(other, cosine)
    return this.scored(best)
  }

  save(): SnapshotParts {
    return { ...savedHead(this.#id, this.items), vectors: this.#rows.values.slice(), counts: this.#counts }
  }

  #sumOf({ items, values }: IndexedHistory): Float64Array {
    const sum = new Float64Array(this.#rows.width)
    for (const [entry, item] of items.entries()) {
      const row = this.#rows.row(item)
      for (let j = 0; j < sum.length; j++) sum[j]! += values[entry]! * row[j]!
    }
    return sum
  }
}
