/** Items as re-rankers see them, without a score. */

import { labelledItem } from './item-labels.ts'
import type { RerankCandidate } from './rerank/reranker.ts'
import type { ItemSource } from './retrieve/sources.ts'
import type { State } from './state.ts'

/** So many items, spread over the catalogue, say which source knows most of them. */
const SAMPLE = 20

/**
 * Describes items by their labels, and by where they stand in one source: the one that has a vector of most items. Vectors of different sources cannot be compared, so an item that only another source knows has none.
 */
export function describer<TItem extends { readonly id: string }>(
  state: State<TItem>,
): (item: number) => RerankCandidate {
  const source = mostTelling(state)
  return (item) => {
    const labelled = labelledItem(state, item)
    const vector = source?.vectorOf(item)
    return vector === undefined ? labelled : { ...labelled, vector }
  }
}

/** The first of those that know most of a sample. */
function mostTelling<TItem extends { readonly id: string }>({ store, sources }: State<TItem>): ItemSource | undefined {
  const { slots } = store.catalogue
  const sample = Array.from({ length: Math.min(slots, SAMPLE) }, (_, at) =>
    Math.floor((at * slots) / Math.min(slots, SAMPLE)),
  )
  let [best, most]: [ItemSource | undefined, number] = [undefined, 0]
  for (const source of sources.all) {
    const known = sample.filter((item) => source.vectorOf(item) !== undefined).length
    if (known > most) [best, most] = [source, known]
    if (known === sample.length) break
  }
  return best
}
