/** Transition kNN: what people did next, from the order of their events alone. */

import { checkNames } from '../../option-names.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { Pacer, throwIfAborted } from '../../work.ts'
import { featureMatrix } from '../features.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { IndexedHistory } from '../history-model.ts'
import { readInteractions, trainingData } from '../interactions.ts'
import { NeighborModel } from '../knn/neighbor-model.ts'
import type { CollaborativeRecipe } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedHead } from '../saved-model.ts'
import { type TransitionSettings, transitionRows } from './transition-rows.ts'

/** Options of {@link transitionKnn}. The defaults were chosen on validation events cut out of the training data of three shops. */
export interface TransitionKnnOptions {
  /** Pairs further apart in a user's order do not count. 1 to 1,000. Default 20. */
  readonly window?: number
  /** A pair counts this much less for each step that it is apart. 0 to 1. Default 0.9. */
  readonly distanceDecay?: number
  /** What came before counts so much, against 1 for what came after. 0 to 1. Default 0.3. */
  readonly backward?: number
  /** A sequence of length n counts `1 / log2(2 + n)` to this power: who did much says less with each pair. 0 to 3. Default 0.5. */
  readonly lengthExponent?: number
  /** How much popular items are held back: scores are divided by `(n_j + popularityDamping)` to this power. 0 to 2. Default 0.2. */
  readonly popularityExponent?: number
  /** At least 0. Default 20. */
  readonly popularityDamping?: number
  /** How much less a popular item of the history says: `(n_i + ownDamping)` to this power. 0 to 2. Default 0.5. */
  readonly ownExponent?: number
  /** At least 0. Default 5. */
  readonly ownDamping?: number
  /** An entry of the history counts this much less for each newer one. 0 to 1. Default 0.7. */
  readonly recency?: number
  /** How much counts what follows upon what follows; it finds items for which there are few pairs. 0 leaves it out. 0 to 10. Default 0.2. */
  readonly secondStep?: number
  /** Each item keeps so many others. At least 1. Default 300. */
  readonly neighbors?: number
  /** Where features of items are given to `fit`: pairs of items with likeness s by features count `1 + featureBoost * s`. 0 to 100. Default 1. */
  readonly featureBoost?: number
  /** Where features of items are given to `fit`: how much likeness alone counts, without any pair. 0 leaves it out. 0 to 10. Default 0.006. */
  readonly featureWeight?: number
}

const VERSION = 1
const NAMES = [
  'window',
  'distanceDecay',
  'backward',
  'lengthExponent',
  'popularityExponent',
  'popularityDamping',
  'ownExponent',
  'ownDamping',
  'recency',
  'secondStep',
  'neighbors',
  'featureBoost',
  'featureWeight',
]

/**
 * Learns from each user's order of events what comes after what. Each ordered pair at distance d in a sequence of n events adds
 * `w = distanceDecay^(d-1) / log2(2 + n)^lengthExponent` from the earlier to the later item and `backward * w` back; the row of an item is
 * `W[i, j] / ((n_j + popularityDamping)^popularityExponent (n_i + ownDamping)^ownExponent)`, and with a second step
 * `row_i + secondStep * sum over j of W[i, j] row_j / sum of W[i, .]`, over the 50 best j. The score is `sum over the history of recency^age * value * row_i`, age 0 being the newest.
 *
 * Features of items, given to `fit` as `items`, make pairs of like items count more and let an item lead to others that nobody took after it: with s the cosine of two items'
 * features, each times `log(items / items that have it)` (0 where it is below 0), pairs are multiplied by `1 + featureBoost * s` and `featureWeight * s * sqrt(n_j)` is added to
 * the finished row. The latter is looked for among the 500 most popular items of each feature.
 *
 * Values of interactions are not read, only their order. A related baseline is the Markov chain with decayed pairs ("sequential rules") of Ludewig and Jannach 2018.
 *
 * @example
 * ```ts
 * const model = await transitionKnn().fit(purchases)
 * model.recommend(['tent', 'sleeping bag'], { k: 5 })
 * ```
 */
export function transitionKnn(options: TransitionKnnOptions = {}): CollaborativeRecipe {
  checkNames(options, NAMES, 'transitionKnn')
  const share = { min: 0, max: 1 }
  const exponent = { min: 0, max: 3 }
  const damping = { min: 0 }
  const settings: Settings = {
    window: checkNumber('window', options.window ?? 20, { min: 1, max: 1000, whole: true }),
    distanceDecay: checkNumber('distanceDecay', options.distanceDecay ?? 0.9, share),
    backward: checkNumber('backward', options.backward ?? 0.3, share),
    lengthExponent: checkNumber('lengthExponent', options.lengthExponent ?? 0.5, exponent),
    popularityExponent: checkNumber('popularityExponent', options.popularityExponent ?? 0.2, exponent),
    popularityDamping: checkNumber('popularityDamping', options.popularityDamping ?? 20, damping),
    ownExponent: checkNumber('ownExponent', options.ownExponent ?? 0.5, exponent),
    ownDamping: checkNumber('ownDamping', options.ownDamping ?? 5, damping),
    secondStep: checkNumber('secondStep', options.secondStep ?? 0.2, { min: 0, max: 10 }),
    secondStepExponent: 1,
    secondStepNorm: 1,
    neighbors: checkNumber('neighbors', options.neighbors ?? 300, { min: 1, whole: true }),
    featureBoost: checkNumber('featureBoost', options.featureBoost ?? 1, { min: 0, max: 100 }),
    featureWeight: checkNumber('featureWeight', options.featureWeight ?? 0.006, { min: 0, max: 10 }),
    recency: checkNumber('recency', options.recency ?? 0.7, share),
  }
  const id = recipeId('transitionKnn', VERSION, settings)
  return {
    name: 'transitionKnn',
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const features = featureMatrix(data.items, interactions.items.all(), 'items').matrix
      const pacer = new Pacer(fitOptions)
      const rows = await transitionRows(interactions, settings, features, pacer)
      const total = interactions.items.size
      pacer.report({ phase: 'transitions', done: total, total })
      throwIfAborted(fitOptions.signal)
      return new TransitionKnnModel(id, settings, interactions.items.all(), rows)
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      return new TransitionKnnModel(id, settings, items, GrowingRows.load('rows', parts))
    },
  }
}

interface Settings extends TransitionSettings {
  readonly recency: number
}

class TransitionKnnModel extends NeighborModel {
  readonly name = 'transitionKnn'
  readonly #id: string
  readonly #recency: number
  readonly #rows: GrowingRows

  constructor(id: string, { recency }: Settings, items: readonly string[], rows: GrowingRows) {
    super(items)
    this.#id = id
    this.#recency = recency
    this.#rows = rows
  }

  get bytes(): number {
    return this.#rows.bytes
  }

  protected rowsFor(): GrowingRows {
    return this.#rows
  }

  protected weigh({ values }: IndexedHistory): Float64Array {
    return values.map((value, entry) => value * this.#recency ** (values.length - 1 - entry))
  }

  save(): SnapshotParts {
    return { ...savedHead(this.#id, this.items), ...this.#rows.saveAs('rows') }
  }
}
