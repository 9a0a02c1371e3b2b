/** How often each item is among what is recommended to anybody, measured on a sample of users. Loaded with `fit`. */

import type { FitOptions, Pair } from '../collaborative/model.ts'
import { randomNumbers } from '../math/random.ts'
import type { Signal } from '../profile/signals.ts'
import { eligibility } from '../retrieve/eligible.ts'
import { FreshItems } from '../retrieve/fresh.ts'
import { PopularItems } from '../retrieve/popular.ts'
import type { Retrieval, Retriever } from '../retrieve/retriever.ts'
import type { JsonValue } from '../snapshot/parts.ts'
import type { State } from '../state.ts'
import { Pacer } from '../work.ts'
import { blend, type RankWeights } from './blend.ts'
import { weightsFor } from './weights.ts'

/** So many users at most are looked at. */
const USERS = 200
/** With fewer users it would be a matter of chance who was drawn. */
const FEWEST_USERS = 30
/** So many of the best candidates of each user are counted, and not more than this share of the catalogue: where all of it is counted, all of it is exposed alike. */
const BEST = 100
const SHARE = 0.1
/** Candidates that a source brings, as when a list is made. */
const POOL = 200

/** Counts of how many of the sampled users have an item among their best candidates. */
export class Exposure {
  readonly #counts: ReadonlyMap<string, number>
  readonly #users: number

  constructor(counts: ReadonlyMap<string, number>, users: number) {
    this.#counts = counts
    this.#users = users
  }

  /** From 0 (with none of the users) to 1 (with all of them): log(1 + count) / log(1 + users). */
  of(itemId: string): number {
    return Math.log1p(this.#counts.get(itemId) ?? 0) / Math.log1p(this.#users)
  }

  /** About what it takes, the ids aside. */
  get bytes(): number {
    return this.#counts.size * 16
  }

  toJson(): JsonValue {
    return { users: this.#users, counts: Object.fromEntries(this.#counts) }
  }

  static fromJson(json: JsonValue): Exposure {
    const { users, counts } = json as { readonly users: number; readonly counts: Readonly<Record<string, number>> }
    return new Exposure(new Map(Object.entries(counts)), users)
  }
}

/** Measures it with all sources and `models`; undefined with fewer than 30 users. The users are drawn by the seed. */
export async function measureExposure<TItem extends { readonly id: string }>(
  state: State<TItem>,
  pairs: readonly Pair[],
  models: readonly Retriever[],
  fitted: (signals: readonly Signal[]) => RankWeights | undefined,
  options: FitOptions,
): Promise<Exposure | undefined> {
  const users = [...new Set(pairs.map(({ userId }) => userId))]
  if (users.length < FEWEST_USERS) return undefined
  const random = randomNumbers(options.seed ?? 0, 2)
  const drawn = users
    .map((userId) => [userId, random()] as const)
    .sort((a, b) => a[1] - b[1])
    .slice(0, USERS)
  const { catalogue } = state.store
  const retrievers: Retriever[] = [
    ...state.sources.all,
    new PopularItems(() => state.store.popularity),
    new FreshItems(
      () => catalogue.creationTimes,
      () => catalogue.latest,
    ),
    ...models,
  ]
  const counts = new Map<string, number>()
  const pacer = new Pacer(options)
  for (const [done, [userId]] of drawn.entries()) {
    for (const itemId of await bestOf(state, retrievers, userId, fitted))
      counts.set(itemId, (counts.get(itemId) ?? 0) + 1)
    if (pacer.due()) await pacer.pause({ phase: 'exposure', done, total: drawn.length })
  }
  pacer.report({ phase: 'exposure', done: drawn.length, total: drawn.length })
  return new Exposure(counts, drawn.length)
}

/** The ids of a user's best candidates, before any wish, rule or re-ranker. Begins again if items went or moved while a source had to wait. */
async function bestOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  retrievers: readonly Retriever[],
  userId: string,
  fitted: (signals: readonly Signal[]) => RankWeights | undefined,
): Promise<string[]> {
  const { catalogue } = state.store
  for (;;) {
    const { generation } = state
    const now = state.options.clock()
    const signals = await state.signals(userId, [], now)
    const excluded = state.store.seenBy(userId)
    const request = {
      signals,
      now,
      limit: Math.min(POOL, catalogue.slots),
      eligible: eligibility(catalogue, { now, domain: undefined, only: undefined, excluded, filter: undefined }),
    }
    const answers = await Promise.all(retrievers.map(async (retriever) => retriever.retrieve(request)))
    if (generation !== state.generation) continue
    const retrievals = new Map<string, Retrieval>()
    for (const [at, { name }] of retrievers.entries()) if (answers[at]) retrievals.set(name, answers[at])
    const weights = weightsFor('interest', { ...fitted(signals), ...state.options.weights }, retrievals.keys())
    const { candidates } = blend(retrievals, weights)
    for (const { release } of retrievals.values()) release?.()
    return candidates
      .slice(0, Math.min(BEST, Math.ceil(SHARE * catalogue.size)))
      .map(({ item }) => catalogue.idOf(item))
  }
}
