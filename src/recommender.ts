/** Wires the stages: takes items and behaviour in, asks the sources, ranks, explains. No algorithm lives here. */

import type { Encoder } from './encode/encoder.ts'
import { TAGS } from './encode/features.ts'
import { titleOf } from './encode/fields.ts'
import { TfidfEncoder } from './encode/tfidf.ts'
import { invalidArgument, RecommenderError, show } from './errors.ts'
import { checkId } from './events/ids.ts'
import {
  checkRecords,
  type IngestOptions,
  type IngestReport,
  type Intake,
  ingest,
  type Records,
} from './events/ingest.ts'
import { type CheckedInteraction, checkInteraction, type Interaction } from './events/interaction.ts'
import { type CheckedDescription, checkDescription, type Item } from './events/item.ts'
import type { LoggedInteraction } from './events/log.ts'
import type { reasonsFor } from './explain/reason.ts'
import { Latency, type LatencySummary } from './latency.ts'
import { hashText } from './math/hash.ts'
import { type RecommenderOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { type Signal, signalsOf } from './profile/signals.ts'
import type { Inclination, UserExport, UserProfile } from './profile/user-profile.ts'
import { type CheckedQuery, checkIds, checkQuery, type RecommendQuery } from './query.ts'
import { type Blend, blend, boost, type RankedCandidate } from './rank/blend.ts'
import { type Purpose, weightsFor } from './rank/weights.ts'
import type { Recommendation, RecommendationList, Strategy } from './recommendation.ts'
import { callOwn, eligibility } from './retrieve/eligible.ts'
import { FreshItems } from './retrieve/fresh.ts'
import { PopularItems } from './retrieve/popular.ts'
import type { Retrieval, Retriever } from './retrieve/retriever.ts'
import type { Commit } from './retrieve/similar.ts'
import { type ItemSources, makeSources } from './retrieve/sources.ts'
import type { Learnable } from './retrieve/space.ts'
import type { unpackItems } from './snapshot/items.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from './snapshot/parts.ts'
import { MemoryStore } from './store/memory-store.ts'
import { throwIfAborted, type WorkOptions } from './work.ts'

/** What `fit` did, part by part. */
export interface FitReport {
  readonly parts: readonly {
    readonly name: string
    readonly seconds: number
    readonly bytes: number
    /** Quality on behaviour held out of the training, where it was measured. */
    readonly quality?: Readonly<Record<string, number>>
  }[]
}

/** What `forget` did. */
export interface ForgetReport {
  /** How many events were removed. */
  readonly events: number
  /** Parts that had learned from the user, and are without them only after the next `fit`. */
  readonly pendingUntilFit: readonly string[]
}

/** Figures about a recommender. */
export interface RecommenderStats {
  readonly items: number
  readonly users: number
  readonly interactions: number
  /** Bytes in use, by part. */
  readonly bytes: Readonly<Record<string, number>>
  /** Milliseconds of the latest calls. Left out of comparisons. */
  readonly latency: Readonly<Record<string, LatencySummary>>
  readonly [name: string]: unknown
}

/** Of a user's events, at most this many (the newest) speak for their interest. */
const EVENTS_CONSIDERED = 1000
/** Each source brings at least this many candidates, and four times as many as are asked for. */
const POOL = 200
/** Gaps of removed items are closed when they are this many and outnumber the items. */
const GAPS = 1024
/** Boosts stay below this, so that the parts of a score still add up to 1e-6. */
const HIGHEST_FACTOR = 1e8

/** Why a list is wanted, beyond the query: which items are scored whatever the rules say. */
interface Scope {
  /** The items to be ranked, all of them and no others. */
  readonly only?: readonly string[]
  /** An item that is scored even where it would not be listed. */
  readonly also?: string
}

/** What a snapshot has to agree in with the options it is loaded with. */
interface Fingerprint {
  readonly encoders: Readonly<Record<string, string>>
  /** What the encoders had learned, as far as they tell. */
  readonly states: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number>>
}

type Explain = typeof reasonsFor

/** A ranking in the making. */
interface Ranking {
  readonly candidates: RankedCandidate[]
  readonly factors: Blend['factors']
  readonly retrievals: ReadonlyMap<string, Retrieval>
  readonly strategy: Strategy
}

/**
 * A recommender: it reads what items say, learns what users like from what they do, answers feedback at once, and says why.
 *
 * All verbs return promises; what they change in memory is changed when the promise resolves, and for plain arrays with the default
 * encoder already when the call returns. A wrong argument gives a {@link RecommenderError} before anything was changed.
 *
 * @example
 * ```ts
 * const recommender = new Recommender()
 * await recommender.addItems([
 *   { id: 'dune', text: 'a desert planet and its spice' },
 *   { id: 'emma', text: 'a matchmaker in a country village' },
 *   { id: 'solaris', text: 'a planet that is alive' },
 * ])
 * await recommender.observe({ userId: 'ann', itemId: 'dune', type: 'like' })
 * const list = await recommender.recommend({ userId: 'ann', k: 1 })
 * console.log(list.items[0]?.itemId, list.items[0]?.reasons[0]?.text) // solaris Because you liked “dune” (planet).
 * ```
 */
export class Recommender<TItem extends { readonly id: string } = Item> {
  readonly #options: ResolvedOptions<TItem>
  readonly #encoders: Readonly<Record<string, Encoder>>
  readonly #store: MemoryStore<TItem>
  readonly #sources: ItemSources
  readonly #retrievers: readonly Retriever[]
  readonly #latency = { recommend: new Latency() }
  readonly #warned = new Set<string>()
  /** Counts what makes scores in the making invalid (items gone or moved, vectors learned anew); a list that was begun before is begun again. */
  #generation = 0
  /** Counts what makes prepared items invalid (terms numbered anew, vectors learned anew); they are prepared again. */
  #layout = 0
  /** The `fit` under way, if any. */
  #fitting: Promise<unknown> = Promise.resolve()
  #learning: Promise<unknown> | undefined

  constructor(options?: RecommenderOptions<TItem>) {
    this.#options = resolveOptions(options)
    const { encoders, fields, behaviors } = this.#options
    this.#encoders = Object.fromEntries(
      Object.entries(encoders).map(([name, encoder]) => [name, encoder === 'tfidf' ? new TfidfEncoder() : encoder]),
    )
    const store = new MemoryStore<TItem>(behaviors)
    this.#store = store
    this.#sources = makeSources(
      this.#encoders,
      fields,
      (id) => store.catalogue.indexOf(id),
      (name) =>
        this.#warnOnce(
          'not-fitted',
          `The encoder \`${name}\` has to learn first: call fit(). Until then lists do without it.`,
        ),
    )
    this.#retrievers = [
      ...this.#sources.all,
      new PopularItems(
        () => store.popularity,
        () => store.logIndexes,
      ),
      new FreshItems(
        () => store.catalogue.creationTimes,
        () => store.catalogue.latest,
      ),
    ]
  }

  /**
   * Adds items, or replaces those with the same ids; the next list sees them. Items are kept by reference and must not be changed afterwards: add them again
   * instead. Of several items with one id the last stands. Bad items are left out and reported; with `strict` one bad item means that none is taken.
   */
  async addItems(items: Records<TItem>, options: IngestOptions = {}): Promise<IngestReport> {
    const records = checkRecords<TItem>(items, 'items', "[{ id: 'dune', text: '...' }]")
    const counts = { added: 0, updated: 0 }
    let vectorLength: number | undefined
    const intake: Intake<TItem, { item: TItem; id: string; description: CheckedDescription }> = {
      phase: 'items',
      idOf: (item) => idOf(item, 'id'),
      check: (item) => {
        if (typeof item !== 'object' || item === null)
          throw invalidArgument('item', item, 'An item is an object with an `id`.')
        const id = checkId(item.id, 'id')
        const description = this.#describe(item)
        this.#sources.checkVector(description, vectorLength)
        vectorLength ??= description.vector?.length
        return { item, id, description }
      },
      apply: (checked) => {
        const latest = new Map(checked.map((entry) => [entry.id, entry]))
        const known = checked.length - latest.size
        const batch = [...latest.values()]
        const descriptions = batch.map(({ description }) => description)
        const prepare = () => this.#sources.all.map((source) => source.prepare(descriptions, withoutProgress(options)))
        const commit = (commits: readonly Commit[]): void => {
          // Another call may have brought vectors of another length while this one waited.
          for (const description of descriptions) this.#sources.checkVector(description)
          const added = batch.filter(({ id }) => this.#store.catalogue.indexOf(id) === undefined).length
          const indexes = batch.map(({ id, item, description }) => this.#store.setItem(id, item, description))
          for (const put of commits) put(indexes)
          counts.added += added
          counts.updated += batch.length - added + known
        }
        return this.#prepareAndCommit(prepare, commit)
      },
    }
    const rejected = await ingest(records, intake, options)
    return { ...counts, rejected }
  }

  /** Removes items: they are in no list any more. Their events stay, and count again should the item come back. Unknown ids are passed over. */
  async removeItems(ids: Iterable<string>): Promise<{ readonly removed: number }> {
    const indexes: number[] = []
    for (const id of checkIds(ids, 'ids')) {
      const index = this.#store.catalogue.delete(id)
      if (index !== undefined) indexes.push(index)
    }
    for (const source of this.#sources.all) source.remove(indexes)
    if (indexes.length > 0) this.#generation++
    const { slots, size } = this.#store.catalogue
    if (slots - size > Math.max(GAPS, size)) this.#compact()
    return { removed: indexes.length }
  }

  /**
   * Records behaviour; the next list reflects it. An event of an item that is not there (yet) is kept, and counts once the item comes. One bad event given alone
   * throws; in a batch bad events are left out and reported; with `strict` one bad event means that none is taken.
   */
  async observe(events: Interaction | Records<Interaction>, options: IngestOptions = {}): Promise<IngestReport> {
    const { behaviors, clock } = this.#options
    const now = clock()
    const eventIds: string[] = []
    const take = (event: CheckedInteraction): void => {
      eventIds.push(this.#store.log.idOf(this.#store.addEvent(event)))
    }
    if (isOne(events)) {
      throwIfAborted(options.signal)
      take(checkInteraction(events, behaviors, now))
      return { added: 1, updated: 0, rejected: [], eventIds }
    }
    const records = checkRecords<Interaction>(events, 'events', "[{ userId: 'ann', itemId: 'dune', type: 'like' }]")
    const intake: Intake<Interaction, CheckedInteraction> = {
      phase: 'events',
      idOf: (event) => idOf(event, 'userId'),
      check: (event) => checkInteraction(event, behaviors, now),
      apply: (checked) => checked.forEach(take),
    }
    const rejected = await ingest(records, intake, options)
    return { added: eventIds.length, updated: 0, rejected, eventIds }
  }

  /**
   * Lets everything that learns learn from what is there. Optional: lists are made without it. Encoders that learn are trained on the items' texts, and the
   * items encoded anew. Lists and events go on meanwhile; two calls queue; an aborted one leaves what was there.
   */
  async fit(options: WorkOptions & { readonly seed?: number } = {}): Promise<FitReport> {
    const run = this.#fitting.then(() => this.#fit(options))
    this.#fitting = run.catch(() => {})
    return run
  }

  /** The best `k` items for a user, a history, an item, a text, or nobody in particular. Exactly `k` come back whenever `k` are eligible. */
  async recommend(query: RecommendQuery<TItem> = {}): Promise<RecommendationList<TItem>> {
    const started = performance.now()
    const checked = checkQuery(query, this.#options)
    const explain = await explainer(checked)
    const list = await this.#rank(checked, {}, (ranking) =>
      this.#list(checked, ranking, ranking.candidates.slice(0, checked.k), explain),
    )
    this.#latency.recommend.add(performance.now() - started)
    return list
  }

  /** The items most like one item. */
  async similarItems(
    itemId: string,
    options: { readonly k?: number; readonly filter?: (item: TItem) => boolean } = {},
  ): Promise<RecommendationList<TItem>> {
    this.#indexOf(itemId, 'itemId')
    return this.recommend({ ...options, itemId })
  }

  /** Puts given items in order for a query: all of them, and no others; `k`, `filter`, `exclude` and the like do not apply. */
  async rank(query: RecommendQuery<TItem>, itemIds: readonly string[]): Promise<RecommendationList<TItem>> {
    const only = checkIds(itemIds, 'itemIds')
    const seen = new Set<string>()
    for (const [at, id] of only.entries()) {
      this.#indexOf(id, `itemIds[${at}]`)
      if (seen.has(id)) throw invalidArgument(`itemIds[${at}]`, id, 'Each id may be there once.')
      seen.add(id)
    }
    const checked = checkQuery(query, this.#options)
    const explain = await explainer(checked)
    return this.#rank(checked, { only }, (ranking) => this.#list(checked, ranking, ranking.candidates, explain))
  }

  /** One item as it stands for a query, with all reasons, whether or not it would be listed. `rank` is its place among all eligible items that were looked at. */
  async explain(query: RecommendQuery<TItem>, itemId: string): Promise<Recommendation<TItem>> {
    this.#indexOf(itemId, 'itemId')
    const checked = checkQuery({ ...query, explain: true }, this.#options)
    const explain = await explainer(checked)
    return this.#rank(checked, { also: itemId }, (ranking) => {
      const item = this.#indexOf(itemId, 'itemId')
      const place = ranking.candidates.findIndex((candidate) => candidate.item === item)
      return this.#recommendation(checked, ranking, ranking.candidates[place]!, place + 1, explain)
    })
  }

  /** What the system believes of a user. Somebody unknown has an empty profile. */
  async profile(userId: string): Promise<UserProfile> {
    checkId(userId, 'userId')
    const events = this.#store.eventsOf(userId)
    const behaviors = new Map<string, number>()
    for (const { type } of events) behaviors.set(type, (behaviors.get(type) ?? 0) + 1)
    const signals = await this.#signals(userId, [], this.#options.clock())
    const described = await Promise.all(this.#sources.content.map((source) => source.describe(signals, 20)))
    const labels = (await Promise.all(this.#sources.labels.map((source) => source.describe(signals, 50)))).flat()
    // Names are the app's: as keys of a plain object, `constructor` and its like would hit upon what every object has.
    const attributes = new Map<string, Inclination[]>([[TAGS, []]])
    for (const { name = TAGS, term, amount } of labels) {
      const values = attributes.get(name) ?? []
      attributes.set(name, values)
      values.push({ value: term, weight: amount })
    }
    const tags = attributes.get(TAGS)!
    attributes.delete(TAGS)
    const terms = described.flat().map(({ term, amount }) => ({ value: term, weight: amount }))
    return {
      userId,
      events: events.length,
      behaviors: Object.fromEntries(behaviors),
      terms,
      tags,
      attributes: Object.fromEntries(attributes),
      items: itemInclinations(signals),
    }
  }

  /** Removes everything stored about a user: all is as if they had never been there. */
  async forget(userId: string): Promise<ForgetReport> {
    checkId(userId, 'userId')
    const events = this.#store.forget(userId)
    if (events > 0) this.#generation++
    return { events, pendingUntilFit: [] }
  }

  /** Everything that is stored about a user. */
  async exportUser(userId: string): Promise<UserExport<LoggedInteraction>> {
    checkId(userId, 'userId')
    return { userId, events: this.#store.eventsOf(userId) }
  }

  /** The whole state as one binary, the same in Node and in the browser. Items must be plain data (dates and typed arrays included). */
  async toSnapshot(options: WorkOptions = {}): Promise<Uint8Array> {
    throwIfAborted(options.signal)
    const { packItems, packSnapshot } = await import('./snapshot/index.ts')
    await this.#learning
    this.#compact()
    const parts: Record<string, SnapshotParts[string]> = {}
    const phases: [string, () => SnapshotParts][] = [
      ['meta', () => ({ json: { json: { ...this.#fingerprint() } } })],
      ['store', () => this.#store.save(packItems)],
      ...this.#sources.all.map((source): [string, () => SnapshotParts] => [
        `source.${source.name}`,
        () => source.save(),
      ]),
    ]
    phases.forEach(([name, save], done) => {
      throwIfAborted(options.signal)
      Object.assign(parts, nestParts(name, save()))
      options.onProgress?.({ phase: 'snapshot', done: done + 1, total: phases.length })
    })
    return packSnapshot(parts)
  }

  /**
   * A recommender with the state that `toSnapshot` gave. `options` are those that it was made with: functions are not stored, and an encoder or `fields` that
   * differ from the stored ones give a `fingerprint-mismatch`.
   */
  static async fromSnapshot<TItem extends { readonly id: string } = Item>(
    bytes: Uint8Array,
    options?: RecommenderOptions<TItem>,
  ): Promise<Recommender<TItem>> {
    const { unpackItems, unpackSnapshot } = await import('./snapshot/index.ts')
    const parts = unpackSnapshot(bytes)
    const recommender = new Recommender<TItem>(options)
    try {
      await recommender.#load(parts, unpackItems)
    } catch (error) {
      if (error instanceof RecommenderError) throw error
      const message = `The parts of the snapshot do not belong together: ${error instanceof Error ? error.message : show(error)}. Load another copy, or build the recommender anew.`
      throw new RecommenderError('snapshot-corrupt', message, { field: 'bytes', cause: error })
    }
    return recommender
  }

  /** Figures: counts, bytes, latencies. */
  stats(): RecommenderStats {
    const { log, catalogue } = this.#store
    const bytes = Object.fromEntries(this.#sources.all.map((source) => [source.name, source.bytes]))
    return {
      items: catalogue.size,
      users: log.users.size,
      interactions: log.size,
      bytes: { log: log.bytes, ...bytes },
      latency: { recommend: this.#latency.recommend.summary() },
    }
  }

  #describe(item: TItem): CheckedDescription {
    let description: unknown
    try {
      description = this.#options.describe(item)
    } catch (cause) {
      const message = `\`describe\` threw for item ${show(item.id)}: ${cause instanceof Error ? cause.message : show(cause)}`
      throw new RecommenderError('invalid-argument', message, { field: 'describe', cause })
    }
    return checkDescription(description)
  }

  async #load(parts: SnapshotParts, unpack: typeof unpackItems): Promise<void> {
    const stored = jsonPart(parts, 'meta.json') as unknown as Fingerprint
    this.#checkFingerprint(stored)
    this.#store.load(unnestParts('store', parts), unpack)
    for (const source of this.#sources.all) await source.load(unnestParts(`source.${source.name}`, parts))
    for (const [name, { stateHash }] of Object.entries(this.#encoders)) {
      const state = stored.states[name]
      if (state !== undefined && state !== stateHash) throw mismatch(`encoder.${name}`, state, stateHash)
    }
  }

  #indexOf(itemId: string, field: string): number {
    const index = this.#store.catalogue.indexOf(checkId(itemId, field))
    if (index !== undefined) return index
    const message = `\`${field}\` is ${show(itemId)}, and there is no such item. Add it with addItems(), or look for a typing mistake.`
    throw new RecommenderError('unknown-item', message, { field, value: itemId })
  }

  #titleOf(itemId: string): string {
    const index = this.#store.catalogue.indexOf(itemId)
    return index === undefined ? itemId : titleOf(itemId, this.#describe(this.#store.catalogue.at(index)))
  }

  async #signals(userId: string | undefined, history: CheckedQuery<TItem>['history'], now: number): Promise<Signal[]> {
    const { behaviors } = this.#options
    const read = (sentimentOf?: Parameters<typeof signalsOf>[3]): Signal[] => {
      const stored = userId === undefined ? [] : this.#store.eventsOf(userId, EVENTS_CONSIDERED)
      return signalsOf([...stored, ...history], behaviors, now, sentimentOf)
    }
    // The lists of words are loaded with the first comment.
    const comments = userId !== undefined && this.#store.hasComments(userId)
    if (!comments && !history.some(({ type }) => type === 'comment')) return read()
    const { sentiment } = await import('./profile/sentiment.ts')
    return read(sentiment)
  }

  /** At once where nothing has to be waited for; otherwise when it is there, and again if meanwhile it became invalid. */
  #prepareAndCommit(
    prepare: () => readonly (Commit | Promise<Commit>)[],
    commit: (commits: readonly Commit[]) => void,
  ): undefined | Promise<void> {
    const isReady = (commits: readonly (Commit | Promise<Commit>)[]): commits is readonly Commit[] =>
      !commits.some((one) => one instanceof Promise)
    const first = this.#learning === undefined ? prepare() : undefined
    if (first === undefined || !isReady(first)) return this.#waitAndCommit(prepare, commit, first)
    commit(first)
    return undefined
  }

  async #waitAndCommit(
    prepare: () => readonly (Commit | Promise<Commit>)[],
    commit: (commits: readonly Commit[]) => void,
    first: readonly (Commit | Promise<Commit>)[] | undefined,
  ): Promise<void> {
    for (let preparing = first; ; preparing = undefined) {
      if (preparing === undefined) await this.#learning
      const layout = this.#layout
      const commits = await Promise.all(preparing ?? prepare())
      if (layout === this.#layout && this.#learning === undefined) return commit(commits)
    }
  }

  /**
   * Asks all sources, blends what they answer, and makes an answer of it at once. Begins again if items went or moved while a source had to wait.
   */
  async #rank<TAnswer extends object>(
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
  ): Promise<TAnswer | undefined> {
    throwIfAborted(query.signal)
    const generation = this.#generation
    const { catalogue } = this.#store
    const signals = await this.#signals(query.userId, query.history, query.now)
    const asked = querySignals(query)
    if (query.itemId !== undefined) this.#indexOf(query.itemId, 'itemId')
    const limit = query.boost || query.candidates || scope.only ? catalogue.slots : Math.max(POOL, 4 * query.k)
    const request = {
      signals: [...asked, ...signals],
      now: query.now,
      limit: Math.min(limit, catalogue.slots),
      eligible: eligibility(catalogue, scope.only ? this.#onlyThese(scope.only) : this.#rules(query)),
      signal: query.signal,
    }
    const retrievals = new Map<string, Retrieval>()
    const answers = await Promise.all(this.#retrievers.map((retriever) => retriever.retrieve(request)))
    throwIfAborted(query.signal)
    // From here to the answer nothing waits, so that indexes stay what they are.
    if (generation !== this.#generation) return undefined
    for (const [at, { name }] of this.#retrievers.entries()) if (answers[at]) retrievals.set(name, answers[at])

    const likeness = this.#sources.all.some(({ name }) => retrievals.has(name))
    const purpose: Purpose = !likeness ? 'anybody' : asked.length > 0 ? 'query' : 'interest'
    const weights = weightsFor(purpose, this.#options.weights, retrievals.keys())
    const always = scope.also === undefined ? [] : [this.#indexOf(scope.also, 'itemId')]
    const { candidates, factors } = blend(retrievals, weights, always)
    const { boost: factorOf } = query
    if (factorOf !== undefined)
      boost(candidates, (item) => checkFactor(callOwn('boost', catalogue, item, factorOf), catalogue.idOf(item)))
    return answer({ candidates, factors, retrievals, strategy: strategyOf(retrievals.values(), candidates) })
  }

  #rules(query: CheckedQuery<TItem>): Parameters<typeof eligibility<TItem>>[1] {
    const { catalogue } = this.#store
    const indexes = (ids: readonly string[]): number[] => ids.flatMap((id) => catalogue.indexOf(id) ?? [])
    const excluded =
      query.excludeSeen && query.userId !== undefined ? this.#store.seenBy(query.userId) : new Set<number>()
    for (const item of indexes(query.exclude)) excluded.add(item)
    for (const { itemId, type } of query.excludeSeen ? query.history : []) {
      if (itemId !== undefined && this.#options.behaviors.get(type)?.seen)
        for (const item of indexes([itemId])) excluded.add(item)
    }
    if (query.itemId !== undefined) for (const item of indexes([query.itemId])) excluded.add(item)
    const only = query.candidates === undefined ? undefined : new Set(indexes(query.candidates))
    return { now: query.now, domain: query.domain, only, excluded, filter: query.filter }
  }

  #onlyThese(itemIds: readonly string[]): Parameters<typeof eligibility<TItem>>[1] {
    const only = new Set(itemIds.map((id) => this.#indexOf(id, 'itemIds')))
    return { now: Number.NEGATIVE_INFINITY, domain: undefined, only, excluded: new Set(), filter: undefined }
  }

  #list(
    query: CheckedQuery<TItem>,
    ranking: Ranking,
    candidates: readonly RankedCandidate[],
    explain: Explain | undefined,
  ): RecommendationList<TItem> {
    const items = candidates.map((candidate, at) => this.#recommendation(query, ranking, candidate, at + 1, explain))
    const strategy = items.length === 0 ? 'empty' : ranking.strategy
    const id = hashText(
      JSON.stringify([query.userId ?? null, query.now, strategy, items.map(({ itemId, score }) => [itemId, score])]),
    )
    return { id, items, strategy }
  }

  #recommendation(
    query: CheckedQuery<TItem>,
    ranking: Ranking,
    candidate: RankedCandidate,
    rank: number,
    explain: Explain | undefined,
  ): Recommendation<TItem> {
    const { item: index, score, parts } = candidate
    const { catalogue } = this.#store
    const reasons = explain?.({
      parts,
      evidence: [...ranking.retrievals].map(([source, retrieval]) => ({
        source,
        factor: ranking.factors.get(source) ?? 0,
        pieces: parts[source] === undefined ? [] : retrieval.evidenceOf(index),
      })),
      now: query.now,
      locale: query.locale,
      titleOf: (id) => this.#titleOf(id),
    })
    return { itemId: catalogue.idOf(index), item: catalogue.at(index), score, rank, parts, reasons: reasons ?? [] }
  }

  async #fit(options: WorkOptions): Promise<FitReport> {
    const parts: FitReport['parts'][number][] = []
    const learning = this.#learn(options, (part) => parts.push(part))
    this.#learning = learning.catch(() => {})
    try {
      await learning
    } finally {
      this.#learning = undefined
    }
    return { parts }
  }

  async #learn(options: WorkOptions, report: (part: FitReport['parts'][number]) => void): Promise<void> {
    throwIfAborted(options.signal)
    for (const source of this.#sources.all) {
      const started = performance.now()
      await source.learn(() => this.#learnable(), options)
      report({ name: source.name, seconds: (performance.now() - started) / 1000, bytes: source.bytes })
    }
  }

  #learnable(): Learnable {
    const { catalogue } = this.#store
    const entries = [...catalogue.entries()]
    const ids = entries.map(([index]) => catalogue.idOf(index))
    return {
      descriptions: entries.map(([, item]) => this.#describe(item)),
      indexes: () => {
        this.#generation++
        this.#layout++
        return Int32Array.from(ids, (id) => catalogue.indexOf(id) ?? -1)
      },
    }
  }

  #compact(): void {
    const { slots, size } = this.#store.catalogue
    if (slots === size) return
    const moved = this.#store.compact()
    for (const source of this.#sources.all) source.compact(moved)
    this.#generation++
    this.#layout++
  }

  #fingerprint(): Fingerprint {
    const encoders: [string, string][] = []
    const states: [string, string][] = []
    for (const [name, { id, stateHash }] of Object.entries(this.#encoders)) {
      encoders.push([name, id])
      if (stateHash !== undefined) states.push([name, stateHash])
    }
    return {
      encoders: Object.fromEntries(encoders),
      states: Object.fromEntries(states),
      fields: this.#options.fields,
    }
  }

  #checkFingerprint(stored: Fingerprint): void {
    const own = this.#fingerprint()
    for (const name of new Set([...Object.keys(stored.encoders), ...Object.keys(own.encoders)])) {
      if (stored.encoders[name] !== own.encoders[name])
        throw mismatch(`encoder.${name}`, stored.encoders[name], own.encoders[name])
    }
    const sorted = (fields: Fingerprint['fields']): string => JSON.stringify(Object.entries(fields).sort())
    if (sorted(stored.fields) !== sorted(own.fields)) throw mismatch('fields', stored.fields, own.fields)
  }

  #warnOnce(code: string, message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    this.#options.onWarning({ code, message })
  }
}

function mismatch(field: string, was: unknown, is: unknown): RecommenderError {
  const message = `The snapshot was made with \`${field}\` ${JSON.stringify(was)}, and is loaded with ${JSON.stringify(is)}. Pass the option it was made with, or add the items anew.`
  return new RecommenderError('fingerprint-mismatch', message, { field, value: is })
}

/** What turns evidence into reasons; loaded with the first list that wants them. */
async function explainer({ explain }: CheckedQuery<never>): Promise<Explain | undefined> {
  return explain ? (await import('./explain/reason.ts')).reasonsFor : undefined
}

/** One interaction, not several: an object that cannot be iterated. */
function isOne(events: unknown): events is Interaction {
  return (
    typeof events === 'object' && events !== null && !(Symbol.iterator in events) && !(Symbol.asyncIterator in events)
  )
}

function idOf(record: unknown, field: string): string | undefined {
  const id = typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[field] : undefined
  return typeof id === 'string' ? id.slice(0, 100) : undefined
}

const withoutProgress = ({ signal }: WorkOptions): WorkOptions => (signal === undefined ? {} : { signal })

/** What the query itself says, as signals. */
function querySignals({ itemId, text }: CheckedQuery<never>): Signal[] {
  const base = { weight: 1, origin: 'query', type: 'query' } as const
  return [
    ...(itemId === undefined ? [] : [{ subject: { kind: 'item', itemId } as const, ...base }]),
    ...(text === undefined ? [] : [{ subject: { kind: 'text', text } as const, ...base }]),
  ]
}

function checkFactor(factor: unknown, itemId: string): number {
  if (typeof factor === 'number' && factor >= 0 && factor <= HIGHEST_FACTOR) return factor
  throw invalidArgument(
    'boost',
    factor,
    `It was returned for item ${show(itemId)}; a factor is a number from 0 to ${HIGHEST_FACTOR}.`,
  )
}

/** The highest rung that had something to stand on. */
function strategyOf(retrievals: Iterable<Retrieval>, candidates: readonly RankedCandidate[]): Strategy {
  const origins = new Set([...retrievals].flatMap(({ origins = [] }) => [...origins]))
  if (origins.has('event')) return 'personalized'
  if (origins.has('history')) return 'session'
  if (origins.has('query')) return 'content'
  return candidates.some(({ parts }) => parts['popular'] !== undefined) ? 'popular' : 'fresh'
}

/** The items that say most of a user, by how much. */
function itemInclinations(signals: readonly Signal[]): Inclination[] {
  const weights = new Map<string, number>()
  for (const { subject, weight } of signals) {
    if (subject.kind === 'item') weights.set(subject.itemId, (weights.get(subject.itemId) ?? 0) + weight)
  }
  const inclinations = Array.from(weights, ([value, weight]) => ({ value, weight }))
  return inclinations.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 20)
}
