/** Any model, and beside its items those that nobody has dealt with yet, scored by what they are like. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument } from '../../errors.ts'
import { checkId } from '../../events/ids.ts'
import { TopK } from '../../math/top-k.ts'
import { checkNames } from '../../option-names.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../../snapshot/parts.ts'
import { Pacer } from '../../work.ts'
import { withFeatureRows } from '../features.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import { trainingData } from '../interactions.ts'
import type { CollaborativeModel, CollaborativeRecipe, Contribution, HistoryEntry, Pair, ScoredItem } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray, savedHead } from '../saved-model.ts'
import { ContentMap, product } from './content-map.ts'
import { featureVectors, vectorRows } from './content-rows.ts'

/** Options of {@link withColdItems}. */
export interface ColdItemsOptions {
  /** So many numbers does the content of an item become where it is given as features: the strongest latent dimensions of them, 1 to 1,024. Given vectors are taken as they are. Default 128. */
  readonly dimensions?: number
}

const VERSION = 1
/** Histories whose scores the regularisation is chosen by. */
const SAMPLES = 60

/**
 * A recipe whose model also knows the items of `vectors`, or else of `items`, that have no behaviour: their scores are learned from content by ridge regression, which for models of
 * factors is a ridge map from content to factors (Gantner and others 2010; see `ContentMap`). Items with behaviour keep their scores. The regularisation is chosen by itself, on held-out items.
 *
 * Items that come later are added by `addItems`, with vectors of the length that `fit` was given, and are ranked at once. A cold item in a history is passed over; its neighbours are those of like content, and its whole score is one contribution under its own id. Further behaviour needs a new `fit`.
 *
 * @example
 * ```ts
 * const model = await withColdItems(als()).fit({ interactions, items: [{ id: 'new', features: ['drama'] }] })
 * model.recommend(['b7', 'b9'], { candidates: ['new'] })
 * ```
 */
export function withColdItems(recipe: CollaborativeRecipe, options: ColdItemsOptions = {}): CollaborativeRecipe {
  if (typeof recipe?.fit !== 'function')
    throw invalidArgument('recipe', recipe, 'Pass a recipe such as als(), and options after it.')
  checkNames(options, ['dimensions'], 'withColdItems')
  const dimensions = checkNumber('dimensions', options.dimensions ?? 128, { min: 1, max: 1024, whole: true })
  const id = recipeId('withColdItems', VERSION, { dimensions, recipe: recipe.id ?? recipe.name })
  return {
    name: recipe.name,
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const pairs = [...data.interactions]
      const described = [...(data.items ?? [])]
      const users = [...(data.users ?? [])]
      const inner = await recipe.fit({ ...data, interactions: pairs, items: described, users }, fitOptions)
      const warm = [...new Set(pairs.map(({ itemId }) => itemId))]
      const ids = withFeatureRows(withFeatureRows(warm, described), named(data.vectors))
      const vectors = data.vectors ?? (await featureVectors(described, ids, dimensions, fitOptions))
      const rows = vectorRows(vectors, ids)
      const cold = ids.flatMap((_, row) => (row >= warm.length && rows.known[row] === 1 ? [row] : []))
      const pacer = new Pacer(fitOptions)
      const map = await ContentMap.fit(
        chosenRows(
          rows.matrix,
          warm.map((_, row) => row),
        ),
        samplesOf(inner, pairs, warm),
        pacer,
      )
      await pacer.pause({ phase: 'content', done: 1, total: 1 })
      return new ColdItemsModel(
        id,
        inner,
        warm,
        cold.map((row) => ids[row]!),
        map,
        chosenRows(rows.matrix, cold),
        data.vectors !== undefined && rows.matrix.columns > 1,
      )
    },
    ...(recipe.load === undefined
      ? {}
      : {
          load(saved) {
            const { parts, items, state } = openSaved(saved, id)
            const inner = recipe.load!(unnestParts('recipe', parts))
            const { warm, columns, regularization, isOpen } = state as Readonly<
              Record<'warm' | 'columns' | 'regularization', number> & { isOpen: boolean }
            >
            const map = ContentMap.at(loadRows('warm', parts, columns), regularization)
            return new ColdItemsModel(
              id,
              inner,
              items.slice(0, warm),
              items.slice(warm),
              map,
              loadRows('cold', parts, columns),
              isOpen,
            )
          },
        }),
  }
}

class ColdItemsModel extends HistoryModel {
  readonly name: string
  readonly #id: string
  readonly #inner: CollaborativeModel
  readonly #warm: readonly string[]
  readonly #map: ContentMap
  #cold: SparseMatrix
  /** Whether it was given vectors, so that others can be compared with them. */
  readonly #isOpen: boolean

  constructor(
    id: string,
    inner: CollaborativeModel,
    warm: readonly string[],
    cold: readonly string[],
    map: ContentMap,
    rows: SparseMatrix,
    isOpen: boolean,
  ) {
    super([...warm, ...cold])
    this.name = inner.name
    this.#id = id
    this.#inner = inner
    this.#warm = warm
    this.#map = map
    this.#cold = rows
    this.#isOpen = isOpen
  }

  get bytes(): number {
    return (this.#inner.bytes ?? 0) + this.#map.bytes + this.#cold.values.byteLength * 2
  }

  protected scoreAll({ items, values, times }: IndexedHistory): Float32Array {
    const history = Array.from(items, (item, at): HistoryEntry => {
      const timestamp = times[at]!
      return { itemId: this.items[item]!, value: values[at]!, ...(Number.isNaN(timestamp) ? {} : { timestamp }) }
    }).filter((_, at) => items[at]! < this.#warm.length)
    const scores = new Float32Array(this.items.length)
    scores.set(warmScores(this.#inner, history, this.#warm))
    if (this.#cold.rows === 0) return scores
    const weights = this.#map.weights(scores.subarray(0, this.#warm.length))
    for (let row = 0; row < this.#cold.rows; row++) scores[this.#warm.length + row] = product(this.#cold, row, weights)
    return scores
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    const item = this.indexOf(itemId)
    const best = new TopK(k)
    if (item < this.#warm.length) return item < 0 ? [] : this.#inner.neighbors(itemId, k)
    const own = new Float64Array(this.#cold.columns)
    const { indptr, indices, values } = this.#cold
    const row = item - this.#warm.length
    // The first column is 1 for all, and no likeness.
    for (let at = indptr[row]! + 1; at < indptr[row + 1]!; at++) own[indices[at]!] = values[at]!
    for (let other = 0; other < this.items.length; other++) {
      if (other === item) continue
      const warm = other < this.#warm.length
      best.offer(
        other,
        warm ? product(this.#map.rows, other, own) : product(this.#cold, other - this.#warm.length, own),
      )
    }
    return this.scored(best)
  }

  contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const item = this.indexOf(itemId)
    if (item < 0) return []
    const score = (): number => this.score(history, [itemId])[0]!
    if (item < this.#warm.length && this.#inner.contributions !== undefined)
      return this.#inner.contributions(history, itemId)
    return [{ itemId, share: score() }]
  }

  addItems(vectors: ReadonlyMap<string, ArrayLike<number>>): void {
    if (!this.#isOpen)
      throw invalidArgument(
        'vectors',
        vectors,
        'The model was given none to compare them with: pass `vectors` to `fit`.',
      )
    const ids = [...vectors.keys()].filter(
      (id) => this.indexOf(checkId(id, 'vectors')) < 0 || this.indexOf(id) >= this.#warm.length,
    )
    const { matrix } = vectorRows(vectors, ids, this.#cold.columns - 1)
    const known = this.items.slice(this.#warm.length)
    const added = new Map(ids.map((id, row) => [id, known.length + row]))
    const all = [...known, ...ids.filter((id) => this.indexOf(id) < 0)]
    this.#cold = chosenRows(
      below(this.#cold, matrix),
      all.map((id, row) => added.get(id) ?? row),
    )
    for (const id of ids) this.addItem(id)
  }

  save(): SnapshotParts {
    if (this.#inner.save === undefined)
      throw invalidArgument('recipe', this.name, 'Its model cannot be saved; use one that can.')
    const state = {
      warm: this.#warm.length,
      columns: this.#cold.columns,
      regularization: this.#map.regularization,
      isOpen: this.#isOpen,
    }
    return {
      ...savedHead(this.#id, this.items, state),
      ...nestParts('recipe', this.#inner.save()),
      ...saveRows('warm', this.#map.rows),
      ...saveRows('cold', this.#cold),
    }
  }
}

function warmScores(
  model: CollaborativeModel,
  history: readonly HistoryEntry[],
  warm: readonly string[],
): Float32Array {
  const { items } = model
  // Nearly all models list the items of behaviour first, in the order of their first appearance.
  if (
    items !== undefined &&
    model.scores !== undefined &&
    items[warm.length - 1] === warm.at(-1) &&
    items[0] === warm[0]
  )
    return model.scores(history).subarray(0, warm.length)
  return model.score(history, warm)
}

/** The scores of users evenly spread over the log, for what they have done. */
function samplesOf(model: CollaborativeModel, pairs: readonly Pair[], warm: readonly string[]): Float32Array[] {
  const byUser = new Map<string, HistoryEntry[]>()
  for (const { userId, itemId, value, timestamp } of pairs) {
    const entry = {
      itemId,
      ...(value === undefined ? {} : { value }),
      ...(timestamp === undefined ? {} : { timestamp }),
    }
    const entries = byUser.get(userId)
    if (entries === undefined) byUser.set(userId, [entry])
    else entries.push(entry)
  }
  const histories = [...byUser.values()]
  const step = Math.max(1, Math.floor(histories.length / SAMPLES))
  return histories
    .filter((_, at) => at % step === 0)
    .slice(0, SAMPLES)
    .map((history) => warmScores(model, history, warm).slice())
}

function named(vectors: ReadonlyMap<string, unknown> | undefined): { id: string; features: string[] }[] {
  return [...(vectors?.keys() ?? [])].map((id) => ({ id, features: [] }))
}

function chosenRows({ columns, indptr, indices, values }: SparseMatrix, chosen: readonly number[]): SparseMatrix {
  const starts = new Int32Array(chosen.length + 1)
  for (const [at, row] of chosen.entries()) starts[at + 1] = starts[at]! + indptr[row + 1]! - indptr[row]!
  const [kept, keptValues] = [new Int32Array(starts.at(-1)!), new Float32Array(starts.at(-1)!)]
  for (const [at, row] of chosen.entries()) {
    kept.set(indices.subarray(indptr[row]!, indptr[row + 1]!), starts[at]!)
    keptValues.set(values.subarray(indptr[row]!, indptr[row + 1]!), starts[at]!)
  }
  return { kind: 'sparse', rows: chosen.length, columns, indptr: starts, indices: kept, values: keptValues }
}

/** The rows of one matrix, and below them those of another. */
function below(upper: SparseMatrix, lower: SparseMatrix): SparseMatrix {
  const { rows, columns, indptr, indices, values } = upper
  const size = indptr[rows]!
  const joined = {
    indptr: new Int32Array(rows + lower.rows + 1),
    indices: new Int32Array(size + lower.indices.length),
    values: new Float32Array(size + lower.values.length),
  }
  joined.indptr.set(indptr)
  for (let row = 1; row <= lower.rows; row++) joined.indptr[rows + row] = size + lower.indptr[row]!
  joined.indices.set(indices)
  joined.indices.set(lower.indices, size)
  joined.values.set(values)
  joined.values.set(lower.values, size)
  return { kind: 'sparse', rows: rows + lower.rows, columns, ...joined }
}

function saveRows(name: string, { indptr, indices, values }: SparseMatrix): SnapshotParts {
  return nestParts(name, { starts: indptr, columns: indices, values })
}

function loadRows(name: string, saved: SnapshotParts, columns: number): SparseMatrix {
  const parts = unnestParts(name, saved)
  const indptr = savedArray(parts, 'starts', Int32Array)
  return {
    kind: 'sparse',
    rows: indptr.length - 1,
    columns,
    indptr,
    indices: savedArray(parts, 'columns', Int32Array),
    values: savedArray(parts, 'values', Float32Array),
  }
}
