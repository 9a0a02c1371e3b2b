/** Picks the best eligible items out of scores. */

import { TopK } from '../math/top-k.ts'

/** So many more than are wanted are looked at first: most lists exclude no more of the best. */
const SPARE = 64

/**
 * The up to `limit` eligible items with the largest scores, best first; of equal scores the earlier item. `NaN` never enters. Scores come as an array, not as
 * a function: a call for every item of a large catalogue is most of what a list would cost. Only scores above `floor` count. For the same reason `eligible` is asked of the best alone, and of all that might
 * enter only where too few of those are.
 */
export function selectBest(
  scores: Float64Array,
  limit: number,
  eligible: (item: number) => boolean,
  floor: number = Number.NEGATIVE_INFINITY,
): Int32Array {
  const best = scan(scores, limit + SPARE, floor, () => true)
  const found = best.filter(eligible)
  return found.length >= limit || best.length < limit + SPARE
    ? found.slice(0, limit)
    : scan(scores, limit, floor, eligible)
}

function scan(scores: Float64Array, k: number, floor: number, eligible: (item: number) => boolean): Int32Array {
  const best = new TopK(k)
  let threshold = floor
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!
    if (!(score > threshold) || !eligible(item)) continue
    best.offer(item, score)
    threshold = Math.max(floor, best.threshold)
  }
  return best.drain().indices
}
