/** Scores moved by an app's own factors. Loaded with the first query that has any. */

import { byScore, type RankedCandidate } from './blend.ts'

/**
 * Multiplies scores by the app's own factors. A negative score is divided by a factor above 1, and multiplied by 2 - factor below 1, so that a larger
 * factor never means a lower score. The difference stands as the part `boost`. Sorts anew.
 */
export function boost(candidates: RankedCandidate[], factorOf: (item: number) => number): RankedCandidate[] {
  for (const candidate of candidates) {
    const factor = factorOf(candidate.item)
    if (factor === 1) continue
    const { score } = candidate
    const boosted = score > 0 ? score * factor : factor > 1 ? score / factor : score * (2 - factor)
    const difference = boosted - score
    if (difference === 0) continue
    candidate.parts['boost'] = difference
    candidate.score += difference
  }
  return candidates.sort(byScore)
}
