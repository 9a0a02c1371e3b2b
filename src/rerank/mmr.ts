/** Maximal marginal relevance. */

import { checkNames } from '../option-names.ts'
import { checkCandidates, checkUnit, chosenFirst, relativeScores } from './candidates.ts'
import { likenessOf } from './likeness.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link mmr}. */
export interface MmrOptions {
  /** 1 orders by score alone, 0 by unlikeness alone. Default 0.7. */
  readonly lambda?: number
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): place by place the candidate with the largest
 * `lambda * score - (1 - lambda) * largest likeness to those placed before`, scores brought to 0..1. The first `k` places are filled so; the rest follows as it came.
 * Likeness is the cosine of the vectors, or the Jaccard index of tags and attributes where there are none; one below 0 counts as 0. O(k n d) for n candidates of d dimensions.
 */
export function mmr(
  options: MmrOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['lambda'])
  const { lambda = 0.7 } = options
  checkUnit(lambda, 'lambda')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const count = candidates.length
    const places = Math.min(context.k, count)
    if (count === 0) return []
    const relevance = relativeScores(candidates)
    const likeness = likenessOf(candidates)
    const nearest = new Float32Array(count)
    const found = new Float32Array(count)
    const open = Uint8Array.from(relevance, () => 1)
    const chosen: number[] = []
    try {
      while (chosen.length < places) {
        let best = -1
        let value = Number.NEGATIVE_INFINITY
        for (let at = 0; at < count; at++) {
          if (open[at] === 0) continue
          const worth = lambda * relevance[at]! - (1 - lambda) * nearest[at]!
          if (worth > value) {
            best = at
            value = worth
          }
        }
        chosen.push(best)
        open[best] = 0
        if (chosen.length === places) break
        likeness.to(best, found)
        for (let at = 0; at < count; at++) if (found[at]! > nearest[at]!) nearest[at] = found[at]!
      }
    } finally {
      likeness.dispose()
    }
    return chosenFirst(candidates, chosen)
  }
}
