/** What comes after the sources: re-rankers, and what a user has said about whole lists. Loaded with the first list that asks for it. */

import type { Signal } from './profile/signals.ts'
import type { CheckedQuery } from './query.ts'
import type { RankedCandidate } from './rank/blend.ts'
import type { RerankCandidate, RerankContext } from './rerank/reranker.ts'
import type { State } from './state.ts'

/** How one list is to be arranged. */
export interface Arrangement {
  /** What is wanted besides the user's behaviour and the query. */
  readonly signals: readonly Signal[]
  /** A further rule for what may be listed. */
  readonly eligible: ((item: number) => boolean) | undefined
  /** The same candidates in another order; `k` of them will be shown. */
  arrange(
    candidates: readonly RankedCandidate[],
    k: number,
  ): Promise<{ readonly candidates: readonly RankedCandidate[]; readonly propensities?: ReadonlyMap<number, number> }>
}

/** Re-rankers see at least this many candidates, and ten times as many as are asked for. */
const POOL = 200

/** The arrangement that the options, the query and the user ask for. */
export async function arrangementFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  query: CheckedQuery<TItem>,
): Promise<Arrangement> {
  const { rerank } = state.options
  return {
    signals: [],
    eligible: undefined,
    async arrange(candidates, k) {
      if (rerank === undefined) return { candidates }
      const context: RerankContext = {
        k,
        now: query.now,
        ...(query.text !== undefined && { query: query.text }),
        ...(query.userId !== undefined && { userId: query.userId }),
        ...(query.signal !== undefined && { signal: query.signal }),
      }
      const head = candidates.slice(0, Math.max(POOL, 10 * k))
      const byId = new Map(head.map((candidate) => [state.store.catalogue.idOf(candidate.item), candidate]))
      const given = head.map((candidate, at) => candidateOf(state, candidate, at + 1))
      const answer = await rerank(given, context)
      const arranged = answer.map((one) => movedCandidate(byId.get(one.itemId)!, one))
      const placed = new Set(arranged.map(({ item }) => item))
      return { candidates: [...arranged, ...candidates.filter(({ item }) => !placed.has(item))] }
    },
  }
}

function candidateOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  { item, score, parts }: RankedCandidate,
  rank: number,
): RerankCandidate {
  const { catalogue } = state.store
  const { tags, attributes, text } = state.describe(item)
  const createdAt = catalogue.createdAt(item)
  return {
    itemId: catalogue.idOf(item),
    score,
    rank,
    parts: { ...parts },
    tags,
    attributes,
    text: Object.values(text).join('\n'),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
  }
}

function movedCandidate(candidate: RankedCandidate, { score, parts }: RerankCandidate): RankedCandidate {
  return score === candidate.score ? candidate : { item: candidate.item, score, parts: { ...parts } }
}
