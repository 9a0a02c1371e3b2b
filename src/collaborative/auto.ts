/** Chooses among recipes by what they foresee of behaviour that was held back. */

import { checkNames } from '../option-names.ts'
import { packSnapshot, unpackSnapshot } from '../snapshot/container.ts'
import { type JsonValue, jsonPart, nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import { throwIfAborted } from '../work.ts'
import { blend } from './blend.ts'
import { chooseBlend, mean, type Outcome } from './choose-blend.ts'
import { als } from './factors/als.ts'
import { bpr } from './factors/ranking.ts'
import { graphFilter } from './graph-filter.ts'
import { foresee, holdBack, pairsOf, qualities } from './held-back.ts'
import { readInteractions, trainingData } from './interactions.ts'
import { itemKnn } from './knn/item-knn.ts'
import { userKnn } from './knn/user-knn.ts'
import { ease } from './linear/ease.ts'
import type { CollaborativeModel, CollaborativeRecipe, FitOptions, TrainingData } from './model.ts'
import { checkNumber, recipeId } from './options.ts'
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
  /** The recipe's id: its name and all of its options; of a blend, those of its parts with their weights. */
  readonly id: string
  /** Mean NDCG@20 of the held-back items, 0 to 1. */
  readonly ndcg: number
}

/** A model that was chosen, with what else was tried. */
export interface ChosenModel extends CollaborativeModel {
  /** All trials, in the order in which they were made. */
  readonly tried: readonly Trial[]
  /** The id of the recipe that was chosen. */
  readonly chosen: string
}

const VERSION = 4

/**
 * Holds back a fifth of the items of up to two thousand users (drawn by the seed among those with two different items): the latest, and among those of one `timestamp`, or of none, a draw by the seed. So give times where
 * order means something. Fits each recipe on the rest, asks it for
 * twenty items for each of these users, and fits the one with the best NDCG@20 on everything. The earlier one wins a tie. Where nothing can be held back the most popular items are given.
 *
 * Tried are, in this order: popularity, item-kNN by cosine and by RP3beta, transitions, user-kNN, the graph filter, EASE, ALS and BPR; then blends of two or three of those that
 * did better than popularity, by forward selection, of which one is taken where it is clearly better than the best alone. With the same seed and data the choice is the same unless time runs out.
 *
 * @example
 * ```ts
 * const model = await auto({ seconds: 30 }).fit(pairs)
 * ```
 */
export function auto(options: AutoOptions = {}): CollaborativeRecipe {
  checkNames(options, ['seconds'], 'auto')
  const seconds = checkNumber('seconds', options.seconds ?? 60, { min: Number.MIN_VALUE })
  const id = recipeId('auto', VERSION, { seconds })
  const recipes = candidates()
  return {
    name: 'auto',
    id,
    async fit(given, fitOptions = {}) {
      const data = kept(trainingData(given))
      const interactions = await readInteractions(data.interactions, fitOptions)
      const held = holdBack(interactions, fitOptions.seed ?? 0)
      const outcomes: Outcome[] = []
      const begin = performance.now()
      for (const [at, recipe] of recipes.entries()) {
        fitOptions.onProgress?.({ phase: 'trials', done: at, total: recipes.length })
        throwIfAborted(fitOptions.signal)
        if (held.users.length === 0 || performance.now() - begin > seconds * 500) break
        const model = await recipe.fit({ ...data, interactions: held.rest() }, quiet(fitOptions))
        const lists = await foresee(model, held.users, quiet(fitOptions))
        outcomes.push({ recipe, lists, qualities: qualities(lists, held.users) })
      }
      fitOptions.onProgress?.({ phase: 'trials', done: recipes.length, total: recipes.length })
      throwIfAborted(fitOptions.signal)
      const tried: Trial[] = outcomes.map(({ recipe, qualities }) => ({ id: recipe.id!, ndcg: mean(qualities) }))
      const everything: TrainingData = { ...data, interactions: pairsOf(interactions) }
      let parts: readonly Part[] = [{ id: recipes[0]!.id!, weight: 1 }]
      const better = outcomes.filter((_, at) => tried[at]!.ndcg > tried[0]!.ndcg)
      if (better.length > 0) {
        const chosen = await chooseBlend(better, held.users, quiet(fitOptions))
        parts = chosen.parts.map(({ recipe, weight }) => ({ id: recipe.id!, weight }))
        if (parts.length > 1) tried.push({ id: recipeOf(parts, recipes).id!, ndcg: chosen.ndcg })
      }
      return chosenModel(id, recipes, parts, tried, await recipeOf(parts, recipes).fit(everything, fitOptions))
    },
    load(saved) {
      const saving = saved instanceof Uint8Array ? unpackSnapshot(saved) : saved
      openSaved(saving, id)
      const head = jsonPart(saving, 'model') as unknown as { state: { parts: Part[]; tried: Trial[] } }
      const { parts, tried } = head.state
      return chosenModel(id, recipes, parts, tried, recipeOf(parts, recipes).load!(unnestParts('inner', saving)))
    },
  }
}

/** One recipe of those that were chosen, by its id. */
interface Part {
  readonly id: string
  readonly weight: number
}

function candidates(): readonly CollaborativeRecipe[] {
  return [
    popularity(),
    itemKnn(),
    itemKnn({ similarity: 'rp3beta' }),
    transitionKnn(),
    userKnn(),
    graphFilter(),
    ease(),
    als(),
    bpr(),
  ]
}

/** The recipe itself where it was chosen alone, else a blend. */
function recipeOf(parts: readonly Part[], recipes: readonly CollaborativeRecipe[]): CollaborativeRecipe {
  const found = parts.map(({ id, weight }) => ({ recipe: recipes.find((recipe) => recipe.id === id)!, weight }))
  return found.length === 1 ? found[0]!.recipe : blend(found)
}

/** What every recipe is given: rows that can be read more than once. */
function kept({ items, users, ...data }: TrainingData): TrainingData {
  return { ...data, ...(items && { items: [...items] }), ...(users && { users: [...users] }) }
}

/** The chosen model under a name of its own. */
function chosenModel(
  id: string,
  recipes: readonly CollaborativeRecipe[],
  parts: readonly Part[],
  tried: readonly Trial[],
  inner: CollaborativeModel,
): ChosenModel {
  const chosen = recipeOf(parts, recipes).id!
  const save = (): SnapshotParts => {
    const state = { parts, tried } as unknown as JsonValue
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

/** The same signal and seed, without the progress of single fits. */
function quiet({ signal, seed }: FitOptions): FitOptions {
  return { ...(signal && { signal }), ...(seed !== undefined && { seed }) }
}
