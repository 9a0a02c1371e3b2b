/** Logistic regression that learns event by event and knows how sure it is. */

import { invalidArgument } from '../errors.ts'
import { dot, GaussianWeights } from '../math/gaussian-weights.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { checkCount, checkUnit } from './candidates.ts'
import { checkFeatures, checkPositive, savedNumbers, savedState } from './model-input.ts'

/** Options of {@link BayesianLogistic}. */
export interface BayesianLogisticOptions {
  /** How many features there are. A constant one for the base rate is the caller's to give. */
  readonly dimensions: number
  /** What weights are before the first event. Default: all 0. */
  readonly mean?: ArrayLike<number>
  /** How far weights may be from that: the variance of each, above 0. Small ones learn slowly. Default 1. */
  readonly variance?: number
}

/**
 * Online Bayesian logistic regression: weights are believed to be normal, with a full covariance S, and each event moves that belief by Laplace's approximation.
 * As one event sees the weights only along its features x, the mode of the new posterior lies along S x, and one scalar equation gives it: `s = m·x + v (y - sigmoid(s))` with `v = xᵀ S x`.
 * Then `m += S x (y - sigmoid(s))` and `S -= S x xᵀ S h / (1 + v h)`, `h = sigmoid(s) (1 - sigmoid(s))`. An event costs the square of the number of features.
 *
 * Sources: Spiegelhalter and Lauritzen 1990; MacKay 1992 for predictions; Chapelle and Li 2011 for its use in Thompson sampling (theirs keeps the diagonal alone).
 *
 * @example
 * ```ts
 * const model = new BayesianLogistic({ dimensions: 2 })
 * model.update([1, 0.5], 1)
 * model.predict([1, 0.5]) > 0.5 // true
 * ```
 */
export class BayesianLogistic {
  readonly #weights: GaussianWeights
  #events = 0
  #sampler: ((random: () => number) => Float64Array) | undefined

  constructor(options: BayesianLogisticOptions) {
    checkNames(options, ['dimensions', 'mean', 'variance'])
    const dimensions = checkCount(options.dimensions, 'dimensions')
    const variance = checkPositive(options.variance ?? 1, 'variance')
    const mean = checkFeatures(options.mean ?? new Float64Array(dimensions), dimensions, 'mean')
    this.#weights = GaussianWeights.of(mean, variance)
  }

  get dimensions(): number {
    return this.#weights.mean.length
  }

  /** How many events it has learned from. */
  get events(): number {
    return this.#events
  }

  /** The mean of the weights, as a copy. */
  get mean(): Float64Array {
    return this.#weights.mean.slice()
  }

  /** The covariance of the weights, row by row, as a copy. */
  get covariance(): Float64Array {
    return this.#weights.covariance.slice()
  }

  /** How likely a reward of 1 is, from 0 to 1, doubt about the weights included: `sigmoid(m·x / sqrt(1 + pi v / 8))`. */
  predict(features: ArrayLike<number>): number {
    checkFeatures(features, this.dimensions, 'features')
    return moderated(this.#weights.product(features), this.#weights.variance(features))
  }

  /** Learns that `features` led to `reward`, from 0 to 1, as if that had happened `weight` times (0 or more; default 1). */
  update(features: ArrayLike<number>, reward: number, weight = 1): void {
    checkFeatures(features, this.dimensions, 'features')
    checkUnit(reward, 'reward')
    checkWeight(weight)
    learn([this.#weights], features, reward, weight)
    this.#sampler = undefined
    this.#events++
  }

  /** Weights drawn from what is believed of them: what Thompson sampling goes by. */
  sample(random: () => number): Float64Array {
    this.#sampler ??= this.#weights.sampler()
    return this.#sampler(random)
  }

  /** The state, for {@link BayesianLogistic.load}. */
  save(): SnapshotParts {
    return { state: { json: { events: this.#events } }, mean: this.mean, covariance: this.covariance }
  }

  /** A model as it was when saved. Throws `snapshot-corrupt` where the parts are none. */
  static load(parts: SnapshotParts): BayesianLogistic {
    const mean = savedNumbers(parts, 'mean')
    const covariance = savedNumbers(parts, 'covariance', mean.length ** 2)
    const { events } = savedState(parts, ['events'])
    const model = new BayesianLogistic({ dimensions: mean.length, mean })
    model.#weights.covariance.set(covariance)
    model.#events = events as number
    return model
  }
}

/** Throws unless an event can count `weight` times. */
export function checkWeight(weight: unknown): number {
  if (typeof weight === 'number' && Number.isFinite(weight) && weight >= 0) return weight
  throw invalidArgument('weight', weight, 'Pass how often the event counts: a finite number of at least 0.')
}

/** The chance of 1 where the logit is normal with this mean and variance (MacKay 1992). */
export function moderated(mean: number, variance: number): number {
  return sigmoid(mean / Math.sqrt(1 + (Math.PI / 8) * variance))
}

/**
 * One event seen by the sum of several independent beliefs (what holds for all, what is one user's own): each takes its part of the surprise in proportion to
 * its own doubt. Doubts that the event ties together across beliefs are left out. Those before `from` are counted in and stay as they are.
 */
export function learn(
  beliefs: readonly GaussianWeights[],
  features: ArrayLike<number>,
  reward: number,
  weight: number,
  from = 0,
): void {
  const spreads = beliefs.map((belief) => belief.spread(features))
  const variance = spreads.reduce((sum, spread) => sum + Math.max(0, dot(spread, features)), 0)
  const mean = beliefs.reduce((sum, belief) => sum + belief.product(features), 0)
  const mode = modeOf(mean, variance * weight, reward)
  const chance = sigmoid(mode)
  const curvature = weight * chance * (1 - chance)
  for (const [at, belief] of beliefs.entries())
    if (at >= from) belief.move(spreads[at]!, weight * (reward - chance), curvature / (1 + curvature * variance))
}

/** The solution of s = mean + variance * (reward - sigmoid(s)): Newton's steps where they close in fast enough, halving where they do not. */
function modeOf(mean: number, variance: number, reward: number): number {
  let low = mean - variance * (1 - reward)
  let high = mean + variance * reward
  let mode = Math.min(high, Math.max(low, 0))
  let last = high - low
  for (let step = 0; step < 200; step++) {
    const chance = sigmoid(mode)
    const miss = mode - mean - variance * (reward - chance)
    if (miss > 0) high = mode
    else low = mode
    let move = -miss / (1 + variance * chance * (1 - chance))
    const outside = mode + move < low || mode + move > high
    if (outside || Math.abs(move) > last / 2) move = (low + high) / 2 - mode
    last = Math.abs(move)
    mode += move
    if (last <= 1e-15 * (1 + Math.abs(mode))) break
  }
  return mode
}

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const small = Math.exp(x)
  return small / (1 + small)
}
