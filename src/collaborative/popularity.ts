/** Popularity as a model: what most people want, lately where a half-life is given, and within the segments that a history is about. */

import { decay, halfLifeDays } from '../events/time.ts'
import { TopK } from '../math/top-k.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { featureMatrix } from './features.ts'
import { HistoryModel, type IndexedHistory } from './history-model.ts'
import { type Interactions, readInteractions, trainingData } from './interactions.ts'
import type { CollaborativeRecipe, Pair, ScoredItem } from './model.ts'
import { checkNumber, recipeId } from './options.ts'
import { openSaved, savedArray, savedHead } from './saved-model.ts'

/** Options of {@link popularity}. */
export interface PopularityOptions {
  /** An event counts half after so many days (or `'12h'`, `'30d'`), seen from the newest of the log. Default: all count the same. Without timestamps it changes nothing. */
  readonly halfLife?: number | string
  /** Scores are `count / (count + damping)`: from 0 to 1, and so far apart only where counts are small. At least 0. Default 10. */
  readonly damping?: number
  /**
   * How much of a score is popularity within the segments of the history, 0 to 1; segments are the features of items given to `fit`. Default 0.5. Without features,
   * and for a history that has none, the score is popularity among everything.
   */
  readonly segments?: number
}

const VERSION = 1

/**
 * Ranks by how much is done with an item. With counts n (values summed, faded by age) the score is `p = n / (n + damping)`; with features of items it is
 * `(1 - segments) p + segments * sum of h_f p / max_f`, h_f being the share of feature f in the history and max_f the largest p among items with f.
 *
 * @example
 * ```ts
 * const model = await popularity({ halfLife: '30d' }).fit(pairs)
 * model.recommend([], { k: 10 })
 * ```
 */
export function popularity(options: PopularityOptions = {}): CollaborativeRecipe {
  checkNames(options, ['halfLife', 'damping', 'segments'], 'popularity')
  const { halfLife, damping = 10, segments = 0.5 } = options
  const settings: Settings = {
    halfLife: halfLife === undefined ? undefined : halfLifeDays(halfLife, 'halfLife'),
    damping: checkNumber('damping', damping, { min: 0 }),
    segments: checkNumber('segments', segments, { min: 0, max: 1 }),
  }
  const id = recipeId('popularity', VERSION, settings)
  return {
    name: 'popularity',
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const { matrix } = featureMatrix(data.items, interactions.items.all(), 'items')
      const features: Features = { starts: matrix.indptr, indices: matrix.indices, count: matrix.columns }
      const model = new PopularityModel(id, settings, interactions.items.all(), features)
      model.add(interactions)
      return model
    },
    load(saved) {
      const { parts, items, state } = openSaved(saved, id)
      const { count, newest } = state as { readonly count: number; readonly newest: number | null }
      const features = {
        starts: savedArray(parts, 'featureStarts', Int32Array),
        indices: savedArray(parts, 'features', Int32Array),
        count,
      }
      const sums = savedArray(parts, 'sums', Float64Array)
      return new PopularityModel(id, settings, items, features, sums, newest ?? Number.NEGATIVE_INFINITY)
    },
  }
}

interface Settings {
  readonly halfLife: number | undefined
  readonly damping: number
  readonly segments: number
}

/** The features of item `i` are `indices[starts[i] .. starts[i + 1]]`; later items have none. */
interface Features {
  readonly starts: Int32Array
  readonly indices: Int32Array
  readonly count: number
}

class PopularityModel extends HistoryModel {
  readonly name = 'popularity'
  readonly #id: string
  readonly #settings: Settings
  readonly #features: Features
  #sums: Float64Array
  /** The time from which the sums are seen. */
  #newest: number
  #scores = new Float32Array(0)
  /** The largest score among the items with each feature. */
  #largest = new Float64Array(0)

  constructor(
    id: string,
    settings: Settings,
    items: readonly string[],
    features: Features,
    sums: Float64Array = new Float64Array(items.length),
    newest: number = Number.NEGATIVE_INFINITY,
  ) {
    super(items)
    this.#id = id
    this.#settings = settings
    this.#features = features
    this.#sums = sums
    this.#newest = newest
    this.#rescore()
  }

  get bytes(): number {
    return this.#sums.byteLength + this.#scores.byteLength + this.#features.indices.byteLength
  }

  async update(pairs: Iterable<Pair>): Promise<void> {
    this.add(await readInteractions(pairs))
  }

  /** Counts further behaviour. */
  add({ items, itemOf, values, times }: Interactions): void {
    const indexes = items.all().map((id) => this.addItem(id))
    const sums = new Float64Array(this.items.length)
    sums.set(this.#sums)
    const { halfLife } = this.#settings
    if (halfLife !== undefined && times !== undefined) {
      const newest = times.reduce((latest, time) => Math.max(latest, time), this.#newest)
      const faded = decay(newest - this.#newest, halfLife)
      if (this.#newest !== Number.NEGATIVE_INFINITY) for (let item = 0; item < sums.length; item++) sums[item]! *= faded
      this.#newest = newest
    }
    for (const [event, item] of itemOf.entries()) {
      const age = times === undefined || halfLife === undefined ? 0 : this.#newest - times[event]!
      sums[indexes[item]!]! += values[event]! * (halfLife === undefined ? 1 : decay(age, halfLife))
    }
    this.#sums = sums
    this.#rescore()
  }

  #rescore(): void {
    const { damping } = this.#settings
    this.#scores = Float32Array.from(this.#sums, (sum) => (sum === 0 ? 0 : sum / (sum + damping)))
    const { starts, indices, count } = this.#features
    this.#largest = new Float64Array(count)
    for (let item = 0; item + 1 < starts.length; item++) {
      for (let at = starts[item]!; at < starts[item + 1]!; at++)
        this.#largest[indices[at]!] = Math.max(this.#largest[indices[at]!]!, this.#scores[item]!)
    }
  }

  protected scoreAll({ items, values }: IndexedHistory): Float32Array {
    const { starts, indices, count } = this.#features
    const shares = new Float64Array(count)
    let total = 0
    for (const [at, item] of items.entries()) {
      for (let place = starts[item] ?? 0; place < (starts[item + 1] ?? 0); place++) {
        const value = Math.max(0, values[at]!)
        shares[indices[place]!]! += value
        total += value
      }
    }
    if (total === 0) return this.#scores.slice()
    const { segments } = this.#settings
    return this.#scores.map((score, item) => {
      let within = 0
      for (let place = starts[item] ?? 0; place < (starts[item + 1] ?? 0); place++) {
        const feature = indices[place]!
        if (score > 0) within += ((shares[feature]! / total) * score) / this.#largest[feature]!
      }
      return (1 - segments) * score + segments * within
    })
  }

  /** The most popular among the items that share a feature with this one, or among all where none does. */
  neighbors(itemId: string, k = 10): ScoredItem[] {
    const item = this.indexOf(itemId)
    const best = new TopK(k)
    if (item < 0) return []
    const scores = this.scoreAll({
      items: Int32Array.of(item),
      values: Float64Array.of(1),
      times: Float64Array.of(Number.NaN),
    })
    for (const [other, score] of scores.entries()) if (other !== item) best.offer(other, score)
    return this.scored(best)
  }

  save(): SnapshotParts {
    const { starts, indices, count } = this.#features
    const newest = Number.isFinite(this.#newest) ? this.#newest : null
    return {
      ...savedHead(this.#id, this.items, { count, newest }),
      sums: this.#sums,
      featureStarts: starts,
      features: indices,
    }
  }
}
