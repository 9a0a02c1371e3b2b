/** Session kNN: whole sessions like the present one, and what else was in them. */

import { checkNames } from '../../option-names.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { IndexedHistory } from '../history-model.ts'
import { type Interactions, readInteractions, trainingData, transposed } from '../interactions.ts'
import { UserNeighborModel, type WeightedHistory } from '../knn/user-neighbor-model.ts'
import type { CollaborativeRecipe } from '../model.ts'
import { checkChoice, checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray, savedHead } from '../saved-model.ts'

/** Options of {@link sessionKnn}. A session is what has one `userId`. */
export interface SessionKnnOptions {
  /**
   * - `'v-sknn'` (Ludewig and Jannach 2018): entries of the present session count less the older they are, linearly; a neighbour counts less the older the newest shared item is.
   * - `'stan'` (Garg et al. 2019): entries, neighbours (by time, where there are times) and the items of a neighbour (by distance from the newest shared item) fade exponentially.
   *
   * Default `'stan'`.
   */
  readonly variant?: 'v-sknn' | 'stan'
  /** So many sessions are asked. At least 1. Default 500. */
  readonly neighbors?: number
  /** STAN: entries fade to 1/e after so many newer ones. Above 0. Default 3. */
  readonly entryDecay?: number
  /** STAN: sessions fade to 1/e after so many days before the present one. Above 0. Default: they do not. */
  readonly sessionDecay?: number
  /** STAN: items of a session fade to 1/e so many places from the newest shared item. Above 0. Default 3. */
  readonly itemDecay?: number
}

const VERSION = 1
const NEVER = Number.POSITIVE_INFINITY

/**
 * Looks for the sessions that share most with the present one (cosine of the weighted sessions) and adds up their other items. Deviation from both papers: all sessions
 * that share an item are compared, not a sample of the newest.
 *
 * @example
 * ```ts
 * const model = await sessionKnn({ variant: 'v-sknn' }).fit(clicks)
 * model.recommend(['tent', 'stove'])
 * ```
 */
export function sessionKnn(options: SessionKnnOptions = {}): CollaborativeRecipe {
  checkNames(options, ['variant', 'neighbors', 'entryDecay', 'sessionDecay', 'itemDecay'], 'sessionKnn')
  const positive = { min: Number.MIN_VALUE }
  const settings: Settings = {
    variant: checkChoice('variant', options.variant ?? 'stan', ['v-sknn', 'stan']),
    neighbors: checkNumber('neighbors', options.neighbors ?? 500, { min: 1, whole: true }),
    entryDecay: checkNumber('entryDecay', options.entryDecay ?? 3, positive),
    sessionDecay: checkNumber('sessionDecay', options.sessionDecay ?? NEVER, positive),
    itemDecay: checkNumber('itemDecay', options.itemDecay ?? 3, positive),
  }
  const id = recipeId('sessionKnn', VERSION, settings)
  return {
    name: 'sessionKnn',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const { starts, times } = interactions
      const ends = Float64Array.from({ length: interactions.users.size }, (_, user) =>
        times === undefined ? Number.NaN : times[starts[user + 1]! - 1]!,
      )
      return new SessionKnnModel(id, settings, interactions.items.all(), inOrder(interactions), ends)
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const ends = savedArray(parts, 'ends', Float64Array)
      return new SessionKnnModel(id, settings, items, GrowingRows.load('byUser', parts), ends)
    },
  }
}

interface Settings {
  readonly variant: 'v-sknn' | 'stan'
  readonly neighbors: number
  readonly entryDecay: number
  readonly sessionDecay: number
  readonly itemDecay: number
}

/** Each session's items in order, each at the place where it was last. */
function inOrder({ users, starts, itemOf }: Interactions): GrowingRows {
  const rows = new GrowingRows()
  rows.reserveRows(users.size)
  for (let user = 0; user < users.size; user++) {
    const newestFirst = new Set(itemOf.slice(starts[user]!, starts[user + 1]!).reverse())
    const indices = Int32Array.from(newestFirst).reverse()
    rows.replace(user, indices, new Float32Array(indices.length).fill(1))
  }
  return rows
}

class SessionKnnModel extends UserNeighborModel {
  readonly name = 'sessionKnn'
  protected readonly keep: number
  protected readonly byUser: GrowingRows
  protected readonly byItem: GrowingRows
  readonly #id: string
  readonly #settings: Settings
  readonly #ends: Float64Array

  constructor(id: string, settings: Settings, items: readonly string[], byUser: GrowingRows, ends: Float64Array) {
    super(items)
    this.keep = settings.neighbors
    this.#id = id
    this.#settings = settings
    this.#ends = ends
    this.byUser = byUser
    const { sizes, indices, values } = byUser.compact()
    const indptr = new Int32Array(sizes.length + 1)
    for (const [user, size] of sizes.entries()) indptr[user + 1] = indptr[user]! + size
    const matrix = { kind: 'sparse', rows: sizes.length, columns: items.length, indptr, indices, values } as const
    this.byItem = GrowingRows.from(transposed(matrix))
  }

  get bytes(): number {
    return this.byUser.bytes + this.byItem.bytes + this.#ends.byteLength
  }

  protected weigh({ items }: IndexedHistory): WeightedHistory {
    const { variant, entryDecay } = this.#settings
    const newestFirst = [...new Set(Array.from(items).reverse())]
    const weights = newestFirst.map((_, age) =>
      variant === 'stan' ? Math.exp(-age / entryDecay) : (newestFirst.length - age) / newestFirst.length,
    )
    return { items: Int32Array.from(newestFirst), weights: Float64Array.from(weights) }
  }

  protected through(): number {
    return 1
  }

  protected likeness(overlap: number, user: number, { weights }: WeightedHistory, { times }: IndexedHistory): number {
    let own = 0
    for (const weight of weights) own += weight * weight
    const cosine = overlap / Math.sqrt(own * this.byUser.sizes[user]!)
    const { variant, sessionDecay } = this.#settings
    const now = times.at(-1) ?? Number.NaN
    const age = (now - this.#ends[user]!) / 86_400_000
    return variant === 'stan' && age > 0 && sessionDecay !== NEVER ? cosine * Math.exp(-age / sessionDecay) : cosine
  }

  protected factor(user: number, place: number, { items, weights }: WeightedHistory): number {
    const start = this.byUser.starts[user]!
    const row = this.byUser.indices.subarray(start, start + this.byUser.sizes[user]!)
    for (const [age, item] of items.entries()) {
      const shared = row.indexOf(item)
      if (shared < 0) continue
      if (this.#settings.variant === 'v-sknn') return weights[age]!
      return place === shared ? 1 : Math.exp(-Math.abs(place - shared) / this.#settings.itemDecay)
    }
    return 0
  }

  save(): SnapshotParts {
    return { ...savedHead(this.#id, this.items), ends: this.#ends, ...this.byUser.saveAs('byUser') }
  }
}
