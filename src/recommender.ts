/** The recommender: the verbs that an app calls, checked at the door and handed on to the state and the lists. */

import { checkId } from './events/ids.ts'
import type { IngestOptions, IngestReport, Records } from './events/ingest.ts'
import type { Interaction } from './events/interaction.ts'
import type { Item } from './events/item.ts'
import type { LoggedInteraction } from './events/log.ts'
import type { Explanation } from './explain/what-if.ts'
import { type KernelsInUse, kernelsInUse } from './kernels/in-use.ts'
import { Latency, type LatencySummary } from './latency.ts'
import { Lists } from './lists.ts'
import { type RecommenderOptions, resolveOptions } from './options.ts'
import type { UserExport, UserProfile } from './profile/user-profile.ts'
import { checkIds, type RecommendQuery } from './query.ts'
import type { RecommendationList } from './recommendation.ts'
import { type FitReport, type ForgetReport, State } from './state.ts'
import type { TellResult } from './wishes/tell.ts'
import type { WorkOptions } from './work.ts'

/** Figures about a recommender. */
export interface RecommenderStats {
  readonly items: number
  readonly users: number
  readonly interactions: number
  /** Bytes in use, by part. */
  readonly bytes: Readonly<Record<string, number>>
  /** Which kernels numeric work has used so far in this process: compiled (`'wasm-simd'`), `'plain'`, or `'none'` where nothing has needed any. Left out of comparisons, as latency is. */
  readonly kernels: KernelsInUse
  /** Milliseconds of the latest calls. Left out of comparisons. */
  readonly latency: Readonly<Record<string, LatencySummary>>
  readonly [name: string]: unknown
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
  readonly #state: State<TItem>
  readonly #lists: Lists<TItem>
  readonly #latency = { recommend: new Latency() }

  constructor(options?: RecommenderOptions<TItem>) {
    this.#state = new State(resolveOptions(options))
    this.#lists = new Lists(this.#state)
  }

  /**
   * Adds items, or replaces those with the same ids; the next list sees them. Items are kept by reference and must not be changed afterwards: add them again
   * instead. Of several items with one id the last stands. Bad items are left out and reported; with `strict` one bad item means that none is taken.
   */
  async addItems(items: Records<TItem>, options: IngestOptions = {}): Promise<IngestReport> {
    return this.#state.addItems(items, options)
  }

  /** Removes items: they are in no list any more. Their events stay, and count again should the item come back. Unknown ids are passed over. */
  async removeItems(ids: Iterable<string>): Promise<{ readonly removed: number }> {
    return { removed: this.#state.removeItems(checkIds(ids, 'ids')) }
  }

  /**
   * Records behaviour; the next list reflects it. An event of an item that is not there (yet) is kept, and counts once the item comes. One bad event given alone
   * throws; in a batch bad events are left out and reported; with `strict` one bad event means that none is taken.
   */
  async observe(events: Interaction | Records<Interaction>, options: IngestOptions = {}): Promise<IngestReport> {
    return this.#state.observe(events, options)
  }

  /** Takes an event back, by the id that `observe` gave: all is as if it had never been observed. False where there is no such event. */
  async undo(eventId: string): Promise<boolean> {
    return this.#state.undo(eventId)
  }

  /**
   * Takes in what a user says in plain words, in English or Chinese: "less romance, more science fiction, nothing before 2000". What was understood stands as
   * wishes in the log, and shapes the next list; what was not is handed back.
   */
  async tell(userId: string, text: string): Promise<TellResult> {
    checkId(userId, 'userId')
    return (await import('./wishes/tell.ts')).tell(this.#state, userId, text)
  }

  /**
   * Lets everything that learns learn from what is there. Optional: lists are made without it. Encoders that learn are trained on the items' texts, and the
   * items encoded anew. Lists and events go on meanwhile; two calls queue; an aborted one leaves what was there.
   */
  async fit(options: WorkOptions & { readonly seed?: number } = {}): Promise<FitReport> {
    return this.#state.fit(options)
  }

  /** The best `k` items for a user, a history, an item, a text, or nobody in particular. Exactly `k` come back whenever `k` are eligible and no re-ranker drops them. */
  async recommend(query: RecommendQuery<TItem> = {}): Promise<RecommendationList<TItem>> {
    const started = performance.now()
    const checked = this.#state.query(query)
    const list = await this.#lists.list(checked)
    this.#latency.recommend.add(performance.now() - started)
    return list
  }

  /** The items most like one item. `options` are those of `recommend`. */
  async similarItems(
    itemId: string,
    options: Omit<RecommendQuery<TItem>, 'itemId'> = {},
  ): Promise<RecommendationList<TItem>> {
    this.#state.indexOf(itemId, 'itemId')
    return this.recommend({ ...options, itemId })
  }

  /** Puts given items in order for a query: all of them, and no others; `k`, `filter`, `exclude` and the like do not apply, and what re-rankers drop comes last. */
  async rank(query: RecommendQuery<TItem>, itemIds: readonly string[]): Promise<RecommendationList<TItem>> {
    const { rankGiven } = await import('./given-items.ts')
    return rankGiven(this.#state, this.#lists, query, itemIds)
  }

  /**
   * One item as it stands for a query, with all reasons, whether or not it would be listed. `rank` is its place among all eligible items that were looked at; what keeps it out of the list is its first reason. Says
   * where it would be without what it rests on and, given `than`, why it stands above or below another item.
   */
  async explain(
    query: RecommendQuery<TItem>,
    itemId: string,
    options: { readonly than?: string } = {},
  ): Promise<Explanation<TItem>> {
    const { explain } = await import('./explain/what-if.ts')
    return explain(this.#state, this.#lists, query, itemId, options)
  }

  /** What the system believes of a user. Somebody unknown has an empty profile. */
  async profile(userId: string): Promise<UserProfile> {
    checkId(userId, 'userId')
    const { readProfile } = await import('./profile/read-profile.ts')
    return readProfile(this.#state, userId)
  }

  /** Removes everything stored about a user: all is as if they had never been there. */
  async forget(userId: string): Promise<ForgetReport> {
    checkId(userId, 'userId')
    return this.#state.forget(userId)
  }

  /** Everything that is stored about a user. */
  async exportUser(userId: string): Promise<UserExport<LoggedInteraction>> {
    checkId(userId, 'userId')
    return { userId, events: this.#state.store.eventsOf(userId) }
  }

  /** The whole state as one binary, the same in Node and in the browser. Items must be plain data (dates and typed arrays included). */
  async toSnapshot(options: WorkOptions = {}): Promise<Uint8Array> {
    return this.#state.save(options)
  }

  /**
   * A recommender with the state that `toSnapshot` gave. `options` are those that it was made with: functions are not stored, and an encoder or `fields` that
   * differ from the stored ones give a `fingerprint-mismatch`.
   */
  static async fromSnapshot<TItem extends { readonly id: string } = Item>(
    bytes: Uint8Array | ArrayBuffer,
    options?: RecommenderOptions<TItem>,
  ): Promise<Recommender<TItem>> {
    const recommender = new Recommender<TItem>(options)
    await recommender.#state.load(bytes)
    return recommender
  }

  /** Figures: counts, bytes, latencies. */
  stats(): RecommenderStats {
    const { log, catalogue } = this.#state.store
    const bytes = Object.fromEntries(this.#state.sources.all.map((source) => [source.name, source.bytes]))
    return {
      items: catalogue.size,
      users: log.users.size,
      interactions: log.size,
      bytes: { log: log.bytes, ...bytes },
      kernels: kernelsInUse(),
      latency: { recommend: this.#latency.recommend.summary() },
    }
  }
}
