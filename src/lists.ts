/** How a list comes about: the sources are asked, their answers blended and boosted, and the evidence of what is listed turned into reasons. */

import type { Arranged } from './arrangement.ts'
import type { reasonsFor } from './explain/reason.ts'
import { hashText } from './math/hash.ts'
import type { Signal } from './profile/signals.ts'
import type { CheckedQuery } from './query.ts'
import { type Blend, blend, type RankedCandidate } from './rank/blend.ts'
import { type Purpose, weightsFor } from './rank/weights.ts'
import type { Recommendation, RecommendationList, Strategy } from './recommendation.ts'
import { eligibility } from './retrieve/eligible.ts'
import { FreshItems } from './retrieve/fresh.ts'
import { PopularItems } from './retrieve/popular.ts'
import type { Retrieval, Retriever } from './retrieve/retriever.ts'
import type { State } from './state.ts'
import { throwIfAborted } from './work.ts'

/** Each source brings at least this many candidates, and four times as many as are asked for. */
const POOL = 200
/** Where re-rankers leave too few of them, so many times as many. */
const FURTHER = 4

/** Why a list is wanted, beyond the query: which items are scored whatever the rules say. */
export interface Scope {
  /** The items to be ranked, all of them and no others. */
  readonly only?: readonly string[]
  /** An item that is scored even where it would not be listed. */
  readonly also?: string
  /** An event of the user that is thought away. */
  readonly without?: string
}

type Explain = typeof reasonsFor

/** A ranking in the making. */
export interface Ranking extends Arranged {
  readonly factors: Blend['factors']
  readonly retrievals: ReadonlyMap<string, Retrieval>
  readonly strategy: Strategy
}

/** Makes lists out of what a {@link State} knows; changes nothing in it. */
export class Lists<TItem extends { readonly id: string }> {
  readonly #state: State<TItem>
  readonly #retrievers: readonly Retriever[]

  constructor(state: State<TItem>) {
    const { store, sources } = state
    this.#state = state
    this.#retrievers = [
      ...sources.all,
      new PopularItems(() => store.popularity),
      new FreshItems(
        () => store.catalogue.creationTimes,
        () => store.catalogue.latest,
      ),
    ]
  }

  /** The best `k` items; or, by the scope and by `listed`, others. */
  async list(
    query: CheckedQuery<TItem>,
    scope: Scope = {},
    listed: (ranking: Ranking) => readonly RankedCandidate[] = ({ candidates }) => candidates.slice(0, query.k),
  ): Promise<RecommendationList<TItem>> {
    const explain = await explainer(query)
    return this.rank(query, scope, (ranking) => this.#list(query, ranking, listed(ranking), explain))
  }

  /**
   * Asks all sources, blends what they answer, and makes an answer of it at once. Begins again if items went or moved while a source had to wait.
   */
  async rank<TAnswer extends object>(
    query: CheckedQuery<TItem>,
    scope: Scope,
    answer: (ranking: Ranking) => TAnswer,
  ): Promise<TAnswer> {
    for (;;) {
      const found = await this.#rankOnce(query, scope, answer)
      if (found !== undefined) return found
    }
  }

  async #rankOnce<TAnswer extends object>(
    query: CheckedQuery<TItem>,
    scope: Scope,
    answer: (ranking: Ranking) => TAnswer,
    pool = Math.max(POOL, 4 * query.k),
  ): Promise<TAnswer | undefined> {
    throwIfAborted(query.signal)
    const generation = this.#state.generation
    const { catalogue } = this.#state.store
    const { learned } = this.#state
    const signals = await this.#state.signals(query.userId, query.history, query.now, scope.without)
    const arrangement = this.#state.isPlain(query)
      ? undefined
      : await (await import('./arrangement.ts')).arrangementFor(this.#state, query, signals, scope.without)
    const boosted = query.boost && (await import('./boosting.ts')).boostAll
    const asked = querySignals(query)
    if (query.itemId !== undefined) this.#state.indexOf(query.itemId, 'itemId')
    const limit = query.boost || query.candidates || scope.only ? catalogue.slots : pool
    const request = {
      signals: [...asked, ...signals],
      now: query.now,
      limit: Math.min(limit, catalogue.slots),
      eligible: eligibility(
        catalogue,
        scope.only ? this.#onlyThese(scope.only) : this.#rules(query),
        scope.only ? undefined : arrangement?.eligible,
      ),
      signal: query.signal,
    }
    const retrievals = new Map<string, Retrieval>()
    const retrievers = [...this.#retrievers, ...(learned?.retrievers ?? []), ...(arrangement?.retrievers ?? [])]
    // In an asynchronous function what one source throws at once is heard together with what another one throws later.
    const answers = await Promise.all(retrievers.map(async (retriever) => retriever.retrieve(request)))
    throwIfAborted(query.signal)
    // From here on nothing waits but a re-ranker, so that indexes stay what they are.
    if (generation !== this.#state.generation) return undefined
    for (const [at, { name }] of retrievers.entries()) if (answers[at]) retrievals.set(name, answers[at])

    const purpose: Purpose = ![...retrievals.values()].some(({ origins }) => origins)
      ? 'anybody'
      : asked.length > 0
        ? 'query'
        : 'interest'
    const own = this.#state.options.weights
    const fitted = purpose === 'interest' ? learned?.weightsFor(signals) : undefined
    const fair = weightsFor(purpose, { ...fitted, ...own }, retrievals.keys())
    const always = scope.also === undefined ? [] : [this.#state.indexOf(scope.also, 'itemId')]
    const { candidates, factors } = (arrangement ?? { blend }).blend(retrievals, fair, always)
    boosted?.(candidates, catalogue, query.boost!)
    const strategy = strategyOf(retrievals.values(), candidates)
    const arranged: Arranged = (await arrangement?.arrange(candidates, scope.only?.length ?? query.k)) ?? { candidates }
    throwIfAborted(query.signal)
    if (generation !== this.#state.generation) return undefined
    const short = arranged.candidates.length < query.k && limit < catalogue.slots && arranged.dropped?.length
    const made = short ? undefined : answer({ factors, retrievals, strategy, ...arranged })
    for (const { release } of retrievals.values()) release?.()
    // What re-rankers left out is replaced, as long as there is anything else.
    return made ?? this.#rankOnce(query, scope, answer, FURTHER * pool)
  }

  #rules(query: CheckedQuery<TItem>): Parameters<typeof eligibility<TItem>>[1] {
    const { catalogue } = this.#state.store
    const indexes = (ids: readonly string[]): number[] => ids.flatMap((id) => catalogue.indexOf(id) ?? [])
    const excluded =
      query.excludeSeen && query.userId !== undefined ? this.#state.store.seenBy(query.userId) : new Set<number>()
    for (const item of indexes(query.exclude)) excluded.add(item)
    for (const { itemId, type } of query.excludeSeen ? query.history : []) {
      if (itemId !== undefined && this.#state.options.behaviors.get(type)?.seen)
        for (const item of indexes([itemId])) excluded.add(item)
    }
    if (query.itemId !== undefined) for (const item of indexes([query.itemId])) excluded.add(item)
    const only = query.candidates === undefined ? undefined : new Set(indexes(query.candidates))
    return { now: query.now, domain: query.domain, only, excluded, filter: query.filter }
  }

  #onlyThese(itemIds: readonly string[]): Parameters<typeof eligibility<TItem>>[1] {
    const only = new Set(itemIds.map((id) => this.#state.indexOf(id, 'itemIds')))
    return { now: Number.NEGATIVE_INFINITY, domain: undefined, only, excluded: new Set(), filter: undefined }
  }

  #list(
    query: CheckedQuery<TItem>,
    ranking: Ranking,
    candidates: readonly RankedCandidate[],
    explain: Explain | undefined,
  ): RecommendationList<TItem> {
    const items = candidates.map((candidate, at) => this.recommendation(query, ranking, candidate, at + 1, explain))
    const strategy = items.length === 0 ? 'empty' : ranking.strategy
    const id = hashText(
      JSON.stringify([query.userId ?? null, query.now, strategy, items.map(({ itemId, score }) => [itemId, score])]),
    )
    return { id, items, strategy }
  }

  /** One place of a ranking, made out. */
  recommendation(
    query: CheckedQuery<TItem>,
    ranking: Ranking,
    candidate: RankedCandidate,
    rank: number,
    explain: Explain | undefined,
  ): Recommendation<TItem> {
    const { item: index, score, parts } = candidate
    const { catalogue } = this.#state.store
    const reasons = explain?.({
      parts,
      evidence: [...ranking.retrievals].map(([source, retrieval]) => ({
        source,
        factor: ranking.factors.get(source) ?? 0,
        pieces: parts[source] === undefined ? [] : retrieval.evidenceOf(index),
      })),
      itemId: catalogue.idOf(index),
      now: query.now,
      locale: query.locale,
      titleOf: (id) => this.#state.titleOf(id),
      speak: this.#state.options.sentences,
    })
    const propensity = ranking.propensities?.get(index)
    return {
      itemId: catalogue.idOf(index),
      item: catalogue.at(index),
      score,
      rank,
      parts,
      reasons: reasons ?? [],
      ...(propensity !== undefined && { propensity }),
    }
  }
}

/** What is listed, and what re-rankers left out after it. */
export function everyOne({ candidates, dropped = [] }: Ranking): readonly RankedCandidate[] {
  return [...candidates, ...dropped]
}

/** What turns evidence into reasons; loaded with the first list that wants them. */
async function explainer({ explain }: CheckedQuery<never>): Promise<Explain | undefined> {
  return explain ? (await import('./explain/reason.ts')).reasonsFor : undefined
}

/** What the query itself says, as signals. */
function querySignals({ itemId, text }: CheckedQuery<never>): Signal[] {
  const base = { weight: 1, origin: 'query', type: 'query' } as const
  return [
    ...(itemId === undefined ? [] : [{ subject: { kind: 'item', itemId } as const, ...base }]),
    ...(text === undefined ? [] : [{ subject: { kind: 'text', text } as const, ...base }]),
  ]
}

/** The highest rung that had something to stand on. */
function strategyOf(retrievals: Iterable<Retrieval>, candidates: readonly RankedCandidate[]): Strategy {
  const origins = new Set([...retrievals].flatMap(({ origins = [] }) => [...origins]))
  if (origins.has('event')) return 'personalized'
  if (origins.has('history')) return 'session'
  if (origins.has('query')) return 'content'
  return candidates.some(({ parts }) => parts['popular'] !== undefined) ? 'popular' : 'fresh'
}
