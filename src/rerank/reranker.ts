/** The contract of re-rankers: candidates with what is known of them come in, a permutation or a subset of them goes out. */

/** A vector that says where an item stands among others: dense, or the columns and values of one sparse row. */
export type CandidateVector =
  | Float32Array
  | { readonly indices: ArrayLike<number> & Iterable<number>; readonly values: Float32Array | Float64Array }

/** An item that may be listed, with what re-rankers may go by. */
export interface RerankCandidate {
  readonly itemId: string
  readonly score: number
  /** 1-based place in the order it came in. Filled in by {@link Reranker} callers; a missing one is the place in the list. */
  readonly rank?: number
  /** What each source gave; sums to `score`. */
  readonly parts?: Readonly<Record<string, number>>
  readonly tags?: readonly string[]
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly text?: string
  readonly vector?: CandidateVector
  /** Epoch milliseconds. */
  readonly createdAt?: number
  /** How likely it was to come to this place, where a re-ranker drew it by chance. */
  readonly propensity?: number
}

/** What a list is made for. */
export interface RerankContext {
  /** How many items the list will have; a re-ranker may return more, of which the first `k` are shown. */
  readonly k: number
  /** The text that was asked for, if any. */
  readonly query?: string
  readonly userId?: string
  /** Epoch milliseconds. */
  readonly now?: number
  /** Numbers in [0, 1), seeded; all chance comes from here. Default: a source with seed 0. */
  readonly random?: () => number
  readonly signal?: AbortSignal
}

/**
 * Puts candidates into another order, or drops some. What comes back are candidates that came in, each at most once. One that moves a score adds a named signed
 * part by that much, so that `parts` still sum to `score`; one that only orders leaves scores alone, and `score` need then not fall along the list.
 */
export type Reranker = (
  candidates: readonly RerankCandidate[],
  context: RerankContext,
) => readonly RerankCandidate[] | Promise<readonly RerankCandidate[]>
