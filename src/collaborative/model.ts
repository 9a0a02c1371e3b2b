/** The contract of collaborative models: a recipe says what to learn and how, and fitting it gives a model that is finished. */

import type { SnapshotParts } from '../snapshot/parts.ts'
import type { WorkOptions } from '../work.ts'

/** One thing that a user did with an item. */
export interface Pair {
  readonly userId: string
  readonly itemId: string
  /** How much it says: a strength, a count or a rating, at least 0. Default 1. */
  readonly value?: number
  /** Epoch milliseconds or a `Date`. Where no pair has one, a user's order is the order given. */
  readonly timestamp?: number | Date
}

/** What is known of an item or a user besides behaviour: names of features, each with weight 1, or names with weights. */
export interface FeatureRow {
  readonly id: string
  readonly features: readonly string[] | Readonly<Record<string, number>>
}

/** Everything that a model may learn from. Models that have no use for a part leave it. */
export interface TrainingData {
  readonly interactions: Iterable<Pair>
  readonly items?: Iterable<FeatureRow>
  readonly users?: Iterable<FeatureRow>
  /** Content vectors of items by id, all of one length. */
  readonly vectors?: ReadonlyMap<string, ArrayLike<number>>
}

/** An entry of a history: an item id, or an item with how much it says and when. */
export type HistoryEntry =
  | string
  | { readonly itemId: string; readonly value?: number; readonly timestamp?: number | Date }

/** Options of every `fit`. A log without any interaction gives a model that knows no item. */
export interface FitOptions extends WorkOptions {
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/** Options of {@link CollaborativeModel.recommend}. */
export interface RecommendOptions {
  /** How many at most. Default 10. */
  readonly k?: number
  /** Leaves out the items of the history. Default true. */
  readonly excludeSeen?: boolean
  /** Only these are ranked. Ids that the model does not know are passed over. Default: every item. */
  readonly candidates?: readonly string[]
}

/** An item with its score. */
export interface ScoredItem {
  readonly itemId: string
  readonly score: number
}

/** An item of a history with what it gives to a score. */
export interface Contribution {
  readonly itemId: string
  readonly share: number
}

/** What to learn and how: `ease({ regularization: 400 })`. Also what `new Recommender({ collaborative })` takes. */
export interface CollaborativeRecipe {
  readonly name: string
  /** The configuration's fingerprint: name, version and options. A snapshot is checked against it. */
  readonly id?: string
  /** Learns. Throws before anything was learned where the data cannot be right; an aborted call leaves nothing behind. */
  fit(interactions: Iterable<Pair> | TrainingData, options?: FitOptions): Promise<CollaborativeModel>
  /** A model out of what its {@link CollaborativeModel.save} or {@link CollaborativeModel.toSnapshot} gave. Throws where a recipe with another {@link id} made it. */
  load?(saved: SnapshotParts | Uint8Array): CollaborativeModel
}

/**
 * What a recipe has learned. It answers for any history, whether or not its user was there at `fit`; histories go from the oldest entry to the newest. Items that it
 * does not know are passed over in a history and score 0.
 */
export interface CollaborativeModel {
  readonly name: string
  /** The items that it knows, in order of first appearance. */
  readonly items?: readonly string[]
  /** Bytes in use. */
  readonly bytes?: number
  /** The best items for a history, best first; equal scores in the order of {@link items}. */
  recommend(history: readonly HistoryEntry[], options?: RecommendOptions): ScoredItem[]
  /** The scores of given items. */
  score(history: readonly HistoryEntry[], itemIds: readonly string[]): Float32Array
  /** The scores of all {@link items}, in their order. */
  scores?(history: readonly HistoryEntry[]): Float32Array
  /** The items most like one item, best first, without itself; none for an item that it does not know. */
  neighbors(itemId: string, k?: number): ScoredItem[]
  /**
   * What each entry of a history gives to an item's score. Where a model has it, the shares add up to the score. Where a score has a part that no entry explains (the mean of
   * ratings), that is the last entry, under the item's own id.
   */
  contributions?(history: readonly HistoryEntry[], itemId: string): Contribution[]
  /** Learns from further behaviour, without starting anew. */
  update?(interactions: Iterable<Pair>): Promise<void>
  /**
   * Lets items be ranked that came after `fit` and that nobody has dealt with, by vectors of their content like those that `fit` was given. Items of behaviour keep their scores; of
   * others the new content counts.
   */
  addItems?(vectors: ReadonlyMap<string, ArrayLike<number>>): void
  /** Its whole state. */
  save?(): SnapshotParts
  /** Its whole state as one binary. */
  toSnapshot?(): Uint8Array
}
