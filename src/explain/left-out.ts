/** Why an item cannot be in a list at all, whatever its score: what the user ruled out, what the query does, and what re-rankers did. Loaded with the first explanation. */

import { hiddenAttributes } from '../arrangement.ts'
import type { CheckedQuery } from '../query.ts'
import { callOwn } from '../retrieve/eligible.ts'
import type { State } from '../state.ts'
import type { LeftOutReason } from './reason.ts'
import { sentences } from './sentences.ts'

/** What keeps an item out, without its sentence. */
type Bar = Omit<LeftOutReason, 'kind' | 'share' | 'text'>

/** Everything that keeps an item out of the query's list, what the user said first; `dropped` where re-rankers left it out, `without` an event that is thought away. */
export async function whyLeftOut<TItem extends { readonly id: string }>(
  state: State<TItem>,
  query: CheckedQuery<TItem>,
  itemId: string,
  dropped: boolean,
  without?: string,
): Promise<readonly LeftOutReason[]> {
  const item = state.indexOf(itemId, 'itemId')
  const bars = [
    ...(await byWishes(state, query, item, without)),
    ...(await byHiding(state, query, item, without)),
    ...bySeeing(state, query, itemId, without),
    ...byQuery(state, query, item),
    ...(dropped ? [{ by: 'rerank' } as const] : []),
  ]
  return bars.map((bar) => ({ kind: 'left-out', ...bar, share: 0, text: sentences[query.locale].leftOut(bar) }))
}

async function byWishes<TItem extends { readonly id: string }>(
  state: State<TItem>,
  { userId, now }: CheckedQuery<TItem>,
  item: number,
  without: string | undefined,
): Promise<Bar[]> {
  if (userId === undefined || !state.store.hasDone(userId, ['wish'])) return []
  const { wishesAgainst } = await import('../wishes/effect.ts')
  return wishesAgainst(state, userId, now, item, without).map(({ id, text }) => ({
    by: 'wish',
    eventId: id,
    wish: text,
  }))
}

async function byHiding<TItem extends { readonly id: string }>(
  state: State<TItem>,
  { userId, history, now }: CheckedQuery<TItem>,
  item: number,
  without: string | undefined,
): Promise<Bar[]> {
  const signals = await state.signals(userId, history, now, without)
  return hiddenAttributes(state, signals)
    .filter(({ test }) => test(item))
    .map(({ name, value, eventId }) => ({ by: 'hidden', name, value, ...(eventId !== undefined && { eventId }) }))
}

/** What the user dealt with, by the newest event of it. */
function bySeeing<TItem extends { readonly id: string }>(
  { store, options: { behaviors } }: State<TItem>,
  { userId, history, excludeSeen }: CheckedQuery<TItem>,
  itemId: string,
  without: string | undefined,
): Bar[] {
  if (!excludeSeen) return []
  const stored = userId === undefined ? [] : store.eventsOf(userId).filter(({ eventId }) => eventId !== without)
  const last = [...stored, ...history].findLast((event) => event.itemId === itemId && behaviors.get(event.type)?.seen)
  if (last === undefined) return []
  const { type, eventId } = last
  return [{ by: 'seen', behavior: type, ...(eventId !== undefined && { eventId }) }]
}

function byQuery<TItem extends { readonly id: string }>(
  { store: { catalogue } }: State<TItem>,
  { itemId, exclude, candidates, domain, filter, now }: CheckedQuery<TItem>,
  item: number,
): Bar[] {
  const id = catalogue.idOf(item)
  const holds: Readonly<Record<'query' | 'exclude' | 'candidates' | 'domain' | 'expired' | 'filter', boolean>> = {
    query: itemId === id,
    exclude: exclude.includes(id),
    candidates: candidates?.includes(id) === false,
    domain: domain !== undefined && catalogue.domain(item) !== domain,
    expired: catalogue.expiresAt(item) <= now,
    filter: filter !== undefined && !callOwn('filter', catalogue, item, filter),
  }
  return Object.entries(holds).flatMap(([by, left]) => (left ? [{ by: by as keyof typeof holds }] : []))
}
