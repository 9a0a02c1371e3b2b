/** What rules read of an item. */

import type { RerankCandidate } from './rerank/reranker.ts'
import type { State } from './state.ts'

/**
 * An item's labels as the app describes it: rules ask for thousands of items a list, and what a description may hold was checked when the item was added.
 */
export function labelledItem<TItem extends { readonly id: string }>(
  state: State<TItem>,
  item: number,
): RerankCandidate {
  const { tags, attributes } = state.options.describe(state.store.catalogue.at(item))
  return { itemId: state.store.catalogue.idOf(item), score: 0, tags: tags ?? [], attributes: attributes ?? {} }
}
