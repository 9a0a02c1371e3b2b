/** Looks for the blend of models that foresees more than the best of them alone. */

import { Pacer } from '../work.ts'
import { blendQualities, type Foreseen, type HeldUser } from './held-back.ts'
import type { CollaborativeRecipe, FitOptions } from './model.ts'

/** What a recipe foresaw. */
export interface Outcome {
  readonly recipe: CollaborativeRecipe
  readonly lists: readonly Foreseen[]
  /** NDCG of each user's list. */
  readonly qualities: Float64Array
}

/** Recipes with weights, and what they foresaw together. */
export interface WeighedRecipes {
  readonly parts: readonly { readonly recipe: CollaborativeRecipe; readonly weight: number }[]
  readonly ndcg: number
}

/** Models in a blend at most, and how many are tried beside the best. */
const MOST_PARTS = 3
const OTHERS = 5
/** Weights of a further part; those before have theirs. */
const WEIGHTS = [0.1, 0.2, 0.35, 0.6, 1, 1.7]
/** An improvement has to be so many times its own standard error: the best of many tries is good by chance, too. */
const STANDARD_ERRORS = 2

/** The mean; 0 of nothing. */
export function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * Forward selection (Caruana and others 2004): begins with the best recipe and adds, as long as that is clearly better on the same users, the recipe and weight that improve the
 * blend most. Gives one part where nothing is clearly better than the best alone. `outcomes` is not empty.
 */
export async function chooseBlend(
  outcomes: readonly Outcome[],
  users: readonly HeldUser[],
  options: FitOptions,
): Promise<WeighedRecipes> {
  const pacer = new Pacer(options)
  const sorted = outcomes.toSorted((a, b) => mean(b.qualities) - mean(a.qualities))
  const parts = [{ outcome: sorted[0]!, weight: 1 }]
  let present = sorted[0]!.qualities
  while (parts.length < MOST_PARTS) {
    let best: { readonly outcome: Outcome; readonly weight: number; readonly qualities: Float64Array } | undefined
    for (const outcome of sorted.slice(1, 1 + OTHERS)) {
      if (parts.some((part) => part.outcome === outcome)) continue
      for (const weight of WEIGHTS) {
        const tried = [...parts, { outcome, weight }].map((part) => ({
          lists: part.outcome.lists,
          weight: part.weight,
        }))
        const qualities = blendQualities(tried, users)
        if (best === undefined || mean(qualities) > mean(best.qualities)) best = { outcome, weight, qualities }
        if (pacer.due()) await pacer.pause({ phase: 'blend', done: parts.length, total: MOST_PARTS })
      }
    }
    if (best === undefined || !isClearlyBetter(best.qualities, present)) break
    parts.push(best)
    present = best.qualities
  }
  return { parts: parts.map(({ outcome, weight }) => ({ recipe: outcome.recipe, weight })), ndcg: mean(present) }
}

function isClearlyBetter(qualities: Float64Array, before: Float64Array): boolean {
  const differences = qualities.map((quality, user) => quality - before[user]!)
  const gain = mean(differences)
  const variance = mean(differences.map((difference) => (difference - gain) ** 2))
  return gain > STANDARD_ERRORS * Math.sqrt(variance / Math.max(1, qualities.length - 1))
}
