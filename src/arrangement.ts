/** What comes after the sources: re-rankers, and what a user has said about whole lists. Loaded with the first list that asks for it. */

import { describer } from './described-candidate.ts'
import { type ItemTest, type LabelForm, labelTest } from './item-labels.ts'
import { hashText } from './math/hash.ts'
import { randomNumbers } from './math/random.ts'
import type { Signal } from './profile/signals.ts'
import type { CheckedQuery } from './query.ts'
import { type Blend, blend, type RankedCandidate, type RankWeights } from './rank/blend.ts'
import type { Strategy } from './recommendation.ts'
import { diversify } from './rerank/diversify.ts'
import { epsilonSlots } from './rerank/epsilon-slots.ts'
import { impressionDiscount } from './rerank/impressions.ts'
import { pipeline } from './rerank/pipeline.ts'
import type { RerankCandidate, RerankContext, Reranker } from './rerank/reranker.ts'
import type { Retrieval, Retriever } from './retrieve/retriever.ts'
import type { State } from './state.ts'
import type { WishEffect } from './wishes/effect.ts'

/** How one list is to be arranged. */
export interface Arrangement {
  /** Further sources of candidates. */
  readonly retrievers: readonly Retriever[]
  /** A further rule for what may be listed. */
  readonly eligible: ItemTest | undefined
  /** Blends what the sources answered. */
  readonly blend: (retrievals: ReadonlyMap<string, Retrieval>, weights: RankWeights, always: readonly number[]) => Blend
  /** The candidates in the order in which they are to be listed, `k` of them. */
  arrange(candidates: readonly RankedCandidate[], k: number): Promise<Arranged>
}

/** Candidates in order. */
export interface Arranged {
  readonly candidates: readonly RankedCandidate[]
  /** What re-rankers left out, best first. It is in no list; where all of the given items are wanted it comes last. */
  readonly dropped?: readonly RankedCandidate[]
  /** Set where what the user wished has a part in the list: that is stored about them. */
  readonly strategy?: Strategy
  /** By item: how likely it was to be shown in its place, where chance had a part in it. */
  readonly propensities?: ReadonlyMap<number, number>
}

/** Re-rankers see at least this many candidates, and ten times as many as are asked for. */
const POOL = 200
/** Where they leave less than was asked for, so many times as many. */
const FURTHER = 4
/** What "surprise me" asks for. */
const SURPRISE = { diversity: 0.8, exploration: 0.3 }

/** The arrangement that the options, the query and the user ask for; `signals` are what is known of the user, `without` an event that is taken as never recorded. */
export async function arrangementFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  query: CheckedQuery<TItem>,
  signals: readonly Signal[],
  without?: string,
): Promise<Arrangement> {
  const wishes = query.userId === undefined ? undefined : await wishesFor(state, query.userId, query.now, without)
  const followed = state.options.feedback ? await import('./learned-feedback.ts') : undefined
  const rules = [withoutHidden(state, signals), wishes?.eligible].filter((rule) => rule !== undefined)
  return {
    retrievers: wishes?.source === undefined ? [] : [wishes.source],
    eligible: rules.length === 0 ? undefined : (item) => rules.every((rule) => rule(item)),
    blend: (retrievals, weights, always) => (wishes?.source ?? { blend }).blend(retrievals, weights, always),
    async arrange(candidates, k) {
      const impressions = impressionsOf(state, query)
      const steps = [...impressions, ...stepsFor(state, query, k, signals, followed, wishes?.surprise ?? false)]
      const wished =
        wishes?.eligible || wishes?.surprise || candidates.some(({ parts }) => parts['wishes'] !== undefined)
          ? { strategy: 'personalized' }
          : {}
      if (steps.length === 0) return { candidates, ...wished }
      const { catalogue } = state.store
      // What was shown is known by id: nobody reads the descriptions where that is all there is to do.
      const bare = steps.length === impressions.length
      const inOrder = async (head: readonly RankedCandidate[]): Promise<readonly RerankCandidate[]> => {
        const given = bare
          ? head.map((candidate, at) => bareCandidateOf(state, candidate, at + 1))
          : describedCandidates(state, head)
        return pipeline(...steps)(given, contextFor(state, query, k))
      }
      let seen = Math.min(candidates.length, Math.max(POOL, 10 * k))
      let answer = await inOrder(candidates.slice(0, seen))
      // Where too much is dropped further candidates take part, so that what fills up the list was seen by the re-rankers too.
      while (answer.length < k && seen < candidates.length) {
        seen = Math.min(candidates.length, FURTHER * seen)
        answer = await inOrder(candidates.slice(0, seen))
      }
      const left = new Map(candidates.slice(0, seen).map((candidate) => [catalogue.idOf(candidate.item), candidate]))
      const propensities = new Map<number, number>()
      const arranged = answer.map(({ itemId, score, parts = {}, propensity }): RankedCandidate => {
        const candidate = left.get(itemId)!
        left.delete(itemId)
        if (propensity !== undefined) propensities.set(candidate.item, propensity)
        return score === candidate.score ? candidate : { item: candidate.item, score, parts: { ...parts } }
      })
      return {
        candidates: [...arranged, ...candidates.slice(seen)],
        dropped: [...left.values()],
        ...wished,
        ...(propensities.size > 0 && { propensities }),
      }
    },
  }
}

/** The user's wishes; their code is loaded with the first of them. */
async function wishesFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  now: number,
  without: string | undefined,
): Promise<WishEffect | undefined> {
  if (!state.store.hasDone(userId, ['wish'])) return undefined
  const { effectOfWishes } = await import('./wishes/effect.ts')
  return effectOfWishes(state, userId, now, without)
}

/** What was shown in vain comes lower. */
function impressionsOf<TItem extends { readonly id: string }>(
  { store }: State<TItem>,
  { userId, now }: CheckedQuery<TItem>,
): Reranker[] {
  if (userId === undefined || !store.hasDone(userId, ['impression'])) return []
  return [impressionDiscount(store.eventsOf(userId), { now })]
}

/** In the order of their work: after what moves scores the app's own, then diversity, and chance last, so that its propensities hold. */
function stepsFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  query: CheckedQuery<TItem>,
  k: number,
  signals: readonly Signal[],
  followed: typeof import('./learned-feedback.ts') | undefined,
  surprise: boolean,
): Reranker[] {
  const { rerank } = state.options
  const { userId } = query
  const diversity = Math.max(query.diversity, surprise ? SURPRISE.diversity : 0)
  const exploration = Math.max(query.exploration, surprise ? SURPRISE.exploration : 0)
  const steps: Reranker[] = []
  const feedback = followed?.feedbackOf(state, signals) ?? []
  const learned = userId === undefined ? undefined : followed?.learnedFeedback(state).for(state, userId)
  const forUser = { listLength: k, ...(userId !== undefined && { userId }) }
  if (learned !== undefined) steps.push(learned.reranker(feedback, forUser))
  if (rerank !== undefined) steps.push(rerank)
  if (diversity > 0) {
    // Only what is recommended to a user as a matter of course is held back: to a question, or to somebody unknown, what everybody sees may well be the answer.
    const exposure =
      signals.length > 0 && query.text === undefined && query.itemId === undefined && state.learned?.exposure
    steps.push(diversify({ strength: diversity, ...(exposure && { exposure: (itemId) => exposure.of(itemId) }) }))
  }
  if (exploration > 0)
    steps.push(
      learned === undefined
        ? epsilonSlots({ epsilon: exploration })
        : learned.thompson(feedback, { ...forUser, rate: exploration }),
    )
  return steps
}

function contextFor<TItem extends { readonly id: string }>(
  state: State<TItem>,
  { userId, text, now, signal }: CheckedQuery<TItem>,
  k: number,
): RerankContext {
  // Another user and another time draw otherwise; the same question draws the same.
  const stream = Number.parseInt(hashText(JSON.stringify([userId ?? null, text ?? null, now])).slice(0, 7), 36)
  return {
    k,
    now,
    random: randomNumbers(state.options.seed, stream),
    ...(text !== undefined && { query: text }),
    ...(userId !== undefined && { userId }),
    ...(signal !== undefined && { signal }),
  }
}

/** Nothing with an attribute that the user has hidden, and not liked since. */
function withoutHidden<TItem extends { readonly id: string }>(
  state: State<TItem>,
  signals: readonly Signal[],
): ItemTest | undefined {
  const hidden = hiddenAttributes(state, signals)
  return hidden.length === 0 ? undefined : (item) => !hidden.some(({ test }) => test(item))
}

/** An attribute that a user has hidden, by which event, and whether an item has it. */
interface HiddenAttribute {
  readonly name: string
  readonly value: string
  readonly eventId?: string
  readonly test: ItemTest
}

/** What the user has hidden, and not liked since. */
export function hiddenAttributes<TItem extends { readonly id: string }>(
  state: State<TItem>,
  signals: readonly Signal[],
): HiddenAttribute[] {
  return signals.flatMap(({ subject, type, eventId }) => {
    if (type !== 'hide' || subject.kind !== 'attribute') return []
    const { name, value } = subject
    return [{ name, value, ...(eventId && { eventId }), test: labelTest(state, name, [value], folded) }]
  })
}

const folded: LabelForm = (label) => label.trim().toLowerCase().normalize('NFKC')

function bareCandidateOf<TItem extends { readonly id: string }>(
  { store: { catalogue } }: State<TItem>,
  { item, score, parts }: RankedCandidate,
  rank: number,
): RerankCandidate {
  return { itemId: catalogue.idOf(item), score, rank, parts: { ...parts } }
}

function describedCandidates<TItem extends { readonly id: string }>(
  state: State<TItem>,
  candidates: readonly RankedCandidate[],
): RerankCandidate[] {
  const describe = describer(state)
  return candidates.map((candidate, at) => {
    const { item } = candidate
    const createdAt = state.store.catalogue.createdAt(item)
    const { text } = state.describe(item)
    return {
      ...describe(item),
      ...bareCandidateOf(state, candidate, at + 1),
      text: Object.values(text).join('\n'),
      ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    }
  })
}
