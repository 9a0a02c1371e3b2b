/** Determinantal point processes: the greedy set that is good and unlike itself. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, chosenFirst, relativeScores } from './candidates.ts'
import { likenessOf } from './likeness.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** Options of {@link dpp}. */
export interface DppOptions {
  /** How much scores count against unlikeness: quality is exp(`relevance` * score), scores brought to 0..1. 0 or more. Default 3. */
  readonly relevance?: number
}

/** A candidate that adds less than this part of itself says nothing that those placed do not say (Chen et al., section 4.1); likeness is in single precision. */
const EPSILON = 1e-6

/**
 * Fast greedy MAP inference of a determinantal point process (Chen, Zhang and Zhou 2018, algorithm 1): place by place the candidate that raises
 * log det of the kernel `quality_i * likeness_ij * quality_j` most, by incremental Cholesky factors. When no candidate adds anything (all others are in the span of those
 * placed) the rest follows as it came. O(k n (k + d)) for n candidates of d dimensions.
 */
export function dpp(
  options: DppOptions = {},
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['relevance'])
  const { relevance = 3 } = options
  if (!Number.isFinite(relevance) || relevance < 0 || relevance > 300)
    throw invalidArgument('relevance', relevance, 'Pass a number from 0 to 300.')
  return (candidates, context) => {
    checkCandidates(candidates, context)
    const count = candidates.length
    const places = Math.min(context.k, count)
    if (count === 0) return []
    const quality = relativeScores(candidates).map((score) => Math.exp(relevance * (score - 1)))
    const likeness = likenessOf(candidates)
    // What each candidate would add, squared; without a vector it is unlike all others.
    const gains = quality.map((one) => one * one)
    /** Row t: the t-th Cholesky coefficient of every candidate. */
    const factors: Float64Array[] = []
    const found = new Float32Array(count)
    const chosen: number[] = []
    try {
      while (chosen.length < places) {
        let best = -1
        let gain = 0
        for (let at = 0; at < count; at++) {
          if (gains[at]! > gain) {
            best = at
            gain = gains[at]!
          }
        }
        if (best < 0 || gain < EPSILON * quality[best]! * quality[best]!) break
        chosen.push(best)
        gains[best] = 0
        if (chosen.length === places) break
        likeness.to(best, found)
        const root = Math.sqrt(gain)
        const row = new Float64Array(count)
        for (let at = 0; at < count; at++) if (gains[at]! > 0) row[at] = quality[best]! * found[at]! * quality[at]!
        for (const factor of factors) {
          const own = factor[best]!
          if (own !== 0) for (let at = 0; at < count; at++) row[at]! -= own * factor[at]!
        }
        for (let at = 0; at < count; at++) {
          if (gains[at] === 0) continue
          row[at]! /= root
          gains[at] = Math.max(0, gains[at]! - row[at]! * row[at]!)
        }
        factors.push(row)
      }
    } finally {
      likeness.dispose()
    }
    return chosenFirst(candidates, chosen)
  }
}
