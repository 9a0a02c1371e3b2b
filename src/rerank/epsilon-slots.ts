/** Exploration by chance: some places of a list go to items that the scores would not have put there. */

import { randomNumbers } from '../math/random.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, checkUnit } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link epsilonSlots}. */
export interface EpsilonSlotsOptions {
  /** How likely each place is to be drawn by chance, from 0 to 1. Default 0.1. */
  readonly epsilon?: number
}

/**
 * Fills each of the first `k` places with the next candidate, or, with probability `epsilon`, with one drawn evenly from all that are left. Each of them carries its `propensity`: how likely it
 * was to be in this place given those before it, which is `1 - epsilon + epsilon / n` for the next one in order and `epsilon / n` for each of the n - 1 others. So an app's own log
 * can be used for off-policy estimates.
 */
export function epsilonSlots(
  options: EpsilonSlotsOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['epsilon'])
  const { epsilon = 0.1 } = options
  checkUnit(epsilon, 'epsilon')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const random = context.random ?? randomNumbers(0, 0)
    const left = [...candidates]
    const placed: RerankCandidate[] = []
    while (placed.length < context.k && left.length > 0) {
      const even = epsilon / left.length
      const at = random() < epsilon ? Math.floor(random() * left.length) : 0
      const [drawn] = left.splice(at, 1)
      placed.push({ ...drawn!, propensity: at === 0 ? 1 - epsilon + even : even })
    }
    return [...placed, ...left]
  }
}
