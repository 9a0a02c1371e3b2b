/** Linear autoencoders in closed form, as recipes: EASE and EDLAE. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { invalidArgument, RecommenderError } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { throwIfAborted } from '../../work.ts'
import { withoutZeros } from '../factors/pair-weights.ts'
import { featureMatrix } from '../features.ts'
import { handsOf } from '../hands.ts'
import { readInteractions, trainingData, transposed, userItemMatrix } from '../interactions.ts'
import type { CollaborativeRecipe, FitOptions } from '../model.ts'
import { checkChoice, checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray } from '../saved-model.ts'
import { LinearModel } from './linear-model.ts'
import { type Ridge, usualRegularization } from './ridge.ts'
import { sparseBytes, sparseWeights } from './sparse-weights.ts'

/** Options of {@link ease}. */
export interface EaseOptions {
  /**
   * What is added to the diagonal of the items' Gram matrix, above 0: with more of it popular items lead and few neighbours count. By default it goes with the data: the number of users that the
   * item of an average pair has (sum of the squares of items' counts / sum of the counts; with values, of their squares), which was 50 on MovieLens latest small and 800 on courses of 12,000
   * users, and within about 3 % of the best everywhere it was tried. The approximation may like less: 20 was best on Goodbooks, where the rule says 106.
   */
  readonly regularization?: number
  /** True: a pair counts 1, however often and with whatever value above 0. False: values, summed, count as they are. Default true. */
  readonly binary?: boolean
  /** How much an item's features count beside its users, where features are given to `fit`; at least 0. Default 1. */
  readonly featureWeight?: number
  /**
   * `'auto'` inverts the whole matrix where that fits into `maxBytes`, and else approximates it; `'never'` refuses then, with `limit-exceeded`; `'always'` approximates. Default
   * `'auto'`. What is done, and the memory that it takes, is the phase of the first progress report.
   */
  readonly approximate?: 'auto' | 'never' | 'always'
  /** Bytes that the whole inverse may take while training, 8 for each pair of items. Default 1,000,000,000 (11,100 items). */
  readonly maxBytes?: number
  /** Neighbours of an item in the approximation, 1 to 1,000. Default 100. */
  readonly neighbors?: number
  /**
   * Threads that invert the whole matrix at once over shared memory, 1 to 256; the weights are the same bits as with one. The approximation takes one, and so does everything where memory
   * cannot be shared (a page that is not cross-origin isolated, no WebAssembly). Default 1, the calling thread, which gives way to the event loop. It is not part of the recipe's
   * {@link CollaborativeRecipe.id}.
   */
  readonly workers?: number
  /** Makes a worker from its source, for pages whose content-security policy forbids `blob:` workers. */
  readonly workerFactory?: (source: string) => Worker
}

/** Options of {@link edlae}. */
export interface EdlaeOptions extends EaseOptions {
  /** The share of the input that training leaves out, from 0 to below 1. Default 0.3. */
  readonly dropout?: number
}

const VERSION = 2
const names = [
  'regularization',
  'binary',
  'featureWeight',
  'approximate',
  'maxBytes',
  'neighbors',
  'workers',
  'workerFactory',
]

/**
 * Embarrassingly shallow autoencoders (Steck 2019): the weights from item to item with which everybody's behaviour is best predicted out of the same behaviour, no item from
 * itself. A history is scored by adding up its items' weights, so `contributions` is exact and nothing has to be folded in. Features of items, given to `fit`, are stacked below
 * the users as further rows (Jeunen, Van Balen and Goethals 2020).
 *
 * The whole inverse takes time by the cube of the number of items. Above `maxBytes` each item's column is solved for among its `neighbors` nearest items, which
 * is a sparse approximate inverse with a fixed pattern.
 *
 * @example
 * ```ts
 * const model = await ease({ regularization: 400 }).fit(pairs)
 * model.recommend(['b7', 'b9'], { k: 10 })
 * ```
 */
export function ease(options: EaseOptions = {}): CollaborativeRecipe {
  checkNames(options, names, 'ease')
  return recipe('ease', options, 0)
}

/**
 * {@link ease} against dropout of the input (Steck 2020, "Autoencoders that don't overfit towards the identity"): what is added to the diagonal grows with an item's own count,
 * by `dropout / (1 - dropout)`.
 */
export function edlae(options: EdlaeOptions = {}): CollaborativeRecipe {
  checkNames(options, [...names, 'dropout'], 'edlae')
  const { dropout = 0.3, ...others } = options
  checkNumber('dropout', dropout, { min: 0, max: 1 })
  if (dropout === 1) throw invalidArgument('dropout', dropout, 'Pass a number below 1.')
  return recipe('edlae', others, dropout)
}

function recipe(name: 'ease' | 'edlae', options: EaseOptions, dropout: number): CollaborativeRecipe {
  const { regularization, binary = true, featureWeight = 1, neighbors = 100, maxBytes = 1e9 } = options
  const approximate = checkChoice('approximate', options.approximate ?? 'auto', ['auto', 'never', 'always'])
  if (regularization !== undefined && !(checkNumber('regularization', regularization, { max: 1e12 }) > 0))
    throw invalidArgument('regularization', regularization, 'Pass a number above 0.')
  if (typeof binary !== 'boolean') throw invalidArgument('binary', binary, 'Pass true or false.')
  checkNumber('featureWeight', featureWeight, { min: 0, max: 1e6 })
  checkNumber('neighbors', neighbors, { min: 1, max: 1000, whole: true })
  checkNumber('maxBytes', maxBytes, { min: 0 })
  const hands = handsOf(options)
  const settings = { regularization: regularization ?? 'usual', dropout, binary, featureWeight }
  const id = recipeId(name, VERSION, { ...settings, approximate, neighbors, maxBytes })
  return {
    name,
    id,
    async fit(given, fitOptions: FitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const items = interactions.items.all()
      const matrix = withoutZeros(await userItemMatrix(interactions, 'sum', fitOptions))
      const behavior = binary ? { ...matrix, values: new Float32Array(matrix.values.length).fill(1) } : matrix
      const ridge: Ridge = { regularization: regularization ?? usualRegularization(behavior), dropout }
      const rows: SparseMatrix[] = [behavior]
      const features = featureMatrix(data.items, items, 'items').matrix
      if (featureWeight > 0 && features.columns > 0)
        rows.push(transposed(withoutZeros(features, Math.sqrt(featureWeight))))
      const { denseBytes, denseWeights } = await import('./dense-weights.ts')
      const pairs = rows.reduce((sum, { indices }) => sum + indices.length, 0)
      const wholeBytes = denseBytes(items.length, hands.workers)
      const whole = approximate !== 'always' && wholeBytes <= maxBytes
      if (!whole && approximate === 'never') throw tooLarge(items.length, wholeBytes, maxBytes)
      const bytes = whole ? wholeBytes : sparseBytes(items.length, neighbors, pairs)
      const way = whole ? 'the whole inverse' : 'an approximate inverse'
      fitOptions.onProgress?.({ phase: `${way}, ${Math.ceil(bytes / 1e6)} MB`, done: 0 })
      throwIfAborted(fitOptions.signal)
      const weights = whole
        ? await denseWeights(rows, items.length, ridge, hands, fitOptions)
        : await sparseWeights(rows, items.length, ridge, neighbors, fitOptions)
      return new LinearModel(name, id, items, weights, binary)
    },
    load(saved) {
      const { parts, items, state } = openSaved(saved, id)
      const values = savedArray(parts, 'weights', Float32Array)
      if ((state as { readonly kind: string }).kind === 'dense') return new LinearModel(name, id, items, values, binary)
      const weights: SparseMatrix = {
        kind: 'sparse',
        rows: items.length,
        columns: items.length,
        indptr: savedArray(parts, 'starts', Int32Array),
        indices: savedArray(parts, 'columns', Int32Array),
        values,
      }
      return new LinearModel(name, id, items, weights, binary)
    },
  }
}

function tooLarge(items: number, bytes: number, maxBytes: number): RecommenderError {
  const message = `The whole inverse for ${items} items takes ${Math.ceil(bytes / 1e6)} MB, more than \`maxBytes\` allows (${Math.floor(maxBytes / 1e6)} MB). Raise it, or let it be approximated.`
  return new RecommenderError('limit-exceeded', message, { field: 'maxBytes', value: maxBytes })
}
