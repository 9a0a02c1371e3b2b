/** How far lists follow feedback, learned from what came of lists before. Loaded with the first list, or the first `fit`, of a recommender that has the option `feedback`. */

import { describer } from './described-candidate.ts'
import type { LoggedInteraction } from './events/log.ts'
import { type Signal, signalsOf } from './profile/signals.ts'
import { FeedbackReranker, type Outcome } from './rerank/feedback.ts'
import type { ItemFeedback } from './rerank/feedback-features.ts'
import type { RerankCandidate } from './rerank/reranker.ts'
import { praise } from './retrieve/popular.ts'
import type { SnapshotParts } from './snapshot/parts.ts'
import type { State } from './state.ts'
import { throwIfAborted, type WorkOptions } from './work.ts'

/** Of a user's lists, so many of the newest are learned from for the user alone. */
const OWN_LISTS = 10
/** Of all lists, so many of the newest are learned from for everybody. */
const ALL_LISTS = 5000
/** What a user said is read back so many events. */
const EVENTS_BEFORE = 100
/** Users whose own weights are kept between lists. */
const USERS_KEPT = 1000
/** The work of `fit` gives way this often, in milliseconds. */
const TURN = 40

/** A list as far as it was seen, and what came of it. */
interface ShownList {
  /** How many events of the user were there before it. */
  readonly before: number
  readonly places: Map<string, { position: number; reward: number }>
}

/** Of a user's events, so many of the newest are looked through for lists. */
const EVENTS_READ = 1000

/** What is learned for everybody, and for each user on top of it. */
export class LearnedFeedback {
  readonly #reranker: FeedbackReranker
  /** Users whose own weights the re-ranker has, with what these were learned from. */
  readonly #learnedFrom = new Map<string, string>()
  #generation = 0

  /** The scores already follow what was said, so nothing moves before outcomes say that it should. */
  constructor(
    reranker: FeedbackReranker = new FeedbackReranker({ weights: { liked: 0, disliked: 0, impressions: 0 } }),
  ) {
    this.#reranker = reranker
  }

  /** The re-ranker as it is for this user: a function of what `fit` learned, of the catalogue, and of the user's events as they are in the log. */
  for<TItem extends { readonly id: string }>(state: State<TItem>, userId: string): FeedbackReranker {
    // Somebody may have been forgotten.
    if (this.#generation !== state.generation) this.#dropUsers()
    this.#generation = state.generation
    const events = state.store.eventsOf(userId, EVENTS_READ)
    const from = [state.store.catalogue.version, ...events.map(({ eventId }) => eventId)].join()
    if (this.#learnedFrom.get(userId) === from) return this.#reranker
    this.#reranker.forget(userId)
    this.#learnedFrom.delete(userId)
    for (const list of listsOf(state, events).slice(-OWN_LISTS)) this.#learn(state, userId, events, list, false)
    this.#learnedFrom.set(userId, from)
    const [oldest] = this.#learnedFrom.keys()
    if (this.#learnedFrom.size > USERS_KEPT && oldest !== undefined) {
      this.#reranker.forget(oldest)
      this.#learnedFrom.delete(oldest)
    }
    return this.#reranker
  }

  /** Of what holds for everybody. */
  get bytes(): number {
    return Object.values(this.save()).reduce((sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0)
  }

  /** What holds for everybody. */
  save(): SnapshotParts {
    this.#dropUsers()
    return this.#reranker.save()
  }

  static load(parts: SnapshotParts): LearnedFeedback {
    return new LearnedFeedback(FeedbackReranker.load(parts))
  }

  /** Learns for everybody from all lists of the log, those first that began first. Undefined where there are none. */
  static async fit<TItem extends { readonly id: string }>(
    state: State<TItem>,
    { signal }: WorkOptions,
  ): Promise<LearnedFeedback | undefined> {
    const lists = state.store.log.users.all().flatMap((userId) => {
      const events = state.store.eventsOf(userId)
      return listsOf(state, events).map((list) => ({ userId, events, list, at: events[list.before]!.timestamp }))
    })
    if (lists.length === 0) return undefined
    lists.sort((a, b) => a.at - b.at)
    const learned = new LearnedFeedback()
    let turn = performance.now()
    for (const { userId, events, list } of lists.slice(-ALL_LISTS)) {
      learned.#learn(state, userId, events, list, true)
      if (performance.now() - turn < TURN) continue
      await new Promise((resolve) => setTimeout(resolve))
      throwIfAborted(signal)
      turn = performance.now()
    }
    // What is one user's own is learned from their events when it is wanted.
    for (const { userId } of lists) learned.#reranker.forget(userId)
    return learned
  }

  #dropUsers(): void {
    for (const userId of this.#learnedFrom.keys()) this.#reranker.forget(userId)
    this.#learnedFrom.clear()
  }

  #learn<TItem extends { readonly id: string }>(
    state: State<TItem>,
    userId: string,
    events: readonly LoggedInteraction[],
    { before, places }: ShownList,
    shared: boolean,
  ): void {
    const shown: RerankCandidate[] = []
    const outcomes: Outcome[] = []
    const describe = describer(state)
    for (const [itemId, { position, reward }] of places) {
      const item = state.store.catalogue.indexOf(itemId)
      if (item === undefined) continue
      // Scores as they were are not in the log; the places that they led to are.
      shown.push({ ...describe(item), score: -position })
      outcomes.push({ itemId, reward })
    }
    const now = events[before]!.timestamp
    const known = signalsOf(events.slice(Math.max(0, before - EVENTS_BEFORE), before), state.options.behaviors, now)
    this.#reranker.learn(shown, feedbackOf(state, known), outcomes, { userId, shared })
  }
}

const unfitted = new WeakMap<object, LearnedFeedback>()

/** What `fit` learned, or what is believed without it. */
export function learnedFeedback<TItem extends { readonly id: string }>(state: State<TItem>): LearnedFeedback {
  const fitted = state.learned?.feedback
  if (fitted !== undefined) return fitted
  const own = unfitted.get(state) ?? new LearnedFeedback()
  unfitted.set(state, own)
  return own
}

/** What a user said of items, the oldest first; `signals` have the newest first. */
export function feedbackOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  signals: readonly Signal[],
): readonly ItemFeedback[] {
  const feedback: ItemFeedback[] = []
  const describe = describer(state)
  for (const { subject, weight } of signals.slice(0, EVENTS_BEFORE)) {
    const item = subject.kind === 'item' ? state.store.catalogue.indexOf(subject.itemId) : undefined
    if (item === undefined) continue
    const { itemId, tags, attributes, vector } = describe(item)
    feedback.push({
      itemId,
      weight,
      ...(tags && { tags }),
      ...(attributes && { attributes }),
      ...(vector && { vector }),
    })
  }
  return feedback.reverse()
}

/** The lists that events name, in the order in which they began. What is praised was taken up; what was shown, passed over or disliked alone was not. */
function listsOf<TItem extends { readonly id: string }>(
  { options: { behaviors } }: State<TItem>,
  events: readonly LoggedInteraction[],
): readonly ShownList[] {
  const lists = new Map<string, ShownList>()
  for (const [at, { type, itemId, value = Number.NaN, recommendationId, position }] of events.entries()) {
    if (recommendationId === undefined || itemId === undefined) continue
    const list = lists.get(recommendationId) ?? { before: at, places: new Map() }
    lists.set(recommendationId, list)
    const place = list.places.get(itemId) ?? { position: position ?? list.places.size + 1, reward: 0 }
    list.places.set(itemId, place)
    if (praise(behaviors.get(type)!, value) > 0) place.reward = 1
  }
  return [...lists.values()]
}
