/** Picks the best eligible items out of scores. */

import { TopK } from '../math/top-k.ts'

/** The up to `limit` eligible items below `slots` with the largest finite scores, best first; of equal scores the earlier item. */
export function selectBest(
  slots: number,
  limit: number,
  scoreOf: (item: number) => number,
  eligible: (item: number) => boolean,
): Int32Array {
  const best = new TopK(Math.max(1, Math.min(limit, slots)))
  for (let item = 0; item < slots; item++) {
    const score = scoreOf(item)
    if (score > best.threshold && eligible(item)) best.offer(item, score)
  }
  return best.drain().indices
}
