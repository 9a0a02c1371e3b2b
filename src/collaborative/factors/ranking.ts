/** Matrix factorisation that learns the order of items, as recipes: BPR, WARP and sampled softmax. */

import type { SparseMatrix } from '../../encode/matrix.ts'
import { checkNames } from '../../option-names.ts'
import { featuresOf, withFeatureRows } from '../features.ts'
import { readInteractions, trainingData, userItemMatrix } from '../interactions.ts'
import type { CollaborativeRecipe } from '../model.ts'
import { checkChoice, checkNumber, recipeId } from '../options.ts'
import { openSaved, savedArray } from '../saved-model.ts'
import { withoutZeros } from './pair-weights.ts'
import { RankingModel } from './ranking-model.ts'
import { itemCounts, type RankingSettings, rankingWidth, trainRanking } from './ranking-training.ts'

/** Options of {@link bpr}, {@link warp} and {@link sampledSoftmax}. */
export interface RankingOptions {
  /** Numbers that describe a user or an item, 1 to 1,024. Default 64. */
  readonly factors?: number
  /** So many times as many steps as there are pairs. Default 60 for BPR, 15 for the others. */
  readonly epochs?: number
  /** How far a step goes, above 0. Default 0.02 for BPR, 0.05 for the others. */
  readonly learningRate?: number
  /** How strongly vectors are drawn towards zero at every step, at least 0. Default 0.05 for WARP, 0.01 for the others. */
  readonly regularization?: number
  /** Items drawn a step, 1 to 1,000. BPR learns from the hardest of them (default 1); WARP draws until one is in the wrong place (default 10); the softmax is over all of them (default 50). */
  readonly negatives?: number
  /** Draws items as often as they occur, or all alike. Default `'popularity'` for the softmax, `'uniform'` for the others. */
  readonly sampling?: 'popularity' | 'uniform'
}

const VERSION = 2
const names = ['factors', 'epochs', 'learningRate', 'regularization', 'negatives', 'sampling']

/**
 * Bayesian personalised ranking (Rendle and others 2009): a user's item should come before one that is not. With `negatives` above 1 each step learns from the hardest of so many
 * drawn items (Zhang and others 2013).
 *
 * An item is a vector and a bias; with features, given to `fit`, an item or a user is the sum of its own vector and its features' (LightFM; Kula 2015), so items that
 * have features but no behaviour are known too. A history is folded in by the training's own steps over the user's
 * vector with the items fixed, from the mean user on, as many as such a user has had in training, at most some milliseconds' worth. Values above 0 in a history weigh its
 * entries; in training a pair counts once.
 *
 * @example
 * ```ts
 * const model = await bpr({ factors: 32 }).fit({ interactions, items: [{ id: 'b7', features: ['drama'] }] })
 * model.recommend(['b7', 'b9'], { k: 10 })
 * ```
 */
export function bpr(options: RankingOptions = {}): CollaborativeRecipe {
  return recipe('bpr', options, {
    epochs: 60,
    learningRate: 0.02,
    regularization: 0.01,
    negatives: 1,
    sampling: 'uniform',
  })
}

/**
 * Weighted approximate-rank pairwise loss (Weston, Bengio and Usunier 2011): items are drawn until one is scored above the user's item less a margin of 1; the step is the larger the fewer
 * draws that took, and 1 at most. Otherwise as {@link bpr}.
 */
export function warp(options: RankingOptions = {}): CollaborativeRecipe {
  return recipe('warp', options, {
    epochs: 15,
    learningRate: 0.05,
    regularization: 0.05,
    negatives: 10,
    sampling: 'uniform',
  })
}

/** Softmax over a user's item and drawn ones, whose scores are corrected for how likely they were drawn (Bengio and Senécal 2008). Otherwise as {@link bpr}. */
export function sampledSoftmax(options: RankingOptions = {}): CollaborativeRecipe {
  return recipe('sampledSoftmax', options, {
    epochs: 15,
    learningRate: 0.05,
    regularization: 0.01,
    negatives: 50,
    sampling: 'popularity',
  })
}

function recipe(
  name: 'bpr' | 'warp' | 'sampledSoftmax',
  options: RankingOptions,
  defaults: Pick<RankingSettings, 'epochs' | 'learningRate' | 'regularization' | 'negatives' | 'sampling'>,
): CollaborativeRecipe {
  checkNames(options, names, name)
  const { factors = 64, epochs = defaults.epochs, learningRate = defaults.learningRate } = options
  const {
    regularization = defaults.regularization,
    negatives = defaults.negatives,
    sampling = defaults.sampling,
  } = options
  const settings: RankingSettings = {
    loss: name === 'sampledSoftmax' ? 'softmax' : name,
    factors: checkNumber('factors', factors, { min: 1, max: 1024, whole: true }),
    epochs: checkNumber('epochs', epochs, { min: 0, max: 100_000, whole: true }),
    learningRate: checkNumber('learningRate', learningRate, { min: 1e-9, max: 10 }),
    regularization: checkNumber('regularization', regularization, { min: 0, max: 1 }),
    negatives: checkNumber('negatives', negatives, { min: 1, max: 1000, whole: true }),
    sampling: checkChoice('sampling', sampling, ['popularity', 'uniform']),
  }
  const id = recipeId(name, VERSION, settings)
  return {
    name,
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const items = withFeatureRows(interactions.items.all(), data.items)
      const found = withoutZeros(await userItemMatrix(interactions, 'sum', fitOptions))
      const matrix: SparseMatrix = { ...found, columns: items.length }
      const features = {
        users: featuresOf(data.users, interactions.users.all(), 'users'),
        items: featuresOf(data.items, items, 'items'),
      }
      const vectors = await trainRanking(matrix, features, settings, fitOptions)
      const mean = meanRow(vectors.users, rankingWidth(factors))
      return new RankingModel(name, id, settings, items, vectors.items, mean, itemCounts(matrix))
    },
    load(saved) {
      const { parts, items } = openSaved(saved, id)
      const vectors = savedArray(parts, 'vectors', Float32Array)
      const mean = savedArray(parts, 'mean', Float32Array)
      const counts = savedArray(parts, 'counts', Int32Array)
      return new RankingModel(name, id, settings, items, vectors, mean, counts)
    },
  }
}

function meanRow(rows: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width)
  for (let at = 0; at < rows.length; at++) sums[at % width]! += rows[at]!
  const count = Math.max(1, rows.length / width)
  return Float32Array.from(sums, (sum) => sum / count)
}
