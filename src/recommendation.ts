/** What a recommender answers. */

import type { Reason } from './explain/reason.ts'

/** One item of a list. */
export interface Recommendation<TItem> {
  readonly itemId: string
  /** The app's own object. */
  readonly item: TItem
  /** Comparable within one list only. */
  readonly score: number
  /** The place in the list, from 1. */
  readonly rank: number
  /** What each source gave; the parts add up to the score. */
  readonly parts: Readonly<Record<string, number>>
  /** Why it is here, the strongest reason first; the shares add up to the score. Empty with `explain: false`. */
  readonly reasons: readonly Reason[]
  /** With `exploration`: how likely the item was to stand in this place, for off-policy estimates from the app's own log. */
  readonly propensity?: number
}

/**
 * Which rung of the ladder a list stands on: `personalized` (what is stored about the user: what they did, or what they wished where a wish has a part in the list), `session` (the given history), `content` (the query's
 * text or item), `popular`, `fresh` (nothing to go by: the newest first, otherwise in order of insertion), `empty` (nothing is eligible).
 */
export type Strategy = 'personalized' | 'session' | 'content' | 'popular' | 'fresh' | 'empty' | (string & {})

/** A list of recommendations, best first. */
export interface RecommendationList<TItem> {
  /** A fingerprint of what was asked and answered; give it back as `recommendationId` with the behaviour that follows. */
  readonly id: string
  readonly items: readonly Recommendation<TItem>[]
  readonly strategy: Strategy
}
