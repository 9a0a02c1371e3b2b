/** Ratings out of means, biases and factors: a model that predicts values rather than an order of what is done. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { factorize, solveFactorized } from '../../math/dense-solve.ts'
import { randomNumbers } from '../../math/random.ts'
import { TopK } from '../../math/top-k.ts'
import { checkNames } from '../../option-names.ts'
import type { SnapshotParts } from '../../snapshot/parts.ts'
import { Pacer } from '../../work.ts'
import { HistoryModel, type IndexedHistory } from '../history-model.ts'
import { readInteractions, trainingData, transposed, userItemMatrix } from '../interactions.ts'
import type { CollaborativeRecipe, ScoredItem } from '../model.ts'
import { checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray, savedHead } from '../saved-model.ts'
import { nearest } from './als-model.ts'
import { FactorRows, paddedFactors } from './factor-rows.ts'

/** Options of {@link biasedMf}. */
export interface BiasedMfOptions {
  /** Numbers that describe a user or an item beside their biases, 0 to 512. Default 16. */
  readonly factors?: number
  /** Sweeps over all users and items. Default 15. */
  readonly epochs?: number
  /** How strongly the factors of a row are held near zero, for each of its ratings: above 0. Default 0.1. */
  readonly regularization?: number
  /** How many ratings of a mean user, or item, a bias starts from: above 0. Default 5. */
  readonly biasDamping?: number
}

interface Settings {
  readonly factors: number
  readonly epochs: number
  readonly regularization: number
  readonly biasDamping: number
}

const VERSION = 1

/**
 * Predicts ratings: `mean + user's bias + item's bias + user's factors · item's factors` (Koren, Bell and Volinsky 2009), by alternating ridge regressions whose regularisation grows with the
 * number of ratings (Zhou and others 2008). `score` is the predicted rating, in the units of the values given to `fit`; a rating given twice is the newer one. A history,
 * whose values are ratings, is folded in by solving its own regression; the empty one has the item's mean.
 *
 * @example
 * ```ts
 * const model = await biasedMf().fit([{ userId: 'ann', itemId: 'b7', value: 4 }])
 * model.score([{ itemId: 'b9', value: 5 }], ['b7'])
 * ```
 */
export function biasedMf(options: BiasedMfOptions = {}): CollaborativeRecipe {
  checkNames(options, ['factors', 'epochs', 'regularization', 'biasDamping'], 'biasedMf')
  const { factors = 16, epochs = 15, regularization = 0.1, biasDamping = 5 } = options
  const settings: Settings = {
    factors: checkNumber('factors', factors, { min: 0, max: 512, whole: true }),
    epochs: checkNumber('epochs', epochs, { min: 0, max: 10_000, whole: true }),
    regularization: checkNumber('regularization', regularization, { min: 1e-9, max: 1e9 }),
    biasDamping: checkNumber('biasDamping', biasDamping, { min: 1e-9, max: 1e9 }),
  }
  const id = recipeId('biasedMf', VERSION, settings)
  return {
    name: 'biasedMf',
    id,
    async fit(given, fitOptions = {}) {
      const interactions = await readInteractions(trainingData(given).interactions, fitOptions)
      const pacer = new Pacer(fitOptions)
      const byUser = await userItemMatrix(interactions, 'last', fitOptions)
      const byItem = transposed(byUser)
      const mean = byUser.values.reduce((sum, value) => sum + value, 0) / Math.max(1, byUser.values.length)
      const random = randomNumbers(fitOptions.seed ?? 0, 0)
      const [users, items] = [rowsOf(byUser.rows, settings, random), rowsOf(byUser.columns, settings, random)]
      for (let epoch = 0; epoch <= epochs; epoch++) {
        // The first sweep is of biases alone; each half sweep fits a side with the other one fixed.
        const width = epoch === 0 ? 0 : factors
        for (const [matrix, side, other] of [
          [byItem, items, users],
          [byUser, users, items],
        ] as const) {
          for (let row = 0; row < matrix.rows; row++) {
            solveRow(matrix, row, side, other, mean, width, settings)
            if (row % 16 === 0 && pacer.due()) await pacer.pause({ phase: 'biasedMf', done: epoch, total: epochs + 1 })
          }
        }
        pacer.report({ phase: 'biasedMf', done: epoch + 1, total: epochs + 1 })
      }
      await pacer.pause({ phase: 'biasedMf', done: epochs + 1, total: epochs + 1 })
      return new BiasedMfModel(id, settings, interactions.items.all(), mean, items)
    },
    load(saved) {
      const { parts, items, state } = openSaved(saved, id)
      const vectors = savedArray(parts, 'vectors', Float32Array)
      return new BiasedMfModel(id, settings, items, (state as { readonly mean: number }).mean, vectors)
    },
  }
}

/** Numbers in a row: the factors, the bias at place `factors`, and zeros up to a multiple of 8. */
function widthOf({ factors }: Settings): number {
  return paddedFactors(factors + 1)
}

function rowsOf(count: number, settings: Settings, random: () => number): Float32Array {
  const width = widthOf(settings)
  const rows = new Float32Array(count * width)
  for (let row = 0; row < count; row++)
    for (let j = 0; j < settings.factors; j++) rows[row * width + j] = 0.2 * (random() - 0.5)
  return rows
}

/** Fits the bias, and the first `factors` factors, of one row. */
function solveRow(
  matrix: SparseMatrix,
  row: number,
  side: Float32Array,
  other: Float32Array,
  mean: number,
  factors: number,
  settings: Settings,
): void {
  const [from, to] = [matrix.indptr[row]!, matrix.indptr[row + 1]!]
  const ratings = { columns: matrix.indices.subarray(from, to), values: matrix.values.subarray(from, to) }
  const solved = solveRatings(ratings, other, mean, factors, settings)
  const start = row * widthOf(settings)
  for (let j = 0; j < factors; j++) side[start + j] = solved[j]!
  side[start + settings.factors] = solved[factors]!
}

/** The ridge regression of ratings on the factors of their columns, what is left of them after mean and biases; the last number is the row's own bias. */
function solveRatings(
  { columns, values }: { readonly columns: ArrayLike<number>; readonly values: ArrayLike<number> },
  other: Float32Array,
  mean: number,
  factors: number,
  settings: Settings,
): Float64Array {
  const size = factors + 1
  const width = widthOf(settings)
  const system = new Float64Array(size * size)
  const target = new Float64Array(size)
  for (let at = 0; at < columns.length; at++) {
    const start = columns[at]! * width
    const left = values[at]! - mean - other[start + settings.factors]!
    const y = (j: number): number => (j === factors ? 1 : other[start + j]!)
    for (let i = 0; i < size; i++) {
      target[i]! += left * y(i)
      for (let j = 0; j <= i; j++) system[i * size + j]! += y(i) * y(j)
    }
  }
  for (let i = 0; i < factors; i++) system[i * size + i]! += settings.regularization * Math.max(1, columns.length)
  system[size * size - 1]! += settings.biasDamping
  if (factorize(system, size)) solveFactorized(system, size, target)
  else target.fill(0)
  return target
}

class BiasedMfModel extends HistoryModel {
  readonly name = 'biasedMf'
  readonly #id: string
  readonly #settings: Settings
  readonly #mean: number
  readonly #items: FactorRows

  constructor(id: string, settings: Settings, items: readonly string[], mean: number, vectors: Float32Array) {
    super(items)
    this.#id = id
    this.#settings = settings
    this.#mean = mean
    this.#items = new FactorRows(vectors, widthOf(settings))
  }

  get bytes(): number {
    return this.#items.bytes
  }

  protected scoreAll({ items, values }: IndexedHistory): Float32Array {
    const { factors } = this.#settings
    const newest = new Map(Array.from(items, (item, at) => [item, values[at]!]))
    const ratings = { columns: [...newest.keys()], values: [...newest.values()] }
    const solved = solveRatings(ratings, this.#items.values, this.#mean, factors, this.#settings)
    const base = this.#mean + solved[factors]!
    const query = new Float64Array(this.#items.width)
    query.set(solved.subarray(0, factors))
    query[factors] = 1
    return this.#items.products(query).map((product) => base + product)
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return nearest(this.#items, this.indexOf(itemId), new TopK(k), (best) => this.scored(best))
  }

  save(): SnapshotParts {
    return { ...savedHead(this.#id, this.items, { mean: this.#mean }), vectors: this.#items.values.slice() }
  }
}
