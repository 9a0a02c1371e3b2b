/** A contextual bandit that tries what might be best: linear upper confidence bounds. */

import { invalidArgument } from '../errors.ts'
import { dot, GaussianWeights } from '../math/gaussian-weights.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { checkCount } from './candidates.ts'
import { checkFeatures, checkPositive, savedNumbers, savedState } from './model-input.ts'

/** Options of {@link linUcb}. */
export interface LinUcbOptions {
  /** How many features a context has. */
  readonly dimensions: number
  /** How many standard deviations a doubt is worth: 0 never explores. Default 1. */
  readonly alpha?: number
  /** The ridge of each regression: how much of nothing was seen before the first reward, above 0. Default 1. */
  readonly ridge?: number
}

/** One thing that may be chosen now. */
export interface LinUcbContext {
  /** Which regression it belongs to: an item, a layout. Without one, all share a regression and differ by their features alone. */
  readonly arm?: string
  readonly features: ArrayLike<number>
}

/** What was chosen, and why. */
export interface LinUcbChoice extends LinUcbContext {
  /** Its place among the contexts. */
  readonly index: number
  /** The reward that is expected. */
  readonly expected: number
  /** alpha times the standard deviation of that. */
  readonly bonus: number
}

/** A bandit as {@link linUcb} makes it. */
export interface LinUcb {
  readonly dimensions: number
  /** The context with the largest `expected + bonus`; the earlier one where they are equal. It is no chance: its propensity is 1. */
  choose(contexts: readonly LinUcbContext[]): LinUcbChoice
  /** Expected reward and bonus of one context. */
  score(context: LinUcbContext): { readonly expected: number; readonly bonus: number }
  /** Learns that `context` (what `choose` gave, or one like it) brought `reward`, any finite number. */
  update(context: LinUcbContext, reward: number): void
  /** The state, for {@link loadLinUcb}. */
  save(): SnapshotParts
}

/**
 * LinUCB with disjoint models (Li, Chu, Langford and Schapire 2010, algorithm 1): each arm has a ridge regression of reward on features, and the arm with the
 * largest `x·theta + alpha sqrt(xᵀ A⁻¹ x)` is chosen. A⁻¹ is kept, and moved by the formula of Sherman and Morrison: a choice or an update costs the square of `dimensions`
 * for each arm, and an arm that was never chosen costs no memory.
 *
 * @example
 * ```ts
 * const bandit = linUcb({ dimensions: 2, alpha: 0.5 })
 * const choice = bandit.choose([{ arm: 'a', features: [1, 0] }, { arm: 'b', features: [1, 0] }])
 * bandit.update(choice, 0)
 * bandit.choose([{ arm: 'a', features: [1, 0] }, { arm: 'b', features: [1, 0] }]).arm // 'b': of it less is known
 * ```
 */
export function linUcb(options: LinUcbOptions): LinUcb {
  checkNames(options, ['dimensions', 'alpha', 'ridge'])
  const dimensions = checkCount(options.dimensions, 'dimensions')
  const { alpha = 1 } = options
  const ridge = checkPositive(options.ridge ?? 1, 'ridge')
  if (!(Number.isFinite(alpha) && alpha >= 0))
    throw invalidArgument('alpha', alpha, 'Pass a finite number of at least 0.')
  return new Bandit({ dimensions, alpha, ridge })
}

/** A bandit as it was when saved. Throws `snapshot-corrupt` where the parts are none. */
export function loadLinUcb(parts: SnapshotParts): LinUcb {
  const { dimensions, alpha, ridge, arms } = savedState(parts, ['dimensions', 'alpha', 'ridge', 'arms'])
  const settings = { dimensions, alpha, ridge } as Required<LinUcbOptions>
  linUcb(settings)
  const bandit = new Bandit(settings)
  const names = arms as readonly string[]
  const size = settings.dimensions
  const means = savedNumbers(parts, 'means', names.length * size)
  const covariances = savedNumbers(parts, 'covariances', names.length * size * size)
  for (const [at, arm] of names.entries()) {
    const mean = means.slice(at * size, (at + 1) * size)
    bandit.arms.set(arm, new GaussianWeights(mean, covariances.slice(at * size * size, (at + 1) * size * size)))
  }
  return bandit
}

class Bandit implements LinUcb {
  // theta and A⁻¹ of each arm are mean and covariance of a Gaussian belief under noise of variance 1.
  readonly arms = new Map<string, GaussianWeights>()
  readonly #settings: Required<LinUcbOptions>

  constructor(settings: Required<LinUcbOptions>) {
    this.#settings = settings
  }

  get dimensions(): number {
    return this.#settings.dimensions
  }

  choose(contexts: readonly LinUcbContext[]): LinUcbChoice {
    if (!Array.isArray(contexts) || contexts.length === 0)
      throw invalidArgument('contexts', contexts, 'Pass a list of { arm, features }, with at least one.')
    for (const [at, context] of contexts.entries()) this.#check(context, `contexts[${at}]`)
    let best = -1
    let highest = Number.NEGATIVE_INFINITY
    for (const [at, context] of contexts.entries()) {
      const { expected, bonus } = this.#score(context)
      if (expected + bonus > highest) {
        best = at
        highest = expected + bonus
      }
    }
    const context = contexts[best]!
    return { ...context, index: best, ...this.#score(context) }
  }

  score(context: LinUcbContext): { readonly expected: number; readonly bonus: number } {
    this.#check(context, 'context')
    return this.#score(context)
  }

  update(context: LinUcbContext, reward: number): void {
    this.#check(context, 'context')
    if (!Number.isFinite(reward)) throw invalidArgument('reward', reward, 'A reward is a finite number.')
    const { arm = '', features } = context
    const weights = this.arms.get(arm) ?? this.#untried()
    const spread = weights.spread(features)
    const shrink = 1 / (1 + dot(spread, features))
    // theta + A⁻¹ x (r - theta·x) / (1 + xᵀ A⁻¹ x), and A⁻¹ - A⁻¹ x xᵀ A⁻¹ / (1 + xᵀ A⁻¹ x)
    weights.move(spread, (reward - weights.product(features)) * shrink, shrink)
    this.arms.set(arm, weights)
  }

  save(): SnapshotParts {
    const { dimensions, alpha, ridge } = this.#settings
    const all = [...this.arms.values()]
    return {
      state: { json: { dimensions, alpha, ridge, arms: [...this.arms.keys()] } },
      means: Float64Array.from(all.flatMap(({ mean }) => [...mean])),
      covariances: Float64Array.from(all.flatMap(({ covariance }) => [...covariance])),
    }
  }

  #score({ arm = '', features }: LinUcbContext): { readonly expected: number; readonly bonus: number } {
    const { alpha, ridge } = this.#settings
    const weights = this.arms.get(arm)
    if (weights === undefined) return { expected: 0, bonus: alpha * Math.sqrt(dot(features, features) / ridge) }
    return { expected: weights.product(features), bonus: alpha * Math.sqrt(weights.variance(features)) }
  }

  #untried(): GaussianWeights {
    const { dimensions, ridge } = this.#settings
    return GaussianWeights.of(new Float64Array(dimensions), 1 / ridge)
  }

  #check(context: unknown, field: string): void {
    const { arm, features } = Object(context) as LinUcbContext
    if (arm !== undefined && typeof arm !== 'string')
      throw invalidArgument(`${field}.arm`, arm, 'An arm is named by a string.')
    checkFeatures(features, this.dimensions, `${field}.features`)
  }
}
