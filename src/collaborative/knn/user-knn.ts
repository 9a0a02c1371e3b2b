/** User-kNN: what those did whose history is like this one (Resnick et al. 1994; Herlocker et al. 1999). */

import { StringTable } from '../../events/string-table.ts'
import { checkNames } from '../../option-names.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../../snapshot/parts.ts'
import type { GrowingRows } from '../growing-rows.ts'
import type { IndexedHistory } from '../history-model.ts'
import { readInteractions, trainingData } from '../interactions.ts'
import type { CollaborativeRecipe, Pair } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedHead } from '../saved-model.ts'
import { BehaviorMatrix } from './behavior-matrix.ts'
import {
  type Measure,
  measureOf,
  type ResolvedSimilarity,
  resolveSimilarity,
  type SimilarityOptions,
  similarityOf,
} from './similarity.ts'
import { UserNeighborModel, type WeightedHistory } from './user-neighbor-model.ts'

/** Options of {@link userKnn}; similarities as for items, with users and items exchanged (`'sar'` is Jaccard). */
export interface UserKnnOptions extends SimilarityOptions {
  /** So many users most like the history are asked. At least 1. Default 100. */
  readonly neighbors?: number
}

const VERSION = 1

/**
 * Scores an item by who had it: `score(j) = sum over the nearest users of similarity(history, u) * value(u, j)`. There is nothing to learn but the log itself, so
 * `update` is exact and costs what the events cost. Where the user of a history was there at `fit`, that user is among the neighbours and adds nothing to unseen items.
 *
 * @example
 * ```ts
 * const model = await userKnn({ neighbors: 50 }).fit(pairs)
 * model.recommend(['dune', 'solaris'])
 * ```
 */
export function userKnn(options: UserKnnOptions = {}): CollaborativeRecipe {
  checkNames(options, ['similarity', 'alpha', 'beta', 'shrinkage', 'neighbors'], 'userKnn')
  const settings: Settings = {
    ...resolveSimilarity(options),
    neighbors: checkNumber('neighbors', options.neighbors ?? 100, { min: 1, whole: true }),
  }
  const id = recipeId('userKnn', VERSION, settings)
  const { sets } = measureOf(settings)
  return {
    name: 'userKnn',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const matrix = await BehaviorMatrix.from(interactions, sets, fitOptions)
      return new UserKnnModel(id, settings, interactions.items.all(), interactions.users, matrix)
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const users = StringTable.load(unnestParts('users', parts))
      return new UserKnnModel(id, settings, items, users, BehaviorMatrix.load(parts, sets))
    },
  }
}

interface Settings extends ResolvedSimilarity {
  readonly neighbors: number
}

class UserKnnModel extends UserNeighborModel {
  readonly name = 'userKnn'
  protected readonly keep: number
  protected readonly byUser: GrowingRows
  protected readonly byItem: GrowingRows
  readonly #id: string
  readonly #users: StringTable
  readonly #matrix: BehaviorMatrix
  readonly #measure: Measure
  #userSizes = new Float64Array(0)

  constructor(id: string, settings: Settings, items: readonly string[], users: StringTable, matrix: BehaviorMatrix) {
    super(items)
    this.keep = settings.neighbors
    this.byUser = matrix.byUser
    this.byItem = matrix.byItem
    this.#id = id
    this.#users = users
    this.#matrix = matrix
    this.#measure = measureOf(settings)
    this.#measureUsers()
  }

  get bytes(): number {
    return this.#matrix.bytes
  }

  async update(pairs: Iterable<Pair>): Promise<void> {
    const interactions = await readInteractions(pairs)
    const users = Int32Array.from(interactions.users.all(), (id) => this.#users.intern(id))
    const items = Int32Array.from(interactions.items.all(), (id) => this.addItem(id))
    this.#matrix.add(interactions, users, items, this.items.length)
    this.#measureUsers()
  }

  protected weigh({ items, values }: IndexedHistory): WeightedHistory {
    const sums = new Map<number, number>()
    for (const [entry, item] of items.entries()) sums.set(item, (sums.get(item) ?? 0) + values[entry]!)
    if (this.#measure.sets) for (const [item, value] of sums) sums.set(item, value > 0 ? 1 : 0)
    return { items: Int32Array.from(sums.keys()), weights: Float64Array.from(sums.values()) }
  }

  protected through(item: number): number {
    const users = this.byItem.sizes[item]!
    return users === 0 ? 0 : this.#measure.through(users)
  }

  protected likeness(overlap: number, user: number, { weights }: WeightedHistory): number {
    let own = 0
    for (const weight of weights) own += weight * weight
    return similarityOf(this.#measure, overlap, own, this.#userSizes[user]!)
  }

  protected factor(): number {
    return 1
  }

  save(): SnapshotParts {
    return { ...savedHead(this.#id, this.items), ...nestParts('users', this.#users.save()), ...this.#matrix.save() }
  }

  #measureUsers(): void {
    const { rows, starts, sizes, values } = this.byUser
    this.#userSizes = Float64Array.from({ length: rows }, (_, user) => {
      let sum = 0
      for (let at = starts[user]!; at < starts[user]! + sizes[user]!; at++) sum += values[at]! * values[at]!
      return sum
    })
  }
}
