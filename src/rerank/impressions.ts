/** What was shown again and again and never taken up comes lower, and recovers with time. */

import { invalidArgument } from '../errors.ts'
import { decay, halfLifeDays } from '../events/time.ts'
import { checkNames } from '../option-names.ts'
import { checkCandidates, checkUnit, sortedByScore, withPart } from './candidates.ts'
import type { RerankCandidate, RerankContext } from './reranker.ts'

/** An event of one user, as this needs it. */
export interface ShownEvent {
  readonly type: string
  readonly itemId?: string | undefined
  /** Epoch milliseconds. */
  readonly timestamp: number
  /** 1-based place in the list where it was shown. */
  readonly position?: number | undefined
}

/** Options of {@link impressionDiscount}. */
export interface ImpressionDiscountOptions {
  /** The time now, in epoch milliseconds. */
  readonly now: number
  /** What one impression takes, as a share of what the one before it left. Default 0.1. */
  readonly rate?: number
  /** After this long an impression counts half: days, or a string such as `'3d'`. Default `'3d'`. */
  readonly halfLife?: number | string
}

/**
 * Impression discounting (Lee, Lakshmanan, Tiwari and Shah 2014, with an exponential discount): the score of an item that was shown and not taken up since is multiplied by
 * `(1 - rate)^n`, n being its impressions, each weighted by 2^(-age / halfLife) and by how likely the place was looked at, `1 / log2(1 + position)`. Anything that the user did with the item
 * (a `skip` aside) makes the impressions before it void. The difference is the part `impressions`; a negative score falls by as much as its size gives.
 */
export function impressionDiscount(
  events: Iterable<ShownEvent>,
  options: ImpressionDiscountOptions,
): (candidates: readonly RerankCandidate[], context: RerankContext) => readonly RerankCandidate[] {
  checkNames(options, ['now', 'rate', 'halfLife'])
  const { now, rate = 0.1, halfLife = '3d' } = options
  checkUnit(rate, 'rate')
  if (!Number.isFinite(now)) throw invalidArgument('now', now, 'Pass epoch milliseconds.')
  const days = halfLifeDays(halfLife, 'halfLife')
  const counts = new Map<string, number>()
  for (const { type, itemId, timestamp, position } of [...events].sort((a, b) => a.timestamp - b.timestamp)) {
    if (itemId === undefined) continue
    if (type === 'impression') {
      const looked = position === undefined ? 1 : 1 / Math.log2(1 + position)
      counts.set(itemId, (counts.get(itemId) ?? 0) + looked * decay(now - timestamp, days))
    } else if (type !== 'skip') counts.delete(itemId)
  }
  return (candidates, context) => {
    checkCandidates(candidates, context)
    return sortedByScore(
      candidates.map((candidate) => {
        const left = (1 - rate) ** (counts.get(candidate.itemId) ?? 0)
        return withPart(candidate, 'impressions', -Math.abs(candidate.score) * (1 - left))
      }),
    )
  }
}
