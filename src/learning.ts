/** What `fit` learns from behaviour: collaborative models, how much each source counts by how much is known of a user, and how often each item is recommended. Loaded with the first `fit`. */

import type { CollaborativeRecipe, FitOptions, Pair } from './collaborative/model.ts'
import type { LearnedFeedback } from './learned-feedback.ts'
import type { Signal } from './profile/signals.ts'
import type { RankWeights } from './rank/blend.ts'
import { Exposure, measureExposure } from './rank/exposure.ts'
import { FittedWeights, fitWeights } from './rank/fit-weights.ts'
import { type ItemPlaces, ModelItems, type Newcomers } from './retrieve/model-items.ts'
import { praise } from './retrieve/popular.ts'
import type { Learnable } from './retrieve/space.ts'
import { jsonPart, nestParts, type SnapshotParts, unnestParts } from './snapshot/parts.ts'
import type { FitReport, State } from './state.ts'
import { throwIfAborted } from './work.ts'

type Part = FitReport['parts'][number]

/** The models of a recommender, the weights that go with them, and how often they put an item into a list. */
export class Learned {
  readonly retrievers: readonly ModelItems[]
  readonly exposure: Exposure | undefined
  /** How far lists follow feedback, where the option asks for it and there were lists to learn from. */
  readonly feedback: LearnedFeedback | undefined
  readonly #weights: FittedWeights | undefined
  /** The source whose vectors the models were given. */
  readonly #content: string | undefined

  constructor(
    retrievers: readonly ModelItems[],
    weights: FittedWeights | undefined,
    exposure: Exposure | undefined,
    feedback: LearnedFeedback | undefined,
    content: string | undefined,
  ) {
    this.retrievers = retrievers
    this.exposure = exposure
    this.feedback = feedback
    this.#weights = weights
    this.#content = content
  }

  /** What rests on the behaviour of all users, by name. */
  get parts(): string[] {
    const models = this.retrievers.map(({ name }) => name)
    return [...models, ...(this.exposure ? [EXPOSURE] : []), ...(this.feedback ? [FEEDBACK] : [])]
  }

  /** The weights for a user of whom this is known; undefined where none were fitted. */
  weightsFor(signals: readonly Signal[]): RankWeights | undefined {
    return this.#weights?.of(signals)
  }

  save(): SnapshotParts {
    const parts: Record<string, SnapshotParts[string]> = {
      weights: { json: this.#weights?.toJson() ?? null },
      [EXPOSURE]: { json: this.exposure?.toJson() ?? null },
      ...(this.feedback && nestParts(FEEDBACK, this.feedback.save())),
      [CONTENT]: { json: this.#content ?? null },
    }
    for (const { name, model } of this.retrievers) {
      if (model.save === undefined) continue
      Object.assign(parts, nestParts(`model.${name}`, model.save()))
    }
    return parts
  }
}

const EXPOSURE = 'exposure'
const FEEDBACK = 'feedback'
const CONTENT = 'content'

/** Everything that `fit` does: cleans the log, lets the sources learn from the items, and learns from behaviour. `onMoved` is told when prepared items become invalid. */
export async function learnAll<TItem extends { readonly id: string }>(
  state: State<TItem>,
  options: FitOptions,
  report: (part: Part) => void,
  onMoved: () => void,
): Promise<Learned | undefined> {
  throwIfAborted(options.signal)
  const { fit: clean } = state.options.clean
  if (clean) {
    const { cleanLog } = await import('./events/clean-log.ts')
    report(await cleanLog(state.store, clean, options))
  }
  for (const source of state.sources.all) {
    const started = performance.now()
    await source.learn(() => learnable(state, onMoved), options)
    report({ name: source.name, seconds: (performance.now() - started) / 1000, bytes: source.bytes })
  }
  return learn(state, options, report)
}

/** The items as they are when a source begins to learn, and where they are when it is done. */
function learnable<TItem extends { readonly id: string }>(state: State<TItem>, onMoved: () => void): Learnable {
  const { catalogue } = state.store
  const indexes = Array.from(catalogue.entries(), ([index]) => index)
  const ids = indexes.map((index) => catalogue.idOf(index))
  return {
    descriptions: indexes.map((index) => state.describe(index)),
    indexes: () => {
      onMoved()
      return Int32Array.from(ids, (id) => catalogue.indexOf(id) ?? -1)
    },
  }
}

/** Fits every recipe to the log as it is now, and the weights of all sources to behaviour that the models have not seen; then measures how often each item is recommended. */
async function learn<TItem extends { readonly id: string }>(
  state: State<TItem>,
  options: FitOptions,
  report: (part: Part) => void,
): Promise<Learned | undefined> {
  const pairs = pairsOf(state)
  const work = { ...options, seed: options.seed ?? state.options.seed }
  const began = performance.now()
  const feedback = state.options.feedback
    ? await (await import('./learned-feedback.ts')).LearnedFeedback.fit(state, work)
    : undefined
  if (feedback !== undefined)
    report({ name: FEEDBACK, seconds: (performance.now() - began) / 1000, bytes: feedback.bytes })
  if (pairs.length === 0) return feedback && new Learned([], undefined, undefined, feedback, undefined)
  const recipes = await recipesOf(state)
  const retrievers: ModelItems[] = []
  const places = placesOf(state)
  const ids = [...new Set(pairs.map(({ itemId }) => itemId))]
  const { source, ...content } =
    recipes.length === 0 ? {} : await (await import('./item-content.ts')).contentOf(state, new Set(ids), work)
  const newcomers = await newcomersOf(state, source)
  for (const recipe of recipes) {
    const started = performance.now()
    const model = await recipe.fit({ ...content, interactions: pairs }, work)
    retrievers.push(new ModelItems(recipe.name, model, ids, places, newcomers))
    report({ name: recipe.name, seconds: (performance.now() - started) / 1000, bytes: model.bytes ?? 0 })
  }
  const started = performance.now()
  const weights = recipes.length === 0 ? undefined : await fitWeights(state, pairs, content, recipes, places, work)
  const fitted = performance.now()
  if (weights !== undefined)
    report({ name: 'weights', seconds: (fitted - started) / 1000, bytes: 0, quality: weights.quality })
  const exposure = await measureExposure(state, pairs, retrievers, (signals) => weights?.of(signals), work)
  if (exposure !== undefined)
    report({ name: EXPOSURE, seconds: (performance.now() - fitted) / 1000, bytes: exposure.bytes })
  const nothing = retrievers.length === 0 && exposure === undefined && feedback === undefined
  return nothing ? undefined : new Learned(retrievers, weights, exposure, feedback, source)
}

/** What {@link Learned.save} gave, for the same recipes. */
export async function loadLearned<TItem extends { readonly id: string }>(
  state: State<TItem>,
  parts: SnapshotParts,
): Promise<Learned> {
  const retrievers: ModelItems[] = []
  const source = CONTENT in parts ? ((jsonPart(parts, CONTENT) as string | null) ?? undefined) : undefined
  const newcomers = await newcomersOf(state, source)
  for (const recipe of await recipesOf(state)) {
    const saved = unnestParts(`model.${recipe.name}`, parts)
    if (Object.keys(saved).length === 0 || recipe.load === undefined) continue
    retrievers.push(new ModelItems(recipe.name, recipe.load(saved), [], placesOf(state), newcomers))
  }
  const json = jsonPart(parts, 'weights')
  const exposure = EXPOSURE in parts ? jsonPart(parts, EXPOSURE) : null
  const saved = unnestParts(FEEDBACK, parts)
  const feedback =
    Object.keys(saved).length === 0 ? undefined : (await import('./learned-feedback.ts')).LearnedFeedback.load(saved)
  return new Learned(
    retrievers,
    json === null ? undefined : FittedWeights.fromJson(json),
    exposure === null ? undefined : Exposure.fromJson(exposure),
    feedback,
    source,
  )
}

/** How long `'auto'` may try, in seconds; it is asked twice, once for the weights and once for the model that stays. */
const AUTO_SECONDS = 20

/** The recipes that the options name. */
export async function recipesOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
): Promise<readonly CollaborativeRecipe[]> {
  if (state.options.collaborative.length === 0) return []
  const { auto } = await import('./collaborative/auto.ts')
  const { withColdItems } = await import('./collaborative/content/with-cold-items.ts')
  return state.options.collaborative.map((one) => {
    const recipe = one === 'auto' ? auto({ seconds: AUTO_SECONDS }) : one
    // What cannot be saved and loaded stays as the app gave it.
    return recipe.load === undefined ? recipe : withColdItems(recipe)
  })
}

/** The events that speak for an item, in the order of the log, without those that a cleaning left out. */
function pairsOf<TItem extends { readonly id: string }>({ store, options }: State<TItem>): readonly Pair[] {
  const { log } = store
  const behaviors = [...options.behaviors.values()]
  const pairs: Pair[] = []
  for (let event = 0; event < log.size; event++) {
    const item = log.itemOf(event)
    if (item < 0 || !store.counts(event)) continue
    const value = praise(behaviors[log.typeOf(event)]!, log.valueOf(event))
    if (value <= 0) continue
    pairs.push({
      userId: log.users.at(log.userOf(event)),
      itemId: log.items.at(item),
      value,
      timestamp: log.timeOf(event),
    })
  }
  return pairs
}

/** What items that come later are like, where the models were given the vectors of a source. */
async function newcomersOf<TItem extends { readonly id: string }>(
  state: State<TItem>,
  source: string | undefined,
): Promise<Newcomers | undefined> {
  if (source === undefined) return undefined
  const { denseVectors } = await import('./item-content.ts')
  return (known) => denseVectors(state, source, (id) => !known.has(id))
}

/** Where models find their items in the catalogue. */
function placesOf<TItem extends { readonly id: string }>(state: State<TItem>): () => ItemPlaces {
  const { catalogue } = state.store
  return () => ({
    version: `${state.generation} ${catalogue.slots} ${catalogue.size}`,
    slots: catalogue.slots,
    indexOf: (id) => catalogue.indexOf(id),
    idOf: (index) => catalogue.idOf(index),
  })
}
