/** Picks the best eligible items out of scores. */

import { TopK } from '../math/top-k.ts'

/**
 * The up to `limit` eligible items with the largest scores, best first; of equal scores the earlier item. `NaN` never enters. Scores come as an array, not as
 * a function: a call for every item of a large catalogue is most of what a list would cost. Only scores above `floor` count.
 */
export function selectBest(
  scores: Float64Array,
  limit: number,
  eligible: (item: number) => boolean,
  floor: number = Number.NEGATIVE_INFINITY,
): Int32Array {
  const best = new TopK(Math.max(1, Math.min(limit, scores.length)))
  let threshold = floor
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!
    if (!(score > threshold) || !eligible(item)) continue
    best.offer(item, score)
    threshold = Math.max(floor, best.threshold)
  }
  return best.drain().indices
}
