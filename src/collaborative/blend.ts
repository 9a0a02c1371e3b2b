/** Several models as one: a weighted sum of their scores, each brought to one scale. */

import { invalidArgument } from '../errors.ts'
import { StringTable } from '../events/string-table.ts'
import { nestParts, type SnapshotParts, unnestParts } from '../snapshot/parts.ts'
import { HistoryModel, type IndexedHistory } from './history-model.ts'
import { trainingData } from './interactions.ts'
import type { CollaborativeModel, CollaborativeRecipe, Contribution, HistoryEntry, Pair, ScoredItem } from './model.ts'
import { checkNumber, recipeId } from './options.ts'
import { openSaved, savedHead } from './saved-model.ts'

/** One part of a {@link blend}. */
export interface BlendPart {
  readonly recipe: CollaborativeRecipe
  /** How much its scores count, above 0; only the ratio to the other weights matters for the order. Default 1. */
  readonly weight?: number
}

const VERSION = 1

/**
 * Fits every recipe to the same behaviour. For each history the scores of each model are divided by their standard deviation over all items, so that a weight means the same whatever
 * a model's unit is, and added up with the weights. A model that scores all items alike adds nothing to the order. `contributions` and `update` are there where all parts have them.
 *
 * @example
 * ```ts
 * const model = await blend([{ recipe: graphFilter() }, { recipe: transitionKnn(), weight: 0.5 }]).fit(pairs)
 * ```
 */
export function blend(parts: readonly BlendPart[]): CollaborativeRecipe {
  const checked = checkParts(parts)
  const weights = checked.map(({ weight }) => weight)
  const id = recipeId('blend', VERSION, {
    parts: checked.map(({ recipe, weight }) => ({ recipe: recipe.id ?? recipe.name, weight })),
  })
  return {
    name: 'blend',
    id,
    async fit(given, fitOptions = {}) {
      const data = trainingData(given)
      // An iterator that can be read once is read once.
      const interactions = Array.isArray(data.interactions) ? data.interactions : [...data.interactions]
      const items = data.items && [...data.items]
      const users = data.users && [...data.users]
      const models: CollaborativeModel[] = []
      for (const { recipe } of checked)
        models.push(
          await recipe.fit({ ...data, interactions, ...(items && { items }), ...(users && { users }) }, fitOptions),
        )
      return new BlendModel(id, models, weights)
    },
    load(saved) {
      const { parts: found } = openSaved(saved, id)
      const models = checked.map(({ recipe }, at) => {
        if (recipe.load === undefined) throw invalidArgument(`parts[${at}].recipe`, recipe, 'It cannot be loaded.')
        return recipe.load(unnestParts(`part${at}`, found))
      })
      return new BlendModel(id, models, weights)
    },
  }
}

function checkParts(parts: readonly BlendPart[]): { readonly recipe: CollaborativeRecipe; readonly weight: number }[] {
  if (!Array.isArray(parts) || parts.length === 0)
    throw invalidArgument('parts', parts, 'Pass at least one { recipe, weight }.')
  return parts.map((part: BlendPart, at) => {
    if (typeof part?.recipe?.fit !== 'function')
      throw invalidArgument(`parts[${at}].recipe`, part?.recipe, 'Pass what a recipe gives: { recipe: itemKnn() }.')
    const weight = checkNumber(`parts[${at}].weight`, part.weight ?? 1, { min: Number.MIN_VALUE, max: 1e6 })
    return { recipe: part.recipe, weight }
  })
}

/** The standard deviation of scores, or 0 where there are none. */
export function spread(scores: Float32Array): number {
  let sum = 0
  let squares = 0
  for (let at = 0; at < scores.length; at++) {
    sum += scores[at]!
    squares += scores[at]! * scores[at]!
  }
  const mean = sum / scores.length
  const variance = squares / scores.length - mean * mean
  // What rounding leaves of equal scores is no difference.
  return variance > 1e-12 * (squares / scores.length) ? Math.sqrt(variance) : 0
}

/** The items of all models, those of the first in their order. */
function itemsOf(models: readonly CollaborativeModel[]): readonly string[] {
  const all = new StringTable()
  for (const model of models) for (const id of model.items ?? []) all.intern(id)
  return all.all()
}

class BlendModel extends HistoryModel {
  readonly name = 'blend'
  readonly #id: string
  readonly #models: readonly CollaborativeModel[]
  readonly #weights: readonly number[]
  readonly contributions?: (history: readonly HistoryEntry[], itemId: string) => Contribution[]
  readonly update?: (interactions: Iterable<Pair>) => Promise<void>

  constructor(id: string, models: readonly CollaborativeModel[], weights: readonly number[]) {
    super(itemsOf(models))
    this.#id = id
    this.#models = models
    this.#weights = weights
    if (models.every((model) => model.contributions))
      this.contributions = (history, itemId) => this.#contributions(history, itemId)
    if (models.every((model) => model.update)) this.update = (interactions) => this.#update(interactions)
  }

  get bytes(): number {
    return this.#models.reduce((sum, model) => sum + (model.bytes ?? 0), 0)
  }

  protected scoreAll({ items, values, times }: IndexedHistory): Float32Array {
    const history = Array.from(items, (item, at) => ({
      itemId: this.items[item]!,
      value: values[at]!,
      ...(Number.isNaN(times[at]!) ? {} : { timestamp: times[at]! }),
    }))
    const scores = new Float32Array(this.items.length)
    for (const [at, model] of this.#models.entries()) {
      const own = this.#scoresOf(model, history)
      const scale = spread(own)
      if (scale === 0) continue
      const factor = this.#weights[at]! / scale
      const places = this.#placesOf(model)
      for (let item = 0; item < own.length; item++)
        scores[places === undefined ? item : places[item]!]! += factor * own[item]!
    }
    return scores
  }

  neighbors(itemId: string, k = 10): ScoredItem[] {
    return this.reachedFrom(itemId, k)
  }

  save(): SnapshotParts {
    const parts: Record<string, SnapshotParts[string]> = { ...savedHead(this.#id, []) }
    for (const [at, model] of this.#models.entries()) Object.assign(parts, nestParts(`part${at}`, model.save!()))
    return parts
  }

  #scoresOf(model: CollaborativeModel, history: readonly HistoryEntry[]): Float32Array {
    return model.scores?.(history) ?? model.score(history, model.items!)
  }

  /** Where a model's items are among all; undefined where both count alike. */
  #placesOf({ items = [] }: CollaborativeModel): Int32Array | undefined {
    const same = items.length === this.items.length && items.every((id, at) => id === this.items[at])
    return same ? undefined : Int32Array.from(items, (id) => this.indexOf(id))
  }

  #contributions(history: readonly HistoryEntry[], itemId: string): Contribution[] {
    const shares = new Map<string, number>()
    for (const [at, model] of this.#models.entries()) {
      const scale = spread(this.#scoresOf(model, history))
      if (scale === 0) continue
      for (const { itemId: from, share } of model.contributions!(history, itemId))
        shares.set(from, (shares.get(from) ?? 0) + (share * this.#weights[at]!) / scale)
    }
    return [...shares].map(([from, share]) => ({ itemId: from, share }))
  }

  async #update(interactions: Iterable<Pair>): Promise<void> {
    const pairs = [...interactions]
    for (const model of this.#models) await model.update!(pairs)
    for (const model of this.#models) for (const id of model.items ?? []) this.addItem(id)
  }
}
