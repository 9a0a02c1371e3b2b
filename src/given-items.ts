/** Given items in order, as the verb `rank` of the recommender has them. Loaded with the first call. */

import { invalidArgument } from './errors.ts'
import { everyOne, type Lists } from './lists.ts'
import { checkIds, type RecommendQuery } from './query.ts'
import type { RecommendationList } from './recommendation.ts'
import type { State } from './state.ts'

/** All of the given items, each of which must be there once, and no others; what re-rankers drop comes last. */
export async function rankGiven<TItem extends { readonly id: string }>(
  state: State<TItem>,
  lists: Lists<TItem>,
  query: RecommendQuery<TItem>,
  itemIds: readonly string[],
): Promise<RecommendationList<TItem>> {
  const only = checkIds(itemIds, 'itemIds')
  const seen = new Set<string>()
  for (const [at, id] of only.entries()) {
    state.indexOf(id, `itemIds[${at}]`)
    if (seen.has(id)) throw invalidArgument(`itemIds[${at}]`, id, 'Each id may be there once.')
    seen.add(id)
  }
  return lists.list(state.query(query), { only }, everyOne)
}
