/** Item-kNN: who liked this also liked that (Sarwar et al. 2001; Linden et al. 2003). */

import { StringTable } from '../../events/string-table.ts'
import { decay, halfLifeDays } from '../../events/time.ts'
import { checkNames } from '../../option-names.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../../snapshot/parts.ts'
import { Pacer, throwIfAborted } from '../../work.ts'
import { GrowingRows } from '../growing-rows.ts'
import type { IndexedHistory } from '../history-model.ts'
import { readInteractions, trainingData } from '../interactions.ts'
import type { CollaborativeRecipe, FitOptions, Pair } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedHead } from '../saved-model.ts'
import { makeAllRows } from './all-rows.ts'
import { BehaviorMatrix } from './behavior-matrix.ts'
import { ItemRows } from './item-rows.ts'
import { NeighborModel } from './neighbor-model.ts'
import { measureOf, type ResolvedSimilarity, resolveSimilarity, type SimilarityOptions } from './similarity.ts'

/** Options of {@link itemKnn}. */
export interface ItemKnnOptions extends SimilarityOptions {
  /** Each item keeps so many of the items most like it. More finds rarer items and takes as much more memory. At least 1. Default 100. */
  readonly neighbors?: number
  /** With `'sar'`, an entry of a history counts half after so many days, seen from its newest entry; without timestamps all count the same. Default `'30d'`. */
  readonly halfLife?: number | string
}

const VERSION = 1

/**
 * Scores an item by its likeness to the items of the history: `score(j) = sum over the history of value_i * similarity(i, j)`, over the `neighbors` nearest of each i.
 * An item is not its own neighbour. Repeated events of a user with an item add up.
 *
 * `update` is exact: afterwards the model is the one that a fit on all behaviour would give. It marks the items whose similarities have changed, and their rows are
 * made anew when they are next asked for. Time and memory go with the sum over users of the square of their number of items, not with the square of the catalogue.
 *
 * @example
 * ```ts
 * const model = await itemKnn({ similarity: 'rp3beta' }).fit(pairs)
 * model.recommend(['dune', 'solaris'], { k: 5 })
 * ```
 */
export function itemKnn(options: ItemKnnOptions = {}): CollaborativeRecipe {
  checkNames(options, ['similarity', 'alpha', 'beta', 'shrinkage', 'neighbors', 'halfLife'], 'itemKnn')
  const settings: Settings = {
    ...resolveSimilarity(options),
    neighbors: checkNumber('neighbors', options.neighbors ?? 100, { min: 1, whole: true }),
    halfLife: halfLifeDays(options.halfLife ?? '30d', 'halfLife'),
  }
  const id = recipeId('itemKnn', VERSION, settings)
  const { sets } = measureOf(settings)
  return {
    name: 'itemKnn',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const matrix = await BehaviorMatrix.from(interactions, sets, fitOptions)
      const rows = await makeAllRows(matrix, measureOf(settings), settings.neighbors, fitOptions)
      const { items, users } = interactions
      const model = new ItemKnnModel(id, settings, items.all(), users, matrix, rows ?? new GrowingRows())
      if (rows === undefined) await model.makeOneByOne(fitOptions)
      return model
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const users = StringTable.load(unnestParts('users', parts))
      return new ItemKnnModel(
        id,
        settings,
        items,
        users,
        BehaviorMatrix.load(parts, sets),
        GrowingRows.load('rows', parts),
      )
    },
  }
}

interface Settings extends ResolvedSimilarity {
  readonly neighbors: number
  readonly halfLife: number
}

class ItemKnnModel extends NeighborModel {
  readonly name = 'itemKnn'
  readonly #id: string
  readonly #settings: Settings
  readonly #users: StringTable
  readonly #matrix: BehaviorMatrix
  readonly #maker: ItemRows
  readonly #rows: GrowingRows
  /** Items whose rows are older than the matrix. */
  readonly #stale = new Set<number>()

  constructor(
    id: string,
    settings: Settings,
    items: readonly string[],
    users: StringTable,
    matrix: BehaviorMatrix,
    rows: GrowingRows,
  ) {
    super(items)
    this.#id = id
    this.#settings = settings
    this.#users = users
    this.#matrix = matrix
    this.#rows = rows
    this.#maker = new ItemRows(matrix, measureOf(settings), settings.neighbors)
  }

  get bytes(): number {
    return this.#matrix.bytes + this.#rows.bytes
  }

  /** Makes every row, slower than {@link makeAllRows} and without memory besides. */
  async makeOneByOne(options: FitOptions): Promise<void> {
    const pacer = new Pacer(options)
    const total = this.items.length
    this.#rows.reserveRows(total)
    for (let item = 0; item < total; item++) {
      const progress = { phase: 'neighbors', done: item, total }
      for (const _ of this.#maker.make(item)) if (pacer.due()) await pacer.pause(progress)
      this.#store(item)
      if (pacer.due()) await pacer.pause(progress)
    }
    pacer.report({ phase: 'neighbors', done: total, total })
    throwIfAborted(options.signal)
  }

  async update(pairs: Iterable<Pair>): Promise<void> {
    const interactions = await readInteractions(pairs)
    const users = Int32Array.from(interactions.users.all(), (id) => this.#users.intern(id))
    const items = Int32Array.from(interactions.items.all(), (id) => this.addItem(id))
    this.#rows.reserveRows(this.items.length)
    const changed = this.#matrix.add(interactions, users, items, this.items.length)
    this.#maker.refresh()
    // Everything is marked before anybody can ask: a row depends on its users, on what they did, and on the sizes of all items in it, and whoever shares a user with a changed
    // item has one of these changed.
    const { byItem, byUser } = this.#matrix
    const seen = new Uint8Array(byUser.rows)
    for (const item of changed) {
      for (let at = byItem.starts[item]!; at < byItem.starts[item]! + byItem.sizes[item]!; at++) {
        const user = byItem.indices[at]!
        if (seen[user] === 1) continue
        seen[user] = 1
        for (let place = byUser.starts[user]!; place < byUser.starts[user]! + byUser.sizes[user]!; place++)
          this.#stale.add(byUser.indices[place]!)
      }
    }
  }

  protected rowsFor(items: Int32Array): GrowingRows {
    if (this.#stale.size === 0) return this.#rows
    for (const item of items) if (this.#stale.has(item)) this.#remake(item)
    return this.#rows
  }

  protected weigh({ values, times }: IndexedHistory): Float64Array {
    const { similarity, halfLife } = this.#settings
    if (similarity !== 'sar') return values
    const newest = times.reduce(
      (latest, time) => (Number.isNaN(time) ? latest : Math.max(latest, time)),
      Number.NEGATIVE_INFINITY,
    )
    return values.map((value, entry) =>
      Number.isNaN(times[entry]) ? value : value * decay(newest - times[entry]!, halfLife),
    )
  }

  save(): SnapshotParts {
    for (const item of this.#stale) this.#remake(item)
    return {
      ...savedHead(this.#id, this.items),
      ...nestParts('users', this.#users.save()),
      ...this.#matrix.save(),
      ...this.#rows.saveAs('rows'),
    }
  }

  #remake(item: number): void {
    this.#maker.makeNow(item)
    this.#store(item)
    this.#stale.delete(item)
  }

  #store(item: number): void {
    const { indices, scores, size } = this.#maker
    this.#rows.replace(item, indices.subarray(0, size), scores.subarray(0, size))
  }
}
