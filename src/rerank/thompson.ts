/** Exploration by doubt: lists ordered by weights that are drawn from what is believed of them. */

import { invalidArgument } from '../errors.ts'
import { dot } from '../math/gaussian-weights.ts'
import { randomNumbers } from '../math/random.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, checkCount, checkUnit } from './candidates.ts'
import { checkFeatures } from './model-input.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link thompson}. */
export interface ThompsonOptions {
  /** What draws weights: a {@link BayesianLogistic}, or anything with such a method. */
  readonly model: { sample(random: () => number): ArrayLike<number> }
  /** The features of each candidate, in the order of the candidates. */
  readonly features: (candidates: readonly RerankCandidate[], context: RerankContext) => readonly ArrayLike<number>[]
  /** How likely each place is to be filled by a draw rather than by the next candidate in order, from 0 to 1. Default 1. */
  readonly rate?: number
  /** How many draws stand for the belief: propensities are multiples of 1 / `samples`. Default 256. */
  readonly samples?: number
}

/**
 * Thompson sampling (Thompson 1933; Chapelle and Li 2011): each of the first `k` places goes to the candidate that is best by weights drawn for that place, so that a candidate is shown about as
 * often as it is likely to be the best one left. The belief is stood for by `samples` draws of it, of which each place takes one at random; so the
 * `propensity` that each placed candidate carries, how likely it was to be in this place given those before it, is exact: the share of draws in which it is the best one left (times `rate`, and `1 - rate` more for the next in order). Scores stay as they are. O((d + k) n samples).
 */
export function thompson(
  options: ThompsonOptions,
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['model', 'features', 'rate', 'samples'])
  const { model, features, rate = 1, samples = 256 } = options
  if (typeof Object(model).sample !== 'function')
    throw invalidArgument('model', model, 'Pass something with sample(random), such as a BayesianLogistic.')
  if (typeof features !== 'function')
    throw invalidArgument('features', features, 'Pass a function that gives the features of each candidate.')
  checkUnit(rate, 'rate')
  checkCount(samples, 'samples')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    if (candidates.length === 0) return []
    const random = context.random ?? randomNumbers(0, 0)
    const rows = features(candidates, context)
    const draws = Array.from({ length: samples }, () => model.sample(random))
    for (const at of candidates.keys()) checkFeatures(rows[at], draws[0]!.length, `features[${at}]`)
    const worth = draws.map((weights) => Float64Array.from(rows, (row) => dot(weights, row)))
    return fill(candidates, worth, rate, context.k, random)
  }
}

/** Fills places with the best one left of a draw taken at random, or with the next in order. */
function fill(
  candidates: readonly RerankCandidate[],
  worth: readonly Float64Array[],
  rate: number,
  k: number,
  random: () => number,
): readonly RerankCandidate[] {
  const left = new Set(candidates.keys())
  const best = new Int32Array(worth.length).fill(-1)
  const placed: RerankCandidate[] = []
  while (placed.length < k && left.size > 0) {
    for (const [draw, values] of worth.entries()) {
      if (left.has(best[draw]!)) continue
      let highest = Number.NEGATIVE_INFINITY
      for (const at of left) {
        if (values[at]! <= highest) continue
        highest = values[at]!
        best[draw] = at
      }
    }
    const [next] = left
    const chosen = random() < rate ? best[Math.floor(random() * worth.length)]! : next!
    const times = best.reduce((count, at) => count + (at === chosen ? 1 : 0), 0)
    const propensity = (rate * times) / worth.length + (chosen === next ? 1 - rate : 0)
    placed.push({ ...candidates[chosen]!, propensity })
    left.delete(chosen)
  }
  return [...placed, ...Array.from(left, (at) => candidates[at]!)]
}
