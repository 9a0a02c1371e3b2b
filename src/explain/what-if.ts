/** Explanations beyond reasons: what would be without an event, and why one item stands above another. Loaded with the first that is asked for. */

import { everyOne, type Lists } from '../lists.ts'
import { checkNames } from '../option-names.ts'
import type { CheckedQuery, RecommendQuery } from '../query.ts'
import type { Recommendation } from '../recommendation.ts'
import type { State } from '../state.ts'
import { whyLeftOut } from './left-out.ts'
import { type LeftOutReason, type Reason, reasonsFor } from './reason.ts'
import { sentences } from './sentences.ts'
import { inOwnWords, type SaidOf, type Speak } from './speak.ts'

/** Where an item would stand had the user not done one thing. */
export interface Counterfactual {
  /** The event that is thought away; `undo(eventId)` makes it so. */
  readonly eventId: string
  /** The item's place then, and its score. */
  readonly rank: number
  readonly score: number
  /** Whether it would then be kept out of the list all the same. */
  readonly isLeftOut: boolean
  /** A ready sentence. */
  readonly text: string
}

/** How two items differ in one part of the score. */
export interface Difference {
  readonly part: string
  /** What this item has more of it than the other; the differences add up to that of the scores. */
  readonly amount: number
}

/** Why an item stands above (or below) another. */
export interface Contrast {
  readonly itemId: string
  /** The largest difference first. */
  readonly differences: readonly Difference[]
  /** A ready sentence about the largest one. */
  readonly text: string
}

/** An item explained, with what would be without what it rests on. */
export interface Explanation<TItem> extends Recommendation<TItem> {
  /** For each event that a reason names, up to three, the most telling first. Every one was made by ranking anew without the event. */
  readonly counterfactuals: readonly Counterfactual[]
  /** Set where another item was named. */
  readonly contrast?: Contrast
}

const MOST = 3
/** What the user themselves said or did keeps an item out. */
const personal: ReadonlySet<LeftOutReason['by']> = new Set(['wish', 'hidden', 'seen'])

/** Explains one item for a query, as the verb of the recommender does; every counterfactual is ranked anew. */
export async function explain<TItem extends { readonly id: string }>(
  state: State<TItem>,
  lists: Lists<TItem>,
  query: RecommendQuery<TItem>,
  itemId: string,
  options: { readonly than?: string },
): Promise<Explanation<TItem>> {
  checkNames(options, ['than'])
  const { than } = options
  state.indexOf(itemId, 'itemId')
  if (than !== undefined) state.indexOf(than, 'than')
  const checked = { ...state.query(query), explain: true }
  const of = { locale: checked.locale, itemId, titleOf: (id: string) => state.titleOf(id), now: checked.now }
  const { sentences: speak } = state.options
  const { one, dropped } = await oneOf(state, lists, checked, itemId)
  const bars = await whyLeftOut(state, checked, itemId, dropped)
  const item = { ...one, reasons: withBars(bars, one.reasons, of, speak) }
  const counterfactuals = await withoutEach(item, bars.length > 0, of, speak, async (eventId) => {
    const then = await oneOf(state, lists, { ...checked, explain: false }, itemId, eventId)
    const still = await whyLeftOut(state, checked, itemId, then.dropped, eventId)
    return { ...then.one, isLeftOut: still.length > 0 }
  })
  if (than === undefined) return { ...item, counterfactuals }
  const { one: other } = await oneOf(state, lists, checked, than)
  return { ...item, counterfactuals, contrast: contrastOf(item, other, of, speak) }
}

/** One item as it stands among all others that were looked at, and whether re-rankers left it out: then it stands after them. */
async function oneOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  lists: Lists<TItem>,
  query: CheckedQuery<TItem>,
  itemId: string,
  without?: string,
): Promise<{ readonly one: Recommendation<TItem>; readonly dropped: boolean }> {
  const scope = { also: itemId, ...(without !== undefined && { without }) }
  return lists.rank(query, scope, (ranking) => {
    const item = state.indexOf(itemId, 'itemId')
    const all = everyOne(ranking)
    const place = all.findIndex((candidate) => candidate.item === item)
    const one = lists.recommendation(query, ranking, all[place]!, place + 1, query.explain ? reasonsFor : undefined)
    return { one, dropped: place >= ranking.candidates.length }
  })
}

/** What keeps an item out comes first; where the user did, it is not said that nothing is known. */
function withBars(
  bars: readonly LeftOutReason[],
  reasons: readonly Reason[],
  of: SaidOf,
  speak: Speak | undefined,
): readonly Reason[] {
  const own = bars.some(({ by }) => personal.has(by))
  const rest = own ? reasons.filter(({ kind }) => kind !== 'nothing-known' && kind !== 'nothing-personal') : reasons
  return [...bars.map((bar) => inOwnWords(bar, speak, of)), ...rest]
}

async function withoutEach<TItem>(
  { reasons, rank }: Recommendation<TItem>,
  isLeftOut: boolean,
  of: SaidOf,
  speak: Speak | undefined,
  without: (eventId: string) => Promise<Recommendation<TItem> & { readonly isLeftOut: boolean }>,
): Promise<Counterfactual[]> {
  const byEvent = new Map<string, string>()
  for (const reason of reasons) {
    const { eventId } = reason as { readonly eventId?: string }
    if (eventId !== undefined && !byEvent.has(eventId)) byEvent.set(eventId, reason.text)
  }
  const counterfactuals: Counterfactual[] = []
  for (const [eventId, reason] of [...byEvent].slice(0, MOST)) {
    const then = await without(eventId)
    const now = isLeftOut ? undefined : rank
    const rankWithout = then.isLeftOut ? undefined : then.rank
    const said = {
      kind: 'without',
      text: sentences[of.locale].without(reason, now, rankWithout),
      reason,
      ...(now !== undefined && { rank: now }),
      ...(rankWithout !== undefined && { rankWithout }),
    } as const
    const { text } = inOwnWords(said, speak, of)
    counterfactuals.push({ eventId, rank: then.rank, score: then.score, isLeftOut: then.isLeftOut, text })
  }
  return counterfactuals
}

function contrastOf<TItem>(
  item: Recommendation<TItem>,
  other: Recommendation<TItem>,
  of: SaidOf,
  speak: Speak | undefined,
): Contrast {
  const names = new Set([...Object.keys(item.parts), ...Object.keys(other.parts)])
  const differences = [...names]
    .map((part) => ({ part, amount: (item.parts[part] ?? 0) - (other.parts[part] ?? 0) }))
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
  const above = item.rank < other.rank
  // What says most for the side that won; for items of equal parts nothing does.
  const telling = differences.find(({ amount }) => (above ? amount > 0 : amount < 0))
  const { locale, titleOf } = of
  const { itemId: otherId } = other
  const text = sentences[locale].contrast(titleOf(item.itemId), titleOf(otherId), above, telling?.part)
  const kind = above ? 'above' : 'below'
  const said = inOwnWords({ kind, text, otherId, ...(telling && { part: telling.part }) }, speak, of)
  return { itemId: otherId, differences, text: said.text }
}
