/** An item as re-rankers see it, without a score. */

import { labelledItem } from './item-labels.ts'
import type { RerankCandidate } from './rerank/reranker.ts'
import type { State } from './state.ts'

/** Its labels, and where it stands in the first source that has a vector of it. */
export function describedCandidate<TItem extends { readonly id: string }>(
  state: State<TItem>,
  item: number,
): RerankCandidate {
  const labelled = labelledItem(state, item)
  for (const source of state.sources.all) {
    const vector = source.vectorOf(item)
    if (vector !== undefined) return { ...labelled, vector }
  }
  return labelled
}
