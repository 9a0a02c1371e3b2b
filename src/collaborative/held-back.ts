/** Behaviour that is held back to see who foresees it. */

import { TopK } from '../math/top-k.ts'
import { Pacer } from '../work.ts'
import { spread } from './blend.ts'
import type { Interactions } from './interactions.ts'
import type { CollaborativeModel, FitOptions, Pair } from './model.ts'

/** The items of so many users are held back at most, fewer where scoring so many items for so many users would take long. */
const MOST_USERS = 2000
const FEWEST_USERS = 500
const MOST_SCORES = 4e7
/** A fifth of a user's items is held back. */
const SHARE = 0.2
/** Places of a list that count. */
const PLACES = 20
/** So much of each list is kept, for blends to be put together from. */
const KEPT = 100

/** A user of whom some items are held back. */
export interface HeldUser {
  /** What the user did before, oldest first. */
  readonly history: readonly string[]
  readonly relevant: ReadonlySet<string>
}

/** What is held back, and the rest to learn from. */
export interface HeldBack {
  readonly users: readonly HeldUser[]
  readonly rest: () => Iterable<Pair>
}

/** The best of one list by item, each score divided by the deviation of all, as a blend does; the lowest comes last. */
export type Foreseen = ReadonlyMap<string, number>

/**
 * A user's different items, the latest first. Where times are equal, or absent, `drawOf` decides, the lower first: the order of a log without times may be that of a catalogue or of a file, and what foresees that foresees
 * nothing. `drawOf` is asked once for each item, in the order of the log.
 */
export function latestFirst<T>(
  items: Iterable<T>,
  timeOf: ((event: number) => number) | undefined,
  drawOf: (item: T) => number,
): T[] {
  const found = new Map<T, { time: number; readonly draw: number }>()
  let event = 0
  for (const item of items) {
    const time = timeOf?.(event++) ?? 0
    const known = found.get(item)
    if (known === undefined) found.set(item, { time, draw: drawOf(item) })
    else known.time = Math.max(known.time, time)
  }
  return [...found].sort(([, a], [, b]) => b.time - a.time || a.draw - b.draw).map(([item]) => item)
}

/** Holds back a fifth of the items of users drawn by the seed, at least one, of users with two items or more: the {@link latestFirst | latest}. */
export function holdBack(interactions: Interactions, seed: number): HeldBack {
  const { users, items, starts, itemOf, times } = interactions
  const draw = (a: number, b: number): number => {
    const mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
    return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  }
  const most = Math.min(MOST_USERS, Math.max(FEWEST_USERS, Math.floor(MOST_SCORES / Math.max(1, items.size))))
  const fit: number[] = []
  for (let user = 0; user < users.size; user++) {
    const first = starts[user]!
    if (itemOf.subarray(first, starts[user + 1]!).some((item) => item !== itemOf[first])) fit.push(user)
  }
  // A draw by hash: the same users whatever the order of the log's other users.
  const drawn = fit
    .map((user) => ({ user, place: Math.imul(user + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b) }))
    .sort((a, b) => a.place - b.place || a.user - b.user)
    .slice(0, most)
  const held = new Map(
    drawn.map(({ user }) => {
      const first = starts[user]!
      const own = latestFirst(
        itemOf.subarray(first, starts[user + 1]!),
        times && ((event) => times[first + event]!),
        (item) => draw(item, user ^ seed),
      )
      return [user, new Set(own.slice(0, Math.max(1, Math.floor(own.length * SHARE))))] as const
    }),
  )
  return {
    users: [...held].map(([user, relevant]) => ({
      history: Array.from(itemOf.subarray(starts[user]!, starts[user + 1]!))
        .filter((item) => !relevant.has(item))
        .map((item) => items.at(item)),
      relevant: new Set([...relevant].map((item) => items.at(item))),
    })),
    rest: () => pairsOf(interactions, held),
  }
}

/** The behaviour as pairs again, without what is held back. */
export function* pairsOf(
  { users, items, starts, itemOf, values, times }: Interactions,
  without: ReadonlyMap<number, ReadonlySet<number>> = new Map(),
): Generator<Pair> {
  for (let user = 0; user < users.size; user++) {
    const held = without.get(user)
    for (let event = starts[user]!; event < starts[user + 1]!; event++) {
      if (held?.has(itemOf[event]!)) continue
      const pair = { userId: users.at(user), itemId: items.at(itemOf[event]!), value: values[event]! }
      yield times === undefined ? pair : { ...pair, timestamp: times[event]! }
    }
  }
}

/** A model's list for each user; items that it gives no score above 0 are not in it. */
export async function foresee(
  model: CollaborativeModel,
  users: readonly HeldUser[],
  options: FitOptions,
): Promise<Foreseen[]> {
  const pacer = new Pacer(options)
  const ids = model.items!
  const places = new Map(ids.map((id, at) => [id, at]))
  const lists: Foreseen[] = []
  for (const [at, { history }] of users.entries()) {
    const scores = model.scores?.(history) ?? model.score(history, ids)
    const scale = spread(scores) || 1
    const seen = new Set(history.map((id) => places.get(id)))
    const best = new TopK(KEPT)
    for (let item = 0; item < scores.length; item++)
      if (scores[item]! > 0 && !seen.has(item)) best.offer(item, scores[item]!)
    const { indices, scores: found } = best.drain()
    lists.push(new Map(Array.from(indices, (item, place) => [ids[item]!, found[place]! / scale])))
    if (pacer.due()) await pacer.pause({ phase: 'foresee', done: at, total: users.length })
  }
  return lists
}

/** NDCG@20 of each user's list. */
export function qualities(lists: readonly Foreseen[], users: readonly HeldUser[]): Float64Array {
  return Float64Array.from(users, ({ relevant }, at) => quality([...lists[at]!.keys()], relevant))
}

/** NDCG@20 of each user's blend of lists. An item that one of the lists has not kept has the lowest score of that list there. */
export function blendQualities(
  parts: readonly { readonly lists: readonly Foreseen[]; readonly weight: number }[],
  users: readonly HeldUser[],
): Float64Array {
  return Float64Array.from(users, ({ relevant }, user) => {
    const sums = new Map<string, number>()
    for (const { lists, weight } of parts) {
      const list = lists[user]!
      let floor = 0
      if (list.size === KEPT) for (const score of list.values()) floor = score
      for (const [id, score] of list) sums.set(id, (sums.get(id) ?? 0) + weight * (score - floor))
    }
    const best = new TopK(PLACES)
    const ids = [...sums.keys()]
    for (const [at, id] of ids.entries()) best.offer(at, sums.get(id)!)
    return quality(
      Array.from(best.drain().indices, (at) => ids[at]!),
      relevant,
    )
  })
}

function quality(list: readonly string[], relevant: ReadonlySet<string>): number {
  let gain = 0
  let ideal = 0
  for (let rank = 0; rank < PLACES; rank++) {
    const worth = 1 / Math.log2(rank + 2)
    if (rank < relevant.size) ideal += worth
    if (rank < list.length && relevant.has(list[rank]!)) gain += worth
  }
  return gain / ideal
}
