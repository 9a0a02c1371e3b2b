/** What a recommender knows, and every way in which it changes: items and behaviour come in, are learned from, forgotten, saved and restored. */

import type { FitOptions } from './collaborative/model.ts'
import type { Encoder } from './encode/encoder.ts'
import { titleOf } from './encode/fields.ts'
import { semanticEncoder } from './encode/semantic.ts'
import { TfidfEncoder } from './encode/tfidf.ts'
import { invalidArgument, RecommenderError, show } from './errors.ts'
import type { RecordChange } from './events/cleaning.ts'
import { checkId } from './events/ids.ts'
import {
  checkRecords,
  cleaned,
  type IngestOptions,
  type IngestReport,
  type Intake,
  ingest,
  type Records,
  type Rejection,
} from './events/ingest.ts'
import { type CheckedInteraction, checkInteraction, type Interaction } from './events/interaction.ts'
import { type CheckedDescription, checkDescription } from './events/item.ts'
import type { Learned } from './learning.ts'
import { checkNames } from './option-names.ts'
import type { ResolvedOptions } from './options.ts'
import { type Signal, signalsOf } from './profile/signals.ts'
import { type CheckedQuery, checkQuery, type RecommendQuery } from './query.ts'
import type { Commit } from './retrieve/similar.ts'
import { type ItemSources, makeSources } from './retrieve/sources.ts'
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

/** Of a user's events, at most this many (the newest) speak for their interest. */
const EVENTS_CONSIDERED = 1000
/** What is read of a description. */
const describedFields = ['text', 'tags', 'attributes', 'createdAt', 'expiresAt', 'vector', 'image', 'audio', 'domain']
/** Behaviour that has more to say than how much an item is liked. */
const arranging = ['wish', 'impression', 'hide']
/** Gaps of removed items are closed when they are this many and outnumber the items. */
const GAPS = 1024

/** Catalogue, log and all that follows from them, for one recommender. */
export class State<TItem extends { readonly id: string }> {
  readonly options: ResolvedOptions<TItem>
  readonly store: MemoryStore<TItem>
  readonly sources: ItemSources
  /** What the last `fit` learned from behaviour. */
  learned: Learned | undefined
  readonly #encoders: Readonly<Record<string, Encoder>>
  readonly #warned = new Set<string>()
  #generation = 0
  /** Counts what makes prepared items invalid (terms numbered anew, vectors learned anew); they are prepared again. */
  #layout = 0
  /** The `fit` under way, if any. */
  #fitting: Promise<unknown> = Promise.resolve()
  #learning: Promise<unknown> | undefined

  constructor(options: ResolvedOptions<TItem>) {
    this.options = options
    this.#encoders = Object.fromEntries(
      Object.entries(options.encoders).map(([name, encoder]) => [
        name,
        encoder === 'tfidf' ? new TfidfEncoder() : encoder === 'semantic' ? semanticEncoder() : encoder,
      ]),
    )
    this.store = new MemoryStore<TItem>(options.behaviors)
    this.sources = makeSources(
      this.#encoders,
      options.fields,
      (id) => this.store.catalogue.indexOf(id),
      (name) => this.#warnUnfitted('encoder', name),
    )
  }

  /** Counts what makes scores in the making invalid (items gone or moved, vectors learned anew); a list that was begun before is begun again. */
  get generation(): number {
    return this.#generation
  }

  /** Takes items in. */
  async addItems(items: Records<TItem>, options: IngestOptions = {}): Promise<IngestReport> {
    checkNames(options, ['signal', 'onProgress', 'strict'], 'options')
    const records = checkRecords<TItem>(items, 'items', "[{ id: 'dune', text: '...' }]")
    const { items: clean } = this.options.clean
    const counts = { added: 0, updated: 0 }
    let vectorLength: number | undefined
    let unreadable = 0
    const intake: Intake<TItem, { item: TItem; id: string; description: CheckedDescription }> = {
      phase: 'items',
      clean,
      idOf: (item) => idOf(item, 'id'),
      check: (item) => {
        if (typeof item !== 'object' || item === null)
          throw invalidArgument('item', item, 'An item is an object with an `id`.')
        const id = checkId(item.id, 'id')
        const description = this.#describe(item)
        this.sources.checkVector(description, vectorLength)
        vectorLength ??= description.vector?.length
        if (saysNothing(description)) unreadable++
        return { item, id, description }
      },
      apply: (checked) => {
        const latest = new Map(checked.map((entry) => [entry.id, entry]))
        const known = checked.length - latest.size
        const batch = [...latest.values()]
        const descriptions = batch.map(({ description }) => description)
        const prepare = () => this.sources.all.map((source) => source.prepare(descriptions, withoutProgress(options)))
        const commit = (commits: readonly Commit[]): void => {
          // Another call may have brought vectors of another length while this one waited.
          for (const description of descriptions) this.sources.checkVector(description)
          const added = batch.filter(({ id }) => this.store.catalogue.indexOf(id) === undefined).length
          const indexes = batch.map(({ id, item, description }) => this.store.setItem(id, item, description))
          for (const put of commits) put(indexes)
          counts.added += added
          counts.updated += batch.length - added + known
        }
        return this.#prepareAndCommit(prepare, commit)
      },
    }
    const { rejected, changes } = await ingest(records, intake, options)
    await this.#warnOfBatch('items', rejected, counts.added + counts.updated, unreadable)
    return { ...counts, rejected, ...(clean && { changes }) }
  }

  /** Takes items out; returns how many there were. */
  removeItems(ids: readonly string[]): number {
    const indexes: number[] = []
    for (const id of ids) {
      const index = this.store.catalogue.delete(id)
      if (index !== undefined) indexes.push(index)
    }
    for (const source of this.sources.all) source.remove(indexes)
    if (indexes.length > 0) this.#generation++
    const { slots, size } = this.store.catalogue
    if (slots - size > Math.max(GAPS, size)) this.#compact()
    return indexes.length
  }

  /** Takes behaviour in. */
  async observe(events: Interaction | Records<Interaction>, options: IngestOptions = {}): Promise<IngestReport> {
    checkNames(options, ['signal', 'onProgress', 'strict'], 'options')
    const { behaviors, clock } = this.options
    const now = clock()
    const { interactions: clean } = this.options.clean
    const eventIds: string[] = []
    const take = (event: CheckedInteraction): void => {
      eventIds.push(this.store.addEvent(event))
    }
    if (isOne(events)) {
      throwIfAborted(options.signal)
      const changes: RecordChange[] = []
      take(checkInteraction(cleaned(events, clean, 0, changes), behaviors, now))
      return { added: 1, updated: 0, rejected: [], ...(clean && { changes }), eventIds }
    }
    const records = checkRecords<Interaction>(events, 'events', "[{ userId: 'ann', itemId: 'dune', type: 'like' }]")
    const intake: Intake<Interaction, CheckedInteraction> = {
      phase: 'events',
      clean,
      idOf: (event) => idOf(event, 'userId'),
      check: (event) => checkInteraction(event, behaviors, now),
      apply: (checked) => checked.forEach(take),
    }
    const { rejected, changes } = await ingest(records, intake, options)
    await this.#warnOfBatch('events', rejected, eventIds.length, 0)
    return { added: eventIds.length, updated: 0, rejected, ...(clean && { changes }), eventIds }
  }

  /** Learns, after any `fit` before. */
  async fit(options: FitOptions = {}): Promise<FitReport> {
    checkNames(options, ['signal', 'onProgress', 'seed'], 'options')
    const run = this.#fitting.then(() => this.#fit(options))
    this.#fitting = run.catch(() => {})
    return run
  }

  /** Removes everything stored about a user; says what only the next `fit` can remove. */
  forget(userId: string): ForgetReport {
    const events = this.store.forget(userId)
    if (events > 0) this.#generation++
    // Which events the cleaning of the whole log left out may have rested on this user's.
    const learned = this.learned?.parts ?? []
    return { events, pendingUntilFit: events > 0 ? [...(this.store.leftOut ? ['clean'] : []), ...learned] : [] }
  }

  /** Takes one event back; false where there is none with this id. */
  undo(eventId: string): boolean {
    return this.store.undo(checkId(eventId, 'eventId'))
  }

  /** The whole state as one binary. */
  async save(options: WorkOptions): Promise<Uint8Array> {
    throwIfAborted(options.signal)
    const { save } = await import('./saving.ts')
    await this.#learning
    return save(this, this.#encoders, options, () => this.#compact())
  }

  /** Takes over what `save` gave, into a state that is empty. */
  async load(bytes: Uint8Array | ArrayBuffer): Promise<void> {
    const { load } = await import('./saving.ts')
    await load(bytes, this, this.#encoders)
  }

  /** A query as lists take it; tells `onWarning` of models that have not learned yet, and cannot answer it. */
  query(query: RecommendQuery<TItem>): CheckedQuery<TItem> {
    const checked = checkQuery(query, this.options)
    if (!this.learned?.retrievers.length)
      for (const model of this.options.collaborative)
        this.#warnUnfitted('collaborative model', model === 'auto' ? model : model.name)
    return checked
  }

  /** The index of an item that has to be there. */
  indexOf(itemId: string, field: string): number {
    const index = this.store.catalogue.indexOf(checkId(itemId, field))
    if (index !== undefined) return index
    const message = `\`${field}\` is ${show(itemId)}, and there is no such item. Add it with addItems(), or look for a typing mistake.`
    throw new RecommenderError('unknown-item', message, { field, value: itemId })
  }

  /** What is read of the item with this index. */
  describe(item: number): CheckedDescription {
    return this.#describe(this.store.catalogue.at(item))
  }

  /** The name of an item for sentences. */
  titleOf(itemId: string): string {
    const index = this.store.catalogue.indexOf(itemId)
    return index === undefined ? itemId : titleOf(itemId, this.describe(index))
  }

  /** Whether a list is made by the sources and their weights alone: nobody asked for anything that puts it into another order. */
  isPlain({ userId, diversity, exploration }: CheckedQuery<TItem>): boolean {
    if (this.options.rerank || this.options.feedback || diversity + exploration > 0) return false
    return userId === undefined || !this.store.hasDone(userId, arranging)
  }

  /** What is known of a user: the signals of the stored events (but for one that is thought away) and of a given history. */
  async signals(
    userId: string | undefined,
    history: CheckedQuery<TItem>['history'],
    now: number,
    without?: string,
  ): Promise<Signal[]> {
    const { behaviors } = this.options
    const read = (sentimentOf?: Parameters<typeof signalsOf>[3]): Signal[] => {
      const stored = userId === undefined ? [] : this.store.eventsOf(userId, EVENTS_CONSIDERED)
      const events = stored.filter(({ eventId }) => eventId !== without)
      return signalsOf([...events, ...history], behaviors, now, sentimentOf)
    }
    // The lists of words are loaded with the first comment.
    const comments = userId !== undefined && this.store.hasDone(userId, ['comment'])
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

  #describe(item: TItem): CheckedDescription {
    let description: unknown
    try {
      description = this.options.describe(item)
    } catch (cause) {
      const message = `\`describe\` threw for item ${show(item.id)}: ${cause instanceof Error ? cause.message : show(cause)}`
      throw new RecommenderError('invalid-argument', message, { field: 'describe', cause })
    }
    if (description instanceof Promise) {
      description.catch(() => {})
      throw invalidArgument(
        'describe',
        description,
        'It answered with a promise; describe() answers at once: look up what it needs before.',
      )
    }
    if (description !== item) this.#warnOfUnknownFields(description)
    return checkDescription(description)
  }

  async #fit(options: FitOptions): Promise<FitReport> {
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

  async #learn(options: FitOptions, report: (part: FitReport['parts'][number]) => void): Promise<void> {
    const { learnAll } = await import('./learning.ts')
    this.learned = await learnAll(this, options, report, () => {
      this.#generation++
      this.#layout++
    })
    this.#generation++
  }

  #compact(): void {
    const { slots, size } = this.store.catalogue
    if (slots === size) return
    const moved = this.store.compact()
    for (const source of this.sources.all) source.compact(moved)
    this.#generation++
    this.#layout++
  }

  /** A field that nobody reads is most likely a typing mistake; only in what `describe` makes, since an app's own objects have fields of their own. */
  #warnOfUnknownFields(description: unknown): void {
    if (typeof description !== 'object' || description === null) return
    const unknown = Object.keys(description).filter((name) => name !== 'id' && !describedFields.includes(name))
    if (unknown.length === 0) return
    const message = `\`describe\` gives \`${unknown.join('`, `')}\`, which is not read. Known fields are ${describedFields.join(', ')}.`
    this.#warnOnce('unknown-field', message)
  }

  async #warnOfBatch(
    kind: 'items' | 'events',
    rejected: readonly Rejection[],
    taken: number,
    unreadable: number,
  ): Promise<void> {
    const lost = taken === 0 && rejected.length > 0
    if (!lost && (taken === 0 || unreadable < taken)) return
    const { allRejected, nothingReadable } = await import('./warnings.ts')
    const { code, message } = lost ? allRejected(kind, rejected) : nothingReadable()
    this.#warnOnce(code, message)
  }

  #warnUnfitted(what: string, name: string): void {
    this.#warnOnce(
      'not-fitted',
      `The ${what} \`${name}\` has to learn first: call fit(). Until then lists do without it.`,
    )
  }

  #warnOnce(code: string, message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    this.options.onWarning({ code, message })
  }
}

const saysNothing = ({ text, tags, attributes, vector }: CheckedDescription): boolean =>
  vector === undefined && tags.length === 0 && Object.keys(text).length === 0 && Object.keys(attributes).length === 0

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
