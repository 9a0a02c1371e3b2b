/** The contract of a source of candidates: what it is asked, what it answers, and the evidence it keeps for the reasons. */

import type { Signal } from '../profile/signals.ts'

/** What every source is asked. */
export interface RetrieveRequest {
  /** What is known of the user, and what the query itself says. */
  readonly signals: readonly Signal[]
  /** Epoch milliseconds. */
  readonly now: number
  /** How many candidates are wanted at most. */
  readonly limit: number
  /** Whether an item may be in the list at all. Costly where the app gave a filter: ask it last. */
  readonly eligible: (item: number) => boolean
  readonly signal?: AbortSignal | undefined
}

/** A piece of why a source gives an item its score. The amounts of all pieces of one source add up to that score. */
export type Evidence =
  /** Likeness to what one signal is about; `terms` say in what. */
  | { readonly kind: 'signal'; readonly amount: number; readonly signal: Signal; readonly terms: readonly string[] }
  /** A label that the user's interest and the item share. */
  | {
      readonly kind: 'label'
      readonly amount: number
      readonly name: string
      readonly value: string
      readonly origin: Signal['origin']
    }
  /** All other likeness to what is known of the user (or to the query). */
  | {
      readonly kind: 'interest'
      readonly amount: number
      readonly terms: readonly string[]
      readonly origin: Signal['origin']
    }
  /** Who dealt with what one signal is about dealt with it too. */
  | { readonly kind: 'together'; readonly amount: number; readonly signal: Signal }
  /** All else that a model has learned from what others did. */
  | { readonly kind: 'others'; readonly amount: number }
  /** What the user asked for in plain words. */
  | { readonly kind: 'wish'; readonly amount: number; readonly wishId: string; readonly wish: string }
  /** What all users do with it: so many events that speak for it. */
  | { readonly kind: 'popularity'; readonly amount: number; readonly events: number }
  /** How new it is. */
  | { readonly kind: 'freshness'; readonly amount: number; readonly createdAt: number }

/** What a source answers. */
export interface Retrieval {
  /** The best eligible items of this source, best first, at most `limit`. */
  readonly candidates: Int32Array
  /** How much of the source's weight the answer deserves, from 0 to 1: less where it rests on little, or on only some of what was asked. Default 1. */
  readonly share?: number
  /** Where the signals come from that the answer rests on; absent where it rests on none. */
  readonly origins?: ReadonlySet<Signal['origin']>
  /** The score of any item by this source; 0 where it has nothing to say. */
  scoreOf(item: number): number
  /** Why `scoreOf(item)` is what it is. */
  evidenceOf(item: number): readonly Evidence[]
  /** Called when the list is made: nothing of this answer is used any more, and its memory may serve the next. */
  release?(): void
}

/** A source of candidates. Sources know nothing of each other. */
export interface Retriever {
  /** The name of its part in every score. */
  readonly name: string
  /** Undefined where the source has nothing to go by. May have to wait (for an encoder, a database). */
  retrieve(request: RetrieveRequest): Retrieval | undefined | Promise<Retrieval | undefined>
}
