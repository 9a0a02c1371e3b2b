/** Chooses among recipes by what they foresee of behaviour that was held back. */

import { packSnapshot, unpackSnapshot } from '../snapshot/container.ts'
import { type JsonValue, jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import { Pacer, throwIfAborted } from '../work.ts'
import { als } from './factors/als.ts'
import { graphFilter } from './graph-filter.ts'
import { type Interactions, readInteractions, trainingData } from './interactions.ts'
import { itemKnn } from './knn/item-knn.ts'
import { userKnn } from './knn/user-knn.ts'
import type { CollaborativeModel, CollaborativeRecipe, FitOptions, Pair, TrainingData } from './model.ts'
import { checkNumber, checkOptions, recipeId } from './options.ts'
import { popularity } from './popularity.ts'
import { openSaved, savedHead } from './saved-model.ts'
import { transitionKnn } from './sequence/transition-knn.ts'

/** Options of {@link auto}. */
export interface AutoOptions {
  /** No further recipe is tried once the trials have taken half of this; the chosen one is then fitted on everything. Above 0. Default 60. */
  readonly seconds?: number
}

/** One trial of {@link auto}. */
export interface Trial {
  /** The recipe's id: its name and all of its options. */
  readonly id: string
  /** Mean NDCG@10 of the held-back items, 0 to 1. */
  readonly ndcg: number
}

/** A model that was chosen, with what else was tried. */
export interface ChosenModel extends CollaborativeModel {
  /** All trials, in the order in which they were made. */
  readonly tried: readonly Trial[]
  /** The id of the recipe that was chosen. */
  readonly chosen: string
}

const VERSION = 1
/** So many users' newest events are foreseen. */
const FORESEEN = 1000
/** With a list of this length. */
const K = 10

/**
 * Holds back the newest event of up to a thousand users (drawn by the seed among those with two different items), fits each recipe on the rest, asks it for ten items
 * for each of these users, and fits the one with the best NDCG@10 on everything. The earlier one wins a tie. Where nothing can be held back the most popular items are given.
 *
 * Tried are, in this order: popularity, item-kNN by cosine and by RP3beta, transitions, user-kNN, the graph filter and ALS. With the same seed and data the choice is the same
 * unless time runs out.
 *
 * @example
 * ```ts
 * const model = await auto({ seconds: 30 }).fit(pairs)
 * ```
 */
export function auto(options: AutoOptions = {}): CollaborativeRecipe {
  checkOptions(options, ['seconds'], 'auto')
  const seconds = checkNumber('seconds', options.seconds ?? 60, { min: Number.MIN_VALUE })
  const id = recipeId('auto', VERSION, { seconds })
  const recipes = candidates()
  return {
    name: 'auto',
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      const interactions = await readInteractions(data.interactions, fitOptions)
      const { seed = 0 } = fitOptions
      const held = holdBack(interactions, seed)
      const tried: Trial[] = []
      let best: { readonly recipe: CollaborativeRecipe; readonly ndcg: number } | undefined
      const begin = performance.now()
      for (const [at, recipe] of recipes.entries()) {
        fitOptions.onProgress?.({ phase: 'trials', done: at, total: recipes.length })
        throwIfAborted(fitOptions.signal)
        if (held.users.length === 0 || performance.now() - begin > seconds * 500) break
        const model = await recipe.fit({ ...data, interactions: held.rest() }, quiet(fitOptions))
        const ndcg = await foresee(model, held, fitOptions)
        tried.push({ id: recipe.id!, ndcg })
        if (best === undefined || ndcg > best.ndcg) best = { recipe, ndcg }
      }
      fitOptions.onProgress?.({ phase: 'trials', done: recipes.length, total: recipes.length })
      throwIfAborted(fitOptions.signal)
      const recipe = best?.recipe ?? recipes[0]!
      const everything: TrainingData = { ...data, interactions: pairsOf(interactions) }
      return chosenModel(id, recipe.id!, tried, await recipe.fit(everything, fitOptions))
    },
    load(saved) {
      const parts = saved instanceof Uint8Array ? unpackSnapshot(saved) : saved
      openSaved(parts, id)
      const head = jsonPart(parts, 'model') as unknown as { state: { chosen: string; tried: Trial[] } }
      const { chosen, tried } = head.state
      const recipe = recipes.find((one) => one.id === chosen)!
      return chosenModel(id, chosen, tried, recipe.load!(unnestParts('inner', parts)))
    },
  }
}

function candidates(): readonly CollaborativeRecipe[] {
  return [popularity(), itemKnn(), itemKnn({ similarity: 'rp3beta' }), transitionKnn(), userKnn(), graphFilter(), als()]
}

/** The chosen model under a name of its own. */
function chosenModel(id: string, chosen: string, tried: readonly Trial[], inner: CollaborativeModel): ChosenModel {
  const save = (): SnapshotParts => {
    const state = { chosen, tried } as unknown as JsonValue
    return { ...savedHead(id, [], state), ...nestParts('inner', inner.save!()) }
  }
  return {
    name: 'auto',
    tried,
    chosen,
    get items() {
      return inner.items!
    },
    get bytes() {
      return inner.bytes!
    },
    recommend: (history, options) => inner.recommend(history, options),
    score: (history, itemIds) => inner.score(history, itemIds),
    scores: (history) => inner.scores!(history),
    neighbors: (itemId, k) => inner.neighbors(itemId, k),
    ...(inner.contributions && { contributions: (history, itemId) => inner.contributions!(history, itemId) }),
    ...(inner.update && { update: (pairs) => inner.update!(pairs) }),
    save,
    toSnapshot: () => packSnapshot(save()),
  }
}

interface HeldBack {
  /** Users whose newest event is held back, with the number of that event. */
  readonly users: readonly { readonly history: readonly string[]; readonly newest: string }[]
  readonly rest: () => Iterable<Pair>
}

function holdBack(interactions: Interactions, seed: number): HeldBack {
  const { users, items, starts, itemOf } = interactions
  const fit: number[] = []
  for (let user = 0; user < users.size; user++) {
    const end = starts[user + 1]! - 1
    const newest = itemOf[end]
    if (itemOf.subarray(starts[user]!, end).some((item) => item !== newest)) fit.push(user)
  }
  // A draw by hash: the same users whatever the order of the log's other users.
  const drawn = fit
    .map((user) => ({ user, place: Math.imul(user + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b) }))
    .sort((a, b) => a.place - b.place || a.user - b.user)
    .slice(0, FORESEEN)
    .map(({ user }) => user)
  const held = new Set(drawn.map((user) => starts[user + 1]! - 1))
  return {
    users: drawn.map((user) => {
      const end = starts[user + 1]! - 1
      const newest = items.at(itemOf[end]!)
      const before = Array.from(itemOf.subarray(starts[user]!, end), (item) => items.at(item))
      return { history: before.filter((item) => item !== newest), newest }
    }),
    rest: () => pairsOf(interactions, held),
  }
}

/** The behaviour as pairs again, without some events. */
function* pairsOf(
  { users, items, starts, itemOf, values, times }: Interactions,
  without: ReadonlySet<number> = new Set(),
): Generator<Pair> {
  for (let user = 0; user < users.size; user++) {
    for (let event = starts[user]!; event < starts[user + 1]!; event++) {
      if (without.has(event)) continue
      const pair = { userId: users.at(user), itemId: items.at(itemOf[event]!), value: values[event]! }
      yield times === undefined ? pair : { ...pair, timestamp: times[event]! }
    }
  }
}

async function foresee(model: CollaborativeModel, held: HeldBack, options: FitOptions): Promise<number> {
  const pacer = new Pacer(options)
  let sum = 0
  for (const [at, { history, newest }] of held.users.entries()) {
    const rank = model.recommend(history, { k: K }).findIndex(({ itemId, score }) => itemId === newest && score > 0)
    if (rank >= 0) sum += 1 / Math.log2(rank + 2)
    if (pacer.due()) await pacer.pause({ phase: 'foresee', done: at, total: held.users.length })
  }
  return sum / held.users.length
}

/** The same signal and seed, without the progress of single fits. */
function quiet({ signal, seed }: FitOptions): FitOptions {
  return { ...(signal && { signal }), ...(seed !== undefined && { seed }) }
}
