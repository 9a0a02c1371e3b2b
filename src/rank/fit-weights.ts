/**
 * Weights of the sources fitted to behaviour: part of what users did is held out, the models learn from the rest, and coordinate search finds the weights that rank
 * what was held out highest (nDCG). Separately for users of whom little and of whom much is known, so that weight moves to behaviour as evidence grows.
 */

import { latestFirst } from '../collaborative/held-back.ts'
import type { CollaborativeRecipe, FitOptions, Pair, TrainingData } from '../collaborative/model.ts'
import { randomNumbers } from '../math/random.ts'
import { type Signal, signalsOf } from '../profile/signals.ts'
import { FreshItems } from '../retrieve/fresh.ts'
import { type ItemPlaces, ModelItems } from '../retrieve/model-items.ts'
import { type CataloguePopularity, PopularItems, Popularity } from '../retrieve/popular.ts'
import type { Retrieval, Retriever } from '../retrieve/retriever.ts'
import type { JsonValue } from '../snapshot/parts.ts'
import type { State } from '../state.ts'
import { Pacer } from '../work.ts'
import type { RankWeights } from './blend.ts'
import { weightsFor } from './weights.ts'

/** So many users at most are looked at; each counts with two lists. */
const USERS = 300
/** With fewer users the search would fit noise. */
const FEWEST_USERS = 30
/** Only users with so many different items have something to hold out and something to go by. */
const FEWEST_ITEMS = 5
/** The latest fifth of a user's items is held out. */
const HELD_OUT = 0.2
/** A user of whom at most so many items are known counts as one of whom little is known. */
const FEW = 5
/** Places of a list that count, and candidates that a source brings. */
const PLACES = 20
const POOL = 200
const SWEEPS = 3
const FACTORS = [0, 0.25, 0.5, 0.75, 1.33, 2, 4]
/** A change has to be worth this much of the present quality: anything less is noise. */
const WORTH = 0.003

/** Mean nDCG@20 on lists that the search has not seen: with the fitted weights, and with the default ones. */
export interface WeightQuality {
  readonly [name: string]: number
}

/** Fitted weights by how much is known. */
export class FittedWeights {
  readonly few: RankWeights
  readonly many: RankWeights
  readonly quality: WeightQuality

  constructor(few: RankWeights, many: RankWeights, quality: WeightQuality) {
    this.few = few
    this.many = many
    this.quality = quality
  }

  /** The weights for a user of whom these signals are known. */
  of(signals: readonly Signal[]): RankWeights {
    const items = new Set(
      signals.flatMap(({ subject, weight }) => (subject.kind === 'item' && weight > 0 ? [subject.itemId] : [])),
    )
    return items.size <= FEW ? this.few : this.many
  }

  toJson(): JsonValue {
    return { few: { ...this.few }, many: { ...this.many }, quality: { ...this.quality } }
  }

  static fromJson(json: JsonValue): FittedWeights {
    const { few, many, quality } = json as unknown as FittedWeights
    return new FittedWeights(few, many, quality)
  }
}

/** What the sources answered for one user, brought to one scale; the blend is a weighted sum of the columns. */
interface Case {
  /** Candidates by sources. */
  readonly scores: Float32Array
  /** By candidate: 1 where it was held out. */
  readonly relevant: Uint8Array
  /** The best DCG that any order could have. */
  readonly ideal: number
}

/** Fits the weights; undefined where there is too little behaviour to tell. */
export async function fitWeights<TItem extends { readonly id: string }>(
  state: State<TItem>,
  pairs: readonly Pair[],
  content: Omit<TrainingData, 'interactions'>,
  recipes: readonly CollaborativeRecipe[],
  places: () => ItemPlaces,
  options: FitOptions,
): Promise<FittedWeights | undefined> {
  const random = randomNumbers(options.seed ?? 0, 1)
  const held = holdOut(pairs, random)
  if (held.size < FEWEST_USERS) return undefined
  const train = pairs.filter(({ userId, itemId }) => !held.get(userId)?.has(itemId))
  const ids = [...new Set(train.map(({ itemId }) => itemId))]
  const models: ModelItems[] = []
  for (const recipe of recipes)
    models.push(
      new ModelItems(recipe.name, await recipe.fit({ ...content, interactions: train }, options), ids, places),
    )
  const { catalogue } = state.store
  const popularity = popularityOf(train, state)
  const retrievers: Retriever[] = [
    ...state.sources.all,
    new PopularItems(() => popularity),
    new FreshItems(
      () => catalogue.creationTimes,
      () => catalogue.latest,
    ),
    ...models,
  ]
  const names = retrievers.map(({ name }) => name)
  const few: Case[] = []
  const many: Case[] = []
  const pacer = new Pacer(options)
  let done = 0
  for (const [userId, items] of held) {
    const known = knownOf(state, userId, items, random)
    const latest = new Set(known.items.slice(0, 1 + Math.floor(random() * FEW)))
    few.push(...(await caseOf(state, retrievers, known.signals(latest), latest, items)))
    if (known.items.length > FEW) {
      const all = new Set(known.items)
      many.push(...(await caseOf(state, retrievers, known.signals(all), all, items)))
    }
    done++
    if (pacer.due()) await pacer.pause({ phase: 'weights', done, total: held.size })
  }
  const defaults = weightsFor('interest', state.options.weights, names)
  const ofFew = await search(few, names, defaults, state.options.weights, pacer)
  const ofMany = await search(many, names, defaults, state.options.weights, pacer)
  pacer.report({ phase: 'weights', done, total: held.size })
  return new FittedWeights(ofFew.weights, ofMany.weights, {
    ndcgFew: ofFew.fitted,
    ndcgFewDefault: ofFew.before,
    ndcgMany: ofMany.fitted,
    ndcgManyDefault: ofMany.before,
  })
}

/** By user: the items that are held out. */
function holdOut(pairs: readonly Pair[], random: () => number): ReadonlyMap<string, ReadonlySet<string>> {
  const byUser = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const list = byUser.get(pair.userId)
    if (list === undefined) byUser.set(pair.userId, [pair])
    else list.push(pair)
  }
  const users = [...byUser].map(([userId, list]) => [userId, list, random()] as const)
  const held = new Map<string, ReadonlySet<string>>()
  for (const [userId, list] of users.sort((a, b) => a[2] - b[2])) {
    if (held.size === USERS) break
    const items = latestItems(list, random)
    if (items.length < FEWEST_ITEMS) continue
    held.set(userId, new Set(items.slice(0, Math.max(1, Math.round(HELD_OUT * items.length)))))
  }
  return held
}

/** The items of a user's events, the latest first; by chance where times are equal. */
function latestItems(
  events: readonly { readonly itemId: string; readonly timestamp?: number | Date }[],
  random: () => number,
): string[] {
  return latestFirst(
    events.map(({ itemId }) => itemId),
    (event) => Number(events[event]!.timestamp),
    random,
  )
}

/** Popularity as it is without what is held out. */
function popularityOf<TItem extends { readonly id: string }>(
  train: readonly Pair[],
  { store: { catalogue } }: State<TItem>,
): CataloguePopularity {
  const popularity = new Popularity()
  for (const { itemId, value = 1, timestamp } of train) {
    const item = catalogue.indexOf(itemId)
    if (item !== undefined) popularity.observe(item, value, Number(timestamp))
  }
  const logIndexes = Int32Array.from({ length: catalogue.slots }, (_, item) => item)
  return { popularity, logIndexes, levels: Float64Array.from(logIndexes, (item) => popularity.levelOf(item)) }
}

/** What is known of a user without the items that are held out; the latest items first. */
function knownOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  userId: string,
  heldOut: ReadonlySet<string>,
  random: () => number,
): { readonly items: readonly string[]; signals(only: ReadonlySet<string>): Signal[] } {
  const events = state.store.eventsOf(userId).filter(({ itemId }) => itemId === undefined || !heldOut.has(itemId))
  const { behaviors, clock } = state.options
  const now = clock()
  const seen = events.flatMap(({ itemId, type, timestamp }) =>
    itemId !== undefined && behaviors.get(type)?.seen ? [{ itemId, timestamp }] : [],
  )
  return {
    items: latestItems(seen, random),
    signals: (only) =>
      signalsOf(
        events.filter(({ itemId }) => itemId !== undefined && only.has(itemId)),
        behaviors,
        now,
      ),
  }
}

async function caseOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  retrievers: readonly Retriever[],
  signals: readonly Signal[],
  seen: ReadonlySet<string>,
  heldOut: ReadonlySet<string>,
): Promise<Case[]> {
  const { catalogue } = state.store
  const indexes = (ids: Iterable<string>): Set<number> => new Set([...ids].flatMap((id) => catalogue.indexOf(id) ?? []))
  const excluded = indexes(seen)
  const wanted = indexes(heldOut)
  if (wanted.size === 0) return []
  const eligible = (item: number): boolean => catalogue.has(item) && !excluded.has(item)
  const request = { signals, now: state.options.clock(), limit: Math.min(POOL, catalogue.slots), eligible }
  const answers = await Promise.all(retrievers.map(async (retriever) => retriever.retrieve(request)))
  const pool = [...new Set(answers.flatMap((answer) => (answer ? [...answer.candidates] : [])))]
  const scores = new Float32Array(pool.length * retrievers.length)
  for (const [source, answer] of answers.entries()) {
    if (answer === undefined) continue
    const scale = scaleOf(answer)
    for (const [at, item] of pool.entries()) scores[at * retrievers.length + source] = scale * answer.scoreOf(item)
    answer.release?.()
  }
  const relevant = Uint8Array.from(pool, (item) => (wanted.has(item) ? 1 : 0))
  return [{ scores, relevant, ideal: discounts.slice(0, wanted.size).reduce((sum, gain) => sum + gain, 0) }]
}

/** What the blend multiplies a source's own scores by, at weight 1. */
function scaleOf({ candidates, scoreOf, share = 1 }: Retrieval): number {
  const largest = candidates.reduce((most, item) => Math.max(most, Math.abs(scoreOf(item))), 0)
  return largest < 1e-200 ? 0 : share / largest
}

const discounts = Array.from({ length: PLACES }, (_, place) => 1 / Math.log2(place + 2))

/** Coordinate search on half of the cases; what it found stands only where it is better on the other half too. */
async function search(
  cases: readonly Case[],
  names: readonly string[],
  defaults: RankWeights,
  own: RankWeights,
  pacer: Pacer,
): Promise<{ readonly weights: RankWeights; readonly fitted: number; readonly before: number }> {
  const seen = cases.filter((_, at) => at % 2 === 0)
  const unseen = cases.filter((_, at) => at % 2 === 1)
  const start = Float64Array.from(names, (name) => defaults[name]!)
  let best = start
  let quality = ndcg(seen, best)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const before = quality
    for (const [source, name] of names.entries()) {
      if (Object.hasOwn(own, name)) continue
      for (const factor of FACTORS) {
        const tried = best.slice()
        tried[source] = factor * start[source]!
        const found = ndcg(seen, tried)
        if (found > quality * (1 + WORTH)) {
          best = tried
          quality = found
        }
        if (pacer.due()) await pacer.pause({ phase: 'weights', done: sweep, total: SWEEPS })
      }
    }
    if (quality === before) break
  }
  const before = ndcg(unseen, start)
  const fitted = ndcg(unseen, best)
  const kept = fitted > before ? best : start
  return {
    weights: Object.fromEntries(names.map((name, source) => [name, kept[source]!])),
    fitted: Math.max(fitted, before),
    before,
  }
}

/** Mean nDCG over cases, ties by the order of the candidates. */
function ndcg(cases: readonly Case[], weights: Float64Array): number {
  let sum = 0
  for (const { scores, relevant, ideal } of cases) {
    const blended = new Float64Array(relevant.length)
    for (let at = 0; at < relevant.length; at++) {
      let score = 0
      for (let source = 0; source < weights.length; source++)
        score += weights[source]! * scores[at * weights.length + source]!
      blended[at] = score
    }
    let gain = 0
    for (let at = 0; at < relevant.length; at++) {
      if (relevant[at] === 0) continue
      const place = placeOf(blended, at)
      if (place < PLACES) gain += discounts[place]!
    }
    sum += gain / ideal
  }
  return cases.length === 0 ? 0 : sum / cases.length
}

/** How many stand before the one at `at`. */
function placeOf(scores: Float64Array, at: number): number {
  const own = scores[at]!
  let place = 0
  for (let other = 0; other < scores.length; other++)
    if (scores[other]! > own || (scores[other] === own && other < at)) place++
  return place
}
